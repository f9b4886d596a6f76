"""Days that the words of a report mean; the publication day is Wednesday 14 June 2023."""

from __future__ import annotations

import datetime as dt

import pytest

from geomap.incidents.dates import find_times

DAY = dt.date(2023, 6, 14)


def day(month, number, year=2023):
    return dt.date(year, month, number)


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [
        ("two men were hurt on monday", day(6, 12), day(6, 12)),
        ("two men were hurt on wednesday", DAY, DAY),
        ("they were shot last wednesday", day(6, 7), day(6, 7)),
        ("a shell fell on saturday night", day(6, 10), day(6, 10)),
        ("it happened yesterday", day(6, 13), day(6, 13)),
        ("it happened last night", day(6, 13), day(6, 13)),
        ("shots were heard last thursday and friday", day(6, 8), day(6, 9)),
        ("it happened two days ago", day(6, 12), day(6, 12)),
        ("on 3 june a mine went off", day(6, 3), day(6, 3)),
        ("on june 3 a mine went off", day(6, 3), day(6, 3)),
        ("on 3 june 2021 a mine went off", day(6, 3, 2021), day(6, 3, 2021)),
        ("on 2021-06-03 a mine went off", day(6, 3, 2021), day(6, 3, 2021)),
        ("on 03.06.2021 a mine went off", day(6, 3, 2021), day(6, 3, 2021)),
        ("on 25/06/2021 a mine went off", day(6, 25, 2021), day(6, 25, 2021)),
        ("from 3 to 5 june shells fell", day(6, 3), day(6, 5)),
        ("on 28 december a mine went off", day(12, 28, 2022), day(12, 28, 2022)),
        ("they fell last week", day(6, 5), day(6, 11)),
        ("in may 2023 shells fell", day(5, 1), day(5, 31)),
        ("in the autumn of 2020", day(9, 1, 2020), day(11, 30, 2020)),
    ],
)
def test_words_mean_days(text, lo, hi):
    (time,) = find_times(text, 0, published=DAY)
    assert (time.span.lo, time.span.hi) == (lo, hi)


@pytest.mark.parametrize(
    "text",
    [
        "the ministers are scheduled to meet in vienna on sunday",
        "talks planned for sunday",
        "repairs will end by sunday",
    ],
)
def test_a_weekday_after_a_future_verb_is_the_coming_one(text):
    (time,) = find_times(text, 0, published=DAY)
    assert time.future
    assert time.span.lo == day(6, 18)


def test_a_day_earlier_counts_from_the_day_of_the_story():
    (time,) = find_times("a guard was hurt a day earlier", 0, published=DAY)
    assert time.span is None
    assert time.resolve(day(6, 12)).lo == day(6, 11)


def test_since_a_weekday_is_a_span_up_to_the_publication():
    (time,) = find_times("shells have fallen since sunday", 0, published=DAY)
    assert (time.span.lo, time.span.hi) == (day(6, 11), DAY)


@pytest.mark.parametrize("text", ["on friday", "yesterday", "two days ago", "last week", "on 3 june"])
def test_without_a_publication_date_relative_words_stay_relative(text):
    (time,) = find_times(f"it happened {text}", 0, published=None)
    assert time.span is None


def test_an_ambiguous_numeric_date_is_not_guessed():
    (time,) = find_times("on 03/04/2023 a mine went off", 0, published=DAY)
    assert time.span is None
    assert time.note == "ambiguous_date"


@pytest.mark.parametrize("text", ["on 31 february 2023", "on 31/02/2023", "on 2023-02-31"])
def test_a_day_that_does_not_exist_is_left_out(text):
    assert all(time.span is None or time.span.prec > 1 for time in find_times(text, 0, published=DAY))
