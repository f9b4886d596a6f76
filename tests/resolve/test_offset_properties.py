"""Points at a distance, for any place, bearing and distance, against the geodesic."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geomap.gazetteer.store import Gazetteer
from geomap.records import Mention, Place, Report
from geomap.resolve.offsets import borrowed_spot, spot_between, spot_of
from geomap.resolve.resolve import resolve_mentions

GEOD = Geod(ellps="WGS84")
VILLAGE = Place("x:v", "V", "village", "P", "AM", "", "", "", 45.7, 40.2)
longitudes = st.floats(-179.9, 179.9)
latitudes = st.floats(-85, 85)
bearings = st.floats(0, 359.9)
distances = st.floats(0.1, 300)


def at(lon, lat, kind="village"):
    return dataclasses.replace(VILLAGE, lon=lon, lat=lat, kind=kind)


@given(longitudes, latitudes, bearings, distances)
def test_an_offset_lies_at_its_distance_and_bearing(lon, lat, bearing, km):
    spot = spot_of(at(lon, lat), Mention(0, 1, "V", relation="offset", offset_km=km, bearing_deg=bearing))
    forward, _, metres = GEOD.inv(lon, lat, spot.lon, spot.lat)
    assert metres == pytest.approx(km * 1000, abs=1)
    assert abs((forward - bearing + 180) % 360 - 180) * km < 1
    assert spot.precision == 2
    assert spot.radius_m >= 1_000


@given(longitudes, latitudes, bearings, st.floats(1_001, 1e9))
def test_so_far_off_that_it_says_nothing_the_point_does_not_move(lon, lat, bearing, km):
    spot = spot_of(at(lon, lat), Mention(0, 1, "V", relation="offset", offset_km=km, bearing_deg=bearing))
    assert (spot.lon, spot.lat, spot.precision) == (lon, lat, 6)


@given(longitudes, latitudes, distances)
def test_a_distance_without_a_bearing_holds_every_point_at_that_distance(lon, lat, km):
    spot = spot_of(at(lon, lat), Mention(0, 1, "V", relation="offset", offset_km=km))
    assert (spot.lon, spot.lat) == (lon, lat)
    assert spot.radius_m >= km * 1000


@given(longitudes, latitudes, bearings, st.floats(0.5, 149))
def test_the_middle_of_two_places_is_as_far_from_both(lon, lat, bearing, km):
    other_lon, other_lat, _ = GEOD.fwd(lon, lat, bearing, km * 1000)
    spot = spot_between(at(lon, lat), at(other_lon, other_lat))
    assert spot is not None
    ends = [GEOD.inv(spot.lon, spot.lat, *end)[2] for end in ((lon, lat), (other_lon, other_lat))]
    assert ends[0] == pytest.approx(ends[1], abs=1)
    # both places lie in the circle: the text may mean any point of the way
    assert spot.radius_m + 1 >= max(ends)
    assert spot.precision == (2 if km <= 50 else 5)


@given(longitudes, latitudes, bearings, st.sampled_from(["near", "direction_of", "offset", "in", ""]), distances)
def test_an_area_is_never_moved(lon, lat, bearing, relation, km):
    area = at(lon, lat, "admin1")
    spot = spot_of(area, Mention(0, 1, "V", relation=relation, offset_km=km, bearing_deg=bearing))
    assert (spot.lon, spot.lat, spot.precision) == (lon, lat, 4)


def test_a_namesake_of_another_kind_is_no_exact_point():
    spot = borrowed_spot(spot_of(VILLAGE, Mention(0, 1, "V")))
    assert (spot.precision, spot.radius_m) == (3, 25_000)


TOLD = [
    ("Shots were heard near Sotk in Armenia.", "near", None, 0, 2),
    ("Shots were heard 5 km south of Sotk in Armenia.", "offset", 180, 5, 2),
    ("Shots were heard some ten miles north-east of Sotk in Armenia.", "offset", 45, 16.093, 2),
    ("Shots were heard east of the village of Sotk in Armenia.", "near", 90, 5, 2),
    ("Shots were fired in the direction of Sotk in Armenia.", "direction_of", None, 0, 2),
    ("Shots were heard in Sotk in Armenia.", "in", None, 0, 1),
]


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


@pytest.mark.parametrize(("text", "relation", "bearing", "km", "precision"), TOLD)
def test_words_of_distance_become_a_point(text, relation, bearing, km, precision, gazetteer):
    start = text.index("Sotk")
    told = Mention(start, start + 4, "Sotk", relation=relation, bearing_deg=bearing, offset_km=km or None)
    country = Mention(text.index("Armenia"), text.index("Armenia") + 7, "Armenia")
    found, _ = resolve_mentions(Report("r", text, text), [told, country], gazetteer)
    azimuth, _, metres = GEOD.inv(found.place.lon, found.place.lat, found.lon, found.lat)
    assert metres == pytest.approx(km * 1000, abs=2)
    assert found.precision == precision
    if bearing is not None:
        assert azimuth % 360 == pytest.approx(bearing, abs=0.1)


@pytest.mark.parametrize("way", ["Sotk–Vardenis road", "Sotk-Vardenis highway", "Sotk to Vardenis road"])
def test_a_road_between_two_towns_is_the_middle_of_the_way(way, gazetteer):
    text = f"A truck was hit on the {way} in Armenia."
    mentions = [Mention(text.index(n), text.index(n) + len(n), n) for n in ("Sotk", "Vardenis", "Armenia")]
    first, second, _ = resolve_mentions(Report("r", text, text), mentions, gazetteer)
    assert (first.lon, first.lat) == (second.lon, second.lat)
    assert first.place.lon > first.lon > second.place.lon
    assert any(reason.startswith("road:Sotk to Vardenis") for reason in first.reasons)


def test_two_towns_with_a_hyphen_and_no_road_stay_where_they_are(gazetteer):
    text = "The Sotk-Vardenis match in Armenia was off."
    mentions = [Mention(text.index(n), text.index(n) + len(n), n) for n in ("Sotk", "Vardenis", "Armenia")]
    first, second, _ = resolve_mentions(Report("r", text, text), mentions, gazetteer)
    assert first.lon == first.place.lon
    assert second.lon == second.place.lon
