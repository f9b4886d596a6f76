"""Which column of a table is which of ours: told, tagged, known or plain from its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap.errors import SchemaError, UsageError
from geomap.read.cells import slug
from geomap.read.presets import PRESETS, detect_preset
from geomap.schema import INCIDENT_COLUMNS, NESTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# column -> the columns of the table that are tried for it, in this order
ColumnMap = dict[str, tuple[str, ...]]

# Names that people give their columns, surest first.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": ("id", "incident_id", "event_id", "record_id", "case_id", "report_id", "uid", "ref", "reference", "code"),
    "place": ("place", "place_words", "location_name", "location", "place_name", "place_text", "settlement", "village",
              "town", "city", "locality", "where", "site", "toponym", "area"),
    "date": ("date", "date_start", "start_date", "event_date", "incident_date", "date_of_incident", "date_of_event",
             "day", "when"),
    "date_end": ("date_end", "end_date"),
    "date_prec": ("date_prec", "date_precision", "time_precision"),
    "admin1": ("admin1", "adm1", "adm_1", "admin1_name", "adm1_name", "province", "governorate", "state", "marz",
               "oblast", "region"),
    "admin2": ("admin2", "adm2", "adm_2", "admin2_name", "adm2_name", "district", "county", "rayon", "raion",
               "municipality"),
    "country": ("country", "country_name", "country_code", "iso2"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "geo_precision": ("geo_precision", "where_prec", "location_precision"),
    "event_type": ("event_type", "type", "incident_type", "type_of_event", "type_of_incident", "category"),
    "sub_event_type": ("sub_event_type", "subtype", "sub_type"),
    "actor_a": ("actor_a", "actor1", "actor_1", "side_a", "party_a", "perpetrator", "attacker"),
    "actor_b": ("actor_b", "actor2", "actor_2", "side_b", "party_b"),
    "killed_best": ("killed_best", "killed", "fatalities", "deaths", "dead", "total_killed", "number_killed", "kia"),
    "killed_low": ("killed_low", "killed_min", "fatalities_low"),
    "killed_high": ("killed_high", "killed_max", "fatalities_high"),
    "killed_civ": ("killed_civ", "civilians_killed", "killed_civilians", "civilian_deaths", "deaths_civilians"),
    "injured_best": ("injured_best", "injured", "wounded", "injuries", "hurt", "total_injured", "number_injured",
                     "wia"),
    "injured_civ": ("injured_civ", "civilians_injured", "civilians_wounded", "injured_civilians"),
    "missing_best": ("missing_best", "missing"),
    "captured_best": ("captured_best", "captured", "prisoners"),
    "weapons": ("weapons", "weapon"),
    "title": ("title", "headline"),
    "notes": ("notes", "note", "description", "details", "comment", "comments", "remarks", "summary"),
    "source": ("source", "sources", "source_name"),
    "url": ("url", "link", "source_url"),
}  # fmt: skip
_RENAMED = {"incident_id": "id", "date_start": "date", "place_name": "place"}
TARGETS: tuple[str, ...] = tuple(
    dict.fromkeys([
        *SYNONYMS,
        "place_text",
        *(c.name for c in INCIDENT_COLUMNS if c.name not in (NESTED - {"weapons"}) and c.name not in _RENAMED),
    ])
)  # fmt: skip
_PAIR = re.compile(
    r"\s*(?P<target>[^=,]+?)\s*=\s*(?:\"(?P<quoted>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^,]*?))\s*(?:,|$)"
)
_HXL_TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*$", re.IGNORECASE)
_HXL: dict[str, str] = {column.hxl: column.name for column in INCIDENT_COLUMNS if column.hxl} | {
    "#event+code": "id", "#meta+id": "id", "#date": "date", "#date+occurred": "date", "#loc": "place",
    "#loc+name": "place", "#adm1": "admin1", "#adm2": "admin2", "#adm3": "admin2", "#country": "country",
    "#country+name": "country", "#description": "notes", "#meta+source": "source", "#meta+url": "url",
    "#affected+deaths": "killed_best", "#affected+dead": "killed_best", "#affected+wounded": "injured_best",
    "#group+name": "actor_a", "#event": "event_type", "#event+name": "title",
}  # fmt: skip


def parse_mapping(text: str) -> dict[str, str]:
    """Return the mapping that ``--map`` says: our column names to the table's.

    Parameters
    ----------
    text
        ``place=Location,date="Event Date"``; quotes where a name holds a comma; ``notes=`` leaves a column out.

    Raises
    ------
    UsageError
        If it cannot be read or names a column of ours twice or one that there is not.

    Examples
    --------
    >>> parse_mapping('place=Location, date="Event Date, local"')
    {'place': 'Location', 'date': 'Event Date, local'}
    """
    mapping: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = _PAIR.match(text, at)
        if not found or found.end() == at:
            raise UsageError(
                f"--map cannot be read from {text[at : at + 40]!r} on",
                hint='write --map place=Location,date="Event Date",killed=Deaths',
            )
        target = find_target(found["target"])
        if target in mapping:
            raise UsageError(f"--map names {target} twice")
        mapping[target] = next(value for key in ("quoted", "single", "bare") if (value := found[key]) is not None)
        at = found.end()
    return mapping


def find_target(name: str) -> str:
    """Return our column that `name` means ("killed" is ``killed_best``).

    Raises
    ------
    UsageError
        If there is none, with the list of those there are.
    """
    key = slug(name)
    key = _RENAMED.get(key, key)
    if key in TARGETS:
        return key
    for target, names in SYNONYMS.items():
        if key in names:
            return target
    raise UsageError(f"there is no column {name!r} to map to", hint=f"columns: {', '.join(TARGETS)}")


def is_hxl_row(cells: Sequence[object]) -> bool:
    """Return whether a row is one of HXL tags (#date+start, #loc+name …)."""
    filled = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
    tags = [cell for cell in filled if _HXL_TAG.match(cell)]
    return len(tags) >= 2 and len(tags) * 2 > len(filled)


def map_columns(
    columns: Sequence[str],
    *,
    told: Mapping[str, str] | None = None,
    preset: str | None = None,
    tags: Mapping[str, str] | None = None,
    table: str = "",
    has_geometry: bool = False,
) -> tuple[ColumnMap, str]:
    """Return which columns are read for each of ours, and the preset that was used ("" if none).

    What the user said comes first, then HXL tags, then a preset (named or recognised), then plain names.

    Parameters
    ----------
    columns
        The columns that the table has.
    told
        Our column to theirs, as from `parse_mapping`; an empty name leaves a column out.
    preset
        "acled", "ucdp" or None to look.
    tags
        Column to HXL tag.
    table
        Its name for messages.
    has_geometry
        The rows have points of their own.

    Raises
    ------
    SchemaError
        If a column that was told is not there, or nothing says where the incidents were.
    UsageError
        If the preset is not known.
    """
    if preset and preset not in PRESETS:
        raise UsageError(f"there is no preset {preset!r}", hint=f"presets: {', '.join(sorted(PRESETS))}")
    chosen: ColumnMap = {}
    left_out: set[str] = set()
    missing = []
    for name, column in (told or {}).items():
        target = find_target(name)
        if not column:
            left_out.add(target)
        elif found := _find_column(column, columns):
            chosen[target] = (found,)
        else:
            missing.append(f"{column!r} (for {target})")
    if missing:
        raise SchemaError(
            f"{table or 'the table'} has no column {', '.join(missing)}", hint=f"its columns are: {_listed(columns)}"
        )
    used = {column for names in chosen.values() for column in names}
    for column, tag in (tags or {}).items():
        target = _hxl_target(tag)
        if target and column not in used:
            chosen.setdefault(target, (column,))
    name = preset or ("" if tags else detect_preset(columns))
    if name:
        by_key = {column.strip().casefold(): column for column in columns}
        for target, theirs in PRESETS[name].items():
            here = tuple(by_key[key] for key in theirs if key in by_key)
            if here:
                chosen.setdefault(target, here)
    else:
        _add_plain_names(chosen, columns)
    chosen = {target: names for target, names in chosen.items() if target not in left_out}
    if (
        "place" not in chosen
        and not has_geometry
        and not {"lat", "lon"} <= chosen.keys()
        and not ({"admin1", "admin2", "country"} & chosen.keys())
    ):
        raise SchemaError(
            f"no column of {table or 'the table'} says where the incidents were",
            hint=f"say which with --map place=COLUMN; its columns are: {_listed(columns)}",
        )
    return chosen, name


def _add_plain_names(chosen: ColumnMap, columns: Sequence[str]) -> None:
    used = {column for names in chosen.values() for column in names}
    by_key: dict[str, str] = {}
    for column in columns:
        by_key.setdefault(slug(column), column)
    for target, names in SYNONYMS.items():
        for key in names:
            if target not in chosen and key in by_key and by_key[key] not in used:
                chosen[target] = (by_key[key],)
                used.add(by_key[key])
    for target in TARGETS:
        if target not in chosen and target in by_key and by_key[target] not in used:
            chosen[target] = (by_key[target],)
            used.add(by_key[target])


def _find_column(wanted: str, columns: Sequence[str]) -> str:
    if wanted in columns:
        return wanted
    alike = [column for column in columns if " ".join(column.split()).casefold() == " ".join(wanted.split()).casefold()]
    return alike[0] if len(alike) == 1 else ""


def _hxl_target(tag: str) -> str:
    """Return our column for an HXL tag: the one whose attributes are the most of those given."""
    name, *attributes = re.sub(r"\s", "", tag.casefold()).split("+")
    best, best_size = "", -1
    for known, target in _HXL.items():
        known_name, *needed = known.split("+")
        if known_name == name and set(needed) <= set(attributes) and len(needed) > best_size:
            best, best_size = target, len(needed)
    return _RENAMED.get(best, best)


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(repr(column) for column in columns[:40])
    return f"{shown} and {len(columns) - 40} more" if len(columns) > 40 else shown
