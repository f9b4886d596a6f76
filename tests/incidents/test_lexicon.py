"""The lexica are data that must fit the vocabularies."""

from __future__ import annotations

import re

import pytest

from geomap.incidents import lexicon
from geomap.incidents.actors import dyad_sides
from geomap.schema import SECTORS, SUB_EVENT_TYPES, WEAPONS


@pytest.mark.parametrize("name", lexicon.FILES)
def test_every_lexicon_says_what_it_is(name):
    assert len(lexicon.load(name)["note"]) > 40


@pytest.mark.parametrize("part", ["verbs", "nouns", "phrases"])
def test_trigger_types_are_types_of_the_schema(part):
    known = {kind for kinds in SUB_EVENT_TYPES.values() for kind in kinds}
    assert set(lexicon.load("triggers")[part]) <= known


def test_weapons_are_weapons_of_the_schema():
    assert set(lexicon.load("weapons")) - {"note"} <= set(WEAPONS)


def test_sectors_are_sectors_of_the_schema():
    assert set(lexicon.load("parties")["forces"]) | set(lexicon.load("parties")["roles"]) <= set(SECTORS)


@pytest.mark.parametrize(
    ("verb", "forms"),
    [("shell", {"shelled", "shelling", "shells"}), ("strike", {"struck", "striking"}), ("gun down", {"gunned down"})],
)
def test_verbs_are_inflected(verb, forms):
    assert forms <= set(lexicon.inflect(verb).values())


def test_a_listed_dyad_fixes_the_sides_whoever_comes_first():
    for keys in (["ARM", "AZE"], ["AZE", "ARM"]):
        sides = dyad_sides(keys)
        assert (sides["AZE"], sides["ARM"]) == ("a", "b")


def test_an_unlisted_pair_has_no_fixed_sides():
    assert dyad_sides(["PER", "ECU"]) == {}


def test_patterns_compile_and_do_not_match_nothing():
    for name in ("realis", "attribution", "casualties"):
        for key, words in lexicon.load(name).items():
            if isinstance(words, list):
                for word in words:
                    assert not re.compile(word).fullmatch(""), (name, key, word)


def test_the_parties_of_a_listed_conflict_keep_their_order():
    """What is picked from them is the first of a side: it must not change from one run to the next."""
    for dyad in lexicon.load("dyads")["dyads"]:
        assert list(dyad_sides([dyad["a"][0], dyad["b"][0]])) == list(dict.fromkeys([*dyad["a"], *dyad["b"]]))
