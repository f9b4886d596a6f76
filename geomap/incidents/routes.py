"""Events on the way from one place to another: "on the X-Y road", "on the highway linking X with Y", "between X and Y".

No gazetteer has the stretch of road that is meant.  Where the two ends lie near each other the event is in the middle
of the way, give or take half of it; where they lie far apart it has a line, and no point.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.screen import screen
from geomap.resolve.offsets import spot_between
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.structure import Sentence
    from geomap.records import Resolution

NEAR = 2  # `geo_precision` of what lies within 25 km
NEAR_RADIUS_M = 25_000.0

_WAY = r"(?:road|highway|motorway|expressway|route|track|railway|line|corridor)"
_WAYS = screen(r"\b(?:road|highway|motorway|expressway|route|track|railway|line|corridor)s?\b")
_ON = re.compile(r"\b(?:on|along|off|near|at|beside|of|by) (?:an?|the) (?:[a-z-]+ ){0,2}$", re.IGNORECASE)
_ON_WAY_FROM = re.compile(
    rf"\b(?:on|along|off|near|at|beside|of|by) (?:an?|the) (?:[a-z-]+ )?{_WAY} "
    r"(?:(?:that )?(?:links|joins|connects|leads|runs|linking|joining|connecting|leading|running) )?"
    r"(?:between |from )?(?:the )?(?:(?:city|town|village) of )?$",
    re.IGNORECASE,
)
_TO = re.compile(r" (?:and|to|with) (?:the )?(?:(?:city|town|village) of )?", re.IGNORECASE)
_TO_UNKNOWN = re.compile(
    r" (?:and|to|with) (?:the )?(?:(?:city|town|village) of )?(?P<name>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)*)"
)
_AND_WAY = re.compile(r"[-–]| to ")
_THE_WAY = re.compile(rf" {_WAY}\b", re.IGNORECASE)


def find_route(sentence: Sentence, inside: Sequence[Resolution]) -> tuple[Resolution | None, str] | None:
    """Return the first end of the road that `sentence` tells of and the words for the road, or None.

    `inside` are the sentence's resolutions in order. The point of the one returned is the middle of the way, its radius
    half the way (`geomap.resolve.offsets.spot_between`); None where that is more than 25 km. Where the other end is
    in no gazetteer it is the end that is known, with 25 km around it.
    """
    if not _WAYS.may(sentence.low) or not inside:
        return None
    for one, other in itertools.pairwise(inside):
        if not (_is_end(one) and _is_end(other)):
            continue
        between = sentence.between(one.mention.end, other.mention.start)
        before = sentence.before(one.mention.start, 60)
        named = _AND_WAY.fullmatch(between) and _THE_WAY.match(sentence.after(other.mention.end, 16))
        if not (named and _ON.search(before)) and not (_TO.fullmatch(between) and _ON_WAY_FROM.search(before)):
            continue
        words = f"the {one.mention.text}-{other.mention.text} road"
        spot = spot_between(one.place, other.place) if one.place is not None and other.place is not None else None
        if spot is None or spot.precision > NEAR:
            return None, words
        return replace(one, lon=spot.lon, lat=spot.lat, radius_m=spot.radius_m, precision=spot.precision), words
    for one in inside:  # "on the road between X and Y", of which no gazetteer has Y: near X
        beyond = _TO_UNKNOWN.match(sentence.text, one.mention.end - sentence.start) if _is_end(one) else None
        if beyond and _ON_WAY_FROM.search(sentence.before(one.mention.start, 60)):
            end = beyond.group("name")
            if not any(r.mention.text == end for r in inside if r.place is not None):
                return replace(one, radius_m=NEAR_RADIUS_M, precision=NEAR), f"the {one.mention.text}-{end} road"
    return None


def _is_end(resolution: Resolution) -> bool:
    """Tell whether a resolution is a settlement with a point."""
    place = resolution.place
    return place is not None and place.kind in SETTLEMENT_KINDS
