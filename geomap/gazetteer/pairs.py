"""Many pairs of numbers sorted in little memory: eight bytes a pair, sorted in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_PART = 500_000


class Pairs:
    """Pairs of numbers below 2^32, collected in parts and given back in order, once."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.uint64]] = []

    def add(self, first: NDArray[Any], second: NDArray[Any]) -> None:
        """Add pairs: two arrays of one length."""
        self._parts.append((first.astype(np.uint64) << _SHIFT) | second.astype(np.uint64))

    def in_order(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs by their first number, then by their second, and forget them."""
        pairs = gather(self._parts)
        pairs.sort()
        for start in range(0, len(pairs), _PART):
            part = pairs[start : start + _PART]
            yield from zip((part >> _SHIFT).tolist(), (part & _LOW).tolist(), strict=True)


def gather(parts: list[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """Return the arrays joined, each let go as soon as it is copied: half the peak of `numpy.concatenate`."""
    out = np.empty(sum(map(len, parts)), dtype=np.uint64)
    at = len(out)
    while parts:
        part = parts.pop()
        out[at - len(part) : at] = part
        at -= len(part)
    return out
