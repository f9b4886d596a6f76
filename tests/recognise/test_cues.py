"""What the words around a name say."""

from __future__ import annotations

import pytest

from geomap.gazetteer.store import Gazetteer
from geomap.recognise.cues import read_lead
from geomap.recognise.lexicon import languages, load_lexicon
from geomap.recognise.recognise import read_batch
from geomap.records import Report

EN = load_lexicon("en")


@pytest.mark.parametrize(
    ("lead", "relation"),
    [
        ("shells fell near the village of ", "near"),
        ("they fired in the direction of ", "direction_of"),
        ("moved towards ", "direction_of"),
        ("a road between ", "between"),
        ("a road between Kut and ", "between"),
        ("posts along the ", "along"),
        ("two died in the town of ", "in"),
        ("a convoy from ", "from"),
        ("the wounded man of ", ""),
        ("", ""),
    ],
)
def test_the_words_before_a_name_tell_the_relation(lead, relation):
    assert read_lead(lead, EN).relation == relation


@pytest.mark.parametrize(
    ("lead", "km", "bearing"),
    [
        ("a post 5 km south of ", 5, 180),
        ("some 12 miles north-east of ", 19.312, 45),
        ("about ten kilometres from ", 10, None),
        ("800 metres west of the village of ", 0.8, 270),
    ],
)
def test_an_offset_is_read_in_km_and_degrees(lead, km, bearing):
    cue = read_lead(lead, EN)
    assert (cue.relation, cue.offset_km, cue.bearing_deg) == ("offset", km, bearing)


def test_a_direction_may_stand_behind_the_name():
    assert read_lead("fighting in the ", EN, after=" direction went on").relation == "direction_of"


def test_a_language_without_a_lexicon_uses_english():
    assert "en" in languages()
    assert load_lexicon("xx") is load_lexicon("en")


def test_the_last_word_of_a_sentence_belongs_to_no_name_of_the_next(tiny_gazetteer):
    text = "It was an attack on its territory. Sotk was quiet, and so was Vardenis."
    with Gazetteer.open(tiny_gazetteer) as gazetteer:
        (page,), _ = read_batch([Report(id="x", text=text, clean=text)], gazetteer, nlp=None)
    assert {c.text: c.cue for c in page.candidates}["Sotk"] == ""
