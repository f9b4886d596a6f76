"""The QGIS plugin in the real QGIS: each algorithm by `processing.run` and by `qgis_process`, as the command line says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pyogrio
import pytest
from servers import PYTHON, has_qgis

from geomap.export import read_run

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GEOMAP = Path(sys.executable).with_name("geomap")
REPORT = """date 2023-05-13

One Armenian serviceman was killed and two were wounded on Friday near the village of Kut in Gegharkunik province when
Azerbaijani units opened fire, the Armenian Ministry of Defence said.
"""
TABLE = "number,village,land,province\n7,Kut,AM,Gegharkunik\n8,Sotk,AM,\n9,Nowhereville,AM,\n"
ALGORITHMS = (
    "geomap:borderdistance", "geomap:geocodecolumns", "geomap:geocodetext", "geomap:geoparsecolumn", "geomap:loadrun",
    "geomap:reportstoincidents",
)  # fmt: skip
pytestmark = [pytest.mark.qgis, pytest.mark.model]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """Return a folder with a report and a table; skip without QGIS."""
    if not has_qgis():
        pytest.skip("no QGIS: apt-get install -y qgis python3-qgis")
    folder = tmp_path_factory.mktemp("plugin")
    (folder / "report.txt").write_text(REPORT)
    (folder / "table.csv").write_text(TABLE)
    (folder / "points.csv").write_text("name,lat,lon\npoint 0,40.18,45.92\npoint 1,40.6,47.1\n")
    old = folder / "old-geomap"
    old.write_text("#!/bin/sh\necho geomap 0.0.9\n")
    old.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def environment(inputs, tiny_gazetteer):
    """Return the environment of QGIS: a home of its own, so that the tester's settings stay as they are."""
    return os.environ | {
        "GEOMAP_COMMAND": str(GEOMAP), "GEOMAP_GAZETTEER": str(tiny_gazetteer), "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(inputs / "home"), "XDG_RUNTIME_DIR": str(inputs), "QGIS_PLUGINPATH": str(ROOT / "qgis_plugin"),
        "OLD_GEOMAP": str(inputs / "old-geomap"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def said(inputs, environment, written):
    """Return what the algorithms gave through `processing.run`."""
    (inputs / "home").mkdir(exist_ok=True)
    done = subprocess.run(
        [PYTHON, HERE / "qgis_plugin_check.py", ROOT / "qgis_plugin", written, inputs / "report.txt",
         inputs / "table.csv", inputs / "out"],
        capture_output=True, text=True, check=False, timeout=300, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def process(inputs, environment):
    """Return a function that runs an algorithm by `qgis_process` and returns its results."""
    (inputs / "home").mkdir(exist_ok=True)
    program = "/usr/bin/qgis_process.bin"  # Debian's wrapper adds an option that it does not know

    def call(*arguments):
        done = subprocess.run(
            [program, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300, env=environment
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    call("plugins", "enable", "geomap_processing")

    def run(name, **values):
        told = call("--json", "run", name, "--", *(f"{key}={value}" for key, value in values.items()))
        return json.loads(told[told.index("{") :])["results"]

    run.call = call
    return run


def command(*arguments, gazetteer):
    """Return what the command line says to the same question."""
    done = subprocess.run(
        [GEOMAP, *map(str, arguments)], capture_output=True, text=True, check=True, timeout=300,
        env=os.environ | {"GEOMAP_GAZETTEER": str(gazetteer)},
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_the_plugin_offers_its_algorithms_in_both_doors(said, process):
    assert tuple(said["algorithms"]) == ALGORITHMS
    listed = process.call("list")
    assert all(name in listed for name in ALGORITHMS)


def test_geocoding_a_text_gives_what_the_command_line_gives(said, process, inputs, tiny_gazetteer):
    wanted = command("geocode", "Kut", "--near", "Gegharkunik", "--limit", 3, "--json", gazetteer=tiny_gazetteer)
    for rows in (
        [(one["place_id"], one["name"], float(one["x"])) for one in said["geocoded"]],
        through(process, inputs, "geocodetext", ("place_id", "name"), TEXT="Kut", NEAR="Gegharkunik", LIMIT=3),
    ):
        assert rows == [(one["place"]["place_id"], one["place"]["name"], one["lon"]) for one in wanted]


def through(process, inputs, name, columns, **values):
    """Run an algorithm by `qgis_process` into a file, and return columns and x of its rows."""
    target = inputs / f"{name}.gpkg"
    process(f"geomap:{name}", OUTPUT=target, **values)
    frame = pyogrio.read_dataframe(target)
    xs = [None if shape is None or shape.is_empty else shape.x for shape in frame.geometry]
    return [(*values, x) for *values, x in zip(*(frame[column] for column in columns), xs, strict=True)]


def test_place_names_in_a_column_are_those_of_the_command_line(said, process, inputs, tiny_gazetteer):
    text = "Shelling was reported near the village of Kut in Gegharkunik province on Friday."
    (inputs / "texts.csv").write_text(f"number,words\n1,{text}\n")
    (inputs / "texts.jsonl").write_text(json.dumps({"id": "1", "text": text}) + "\n")
    wanted = [
        (one["text"], one["place_id"])
        for one in command("geoparse", inputs / "texts.jsonl", gazetteer=tiny_gazetteer)[0]["toponyms"]
    ]
    assert [word for word, _ in wanted] == ["Kut", "Gegharkunik"]
    assert [(one["words"], one["place_id"]) for one in said["geoparsed"]] == wanted
    found = through(process, inputs, "geoparsecolumn", ("words", "place_id"), INPUT=inputs / "texts.csv", FIELD="words")
    assert [one[:2] for one in found] == wanted


def test_place_columns_become_points_in_their_country(said, process, inputs, tiny_gazetteer):
    rows = command(
        "table", inputs / "table.csv", "--map", "id=number,place=village,country=land,admin1=province",
        gazetteer=tiny_gazetteer,
    )  # fmt: skip
    wanted = [(row["place_id"], row["lon"]) for row in rows]
    assert [one["number"] for one in said["columns"]] == ["7", "8", "9"]
    assert [(one["geomap_place_id"], one.get("x")) for one in said["columns"]] == wanted
    assert said["columns_count"] == 2
    assert said["columns"][2]["geomap_reasons"]
    found = through(
        process, inputs, "geocodecolumns", ("geomap_place_id",), INPUT=inputs / "table.csv", PLACE="village",
        COUNTRY="land", ADMIN1="province",
    )  # fmt: skip
    assert found == wanted


def test_distance_and_side_are_those_of_the_command_line(said, process, inputs, tiny_gazetteer):
    rows = command("table", inputs / "points.csv", "--border", "AM-AZ", gazetteer=tiny_gazetteer)
    wanted = [(row["border_side"], row["border_km"]) for row in rows]
    assert [side for side, _ in wanted] == ["AM", "AZ"]
    assert [(one["geomap_border_side"], float(one["geomap_border_km"])) for one in said["measured"]] == wanted
    assert said["measured_count"] == 2
    moved = said["in_metres"][0]
    assert (moved["geomap_border_side"], moved["x"]) == ("AM", 5111791.0)
    assert float(moved["geomap_border_km"]) == pytest.approx(wanted[0][1], abs=0.01)
    pyogrio.write_dataframe(points(), inputs / "points.gpkg")
    target = inputs / "measured.gpkg"
    process("geomap:borderdistance", INPUT=inputs / "points.gpkg", BORDER="AM-AZ", OUTPUT=target)
    frame = pyogrio.read_dataframe(target)
    assert list(zip(frame["geomap_border_side"], frame["geomap_border_km"], strict=True)) == wanted


def points():
    """Return the two points as a layer."""
    import geopandas as gpd

    return gpd.GeoDataFrame(
        {"name": ["point 0", "point 1"]}, geometry=gpd.points_from_xy([45.92, 47.1], [40.18, 40.6]), crs="EPSG:4326"
    )


def test_a_run_is_loaded_and_one_is_made_with_the_incidents_of_the_command_line(
    said, process, inputs, written, tiny_gazetteer
):
    assert said["loaded"] == process("geomap:loadrun", RUN=written)["COUNT"] == 6
    assert said["incidents"] >= 4
    process("geomap:reportstoincidents", REPORTS=inputs / "report.txt", OUTPUT=inputs / "by-process")
    command("run", inputs / "report.txt", "-o", inputs / "by-command", gazetteer=tiny_gazetteer)
    wanted = read_run(inputs / "by-command").incidents
    assert len(wanted) == 1
    for folder in ("out", "by-process"):
        found = read_run(inputs / folder).incidents
        assert found.drop(columns="geometry").equals(wanted.drop(columns="geometry"))


def test_the_plugin_passes_geomap_s_own_words_on(said):
    assert "there is no file or folder '/not/there.txt'" in said["error"]
    assert "hint:" in said["error"]
    assert "no border line 'AM-BR'" in said["no_line"]
    assert "holds no finished run" in said["no_run"]


def test_cancel_stops_geomap(said, inputs):
    assert said["cancelled"] == "Cancelled."
    assert not (inputs / "out3" / "map.html").exists()


def test_geomap_is_found_by_the_setting_and_by_itself(said):
    assert said["by_setting"] > 0
    assert said["by_itself"] > 0


def test_a_geomap_that_is_not_there_too_old_or_no_geomap_is_told_with_the_remedy(said):
    assert "There is no geomap command at /not/geomap. Install it with" in said["missing"]
    assert "/bin/echo is not geomap: it answers 'echo (GNU coreutils)" in said["other"]
    assert "is geomap 0.0.9, and this plugin needs 0.1 or newer. Update it with: python3 -m pip" in said["old"]


def test_the_plugin_is_zipped_with_its_licence_and_the_same_bytes_twice(tmp_path):
    for name in ("a.zip", "b.zip"):
        subprocess.run([sys.executable, ROOT / "qgis_plugin" / "make_zip.py", tmp_path / name], check=True)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = set(archive.namelist())
    needed = {
        "__init__.py", "metadata.txt", "provider.py", "base.py", "algorithms.py", "columns.py", "command.py",
        "icon.png", "LICENSE",
    }  # fmt: skip
    assert names == {f"geomap_processing/{name}" for name in needed}
