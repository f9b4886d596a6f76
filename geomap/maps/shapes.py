"""The lines and areas of a page as folium layers without any text, and what the page tells of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import folium

from geomap.maps import geometry, told
from geomap.maps.values import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.layers import Layer

# name of the pane, its place in the stack, whether it takes clicks
PANES = (
    ("gm-world", 201, False),
    ("gm-background", 202, False),
    ("gm-admin", 204, False),
    ("gm-bands", 206, False),
    ("gm-areas", 410, True),
    ("gm-border", 420, True),
    ("gm-lines", 430, False),
)
_PANE_OF = {"background": "gm-background", "admin": "gm-admin", "bands": "gm-bands", "border": "gm-border"}
_COARSE = frozenset({"gm-world", "gm-background", "gm-coast", "gm-admin"})
_WIDE_DEG = 40.0  # a background wider than this is simplified to about 2 km: three decimals hold it


def make_shapes(layers: Sequence[Layer], main: dict[str, Any]) -> dict[str, folium.GeoJson]:
    """Return line and area layers as folium layers by name, lowest first, and note what is told of them in `main`."""
    by_id = {layer.id: layer for layer in layers}
    incidents = by_id.get("incidents")
    cut = geometry.seam(told.longitudes(main.get("inc")))
    main["cut"] = cut
    out: dict[str, folium.GeoJson] = {}
    finer = geometry.lighter(list(by_id["background"].frame.geometry)) if "background" in by_id else []
    decimals = 3 if _width(finer) > _WIDE_DEG else 4
    out["world"] = _shape([geometry.shifted(geometry.world_land(finer), cut)], "gm-world", "gm-world", decimals=2)
    for layer in reversed(layers):
        if layer.geometry == "point" or layer.id in {"incident_areas", "record_links"}:
            continue
        plain = {"background": finer}.get(layer.id) or list(layer.frame.geometry)
        if layer.id == "admin":
            plain = geometry.lighter(plain)
        shapes = [geometry.shifted(item, cut) for item in plain]
        fine = {"background": decimals, "admin": 4, "bands": 4}.get(layer.id, 5)
        out[layer.id] = _shape(shapes, _PANE_OF.get(layer.id, "gm-lines"), class_name(layer.id), decimals=fine)
        main[f"on_{layer.id}"] = told.of_layer(layer, shapes)
        if layer.id == "background":
            # between the two sides the border layer is drawn; a coarser line beside it would contradict it
            sides = told.parties(by_id.get("border"))
            inner = [clean_text(code) in sides for code in layer.frame["country"]] if "country" in layer.frame else []
            coast = geometry.shifted(geometry.outlines(finer, joined=inner), cut)
            out["coast"] = _shape([coast], "gm-background", "gm-coast", decimals=decimals)
    boxes = []
    if "incident_areas" in by_id and incidents is not None:
        shapes, groups = told.of_areas(by_id["incident_areas"], main["inc"]["id"], cut)
        out["incident_areas"] = _shape(shapes, "gm-areas", "gm-area")
        main["areas"] = groups
        boxes = [item.bounds for item in shapes]
    main["parties"] = told.parties(by_id.get("border"))
    main |= told.view(main, boxes, by_id, cut)
    return out


def class_name(layer_id: str) -> str:
    """Return the CSS class of a layer: what is no letter, digit or dash of its id is a dash."""
    return "gm-" + re.sub(r"[^a-z0-9-]+", "-", layer_id.lower())


def _width(shapes: Sequence[Any]) -> float:
    boxes = [item.bounds for item in shapes if item is not None and not item.is_empty]
    return max(box[2] for box in boxes) - min(box[0] for box in boxes) if boxes else 0.0


def _shape(shapes: Sequence[Any], pane: str, name: str, *, decimals: int = 5) -> folium.GeoJson:
    look = {"className": name, "fill": name not in {"gm-border", "gm-coast"}}
    return folium.GeoJson(
        geometry.features(shapes, decimals=decimals),
        style_function=lambda _feature: look,
        control=False,
        smooth_factor=1.0 if name in _COARSE else 0.6,
        pane=pane,
        interactive=name in {"gm-area", "gm-border"},
    )
