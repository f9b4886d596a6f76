"""Which atoms are worth comparing, found in buckets of time and space, and how well they fit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

from geomap.merge.fits import LINK_AT, MERGE_AT, fit, loose_fit, party_fit, toll_likeness
from geomap.merge.near import Cell, arc_km, cell_of, cells_around

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geomap.merge.atoms import Atom
    from geomap.merge.faces import Face

_MOST_PAIRS = 256  # of one atom in one bucket: a bucket fuller than that is one city on one day
MOST_DAYS = 40  # a vaguer date than a month and a bit meets nothing


class Scores(Protocol):
    """What the sweep asks about fits; atoms are added day by day, in order."""

    def add(self, day: int, atoms: Sequence[Atom]) -> None:
        """Take the atoms whose first day is `day`."""

    def pairs(self, day: int, atoms: Sequence[Atom]) -> Iterable[tuple[float, Atom, Atom]]:
        """Return the pairs worth a join or a link of which the later atom is one of `atoms`."""

    def loose(self, atom: Atom) -> list[tuple[float, Atom]]:
        """Return the pinned atoms that an atom without pin or exact day fits."""

    def forget(self, day: int) -> None:
        """Let go of what ended before `day`."""


class Tokens:
    """Atoms by day and by the words that they can meet another by: parties, province."""

    def __init__(self) -> None:
        self._days: dict[int, dict[str, list[Atom]]] = {}

    def add(self, atom: Atom) -> None:
        """Index an atom on each of its days."""
        tokens = tokens_of(atom.face)
        for day in days_of(atom.face):
            here = self._days.setdefault(day, defaultdict(list))
            for token in tokens:
                here[token].append(atom)

    def like(self, face: Face) -> list[Atom]:
        """Return the atoms of the same days, or a day off, that share a word, by key."""
        first, last = face.days or (1, 0)
        tokens = tokens_of(face)
        found: dict[int, Atom] = {}
        for day in range(first - 1, last + 2):
            here = self._days.get(day)
            if here:
                for token in tokens:
                    for atom in here.get(token, ()):
                        found[id(atom)] = atom
        return sorted(found.values(), key=lambda atom: atom.key)

    def forget(self, day: int) -> None:
        """Let go of the days before `day`."""
        for old in [number for number in self._days if number < day]:
            del self._days[old]


class Scorer:
    """Pinned atoms by day, cube, party and province; fits worked out when asked."""

    def __init__(self, merge_km: float) -> None:
        self._merge_km = merge_km
        self._size_km = max(1.0, 2.0 * merge_km)
        self._cells: dict[int, dict[Cell, list[Atom]]] = {}
        self._tokens = Tokens()
        self._unpinned: dict[int, dict[str, list[Atom]]] = {}  # by first day and report

    def add(self, day: int, atoms: Sequence[Atom]) -> None:
        """Index the atoms of a day."""
        for atom in atoms:
            face = atom.face
            if face.weak:
                if not face.vague and face.point is None:
                    here = self._unpinned.setdefault(day, defaultdict(list))
                    for report in atom.reports:
                        here[report].append(atom)
                continue
            cell = self._cell(face)
            for number in days_of(face):
                self._cells.setdefault(number, defaultdict(list))[cell].append(atom)
            self._tokens.add(atom)

    def _cell(self, face: Face) -> Cell:
        return cell_of(face.point or face.area or (0.0, 0.0, 0.0), self._size_km)

    def pairs(self, day: int, atoms: Sequence[Atom]) -> list[tuple[float, Atom, Atom]]:
        """Return the pairs of neighbouring cubes and days that fit, the later atom one of `atoms`."""
        out = []
        for atom in atoms:
            if atom.face.weak:
                continue
            # what began earlier and meets this atom covers its first day or the day before
            found = [
                other
                for other in self._around(atom.face, day - 1, day)
                if (other.key[2], other.key) < (atom.key[2], atom.key)
            ]
            if len(found) > _MOST_PAIRS:
                found = _nearest(atom, found)
            for other in found:
                one, two = (atom, other) if atom.key < other.key else (other, atom)
                score = self._pin_score(one, two)
                if score >= MERGE_AT and (self._told_elsewhere(one, two) or self._told_elsewhere(two, one)):
                    score = MERGE_AT - 0.01
                if score >= LINK_AT:
                    out.append((score, one, two))
        return out

    def _pin_score(self, one: Atom, other: Atom) -> float:
        copied = not one.copies.isdisjoint(other.copies)
        found = fit(one.face, other.face, merge_km=self._merge_km, tolls=(one.tolls, other.tolls), copied=copied)
        return found.score if found else 0.0

    def _told_elsewhere(self, one: Atom, other: Atom) -> bool:
        """Return whether a report of `other` tells the figures of `one`, but of another incident without a pin.

        A report that pins a clash at one village and tells, without a place, of the very soldier who was wounded in
        `one`, means `one` by the second, not by the first.
        """
        here = self._unpinned.get(other.key[2])
        named = {figure for toll in one.tolls for figure in toll.named} if here else set()
        if not here or not named or any(not named.isdisjoint(toll.named) for toll in other.tolls):
            return False
        return any(
            any(not named.isdisjoint(toll.named) for toll in told.tolls)
            and loose_fit(told.face, one.face, merge_km=self._merge_km, tolls=(told.tolls, one.tolls)) >= MERGE_AT
            for report in other.reports
            for told in here.get(report, ())
        )

    def _around(self, face: Face, first: int, last: int) -> list[Atom]:
        """Return the pinned atoms of these days in the cubes around a place, by key."""
        cells = list(cells_around(self._cell(face)))
        found: dict[int, Atom] = {}
        for day in range(first, last + 1):
            here = self._cells.get(day)
            if here:
                for cell in cells:
                    for atom in here.get(cell, ()):
                        found[id(atom)] = atom
        return sorted(found.values(), key=lambda atom: atom.key)

    def loose(self, atom: Atom) -> list[tuple[float, Atom]]:
        """Return the indexed atoms that an atom without pin or exact day fits, by key."""
        face = atom.face
        first, last = face.days or (1, 0)
        found = self._tokens.like(face) if face.point is None else self._around(face, first - 1, last + 1)
        out = []
        for other in found:
            value = loose_fit(face, other.face, merge_km=self._merge_km, tolls=(atom.tolls, other.tolls))
            if not atom.copies.isdisjoint(other.copies) and value:
                value = min(1.0, value + 0.1)
            elif face.vague and toll_likeness(atom.tolls, other.tolls) < 0.9:
                value = min(value, MERGE_AT - 0.01)
            if value >= LINK_AT:
                out.append((value, other))
        return out

    def forget(self, day: int) -> None:
        """Let go of the days before `day`."""
        for old in [number for number in self._cells if number < day]:
            del self._cells[old]
        for old in [number for number in self._unpinned if number < day]:
            del self._unpinned[old]
        self._tokens.forget(day)


class Unpinned:
    """Atoms without a pin that joined nothing, by day and party or province."""

    def __init__(self, merge_km: float) -> None:
        self._merge_km = merge_km
        self._tokens = Tokens()

    def add(self, atoms: Iterable[Atom]) -> None:
        """Index atoms."""
        for atom in atoms:
            self._tokens.add(atom)

    def pairs(self, atoms: Sequence[Atom]) -> list[tuple[float, Atom, Atom]]:
        """Return the pairs worth a join or a link of which one is of `atoms`, the ones added last."""
        new = {id(atom) for atom in atoms}
        out = []
        for atom in atoms:
            found = [
                other
                for other in self._tokens.like(atom.face)
                if other is not atom and (id(other) not in new or other.key < atom.key)
            ]
            for other in found[:_MOST_PAIRS]:
                one, two = (atom, other) if atom.key < other.key else (other, atom)
                value = self._score(one, two)
                if value >= LINK_AT:
                    out.append((value, one, two))
        return out

    def _score(self, one: Atom, other: Atom) -> float:
        """Score two drafts without pins: the same province, or both parties known and the same."""
        a, b = one.face, other.face
        parties = party_fit(a.side_a, a.side_b, b.side_a, b.side_b)
        same_area = bool(a.place_id and a.place_id == b.place_id) or bool(a.province and a.province == b.province)
        if parties is None or parties[0] < (0.5 if same_area else 0.8):
            return 0.0
        return loose_fit(a, b, merge_km=self._merge_km, tolls=(one.tolls, other.tolls))

    def forget(self, day: int) -> None:
        """Let go of the days before `day`."""
        self._tokens.forget(day)


def _nearest(atom: Atom, found: list[Atom]) -> list[Atom]:
    point = atom.face.point

    def far(other: Atom) -> tuple[float, object]:
        there = other.face.point
        return (arc_km(point, there) if point and there else 0.0, other.key)

    return sorted(found, key=far)[:_MOST_PAIRS]


def days_of(face: Face) -> range:
    """Return the ordinals of the days a face covers; none for an undated one."""
    first, last = face.days or (1, 0)
    return range(first, last + 1)


def tokens_of(face: Face) -> list[str]:
    """Return the words by which a face without a pin can meet another: its parties, its province."""
    tokens = {f"party:{side.iso3 or side.name}" for side in (face.side_a, face.side_b) if side.iso3 or side.name}
    if face.province:
        tokens.add(f"province:{face.province}")
    return sorted(tokens)
