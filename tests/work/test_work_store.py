"""The store of work: what is known is not done again, and the same reports leave the same bytes."""

from __future__ import annotations

import sqlite3

import pytest
from work_reports import report_of

from geomap.engine import Keys, Told
from geomap.errors import InputMissingError, ResourceError
from geomap.work.packing import pack_outcome, report_key
from geomap.work.store import FILE, known_work, open_work, stored_places

KEYS = Keys("places 1", "incidents 1")


def put(work, *numbers):
    for number in numbers:
        report = report_of(number)
        key = report_key(report)
        work.enter(report, key)
        if work.state(key) != "done":
            work.put([pack_outcome(key, Told(report, (), ()))])


def test_a_report_is_known_under_the_same_keys_only(tmp_path):
    key = report_key(report_of(1))
    with open_work(tmp_path, KEYS) as work:
        work.begin(add=False)
        assert work.state(key) == ""
        put(work, 1)
        assert work.state(key) == "done"
    with open_work(tmp_path, Keys("places 1", "incidents 2")) as work:
        assert work.state(key) == "places"
    with open_work(tmp_path, Keys("places 2", "incidents 2")) as work:
        assert work.state(key) == ""


def test_the_same_reports_leave_the_same_bytes_whatever_was_there_before(tmp_path):
    for name, order in (("a", [(1, 2, 3)]), ("b", [(3, 9), (1, 2, 3)]), ("c", [(1,), (1, 2), (1, 2, 3)])):
        for numbers in order:
            with open_work(tmp_path / name, KEYS) as work:
                work.begin(add=False)
                put(work, *numbers)
                work.finish()
    files = [(tmp_path / name / FILE).read_bytes() for name in "abc"]
    assert files[0] == files[1] == files[2]
    assert not list(tmp_path.rglob("*-wal"))


def test_adding_keeps_the_old_reports_in_front_and_replaces_a_changed_text(tmp_path):
    with open_work(tmp_path, KEYS) as work:
        work.begin(add=False)
        put(work, 1, 2)
        work.finish()
    with open_work(tmp_path, KEYS) as work:
        work.begin(add=True)
        changed = report_of(3, id="r0001")
        work.enter(changed, report_key(changed))
        work.put([pack_outcome(report_key(changed), Told(changed, (), ()))])
        put(work, 4)
        work.finish()
        assert work.counts().reports == 3
    assert [name for name, _ in stored_places(tmp_path / FILE)] == ["r0001", "r0002", "r0004"]


def test_a_run_that_is_not_finished_leaves_what_it_did(tmp_path):
    with pytest.raises(KeyboardInterrupt), open_work(tmp_path, KEYS) as work:
        work.begin(add=False)
        put(work, 1, 2)
        raise KeyboardInterrupt
    with known_work(tmp_path / FILE, KEYS) as state:
        assert state(report_key(report_of(2))) == "done"
        assert state(report_key(report_of(5))) == ""


def test_a_file_that_is_no_store_is_begun_anew(tmp_path, caplog):
    (tmp_path / FILE).write_bytes(b"not a database at all, but long enough to look like one " * 20)
    with open_work(tmp_path, KEYS) as work:
        work.begin(add=True)
        put(work, 1)
        assert work.counts().reports == 1
    assert "begun anew" in caplog.text


def test_a_store_with_a_torn_page_is_named_with_what_to_do(tmp_path):
    with open_work(tmp_path, KEYS) as work:
        work.begin(add=False)
        put(work, *range(40))
        work.finish()
    data = bytearray((tmp_path / FILE).read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(ResourceError, match="damaged"), open_work(tmp_path, KEYS) as work:
        work.begin(add=True)
        put(work, 50)


def test_a_store_that_went_away_is_told(tmp_path):
    with pytest.raises(InputMissingError, match="not there any more"):
        list(stored_places(tmp_path / FILE))


def test_a_report_that_was_given_up_is_tried_again(tmp_path):
    report = report_of(1)
    from geomap.work.workers import Job, given_up

    with open_work(tmp_path, KEYS) as work:
        work.begin(add=False)
        work.enter(report, report_key(report))
        work.put([given_up(Job(report_key(report), report), "too_slow", "it took too long")])
        assert work.state(report_key(report)) == ""
        assert [note.reason for note in work.notes()] == ["too_slow"]


def test_a_store_in_memory_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with open_work(None, KEYS) as work:
        work.begin(add=False)
        put(work, 1)
        work.finish()
        assert work.counts().reports == 1
    assert list(tmp_path.iterdir()) == []


def test_the_store_is_plain_sqlite_without_pickles(tmp_path):
    with open_work(tmp_path, KEYS) as work:
        work.begin(add=False)
        put(work, 1)
        work.finish()
    with sqlite3.connect(tmp_path / FILE) as db:
        data = db.execute("SELECT places FROM told").fetchone()[0]
    assert data[:1] == b"\x78"  # zlib, over JSON


def steps_of_one_more(reports):
    """Return how many hundred steps of SQLite's machine it takes to enter one more report."""
    with open_work(None, KEYS) as work:
        work.begin(add=False)
        for number in range(reports):
            work.enter(report_of(number), f"{number:032x}")
        steps = 0

        def step():
            nonlocal steps
            steps += 1

        work._db.set_progress_handler(step, 10)
        work.enter(report_of(reports), f"{reports:032x}")
    return steps


def test_entering_a_report_costs_the_same_however_many_there_are():
    assert steps_of_one_more(3000) <= 2 * steps_of_one_more(30)
