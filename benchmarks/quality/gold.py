"""The gold sets: where they are, how they are read, and folds over their documents."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

SETS = ("LGL", "GeoWebNews", "reports-dev")
FOLDS = 5


@dataclass(frozen=True)
class Document:
    """One gold document of a set."""

    set: str
    id: str
    text: str
    toponyms: tuple
    ignore: tuple
    group: str = ""

    @property
    def fold(self) -> int:
        """Fold of a document, from a hash of its group or its text: the same in every run and for duplicates."""
        return int(hashlib.blake2b((self.group or self.text).encode(), digest_size=4).hexdigest(), 16) % FOLDS


def folder(argument: str | None = None) -> Path:
    """Return the folder of the gold sets: the argument, or GEOMAP_EVAL."""
    named = argument or os.environ.get("GEOMAP_EVAL")
    if not named:
        raise SystemExit("give the folder of the gold sets as an argument or in GEOMAP_EVAL")
    return Path(named)


def load(home: Path, name: str) -> list[Document]:
    """Return the documents of a set."""
    out = []
    for line in (home / f"{name}.jsonl").read_text(encoding="utf-8").split("\n"):
        if line.strip():
            row = json.loads(line)
            ignore = tuple((s["start"], s["end"]) for s in row.get("ignore_spans", ()))
            out.append(Document(name, str(row["id"]), row["text"], tuple(row["toponyms"]), ignore))
    return out


def keep_apart(documents: list[Document], *, rare: int = 4) -> list[Document]:
    """Return the documents with those in one group that share a rare place: one that at most `rare` of them name.

    With such folds nothing that was fitted has seen a rare name of the documents it is scored on.
    """
    owner = list(range(len(documents)))

    def root(i: int) -> int:
        while owner[i] != i:
            owner[i] = owner[owner[i]]
            i = owner[i]
        return i

    named: dict[str, set[int]] = {}
    for i, d in enumerate(documents):
        for t in d.toponyms:
            named.setdefault(t["text"].casefold(), set()).add(i)
    for _, where in sorted(named.items()):
        if 1 < len(where) <= rare:
            first = min(where)
            for i in sorted(where):
                owner[root(i)] = root(first)
    return [replace(d, group=f"group {root(i)}") for i, d in enumerate(documents)]


def scorer(home: Path):
    """Return the scorer module that stands beside the sets."""
    spec = importlib.util.spec_from_file_location("score_toponyms", home / "score_toponyms.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
