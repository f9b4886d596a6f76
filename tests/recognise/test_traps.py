"""Words that look like place names: they stay out, and the places that share their names are still found."""

from __future__ import annotations

import pytest
from trap_sentences import TRAPS, TRUE

from geomap.gazetteer.store import Gazetteer
from geomap.recognise.recognise import recognise_mentions
from geomap.records import Report

SINGLE_WORDS = ("Of", "Nice", "Reading", "Mobile", "March", "Most")


@pytest.fixture(scope="module")
def world(world_gazetteer):
    with Gazetteer.open(world_gazetteer) as opened:
        yield opened


def names(sentences, gazetteer, nlp, *, metonyms=False):
    """Return for each sentence the names of places found in it, a dot at their end left out.

    A name that stands for something else ("Boston Globe") is told apart by its use.
    """
    reports = [Report(str(i), text, text) for i, (text, _) in enumerate(sentences)]
    return [
        {m.text.rstrip(".") for m in found if metonyms or m.use == "literal"}
        for found in recognise_mentions(reports, gazetteer, nlp=nlp)
    ]


def fired(gazetteer, nlp):
    """Return the traps that fired, with their sentences."""
    found = names(TRAPS, gazetteer, nlp)
    return [(words, text) for (text, words), got in zip(TRAPS, found, strict=True) if got & set(words)]


def found_share(gazetteer, nlp):
    """Return the share of true names that were found."""
    found = names(TRUE, gazetteer, nlp, metonyms=True)
    right = sum(len(got & set(gold)) for (_, gold), got in zip(TRUE, found, strict=True))
    return right / sum(len(gold) for _, gold in TRUE)


@pytest.mark.world
def test_no_ordinary_word_is_a_place_without_a_model(world):
    assert [text for words, text in fired(world, None) if set(words) & set(SINGLE_WORDS)] == []


@pytest.mark.world
@pytest.mark.model
def test_no_ordinary_word_is_a_place_with_a_model(world, nlp):
    assert [text for words, text in fired(world, nlp) if set(words) & set(SINGLE_WORDS)] == []


@pytest.mark.world
def test_six_traps_in_seven_stay_shut_without_a_model(world):
    assert len(fired(world, None)) <= len(TRAPS) / 7
    assert found_share(world, None) >= 0.8


@pytest.mark.world
@pytest.mark.model
def test_six_traps_in_seven_stay_shut_with_a_model(world, nlp):
    assert len(fired(world, nlp)) <= len(TRAPS) / 7
    assert found_share(world, nlp) >= 0.85
