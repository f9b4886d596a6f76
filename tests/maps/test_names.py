"""Names of places and parties on a page: one a party, in letters its reader knows."""

from __future__ import annotations

import pytest

from geomap import schema
from geomap.maps import assets
from geomap.maps.names import local_areas, party_names, place_names
from geomap.records import Incident

from .sample import make_run

NAMES = [
    {"text": "Սոթք", "type": "usual", "lang": "hy", "party": "AM"},
    {"text": "Sotk", "type": "usual", "lang": "", "party": "AM"},
    {"text": "Zod", "type": "alternate", "lang": "az", "party": "AZ"},
    {"text": "Basar", "type": "former", "lang": "", "party": ""},
    {"text": "Sotq", "type": "alternate", "lang": "", "party": ""},
]


def test_the_other_party_has_one_name_and_the_own_one_its_script():
    entry = place_names("Sotk", NAMES, lang="en", country="AM")
    assert entry == {"n": "Sotk", "p": [["AM", "Սոթք"], ["AZ", "Zod"]], "f": ["Basar"], "o": ["Sotq"]}


def test_a_name_in_letters_most_can_read_is_preferred():
    entry = place_names("Sotk", NAMES, lang="en", country="AZ")
    assert entry["p"] == [["AM", "Sotk"]]


def test_the_name_told_most_often_is_the_partys():
    rows = [{"text": text, "type": "alternate", "lang": "az", "party": "AZ"} for text in ("Abc", "Zarkand", "Zərkənd")]
    assert place_names("Kut", rows, lang="en", country="AM")["p"][0][1] in {"Zarkand", "Zərkənd"}


def test_the_name_in_the_language_of_the_page_is_found():
    assert place_names("Sotk", NAMES, lang="hy")["l"] == "Սոթք"
    assert "l" not in place_names("Sotk", [], lang="hy")


def test_of_several_names_in_a_language_the_usual_one_is_taken():
    rows = [{"text": text, "type": "alternate", "lang": "hy", "party": "AM"} for text in ("Բասարգեչար", "Վարդենիս")]
    assert place_names("Vardenis", rows, lang="hy")["l"] == "Վարդենիս"


def test_a_name_of_no_told_language_serves_where_its_letters_are_that_languages():
    rows = [{"text": "Горус", "type": "alternate", "lang": "ru"}, {"text": "Горис", "type": "alternate", "lang": ""}]
    assert place_names("Goris", rows, lang="ru", country="AM")["l"] == "Горис"
    elsewhere = [{"text": "Ел Фашер", "type": "alternate", "lang": ""}]
    assert "l" not in place_names("El Fasher", elsewhere, lang="ru", country="SD")
    ukrainian = [{"text": "Варденіс", "type": "alternate", "lang": ""}]
    assert "l" not in place_names("Vardenis", ukrainian, lang="ru", country="AM")


@pytest.mark.parametrize(
    ("name", "iso3", "told"),
    [
        ("Military forces of Armenia", "ARM", "Вооружённые силы (Армения)"),
        ("Military forces of Armenia", "", "Вооружённые силы (Армения)"),
        ("Police forces of Azerbaijan", "AZE", "Полиция (Азербайджан)"),
        ("Armenia", "ARM", "Армения"),
        ("Civilians", "", "Гражданские лица"),
        ("Rapid Support Forces", "", None),
        (None, float("nan"), None),
    ],
)
def test_a_party_that_geomap_names_is_named_in_the_language_of_the_page(name, iso3, told):
    found = party_names([(name, iso3)], lang="ru", strings=assets.strings("ru"))
    assert found.get(name) == told
    assert party_names([(name, iso3)], lang="en", strings=assets.strings("en")) == {}


@pytest.mark.world
def test_provinces_have_their_names_from_the_gazetteer(world_gazetteer):
    from geomap.gazetteer.store import Gazetteer

    told = Incident("a", admin1="Gegharkunik", country="AM", lat=40.3, lon=45.3, geo_precision=4)
    run = make_run(incidents=schema.incidents_to_frame([told]))
    with Gazetteer.open(world_gazetteer) as gazetteer:
        assert local_areas(run, gazetteer, "ru")["Gegharkunik"] == "Гегаркуник"
        assert local_areas(run, gazetteer, "en") == {}
