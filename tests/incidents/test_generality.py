"""Tests of plain short notes, several events in a sentence, attackers' losses, floods and courts, odd tolls."""

import datetime as dt

import pytest

from geomap.incidents.casualties import find_losses
from geomap.incidents.ranking import blend, place_features, place_score
from geomap.incidents.segments import add_elided
from geomap.incidents.structure import build_sentences, tokenise
from geomap.incidents.unlisted import find_unlisted


def sentence_of(text):
    sentence = build_sentences(text)[0]
    tokenise(sentence)
    return sentence


def losses_of(text):
    sentence = sentence_of(text)
    return {(loss.kind, loss.best) for loss in add_elided(sentence, find_losses(sentence))}


def actual(tell, text, date, places):
    return [i for i in tell(text, date, places=places) if i.realis == "actual"]


def test_a_soldier_killed_near_a_town_is_an_incident_without_a_word_for_the_fight(tell):
    found = actual(tell, "A soldier was killed near Vardenis on Friday.", "2023-03-25", ["Vardenis"])
    assert [(i.killed_best, i.place_text, i.event_type) for i in found] == [(1, "Vardenis", "battles")]


def test_floods_that_hit_a_town_are_no_shelling(tell):
    text = (
        "Floods that struck the hills on Thursday have killed at least 25 people and hit the town of Vardenis hardest."
    )
    assert actual(tell, text, "2023-03-25", ["Vardenis"]) == []


def test_a_court_that_sentences_on_a_weekday_tells_of_no_incident_of_that_day(tell):
    text = "A court on Thursday sentenced two men for the killing of three captives and the shelling of Vardenis."
    assert actual(tell, text, "2023-03-25", ["Vardenis"]) == []


def test_one_sentence_with_two_places_is_two_incidents(tell):
    text = "Three people were killed by shells in Vardenis on Friday and two in Goris."
    found = actual(tell, text, "2023-03-25", ["Vardenis", "Goris"])
    assert sorted((i.place_text, i.killed_best) for i in found) == [("Goris", 2), ("Vardenis", 3)]


def test_a_total_that_is_broken_down_by_place_is_not_counted_beside_its_parts():
    text = "Eleven people were killed on Friday: five in Mosul, four in Hawija and two in Basra."
    assert losses_of(text) == {("killed", 5), ("killed", 4), ("killed", 2)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A farmer was shot by a sniper while he was ploughing, and died on the spot.", {("killed", 1)}),
        ("Gunmen took 23 passengers from buses and shot them.", {("killed", 23)}),
        ("Fighters hacked or shot to death 46 displaced people in the camp.", {("killed", 46)}),
        ("A shepherd lost a foot after he trod on a mine.", {("injured", 1)}),
        ("Two children aged 8 and 10 were wounded.", {("injured", 2)}),
        ("Gunmen killed 10 people, five of them police, in an attack.", {("killed", 10)}),
        ("Thirteen peacekeepers, nine of them Malians and three Danes, have been killed.", {("killed", 13)}),
        ("Raiders wounded more than 240, a doctors' committee said.", {("injured", 240)}),
    ],
)  # fmt: skip
def test_losses_told_in_a_roundabout_way_are_counted_once(text, expected):
    assert losses_of(text) == expected


def test_attackers_who_died_are_no_losses_of_the_attacked(tell):
    text = "Six civilians were killed when gunmen attacked a hotel in Goris on Friday. All four attackers were killed."
    found = actual(tell, text, "2023-03-25", ["Goris"])
    assert [i.killed_best for i in found] == [6]


@pytest.mark.parametrize("toll", ["1,000,000,000,000", "−12"])
def test_a_toll_that_cannot_be_is_refused_and_said_so(tell, toll):
    found = actual(tell, f"Shelling of Goris on Friday killed {toll} people.", "2023-03-25", ["Goris"])
    assert [i.killed_best for i in found] == [None]
    assert "toll_refused" in found[0].reasons


def test_a_claim_without_a_speaker_is_the_reporters_own(tell):
    found = actual(tell, "Two soldiers were killed by shelling near Goris on Friday.", "2023-03-25", ["Goris"])
    assert {claim.speaker for claim in found[0].claims} == {""}


def test_the_day_of_a_toll_does_not_move_the_event(tell):
    text = (
        "Shells hit Goris on Wednesday. Rescuers counted 17 dead; on Thursday the mayor's office raised the toll to 18."
    )
    found = actual(tell, text, "2023-03-23", ["Goris"])
    assert [(i.date_start, i.killed_best) for i in found] == [(dt.date(2023, 3, 22), 18)]


def test_a_name_before_a_word_for_a_kind_of_place_is_found_without_a_listing():
    sentence = sentence_of(
        "Two men were shot in the Tarin district, east of the village of Shahbali, on Monday in May."
    )
    assert [r.mention.text for r in find_unlisted(sentence, [])] == ["Tarin", "Shahbali"]


def test_the_place_in_the_clause_of_the_event_is_ranked_above_its_container():
    sentence = sentence_of("In Kandahar province a bomb killed six people in the village of Maiwand.")
    inside = find_unlisted(sentence, [])
    anchor = sentence.text.index("killed")
    scores = {
        place.mention.text: place_score(
            place_features(sentence, place, inside, [anchor], role="", relation="in", precision=None), parsed=False
        )
        for place in inside
    }
    assert scores["Maiwand"] > scores["Kandahar"]


def test_the_blended_score_is_bounded():
    assert -1.0 <= blend(["bias"] * 500, parsed=False) <= 4.0
    assert blend([], parsed=True) == pytest.approx(2.0)


@pytest.mark.parametrize(
    "text",
    [
        "At least 40 people were killed in Vardenis on Friday night, the regional office said.",
        "A schoolteacher and her husband were murdered at home in Vardenis on Friday.",
        "On Friday three traders were killed in Vardenis and their stalls were burned.",
    ],
)
def test_people_killed_by_nobody_named_are_an_incident(tell, text):
    (found,) = actual(tell, text, "2023-03-25", ["Vardenis"])
    assert (found.place_text, found.sub_event_type) == ("Vardenis", "attack")


@pytest.mark.parametrize(
    "text",
    [
        "Two electricians were killed by a live wire in Vardenis on Friday.",
        "Three girls were killed in Vardenis on Friday when the bus taking them to school turned over.",
        "A window cleaner was killed in Vardenis on Friday after a rope snapped.",
        "A boy was killed at a level crossing in Vardenis on Friday.",
        "A landslip killed eleven people in Vardenis on Friday night.",
        "A train hit a lorry and killed its driver near Vardenis on Friday.",
        "Two anglers died in Vardenis on Friday.",
    ],
)
def test_mishaps_that_kill_are_no_incident(tell, text):
    assert actual(tell, text, "2023-03-25", ["Vardenis"]) == []


def test_a_tally_of_a_week_and_where_most_of_it_was_are_no_incident(tell):
    text = (
        "Azerbaijani forces broke the ceasefire about 210 times between March 12 and 18, the Armenian army said.\n\n"
        "Mortars were used mostly in the northern sector, towards Vardenis."
    )
    assert actual(tell, text, "2023-03-20", ["Vardenis"]) == []


def test_what_happened_two_years_ago_is_background(tell):
    text = "At noon on September 27, 2020, shells fell on Vardenis, killing three people. Flowers were laid today."
    assert actual(tell, text, "2023-03-25", ["Vardenis"]) == []


def test_fire_from_a_side_is_no_incident_at_the_place_it_came_from(tell):
    text = (
        "A conscript was shot in the arm near Vardenis on Friday. He was on watch when shots rang out from the Kalbajar "
        "side."
    )
    (found,) = actual(tell, text, "2023-03-25", ["Vardenis", "Kalbajar"])
    assert found.place_text == "Vardenis"


def test_another_blast_of_its_kind_does_not_date_the_one_that_is_reported(tell):
    text = (
        "A deminer was killed by a mine near Vardenis, the agency reported on Tuesday.\n\n"
        "It was the second such blast in three days. On Sunday a driver was wounded by a mine near Goris."
    )
    found = actual(tell, text, "2023-03-21", ["Vardenis", "Goris"])
    assert [(i.place_text, i.date_start.isoformat()) for i in found] == [
        ("Vardenis", "2023-03-21"),
        ("Goris", "2023-03-19"),
    ]


def test_bodies_recovered_on_a_day_date_no_death(tell):
    text = (
        "Armenian and Azerbaijani soldiers fought near Vardenis on Tuesday.\n\n"
        "One death was admitted that night; on Friday the ministry said the bodies of five soldiers had been recovered."
    )
    found = actual(tell, text, "2023-03-25", ["Vardenis"])
    assert {i.date_start.isoformat() for i in found} == {"2023-03-21"}


@pytest.mark.parametrize(
    "answer",
    [
        "Azerbaijan's army rejected the reports.",
        "Azerbaijan's army said it was aware of neither case.",
        "Azerbaijan's army denied it; its units do not fire at villages, it said.",
    ],
)
def test_a_denial_in_a_paragraph_of_its_own_answers_all_that_its_speaker_was_blamed_for(tell, answer):
    text = (
        "Azerbaijani troops fired at a house in Vardenis on Friday, Armenia's army said.\n\n"
        f"On Wednesday Azerbaijani troops had fired at a tractor near Goris, the Armenian army added.\n\n{answer}"
    )
    text = text.replace("Azerbaijan's", "The Azerbaijani").replace("Armenia's", "the Armenian")
    found = actual(tell, text, "2023-03-25", ["Vardenis", "Goris"])
    assert [i.initiator for i in found] == ["disputed", "disputed"]


def test_the_army_of_an_unrecognised_republic_denies_too(tell):
    text = (
        "Armenian shells killed a farmer in Vardenis on Friday, the Azerbaijani army said.\n\n"
        "The army of the unrecognised republic rejected the accusation."
    )
    (found,) = actual(tell, text, "2023-03-25", ["Vardenis"])
    assert found.initiator == "disputed"
