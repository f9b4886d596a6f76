"""`geomap merge`: what a person decides about a merge holds, in the folder and in every later run into it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from geomap import pipeline
from geomap.cli.merge import command
from geomap.decisions import Decisions, earlier_ids, merge_options, read_decisions, write_decisions
from geomap.errors import GeomapError, InputError
from geomap.export import read_run
from geomap.export.geopackage import unblob
from geomap.gazetteer.store import Gazetteer
from geomap.remerge import remerge
from geomap.settings import Settings

REPORTS = {
    "yerevan.txt": """ date 2023-05-13

One Armenian soldier was killed on Friday when Azerbaijani troops fired mortars at a post near the village of Kut
in Gegharkunik province, the Defence Ministry in Yerevan said.
""",
    "agency.txt": """ date 2023-05-13

An Armenian soldier was killed on Friday in shelling near the village of Kut in Gegharkunik province, officials said.
""",
    "south.txt": """ date 2023-05-13

Two Armenian soldiers were wounded on Friday when Azerbaijani forces shelled positions near Kapan in Syunik province.
""",
}


@pytest.fixture(scope="module")
def first_run(tiny_gazetteer, tmp_path_factory):
    """Return the folder of a run over three reports of two incidents."""
    home = tmp_path_factory.mktemp("merge")
    folder = home / "reports"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text, "utf-8")
    pipeline.run([folder], settings=Settings(model="none", gazetteer=tiny_gazetteer), output=home / "out")
    return home / "out"


@pytest.fixture
def done(first_run, tiny_gazetteer, tmp_path, monkeypatch):
    """Return a copy of that run for one test."""
    monkeypatch.setenv("GEOMAP_GAZETTEER", str(tiny_gazetteer))
    return Path(shutil.copytree(first_run, tmp_path / "out"))


LATER = """ date 2023-05-14

One soldier was killed near the village of Kut in Gegharkunik province on 12 May 2023 by Azerbaijani mortar fire, the
provincial governor said on Sunday.
"""


def call(*arguments):
    result = CliRunner().invoke(command, [str(one) for one in arguments])
    if isinstance(result.exception, GeomapError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def incidents(folder):
    rows = read_run(folder).incidents.to_dict("records")
    return {row["incident_id"]: row for row in rows}


def merged_one(folder):
    (name,) = [name for name, row in incidents(folder).items() if len(row["merged_from"]) == 2]
    return name


def test_an_undone_merge_is_split_in_the_store_and_on_the_map_and_linked(done):
    name = merged_one(done)
    assert len(incidents(done)) == 2
    call("--undo", name, "-o", done)
    after = incidents(done)
    assert sorted(len(row["merged_from"]) for row in after.values()) == [1, 1, 1]
    assert name in after
    (other,) = after[name]["possible_duplicate_of"]
    assert after[other]["possible_duplicate_of"] == [name]
    assert other in (done / "incidents.geojson").read_text("utf-8")


def test_an_undone_merge_stays_undone_when_the_run_is_merged_again(done, tiny_gazetteer):
    name = merged_one(done)
    call("--undo", name, "-o", done)
    with Gazetteer.open(tiny_gazetteer) as gazetteer:
        again = remerge(done, gazetteer=gazetteer)
    assert set(again.incidents["incident_id"]) == set(incidents(done))


def test_an_undone_merge_stays_undone_in_the_next_run_with_new_reports(done, first_run, tiny_gazetteer, tmp_path):
    name = merged_one(done)
    call("--undo", name, "-o", done)
    parts = set(incidents(done))
    (decision,) = read_decisions(done).taken
    fresh = tmp_path / "more"
    fresh.mkdir()
    (fresh / "later.txt").write_text(LATER, "utf-8")
    settings = Settings(model="none", gazetteer=tiny_gazetteer)
    pipeline.run([first_run.parent / "reports", fresh], settings=settings, output=done)
    after = incidents(done)
    assert parts <= set(after)
    assert not any(set(decision.drafts) <= set(row["merged_from"]) for row in after.values())


def test_forgetting_the_decision_brings_the_incident_back_under_its_id(done):
    name = merged_one(done)
    call("--undo", name, "-o", done)
    call("--forget", name, "-o", done)
    assert merged_one(done) == name
    assert read_decisions(done) == Decisions()


def test_only_one_reports_part_can_be_taken_out(done):
    name = merged_one(done)
    report = incidents(done)[name]["sources"][0]["report_id"]
    call("--undo", name, "--only", report, "-o", done)
    assert len(incidents(done)) == 3
    with pytest.raises(InputError, match="was not merged"):
        call("--undo", name, "--only", report, "-o", done)


def test_two_incidents_can_be_put_together(done):
    one, other = incidents(done)
    call("--join", one, other, "-o", done)
    (row,) = incidents(done).values()
    assert len(row["merged_from"]) == 3
    assert row["incident_id"] in {one, other}
    call("--undo", row["incident_id"], "-o", done)
    assert len(incidents(done)) == 3


def test_the_list_shows_merges_pairs_and_decisions(done):
    name = merged_one(done)
    assert name in call("--list", "-o", done)
    call("--undo", name, "-o", done)
    told = call("--list", "-o", done)
    assert f"decided on {name}: apart" in told
    assert "may be" in told


def test_an_edit_stays_with_the_part_that_keeps_the_id(done):
    name = merged_one(done)
    db = sqlite3.connect(done / "geomap.gpkg")
    for at, function in enumerate(("MinX", "MinY", "MaxX", "MaxY")):
        db.create_function(f"ST_{function}", 1, lambda data, at=at: unblob(data).bounds[at])
    db.create_function("ST_IsEmpty", 1, lambda data: unblob(data) is None)
    db.execute("UPDATE incidents SET killed_best = 7 WHERE incident_id = ?", (name,))
    db.commit()
    db.close()
    call("--undo", name, "-o", done)
    assert incidents(done)[name]["killed_best"] == 7


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        (("--undo", "i000000000000"), "there is no incident"),
        (("--undo", "i000000000000", "--join", "a", "b"), "say what to do"),
        ((), "say what to do"),
        (("--list", "--only", "x"), "goes with --undo"),
    ],
)
def test_wrong_words_are_told_and_change_nothing(done, arguments, match):
    with pytest.raises(GeomapError, match=match):
        call(*arguments, "-o", done)
    assert not (done / "merges.jsonl").exists()


def test_without_the_drafts_nothing_can_be_undone(done):
    for path in (done / ".geomap").iterdir():
        path.unlink()
    with pytest.raises(InputError, match="drafts of the run"):
        call("--undo", merged_one(done), "-o", done)
    assert len(incidents(done)) == 2


def test_a_broken_line_of_decisions_is_told_with_its_number(tmp_path):
    (tmp_path / "merges.jsonl").write_text('{"decision": "apart", "drafts": ["a", "b"]}\nnonsense\n', "utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_decisions(tmp_path)


def test_decisions_are_read_as_they_were_written(tmp_path):
    taken = Decisions().with_apart(["b", "a"], "i1").with_together(["c", "d", "e"], "i2").with_apart(["a", "b"], "i3")
    write_decisions(taken, tmp_path)
    assert read_decisions(tmp_path) == taken
    assert merge_options(tmp_path)["keep_apart"] == [("a", "b")]
    assert merge_options(tmp_path)["keep_together"] == [("c", "d", "e")]


def test_a_later_decision_replaces_what_it_contradicts():
    taken = Decisions().with_apart(["a", "b"], "i1").with_together(["a", "b", "c"], "i1")
    assert [one.kind for one in taken.taken] == ["together"]
    assert [one.kind for one in taken.with_apart(["a", "c"], "i1").taken] == ["apart"]


def test_earlier_ids_come_from_the_store_and_there_are_none_without_one(done, tmp_path):
    ids = earlier_ids(done)
    assert set(ids.values()) == set(incidents(done))
    assert earlier_ids(tmp_path) == {}
    assert earlier_ids(None) == {}
    (tmp_path / "geomap.gpkg").write_bytes(b"no database")
    assert earlier_ids(tmp_path) == {}


def test_the_file_is_json_lines_for_people(done):
    name = merged_one(done)
    call("--undo", name, "-o", done)
    (row,) = [json.loads(line) for line in (done / "merges.jsonl").read_text("utf-8").splitlines()]
    assert row["decision"] == "apart"
    assert row["incident"] == name
