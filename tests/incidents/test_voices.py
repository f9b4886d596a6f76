"""Whose word a sentence is, how a loss is told without a plain word for it, and days told beside the event."""

from __future__ import annotations

import datetime as dt

import pytest

from geomap.incidents.casualties import find_losses
from geomap.incidents.structure import build_sentences


def losses(text):
    previous = []
    for sentence in build_sentences(text):
        previous += find_losses(sentence, previous=previous)
    return [(loss.kind, loss.best) for loss in previous if not loss.part]


# --------------------------------------------------------------------------------------------- the losses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A farmer was hit in the forearm by a stray round.", [("injured", 1)]),
        ("Two sisters suffered shrapnel injuries.", [("injured", 2)]),
        ("Nobody was killed or wounded there.", [("killed", 0), ("injured", 0)]),
        ("Nobody in the two hamlets was hurt.", [("killed", 0), ("injured", 0)]),
        ("An electrician of 34, died of his burns.", [("killed", 1)]),
        ("A boy travelling with them was wounded.", [("injured", 1)]),
        ("A man ploughing a field died on the spot.", [("killed", 1)]),
        ("The shooting has cost six conscripts their lives.", [("killed", 6)]),
        ("Nine soldiers fell in the first hour.", [("killed", 9)]),
        ("The ministry named the guard who lost his life.", [("killed", 1)]),
        ("A bullet, fired from the ridge, struck him in the neck.", [("injured", 1)]),
        ("The surgeons could do nothing more for him.", [("killed", 1)]),
        ("Her cousin was brought to the clinic with wounds to both legs.", [("injured", 1)]),
        ("A cook and a deputy to a local mayor lost their lives.", [("killed", 1), ("killed", 1)]),
        ("The raid killed 12 people, a doctor and two neighbours said.", [("killed", 12)]),
        ("The barn and two sheds burned out.", []),
        ("Nine soldiers embraced martyrdom and 12 people were wounded.", [("killed", 9), ("injured", 12)]),
        ("Two more got away with bullet wounds.", [("injured", 2)]),
        ("He walked home. No other injuries were reported.", []),
        ("He was on duty at nine in the morning.", []),
        ("Three workers died. The number of wounded, put at 8, has since been corrected to 11.", [("killed", 3)]),
    ],
)
def test_losses_without_a_plain_word_for_them(text, expected):
    found = losses(text)
    assert sorted(item for item in found if item in expected) == sorted(expected)
    assert not [item for item in found if item not in expected and item not in {("injured", 8), ("injured", 11)}]


def test_a_total_and_its_parts_by_nation_are_counted_once(actual):
    text = (
        "Fighting near Tegh on Friday killed seven soldiers. Azerbaijan gave the number of its dead as three. "
        "The other four were Armenians."
    )
    (found,) = actual(text, places=["Tegh"])
    assert found.killed_best == 7


# ---------------------------------------------------------------------------------------------- the voice


def test_the_ministry_after_the_comma_speaks_not_the_army_before_it(actual):
    text = (
        "An Armenian serviceman was wounded on Friday near Tegh when Azerbaijani units opened fire with mortars, the "
        "Defence Ministry said."
    )
    (found,) = actual(text, places=["Tegh"])
    assert (found.injured_b, found.initiator) == (1, "a")
    assert {claim.speaker_side for claim in found.claims if claim.speaker} == {"b"}


def test_a_figure_before_a_nested_report_is_not_that_side_s_word(actual):
    text = (
        "Azerbaijani drones struck Armenian positions near Tegh on Friday, killing two soldiers, hours after Baku "
        "reported that its own post had come under fire."
    )
    found = actual(text, places=["Tegh"])[0]
    assert found.killed_b == 2


def test_a_charge_that_is_no_attack_and_its_denial_say_nothing_of_who_began(actual):
    text = (
        "Armenian soldiers shelled Tegh on Friday, killing one man, the Azerbaijani army said. It accused the Armenians "
        "of hiding behind civilians."
    )
    (found,) = actual(text, places=["Tegh"])
    assert found.initiator == "b"


@pytest.mark.parametrize(
    "denial",
    ["Armenia says none of this is true.", 'Armenia calls this "the usual inversion".', "Armenia puts it differently."],
)
def test_a_denial_in_other_words_makes_it_disputed(actual, denial):
    text = f"Armenian troops fired at Azerbaijani posts near Tegh on Friday, wounding one soldier, Azerbaijan said. {denial}"
    (found,) = actual(text, places=["Tegh", "Armenia", "Azerbaijan"])
    assert found.initiator == "disputed"


def test_reports_that_are_false_make_no_incident(actual):
    text = "Reports that the village of Tegh had come under Azerbaijani fire on Friday are false, the ministry said."
    assert actual(text, places=["Tegh"]) == []


def test_whoever_lay_in_wait_is_the_attacker(actual):
    text = "Two soldiers died on Thursday in an ambush on a supply convoy near Tegh, the general staff said."
    (found,) = actual(text, places=["Tegh"])
    assert found.initiator == "a"


# --------------------------------------------------------------------------------------- the day, the place


def test_one_who_dies_later_belongs_to_the_day_of_the_fight(actual):
    text = "A lieutenant wounded in Tuesday's firefight near Tegh died in hospital on Thursday, the army said."
    (found,) = actual(text, places=["Tegh"])
    assert (found.date_start, found.killed_best) == (dt.date(2023, 5, 9), 1)


def test_the_deed_told_after_the_opening_dates_it(actual):
    text = (
        "Twelve people were killed by gunmen in Tegh, the mayor said on Friday.\n\nThe attackers came on foot on "
        "Wednesday night."
    )
    assert actual(text, places=["Tegh"])[0].date_start == dt.date(2023, 5, 10)


def test_the_second_such_blast_is_one_of_its_kind(actual):
    text = (
        "A mine blew up under a tractor near Tegh on Friday, killing the driver.\n\nIt was the second such blast this "
        "week. On Tuesday a shepherd lost a foot near Goris."
    )
    kinds = {found.place_name: found.sub_event_type for found in actual(text, places=["Tegh", "Goris"])}
    assert kinds == dict.fromkeys(("Tegh", "Goris"), "remote_explosive_landmine_ied")


def test_the_rockets_of_years_ago_are_no_incident_of_today(actual):
    text = "Bells rang on Friday at the minute at which, four years ago, the first rockets fell on Goris."
    assert actual(text, places=["Goris"]) == []


def test_the_dead_of_a_war_are_not_those_of_the_fight(actual):
    text = (
        "Armenian soldiers shelled a post near Tegh on Friday, killing one conscript.\n\nThe two countries have been at "
        "odds since the nineties, in a war that took about 30,000 lives, with clashes every summer."
    )
    assert [found.killed_best for found in actual(text, places=["Tegh"])] == [1]


def test_a_total_of_two_raids_leaves_each_raid_its_own_place(actual):
    text = (
        "Rebels killed 41 people in two successive night raids, officials said on Friday.\n\nOn Wednesday the "
        "attackers killed 28 people at Tegh. On Thursday they raided Goris and killed 13 people."
    )
    found = {one.place_name: one.killed_best for one in actual(text, places=["Tegh", "Goris"])}
    assert found == {"Tegh": 28, "Goris": 13}
