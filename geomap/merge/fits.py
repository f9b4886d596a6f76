"""How well two drafts fit: every rule that lets them meet or keeps them apart.

`geomap.merge.sweep` only applies the rules in order. The weights of `fit` are set by hand from the merge rules of the
schema: a pair that keeps every rule at its limit (25 km apart, two faces of one fight, other tolls) still merges, one
that bends a rule is linked for a person.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz

from geomap.merge.near import arc_km

if TYPE_CHECKING:
    from geomap.merge.faces import Face, Party, Toll

MERGE_AT = 0.58
LINK_AT = 0.50
_SAME_SPOT_KM = 2.0
_NEXT_DAY_KM = 5.0  # one day off needs one and the same place, not the wider circle

# Two sub-types of one family can be two reporters' words for one incident; the figure is how readily.
_BATTLE, _REMOTE, _CIVILIANS = "battles", "explosions_remote_violence", "violence_against_civilians"
_TYPE_PAIRS: dict[frozenset[str], float] = {
    frozenset({_BATTLE, _REMOTE}): 0.8,
    frozenset({_BATTLE, _CIVILIANS}): 0.6,
    frozenset({_REMOTE, _CIVILIANS}): 0.7,
    frozenset({"protests", "riots"}): 0.8,
    frozenset({"protests", _CIVILIANS}): 0.5,
    frozenset({"riots", _CIVILIANS}): 0.5,
}
_PLANTED = frozenset({"remote_explosive_landmine_ied", "suicide_bomb"})
_FIRED = frozenset({"shelling_artillery_missile_attack", "air_drone_strike"})


@lru_cache(maxsize=1 << 16)
def party_likeness(one: Party, other: Party) -> float:
    """Return 0 for two different parties, 0.5 where one is unknown, up to 1 for the same."""
    if not (one.iso3 or one.name) or not (other.iso3 or other.name):
        return 0.5
    if one.iso3 and other.iso3:
        if one.iso3 == other.iso3:
            if one.sector == other.sector or "UNK" in {one.sector, other.sector}:
                return 1.0
            return 0.65 if "CVL" in {one.sector, other.sector} else 0.85
        return 0.0
    if one.name and other.name:
        if one.name == other.name:
            return 1.0
        if fuzz.token_set_ratio(one.name, other.name) >= 88:
            return 0.85
    return 0.0


@lru_cache(maxsize=1 << 16)
def party_fit(a: Party, b: Party, c: Party, d: Party) -> tuple[float, bool] | None:
    """Return how well the parties (a, b) fit (c, d) and whether the sides stand crossed; None if they cannot.

    The order of the sides is a convention of whoever coded the draft, so both orders are tried. One shared party
    with two others that differ is a weak fit (the same force under two names, or two fights of one force).
    """
    best: tuple[float, bool] | None = None
    for crossed, (one, two) in enumerate(
        ((party_likeness(a, c), party_likeness(b, d)), (party_likeness(a, d), party_likeness(b, c)))
    ):
        if one and two:
            score = (one + two) / 2.0
        elif max(one, two) > 0.5:
            score = 0.2
        else:
            continue
        if best is None or score > best[0]:
            best = score, bool(crossed)
    return best


@lru_cache(maxsize=4096)
def type_fit(type_a: str, sub_a: str, type_b: str, sub_b: str) -> float:
    """Return how readily two types are words for one incident, 0 to 1; 0 keeps them apart."""
    if not type_a or not type_b:
        return 0.6
    if type_a != type_b:
        return _TYPE_PAIRS.get(frozenset({type_a, type_b}), 0.0)
    if sub_a == sub_b:
        return 1.0
    if not sub_a or not sub_b:
        return 0.9
    if type_a == _REMOTE:
        planted = (sub_a in _PLANTED) != (sub_b in _PLANTED)
        return 0.55 if planted else 0.9
    if type_a in {"strategic_developments", "non_conflict"}:
        return 0.0
    return 0.85


def day_gap(one: Face, other: Face) -> int | None:
    """Return the days between two drafts (0 = they share one), None if one has no date."""
    if one.days is None or other.days is None:
        return None
    return max(0, one.days[0] - other.days[1], other.days[0] - one.days[1])


def days_meet(one: Face, other: Face) -> bool:
    """Return whether the dates allow one incident: a shared day, or one day off where one of them is unsure."""
    gap = day_gap(one, other)
    return gap is not None and (gap == 0 or (gap == 1 and (one.unsure or other.unsure)))


def same_spot(one: Face, other: Face) -> bool:
    """Return whether place, date and type are identical, all of them known."""
    if one.days is None or one.days != other.days or one.event_type != other.event_type:
        return False
    if one.place_id and one.place_id == other.place_id:
        return True
    return one.point is not None and one.point == other.point


def reach_km(one: Face, other: Face, merge_km: float) -> float:
    """Return how far apart two pins may be: a district reaches farther than a village, at most twice as far."""
    return merge_km + min(merge_km, max(one.radius_km, other.radius_km))


def toll_likeness(ones: tuple[Toll, ...], others: tuple[Toll, ...]) -> float:
    """Return 1 if some figure is said by both, 0.5 if nothing can be compared, 0.3 if they differ, 0 if by far.

    "Two of Armenia's soldiers wounded" in both is one figure said by both, whatever else the two add up. One of
    Armenia's and one of Azerbaijan's are two figures: equal totals of different parties say nothing.
    """
    best = 0.0
    for one in ones:
        for other in others:
            if not one.named.isdisjoint(other.named):
                return 1.0
            marks = [
                _figures(x, y) if not _of_others(one, other, what) else 0.5
                for what, x, y in (("killed", one.killed, other.killed), ("injured", one.injured, other.injured))
                if x is not None and y is not None
            ]
            best = max(best, (sum(marks) / len(marks)) if marks else 0.5)
    return best


def _of_others(one: Toll, other: Toll, what: str) -> bool:
    """Return whether both say whose the figures are, and no party is told of by both."""
    mine = {party for kind, party, _ in one.named if kind == what}
    theirs = {party for kind, party, _ in other.named if kind == what}
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _figures(one: int, other: int) -> float:
    if one == other:
        return 1.0 if one else 0.7
    return 0.3 if abs(one - other) <= max(2.0, 0.5 * max(one, other)) else 0.0


class Fit(NamedTuple):
    """How well two drafts fit: a score from 0 to 1, and whether the sides stand crossed."""

    score: float
    crossed: bool


def fit(
    one: Face,
    other: Face,
    *,
    merge_km: float,
    tolls: tuple[tuple[Toll, ...], tuple[Toll, ...]] = ((), ()),
    copied: bool = False,
) -> Fit | None:
    """Return how well two pinned, dated drafts fit, or None where a rule keeps them apart.

    Parameters
    ----------
    merge_km
        Distance within which two pins may be one place.
    tolls
        Figures told by either side of the pair; they move the score, they never keep a pair of one day apart.
    copied
        The two tell it in the same words.
    """
    if one.point is None or other.point is None or not days_meet(one, other):
        return None
    kind = type_fit(one.event_type, one.sub_event_type, other.event_type, other.sub_event_type)
    parties = party_fit(one.side_a, one.side_b, other.side_a, other.side_b)
    if not kind or parties is None:
        return None
    same_place = bool(one.place_id) and one.place_id == other.place_id
    km = arc_km(one.point, other.point)
    reach = reach_km(one, other, merge_km)
    if km > reach and not same_place:
        return None
    if same_place or km <= _SAME_SPOT_KM:
        place = 1.0
    else:
        place = 0.9 - 0.4 * min(1.0, km / merge_km) - (0.1 if km > merge_km else 0.0)
    gap = day_gap(one, other)
    toll = toll_likeness(*tolls) if all(tolls) else 0.5
    score = 0.30 * place + 0.25 * parties[0] + 0.20 * kind + 0.15 * (0.4 if gap else 1.0) + 0.10 * toll
    if copied:
        score += 0.1
    elif gap and (toll < 0.3 or not (same_place or km <= _NEXT_DAY_KM)):
        score = min(score, MERGE_AT - 0.01)
    return Fit(round(min(1.0, score), 6), parties[1])


def may_share(one: Face, other: Face, merge_km: float) -> bool:
    """Return whether two drafts may be in one group at all, however they came to meet.

    The guard against chains: A near B and B near C is not enough, A and C must be of one day, within twice the
    distance, of types and parties that go together.
    """
    if one.days is not None and other.days is not None and not days_meet(one, other):
        return False
    if one.point is not None and other.point is not None:
        same_place = bool(one.place_id) and one.place_id == other.place_id
        if not same_place and arc_km(one.point, other.point) > 2 * merge_km:
            return False
    if not type_fit(one.event_type, one.sub_event_type, other.event_type, other.sub_event_type):
        return False
    return party_fit(one.side_a, one.side_b, other.side_a, other.side_b) is not None


def loose_fit(weak: Face, other: Face, *, merge_km: float, tolls: tuple[tuple[Toll, ...], tuple[Toll, ...]]) -> float:
    """Return how well a draft without pin or exact day fits another, 0 where it does not.

    Parties must agree (one shared and none against it) or the province must be the same; a toll that differs by
    far leaves the pair to a person (the score stays below `MERGE_AT`).
    """
    if not days_meet(weak, other):
        return 0.0
    kind = type_fit(weak.event_type, weak.sub_event_type, other.event_type, other.sub_event_type)
    parties = party_fit(weak.side_a, weak.side_b, other.side_a, other.side_b)
    place = _loose_place(weak, other, merge_km)
    if not kind or parties is None or place is None:
        return 0.0
    if parties[0] < 0.7 and place < 0.9:
        return 0.0
    toll = toll_likeness(*tolls) if all(tolls) else 0.5
    exact = 1.0 if weak.days == other.days else 0.6
    score = 0.25 * place + 0.30 * parties[0] + 0.20 * kind + 0.10 * exact + 0.15 * toll
    if toll < 0.2 or (day_gap(weak, other) and toll < 0.9):
        score = min(score, MERGE_AT - 0.01)
    return round(score, 6)


def _loose_place(one: Face, other: Face, merge_km: float) -> float | None:
    """Return how well two places fit of which at least one is no pin; None if they are known to differ."""
    if one.place_id and one.place_id == other.place_id:
        return 1.0
    if one.point is not None and other.point is not None:
        km = arc_km(one.point, other.point)
        return (
            None if km > reach_km(one, other, merge_km) else 1.0 if km <= _SAME_SPOT_KM else 0.9 - 0.4 * km / merge_km
        )
    if one.province and one.province == other.province:
        return 1.0
    here, there = one.point or one.area, other.point or other.area
    radius_km = max(one.radius_km, other.radius_km)
    if here is not None and there is not None and radius_km:
        # a fight on a line that is also a province's edge is told from either side of it
        return 0.6 if arc_km(here, there) <= merge_km + radius_km else None
    if one.province and other.province:
        return None
    if one.country and other.country:
        return 0.6 if one.country == other.country else 0.4
    return 0.5
