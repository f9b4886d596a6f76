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
        ("on the 3rd of june a mine went off", day(6, 3), day(6, 3)),
        ("on 3 jun. a mine went off", day(6, 3), day(6, 3)),
        ("on 2021/06/03 a mine went off", day(6, 3, 2021), day(6, 3, 2021)),
        ("on 25.06.21 a mine went off", day(6, 25, 2021), day(6, 25, 2021)),
        ("on 25/06/21 a mine went off", day(6, 25, 2021), day(6, 25, 2021)),
        ("between 30 may and 2 june shells fell", day(5, 30), day(6, 2)),
        ("from may 30 to june 2 shells fell", day(5, 30), day(6, 2)),
        ("from 28 december to 3 january 2023 shells fell", day(12, 28, 2022), day(1, 3)),
        ("12-14 june was worst", day(6, 12), DAY),
        ("on the night of 12 to 13 june", day(6, 12), day(6, 13)),
        ("the shelling of monday through wednesday", day(6, 12), DAY),
        ("the day before yesterday a shell fell", day(6, 12), day(6, 12)),
        ("two nights ago a shell fell", day(6, 12), day(6, 12)),
        ("it was a fortnight ago", day(5, 28), day(6, 3)),
        ("it happened at the weekend", day(6, 10), day(6, 11)),
        ("over the last weekend shells fell", day(6, 10), day(6, 11)),
        ("it happened the previous week", day(6, 5), day(6, 11)),
        ("it happened earlier this week", day(6, 12), DAY),
        ("it happened earlier this month", day(6, 1), DAY),
        ("in the week of 5 june shells fell", day(6, 5), day(6, 11)),
        ("since the start of the week shells fell", day(6, 12), DAY),
        ("over the past 24 hours shells fell", day(6, 13), DAY),
        ("in the last three days shells fell", day(6, 11), DAY),
        ("in early june shells fell", day(6, 1), day(6, 10)),
        ("in mid-may shells fell", day(5, 11), day(5, 20)),
        ("late last month shells fell", day(5, 21), day(5, 31)),
        ("at the end of may 2021 shells fell", day(5, 21, 2021), day(5, 31, 2021)),
        ("in the second half of may shells fell", day(5, 16), day(5, 31)),
        ("they fell last june", day(6, 1, 2022), day(6, 30, 2022)),
        ("on new year's eve shells fell", day(12, 31, 2022), day(12, 31, 2022)),
        ("on the 9th of this month shells fell", day(6, 9), day(6, 9)),
        ("they fell on the 20th, he said", day(5, 20), day(5, 20)),
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


@pytest.mark.parametrize(
    ("words", "lo", "hi"),
    [
        ("three days earlier", day(6, 9), day(6, 9)),
        ("the following day", day(6, 13), day(6, 13)),
        ("the night before", day(6, 11), day(6, 11)),
        ("a week earlier", day(6, 2), day(6, 8)),
        ("the week before", day(6, 2), day(6, 8)),
    ],
)
def test_relative_words_count_from_the_day_of_the_story(words, lo, hi):
    (time,) = find_times(f"a guard was hurt {words}", 0, published=DAY)
    assert time.resolve(day(6, 12))[:2] == (lo, hi)
    assert time.resolve(None) is None


@pytest.mark.parametrize("text", ["on 3 june and 5 june", "on june 3 and june 5"])
def test_two_days_are_not_the_days_between_them(text):
    assert [time.span.lo for time in find_times(f"shells fell {text}", 0, published=DAY)] == [day(6, 3), day(6, 5)]


@pytest.mark.parametrize("text", ["on monday 13 june", "on monday, june 13, 2023"])
def test_a_weekday_that_contradicts_its_date_leaves_both_days_open(text):
    (time,) = find_times(f"shells fell {text}", 0, published=DAY)
    assert time.span == (day(6, 12), day(6, 13), 2)
    assert time.note == "contradictory_dates"


@pytest.mark.parametrize("text", ["on tuesday 13 june", "on tuesday, june 13, 2023"])
def test_a_weekday_that_agrees_with_its_date_is_that_day(text):
    (time,) = find_times(f"shells fell {text}", 0, published=DAY)
    assert (time.span, time.note) == ((day(6, 13), day(6, 13), 1), "")


def test_since_a_weekday_is_a_span_up_to_the_publication():
    (time,) = find_times("shells have fallen since sunday", 0, published=DAY)
    assert (time.span.lo, time.span.hi) == (day(6, 11), DAY)


@pytest.mark.parametrize(
    "text",
    [
        "on friday",
        "yesterday",
        "two days ago",
        "last week",
        "on 3 june",
        "at the weekend",
        "in early june",
        "over the past 24 hours",
        "the day before yesterday",
    ],
)
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
