"""Reports of one incident become one record: the stage between extraction and joining."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geomap.errors import InputError
from geomap.merge.cluster import Groups, group_drafts
from geomap.merge.combine import combine
from geomap.merge.faces import make_face
from geomap.merge.ids import stable_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Incident
    from geomap.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging made of the drafts.

    Attributes
    ----------
    incidents
        Merged, ``realis == "actual"``, by date, then id; undated ones last.
    audit
        Drafts of every other realis, untouched, in the order of their ids.
    members
        Draft id -> id of the incident it went into; also for the ids of incidents that were merged before.
    """

    incidents: list[Incident]
    audit: list[Incident]
    members: dict[str, str] = field(default_factory=dict)


def merge_incidents(
    incidents: Iterable[Incident],
    *,
    settings: Settings,
    gazetteer: Gazetteer | None = None,
    previous: Mapping[str, str] | None = None,
    keep_apart: Iterable[Collection[str]] = (),
) -> Merged:
    """Return one record an incident out of the drafts of any number of reports.

    Two drafts meet if they are of one day (one day off only where a date is unsure), of one place or within
    ``settings.merge_km`` (of the same province where one has no pin), and of types and parties that go together.
    Different tolls never keep them apart; two incidents of one report stay two, unless place, date and type are
    identical. An unsure pair is linked by ``possible_duplicate_of``. The order of the input does not matter.

    Parameters
    ----------
    incidents
        Drafts; merged incidents of an earlier run may be among them and keep their ids and a person's edits.
    settings
        ``merge_km`` is used.
    gazetteer
        Tells where areas lie that carry no point; without it a province meets only its own name.
    previous
        Draft id -> incident id of an earlier run (`Merged.members`), so that ids stay.
    keep_apart
        Sets of draft ids of which no two may become one incident: merges that a person undid.

    Returns
    -------
    merged
        Nothing is lost: each draft is in an incident or in the audit.
    """
    drafts, audit = _sorted_out(incidents)
    areas = _areas_of(gazetteer)
    faces = [make_face(draft, areas) for draft in drafts]
    found = group_drafts(drafts, faces, merge_km=settings.merge_km, keep_apart=keep_apart)
    merged = _records(drafts, found, previous)
    _log.info(
        "%d drafts of incidents merged into %d, %d unsure pairs", len(drafts), len(found.groups), len(found.links)
    )
    return Merged(merged.incidents, audit, merged.members)


def undo(
    merged: Merged, incident_id: str, drafts: Iterable[Incident], *, previous: Mapping[str, str] | None = None
) -> Merged:
    """Return `merged` with one incident taken apart again into the drafts it came from.

    The parts are linked to each other by ``possible_duplicate_of``. To keep them apart in later runs too, give the
    incident's ``merged_from`` to `merge_incidents` in ``keep_apart``.

    Parameters
    ----------
    drafts
        The drafts that were merged (more may be among them).

    Raises
    ------
    InputError
        If there is no such incident, it was never merged, or one of its drafts is not given.
    """
    target = next((one for one in merged.incidents if one.incident_id == incident_id), None)
    if target is None:
        raise InputError(f"there is no incident {incident_id!r}", hint="take an id from the column incident_id")
    if len(target.merged_from) < 2:
        raise InputError(f"the incident {incident_id!r} was not merged", hint="its merged_from names one draft")
    wanted = set(target.merged_from)
    parts, _ = _sorted_out(draft for draft in drafts if draft.incident_id in wanted)
    missing = sorted(wanted - {draft.incident_id for draft in parts})
    if missing:
        raise InputError(f"drafts are missing: {', '.join(missing[:5])}", hint="give the drafts of the same run")
    pairs = [(i, j) for i in range(len(parts)) for j in range(i + 1, len(parts))]
    apart = _records(parts, Groups([[i] for i in range(len(parts))], pairs), previous)
    kept = [one for one in merged.incidents if one.incident_id != incident_id]
    heirs = tuple(one.incident_id for one in apart.incidents)
    kept = [
        dataclasses.replace(
            one,
            possible_duplicate_of=tuple(sorted({*one.possible_duplicate_of, *heirs} - {incident_id})),
        )
        if incident_id in one.possible_duplicate_of
        else one
        for one in kept
    ]
    members = {name: home for name, home in merged.members.items() if home != incident_id}
    return Merged(_in_order([*kept, *apart.incidents]), merged.audit, members | apart.members)


def _sorted_out(incidents: Iterable[Incident]) -> tuple[list[Incident], list[Incident]]:
    """Return (actual drafts, the rest), each by id and content, equal ones once."""
    by_id: dict[str, list[Incident]] = {}
    for incident in incidents:
        by_id.setdefault(incident.incident_id, []).append(incident)
    drafts: list[Incident] = []
    audit: list[Incident] = []
    for name in sorted(by_id):
        same = by_id[name]
        if len(same) > 1:
            same = [one for _, one in sorted({repr(one): one for one in same}.items())]
        for one in same:
            (drafts if one.realis == "actual" else audit).append(one)
    return drafts, audit


def _areas_of(gazetteer: Gazetteer | None) -> Callable[[str], tuple[float, float, float] | None] | None:
    if gazetteer is None:
        return None
    known: dict[str, tuple[float, float, float] | None] = {}

    def area_of(place_id: str) -> tuple[float, float, float] | None:
        if place_id not in known:
            place = gazetteer.get(place_id)
            known[place_id] = None if place is None else (place.lon, place.lat, place.radius_m or 0.0)
        return known[place_id]

    return area_of


def _records(drafts: Sequence[Incident], found: Groups, previous: Mapping[str, str] | None) -> Merged:
    groups = [[drafts[i] for i in group] for group in found.groups]
    ids = stable_ids(groups, previous)
    linked: dict[int, set[str]] = {}
    for i, j in found.links:
        linked.setdefault(i, set()).add(ids[j])
        linked.setdefault(j, set()).add(ids[i])
    members: dict[str, str] = {}
    incidents = []
    for number, group in enumerate(groups):
        one = combine(group, ids[number], sorted(linked.get(number, ())))
        incidents.append(one)
        for draft in group:
            members.setdefault(draft.incident_id, one.incident_id)
        for name in one.merged_from:
            members.setdefault(name, one.incident_id)
    moved = {old: new for old, new in members.items() if old != new}
    return Merged(_in_order([_relink(one, moved) for one in incidents]), [], members)


def _relink(one: Incident, moved: Mapping[str, str]) -> Incident:
    """Return the incident with its links pointing to where the linked drafts went, never to itself."""
    if not one.possible_duplicate_of:
        return one
    links = {moved.get(name, name) for name in one.possible_duplicate_of} - {one.incident_id}
    return dataclasses.replace(one, possible_duplicate_of=tuple(sorted(links)))


def _in_order(incidents: Iterable[Incident]) -> list[Incident]:
    return sorted(incidents, key=lambda one: (one.date_start is None, str(one.date_start or ""), one.incident_id))
