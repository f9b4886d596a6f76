"""What people decided about merges: ``merges.jsonl`` in a run's folder, kept in every later run.

One line a decision::

    {"decision": "apart", "drafts": ["d0123456789ab", "d23456789abcd"], "incident": "i0123456789ab"}
    {"decision": "together", "drafts": ["d0123456789ab", "d3456789abcde"], "incident": "i0123456789ab"}

``apart``: no two of the drafts become one incident. ``together``: all of them are one. ``incident`` is the incident
that the person looked at; it is for people and decides nothing. Drafts have the same ids as long as the reports and
the gazetteer are the same.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.files import write_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

FILE = "merges.jsonl"
STORE = "geomap.gpkg"
_KINDS = ("apart", "together")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: "apart" or "together", the drafts it is about, the incident it was taken on."""

    kind: str
    drafts: tuple[str, ...]
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions in the order they were taken; a later one replaces what it contradicts."""

    taken: tuple[Decision, ...] = ()

    @property
    def apart(self) -> list[tuple[str, ...]]:
        """Sets of drafts for ``keep_apart`` of `geomap.merge.merge_incidents`."""
        return [one.drafts for one in self.taken if one.kind == "apart"]

    @property
    def together(self) -> list[tuple[str, ...]]:
        """Sets of drafts for ``keep_together``."""
        return [one.drafts for one in self.taken if one.kind == "together"]

    def with_apart(self, drafts: Collection[str], incident: str) -> Decisions:
        """Return the decisions and one more: no two of `drafts` are one incident."""
        return self._and(Decision("apart", tuple(sorted(set(drafts))), incident))

    def with_together(self, drafts: Collection[str], incident: str) -> Decisions:
        """Return the decisions and one more: all of `drafts` are one incident."""
        return self._and(Decision("together", tuple(sorted(set(drafts))), incident))

    def without(self, drafts: Iterable[str]) -> Decisions:
        """Return the decisions that name none of `drafts`."""
        gone = set(drafts)
        return Decisions(tuple(one for one in self.taken if gone.isdisjoint(one.drafts)))

    def _and(self, new: Decision) -> Decisions:
        kept = [one for one in self.taken if one.kind == new.kind or len(set(one.drafts) & set(new.drafts)) < 2]
        return Decisions((*(one for one in kept if one.drafts != new.drafts), new))


def read_decisions(folder: Path | None) -> Decisions:
    """Return the decisions kept in a run's folder; none if there is no folder or no file.

    Raises
    ------
    InputError
        If a line cannot be understood: a decision is never lost in silence.
    """
    path = None if folder is None else folder / FILE
    if path is None or not path.exists():
        return Decisions()
    taken = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            kind, drafts = row["decision"], row["drafts"]
            good = kind in _KINDS and isinstance(drafts, list) and all(isinstance(one, str) for one in drafts)
        except (ValueError, KeyError, TypeError):
            good = False
        if not good:
            raise InputError(
                f"{path}, line {number} is no decision about a merge",
                hint='a line is {"decision": "apart" or "together", "drafts": [ids]}; mend it or remove it',
            )
        taken.append(Decision(kind, tuple(drafts), str(row.get("incident", ""))))
    return Decisions(tuple(taken))


def write_decisions(decisions: Decisions, folder: Path) -> Path:
    """Write the decisions to a run's folder, whole or not at all, and return the file."""
    lines = [
        json.dumps({"decision": one.kind, "drafts": list(one.drafts), "incident": one.incident}, ensure_ascii=False)
        for one in decisions.taken
    ]
    return write_text(folder / FILE, "".join(f"{line}\n" for line in lines))


def merge_options(folder: Path | None) -> dict[str, Any]:
    """Return what a run's folder says about merging, as keyword arguments of `geomap.merge.merge_stream`.

    Returns
    -------
    options
        ``previous``, ``keep_apart``, ``keep_together``: ids of the run that is there, and people's decisions.
    """
    decisions = read_decisions(folder)
    return {
        "previous": earlier_ids(folder),
        "keep_apart": decisions.apart,
        "keep_together": decisions.together,
    }


def earlier_ids(folder: Path | None) -> dict[str, str]:
    """Return draft id -> incident id of the run that is in a folder, for ``previous`` of the merge.

    Returns
    -------
    ids
        Empty without a folder or a finished run in it.
    """
    path = None if folder is None else folder / STORE
    if path is None or not path.exists():
        return {}
    ids: dict[str, str] = {}
    try:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5.0)
        try:
            for table in ("incidents", "audit"):  # a rejected incident keeps its id too
                for incident_id, told in db.execute(f"SELECT incident_id, merged_from FROM {table} ORDER BY 1"):
                    for draft in _list(told):
                        ids.setdefault(draft, incident_id)
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return {}  # not a store of ours: the export says so when it comes to write it
    return ids


def _list(told: object) -> list[str]:
    try:
        value = json.loads(told) if isinstance(told, str) else []
    except ValueError:
        return []  # a person typed into the cell
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
