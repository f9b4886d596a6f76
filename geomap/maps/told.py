"""What the page tells of its lines and areas, and where it looks first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap.maps import geometry
from geomap.maps.values import clean_text, unpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.layers import Layer

_LONGER = 2.5  # so many times as long as the incidents reach, and the line is left to run out of the first view
_NEAR_KM = 100  # an incident so near the line belongs to the first view
_TOLD = ("border_id", "name", "exclave", "date", "source", "licence", "approximate", "km", "country", "admin1_code")


def of_layer(layer: Layer, shapes: Sequence[Any]) -> list[dict[str, Any]]:
    """Return what the page tells of each feature of a line or area layer."""
    rows = []
    keep = [name for name in _TOLD if name in layer.frame.columns]
    label = layer.style.label_column
    for row, shape in zip(layer.frame.to_dict("records"), shapes, strict=True):
        entry: dict[str, Any] = {name: _plain(row[name]) for name in keep}
        entry["label"] = clean_text(row.get(label)) if label else ""
        if layer.geometry == "polygon":
            entry["at"] = geometry.label_point(shape)
            entry["size"] = round(float(shape.area), 3) if shape is not None else 0
        rows.append(entry)
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, bool | str):
        return value
    if value is None or value != value:
        return None
    return float(value) if isinstance(value, int | float) else clean_text(value)


def of_areas(layer: Layer, ids: list[str], cut: float | None) -> tuple[list[Any], list[dict[str, Any]]]:
    """Return each distinct area once, with the numbers of the incidents that share it."""
    numbers = {key: place for place, key in reversed(list(enumerate(ids)))}
    shapes: list[Any] = []
    told: list[dict[str, Any]] = []
    seen: dict[bytes, int] = {}
    for row in layer.frame.to_dict("records"):
        shape, place = row["geometry"], numbers.get(clean_text(row.get("incident_id")))
        if place is None or shape is None or shape.is_empty or shape.geom_type not in {"Polygon", "MultiPolygon"}:
            continue
        at = seen.setdefault(shape.wkb, len(shapes))
        if at == len(shapes):
            moved = geometry.shifted(shape, cut)
            shapes.append(moved)
            told.append({"inc": [], "at": geometry.label_point(moved), "size": round(float(moved.area), 4)})
        told[at]["inc"].append(place)
    return shapes, told


def parties(border: Layer | None) -> list[str]:
    """Return the country codes of the two sides of the border line, [] where there is none."""
    if border is None or "border_id" not in border.frame.columns or not len(border.frame):
        return []
    parts = clean_text(border.frame["border_id"].iloc[0]).split("-")
    return parts if len(parts) == 2 and all(len(part) == 2 for part in parts) else []


def longitudes(points: dict[str, Any] | None) -> list[float]:
    """Return the longitudes of a table of points, in degrees."""
    return [x / 1e5 for x in unpack(points["x"]) if x is not None] if points else []


def view(main: dict[str, Any], boxes: list[Any], by_id: dict[str, Layer], cut: float | None) -> dict[str, Any]:
    """Return what the page shows first (``view``) and all there is (``all``), as boxes or None.

    First: the incidents near the border line, if they are most of the incidents, so that one report from
    elsewhere does not shrink them to a dot, and with them the line itself, where that is not much longer; else
    all incidents; without any, records, places, the line, the land.
    """
    for name in ("inc", "rec", "places"):
        points = main.get(name)
        near = []
        if points:
            km = unpack(points["km"]) if name == "inc" else []
            for k, (x, y) in enumerate(zip(unpack(points["x"]), unpack(points["y"]), strict=True)):
                if x is None or y is None:
                    continue
                lon = x / 1e5 + (360 if cut is not None and x / 1e5 < cut else 0)
                boxes.append((lon, y / 1e5, lon, y / 1e5))
                if km and km[k] is not None and km[k] <= 10 * _NEAR_KM:
                    near.append(boxes[-1])
        if boxes:
            whole = geometry.bounds(boxes)
            most = len(near) >= 2 and 2 * len(near) >= len(boxes)
            first = _with_line(geometry.bounds(near), by_id.get("border"), cut) if most else whole
            return {"view": first, "all": whole}
    for name in ("border", "background"):
        if name in by_id:
            whole = geometry.bounds([tuple(by_id[name].frame.total_bounds)])
            return {"view": whole, "all": whole}
    return {"view": None, "all": None}


def _with_line(box: Any, border: Layer | None, cut: float | None) -> Any:
    """Return `box` widened to hold the border line too, unless the line is much longer than the box."""
    if border is None or box is None:
        return box
    shapes = [geometry.shifted(item, cut) for item in border.frame.geometry if item is not None and not item.is_empty]
    line = geometry.bounds([item.bounds for item in shapes])
    if line is None or max(line[2] - line[0], line[3] - line[1]) > _LONGER * max(box[2] - box[0], box[3] - box[1]):
        return box
    return (min(box[0], line[0]), min(box[1], line[1]), max(box[2], line[2]), max(box[3], line[3]))
