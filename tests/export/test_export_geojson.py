"""GeoJSON as RFC 7946 wants it."""

from __future__ import annotations

import json

import geopandas as gpd
import pyogrio
import pytest
import runs
import shapely

from geomap import schema
from geomap.errors import CRSError
from geomap.export.geojson import geometry_of, write_frame


def load(path):
    return json.loads(path.read_text("utf-8"))


def rings(geometry):
    if geometry is None:
        return
    if geometry["type"] == "Polygon":
        yield from enumerate(geometry["coordinates"])
    if geometry["type"] == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from enumerate(polygon)


@pytest.mark.parametrize("name", ["incidents", "places", "border"])
def test_a_collection_keeps_the_rules_of_the_standard(written, name):
    text = (written / f"{name}.geojson").read_text("utf-8")
    data = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert data["type"] == "FeatureCollection"
    assert "crs" not in data
    west, south, east, north = data["bbox"]
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    for feature in data["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        assert "geometry" in feature


def test_coordinates_have_five_decimals_at_most(written):
    for name in ("incidents", "places", "border"):
        for feature in load(written / f"{name}.geojson")["features"]:
            if feature["geometry"]:
                for pair in shapely.get_coordinates(shapely.geometry.shape(feature["geometry"])):
                    assert [round(value, 5) for value in pair] == list(pair)


def test_rings_turn_to_the_right_hand_rule(run, tmp_path):
    land = load(write_frame(run.background, tmp_path / "a.geojson", name="land"))
    for feature in land["features"]:
        found = list(rings(feature["geometry"]))
        assert len(found) == 2
        for number, ring in found:
            assert shapely.LinearRing(ring).is_ccw == (number == 0)
            assert ring[0] == ring[-1]


def test_every_kind_of_geometry_reads_back():
    shapes = [
        shapely.Point(1, 2), shapely.MultiPoint([(1, 2), (3, 4)]), shapely.LineString([(0, 0), (1, 1)]),
        shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]), shapely.box(0, 0, 1, 1),
        shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)]),
        shapely.GeometryCollection([shapely.Point(1, 2), shapely.box(0, 0, 1, 1)]),
    ]  # fmt: skip
    for shape in shapes:
        assert shapely.geometry.shape(geometry_of(shape)).equals(shape), shape.geom_type


def test_an_incident_without_a_point_has_a_null_geometry_and_its_id(written):
    features = {one["id"]: one for one in load(written / "incidents.geojson")["features"]}
    assert features["i0002"]["geometry"] is None
    assert features["i0002"]["properties"]["place_text"] == "at the border"
    assert len(features) == 7


def test_claims_and_sources_are_arrays_in_the_properties(written):
    first = next(one for one in load(written / "incidents.geojson")["features"] if one["id"] == "i0001")
    assert [claim["polarity"] for claim in first["properties"]["claims"]] == ["asserts", "denies"]
    assert len(first["properties"]["sources"]) == 2
    assert first["properties"]["weapons"] == ["drone", "heavy_weapons"]
    assert set(first["properties"]) == set(schema.INCIDENT_NAMES)


def test_places_carry_the_agreed_properties(written):
    place = load(written / "places.geojson")["features"][0]["properties"]
    assert list(place)[:10] == [
        "place_id", "name", "names", "kind", "country", "admin1", "admin2", "mentions", "score", "reports",
    ]  # fmt: skip
    assert {name["text"] for name in place["names"]} == {"Sotk", "Zod", "Սոթք"}


def test_the_sources_of_the_data_are_named_in_every_file(written):
    for name in ("incidents", "places", "border"):
        assert "OpenStreetMap (ODbL 1.0)" in load(written / f"{name}.geojson")["attribution"]


def test_gdal_reads_what_was_written(written):
    frame = pyogrio.read_dataframe(written / "incidents.geojson")
    assert len(frame) == 7
    assert frame.geometry.notna().sum() == 6
    assert frame.crs == "EPSG:4326"


def test_half_a_surrogate_pair_and_infinities_do_not_stop_the_writer(tmp_path):
    rows = [{"name": "broken \ud83d text", "score": float("inf"), "mentions": float("nan")}]
    data = load(write_frame(schema.frame(rows, ("name", "score", "mentions")), tmp_path / "a.geojson", name="x"))
    assert data["features"][0]["properties"] == {"name": "broken \ufffd text", "score": None, "mentions": None}


def test_another_reference_system_is_refused(tmp_path):
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(1, 2)], crs="EPSG:3857")
    with pytest.raises(CRSError, match=r"the layer is in EPSG:3857, not in EPSG:4326\n  hint: use to_crs"):
        write_frame(frame, tmp_path / "a.geojson", name="x")


def test_a_collection_without_any_geometry_has_no_bbox(tmp_path):
    data = load(write_frame(runs.empty_run().places, tmp_path / "a.geojson", name="x"))
    assert "bbox" not in data
