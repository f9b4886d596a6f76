"""Groups of atoms that grow by joining, and the rules a join must keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geomap.merge.fits import MERGE_AT, may_share, same_spot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geomap.merge.atoms import Atom, Key

Scored = tuple[float, "Atom", "Atom"]


@dataclass(slots=True, eq=False)
class Group:
    """Atoms that are one incident so far.

    Attributes
    ----------
    key
        Of its first atom.
    first, last
        Ordinals of the first day told and of the last day that still meets anything.
    incident_id
        "" until the group is closed.
    gone
        Whether it was joined to another, or handed out.
    """

    atoms: list[Atom]
    reports: set[str]
    apart: set[int]
    key: Key
    first: int
    last: int
    incident_id: str = ""
    gone: bool = False
    waiters: list[Group] = field(default_factory=list)


def found_group(atom: Atom, first: int, last: int) -> Group:
    """Return a group of one atom."""
    group = Group([atom], set(atom.reports), set(atom.apart), atom.key, first, last)
    atom.group = group
    return group


def shares_report(a: Group, b: Group) -> bool:
    """Return whether the groups hold two incidents of one report (not one told twice)."""
    shared = a.reports & b.reports
    if not shared:
        return False
    for m in a.atoms:
        mine = shared & m.reports
        for n in b.atoms if mine else ():
            if mine & n.reports and not same_spot(m.face, n.face):
                return True
    return False


def kept_apart(a: Group, b: Group) -> bool:
    """Return whether a person undid a merge of the two."""
    return not a.apart.isdisjoint(b.apart)


def fits(a: Group, b: Group, merge_km: float) -> bool:
    """Return whether every member of one group goes with every member of the other."""
    if kept_apart(a, b) or shares_report(a, b):
        return False
    return all(may_share(m.face, n.face, merge_km) for m in a.atoms for n in b.atoms)


def join(a: Group, b: Group) -> Group:
    """Join two groups and return the one that stays."""
    if (len(b.atoms), a.key) > (len(a.atoms), b.key):
        a, b = b, a
    for atom in b.atoms:
        atom.group = a
    a.atoms += b.atoms
    a.reports |= b.reports
    a.apart |= b.apart
    a.key = min(a.key, b.key)
    a.first, a.last = min(a.first, b.first), max(a.last, b.last)
    a.waiters += b.waiters
    b.gone, b.atoms, b.waiters = True, [], []
    return a


def link(one: Atom, other: Atom) -> None:
    """Remember that the two may be one incident, for a person to look at."""
    one.links.append(other)
    other.links.append(one)


def join_best(scored: Iterable[Scored], merge_km: float) -> list[Group]:
    """Join the pairs that fit, the best first; link those that nearly do; return the groups that grew."""
    grown = []
    for score, i, j in sorted(scored, key=lambda item: (-item[0], item[1].key, item[2].key)):
        a, b = i.group, j.group
        if a is b:
            continue
        if score >= MERGE_AT:
            if fits(a, b, merge_km):
                grown.append(join(a, b))
            elif kept_apart(a, b) and not shares_report(a, b):
                link(i, j)
        elif not shares_report(a, b):
            link(i, j)
    return grown
