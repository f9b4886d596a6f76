"""The user's own rows: coordinates kept, place words looked up, nothing invented."""

from __future__ import annotations

import datetime as dt

import pytest

from geomap import schema
from geomap.gazetteer.store import Gazetteer
from geomap.join import geocode_rows, row_notes
from geomap.records import Row
from geomap.settings import Settings

SETTINGS = Settings()


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def one(gazetteer, place="", *, settings=SETTINGS, **changes):
    row = Row("mine.csv", "7", place, date_start=dt.date(2023, 5, 12), **changes)
    frame = geocode_rows([row], gazetteer, settings)
    assert tuple(frame.columns) == (*schema.RECORD_COLUMNS, "geometry")
    return frame.iloc[0]


def test_own_coordinates_are_kept_to_the_last_digit(gazetteer):
    row = one(gazetteer, "Kut", lon=45.123456789, lat=40.987654321)
    assert (row["lon"], row["lat"], row["coordinates_from"]) == (45.123456789, 40.987654321, "table")
    assert row["country"] == "AM"


def test_own_province_and_country_are_kept(gazetteer):
    row = one(gazetteer, "x", lon=45.9, lat=40.18, admin1="Somewhere", country="AZ")
    assert (row["admin1"], row["country"]) == ("Somewhere", "AZ")


def test_a_village_is_found_within_its_province(gazetteer):
    row = one(gazetteer, "Kut", admin1="Gegharkunik", country="AM")
    assert row["coordinates_from"] == "gazetteer"
    assert row["place_name"] == "Kut"
    assert (row["lon"], row["lat"]) == pytest.approx((45.90, 40.18), abs=0.03)
    assert row["geometry"].x == row["lon"]
    assert 0 < row["confidence_place"] <= 1
    assert row["reasons"]


def test_a_name_that_the_gazetteer_lacks_gets_no_coordinates(gazetteer):
    row = one(gazetteer, "Qwxzzyville")
    assert (row["lon"], row["lat"], row["coordinates_from"]) == (None, None, "")
    assert row["reasons"] == ["no_candidate"]
    assert row["geometry"] is None


def test_a_province_is_no_pin_but_keeps_its_name(gazetteer):
    row = one(gazetteer, "Gegharkunik province")
    assert (row["lon"], row["lat"]) == (None, None)
    assert (row["admin1"], row["country"]) == ("Gegharkunik", "AM")
    assert row["geo_precision"] == 4


def test_a_row_without_any_place_says_so(gazetteer):
    assert one(gazetteer)["reasons"] == ["no_place"]


def test_a_doubtful_place_gets_no_coordinates(gazetteer):
    row = one(gazetteer, "Kut", settings=SETTINGS.replace(min_score=1.0))
    assert row["lon"] is None
    assert "low_confidence" in row["reasons"]


def test_mapped_columns_and_the_raw_row_are_carried_along(gazetteer):
    row = one(gazetteer, "Sotk", values={"killed_best": 2, "notes": "n", "event_type": "battles"}, raw={"Dead": "2"})
    assert (row["record_id"], row["table"], row["killed_best"], row["notes"]) == ("7", "mine.csv", 2, "n")
    assert row["raw"] == {"Dead": "2"}
    assert row["title"].startswith("Battle in Sotk")
    assert row["title"].endswith("2 killed")


def test_a_title_of_the_table_wins(gazetteer):
    assert one(gazetteer, "Sotk", values={"title": "Friday"})["title"] == "Friday"


def test_rows_stay_in_their_order_and_none_is_lost(gazetteer):
    rows = [Row("t", str(n), place) for n, place in enumerate(["Sotk", "", "Nowhereton", "Kut", "Sotk"])]
    assert geocode_rows(rows, gazetteer, SETTINGS)["record_id"].tolist() == ["0", "1", "2", "3", "4"]


def test_no_rows_make_an_empty_frame(gazetteer):
    assert len(geocode_rows([], gazetteer, SETTINGS)) == 0


def test_coordinates_that_are_swapped_but_possible_are_seen_by_the_rows_own_words(gazetteer):
    row = one(gazetteer, "Kut", admin1="Gegharkunik", country="AM", lon=40.18, lat=45.90)
    assert "swapped_coordinates" in row["reasons"]
    assert row["coordinates_from"] == "gazetteer"
    assert (row["lon"], row["lat"]) == pytest.approx((45.90, 40.18), abs=0.03)


def test_swapped_coordinates_are_seen_by_the_country_alone(gazetteer):
    row = one(gazetteer, "", country="Armenia", lon=40.18, lat=45.10)
    assert row["reasons"][0] == "swapped_coordinates"
    assert (row["lon"], row["lat"]) == (None, None)


def test_coordinates_far_from_the_words_are_kept_and_told(gazetteer):
    row = one(gazetteer, "Kut", admin1="Gegharkunik", country="AM", lon=44.0, lat=33.0)
    assert (row["lon"], row["lat"], row["coordinates_from"]) == (44.0, 33.0, "table")
    assert row["reasons"] == ["far_from_its_words"]


@pytest.mark.parametrize("changes", [{"country": "AM"}, {"country": "AM", "admin1": "Gegharkunik"}, {}])
def test_coordinates_that_go_with_the_words_raise_no_doubt(gazetteer, changes):
    assert one(gazetteer, "Kut", lon=45.85, lat=40.20, **changes)["reasons"] == []


def test_a_word_that_the_gazetteer_lacks_proves_nothing_about_a_point(gazetteer):
    row = one(gazetteer, "Post 17", lon=45.85, lat=40.20)
    assert (row["lon"], row["reasons"]) == (45.85, [])


def test_doubts_become_notes_for_the_rejected_file(gazetteer):
    rows = [
        Row("t.csv", "1", "Kut", admin1="Gegharkunik", country="AM", lon=40.18, lat=45.90),
        Row("t.csv", "2", "Sotk", lon=45.87, lat=40.20),
        Row("t.csv", "3", "Kut", admin1="Gegharkunik", country="AM", lon=44.0, lat=33.0),
    ]
    notes = row_notes(geocode_rows(rows, gazetteer, SETTINGS))
    assert [(note.source, note.where, note.reason, note.fatal) for note in notes] == [
        ("t.csv", "1", "swapped_coordinates", False),
        ("t.csv", "3", "far_from_its_words", False),
    ]
    assert "Kut" in notes[0].detail
