"""Figures of loss in one sentence, before they have a side."""

from __future__ import annotations

import pytest

from geomap.incidents.casualties import find_losses
from geomap.incidents.structure import build_sentences
from geomap.incidents.tolls import add_up


def losses(text):
    out = []
    for sentence in build_sentences(text):
        out += find_losses(sentence, previous=out)
    return out


def toll(text, kind):
    return add_up(losses(text), kind, {}).best


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("One guard was killed and two others were injured.", 1, 2),
        ("The mine killed three farmers, wounding five others.", 3, 5),
        ("Killing 3 and wounding 5, a mine went off.", 3, 5),
        ("The raid left four guards dead and six wounded.", 4, 6),
        ("A guard lost his life near the well.", 1, None),
        ("The blast claimed the lives of two women.", 2, None),
        ("Seven people were killed, among them two children.", 7, None),
        ("Nine people, three of them minors, were hurt.", None, 9),
        ("A mother and her two sons were killed.", 3, None),
        ("Two guards and a medic were killed.", 3, None),
        ("Two villagers, a man of 60 and a girl of 9, died.", 2, None),
        ("Levon Sahakyan, 19, died in hospital. Anna Petrosyan, aged 40, was shot dead.", 2, None),
        ("Five conscripts sustained shrapnel wounds.", None, 5),
        ("The wounding of a guard was reported.", None, 1),
        ("Ten recruits were hit, three of whom died.", 3, None),
        ("The shot left another guard, Aram Avetisyan, with a deep wound.", None, 1),
        ("Doctors first spoke of eight injured, then of 11, and by noon of 20.", None, 20),
        ("By night the army spoke of 27 injured, the two dead included.", 2, 25),
        ("The bodies of six soldiers were found.", 6, None),
        ("Four died in the shop and one was injured.", 4, 1),
    ],
)
def test_figures_are_read(text, killed, injured):
    assert (toll(text, "killed"), toll(text, "injured")) == (killed, injured)


@pytest.mark.parametrize(
    "text",
    [
        "He was jailed for 12 years.", "Twelve houses were hit.", "The wounded were taken to the town.",
        "The shells fell 300 metres from the school.", "Twenty patients were sent home.", "It touched many lives.",
    ],
)  # fmt: skip
def test_years_houses_metres_and_patients_are_no_losses(text):
    assert losses(text) == []


@pytest.mark.parametrize("text", ["Nobody was hurt.", "There were no casualties.", "The shot caused no losses."])
def test_nobody_hurt_is_zero(text):
    assert (toll(text, "killed"), toll(text, "injured")) == (0, 0)


def test_no_word_of_casualties_is_not_reported():
    assert toll("There was no word of casualties.", "killed") is None


def test_a_later_toll_replaces_an_earlier_one():
    text = "Twelve people were killed. The death toll rose to 15."
    assert toll(text, "killed") == 15


def test_a_toll_that_is_corrected_downwards_stands():
    assert toll("Twelve people were killed. The death toll was later revised down to 9.", "killed") == 9


def test_vague_words_keep_their_words_and_make_no_figure():
    (loss,) = losses("Dozens of villagers were wounded.")
    assert loss.vague
    assert loss.best is None
    assert add_up([loss], "injured", {}).best is None


def test_a_figure_beyond_belief_is_refused():
    (loss,) = losses("1000000000000 people were killed.")
    assert loss.refused
    assert toll("1000000000000 people were killed.", "killed") is None


def test_a_claim_about_the_enemy_moves_only_the_high_figure():
    from dataclasses import replace

    own, theirs = losses("Two guards were killed. Thirty attackers were killed.")
    result = add_up(
        [replace(own, key="AAA"), replace(theirs, key="BBB", enemy=True)], "killed", {"AAA": "a", "BBB": "b"}
    )
    assert (result.best, result.high) == (2, 32)
