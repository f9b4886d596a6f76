"""Words and their offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geomap.recognise.tokens import tokenise


def words(text):
    tokens = tokenise(text)
    return [word for word, is_word in zip(tokens.words, tokens.is_word, strict=True) if is_word]


def test_a_possessive_is_no_part_of_the_word():
    tokens = tokenise("Baku's army")
    assert tokens.words[0] == "Baku"
    assert (tokens.cores[0], tokens.ends[0]) == (4, 6)


def test_apostrophes_inside_names_stay():
    assert words("Geghark'unik and Sana’a") == ["Geghark'unik", "and", "Sana’a"]


def test_initials_with_dots_are_one_word():
    assert words("the U.S. base") == ["the", "U.S.", "base"]


def test_a_letter_without_case_may_begin_a_name():
    tokens = tokenise("الكوت kut")
    assert list(tokens.caps) == [True, False]


def test_a_run_of_a_million_letters_is_no_word():
    tokens = tokenise("x" * 1_000_000)
    assert not any(tokens.is_word)


@given(st.text())
def test_offsets_point_at_the_words_and_never_overlap(text):
    tokens = tokenise(text)
    at = 0
    for start, end, core, word, is_word in zip(
        tokens.starts, tokens.ends, tokens.cores, tokens.words, tokens.is_word, strict=True
    ):
        assert at <= start < core <= end
        if is_word:
            assert text[start:core] == word
        at = end
