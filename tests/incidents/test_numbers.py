"""Counts of people in words and digits."""

from __future__ import annotations

import pytest

from geomap.incidents.numbers import MAX_COUNT, find_counts, word_value


@pytest.mark.parametrize(
    ("words", "value"),
    [("one", 1), ("twenty-one", 21), ("1,200", 1200), ("two dozen", 24), ("three hundred and five", 305),
     ("a hundred", 100), ("2.5 million", 2_500_000), ("half a dozen", 6)],
)  # fmt: skip
def test_a_number_in_words_has_its_value(words, value):
    assert word_value(words) == value


@pytest.mark.parametrize(
    ("text", "low", "best", "high"),
    [("at least nine people", 9, 9, None), ("up to 40 people", None, 40, 40), ("some 80 people", 80, 80, 80),
     ("about 25 people", 25, 25, 25)],
)  # fmt: skip
def test_bounds_are_kept(text, low, best, high):
    (count,) = find_counts(text)
    assert (count.low, count.best, count.high) == (low, best, high)


@pytest.mark.parametrize("word", ["several", "dozens of", "scores of", "many"])
def test_a_word_without_a_number_never_becomes_a_best_figure(word):
    (count,) = find_counts(f"{word} people")
    assert count.vague
    assert count.best is None


def test_two_others_adds_to_what_was_told():
    (count,) = find_counts("two others")
    assert count.more


def test_a_figure_beyond_belief_is_refused():
    (count,) = find_counts(f"{MAX_COUNT * 10**6} people")
    assert count.refused
    assert count.best is None


@pytest.mark.parametrize("text", ["a 20-year-old", "10:30", "in 2020,", "-7 people"])
def test_ages_hours_years_and_negative_numbers_are_no_counts(text):
    assert [count for count in find_counts(text) if count.best] == []
