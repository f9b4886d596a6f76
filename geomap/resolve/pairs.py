"""Pairs of options of one report, for many reports at once: every row of a report with every chosen row of the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

EARTH_KM = 6371.0088
_MOST = 1 << 16  # pairs looked at together: few enough to stay in the cache of the processor


def pairs_within(
    pages: NDArray[np.int64], partners: NDArray[np.int64], count: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield (row, partner) for each row and each partner of the same report, by row, then partner, in blocks.

    A row's pairs are never parted; rows without partners are left out.

    Parameters
    ----------
    pages
        The number of each row's report.
    partners
        The number of each partner's report, rising.
    count
        How many reports there are.
    """
    bounds = np.searchsorted(partners, np.arange(count + 1))
    many = (bounds[1:] - bounds[:-1])[pages]
    ends = np.cumsum(many)
    begin, total = 0, len(pages)
    while begin < total:
        done = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + _MOST, "right")))
        own = many[begin:end]
        row = np.repeat(np.arange(begin, end), own)
        skipped = ends[begin:end] - own - done - bounds[pages[begin:end]]
        if len(row):
            yield row, np.arange(len(row)) - np.repeat(skipped, own)
        begin = end


def first_of_runs(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each run of equal values begins."""
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    return np.concatenate([[0], 1 + np.flatnonzero(values[1:] != values[:-1])])
