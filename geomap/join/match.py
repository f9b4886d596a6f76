"""Which rows of the user's own tables tell of which incident, how sure that is and why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.gazetteer.names import normalise, strip_generic
from geomap.join.assign import pair_up
from geomap.join.lines import GEOD
from geomap.join.tables import PIN_PRECISION, blank, set_column, text
from geomap.merge.faces import party_of
from geomap.merge.fits import party_fit, type_fit
from geomap.merge.near import Vector, cell_of, cells_around, unit_vector

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geomap.settings import Settings

MATCH_AT = 0.55
# what a match is made of; a pair of one day and place with nothing else told scores 0.83
_DAYS, _PLACE, _TOLL, _TYPE = 0.35, 0.35, 0.20, 0.10
_LONG_DAYS = 31  # a row that spans more is a summary and matches by its first and last month's edges only


@dataclass(frozen=True, slots=True)
class Side:
    """One row of either frame as far as matching looks at it."""

    key: tuple[str, str]
    days: tuple[int, int]
    lon: float | None
    lat: float | None
    vector: Vector | None
    place_id: str
    province: str
    event_type: str
    sub_event_type: str
    actors: tuple[str, str, str, str]
    killed: tuple[int, int, int] | None
    injured: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Match:
    """How well a record fits an incident."""

    score: float
    km: float | None
    days: int
    reasons: tuple[str, ...]


def match_records(
    incidents: gpd.GeoDataFrame, records: gpd.GeoDataFrame, settings: Settings
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return both frames with their matches filled in; no row of either is lost.

    An incident and a record can match if their dates are at most ``settings.match_days`` days apart and their
    points at most ``settings.match_km`` km (geodesic), or, where one has no pin, if they name the same place or
    province. The score (0 to 1) weighs days, distance, tolls and type. Each record goes to one incident at most and
    each incident takes at most one record of each table, so that the sum of the scores is greatest.

    Parameters
    ----------
    incidents
        `schema.INCIDENT_NAMES`.
    records
        `schema.RECORD_COLUMNS`.

    Returns
    -------
    incidents
        With ``matches``: dicts of table, row_id, km (None without two pins), days, score, reasons; [] for none.
    records
        With ``incident_id``, ``match_score``, ``match_km``, ``match_days``, ``match_reasons``; None for none.
    """
    out, rows = incidents.copy(), records.copy()
    left = [_incident_side(row) for row in incidents.to_dict("records")]
    right = [_record_side(row) for row in records.to_dict("records")]
    matches: dict[int, list[tuple[int, Match]]] = defaultdict(list)
    for table in sorted({text(value) for value in records["table"]}) if len(records) else []:
        mine = [j for j, value in enumerate(records["table"]) if text(value) == table]
        for i, j, match in _best_pairs(left, [(j, right[j]) for j in mine], settings):
            matches[i].append((j, match))
    kept: list[Any] = incidents["matches"].tolist() if "matches" in incidents else [None] * len(incidents)
    tables = {text(value) for value in records["table"]} if len(records) else set()
    ids = [text(value) for value in incidents["incident_id"]]
    columns: dict[str, list[Any]] = {
        name: [None] * len(rows) for name in ("incident_id", "match_score", "match_km", "match_days", "match_reasons")
    }
    told: list[list[dict[str, Any]]] = []
    for i in range(len(out)):
        old = kept[i] if isinstance(kept[i], list | tuple) else []
        mine_now = [dict(one) for one in old if one.get("table") not in tables]
        for j, match in sorted(matches.get(i, []), key=lambda item: (-item[1].score, right_key(right, item[0]))):
            mine_now.append(
                {
                    "table": right_key(right, j)[0],
                    "row_id": right_key(right, j)[1],
                    "km": match.km,
                    "days": match.days,
                    "score": match.score,
                    "reasons": list(match.reasons),
                }
            )
            columns["incident_id"][j] = ids[i]
            columns["match_score"][j], columns["match_km"][j] = match.score, match.km
            columns["match_days"][j], columns["match_reasons"][j] = match.days, list(match.reasons)
        told.append(mine_now)
    set_column(out, "matches", told)
    for name, values in columns.items():
        set_column(rows, name, values)
    return out, rows


def match_counts(incidents: gpd.GeoDataFrame, records: gpd.GeoDataFrame) -> dict[str, int]:
    """Return how many of either side were matched and how many were not, for the counts of a run."""
    left = unmatched(incidents, records)
    return {
        "records_matched": len(records) - len(left["records"]),
        "records_unmatched": len(left["records"]),
        "incidents_matched": len(incidents) - len(left["incidents"]),
        "incidents_unmatched": len(left["incidents"]),
    }


def unmatched(incidents: gpd.GeoDataFrame, records: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Return the ids of incidents and of records ("table row") that have nothing on the other side, in their order.

    Without records nothing could be matched: both lists are then empty.
    """
    if not len(records):
        return {"incidents": [], "records": []}
    told = incidents["matches"].tolist() if "matches" in incidents else [None] * len(incidents)
    tables = {text(value) for value in records["table"]}
    return {
        "incidents": [
            text(name)
            for name, matches in zip(incidents["incident_id"], told, strict=True)
            if not any(one.get("table") in tables for one in matches or ())
        ],
        "records": [
            f"{text(table)} {text(row_id)}"
            for table, row_id, home in zip(records["table"], records["record_id"], records["incident_id"], strict=True)
            if blank(home)
        ],
    }


def right_key(sides: list[Side | None], j: int) -> tuple[str, str]:
    """Return (table, row id) of a record."""
    side = sides[j]
    return side.key if side is not None else ("", "")


def _best_pairs(
    left: list[Side | None], right: list[tuple[int, Side | None]], settings: Settings
) -> Iterator[tuple[int, int, Match]]:
    # positions by id, not by row: the pairing must not depend on the order of the rows
    lefts = sorted((side.key, i) for i, side in enumerate(left) if side is not None)
    rights = sorted((side.key, j) for j, side in right if side is not None)
    sides = dict(right)
    index = _Index([(rank, sides[j]) for rank, (_, j) in enumerate(rights)], settings)
    found: dict[tuple[int, int], Match] = {}
    for rank, (_, i) in enumerate(lefts):
        one = left[i]
        if one is None:
            continue
        for other_rank in index.near(one):
            other = sides[rights[other_rank][1]]
            match = compare(one, other, settings) if other is not None else None
            if match is not None:
                found[rank, other_rank] = match
    for rank, other_rank in pair_up({pair: match.score for pair, match in found.items()}).items():
        yield lefts[rank][1], rights[other_rank][1], found[rank, other_rank]


class _Index:
    """Records by day and by cube, place or province."""

    def __init__(self, sides: list[tuple[int, Side | None]], settings: Settings) -> None:
        self._size_km = max(1.0, settings.match_km)
        self._days = settings.match_days
        self._at: dict[tuple[int, object], list[int]] = defaultdict(list)
        for rank, side in sides:
            if side is not None:
                for day in _span(side.days):
                    for key in self._keys(side):
                        self._at[day, key].append(rank)

    def _keys(self, side: Side) -> list[object]:
        keys: list[object] = [f"place:{side.place_id}"] if side.place_id else []
        if side.province:
            keys.append(f"province:{side.province}")
        if side.vector is not None:
            keys.append(cell_of(side.vector, self._size_km))
        return keys

    def near(self, side: Side) -> list[int]:
        keys: list[object] = [f"place:{side.place_id}"] if side.place_id else []
        if side.province:
            keys.append(f"province:{side.province}")
        if side.vector is not None:
            keys += list(cells_around(cell_of(side.vector, self._size_km)))
        span = _span(side.days)
        found: set[int] = set()
        for day in range(span[0] - self._days, span[-1] + self._days + 1):
            for key in keys:
                found.update(self._at.get((day, key), ()))
        return sorted(found)


def _span(days: tuple[int, int]) -> range | tuple[int, ...]:
    first, last = days
    return range(first, last + 1) if last - first <= _LONG_DAYS else (first, last)


def compare(one: Side, other: Side, settings: Settings) -> Match | None:
    """Return how well a record fits an incident, or None where it is too far off in time or place or too weak."""
    gap = max(0, one.days[0] - other.days[1], other.days[0] - one.days[1])
    if gap > settings.match_days:
        return None
    reasons = ["same day" if gap == 0 else f"{gap} day{'s' if gap > 1 else ''} apart"]
    day = 1.0 - 0.5 * gap / max(1, settings.match_days)
    km: float | None = None
    if one.lon is not None and other.lon is not None:
        km = round(GEOD.inv(one.lon, one.lat, other.lon, other.lat)[2] / 1000.0, 3)
        if km > settings.match_km:
            return None
        place = 1.0 if km <= 2.0 else 1.0 - 0.6 * km / settings.match_km
        reasons.append("same point" if km == 0 else f"{km:.1f} km apart")
    elif one.place_id and one.place_id == other.place_id:
        place = 0.8
        reasons.append("same place named")
    elif one.province and one.province == other.province:
        place = 0.5
        reasons.append("same province, no exact point on one side")
    else:
        return None
    toll = _tolls(one, other, reasons)
    kind = type_fit(one.event_type, one.sub_event_type, other.event_type, other.sub_event_type)
    if one.event_type and other.event_type:
        reasons.append(
            "same type" if one.event_type == other.event_type else "related type" if kind else "another type"
        )
    _actors(one, other, reasons)
    score = round(_DAYS * day + _PLACE * place + _TOLL * toll + (_TYPE * kind if kind else -_TYPE), 3)
    return Match(score, km, gap, tuple(reasons)) if score >= MATCH_AT else None


def _tolls(one: Side, other: Side, reasons: list[str]) -> float:
    marks = []
    for word, mine, theirs in (("killed", one.killed, other.killed), ("injured", one.injured, other.injured)):
        if mine is None or theirs is None:
            continue
        low, best, high = mine
        count = theirs[1]
        if best == count:
            marks.append(1.0 if count else 0.8)
            reasons.append(f"both say {count} {word}")
        elif low <= count <= high:
            marks.append(0.8)
            reasons.append(f"{count} {word} lies within {low} to {high}")
        else:
            marks.append(max(0.0, 0.5 - abs(best - count) / max(best, count)))
            reasons.append(f"{best} against {count} {word}")
    return sum(marks) / len(marks) if marks else 0.5


def _actors(one: Side, other: Side, reasons: list[str]) -> None:
    """Say where the parties agree; tables name forces in too many ways for a difference to mean something."""
    if not any(other.actors[::2]) or not any(one.actors[::2]):
        return
    a, iso_a, b, iso_b = one.actors
    c, iso_c, d, iso_d = other.actors
    fit = party_fit(
        party_of(a, iso_a, "UNK"), party_of(b, iso_b, "UNK"), party_of(c, iso_c, "UNK"), party_of(d, iso_d, "UNK")
    )
    if fit is not None and fit[0] >= 0.7:
        reasons.append("same parties")


def _incident_side(row: dict[str, Any]) -> Side | None:
    return _side(row, ("", text(row.get("incident_id"))))


def _record_side(row: dict[str, Any]) -> Side | None:
    return _side(row, (text(row.get("table")), text(row.get("record_id"))))


def _side(row: dict[str, Any], key: tuple[str, str]) -> Side | None:
    first, last = _day(row.get("date_start")), _day(row.get("date_end"))
    if first is None:
        return None
    last = first if last is None else last
    precision: Any = row.get("geo_precision")
    pinned = (
        not blank(row.get("lat")) and not blank(row.get("lon")) and (blank(precision) or precision <= PIN_PRECISION)
    )
    lon, lat = (float(row["lon"]), float(row["lat"])) if pinned else (None, None)
    admin1 = text(row.get("admin1"))
    return Side(
        key=key,
        days=(min(first, last), max(first, last)),
        lon=lon,
        lat=lat,
        vector=unit_vector(lon, lat) if lon is not None and lat is not None else None,
        place_id=text(row.get("place_id")),
        province=f"{text(row.get('country'))}/{normalise(strip_generic(admin1)[0])}" if admin1 else "",
        event_type=text(row.get("event_type")),
        sub_event_type=text(row.get("sub_event_type")),
        actors=(
            text(row.get("actor_a")),
            text(row.get("actor_a_iso3")),
            text(row.get("actor_b")),
            text(row.get("actor_b_iso3")),
        ),
        killed=_count(row, "killed"),
        injured=_count(row, "injured"),
    )


def _count(row: dict[str, Any], what: str) -> tuple[int, int, int] | None:
    best: Any = row.get(f"{what}_best")
    if blank(best):
        return None
    low: Any = row.get(f"{what}_low")
    high: Any = row.get(f"{what}_high")
    whole = int(best)
    return min(whole, whole if blank(low) else int(low)), whole, max(whole, whole if blank(high) else int(high))


def _day(value: Any) -> int | None:
    if blank(value):
        return None
    if isinstance(value, dt.date):
        return value.toordinal()
    return dt.date.fromisoformat(str(value)[:10]).toordinal()
