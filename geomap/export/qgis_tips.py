"""Map tips: an incident, a place, a line as a readable card, in HTML with QGIS's expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.export.qgis_xml import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.export.geopackage import Field

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


def _escaped(expression: str) -> str:
    """Return an expression whose text cannot become HTML in a map tip."""
    # one after the other: QGIS goes through a map of replacements by its keys, and "&" would come too late
    return f"replace(replace(replace(to_string({expression}), '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"


def _shown(one: Field) -> str:
    name = f'"{one.name}"'
    if one.kind == "list":
        return f"array_to_string(json_to_map({name}), ', ')"
    if one.name == "names":
        every = f"array_distinct(array_foreach(json_to_map({name}), @element['text']))"
        return f"array_to_string(array_slice({every}, 0, 7), ', ')"
    if one.codes:
        codes = ", ".join(f"{quoted(code)}, {quoted(label)}" for code, label in one.codes.items())
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
