"""GeoJSON as RFC 7946 has it: EPSG:4326, right-hand rule, 5 decimals, bounding boxes, ids.

References
----------
.. [1] Butler and others (2016), "The GeoJSON Format", RFC 7946.
.. [2] Gillies (2017), "GeoJSON Text Sequences", RFC 8142.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry.polygon import orient

from geomap.export.cells import cells, geometries, in_order, pieces, plain
from geomap.files import atomic_path
from geomap.schema import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd

    from geomap.records import Run

PLACE_PROPERTIES = (
    "place_id", "name", "names", "kind", "country", "admin1", "admin2", "mentions", "score", "reports", "reasons",
    "rivals",
)  # fmt: skip


def write(run: Run, path: Path) -> Path:
    """Write the incidents as one FeatureCollection; one without a point has a null geometry."""
    return write_frame(
        in_order(run.incidents), path, name="incidents", key="incident_id", title=run.title, attribution=run.attribution
    )


def write_sequence(run: Run, path: Path) -> Path:
    """Write the incidents as one feature a line (GeoJSONSeq without record separators, also called GeoJSONL)."""
    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as out:
        for feature in features(in_order(run.incidents), key="incident_id"):
            out.write(feature)
            out.write("\n")
    return path


def write_frame(
    frame: gpd.GeoDataFrame,
    path: Path,
    *,
    name: str,
    key: str = "",
    columns: Sequence[str] | None = None,
    title: str = "",
    attribution: Sequence[str] = (),
) -> Path:
    """Write any frame in EPSG:4326 as a FeatureCollection.

    Parameters
    ----------
    frame
        Lists and dicts in its cells stay JSON arrays and objects; NaN becomes null.
    key
        Column that becomes the features' ``id``; without one they have none.
    columns
        Which columns become properties; all by default.
    title, attribution
        Foreign members of the collection (RFC 7946, section 6.1), left out where empty.

    Raises
    ------
    CRSError
        If the frame is not in EPSG:4326.
    OutputError
        If the file cannot be written.
    """
    head: dict[str, Any] = {"type": "FeatureCollection", "name": name}
    if title:
        head["title"] = title
    if attribution:
        head["attribution"] = list(attribution)
    box = bounds(geometries(frame))
    if box:
        head["bbox"] = box
    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as out:
        out.write(to_json(plain(head))[:-1])
        out.write(', "features": [')
        between = "\n"
        for feature in features(frame, key=key, columns=columns):
            out.write(between)
            out.write(feature)
            between = ",\n"
        out.write("\n]}\n")
    return path


def bounds(shapes: np.ndarray[Any, Any]) -> list[float]:
    """Return (west, south, east, north) of the geometries; empty if there are none."""
    if not len(shapes) or shapely.is_missing(shapes).all():
        return []
    return [float(value) for value in shapely.total_bounds(shapes)]


def features(frame: gpd.GeoDataFrame, *, key: str = "", columns: Sequence[str] | None = None) -> Iterator[str]:
    """Yield each row as the text of a Feature."""
    for piece in pieces(frame):
        data = cells(piece)
        names = [name for name in (columns or data) if name in data]
        ids = data.get(key) or [None] * len(piece)
        kept = [data[name] for name in names]
        for shape, own, *values in zip(geometries(piece), ids, *kept, strict=True):
            feature: dict[str, Any] = {"type": "Feature"}
            if own is not None:
                feature["id"] = own
            if shape is not None and shape.geom_type != "Point":
                feature["bbox"] = [float(value) for value in shape.bounds]
            feature["properties"] = dict(zip(names, values, strict=True))
            feature["geometry"] = geometry_of(shape)
            yield to_json(feature)


def geometry_of(shape: Any) -> dict[str, Any] | None:
    """Return a geometry as a GeoJSON object: outer rings counterclockwise, holes clockwise; None stays None."""
    if shape is None:
        return None
    kind = shape.geom_type
    if kind == "Polygon":
        return {"type": kind, "coordinates": _rings(shape)}
    if kind == "MultiPolygon":
        return {"type": kind, "coordinates": [_rings(part) for part in shape.geoms]}
    if kind == "GeometryCollection":
        return {"type": kind, "geometries": [geometry_of(part) for part in shape.geoms]}
    if kind == "Point":
        return {"type": kind, "coordinates": [float(shape.x), float(shape.y)]}
    if kind in {"LineString", "LinearRing"}:
        return {"type": "LineString", "coordinates": _pairs(shape)}
    parts = [_pairs(part) for part in shape.geoms]
    return {"type": kind, "coordinates": [part[0] for part in parts] if kind == "MultiPoint" else parts}


def _rings(polygon: Any) -> list[list[list[float]]]:
    turned = orient(polygon)
    return [_pairs(turned.exterior), *(_pairs(ring) for ring in turned.interiors)]


def _pairs(line: Any) -> list[list[float]]:
    pairs: list[list[float]] = np.asarray(shapely.get_coordinates(line)).tolist()
    return pairs
