"""Whose areas the gazetteer has: the shipped worldviews and a layer of the user's."""

import geopandas as gpd
import pytest
import shapely

from geomap.errors import InputError, InputMissingError
from geomap.gazetteer import borders, worldviews
from geomap.gazetteer.build import build
from geomap.gazetteer.store import Gazetteer
from geomap.schema import ADMIN_COLUMNS

SIMFEROPOL = shapely.Point(34.1, 44.95)
MOSCOW = shapely.Point(37.62, 55.75)


def _holders(areas, point):
    return sorted(areas[areas.geometry.covers(point)]["country"])


@pytest.mark.parametrize(
    ("code", "country"), [("", "UA"), ("recognised", "UA"), ("de-facto", "RU"), ("De facto", "RU")]
)
def test_a_shipped_worldview_draws_crimea_alike_at_every_level(code, country):
    view = worldviews.choose(code)
    lands = view.apply(borders.load_countries(every=True), level=0)
    provinces = view.apply(borders.load_admin1(every=True), level=1)
    assert _holders(lands, SIMFEROPOL) == [country]
    assert _holders(provinces, SIMFEROPOL) == [country]
    assert _holders(lands, MOSCOW) == ["RU"]
    assert provinces.admin_id.is_unique
    assert lands.admin_id.is_unique


def test_every_area_names_its_worldview_and_both_views_cover_the_same_ground():
    lands = borders.load_countries(every=True)
    assert all(lands["worldview"])
    ground = [worldviews.pick(lands, code).geometry.union_all().area for code in worldviews.CODES]
    assert ground[0] == pytest.approx(ground[1], rel=1e-6)


def test_an_unknown_worldview_names_the_known_ones():
    with pytest.raises(InputError, match=r"(?s)no worldview 'mars'.*recognised, de-facto"):
        worldviews.choose("mars")


@pytest.mark.parametrize("load", [borders.load_countries, borders.load_admin1])
def test_no_area_is_drawn_through_the_whole_globe(load):
    """An area across the antimeridian is cut there: a line of latitude through Siberia does not run over Norway."""
    areas = load()
    for part in shapely.get_parts(areas.geometry.values):
        longitudes = shapely.get_coordinates(part.exterior)[:, 0]
        steps = abs(longitudes[1:] - longitudes[:-1])
        along = abs(shapely.get_coordinates(part.exterior)[1:, 1]) > 89.9  # the pole is one point
        assert (steps[~along] < 180).all()


@pytest.mark.parametrize(
    ("lon", "lat", "country"),
    [(179.5, 67.5, "RU"), (-179.5, 67.5, "RU"), (-175.0, 66.8, "RU"), (178.0, -17.8, "FJ"), (-179.95, -16.8, "FJ"),
     (0.0, 67.5, ""), (-100.0, -16.75, ""), (-100.0, 67.5, "CA"), (-165.0, 65.0, "US")],
)  # fmt: skip
def test_countries_at_the_antimeridian(lon, lat, country):
    areas = borders.load_countries()
    assert _holders(areas, shapely.Point(lon, lat)) == ([country] if country else [])


@pytest.fixture
def own_layer(tmp_path):
    """Two made-up countries that part Armenia at 45 degrees east."""
    frame = gpd.GeoDataFrame(
        {"ISO_A2": ["am", "AZ"], "name": ["West", "East"], "worldview": ["mine", "mine"]},
        geometry=[shapely.box(43, 38, 45, 42), shapely.box(45, 38, 47, 42)],
        crs="EPSG:4326",
    )
    frame.to_crs("EPSG:3857").to_file(tmp_path / "mine.gpkg")
    return tmp_path / "mine.gpkg"


def test_a_users_layer_is_transformed_and_has_the_schema(own_layer):
    areas = worldviews.read_areas(own_layer)
    assert list(areas.columns) == [*ADMIN_COLUMNS, "geometry"]
    assert list(areas["country"]) == ["AM", "AZ"]
    assert areas.geometry.iloc[0].bounds == pytest.approx((43, 38, 45, 42))
    assert set(areas["worldview"]) == {"mine"}


def test_a_users_countries_take_the_place_of_the_shipped_ones(own_layer, tmp_path):
    target = tmp_path / "own.gpkg"
    build(target, small=True, worldview=str(own_layer))
    with Gazetteer.open(target) as gazetteer:
        assert sorted(gazetteer.countries()["country"]) == ["AM", "AZ"]
        # Vardenis, east of 45: its province is now the other country's
        assert gazetteer.country_of(45.73, 40.18) == "AZ"
        assert gazetteer.country_of(44.5, 40.18) == "AM"
        gegharkunik = gazetteer.admin_areas(bbox=(45.7, 40.1, 45.75, 40.2))
        assert set(gegharkunik["worldview"]) == {"mine"}


def test_a_layer_without_country_codes_or_areas_is_refused(tmp_path):
    bare = gpd.GeoDataFrame({"name": ["x"]}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:4326")
    bare.to_file(tmp_path / "bare.geojson")
    with pytest.raises(InputError, match=r"bare\.geojson has no field with country codes"):
        worldviews.choose(str(tmp_path / "bare.geojson"))
    points = gpd.GeoDataFrame({"country": ["AM"]}, geometry=[shapely.Point(0, 0)], crs="EPSG:4326")
    points.to_file(tmp_path / "points.geojson")
    with pytest.raises(InputError, match=r"points\.geojson has no polygon"):
        worldviews.choose(str(tmp_path / "points.geojson"))
    wrong = gpd.GeoDataFrame({"country": ["Armenia"]}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:4326")
    wrong.to_file(tmp_path / "wrong.geojson")
    with pytest.raises(InputError, match="'Armenia' is no ISO 3166-1 alpha-2 code"):
        worldviews.choose(str(tmp_path / "wrong.geojson"))
    with pytest.raises(InputMissingError, match="is not there"):
        worldviews.choose(str(tmp_path / "none.gpkg"))
