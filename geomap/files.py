"""The one door through which geomap writes files: whole or not at all."""

from __future__ import annotations

import errno
import functools
import glob
import hashlib
import os
import secrets
import shutil
import socket
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.errors import GeomapError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

SIDE_SUFFIXES = ("-journal", "-wal", "-shm")  # what SQLite keeps beside a database that is in use
SQLITE_SUFFIXES = frozenset({".gpkg", ".sqlite", ".db"})
_UNFINISHED = ".geomap-unfinished-"  # what a file is called until it is whole
_STEM_LENGTH = 60  # letters of its own name in that: a name may have 255 bytes
_HINTS = {
    errno.EACCES: "choose a folder you may write to with -o",
    errno.EPERM: "choose a folder you may write to with -o",
    errno.EROFS: "choose a folder on another disk with -o",
    errno.ENOSPC: "the disk is full; make room or choose another folder with -o",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EISDIR: "there is a folder of that name",
}


def output_error(error: OSError, path: Path) -> OutputError:
    """Return `error` as an `OutputError` that says what to do."""
    reason = error.strerror or str(error)
    hint = _HINTS.get(error.errno or 0, "")
    return OutputError(f"cannot write {path}: {reason}", hint=hint)


def make_folder(path: Path) -> Path:
    """Create a folder and its parents, and return it.

    Raises
    ------
    OutputError
        If it cannot be made or written to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        _check_writable(path)
    except OSError as error:
        raise output_error(error, path) from error
    return path


def _check_writable(folder: Path) -> None:
    if hasattr(os, "statvfs") and os.statvfs(folder).f_flag & os.ST_RDONLY:
        raise OSError(errno.EROFS, "the disk is read-only", str(folder))
    if not os.access(folder, os.W_OK):
        raise PermissionError(errno.EACCES, "permission denied", str(folder))


def settle_sqlite(path: Path) -> None:
    """Fold the write-ahead log or journal beside a SQLite file into it, so that the file can be replaced.

    A file that is renamed over a database while its ``-wal`` is still there is read together with that old log
    and is broken from then on. A file with no side files, or that is no database, is left as it is.

    Raises
    ------
    OutputError
        If another program has the file open (QGIS does while a project with it is loaded).
    """
    sides = [path.with_name(path.name + suffix) for suffix in SIDE_SUFFIXES]
    if not path.exists() or not any(side.exists() for side in sides):
        return
    mode = ""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=1.0, isolation_level=None)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            connection.execute("BEGIN EXCLUSIVE")  # plays a hot journal back; refused while anyone reads or writes
            connection.execute("COMMIT")
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise OutputError(f"cannot write {path}: {error}", hint="the disk may be full or read-only") from error
        raise OutputError(
            f"cannot write {path}: it is open in another program ({error})",
            hint="close it there (in QGIS: the project that shows it), then run again; nothing was changed",
        ) from error
    except sqlite3.DatabaseError:
        pass  # not a database at all: its side files mean nothing
    if mode == "wal":
        raise OutputError(
            f"cannot write {path}: it is open in another program",
            hint="close it there (in QGIS: the project that shows it), then run again; nothing was changed",
        )
    for side in sides:
        side.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Flush a rename to disk where the system lets a folder be opened (not on Windows)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)


@contextmanager
def atomic_path(target: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `target`; rename it onto `target` if the block succeeds.

    The temporary file keeps the suffix of the target (GDAL drivers look at it), is flushed to disk before
    the rename, and is removed with its SQLite side files if the block raises, Ctrl-C included. A database that
    is there already is settled first (`settle_sqlite`). What an earlier writer of `target` left unfinished when it
    was killed is removed.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    path = Path(target)
    make_folder(path.parent)
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "a device or a pipe"  # a rename would put a file in /dev/null's place
        raise OutputError(f"cannot write {path}: it is {kind}, not a file", hint="name a file")
    start = f"{_UNFINISHED}{path.stem[:_STEM_LENGTH]}-{_here()}-"
    try:
        _clear_dead(path.parent, start)
    except OSError as error:
        raise output_error(error, path) from error
    # only named, not made: several writers (SQLite, GDAL) want to create the file themselves
    temporary = path.with_name(f"{start}{os.getpid()}-{secrets.token_hex(4)}{path.suffix}")
    try:
        yield temporary
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        if path.suffix in SQLITE_SUFFIXES:
            settle_sqlite(path)
        temporary.replace(path)
        _sync_folder(path.parent)
    except OutputError as error:
        # a writer knows the file by the name that it has until it is whole; people do not
        raise OutputError(error.what.replace(str(temporary), str(path)), hint=error.hint) from error
    except OSError as error:
        if isinstance(error, GeomapError):  # an input that is missing is not an output that cannot be written
            raise
        raise output_error(error, path) from error
    finally:
        for left in (
            temporary,
            *(temporary.with_name(temporary.name + suffix) for suffix in SIDE_SUFFIXES),
        ):
            left.unlink(missing_ok=True)


@functools.cache
def _here() -> str:
    """Return a mark of this machine (or container): only here do the numbers of its processes mean anything."""
    space = Path("/proc/self/ns/pid")
    facts = f"{socket.gethostname()} {space.readlink() if space.is_symlink() else ''}"
    return hashlib.blake2b(facts.encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()


def _clear_dead(folder: Path, start: str) -> None:
    """Remove what writers of one file that are no more left unfinished; those that still write keep theirs."""
    if os.name == "nt":
        return  # there is no asking after a process without ending it
    for left in folder.glob(glob.escape(start) + "*"):
        process = left.name[len(start) :].partition("-")[0]
        if process.isdecimal() and not _runs(int(process)):
            left.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def clear_unfinished(folder: Path) -> None:
    """Remove what a writer that was killed left in a folder; only for who holds the folder alone."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def write_text(target: str | Path, text: str) -> Path:
    """Write `text` as UTF-8 with line-feed line ends, atomically, and return the path."""
    return write_bytes(target, text.encode("utf-8"))


def write_bytes(target: str | Path, data: bytes) -> Path:
    """Write `data` atomically and return the path."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(data)
    return Path(target)
