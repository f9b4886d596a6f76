"""The geometry of a page."""

from __future__ import annotations

import pytest
import shapely

from geomap.maps import geometry


@pytest.mark.parametrize(
    ("lons", "cut"),
    [([], None), ([45.0], None), ([-10.0, 10.0], None), ([179.0, -179.0], 0.0), ([170.0, 178.0, -175.0], -2.5)],
)
def test_the_map_is_cut_where_nothing_is(lons, cut):
    assert geometry.seam(lons) == cut


def test_what_lies_west_of_the_cut_moves_east_whole():
    moved = geometry.shifted(shapely.box(-180, 0, -170, 10), 0.0)
    assert moved.bounds == (180.0, 0.0, 190.0, 10.0)
    assert geometry.shifted(shapely.box(10, 0, 20, 10), 0.0).bounds == (10.0, 0.0, 20.0, 10.0)


def test_features_carry_no_text_and_leave_out_nothing_drawn():
    made = geometry.features([shapely.Point(1.123456789, 2), None, shapely.Point()])
    assert made["features"] == [
        {"type": "Feature", "id": "0", "properties": {}, "geometry": {"type": "Point", "coordinates": [1.12346, 2.0]}}
    ]


def test_the_edges_of_the_clip_are_not_coasts():
    left, right = shapely.box(0, 0, 5, 10), shapely.box(5, 0, 10, 10)
    lines = geometry.outlines([left, right])
    assert lines.length == pytest.approx(10, abs=0.01)


def test_coarse_land_gives_way_to_finer_areas():
    box = shapely.box(40, 40, 48, 44)
    assert geometry.world_land([box]).intersection(box).area == pytest.approx(0)
    assert geometry.world_land([]).area > geometry.world_land([box]).area


def test_a_label_stands_inside_its_area():
    horseshoe = shapely.Polygon([(0, 0), (10, 0), (10, 10), (8, 10), (8, 2), (2, 2), (2, 10), (0, 10)])
    assert horseshoe.contains(shapely.Point(geometry.label_point(horseshoe)))
    assert geometry.label_point(shapely.Point(0, 0)) is None
    assert geometry.label_point(None) is None


def test_bounds_of_nothing_are_none_and_never_pass_the_poles():
    assert geometry.bounds([]) is None
    assert geometry.bounds([(0.0, 0.0, float("nan"), 1.0)]) is None
    assert geometry.bounds([(0.0, 89.9, 0.0, 89.9)])[3] == 85.0


def test_areas_that_count_as_one_have_no_line_between_them():
    left, right = shapely.box(0, 0, 5, 10), shapely.box(5, 0, 10, 10)
    above = shapely.box(0, 10, 10, 20)
    lines = geometry.outlines([left, right, above], joined=[True, True, False])
    assert lines.length == pytest.approx(10, abs=0.01)


def test_lighter_areas_still_share_their_edge():
    left = shapely.box(0, 0, 5, 10).segmentize(0.01)
    right = shapely.box(5, 0, 10, 10).segmentize(0.01)
    thin = geometry.lighter([left, None, right])
    assert thin[1] is None
    assert shapely.get_num_coordinates(thin[0]) < shapely.get_num_coordinates(left) / 2
    assert thin[0].intersection(thin[2]).area == 0
    assert thin[0].union(thin[2]).area == pytest.approx(100)


def test_a_coarse_coast_does_not_look_out_from_behind_a_finer_one():
    # finer areas in two far corners: their common box is mostly not theirs, so only they are left out
    whole = geometry.world_land([])
    near = whole.intersection(shapely.box(44, 38, 51, 42)).buffer(-0.1)
    far = whole.intersection(shapely.box(20, 5, 30, 15))
    rest = geometry.world_land([near, far])
    assert rest.intersection(shapely.box(45, 39, 50, 41)).area < 0.3
    assert rest.intersection(shapely.box(60, 50, 80, 60)).area > 150
