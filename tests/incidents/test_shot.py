"""People who are shot or hit, villages that are razed, and those who are suspected of it."""

from __future__ import annotations

import pytest


def actual(tell, text, *places):
    return [i for i in tell(text, "2023-06-15", places=places) if i.realis == "actual"]


@pytest.mark.parametrize(
    "text",
    [
        "A soldier was hit on Monday evening while on duty in Sotk, Baku reported.",
        "One of its soldiers had been shot a day earlier in Sotk, Baku said.",
        "In Sotk on Monday a gunman shot a judge.",
        "A policeman shot Russia's ambassador on Monday at the opening of an exhibition of photographs in Sotk.",
        "Gunmen razed the village of Sotk on Monday.",
        "The militants burned down a clinic in Sotk on Monday.",
    ],
)
def test_an_attack_is_told_with_no_toll(tell, text):
    (found,) = actual(tell, text, "Sotk")
    assert (found.place_text, found.killed_best) == ("Sotk", None)


@pytest.mark.parametrize(
    "text",
    [
        "The director shot the film in Sotk on Monday.",
        "A soldier was hit by a car in Sotk on Monday.",
        "Sotk was hit hard by the storm on Monday.",
    ],
)
def test_but_not_every_shot_is_one(tell, text):
    assert actual(tell, text, "Sotk") == []


@pytest.mark.parametrize(
    "told", ["told a briefing in Goris", "told a rally in Goris", "told a closed hearing in Goris"]
)
def test_where_somebody_tells_of_it_is_not_where_it_was(tell, told):
    (found,) = actual(tell, f"Seven soldiers were killed on Tuesday in Sotk, the minister {told}.", "Sotk", "Goris")
    assert found.place_text == "Sotk"


@pytest.mark.parametrize(
    "words",
    ["The mayor suspected Boko Haram.", "Police suspect Boko Haram.", "Suspicion fell on Boko Haram."],
)
def test_whom_they_suspect_is_named(tell, words):
    (found,) = actual(tell, f"A bomb killed nine people in Sotk on Monday. {words}", "Sotk")
    assert (found.initiator, found.actor_a) == ("a", "Boko Haram")


def test_suspected_militants_who_are_killed_are_blamed_for_nothing(tell):
    (found,) = actual(tell, "Soldiers killed three suspected militants in Sotk on Monday.", "Sotk")
    assert found.actor_a == "Soldiers"


def test_a_charge_that_is_rejected_is_disputed(tell):
    text = "Gunmen killed nine people in Sotk on Monday. Residents suspected herders, whose union rejected the charge."
    (found,) = actual(tell, text, "Sotk")
    assert found.initiator == "disputed"


def test_a_group_that_says_it_killed_is_taken_at_its_word_but_not_its_figure(tell):
    (found,) = actual(tell, "Islamic State said its fighters had killed nine people in Sotk on Monday.", "Sotk")
    assert (found.initiator, found.actor_a, found.killed_best) == ("a", "Islamic State", None)


def test_a_hunt_that_goes_on_dates_nothing(tell):
    text = (
        "The hunt for a man who killed nine people in Sotk went on through Thursday. "
        "He walked into a hall on Tuesday evening and fired until his magazine was empty, police said."
    )
    (found,) = actual(tell, text, "Sotk")
    assert (found.date_start.day, found.killed_best, found.sub_event_type) == (13, 9, "attack")


def test_soldiers_who_are_captured_are_no_land(tell):
    text = "Six Armenian soldiers were captured by Azerbaijani forces on Thursday in Sotk while they were laying mines."
    (found,) = actual(tell, text, "Sotk")
    assert (found.sub_event_type, found.initiator) == ("armed_clash", "a")


def test_saboteurs_who_tried_to_cross_are_the_other_sides(tell):
    text = (
        "Two Armenian soldiers were killed by Azerbaijani fire on Thursday in Sotk. A sabotage group had tried to cross, "
        "the ministry in Baku countered."
    )
    (found,) = actual(tell, text, "Sotk", "Baku")
    assert found.initiator == "disputed"


def test_opposite_a_land_is_not_in_the_city_of_its_name(tell, gazetteer):
    city = next(hit.place for hit in gazetteer.exact("Nakhchivan") if hit.place.kind == "city")
    assert city.admin1.startswith(city.name)
    text = "A soldier was killed on Saturday by a bullet at a post opposite Nakhchivan."
    (found,) = actual(tell, text, "Nakhchivan")
    assert found.lat is None


def test_who_says_that_the_deed_was_its_own_is_named(tell):
    text = "Gunmen killed nine people in Sotk on Monday.\n\nIslamic State said that the deed was its own."
    (found,) = actual(tell, text, "Sotk")
    assert (found.initiator, found.actor_a) == ("a", "Islamic State")
    assert "initiator:admitted" in found.reasons


def test_a_groups_deed_is_no_matter_between_two_states(tell):
    text = (
        "Nine people were killed by gunmen in Sotk on Monday. Baku dismissed any link with the attack as absurd.\n\n"
        "Islamic State claimed responsibility.\n\n"
        "On Tuesday an Armenian soldier was killed by Azerbaijani fire in Goris, Yerevan said."
    )
    first, second = actual(tell, text, "Sotk", "Goris", "Baku", "Yerevan")
    assert (first.initiator, first.actor_a) == ("a", "Islamic State")
    assert (second.initiator, second.actor_a_iso3) == ("a", "AZE")


def test_a_man_in_a_uniform_is_of_that_army(tell):
    text = "A man in Azerbaijani uniform walked up to four workers in Sotk on Monday and opened fire, wounding three."
    (found,) = actual(tell, text, "Sotk")
    assert found.initiator == "a"


@pytest.mark.parametrize(
    "words",
    [
        "“This does not correspond to reality,” the ministry in Yerevan remarked.",
        "There were no drone strikes, the Armenian army said.",
        "Yerevan replied that its army had fired neither a grenade nor anything else.",
    ],
)
def test_a_denial_however_it_is_put(tell, words):
    text = f"Armenian drones wounded a soldier of the Azerbaijani army on Monday in Sotk, Baku said. {words}"
    (found,) = actual(tell, text, "Sotk", "Baku", "Yerevan")
    assert found.initiator == "disputed"


def test_words_that_leaders_fire_at_each_other_hurt_nobody(tell):
    text = (
        "The leaders fired dates at each other for an hour in Goris on Monday. A hundred observers will live in Sotk."
    )
    assert actual(tell, text, "Goris", "Sotk") == []


def test_where_something_will_be_is_not_where_something_was(tell):
    text = "Shots were fired at a patrol on Monday. The observers will have offices in Goris."
    (found,) = actual(tell, text, "Goris")
    assert found.place_text == ""
