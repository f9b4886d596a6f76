"""Reports of one incident become one record: the stage between extraction and joining."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geomap.errors import InputError
from geomap.merge.atoms import make_sketches
from geomap.merge.combine import combine
from geomap.merge.ids import IdBook
from geomap.merge.stream import merge_stream, order_key, stream_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

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
        Merged, ``realis == "actual"``, by date, then id; undated ones last, by place.
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
    keep_together: Iterable[Collection[str]] = (),
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
        Sets of draft ids of which no two may become one incident: merges that a person undid. They are linked
        where they would have been merged.
    keep_together
        Sets of draft ids that a person knows to be one incident, whatever the rules say (of days some weeks apart at
        the most).

    Returns
    -------
    merged
        Nothing is lost: each draft is in an incident or in the audit.
    """
    drafts = sorted(incidents, key=stream_key)
    merged: list[Incident] = []
    audit: list[Incident] = []
    stream = merge_stream(
        drafts,
        settings=settings,
        gazetteer=gazetteer,
        previous=previous,
        keep_apart=keep_apart,
        keep_together=keep_together,
    )
    for one in stream:
        (merged if one.realis == "actual" else audit).append(one)
    members = members_of(merged)
    for draft in drafts:
        if draft.merged_from and draft.realis == "actual":
            members.setdefault(draft.incident_id, members[draft.merged_from[0]])
    _log.info("%d drafts of incidents merged into %d", len(drafts) - len(audit), len(merged))
    return Merged(merged, _once(audit), members)


def members_of(incidents: Iterable[Incident]) -> dict[str, str]:
    """Return draft id -> incident id, from ``merged_from``: what a later run is given as `previous`."""
    members: dict[str, str] = {}
    for one in incidents:
        for name in one.merged_from or (one.incident_id,):
            members.setdefault(name, one.incident_id)
    return members


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
    parts = make_sketches(one for one in drafts if one.incident_id in wanted and one.realis == "actual")
    missing = sorted(wanted - {part.name for part in parts})
    if missing:
        raise InputError(f"drafts are missing: {', '.join(missing[:5])}", hint="give the drafts of the same run")
    book = IdBook(previous)
    ids = [book.give([part]) for part in parts]
    apart = [
        combine([part.draft], name, [other for other in ids if other != name])
        for part, name in zip(parts, ids, strict=True)
    ]
    kept = [one for one in merged.incidents if one.incident_id != incident_id]
    kept = [
        dataclasses.replace(
            one,
            possible_duplicate_of=tuple(sorted(({*one.possible_duplicate_of} - {incident_id}) | set(ids))),
        )
        if incident_id in one.possible_duplicate_of
        else one
        for one in kept
    ]
    members = {name: home for name, home in merged.members.items() if home != incident_id}
    return Merged(sorted([*kept, *apart], key=order_key), merged.audit, members | members_of(apart))


def _once(audit: Iterable[Incident]) -> list[Incident]:
    """Return the drafts by id and content, equal ones once."""
    return [one for _, one in sorted({(one.incident_id, repr(one)): one for one in audit}.items())]
