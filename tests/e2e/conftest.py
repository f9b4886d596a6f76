"""The command line in a process of its own, as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

REPORT = """ date 2023-05-13

Two Armenian soldiers were wounded on Friday when Azerbaijani troops fired mortars at a post near the village of Kut
in Gegharkunik province, the Defence Ministry in Yerevan said. One soldier was killed. Baku said that Armenian units
had opened fire first.

The leaders of both countries are to meet in Brussels on Sunday.
"""


@dataclass
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str
    folder: Path

    def rows(self, name: str = "rejected.jsonl") -> list[dict]:
        """Return the JSON Lines of a file of the output folder."""
        return [json.loads(line) for line in (self.folder / name).read_text("utf-8").splitlines()]

    def reasons(self) -> set[str]:
        """Return the reason codes in rejected.jsonl."""
        return {row["reason"] for row in self.rows()}


@pytest.fixture
def cli(tiny_gazetteer, tmp_path):
    """Return a function that runs `geomap ARGS` in a process of its own."""

    def call(*args, stdin=None, env=None, timeout=300):
        environment = {**os.environ, "GEOMAP_GAZETTEER": str(tiny_gazetteer), "COLUMNS": "200", **(env or {})}
        done = subprocess.run(
            [sys.executable, "-m", "geomap.cli", *map(str, args)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env=environment,
            timeout=timeout,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"), tmp_path / "outputs")

    return call


@pytest.fixture
def report(tmp_path):
    """Return the path of a good report."""
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    return path
