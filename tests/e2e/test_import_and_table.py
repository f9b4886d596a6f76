"""`geomap import` gives a run back; `geomap table` places rows and measures them to a line."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "export"))
import runs

from geomap import schema
from geomap.export import FORMATS, read_run, write

ROWS = 'id,village,land,province\r\n1,Kut,AM,Gegharkunik\r\n2,"Lachin",AZ,\r\n3,Nowhereville,AM,\r\n'


@pytest.fixture
def exported(tmp_path):
    """Return a function that writes the sample incidents in a format."""
    return lambda name: write(runs.sample_run(), tmp_path / f"incidents{FORMATS[name].suffix}", format=name)


def test_an_exported_file_becomes_lines_of_json(cli, exported):
    done = cli("import", exported("csv"))
    assert done.code == 0, done.err
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert {row["incident_id"]: schema.row_to_incident(row) for row in rows} == {
        one.incident_id: one for one in runs.incidents()
    }


def test_an_exported_file_becomes_a_run_with_a_map_and_a_background(cli, exported):
    done = cli("import", exported("geojson"), "-o", "outputs", "--title", "Again")
    assert done.code == 0, done.err
    assert done.out.strip() == str(Path("outputs") / "map.html")
    run = read_run(done.folder)
    assert {one.incident_id: one for one in schema.frame_to_incidents(run.incidents)} == {
        one.incident_id: one for one in runs.incidents()
    }
    assert run.title == "Again"
    assert set(run.border["border_id"]) == {"AM-AZ"}
    assert len(run.background)
    assert (done.folder / "map.html").stat().st_size > 100_000
    assert "7 incidents read from" in done.err


def test_a_geopackage_comes_back_as_the_whole_run(cli, exported):
    done = cli("import", exported("gpkg"), "-o", "outputs")
    assert done.code == 0, done.err
    run = read_run(done.folder)
    assert len(run.places) == 2
    assert run.title == "Incidents near the line, May 2023"


def test_a_file_of_something_else_ends_with_3_and_a_hint(cli, tmp_path):
    (tmp_path / "mine.csv").write_text(ROWS)
    done = cli("import", tmp_path / "mine.csv")
    assert done.code == 3
    assert "geomap run … --records FILE" in done.err
    assert "Traceback" not in done.err


def test_export_without_a_target_says_what_there_is(cli, tmp_path):
    done = cli("export", tmp_path)
    assert done.code == 2
    assert "geojson" in done.err


def test_the_rows_of_a_table_are_placed_in_their_country(cli, tmp_path):
    (tmp_path / "t.csv").write_text(ROWS)
    done = cli("table", "t.csv", "--map", "place=village,country=land,admin1=province")
    assert done.code == 0, done.err
    rows = {row["record_id"]: row for row in map(json.loads, done.out.splitlines())}
    assert (rows["1"]["place_name"], rows["1"]["coordinates_from"]) == ("Kut", "gazetteer")
    assert rows["1"]["lat"] == pytest.approx(40.18, abs=0.05)
    assert rows["3"]["lat"] is None
    assert rows["3"]["reasons"]


@pytest.mark.parametrize("suffix", [".csv", ".geojson", ".jsonl"])
def test_rows_get_their_distance_and_side_in_every_form(cli, tmp_path, suffix):
    (tmp_path / "t.csv").write_text("id,lat,lon\r\na,40.18,45.92\r\nb,40.6,47.1\r\n")
    done = cli("table", "t.csv", "--border", "AM-AZ", "-o", f"out{suffix}")
    assert done.code == 0, done.err
    assert done.out.strip() == f"out{suffix}"
    text = (tmp_path / f"out{suffix}").read_text("utf-8-sig")
    if suffix == ".csv":
        rows = list(csv.DictReader(text.splitlines()))
    elif suffix == ".jsonl":
        rows = [json.loads(line) for line in text.splitlines()]
    else:
        rows = [one["properties"] for one in json.loads(text)["features"]]
    assert [row["border_side"] for row in rows] == ["AM", "AZ"]
    assert 0 < float(rows[0]["border_km"]) < 10 < float(rows[1]["border_km"])


def test_an_unknown_border_or_suffix_is_told(cli, tmp_path):
    (tmp_path / "t.csv").write_text("id,lat,lon\r\na,40.18,45.92\r\n")
    done = cli("table", "t.csv", "--border", "AM-BR")
    assert (done.code, "no border line 'AM-BR'" in done.err) == (3, True)
    done = cli("table", "t.csv", "-o", "out.xls")
    assert (done.code, "no .jsonl, .csv or .geojson" in done.err) == (2, True)
