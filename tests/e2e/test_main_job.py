"""The main job on a realistic case, with the trained model and the world gazetteer."""

from __future__ import annotations

import json

import pytest

pytestmark = [pytest.mark.model, pytest.mark.world]

# our own composition with the shape of a real wire story: two days, two parties, talks, an old war
STORY = """ date 2023-05-13 KFresh shooting broke out along the frontier between Armenia and Azerbaijan on Friday, the second \
straight day of violence. The Armenian Defence Ministry said one of its soldiers was killed when Azerbaijani forces \
attacked. Two others were wounded. Azerbaijan's Defence Ministry said that Armenian units had started the shooting.

The ministry in Yerevan had earlier reported that Azerbaijani troops used drones and heavy weapons against Armenian \
positions “in the direction of Sotk” and near the village of Kut in Gegharkunik province.

On Thursday an Azerbaijani soldier was killed in gunfire at the border and four Armenian soldiers were injured.

Talks in sight

The leaders of both countries are expected in Brussels on Sunday. Their ministers met near Washington last week. Moscow \
brokered the truce that ended the war of 2020, in which more than 6,500 people were killed.
"""


@pytest.fixture(scope="module")
def story(world_gazetteer, tmp_path_factory):
    import geomap

    folder = tmp_path_factory.mktemp("story")
    (folder / "story.txt").write_text(STORY, "utf-8")
    settings = geomap.Settings(gazetteer=world_gazetteer)
    return geomap.run([folder / "story.txt"], settings=settings, output=folder / "outputs")


def test_two_days_make_two_incidents_with_their_own_tolls(story):
    rows = {
        str(row.date_start): (row.killed_a, row.killed_b, row.injured_a, row.injured_b)
        for row in story.incidents.itertuples()
    }
    assert rows["2023-05-12"] == (None, 1, None, 2)
    assert rows["2023-05-11"] == (1, None, None, 4)
    assert len(story.incidents) in {2, 3}  # Sotk and Kut may be told apart


def test_the_initiator_is_disputed_and_the_weapons_are_read(story):
    friday = [row for row in story.incidents.itertuples() if str(row.date_start) == "2023-05-12"]
    assert {row.initiator for row in friday} == {"disputed"}
    assert {weapon for row in friday for weapon in row.weapons} >= {"drone", "heavy_weapons"}


def test_kut_is_the_armenian_village_and_the_border_has_no_invented_point(story):
    friday = next(row for row in story.incidents.itertuples() if str(row.date_start) == "2023-05-12")
    assert abs(friday.lat - 40.18) < 0.06
    assert abs(friday.lon - 45.89) < 0.06
    thursday = next(row for row in story.incidents.itertuples() if str(row.date_start) == "2023-05-11")
    assert thursday.lat is None
    assert thursday.geo_precision == 5


def test_talks_venues_and_old_wars_are_no_incidents(story):
    assert not {"Brussels", "Washington", "Moscow"} & set(story.incidents["place_name"])
    assert all(str(day).startswith("2023-05-1") for day in story.incidents["date_start"])
    assert max(k for k in story.incidents["killed_best"] if k is not None) == 1


def test_distance_to_the_border_and_its_side_are_joined(story):
    friday = next(row for row in story.incidents.itertuples() if str(row.date_start) == "2023-05-12")
    assert friday.border == "AM-AZ"
    assert 2 < friday.border_km < 12
    assert friday.border_side == "AM"


def test_the_places_carry_both_parties_names(story):
    features = json.loads((story.folder / "places.geojson").read_text("utf-8"))["features"]
    sotk = next(f["properties"] for f in features if f["properties"]["name"] == "Sotk")
    names = json.dumps(sotk["names"], ensure_ascii=False)
    assert "Zod" in names
    assert "Սոթք" in names


def test_kut_is_the_iraqi_city_in_a_report_on_wasit(world_gazetteer):
    import geomap

    text = "Protesters marched through Kut, the capital of Wasit province south-east of Baghdad, on Tuesday."
    (found,) = geomap.geoparse([text], settings=geomap.Settings(gazetteer=world_gazetteer))
    kut = next(r for r in found if r.mention.text == "Kut")
    assert kut.place.country == "IQ"
    assert abs(kut.lat - 32.5) < 0.2


def test_the_same_word_next_to_gegharkunik_is_armenian(world_gazetteer):
    import geomap

    best = geomap.geocode("Kut", near="Gegharkunik", gazetteer=world_gazetteer)[0]
    assert best.place.country == "AM"
    assert best.reasons
