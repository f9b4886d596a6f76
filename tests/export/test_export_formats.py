"""Every format: read back by another program, hostile words, the same bytes twice."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
import zlib

import geopandas as gpd
import hxl
import numpy as np
import openpyxl
import pyarrow.parquet
import pyogrio
import pytest
import runs

from geomap import schema
from geomap.errors import MissingDependencyError, UsageError
from geomap.export import FORMATS, write
from geomap.export.acled import vague_fatalities
from geomap.export.cells import joined, split
from geomap.export.csvs import armed, defused
from geomap.export.kml import icon
from geomap.export.shapefile import short_names
from geomap.export.ucdp import priogrid, type_of_violence

KML = "{http://www.opengis.net/kml/2.2}"
NS = {"k": "http://www.opengis.net/kml/2.2"}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return the small run in every format."""
    folder = tmp_path_factory.mktemp("formats")
    for name, one in FORMATS.items():
        write(runs.sample_run(), folder / f"incidents{one.suffix}", format=name)
    return folder


def rows(path):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def records(path):
    head, *rest = rows(path)
    return {row[0]: dict(zip(head, row, strict=True)) for row in rest}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_gives_the_same_bytes_twice(files, name, tmp_path):
    path = write(runs.sample_run(), tmp_path / f"incidents{FORMATS[name].suffix}", format=name)
    assert path.read_bytes() == (files / path.name).read_bytes()


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_can_hold_a_run_that_found_nothing(name, tmp_path):
    assert write(runs.empty_run(), tmp_path / f"nothing{FORMATS[name].suffix}", format=name).stat().st_size >= 0


@pytest.mark.parametrize(
    ("suffix", "count"), [(".geojson", 7), (".geojsonl", 7), (".fgb", 7), (".shp.zip", 7), (".csv", 7), (".wkt.csv", 7)]
)
def test_gdal_reads_all_incidents_of_a_format(files, suffix, count):
    frame = pyogrio.read_dataframe(files / f"incidents{suffix}")
    assert len(frame) == count
    if suffix not in {".csv", ".wkt.csv"}:
        assert frame.geometry.notna().sum() == 6
        assert frame.crs == "EPSG:4326"


# ----------------------------------------------------------------------------------------------------- csv


def test_csv_has_a_signature_and_every_column(files):
    data = (files / "incidents.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows(files / "incidents.csv")[0] == list(schema.INCIDENT_NAMES)


def test_csv_tells_not_reported_from_none_killed(files):
    found = records(files / "incidents.csv")
    assert (found["i0003"]["killed_best"], found["i0005"]["killed_best"]) == ("0", "")


def test_no_cell_of_any_csv_starts_a_formula(files):
    for path in files.glob("*.csv"):
        for row in rows(path):
            for value in row:
                assert not re.match("[=+\\-@\t\r]", value) or re.fullmatch(r"[+-]?[\d.]+", value), (path.name, value)


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-cmd", "@SUM(1)", "\tx", "\rx", "＝1", "'=1", "''@x", "\n=1"])
def test_a_formula_is_defused_and_comes_back(text):
    assert defused(text).startswith("'")
    assert armed(defused(text)) == text


@pytest.mark.parametrize("text", ["-5", "+3.5", "-1e5", "a=b", "'quoted'", "", "it's", "'"])
def test_numbers_and_harmless_words_stay_as_they_are(text):
    assert defused(text) == text
    assert armed(text) == text


@pytest.mark.parametrize("items", [["a"], ["a", "b c"], ["a;b", "c"], ["[x", "y"], ["", "x"], [" x"]])
def test_a_list_in_a_cell_comes_back(items):
    assert split(joined(items)) == items


def test_wkt_is_read_as_a_point(files):
    frame = gpd.GeoSeries.from_wkt(
        [one["geometry"] for one in records(files / "incidents.wkt.csv").values() if one["geometry"]]
    )
    assert len(frame) == 6
    assert frame.geom_type.unique().tolist() == ["Point"]


# --------------------------------------------------------------------------------------------- spreadsheets


def test_a_workbook_has_sheets_dates_and_no_formula(files):
    book = openpyxl.load_workbook(files / "incidents.xlsx")
    assert book.sheetnames == ["incidents", "claims", "sources", "places", "about"]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    head, *rest = book["incidents"].iter_rows()
    names = [cell.value for cell in head]
    row = next(row for row in rest if row[0].value == "i0002")
    assert row[names.index("title")].value.startswith("=HYPERLINK")
    assert row[names.index("title")].data_type == "s"
    assert row[names.index("date_start")].is_date
    assert row[names.index("date_start")].value.date().isoformat() == "2023-05-11"
    assert book["incidents"].freeze_panes == "B2"


def test_a_workbook_cuts_a_text_that_excel_cannot_hold(tmp_path):
    long = runs.sample_run(
        incidents=schema.incidents_to_frame([runs.incidents()[0].__class__("x", title="a" * 40_000)])
    )
    book = openpyxl.load_workbook(write(long, tmp_path / "a.xlsx"))
    assert len(book["incidents"]["B2"].value) == 32_767


# ----------------------------------------------------------------------------------------------------- hxl


def test_hxl_is_read_by_its_own_library(files):
    with hxl.data(str(files / "incidents.hxl.csv"), hxl.InputOptions(allow_local=True)) as found:
        columns = [column.display_tag for column in found.columns]
        values = {row.get("#event+id"): row for row in found}
    assert len(values) == 7
    assert {"#event+id", "#date+start", "#geo+lat", "#affected+killed", "#meta+claim"} <= set(columns)
    assert values["i0001"].get("#affected+killed") == "1"
    assert values["i0001"].get("#meta+url").count(" | ") == 1


def test_hxl_tags_are_well_formed(files):
    _, tags, *_ = rows(files / "incidents.hxl.csv")
    assert all(re.fullmatch(r"#[a-z][a-z_0-9]*(\+[a-z][a-z_0-9]*)*", tag) for tag in tags)


# ---------------------------------------------------------------------------------------------- acled, ucdp


def test_acled_folds_precisions_and_names_types_as_acled_does(files):
    found = records(files / "incidents.acled.csv")
    first, wide = found["i0001"], found["i0004"]
    assert first["event_type"] == "Explosions/Remote violence"
    assert first["sub_event_type"] == "Shelling/artillery/missile attack"
    assert (first["geo_precision"], first["time_precision"]) == ("1", "1")
    assert (wide["geo_precision"], wide["time_precision"]) == ("3", "2")
    assert first["country"] == "Armenia"
    assert first["source"] == "A wire & sons"
    assert "Ministry of Defence asserts killed.a = 1" in first["notes"]


def test_acled_has_no_accidents(files):
    assert "i0007" not in records(files / "incidents.acled.csv")


def test_acled_zeros_and_words_for_numbers_are_an_option(tmp_path):
    words = [one.__class__(f"v{n}", casualty_text=text) for n, text in enumerate(["several killed", "dozens dead", ""])
             for one in runs.incidents()[:1]]  # fmt: skip
    run = runs.sample_run(incidents=schema.incidents_to_frame(words))

    def toll(**options):
        found = records(write(run, tmp_path / "a.acled.csv", options=options))
        return [found[f"v{n}"]["fatalities"] for n in range(3)]

    assert toll() == ["", "", ""]
    assert toll(vague="acled") == ["3", "12", ""]
    assert toll(vague="acled_war", unreported="zero") == ["10", "12", "0"]


@pytest.mark.parametrize(
    ("words", "number"), [("several killed", 3), ("many died", 3), ("hundreds dead", 100), ("dozens of houses", None),
                          ("several wounded", None), ("", None)],
)  # fmt: skip
def test_vague_words_count_only_the_dead(words, number):
    assert vague_fatalities(words) == number


def test_ucdp_keeps_precisions_and_deaths(files):
    found = records(files / "incidents.ucdp.csv")["i0001"]
    assert (found["where_prec"], found["date_prec"], found["deaths_a"], found["best"]) == ("2", "1", "1", "1")
    assert found["type_of_violence"] == "1"
    assert found["geom_wkt"] == "POINT (45.8734 40.19321)"
    assert found["country"] == "Armenia"


def test_ucdp_can_leave_out_what_killed_nobody(tmp_path):
    found = records(write(runs.sample_run(), tmp_path / "a.ucdp.csv", options={"deadly_only": True}))
    assert set(found) == {"i0001", "i0002", "i0004", "i0006"}


@pytest.mark.parametrize(
    ("a", "b", "kind", "number"),
    [
        ("MIL", "MIL", "battles", 1), ("MIL", "REB", "battles", 1), ("REB", "PAF", "battles", 2),
        ("MIL", "CVL", "battles", 3), ("UNK", "UNK", "battles", None), ("UNK", "UNK", "violence_against_civilians", 3),
    ],
)  # fmt: skip
def test_the_type_of_violence_follows_from_the_parties(a, b, kind, number):
    row = {"event_type": kind, "actor_a_sector": a, "actor_b_sector": b, "actor_a": "x", "actor_b": "y"}
    assert type_of_violence(row) == number


@pytest.mark.parametrize(
    ("lon", "lat", "cell"), [(-180, -90, 1), (-179.75, -89.75, 1), (180, 90, 259200), (45.8734, 40.19321, 187652)]
)
def test_a_point_has_its_prio_grid_cell(lon, lat, cell):
    assert priogrid(lon, lat) == cell


# -------------------------------------------------------------------------------------------- google earth


def test_kml_is_xml_with_time_stamps_folders_and_cards(files):
    root = ET.parse(files / "incidents.kml").getroot()
    marks = {mark.get("id"): mark for mark in root.iterfind(".//k:Placemark[@id]", NS)}
    assert len(marks) == 7
    assert marks["i0001"].findtext("k:TimeStamp/k:when", namespaces=NS) == "2023-05-12"
    assert marks["i0003"].findtext("k:TimeSpan/k:end", namespaces=NS) == "2023-06-03"
    assert marks["i0005"].find("k:TimeStamp", NS) is None
    names = [one.findtext("k:name", namespaces=NS) for one in root.iterfind(".//k:Folder", NS)]
    assert names == [
        "Battle",
        "Explosion or remote violence",
        "Protest",
        "Accident or disaster",
        "Type unknown",
        "Border line",
    ]
    styles = {f"#{one.get('id')}" for one in root.iterfind(".//k:Style", NS)}
    assert {one.text for one in root.iterfind(".//k:styleUrl", NS)} <= styles


def test_kml_draws_an_imprecise_place_as_an_area(files):
    root = ET.parse(files / "incidents.kml").getroot()
    mark = root.find(".//k:Placemark[@id='i0004']", NS)
    assert mark.find("k:Point", NS) is None
    assert mark.find(".//k:Polygon", NS) is not None


def test_hostile_words_stay_words_in_a_card(files):
    root = ET.parse(files / "incidents.kml").getroot()
    mark = root.find(".//k:Placemark[@id='i0002']", NS)
    assert "<img" in mark.findtext("k:name", namespaces=NS)  # a name is plain text
    assert "<img" not in mark.findtext("k:description", namespaces=NS)  # a description is HTML
    assert "\x08" not in (files / "incidents.kml").read_text("utf-8")


@pytest.mark.parametrize("suffix", [".kml", ".kmz"])
def test_libkml_reads_points_and_times(files, suffix):
    path = files / f"incidents{suffix}"
    layer = "Explosion or remote violence"
    assert layer in pyogrio.list_layers(path)[:, 0]
    frame = pyogrio.read_dataframe(path, layer=layer)
    found = frame.set_index("incident_id")
    assert (round(found.geometry["i0001"].x, 5), round(found.geometry["i0001"].y, 5)) == (45.8734, 40.19321)
    assert str(found["timestamp"]["i0001"])[:10] == "2023-05-12"


def test_kmz_carries_the_icons_that_it_names(files):
    with zipfile.ZipFile(files / "incidents.kmz") as archive:
        names = archive.namelist()
        assert names[0] == "doc.kml"
        told = set(re.findall("<href>(.*?)</href>", archive.read("doc.kml").decode()))
        assert told == set(names[1:])


def test_an_icon_is_a_picture_of_its_shape():
    data = icon("cross")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at = data.index(b"IDAT")
    length = int.from_bytes(data[at - 4 : at], "big")
    lines = np.frombuffer(zlib.decompress(data[at + 4 : at + 4 + length]), dtype="uint8").reshape(48, 48 * 4 + 1)
    assert not lines[:, 0].any()  # no line filter
    pixels = lines[:, 1:].reshape(48, 48, 4)
    assert pixels[24, 24, 3] == 255
    assert pixels[2, 2, 3] == 0


# ------------------------------------------------------------------------------------------ other containers


def test_flatgeobuf_keeps_numbers_and_dates(files):
    found = pyogrio.read_dataframe(files / "incidents.fgb").set_index("incident_id")
    assert str(found["date_start"]["i0001"])[:10] == "2023-05-12"
    assert found["killed_best"]["i0001"] == 1
    assert np.isnan(found["killed_best"]["i0005"])


def test_flatgeobuf_has_an_index_when_every_incident_has_a_point(tmp_path):
    placed = [one for one in runs.incidents() if one.lon is not None]
    path = write(runs.sample_run(incidents=schema.incidents_to_frame(placed)), tmp_path / "a.fgb")
    assert pyogrio.read_info(path)["capabilities"]["fast_spatial_filter"]
    assert len(pyogrio.read_dataframe(path, bbox=(45.8, 40.1, 45.9, 40.3))) == 1


def test_geoparquet_has_the_metadata_of_version_1_1(files):
    meta = json.loads(pyarrow.parquet.read_metadata(files / "incidents.parquet").metadata[b"geo"])
    assert meta["version"] == "1.1.0"
    column = meta["columns"][meta["primary_column"]]
    assert (column["encoding"], column["geometry_types"]) == ("WKB", ["Point"])
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert column["bbox"] == [45.1487, 39.5111, 46.93, 40.9922]
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 4326}


def test_geoparquet_is_read_by_geopandas_by_its_boxes(files):
    frame = gpd.read_parquet(files / "incidents.parquet")
    assert len(frame) == 7
    assert list(frame.set_index("incident_id")["weapons"]["i0001"]) == ["drone", "heavy_weapons"]
    assert gpd.read_parquet(files / "incidents.parquet", bbox=(45.8, 40.1, 45.9, 40.3))["incident_id"].tolist() == [
        "i0001"
    ]


def test_geoparquet_without_pyarrow_says_how_to_get_it(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(
        MissingDependencyError, match=r"write GeoParquet.*pyarrow.*\n  hint: pip install 'geomap-incidents\[parquet\]'"
    ):
        write(run, tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_shapefile_says_loudly_what_it_loses(run, tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        path = write(run, tmp_path / "a.shp.zip")
    assert re.search(r"loses data: \d+ column names were shortened.*sources, claims.*left out", caplog.text)
    with zipfile.ZipFile(path) as archive:
        assert {"a.shp", "a.shx", "a.dbf", "a.prj", "a.cpg"} <= set(archive.namelist())


def test_a_bare_shp_is_refused_with_the_way_out(run, tmp_path):
    with pytest.raises(UsageError, match=r"as one zip.*\n  hint: call it a\.shp\.zip"):
        write(run, tmp_path / "a.shp", format="shapefile")


def test_shapefile_names_are_short_and_all_different():
    short = short_names(schema.INCIDENT_NAMES)
    assert len(set(short.values())) == len(schema.INCIDENT_NAMES)
    assert max(map(len, short.values())) <= 10


def test_a_layer_definition_lists_the_layers_and_their_file(files):
    root = ET.parse(files / "incidents.qlr").getroot()
    ids = {one.text for one in root.iterfind(".//maplayer/id")}
    assert {one.get("id") for one in root.iterfind(".//layer-tree-layer")} == ids
    assert all(one.text.startswith("./incidents.gpkg|layername=") for one in root.iterfind(".//maplayer/datasource"))


def test_an_option_that_is_refused_leaves_no_file(run, tmp_path):
    with pytest.raises(UsageError):
        write(run, tmp_path / "a.csv", options={"nonsense": 1})
    assert list(tmp_path.iterdir()) == []
