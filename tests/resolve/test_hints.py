"""What the words around a mention tell of the place."""

from __future__ import annotations

import pytest

from geomap.gazetteer.store import Gazetteer
from geomap.records import Mention, Report
from geomap.resolve.hints import coordinated, read_hints
from geomap.resolve.publisher import home_of
from geomap.resolve.resolve import resolve_mentions


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def mentions_of(text, *names, **extra):
    return [Mention(text.index(n), text.index(n) + len(n), n, **extra.get(n, {})) for n in names]


def test_a_plural_behind_a_list_belongs_to_every_name_of_it():
    text = "Rain fell in Shirak, Lori and Tavush provinces, and in Sotk."
    hints = read_hints(text, mentions_of(text, "Shirak", "Lori", "Tavush", "Sotk"))
    assert [hint.cue for hint in hints] == ["province", "province", "province", ""]


def test_a_cue_of_its_own_stays():
    text = "Rain fell in Sotk and Tavush provinces."
    hints = read_hints(text, mentions_of(text, "Sotk", "Tavush", Sotk={"cue": "village"}))
    assert [hint.cue for hint in hints] == ["village", "province"]


@pytest.mark.parametrize(
    ("text", "name", "work"),
    [
        ("on the bridge over the Hakari", "Hakari", "bridge"),
        ("on the bridge across the river Hakari", "Hakari", "bridge"),
        ("at the checkpoint at Sotk", "Sotk", "checkpoint"),
        ("they crossed the Hakari", "Hakari", ""),
        ("talks bridge over Hakari", "Nothing", ""),
    ],
)
def test_a_work_is_told_by_what_it_crosses(text, name, work):
    if name not in text:
        assert read_hints(text, []) == []
        return
    assert read_hints(text, mentions_of(text, name))[0].work == work


def test_the_bridge_of_a_river_is_the_bridge_and_not_the_river(gazetteer):
    for text in ("A patrol stood at the bridge over the Hakari.", "A patrol stood at the Hakari bridge."):
        cue = {"Hakari": {"cue": "bridge"}} if "Hakari bridge" in text else {}
        (found,) = resolve_mentions(Report("r", text, text), mentions_of(text, "Hakari", **cue), gazetteer)
        assert found.place.name == "Hakari Bridge"
        assert "combined" in found.reasons


def test_a_full_stop_makes_an_abbreviation():
    text = "They came from Glasgow, Ky., on foot to Ky and on."
    first = Mention(text.index("Ky."), text.index("Ky.") + 2, "Ky")
    second = Mention(text.index("Ky and"), text.index("Ky and") + 2, "Ky")
    assert [hint.dotted for hint in read_hints(text, [first, second])] == [True, False]


def test_names_side_by_side_are_told_from_a_place_and_its_province():
    text = "in Kut, Sotk and Azat; in Kut, Gegharkunik"
    names = mentions_of(text, "Kut", "Sotk", "Azat", "Gegharkunik")
    assert coordinated(text, names) == [(0, 1), (1, 2)]


@pytest.mark.parametrize(
    ("publisher", "country"),
    [
        ("Yerevan Daily", "AM"),
        ("The Baku Herald", "AZ"),
        ("Armenian Public Radio", "AM"),
        ("The Times", None),
        ("", None),
    ],
)
def test_a_publisher_is_at_home_in_the_place_of_its_name(publisher, country, gazetteer):
    home = home_of(publisher, gazetteer)
    assert (home.country if home else None) == country


def test_the_publisher_decides_where_the_text_says_nothing(gazetteer):
    text = "Two people were hurt in Kut on Friday."
    scores = {}
    for publisher in ("", "Armenian Public Radio"):
        report = Report("r", text, text, publisher=publisher)
        (found,) = resolve_mentions(report, mentions_of(text, "Kut"), gazetteer)
        places = [found.place, *(rival.place for rival in found.rivals)]
        scores[publisher] = next(
            (found.score if place is found.place else found.rivals[i - 1].score)
            for i, place in enumerate(places)
            if place is not None and place.country == "AM"
        )
    assert scores["Armenian Public Radio"] > scores[""]


@pytest.mark.world
def test_a_village_alone_in_the_world_needs_no_context(world_gazetteer):
    text = "A soldier was killed near Vardenis on Friday."
    with Gazetteer.open(world_gazetteer) as gazetteer:
        (found,) = resolve_mentions(
            Report("r", text, text), mentions_of(text, "Vardenis", Vardenis={"relation": "near"}), gazetteer
        )
    assert (found.place.country, found.place.kind, found.precision) == ("AM", "town", 2)


@pytest.mark.world
def test_three_neighbouring_villages_need_no_country(world_gazetteer):
    text = "Shelling was reported near Sotk, Norabak and Kut overnight."
    with Gazetteer.open(world_gazetteer) as gazetteer:
        found = resolve_mentions(Report("r", text, text), mentions_of(text, "Sotk", "Norabak", "Kut"), gazetteer)
    assert all(one.place.country == "AM" and one.score >= 0.9 for one in found)


@pytest.mark.world
def test_states_by_their_older_abbreviations_hold_their_towns(world_gazetteer):
    text = "Three regiments went from Bowling Green to Glasgow, Ky., and to Norfolk, Va., by rail."
    with Gazetteer.open(world_gazetteer) as gazetteer:
        names = mentions_of(text, "Bowling Green", "Glasgow", "Ky", "Norfolk", "Va")
        found = resolve_mentions(Report("r", text, text), names, gazetteer)
    assert [one.place.admin1 for one in found] == ["Kentucky", "Kentucky", "Kentucky", "Virginia", "Virginia"]


@pytest.mark.world
def test_a_bare_name_of_a_town_and_its_district_is_the_town(world_gazetteer):
    text = "Two soldiers were wounded near Kut on Monday."
    with Gazetteer.open(world_gazetteer) as gazetteer:
        (bare,) = resolve_mentions(
            Report("r", text, text), mentions_of(text, "Kut", Kut={"relation": "near"}), gazetteer
        )
        text = "Two soldiers were wounded in Kut district on Monday."
        (cued,) = resolve_mentions(
            Report("r", text, text), mentions_of(text, "Kut", Kut={"cue": "district"}), gazetteer
        )
    assert bare.place.kind == "city"
    assert cued.place.kind == "admin2"


@pytest.mark.world
def test_a_state_written_with_blanks_says_where_the_town_before_it_lies(world_gazetteer):
    text = "Columbia, S. C., burned while the army left for Fayetteville, N. C., on foot."
    with Gazetteer.open(world_gazetteer) as gazetteer:
        found = resolve_mentions(Report("r", text, text), mentions_of(text, "Columbia", "Fayetteville"), gazetteer)
    assert [one.place.admin1 for one in found] == ["South Carolina", "North Carolina"]
    assert [one.mention.text for one in found] == ["Columbia", "Fayetteville"]
