"""The columns of every frame and the vocabularies: readers, writers, maps and tests take them from here.

The incident record follows ACLED's event types [1]_, UCDP GED's precision codes [2]_ and HXL tags [3]_.

References
----------
.. [1] ACLED Codebook, https://acleddata.com/knowledge-base/codebook/
.. [2] UCDP GED Codebook 23.1, https://ucdp.uu.se/downloads/
.. [3] Humanitarian Exchange Language, https://hxlstandard.org/
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.records import Claim, Incident, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import geopandas as gpd
    import pandas as pd

CRS = "EPSG:4326"

PLACE_KINDS = (
    "continent", "region", "country", "territory", "admin1", "admin2", "admin3",
    "capital", "city", "town", "village", "quarter", "settlement",
    "sea", "lake", "river", "strait", "gulf", "island", "mountains", "mountain", "desert", "valley", "peninsula",
    "sector", "post", "base", "road", "bridge", "crossing", "line", "facility", "site", "other",
)  # fmt: skip
SETTLEMENT_KINDS = frozenset({"capital", "city", "town", "village", "quarter", "settlement"})
NAME_TYPES = ("usual", "official", "alternate", "former", "short", "abbreviation", "demonym", "adjective")

# kind of place -> geo_precision of an event said to be "in" it (UCDP where_prec, see incident-schema)
KIND_PRECISION = {
    "continent": 6, "region": 5, "country": 6, "territory": 6, "admin1": 4, "admin2": 3, "admin3": 3,
    "sea": 7, "lake": 5, "river": 5, "strait": 7, "gulf": 7, "island": 3, "mountains": 5, "mountain": 2,
    "desert": 5, "valley": 5, "peninsula": 5, "sector": 3, "road": 5, "line": 5, "other": 3,
}  # fmt: skip

SUB_EVENT_TYPES: dict[str, tuple[str, ...]] = {
    "battles": ("armed_clash", "government_regains_territory", "non_state_actor_overtakes_territory"),
    "explosions_remote_violence": (
        "chemical_weapon", "air_drone_strike", "suicide_bomb", "shelling_artillery_missile_attack",
        "remote_explosive_landmine_ied", "grenade",
    ),
    "violence_against_civilians": ("sexual_violence", "attack", "abduction_forced_disappearance"),
    "protests": ("peaceful_protest", "protest_with_intervention", "excessive_force_against_protesters"),
    "riots": ("violent_demonstration", "mob_violence"),
    "strategic_developments": (
        "agreement", "arrests", "change_to_group_activity", "disrupted_weapons_use",
        "headquarters_or_base_established", "looting_property_destruction",
        "non_violent_transfer_of_territory", "other",
    ),
    "non_conflict": ("accident", "disaster", "other"),
}  # fmt: skip
EVENT_TYPES = tuple(SUB_EVENT_TYPES)
REALIS = ("actual", "background", "aggregate", "future", "hypothetical", "negated", "generic")
SECTORS = ("MIL", "REB", "PAF", "COP", "GOV", "CVL", "UNK")
WEAPONS = (
    "firearms", "heavy_weapons", "artillery", "mortar", "drone", "aircraft", "missile", "mine_ied", "suicide",
    "bladed", "chemical", "unknown",
)  # fmt: skip
PLACE_RELATIONS = ("in", "near", "direction_of", "between", "along", "inferred")
INITIATORS = ("a", "b", "disputed", "unknown")
REVIEW_STATUSES = ("auto", "checked", "edited", "rejected")
DATE_PRECISION = {1: "day", 2: "a few days", 3: "week", 4: "month", 5: "year"}
GEO_PRECISION = {
    1: "exact place", 2: "near the place (within 25 km)", 3: "district", 4: "province",
    5: "line or fuzzy area", 6: "country", 7: "sea or air",
}  # fmt: skip
AREA_PRECISION = 3  # from here up a map draws an area, never a pin


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type (str, int, float, date, list, json), label and names in other schemas."""

    name: str
    type: str
    label: str
    hxl: str = ""
    acled: str = ""
    ucdp: str = ""


def _columns() -> tuple[Column, ...]:
    c = Column
    return (
        c("incident_id", "str", "Incident id", "#event+id", "event_id_cnty", "id"),
        c("title", "str", "Title", "#event+name"),
        c("date_start", "date", "Date (start)", "#date+start", "event_date", "date_start"),
        c("date_end", "date", "Date (end)", "#date+end", "", "date_end"),
        c("date_prec", "int", "Date precision", "#date+precision", "time_precision", "date_prec"),
        c("date_basis", "str", "Date basis"),
        c("realis", "str", "Realis"),
        c("event_type", "str", "Type", "#event+type", "event_type", "type_of_violence"),
        c("sub_event_type", "str", "Sub-type", "#event+subtype", "sub_event_type"),
        c("actor_a", "str", "Party A", "#group+name+first", "actor1", "side_a"),
        c("actor_a_iso3", "str", "Party A country"),
        c("actor_a_sector", "str", "Party A sector"),
        c("actor_b", "str", "Party B", "#group+name+second", "actor2", "side_b"),
        c("actor_b_iso3", "str", "Party B country"),
        c("actor_b_sector", "str", "Party B sector"),
        c("initiator", "str", "Who began"),
        c("killed_a", "int", "Killed, party A", "", "", "deaths_a"),
        c("killed_b", "int", "Killed, party B", "", "", "deaths_b"),
        c("killed_civ", "int", "Killed, civilians", "", "", "deaths_civilians"),
        c("killed_unknown", "int", "Killed, side not told", "", "", "deaths_unknown"),
        c("killed_low", "int", "Killed, low", "#affected+killed+min", "", "low"),
        c("killed_best", "int", "Killed", "#affected+killed", "fatalities", "best"),
        c("killed_high", "int", "Killed, high", "#affected+killed+max", "", "high"),
        c("injured_a", "int", "Injured, party A"),
        c("injured_b", "int", "Injured, party B"),
        c("injured_civ", "int", "Injured, civilians"),
        c("injured_unknown", "int", "Injured, side not told"),
        c("injured_low", "int", "Injured, low", "#affected+injured+min"),
        c("injured_best", "int", "Injured", "#affected+injured"),
        c("injured_high", "int", "Injured, high", "#affected+injured+max"),
        c("missing_best", "int", "Missing", "#affected+missing"),
        c("captured_best", "int", "Captured"),
        c("casualty_text", "str", "Casualty words"),
        c("weapons", "list", "Weapons", "#event+weapon"),
        c("place_name", "str", "Place", "#loc+name", "location", "where_coordinates"),
        c("place_id", "str", "Place id"),
        c("place_text", "str", "Place words", "", "", "where_description"),
        c("place_relation", "str", "Relation to the place"),
        c("admin1", "str", "Province", "#adm1+name", "admin1", "adm_1"),
        c("admin1_code", "str", "Province code", "#adm1+code"),
        c("admin2", "str", "District", "#adm2+name", "admin2", "adm_2"),
        c("country", "str", "Country", "#country+code", "country", "country"),
        c("lat", "float", "Latitude", "#geo+lat", "latitude", "latitude"),
        c("lon", "float", "Longitude", "#geo+lon", "longitude", "longitude"),
        c("geo_precision", "int", "Place precision", "", "geo_precision", "where_prec"),
        c("radius_m", "float", "Radius (m)"),
        c("border", "str", "Border line"),
        c("border_km", "float", "Distance to the border (km)"),
        c("border_side", "str", "Side of the border"),
        c("confidence", "float", "Confidence"),
        c("confidence_place", "float", "Confidence in the place"),
        c("confidence_date", "float", "Confidence in the date"),
        c("confidence_casualties", "float", "Confidence in the toll"),
        c("reasons", "list", "Reasons"),
        c("source_count", "int", "Sources", "", "", "number_of_sources"),
        c("sources", "json", "Source list", "#meta+source", "source", "source_article"),
        c("claims", "json", "Claims", "#meta+claim", "notes"),
        c("review_status", "str", "Review status", "#status"),
        c("merged_from", "list", "Merged from"),
        c("possible_duplicate_of", "list", "Possible duplicates"),
        c("matches", "json", "Matched records"),
    )


INCIDENT_COLUMNS: tuple[Column, ...] = _columns()
INCIDENT_NAMES: tuple[str, ...] = tuple(column.name for column in INCIDENT_COLUMNS)
NESTED: frozenset[str] = frozenset(c.name for c in INCIDENT_COLUMNS if c.type in {"list", "json"})

PLACE_COLUMNS = (
    "place_id", "name", "names", "kind", "country", "admin1", "admin1_code", "admin2", "lat", "lon", "radius_m",
    "geo_precision", "mentions", "score", "reasons", "rivals", "reports",
)  # fmt: skip
# names: list of {text, type, lang, party}; reports: list of report ids; score: best over the mentions
MENTION_COLUMNS = (
    "report_id", "start", "end", "text", "use", "cue", "relation", "place_id", "name", "kind", "country", "admin1",
    "lat", "lon", "geo_precision", "radius_m", "score", "reasons", "rivals",
)  # fmt: skip
# rivals: list of {place_id, name, kind, country, admin1, lat, lon, score}
RECORD_COLUMNS = (
    "record_id", "table", "title", "date_start", "date_end", "date_prec", "event_type", "sub_event_type",
    "actor_a", "actor_b", "killed_best", "injured_best", "place_text", "place_id", "place_name", "admin1", "country",
    "lat", "lon",
    "coordinates_from", "geo_precision", "radius_m", "confidence_place", "reasons", "incident_id", "match_score",
    "match_km", "match_days", "match_reasons", "border", "border_km", "border_side", "notes", "raw",
)  # fmt: skip
# coordinates_from: "table" (kept as given) or "gazetteer" or ""; raw: the row as it was, a dict
BORDER_COLUMNS = ("border_id", "name", "exclave", "date", "source", "licence", "worldview", "approximate")
ADMIN_COLUMNS = (
    "admin_id",
    "name",
    "level",
    "country",
    "admin1_code",
    "source",
    "licence",
    "worldview",
    "doubtful",
)


def frame(
    rows: Iterable[dict[str, Any]], columns: Iterable[str], *, geometry: Iterable[Any] | None = None
) -> gpd.GeoDataFrame:
    """Return a GeoDataFrame in EPSG:4326 with exactly `columns` and a geometry.

    Parameters
    ----------
    rows
        Dicts; a missing key becomes None.
    columns
        Column names in order.
    geometry
        One shapely geometry or None a row; by default points from the ``lon`` and ``lat`` of each row.
    """
    import geopandas as gpd
    import pandas as pd
    import shapely

    rows = list(rows)
    names = list(columns)
    data = {name: pd.Series([row.get(name) for row in rows], dtype=object) for name in names}
    if geometry is None:
        geometry = [
            None if row.get("lon") is None or row.get("lat") is None else shapely.Point(row["lon"], row["lat"])
            for row in rows
        ]
    return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(list(geometry), crs=CRS), crs=CRS)


_KEYS = {
    "sources": tuple(field.name for field in dataclasses.fields(Source)),
    "claims": tuple(field.name for field in dataclasses.fields(Claim)),
}
_DEFAULTS = {field.name: field.default for field in dataclasses.fields(Incident)}


def incident_to_row(incident: Incident) -> dict[str, Any]:
    """Return an incident as a flat dict: dates stay dates, tuples become lists, nested records dicts."""
    row: dict[str, Any] = {}
    for name in INCIDENT_NAMES:
        value = getattr(incident, name)
        if name in {"sources", "claims"}:
            value = [{key: getattr(item, key) for key in _KEYS[name]} for item in value]  # all plain values
        elif isinstance(value, tuple):
            value = list(value)
        row[name] = value
    return row


def row_to_incident(row: dict[str, Any]) -> Incident:
    """Return the incident of a row made by `incident_to_row` (or of a frame's row: NaN and NaT become None)."""
    values: dict[str, Any] = {}
    for name in INCIDENT_NAMES:
        value = row.get(name)
        if isinstance(value, float) and value != value:
            value = None
        if name == "sources":
            value = tuple(Source(**item) for item in value or ())
        elif name == "claims":
            value = tuple(Claim(**item) for item in value or ())
        elif name in NESTED:
            value = tuple(value or ())
        elif name in {"date_start", "date_end"} and value is not None:
            value = _as_date(value)
        if value is None:
            value = _DEFAULTS.get(name)
        values[name] = value
    return Incident(**values)


def _as_date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value)[:10]
    return dt.date.fromisoformat(text) if text and text != "NaT" else None


def incidents_to_frame(incidents: Iterable[Incident]) -> gpd.GeoDataFrame:
    """Return incidents as a GeoDataFrame (EPSG:4326, `INCIDENT_NAMES` + geometry, object columns, None for null)."""
    return frame((incident_to_row(incident) for incident in incidents), INCIDENT_NAMES)


def frame_to_incidents(incidents: gpd.GeoDataFrame) -> list[Incident]:
    """Return the rows of a frame made by `incidents_to_frame` as records again."""
    return [
        row_to_incident(dict(zip(incidents.columns, values, strict=True)))
        for values in incidents.itertuples(index=False, name=None)
    ]


def chunks(table: pd.DataFrame | Iterable[pd.DataFrame], rows: int = 20_000) -> Iterator[pd.DataFrame]:
    """Yield a table in pieces of at most `rows` rows, in order; an empty table yields one empty piece.

    Mentions of a small run are one DataFrame, those of a large one are read from disk in pieces: whoever goes
    through them uses this and holds one piece at a time.
    """
    import pandas as pd

    if not isinstance(table, pd.DataFrame):
        for piece in table:
            yield from chunks(piece, rows)
        return
    for start in range(0, max(len(table), 1), rows):
        yield table.iloc[start : start + rows]


def to_json(value: Any) -> str:
    """Return `value` as JSON text with dates as ISO strings, keys in their order, non-ASCII kept."""
    return json.dumps(value, ensure_ascii=False, default=_json_default, allow_nan=False)


def _json_default(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
