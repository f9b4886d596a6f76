"""A run that is stopped goes on where it was; only what depends on a change is read again."""

from __future__ import annotations

import json
import random
import shutil
import signal
import time

import pytest
from work_reports import files_of, wait_for_work

FAST = ("--model", "none")


def finished(process):
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out, err


def test_killed_at_random_moments_and_resumed_the_files_are_those_of_an_undisturbed_run(start, archive, tmp_path):
    reports = archive(300)
    began = time.monotonic()
    finished(start("run", reports, "-o", "whole", "--workers", "1", *FAST))
    took = time.monotonic() - began  # the machine's own measure: a kill after the end is none
    chance = random.Random(20)
    kills = 0
    while kills < 4:
        process = start("run", reports, "-o", "killed", "--workers", "1", *FAST)
        time.sleep(chance.uniform(0.2, 0.8) * took)
        ended = process.poll() is not None
        process.kill()
        process.communicate()
        if ended:  # it went on where the last one was killed, or the machine is quicker now: sooner, and from new
            took *= 0.7
            shutil.rmtree(tmp_path / "killed")
            kills = 0
        kills += not ended
    finished(start("run", reports, "-o", "killed", "--workers", "2", *FAST))
    assert files_of(tmp_path / "killed") == files_of(tmp_path / "whole")


def dry(start, *args):
    out, _ = finished(start("run", *args, *FAST, "--dry-run"))
    line = out.splitlines()[0]
    return [int(word) for word in line.replace(",", " ").replace(":", " ").split() if word.isdigit()]


def test_only_what_depends_on_a_change_is_read_again(start, archive, tmp_path):
    reports = archive(20)
    assert dry(start, reports, "-o", "out") == [20, 20, 0, 0]
    assert not (tmp_path / "out").exists()
    finished(start("run", reports, "-o", "out", *FAST))
    assert dry(start, reports, "-o", "out") == [20, 0, 0, 20]
    assert dry(start, reports, "-o", "out", "--title", "Another", "--border", "AM-AZ") == [20, 0, 0, 20]
    assert dry(start, reports, "-o", "out", "--region", "AM") == [20, 20, 0, 0]
    archive(25)
    assert dry(start, reports, "-o", "out") == [25, 5, 0, 20]


def test_new_reports_are_added_to_a_finished_run(start, archive, tmp_path):
    everything = archive(40, "everything.jsonl")
    finished(start("run", everything, "-o", "whole", *FAST))
    first, second = archive(25, "first.jsonl"), archive(15, "second.jsonl", first=25)
    finished(start("run", first, "-o", "grown", *FAST))
    finished(start("run", second, "-o", "grown", "--add", *FAST))
    ids = {
        name: [
            f["properties"]["incident_id"]
            for f in json.loads((tmp_path / name / "incidents.geojson").read_text())["features"]
        ]
        for name in ("whole", "grown")
    }
    assert len(ids["whole"]) == len(ids["grown"]) > 10
    assert json.loads((tmp_path / "grown" / "run.json").read_text())["counts"]["reports"] == 40


def test_ctrl_c_leaves_whole_files_and_says_so(start, archive, tmp_path):
    process = start("run", archive(400), "-o", "out", "--workers", "2", *FAST)
    wait_for_work(tmp_path / "out")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert not list((tmp_path / "out").glob("*.geojson"))
    assert dry(start, tmp_path / "archive.jsonl", "-o", "out")[0] == 400


@pytest.mark.parametrize("wait", [False, True])
def test_the_second_run_into_a_folder_waits_or_says_who_holds_it(start, archive, tmp_path, wait):
    reports = archive(150)
    first = start("run", reports, "-o", "out", *FAST)
    deadline = time.monotonic() + 60
    while not (tmp_path / "out" / ".geomap" / "holder.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    second = start("run", reports, "-o", "out", *FAST, *(["--wait"] if wait else []))
    _, err = second.communicate(timeout=120)
    finished(first)
    if wait:
        assert second.returncode == 0, err
    else:
        assert second.returncode == 4
        assert f"process {first.pid} " in err
        assert "--wait" in err
