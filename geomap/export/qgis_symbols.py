"""A layer's renderer for QGIS: its categories, symbols, colours and sizes, from `geomap.layers.Style`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap.export.cells import plain
from geomap.export.qgis_xml import el, quoted
from geomap.layers import BAND_COLOURS, Layer, Style
from geomap.schema import AREA_PRECISION

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Mapping

POINTS_PER_PIXEL = 0.75  # CSS: 96 pixels and 72 points an inch; points print at the size they show
_SHAPES = {
    "circle": "circle", "square": "square", "triangle": "triangle", "diamond": "diamond", "star": "star",
    "cross": "cross_fill", "hexagon": "hexagon",
}  # fmt: skip
_SLIM = {"star": 1.35, "cross": 1.35, "triangle": 1.15, "diamond": 1.15}  # as much ink as a circle of that size


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
        listed = ", ".join(quoted(value) for value in known)
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
