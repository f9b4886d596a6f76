"""Processes give what one process gives, and a bad report costs only itself."""

from __future__ import annotations

import contextlib
import threading
import time

import psutil
import pytest
from work_reports import report_of

from geomap.engine import Engine
from geomap.work.limits import TooSlowError, time_limit
from geomap.work.packing import report_key, unpack_notes
from geomap.work.workers import Job, in_order, over_processes, tell


def batches(count, size=8):
    jobs = [Job(report_key(report_of(n)), report_of(n)) for n in range(count)]
    return [jobs[at : at + size] for at in range(0, count, size)]


def test_two_processes_give_the_same_as_one_in_the_same_order(settings):
    alone = list(in_order(batches(60), settings))
    assert list(over_processes(batches(60), settings, 2)) == alone
    assert sum(one.resolved for batch in alone for one in batch) > 100


def test_known_places_are_not_looked_for_again_and_give_the_same_incidents(settings):
    whole = next(in_order(batches(8), settings))
    again = [Job(job.key, job.report, one.places) for job, one in zip(batches(8)[0], whole, strict=True)]
    assert next(in_order([again], settings)) == whole


def workers_of_this_process():
    found = []
    for one in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # it, or its zombie, is gone meanwhile
            found += [one] if "spawn_main" in " ".join(one.cmdline()) else []
    return found


def runs(process):
    """Tell whether a process works on; psutil's own waiting would take its exit code away from its parent."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_killed_worker_takes_no_report_with_it(settings):
    alone = list(in_order(batches(400), settings))
    found = []
    for number, outcomes in enumerate(over_processes(batches(400), settings, 2)):
        found.append(outcomes)
        if number in {2, 20}:
            workers_of_this_process()[0].kill()
    assert found == alone


def test_reports_that_kill_every_worker_are_given_up_and_told(settings):
    stop = threading.Event()

    def murder():
        while not stop.wait(0.05):
            for one in workers_of_this_process():
                one.kill()

    killer = threading.Thread(target=murder)
    killer.start()
    try:
        outcomes = [one for batch in over_processes(batches(3, 3), settings, 1) for one in batch]
    finally:
        stop.set()
        killer.join()
    notes = [note for one in outcomes for note in unpack_notes(one.notes)]
    assert [note.reason for note in notes] == ["worker_died"] * 3
    assert [note.where for note in notes] == ["r0000", "r0001", "r0002"]
    assert all(one.given_up and note.fatal for one, note in zip(outcomes, notes, strict=True))


def test_workers_end_with_their_parent(settings):
    stream = over_processes(batches(200), settings, 2)
    next(stream)
    started = workers_of_this_process()
    assert len(started) == 2
    stream.close()
    deadline = time.monotonic() + 20
    while any(map(runs, started)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(runs, started))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the timer may strike in a finaliser
def test_a_report_that_takes_too_long_is_given_up_alone(settings):
    slow = settings.replace(report_seconds=1.0)
    with Engine.open(slow) as engine:
        tell(engine, batches(1, 1)[0])  # what is opened once is open
        long = report_of(1, clean="Sotk, Kut, Goris and Kapan. " * 30_000, text="Sotk, Kut, Goris and Kapan. " * 30_000)
        job = Job("long", long)
        begin = time.monotonic()
        outcomes = tell(engine, [*batches(3, 3)[0], job])
        took = time.monotonic() - begin
    assert [one.given_up for one in outcomes] == [False, False, False, True]
    assert "longer than 1 seconds" in unpack_notes(outcomes[-1].notes)[0].detail
    assert took < 20


def test_too_many_mentions_are_cut_and_told(settings):
    few = settings.replace(max_mentions=3)
    with Engine.open(few) as engine:
        outcome = tell(engine, batches(1, 1)[0])[0]
    assert outcome.mentions == 3
    assert [note.reason for note in unpack_notes(outcome.notes)] == ["too_many_mentions"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the limit may strike in a finaliser
def test_the_limit_holds_in_a_thread_that_is_not_the_main_one_as_on_a_dask_worker(settings):
    text = "Sotk, Kut, Goris and Kapan. " * 30_000
    found = []

    def work():
        with Engine.open(settings.replace(report_seconds=1.0)) as engine:
            tell(engine, batches(1, 1)[0])
            begin = time.monotonic()
            found.append(tell(engine, [*batches(3, 3)[0], Job("long", report_of(1, clean=text, text=text))]))
            found.append(time.monotonic() - begin)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    outcomes, took = found
    assert [one.given_up for one in outcomes] == [False, False, False, True]
    assert "longer than 1 seconds" in unpack_notes(outcomes[-1].notes)[0].detail
    assert took < 20


def test_a_limit_in_a_thread_leaves_nothing_behind_that_strikes_later():
    told = []

    def work():
        for _ in range(40):
            try:
                with time_limit(0.05):
                    end = time.monotonic() + 5
                    while time.monotonic() < end:
                        pass
            except TooSlowError as error:
                told.append(str(error))
        end = time.monotonic() + 1  # whatever was still to come would come here
        while time.monotonic() < end:
            pass
        told.append("calm")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert told == [*["it took longer than 0.05 seconds"] * 40, "calm"]


@pytest.mark.parametrize("seconds", [0, 1e-9, 1e300, float("inf")])
def test_any_number_of_seconds_is_a_limit(seconds):
    try:
        with time_limit(seconds):
            pass
    except TooSlowError:
        assert seconds == 1e-9
