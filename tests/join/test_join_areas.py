"""Distance bands, areas instead of pins, provinces filled in."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from join_frames import PROVINCE, SOTK, area, areas, border, incident, incidents, line, record, records

from geomap.errors import InputError
from geomap.gazetteer.store import Gazetteer
from geomap.join import distance_bands, incident_areas, join_admin, nearby_areas
from geomap.join.lines import GEOD, Lines, parts_of
from geomap.join.planes import circle

CROOKED = border(line((46.05, 40.50), (45.99, 40.25), (45.97, 40.10), (45.90, 39.95), (46.00, 39.80)))


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def rim_km(shape, lines):
    """Return the distances of a shape's outer rim from the lines."""
    rim = shapely.get_coordinates(shapely.segmentize(shapely.get_parts(shape)[0].exterior, 0.02))
    return Lines(parts_of(lines.geometry)).nearest(rim[:, 0], rim[:, 1]).km


@pytest.mark.parametrize("km", [1.0, 5.0, 25.0, 200.0])
def test_the_rim_of_a_band_is_that_far_from_the_line_within_one_percent(km):
    bands = distance_bands(CROOKED, (km,))
    assert rim_km(bands.geometry.iloc[0], CROOKED) == pytest.approx(km, rel=0.01)


@pytest.mark.parametrize("km", [2.0, 25.0])
def test_a_band_along_a_line_of_three_thousand_kilometres_is_right_too(km):
    long = border(line((20.0, 60.0), (75.0, 60.0)))
    assert rim_km(distance_bands(long, (km,)).geometry.iloc[0], long) == pytest.approx(km, rel=0.01)


def test_bands_are_rings_that_do_not_overlap_and_together_fill_the_widest():
    bands = distance_bands(CROOKED, (25, 5, 10))
    assert bands["from_km"].tolist() == [0, 5, 10]
    assert bands["to_km"].tolist() == [5, 10, 25]
    assert bands["band_id"].tolist() == ["AM-AZ:0-5", "AM-AZ:5-10", "AM-AZ:10-25"]
    assert bands.is_valid.all()
    shapes = bands.geometry
    assert sum(shapes.iloc[i].intersection(shapes.iloc[j]).area for i in range(3) for j in range(i)) < 1e-9
    whole = distance_bands(CROOKED, (25,)).geometry.iloc[0]
    assert shapely.union_all(shapes).symmetric_difference(whole).area < 1e-9


def test_a_band_over_the_antimeridian_is_cut_there():
    dateline = border(line((179.5, -17.0), (-179.5, -17.0)))
    shape = distance_bands(dateline, (10,)).geometry.iloc[0]
    west, _, east, _ = shape.bounds
    assert (west, east) == (-180.0, 180.0)
    assert shape.contains(shapely.Point(179.9, -17.05))
    assert shape.contains(shapely.Point(-179.9, -16.95))
    assert not shape.contains(shapely.Point(0.0, -17.0))


def test_bands_are_clipped_to_a_window():
    window = (45.8, 40.0, 46.2, 40.2)
    clipped, whole = distance_bands(CROOKED, (5, 25), around=window), distance_bands(CROOKED, (5, 25))
    box = shapely.box(*window)
    for one, other in zip(clipped.geometry, whole.geometry, strict=True):
        assert box.buffer(1e-9).covers(one)
        assert one.symmetric_difference(other.intersection(box)).area < 1e-4


def test_a_window_over_the_antimeridian_keeps_both_ends():
    dateline = border(line((179.0, -17.0), (-179.0, -17.0)))
    shape = distance_bands(dateline, (10,), around=(179.8, -18.0, -179.8, -16.0)).geometry.iloc[0]
    assert shape.contains(shapely.Point(179.9, -17.0))
    assert shape.contains(shapely.Point(-179.9, -17.0))
    assert not shape.contains(shapely.Point(179.5, -17.0))


def test_no_line_makes_no_bands():
    assert len(distance_bands(CROOKED.iloc[:0], (5,))) == 0


@pytest.mark.parametrize("km", [0, -1, 501])
def test_a_band_must_have_a_sensible_width(km):
    with pytest.raises(InputError, match="at most 500 km"):
        distance_bands(CROOKED, (5, km))


@pytest.mark.parametrize(("lon", "lat"), [(45.9, 40.2), (179.95, -16.8), (20.0, 78.0)])
def test_a_circle_is_geodesic_wherever_it_is(lon, lat):
    points = shapely.get_coordinates(circle(lon, lat, 20_000.0))
    km = GEOD.inv(np.full(len(points), lon), np.full(len(points), lat), points[:, 0], points[:, 1])[2] / 1000.0
    # where it is cut at the antimeridian the corners of the cut lie inside
    assert km.max() == pytest.approx(20.0, rel=1e-3)
    assert circle(lon, lat, 20_000.0).is_valid


def test_a_circle_over_a_pole_reaches_it():
    assert circle(10.0, 89.9, 50_000.0).covers(shapely.Point(-170.0, 90.0))


GEGHARKUNIK = area("Gegharkunik Province", "AM-GR", shapely.box(45.0, 39.9, 46.0, 40.7))
SYUNIK = area("Syunik", "AM-SU", shapely.box(45.7, 38.8, 46.5, 39.8))
ADMIN = areas(GEGHARKUNIK, SYUNIK)


def drawn(*rows, **more):
    frame = incident_areas(incidents(*rows), CROOKED, ADMIN, **more)
    return {row["incident_id"]: (row["area_of"], row["geometry"]) for row in frame.to_dict("records")}


def test_a_village_is_a_pin_and_no_area():
    assert drawn(incident(**SOTK)) == {}


def test_a_district_is_a_circle_of_its_radius():
    told, shape = drawn(incident(**{**SOTK, "geo_precision": 3}, radius_m=12_000.0))["i1"]
    assert told == "within 12 km of Sotk"
    assert shape.covers(shapely.Point(45.8647, 40.2031 + 11.9 / 111))
    assert not shape.covers(shapely.Point(45.8647, 40.2031 + 12.2 / 111))


@pytest.mark.parametrize("named", [{"admin1_code": "AM-SU"}, {"admin1": "Syunik Province", "country": "AM"}])
def test_a_province_is_drawn_as_its_polygon(named):
    told, shape = drawn(incident(geo_precision=4, **named))["i1"]
    assert told == "Syunik"
    assert shape.equals(SYUNIK[1])


def test_a_district_that_is_the_place_itself_is_its_outline_and_no_circle():
    place = {"place_name": "Gegharkunik Province", "geo_precision": 3, "radius_m": 40_000.0}
    told, shape = drawn(incident(**{**SOTK, **PROVINCE, **place}))["i1"]
    assert told == "Gegharkunik Province"
    assert shape.equals(GEGHARKUNIK[1])


def test_the_middle_of_a_province_is_never_drawn_as_a_circle():
    told, _ = drawn(incident(**{**SOTK, "geo_precision": 4}, **PROVINCE))["i1"]
    assert told == "Gegharkunik Province"


def test_at_the_border_is_a_strip_along_the_line():
    told, shape = drawn(incident(geo_precision=5, place_relation="along"))["i1"]
    assert told == "along the Armenia-Azerbaijan border"
    assert rim_km(shape, CROOKED) == pytest.approx(5.0, rel=0.01)


def test_at_the_border_of_a_known_province_is_the_strip_within_it():
    _, shape = drawn(incident(geo_precision=5, **PROVINCE))["i1"]
    assert GEGHARKUNIK[1].buffer(1e-9).covers(shape)
    assert not shape.is_empty


def test_the_strip_is_taken_from_a_band_of_five_kilometres():
    bands = distance_bands(CROOKED, (5, 10))
    shape = drawn(incident(geo_precision=5), bands=bands)["i1"][1]
    assert shape.equals(bands.geometry.iloc[0])


def test_an_incident_of_other_countries_is_not_put_on_this_border():
    others = {"actor_a_iso3": "IND", "actor_b_iso3": "PAK", "actor_a": "India", "actor_b": "Pakistan"}
    assert drawn(incident(geo_precision=5, **others), incident("i2", geo_precision=5, country="IQ")) == {}


def test_a_country_is_drawn_where_its_area_is_given():
    countries = areas(area("Armenia", "", shapely.box(43.4, 38.8, 46.6, 41.3), level=0))
    assert drawn(incident(geo_precision=6, country="AM"), countries=countries)["i1"][0] == "Armenia"
    assert drawn(incident(geo_precision=6, country="AM")) == {}


def test_an_incident_of_which_no_place_is_known_has_no_area():
    assert drawn(incident()) == {}


def test_missing_provinces_are_filled_and_given_ones_kept(gazetteer):
    blank = incident("blank", **SOTK)
    told = incident("told", **SOTK, country="AM", admin1="Gegharkunik Province")
    other = incident("other", **SOTK, country="AZ")
    nowhere = incident("nowhere")
    out = join_admin(incidents(blank, told, other, nowhere), gazetteer).set_index("incident_id")
    assert out.loc["blank", ["country", "admin1", "admin1_code"]].tolist() == ["AM", "Gegharkunik", "AM-GR"]
    assert out.loc["told", ["admin1", "admin1_code"]].tolist() == ["Gegharkunik Province", "AM-GR"]
    assert out.loc["other", ["country", "admin1"]].tolist() == ["AZ", ""]
    assert out.loc["nowhere", "country"] == ""


def test_provinces_are_filled_in_frames_with_fewer_columns(gazetteer):
    out = join_admin(records(record(lon=45.8647, lat=40.2031)), gazetteer)
    assert out["admin1"].tolist() == ["Gegharkunik"]
    assert "admin2" not in out


def test_areas_around_the_points_are_gathered_once_each(gazetteer):
    admin, background = nearby_areas(
        gazetteer, incidents(incident(**SOTK)), records(record(lon=44.5, lat=40.2)), CROOKED
    )
    assert admin["admin_id"].is_unique
    assert set(admin["level"]) <= {1}
    assert set(background["level"]) <= {0}


def test_no_points_make_no_areas(gazetteer):
    admin, _ = nearby_areas(gazetteer, incidents(), records(), CROOKED.iloc[:0])
    assert len(admin) == 0
