"""Many pairs of numbers sorted in flat memory: eight bytes a pair, and on disk when there are very many."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_PART = 500_000
_RUN = 8_000_000
_CUTS = 64


class Pairs:
    """Pairs of numbers below 2^32, collected in parts and given back in order, once.

    Parameters
    ----------
    run
        So many pairs are kept in memory; beyond that, sorted runs of them go to a temporary file.
    """

    def __init__(self, *, run: int = _RUN) -> None:
        self._parts: list[NDArray[np.uint64]] = []
        self._run, self._count = run, 0
        self._cuts: NDArray[np.uint64] | None = None
        self._files: list[tuple[Any, list[int]]] = []

    def add(self, first: NDArray[Any], second: NDArray[Any]) -> None:
        """Add pairs: two arrays of one length."""
        self._parts.append((first.astype(np.uint64) << _SHIFT) | second.astype(np.uint64))
        self._count += len(first)
        if self._count >= self._run:
            self._spill()

    def in_order(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs by their first number, then by their second, and forget them."""
        for pairs in self._sorted():
            for start in range(0, len(pairs), _PART):
                part = pairs[start : start + _PART]
                yield from zip((part >> _SHIFT).tolist(), (part & _LOW).tolist(), strict=True)

    def _sorted(self) -> Iterator[NDArray[np.uint64]]:
        if not self._files:
            pairs = gather(self._parts)
            pairs.sort()
            yield pairs
            return
        self._spill()
        for number in range(_CUTS):
            parts = []
            for file, edges in self._files:
                file.seek(edges[number] * 8)
                parts.append(np.fromfile(file, dtype=np.uint64, count=edges[number + 1] - edges[number]))
            pairs = gather(parts)
            pairs.sort()
            yield pairs
        for file, _ in self._files:
            file.close()
        self._files.clear()

    def _spill(self) -> None:
        """Write what is in memory to a file, sorted, and note where the shares of all runs begin in it."""
        pairs = gather(self._parts)
        pairs.sort()
        self._count = 0
        if self._cuts is None:
            self._cuts = pairs[np.arange(1, _CUTS) * len(pairs) // _CUTS]
        edges = [0, *np.searchsorted(pairs, self._cuts).tolist(), len(pairs)]
        file = tempfile.TemporaryFile()  # noqa: SIM115  # kept until the pairs are given back; it has no name to delete
        file.write(pairs.data.cast("B"))
        file.flush()
        self._files.append((file, edges))


def gather(parts: list[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """Return the arrays joined, each let go as soon as it is copied: half the peak of `numpy.concatenate`."""
    out = np.empty(sum(map(len, parts)), dtype=np.uint64)
    at = len(out)
    while parts:
        part = parts.pop()
        out[at - len(part) : at] = part
        at -= len(part)
    return out
