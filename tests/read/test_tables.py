"""Tables: which column is which, what a cell says, and every way in which a row can be wrong."""

from __future__ import annotations

import datetime as dt
import gzip
import zipfile

import geopandas as gpd
import openpyxl
import pytest
import shapely

from geomap.errors import CRSError, InputError, InputMissingError, SchemaError, UsageError
from geomap.read.cells import CellError, to_count, to_date, to_degrees
from geomap.read.tables import detect_preset, parse_mapping, read_table
from geomap.records import Rejection, Row


@pytest.fixture
def write(tmp_path):
    def put(content, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


def read(path, **options):
    items = list(read_table(path, **options))
    return [i for i in items if isinstance(i, Row)], [i for i in items if isinstance(i, Rejection)]


def reasons(rejections):
    return [(r.reason, r.where) for r in rejections]


def test_plain_column_names_are_recognised(write):
    rows, rejections = read(
        write(
            "ID,Village,Province,Country,Event Date,Killed,Wounded,Notes\n7,Kut,Gegharkunik,Armenia,12 May 2023,1,0,x\n"
        )
    )
    row = rows[0]
    assert (row.row_id, row.place, row.admin1, row.country) == ("7", "Kut", "Gegharkunik", "Armenia")
    assert (row.date_start, row.date_end, row.date_prec) == (dt.date(2023, 5, 12), dt.date(2023, 5, 12), 1)
    assert row.values == {"killed_best": 1, "injured_best": 0, "notes": "x"}
    assert row.raw["Event Date"] == "12 May 2023"
    assert not rejections


def test_null_stays_null_and_zero_stays_zero(write):
    rows, _ = read(write("place,killed,injured\nKut,,0\nSotk,n/a,unknown\n"))
    assert rows[0].values == {"injured_best": 0}
    assert rows[1].values == {}


def test_a_mapping_finds_columns_and_says_which_there_are(write):
    path = write('Ort,"Datum, lokal",Tote\nKut,2023-05-12,3\n')
    rows, _ = read(path, mapping=parse_mapping('place=Ort,date="Datum, lokal",killed=tote'))
    assert (rows[0].place, rows[0].date_start, rows[0].values) == ("Kut", dt.date(2023, 5, 12), {"killed_best": 3})
    with pytest.raises(SchemaError, match=r"no column 'Place' \(for place\)[\s\S]*'Ort', 'Datum, lokal', 'Tote'"):
        read_table(path, mapping={"place": "Place"})
    with pytest.raises(SchemaError, match="says where the incidents were"):
        read_table(path)


def test_a_mapping_can_leave_a_column_out(write):
    rows, _ = read(write("place,notes\nKut,x\n"), mapping=parse_mapping("notes="))
    assert rows[0].values == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [("place", "cannot be read"), ("nowhere=X", "no column 'nowhere'"), ("place=A,where=B", "names place twice")],
)
def test_a_bad_mapping_is_a_usage_error(text, message):
    with pytest.raises(UsageError, match=message):
        parse_mapping(text)


def test_hxl_tags_are_the_mapping(write):
    rows, _ = read(write("Ort,Tag,Tote\n#loc+name,#date+occurred,#affected +killed\nKut,2023-05-12,1\n"))
    assert [(r.row_id, r.place, r.date_start, r.values) for r in rows] == [
        ("row 3", "Kut", dt.date(2023, 5, 12), {"killed_best": 1})
    ]


ACLED = """event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,inter1,actor2,location,country,admin1,latitude,longitude,geo_precision,fatalities,notes
ARM1,12 May 2023,3,Explosions/Remote violence,Air/drone strike,Military Forces of Azerbaijan,State forces,Military Forces of Armenia,Kut,Armenia,Gegharkunik,40.22,45.83,3,0,words
"""


def test_acled_columns_and_codes_are_known(write):
    rows, rejections = read(write(ACLED))
    row = rows[0]
    assert (row.row_id, row.date_prec, row.geo_precision, row.lon, row.lat) == ("ARM1", 4, 4, 45.83, 40.22)
    assert row.values == {
        "event_type": "explosions_remote_violence", "sub_event_type": "air_drone_strike", "killed_best": 0,
        "actor_a": "Military Forces of Azerbaijan", "actor_a_sector": "MIL", "actor_b": "Military Forces of Armenia",
        "notes": "words",
    }  # fmt: skip
    assert not rejections


UCDP = """id,type_of_violence,side_a,side_b,where_prec,where_coordinates,where_description,best,low,high,deaths_civilians,date_start,date_end,date_prec,latitude,longitude,adm_1,country
7,3,Group,Civilians,4,,near Kut,3,2,5,3,2013-01-01 00:00:00.000,2013-01-03 00:00:00.000,2,32.5,45.8,Wasit,Iraq
"""


def test_ucdp_columns_and_codes_are_known(write):
    rows, rejections = read(write(UCDP))
    row = rows[0]
    assert (row.place, row.date_start, row.date_end, row.date_prec) == (
        "near Kut",
        dt.date(2013, 1, 1),
        dt.date(2013, 1, 3),
        2,
    )
    assert (row.geo_precision, row.values["event_type"], row.values["sub_event_type"]) == (
        4,
        "violence_against_civilians",
        "attack",
    )
    assert [row.values[f"killed_{k}"] for k in ("low", "best", "high", "civ")] == [2, 3, 5, 3]
    assert not rejections


def test_presets_are_detected_by_columns_and_unknown_ones_refused(write):
    assert detect_preset(ACLED.splitlines()[0].split(",")) == "acled"
    assert detect_preset(UCDP.splitlines()[0].split(",")) == "ucdp"
    assert detect_preset(["id", "place", "date"]) == ""
    with pytest.raises(UsageError, match="no preset 'gtd'"):
        read_table(write(ACLED), preset="gtd")


def test_ambiguous_dates_are_decided_by_the_column(write):
    rows, rejections = read(write("place,date\nKut,03/04/2023\nSotk,13/04/2023\n"))
    assert [r.date_start for r in rows] == [dt.date(2023, 4, 3), dt.date(2023, 4, 13)]
    assert not rejections


@pytest.mark.parametrize(
    "others", ["", "X,2023-04-05\n", "X,13/04/2023\nY,04/13/2023\n", "X,31/02/2023\n", "X,13/04/2023\nY,14 May 2023\n"]
)
def test_ambiguous_dates_without_a_clear_column_are_asked_for(write, others):
    rows, rejections = read(write(f"place,date\nKut,03/04/2023\n{others}"))
    assert rows[0].date_start is None
    assert ("ambiguous_date", "row 2") in reasons(rejections)
    assert "--date-format" in rejections[0].detail
    assert not any(r.fatal for r in rejections)


def test_a_date_format_settles_it(write):
    path = write("place,date\nKut,03/04/2023\nSotk,2023-05-12\n")
    assert [r.date_start for r in read(path, date_format="mdy")[0]] == [dt.date(2023, 3, 4), dt.date(2023, 5, 12)]
    assert read(path, date_format="%d/%m/%Y")[0][0].date_start == dt.date(2023, 4, 3)
    with pytest.raises(UsageError, match="no date format"):
        read_table(path, date_format="whenever")


def test_impossible_and_contradictory_dates_are_told(write):
    rows, rejections = read(write("place,date,date_end\nKut,31/02/2023,\nSotk,2023-05-12,2023-05-10\n"))
    assert rows[0].date_start is None
    assert (rows[1].date_start, rows[1].date_end) == (dt.date(2023, 5, 12), dt.date(2023, 5, 12))
    assert reasons(rejections) == [("bad_date", "row 2"), ("bad_date", "row 3")]


def test_months_years_ranges_and_serial_numbers_are_dates(write):
    rows, _ = read(write("place,date\nA,May 2023\nB,2023\nC,12-13 July 2020\nD,45058\n"))
    assert [r.date_prec for r in rows] == [4, 5, 2, 1]
    assert rows[2].date_end == dt.date(2020, 7, 13)
    assert rows[3].date_start == dt.date(2023, 5, 12)


@pytest.mark.parametrize(
    ("cell", "best", "low", "high"),
    [("1,200", 1200, None, None), ("at least 5", 5, 5, None), ("5+", 5, 5, None), ("up to 20", 20, None, 20), (3.0, 3, None, None),
     ("12-15", 12, 12, 15), ("two", 2, None, None), ("about 7", 7, None, None), ("0", 0, None, None), ("-", None, None, None)],
)  # fmt: skip
def test_counts_are_read_from_numbers_and_words(cell, best, low, high):
    count = to_count(cell)
    assert (count.best, count.low, count.high) == (best, low, high)


@pytest.mark.parametrize(
    "cell", [-3, "-3", 10**12, "1000000000000", 2.5, "dozens", "1.200", "9" * 400, True, float("inf"), "-5000000"]
)
def test_counts_that_cannot_be_are_refused(cell):
    with pytest.raises(CellError):
        to_count(cell)


def test_a_bad_toll_is_left_out_and_told(write):
    rows, rejections = read(write("place,killed,injured\nKut,-3,1000000000000\nSotk,dozens,1\n"))
    assert rows[0].values == {}
    assert rows[1].values == {"casualty_text": "dozens", "injured_best": 1}
    assert reasons(rejections) == [("bad_number", "row 2"), ("bad_number", "row 2"), ("bad_number", "row 3")]
    assert "negative" in rejections[0].detail


@pytest.mark.parametrize(
    "cell", ["9" * 9000, "1,111" * 9000, "²", "¹ May 2023", "\ud800", "at least " * 900, "1-" * 900]
)
def test_no_cell_breaks_its_reader(cell):
    assert to_date(cell).fault == "bad_date"
    for reader in (to_count, to_degrees):
        with pytest.raises(CellError):
            reader(cell)


def test_degrees_are_read_in_several_notations():
    assert to_degrees("40°10'48\"N") == pytest.approx(40.18)
    assert to_degrees("45,5") == 45.5
    assert to_degrees("72.5 W") == -72.5
    assert to_degrees("-0.5") == -0.5
    with pytest.raises(CellError):
        to_degrees("north of Kut")


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [("0", "0", "bad_coordinates"), ("200", "400", "bad_coordinates"), ("95", "45", "swapped_coordinates"),
     ("45.8", "40.2", "swapped_coordinates"), ("40.2", "", "bad_coordinates"), ("x", "45", "bad_coordinates")],
)  # fmt: skip
def test_bad_coordinates_are_dropped_told_and_kept_in_raw(write, lat, lon, reason):
    rows, rejections = read(write(f"place,country,lat,lon\nKut,Armenia,{lat},{lon}\n"))
    assert (rows[0].lon, rows[0].lat) == (None, None)
    assert (rows[0].raw["lat"], rows[0].raw["lon"]) == (lat, lon)
    assert [(r.reason, r.fatal) for r in rejections] == [(reason, False)]


def test_good_coordinates_are_kept_as_they_are(write):
    rows, rejections = read(write("place,country,lat,lon\nKut,Armenia,40.22013,45.83021\nKut,Nowhereland,45.8,40.2\n"))
    assert (rows[0].lon, rows[0].lat) == (45.83021, 40.22013)
    assert (rows[1].lon, rows[1].lat) == (40.2, 45.8)
    assert not rejections


def test_rows_of_one_id_are_told_apart(write):
    rows, rejections = read(write("id,place\n1,Kut\n1,Sotk\n,Zod\n"))
    assert [r.row_id for r in rows] == ["1", "1#2", "row 4"]
    assert reasons(rejections) == [("duplicate_id", "row 3")]


def test_own_words_for_types_are_told_once_and_stay_in_raw(write):
    rows, rejections = read(write("place,type\nKut,Gunfight\nSotk,Gunfight\nZod,Armed clash\n"))
    assert [r.reason for r in rejections] == ["unknown_type"]
    assert rows[0].values == {}
    assert rows[2].values == {"event_type": "battles", "sub_event_type": "armed_clash"}


def test_values_outside_their_limits_are_left_out(write):
    rows, rejections = read(write("place,confidence,date_prec,geo_precision,initiator\nKut,7,9,x,nobody\n"))
    assert rows[0].values == {}
    assert (rows[0].date_prec, rows[0].geo_precision) == (None, None)
    assert [r.reason for r in rejections] == ["bad_value"] * 4


def test_titles_two_header_rows_and_a_repeated_header_are_reported(write):
    rows, rejections = read(
        write(
            "Incidents 2023,,,\n,,,\nPlace,Casualties,,Date\n,killed,injured,\nKut,1,2,2023-05-12\nPlace,Casualties,,Date\n"
        )
    )
    assert [r.values for r in rows] == [{"killed_best": 1, "injured_best": 2}]
    assert [r.reason for r in rejections] == ["skipped_rows", "two_headers", "repeated_header"]


def test_200_columns_are_fine(write):
    names = ",".join(f"c{n}" for n in range(200))
    rows, _ = read(write(f"place,{names}\nKut,{names}\n"))
    assert len(rows[0].raw) == 201


@pytest.mark.parametrize(
    "content",
    [
        "place;date;killed\nKut;2023-05-12;1\n",
        "place\tdate\tkilled\nKut\t2023-05-12\t1\n",
        "place|date|killed\nKut|2023-05-12|1\n",
    ],
)
def test_the_delimiter_is_found(write, content):
    assert read(write(content))[0][0].values == {"killed_best": 1}


def test_encodings_and_gzip_of_a_csv(write):
    text = "place,notes\nBogotá,“ñ”\n"
    rows, rejections = read(write(text.encode("cp1252")))
    assert (rows[0].place, rows[0].values["notes"]) == ("Bogotá", "“ñ”")
    assert [r.reason for r in rejections] == ["encoding"]
    assert read(write(text.encode("utf-16"), "u.csv"))[0] == read(write(b"\xef\xbb\xbf" + text.encode(), "u.csv"))[0]
    assert read(write(gzip.compress(text.encode()), "z.csv.gz"))[0][0].place == "Bogotá"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [("t.csv", b"", "is empty"), ("t.csv", b"\n\n", "is empty"), ("t.csv", b"%PDF-1.4", "a PDF, not a table"),
     ("t.xlsx", b"PK\x03\x04 broken", "no Excel workbook"), ("t.geojson", b"{not json", "cannot be read"),
     ("t.kml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><kml/>", "entities")],
)  # fmt: skip
def test_what_is_no_table_is_an_error(write, name, content, message):
    with pytest.raises(InputError, match=message):
        read_table(write(content, name))


def test_a_missing_table_is_an_error(tmp_path):
    with pytest.raises(InputMissingError, match=r"no table '.*nope\.csv'"):
        read_table(tmp_path / "nope.csv")


def test_a_table_with_a_header_only_is_told(write):
    assert [r.reason for r in read(write("place,date\n"))[1]] == ["empty"]


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    sheet.append(["Place", "Date", "Killed", "Note"])
    sheet.append(["Kut", dt.datetime(2023, 5, 12), 1, "=HYPERLINK(1)"])  # noqa: DTZ001 - Excel knows no zones
    sheet.append(["Sotk", None, "=SUM(C2:C2)", "x"])
    sheet.append(["Zod", dt.date(2023, 5, 13), 3.0, "y"])
    sheet.merge_cells("B2:B3")
    book.create_sheet("Other").append(["z"])
    path = tmp_path / "t.xlsx"
    book.save(path)
    return path


def test_a_workbook_gives_dates_fills_merged_cells_and_evaluates_nothing(workbook):
    rows, rejections = read(workbook)
    assert [r.date_start for r in rows] == [dt.date(2023, 5, 12), dt.date(2023, 5, 12), dt.date(2023, 5, 13)]
    assert [r.values.get("killed_best") for r in rows] == [1, None, 3]
    assert [r.reason for r in rejections] == ["other_sheets", "merged_cells", "formula"]
    assert "D2, C3" in rejections[2].detail
    assert rows[0].raw["Date"] == "2023-05-12"


def test_a_sheet_that_is_not_there_is_named(workbook):
    with pytest.raises(SchemaError, match=r"no sheet 'Nope'[\s\S]*'Data', 'Other'"):
        read_table(workbook, layer="Nope")


def test_a_workbook_with_entities_is_refused(workbook, tmp_path):
    target = tmp_path / "e.xlsx"
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/workbook.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "b">]>' + data
            copy.writestr(name, data)
    with pytest.raises(InputError, match="declares entities"):
        read_table(target)


def test_a_zip_bomb_is_refused(tmp_path):
    target = tmp_path / "b.xlsx"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (80 << 20))
    with pytest.raises(InputError, match="decompression bombs"):
        read_table(target)


@pytest.fixture
def points():
    shapes = [shapely.Point(45.83, 40.22), None, shapely.box(45, 40, 46, 41)]
    return gpd.GeoDataFrame({"place": ["Kut", "S", "P"], "killed": [1, None, 2]}, geometry=shapes, crs=4326)


def test_a_layer_is_transformed_to_degrees(points, tmp_path):
    path = tmp_path / "t.gpkg"
    points.to_crs(32638).to_file(path, layer="incidents")
    rows, _ = read(path)
    assert (rows[0].lon, rows[0].lat) == pytest.approx((45.83, 40.22))
    assert (rows[1].lon, rows[1].values) == (None, {})
    assert (rows[2].geo_precision, rows[2].values) == (3, {"killed_best": 2})


def test_geojson_is_read(points, tmp_path):
    path = tmp_path / "t.geojson"
    points.to_file(path)
    assert [r.place for r in read(path)[0]] == ["Kut", "S", "P"]


def test_a_layer_without_a_system_and_one_of_several_are_errors(points, tmp_path):
    path = tmp_path / "t.gpkg"
    with pytest.warns(UserWarning, match="crs"):
        points.set_crs(None, allow_override=True).to_file(path, layer="a")
    with pytest.raises(CRSError, match="coordinate system"):
        read_table(path)
    points.to_file(path, layer="b")
    with pytest.raises(SchemaError, match=r"has 2 layers[\s\S]*'a', 'b'"):
        read_table(path)
    assert len(read(path, layer="b")[0]) == 3


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("1e308", "45"), ("40", "-1e308"), ("NaN", "45"), ("inf", "inf"), ("9" * 300, "1"), ("90.0001", "181"), ("40.2", "361")],
)  # fmt: skip
def test_absurd_coordinates_are_left_out_and_the_row_is_kept(write, lat, lon):
    rows, rejections = read(write(f"place,lat,lon\nKut,{lat},{lon}\n"))
    assert (rows[0].place, rows[0].lon, rows[0].lat) == ("Kut", None, None)
    assert {r.reason for r in rejections} <= {"bad_coordinates"}
    assert rejections


def test_a_workbook_with_a_merged_header_over_two_columns_reads_both_header_rows(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Place", "Casualties", None, "Date"])
    sheet.append([None, "killed", "injured", None])
    sheet.append(["Kut", 1, 2, dt.date(2023, 5, 12)])
    sheet.append([None, 3, None, dt.date(2023, 5, 13)])
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("A3:A4")
    path = tmp_path / "merged.xlsx"
    book.save(path)
    rows, rejections = read(path)
    assert [(r.place, r.values) for r in rows] == [
        ("Kut", {"killed_best": 1, "injured_best": 2}),
        ("Kut", {"killed_best": 3}),
    ]
    assert sorted(r.reason for r in rejections) == ["merged_cells", "two_headers"]


def test_a_formula_in_a_csv_is_words(write):
    rows, _ = read(write('place,killed,notes\nKut,=1+1,"=HYPERLINK(""http://x"")"\n'))
    assert "killed_best" not in rows[0].values
    assert rows[0].values["notes"] == '=HYPERLINK("http://x")'
    assert rows[0].raw["killed"] == "=1+1"


def test_every_kind_of_wrong_cell_in_one_row_leaves_the_row_and_says_each(write):
    header = "id,place,country,date,date_end,killed,injured,lat,lon\n"
    rows, rejections = read(
        write(
            f"{header}7,Kut,Armenia,2023-05-12,2023-05-01,-1,1000000000000,45.9,40.18\n"
            "7,Sotk,Armenia,03/04/2023,04/13/2023,1,,,\n8,Zod,Armenia,13/04/2023,,,,,\n"
        )
    )
    assert [r.row_id for r in rows] == ["7", "7#2", "8"]
    assert (rows[0].date_start, rows[0].date_end) == (dt.date(2023, 5, 12), dt.date(2023, 5, 12))
    assert rows[1].date_start is None
    found = [(r.reason, r.where) for r in rejections]
    assert found.count(("bad_number", "row 2")) == 2
    for expected in [
        ("bad_date", "row 2"),
        ("swapped_coordinates", "row 2"),
        ("duplicate_id", "row 3"),
        ("ambiguous_date", "row 3"),
    ]:
        assert expected in found
    assert not any(r.fatal for r in rejections)
