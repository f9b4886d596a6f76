"""The user's own places: read, checked, added, kept over a rebuild."""

import geopandas as gpd
import pytest
import shapely

from geomap.errors import CRSError, InputError, InputMissingError
from geomap.gazetteer.build import build
from geomap.gazetteer.store import Gazetteer
from geomap.gazetteer.user_places import add_places, remembered
from geomap.gazetteer.user_tables import read_places

HEADER = "name,lon,lat,kind,country,names\n"


def table(tmp_path, text, name="mine.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_csv_gives_places_with_stable_ids(tmp_path):
    path = table(tmp_path, HEADER + "Black Post,45.95,40.15,post,AM,Sev Ket;Qara Post\n")
    [entry] = read_places(path).entries
    assert (entry.place_id, entry.kind, entry.country) == ("user:black-post", "post", "AM")
    assert [name[0] for name in entry.names] == ["Sev Ket", "Qara Post"]


def test_other_headings_and_semicolons_are_understood(tmp_path):
    path = table(tmp_path, "Place;Longitude;Latitude\nBlack Post;45.95;40.15\n")
    assert read_places(path).entries[0].lon == 45.95


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Swapped,40.15,145.95,post,AM,", "swapped_coordinates"),
        ("Mars,400,400,post,AM,", "bad_coordinates"),
        ("Null Island,0,0,post,AM,", "bad_coordinates"),
        ("Nowhere,,,post,AM,", "bad_coordinates"),
        ("Words,east,north,post,AM,", "bad_coordinates"),
        (",45.1,40.1,post,AM,", "no_name"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_the_rest_is_read(tmp_path, row, reason):
    read = read_places(table(tmp_path, HEADER + "Good,45.9,40.1,post,AM,\n" + row + "\n"))
    assert [entry.name for entry in read.entries] == ["Good"]
    assert [(r.reason, r.where, r.fatal) for r in read.rejected] == [(reason, "line 3", True)]


def test_two_places_with_one_id_are_told_apart_from_two_of_one_name(tmp_path):
    path = table(tmp_path, "id,name,lon,lat\np1,A,45.0,40.0\np1,B,45.1,40.1\n")
    read = read_places(path)
    assert [entry.name for entry in read.entries] == ["A"]
    assert read.rejected[0].reason == "duplicate_id"
    same = read_places(table(tmp_path, "name,lon,lat\nA,45.0,40.0\nA,46.1,40.1\n"))
    assert [entry.place_id for entry in same.entries] == ["user:a", "user:a-2"]


def test_an_unknown_kind_is_kept_as_other_and_said(tmp_path):
    read = read_places(table(tmp_path, HEADER + "Good,45.9,40.1,spaceport,AM,\n"))
    assert read.entries[0].kind == "other"
    assert [(r.reason, r.fatal) for r in read.rejected] == [("unknown_kind", False)]


def test_a_layer_in_another_crs_is_transformed_and_that_is_said(tmp_path):
    path = tmp_path / "mine.gpkg"
    frame = gpd.GeoDataFrame({"name": ["Black Post"]}, geometry=[shapely.Point(45.95, 40.15)], crs=4326)
    frame.to_crs(32638).to_file(path)
    read = read_places(path)
    assert (read.entries[0].lon, read.entries[0].lat) == pytest.approx((45.95, 40.15), abs=1e-6)
    assert [(r.reason, r.fatal) for r in read.rejected] == [("transformed", False)]


def test_an_area_counts_by_a_point_inside_it_and_keeps_its_extent(tmp_path):
    path = tmp_path / "areas.geojson"
    box = shapely.box(45.0, 40.0, 45.2, 40.1)
    gpd.GeoDataFrame({"name": ["Range"]}, geometry=[box], crs=4326).to_file(path)
    [entry] = read_places(path).entries
    assert box.covers(shapely.Point(entry.lon, entry.lat))
    assert entry.bbox == pytest.approx((45.0, 40.0, 45.2, 40.1))


def test_a_layer_without_crs_is_refused(tmp_path):
    path = tmp_path / "mine.shp"
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.Point(45.95, 40.15)], crs=4326).to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(CRSError, match="coordinate reference system"):
        read_places(path)


def test_files_that_cannot_be_read_at_all(tmp_path):
    with pytest.raises(InputMissingError, match="no file"):
        read_places(tmp_path / "none.csv")
    with pytest.raises(InputError, match="lacks lon, lat"):
        read_places(table(tmp_path, "name\nA\n"))
    with pytest.raises(InputError, match="cannot read"):
        read_places(table(tmp_path, "no layer", "broken.gpkg"))


@pytest.fixture
def own(tiny_gazetteer, tmp_path):
    path = tmp_path / "g.gpkg"
    path.write_bytes(tiny_gazetteer.read_bytes())
    return path


def test_added_places_are_found_in_every_way(own, tmp_path):
    path = table(tmp_path, HEADER + "Black Post,45.95,40.15,post,,Sev Ket\n")
    summary = add_places(path, own)
    assert (summary["added"], summary["replaced"], summary["rejected"]) == (1, 0, [])
    with Gazetteer.open(own) as gazetteer:
        [hit] = gazetteer.exact("Sev Ket")
        assert (hit.place.place_id, hit.place.country) == ("user:black-post", "AM")
        assert gazetteer.near(45.95, 40.15, radius_km=1)[0][0].place_id == "user:black-post"
        assert gazetteer.contains_keys(["black post"]).all()
        assert gazetteer.fuzzy("Blackk Post")[0].place.place_id == "user:black-post"
        assert gazetteer.verify(deep=True)


def test_a_users_place_wins_over_the_base_place_that_it_is(own, tmp_path):
    summary = add_places(table(tmp_path, HEADER + "Sotk,45.8700,40.2000,village,AM,Sotq\n"), own)
    assert summary["replaced"] == 1
    with Gazetteer.open(own) as gazetteer:
        place = gazetteer.get("geonames:616041")
        assert (place.lon, place.lat, place.source) == (45.87, 40.2, "user/mine.csv")
        assert gazetteer.exact("Zod", countries={"AM"})[0].place == place
        assert gazetteer.exact("Sotq")[0].place == place
        assert gazetteer.near(45.87, 40.2, radius_km=1, limit=1)[0][0] == place


def test_a_row_swapped_within_range_is_found_by_the_country_that_it_states(own, tmp_path):
    text = "name,lon,lat,country\nSwapped Post,40.15,45.95,AM\nBlack Post,45.95,40.15,AM\n"
    summary = add_places(table(tmp_path, text), own)
    assert [(r.reason, r.where) for r in summary["rejected"]] == [("swapped_coordinates", "user:swapped-post")]
    with Gazetteer.open(own) as gazetteer:
        assert gazetteer.get("user:swapped-post") is None
        assert gazetteer.get("user:black-post") is not None


def test_adding_twice_changes_nothing(own, tmp_path):
    path = table(tmp_path, HEADER + "Black Post,45.95,40.15,post,AM,Sev Ket\n")
    add_places(path, own)
    with Gazetteer.open(own) as gazetteer:
        first = (gazetteer.checksum, gazetteer.info()["counts"])
    add_places(path, own)
    with Gazetteer.open(own) as gazetteer:
        assert (gazetteer.checksum, gazetteer.info()["counts"]) == first


def test_added_places_are_remembered_for_a_rebuild(own, tmp_path):
    add_places(table(tmp_path, HEADER + "Black Post,45.95,40.15,post,AM,Sev Ket\n"), own)
    assert [p.name for p in remembered(own)] == ["mine.csv"]
    build(own, small=True, user_places=remembered(own))
    with Gazetteer.open(own) as gazetteer:
        assert gazetteer.exact("Sev Ket")[0].place.place_id == "user:black-post"
        assert gazetteer.exact("Sev Ket")[0].place.source == "user/mine.csv"
