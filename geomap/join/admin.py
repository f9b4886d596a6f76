"""Administrative areas: of a point, and those around a run's incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import normalise, strip_generic
from geomap.join.tables import blank, set_column, unique_points

if TYPE_CHECKING:
    import geopandas as gpd

    from geomap.gazetteer.store import Gazetteer

    Box = tuple[float, float, float, float]

_COLUMNS = ("country", "admin1", "admin1_code", "admin2")
_PAD = 0.75  # degrees around the points for which areas are drawn
_TILE = 5.0  # degrees; points in one tile are asked for together
_MOST_TILES = 60
_BACKGROUND_PAD = 3.0


def join_admin(frame: gpd.GeoDataFrame, gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """Return `frame` with ``country``, ``admin1``, ``admin1_code``, ``admin2`` filled where they are missing.

    Nothing that is there is overwritten: a province is filled only where the row names no other country than the
    one the point lies in, a district only where it names no other province. Columns that the frame lacks stay
    lacking; rows without a pin stay as they are.
    """
    out = frame.copy()
    lon, lat, rows = unique_points(frame)
    names = [name for name in _COLUMNS if name in frame]
    cells = {name: list(frame[name]) for name in names}
    for k, members in enumerate(rows):
        found: dict[str, str] | None = None
        for row in members:
            if not any(blank(cells[name][row]) for name in names):
                continue
            found = gazetteer.admin_at(float(lon[k]), float(lat[k])) if found is None else found
            for name in names:  # from the country down: a level is filled only under what agrees above it
                told = cells[name][row]
                if blank(told):
                    cells[name][row] = found[name] or told
                elif name != "admin1_code" and not _same(told, found[name]):
                    break
    for name in names:
        set_column(out, name, cells[name])
    return out


def _same(told: str, found: str) -> bool:
    return normalise(strip_generic(told)[0]) == normalise(strip_generic(found)[0])


def nearby_areas(
    gazetteer: Gazetteer, incidents: gpd.GeoDataFrame, records: gpd.GeoDataFrame, line: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the provinces around the incidents, records and line, and country areas for the background.

    Parameters
    ----------
    incidents, records
        Rows with a pin say where; rows with only a province or a country bring that country's provinces.
    line
        The chosen border line, possibly empty: its two countries' provinces along it are among the areas.

    Returns
    -------
    admin, background
        `schema.ADMIN_COLUMNS`, by ``admin_id``; empty frames where there is nothing to show.
    """
    import pandas as pd

    boxes = _tiles(incidents, records, line)
    frames = [gazetteer.admin_areas(bbox=box, level=1) for box in boxes[:_MOST_TILES]]
    loose = sorted(_countries_of_areas(incidents))
    if loose:
        frames.append(gazetteer.admin_areas(level=1, countries=loose))
    frames = [found for found in frames if len(found)] or [gazetteer.admin_areas(bbox=(0, 0, 0, 0), level=1).iloc[:0]]
    admin = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    admin = admin.drop_duplicates("admin_id").sort_values("admin_id", kind="stable", ignore_index=True)
    return admin, gazetteer.countries(_padded(_around(boxes), _BACKGROUND_PAD) if boxes else None)


def _tiles(incidents: gpd.GeoDataFrame, records: gpd.GeoDataFrame, line: gpd.GeoDataFrame) -> list[Box]:
    """Return boxes that hold the points, those with most points first, and the line's own."""
    tiles: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for frame in (incidents, records):
        lon, lat, rows = unique_points(frame)
        for k, members in enumerate(rows):
            tile = int(np.floor(lon[k] / _TILE)), int(np.floor(lat[k] / _TILE))
            tiles.setdefault(tile, []).extend([(float(lon[k]), float(lat[k]))] * len(members))
    boxes = []
    if len(line) and not line.geometry.is_empty.all():
        west, south, east, north = (float(v) for v in line.total_bounds)
        # a line that crosses the antimeridian would ask for the whole world
        if east - west < 180:
            boxes.append(_padded((west, south, east, north), _PAD))
    for tile in sorted(tiles, key=lambda t: (-len(tiles[t]), t)):
        points = np.array(tiles[tile])
        low, high = points.min(axis=0), points.max(axis=0)
        boxes.append(_padded((float(low[0]), float(low[1]), float(high[0]), float(high[1])), _PAD))
    return boxes


def _countries_of_areas(incidents: gpd.GeoDataFrame) -> set[str]:
    """Return the countries of incidents that have no pin but a province."""
    found = set()
    for row in incidents.to_dict("records"):
        if blank(row.get("lat")) and not blank(row.get("admin1")) and not blank(row.get("country")):
            found.add(str(row["country"]))
    return found


def _padded(box: Box, pad: float) -> Box:
    west, south, east, north = box
    return max(-180.0, west - pad), max(-90.0, south - pad), min(180.0, east + pad), min(90.0, north + pad)


def _around(boxes: list[Box]) -> Box:
    edges = np.array(boxes)
    return (
        float(edges[:, 0].min()),
        float(edges[:, 1].min()),
        float(edges[:, 2].max()),
        float(edges[:, 3].max()),
    )
