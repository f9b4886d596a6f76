"""Entities read in one step for all words are those that spaCy finds word by word."""

from __future__ import annotations

import random

import pytest

from geomap.recognise.greedy import quick_reader
from geomap.recognise.model import find_entities

WORDS = (
    "The", "army", "of", "Armenia", "said", "on", "Monday", ",", "5", "June", "2021", "that", "two", "soldiers", "from",
    "New", "York", "Mr", "Ivan", "Petrov", "NATO", "the", "United", "Nations", "$", "10", "million", "Gulf", "War", ".",
    "\n\n", "  ", "killed", "near", "Lake", "Van", "Kalashnikov", "third", "20", "km", "US", "UN", "Gyumri", "(", ")",
)  # fmt: skip


def texts(count: int, seed: int = 3) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=rng.randrange(1, 60))) for _ in range(count)]


@pytest.mark.model
def test_the_entities_are_those_of_spacy(nlp):
    pipe = nlp.get_pipe("ner")
    reader = quick_reader(pipe)
    assert reader is not None
    told = [*texts(300), "", " ", "Baku", "\n"]
    plain = list(pipe.pipe([nlp.make_doc(text) for text in told], batch_size=32))
    docs = [nlp.make_doc(text) for text in told]
    found = [spans for at in range(0, len(docs), 32) for spans in reader.read(docs[at : at + 32])]
    assert found == [[(ent.start, ent.end - 1, ent.label_) for ent in doc.ents] for doc in plain]
    assert sum(map(len, found)) > 1000


@pytest.mark.model
def test_a_batch_reads_each_text_as_alone(nlp):
    told = texts(40, seed=8)
    alone = [next(find_entities(nlp, [text])) for text in told]
    assert list(find_entities(nlp, told)) == alone


@pytest.mark.model
def test_a_recogniser_of_another_form_goes_its_own_way(nlp):
    assert quick_reader(nlp.get_pipe("parser")) is None
    assert quick_reader(object()) is None


@pytest.mark.model
def test_a_recogniser_with_a_beam_goes_its_own_way(nlp, monkeypatch):
    pipe = nlp.get_pipe("ner")
    monkeypatch.setitem(pipe.cfg, "beam_width", 4)
    assert quick_reader(pipe) is None
