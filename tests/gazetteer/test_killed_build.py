"""`kill -9` in the middle of a build leaves nothing for good."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time

from geomap.gazetteer.build import build
from geomap.gazetteer.store import Gazetteer

CODE = "import sys\nfrom pathlib import Path\nfrom geomap.gazetteer.build import build\nbuild(Path(sys.argv[1]), small=True)"


def written(folder):
    """Tell whether an unfinished file has anything in it: the name is reserved, freed and taken again by SQLite."""
    with os.scandir(folder) as entries, contextlib.suppress(FileNotFoundError):
        return any(entry.stat().st_size for entry in entries if entry.name.startswith(".geomap-unfinished-"))
    return False


def test_a_build_that_is_killed_leaves_nothing_after_the_next_one(tmp_path):
    target = tmp_path / "gazetteer.gpkg"
    process = subprocess.Popen([sys.executable, "-c", CODE, str(target)])
    deadline = time.monotonic() + 60
    while not written(tmp_path) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.poll() is None, "it was done before it could be stopped"
    process.kill()
    process.wait()
    assert list(tmp_path.glob(".geomap-unfinished-*"))
    assert not target.exists()
    build(target, small=True)
    assert [path.name for path in tmp_path.iterdir()] == ["gazetteer.gpkg"]
    with Gazetteer.open(target) as gazetteer:
        assert gazetteer.exact("Sotk")
