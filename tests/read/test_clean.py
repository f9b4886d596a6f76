"""The clean text is the text, noise blanked, offsets kept."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geomap.read.clean import clean_text

NOISE = st.sampled_from([
    "date 2023-05-13 ", " date 2023-02-31K", "K", "KJust ", "\n", "\n\n", "Also read: more", "Advertisement", "\u00a0",
    "\u200b", "\u00ad", "\x00", "\r\n", "\r", "\ud800", "https://a.example/b.", "me@a.example", "---\ntitle: x\n---\n",
    "Published: May 12, 2023\n", "© 2023 Paper\n", "Վարդենիս ", "ب\u200cب", "\x97", "👨\u200d👩", "word ", ". ",
])  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(NOISE, max_size=12).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
@example("date 2023-05-13 date 2023-05-14 Advertisement\nK\n date 2022-01-01 x")
@example("0@0.ؠ\u200c\u0600")
@example("---\ntitle: a\n---\n---\ntitle: b\n---\ntext")
def test_length_stays_and_a_second_cleaning_changes_nothing(text):
    clean = clean_text(text)
    assert len(clean) == len(text)
    assert clean_text(clean) == clean
    assert len(clean_text(text, markdown=True)) == len(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_line_feeds_stay_where_they_are_and_what_stays_is_unchanged(text):
    for before, after in zip(text, clean_text(text), strict=True):
        if before == "\n":
            assert after == "\n"
        if after not in {" ", "\n"} and not "\x80" <= before <= "\x9f":
            assert after == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" date 2023-05-13 KJust ahead of talks", "Just ahead of talks"),
        ("KJust ahead of talks", "Just ahead of talks"),
        (" date 2023-05-13 K Just ahead", "Just ahead"),
        ("date 2023-05-13KIn Baku", "In Baku"),
        (" date 2023-05-13 A soldier", "A soldier"),
        (" date 2023-05-13 KGB officers", "KGB officers"),
        (" date 2023-05-13 N Korea", "N Korea"),
        ("McDonald said", "McDonald said"),
        ("iPhone owners", "iPhone owners"),
        ("USbacked men", "USbacked men"),
        ("PMs met", "PMs met"),
    ],
)
def test_a_glued_letter_goes_and_a_plausible_word_stays(text, words):
    assert clean_text(text).strip() == words


def test_a_glued_letter_in_the_middle_of_a_text_stays():
    assert "KJust" in clean_text("They met.\nKJust ahead")


def test_a_header_with_a_lone_letter_leaves_only_the_story():
    text = " date 2023-05-12 K\n\n\nTBILISI - A drone"
    assert clean_text(text).strip() == "TBILISI - A drone"
    assert clean_text(text).index("TBILISI") == text.index("TBILISI")


@pytest.mark.parametrize(
    "line",
    ["Also read: Fishing season opens", "Read more: x", "Advertisement", "Follow us on Telegram", "Subscribe to us",
     "© 2023 Paper", "- See also: this", "K", "Share", "The Paper. All rights reserved."],
)  # fmt: skip
def test_boilerplate_lines_are_blanked(line):
    clean = clean_text(f"One soldier was killed.\n{line}\nTwo were hurt.")
    assert clean.split("\n")[1] == " " * len(line)
    assert clean.split("\n")[0] == "One soldier was killed."


@pytest.mark.parametrize(
    "line",
    ["Read more than ten reports", "Shares fell in Baku", "Follow-up talks failed", "Advertisement boards burned in Kut",
     "Subscribe to us " + "and the army said that shells fell near the village " * 8],
)  # fmt: skip
def test_sentences_that_begin_like_boilerplate_stay(line):
    assert clean_text(line) == line


def test_spaces_controls_and_addresses_become_spaces():
    text = "Kut\u00a0and\u200bSotk\x00\x07 \u202eabc https://x.example/kut. Then\r\nEnd\rLast"
    clean = clean_text(text)
    assert clean == "Kut and Sotk    abc                      . Then \nEnd\nLast"


def test_joiners_inside_persian_words_stay():
    assert clean_text("می\u200cخواهم") == "می\u200cخواهم"


def test_windows_dashes_read_as_latin_1_become_dashes():
    assert clean_text("Kut \x97 a village; Armenia\x92s") == "Kut — a village; Armenia’s"


def test_markdown_marks_are_blanked_and_names_stay():
    text = "# Head\n\nA **soldier** died in [Kut](http://x.example)."
    clean = clean_text(text, markdown=True)
    assert clean.split() == ["Head", "A", "soldier", "died", "in", "Kut", "."]
    assert clean.index("Kut") == text.index("Kut")


def test_a_long_hostile_top_is_cleaned_quickly():
    text = "date 2023-05-13\nAlso read: x\n" * 20_000
    assert not clean_text(text)[:4000].strip()
