"""A folder that is watched: new reports are read as they come, and the store and the map follow."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap import pipeline
from geomap.errors import GeomapError, InputError
from geomap.read.inputs import Input, find_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geomap.records import Run

_log = logging.getLogger(__name__)
Snapshot = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Update:
    """What one look at the folder led to: a run, or an error that the next look may not meet."""

    run: Run | None = None
    error: GeomapError | None = None


def snapshot(inputs: Sequence[str | Path], records: str | Path | None = None) -> Snapshot:
    """Return size and time of change of every file that `inputs` and `records` name."""
    found: Snapshot = {}
    for item in find_inputs([*inputs, *([records] if records is not None else [])]):
        if isinstance(item, Input) and item.path is not None:
            try:
                status = item.path.stat()
            except OSError:
                continue  # it went away while we looked
            found[item.name] = (status.st_size, status.st_mtime_ns)
    return found


def watch(
    inputs: Sequence[str | Path],
    *,
    output: str | Path,
    every: float = 5.0,
    records: str | Path | None = None,
    sleep: Callable[[float], object] = time.sleep,
    **options: Any,
) -> Iterator[Update]:
    """Yield an update whenever the files have changed, without end.

    Reports that were read stay in the run when their file goes away; a file that changed takes the place of its
    older text. What was done before the last stop is not done again.

    Parameters
    ----------
    inputs
        Folders, globs or files, as for `geomap.run`; looked at every `every` seconds. A file is read when it has
        stood still from one look to the next.
    output
        The run's folder.
    records
        The user's own table; watched too.
    sleep
        How to wait.
    **options
        The other arguments of `geomap.run`.

    Raises
    ------
    InputError
        If none of `inputs` is a file or folder that is there now and no glob.
    """
    named = [str(name) for name in inputs]
    gone = [name for name in named if "*" not in name and not Path(name).exists()]
    if gone:
        raise InputError(f"there is no file or folder {gone[0]!r}", hint="make the folder first, then watch it")
    done: Snapshot = {}
    before: Snapshot | None = None
    while True:
        now = snapshot(named, records)
        if now != done and (now == before or before is None):
            yield _update(named, output, records, options)
            done = now
        before = now
        sleep(every)


def _update(inputs: Sequence[str], output: str | Path, records: str | Path | None, options: dict[str, Any]) -> Update:
    try:
        return Update(run=pipeline.run(inputs, output=output, records=records, add=True, **options))
    except InputError as error:  # nothing to read yet; a missing gazetteer or a full disk ends the watch
        return Update(error=error)
