"""Archives of small reports, and commands that run beside the test."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from work_reports import text_of

from geomap.settings import Settings


@pytest.fixture
def settings(tiny_gazetteer):
    return Settings(gazetteer=tiny_gazetteer, model="none")


@pytest.fixture
def archive(tmp_path):
    """Return a function that writes a JSON Lines file of so many reports."""

    def make(count: int, name: str = "archive.jsonl", first: int = 0):
        path = tmp_path / name
        lines = [{"id": f"r{n:04d}", "date": "2023-06-01", "text": text_of(n)} for n in range(first, first + count)]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        return path

    return make


@pytest.fixture
def start(tiny_gazetteer, tmp_path):
    """Return a function that starts `geomap ARGS` and does not wait for it."""
    running = []

    def call(*args, module="geomap.cli"):
        environment = {**os.environ, "GEOMAP_GAZETTEER": str(tiny_gazetteer), "COLUMNS": "200"}
        process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, args)],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield call
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()
