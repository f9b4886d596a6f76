"""Reading reports over processes: batches out, outcomes back in the same order, nothing lost when a worker dies."""

from __future__ import annotations

import errno
import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from geomap.engine import Engine, Told
from geomap.errors import GeomapError, ResourceError
from geomap.records import Rejection, Report
from geomap.work.limits import TooSlowError, time_limit
from geomap.work.packing import Outcome, pack_outcome, unpack_notes, unpack_resolutions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from geomap.settings import Settings

    Batch = Sequence["Job"]
    Doer = Callable[["Batch"], list[Outcome]]

_log = logging.getLogger(__name__)
_IN_FLIGHT = 3  # batches a worker that are read ahead: it is never idle, and memory stays flat


@dataclass(frozen=True, slots=True)
class Job:
    """A report to be read, its key, and its packed resolutions if these are known already."""

    key: str
    report: Report
    places: bytes | None = None


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


# ------------------------------------------------------------------------------------------ the work itself


def tell(engine: Engine, batch: Batch) -> list[Outcome]:
    """Return what each report of a batch gives; the one function that every way of running calls.

    A batch that is too slow or fails is done again report by report, so that one bad report costs only itself: it
    then has no mentions, and its note says why.

    Raises
    ------
    ResourceError
        If there is not the memory for any of them: then it is no report's fault, and none is given up for it.
    """
    # a language model has a time limit of its own, and waiting for it is no sign of a bad report
    limit = engine.settings.report_seconds if engine.settings.extractor == "rules" else 0.0
    try:
        with time_limit(limit):
            return _tell_together(engine, batch)
    except TooSlowError:
        _log.info("a batch of %d reports is read again one by one", len(batch))
    except GeomapError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad report must not end a run of a million; it is told
        trace = None if _no_memory(error) else error
        level = logging.ERROR if trace else logging.INFO
        _log.log(level, "a batch of %d reports failed and is read again one by one", len(batch), exc_info=trace)
    outcomes = [_tell_alone(engine, job, limit) for job in batch]
    if len(batch) > 1 and all(one.given_up and unpack_notes(one.notes)[-1].reason == "memory" for one in outcomes):
        raise ResourceError(
            "there is not enough memory to read reports",
            hint="close other programs, or read with fewer --workers; work done so far is kept",
        )
    return outcomes


def _tell_together(engine: Engine, batch: Batch) -> list[Outcome]:
    known = [unpack_resolutions(job.places, engine.gazetteer.get) if job.places else None for job in batch]
    told = engine.tell_batch([job.report for job in batch], known)
    return [pack_outcome(job.key, one, job.places) for job, one in zip(batch, told, strict=True)]


def _tell_alone(engine: Engine, job: Job, limit: float) -> Outcome:
    try:
        with time_limit(limit):
            return _tell_together(engine, [job])[0]
    except TooSlowError as error:
        return given_up(job, "too_slow", f"{error.what}; it was left out (the setting report_seconds raises the limit)")
    except GeomapError:
        raise
    except Exception as error:  # noqa: BLE001 - the same
        if _no_memory(error):
            return given_up(job, "memory", "there is not enough memory to read it; it was left out")
        _log.exception("a report failed")
        return given_up(
            job, "failed", f"geomap failed on it ({type(error).__name__}) and left it out; please report it"
        )


def _no_memory(error: Exception) -> bool:
    """Return whether an error says that there is no memory left; the system says so too when it cannot map a file."""
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM)


def given_up(job: Job, reason: str, detail: str) -> Outcome:
    """Return the outcome of a report that could not be read: nothing found, and a note that says why."""
    note = Rejection(job.report.source, reason, detail, job.report.id)
    return replace(pack_outcome(job.key, Told(job.report, (), (), (note,))), given_up=True)


# ------------------------------------------------------------------------------------------ one process


@contextmanager
def alone(settings: Settings) -> Iterator[Doer]:
    """Yield a function that reads a batch in this process; the engine is opened at the first batch."""
    with ExitStack() as stack:
        opened: list[Engine] = []

        def do(batch: Batch) -> list[Outcome]:
            if not opened:
                opened.append(stack.enter_context(Engine.open(settings)))
            return tell(opened[0], batch)

        yield do


def in_order(batches: Iterable[Batch], settings: Settings) -> Iterator[list[Outcome]]:
    """Yield the outcomes of each batch, read in this process."""
    with alone(settings) as do:
        for batch in batches:
            yield do(batch)


# ------------------------------------------------------------------------------------------ many processes

_ENGINES: dict[str, Engine] = {}
_STACK = ExitStack()


def own_engine(settings: Settings) -> Engine:
    """Return this process's engine for `settings`, opened at the first call: once a worker, whatever runs it."""
    key = repr(settings)
    if key not in _ENGINES:
        _ENGINES[key] = _STACK.enter_context(Engine.open(settings))
    return _ENGINES[key]


def _start() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    """End this worker when its parent is gone, however that ended."""
    wait([sentinel])
    os._exit(1)


def _work(settings: Settings, batch: Batch) -> list[Outcome]:
    return tell(own_engine(settings), batch)


def over_processes(batches: Iterable[Batch], settings: Settings, workers: int) -> Iterator[list[Outcome]]:
    """Yield the outcomes of each batch in order, read by `workers` processes.

    A worker that dies (out of memory, killed) takes no work with it: what it had in hand is read again in a worker
    of its own, report by report if need be, and only a report that kills its worker again is given up.

    Raises
    ------
    GeomapError
        What opening the engine in a worker raised: no gazetteer, no model.
    """
    stream = iter(batches)
    waiting: deque[tuple[Batch, Future[list[Outcome]]]] = deque()
    pool = _pool(workers)
    try:
        while True:
            while len(waiting) < workers * _IN_FLIGHT and (batch := next(stream, None)) is not None:
                waiting.append((batch, pool.submit(_work, settings, batch)))
            if not waiting:
                return
            batch, future = waiting[0]
            try:
                outcomes = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=True, cancel_futures=True)
                _log.warning("a worker died; what it had in hand is read again")
                for held, _ in waiting:
                    yield _carefully(held, settings)
                waiting.clear()
                pool = _pool(workers)
                continue
            waiting.popleft()
            yield outcomes
    finally:
        _stop(pool)


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn: a forked process would share the model's threads and the open gazetteer
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers without waiting for what they have in hand."""
    processes = list((pool._processes or {}).values())  # noqa: SLF001 - there is no public way before Python 3.14
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


def _carefully(batch: Batch, settings: Settings) -> list[Outcome]:
    """Return the outcomes of a batch that may have killed its worker."""
    try:
        return _in_one(batch, settings)
    except BrokenProcessPool:
        return [_survive(job, settings) for job in batch]


def _survive(job: Job, settings: Settings) -> Outcome:
    try:
        return _in_one([job], settings)[0]
    except BrokenProcessPool:
        return given_up(job, "worker_died", "reading it ended its worker twice (out of memory?); it was left out")


def _in_one(batch: Batch, settings: Settings) -> list[Outcome]:
    pool = _pool(1)
    try:
        return pool.submit(_work, settings, batch).result()
    finally:
        _stop(pool)
