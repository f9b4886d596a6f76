"""What the standards' own checks say of the files: GeoParquet's schema, GeoPackage's rules, GDAL's reading of each."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import jsonschema
import pyarrow.parquet
import pyogrio
import pyproj
import pytest
import runs
from referencing import Registry, Resource

from geomap import schema
from geomap.export import FORMATS, write

SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
DATE_COLUMNS = ("date_start", "date_end")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return the small run in every format, by the format's name."""
    folder = tmp_path_factory.mktemp("standards")
    return {
        name: write(runs.sample_run(), folder / f"incidents{one.suffix}", format=name) for name, one in FORMATS.items()
    }


# ---------------------------------------------------------------------------------------------- geoparquet


def geoparquet_faults(metadata):
    """Return what GeoParquet's schema and PROJJSON's say against a file's metadata."""
    projjson = json.loads((Path(pyproj.datadir.get_data_dir()) / "projjson.schema.json").read_text("utf-8"))
    asked = "https://proj.org/schemas/v0.5/projjson.schema.json"
    registry = Registry().with_resources(
        [(asked, Resource.from_contents(projjson)), (projjson["$id"], Resource.from_contents(projjson))]
    )
    rules = json.loads((SCHEMAS / "geoparquet-1.1.0.schema.json").read_text("utf-8"))
    return [fault.message for fault in jsonschema.Draft7Validator(rules, registry=registry).iter_errors(metadata)]


def geo(path):
    return json.loads(pyarrow.parquet.read_schema(path).metadata[b"geo"])


def test_geoparquet_metadata_pass_their_schema(files, tmp_path):
    assert geoparquet_faults(geo(files["geoparquet"])) == []
    assert geoparquet_faults(geo(write(runs.empty_run(), tmp_path / "empty.parquet"))) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda told: told.pop("version"), "'version' is a required property"),
        (lambda told: told["columns"]["geometry"].update(crs={"type": "nothing"}), "is not valid under any"),
        (lambda told: told["columns"]["geometry"]["covering"]["bbox"].pop("xmin"), "'xmin' is a required property"),
    ],
)
def test_the_schema_finds_what_is_wrong(files, change, fault):
    told = geo(files["geoparquet"])
    change(told)
    assert any(fault in message for message in geoparquet_faults(told))


def test_the_box_of_a_row_is_its_point_s(files):
    rows = pyarrow.parquet.read_table(files["geoparquet"], columns=["lon", "lat", "bbox"]).to_pylist()
    for row in rows:
        if row["lon"] is None:
            assert row["bbox"] is None
        else:
            assert row["bbox"] == {"xmin": row["lon"], "ymin": row["lat"], "xmax": row["lon"], "ymax": row["lat"]}


# ---------------------------------------------------------------------------------------------- geopackage


@pytest.fixture
def db(files):
    """Return a connection to the GeoPackage."""
    connection = sqlite3.connect(files["gpkg"])
    yield connection
    connection.close()


def ask(db, question):
    return db.execute(question).fetchall()


def test_sqlite_finds_the_file_whole_and_without_orphans(db):
    assert ask(db, "PRAGMA integrity_check") == [("ok",)]
    assert ask(db, "PRAGMA foreign_key_check") == []


def test_every_layer_names_a_reference_system_that_is_there(db):
    """Requirements 11 and 24 to 26: contents, geometry columns and reference systems agree."""
    assert ask(db, "SELECT * FROM gpkg_contents WHERE srs_id NOT IN (SELECT srs_id FROM gpkg_spatial_ref_sys)") == []
    layers = set(ask(db, "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"))
    assert layers == set(ask(db, "SELECT table_name FROM gpkg_geometry_columns"))
    differ = "SELECT 1 FROM gpkg_geometry_columns g JOIN gpkg_contents c USING (table_name) WHERE g.srs_id != c.srs_id"
    assert ask(db, differ) == []


def test_times_of_the_contents_are_iso_in_utc(db):
    """Requirement 15."""
    for (told,) in ask(db, "SELECT last_change FROM gpkg_contents"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told)


def test_the_bounds_of_a_layer_hold_all_its_geometries(db, files):
    for table, *box in ask(db, "SELECT table_name, min_x, min_y, max_x, max_y FROM gpkg_contents WHERE srs_id = 4326"):
        found = pyogrio.read_info(files["gpkg"], layer=table, force_total_bounds=True)["total_bounds"]
        assert found is None or box == pytest.approx(found), table


def test_every_column_type_is_one_of_the_standard(db):
    """Requirement 5: the types of columns."""
    known = {"BOOLEAN", "TINYINT", "SMALLINT", "MEDIUMINT", "INTEGER", "INT", "FLOAT", "DOUBLE", "REAL", "TEXT", "BLOB",
             "DATE", "DATETIME", "POINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRY"}  # fmt: skip
    for (table,) in ask(db, "SELECT table_name FROM gpkg_contents"):
        for row in ask(db, f'PRAGMA table_info("{table}")'):
            assert re.sub(r"\(\d+\)", "", row[2]) in known, (table, row[1])


def test_what_is_described_is_there(db):
    """The schema and metadata extensions: columns, codes, references."""
    tables = {table: {row[1] for row in ask(db, f'PRAGMA table_info("{table}")')} for (table,) in
              ask(db, "SELECT table_name FROM gpkg_contents")}  # fmt: skip
    for table, column, constraint in ask(db, "SELECT table_name, column_name, constraint_name FROM gpkg_data_columns"):
        assert column in tables[table]
        if constraint is not None:
            count = "SELECT count(*) FROM gpkg_data_column_constraints WHERE constraint_name = ?"
            assert db.execute(count, (constraint,)).fetchone()[0] > 0
    for table, identifier in ask(db, "SELECT table_name, md_file_id FROM gpkg_metadata_reference"):
        assert table in tables
        assert db.execute("SELECT 1 FROM gpkg_metadata WHERE id = ?", (identifier,)).fetchone()
    for (table,) in ask(db, "SELECT f_table_name FROM layer_styles"):
        assert table in tables
    for table, column in ask(db, "SELECT table_name, column_name FROM gpkg_extensions"):
        assert table in tables or table.startswith("gpkg_")
        assert column is None or column in tables[table]


def test_no_row_points_at_an_incident_that_is_not_there(db):
    for table in ("claims", "sources", "records", "record_links", "incident_areas", "geomap_written"):
        lost = f"SELECT incident_id FROM {table} WHERE incident_id NOT IN (SELECT incident_id FROM incidents)"
        assert ask(db, lost) == [], table
    lost = "SELECT place_id FROM mentions WHERE place_id NOT IN (SELECT place_id FROM places)"
    assert ask(db, lost) == []


# ------------------------------------------------------------------------------------------ GDAL's reading

READ_BY_GDAL = sorted(set(FORMATS) - {"qgz", "qlr", "geoparquet"})  # GDAL's wheel has no Parquet driver


def layer_of(name, path):
    """Return the layer that holds the incidents; KML has one for each type."""
    layers = [str(layer) for layer in pyogrio.list_layers(path)[:, 0]]
    if name in {"kml", "kmz"}:
        return [layer for layer in layers if layer != "Border line"]
    return ["incidents"] if "incidents" in layers else layers[:1]


@pytest.mark.parametrize("name", READ_BY_GDAL)
def test_gdal_opens_a_format_and_counts_its_incidents(files, name):
    path = files[name]
    found = [pyogrio.read_info(path, layer=layer, force_feature_count=True) for layer in layer_of(name, path)]
    wanted = {"acled": 6, "ucdp": 6, "hxl": 8}.get(name, 7)  # no accidents; HXL's row of tags
    assert sum(one["features"] for one in found) == wanted
    names = {str(field).casefold() for one in found for field in one["fields"]}
    id_column = {"acled": "event_id_cnty", "ucdp": "id", "hxl": "incident id", "shapefile": "inc_id"}
    assert id_column.get(name, "incident_id") in names


@pytest.mark.parametrize("name", ["gpkg", "flatgeobuf", "geojson", "geojsonseq", "shapefile"])
def test_gdal_sees_points_in_degrees_and_dates_as_dates(files, name):
    info = pyogrio.read_info(files[name], layer=layer_of(name, files[name])[0])
    assert info["crs"] == "EPSG:4326"
    assert "Point" in str(info["geometry_type"])
    kinds = dict(zip(map(str, info["fields"]), map(str, info["dtypes"]), strict=True))
    dates = ("date_from", "date_to") if name == "shapefile" else DATE_COLUMNS
    assert all(kinds[column].startswith("datetime64") for column in dates)  # FlatGeobuf has no days, only times
    number = "killed" if name == "shapefile" else "killed_best"
    assert kinds[number].startswith(("int", "float"))


def test_geopandas_reads_what_gdal_cannot(files):
    import geopandas as gpd

    frame = gpd.read_parquet(files["geoparquet"])
    assert (len(frame), frame.crs) == (7, "EPSG:4326")
    assert set(schema.INCIDENT_NAMES) <= set(frame.columns)
