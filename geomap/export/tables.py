"""What each table of the GeoPackage holds: its columns with labels and codes, and the rows of a run."""

from __future__ import annotations

import dataclasses
import operator
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.export.cells import cells, columns_of, kind_of, known_kind, plain
from geomap.export.geopackage import Field, table_name
from geomap.records import Claim, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from geomap.layers import Layer
    from geomap.records import Run

_YES_NO = {"0": "no", "1": "yes"}
CODES: dict[str, dict[str, str]] = {
    "event_type": {
        "battles": "Battle",
        "explosions_remote_violence": "Explosion or remote violence",
        "violence_against_civilians": "Violence against civilians",
        "protests": "Protest",
        "riots": "Riot",
        "strategic_developments": "Strategic development",
        "non_conflict": "Accident or disaster",
    },
    "sub_event_type": {
        name: name.replace("_", " ").capitalize()
        for name in sorted({sub for subs in schema.SUB_EVENT_TYPES.values() for sub in subs})
    },
    "date_prec": {str(code): label for code, label in schema.DATE_PRECISION.items()},
    "geo_precision": {str(code): label for code, label in schema.GEO_PRECISION.items()},
    "realis": {name: name for name in schema.REALIS},
    "initiator": {"a": "party A", "b": "party B", "disputed": "disputed", "unknown": "not told"},
    "actor_a_sector": {
        "MIL": "military", "REB": "rebels", "PAF": "pro-government armed force", "COP": "police",
        "GOV": "government", "CVL": "civilians", "UNK": "unknown",
    },
    "review_status": {
        "auto": "as extracted", "checked": "checked by a person", "edited": "edited by a person",
        "rejected": "rejected by a person",
    },
    "place_relation": {name: name.replace("_", " ") for name in schema.PLACE_RELATIONS},
}  # fmt: skip
CODES["actor_b_sector"] = CODES["actor_a_sector"]
LABELS = {column.name: column.label for column in schema.INCIDENT_COLUMNS} | {
    "name": "Name", "names": "Names", "kind": "Kind", "mentions": "Mentions", "score": "Score", "rivals": "Rivals",
    "reports": "Reports", "report_id": "Report", "start": "From character", "end": "To character", "text": "Words",
    "use": "Use", "cue": "Cue", "relation": "Relation", "record_id": "Record", "table": "Table", "notes": "Notes",
    "coordinates_from": "Coordinates from", "match_score": "Match score", "match_km": "Match distance (km)",
    "match_days": "Match distance (days)", "match_reasons": "Why matched", "raw": "The row as it was",
    "border_id": "Border line", "exclave": "Exclave", "date": "Date", "source": "Source", "licence": "Licence",
    "worldview": "Worldview", "approximate": "Approximate", "admin_id": "Area id", "level": "Level",
    "doubtful": "Doubtful", "speaker": "Speaker", "speaker_side": "Speaker's side", "verb": "Verb",
    "polarity": "Polarity", "slot": "About", "value": "Value", "publisher": "Publisher", "url": "Address",
    "language": "Language", "sentence": "Sentence", "place_start": "Place words from", "place_end": "Place words to",
    "ord": "Order", "field": "Column", "machine": "Value without the edit", "reason": "Reason", "detail": "Detail",
    "where": "Where", "fatal": "Left out", "km": "Distance (km)", "band_km": "Up to (km)",
}  # fmt: skip
CHILD_KEY = "incident_id"
CLAIM_NAMES = tuple(one.name for one in dataclasses.fields(Claim))
SOURCE_NAMES = tuple(one.name for one in dataclasses.fields(Source))
# a row of a child table goes with its incident, so that no orphan is left behind
CHILD_CONSTRAINT = (
    f'FOREIGN KEY ("{CHILD_KEY}") REFERENCES "incidents"("{CHILD_KEY}") ON DELETE CASCADE ON UPDATE CASCADE'
)
NESTED_ELSEWHERE = ("sources", "claims")  # tables of their own beside incidents
_LATIN_END = "\u02b0"  # Latin letters with their marks end here; a label mixes no scripts
_INT_CHILD = {"start", "end", "place_start", "place_end", "ord"}

ALIASES = {"admin": "admin_areas", "background": "countries"}  # layer -> the table that holds it

Table = tuple[list[Field], list[list[Any]]]


def layer_table(layer: Layer) -> str:
    """Return the table that holds a layer."""
    return table_name(ALIASES.get(layer.id, layer.id))


def field_of(name: str, kind: str, *, constraint: str = "") -> Field:
    """Return the column `name` with its label and codes."""
    codes = CODES.get(name, {}) if kind in {"str", "int"} else {}
    return Field(name, kind, LABELS.get(name, ""), codes, constraint)


def frame_fields(
    frame: gpd.GeoDataFrame | pd.DataFrame, *, unique: str = "", without: Sequence[str] = ()
) -> dict[str, Field]:
    """Return the frame's columns as fields; a name that SQLite would take for another one gets a number."""
    fields: dict[str, Field] = {}
    used: set[str] = set()
    for name in columns_of(frame):
        if name in without or name.lower() in {"fid", "geom"}:
            continue
        stored, number = name, 2
        while stored.casefold() in used:
            stored, number = f"{name}_{number}", number + 1
        used.add(stored.casefold())
        kind = known_kind(name) or kind_of(name, map(plain, frame[name].tolist()))  # known: the cells are not read
        fields[name] = field_of(stored, kind, constraint="UNIQUE" if name == unique else "")
    return fields


def frame_table(
    frame: gpd.GeoDataFrame | pd.DataFrame,
    *,
    unique: str = "",
    without: Sequence[str] = (),
    data: dict[str, list[Any]] | None = None,
) -> Table:
    """Return the columns of any frame as fields and values; `data` are its cells, if they are at hand."""
    fields = frame_fields(frame, unique=unique, without=without)
    data = data if data is not None else cells(frame, without=without)
    return list(fields.values()), [_fit(one, data[name]) for name, one in fields.items()]


def _fit(one: Field, values: list[Any]) -> list[Any]:
    if one.kind in {"int", "float"} and not set(map(type, values)) <= {type(None), int, float}:
        return [value if isinstance(value, int | float) else None for value in values]
    return values


def incident_table(incidents: gpd.GeoDataFrame, data: dict[str, list[Any]] | None = None) -> Table:
    """Return the incidents' flat columns; claims and sources have tables of their own."""
    return frame_table(incidents, unique=CHILD_KEY, without=NESTED_ELSEWHERE, data=data)


def place_table(run: Run) -> Table:
    """Return the places with a ``label``: the usual name and, where a party has another one, that too."""
    fields, columns = frame_table(run.places, without=("label",))
    data = dict(zip([one.name for one in fields], columns, strict=True))
    labels = [both_names(*pair) for pair in zip(data["name"], data["names"], strict=True)] if len(run.places) else []
    return [*fields, field_of("label", "str")], [*columns, labels]


def both_names(name: str | None, names: Sequence[dict[str, Any]] | None) -> str | None:
    """Return "Sotk / Zod": the usual name, and the first one that a party or former times use instead."""
    if not name:
        return None
    for other in names or ():
        text = other.get("text")
        told = other.get("party") or other.get("type") == "former"
        if told and text and text.casefold() != name.casefold() and max(text) < _LATIN_END:
            return f"{name} / {text}"
    return name


def child_fields(column: str) -> list[Field]:
    """Return the columns of the table of claims or of sources."""
    names = CLAIM_NAMES if column == "claims" else SOURCE_NAMES
    fields = [field_of(CHILD_KEY, "str", constraint="NOT NULL"), field_of("ord", "int")]
    return fields + [field_of(name, "int" if name in _INT_CHILD else "str") for name in names]


def child_table(data: dict[str, list[Any]], column: str) -> Table:
    """Return the claims or sources of all incidents, one row each, with the incident's id and an order.

    `data` are the cells of the incidents.
    """
    names = CLAIM_NAMES if column == "claims" else SOURCE_NAMES
    empty = dict.fromkeys(names)
    take = operator.itemgetter(*names)
    rows: list[tuple[Any, ...]] = []
    for incident_id, items in zip(data[CHILD_KEY], data[column], strict=True):
        for number, item in enumerate(items or (), start=1):
            rows.append((incident_id, number, *take(empty | item)))
    fields = child_fields(column)
    return fields, [list(values) for values in zip(*rows, strict=True)] if rows else [[] for _ in fields]


def mention_fields() -> list[Field]:
    """Return the columns of the table of mentions, known before any of its rows."""
    return [field_of(name, known_kind(name) or "str") for name in schema.MENTION_COLUMNS]


def rejected_table(run: Run) -> Table:
    """Return what could not be read, and why."""
    names = ("source", "where", "reason", "detail", "fatal")
    fields = [field_of(name, "bool" if name == "fatal" else "str") for name in names]
    return fields, [[plain(getattr(item, name)) for item in run.rejected] for name in names]


EDIT_FIELDS = [field_of(name, "str") for name in (CHILD_KEY, "field", "value", "machine")]
