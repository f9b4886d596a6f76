"""Bands of distance along a border line, as rings that do not overlap."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.errors import InputError
from geomap.join.lines import parts_of
from geomap.join.planes import around_lines, polygons_only
from geomap.join.tables import blank, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

BAND_COLUMNS = ("band_id", "from_km", "to_km", "title", "border_id", "km", "label")
_KM_OF_DEGREE = 111.2
_WIDEST_KM = 500.0


def distance_bands(
    border: gpd.GeoDataFrame, bands_km: Sequence[float], *, around: tuple[float, float, float, float] | None = None
) -> gpd.GeoDataFrame:
    """Return one polygon a band of distance from the main border line, the nearest band first.

    Parameters
    ----------
    border
        Lines, EPSG:4326 (`schema.BORDER_COLUMNS`); exclaves' lines are left out where there is a main line, as
        `join_border` measures to the main line.
    bands_km
        Outer distances in km, in any order: (5, 10, 25) makes 0-5, 5-10 and 10-25.
    around
        West, south, east, north (degrees; west > east over the antimeridian): only this part is made.

    Returns
    -------
    bands
        `BAND_COLUMNS` (``km`` is ``to_km``, ``label`` is ``title``) and a polygon in EPSG:4326, cut at the
        antimeridian; distances are right within 1 %. Empty if there is no line.

    Raises
    ------
    InputError
        If a distance is not above 0 or more than 500 km.
    """
    import shapely

    widths = sorted({float(km) for km in bands_km})
    if any(not 0 < km <= _WIDEST_KM for km in widths):
        raise InputError(f"bands must be above 0 and at most {_WIDEST_KM:g} km, not {list(bands_km)!r}")
    exclave = [not blank(value) and bool(value) for value in border.get("exclave", [])]
    main = border[[not flag for flag in exclave]] if exclave and not all(exclave) else border
    window = None if around is None else _window(around)
    parts = parts_of(_near(main.geometry, around, widths[-1]) if around and widths else main.geometry)
    if not parts or not widths:
        return schema.frame([], BAND_COLUMNS, geometry=[])
    border_id = text(main["border_id"].iloc[0]) if "border_id" in main else ""
    rows, shapes = [], []
    inner: Any = None
    start = 0.0
    for km in widths:
        area = around_lines(parts, km)
        ring = area if inner is None else shapely.difference(area, inner)
        ring = polygons_only(ring if window is None else shapely.intersection(ring, window))
        if not ring.is_empty:
            title = f"{start:g} to {km:g} km from the border"
            rows.append(
                {
                    "band_id": f"{border_id or 'border'}:{start:g}-{km:g}",
                    "from_km": start,
                    "to_km": km,
                    "title": title,
                    "border_id": border_id,
                    "km": km,
                    "label": title,
                }
            )
            shapes.append(ring)
        inner, start = area, km
    return schema.frame(rows, BAND_COLUMNS, geometry=shapes)


def _window(around: tuple[float, float, float, float]) -> Any:
    import shapely

    west, south, east, north = around
    if west <= east:
        return shapely.box(west, south, east, north)
    return shapely.union_all([shapely.box(west, south, 180.0, north), shapely.box(-180.0, south, east, north)])


def _near(lines: Any, around: tuple[float, float, float, float], km: float) -> Any:
    """Return the lines near a window: what is far from it makes no band there, and costs the most time."""
    import shapely

    pad = 1.5 * km / _KM_OF_DEGREE
    west, south, east, north = around
    wide = pad / max(0.05, math.cos(math.radians(min(85.0, max(abs(south), abs(north))))))
    if west > east or west - wide < -180.0 or east + wide > 180.0:
        return lines
    return [
        shapely.intersection(line, shapely.box(west - wide, south - pad, east + wide, north + pad)) for line in lines
    ]
