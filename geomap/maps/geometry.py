"""Geometry of a page: GeoJSON without properties, the view, label points, and views across the antimeridian."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

from geomap.maps.assets import read_vendored

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MOSTLY_COVERED = 0.05  # share of the land of a box that its finer areas may leave out
_EDGE_DEG = 1e-4
_COARSE_DEG = 0.02
_SLIVER_DEG = 0.2  # half the width of a strip that a coarse coast may leave over beside a finer one
_PAD_DEG = 0.15  # a lone point still gets some land around it


def features(geometries: Iterable[Any], *, decimals: int = 5) -> dict[str, Any]:
    """Return a FeatureCollection whose features have an id and a geometry and nothing else.

    Names and other texts never come with the geometry: folium writes it into a script.
    """
    import shapely.geometry

    out = []
    for place, geometry in enumerate(geometries):
        if geometry is None or geometry.is_empty:
            continue
        shape = shapely.geometry.mapping(geometry)
        coordinates = _rounded(shape["coordinates"], decimals) if "coordinates" in shape else None
        if coordinates is None:
            continue  # a GeometryCollection has nothing a layer of one kind could draw
        out.append(
            {
                "type": "Feature",
                "id": str(place),
                "properties": {},
                "geometry": {"type": shape["type"], "coordinates": coordinates},
            }
        )
    return {"type": "FeatureCollection", "features": out}


def _rounded(value: Any, decimals: int) -> Any:
    if value and isinstance(value[0], float | int):
        return [round(value[0], decimals), round(value[1], decimals)]
    return [_rounded(item, decimals) for item in value]


def seam(lons: Sequence[float]) -> float | None:
    """Return the longitude where the map is cut open if the points lie on both sides of the antimeridian.

    That is the middle of the widest empty stretch of the globe; longitudes west of it are then drawn 360
    degrees further east. None where the usual cut at 180 degrees serves.
    """
    if not lons:
        return None
    ordered = sorted(set(lons))
    around = ordered[0] + 360 - ordered[-1]
    gaps = [(east - west, west) for west, east in itertools.pairwise(ordered)]
    widest = max(gaps, default=(0.0, 0.0))
    if widest[0] <= around or widest[0] < 180:
        return None
    return widest[1] + widest[0] / 2


def shifted(geometry: Any, cut: float | None) -> Any:
    """Return `geometry` with what lies west of `cut` moved 360 degrees east."""
    if cut is None or geometry is None or geometry.is_empty:
        return geometry
    import numpy as np
    import shapely

    east = shapely.clip_by_rect(geometry, cut, -90, 180, 90)
    west = shapely.clip_by_rect(geometry, -180, -90, cut, 90)
    moved = shapely.transform(west, lambda xy: xy + np.array([360.0, 0.0]))
    parts = [part for part in (east, moved) if not part.is_empty]
    return shapely.union_all(parts) if parts else geometry


def bounds(boxes: Iterable[tuple[float, float, float, float]]) -> tuple[float, float, float, float] | None:
    """Return the box (west, south, east, north) around all finite `boxes`, a little padded; None if there is none."""
    import numpy as np

    array = np.array(list(boxes), dtype=float).reshape(-1, 4)
    array = array[np.isfinite(array).all(axis=1)]
    if not len(array):
        return None
    west, south = array[:, :2].min(axis=0)
    east, north = array[:, 2:].max(axis=0)
    return (
        float(west) - _PAD_DEG,
        max(float(south) - _PAD_DEG, -85.0),
        float(east) + _PAD_DEG,
        min(float(north) + _PAD_DEG, 85.0),
    )


def world_land(finer: Sequence[Any]) -> Any:
    """Return the coarse land of the world, less what `finer` areas show better.

    Where the finer areas cover nearly all land of their box (countries clipped to a view), the whole box is
    left out, so that no coarse coast looks out from behind a finer one; else only the areas themselves.
    """
    import shapely
    import shapely.geometry

    land = shapely.make_valid(shapely.geometry.shape(json.loads(read_vendored("world-land.json"))))
    known = shapely.union_all([shapely.make_valid(item) for item in finer if item is not None])
    if known.is_empty:
        return land
    box = shapely.box(*known.bounds)
    inside = land.intersection(box)
    uncovered = inside.difference(known).area / inside.area if inside.area else 0.0
    if uncovered < _MOSTLY_COVERED:
        return land.difference(box)
    rest = land.difference(known.simplify(_COARSE_DEG))
    # what is thin is not land but the coarse coast looking out from behind the finer one
    thick = rest.buffer(-_SLIVER_DEG, quad_segs=2).buffer(2 * _SLIVER_DEG, quad_segs=2)
    return shapely.make_valid(thick.intersection(rest).simplify(_COARSE_DEG))


def lighter(areas: Sequence[Any]) -> list[Any]:
    """Return neighbouring `areas` with fewer points, their common edges still common.

    The wider the whole, the coarser: about a quarter of a pixel of the view that shows all of it. Left as they
    are where the GEOS of this machine cannot simplify a coverage.
    """
    import numpy as np
    import shapely

    shapes = [item if item is not None and not item.is_empty else None for item in areas]
    known = [item for item in shapes if item is not None]
    if not known or not hasattr(shapely, "coverage_simplify"):
        return shapes
    west, south, east, north = shapely.total_bounds(known)
    step = min(_COARSE_DEG, max(east - west, north - south) / 6000)
    thin = iter(shapely.coverage_simplify(np.array(known, dtype=object), step))
    return [None if item is None else next(thin) for item in shapes]


def outlines(areas: Sequence[Any], *, joined: Sequence[bool] = ()) -> Any:
    """Return the boundaries of `areas` as lines, each told once, without the edges of the box they are clipped to.

    Areas marked in `joined` count as one: what lies between them gets no line.
    """
    import shapely

    marks = [*joined, *([False] * (len(areas) - len(joined)))]
    known = [(item, mark) for item, mark in zip(areas, marks, strict=True) if item is not None and not item.is_empty]
    one = shapely.union_all([item for item, mark in known if mark], grid_size=1e-6)
    shapes = [*(item for item, mark in known if not mark), *([] if one.is_empty else [one])]
    lines = shapely.union_all([shapely.boundary(item) for item in shapes])
    if lines.is_empty:
        return lines
    west, south, east, north = lines.bounds
    edge = shapely.box(west, south, east, north).boundary.buffer(_EDGE_DEG)
    return shapely.line_merge(lines.difference(edge))


def label_point(geometry: Any) -> tuple[float, float] | None:
    """Return (lon, lat) of a point well inside the largest part of an area; None where there is no area."""
    import shapely

    if geometry is None or geometry.is_empty or geometry.area == 0:
        return None
    parts = shapely.get_parts(geometry)
    largest = max(parts, key=lambda part: part.area)
    point = largest.centroid
    if not largest.contains(point):
        point = shapely.maximum_inscribed_circle(largest, tolerance=0.05).coords[0]
        return (round(point[0], 4), round(point[1], 4))
    return (round(point.x, 4), round(point.y, 4))
