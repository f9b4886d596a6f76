"""Place words of tables and queries."""

from __future__ import annotations

import pytest
from geopy.distance import geodesic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.gazetteer.store import Gazetteer
from geomap.resolve.resolve import geocode_words
from geomap.resolve.units import clean_words


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


SOTK = (40.2, 45.87)


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Sotk", {}),
        ("Sotk village, Gegharkunik", {}),
        ("village of Sotk in Gegharkunik Province", {}),
        ("sotk, gegharkunik", {}),
        ("Gegharkunik: Sotk", {}),
        ("Sotk", {"country": "Armenia"}),
        ("Sotk", {"country": "AM", "admin1": "Gegharkunik"}),
        ("Sotk", {"near": "Vardenis"}),
    ],
)
def test_the_village_is_found_however_it_is_put(text, context, gazetteer):
    best = geocode_words(text, gazetteer, **context)[0]
    assert geodesic(SOTK, (best.lat, best.lon)).km < 5
    assert best.precision == 1


def test_near_decides_between_namesakes(gazetteer):
    best = geocode_words("Kut", gazetteer, near="Gegharkunik")[0]
    assert (best.place.country, best.place.admin1) == ("AM", "Gegharkunik")


def test_an_offset_moves_the_answer(gazetteer):
    town = geocode_words("Vardenis, Gegharkunik", gazetteer)[0]
    best = geocode_words("5 km south of Vardenis, Gegharkunik", gazetteer)[0]
    assert geodesic((town.lat, town.lon), (best.lat, best.lon)).km == pytest.approx(5, abs=0.01)
    assert best.precision == 2


def test_an_unknown_village_falls_back_to_its_province(gazetteer):
    best = geocode_words("Qzzyrvan village, Gegharkunik province", gazetteer, country="AM")[0]
    assert (best.place.kind, best.precision) == ("admin1", 4)
    assert any(reason.startswith("fallback:") for reason in best.reasons)


def test_an_unknown_name_in_a_country_falls_back_to_the_country(gazetteer):
    best = geocode_words("Qzzyrvan", gazetteer, country="Azerbaijan")[0]
    assert (best.place.country, best.precision) == ("AZ", 6)


def test_a_namesake_in_another_country_is_no_answer(gazetteer):
    assert all(r.place.country in {"AZ", ""} for r in geocode_words("Yerevan", gazetteer, country="AZ"))


@pytest.mark.parametrize("text", ["", "   ", "unknown", "\x00", "😀", "(((((", "1234", "the"])
def test_words_without_a_name_give_nothing(text, gazetteer):
    assert geocode_words(text, gazetteer) == []


def test_the_limit_holds(gazetteer):
    assert len(geocode_words("Georgia", gazetteer, limit=1)) == 1


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Province: Aragatsotn", "Aragatsotn province"),
        ("Syunik: Kapan", "Kapan, Syunik"),
        ("Kapan\n\nSyunik", "Kapan, Syunik"),
        ("kut near sotk", "Kut near Sotk"),
    ],
)
def test_labels_and_colons_are_put_in_reading_order(raw, clean):
    assert clean_words(raw) == clean


@given(st.text(max_size=500))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
def test_any_words_are_taken(gazetteer, text):
    for found in geocode_words(text, gazetteer, country="AM"):
        assert -180 <= found.lon <= 180
        assert -90 <= found.lat <= 90
        assert found.precision in range(1, 8)
