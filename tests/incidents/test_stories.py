"""How a report goes on: the answer that came, something similar elsewhere, the village told of before, the day of it."""

from __future__ import annotations

import pytest


def actual(tell, text, places=(), date="2023-06-16"):
    return [i for i in tell(text, date, places=places) if i.realis == "actual"]


def test_an_answer_that_is_announced_is_another_incident(tell):
    text = (
        "Azerbaijani shells wounded two guards in Kut on Thursday.\n\n"
        "The answer came before nightfall. A mortar bomb fell on a house in Norabak, injuring a farmer."
    )
    found = actual(tell, text, ["Kut", "Norabak"])
    assert [(i.place_text, i.injured_best) for i in found] == [("Kut", 2), ("Norabak", 1)]


def test_something_similar_elsewhere_is_an_incident_of_its_kind(tell):
    text = (
        "Bullets hit the wall of a house in Sotk on Monday night. Nobody was hurt.\n\n"
        "Something similar took place at Kut the next evening. Again there were no injuries."
    )
    found = actual(tell, text, ["Sotk", "Kut"])
    assert [(i.place_text, str(i.date_start)) for i in found] == [("Sotk", "2023-06-12"), ("Kut", "2023-06-13")]


def test_an_attack_that_came_a_day_after_another_gives_that_one_its_day(tell):
    text = (
        "Two soldiers were killed when a convoy was ambushed near Goris on Tuesday.\n\n"
        "The ambush came a day after drones dropped bombs on a farm near Sotk. Three labourers were injured."
    )
    found = actual(tell, text, ["Goris", "Sotk"])
    assert {(i.place_text, str(i.date_start), i.killed_best, i.injured_best) for i in found} == {
        ("Goris", "2023-06-13", 2, None),
        ("Sotk", "2023-06-12", None, 3),
    }


def test_the_day_before_is_counted_from_the_day_on_which_the_opening_spoke(tell):
    text = (
        "Two employees of a road company died when their pickup ran over a mine near Goris, prosecutors said on Tuesday.\n\n"
        "The blast occurred the previous day at around four."
    )
    (found,) = actual(tell, text, ["Goris"])
    assert str(found.date_start) == "2023-06-12"


def test_the_life_of_a_victim_dates_nothing(tell):
    text = (
        "Gunmen killed a bank manager in Goris on Thursday. He had taken up the post four days before and died at once."
    )
    assert {str(i.date_start) for i in actual(tell, text, ["Goris"])} == {"2023-06-15"}


def test_since_tuesday_when_is_tuesday(tell):
    text = "Fear has been growing in Goris since Tuesday, when a teacher was shot dead by gunmen at the gate of her school."
    (found,) = actual(tell, text, ["Goris"])
    assert (str(found.date_start), str(found.date_end)) == ("2023-06-13", "2023-06-13")


def test_the_village_is_the_one_that_was_called_a_village(tell):
    text = (
        "For a month the people of Sotk, a mining village east of Vardenis, have kept their shutters closed.\n\n"
        "On Tuesday a gunman shot dead a guard on the edge of the village."
    )
    (found,) = actual(tell, text, ["Sotk", "Vardenis"])
    assert found.place_text == "Sotk"


def test_a_capital_that_speaks_is_no_scene(tell):
    text = "The military in Yerevan, which on Tuesday admitted to a single death, revised that to six on Wednesday."
    assert {i.place_text for i in actual(tell, text, ["Yerevan"])} <= {""}


def test_the_home_of_a_survivor_and_of_his_province_are_no_scene(tell):
    text = "A bomb wounded two guards in Goris on Friday. The manager, who came from Kut in Gegharkunik, was killed."
    assert {i.place_text for i in actual(tell, text, ["Goris", "Kut", "Gegharkunik"])} == {"Goris"}


def test_hostages_who_were_killed_make_it_an_attack(tell):
    text = "Militants kidnapped four herders near Goris on Friday and killed two of them."
    (found,) = actual(tell, text, ["Goris"])
    assert (found.sub_event_type, found.killed_best) == ("attack", 2)


def test_clashes_that_have_taken_so_many_lives_since_are_a_sum(tell):
    text = "The clashes that broke out near Sotk ten days earlier have taken at least 17 lives."
    assert actual(tell, text, ["Sotk"]) == []


@pytest.mark.parametrize(
    ("said", "initiator"),
    [
        ("Who fired is not known.", "unknown"),
        ("The provincial administration blamed an Azerbaijani position on the ridge.", "a"),
        ("By Baku's account Armenian troops had opened fire first.", "b"),
        ("The shelling was a provocation by the Armenians, Baku said.", "b"),
        ("Monitors put the shelling down to the Azerbaijani army.", "a"),
        ("Each government says that it was the other's army that moved.", "disputed"),
        ("Yerevan said the Azerbaijani army had attacked. Baku called that a response to Armenian fire.", "disputed"),
    ],
)
def test_who_began_as_it_is_worded(tell, said, initiator):
    text = f"BAKU/YEREVAN, June 13 - Artillery shelled a hill on the border on Tuesday. {said}"
    found = actual(tell, text, ["Yerevan", "Baku"])
    assert [i.initiator for i in found] == [initiator]


def test_a_complaint_of_one_s_own_is_not_what_one_denied_before(tell):
    text = (
        "A drone hit a kindergarten in Sotk late on Tuesday, Armenian officials said.\n\n"
        "Baku denied that any of its aircraft had been over the village. Its own complaint concerned the same night: "
        "a shell fired from Armenian territory killed a man near Lachin."
    )
    found = {i.place_text: i.initiator for i in actual(tell, text, ["Sotk", "Lachin", "Baku"])}
    assert found["Sotk"] == "disputed"
    assert found["Lachin"] == "b"


def test_the_night_before_the_raid_on_a_town_is_no_event_there(tell):
    text = "The night before the raid on Goris, aircraft attacked the town of Vardenis, where four dockers were killed."
    (found,) = actual(tell, text, ["Goris", "Vardenis"])
    assert found.place_text == "Vardenis"


def test_since_monday_the_day_of_the_accident_dates_the_opening(tell):
    text = (
        "A surveyor hurt when a minibus ran over a mine near Goris has died in hospital, prosecutors said on Wednesday.\n\n"
        "He had been in intensive care since Monday, the day of the accident."
    )
    (found,) = actual(tell, text, ["Goris"])
    assert str(found.date_start) == "2023-06-12"


def test_what_a_war_cost_a_country_is_no_incident(tell):
    text = "Nobody agrees on what the war cost. The government puts its dead at 412, among them 228 civilians."
    assert actual(tell, text) == []


def test_a_sergeant_who_fell_and_a_private_who_was_dead_before_help_came(tell):
    text = (
        "Private Arsen Hovsepyan was standing guard near Goris on Saturday when he was struck by a sniper's bullet. "
        "He was dead before the medics got to him.\n\nSergeant Vahe Minasyan fell the following day at Sotk."
    )
    found = {i.place_text: i.killed_best for i in actual(tell, text, ["Goris", "Sotk"], "2023-06-19")}
    assert found == {"Goris": 1, "Sotk": 1}


def test_a_paragraph_that_opens_in_a_town_tells_of_that_town(tell):
    text = (
        "Two women were killed when artillery shells exploded in Vardenis on Friday.\n\n"
        "In Goris sirens sounded six times on the same day. Rockets launched by the Azerbaijani army tore up a street. "
        "No one was hurt."
    )
    found = {i.place_text: (i.killed_best, i.injured_best) for i in actual(tell, text, ["Vardenis", "Goris"])}
    assert found == {"Vardenis": (2, None), "Goris": (0, 0)}


def test_a_survey_of_a_year_tells_of_no_incident(tell):
    text = (
        "Killings fell by about a fifth last year, according to an annual survey published on Tuesday. "
        "It counts 4,545 people killed in 2022, against 5,730 in 2021. Roadside bombs near Goris caused 96 deaths."
    )
    assert actual(tell, text, ["Goris"]) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Two policemen were killed in Sotk on Monday and one in Kut on Tuesday.",
            [("Sotk", "2023-06-12", 2, None), ("Kut", "2023-06-13", 1, None)],
        ),
        (
            "Two policemen were killed in Sotk on Monday and a third in Kut a day later.",
            [("Sotk", "2023-06-12", 2, None), ("Kut", "2023-06-13", 1, None)],
        ),
        (
            "On Sunday two policemen were killed in Sotk, on Monday three in Kut and on Tuesday one in Goris.",
            [("Sotk", "2023-06-11", 2, None), ("Kut", "2023-06-12", 3, None), ("Goris", "2023-06-13", 1, None)],
        ),
        (
            "Police said on Wednesday that two men had been shot dead in Sotk on Monday and five wounded in Kut on Tuesday.",
            [("Sotk", "2023-06-12", 2, None), ("Kut", "2023-06-13", None, 5)],
        ),
    ],
)
def test_the_parts_of_a_sentence_have_their_own_days(tell, text, told):
    found = actual(tell, text, [name for name, *_ in told])
    assert [(i.place_text, str(i.date_start), i.killed_best, i.injured_best) for i in found] == told


def test_a_burial_elsewhere_the_day_after_is_no_second_incident(tell):
    text = "Two men were killed in Sotk on Monday and were buried in Kut on Tuesday."
    (found,) = actual(tell, text, ["Sotk", "Kut"])
    assert (found.place_text, str(found.date_start)) == ("Sotk", "2023-06-12")


def test_where_one_day_is_told_it_is_that_of_all_parts(tell):
    found = actual(tell, "Two policemen were killed in Sotk and one in Kut on Tuesday.", ["Sotk", "Kut"])
    assert [str(i.date_start) for i in found] == ["2023-06-13", "2023-06-13"]


@pytest.mark.parametrize(
    "text",
    [
        "A soldier died of wounds on Thursday that he had suffered on Tuesday when Armenian units fired on a post in Sotk.",
        "A soldier died on Thursday of wounds sustained two days earlier near Sotk, the ministry said.",
    ],
)
def test_who_died_of_wounds_belongs_to_the_day_of_the_wounds(tell, text):
    (found,) = actual(tell, text, ["Sotk"])
    assert (str(found.date_start), found.killed_best) == ("2023-06-13", 1)


def test_up_to_when_the_dead_were_counted_is_no_day_of_another_fight(tell):
    text = (
        "Fighting that erupted on Tuesday along the border had by Thursday killed 49 Armenian soldiers. Azerbaijan put "
        "its own dead at 50. Sotk was shelled."
    )
    (found,) = actual(tell, text, ["Sotk"])
    assert str(found.date_start) == "2023-06-13"


def test_what_came_a_day_earlier_does_not_date_the_story(tell):
    text = (
        "Both armies reported losses on Friday after an exchange of fire near Sotk: one Armenian soldier was killed.\n\n"
        "Workers in Kut had come under fire a day earlier, Armenian police said."
    )
    found = actual(tell, text, ["Sotk", "Kut"])
    assert [(i.place_text, str(i.date_start)) for i in found] == [("Sotk", "2023-06-16"), ("Kut", "2023-06-15")]
