"""Bad input through the command line: one clear message, the rest of the work done, the right exit code."""

from __future__ import annotations

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

FAST = ("--model", "none")
OUTPUTS = ("map.html", "incidents.geojson", "places.geojson", "border.geojson", "geomap.gpkg", "geomap.qgz",
           "incidents.csv", "rejected.jsonl", "run.json")  # fmt: skip


def found_kut(done):
    features = json.loads((done.folder / "places.geojson").read_text("utf-8"))["features"]
    return any(f["properties"]["name"] == "Kut" and f["properties"]["country"] == "AM" for f in features)


def one_message(done, *words):
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err


def test_a_missing_file_is_named_and_the_rest_is_done(cli, report):
    done = cli("run", report, "nowhere.txt", *FAST)
    assert done.code == 3
    one_message(done, "nowhere.txt")
    assert done.reasons() >= {"missing"}
    assert found_kut(done)


def test_only_a_missing_file_is_an_input_error_without_a_map(cli):
    done = cli("run", "nowhere.txt", *FAST)
    assert done.code == 3
    one_message(done, "nowhere.txt", "hint:")
    assert not (done.folder / "map.html").exists()


def test_an_empty_file_is_rejected_and_the_rest_is_done(cli, report, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    done = cli("run", report, "empty.txt", *FAST)
    assert done.code == 0
    assert "empty" in done.reasons()
    assert found_kut(done)


def test_a_folder_with_nothing_readable_is_an_input_error(cli, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    done = cli("run", "folder", *FAST)
    assert done.code == 3
    one_message(done, "nothing could be read")


def test_a_binary_file_is_rejected_and_the_rest_is_done(cli, report, tmp_path):
    (tmp_path / "report.bin.txt").write_bytes(b"%PDF-1.7\0\1\2\3" * 500)
    done = cli("run", report, "report.bin.txt", *FAST)
    assert done.code == 0
    assert "binary" in done.reasons()
    assert found_kut(done)


def test_broken_json_in_line_3_loses_only_line_3(cli, report, tmp_path):
    lines = [json.dumps({"id": f"r{n}", "text": report.read_text(), "date": "2023-05-13"}) for n in range(4)]
    lines[2] = lines[2][:40]
    (tmp_path / "good.jsonl").write_text("\n".join(lines), "utf-8")
    done = cli("run", "good.jsonl", *FAST)
    assert done.code == 0
    (row,) = [row for row in done.rows() if row["reason"] == "bad_json"]
    assert "3" in row["where"]
    assert json.loads((done.folder / "run.json").read_text())["counts"]["reports"] == 3


def test_strict_turns_a_rejection_into_exit_5(cli, report, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    assert cli("run", report, "empty.txt", "--strict", *FAST).code == 5


def test_fifty_megabytes_in_one_line_are_cut_and_said(cli, report, tmp_path):
    (tmp_path / "long.txt").write_text("Shots were fired near Kut in Gegharkunik province. " * 1_000_000)
    done = cli("run", report, "long.txt", *FAST)
    assert done.code == 0
    assert "too_long" in done.reasons()
    assert found_kut(done)


def test_another_encoding_is_detected(cli, tmp_path):
    text = (
        "date 2023-05-13\n\nВ пятницу у села Кут в Гегаркунике погиб один военнослужащий, сообщило министерство.\n" * 3
    )
    (tmp_path / "russian.txt").write_bytes(text.encode("cp1251"))
    done = cli("run", "russian.txt", *FAST)
    assert done.code == 0
    assert "�" not in (done.folder / "incidents.csv").read_text("utf-8-sig")


def test_a_table_without_the_mapped_column_lists_the_columns_and_stops_first(cli, report, tmp_path):
    (tmp_path / "table.csv").write_text("id,where,when\n1,Kut,2023-05-12\n")
    done = cli("run", report, "--records", "table.csv", "--map", "place=Location,date=when", *FAST)
    assert done.code == 3
    one_message(done, "Location", "where")
    assert not (done.folder / "map.html").exists()


def test_duplicate_ids_are_kept_apart_and_said(cli, report, tmp_path):
    line = json.dumps({"id": "same", "text": report.read_text(), "date": "2023-05-13"})
    other = json.dumps({"id": "same", "text": "Shots were fired near Tegh in Syunik on Tuesday.", "date": "2023-04-12"})
    (tmp_path / "twice.jsonl").write_text(f"{line}\n{other}\n", "utf-8")
    done = cli("run", "twice.jsonl", *FAST)
    assert done.code == 0
    assert "duplicate_id" in done.reasons()
    assert json.loads((done.folder / "run.json").read_text())["counts"]["reports"] == 2


@pytest.mark.parametrize(("date", "reason"), [("31/02/2023", "bad_date"), ("03/04/2023", "ambiguous_date")])
def test_a_date_that_cannot_be_or_can_be_two_is_not_guessed(cli, report, tmp_path, date, reason):
    line = json.dumps({"id": "one", "text": report.read_text().split("\n", 1)[1], "date": date})
    (tmp_path / "dates.jsonl").write_text(line + "\n", "utf-8")
    done = cli("run", "dates.jsonl", *FAST)
    assert done.code == 0
    assert reason in done.reasons()
    incidents = json.loads((done.folder / "incidents.geojson").read_text("utf-8"))["features"]
    assert all(f["properties"]["date_start"] is None for f in incidents)


def test_a_report_in_another_script_does_no_harm(cli, report, tmp_path):
    (tmp_path / "armenian.txt").write_text(
        "Հայաստանի պաշտպանության նախարարությունը հայտնում է Սոթքի մասին։ " * 5, "utf-8"
    )
    done = cli("run", report, "armenian.txt", *FAST)
    assert done.code == 0
    assert found_kut(done)
    places = json.loads((done.folder / "places.geojson").read_text("utf-8"))["features"]
    armenian_found = any("armenian.txt" in f["properties"]["reports"] for f in places)
    assert armenian_found or "language" in done.reasons()


def test_an_output_folder_that_cannot_be_written_is_said_before_the_work(cli, report, tmp_path):
    (tmp_path / "file").write_text("")
    done = cli("run", report, "-o", tmp_path / "file" / "outputs", *FAST)
    assert done.code == 4
    one_message(done, "cannot write", "hint:")


def test_an_old_gazetteer_is_named_with_the_command_that_mends_it(cli, report, tiny_gazetteer, tmp_path):
    old = tmp_path / "old.gpkg"
    old.write_bytes(tiny_gazetteer.read_bytes())
    with sqlite3.connect(old) as db:
        db.execute("UPDATE meta SET value = '0.0.1' WHERE key LIKE '%version%'")
    db.close()
    done = cli("run", report, "--gazetteer", old, *FAST)
    assert done.code == 4
    one_message(done, "geomap gazetteer build")


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_a_gazetteer_that_is_none_is_named(cli, report, tmp_path, content):
    (tmp_path / "broken.gpkg").write_bytes(content)
    done = cli("run", report, "--gazetteer", "broken.gpkg", *FAST)
    assert done.code == 4
    one_message(done, "geomap gazetteer build")


def test_no_gazetteer_is_said_with_how_to_make_one(cli, report):
    done = cli("run", report, "--gazetteer", "absent.gpkg", *FAST)
    assert done.code == 4
    one_message(done, "absent.gpkg", "geomap gazetteer build")


def test_an_unknown_model_is_said_with_how_to_get_one(cli, report):
    done = cli("run", report, "--model", "xx_no_such_model")
    assert done.code == 4
    one_message(done, "xx_no_such_model", "hint:")


def test_an_unknown_border_is_said(cli, report):
    done = cli("run", report, "--border", "AM-FR", *FAST)
    assert done.code == 3
    one_message(done, "AM-FR", "hint:")


def test_a_wrong_option_value_is_a_usage_error(cli, report):
    done = cli("run", report, "--date", "13.05.2023", *FAST)
    assert done.code == 2
    one_message(done, "13.05.2023", "YYYY-MM-DD")


def test_ctrl_c_leaves_whole_files_or_none(tiny_gazetteer, tmp_path, report):
    lines = [json.dumps({"id": str(n), "text": report.read_text() * 20, "date": "2023-05-13"}) for n in range(4000)]
    with gzip.open(tmp_path / "many.jsonl.gz", "wt", encoding="utf-8", compresslevel=1) as stream:
        stream.write("\n".join(lines))
    process = subprocess.Popen(
        [sys.executable, "-m", "geomap.cli", "run", "many.jsonl.gz", "--model", "none"],
        cwd=tmp_path,
        env={**os.environ, "GEOMAP_GAZETTEER": str(tiny_gazetteer)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    time.sleep(6)
    assert process.poll() is None, "the job ended before it could be stopped"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert b"stopped" in err
    folder = tmp_path / "outputs"
    left = {path.name for path in folder.iterdir()} if folder.exists() else set()
    assert left <= {".geomap"}  # what was read so far is kept for the next run


def test_hostile_text_in_a_report_stays_text(cli, tmp_path):
    text = (
        "One soldier was killed on Friday near Kut in Gegharkunik province <script>alert(1)</script> "
        '=HYPERLINK("http://x") ${7*7} `x` </script><img src=x onerror=alert(1)>, the ministry said.'
    )
    row = {"id": "=1+1", "text": text, "title": "</script><script>alert(2)</script>", "date": "2023-05-13"}
    (tmp_path / "hostile.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    done = cli("run", "hostile.jsonl", *FAST)
    assert done.code == 0
    page = (done.folder / "map.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_every_file_of_a_run_is_there_and_stdout_is_the_map(cli, report):
    done = cli("run", report, *FAST)
    assert done.code == 0
    assert {path.name for path in done.folder.iterdir()} >= set(OUTPUTS)
    assert done.out.strip().endswith("map.html")


def test_the_same_input_gives_the_same_bytes(cli, report):
    def files(*more):
        return {p.name: p.read_bytes() for p in cli("run", report, *FAST, *more).folder.rglob("*") if p.is_file()}

    first, second = files(), files("-o", "outputs")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_standard_input_is_read(cli, report):
    done = cli("geoparse", "-", *FAST, stdin=report.read_bytes())
    assert done.code == 0
    (line,) = done.out.splitlines()
    texts = {t["text"] for t in json.loads(line)["toponyms"]}
    assert {"Kut", "Gegharkunik", "Brussels"} <= texts


def test_a_region_that_no_gazetteer_knows_is_told(cli, report):
    done = cli("run", report, "--region", "Narnia", *FAST)
    assert done.code == 2
    one_message(done, "Narnia", "country or a province")
