"""Which drafts tell one incident: groups, found in buckets of time and space instead of among all pairs.

1. Drafts that say the same day, place, type and parties are one *atom*: no pair inside it needs a look.
2. Pairs of pinned atoms in neighbouring cubes and days are scored; the best pair is joined first, and only where the
   whole of both groups goes together (`faces.may_share`, no two incidents of one report).
3. A draft without pin or exact day joins a group only where one group fits clearly better than any other.
4. What is left without a pin meets its like.
5. Incidents of one day that are too far apart to be one but tell the same toll of the same side are linked.

Everything is done in an order that the drafts' content gives, so the order of the input does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geomap.merge.faces import (
    LINK_AT,
    MERGE_AT,
    Face,
    Toll,
    fit,
    loose_fit,
    make_toll,
    may_share,
    party_fit,
    same_spot,
    sentence_key,
    toll_likeness,
    type_fit,
)
from geomap.merge.near import Cell, arc_km, cell_of, cells_around

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from geomap.records import Incident

_CLEARLY = 0.07  # by so much a group must fit better than the next for a draft without pin to join it
_MOST_PAIRS = 256  # of one atom in one bucket: a bucket fuller than that is one city on one day
_MOST_DAYS = 40  # a vaguer date than a month and a bit meets nothing
_MOST_LINKS = 5  # more possible duplicates than a person would look at are no help
_MOST_TOLLS = 8
_TELLING = 3  # so many of one side's dead or injured on one day are seldom told of two incidents by chance
_ECHO_REACH = 4  # times the merging distance within which they are a possible duplicate
_MOST_ECHOES = 12


@dataclass(slots=True)
class Atom:
    """Drafts that are told as one and the same; `members` are positions in the sorted list of drafts."""

    face: Face
    members: list[int] = field(default_factory=list)
    reports: set[str] = field(default_factory=set)
    tolls: tuple[Toll, ...] = ()
    copies: set[str] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of drafts as positions in the list of drafts, and pairs of groups that may be one incident."""

    groups: list[list[int]]
    links: list[tuple[int, int]]


def group_drafts(
    drafts: Sequence[Incident],
    faces: Sequence[Face],
    *,
    merge_km: float,
    keep_apart: Iterable[Collection[str]] = (),
) -> Groups:
    """Return which drafts are one incident.

    Parameters
    ----------
    drafts, faces
        Sorted by id; `faces` of the same length.
    merge_km
        Distance within which two pins of one day may be one incident.
    keep_apart
        Sets of draft ids of which no two may be joined (a merge that a person undid).

    Returns
    -------
    groups
        By their first member; links by position.
    """
    atoms = _atoms(drafts, faces, keep_apart)
    joiner = _Joiner(atoms, merge_km)
    strong = [i for i, atom in enumerate(atoms) if not atom.face.weak]
    weak = [i for i, atom in enumerate(atoms) if atom.face.weak]
    index = _SpaceTime(atoms, strong, merge_km)
    joiner.join_best(_scored(index.pairs(), _pin_score(atoms, merge_km)))
    _attach(weak, atoms, joiner, index, merge_km)
    left = [i for i in weak if joiner.alone(i) and atoms[i].face.point is None and not atoms[i].face.vague]
    joiner.join_best(_scored(_party_pairs(atoms, left), _area_score(atoms, merge_km)))
    _link_echoes(atoms, joiner, merge_km)
    return joiner.result()


# ------------------------------------------------------------------------------------------------------ atoms


def _atoms(drafts: Sequence[Incident], faces: Sequence[Face], keep_apart: Iterable[Collection[str]]) -> list[Atom]:
    apart: dict[str, set[int]] = defaultdict(set)
    for number, ids in enumerate(keep_apart):
        for draft_id in ids:
            apart[draft_id].add(number)
    atoms: dict[object, Atom] = {}
    for position, (draft, face) in enumerate(zip(drafts, faces, strict=True)):
        reports = {source.report_id for source in draft.sources}
        toll = make_toll(draft, face)
        copies = {words for source in draft.sources if (words := sentence_key(source.sentence))}
        copies |= {source.url for source in draft.sources if source.url}
        key: tuple[object, ...] = (face,)
        if face.days is None:
            # without a date only copies of one text can be known to tell the same
            key = (face, frozenset(copies) or draft.incident_id)
        elif face.weak:
            key = (face, toll)
        groups = apart.get(draft.incident_id, set())
        number = 0
        while (key, number) in atoms:
            atom = atoms[key, number]
            clash = bool(groups & atom.apart) or (bool(reports & atom.reports) and not same_spot(face, face))
            if not clash:
                break
            number += 1
        atom = atoms.setdefault((key, number), Atom(face))
        atom.members.append(position)
        atom.reports |= reports
        atom.copies |= copies
        atom.apart |= groups
        if toll not in atom.tolls and len(atom.tolls) < _MOST_TOLLS:
            atom.tolls = (*atom.tolls, toll)
    return sorted(atoms.values(), key=lambda atom: atom.members[0])


# ----------------------------------------------------------------------------------------------------- joining


class _Joiner:
    """Groups of atoms that grow by joining, and the rules a join must keep."""

    def __init__(self, atoms: list[Atom], merge_km: float) -> None:
        self._atoms = atoms
        self._merge_km = merge_km
        self._root = list(range(len(atoms)))
        self._group: dict[int, list[int]] = {i: [i] for i in range(len(atoms))}
        self._reports: dict[int, set[str]] = {i: set(atom.reports) for i, atom in enumerate(atoms)}
        self._apart: dict[int, set[int]] = {i: set(atom.apart) for i, atom in enumerate(atoms)}
        self._links: set[tuple[int, int]] = set()

    def root(self, i: int) -> int:
        while self._root[i] != i:
            self._root[i] = self._root[self._root[i]]
            i = self._root[i]
        return i

    def alone(self, i: int) -> bool:
        return len(self._group[self.root(i)]) == 1

    def shares_report(self, i: int, j: int) -> bool:
        """Return whether the groups hold two incidents of one report (not one told twice)."""
        a, b = self.root(i), self.root(j)
        shared = self._reports[a] & self._reports[b]
        if not shared:
            return False
        for m in self._group[a]:
            mine = shared & self._atoms[m].reports
            for n in self._group[b] if mine else ():
                if mine & self._atoms[n].reports and not same_spot(self._atoms[m].face, self._atoms[n].face):
                    return True
        return False

    def fits(self, i: int, j: int) -> bool:
        """Return whether every member of one group goes with every member of the other."""
        a, b = self.root(i), self.root(j)
        if self._apart[a] & self._apart[b] or self.shares_report(a, b):
            return False
        return all(
            may_share(self._atoms[m].face, self._atoms[n].face, self._merge_km)
            for m in self._group[a]
            for n in self._group[b]
        )

    def join(self, i: int, j: int) -> None:
        a, b = sorted((self.root(i), self.root(j)))
        self._root[b] = a
        self._group[a] += self._group.pop(b)
        self._reports[a] |= self._reports.pop(b)
        self._apart[a] |= self._apart.pop(b)

    def may_link(self, i: int, j: int) -> bool:
        return not self._apart[self.root(i)] & self._apart[self.root(j)] and not self.shares_report(i, j)

    def link(self, i: int, j: int) -> None:
        self._links.add((i, j))

    def join_best(self, scored: Iterable[tuple[float, int, int]]) -> None:
        """Join the pairs that fit, the best first; link those that nearly do."""
        for score, i, j in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
            if self.root(i) == self.root(j):
                continue
            if score >= MERGE_AT:
                if self.fits(i, j):
                    self.join(i, j)
            elif self.may_link(i, j):
                self.link(i, j)

    def result(self) -> Groups:
        roots = sorted(self._group, key=lambda r: min(self._atoms[i].members[0] for i in self._group[r]))
        place = {root: number for number, root in enumerate(roots)}
        groups = [sorted(m for i in self._group[root] for m in self._atoms[i].members) for root in roots]
        links = {
            tuple(sorted((place[self.root(i)], place[self.root(j)])))
            for i, j in self._links
            if self.root(i) != self.root(j)
        }
        return Groups(groups, sorted(links))  # type: ignore[arg-type]


def _scored(pairs: Iterable[tuple[int, int]], score: Callable[[int, int], float]) -> Iterator[tuple[float, int, int]]:
    for i, j in pairs:
        value = score(i, j)
        if value >= LINK_AT:
            yield value, i, j


def _pin_score(atoms: list[Atom], merge_km: float) -> Callable[[int, int], float]:
    def score(i: int, j: int) -> float:
        one, other = atoms[i], atoms[j]
        copied = not one.copies.isdisjoint(other.copies)
        found = fit(one.face, other.face, merge_km=merge_km, tolls=(one.tolls, other.tolls), copied=copied)
        return found.score if found else 0.0

    return score


def _area_score(atoms: list[Atom], merge_km: float) -> Callable[[int, int], float]:
    """Score two drafts of which neither has a pin: the same province, or both parties known and the same."""

    def score(i: int, j: int) -> float:
        one, other = atoms[i], atoms[j]
        a, b = one.face, other.face
        parties = party_fit(a.side_a, a.side_b, b.side_a, b.side_b)
        same_area = bool(a.place_id and a.place_id == b.place_id) or bool(a.province and a.province == b.province)
        if parties is None or parties[0] < (0.5 if same_area else 0.8):
            return 0.0
        return loose_fit(a, b, merge_km=merge_km, tolls=(one.tolls, other.tolls))

    return score


# ----------------------------------------------------------------------------------------------------- buckets


class _SpaceTime:
    """Pinned atoms by cube and day, and all by day and party or province."""

    def __init__(self, atoms: list[Atom], strong: list[int], merge_km: float) -> None:
        self._atoms = atoms
        self._size_km = max(1.0, 2.0 * merge_km)
        self._cells: dict[Cell, dict[int, list[int]]] = {}
        self._tokens: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._strong = strong
        for i in strong:
            face = atoms[i].face
            days = self._cells.setdefault(self._cell(face), defaultdict(list))
            for day in _days(face):
                days[day].append(i)
                for token in _tokens(face):
                    self._tokens[day, token].append(i)

    def _cell(self, face: Face) -> Cell:
        return cell_of(face.point or face.area or (0.0, 0.0, 0.0), self._size_km)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield each pair of strong atoms (i < j) that lie in neighbouring cubes and days, once."""
        for i in self._strong:
            found = [j for j in self.around(self._atoms[i].face) if j > i]
            if len(found) > _MOST_PAIRS:
                found = self._nearest(i, found)
            for j in found:
                yield i, j

    def _nearest(self, i: int, found: list[int]) -> list[int]:
        point = self._atoms[i].face.point

        def far(j: int) -> tuple[float, int]:
            other = self._atoms[j].face.point
            return (arc_km(point, other) if point and other else 0.0, j)

        return sorted(sorted(found, key=far)[:_MOST_PAIRS])

    def around(self, face: Face) -> list[int]:
        """Return the strong atoms in the cubes around a pin on its days, the day before and the day after."""
        first, last = face.days or (1, 0)
        found: set[int] = set()
        for cell in cells_around(self._cell(face)):
            days = self._cells.get(cell)
            if days:
                for day in range(first - 1, last + 2):
                    found.update(days.get(day, ()))
        return sorted(found)

    def by_words(self, face: Face) -> list[int]:
        """Return the strong atoms of the same days that share a party or the province."""
        first, last = face.days or (1, 0)
        tokens = _tokens(face)
        found: set[int] = set()
        for day in range(first - 1, last + 2):
            for token in tokens:
                found.update(self._tokens.get((day, token), ()))
        return sorted(found)


def _days(face: Face) -> range:
    first, last = face.days or (1, 0)
    return range(first, last + 1)


def _tokens(face: Face) -> list[str]:
    tokens = {f"party:{side.iso3 or side.name}" for side in (face.side_a, face.side_b) if side.iso3 or side.name}
    if face.province:
        tokens.add(f"province:{face.province}")
    return sorted(tokens)


def _party_pairs(atoms: list[Atom], left: list[int]) -> Iterator[tuple[int, int]]:
    """Yield pairs (i < j) of drafts without a pin that share a day (or miss it by one) and a party or province."""
    buckets: dict[tuple[int, str], list[int]] = defaultdict(list)
    for i in left:
        face = atoms[i].face
        for token in _tokens(face):
            for day in _days(face):
                buckets[day, token].append(i)
    for i in left:
        face = atoms[i].face
        first, last = face.days or (1, 0)
        found = {
            j
            for token in _tokens(face)
            for day in range(first - 1, last + 2)
            for j in buckets.get((day, token), ())
            if j > i
        }
        for j in sorted(found)[:_MOST_PAIRS]:
            yield i, j


# ------------------------------------------------------------------------------------ drafts without pin or day


def _attach(weak: list[int], atoms: list[Atom], joiner: _Joiner, index: _SpaceTime, merge_km: float) -> None:
    """Join each weak atom to the one group that fits clearly best, or link it where several do."""
    ranked = []
    for i in weak:
        face = atoms[i].face
        if face.days is None or face.days[1] - face.days[0] > _MOST_DAYS:
            continue
        candidates = index.by_words(face) if face.point is None else index.around(face)
        scores: dict[int, tuple[float, int]] = {}
        for j in candidates:
            value = loose_fit(face, atoms[j].face, merge_km=merge_km, tolls=(atoms[i].tolls, atoms[j].tolls))
            if not atoms[i].copies.isdisjoint(atoms[j].copies) and value:
                value = min(1.0, value + 0.1)
            elif face.vague and toll_likeness(atoms[i].tolls, atoms[j].tolls) < 0.9:
                value = min(value, MERGE_AT - 0.01)
            root = joiner.root(j)
            if value >= LINK_AT and value > scores.get(root, (0.0, 0))[0]:
                scores[root] = value, j
        if scores:
            best = max(value for value, _ in scores.values())
            ranked.append((-best, i, scores))
    for _, i, scores in sorted(ranked, key=lambda item: item[:2]):
        _place_weak(i, scores, joiner, vague=atoms[i].face.vague)


def _place_weak(i: int, scores: dict[int, tuple[float, int]], joiner: _Joiner, *, vague: bool) -> None:
    choices = sorted((-value, j) for value, j in scores.values())
    own = [-score for score, j in choices if joiner.shares_report(i, j)]
    able = [(-score, j) for score, j in choices if not joiner.shares_report(i, j) and joiner.fits(i, j)]
    # where an incident of the very report fits as well, the report meant something else by this one
    if not able or (own and own[0] > able[0][0] - _CLEARLY):
        return
    rivals = [j for score, j in able if score > able[0][0] - _CLEARLY]
    if able[0][0] >= MERGE_AT and len(rivals) == 1:
        joiner.join(i, rivals[0])
    elif len(rivals) <= (1 if vague else _MOST_LINKS):
        for j in rivals:
            joiner.link(min(i, j), max(i, j))


def _link_echoes(atoms: list[Atom], joiner: _Joiner, merge_km: float) -> None:
    """Link groups that tell one side's equal toll of one day from places farther apart than a merge allows.

    One attack "on Martuni and Martakert" is pinned to either town by different reports: a person must look.
    """
    buckets: dict[tuple[int, tuple[str, str, int]], list[int]] = defaultdict(list)
    for i, atom in enumerate(atoms):
        if atom.face.days is None or atom.face.vague:
            continue
        for figure in sorted({figure for toll in atom.tolls for figure in toll.named if figure[2] >= _TELLING}):
            buckets[atom.face.days[0], figure].append(i)
    for key in sorted(buckets):
        same = buckets[key][:_MOST_ECHOES]
        for at, i in enumerate(same):
            for j in same[at + 1 :]:
                if joiner.root(i) != joiner.root(j) and joiner.may_link(i, j) and _echoes(atoms[i], atoms[j], merge_km):
                    joiner.link(i, j)


def _echoes(one: Atom, other: Atom, merge_km: float) -> bool:
    a, b = one.face, other.face
    parties = party_fit(a.side_a, a.side_b, b.side_a, b.side_b)
    kind = type_fit(a.event_type, a.sub_event_type, b.event_type, b.sub_event_type)
    here, there = a.point or a.area, b.point or b.area
    near = here is None or there is None or arc_km(here, there) <= _ECHO_REACH * merge_km
    return near and parties is not None and parties[0] >= 0.7 and kind >= 0.5
