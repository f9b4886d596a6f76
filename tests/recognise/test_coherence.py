"""Names that lie together on the ground support one another; persons and ordinary words get nothing."""

from __future__ import annotations

import numpy as np
import pytest

from geomap.gazetteer.store import Gazetteer
from geomap.recognise.coherence import second_look
from geomap.recognise.recognise import read_batch
from geomap.records import Report


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def looked_at(text, gazetteer, odds):
    """Return the log odds after the second look, by name, from `odds` before it (-1.5 for all others)."""
    (page,), (matrix,) = read_batch([Report(id="x", text=text, clean=text)], gazetteer, nlp=None)
    before = np.array([odds.get(candidate.text, -1.5) for candidate in page.candidates])
    after = second_look(page, matrix, before)
    return {c.text: (float(b), float(a)) for c, b, a in zip(page.candidates, before, after, strict=True)}


def test_a_doubtful_village_beside_a_sure_one_gains(gazetteer):
    found = looked_at("Troops at Sotk were quiet while guns hit Norabak for hours.", gazetteer, {"Sotk": 3.0})
    before, after = found["Norabak"]
    assert after > before + 2
    assert found["Sotk"] == (3.0, 3.0)


def test_doubtful_villages_that_lie_together_support_one_another(gazetteer):
    found = looked_at("The shelling hit Sotk, Norabak and Tegh.", gazetteer, {})
    assert found["Sotk"][1] > found["Sotk"][0]
    assert found["Norabak"][1] > found["Norabak"][0]


def test_a_persons_name_gains_nothing(gazetteer):
    found = looked_at("Shots fell near Sotk, Colonel Goris said to Mr Kut.", gazetteer, {"Sotk": 3.0})
    assert all(after == before for name, (before, after) in found.items() if name in {"Goris", "Kut"})


def test_a_far_name_of_many_places_gains_nothing(gazetteer):
    found = looked_at("Shots fell near Sotk; nobody had heard of Paris there.", gazetteer, {"Sotk": 3.0})
    before, after = found["Paris"]
    assert after == before


def test_ten_thousand_doubtful_names_are_bounded_work(gazetteer):
    text = "Guns hit Sotk, Norabak, Goris, Tegh and Jermuk. " * 2000
    found = looked_at(text, gazetteer, {})
    assert found["Sotk"][1] > found["Sotk"][0]


@pytest.mark.world
def test_a_word_beside_a_seldom_used_name_speaks_for_it(world_gazetteer):
    text = "Guards on the Hakari bridge opened fire at Tegh."
    with Gazetteer.open(world_gazetteer) as opened:
        found = looked_at(text, opened, {"Tegh": 3.0})
        bare = looked_at(text.replace("bridge ", ""), opened, {"Tegh": 3.0})
    assert found["Hakari"][1] > found["Hakari"][0]
    assert bare["Hakari"][1] == bare["Hakari"][0]


@pytest.mark.parametrize("text", ["Shots were fired at the village of Sotk.", "They fled the town of Vardenis."])
def test_what_the_text_calls_a_village_is_a_place_however_little_else_it_says(text, gazetteer):
    name = text.rstrip(".").rsplit(maxsplit=1)[-1]
    before, after = looked_at(text, gazetteer, {name: -2.5})[name]
    assert before == -2.5
    assert after > 0


def test_a_village_that_no_gazetteer_has_is_just_kept(gazetteer):
    _, after = looked_at("Shots were fired at the village of Qzzyrvan.", gazetteer, {"Qzzyrvan": -2.5})["Qzzyrvan"]
    assert -1 < after < 0


def test_the_board_of_a_firm_is_called_no_village(gazetteer):
    before, after = looked_at("He sits on the board of Sotk.", gazetteer, {"Sotk": -2.5})["Sotk"]
    assert before == after


@pytest.mark.parametrize("text", ["A soldier fell near Sotk on Monday.", "Shots were heard in Norabak."])
def test_a_known_name_after_near_that_the_model_overlooked_is_a_place(text, gazetteer):
    name = next(word for word in ("Sotk", "Norabak") if word in text)
    _, after = looked_at(text, gazetteer, {name: -1.8})[name]
    assert after > 0


@pytest.mark.parametrize(
    "text", ["They met near Sotk's house.", "They met in the Sotk.", "They met near SOTK.", "They met Sotk."]
)
def test_but_no_owner_no_thing_and_no_bare_name_is(text, gazetteer):
    ((_, (before, after)),) = [(n, f) for n, f in looked_at(text, gazetteer, {}).items() if n.lower() == "sotk"]
    assert after == before


def test_nor_what_is_hopeless(gazetteer):
    before, after = looked_at("A soldier fell near Sotk on Monday.", gazetteer, {"Sotk": -3.0})["Sotk"]
    assert after == before


@pytest.mark.parametrize("text", ["Shells fell on Sotk on Monday.", "Rockets hit Sotk.", "The army shelled Sotk."])
def test_what_shells_fall_on_is_a_place(text, gazetteer):
    before, after = looked_at(text, gazetteer, {"Sotk": -2.5})["Sotk"]
    assert before < 0 < after


@pytest.mark.parametrize("text", ["The critics hit Sotk on Monday.", "Rockets hit Mr Sotk."])
def test_but_not_what_words_fall_on_nor_a_person(text, gazetteer):
    before, after = looked_at(text, gazetteer, {"Sotk": -2.5})["Sotk"]
    assert after == before
