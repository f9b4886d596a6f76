"""Dates are read as written and never guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.errors import UsageError
from geomap.read.dates import compile_format, numeric_order, parse_date
from geomap.read.published import find_date, front_matter

DAY = dt.date(2023, 5, 12)


@pytest.mark.parametrize(
    "text",
    ["2023-05-12", "2023/05/12", "2023-05-12T01:30:00+04:00", "2023-05-12 22:10:11.12", "20230512", "12 May 2023",
     "May 12, 2023", "Fri, 12 May 2023 01:30:00 +0400", "12-May-23", "12.05.2023", "Friday, May 12th, 2023 at 5:30 pm",
     "12 мая 2023 г.", "12 մայիսի 2023", "12 mai 2023", "the 12th of May 2023", "2023 May 12"],
)  # fmt: skip
def test_one_day_in_many_spellings(text):
    assert parse_date(text).day == DAY


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("May 2023", "2023-05-01", "2023-05-31", 4),
        ("2023-05", "2023-05-01", "2023-05-31", 4),
        ("2023", "2023-01-01", "2023-12-31", 5),
        ("12-13 July 2020", "2020-07-12", "2020-07-13", 2),
        ("July 12–13, 2020", "2020-07-12", "2020-07-13", 2),
        ("30 June - 2 July 2023", "2023-06-30", "2023-07-02", 2),
        ("2020-07-12/2020-07-18", "2020-07-12", "2020-07-18", 3),
        ("2020-07-12 to 2020-07-13", "2020-07-12", "2020-07-13", 2),
    ],
)
def test_months_years_and_ranges_are_intervals(text, start, end, precision):
    parsed = parse_date(text)
    assert (parsed.start.isoformat(), parsed.end.isoformat(), parsed.precision) == (start, end, precision)
    assert parsed.day is None


@pytest.mark.parametrize(
    "text",
    ["31/02/2023", "2023-02-31", "2023-13-45", "soon", "", "45/45/2023", "9999999999", "9" * 9000, "1²³ May 2023"],
)
def test_an_impossible_date_is_a_fault(text):
    parsed = parse_date(text)
    assert parsed.fault == "bad_date"
    assert parsed.start is None


def test_an_ambiguous_date_is_not_guessed_but_can_be_told():
    assert parse_date("03/04/2023").fault == "ambiguous_date"
    assert "3 April 2023 or 4 March 2023" in parse_date("03/04/2023").detail
    assert parse_date("03/04/2023", order="dmy").day == dt.date(2023, 4, 3)
    assert parse_date("03/04/2023", order="mdy").day == dt.date(2023, 3, 4)


def test_a_numeric_date_that_reads_the_same_both_ways_or_one_way_only_is_read():
    assert parse_date("03/03/2023").day == dt.date(2023, 3, 3)
    assert parse_date("13/04/2023").day == dt.date(2023, 4, 13)
    assert parse_date("04/13/2023").day == dt.date(2023, 4, 13)
    assert numeric_order("04/13/2023") == "mdy"
    assert numeric_order("31/02/2023") == ""


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_the_parser(text):
    parsed = parse_date(text)
    assert (parsed.start is None) == bool(parsed.fault)


def test_a_date_format_of_letters_or_percent_signs_is_understood():
    assert compile_format("DD/MM/YYYY") == "%d/%m/%Y"
    assert compile_format("month-first") == "mdy"
    with pytest.raises(UsageError, match="'nonsense' is no date format"):
        compile_format("nonsense")


@pytest.mark.parametrize(
    ("text", "date", "basis"),
    [
        (" date 2023-05-13 KJust ahead", "2023-05-13", "header"),
        ("date 2023-05-13\n\nBAKU, May 11, 2023 - x", "2023-05-13", "header"),
        ("Published: May 12, 2023\n\nYEREVAN - x", "2023-05-12", "header"),
        ("---\ntitle: x\ndate: 12 May 2023\n---\ntext", "2023-05-12", "front_matter"),
        ("YEREVAN, May 11, 2023 – x", "2023-05-11", "dateline"),
        ("A headline\n\n(Yerevan, 12 May 2023) x", "2023-05-12", "dateline"),
        ("Baku, May 11, 2023, AZERTAC", "2023-05-11", "dateline"),
        ("BAKU, May 11 - x", None, "none"),
        ("The army said on May 11, 2023 - that", None, "none"),
        ("On May 11, 2023 – x", None, "none"),
        ("The minister spoke. The date 2023-05-13 was named.", None, "none"),
    ],
)
def test_the_publication_date_is_found_in_the_text(text, date, basis):
    found = find_date(text)
    assert (found.date and found.date.isoformat(), found.basis) == (date, basis)


def test_a_dateline_without_a_year_takes_it_from_the_argument():
    assert find_date("BAKU, May 11 - x", argument=dt.date(2023, 5, 13)).date == dt.date(2023, 5, 11)
    late = find_date("BAKU, December 30 - x", argument=dt.date(2024, 1, 2))
    assert (late.date, late.basis) == (dt.date(2023, 12, 30), "dateline")


def test_a_field_outranks_the_header_and_a_bad_field_is_told():
    assert find_date("date 2023-05-13 x", field="2023-05-12").basis == "field"
    found = find_date("date 2023-05-13 x", field="03/04/2023")
    assert (found.date, found.basis, found.faults[0][0]) == (dt.date(2023, 5, 13), "header", "ambiguous_date")


def test_a_month_is_no_publication_date():
    found = find_date("text", field="May 2023", argument=DAY)
    assert (found.date, found.basis) == (DAY, "argument")
    assert found.faults == (("bad_date", "'May 2023' names no single day"),)


def test_a_rule_between_paragraphs_is_no_front_matter():
    assert front_matter("---\nHe said: no\n---\n") == ({}, 0)
    assert front_matter("---\nA sentence without a key\n---\n") == ({}, 0)
