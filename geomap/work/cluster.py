"""Reading reports on a Dask cluster: the very same batches and functions as over processes (extra: dask).

The model and the gazetteer are opened once a worker process, from paths that each worker can see. A worker that dies
is Dask's to replace: it gives the batch to another.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geomap.errors import ResourceError, need
from geomap.work.workers import given_up, own_engine, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geomap.settings import Settings
    from geomap.work.packing import Outcome
    from geomap.work.workers import Batch

_IN_FLIGHT = 4  # batches a worker thread that are handed out ahead
_CONNECT_SECONDS = 15
_ONE_AT_A_TIME = threading.Lock()  # a worker with several threads still has one model


class SchedulerMissingError(ResourceError):
    """There is no Dask scheduler, or it has no workers."""


@contextmanager
def connect(scheduler: str) -> Iterator[Any]:
    """Yield a `distributed.Client` of the scheduler at an address.

    Raises
    ------
    MissingDependencyError
        If Dask is not installed.
    SchedulerMissingError
        If nobody answers there, or no worker has joined it.
    """
    distributed = need("distributed", to="run on a Dask cluster", extra="dask")
    try:
        client = distributed.Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise SchedulerMissingError(
            f"no Dask scheduler answers at {scheduler}: {error}",
            hint="start one with `dask scheduler` and workers with `dask worker ADDRESS --nthreads 1`",
        ) from error
    try:
        try:
            client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except TimeoutError as error:
            raise SchedulerMissingError(
                f"the Dask scheduler at {scheduler} has no workers",
                hint="start some: `dask worker ADDRESS --nthreads 1`",
            ) from error
        yield client
    finally:
        client.close()


def read_batch(batch: Batch, settings: Settings) -> list[Outcome]:
    """Return the outcomes of a batch; runs on a worker, whose engine is opened at its first batch."""
    with _ONE_AT_A_TIME:
        return tell(own_engine(settings), batch)


def over_cluster(batches: Iterable[Batch], settings: Settings, scheduler: str) -> Iterator[list[Outcome]]:
    """Yield the outcomes of each batch in order, read by the workers of a Dask scheduler.

    Parameters
    ----------
    batches
        Read ahead only as far as the workers need.
    settings
        ``gazetteer`` must be a path that each worker can see; by default the one that is built on its machine, whose
        checksum must be the same.
    scheduler
        ``tcp://host:port``.

    Raises
    ------
    SchedulerMissingError
        If nobody answers there.
    GeomapError
        What opening the engine on a worker raised: no gazetteer, no model.
    """
    with connect(scheduler) as client:
        stream = iter(batches)
        waiting: deque[tuple[Batch, Any]] = deque()
        while True:
            room = max(sum(client.nthreads().values()), 1) * _IN_FLIGHT
            while len(waiting) < room and (batch := next(stream, None)) is not None:
                waiting.append((batch, _submit(client, batch, settings)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            yield _outcomes(client, batch, future, settings)


def _outcomes(client: Any, batch: Batch, future: Any, settings: Settings) -> list[Outcome]:
    """Return what a batch gave; one that ended several workers is read again report by report."""
    killed = need("distributed", to="run on a Dask cluster", extra="dask").scheduler.KilledWorker
    try:
        outcomes: list[Outcome] = future.result()
    except killed:
        if len(batch) == 1:
            detail = "reading it ended several workers (out of memory?); it was left out"
            return [given_up(batch[0], "worker_died", detail)]
        return [one for job in batch for one in _outcomes(client, [job], _submit(client, [job], settings), settings)]
    return outcomes


def _submit(client: Any, batch: Batch, settings: Settings) -> Any:
    return client.submit(read_batch, batch, settings, pure=False, retries=2)
