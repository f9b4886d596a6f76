"""What the user named on the command line, as files in a fixed order, opened one at a time."""

from __future__ import annotations

import glob
import gzip
import io
import logging
import os
import stat
import sys
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from geomap.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_log = logging.getLogger(__name__)

STDIN = "-"
HEAD_BYTES = 1 << 16
SUFFIXES = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".csv": "csv", ".tsv": "csv", ".xml": "xml", ".rss": "xml", ".atom": "xml",
}  # fmt: skip
# Files that stand beside reports in a folder and are none.
_NOT_REPORTS = frozenset({"readme", "license", "licence", "changelog", "contributing", "notice", "authors"})
# gzip reaches 1,032 to 1 on zeros; news text seldom passes 20 to 1.
_OPEN_PIPES = ("/dev/", "/proc/")  # what a shell opens for a command: <(…), /dev/stdin
_BOMB_RATIO = 200
_BOMB_FLOOR = 16 << 20


class BombError(OSError):
    """A compressed file expands out of all proportion."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read.

    ``name`` is how messages and `Report.source` call it, ``key`` the short unique form that ids are made from,
    ``folder`` the folder that it was found in or "" if the user named the file itself.
    """

    name: str
    key: str
    path: Path | None
    folder: str = ""

    @property
    def format(self) -> str:
        """The format that the file name promises, or ""."""
        name = self.name[:-3] if self.name.casefold().endswith(".gz") else self.name
        return SUFFIXES.get(os.path.splitext(name)[1].casefold(), "")  # noqa: PTH122 - of a name, not a path


@dataclass(frozen=True, slots=True)
class Opened:
    """An open input: a buffered stream at its beginning, its first bytes, and whether it can be rewound."""

    stream: io.BufferedReader
    head: bytes
    seekable: bool


class Meter:
    """How far reading has come, in bytes of the files as they lie on disk; what cannot be told counts as nothing."""

    def __init__(self) -> None:
        self.total = 0
        self._past = 0
        self._size = 0
        self._raw: BinaryIO | None = None

    def expect(self, found: Sequence[Input | Rejection]) -> None:
        """Add up the files that will be read."""
        for item in found:
            if isinstance(item, Input) and item.path is not None:
                self.total += _size(item.path)

    def enter(self, item: Input, raw: BinaryIO) -> None:
        """Note which file is read now."""
        self.leave()
        self._size = _size(item.path) if item.path is not None else 0
        self._raw = raw

    def leave(self) -> None:
        """Note that the file is read."""
        self._past += self._size
        self._size, self._raw = 0, None

    @property
    def share(self) -> float | None:
        """Share of the bytes that are read, 0 to 1; None if it cannot be told."""
        if not self.total:
            return None
        here = 0
        if self._raw is not None and self._size and not self._raw.closed:
            here = min(self._raw.tell(), self._size)
        return min((self._past + here) / self.total, 1.0)


def _size(path: Path) -> int:
    try:
        status = path.stat()
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def find_inputs(inputs: Sequence[str | Path]) -> Iterator[Input | Rejection]:
    """Yield every file that `inputs` name, each once, and a rejection for what is not there.

    Parameters
    ----------
    inputs
        Files, folders (read to the bottom, names sorted, hidden files and files such as README left out, symbolic
        links that lead out of the folder not followed), globs (``**`` too) and "-" for standard input.

    Yields
    ------
    item
        In the order of `inputs`; a file that was met before is left out.
    """
    seen: set[tuple[int, int]] = set()
    keys: set[str] = set()
    for given in inputs:
        name = os.fspath(given)
        if name == STDIN:
            if "stdin" not in keys:
                keys.add("stdin")
                yield Input("<stdin>", "stdin", None)
            continue
        for found in _expand(name):
            if isinstance(found, Rejection) or found.path is None:
                yield found
                continue
            try:
                status = found.path.stat()
            except OSError as error:
                yield Rejection(found.name, "unreadable", f"cannot be read: {error.strerror or error}")
                continue
            if stat.S_ISFIFO(status.st_mode) and not found.name.startswith(_OPEN_PIPES):
                yield Rejection(
                    found.name, "unreadable", "a named pipe may never end; give it on standard input with -"
                )
                continue
            identity = (status.st_dev, status.st_ino)
            if identity in seen:
                _log.info("%s was named before and is read once", found.name)
                continue
            seen.add(identity)
            yield _with_unique_key(found, keys)


def _with_unique_key(found: Input, keys: set[str]) -> Input:
    parts = found.name.replace("\\", "/").split("/")
    key, depth = found.key, found.key.count("/") + 1
    while key in keys and depth < len(parts):
        depth += 1
        key = "/".join(parts[-depth:])
    number, unique = 2, key
    while unique in keys:
        unique = f"{key}#{number}"
        number += 1
    keys.add(unique)
    return Input(found.name, unique, found.path, found.folder)


def _expand(name: str) -> Iterator[Input | Rejection]:
    if os.path.isdir(name):  # noqa: PTH112 - answers False for an impossible name, where Path raises
        yield from _walk(Path(name))
    elif os.path.exists(name):  # noqa: PTH110
        yield Input(_shown(name), _shown(Path(name).name), Path(name))
    elif glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute patterns
        if not matches:
            yield Rejection(_shown(name), "missing", f"no file matches {_shown(name)!r}")
        for match in matches:
            if os.path.isdir(match):  # noqa: PTH112
                if not name.rstrip("/").endswith("**"):
                    yield from _walk(Path(match))
            else:
                yield Input(_shown(match), _shown(Path(match).name), Path(match))
    else:
        yield Rejection(_shown(name), "missing", f"there is no file or folder {_shown(name)!r}")


def _walk(folder: Path) -> Iterator[Input | Rejection]:
    root = folder.resolve()
    empty = True
    for current, folders, files in os.walk(folder):
        for name in sorted(folders):
            path = Path(current, name)
            if path.is_symlink() and not name.startswith(".") and not _real(path).is_relative_to(root):
                yield _leads_out(path)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(current, name)
            if name.startswith(".") or name.split(".")[0].casefold() in _NOT_REPORTS:
                continue
            if path.is_symlink() and not path.exists():
                empty = False
                yield Rejection(_shown(path), "symlink", "a symbolic link that leads nowhere")
            elif path.is_symlink() and not _real(path).is_relative_to(root):
                empty = False
                yield _leads_out(path)
            elif path.is_file():
                empty = False
                yield Input(_shown(path), _shown(path.relative_to(folder).as_posix()), path, _shown(folder))
    if empty:
        yield Rejection(_shown(folder), "nothing_readable", "the folder holds no files")


def _real(path: Path) -> Path:
    """Return where a link leads; `Path.resolve` raises on a link to itself."""
    return Path(os.path.realpath(path))


def _leads_out(path: Path) -> Rejection:
    return Rejection(_shown(path), "symlink", "a symbolic link out of the folder is not followed; name its target")


def _shown(path: str | Path) -> str:
    """Return a path as text that can be written: file names need not be valid UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


@contextmanager
def open_input(item: Input, stdin: BinaryIO | None = None, meter: Meter | None = None) -> Iterator[Opened]:
    """Open an input, unpacking gzip by its content, and close it at the end (standard input stays open).

    Raises
    ------
    OSError
        If it cannot be opened or is a device; reading may raise `BombError`, `gzip.BadGzipFile` or EOFError.
    """
    if item.path is None:
        raw: BinaryIO = stdin if stdin is not None else sys.stdin.buffer
        seekable = False
    else:
        mode = item.path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
            raise OSError(0, "it is a device or a socket, not a file")
        raw = item.path.open("rb")
        seekable = stat.S_ISREG(mode)
        if meter is not None:
            meter.enter(item, raw)
    try:
        stream = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(_Raw(raw), HEAD_BYTES)
        head = stream.peek(HEAD_BYTES)
        if head.startswith(b"\x1f\x8b"):
            packed = _Unpacked(stream)
            stream, seekable = io.BufferedReader(packed, HEAD_BYTES), False
            head = stream.peek(HEAD_BYTES)
        yield Opened(stream, head[:HEAD_BYTES], seekable)
    finally:
        if item.path is not None:
            raw.close()
        if meter is not None:
            meter.leave()


class _Raw(io.RawIOBase):
    """Any object with ``read`` as a raw stream."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        data = self._source.read(len(view))
        view[: len(data)] = data
        return len(data)


class _Unpacked(io.RawIOBase):
    """A gzip stream that stops when it expands out of all proportion."""

    def __init__(self, packed: io.BufferedReader) -> None:
        self._counted = _Counted(packed)
        self._unpacked = gzip.GzipFile(fileobj=cast("BinaryIO", self._counted))
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        try:
            data = self._unpacked.read1(len(view))  # what there is, so that a cut file gives its beginning
        except zlib.error as error:
            raise gzip.BadGzipFile(str(error)) from error
        self._out += len(data)
        if self._out > _BOMB_FLOOR and self._out > _BOMB_RATIO * self._counted.count:
            raise BombError(0, f"it expands more than {_BOMB_RATIO} times, as decompression bombs do")
        view[: len(data)] = data
        return len(data)


class _Counted:
    def __init__(self, source: io.BufferedReader) -> None:
        self._source, self.count = source, 0

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.count += len(data)
        return data
