"""What a text states of where its places lie."""

from __future__ import annotations

import pytest

from geomap.records import Mention
from geomap.resolve.stated import NAMED, stated_gap, stated_pairs


def pairs(text, *names, cues=None):
    mentions, at = [], 0
    for name in names:
        start = text.index(name, at)
        at = start + len(name)
        mentions.append(Mention(start, at, name))
    found = stated_pairs(text, mentions, list(range(len(names))), [(cues or {}).get(name, "") for name in names])
    return {(names[i], names[j], how) for i, j, how in found}


@pytest.mark.parametrize(
    ("between", "how"),
    [
        (", ", "comma"),
        (" (", "paren"),
        (" in the eastern ", "in"),
        (", both in the district of ", "in"),
        (" said ", ""),
    ],
)
def test_the_words_between_two_names(between, how):
    assert stated_gap(between) == how


def test_both_of_a_list_lie_where_the_text_puts_both():
    text = "It listed Kut and Sotk, both in the district of Vardenis, as shelled."
    found = pairs(text, "Kut", "Sotk", "Vardenis", cues={"Vardenis": "district"})
    assert {("Sotk", "Vardenis", "in"), ("Kut", "Vardenis", "list")} <= found


def test_a_village_of_the_same_district_lies_in_the_district_named_last():
    text = "Shells fell in the Tovuz district. A man was killed in Aghdam, a village of the same district, on Tuesday."
    found = pairs(text, "Tovuz", "Aghdam", cues={"Tovuz": "district", "Aghdam": "village"})
    assert ("Aghdam", "Tovuz", "same") in found


def test_what_a_passage_about_a_district_goes_on_to_name_may_lie_there():
    text = "Shells fell on villages of the Tovuz district. A man was killed in Aghdam on Tuesday."
    assert ("Aghdam", "Tovuz", NAMED) in pairs(text, "Tovuz", "Aghdam", cues={"Tovuz": "district"})


def test_a_district_of_another_passage_says_nothing():
    text = "Shells fell on villages of the Tovuz district.\n\nIt rained.\n\nA man was killed in Aghdam."
    assert pairs(text, "Tovuz", "Aghdam", cues={"Tovuz": "district"}) == set()
