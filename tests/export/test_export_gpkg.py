"""The GeoPackage: the rules of the standard, and what QGIS and people find in it."""

from __future__ import annotations

import json
import sqlite3
import xml.etree.ElementTree as ET
import zlib

import numpy as np
import pyogrio
import pytest
import runs
import shapely

from geomap import schema
from geomap.errors import OutputError
from geomap.export import gpkg
from geomap.export.geopackage import Field, GeoPackage, table_name, unblob
from geomap.layers import Layer, Style

LAYERS = {
    "incidents": "POINT", "places": "POINT", "records": "POINT", "border": "MULTILINESTRING",
    "admin_areas": "MULTIPOLYGON", "countries": "MULTIPOLYGON", "incident_areas": "MULTIPOLYGON",
    "record_links": "MULTILINESTRING", "bands": "MULTIPOLYGON",
}  # fmt: skip
CHILDREN = {"claims": 3, "sources": 8, "mentions": 2, "audit": 1, "edits": 0, "rejected": 1}


@pytest.fixture
def db(written):
    connection = sqlite3.connect(f"file:{written / 'geomap.gpkg'}?mode=ro", uri=True)
    yield connection
    connection.close()


def values(db, sql):
    return [row[0] for row in db.execute(sql)]


def test_the_file_says_that_it_is_a_geopackage_of_version_1_3(db):
    assert db.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert db.execute("PRAGMA user_version").fetchone() == (10300,)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_required_reference_systems_are_there(db):
    assert set(values(db, "SELECT srs_id FROM gpkg_spatial_ref_sys")) == {-1, 0, 4326}


def test_every_layer_is_registered_with_its_type_and_bounds(db):
    found = dict(db.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns WHERE srs_id = 4326"))
    assert found == LAYERS
    for table in LAYERS:
        row = db.execute("SELECT data_type, srs_id, min_x, max_y FROM gpkg_contents WHERE table_name = ?", (table,))
        kind, srs, west, north = row.fetchone()
        assert (kind, srs) == ("features", 4326)
        shapes = [unblob(data) for data in values(db, f'SELECT geom FROM "{table}" WHERE geom NOT NULL')]
        assert (west, north) == (shapely.total_bounds(shapes)[0], shapely.total_bounds(shapes)[3])


def test_tables_without_geometry_are_registered_as_attributes(db):
    found = set(values(db, "SELECT table_name FROM gpkg_contents WHERE data_type = 'attributes'"))
    assert found == {*CHILDREN, "layer_styles"}
    for table, count in CHILDREN.items():
        assert values(db, f"SELECT count(*) FROM {table}") == [count], table


def test_every_table_of_the_contents_is_there_with_an_integer_key(db):
    for table in values(db, "SELECT table_name FROM gpkg_contents"):
        keys = [(name, kind) for _, name, kind, _, _, key in db.execute(f'PRAGMA table_info("{table}")') if key]
        assert keys in ([("fid", "INTEGER")], [("id", "INTEGER")]), table


def test_geometries_have_the_header_of_the_standard(db):
    for table, kind in LAYERS.items():
        for data in values(db, f'SELECT geom FROM "{table}" WHERE geom NOT NULL'):
            assert data[:3] == b"GP\x00"
            assert int.from_bytes(data[4:8], "little") == 4326
            shape = unblob(data)
            assert shape.geom_type.upper() == kind
            if kind != "POINT":
                west, south, east, north = shape.bounds
                assert np.frombuffer(data[8:40]).tolist() == [west, east, south, north]


def test_every_geometry_is_in_the_spatial_index_and_nothing_else_is(db):
    for table in LAYERS:
        indexed = {row[0]: row[1:] for row in db.execute(f'SELECT * FROM "rtree_{table}_geom"')}
        stored = dict(db.execute(f'SELECT fid, geom FROM "{table}" WHERE geom NOT NULL'))
        assert set(indexed) == set(stored)
        for fid, data in stored.items():
            west, south, east, north = unblob(data).bounds
            box = indexed[fid]
            assert box[0] <= west <= east <= box[1]
            assert box[2] <= south <= north <= box[3]
    extension = values(db, "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")
    assert set(extension) == set(LAYERS)


def test_the_extensions_that_are_used_are_declared(db):
    declared = set(values(db, "SELECT extension_name FROM gpkg_extensions"))
    assert declared == {"gpkg_rtree_index", "gpkg_schema", "gpkg_metadata"}


def test_no_claim_and_no_source_is_without_its_incident(db):
    for table in ("claims", "sources"):
        sql = f"SELECT count(*) FROM {table} WHERE incident_id NOT IN (SELECT incident_id FROM incidents)"
        assert values(db, sql) == [0]


def test_no_time_of_writing_is_in_the_file(db):
    assert set(values(db, "SELECT last_change FROM gpkg_contents")) == {"2000-01-01T00:00:00.000Z"}
    assert set(values(db, "SELECT update_time FROM layer_styles")) == {"2000-01-01T00:00:00.000Z"}


def test_gdal_reads_every_layer_with_types(written):
    for table in LAYERS:
        assert pyogrio.read_info(written / "geomap.gpkg", layer=table)["features"] > 0, table
    info = pyogrio.read_info(written / "geomap.gpkg", layer="incidents")
    types = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert (types["date_start"], types["killed_best"], types["border_km"]) == ("datetime64[D]", "int64", "float64")
    assert pyogrio.read_dataframe(written / "geomap.gpkg", layer="incidents").geometry.notna().sum() == 6


def test_gdal_edits_the_file_and_the_index_follows(written, tmp_path):
    path = tmp_path / "copy.gpkg"
    path.write_bytes((written / "geomap.gpkg").read_bytes())
    frame = pyogrio.read_dataframe(path, layer="incidents").head(1)
    frame["incident_id"] = "by-hand"
    frame.geometry = [shapely.Point(10, 50)]
    pyogrio.write_dataframe(frame, path, layer="incidents", append=True)
    found = pyogrio.read_dataframe(path, layer="incidents", bbox=(9, 49, 11, 51))
    assert found["incident_id"].tolist() == ["by-hand"]


def test_each_layer_has_one_default_style_that_is_xml(db):
    rows = db.execute("SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles").fetchall()
    assert {row[0] for row in rows} == {*LAYERS, *CHILDREN}
    for table, column, qml, default in rows:
        assert column == ("geom" if table in LAYERS else "")
        assert default == 1
        root = ET.fromstring(qml)
        assert root.find("aliases") is not None
        assert (root.find("renderer-v2") is not None) == (table in LAYERS)


def test_columns_have_labels_and_codes_have_meanings(db):
    labels = dict(db.execute("SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'incidents'"))
    assert labels["killed_best"] == "Killed"
    sql = "SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = 'geo_precision_codes'"
    assert dict(db.execute(sql)) == {str(code): text for code, text in schema.GEO_PRECISION.items()}


def test_layer_metadata_say_what_from_what_and_under_which_licence(db):
    sql = (
        "SELECT metadata FROM gpkg_metadata JOIN gpkg_metadata_reference ON md_file_id = id"
        " WHERE table_name = 'incidents'"
    )
    root = ET.fromstring(values(db, sql)[0])
    assert root.findtext("title") == "Incidents"
    assert [one.text for one in root.findall("license")] == list(runs.sample_run().attribution)


def test_both_names_of_a_place_are_its_label(db):
    assert values(db, "SELECT label FROM places ORDER BY fid") == ["Sotk / Zod", "Kut"]


def test_control_characters_do_not_break_the_xml(db):
    for qml in values(db, "SELECT styleQML FROM layer_styles"):
        ET.fromstring(qml)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("incidents", "incidents"), ('a/b "c" | d', "a_b_c_d"), ("", "layer"), ("gpkg_contents", "layer_gpkg_contents"),
        ("sqlite_x", "layer_sqlite_x"), ("Robert'); DROP TABLE incidents;--", "Robert_DROP_TABLE_incidents"),
        ("ліс", "ліс"),
    ],
)  # fmt: skip
def test_a_layer_name_becomes_a_table_name_that_all_programs_open(name, table):
    assert table_name(name) == table


def test_a_layer_with_a_hostile_name_is_written_and_read(run, tmp_path):
    frame = schema.frame([{'it\'s "x"': "y"}], ('it\'s "x"',), geometry=[shapely.Point(1, 2)])
    frame = frame.rename(columns={'it\'s "x"': "a b; DROP"})
    layers = [Layer("my/layer 'x\"; --", "T <b>", "G", "point", frame, Style())]
    path = gpkg.write(run, tmp_path / "a.gpkg", layers=layers)
    assert pyogrio.read_dataframe(path, layer="my_layer_x")["a b; DROP"].tolist() == ["y"]


def test_two_layers_of_one_name_are_refused(run, tmp_path):
    layers = [Layer(name, "T", "G", "point", run.places, Style()) for name in ("a/b", "a.b")]
    with pytest.raises(OutputError, match="two layers are called 'a_b'"):
        gpkg.write(run, tmp_path / "a.gpkg", layers=layers)
    assert list(tmp_path.iterdir()) == []


def test_a_number_too_large_for_the_file_is_left_out(tmp_path):
    with GeoPackage(tmp_path / "a.gpkg") as file:
        file.add_table("t", [Field("n", "int")], [[2**70, 1]])
    db = sqlite3.connect(tmp_path / "a.gpkg")
    assert values(db, "SELECT n FROM t") == [None, 1]
    db.close()


def test_what_was_written_is_kept_to_tell_edits_by(db):
    rows = dict(db.execute("SELECT incident_id, row FROM geomap_written"))
    assert len(rows) == 7
    assert json.loads(zlib.decompress(rows["i0001"]))["geom"] == [45.8734, 40.19321]
