"""Rebels and those who hunt them, means that are denied, and words that only look like weapons."""

from __future__ import annotations

import datetime as dt

import pytest

from geomap.incidents.extract import extract_incidents
from geomap.records import Mention, Report, Resolution
from geomap.settings import Settings


def only(tell, text, places=()):
    (found,) = [i for i in tell(text, "2023-06-15", places=places) if i.realis == "actual"]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "On Monday the army raided a hideout in Sotk and killed six suspected rebels.",
        "Four militants were killed on Monday in an operation by security forces in Sotk.",
        "Troops stormed a camp in Sotk on Monday and shot three gunmen dead.",
    ],
)
def test_rebels_killed_by_soldiers_are_no_civilians(tell, text):
    assert only(tell, text, ["Sotk"]).sub_event_type == "armed_clash"


@pytest.mark.parametrize(
    "text",
    [
        "Bandits killed twelve villagers in Sotk on Monday.",
        "Gunmen shot dead four people at a mosque in Sotk on Monday. One gunman was killed by police.",
    ],
)
def test_but_who_dies_by_the_hand_of_rebels_is(tell, text):
    assert only(tell, text, ["Sotk"]).sub_event_type == "attack"


@pytest.mark.parametrize("fallen", ["one trooper died", "one soldier died"])
def test_rebels_and_a_soldier_are_added_up(tell, fallen):
    text = f"On Monday the army raided a hideout in Sotk and killed six rebels; {fallen}."
    assert only(tell, text, ["Sotk"]).killed_best == 7


def test_insurgents_are_not_the_men_of_the_police_that_tell_of_them(tell):
    found = only(tell, "Four insurgents were killed in Sotk on Monday, police said.", ["Sotk"])
    assert (found.killed_a, found.killed_b) == (None, None)
    assert "Police" not in {found.actor_b, found.actor_a}


def test_gunmen_whom_the_police_shoot_began_all_the_same(tell):
    text = "Gunmen shot dead four people at a mosque in Sotk on Monday. One gunman was killed by police."
    assert only(tell, text, ["Sotk"]).initiator == "a"


def test_a_place_called_tank_is_no_weapon(tell, gazetteer):
    text = "Two soldiers and five militants were killed in Tank district on Monday."
    report = Report("r", text, text, date=dt.date(2023, 6, 15))
    at = text.index("Tank")
    named = [Resolution(Mention(at, at + 4, "Tank", cue="district", relation="in"), None)]
    (found,) = extract_incidents(report, named, gazetteer=gazetteer, parse=None, settings=Settings())
    assert found.weapons == ()
    assert "heavy_weapons" in only(tell, "A tank killed two soldiers in Sotk on Monday.", ["Sotk"]).weapons


def test_a_denial_of_the_means_denies_no_dead(tell):
    text = (
        "Police denied using live rounds against demonstrators in Sotk on Wednesday, where a doctor counted three dead "
        "and nineteen wounded."
    )
    found = only(tell, text, ["Sotk"])
    assert (found.killed_best, found.injured_best, found.initiator) == (3, 19, "disputed")


def test_a_denial_of_all_that_follows_still_makes_no_incident(tell):
    text = "The army denied that its shells had killed three people in Sotk on Wednesday."
    assert not [i for i in tell(text, "2023-06-15", places=["Sotk"]) if i.realis == "actual"]


def test_force_against_a_crowd_that_nobody_denies_is_the_forces_own(tell):
    text = "Police fired on demonstrators in Sotk on Wednesday, killing three and wounding nineteen, a doctor said."
    assert only(tell, text, ["Sotk"]).initiator == "b"


def test_a_tally_of_last_week_alone_is_no_incident(tell):
    text = "Last week alone at least 14 soldiers died along the frontier. On Wednesday a farmer was killed in Sotk."
    assert only(tell, text, ["Sotk"]).killed_best == 1


@pytest.mark.parametrize(
    ("words", "killed", "injured"),
    [
        ("killing senior lieutenant Rashad Aliyev", 1, None),
        ("killing Lieutenant Rashad Aliyev", 1, None),
        ("wounding serviceman Rashad Aliyev", None, 1),
        ("killing serviceman Rashad Aliyev and sergeant Elnur Mammadov", 2, None),
    ],
)
def test_a_rank_and_a_name_are_one_of_those_who_were_shelled(tell, words, killed, injured):
    found = only(tell, f"Armenian forces shelled Azerbaijani positions in Sotk on Thursday, {words}.", ["Sotk"])
    assert (found.killed_a, found.injured_a) == (killed, injured)


def test_shots_that_were_fired_from_a_side_are_an_incident(tell):
    text = "Shots fired from the Azerbaijani side broke the windows of a kindergarten in Sotk on Wednesday."
    assert only(tell, text, ["Sotk"]).initiator == "a"


def test_the_city_of_the_dateline_attacks_nobody(tell):
    text = "STEPANAKERT, June 15 - Azerbaijani troops fired at a car in Sotk on Wednesday, the Karabakh ministry said."
    assert only(tell, text, ["STEPANAKERT", "Sotk"]).initiator == "a"


def test_who_tried_to_cross_was_not_tried_there(tell):
    text = "An Azerbaijani group tried to cross near Sotk on Thursday and one Armenian soldier was killed."
    assert only(tell, text, ["Sotk"]).place_text == "Sotk"


def test_a_denial_that_goes_on_to_tell_own_losses_denies_the_first_part_only(tell):
    text = (
        "Armenia said that two saboteurs had been killed in Sotk on Thursday. In Baku the ministry denied that any such "
        "operation had taken place and said that three of its soldiers had been hurt by Armenian fire."
    )
    assert only(tell, text, ["Sotk", "Baku"]).injured_best == 3


def test_lost_limbs_are_injuries(tell):
    text = "A sapper was killed and two of his colleagues lost limbs on Tuesday in Sotk when a mine went off."
    assert (only(tell, text, ["Sotk"]).killed_best, only(tell, text, ["Sotk"]).injured_best) == (1, 2)
