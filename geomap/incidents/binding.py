"""Which of the places that a sentence names is where the event happened.

Places that play another part are struck out first: datelines, seats of speakers, venues of talks, home towns,
hospitals, goals of journeys, points of reference, other names, provinces that only contain a finer place.  Of the
rest the one with the best cue that is nearest to the event word in structure wins; with a parse, nearness is
counted along the dependency tree.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.incidents.actors import inside_name
from geomap.incidents.precision import place_precision
from geomap.incidents.ranking import blend, place_features
from geomap.incidents.roles import heads_item, relation_of, role_of
from geomap.incidents.screen import screen
from geomap.incidents.structure import Sentence, doc_token
from geomap.incidents.unlisted import find_unlisted
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.records import Place, Resolution

_CONTAINERS = frozenset({"continent", "region", "country", "territory", "admin1", "admin2", "admin3"})


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place bound to an event: the resolution, how it relates, how good the binding is, why."""

    resolution: Resolution
    relation: str  # in, near, direction_of, between, along, inferred
    score: float
    reasons: tuple[str, ...]
    precision: int | None
    sentence: int

    @property
    def fine(self) -> bool:
        """Tell whether the place is a point or a small area, not a province, country or line."""
        return self.precision is not None and self.precision <= 3

    @property
    def point(self) -> tuple[float, float] | None:
        """Return (lon, lat) of the place, or None."""
        found = self.resolution
        return None if found.lon is None or found.lat is None else (found.lon, found.lat)


_NATIONS = frozenset({"country", "capital", "continent", "region", "territory"})
_SPOTS = SETTLEMENT_KINDS | {"post", "bridge", "crossing", "sector", "base", "facility", "site"}
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "agent", "csubj"})
_WEAK_ROLES = frozenset({"venue", "soft", "seat"})
FITS = 2.5  # of `ranking.blend`: log-odds of 1, so good a scene that the words of another part are outweighed
_LIST_ROLES = frozenset({"hospital", "venue", "home", "goal"})
_COMES_FROM = re.compile(  # "who came from Xyz in Abc": both are home
    r"\b(?:from|native of|natives of|residents? of|born in) (?:the )?(?:(?:village|town|city|district) of )?$"
)
_TAKEN_FROM = ("abduct", "kidnap", "snatch", "carried off", "taken away", "seized", "hostage", "missing")
_SOFT_ROLES = frozenset({"venue", "home", "hospital", "soft", "goal", "origin", "quiet"})


def choose_places(
    sentence: Sentence,
    resolutions: Sequence[Resolution],
    anchors: Sequence[int],
    *,
    begin: int = 0,
    references: bool = False,
    seats: bool = False,
    within: tuple[int, int] | None = None,
) -> list[PlaceChoice]:
    """Return the places that the event at `anchors` may have happened at, best first.

    Parameters
    ----------
    sentence
        The sentence of the event; with a parse its tree is used.
    resolutions
        The report's resolutions in the order of the text (those outside the sentence are passed over).
    anchors
        Offsets of the event words.
    begin
        Where the text proper begins; places before are the dateline.
    references
        Take points of reference too ("the base stands near X"): for an event that has no place of its own.
    seats
        Take seats and venues too ("the parliament in X"): for a crowd without a place of its own.
    within
        The part of the sentence that tells of the event; by default all of it.
    """
    inside = _places_of(sentence, resolutions, within)
    if anchors:
        unlisted = _places_of(sentence, find_unlisted(sentence, resolutions), within)
        whole = [(r.mention.start, r.mention.end) for r in unlisted]
        inside = [r for r in inside if not any(a <= r.mention.start and r.mention.end <= b for a, b in whole)]
        inside = sorted([*inside, *unlisted], key=lambda r: r.mention.start)
    candidates: list[PlaceChoice] = []
    roles = {id(r): "dateline" if r.mention.start < begin else role_of(sentence, r) for r in inside}
    for one, other in itertools.pairwise(inside):  # "treated in Bokkos, Jos and Barkin Ladi": all three are hospitals
        gap = sentence.between(one.mention.end, other.mention.start)
        holds = other.place is not None and other.place.kind in _CONTAINERS and _HOLDS.fullmatch(gap)
        if not roles[id(other)] and (
            (roles[id(one)] in _LIST_ROLES and _LISTED_WITH.fullmatch(gap))
            or (holds and roles[id(one)] and _COMES_FROM.search(sentence.before(one.mention.start, 40)))
        ):
            roles[id(other)] = roles[id(one)]
    taken = any(word in sentence.low for word in _TAKEN_FROM)
    for resolution in inside:
        mention, place = resolution.mention, resolution.place
        if inside_name(sentence.text, resolution, mention.start - sentence.start):
            continue
        governed = any(_governed(sentence, mention.start, mention.end, anchor) for anchor in anchors)
        role = roles[id(resolution)]
        shown: list[str] = []
        if anchors:
            told = relation_of(sentence, resolution)
            shown = place_features(
                sentence, resolution, inside, anchors, role=role, relation=told,
                precision=place_precision(sentence, resolution, told),
            )  # fmt: skip
        learnt = blend(shown, parsed=sentence.doc is not None) if shown else 0.0
        fits = learnt > FITS
        if (
            role
            and not (governed and role in _SOFT_ROLES)
            and not ((seats or (fits and not _speaks(role, place))) and role in _WEAK_ROLES)
            and not (role == "reference" and ((anchors and not _lies(sentence)) or references))
        ):
            continue
        relation = "near" if role == "reference" else relation_of(sentence, resolution)
        loose = relation in {"", "from", "between", "direction_of"} or sentence.after(mention.end, 2).startswith("'s")
        loose = loose and not _INSIDE.search(sentence.before(mention.start, 40))
        if place is not None and place.kind in _NATIONS and loose and not governed:
            continue  # "one of Azerbaijan's border guards": a side, not a place
        precision = place_precision(sentence, resolution, relation)
        score, reasons = 1.0, []
        if role == "" and heads_item(sentence, resolution):
            relation, score = "in", 2.5
        if re.match(
            r"['’]s (?:[\w-]+ ){0,4}$", sentence.between(mention.end, _next_start(inside, resolution, mention.end))
        ):
            score -= 1.6  # "Nakhchivan's Sadarak region": what contains the place
        if (
            anchors
            and _in_relative(sentence, mention.start)
            and not any(sentence.clause(anchor) == sentence.clause(mention.start) for anchor in anchors)
        ):
            continue  # "the group, which lost X a week ago, said …"
        if relation == "from":
            score += 0.8 if taken else -1.0  # where a hostage was taken from, or where the fire came from
        elif relation == "direction_of" and re.search(
            r"\bfrom (?:the )?directions? of", sentence.before(mention.start, 90)
        ):
            score -= 1.0
            reasons.append("fired_from")
        if relation:
            score += {"direction_of": 0.4, "near": 1.0, "in": 0.8, "between": 0.7, "from": 0.2}.get(relation, 0.4)
            reasons.append(f"cue:{relation}")
        if place is not None and place.kind in _SPOTS:
            score += 0.4
        if place is not None and (place.kind in _CONTAINERS or (precision or 0) >= 3):
            score -= {"country": 1.2, "continent": 2, "region": 1.0, "territory": 0.6, "admin1": 0.5}.get(
                place.kind, 0.25
            )
            finer = [
                other
                for other in inside
                if other is not resolution
                and other.place is not None
                and not roles[id(other)]
                and (place_precision(sentence, other, "in") or 9) < (precision or 6)
            ]
            if finer:
                score -= 1.0
                reasons.append("container")
        if anchors:
            distance = min(_distance(sentence, mention.start, anchor) for anchor in anchors)
            score -= min(distance, 40) * 0.03
            if any(sentence.clause(anchor) == sentence.clause(mention.start) for anchor in anchors):
                score += 0.5
                reasons.append("same_clause")
        if roles[id(resolution)] == "reference":
            score -= 1.2  # "two kilometres south of X": X only where nothing better is named
        if governed:
            score += 0.6 if relation else 1.2  # "captured X": an object needs no preposition
            reasons.append("governed")
        if place is None:
            score -= 0.8 if sentence.doc is None else 0.4
        if shown:
            score = (score + learnt) / 2
        candidates.append(PlaceChoice(resolution, _public(relation), score, tuple(reasons), precision, sentence.index))
    candidates += _containers(sentence, inside, candidates)
    candidates.sort(key=lambda choice: (-choice.score, choice.resolution.mention.start))
    return _first_of_list(sentence, candidates)


def _speaks(role: str, place: Place | None) -> bool:
    """Tell whether a place is a capital that only speaks: "the military in Yerevan", however well it fits."""
    return role in {"seat", "venue"} and place is not None and place.kind == "capital"


_LISTED_WITH = re.compile(r"(?:, |,? and )(?:the )?(?:rest (?:in|to|at) |others (?:in|to|at) )?")
_HOLDS = re.compile(  # "Xyz, a village in the eastern department of Arauca", "Xyz in Arauca", "Xyz (Arauca)"
    r"(?: village| settlement| town)?(?:,? \(?| \()(?:(?:an?|the) (?:[\w-]+ ){0,4}?"
    r"(?:village|town|settlement|hamlet|city|community|locality|commune|base|post|camp|place|area|suburb|quarter)s? )?"
    r"(?:(?:in|of|inside|within) )?(?:the )?(?:[a-z-]+ )?"
    r"(?:(?:department|province|region|district|state|county|governorate|oblast|municipality|territory) of )?(?:the )?"
)
_CONTAINER_SCORE = -1.0  # below every place that may be the event's own


def _containers(
    sentence: Sentence, inside: Sequence[Resolution], candidates: Sequence[PlaceChoice]
) -> list[PlaceChoice]:
    """Return the areas that the sentence says an unknown place lies in: they stand in for it, as areas."""
    chosen = {id(choice.resolution) for choice in candidates}
    out = []
    for one, other in itertools.pairwise(inside):
        if id(one) not in chosen or one.place is not None or id(other) in chosen:
            continue
        place = other.place
        if place is None or place.kind not in _CONTAINERS or other.mention.use == "demonym":
            continue
        if _HOLDS.fullmatch(sentence.between(one.mention.end, other.mention.start)):
            precision = place_precision(sentence, other, "in")
            out.append(PlaceChoice(other, "in", _CONTAINER_SCORE, ("container",), precision, sentence.index))
    return out


_INSIDE = re.compile(
    r"\b(?:cent(?:re|er)|streets?|city|town|suburbs?|outskirts|districts?|quarter|area|heart|edge|parts?|"
    r"neighbou?rhoods?) of (?:the )?(?:city of )?$"
)


def _places_of(
    sentence: Sentence, resolutions: Sequence[Resolution], within: tuple[int, int] | None
) -> list[Resolution]:
    """Return the resolutions inside `within` (offsets; by default all of the sentence), in the order of the text."""
    low, high = within or (sentence.start, sentence.end)
    first = bisect_left(resolutions, low, key=lambda r: r.mention.start)
    out = []
    for resolution in resolutions[first:]:
        if resolution.mention.start >= high:
            break
        if resolution.mention.end <= high:
            out.append(resolution)
    return out


def _in_relative(sentence: Sentence, offset: int) -> bool:
    """Tell whether the clause around `offset` begins with "which" or "whose"."""
    start, end = sentence.clause_span(offset)
    return re.match(r",? ?(?:which|whose)\b", sentence.between(start, end)) is not None


def _next_start(inside: Sequence[Resolution], resolution: Resolution, end: int) -> int:
    """Return where the next place of the sentence begins, or `end`."""
    return next(
        (
            r.mention.start
            for r in inside
            if r is not resolution and r.mention.start >= end and r.mention.use == "literal"
        ),
        end,
    )


def _first_of_list(sentence: Sentence, candidates: list[PlaceChoice]) -> list[PlaceChoice]:
    """Put the first of a list of places in front where a later one won: "hit Goris, Sotk and Jermuk"."""
    for _ in candidates:
        best = candidates[0].resolution.mention
        before = next(
            (
                choice
                for choice in candidates[1:]
                if choice.fine
                and candidates[0].fine
                and choice.resolution.mention.end <= best.start
                and re.fullmatch(
                    r",?(?: and)? (?:the |villages? of |towns? of )?",
                    sentence.between(choice.resolution.mention.end, best.start),
                )
            ),
            None,
        )
        if before is None:
            break
        candidates.remove(before)
        candidates.insert(0, before)
    return candidates


def _public(relation: str) -> str:
    return {
        "direction_of": "direction_of",
        "near": "near",
        "between": "between",
        "along": "along",
        "offset": "near",
    }.get(relation, "in")


def _distance(sentence: Sentence, one: int, other: int) -> float:
    """Return a structural distance between two offsets: along the tree with a parse, else tokens and clauses."""
    flat = sentence.gap(one, other)
    if sentence.doc is None:
        return flat
    first, second = doc_token(sentence, one), doc_token(sentence, other)
    if first is None or second is None:
        return flat
    up = [first, *first.ancestors]
    ids = {token.i: depth for depth, token in enumerate(up)}
    for depth, token in enumerate([second, *second.ancestors]):
        if token.i in ids:
            return 2.2 * (depth + ids[token.i]) + 0.25 * flat
    return flat


_LIES = screen(r"\b(?:lies|sits|nearest town)\b")


def _lies(sentence: Sentence) -> bool:
    """Tell whether the sentence only says where a place lies."""
    return _LIES.search(sentence.low) is not None


def _governed(sentence: Sentence, start: int, end: int, anchor: int) -> bool:
    """Tell whether the place hangs on the event word in the tree, with no other verb between them."""
    if sentence.doc is None:
        return False
    local = anchor - sentence.start
    for token in sentence.doc:
        if not start - sentence.start <= token.idx < end - sentence.start:
            continue
        if (
            token.head.idx >= start - sentence.start
            and token.head.idx < end - sentence.start
            and token.head is not token
        ):
            continue  # not the head of the name
        if token.dep_ in _SUBJECTS:
            return False
        for ancestor in token.ancestors:
            if ancestor.idx <= local < ancestor.idx + len(ancestor.text):
                return True
            if ancestor.pos_ in {"VERB", "AUX"} or ancestor.dep_ in _SUBJECTS:
                return False
    return False
