"""Ids of incidents: the same reports in, the same ids out, and further reports change as few as can be."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geomap.records import Incident

_HEX = 12  # not 32: the map rewrites every run of 32 hex digits


def stable_ids(groups: Sequence[Sequence[Incident]], previous: Mapping[str, str] | None = None) -> list[str]:
    """Return an incident id for each group of drafts, all different.

    An id is "i" and twelve hex digits over the draft of the earliest report, so a report that comes later does not
    change it. With `previous`, an id of an earlier run goes to the group that holds most of its drafts.

    Parameters
    ----------
    groups
        Drafts of one incident each, no group empty.
    previous
        Draft id -> incident id, from `Merged.members` of an earlier run. Drafts that are merged incidents
        themselves (they have ``merged_from``) bring their id along.
    """
    known = dict(previous or {})
    held: dict[str, dict[int, int]] = {}
    for number, group in enumerate(groups):
        for draft in group:
            names = draft.merged_from or (draft.incident_id,)
            if draft.merged_from:
                votes = held.setdefault(draft.incident_id, {})
                votes[number] = votes.get(number, 0) + len(names)
            for name in names:
                if name in known:
                    votes = held.setdefault(known[name], {})
                    votes[number] = votes.get(number, 0) + 1
    ids: list[str | None] = [None] * len(groups)
    claims = sorted(
        (-count, incident_id, _anchor(groups[number]), number)
        for incident_id, votes in held.items()
        for number, count in votes.items()
    )
    taken: set[str] = set()
    for _, incident_id, _, number in claims:
        if ids[number] is None and incident_id not in taken:
            ids[number] = incident_id
            taken.add(incident_id)
    taken |= set(held)  # an id that lost its group is not given to another
    order = sorted((number for number, name in enumerate(ids) if name is None), key=lambda n: _anchor(groups[n]))
    for number in order:
        anchor, salt = _anchor(groups[number])[2], 0
        while (name := _digest(anchor, salt)) in taken:
            salt += 1
        ids[number] = name
        taken.add(name)
    return [name or "" for name in ids]


def _anchor(group: Sequence[Incident]) -> tuple[str, str, str]:
    """Return (date, report id, draft id) of the draft with the earliest report."""
    return min(
        (*min(((s.date or "9999", s.report_id) for s in draft.sources), default=("9999", "")), draft.incident_id)
        for draft in group
    )


def _digest(text: str, salt: int) -> str:
    key = f"{text}\x1f{salt}" if salt else text
    return "i" + hashlib.blake2b(key.encode(), digest_size=_HEX // 2).hexdigest()
