"""Incidents of one day, too far apart to be merged, that may yet be one: links for a person to look at.

Three echoes are heard, all of one day and of parties that go together:

- one side's equal toll told from two places ("an attack on both towns", pinned to either by different reports);
- an equal total between the same two parties, the sides told the other way round or not at all;
- two large tolls of which either is one side's own: each party counts its dead of one large clash, and each report
  puts it where its side fought.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geomap.merge.fits import party_fit, type_fit
from geomap.merge.groups import shares_report
from geomap.merge.near import arc_km

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geomap.merge.atoms import Atom
    from geomap.merge.faces import Face

_TELLING = 3  # so many dead or injured on one day are seldom told of two incidents by chance
_LARGE = 10  # dead of one side: a clash that is told with national tolls
_REACH = 4  # times the merging distance within which an equal toll is a possible duplicate
_FRONT_REACH = 12  # the same for two large tolls: a front is longer than a village
_MOST = 12  # incidents of one figure that are compared
_ONE_SIDE, _TOTAL, _LARGE_TOLLS = "one side", "total", "large tolls"


class Echo(NamedTuple):
    """What two incidents of a day must share to be compared."""

    kind: str
    what: str
    parties: tuple[str, ...]
    number: int


def echoes_of(atom: Atom) -> set[Echo]:
    """Return what the figures of an atom can be recognised by in another incident of its day."""
    found = set()
    pair = _parties(atom.face)
    for toll in atom.tolls:
        for what, party, count in toll.named:
            if count >= _TELLING:
                found.add(Echo(_ONE_SIDE, what, (party,), count))
            if what == "killed" and count >= _LARGE and pair:
                found.add(Echo(_LARGE_TOLLS, "", pair, 0))
        for what, total in (("killed", toll.killed), ("injured", toll.injured)):
            if total is not None and total >= _TELLING and pair:
                found.add(Echo(_TOTAL, what, pair, total))
    return found


def echoing(heard: Mapping[Echo, Sequence[Atom]], merge_km: float) -> Iterator[tuple[Atom, Atom]]:
    """Yield the pairs of atoms of one day that may tell one incident, in a fixed order.

    Two incidents of one report are not one. Where two parties count their dead of one large clash, the report of the
    one may well tell, without a toll, of the place that the other's report puts it: only the two counts must be of
    different reports then, not all that was merged with them.
    """
    for echo in sorted(heard):
        same = sorted(heard[echo], key=lambda atom: atom.key)[:_MOST]
        for at, one in enumerate(same):
            for other in same[at + 1 :]:
                if one.group is other.group:
                    continue
                if echo.kind == _LARGE_TOLLS:
                    one_report = not _tellers(one).isdisjoint(_tellers(other))
                else:
                    one_report = shares_report(one.group, other.group)
                if not one_report and _fits(echo, one, other, merge_km):
                    yield one, other


def _fits(echo: Echo, one: Atom, other: Atom, merge_km: float) -> bool:
    a, b = one.face, other.face
    parties = party_fit(a.side_a, a.side_b, b.side_a, b.side_b)
    kind = type_fit(a.event_type, a.sub_event_type, b.event_type, b.sub_event_type)
    if parties is None or parties[0] < 0.7 or kind < 0.5:
        return False
    if echo.kind == _LARGE_TOLLS:
        mine, theirs = _large_sides(one), _large_sides(other)
        return mine.isdisjoint(theirs) and _within(a, b, _FRONT_REACH * merge_km)
    return _within(a, b, _REACH * merge_km)


def _within(a: Face, b: Face, km: float) -> bool:
    here, there = a.point or a.area, b.point or b.area
    return here is None or there is None or arc_km(here, there) <= km


def _large_sides(atom: Atom) -> set[str]:
    """Return whose dead an atom counts in large numbers."""
    return {party for toll in atom.tolls for what, party, count in toll.named if what == "killed" and count >= _LARGE}


def _tellers(atom: Atom) -> set[str]:
    """Return the reports that count one side's dead in large numbers."""
    return {
        report
        for one in atom.members
        if any(what == "killed" and count >= _LARGE for what, _, count in one.toll.named)
        for report in one.reports
    }


def _parties(face: Face) -> tuple[str, ...]:
    """Return the names of both parties in one order; empty unless both are known."""
    names = [side.iso3 or side.name for side in (face.side_a, face.side_b)]
    return tuple(sorted(names)) if all(names) else ()
