"""What a QGIS project shows at first: reference systems, extent, bookmarks, the span of its clock."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from pyproj import CRS, Transformer

from geomap.export.cells import geometries, plain
from geomap.export.geojson import bounds
from geomap.export.qgis_xml import el

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

    from geomap.layers import Layer
    from geomap.records import Run

NAMESPACE = uuid.UUID("7a1c6d0e-8f0b-5c43-9d5e-6b6f1f1c2a10")  # layer ids are made from it and the layer's name
_AROUND = 1.0  # degrees around the border line that the first view takes in; a matter of taste
_CRS = {
    4326: {
        "proj4": "+proj=longlat +datum=WGS84 +no_defs", "srsid": "3452", "description": "WGS 84",
        "projectionacronym": "longlat", "geographicflag": "true",
    },
    3857: {
        "proj4": "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null"
        " +wktext +no_defs",
        "srsid": "3857", "description": "WGS 84 / Pseudo-Mercator", "projectionacronym": "merc",
        "geographicflag": "false",
    },
}  # fmt: skip


def crs_element(code: int) -> ET.Element:
    """Return a reference system as QGIS writes it, with everything that it needs to be valid."""
    facts = _CRS[code]
    return el(
        "spatialrefsys",
        None,
        el("wkt", text=CRS.from_epsg(code).to_wkt("WKT2_2019")),
        el("proj4", text=facts["proj4"]),
        el("srsid", text=facts["srsid"]),
        el("srid", text=str(code)),
        el("authid", text=f"EPSG:{code}"),
        el("description", text=facts["description"]),
        el("projectionacronym", text=facts["projectionacronym"]),
        el("ellipsoidacronym", text="EPSG:7030"),
        el("geographicflag", text=facts["geographicflag"]),
    )


def view_extent(run: Run, layers: Sequence[Layer] = ()) -> tuple[float, float, float, float]:
    """Return what the project shows at first (EPSG:3857), with a margin.

    The border line with the incidents near it where most of them are near it; else all incidents and their areas,
    else the records, the places, the line, the countries.
    """
    near = _near_border(run)
    areas = [layer.frame for layer in layers if layer.id == "incident_areas"]
    box = near or _union([run.incidents, *areas])
    for frame in (run.records, run.places, run.border, run.background):
        box = box or bounds(geometries(frame))
    box = box or [-170.0, -60.0, 170.0, 75.0]
    west, south, east, north = (max(-180.0, box[0]), max(-85.0, box[1]), min(180.0, box[2]), min(85.0, box[3]))
    to_metres = Transformer.from_crs(4326, 3857, always_xy=True)
    left, bottom = to_metres.transform(west, south)
    right, top = to_metres.transform(east, north)
    margin = max(0.06 * max(right - left, top - bottom), 5000.0)
    return (round(left - margin, 1), round(bottom - margin, 1), round(right + margin, 1), round(top + margin, 1))


def _union(frames: Sequence[Any]) -> list[float]:
    boxes = [box for frame in frames if (box := bounds(geometries(frame)))]
    if not boxes:
        return []
    west, south, east, north = zip(*boxes, strict=True)
    return [min(west), min(south), max(east), max(north)]


def _near_border(run: Run) -> list[float]:
    """Return the box of the line and of the incidents around it; empty if fewer than half are there."""
    line = bounds(geometries(run.border))
    points = [shape for shape in geometries(run.incidents) if shape is not None]
    if not line or not points:
        return []
    west, south, east, north = line[0] - _AROUND, line[1] - _AROUND, line[2] + _AROUND, line[3] + _AROUND
    near = [one for one in points if west <= one.x <= east and south <= one.y <= north]
    if 2 * len(near) < len(points):
        return []
    xs, ys = [one.x for one in near], [one.y for one in near]
    return [min(line[0], *xs), min(line[1], *ys), max(line[2], *xs), max(line[3], *ys)]


def canvas(extent: Sequence[float]) -> ET.Element:
    """Return the map canvas: its extent in metres and its reference system."""
    names = ("xmin", "ymin", "xmax", "ymax")
    return el(
        "mapcanvas",
        {"name": "theMapCanvas", "annotationsVisible": "1"},
        el("units", text="meters"),
        el("extent", None, *(el(name, text=f"{value:.1f}") for name, value in zip(names, extent, strict=True))),
        el("rotation", text="0"),
        el("destinationsrs", None, crs_element(3857)),
        el("rendermaptile", text="0"),
    )


def view(extent: Sequence[float]) -> ET.Element:
    """Return what QGIS shows when the project is opened, and what its "zoom to project" means."""
    corners = dict(zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True))
    shown = el("DefaultViewExtent", corners, crs_element(3857))
    return el("ProjectViewSettings", {"UseProjectScales": "0", "rotation": "0"}, el("Scales"), shown)


def bookmarks(run: Run) -> list[ET.Element]:
    """Return bookmarks of all incidents and of the border line."""
    out = []
    for name, frame in (("All incidents", run.incidents), ("Border line", run.border)):
        box = bounds(geometries(frame))
        if not box:
            continue
        west, south, east, north = box[0] - 0.1, box[1] - 0.1, box[2] + 0.1, box[3] + 0.1
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        ring = ", ".join(f"{x:.5f} {y:.5f}" for x, y in corners)
        values = {
            "id": str(uuid.uuid5(NAMESPACE, f"bookmark {name}")),
            "name": name,
            "group": "geomap",
            "extent": f"POLYGON(({ring}))",
        }
        out.append(el("Bookmark", values, crs_element(4326)))
    return out


def time_span(run: Run) -> ET.Element:
    """Return the temporal controller's span: whole days from the first incident to the last."""
    values = {"timeStep": "1", "timeStepUnit": "d", "frameRate": "1", "cumulativeTemporalRange": "0"}
    starts = [day for day in map(plain, run.incidents["date_start"].tolist()) if isinstance(day, dt.date)]
    ends = [day for day in map(plain, run.incidents["date_end"].tolist()) if isinstance(day, dt.date)]
    if not starts:
        return el("ProjectTimeSettings", values)
    first, last = min(starts), max([*starts, *ends]) + dt.timedelta(days=1)
    span = el(
        "TemporalRange",
        None,
        el("start", text=f"{first.isoformat()}T00:00:00Z"),
        el("end", text=f"{last.isoformat()}T00:00:00Z"),
    )
    return el("ProjectTimeSettings", values, span)
