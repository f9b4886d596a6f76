"""Drafts as the merger carries them: a sketch of each, and atoms of those that tell the same in every respect."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geomap.merge.faces import Face, Toll, make_face, make_toll, sentence_key
from geomap.merge.fits import same_spot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from geomap.merge.groups import Group
    from geomap.records import Incident

Key = tuple[str, int, int]
AreaOf = "Callable[[str], tuple[float, float, float] | None] | None"
_MOST_TOLLS = 8


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the merger needs of one draft: small, and the same wherever it is made.

    Attributes
    ----------
    name, number
        The draft's id, and which of several different drafts with this id and day it is.
    told
        Date and id of its earliest report.
    parts
        Ids of the drafts in it; several where it is an incident that was merged before.
    old_links
        Its ``possible_duplicate_of``.
    draft
        The draft itself, or whatever tells the caller where it lies.
    """

    name: str
    number: int
    face: Face
    toll: Toll
    reports: frozenset[str]
    copies: frozenset[str]
    told: tuple[str, str]
    parts: tuple[str, ...]
    merged: bool
    old_links: tuple[str, ...]
    draft: Any


def make_sketches(
    drafts: Iterable[Incident],
    area_of: Callable[[str], tuple[float, float, float] | None] | None = None,
    *,
    where: Callable[[int], Any] | None = None,
) -> list[Sketch]:
    """Return the sketches of the drafts of one day, by id; equal drafts once.

    Parameters
    ----------
    where
        Position in `drafts` -> what `Sketch.draft` shall be; by default the draft itself.
    """
    by_name: dict[str, list[tuple[int, Incident]]] = {}
    for position, draft in enumerate(drafts):
        by_name.setdefault(draft.incident_id, []).append((position, draft))
    out = []
    for name in sorted(by_name):
        same = by_name[name]
        if len(same) > 1:
            same = [one for _, one in sorted({repr(draft): (at, draft) for at, draft in reversed(same)}.items())]
        for number, (position, draft) in enumerate(same):
            out.append(_sketch(draft, number, area_of, draft if where is None else where(position)))
    return out


def _sketch(
    draft: Incident, number: int, area_of: Callable[[str], tuple[float, float, float] | None] | None, held: Any
) -> Sketch:
    face = make_face(draft, area_of)
    copies = {words for source in draft.sources if (words := sentence_key(source.sentence))}
    copies |= {source.url for source in draft.sources if source.url}
    return Sketch(
        name=draft.incident_id,
        number=number,
        face=face,
        toll=make_toll(draft, face),
        reports=frozenset(source.report_id for source in draft.sources),
        copies=frozenset(copies),
        told=min(((s.date or "9999", s.report_id) for s in draft.sources), default=("9999", "")),
        parts=draft.merged_from or (draft.incident_id,),
        merged=bool(draft.merged_from),
        old_links=draft.possible_duplicate_of,
        draft=held,
    )


@dataclass(slots=True, eq=False)
class Atom:
    """Drafts of one day that say the same place, type and parties: no pair inside it needs a look."""

    key: Key
    face: Face
    members: list[Sketch] = field(default_factory=list)
    reports: set[str] = field(default_factory=set)
    tolls: tuple[Toll, ...] = ()
    copies: set[str] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)
    links: list[Atom] = field(default_factory=list)
    group: Group = field(init=False)


def make_atoms(sketches: Sequence[Sketch], apart: Mapping[str, Collection[int]]) -> list[Atom]:
    """Return the atoms of one day's sketches (or of undated ones), by key.

    Parameters
    ----------
    sketches
        As `make_sketches` returns them.
    apart
        Draft id -> numbers of the sets within which a person wants no two drafts joined.
    """
    atoms: dict[object, Atom] = {}
    for sketch in sketches:
        face = sketch.face
        key: tuple[object, ...] = (face,)
        if face.days is None:
            # without a date only copies of one text can be known to tell the same
            key = (face, sketch.copies or sketch.name)
        elif face.weak:
            key = (face, sketch.toll)
        sets = {number for name in sketch.parts for number in apart.get(name, ())} if apart else set()
        number = 0
        while (key, number) in atoms:
            atom = atoms[key, number]
            clash = not sets.isdisjoint(atom.apart)
            if not clash and (sketch.reports.isdisjoint(atom.reports) or same_spot(face, face)):
                break
            number += 1
        day = face.days[0] if face.days else 0
        atom = atoms.setdefault((key, number), Atom((sketch.name, sketch.number, day), face))
        atom.members.append(sketch)
        atom.reports |= sketch.reports
        atom.copies |= sketch.copies
        atom.apart |= sets
        if sketch.toll not in atom.tolls and len(atom.tolls) < _MOST_TOLLS:
            atom.tolls = (*atom.tolls, sketch.toll)
    return sorted(atoms.values(), key=lambda atom: atom.key)


def numbered(sets: Iterable[Collection[str]]) -> dict[str, set[int]]:
    """Return draft id -> numbers of the sets it is in."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for number, ids in enumerate(sets):
        for draft_id in ids:
            numbers[draft_id].add(number)
    return dict(numbers)
