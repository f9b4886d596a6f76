"""The merge as a sweep over the days: what is behind the days that still matter is let go, so memory stays flat.

1. Drafts that say the same day, place, type and parties are one *atom* (`geomap.merge.atoms`).
2. Each day its pairs of pinned atoms are scored, among themselves and with the days before; the best pair is joined
   first, and only where the whole of both groups goes together (`groups.fits`).
3. When no pinned atom of its days can come any more, a draft without pin or exact day joins the one group that fits
   clearly better than any other, or is linked to the few that do.
4. What is left without a pin meets its like.
5. Incidents of one day that are too far apart to be one but tell the same toll are linked (`echoes`).
6. A group that nothing can reach any more is closed and handed out.

Every step happens at a day that the drafts give, in an order that their content gives: neither the order of the
input nor the pieces it comes in matter.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from geomap.merge.atoms import Atom, Sketch, make_atoms
from geomap.merge.echoes import Echo, echoes_of, echoing
from geomap.merge.faces import LONGEST_DAYS
from geomap.merge.fits import MERGE_AT
from geomap.merge.groups import Group, fits, found_group, join, join_best, link, shares_report
from geomap.merge.scores import MOST_DAYS, Scores, Unpinned

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geomap.merge.ids import IdBook

_CLEARLY = 0.07  # by so much a group must fit better than the next for a draft without pin to join it
_MOST_LINKS = 5  # more possible duplicates than a person would look at are no help

# Days after the last day of an atom ...
_PINNED_DONE = LONGEST_DAYS + 2  # ... when every pinned atom of a group that it meets has come
_ECHO_DONE = 2 * _PINNED_DONE
CLOSED_AFTER = MOST_DAYS + _PINNED_DONE + 3  # ... when no vague draft that began by then can join any more


@dataclass(frozen=True, slots=True)
class Closed:
    """One incident of the sweep: its id, its drafts by id, and the ids of those that may be the same."""

    incident_id: str
    members: tuple[Sketch, ...]
    links: tuple[str, ...]
    first: int | None


class Sweep:
    """Feed it days in order; take what is closed.

    Parameters
    ----------
    scores
        Fits of pairs: worked out here (`scores.Scorer`) or elsewhere (`blocks.KnownScores`).
    merge_km
        Distance within which two pins of one day may be one incident.
    ids
        Gives the incidents their ids.
    apart, together
        Draft id -> numbers of the sets of which no two may be joined, or all are.
    """

    def __init__(
        self,
        scores: Scores,
        merge_km: float,
        ids: IdBook,
        apart: Mapping[str, Collection[int]],
        together: Mapping[str, Collection[int]],
    ) -> None:
        self._scores = scores
        self._merge_km = merge_km
        self._apart, self._together = apart, together
        self._bound: dict[int, Atom] = {}  # of each set of `together`, one that came
        self._ids = ids
        self._unpinned = Unpinned(merge_km)
        self._loose: dict[int, list[Atom]] = defaultdict(list)  # by the day they are settled
        self._echoes: dict[int, dict[Echo, list[Atom]]] = {}
        self._closing: list[tuple[int, int, Group]] = []
        self._firsts: list[tuple[int, int, Group]] = []
        self._tick = count()
        self._homes: dict[str, Atom] = {}  # of incidents merged before, which others' links may name
        self._out: list[Closed] = []
        self._clock: int | None = None
        self.atoms = 0  # held at the moment

    # ------------------------------------------------------------------------------------------------- days

    def feed(self, day: int, sketches: Sequence[Sketch]) -> None:
        """Take the drafts whose first day is `day` (an ordinal greater than the last one fed)."""
        self._settle_until(day)
        self._clock = day
        atoms = make_atoms(sketches, self._apart)
        self._scores.add(day, atoms)
        for atom in atoms:
            self._register(atom)
            reach = min(atom.face.days[1], day + MOST_DAYS) if atom.face.days else day
            group = found_group(atom, day, reach)
            heapq.heappush(self._closing, (reach + CLOSED_AFTER, next(self._tick), group))
            heapq.heappush(self._firsts, (day, next(self._tick), group))
            if atom.face.weak and atom.face.days and atom.face.days[1] - day <= MOST_DAYS:
                self._loose[reach + _PINNED_DONE].append(atom)
            if not atom.face.vague:
                for echo in echoes_of(atom):
                    self._echoes.setdefault(day, {}).setdefault(echo, []).append(atom)
        self._join_bound(atoms)
        self._grown(join_best(self._scores.pairs(day, atoms), self._merge_km))

    def feed_undated(self, sketches: Sequence[Sketch]) -> None:
        """Take drafts without a date of one place: only copies of one text are known to tell the same."""
        atoms = make_atoms(sketches, self._apart)
        groups = []
        for atom in atoms:
            self._register(atom)
            groups.append(found_group(atom, 0, 0))
        self._join_bound(atoms)
        self._close([group for group in groups if not group.gone], undated=True)

    def finish(self) -> None:
        """Close what is open."""
        self._settle_until(None)

    def take(self) -> list[Closed]:
        """Return what was closed since the last call."""
        out, self._out = self._out, []
        return out

    def open_since(self) -> int | None:
        """Return the first day of what is not handed out yet; None if nothing is held."""
        while self._firsts and self._firsts[0][2].gone:
            heapq.heappop(self._firsts)
        return self._firsts[0][0] if self._firsts else None

    def _register(self, atom: Atom) -> None:
        self.atoms += 1
        for one in atom.members:
            if one.merged:
                self._homes[one.name] = atom

    def _join_bound(self, atoms: Sequence[Atom]) -> None:
        """Join what a person put together, as long as the other part is still open."""
        for atom in atoms if self._together else ():
            for number in sorted({n for one in atom.members for p in one.parts for n in self._together.get(p, ())}):
                other = self._bound.setdefault(number, atom)
                if other.group is not atom.group and not other.group.incident_id:
                    self._grown([join(other.group, atom.group)])

    def _settle_until(self, day: int | None) -> None:
        """Do what is due before `day`, in the order of the days it is due; None: everything."""
        while True:
            due = min(
                [*self._loose.keys(), *(first + _ECHO_DONE for first in self._echoes)]
                + ([self._closing[0][0]] if self._closing else []),
                default=None,
            )
            if due is None or (day is not None and due >= day):
                break
            if due in self._loose:
                self._settle_loose(self._loose.pop(due))
            for one, other in echoing(self._echoes.pop(due - _ECHO_DONE, {}), self._merge_km):
                link(one, other)
            ripe = []
            while self._closing and self._closing[0][0] == due:
                group = heapq.heappop(self._closing)[2]
                if group.gone or group.incident_id:
                    continue
                if group.last + CLOSED_AFTER > due:
                    heapq.heappush(self._closing, (group.last + CLOSED_AFTER, next(self._tick), group))
                else:
                    ripe.append(group)
            self._close(ripe)
        if day is not None:
            self._scores.forget(day - CLOSED_AFTER)
            self._unpinned.forget(day - CLOSED_AFTER)

    def _grown(self, groups: Sequence[Group]) -> None:
        for group in groups:
            if not group.gone:
                heapq.heappush(self._firsts, (group.first, next(self._tick), group))

    # ------------------------------------------------------------------------------ drafts without pin or day

    def _settle_loose(self, atoms: list[Atom]) -> None:
        """Join each atom to the one group that fits clearly best, or link it where several do."""
        ranked = []
        for atom in atoms:
            best: dict[int, tuple[float, Atom]] = {}
            for value, other in self._scores.loose(atom):
                root = id(other.group)
                if value > best.get(root, (0.0,))[0]:
                    best[root] = value, other
            if best:
                choices = sorted(best.values(), key=lambda choice: (-choice[0], choice[1].key))
                ranked.append((-choices[0][0], atom.key, atom, choices))
        for _, _, atom, choices in sorted(ranked, key=lambda item: item[:2]):
            self._place_loose(atom, choices)
        left = [a for a in atoms if len(a.group.atoms) == 1 and a.face.point is None and not a.face.vague]
        left.sort(key=lambda atom: atom.key)
        self._unpinned.add(left)
        self._grown(join_best(self._unpinned.pairs(left), self._merge_km))

    def _place_loose(self, atom: Atom, choices: list[tuple[float, Atom]]) -> None:
        own = [value for value, other in choices if shares_report(atom.group, other.group)]
        able = [
            (value, other)
            for value, other in choices
            if not shares_report(atom.group, other.group) and fits(atom.group, other.group, self._merge_km)
        ]
        # where an incident of the very report fits as well, the report meant something else by this one
        if not able or (own and own[0] > able[0][0] - _CLEARLY):
            return
        rivals = [other for value, other in able if value > able[0][0] - _CLEARLY]
        if able[0][0] >= MERGE_AT and len(rivals) == 1:
            self._grown([join(atom.group, rivals[0].group)])
        elif len(rivals) <= (1 if atom.face.vague else _MOST_LINKS):
            for other in rivals:
                link(atom, other)

    # ----------------------------------------------------------------------------------------------- closing

    def _close(self, groups: list[Group], *, undated: bool = False) -> None:
        for group in sorted(groups, key=lambda one: one.key):
            members = sorted((m for atom in group.atoms for m in atom.members), key=lambda m: (m.name, m.number))
            group.incident_id = self._ids.give(members)
        for group in sorted(groups, key=lambda one: one.key):
            self._hand_out(group, undated=undated)
            waiters, group.waiters = group.waiters, []
            for waiter in waiters:
                if not waiter.gone:
                    self._hand_out(waiter)

    def _hand_out(self, group: Group, *, undated: bool = False) -> None:
        members = sorted((m for atom in group.atoms for m in atom.members), key=lambda m: (m.name, m.number))
        others = [other.group for atom in group.atoms for other in atom.links if other.group is not group]
        unknown = set()
        for name in (name for one in members for name in one.old_links):
            home = self._homes.get(name)
            if home is None:
                unknown.add(name)
            elif home.group is not group:
                others.append(home.group)
        for other in others:
            if not other.incident_id:
                other.waiters.append(group)
                return
        links = {other.incident_id for other in others} | unknown
        links.discard(group.incident_id)
        first = None if undated else group.first
        self._out.append(Closed(group.incident_id, tuple(members), tuple(sorted(links)), first))
        self.atoms -= len(group.atoms)
        group.gone = True
        for atom in group.atoms:
            atom.links = []  # or every incident would hold on to the ones before it
            atom.members = []
        group.atoms, group.reports = [], set()
