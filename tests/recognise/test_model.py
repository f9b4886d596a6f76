"""Loading a pipeline and its entities."""

from __future__ import annotations

import pytest

from geomap.errors import ModelMissingError
from geomap.recognise.model import find_entities, load_model, make_parser


def test_none_is_no_model():
    assert load_model("none") is None
    assert make_parser(None) is None


def test_a_pipeline_that_is_not_installed_is_named_with_a_way_out():
    with pytest.raises(ModelMissingError, match="'no_such_pipeline' cannot be loaded") as caught:
        load_model("no_such_pipeline")
    assert "--model none" in str(caught.value)


def ruler():
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Kut"}])
    return nlp


def test_entities_of_long_texts_have_offsets_into_the_whole():
    text = "They met. " * 5_000 + "Kut was quiet."
    (found,) = list(find_entities(ruler(), [text]))
    assert found == [(50_000, 50_003, "GPE")]


def test_every_text_gets_its_own_entities():
    found = list(find_entities(ruler(), ["Kut", "", "no", "in Kut"]))
    assert found == [[(0, 3, "GPE")], [], [], [(3, 6, "GPE")]]


def test_a_pipeline_without_entities_finds_none():
    import spacy

    assert list(find_entities(spacy.blank("en"), ["Kut", "Sotk"])) == [[], []]


@pytest.mark.model
def test_a_sentence_is_parsed_whole(nlp):
    doc = make_parser(nlp)("Two soldiers were killed near Kut.")
    assert doc.has_annotation("DEP")


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "On Monday Armenia said that two soldiers of the 3rd Army Corps had died near Vardenis in Gegharkunik.",
        "He left. They stayed in New\nYork City. Kut was quiet.",
        "",
    ],
)
def test_entities_of_a_parsed_sentence_are_those_of_the_pipeline(nlp, text):
    quick, plain = make_parser(nlp)(text), nlp(text)
    assert [(e.start, e.end, e.label_) for e in quick.ents] == [(e.start, e.end, e.label_) for e in plain.ents]
    assert [(t.ent_iob_, t.dep_, t.pos_) for t in quick] == [(t.ent_iob_, t.dep_, t.pos_) for t in plain]
