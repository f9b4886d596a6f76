"""The ways in which wires, ministries and digests tell of incidents, and of what is none."""

from __future__ import annotations

import datetime as dt

import pytest

from geomap.incidents.casualties import find_losses
from geomap.incidents.lexicon import Words
from geomap.incidents.structure import build_sentences


def losses(text):
    return [
        (loss.kind, loss.best, loss.lowered)
        for sentence in build_sentences(text)
        for loss in find_losses(sentence)
        if not loss.part
    ]


# ------------------------------------------------------------------------------------------------ the day


def test_the_opening_dates_the_story_and_another_weekday_is_another_incident(actual):
    text = (
        "Shooting broke out again on the frontier on Friday, the third day in a row. Armenian officials said one of "
        "their soldiers was killed when Azerbaijani troops attacked near Tegh.\n\n"
        "On Wednesday an Azerbaijani soldier was killed by gunfire at the border and three Armenian soldiers were hurt."
    )
    friday, wednesday = actual(text, places=["Tegh"])
    assert (friday.date_start, friday.killed_a, friday.killed_b) == (dt.date(2023, 5, 12), None, 1)
    assert (wednesday.date_start, wednesday.killed_a, wednesday.injured_b) == (dt.date(2023, 5, 10), 1, 3)
    assert (wednesday.lon, wednesday.geo_precision) == (None, 5)


def test_a_weekday_before_a_date_is_that_date(actual):
    (found,) = actual("Rockets hit Tegh on Monday 24 April, killing two people.", places=["Tegh"])
    assert (found.date_start, found.date_basis) == (dt.date(2023, 4, 24), "absolute")


def test_a_day_after_dates_the_clause_behind_it(actual):
    text = "Armenian soldiers shelled Goris on Wednesday, a day after Azerbaijani jets bombed Tegh."
    places = {incident.date_start: incident.place_name for incident in actual(text, places=["Goris", "Tegh"])}
    assert places == {dt.date(2023, 5, 10): "Goris", dt.date(2023, 5, 9): "Tegh"}


def test_the_day_of_a_new_figure_is_not_the_day_of_the_event(actual):
    text = "The toll of a blast in Tegh on Sunday rose to 14 on Thursday from nine a day earlier, doctors said."
    (found,) = actual(text, places=["Tegh"])
    assert (found.date_start, found.killed_best) == (dt.date(2023, 5, 7), 14)


# ----------------------------------------------------------------------------------------------- the toll


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The toll from a bomb that tore through a bazaar on Monday rose to 31 from 17.", [("killed", 31, False)]),
        ("Officials lowered the toll to 60.", [("killed", 60, True)]),
        ("The army said one soldier was killed and two wounded.", [("killed", 1, False), ("injured", 2, False)]),
        ("Gunmen killed a father and his two sons.", [("killed", 1, False), ("killed", 2, False)]),
        ("A guard who had tried to stop the robbers was shot dead.", [("killed", 1, False)]),
        ("Rain had fallen, and one of them was killed.", [("killed", 1, False)]),
        ("Thirty people were brought to the hospital of the next town.", [("injured", 30, False)]),
        ("The shelling cost the lives of three nurses.", [("killed", 3, False)]),
        ("Four carriages burned.", []),
    ],
)
def test_figures_are_read_in_many_styles(text, expected):
    assert losses(text) == expected


def test_a_total_told_by_nation_is_parted(actual):
    text = "Seven soldiers died near Tegh on Tuesday, four of them Armenians and three Azerbaijanis."
    (found,) = actual(text, places=["Tegh"])
    assert (found.killed_a, found.killed_b, found.killed_best) == (3, 4, 7)


def test_what_a_side_says_it_killed_is_no_loss_of_its_own(actual):
    text = (
        "Azerbaijani shells killed two Armenian soldiers near Tegh on Tuesday. "
        "The Azerbaijani army said it had killed 40 soldiers there."
    )
    (found,) = actual(text, places=["Tegh"])
    assert (found.killed_a, found.killed_b, found.killed_best) == (None, 2, 2)


# ------------------------------------------------------------------------------------------- who began it


@pytest.mark.parametrize(
    ("reply", "initiator"),
    [
        ("The Azerbaijani side said there had been no shooting at all.", "disputed"),
        ("Both ministries gave different accounts of how it began.", "disputed"),
        ("The Azerbaijani army said that its positions had come under intense fire first.", "disputed"),
        ("Azerbaijani officials neither confirmed nor denied it.", "a"),
    ],
)
def test_counter_claims_and_silence(actual, reply, initiator):
    text = f"Azerbaijani troops fired at Armenian soldiers near Tegh on Tuesday, wounding two. {reply}"
    (found,) = actual(text, places=["Tegh"])
    assert found.initiator == initiator


def test_police_who_shoot_the_attacker_began_nothing(actual):
    (found,) = actual("Gunmen killed six villagers in Tegh on Tuesday before police shot them dead.", places=["Tegh"])
    assert (found.initiator, found.killed_civ) == ("a", 6)


# ---------------------------------------------------------------------------------------------- the place


def test_a_hospital_and_the_towns_listed_with_it_are_no_event_places(actual):
    text = "Nine people were hurt by shells in Tegh on Tuesday and taken to clinics in Goris and Kapan."
    (found,) = actual(text, places=["Tegh", "Goris", "Kapan"])
    assert (found.place_name, found.injured_best) == ("Tegh", 9)


def test_an_item_of_a_digest_has_its_place_in_front(actual):
    text = "WEEK IN BRIEF\n\n- Goris (9 May): Mortar shells killed one soldier.\n\n- Kapan (10 May): A mine killed two."
    found = [(i.place_name, i.date_start.day, i.killed_best) for i in actual(text, places=["Goris", "Kapan"])]
    assert found == [("Goris", 9, 1), ("Kapan", 10, 2)]


def test_a_truce_brokered_by_a_capital_did_not_happen_there(actual):
    text = "Three Armenian soldiers were killed on Tuesday in clashes that a truce brokered by Yerevan ended."
    (found,) = actual(text, places=["Yerevan"])
    assert found.lon is None


def test_a_badly_resolved_place_is_not_named(gazetteer, actual):
    from dataclasses import replace

    from geomap.incidents.extract import extract_incidents
    from geomap.records import Report
    from geomap.settings import Settings
    from tests.incidents.conftest import resolutions

    text = "Rockets hit Tegh on Tuesday, killing two people."
    found = [replace(item, score=0.1) for item in resolutions(text, gazetteer, ["Tegh"])]
    report = Report("r", text, text, date=dt.date(2023, 5, 13))
    (incident,) = extract_incidents(report, found, gazetteer=gazetteer, settings=Settings())
    assert (incident.place_name, incident.place_id, incident.geo_precision, incident.lon) == ("", "", None, None)
    assert (incident.place_text, "low_confidence" in incident.reasons) == ("Tegh", True)


# ------------------------------------------------------------------------------------------- the kind, none


def test_a_crowd_that_storms_offices_is_no_battle(actual):
    text = "Crowds broke into the town hall of Tegh on Tuesday and set it on fire; guards shot at them and killed two."
    (found,) = actual(text, places=["Tegh"])
    assert (found.event_type, found.initiator, found.killed_best) == ("riots", "a", 2)


@pytest.mark.parametrize(
    "text",
    [
        (
            "The new film opens with a bombardment of Goris in which a family is killed. Its director bowed to the "
            "audience of the festival."
        ),
        "Thousands walked to the cemetery of Goris on Friday to mark a year since the war in which 900 soldiers died.",
        "In all, 2,400 people were killed in 1,900 violent incidents in the country in 2020, an annual report said.",
        "Storm Una battered Goris overnight; two people died when gusts threw a tree on a car.",
        "Drivers said they had not been attacked on the road to Goris. They had expected shelling, but nobody fired.",
        "A lawyer who has documented the shelling of Goris and the killings in Tegh won a prize on Friday.",
        (
            "The ruling coalition fought off an attack of the opposition in Goris but lost nine seats, results of the "
            "election showed; candidates traded fire until the polls closed."
        ),
        "A helicopter of the Armenian army crashed near Goris on Friday, killing four soldiers.",
    ],
)
def test_films_memories_yearly_totals_storms_and_prizes_are_no_incidents(actual, text):
    assert actual(text, places=["Goris", "Tegh"]) == []


def test_words_are_found_longest_first_and_on_word_borders():
    found = [
        match.group() for match in Words(["fire", "open fire", "shoot-out"]).finditer("open fire, firearms, shoot-out")
    ]
    assert found == ["open fire", "shoot-out"]


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Gunmen shot nine men in the village of Tegh on Friday and wounded two others.", 9, 2),
        ("Three farmers were found dead near Tegh on Friday with gunshot wounds.", 3, None),
        ("A sniper killed the mayor of Goris on Friday.", 1, None),
        ("A shell killed Hasmik Avagyan, 71, in her garden in Goris on Friday, her neighbours said.", 1, None),
        (
            "Of the 12 passengers, five were killed and the others injured when their bus hit a mine near Goris on Friday.",
            5,
            7,
        ),
        ("A bomb went off in Goris on Friday. A ranger was killed and six shoppers were hurt.", 1, 6),
        (
            "The toll from Friday's strike on Goris climbed to 14 on Saturday after rescuers pulled three more bodies out.",
            14,
            None,
        ),
        (
            "Fighters of the PKK overran a post at Tegh on Friday, killing 13 officers and losing three of their own.",
            16,
            None,
        ),
    ],
)
def test_a_toll_is_read_however_it_is_told(actual, text, killed, injured):
    (found,) = actual(text, places=["Tegh", "Goris"])
    assert (found.killed_best, found.injured_best) == (killed, injured)


@pytest.mark.parametrize("thing", ["tanker", "helicopter", "tower", "generator", "tractor"])
def test_a_thing_that_ends_like_a_trade_is_no_person(actual, thing):
    found = actual(f"Shells fell on Goris on Friday. A {thing} was hurt by splinters.", places=["Goris"])
    assert all(not incident.injured_best for incident in found)


def test_what_happened_many_years_ago_is_no_news(tell):
    text = "Deputies laid flowers in Goris on Friday where gunmen killed the prime minister on 27 October 1999."
    assert {incident.realis for incident in tell(text, places=["Goris"])} <= {"background", "generic", "aggregate"}


def test_a_denial_by_a_party_of_no_list_makes_it_disputed(actual):
    text = (
        "A camp near Goris was shelled on Friday, killing four civilians. The rebels blamed the military. "
        "A spokesman for the junta denied responsibility."
    )
    (found,) = actual(text, places=["Goris"])
    assert found.initiator == "disputed"


def test_a_denial_of_its_own_fire_says_that_somebody_accuses_it(actual):
    text = (
        "Bullets struck lorries near Sotk for a fourth day on Friday, their owner said. "
        "The Azerbaijani Defence Ministry denied that its soldiers had fired at the mine."
    )
    assert [incident.initiator for incident in actual(text, places=["Sotk"])] == ["disputed"]


def test_a_chronicle_dates_its_paragraphs_by_their_headings(actual):
    text = (
        "How the week went, as told by villagers:\n\n"
        "THURSDAY. Shells fell on Goris. One soldier was killed.\n\n"
        "FRIDAY. Shells fell on Tegh. Two soldiers were wounded."
    )
    found = actual(text, places=["Goris", "Tegh"])
    assert [(i.place_name, i.date_start) for i in found] == [
        ("Goris", dt.date(2023, 5, 11)),
        ("Tegh", dt.date(2023, 5, 12)),
    ]


def test_the_following_day_is_the_one_after_the_day_told_last(actual):
    text = (
        "On 8 May rockets hit Goris and killed four residents.\n\n"
        "On the following day it was the turn of Tegh: shells wounded ten people there."
    )
    assert [i.date_start for i in actual(text, places=["Goris", "Tegh"])] == [dt.date(2023, 5, 8), dt.date(2023, 5, 9)]


def test_the_day_before_is_counted_once(actual):
    text = "The command has confirmed that a civilian was shot dead the day before near Goris."
    (found,) = actual(text, places=["Goris"])
    assert found.date_start == dt.date(2023, 5, 12)


def test_deaths_in_the_days_after_belong_to_the_attack(actual):
    text = (
        "Gunmen fired on a bar in Goris on Wednesday and four people died at once. Two more died in hospital on Friday."
    )
    (found,) = actual(text, places=["Goris"])
    assert (found.date_start, found.killed_best) == (dt.date(2023, 5, 10), 6)


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Eighteen worshippers, not 26, were killed in the blast in Goris on Friday.", 18),
        ("Three soldiers were killed by shelling in Goris on Friday, a day after it had reported two dead.", 3),
        ("A shell exploded in Goris on Friday. Aram Petrosyan, who was 76, died under his mulberry tree.", 1),
    ],
)
def test_old_figures_and_ages_are_no_toll(actual, text, killed):
    (found,) = actual(text, places=["Goris"])
    assert found.killed_best == killed


def test_a_bullet_through_the_shoulder_is_a_wound(actual):
    text = "A farmer was bringing in his cows near Goris on Friday when a bullet from an Azerbaijani post went through his shoulder."
    (found,) = actual(text, places=["Goris"])
    assert found.injured_best == 1


def test_yearly_figures_are_no_incident(actual):
    text = (
        "Armenia registered 301 homicides last year, a fall of 5 percent, the statistics institute said. "
        "The rate came to 9 per 100,000 inhabitants. In Goris 44 people were murdered. "
        "Compared with the year before the figures fell in every province."
    )
    assert actual(text, places=["Goris"]) == []


def test_a_village_stormed_in_a_drill_is_no_incident(actual):
    assert (
        actual("Paratroopers stormed a village near Goris on Friday in a joint drill of two armies.", places=["Goris"])
        == []
    )


def test_towns_counted_in_the_opening_are_told_apart(actual):
    text = (
        "Rebels attacked two towns on Friday. Gunmen opened fire on a police post in Goris; an officer died on the spot.\n\n"
        "Later a bomb went off in Tegh and wounded six people."
    )
    assert {(i.place_name, i.killed_best, i.injured_best) for i in actual(text, places=["Goris", "Tegh"])} == {
        ("Goris", 1, None),
        ("Tegh", None, 6),
    }


@pytest.mark.parametrize("day", ["On 8 May", "On May 8", "On the 8th of May"])
def test_may_is_a_month_where_it_is_one(actual, day):
    (found,) = actual(f"{day} rockets hit Goris and killed four residents.", places=["Goris"])
    assert (found.date_start, found.killed_best) == (dt.date(2023, 5, 8), 4)


def test_what_may_have_happened_has_not(actual):
    assert actual("Rockets may hit Goris and kill residents in the coming days.", places=["Goris"]) == []


def test_the_month_of_march_is_no_protest(tell):
    found = tell("The army broke off its truce with the rebels in Goris in March.", places=["Goris"])
    assert all(incident.event_type != "protests" for incident in found)


def test_a_day_told_between_two_events_dates_the_second(actual):
    text = (
        "Gunmen fired on a post at Goris on Wednesday and killed two policemen.\n\n"
        "On Thursday afternoon the trail led to a house in Tegh. A man inside opened fire and wounded an officer."
    )
    found = actual(text, places=["Goris", "Tegh"])
    assert [(i.date_start, i.killed_best, i.injured_best) for i in found] == [
        (dt.date(2023, 5, 10), 2, None),
        (dt.date(2023, 5, 11), None, 1),
    ]


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("A bomb went off in Goris on Friday, leaving three of them dead and four with light injuries.", 3, 4),
        ("Rockets were fired at Goris on Friday. Four gendarmes were taken to the hospital in Kapan.", None, 4),
        ("A bomb killed three soldiers in Goris on Friday. Two of the soldiers died on the spot.", 3, None),
        ("A shell hit a house in Goris on Friday and killed a couple in their sixties.", 2, None),
    ],
)
def test_parts_and_patients_are_counted_once(actual, text, killed, injured):
    (found,) = actual(text, places=["Goris"])
    assert (found.killed_best, found.injured_best) == (killed, injured)


def test_a_parliament_can_be_where_it_happened(actual):
    text = "Demonstrators broke the windows of the parliament in Goris on Friday and set a car on fire; 14 people were injured."
    (found,) = actual(text, places=["Goris"])
    assert found.place_name == "Goris"


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        (
            "The number of people known to have died in Friday's raid on Goris has gone up to 38, from the 21 first given.",
            38,
        ),
        ("May 12 - Eleven people were killed on Thursday by bombs dropped on the town of Goris.", 11),
    ],
)
def test_a_raised_toll_and_a_bare_dateline_are_read(actual, text, killed):
    (found,) = actual(text, places=["Goris"])
    assert found.killed_best == killed


def test_bombs_dropped_are_an_air_strike(actual):
    (found,) = actual("Eleven people were killed on Friday by bombs dropped on the town of Goris.", places=["Goris"])
    assert (found.sub_event_type, found.initiator) == ("air_drone_strike", "a")


def test_a_crowd_that_burns_shops_is_no_force_against_it(actual):
    text = "On Friday a crowd in Goris set fire to shops. Two people were killed before soldiers restored order, police said."
    (found,) = actual(text, places=["Goris"])
    assert (found.event_type, found.initiator, found.killed_best) == ("riots", "a", 2)


def test_the_place_is_taken_from_the_sentence_before(actual):
    text = "On Friday afternoon the trail led to a house in Tegh. A man inside opened fire and wounded an officer."
    (found,) = actual(text, places=["Tegh"])
    assert (found.place_name, found.injured_best) == ("Tegh", 1)


def test_fighters_whom_their_own_command_counts_are_no_enemies(actual):
    text = "Three fighters of the PKK were killed by a drone near Goris on Friday, its command said."
    (found,) = actual(text, places=["Goris"])
    assert found.killed_best == 3


def test_a_bulletin_s_own_date_is_not_the_event_s(actual):
    text = (
        "A civilian was shot dead near Goris on Thursday. "
        "According to the bulletin for May 12, he was ploughing when a single shot was fired at his tractor."
    )
    assert [(i.date_start, i.killed_best) for i in actual(text, places=["Goris"])] == [(dt.date(2023, 5, 11), 1)]


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("On Friday, 12 May 2023, three soldiers were killed in Goris.", 3),
        ("On 12 May, 3 soldiers were killed in Goris.", 3),
        ("On May 12, 2023, three soldiers were killed in Goris.", 3),
        ("In May 12 soldiers were killed in Goris.", 12),
        ("Ten members of one family were killed in a drone strike in Goris on Friday.", 10),
        ("On Friday another gunman shot dead nine people in Goris.", 9),
    ],
)
def test_a_number_beside_the_toll_is_not_the_toll(actual, text, killed):
    (found,) = actual(text, places=["Goris"])
    assert found.killed_best == killed


@pytest.mark.parametrize(
    "text",
    [
        "ELN rebels have not claimed responsibility for a bomb that killed two soldiers in Goris on Friday.",
        "A shell killed two soldiers in Goris on Friday. Rebel leaders denied their forces had fired the shell.",
    ],
)
def test_who_does_not_claim_it_admits_nothing(actual, text):
    for found in actual(text, places=["Goris"]):
        assert "initiator:admitted" not in found.reasons


def test_where_a_speaker_speaks_is_not_where_it_happened(actual):
    text = "Two soldiers were killed by shelling on Friday, said the defence minister, speaking in Yerevan."
    assert all(found.place_name != "Yerevan" for found in actual(text, places=["Yerevan"]))


@pytest.mark.parametrize(
    ("day", "reason"),
    [("03/04/2023", "ambiguous_date"), ("31/02/2023", "no_such_day"), ("31 April 2023", "no_such_day")],
)
def test_a_date_that_cannot_be_read_leaves_the_day_open(actual, day, reason):
    (found,) = actual(f"Two soldiers were killed on {day} by shelling in Goris.", places=["Goris"])
    assert found.date_start is None
    assert reason in found.reasons


@pytest.mark.parametrize(
    "text",
    [
        "The army shelled protesters with criticism in Goris on Friday.",
        "In the film, which opened on Friday, a sniper kills three soldiers near Goris.",
        "The ministry denied reports that its troops had shelled Goris on Friday. No one was hurt, it said, and no shots were fired.",
    ],
)
def test_words_of_war_without_a_war_make_no_incident(actual, text):
    assert actual(text, places=["Goris"]) == []


def test_men_who_bomb_are_no_aircraft(actual):
    (found,) = actual("Bombers killed 20 people in Goris on Friday.", places=["Goris"])
    assert "aircraft" not in found.weapons


def test_a_part_that_is_civilian_does_not_make_all_civilians(actual):
    text = "Eleven policemen were killed and 78 people, three of them civilians, were injured by a truck bomb in Goris on Friday."
    (found,) = actual(text, places=["Goris"])
    assert found.injured_best == 78
    assert found.injured_civ in {None, 3}


def test_what_nobody_said_is_no_figure(actual):
    text = "Two soldiers were killed in Goris on Friday. Baku has not said how many of its men died."
    (found,) = actual(text, places=["Goris"])
    assert found.killed_best == 2
    assert "vague" not in found.reasons
