"""Puts the shipped polygons and lines into the file, and takes the points of provinces from them."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.gazetteer import geopackage as gpkg
from geomap.gazetteer.names import script_of
from geomap.gazetteer.worldbase import SMALL_COUNTRIES, AdminPoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from geomap.gazetteer.districts import Districts
    from geomap.gazetteer.entries import NameRow
    from geomap.gazetteer.writer import Writer

log = logging.getLogger(__name__)
_BESIDE = 1.0  # degrees


def add_shapes(
    writer: Writer, *, clip: tuple[float, float, float, float] | None, worldview: str
) -> tuple[dict[int, AdminPoint], Any]:
    """Add admin areas, countries and border lines; return points of provinces by geonameid, and their frame.

    Without the shipped data (or its reader) nothing is added and a warning says so.
    """
    from geomap.gazetteer import borders, worldviews

    view = worldviews.choose(worldview)
    points: dict[int, AdminPoint] = {}
    provinces = None
    for level in (2, 1):
        areas = _load(f"admin areas of level {level}", partial(borders.load_admin1, level=level, every=True))
        if areas is not None:
            areas = view.apply(areas, level=level)
            points.update(admin_points(areas))
            provinces = areas
            _add(writer, "admin_areas", gpkg.AREA_FIELDS, areas, clip)
    lands = _load("countries", partial(borders.load_countries, every=True))
    if lands is not None:
        _add(writer, "countries", gpkg.AREA_FIELDS, view.apply(lands, level=0), None)
    lines = _load("border lines", borders.load_borders)
    if lines is not None:
        _add(writer, "border_lines", gpkg.BORDER_FIELDS, lines, clip)
    return points, provinces


def load_districts(middle: Callable[[int], tuple[float, float] | None], *, small: bool) -> Districts | None:
    """Return the shipped district points, joined to GeoNames' districts; None if they are not shipped."""
    from geomap.gazetteer.districts import Districts

    try:
        from geomap.gazetteer import borders
    except ImportError:
        return None
    countries = SMALL_COUNTRIES if small else None
    frame = _load("districts", partial(borders.load_admin2, countries=countries))
    return None if frame is None else Districts(frame, middle)


def _load(what: str, loader: Any) -> Any:
    from geomap.errors import ResourceError

    try:
        return loader()
    except (ResourceError, FileNotFoundError, NotImplementedError) as error:
        log.warning("no %s: %s", what, error)
        return None


def _add(
    writer: Writer, table: str, fields: tuple[str, ...], frame: Any, clip: tuple[float, float, float, float] | None
) -> None:
    import shapely

    if clip is not None:
        frame = frame[frame.geometry.intersects(shapely.box(*clip))]
    rows = []
    geometries = []
    for record, geometry in zip(
        frame.drop(columns=[frame.geometry.name]).to_dict("records"), frame.geometry, strict=True
    ):
        row = {name: _plain(record.get(name)) for name in fields}
        geonameid = _whole(record.get("geonameid"))
        if "place_id" in fields and not row.get("place_id") and geonameid:
            row["place_id"] = f"geonames:{geonameid}"
        rows.append(row)
        geometries.append(_multi(geometry))
    order = sorted(range(len(rows)), key=lambda i: tuple(str(rows[i].get(name) or "") for name in fields))
    writer.add_rows(table, fields, [rows[i] for i in order], [geometries[i] for i in order])


def _multi(geometry: Any) -> Any:
    """Return a polygon or line as the multi-part geometry that the layer's type asks for."""
    from shapely.geometry import MultiLineString, MultiPolygon

    if geometry is None:
        return None
    if geometry.geom_type == "Polygon":
        return MultiPolygon([geometry])
    if geometry.geom_type == "LineString":
        return MultiLineString([geometry])
    return geometry


def _plain(value: Any) -> Any:
    """Return a cell as SQLite takes it: numpy numbers as Python's, missing ones as None, the rest as text."""
    if value is None or value != value:
        return None
    if isinstance(value, bool | np.bool_):
        return int(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value)
    return str(value)


def _whole(value: Any) -> int | None:
    try:
        number = int(float(value))
    except (TypeError, ValueError):
        return None
    return number if number > 0 else None


def admin_points(frame: Any) -> dict[int, AdminPoint]:
    """Return the point, radius, extent and names of areas by geonameid.

    The point is the centroid where it lies in the area or a degree beside it (islands have theirs in the sea),
    else a point inside it: GeoNames puts its provinces in the middle of the area. The radius reaches the farthest
    corner of the area.
    """
    import shapely

    out: dict[int, AdminPoint] = {}
    geometries = np.asarray(frame.geometry.values, dtype=object)
    centres = shapely.centroid(geometries)
    beside = shapely.distance(geometries, centres) <= _BESIDE
    middles = np.where(beside, centres, shapely.point_on_surface(geometries))
    bounds = shapely.bounds(geometries)
    records = frame.drop(columns=[frame.geometry.name]).to_dict("records")
    areas = shapely.area(geometries)
    best: dict[int, float] = {}
    for record, geometry, point, bound, area in zip(records, geometries, middles, bounds, areas, strict=True):
        geonameid = _whole(record.get("geonameid"))
        if geonameid is None or geometry is None or best.get(geonameid, -1.0) >= area:
            continue
        best[geonameid] = float(area)
        name = str(record.get("name") or "")
        names: list[NameRow] = [(text, "alternate", lang, "") for text, lang in _names(record.get("names"))]
        lon, lat = round(float(point.x), 5), round(float(point.y), 5)
        west, south, east, north = (round(float(side), 5) for side in bound)
        out[geonameid] = AdminPoint(
            lon, lat, _reach_m(geometry, lon, lat), bbox=(west, south, east, north),
            name=name if script_of(name) == "Latn" else "", names=names,
        )  # fmt: skip
    return out


def _names(value: Any) -> list[tuple[str, str]]:
    """Return (name, language) pairs of a names cell: ";"-parted text, a list, or a dict by language."""
    if isinstance(value, dict):
        return [(str(text), str(lang)) for lang, text in value.items() if text]
    if isinstance(value, list | tuple):
        return [(str(text), "") for text in value if text]
    if isinstance(value, str):
        return [(part.strip(), "") for part in value.split(";") if part.strip()]
    return []


def _reach_m(geometry: Any, lon: float, lat: float) -> float:
    import shapely

    corners = shapely.get_coordinates(shapely.convex_hull(geometry))
    scale = np.cos(np.radians(lat))
    wide = (corners[:, 0] - lon + 180) % 360 - 180
    return float(np.max(np.hypot(wide * scale, corners[:, 1] - lat)) * 111_195)
