"""What the fuzzer found stays mended; and small random inputs meet every target at each run."""

from __future__ import annotations

from pathlib import Path

import fuzz_targets
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CORPUS = sorted((Path(__file__).parent / "corpus").rglob("*.bin"))
WORDS = st.sampled_from(
    [
        "killed",
        "wounded",
        "three",
        "12",
        "1,000",
        "Sotk",
        "Kut",
        "near",
        "the",
        "village",
        "of",
        "Azerbaijani",
        "soldiers",
        "said",
        "on",
        "Friday",
        "31",
        "May",
        "2023",
        "at",
        "least",
        "-5",
        "10^12",
        "99999999999999",
        "overnight",
        "Armenian",
        "troops",
        "shelled",
        "and",
        ",",
        ".",
        '"',
        "(",
        ")",
        "'",
        "…",
        "\x00",
        "\u202e",
        "💥",
    ]
)


@pytest.fixture(scope="module")
def story(tiny_gazetteer):
    return fuzz_targets.open_target("story", tiny_gazetteer)


def target_of(path, story):
    name = path.name.split("-")[0]
    return story if name == "story" else fuzz_targets.PLAIN[name]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_was_found_once_is_mended(path, story):
    target_of(path, story)(path.read_bytes())


@pytest.mark.parametrize("name", sorted(fuzz_targets.PLAIN))
@given(data=st.one_of(st.binary(max_size=400), st.lists(WORDS, max_size=30).map(lambda w: " ".join(w).encode())))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_bytes_and_words_meet_no_error_but_our_own(name, data):
    fuzz_targets.PLAIN[name](data)


@given(words=st.lists(WORDS, min_size=3, max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_stories_are_read_packed_and_merged(words, story):
    story(" ".join(words).encode())
