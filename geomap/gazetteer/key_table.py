"""The sorted hashes of all keys, searched where they lie in the file, so that processes share one copy of them.

SQLite keeps a large value in a chain of pages, four bytes of each naming the next.  In a file as the build writes it
the chain is one run of pages; then the run is mapped into memory and searched there, and the pages are those of the
operating system's cache, the same for every process.  Where it is not one run (somebody wrote into the file), the
value is read into memory as any other.

References
----------
.. [1] SQLite, "Database File Format", sections 1.6 (b-tree pages) and 2.1 (record format).
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

_LEAF = 0x0D
_NEXT = 4  # bytes of an overflow page that name the next one


class KeyTable:
    """Membership in the sorted 64-bit hashes; `query` runs one SQL statement and returns its rows."""

    def __init__(self, path: Path, query: Callable[..., list[Any]]) -> None:
        roots = query("SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = 'key_index'")
        try:
            chain = _Chain.find(path, int(roots[0][0])) if roots else None
        except IndexError:  # a damaged page; SQLite will say so
            chain = None
        self._run = None if chain is None else _Run(chain)
        self._hashes: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
        if self._run is None:
            rows = query("SELECT hashes FROM key_index WHERE name = 'names'")
            self._hashes = np.frombuffer(rows[0][0] if rows else b"", dtype="<u8")

    @property
    def is_shared(self) -> bool:
        """Whether the hashes are searched in the file, with no copy in this process."""
        return self._run is not None

    def contains(self, wanted: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Return for each hash whether it is there."""
        return _among(self._hashes, wanted) if self._run is None else self._run.contains(wanted)


def _among(table: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.bool_]:
    if not len(table) or not len(wanted):
        return np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(table, wanted), len(table) - 1)
    return np.asarray(table[at] == wanted, dtype=bool)


@dataclass(frozen=True, slots=True)
class _Chain:
    """A large value in the file: what stands in its row's own page, and the run of pages that hold the rest."""

    data: mmap.mmap
    head: bytes
    first: int
    pages: int
    page: int
    rest: int

    @property
    def room(self) -> int:
        """Bytes of the value that a page holds."""
        return self.page - _NEXT

    @classmethod
    def find(cls, path: Path, root: int) -> Self | None:
        """Return the last column of the only row of a table by the table's root page.

        None where it is not as the build writes it: one row on the root page, its pages one after the other.
        """
        with path.open("rb") as stream:
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        page = int.from_bytes(data[16:18], "big")
        at = (root - 1) * page
        if data[20] or data[at] != _LEAF or int.from_bytes(data[at + 3 : at + 5], "big") != 1:
            return None
        payload, at = _varint(data, at + int.from_bytes(data[at + 8 : at + 10], "big"))
        _, at = _varint(data, at)
        begin = _last_column(data, at)
        least = (page - 12) * 32 // 255 - 23
        local = least + (payload - least) % (page - _NEXT)
        local = local if local <= page - 35 else least
        if payload <= page - 35 or begin > local:
            return None
        number = int.from_bytes(data[at + local : at + local + _NEXT], "big")
        first, pages = (number - 1) * page, -(-(payload - local) // (page - _NEXT))
        if number < 2 or first + pages * page > len(data):
            return None
        named: NDArray[Any] = np.ndarray((pages,), dtype=">u4", buffer=data, offset=first, strides=(page,))
        if not np.array_equal(named, [*range(number + 1, number + pages), 0]):
            return None
        return cls(data, data[at + begin : at + local], first, pages, page, payload - local)

    def bytes_at(self, position: int, count: int) -> bytes:
        """Return bytes of the run by their position in the value's rest, over the edges of pages."""
        places = (self.first + spot // self.room * self.page + _NEXT + spot % self.room
                  for spot in range(position, position + count))  # fmt: skip
        return bytes(self.data[place] for place in places)


class _Run:
    """The numbers of a chain, searched where they lie; the few that lie across two pages are kept aside."""

    def __init__(self, chain: _Chain) -> None:
        # a number at every byte of the file: those of a page start where the page before it left off
        self._numbers: NDArray[np.uint64] = np.ndarray((len(chain.data) - 7,), "<u8", buffer=chain.data, strides=(1,))
        skipped = -len(chain.head) % 8
        count = (chain.rest - skipped) // 8
        pages = np.arange(chain.pages, dtype=np.int64)
        begin = pages * chain.room
        lowest = -((skipped - begin) // 8)  # the first number that starts in the page
        lowest[0] = 0
        highest = np.minimum((begin + chain.room - skipped) // 8, count)  # the first that does not end in it
        some = highest > lowest
        self._starts = (chain.first + pages * chain.page + _NEXT + skipped + 8 * lowest - begin)[some]
        self._lengths = (highest - lowest)[some]
        self._lowest = self._numbers[self._starts].copy()
        aside = chain.head + chain.bytes_at(0, skipped)
        for number in highest[:-1][lowest[1:] > highest[:-1]].tolist():
            aside += chain.bytes_at(skipped + 8 * number, 8)
        self._aside = np.sort(np.frombuffer(aside, dtype="<u8"))

    def contains(self, wanted: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Return for each hash whether it is there: its page by the pages' lowest numbers, then halving in the page."""
        page = np.maximum(np.searchsorted(self._lowest, wanted, side="right") - 1, 0)
        start, high = self._starts[page], self._lengths[page]
        low = np.zeros(len(wanted), dtype=np.int64)
        for _ in range(int(self._lengths.max()).bit_length()):
            middle = (low + high) >> 1
            below = self._numbers[start + 8 * np.minimum(middle, high - 1)] <= wanted
            low, high = np.where(below, np.minimum(middle + 1, high), low), np.where(below, high, middle)
        # low counts the numbers of the page that are not greater
        inside = self._numbers[start + 8 * np.maximum(low - 1, 0)] == wanted
        return np.asarray(inside | _among(self._aside, wanted), dtype=bool)


def _varint(data: mmap.mmap, at: int) -> tuple[int, int]:
    """Return the number that starts at a byte and where the next thing starts (at most eight bytes: below 2^56)."""
    value = 0
    while data[at] & 0x80:
        value = value << 7 | data[at] & 0x7F
        at += 1
    return value << 7 | data[at], at + 1


def _last_column(data: mmap.mmap, at: int) -> int:
    """Return where in a record that starts at a byte its last column starts."""
    header, spot = _varint(data, at)
    offset, size = header, 0
    while spot < at + header:
        offset += size
        serial, spot = _varint(data, spot)
        size = (serial - 12) // 2 if serial >= 12 else (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[serial]
    return offset
