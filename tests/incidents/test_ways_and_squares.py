"""Incidents of which no village is told: on the road from one town to another, on a square of the dateline's city."""

import pytest


def actual(tell, text, places, date="2023-03-25"):
    return [i for i in tell(text, date, places=places) if i.realis == "actual"]


@pytest.mark.parametrize(
    "way",
    [
        "on the road between Vardenis and Sotk",
        "on the road from Vardenis to Sotk",
        "along the Vardenis-Sotk road",
        "on the highway linking Vardenis with Sotk",
    ],
)
def test_an_ambush_on_the_way_between_two_near_towns_is_half_way_give_or_take(tell, gazetteer, way):
    (found,) = actual(tell, f"Two guards were shot dead {way} on Friday.", ["Vardenis", "Sotk"])
    ends = [gazetteer.exact(name)[0].place for name in ("Vardenis", "Sotk")]
    assert min(end.lon for end in ends) < found.lon < max(end.lon for end in ends)
    assert found.geo_precision == 2
    assert found.radius_m > 1000
    assert "place:route" in found.reasons


def test_an_ambush_on_a_long_road_has_a_line_and_no_point(tell):
    (found,) = actual(tell, "Two guards were shot dead on the Goris-Baku highway on Friday.", ["Goris", "Baku"])
    assert (found.lat, found.lon, found.geo_precision) == (None, None, 5)
    assert found.place_text == "the Goris-Baku road"


def test_a_village_on_a_road_is_the_place_and_not_the_road(tell):
    text = "Two guards were shot dead in Kut on the road between Vardenis and Sotk on Friday."
    (found,) = actual(tell, text, ["Vardenis", "Sotk", "Kut"])
    assert found.place_text == "Kut"


def test_a_crowd_of_which_no_other_place_is_told_is_in_the_city_of_the_dateline(tell):
    text = "YEREVAN, March 25 - Thousands of protesters filled Republic Square on Friday, demanding elections."
    (found,) = actual(tell, text, ["YEREVAN"])
    assert (found.place_name, found.geo_precision, found.place_relation) == ("Yerevan", 2, "inferred")
    assert "place:city_of_dateline" in found.reasons


def test_a_soldier_killed_at_a_post_is_not_in_the_city_of_the_dateline(tell):
    text = "YEREVAN, March 25 - A soldier was shot dead at a post on Friday, the ministry said."
    (found,) = actual(tell, text, ["YEREVAN"])
    assert found.lat is None


def test_the_road_to_a_village_that_no_gazetteer_has_is_near_the_town_it_starts_from(tell):
    (found,) = actual(tell, "Two guards were shot dead on the road between Goris and Qzzyrvan on Friday.", ["Goris"])
    assert (found.place_text, found.geo_precision, found.radius_m) == ("Goris", 2, 25_000.0)
    assert "place:route" in found.reasons


def test_the_road_to_the_frontier_is_no_place_on_the_frontier(tell):
    text = "Youths burned tyres across the road to the frontier on Friday and two policemen were wounded."
    assert {i.geo_precision for i in actual(tell, text, [])} == {None}


def test_the_streets_of_a_town_are_in_it(tell):
    text = "Anger spilled on to the streets of Goris. Several hundred people pelted policemen with stones on Friday."
    assert [i.place_text for i in actual(tell, text, ["Goris"])] == ["Goris"]
