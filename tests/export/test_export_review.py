"""The rules of review: titles, rejections taken back, unknown words, and another story in the same folder."""

from __future__ import annotations

import json
import logging

import pytest
import runs
from test_export_edits import again, edit, point

from geomap import schema
from geomap.export import export_run, read_run
from geomap.export.edits import NOT_FOUND


@pytest.fixture
def folder(tmp_path):
    """Return the folder of a fresh export."""
    export_run(runs.sample_run(), tmp_path)
    return tmp_path


def other_story():
    """Return a run that finds the last incident only."""
    return runs.sample_run(incidents=schema.incidents_to_frame(runs.incidents()[6:]))


def test_a_title_follows_what_a_person_changed_in_its_parts(folder):
    edit(folder, "UPDATE incidents SET killed_best = 4 WHERE incident_id = 'i0001'")
    for _ in range(2):
        assert again(folder)["i0001"].title == "Shelling near Kut, Gegharkunik: 4 killed, 2 injured"
    assert "4 killed" in (folder / "incidents.csv").read_text("utf-8-sig")


def test_a_title_that_a_person_wrote_stays_while_its_parts_change(folder):
    edit(folder, "UPDATE incidents SET killed_best = 4, title = 'Kut, Friday' WHERE incident_id = 'i0001'")
    assert again(folder)["i0001"].title == "Kut, Friday"
    edit(folder, "UPDATE incidents SET killed_best = 5 WHERE incident_id = 'i0001'")
    assert again(folder)["i0001"].title == "Kut, Friday"


def test_a_title_stays_where_a_person_changed_something_else(folder):
    edit(folder, "UPDATE incidents SET weapons = '[\"mortar\"]' WHERE incident_id = 'i0003'")
    assert again(folder)["i0003"].title == "Protest in Goris"


def test_a_moved_incident_is_titled_after_its_new_province(folder):
    edit(folder, ("UPDATE incidents SET geom = ? WHERE incident_id = 'i0005'", (point(45.5, 40.3),)))
    assert again(folder)["i0005"].title == "Incident in Tovuz, Gegharkunik"


def test_a_rejection_taken_back_in_the_audit_brings_the_incident_back(folder):
    edit(folder, "UPDATE incidents SET review_status = 'rejected' WHERE incident_id = 'i0006'")
    again(folder)
    edit(folder, "UPDATE audit SET review_status = 'auto' WHERE incident_id = 'i0006'")
    assert "i0006" in read_run(folder).incidents["incident_id"].tolist()
    for _ in range(2):
        found = again(folder)
        assert found["i0006"].review_status == "auto"
        assert len(found) == 7
    assert "i0006" not in read_run(folder).audit["incident_id"].tolist()


def test_a_rejected_incident_can_be_made_a_checked_one(folder):
    edit(folder, "UPDATE incidents SET review_status = 'rejected', killed_best = 9 WHERE incident_id = 'i0006'")
    again(folder)
    edit(folder, "UPDATE audit SET review_status = 'checked' WHERE incident_id = 'i0006'")
    for _ in range(2):
        found = again(folder)["i0006"]
        assert (found.review_status, found.killed_best) == ("checked", 9)


def test_a_rejected_incident_waits_in_the_audit_of_a_run_that_does_not_find_it(folder):
    edit(folder, "UPDATE incidents SET review_status = 'rejected' WHERE incident_id = 'i0006'")
    for _ in range(2):
        assert "i0006" not in again(folder, other_story())
        assert read_run(folder).audit["incident_id"].tolist().count("i0006") == 1
    edit(folder, "UPDATE audit SET review_status = 'checked' WHERE incident_id = 'i0006'")
    assert again(folder, other_story())["i0006"].title == "Mine blast near Ağdam"


def test_an_unknown_status_is_told_and_means_edited(folder, caplog):
    edit(folder, "UPDATE incidents SET review_status = 'looked at' WHERE incident_id = 'i0003'")
    with caplog.at_level(logging.WARNING):
        assert again(folder)["i0003"].review_status == "edited"
    assert "incident i0003 has the review status 'looked at', not one of auto, checked, edited, rejected" in caplog.text


def test_a_status_in_capitals_is_the_same_status(folder):
    edit(folder, "UPDATE incidents SET review_status = ' Rejected' WHERE incident_id = 'i0006'")
    assert "i0006" not in again(folder)


def test_another_story_in_the_folder_keeps_reviewed_incidents_apart(folder, caplog):
    edit(folder, "UPDATE incidents SET review_status = 'checked' WHERE incident_id = 'i0001'")
    with caplog.at_level(logging.WARNING):
        found = again(folder, other_story())
    assert set(found) == {"i0001", "i0007"}
    assert NOT_FOUND in found["i0001"].reasons
    assert NOT_FOUND not in found["i0007"].reasons
    assert "1 incident that people reviewed was not found by this run: kept" in caplog.text
    counts = json.loads((folder / "run.json").read_text("utf-8"))["counts"]
    assert (counts["incidents"], counts[NOT_FOUND]) == (2, 1)
    found = again(folder, other_story())
    assert found["i0001"].reasons.count(NOT_FOUND) == 1


def test_an_incident_that_is_found_again_loses_the_mark(folder):
    edit(folder, "UPDATE incidents SET review_status = 'checked' WHERE incident_id = 'i0001'")
    again(folder, other_story())
    found = again(folder)
    assert NOT_FOUND not in found["i0001"].reasons
    assert json.loads((folder / "run.json").read_text("utf-8"))["counts"][NOT_FOUND] == 0
