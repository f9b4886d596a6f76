"""The geopy geocoder: code written for Nominatim works with it."""

import pytest
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from geomap.errors import GazetteerMissingError
from geomap.gazetteer.geocoder import LocalGeocoder


@pytest.fixture(scope="module")
def geocoder(tiny_gazetteer):
    return LocalGeocoder(tiny_gazetteer, user_agent="tests", timeout=3)


def test_it_is_a_geopy_geocoder(geocoder):
    assert isinstance(geocoder, Geocoder)


def test_a_bare_name_gives_the_most_prominent_place_as_a_location(geocoder):
    location = geocoder.geocode("Paris")
    assert isinstance(location, Location)
    assert location.raw["country"] == "FR"
    assert (location.latitude, location.longitude) == pytest.approx((48.85, 2.35), abs=0.05)
    assert location.address.endswith("France")
    assert 0 < location.raw["score"] <= 1


@pytest.mark.parametrize(
    ("query", "country", "admin1"),
    [
        ("Kut, Gegharkunik, Armenia", "AM", "Gegharkunik"),
        ("Kut village, Gegharkunik Province", "AM", "Gegharkunik"),
        ("Kut, Iraq", "IQ", None),
        ("Paris, Texas, USA", "US", "Texas"),
        ("Paris, TX", "US", "Texas"),
        ("London, Ontario, Canada", "CA", "Ontario"),
        ("Georgia, USA", "US", "Georgia"),
        ({"city": "London", "country": "Canada"}, "CA", None),
        ({"state": "Georgia", "country": "USA"}, "US", "Georgia"),
        ({"country": "Georgia"}, "GE", None),
        ({"city": "Kut", "state": "Gegharkunik", "street": "1 Main St"}, "AM", "Gegharkunik"),
    ],
)
def test_containers_in_the_query_decide_between_namesakes(geocoder, query, country, admin1):
    raw = geocoder.geocode(query).raw
    assert raw["country"] == country
    assert admin1 is None or raw["admin1"] == admin1


def test_a_place_that_the_container_does_not_hold_is_not_offered(geocoder):
    assert geocoder.geocode("Sotk, France") is None


def test_no_answer_is_none_in_both_forms(geocoder):
    assert geocoder.geocode("Xyzzyville") is None
    assert geocoder.geocode("Xyzzyville", exactly_one=False) is None


def test_all_answers_come_best_first_and_limited(geocoder):
    found = geocoder.geocode("Paris", exactly_one=False, limit=3)
    scores = [location.raw["score"] for location in found]
    assert len(found) == 3
    assert scores == sorted(scores, reverse=True)


def test_country_codes_restrict(geocoder):
    assert geocoder.geocode("Kut", country_codes="am").raw["country"] == "AM"
    assert geocoder.geocode("Kut", country_codes=["AM", "GE"]).raw["country"] == "AM"
    assert geocoder.geocode("Sotk", country_codes="fr") is None


def test_a_viewbox_prefers_and_bounded_restricts(geocoder):
    box = [Point(38, 44), (42, 48)]
    assert geocoder.geocode("Kut", viewbox=box).raw["country"] == "AM"
    assert {x.raw["country"] for x in geocoder.geocode("Kut", exactly_one=False, viewbox=box, bounded=True)} == {"AM"}
    assert len(geocoder.geocode("Kut", exactly_one=False, viewbox=box)) > 1


def test_a_misspelt_name_is_found_with_a_lower_score(geocoder):
    found = geocoder.geocode("Stepanekert")
    assert found.raw["place_id"] == "geonames:146970"
    assert found.raw["score"] < geocoder.geocode("Stepanakert").raw["score"]


def test_names_in_another_language(geocoder):
    assert geocoder.geocode("Sotk", language="ru").address.endswith("Армения")


@pytest.mark.parametrize("query", ["", "  ", "!!", {}, {"city": ""}, {"planet": "Earth"}])
def test_an_empty_or_unknown_query_is_geopys_query_error(geocoder, query):
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode(query)


def test_a_bad_viewbox_is_geopys_query_error(geocoder):
    with pytest.raises(GeocoderQueryError, match="viewbox"):
        geocoder.geocode("Kut", viewbox=[(1, 2)])


def test_reverse_takes_latitude_first_in_every_form_geopy_knows(geocoder):
    for query in [(40.18, 45.90), "40.18, 45.90", Point(40.18, 45.90)]:
        assert geocoder.reverse(query).raw["name"] == "Kut"
    several = geocoder.reverse((40.18, 45.90), exactly_one=False, limit=2)
    assert several[0].raw["name"] == "Kut"
    assert len(several) == 2


def test_reverse_far_from_everything_is_none(geocoder):
    assert geocoder.reverse((-50.0, -30.0)) is None


def test_reverse_refuses_what_is_no_point(geocoder):
    with pytest.raises(GeocoderQueryError, match="not a point"):
        geocoder.reverse("somewhere")
    with pytest.raises(GeocoderQueryError, match="not a point"):
        geocoder.reverse((140.0, 40.0))


def test_it_asks_no_server(geocoder):
    with pytest.raises(GeocoderServiceError, match="no server"):
        geocoder._call_geocoder("https://example.org", lambda answer: answer)


def test_the_rate_limiter_takes_it(geocoder):
    limited = RateLimiter(geocoder.geocode, min_delay_seconds=0.001, max_retries=0)
    assert limited("Sotk", country_codes="am").raw["place_id"] == "geonames:616041"


def test_geopandas_takes_it(tiny_gazetteer):
    from geopandas.tools import geocode, reverse_geocode

    frame = geocode(["Kut, Armenia", "Xyzzyville"], provider=LocalGeocoder, gazetteer=tiny_gazetteer)
    assert frame.geometry.iloc[0].x == pytest.approx(45.90, abs=0.02)
    assert frame.geometry.iloc[1].is_empty
    back = reverse_geocode(frame.geometry.iloc[:1], provider=LocalGeocoder, gazetteer=tiny_gazetteer)
    assert back["address"].iloc[0].startswith("Kut, ")


def test_a_missing_gazetteer_is_said_at_once(tmp_path):
    with pytest.raises(GazetteerMissingError, match="geomap gazetteer build"):
        LocalGeocoder(tmp_path / "none.gpkg")
