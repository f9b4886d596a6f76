"""The files of a run: all there, the same bytes twice, whole or not at all."""

from __future__ import annotations

import gc
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pandas as pd
import pytest
import runs

from geomap import schema
from geomap.errors import InputError, InputMissingError, OutputError, UsageError
from geomap.export import FORMATS, export_run, format_of, gpkg, read_run, write, write_rejected

FILES = {
    "border.geojson", "geomap.gpkg", "geomap.qgz", "incidents.csv", "incidents.geojson", "places.geojson",
    "rejected.jsonl", "run.json",
}  # fmt: skip
HERE = Path(__file__).parent


def test_a_run_leaves_exactly_its_files_and_no_temporary_ones(run, tmp_path):
    paths = export_run(run, tmp_path / "out")
    assert {path.name for path in paths} == FILES
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES


def test_the_same_run_twice_gives_the_same_bytes_in_every_file(run, written, tmp_path):
    export_run(run, tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes(), name
    export_run(run, tmp_path)  # over its own files
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes(), name


def test_the_order_of_the_incidents_does_not_change_a_byte(run, written, tmp_path):
    turned = runs.sample_run(incidents=schema.incidents_to_frame(reversed(runs.incidents())))
    export_run(turned, tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes(), name


def test_a_run_that_found_nothing_is_written_and_read_all_the_same(tmp_path):
    export_run(runs.empty_run(), tmp_path)
    assert len(read_run(tmp_path).incidents) == 0
    assert json.loads((tmp_path / "incidents.geojson").read_text("utf-8"))["features"] == []


def test_run_json_tells_settings_counts_and_files_and_no_time(written):
    facts = json.loads((written / "run.json").read_text("utf-8"))
    assert facts["counts"]["incidents"] == 7
    assert facts["gazetteer"]["checksum"] == "ab"
    assert set(facts["files"]) == FILES - {"run.json"}
    assert not {"time", "timings", "date", "started"} & set(facts)


def test_rejected_lines_are_json(written):
    (line,) = (written / "rejected.jsonl").read_text("utf-8").splitlines()
    told = {
        "source": "bad.jsonl",
        "reason": "bad_json",
        "detail": "line 3 is no JSON",
        "where": "line 3",
        "fatal": True,
    }
    assert json.loads(line) == told


def test_nothing_rejected_leaves_an_empty_file(tmp_path):
    assert write_rejected((), tmp_path / "rejected.jsonl").read_bytes() == b""


def test_a_written_run_reads_back_as_it_was(run, written):
    again = read_run(written)
    assert sorted(schema.frame_to_incidents(again.incidents), key=lambda i: i.incident_id) == runs.incidents()
    assert (again.title, again.counts, again.meta, again.attribution) == (
        run.title, run.counts, run.meta, run.attribution,
    )  # fmt: skip
    assert again.rejected == run.rejected
    assert schema.frame_to_incidents(again.audit) == schema.frame_to_incidents(run.audit)
    assert again.mentions.to_dict("records") == run.mentions.to_dict("records")
    assert list(again.border["exclave"]) == [False, True]
    assert again.records["raw"].tolist() == run.records["raw"].tolist()
    assert again.places["names"].tolist() == run.places["names"].tolist()
    assert again.folder == written


def test_a_run_reads_from_its_geopackage_too(written):
    assert len(read_run(written / "geomap.gpkg").incidents) == 7


def test_exporting_a_run_that_was_read_gives_the_same_bytes(written, tmp_path):
    export_run(read_run(written), tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes(), name


def test_a_folder_without_a_run_is_told(tmp_path):
    with pytest.raises(InputMissingError, match=r"no finished run at .*\n  hint: .*geomap\.gpkg"):
        read_run(tmp_path)


def test_a_geopackage_of_another_program_is_told(tmp_path):
    sqlite3.connect(tmp_path / "geomap.gpkg").execute("CREATE TABLE mine (a)").connection.close()
    with pytest.raises(InputError, match="not written by geomap"):
        read_run(tmp_path)


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "geomap.gpkg").write_bytes(b"no database at all, but long enough to look at" * 40)
    with pytest.raises(InputError, match="no readable GeoPackage"):
        read_run(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(run, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(OutputError, match=r"cannot write .*file.*\n  hint:"):
        export_run(run, blocked / "out")


def test_a_disk_that_runs_full_is_told_and_leaves_the_old_file(written, tmp_path):
    """A limit on the size of files stands in for the full disk: SQLite and Python meet the same refusal."""
    shutil.copytree(written, tmp_path / "out")
    code = (
        "import resource, sys; sys.path.insert(0, sys.argv[2])\n"
        "import runs\n"
        "from geomap.errors import OutputError\n"
        "from geomap.export import FORMATS, write\n"
        "run = runs.sample_run()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))\n"
        "for name in sys.argv[3:]:\n"
        "    path = sys.argv[1] + ('/geomap' if name == 'gpkg' else '/incidents') + FORMATS[name].suffix\n"
        "    try: write(run, path, format=name)\n"
        "    except OutputError as error: print(name, str(error).splitlines()[0])\n"
    )
    names = ["csv", "gpkg", "geojson", "xlsx", "kml", "kmz", "flatgeobuf", "geoparquet", "shapefile"]
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "out", HERE, *names], capture_output=True, text=True, check=False
    )
    assert [line.split()[:3] for line in done.stdout.splitlines()] == [[name, "cannot", "write"] for name in names], (
        done
    )
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    for name in FILES:
        assert (tmp_path / "out" / name).read_bytes() == (written / name).read_bytes(), name


def test_a_geopackage_that_is_open_elsewhere_is_told_and_left_alone(run, tmp_path):
    export_run(run, tmp_path)
    store = tmp_path / "geomap.gpkg"
    other = sqlite3.connect(store)
    other.execute("PRAGMA journal_mode=WAL").fetchall()
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM incidents").fetchall()
    try:
        with pytest.raises(OutputError, match=r"open in another program.*\n  hint: close it"):
            export_run(run, tmp_path)
        assert other.execute("SELECT count(*) FROM incidents").fetchone() == (7,)
    finally:
        other.close()
    export_run(run, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES


def test_a_log_left_by_a_killed_program_does_not_spoil_the_next_file(run, written, tmp_path):
    """QGIS killed while editing leaves geomap.gpkg-wal: its edit counts, and the log must not outlive the file."""
    store = tmp_path / "geomap.gpkg"
    shutil.copyfile(written / "geomap.gpkg", store)
    code = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1])\n"
        "db.execute('PRAGMA journal_mode=WAL').fetchall()\n"
        "db.create_function('ST_IsEmpty', 1, lambda shape: 0)\n"
        "for name in ('MinX', 'MaxX', 'MinY', 'MaxY'): db.create_function('ST_' + name, 1, lambda shape: 0.0)\n"
        "db.execute(\"UPDATE incidents SET killed_best = 9 WHERE incident_id = 'i0001'\")\n"
        "db.commit()\n"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(store)], check=False)
    assert store.with_name("geomap.gpkg-wal").exists()
    export_run(run, tmp_path)
    assert not store.with_name("geomap.gpkg-wal").exists()
    killed = dict(zip(*(read_run(tmp_path).incidents[name] for name in ("incident_id", "killed_best")), strict=True))
    assert killed["i0001"] == 9


def test_a_run_killed_while_it_writes_leaves_the_old_files_or_whole_new_ones(written, tmp_path):
    """kill -9 at twelve moments: every file there is one of the two versions, byte for byte."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "import runs\n"
        "from geomap import schema\n"
        "from geomap.export import export_run\n"
        "run = runs.sample_run(incidents=schema.incidents_to_frame(runs.incidents()[:3]))\n"
        "export_run(run, sys.argv[1] + '/new')\n"
        "print('ready', flush=True)\n"
        "while True: export_run(run, sys.argv[1] + '/out'); export_run(runs.sample_run(), sys.argv[1] + '/out')\n"
    )
    for moment in range(6):
        folder = tmp_path / str(moment)
        shutil.copytree(written, folder / "out")
        child = subprocess.Popen([sys.executable, "-c", code, str(folder), str(HERE)], stdout=subprocess.PIPE)
        child.stdout.readline()
        time.sleep(0.03 + moment * 0.11)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        for name in FILES - {"geomap.gpkg"}:
            data = (folder / "out" / name).read_bytes()
            assert data in {(written / name).read_bytes(), (folder / "new" / name).read_bytes()}, name
        db = sqlite3.connect(folder / "out" / "geomap.gpkg")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM incidents").fetchone()[0] in {3, 7}
        db.close()


def test_an_unknown_format_lists_the_known_ones(run, tmp_path):
    with pytest.raises(UsageError, match=r"unknown format 'dwg'\n  hint: known: acled .*geojson .*xlsx"):
        write(run, tmp_path / "a.dwg", format="dwg")


def test_a_name_that_no_format_fits_is_told(run, tmp_path):
    with pytest.raises(UsageError, match=r"no format has files like 'a\.dwg'"):
        write(run, tmp_path / "a.dwg")


def test_an_unknown_option_lists_the_known_ones(run, tmp_path):
    with pytest.raises(UsageError, match=r"format acled has no option 'colour'\n  hint: known: unreported, vague"):
        write(run, tmp_path / "a.acled.csv", options={"colour": "red"})


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_suffix_of_a_format_names_it(name):
    assert format_of(Path(f"x{FORMATS[name].suffix}")) == name


def test_many_mentions_stream_into_the_store_and_stay_there_until_they_are_asked_for(tmp_path):
    """The memory that a store takes does not grow with its mentions: 120,000 of them are never in memory at once."""
    first = runs.frames()["mentions"].iloc[:1]
    held = []

    class Pieces:
        def __iter__(self):
            for number in range(24):
                piece = pd.concat([first] * 5_000, ignore_index=True)
                piece["report_id"] = f"report-{number:02d}"
                held.append(weakref.ref(piece))
                yield piece
                del piece

    path = gpkg.write(runs.sample_run(mentions=Pieces()), tmp_path / "geomap.gpkg")
    gc.collect()
    assert len(held) == 24
    assert sum(one() is not None for one in held) <= 1
    back = read_run(path).mentions
    assert not isinstance(back, pd.DataFrame)
    for _ in range(2):  # again and again
        sizes = [len(piece) for piece in schema.chunks(back)]
        assert (sum(sizes), max(sizes)) == (120_000, 20_000)
    last = list(back)[-1]
    assert (last["report_id"].iloc[-1], last["score"].iloc[-1], last["reasons"].iloc[-1]) == (
        "report-23",
        0.9,
        ["province"],
    )
    again = gpkg.write(read_run(path), tmp_path / "again.gpkg")
    assert again.read_bytes() == path.read_bytes()
