"""A watched folder: what comes in is on the map after the next look, and a restart goes on."""

from __future__ import annotations

import json
import signal
import time

import pytest
from work_reports import text_of

from geomap.errors import InputError
from geomap.watch import snapshot, watch

FAST = ("--model", "none")


def reports_of(folder):
    return json.loads((folder / "run.json").read_text("utf-8"))["counts"]["reports"]


def test_new_reports_are_picked_up_and_those_that_went_away_are_kept(settings, tmp_path):
    inbox, out = tmp_path / "inbox", tmp_path / "out"
    inbox.mkdir()
    steps = iter([
        lambda: (inbox / "a.txt").write_text(text_of(1), "utf-8"),
        lambda: None,
        lambda: (inbox / "b.txt").write_text(text_of(2), "utf-8"),
        (inbox / "a.txt").unlink,
        lambda: None,
    ])  # fmt: skip
    looked = watch([inbox], output=out, settings=settings, sleep=lambda _: next(steps)())
    assert next(looked).run.counts["reports"] == 1
    assert next(looked).run.counts["reports"] == 2
    assert reports_of(out) == 2
    assert (out / "map.html").exists()


def test_a_folder_with_nothing_to_read_is_told_and_watched_on(settings, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    update = next(watch([tmp_path / "empty.txt"], output=tmp_path / "out", settings=settings, sleep=lambda _: None))
    assert update.run is None
    assert "nothing could be read" in update.error.what


def test_a_file_that_is_still_being_written_is_waited_for(settings, tmp_path):
    (tmp_path / "inbox").mkdir()
    path = tmp_path / "inbox" / "a.txt"
    path.write_text(text_of(1), "utf-8")
    looks = []

    def grow(_seconds):
        looks.append(1)
        if len(looks) < 4:
            path.write_text(text_of(1) + "\n\nMore." * len(looks), "utf-8")

    looked = watch([tmp_path / "inbox"], output=tmp_path / "out", settings=settings, sleep=grow)
    next(looked)
    done = next(looked)
    assert len(looks) == 4
    assert done.run.counts["reports"] == 1


def test_a_folder_that_is_not_there_is_said_at_once(tmp_path):
    with pytest.raises(InputError, match="there is no file or folder"):
        next(watch([tmp_path / "nowhere"], output=tmp_path / "out"))


def test_the_snapshot_leaves_hidden_files_out(tmp_path):
    (tmp_path / ".part").write_text("x", "utf-8")
    (tmp_path / "a.txt").write_text("x", "utf-8")
    assert [name.rsplit("/", 1)[-1] for name in snapshot([tmp_path])] == ["a.txt"]


def test_the_command_survives_a_restart_and_stops_cleanly(start, tmp_path):
    (tmp_path / "inbox").mkdir()
    for number in range(3):
        (tmp_path / "inbox" / f"{number}.txt").write_text(text_of(number), "utf-8")
    done = start("watch", "inbox", "-o", "out", "--every", "0.3", "--updates", "1", *FAST)
    out, err = done.communicate(timeout=120)
    assert done.returncode == 0, err
    assert out.strip().endswith("map.html")
    (tmp_path / "inbox" / "3.txt").write_text(text_of(3), "utf-8")
    process = start("watch", "inbox", "-o", "out", "--every", "0.3", *FAST)
    deadline = time.monotonic() + 60
    while reports_of(tmp_path / "out") < 4 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert reports_of(tmp_path / "out") == 4
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err


def test_a_renamed_file_is_no_second_witness_and_a_torn_one_takes_nothing_away(settings, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text(text_of(1), "utf-8")
    steps = iter([
        lambda: (inbox / "a.txt").rename(inbox / "b.txt"),
        lambda: None,
        lambda: (inbox / "b.txt").write_bytes(b""),
        lambda: None,
    ])  # fmt: skip
    looked = watch([inbox], output=tmp_path / "out", settings=settings, sleep=lambda _: next(steps)())
    for _ in range(3):
        incidents = next(looked).run.incidents
        assert incidents["source_count"].tolist() == [1]
