"""Pairs come back in order, from memory and from disk alike."""

import numpy as np
import pytest

from geomap.gazetteer.pairs import Pairs


@pytest.mark.parametrize("run", [10, 64, 1000, 100_000])
def test_pairs_come_back_in_order_however_few_fit_into_memory(run):
    rng = np.random.default_rng(20230512)
    pairs = Pairs(run=run)
    told = []
    for size in (1, 200, 0, 333):
        first, second = rng.integers(0, 2**31, size), rng.integers(0, 2**32, size)
        pairs.add(first, second)
        told += zip(first.tolist(), second.tolist(), strict=True)
    assert list(pairs.in_order()) == sorted(told)


def test_no_pairs_give_none():
    assert list(Pairs().in_order()) == []


def test_equal_first_numbers_are_ordered_by_the_second():
    pairs = Pairs(run=2)
    pairs.add(np.array([5, 5]), np.array([9, 1]))
    pairs.add(np.array([5, 0]), np.array([4, 7]))
    assert list(pairs.in_order()) == [(0, 7), (5, 1), (5, 4), (5, 9)]
