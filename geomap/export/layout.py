"""The print layout of the project: map, title, legend, scale bar and sources on one A4 page, landscape."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from geomap.export.qgis_xml import el

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

    from geomap.records import Run

_NAMESPACE = uuid.UUID("0e1c3a52-6b1d-5a0f-8a41-2f5d1c7e9b33")
_TYPES = {"page": 65638, "map": 65639, "label": 65641, "legend": 65642, "scalebar": 65646}
PAGE = (297.0, 210.0)  # mm
_MAP = (8.0, 18.0, 209.0, 166.0)  # x, y, width, height
NAME = "geomap A4"


def _uuid(name: str) -> str:
    return "{" + str(uuid.uuid5(_NAMESPACE, name)) + "}"


def _item(kind: str, name: str, box: Sequence[float], z: int, more: dict[str, Any], *inner: ET.Element) -> ET.Element:
    x, y, width, height = box
    values = {
        "type": _TYPES[kind], "uuid": _uuid(name), "templateUuid": _uuid(name), "id": name, "position": f"{x},{y},mm",
        "positionOnPage": f"{x},{y},mm", "size": f"{width},{height},mm", "zValue": z, "visibility": "1",
        "opacity": "1", "frame": "false", "background": "false", "referencePoint": "0", "itemRotation": "0",
        "positionLock": "false", "blendMode": "0", "excludeFromExports": "0", "groupUuid": "",
        "outlineWidthM": "0.3,mm", "frameJoinStyle": "miter",
    }  # fmt: skip
    colours = [
        el("FrameColor", {"red": "120", "green": "120", "blue": "120", "alpha": "255"}),
        el("BackgroundColor", {"red": "255", "green": "255", "blue": "255", "alpha": "255"}),
    ]
    return el("LayoutItem", values | more, *colours, *inner)


def _label(name: str, text: str, box: Sequence[float], *, size: int, bold: bool = False) -> ET.Element:
    weight = 75 if bold else 50
    return _item(
        "label",
        name,
        box,
        4,
        {"labelText": text, "htmlState": "0", "halign": "1", "valign": "32", "marginX": "0", "marginY": "0"},
        el("LabelFont", {"description": f"Sans,{size},-1,5,{weight},0,0,0,0,0", "style": ""}),
        el("FontColor", {"red": "20", "green": "20", "blue": "20", "alpha": "255"}),
    )


def fit(extent: Sequence[float]) -> tuple[float, float, float, float]:
    """Return `extent` widened to the proportions of the map on the page."""
    left, bottom, right, top = extent
    width, height = right - left, top - bottom
    wanted = _MAP[2] / _MAP[3]
    if width / height < wanted:
        more = (height * wanted - width) / 2
        left, right = left - more, right + more
    else:
        more = (width / wanted - height) / 2
        bottom, top = bottom - more, top + more
    return (round(left, 1), round(bottom, 1), round(right, 1), round(top, 1))


def layout(run: Run, theme: str, extent: Sequence[float]) -> ET.Element:
    """Return the layout; its map follows the project's theme."""
    left, bottom, right, top = fit(extent)
    page = _item("page", "page", (0, 0, *PAGE), 0, {"background": "true"})
    the_map = _item(
        "map",
        "map",
        _MAP,
        1,
        {
            "followPreset": "true", "followPresetName": theme, "keepLayerSet": "false", "drawCanvasItems": "true",
            "mapRotation": "0", "isTemporal": "0", "frame": "true", "background": "true",
        },
        el("Extent", {"xmin": left, "ymin": bottom, "xmax": right, "ymax": top}),
        el("LayerSet"),
    )  # fmt: skip
    legend = _item(
        "legend",
        "legend",
        (220.0, 18.0, 72.0, 140.0),
        2,
        {
            "title": "", "map_uuid": _uuid("map"), "legendFilterByAtlas": "0", "resizeToContents": "0",
            "legendFilterByMap": "1", "wrapChar": "", "columnCount": "1", "symbolWidth": "5", "symbolHeight": "3.5",
            "fontColor": "#202020", "titleAlignment": "1", "boxSpace": "1",
        },
        el(
            "styles",
            None,
            *(
                el(
                    "style",
                    {"name": name, "marginTop": margin, "marginLeft": side, "alignment": "1", "indent": "0"},
                    el("styleFont", {"description": f"Sans,{size},-1,5,{weight},0,0,0,0,0", "style": ""}),
                )
                for name, margin, side, size, weight in (
                    ("title", 0, 0, 11, 75),
                    ("group", 3, 0, 9, 75),
                    ("subgroup", 2, 0, 8, 50),
                    ("symbol", 1.2, 0, 8, 50),
                    ("symbolLabel", 1.2, 2, 8, 50),
                )
            ),
        ),
    )  # fmt: skip
    scale = _item(
        "scalebar",
        "scalebar",
        (12.0, 170.0, 80.0, 12.0),
        3,
        {
            "style": "Single Box", "unitType": "km", "unitLabel": "km", "numMapUnitsPerScaleBarUnit": "1",
            "numSegments": "2", "numSegmentsLeft": "0", "numUnitsPerSegment": _step(right - left),
            "segmentSizeMode": "0", "mapUuid": _uuid("map"), "height": "2", "labelBarSpace": "1",
            "boxContentSpace": "1", "alignment": "0", "minBarWidth": "30", "maxBarWidth": "80",
            "segmentMillimeters": "30",
            "background": "true",
        },
        el("text-style", {"fontFamily": "Sans", "fontSize": "8", "fontSizeUnit": "Point", "textColor": "20,20,20,255"}),
    )  # fmt: skip
    sources = "Sources: " + "; ".join(run.attribution) if run.attribution else ""
    settings = run.meta.get("gazetteer") or {}
    made = "Extracted from reports by geomap, by machine; no line on this map is a statement on status or front line."
    if settings.get("version"):
        made += f" Gazetteer {settings['version']}."
    return el(
        "Layout",
        {"name": NAME, "units": "mm", "printResolution": "300", "worldFileMap": ""},
        el("PageCollection", None, page),
        the_map,
        legend,
        scale,
        _label("title", run.title or "Incidents", (8, 6, 280, 10), size=15, bold=True),
        _label("sources", f"{made}\n{sources}".strip(), (8, 186, 281, 21), size=5),
    )


def _step(width_m: float) -> float:
    """Return a round number of km for one half of a scale bar that takes about a sixth of the map."""
    want = width_m / 1000 / 12
    for step in (0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 500):
        if step >= want:
            return step
    return 1000
