"""Distance to a border line and the side of it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from join_frames import AZ_AM, PROVINCE, SOTK, border, incident, incidents, line, record, records

from geomap import schema
from geomap.gazetteer.store import Gazetteer
from geomap.join import join_border, pick_border
from geomap.join.lines import GEOD, Lines, wrap

MERIDIAN = border(line((46.0, 38.0), (46.0, 42.0)))


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def joined(frame, lines=MERIDIAN, gazetteer=None):
    return join_border(frame, lines, gazetteer)


def test_the_distance_is_geodesic_and_the_line_is_named():
    row = joined(incidents(incident(**SOTK))).iloc[0]
    # the nearest point of a meridian lies on the great circle at right angles to it, here 5 m off the parallel
    parallel_km = GEOD.inv(45.8647, 40.2031, 46.0, 40.2031)[2] / 1000.0
    assert row["border"] == "AM-AZ"
    assert row["border_km"] == pytest.approx(parallel_km, abs=0.01)
    assert row["border_km"] < parallel_km


def test_a_row_without_a_point_has_no_distance():
    row = joined(incidents(incident())).iloc[0]
    assert (row["border"], row["border_km"], row["border_side"]) == (None, None, None)


def test_the_middle_of_a_province_is_no_point_to_measure_from():
    row = joined(incidents(incident(**{**SOTK, "geo_precision": 4}))).iloc[0]
    assert row["border_km"] is None


def test_a_row_on_another_continent_has_no_distance():
    row = joined(incidents(incident(**{**SOTK, "lon": -73.1, "lat": 6.7}))).iloc[0]
    assert (row["border"], row["border_km"], row["border_side"]) == (None, None, None)


def test_no_line_leaves_the_columns_empty():
    empty = schema.frame([], schema.BORDER_COLUMNS, geometry=[])
    assert joined(incidents(incident(**SOTK)), empty)["border_km"].tolist() == [None]


def test_an_empty_frame_stays_empty():
    assert len(joined(incidents())) == 0


def test_the_input_frame_is_not_changed():
    frame = incidents(incident(**SOTK))
    joined(frame)
    assert frame["border_km"].tolist() == [None]


@settings(max_examples=60, deadline=None)
@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-75, 75),
    corners=st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=2, max_size=6, unique=True),
)
def test_the_nearest_point_is_the_nearest_wherever_on_earth(lon, lat, corners):
    """Against geodesics to points every 100 m or so along the line, the antimeridian and high latitudes included."""
    offsets = np.array(corners)
    if np.abs(np.diff(offsets, axis=0)).sum() < 1e-3:
        return
    coords = np.column_stack([wrap(lon + offsets[:, 0]), np.clip(lat + offsets[:, 1], -80, 80)])
    asked = wrap(np.array([lon + 0.3])), np.array([lat])
    found = Lines([coords]).nearest(*asked)
    dense = shapely.segmentize(shapely.LineString(np.column_stack([lon + offsets[:, 0], coords[:, 1]])), 0.001)
    points = shapely.get_coordinates(dense)
    n = len(points)
    truth = GEOD.inv(np.full(n, asked[0][0]), np.full(n, lat), wrap(points[:, 0]), points[:, 1])[2].min() / 1000.0
    assert found.km[0] <= truth + 0.010
    assert found.km[0] >= truth - 0.150  # the dense points lie up to 110 m apart


def test_a_line_over_the_antimeridian_is_near_from_both_sides():
    dateline = border(line((179.5, -17.0), (-179.5, -17.0), border_id="FJ-XX"))
    frame = records(record("w", lon=179.9, lat=-16.9), record("e", lon=-179.9, lat=-16.9))
    assert joined(frame, dateline)["border_km"].tolist() == pytest.approx([11.07, 11.07], abs=0.02)


def test_a_long_straight_segment_is_followed_along_the_surface():
    far = border(line((40.0, 40.0), (60.0, 40.0)))
    row = joined(records(record(lon=50.0, lat=40.0)), far).iloc[0]
    assert row["border_km"] < 0.01  # a chord through the Earth would be kilometres off


def test_a_thousand_points_at_one_place_are_measured_once_and_alike():
    frame = incidents(*(incident(f"i{n}", **SOTK) for n in range(1000)))
    assert len(set(joined(frame)["border_km"])) == 1


def test_distances_are_to_the_main_line_and_an_exclave_is_noted():
    lines = border(
        line((46.0, 38.0), (46.0, 42.0)),
        line((45.85, 40.20), (45.88, 40.20), (45.88, 40.21), exclave=True, name="Near Sotk"),
    )
    row = joined(incidents(incident(**SOTK)), lines).iloc[0]
    assert row["border_km"] > 11
    assert "near_exclave:Near Sotk" in row["reasons"]


def test_a_border_of_exclaves_alone_is_measured_to_them():
    lines = border(line((45.85, 40.20), (45.88, 40.20), exclave=True))
    assert joined(incidents(incident(**SOTK)), lines).iloc[0]["border_km"] < 1


@pytest.mark.parametrize(("radius_m", "unsure"), [(20_000.0, True), (5_000.0, False), (None, False)])
def test_the_side_is_uncertain_where_the_radius_reaches_over_the_line(radius_m, unsure):
    row = joined(incidents(incident(**SOTK, radius_m=radius_m))).iloc[0]
    assert ("side_uncertain" in row["reasons"]) is unsure


def test_the_side_is_uncertain_close_to_an_approximate_line():
    lines = border(line((45.87, 38.0), (45.87, 42.0), approximate=True))
    assert "side_uncertain" in joined(incidents(incident(**SOTK)), lines).iloc[0]["reasons"]


def test_without_a_gazetteer_the_rows_own_country_tells_the_side():
    row = joined(incidents(incident(**SOTK, **PROVINCE))).iloc[0]
    assert row["border_side"] == "AM"
    other = joined(incidents(incident(**SOTK, country="FR"))).iloc[0]
    assert other["border_side"] == ""


# the line between Sotk (AM) and Kalbajar (AZ), coarsely
NORTH_SOUTH = border(line((46.05, 40.50), (45.99, 40.25), (45.97, 40.10), (45.90, 39.95), (46.00, 39.80)))


@pytest.mark.parametrize(
    ("lon", "lat", "side"),
    [
        (45.8647, 40.2031, "AM"),
        (46.0367, 40.1066, "AZ"),
        (45.985, 40.20, "AZ"),
        (45.96, 40.15, "AM"),
        (45.91, 39.95, "AZ"),
    ],
)
def test_the_line_tells_the_side_of_what_lies_near_it(gazetteer, lon, lat, side):
    row = joined(records(record(lon=lon, lat=lat)), NORTH_SOUTH, gazetteer).iloc[0]
    assert row["border_side"] == side


@pytest.mark.parametrize("turn", [False, True])
def test_the_direction_in_which_a_line_is_drawn_does_not_matter(gazetteer, turn):
    coords = list(NORTH_SOUTH.geometry.iloc[0].coords)
    lines = border(line(*(coords[::-1] if turn else coords)))
    frame = records(record("a", lon=45.985, lat=40.20), record("b", lon=45.96, lat=40.15))
    assert joined(frame, lines, gazetteer)["border_side"].tolist() == ["AZ", "AM"]


def test_far_from_the_line_the_country_tells_the_side(gazetteer):
    frame = records(record("yerevan", lon=44.51, lat=40.18), record("tbilisi", lon=44.83, lat=41.69))
    assert joined(frame, NORTH_SOUTH, gazetteer)["border_side"].tolist() == ["AM", "GE"]


def test_the_rows_own_country_stands_against_a_third_that_coarse_areas_name(gazetteer):
    # a point in Georgia: a row that says Armenia is believed, a row that says nothing is not put into Armenia
    frame = records(record("told", lon=44.83, lat=41.69, country="AM"), record("blank", lon=44.83, lat=41.69))
    assert joined(frame, NORTH_SOUTH, gazetteer)["border_side"].tolist() == ["AM", "GE"]


def test_a_row_that_names_the_other_side_is_marked(gazetteer):
    frame = records(record("told", lon=45.985, lat=40.20, country="AM"))
    row = joined(frame, NORTH_SOUTH, gazetteer).iloc[0]
    assert (row["border_side"], row["reasons"]) == ("AZ", ["side_uncertain"])


def test_a_run_far_from_every_border_picks_none(gazetteer):
    assert (
        pick_border(
            incidents(
                incident(lon=-30.0, lat=0.0, geo_precision=1, actor_a_iso3="", actor_b_iso3="", actor_a="", actor_b="")
            ),
            records(),
            gazetteer,
        )
        is None
    )


def test_nothing_at_all_picks_none(gazetteer):
    assert pick_border(incidents(), records(), gazetteer) is None


def test_the_border_most_incidents_are_about_is_picked(gazetteer):
    rows = [incident(f"i{n}", **SOTK) for n in range(3)] + [incident("far", lon=44.83, lat=41.69, geo_precision=1)]
    assert pick_border(incidents(*rows), records(), gazetteer) == "AM-AZ"


def test_the_parties_pick_the_border_where_no_incident_has_a_point(gazetteer):
    assert pick_border(incidents(incident(**AZ_AM)), records(), gazetteer) == "AM-AZ"


def test_a_few_incidents_near_a_line_do_not_make_a_worldwide_collection_about_it(gazetteer):
    far = [
        incident(
            f"f{n}", lon=-60.0 - n, lat=-10.0, geo_precision=1, actor_a="", actor_b="", actor_a_iso3="", actor_b_iso3=""
        )
        for n in range(12)
    ]
    assert pick_border(incidents(incident("near", **SOTK), *far), records(), gazetteer) is None
