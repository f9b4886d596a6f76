"""The nouns that flow between the stages: frozen, slotted, no behaviour beyond small conveniences.

Offsets ``start``, ``end`` are half-open character offsets into ``Report.text``, the original text.
Coordinates are ``lon, lat`` in degrees, EPSG:4326.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd


# ---------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class Report:
    """One text that may tell of incidents.

    Attributes
    ----------
    id
        Unique in a run; stable for the same source (file name, JSON id, feed guid …).
    text
        The original text; every offset points into it.
    clean
        `text` with scrape noise (header line, glued stray letters, "Also read" lines, non-breaking spaces)
        blanked to spaces or line feeds **one character for one**, so that ``len(clean) == len(text)`` and
        offsets are the same.
        Every stage reads this.
    date, date_basis
        Publication date and where it came from: header, front_matter, field, html, feed, dateline, argument,
        none.
    """

    id: str
    text: str
    clean: str
    title: str = ""
    date: date | None = None
    date_basis: str = "none"
    publisher: str = ""
    language: str = ""
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that could not be read or used, and why; a row of ``rejected.jsonl``.

    ``reason`` is a code (``empty``, ``binary``, ``bad_json``, ``no_text``, ``duplicate_id``, ``bad_date``,
    ``too_long``, ``bad_coordinates`` …), ``detail`` a sentence for people, ``fatal`` whether the item was
    left out (True) or used with a loss (False).
    """

    source: str
    reason: str
    detail: str
    where: str = ""
    fatal: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the user's own table, mapped to our columns.

    ``place`` holds the place words, ``values`` the other schema columns that were mapped (already of the right
    type), ``raw`` the row as it was. ``lon, lat`` are the row's own coordinates, or None.
    """

    table: str
    row_id: str
    place: str
    date_start: date | None = None
    date_end: date | None = None
    date_prec: int | None = None
    admin2: str = ""
    admin1: str = ""
    country: str = ""
    lon: float | None = None
    lat: float | None = None
    geo_precision: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)


# ------------------------------------------------------------------------------------------- gazetteer


@dataclass(frozen=True, slots=True)
class Place:
    """One gazetteer entry.

    ``kind`` is one of `geomap.schema.PLACE_KINDS`; ``feature_class`` GeoNames' letter (A P H L R S T U V).
    ``bbox`` is (west, south, east, north) where the extent is known; ``radius_m`` the radius around the point
    within which the place lies. ``prominence`` (0 to 1) is how likely the place is meant by its bare name.
    """

    place_id: str
    name: str
    kind: str
    feature_class: str
    country: str
    admin1: str
    admin1_code: str
    admin2: str
    lon: float
    lat: float
    population: int = 0
    radius_m: float | None = None
    bbox: tuple[float, float, float, float] | None = None
    prominence: float = 0.0
    geonameid: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """One written name of a place.

    ``type``: usual, official, alternate, former, short, abbreviation, demonym, adjective. ``party``: ISO2 of the
    side that uses it, or "". ``lang``: BCP 47 or "". ``script``: Latn, Cyrl, Armn, Arab, Geor … or "".
    """

    text: str
    key: str
    type: str = "alternate"
    lang: str = ""
    script: str = ""
    party: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place found by name: which name, and how well it fits (1 = the key is equal)."""

    place: Place
    name: Name
    score: float = 1.0


# ------------------------------------------------------------------------------- recognition, resolution


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a report that names a place.

    Attributes
    ----------
    start, end, text
        The whole name without generic words around it ("Gegharkunik province" → Gegharkunik).
    use
        literal, metonym ("Baku said"), demonym ("Azerbaijani").
    cue
        Word that tells the kind: "village", "province", "river" …, or "".
    relation
        in, near, direction_of, between, along, offset, from, dateline or "".
    offset_km, bearing_deg
        For "5 km south of X".
    score
        Probability that the span names a place at all.
    evidence
        Codes: ``ner:GPE``, ``gazetteer``, ``cue:village``, ``list`` …
    name
        The name in its base form where the language inflects names ("Сотке" → "Сотк"); "" where `text` is it.
    """

    start: int
    end: int
    text: str
    use: str = "literal"
    cue: str = ""
    relation: str = ""
    offset_km: float | None = None
    bearing_deg: float | None = None
    score: float = 1.0
    evidence: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rival:
    """A place that lost, with its score."""

    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """A mention with its place, or with none.

    ``lon, lat, radius_m, precision`` describe the point or area the *text* means (an offset or a direction
    moves or widens it); they are None where nothing was found. ``precision`` is a `geo_precision` code.
    """

    mention: Mention
    place: Place | None
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    rivals: tuple[Rival, ...] = ()
    lon: float | None = None
    lat: float | None = None
    radius_m: float | None = None
    precision: int | None = None


# -------------------------------------------------------------------------------------------- incidents


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says what: one asserted or denied value. ``speaker`` "" is the reporter's own voice."""

    speaker: str
    speaker_side: str  # a, b, other or ""
    verb: str
    polarity: str  # asserts or denies
    slot: str  # killed.a, injured.b, initiator, place, weapons, status …
    value: str
    report_id: str
    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an incident was told: a report and the spans it came from."""

    report_id: str
    publisher: str = ""
    url: str = ""
    source: str = ""
    date: str = ""
    title: str = ""
    language: str = ""
    start: int = 0
    end: int = 0
    sentence: str = ""
    place_start: int | None = None
    place_end: int | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident as `geomap.schema.INCIDENT_COLUMNS` has it; None = not reported."""

    incident_id: str
    title: str = ""
    date_start: date | None = None
    date_end: date | None = None
    date_prec: int | None = None
    date_basis: str = ""
    realis: str = "actual"
    event_type: str | None = None
    sub_event_type: str | None = None
    actor_a: str = ""
    actor_a_iso3: str = ""
    actor_a_sector: str = "UNK"
    actor_b: str = ""
    actor_b_iso3: str = ""
    actor_b_sector: str = "UNK"
    initiator: str = "unknown"
    killed_a: int | None = None
    killed_b: int | None = None
    killed_civ: int | None = None
    killed_unknown: int | None = None
    killed_low: int | None = None
    killed_best: int | None = None
    killed_high: int | None = None
    injured_a: int | None = None
    injured_b: int | None = None
    injured_civ: int | None = None
    injured_unknown: int | None = None
    injured_low: int | None = None
    injured_best: int | None = None
    injured_high: int | None = None
    missing_best: int | None = None
    captured_best: int | None = None
    casualty_text: str = ""
    weapons: tuple[str, ...] = ()
    place_name: str = ""
    place_id: str = ""
    place_text: str = ""
    place_relation: str = ""
    admin1: str = ""
    admin1_code: str = ""
    admin2: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    geo_precision: int | None = None
    radius_m: float | None = None
    border: str = ""
    border_km: float | None = None
    border_side: str = ""
    confidence: float | None = None
    confidence_place: float | None = None
    confidence_date: float | None = None
    confidence_casualties: float | None = None
    reasons: tuple[str, ...] = ()
    source_count: int = 1
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    review_status: str = "auto"
    merged_from: tuple[str, ...] = ()
    possible_duplicate_of: tuple[str, ...] = ()
    matches: tuple[dict[str, Any], ...] = ()


# ---------------------------------------------------------------------------------------- from merge on


@dataclass(frozen=True, slots=True)
class Run:
    """What a run found: frames in EPSG:4326 with the columns of `geomap.schema`; what maps and exports draw.

    Attributes
    ----------
    incidents
        Merged, ``realis == "actual"``; geometry Point or None.
    audit
        The rest of the extracted records (background, future …); never drawn.
    places
        One row a place that was mentioned (`schema.PLACE_COLUMNS`).
    mentions
        One row a mention (`schema.MENTION_COLUMNS`); a DataFrame, or DataFrames in pieces that can be gone through
        again and again: read them with `schema.chunks`.
    records
        The user's rows, geocoded (`schema.RECORD_COLUMNS`), possibly empty.
    border, admin
        Lines (`schema.BORDER_COLUMNS`) and areas (`schema.ADMIN_COLUMNS`) near the incidents.
    background
        Country areas for the map's background (`schema.ADMIN_COLUMNS`).
    """

    incidents: gpd.GeoDataFrame
    audit: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    mentions: pd.DataFrame | Iterable[pd.DataFrame]
    records: gpd.GeoDataFrame
    border: gpd.GeoDataFrame
    admin: gpd.GeoDataFrame
    background: gpd.GeoDataFrame
    rejected: tuple[Rejection, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    attribution: tuple[str, ...] = ()
    folder: Path | None = None
