"""QGIS's own words for a layer: renderer, labels, aliases, value maps, map tips, metadata, from `geomap.layers.Style`.

The same elements go into the ``layer_styles`` table of the GeoPackage and into the project. They are written for
QGIS 3.22 and read by every later 3.x.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap import schema
from geomap.export.qgis_symbols import renderer, rgba
from geomap.export.qgis_tips import map_tip
from geomap.export.qgis_xml import DOCTYPE, QGIS_VERSION, el, to_text
from geomap.export.tables import layer_table
from geomap.layers import Layer, Style
from geomap.schema import AREA_PRECISION

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Sequence

    from geomap.export.geopackage import Field
    from geomap.records import Run

_WRAP = 30  # characters of a label's line
_LABEL_SCALE = {"incidents": 4_000_000, "incident_areas": 4_000_000, "places": 1_000_000, "records": 750_000}
_NO_LABEL = {"record_links", "bands", "admin", "background"}


def plain_layer(table: str, title: str, geometry: str) -> Layer:
    """Return a layer with the default look, for a table that is not drawn."""
    return Layer(table, title, "", geometry, schema.frame([], (), geometry=[]), Style(), visible=False)


def style_document(layer: Layer, fields: Sequence[Field], *, table: str = "") -> str:
    """Return a layer's style as a QML document."""
    root = el("qgis", {"version": QGIS_VERSION, "styleCategories": "AllStyleCategories", **labels_flag(layer, fields)})
    root.extend(layer_elements(layer, fields, table=table))
    return to_text(root, doctype=DOCTYPE)


def labels_flag(layer: Layer, fields: Sequence[Field]) -> dict[str, str]:
    """Return the attribute that turns the labels on."""
    return {"labelsEnabled": "1" if _labelled(layer, fields) else "0"}


def layer_elements(layer: Layer, fields: Sequence[Field], *, table: str = "") -> list[ET.Element]:
    """Return what both a style document and a project's ``<maplayer>`` hold of a layer."""
    table = table or layer_table(layer)
    names = {one.name for one in fields}
    out = []
    if layer.geometry:
        out.append(temporal(names))
        out.append(renderer(layer, table))
        if _labelled(layer, fields):
            out.append(labeling(layer, fields, table))
    out += [
        el("blendMode", text="0"),
        el("featureBlendMode", text="0"),
        el("layerOpacity", text="1"),
        el("fieldConfiguration", None, *(_widget(one) for one in fields)),
        el("aliases", None, *_aliases(fields)),
        el("editorlayout", text="generatedlayout"),
        el("previewExpression", text=_preview(names)),
        el("mapTip", text=map_tip(table, fields)),
    ]
    return out


def _labelled(layer: Layer, fields: Sequence[Field]) -> bool:
    return bool(
        layer.geometry and layer.id not in _NO_LABEL and layer.style.label_column in {one.name for one in fields}
    )


# ------------------------------------------------------------------------------------------ labels, fields


def labeling(layer: Layer, fields: Sequence[Field], table: str) -> ET.Element:
    """Return labels with a white halo, shown from a useful scale on."""
    names = {one.name for one in fields}
    column = "label" if table == "places" and "label" in names else layer.style.label_column
    expression = f'"{column}"'
    if table == "incidents":
        expression = f'if(coalesce("geo_precision",1) >= {AREA_PRECISION}, NULL, {expression})'
    scale = _LABEL_SCALE.get(table, 0)
    dark = "#7A0016" if layer.geometry == "line" else "#202020"
    text_style = el(
        "text-style",
        {
            "fieldName": expression, "isExpression": "1", "fontFamily": "Sans", "fontSize": "8",
            "fontSizeUnit": "Point", "fontWeight": "50", "textColor": rgba(dark), "textOpacity": "1",
            "multilineHeight": "1", "allowHtml": "0",
        },
        el("families"),
        el(
            "text-buffer",
            {
                "bufferDraw": "1", "bufferSize": "1", "bufferSizeUnits": "Point", "bufferColor": "255,255,255,230",
                "bufferOpacity": "1", "bufferJoinStyle": "128", "bufferNoFill": "1",
            },
        ),
    )  # fmt: skip
    placement = {"point": "6", "line": "2", "polygon": "1"}[layer.geometry]  # cartographic, line, over centroid
    settings = el(
        "settings",
        {"calloutType": "simple"},
        text_style,
        el("text-format", {"autoWrapLength": _WRAP, "useMaxLineLengthForAutoWrap": "1", "multilineAlign": "3"}),
        el(
            "placement",
            {
                "placement": placement, "placementFlags": "10", "dist": "1.5", "distUnits": "MM", "priority": "5",
                "predefinedPositionOrder": "TR,TL,BR,BL,R,L,TSR,BSR", "offsetType": "1",
            },
        ),
        el(
            "rendering",
            {
                "drawLabels": "1", "obstacle": "1", "scaleVisibility": "1" if scale else "0",
                "scaleMin": "1", "scaleMax": scale, "displayAll": "0",
            },
        ),
    )  # fmt: skip
    return el("labeling", {"type": "simple"}, settings)


def temporal(names: set[str]) -> ET.Element:
    """Return the temporal settings: shown from the first day to the end of the last, never while undated.

    By expression and not by field: QGIS compares a date with the start of the day and would lose the last day.
    """
    dated = {"date_start", "date_end"} <= names
    return el(
        "temporal",
        {
            "enabled": "1" if dated else "0", "mode": "4" if dated else "0", "limitMode": "0",
            "startField": "", "endField": "",
            "startExpression": 'to_datetime("date_start")' if dated else "",
            "endExpression": "to_datetime(\"date_end\") + to_interval('1 day')" if dated else "",
            "fixedDuration": "0", "durationField": "", "durationUnit": "min", "accumulate": "0",
        },
        el("fixedRange", None, el("start"), el("end")),
    )  # fmt: skip


def _widget(one: Field) -> ET.Element:
    config: ET.Element
    if one.codes:
        listed = el("Option", {"name": "map", "type": "List"})
        for code, label in one.codes.items():
            pair = el("Option", {"name": label, "value": code, "type": "QString"})
            listed.append(el("Option", {"type": "Map"}, pair))
        kind, config = "ValueMap", el("Option", {"type": "Map"}, listed)
    elif one.name in {"claims", "sources", "raw", "sentence", "detail", "casualty_text", "notes"}:
        multiline = el("Option", {"name": "IsMultiline", "value": "true", "type": "bool"})
        kind, config = "TextEdit", el("Option", {"type": "Map"}, multiline)
    else:
        kind, config = "", el("Option")
    return el(
        "field",
        {"name": one.name, "configurationFlags": "None"},
        el("editWidget", {"type": kind}, el("config", None, config)),
    )


def _aliases(fields: Sequence[Field]) -> list[ET.Element]:
    # index 0 is the fid; QGIS goes by the name, the number is for people
    return [el("alias", {"index": n, "field": one.name, "name": one.label}) for n, one in enumerate(fields, 1)]


def _preview(names: set[str]) -> str:
    for name in ("title", "name", "text", "headline", "label", "incident_id"):
        if name in names:
            return f'"{name}"'
    return '"fid"'


# ---------------------------------------------------------------------------------------------- metadata


def metadata_element(layer: Layer, run: Run, *, crs: ET.Element | None = None) -> ET.Element:
    """Return the layer metadata: what it is, from which sources, under which licences."""
    about = [layer.description] if layer.description else []
    if run.title:
        about.append(run.title + ".")
    about.append("Extracted by geomap from reports by a machine: check before use.")
    if layer.id in {"incidents", "incident_areas"}:
        about.append(f"An incident with a place precision of {AREA_PRECISION} or more is drawn as an area.")
    licences = [el("license", text=line) for line in run.attribution]
    return el(
        "resourceMetadata",
        None,
        el("identifier", text=f"geomap:{layer.id}"),
        el("parentidentifier"),
        el("language", text="ENG"),
        el("type", text="dataset"),
        el("title", text=layer.title),
        el("abstract", text=" ".join(about)),
        el("keywords", {"vocabulary": "gmd:topicCategory"}, el("keyword", text="Society")),
        el("links"),
        el("fees"),
        *licences,
        el("encoding", text="UTF-8"),
        el("crs", None, *([crs] if crs is not None else [])),
        el("extent"),
    )


def metadata_document(layer: Layer, run: Run) -> str:
    """Return the layer metadata as the document that QGIS keeps in a GeoPackage."""
    root = metadata_element(layer, run)
    root.tag = "qgis"
    root.set("version", QGIS_VERSION)
    return to_text(root, doctype=DOCTYPE)
