"""Sentences that tell of one event by another: "… on Monday, a week after gunmen killed 35 in Y"."""

from __future__ import annotations

import datetime as dt

import pytest


def told(tell, text, places=("Goris", "Sotk")):
    found = tell(text, "2023-06-15", places=[place for place in places if place in text])
    return [(i.date_start.isoformat(), i.place_text, i.killed_best) for i in found if i.realis == "actual"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Three policemen were shot dead in Goris on Monday, a day after a bomb killed nine people in Sotk.",
            [("2023-06-12", "Goris", 3), ("2023-06-11", "Sotk", 9)],
        ),
        (
            "Three policemen were shot dead in Goris, two days after a bomb killed nine people in Sotk.",
            [("2023-06-15", "Goris", 3), ("2023-06-13", "Sotk", 9)],
        ),
        (
            "A day after a bomb killed nine people in Sotk, gunmen shot dead three policemen in Goris on Monday.",
            [("2023-06-11", "Sotk", 9), ("2023-06-12", "Goris", 3)],
        ),
    ],
)
def test_each_event_has_its_own_day_and_toll(tell, text, days):
    assert told(tell, text) == days


def test_a_week_after_is_about_a_week_before(tell):
    text = "Gunmen killed twelve people in Goris on Monday, a week after gunmen killed five in Sotk."
    first, second = (i for i in tell(text, "2023-06-15", places=["Goris", "Sotk"]) if i.realis == "actual")
    assert (first.killed_best, second.killed_best) == (12, 5)
    assert second.date_start <= dt.date(2023, 6, 5) <= second.date_end
    assert second.date_prec == 3


def test_a_year_after_is_only_called_to_mind(tell):
    text = "Three policemen were shot dead in Goris on Monday, a year after a bomb killed nine people in Sotk."
    assert told(tell, text) == [("2023-06-12", "Goris", 3)]


def test_after_what_somebody_said_no_event_is_parted(tell):
    text = "Three policemen were shot dead in Goris on Monday, a day after officials said the town was calm."
    assert told(tell, text) == [("2023-06-12", "Goris", 3)]


def test_what_a_speaker_recalls_is_no_event_of_the_day(tell):
    text = "The fighting in Sotk that cost about 300 lives was recalled by several speakers on Wednesday."
    assert told(tell, text) == []


def test_what_somebody_does_not_say_has_not_been_told(tell):
    text = (
        "Three policemen were shot dead in Goris. The ministry did not say who had fired at whom near Sotk on Monday."
    )
    assert [place for _, place, _ in told(tell, text)] == ["Goris"]


def test_whence_the_shells_came_is_no_place_of_another_event(tell):
    text = (
        "Artillery struck a farm in Sotk on Wednesday, the governor said. He wrote that the shells had come from the "
        "direction of Goris."
    )
    assert [place for _, place, _ in told(tell, text)] == ["Sotk"]


def test_some_hours_before_in_another_city_is_another_event(tell):
    text = (
        "Gunmen shot dead twelve people at a market on Monday evening.\n\n"
        "In Goris, some hours before, a policeman had shot a judge. He died at the scene."
    )
    found = [i for i in tell(text, "2023-06-15", places=["Goris"]) if i.realis == "actual"]
    assert [(i.place_text, i.killed_best) for i in found] == [("", 12), ("Goris", 1)]


def test_the_day_before_behind_a_semicolon_is_a_day_of_its_own(tell):
    text = (
        "On Wednesday four Armenian soldiers were killed in Sotk; the day before, Baku had announced that a soldier of "
        "its own had been injured by fire."
    )
    found = [i for i in tell(text, "2023-06-15", places=["Sotk", "Baku"]) if i.realis == "actual"]
    days = {i.date_start.day: (i.killed_best, i.injured_best) for i in found}
    assert days == {14: (4, None), 13: (None, 1)}


def test_a_district_once_held_by_others_still_has_its_events(tell):
    text = "Two soldiers were hurt in Sotk on Tuesday, over which, until two years ago, others held sway."
    assert [place for _, place, _ in told(tell, text)] == ["Sotk"]
