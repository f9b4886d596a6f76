"""How the matches of a pattern may begin: up to the first letter of the second word, and only at a word's beginning."""

from __future__ import annotations

import re

import pytest

from geomap.incidents.openings import openings_of
from geomap.incidents.screen import Screen


@pytest.mark.parametrize(
    ("regex", "openings"),
    [
        (r"\bfears?\b", {"fear"}),
        (r"\b(?:in the|at) \w+", {"in t", "at "}),
        (r"(?<!\w)(?:opened|exchange of) fire", {"opened f", "exchange o"}),
        (r"(?<![\w-])(?:the )?(?:dawn|dusk)", {"dawn", "dusk", "the d"}),
        (r"\b[0-3]?\d metres", {"0 m", "00 m"}),
        (r"\b(?:very )*late", {"very ", "late"}),
        (r"\bgun ?fight|\bgrey|\bgr[ae]y", {"gun f", "gunfight", "grey", "gray"}),
        (r"\b(?:no one|nobody)[^.]*hurt", {"no o", "nobody"}),
    ],
)
def test_every_match_begins_with_one_of_the_openings(regex, openings):
    assert openings_of(re.compile(regex)) == openings


@pytest.mark.parametrize(
    "regex", ["attack", r"\b\w+ fire", r"\b(?:a|\w+) b", r"(?i)\battack", r"\b, and", r"(?<!x)a", ""]
)
def test_a_pattern_that_may_begin_anywhere_has_none(regex):
    assert openings_of(re.compile(regex)) is None


def test_a_pattern_is_found_in_a_text_with_its_capitals():
    named = Screen(re.compile(r"\bvillage of (?P<name>[A-Z]\w+)"))
    text = "The village of Shosh and the village of the elders; a Village of Goris"
    assert [found["name"] for found in named.finditer(text.lower(), text)] == ["Shosh"]


def test_the_end_of_the_part_that_is_searched_is_respected():
    fire = Screen(re.compile(r"\b(?:opened fire|fired)\b"))
    low = "they opened fire, and fired again"
    assert fire.search(low, 6).group() == "fired"
    assert fire.search(low, 0, 9) is None
