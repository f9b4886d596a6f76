"""Border lines and administrative areas as the gazetteer serves them."""

import pytest
import shapely

from geomap.errors import CoordinateError, InputError
from geomap.gazetteer.store import Gazetteer
from geomap.schema import ADMIN_COLUMNS, BORDER_COLUMNS


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def test_a_border_is_found_by_its_id_in_either_order(gazetteer):
    frame = gazetteer.border("AM-AZ")
    assert list(frame.columns) == [*BORDER_COLUMNS, "geometry"]
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.equals(gazetteer.border("az-am").geometry)
    assert set(frame["exclave"]) == {False, True}


def test_every_line_says_where_it_is_from_and_when(gazetteer):
    frame = gazetteer.border("AM-AZ")
    for column in ("date", "source", "licence", "worldview"):
        assert all(frame[column])


def test_the_main_line_passes_where_it_should(gazetteer):
    from pyproj import Geod

    main = gazetteer.border("AM-AZ")
    line = main.geometry[~main["exclave"].astype(bool)].union_all()
    sotk = shapely.Point(45.86951, 40.20007)
    nearest = shapely.shortest_line(sotk, line).coords[1]
    metres = Geod(ellps="WGS84").inv(sotk.x, sotk.y, *nearest)[2]
    assert metres == pytest.approx(7910, abs=250)


def test_an_unknown_border_names_its_neighbours(gazetteer):
    with pytest.raises(InputError, match=r"(?s)no border line 'AM-AX'.*AM-AZ"):
        gazetteer.border("AM-AX")


def test_borders_near_a_point_come_nearest_first(gazetteer):
    assert gazetteer.borders_near(45.87, 40.2, 30) == ["AM-AZ"]
    assert gazetteer.borders_near(45.87, 40.2, 1) == []
    near = gazetteer.borders_near(45.0, 41.25, 30)
    assert set(near) >= {"AM-AZ", "AM-GE"}
    with pytest.raises(CoordinateError):
        gazetteer.borders_near(200, 0, 5)


def test_admin_areas_by_box_level_and_country(gazetteer):
    frame = gazetteer.admin_areas(bbox=(45.0, 40.0, 46.0, 40.5), countries={"AM"})
    assert list(frame.columns) == [*ADMIN_COLUMNS, "geometry"]
    assert "Gegharkunik" in set(frame["name"])
    assert set(frame["country"]) == {"AM"}
    assert set(frame["level"]) == {1}
    assert frame["admin_id"].is_monotonic_increasing
    assert gazetteer.admin_areas(bbox=(-40.0, -60.0, -39.0, -59.0)).empty


def test_countries_for_a_background(gazetteer):
    assert {"AM", "AZ", "FR"} <= set(gazetteer.countries()["country"])
    near = gazetteer.countries((44.0, 39.0, 46.0, 41.0))
    assert {"AM", "AZ"} <= set(near["country"])
    assert "FR" not in set(near["country"])


def test_provinces_have_their_point_inside_their_area(gazetteer):
    areas = gazetteer.admin_areas(countries={"AM"})
    points = {place.admin1_code: place for place in gazetteer.within(shapely.box(43, 38, 47, 42), kinds={"admin1"})}
    assert len(areas) == 11
    for area in areas.itertuples():
        place = points[area.admin1_code]
        assert area.geometry.buffer(0.05).covers(shapely.Point(place.lon, place.lat)), area.name
        assert place.radius_m
