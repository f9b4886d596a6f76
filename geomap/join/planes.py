"""Shapes of a given size on the ellipsoid: buffers and circles, made in local projections, cut at the antimeridian."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj import CRS, Transformer

from geomap.join.lines import GEOD, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# An azimuthal equidistant projection stretches by (r/R) / sin(r/R): 0.02 % at 200 km from its centre.
_PIECE_KM = 300.0
_EDGE_M = 10_000.0  # longer straight edges would bow off the geodesic by more than some metres
_CIRCLE = 72
_QUARTER = 12  # a quarter circle in so many chords: at most 0.2 % inside it


def around_lines(parts: Iterable[Floats], km: float) -> Any:
    """Return the area within `km` of lines (arrays of lon, lat), EPSG:4326, cut at the antimeridian.

    Right to 1 % of `km` (0.2 % from the chords, 0.1 % from the projection, the rest from simplifying).
    """
    return _around(tuple(np.ascontiguousarray(part, dtype=np.float64).tobytes() for part in parts), km)


@lru_cache(maxsize=16)  # the map and the GeoPackage draw the same bands of the same line
def _around(lines: tuple[bytes, ...], km: float) -> Any:
    import shapely

    parts = [np.frombuffer(line).reshape(-1, 2) for line in lines]
    pieces = [piece for part in parts for piece in _pieces(part)]
    if not pieces:
        return shapely.Polygon()
    home = float(pieces[0][0, 0])
    buffers = [_buffer(piece, km, home) for piece in pieces]
    area = shapely.union_all(buffers)
    return at_home(shapely.make_valid(shapely.simplify(area, km * 0.002 / 111.2)))


def circle(lon: float, lat: float, radius_m: float) -> Any:
    """Return the geodesic circle around a point as a polygon, EPSG:4326, cut at the antimeridian.

    A circle that holds a pole is not drawn over it: it becomes the band of latitudes down to its southern rim.
    """
    import shapely

    azimuth = np.linspace(0.0, 360.0, _CIRCLE, endpoint=False)
    n = np.ones(_CIRCLE)
    x, y, _ = GEOD.fwd(n * lon, n * lat, azimuth, n * radius_m)
    for pole in (90.0, -90.0):
        if GEOD.inv(lon, lat, lon, pole)[2] <= radius_m:
            edge = float(np.min(np.abs(y))) * np.sign(pole)
            return shapely.box(-180.0, min(edge, pole), 180.0, max(edge, pole))
    x = lon + (np.asarray(x) - lon + 180.0) % 360.0 - 180.0
    return at_home(shapely.Polygon(np.column_stack([x, y])))


def at_home(area: Any) -> Any:
    """Return an area whose longitudes run on beyond 180 cut and put back between -180 and 180."""
    import shapely

    west, _, east, _ = shapely.bounds(area)
    if not (west < -180.0 or east > 180.0):
        return area
    parts = []
    for turn in (-720.0, -360.0, 0.0, 360.0, 720.0):
        window = shapely.box(-180.0 + turn, -90.0, 180.0 + turn, 90.0)
        part = shapely.intersection(area, window)
        if not part.is_empty:
            parts.append(shapely.transform(part, partial(_turned, degrees=turn)))
    return polygons_only(shapely.union_all(parts))


def _turned(points: Floats, degrees: float) -> Floats:
    return points - [degrees, 0.0]


def polygons_only(shape: Any) -> Any:
    """Return the polygons of a shape, without the lines and points that cutting can leave."""
    import shapely

    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type.endswith("Polygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _pieces(part: Floats) -> Iterable[Floats]:
    """Yield a line in pieces short enough for one projection each; neighbours share a vertex."""
    lon, lat = unwrapped(part[:, 0]), part[:, 1]
    metres = np.asarray(GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2])
    cuts = np.maximum(1, np.ceil(metres / _EDGE_M)).astype(int)  # a line is straight in degrees
    at = np.concatenate([np.arange(n) / n + i for i, n in enumerate(cuts)] + [np.array([float(len(cuts))])])
    whole = np.arange(len(lon), dtype=float)
    points = np.column_stack([np.interp(at, whole, lon), np.interp(at, whole, lat)])
    along = np.concatenate([[0.0], np.cumsum(np.repeat(metres / cuts, cuts))])
    number = (along / (_PIECE_KM * 1000.0)).astype(int)
    for k in np.unique(number):
        inside = np.flatnonzero(number == k)
        piece = points[inside[0] : inside[-1] + 2]
        if len(piece) > 1:
            yield piece


def _buffer(piece: Floats, km: float, home: float) -> Any:
    import shapely

    low, high = piece.min(axis=0), piece.max(axis=0)
    lon, lat = float(low[0] + high[0]) / 2.0, float(low[1] + high[1]) / 2.0
    flat = CRS.from_proj4(f"+proj=aeqd +lat_0={lat} +lon_0={(lon + 180) % 360 - 180} +datum=WGS84 +units=m")
    there = Transformer.from_crs("EPSG:4326", flat, always_xy=True)
    line = shapely.LineString(np.column_stack(there.transform(piece[:, 0], piece[:, 1])))
    area = shapely.buffer(shapely.simplify(line, km * 3.0), km * 1000.0, quad_segs=_QUARTER)
    area = shapely.segmentize(area, _EDGE_M)

    def back(points: Floats) -> Floats:
        x, y = there.transform(points[:, 0], points[:, 1], direction="INVERSE")
        x = lon + (np.asarray(x) - lon + 180.0) % 360.0 - 180.0
        turn = round((home - lon) / 360.0) * 360.0
        return np.column_stack([x + turn, y])

    return shapely.make_valid(shapely.transform(area, back))
