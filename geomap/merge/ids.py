"""Ids of incidents: the same reports in, the same ids out, and further reports change as few as can be."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geomap.merge.atoms import Sketch

_HEX = 12  # not 32: the map rewrites every run of 32 hex digits


class IdBook:
    """Gives ids to groups of drafts, one group after the other, no id twice.

    An id is "i" and twelve hex digits over the draft of the earliest report, so a report that comes later does not
    change it. An id of an earlier run goes to the group that holds more than half of its drafts, or the draft it was
    made from.

    Parameters
    ----------
    previous
        Draft id -> incident id, from an earlier run.
    """

    def __init__(self, previous: Mapping[str, str] | None = None) -> None:
        self._previous = previous or {}
        self._sizes = Counter(self._previous.values())
        self._taken: set[int | str] = set()  # as numbers: a million ids are some 60 MB

    def give(self, members: Sequence[Sketch]) -> str:
        """Return the id of a group (not empty)."""
        anchor = min((*one.told, min(one.parts)) for one in members)[2]
        heir = self._heir(members, anchor) if self._previous or any(one.merged for one in members) else ""
        if heir:
            self._taken.add(_packed(heir))
            return heir
        salt = 0
        while _packed(name := digest(anchor, salt)) in self._taken or name in self._sizes:
            salt += 1
        self._taken.add(_packed(name))
        return name

    def _heir(self, members: Sequence[Sketch], anchor: str) -> str:
        votes: Counter[str] = Counter()
        sizes: dict[str, int] = {}
        made_from: set[str] = set()
        for one in members:
            if one.merged:
                votes[one.name] += len(one.parts)
                sizes[one.name] = len(one.parts)
            for part in one.parts:
                old = self._previous.get(part)
                if old is None:
                    continue
                made = digest(part, 0) == old
                if made:
                    made_from.add(old)
                if not (one.merged and old == one.name):
                    votes[old] += 1
                    sizes.setdefault(old, self._sizes[old])
        own = digest(anchor)  # of two that are alike the one that a first run would give
        for old, count in sorted(votes.items(), key=lambda item: (-item[1], item[0] != own, item[0])):
            if (2 * count > sizes[old] or old in made_from) and _packed(old) not in self._taken:
                return old
        return ""


def digest(text: str, salt: int = 0) -> str:
    """Return the id made from a draft id; `salt` only where that id is taken."""
    key = f"{text}\x1f{salt}" if salt else text
    return "i" + hashlib.blake2b(key.encode(), digest_size=_HEX // 2).hexdigest()


def _packed(name: str) -> int | str:
    if len(name) == _HEX + 1 and name[0] == "i":
        try:
            return int(name[1:], 16)
        except ValueError:
            return name
    return name
