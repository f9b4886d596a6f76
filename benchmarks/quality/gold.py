"""The gold sets: where they are, how they are read, and folds over their documents."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from dataclasses import dataclass
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

    @property
    def fold(self) -> int:
        """Fold of a document, from a hash of its text: the same in every run and for duplicates."""
        return int(hashlib.blake2b(self.text.encode(), digest_size=4).hexdigest(), 16) % FOLDS


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


def scorer(home: Path):
    """Return the scorer module that stands beside the sets."""
    spec = importlib.util.spec_from_file_location("score_toponyms", home / "score_toponyms.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
