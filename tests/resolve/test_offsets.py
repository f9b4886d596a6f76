"""The point that the text means."""

from __future__ import annotations

import dataclasses

import pytest
from geopy.distance import geodesic

from geomap.records import Mention, Place
from geomap.resolve.offsets import spot_between, spot_of

VILLAGE = Place("x:v", "V", "village", "P", "AM", "", "", "", 45.7, 40.2)
PROVINCE = dataclasses.replace(VILLAGE, place_id="x:p", kind="admin1")


def mention(**values):
    return Mention(0, 1, "V", **values)


def test_an_offset_moves_the_point_by_its_distance():
    spot = spot_of(VILLAGE, mention(relation="offset", offset_km=5, bearing_deg=180))
    assert geodesic((VILLAGE.lat, VILLAGE.lon), (spot.lat, spot.lon)).km == pytest.approx(5, abs=0.001)
    assert spot.lat < VILLAGE.lat
    assert spot.precision == 2


def test_a_distance_without_a_bearing_is_a_radius():
    spot = spot_of(VILLAGE, mention(relation="offset", offset_km=12))
    assert (spot.lon, spot.lat, spot.radius_m, spot.precision) == (45.7, 40.2, 12_000, 2)


@pytest.mark.parametrize(("relation", "least"), [("near", 5_000), ("direction_of", 5_000)])
def test_near_and_direction_widen_the_point(relation, least):
    spot = spot_of(VILLAGE, mention(relation=relation))
    assert spot.precision == 2
    assert spot.radius_m >= least


def test_in_a_village_is_exact():
    assert spot_of(VILLAGE, mention(relation="in")).precision == 1


def test_an_area_stays_an_area_whatever_the_relation():
    spot = spot_of(PROVINCE, mention(relation="offset", offset_km=5, bearing_deg=90))
    assert (spot.lon, spot.lat, spot.precision) == (45.7, 40.2, 4)


def test_between_is_the_middle_with_half_the_way_as_radius():
    other = dataclasses.replace(VILLAGE, place_id="x:w", lon=45.9)
    spot = spot_between(VILLAGE, other)
    assert spot.lon == pytest.approx(45.8, abs=1e-3)
    assert spot.radius_m == pytest.approx(geodesic((40.2, 45.7), (40.2, 45.9)).m / 2, rel=0.01)


def test_between_an_area_and_a_village_is_no_point():
    assert spot_between(VILLAGE, PROVINCE) is None


def test_between_places_far_apart_is_no_point():
    assert spot_between(VILLAGE, dataclasses.replace(VILLAGE, lon=60.0)) is None
