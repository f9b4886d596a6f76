"""The place columns of an incident: the finest place that the report honestly gives, and no finer.

A point is given only for places of precision 1 to 3 with a good enough resolution.  A border without a place is
a line without a point; a province or a country is an area; a place that the gazetteer does not have keeps its words
and takes the area of the province named with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geomap.incidents.lexicon import word_set
from geomap.incidents.routes import NEAR_RADIUS_M
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.binding import PlaceChoice
    from geomap.incidents.events import EventMention
    from geomap.records import Place, Resolution

_PART_OF = re.compile(
    r"(?:(?: [\w-]+){0,3} (?:district|quarter|neighbou?rhood|area|suburb|section|market|square|street|avenue|station|"
    r"part|ward)(?: of| in)?|,(?: the| an?) (?:[\w-]+ ){0,3}(?:church|mosque|temple|school|hospital|market|"
    r"cathedral|base|"
    r"camp|prison|airport|station|hotel|stadium|university|college|monastery|shrine|mine|factory|plant|barracks|"
    r"clinic) "
    r"(?:of|in|at)|,(?: an?)? (?:[\w-]+ ){0,2}(?:district|quarter|neighbou?rhood|suburb|area) (?:of|in)|"
    r",)(?: the)?(?: city of| town of)? "
)
_THE_CITY = re.compile(
    r"\b(?:in|of|across|around|outside|through) (?:the|this) (?:[\w-]+ )?(?:city|town|capital)\b(?! of|['’]s)"
)
DISTRICT = 3  # `geo_precision`
SMALL_M = 35_000.0  # a district whose point still says where in the country something was
EMPTY: dict[str, Any] = {
    "place_name": "", "place_id": "", "place_text": "", "place_relation": "", "admin1": "", "admin1_code": "",
    "admin2": "", "country": "", "lat": None, "lon": None, "geo_precision": None, "radius_m": None,
    "place_start": None, "place_end": None,
}  # fmt: skip


def find_where(
    mentions: Sequence[EventMention],
    *,
    min_score: float,
    dateline: Resolution | None,
    reasons: list[str],
    home: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Return the place columns (and ``place_start, place_end``) of an incident; codes are added to `reasons`.

    Order: the best fine place (a settlement before a district, the mention with the event before later ones); a
    place that was named but is not in the gazetteer, with the province or the dateline's city around it; a border
    line; a province or country; nothing.
    """
    fine = [(n, c) for n, m in enumerate(mentions) for c in m.places[:1] if c.fine and trusted(c, min_score)]
    points = [item for item in fine if (item[1].precision or 9) <= 2]
    lost = next((n for n, m in enumerate(mentions) for c in m.places[:1] if _named_only(c)), None)
    if lost is not None and fine and min(n for n, _ in fine) > lost:
        fine = []  # the place is told first and the gazetteer lacks it: a place further down is another one
    if fine:
        _, choice = max(points or fine, key=lambda item: (item[1].score - 0.25 * min(item[0], 8), -item[0]))
        return _columns(choice, min_score, reasons)
    unknown = next(
        (
            c
            for m in mentions
            for c in m.places
            if _named_only(c) or (c is m.places[0] and c.fine and not trusted(c, min_score))
        ),
        None,
    )
    around = [
        c
        for m in mentions
        for c in m.places
        if c.resolution.place is not None
        and trusted(c, min_score)
        and (not c.fine or unknown is not None)
        and not _foreign(c, home)
    ]
    city = _city(mentions, dateline, home, min_score)
    if unknown is not None:
        reasons.append("place_unresolved" if unknown.resolution.place is None else "low_confidence")
        words = {
            "place_text": unknown.resolution.mention.text, "place_relation": unknown.relation,
            "place_start": unknown.resolution.mention.start, "place_end": unknown.resolution.mention.end,
        }  # fmt: skip
        parent = _parent(mentions, unknown, min_score)
        if parent is not None:
            columns = _columns(parent, min_score, reasons)
            return {**columns, **words, "geo_precision": 2, "radius_m": max(columns["radius_m"] or 0.0, NEAR_RADIUS_M)}
        if city is not None:
            return {**_dateline_columns(city, reasons), **words}
        if around:
            area = min(around, key=lambda c: (c.precision or 9, -c.score))
            columns = _columns(area, min_score, reasons)
            if area.precision == DISTRICT and columns["lat"] is not None and (columns["radius_m"] or 1e9) <= SMALL_M:
                return {**columns, **words}  # somewhere in that district
            named = {} if not area.fine else {"place_name": "", "place_id": "", "admin2": ""}
            return {
                **columns,
                **words,
                **named,
                "lat": None,
                "lon": None,
                "geo_precision": max(columns["geo_precision"] or 6, 4),
            }
        return {**EMPTY, **words}
    border = next((m.border for m in mentions if m.border), "")
    wide = sorted(around, key=lambda c: (c.precision or 9, -c.score))
    if border and not (wide and (wide[0].precision or 9) <= 4):
        return {**EMPTY, "place_text": border, "place_relation": "along", "geo_precision": 5}
    if city is not None:
        return _dateline_columns(city, reasons)
    if wide:
        return _columns(wide[0], min_score, reasons)
    reasons.append("no_place")
    return dict(EMPTY)


def trusted(choice: PlaceChoice, min_score: float) -> bool:
    """Tell whether a place may be named: its resolution is good enough."""
    return choice.resolution.place is not None and choice.resolution.score >= min_score


def _parent(mentions: Sequence[EventMention], unknown: PlaceChoice, min_score: float) -> PlaceChoice | None:
    """Return the town that an unknown place is said to be a part of ("the Karrada district of Baghdad"), or None."""
    end = unknown.resolution.mention.end
    for mention in mentions:
        for choice in mention.places:
            town = choice.resolution.place
            if town is None or town.kind not in SETTLEMENT_KINDS or not trusted(choice, min_score) or not choice.fine:
                continue
            gap = choice.resolution.mention.start - end
            if 0 < gap < 50 and _PART_OF.fullmatch(mention.sentence.between(end, end + gap)):
                return choice
    return None


def _named_only(choice: PlaceChoice) -> bool:
    """Tell whether a well-bound place is in no gazetteer."""
    return choice.resolution.place is None and bool(choice.relation) and choice.score > 0.6


def _foreign(choice: PlaceChoice, home: frozenset[str]) -> bool:
    """Tell whether a whole country is named that has no part in the event (`home`: countries of its parties)."""
    place = choice.resolution.place
    wide = place is not None and place.kind in {"country", "territory", "continent"}
    return bool(wide and home and place is not None and place.country not in home)


_ON_STREET = re.compile(
    r"\b(?:[Oo]n|[Ii]n|[Aa]t|[Aa]long|filled|blocked) (?:the )?(?:[A-Z][\w'’-]+ ){1,3}"
    r"(?:Avenue|Street|Square|Boulevard|Bridge)\b"
)
_OF_CROWDS = frozenset(
    {"peaceful_protest", "violent_demonstration", "protest_with_intervention", "excessive_force_against_protesters"}
)
_FROM_CITY = re.compile(
    r"\b(?:km|kilomet\w+|miles?) (?:(?:to the )?(?:north|south|east|west)\w*(?:[- ]\w+)? )?(?:of|from) (?:the )?"
    r"(?:[\w-]+ )?(?:city|town|capital)\b"
)


_CITY_OF = re.compile(
    r"\b[Tt]he (?:[\w-]+ )?(?P<what>city|town|capital|port) of (?:the )?(?P<of>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?)"
)


def _is_that_city(text: str, place: Place) -> bool:
    """Tell whether a sentence speaks of "the capital of X" or "the second city of X", which `place` is."""
    return any(
        match["what"] == "capital" == place.kind or (place.admin1 and match["of"].startswith(place.admin1))
        for match in _CITY_OF.finditer(text)
    )


def _city(
    mentions: Sequence[EventMention], dateline: Resolution | None, home: frozenset[str], min_score: float
) -> Resolution | None:
    """Return the dateline's town where the report speaks of "the city" without naming another one.

    A capital of a country that has no part in the event (`home`) is where the reporter sits.
    """
    urban = word_set("places", "urban")
    if dateline is None or dateline.place is None or dateline.place.kind not in SETTLEMENT_KINDS:
        return None
    crowd = any(t.kind in _OF_CROWDS for m in mentions for t in m.triggers)
    foreign = dateline.place.kind == "capital" and home and dateline.place.country not in home
    if any(_ON_STREET.search(m.sentence.text) for m in mentions) and (crowd or not foreign):
        return dateline
    if foreign and not crowd:
        return None
    if crowd and not any(m.anaphora or any(c.relation for c in m.places) for m in mentions):
        return dateline  # a crowd of which no other place is told is where the report was written
    if any(_FROM_CITY.search(m.sentence.low) for m in mentions):
        return None  # "45 kilometres south of the provincial capital"
    if any(_THE_CITY.search(m.sentence.low) or _is_that_city(m.sentence.text, dateline.place) for m in mentions):
        return dateline
    for mention in mentions:
        for choice in mention.places:
            if choice.resolution.place is not None and trusted(choice, min_score):
                continue
            name = choice.resolution.mention
            after = mention.sentence.after(name.end, 16).casefold().split()[:1]
            if any(word in urban for word in name.text.casefold().split()) or (
                after and after[0].strip(",.;") in word_set("places", "urban_right")
            ):
                return dateline  # "Republic Square", "Lido beach"
    return None


def _dateline_columns(dateline: Resolution, reasons: list[str]) -> dict[str, Any]:
    place = dateline.place
    if place is None:
        return dict(EMPTY)
    reasons.append("place:city_of_dateline")
    return {
        **EMPTY, "place_name": place.name, "place_id": place.place_id, "place_text": dateline.mention.text,
        "place_relation": "inferred", "admin1": place.admin1, "admin1_code": place.admin1_code, "admin2": place.admin2,
        "country": place.country, "lat": round(place.lat, 5), "lon": round(place.lon, 5), "geo_precision": 2,
        "radius_m": max(place.radius_m or 0.0, NEAR_RADIUS_M),
        "place_start": dateline.mention.start, "place_end": dateline.mention.end,
    }  # fmt: skip


def _columns(choice: PlaceChoice, min_score: float, reasons: list[str]) -> dict[str, Any]:
    resolution, place = choice.resolution, choice.resolution.place
    if place is None:
        return dict(EMPTY)
    radius = resolution.radius_m if resolution.radius_m is not None else place.radius_m
    if choice.precision == 2:
        radius = max(radius or 0.0, 5_000.0)
    out = {
        **EMPTY, "place_name": place.name, "place_id": place.place_id, "place_text": resolution.mention.text,
        "place_relation": choice.relation, "admin1": place.admin1, "admin1_code": place.admin1_code,
        "admin2": place.admin2,
        "country": place.country, "geo_precision": choice.precision, "radius_m": radius,
        "place_start": resolution.mention.start, "place_end": resolution.mention.end,
    }  # fmt: skip
    reasons += [f"place:{reason}" for reason in choice.reasons]
    reasons += [
        f"rival:{rival.place.place_id}" for rival in resolution.rivals[:2] if rival.score >= 0.5 * resolution.score
    ]
    if resolution.score < min_score:
        reasons.append("low_confidence")
    elif choice.fine and resolution.lon is not None and resolution.lat is not None:
        out["lon"], out["lat"] = round(resolution.lon, 5), round(resolution.lat, 5)
    elif place.kind == "country":
        reasons.append("country_only")
    return out
