"""QGIS's own words for a layer: renderer, labels, aliases, value maps, map tips, metadata, from `geomap.layers.Style`.

The same elements go into the ``layer_styles`` table of the GeoPackage and into the project. They are written for
QGIS 3.22 and read by every later 3.x.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.export.cells import plain, xml_text
from geomap.export.tables import layer_table
from geomap.layers import BAND_COLOURS, Layer, Style
from geomap.schema import AREA_PRECISION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geomap.export.geopackage import Field
    from geomap.records import Run

QGIS_VERSION = "3.22.0-geomap"
DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
POINTS_PER_PIXEL = 0.75  # CSS: 96 pixels and 72 points an inch; points print at the size they show
_SHAPES = {
    "circle": "circle", "square": "square", "triangle": "triangle", "diamond": "diamond", "star": "star",
    "cross": "cross_fill", "hexagon": "hexagon",
}  # fmt: skip
_SLIM = {"star": 1.35, "cross": 1.35, "triangle": 1.15, "diamond": 1.15}  # as much ink as a circle of that size
_WRAP = 30  # characters of a label's line
_LABEL_SCALE = {"incidents": 4_000_000, "incident_areas": 4_000_000, "places": 1_000_000, "records": 750_000}
_NO_LABEL = {"record_links", "bands", "admin", "background"}
# columns of each map tip, told as "label: value"; the first is the heading
_TIPS: dict[str, tuple[str, ...]] = {
    "incidents": (
        "title", "date_start", "date_end", "event_type", "sub_event_type", "actor_a", "actor_b", "initiator",
        "killed_best", "killed_low", "killed_high", "injured_best", "casualty_text", "weapons", "place_name",
        "place_text", "admin1", "country", "geo_precision", "border_km", "border_side", "confidence", "reasons",
        "source_count", "review_status",
    ),
    "places": ("name", "names", "kind", "admin1", "country", "mentions", "score", "reports", "reasons"),
    "records": (
        "title", "date_start", "event_type", "place_text", "place_name", "killed_best", "injured_best",
        "coordinates_from", "match_score", "match_km", "match_days", "match_reasons", "border_km",
    ),
    "record_links": ("record_id", "incident_id", "match_km", "match_days", "match_score", "match_reasons"),
    "border": ("name", "border_id", "exclave", "date", "source", "licence", "worldview", "approximate"),
    "bands": ("label", "km"),
    "admin_areas": ("name", "level", "country", "source", "licence", "doubtful"),
    "countries": ("name", "country", "source", "licence"),
}  # fmt: skip
_TIPS["incident_areas"] = _TIPS["incidents"]


def el(tag: str, attributes: Mapping[str, Any] | None = None, *children: ET.Element, text: str = "") -> ET.Element:
    """Return an XML element; characters that XML cannot hold are left out."""
    element = ET.Element(tag, {key: xml_text(str(value)) for key, value in (attributes or {}).items()})
    if text:
        element.text = xml_text(text)
    element.extend(children)
    return element


def to_text(element: ET.Element, *, doctype: str = "") -> str:
    """Return an element as indented text."""
    ET.indent(element, space=" ")
    return doctype + ET.tostring(element, encoding="unicode", short_empty_elements=True) + "\n"


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


# ------------------------------------------------------------------------------------------------ symbols


def rgba(colour: str, opacity: float = 1.0) -> str:
    """Return "#RRGGBB" as QGIS writes colours: r,g,b,a."""
    value = colour.lstrip("#")
    red, green, blue = (int(value[at : at + 2], 16) for at in (0, 2, 4))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def _options(values: Mapping[str, Any]) -> list[ET.Element]:
    """Return symbol layer properties twice: as Option (3.22 and later) and as prop (what 3.22 itself still writes)."""
    options = el("Option", {"type": "Map"})
    options.extend(el("Option", {"name": key, "value": value, "type": "QString"}) for key, value in values.items())
    return [options, *(el("prop", {"k": key, "v": value}) for key, value in values.items())]


def _data_defined(expressions: Mapping[str, str]) -> ET.Element:
    properties = el("Option", {"name": "properties", "type": "Map"} if expressions else {"name": "properties"})
    for key, expression in expressions.items():
        properties.append(
            el(
                "Option",
                {"name": key, "type": "Map"},
                el("Option", {"name": "active", "value": "true", "type": "bool"}),
                el("Option", {"name": "expression", "value": expression, "type": "QString"}),
                el("Option", {"name": "type", "value": "3", "type": "int"}),
            )
        )
    return el(
        "data_defined_properties",
        None,
        el(
            "Option",
            {"type": "Map"},
            el("Option", {"name": "name", "value": "", "type": "QString"}),
            properties,
            el("Option", {"name": "type", "value": "collection", "type": "QString"}),
        ),
    )


def _symbol(name: str, kind: str, layer_class: str, values: Mapping[str, Any], size: str = "") -> ET.Element:
    inner = el("layer", {"class": layer_class, "enabled": "1", "locked": "0", "pass": "0"}, *_options(values))
    inner.append(_data_defined({"size": size} if size else {}))
    return el("symbol", {"type": kind, "name": name, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"}, inner)


def _pt(pixels: float) -> str:
    return f"{pixels * POINTS_PER_PIXEL:g}"


def symbol(name: str, layer: Layer, colour: str, shape: str) -> ET.Element:
    """Return the symbol of one category, or of the whole layer."""
    style = layer.style
    if layer.geometry == "line":
        dash = style.dash.replace(",", " ").split()
        values = {
            "line_color": rgba(colour),
            "line_width": _pt(style.stroke_width),
            "line_width_unit": "Point",
            "line_style": "solid",
            "capstyle": "round",
            "joinstyle": "round",
            "use_custom_dash": "1" if dash else "0",
            "customdash": ";".join(_pt(float(part)) for part in dash) if dash else "5;2",
            "customdash_unit": "Point",
        }
        return _symbol(name, "line", "SimpleLine", values)
    if layer.geometry == "polygon":
        coloured = bool(style.column) or style.stroke.upper() == "#FFFFFF"
        values = {
            "color": rgba(colour, style.fill_opacity),
            "style": "solid" if style.fill_opacity > 0 else "no",
            "outline_color": rgba(colour if coloured else style.stroke),
            "outline_style": "dash" if style.dash else "solid",
            "outline_width": _pt(style.stroke_width),
            "outline_width_unit": "Point",
            "joinstyle": "round",
        }
        return _symbol(name, "fill", "SimpleFill", values)
    values = {
        "name": _SHAPES.get(shape, "circle"),
        "color": rgba(colour, style.fill_opacity),
        "size": _pt(style.size_min * _SLIM.get(shape, 1.0)),
        "size_unit": "Point",
        "outline_color": rgba(colour if shape == "cross" else style.stroke),  # white would leave nothing of its bars
        "outline_style": "solid",
        "outline_width": _pt(style.stroke_width),
        "outline_width_unit": "Point",
        "scale_method": "diameter",
        "joinstyle": "round",
    }
    return _symbol(name, "marker", "SimpleMarker", values, size=size_expression(layer, _SLIM.get(shape, 1.0)))


def size_expression(layer: Layer, factor: float = 1.0) -> str:
    """Return the expression for a marker's size in points; empty if all are of one size.

    Between `size_min` and `size_max`, by the square root of the value against the largest one in the frame,
    so that the areas of two markers compare as their values do.
    """
    style = layer.style
    if not style.size_column or style.size_column not in layer.frame:
        return ""
    values = [plain(value) for value in layer.frame[style.size_column].tolist()]
    numbers = [float(value) for value in values if isinstance(value, int | float) and value > 0]
    if not numbers:
        return ""
    low = style.size_min * POINTS_PER_PIXEL * factor
    more = (style.size_max - style.size_min) * POINTS_PER_PIXEL * factor
    value = f'max(0, coalesce("{style.size_column}", 0))'
    return f"{low:g} + {more:g} * sqrt(min(1, {value} / {max(numbers):.1f}))"


def renderer(layer: Layer, table: str) -> ET.Element:
    """Return the renderer: one category for each type that the style tells apart, else one symbol."""
    style = layer.style
    common = {"forceraster": "0", "symbollevels": "0", "enableorderby": "0", "referencescale": "-1"}
    if table == "bands" and "km" in layer.frame:
        radii = sorted({float(km) for km in layer.frame["km"].tolist()})
        shades = {f"{km:g}": (f"within {km:g} km", BAND_COLOURS[min(n, 2)], "") for n, km in enumerate(radii)}
        return _categorized('"km"', shades, layer, common, value_type="double")
    if style.column and style.categories:
        known = {value: entry for value, entry in style.categories.items() if value}
        listed = ", ".join(_quoted(value) for value in known)
        # an empty category value would mean "all others" to QGIS, and draw what must not be drawn
        expression = f'CASE WHEN "{style.column}" IN ({listed}) THEN "{style.column}" ELSE \'unknown\' END'
        if "" in style.categories:
            known["unknown"] = style.categories[""]
        if table == "incidents":  # known to a district only: drawn as an area, never as a pin
            expression = f"if(coalesce(\"geo_precision\", 1) >= {AREA_PRECISION}, 'area', {expression})"
        return _categorized(expression, known, layer, common)
    colour = style.stroke if layer.geometry == "line" and style.stroke != Style().stroke else style.colour
    return el(
        "renderer-v2",
        {"type": "singleSymbol", **common},
        el("symbols", None, symbol("0", layer, colour, style.shape)),
        el("rotation"),
        el("sizescale"),
    )


def _categorized(
    expression: str,
    categories: Mapping[str, tuple[str, str, str]],
    layer: Layer,
    common: Mapping[str, str],
    *,
    value_type: str = "string",
) -> ET.Element:
    listed = list(categories.items())
    entries = [
        el("category", {"symbol": n, "value": value, "label": label, "render": "true", "type": value_type})
        for n, (value, (label, _, _)) in enumerate(listed)
    ]
    symbols = [symbol(str(n), layer, colour, shape) for n, (_, (_, colour, shape)) in enumerate(listed)]
    return el(
        "renderer-v2",
        {"type": "categorizedSymbol", "attr": expression, **common},
        el("categories", None, *entries),
        el("symbols", None, *symbols),
        el("rotation"),
        el("sizescale"),
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


def _escaped(expression: str) -> str:
    """Return an expression whose text cannot become HTML in a map tip."""
    # one after the other: QGIS goes through a map of replacements by its keys, and "&" would come too late
    return f"replace(replace(replace(to_string({expression}), '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _shown(one: Field) -> str:
    name = f'"{one.name}"'
    if one.kind == "list":
        return f"array_to_string(json_to_map({name}), ', ')"
    if one.name == "names":
        every = f"array_distinct(array_foreach(json_to_map({name}), @element['text']))"
        return f"array_to_string(array_slice({every}, 0, 7), ', ')"
    if one.codes:
        codes = ", ".join(f"{_quoted(code)}, {_quoted(label)}" for code, label in one.codes.items())
        return f"coalesce(map_get(map({codes}), to_string({name})), to_string({name}))"
    if one.kind == "date":
        return f"format_date({name}, 'yyyy-MM-dd')"
    if one.kind == "float":
        return f"format_number({name}, 1)" if one.name.endswith("_km") else f"round({name}, 2)"
    if one.kind == "bool":
        return f"if({name}, 'yes', 'no')"
    return name


def map_tip(table: str, fields: Sequence[Field]) -> str:
    """Return a readable card as HTML with QGIS expressions; every value is escaped, empty ones leave no line."""
    by_name = {one.name: one for one in fields}
    wanted = [by_name[name] for name in _TIPS.get(table, ()) if name in by_name]
    if not wanted:
        return ""
    head, *rest = wanted
    lines = [
        '<div style="font-family:sans-serif;font-size:9pt;max-width:340px">',
        f"<b>[% {_escaped(f'coalesce({_shown(head)}, {chr(39)}{chr(39)})')} %]</b>",
        "<table>",
    ]
    for one in rest:
        cell = (
            "<tr><td style=\"color:#666;padding-right:8px\">' || '" + one.label.replace("'", "''") + "' || '</td><td>"
        )
        value = _escaped(_shown(one))
        lines.append(
            f"[% if(coalesce(to_string(\"{one.name}\"), '') IN ('', '[]'), '', '{cell}' || {value} || '</td></tr>') %]"
        )
    lines += ["</table>", "</div>"]
    return "\n".join(lines)


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
