"""Options of a job that the stages do not see."""

from __future__ import annotations

import json

import pytest

from geomap.errors import InputError
from geomap.settings import Settings

FAST = ("--model", "none")


def test_the_map_of_a_run_is_in_the_language_that_was_asked_for(start, archive, tmp_path):
    run = start("run", archive(5), "-o", "out", "--lang", "hy", *FAST)
    _, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    page = (tmp_path / "out" / "map.html").read_text("utf-8")
    assert '<html lang="hy">' in page
    assert "Գեղարքունիք" in page  # the provinces' names too
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["settings"]["lang"] == "hy"


def test_a_language_that_the_map_has_not_is_refused_before_anything_is_read():
    with pytest.raises(InputError, match="lang must be one of en, ru, hy, az"):
        Settings(lang="fr")
