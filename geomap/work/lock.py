"""One run at a time in a folder: the second waits, or says who holds it."""

from __future__ import annotations

import json
import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from geomap.errors import ResourceError
from geomap.files import clear_unfinished, make_folder, output_error, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORK_FOLDER = ".geomap"
_HOLDER = "holder.json"


class FolderBusyError(ResourceError):
    """Another run holds the output folder."""


@contextmanager
def hold(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold an output folder for one run; the system lets go of it when the process ends, however it ends.

    Parameters
    ----------
    folder
        The output folder; the lock is in its hidden folder ``.geomap``.
    wait
        Wait until the other run has ended, instead of raising.

    Raises
    ------
    FolderBusyError
        If another run holds it; says which process.
    OutputError
        If the folder cannot be written to.
    """
    home = make_folder(folder / WORK_FOLDER)
    try:
        lock = FileLock(home / "lock", timeout=-1 if wait else 0)
        lock.acquire()
    except Timeout as error:
        raise FolderBusyError(
            f"another run is writing to {folder}{_told(home)}",
            hint="wait for it (--wait does), or give another folder with -o",
        ) from error
    except OSError as error:
        raise output_error(error, home / "lock") from error
    try:
        clear_unfinished(folder)
        clear_unfinished(home)
        write_text(home / _HOLDER, json.dumps({"process": os.getpid(), "machine": socket.gethostname()}))
        yield
    finally:
        (home / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _told(home: Path) -> str:
    try:
        facts = json.loads((home / _HOLDER).read_text("utf-8"))
        return f" (process {int(facts['process'])} on {str(facts['machine'])[:80]!r})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
