"""Sentences by rule."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.recognise.sentences import split_sentences


def pieces(text):
    return [text[a:b] for a, b in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gen. Smith left St. Ives. He was hurt.", ["Gen. Smith left St. Ives.", "He was hurt."]),
        ("Shots fell at 5 a.m. near Kut. Two died.", ["Shots fell at 5 a.m. near Kut.", "Two died."]),
        ("“Stop!” he said. They ran.", ["“Stop!” he said.", "They ran."]),
        ("It cost 3.5 million. Really? Yes.", ["It cost 3.5 million.", "Really?", "Yes."]),
        ("A heading\n\nThe text goes on", ["A heading", "The text goes on"]),
        ("A heading\nThe text goes on.", ["A heading", "The text goes on."]),
        ("He came from the U.S. The visit was short.", ["He came from the U.S.", "The visit was short."]),
        ("J. R. Doe spoke.", ["J. R. Doe spoke."]),
        ("Մեկ։ Երկու։", ["Մեկ։", "Երկու։"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    assert pieces(text) == expected


def test_a_line_wrapped_at_a_fixed_width_does_not_end_a_sentence():
    text = "The column of trucks that had left the garrison in the early morning hours\nNorth of the river turned back."
    assert len(pieces(text)) == 1


@given(st.text())
def test_spans_are_in_order_and_lose_nothing_but_blanks(text):
    spans = split_sentences(text)
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert not text[at:start].strip()
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize("text", ["." * 200_000, " " * 200_000, "\n\t" * 100_000, "A. " * 100_000, '."' * 100_000])
def test_monotonous_text_takes_linear_time(text):
    begin = time.perf_counter()
    split_sentences(text)
    assert time.perf_counter() - begin < 10


@pytest.mark.parametrize("run", ["." * 100_000 + "x", "?!" * 50_000 + "x", "\n" + " " * 100_000 + "x"])
def test_a_long_run_of_marks_takes_time_that_grows_with_its_length(run):
    begin = time.process_time()
    assert pieces(run) == [run.strip()]
    assert time.process_time() - begin < 2
