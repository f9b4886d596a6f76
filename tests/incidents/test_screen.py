"""A screened pattern finds what the pattern finds: it is only not looked for where it cannot be."""

from __future__ import annotations

import random
import re

import pytest

from geomap.incidents import blames, claims, dateforms, events, indirect, realis, roles
from geomap.incidents.lexicon import Words, load, screened, trigger_patterns
from geomap.incidents.openings import letters_of
from geomap.incidents.screen import Screen, screen


def letters(regex: str) -> set[str] | None:
    found = letters_of(re.compile(regex))
    return None if found is None else set(found)


@pytest.mark.parametrize(
    ("regex", "needed"),
    [
        (r"\bfears?\b", {"fear"}),
        (r"opened fire", {"opened"}),
        (r"attack|raid", {"attack", "raid"}),
        (r"(?:was|were) (?:hit|struck)", {"hit", "struck"}),
        (r"(?:at )?dawn", {"dawn"}),
        (r"[0-3]?\d metres", {"metres"}),
        (r"\d+", {"0"}),
        (r"(?P<a>x)?(?(a)left|right)", {"left", "right"}),
        (r"(?:ab)+", {"ab"}),
        (r"isn't", {"isn"}),
        (r"the (?:day|week) before", {"before"}),
        (r"straw|strew", {"straw", "strew"}),
    ],
)
def test_every_match_holds_one_of_the_letters(regex, needed):
    assert letters(regex) == needed


@pytest.mark.parametrize(
    "regex", [r"\w+", r"(?:attack)?", r"attack|\w+", r"(?i)attack", r"(?i:attack)", r"a", r"[^a]", r"(?<!attack)"]
)
def test_a_pattern_that_needs_no_letters_is_always_looked_for(regex):
    assert letters(regex) is None
    assert Screen(re.compile(regex)).may("")


def test_what_a_lookahead_shows_is_not_needed():
    assert letters(r"fire(?= brigade)") == {"fire"}


def test_a_pattern_added_later_is_looked_for_in_a_text_seen_before():
    low = "a quiet morning beside the zwolvark"
    assert not screen("no such word at all").may(low)
    assert Screen(re.compile("zwolvark")).search(low)


def test_digits_are_found_in_any_script():
    assert screen(r"\d\d").search("on the ١٢ of may")
    assert screen(r"q[0-9]{2}").may("a q77")


def test_a_list_of_words_is_found_in_sentences_and_parts_of_them():
    words = Words(["land mine", "drone", "nine o'clock"])
    found = {
        low: [match.group() for match in words.finditer(low)]
        for low in ("a land mine", "two drones", "one drone, another drone", "at nine o'clock", "land", "")
    }
    assert list(found.values()) == [["land mine"], [], ["drone", "drone"], ["nine o'clock"], [], []]
    assert found == {part: [match.group() for match in words.within(part)] for part in found}


def patterns() -> list[Screen]:
    """The stage's own: those of modules and of the lexicon."""
    out = [one for module in (blames, claims, dateforms, events, indirect, realis) for one in vars(module).values()]
    lists = [(name, key) for name in ("attribution", "weapons") for key in load(name) if key != "note"]
    out += [screened(*path) for path in lists if path[1] != "speech_nouns"]
    out += [screened("casualties", key) for key in ("none", "none_unknown", "toll_words")]
    out += [
        screened("realis", "blockers"),
        *(one for _, one in trigger_patterns()[1].screens),
        *(one for _, one in realis._themes().screens),
    ]
    out += [realis._cues(name) for name in ("negated", "future", "hypothetical", "generic", "aggregate", "background")]
    out += [roles._left(name) for name in load("places") if name.endswith("_left")]
    return [one for one in out if isinstance(one, Screen)]


def test_screened_patterns_find_the_same_in_any_words():
    """Sentences strung together from pieces of the patterns themselves, so that many of them match."""
    known = patterns()
    assert len(known) > 60
    words = sorted({word for one in known for word in re.findall(r"[a-z]{2,}", one.pattern.pattern)})
    rng = random.Random(5)
    hits = 0
    for _ in range(900):
        low = " ".join(rng.choices([*words, "5 june 2021", "two", "the", "of", ",", "was", "on"], k=18))
        for one in known:
            plain = [match.span() for match in one.pattern.finditer(low)]
            assert [match.span() for match in one.finditer(low)] == plain, one.pattern.pattern
            assert (one.search(low) is not None) == bool(plain)
            hits += bool(plain)
    assert hits > 2000
