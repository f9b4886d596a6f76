"""`geomap explain` and `geomap geoparse --explain` in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

TEXT = "Shells fell near the village of Kut in Gegharkunik province. Sotk and Kut were hit again. Qzzyrvanx was not."


@pytest.fixture
def geomap(tiny_gazetteer, tmp_path):
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")

    def call(*args):
        done = subprocess.run(
            [sys.executable, "-m", "geomap.cli", *args],
            capture_output=True, cwd=tmp_path, timeout=300, check=False,
            env={**os.environ, "GEOMAP_GAZETTEER": str(tiny_gazetteer)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8")

    return call


def test_every_line_fits_a_terminal_of_eighty_columns(geomap):
    out = geomap("explain", "report.txt", "--fast")
    assert "Kut" in out
    assert max(map(len, out.splitlines())) <= 80


def test_candidates_have_points_and_the_winner_a_reason(geomap):
    out = geomap("explain", "report.txt", "--fast", "--only", "Kut")
    assert "candidates" in out
    assert "none of these" in out
    assert "what counts" in out
    assert "Sotk" not in out.splitlines()[2]


def test_a_name_read_as_before_is_not_told_twice(geomap):
    out = geomap("explain", "report.txt", "--fast", "--only", "Kut")
    assert out.count("as above") == 1


def test_the_contributions_of_each_candidate_add_up_in_json(geomap):
    (line,) = geomap("explain", "report.txt", "--fast", "--json").splitlines()
    for toponym in json.loads(line)["toponyms"]:
        candidates = toponym["explain"]["candidates"]
        assert toponym["explain"]["why"]
        assert candidates[-1]["name"] is None or any(c["name"] is None for c in candidates)
        for candidate in candidates:
            total = sum(part["points"] for part in candidate["contributions"])
            assert total == pytest.approx(candidate["points"], abs=0.02)
            assert all(part["words"] for part in candidate["contributions"])


def test_the_chosen_candidate_is_the_place_of_the_row(geomap):
    (line,) = geomap("geoparse", "report.txt", "--fast", "--explain").splitlines()
    toponyms = json.loads(line)["toponyms"]
    assert toponyms
    for toponym in toponyms:
        chosen = [c["place_id"] for c in toponym["explain"]["candidates"] if c["chosen"]]
        assert toponym["place_id"] in {None, *chosen}


def test_min_score_leaves_out_what_is_scored_less(geomap):
    every = json.loads(geomap("geoparse", "report.txt", "--fast"))["toponyms"]
    least = sorted(t["score"] for t in every)[len(every) // 2]
    kept = json.loads(geomap("geoparse", "report.txt", "--fast", "--min-score", str(least)))["toponyms"]
    assert kept == [t for t in every if t["score"] >= least]
