"""What people change in the GeoPackage survives every later run."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import sqlite3

import pytest
import runs
import shapely

from geomap import schema
from geomap.errors import OutputError
from geomap.export import apply_edits, export_run, keep_edits, read_edits, read_run
from geomap.export.geopackage import blob, unblob


@pytest.fixture
def folder(tmp_path):
    """Return the folder of a fresh export."""
    export_run(runs.sample_run(), tmp_path)
    return tmp_path


def edit(folder, *statements):
    """Change the store as QGIS does: with the functions that the index's triggers need."""
    db = sqlite3.connect(folder / "geomap.gpkg")
    db.execute("PRAGMA foreign_keys=ON")
    for name, at in (("MinX", 0), ("MinY", 1), ("MaxX", 2), ("MaxY", 3)):
        db.create_function(f"ST_{name}", 1, lambda data, at=at: unblob(data).bounds[at])
    db.create_function("ST_IsEmpty", 1, lambda data: unblob(data) is None)
    for statement in statements:
        db.execute(*(statement if isinstance(statement, tuple) else (statement,)))
    db.commit()
    db.close()


def again(folder, run=None):
    """Run again into the same folder and return what is there then, by id."""
    export_run(run or runs.sample_run(), folder)
    return {one.incident_id: one for one in schema.frame_to_incidents(read_run(folder).incidents)}


def point(lon, lat):
    shape = shapely.Point(lon, lat)
    return blob(shape, shapely.to_wkb(shape, byte_order=1))


def test_a_changed_value_survives_two_more_runs_and_the_row_is_marked(folder):
    edit(folder, "UPDATE incidents SET killed_best = 2, event_type = 'battles' WHERE incident_id = 'i0001'")
    for _ in range(2):
        found = again(folder)
        assert (found["i0001"].killed_best, found["i0001"].event_type) == (2, "battles")
        assert found["i0001"].review_status == "edited"
        assert found["i0001"].injured_best == 2  # what nobody touched stays the machine's
        assert len(found) == 7


def test_an_edited_column_wins_while_the_others_follow_the_new_run(folder):
    edit(folder, "UPDATE incidents SET killed_best = 5 WHERE incident_id = 'i0001'")
    incidents = runs.incidents()
    incidents[0] = dataclasses.replace(incidents[0], killed_best=3, injured_best=8)
    found = again(folder, runs.sample_run(incidents=schema.incidents_to_frame(incidents)))
    assert (found["i0001"].killed_best, found["i0001"].injured_best) == (5, 8)


def test_the_edits_table_shows_both_values_and_losing_a_row_of_it_undoes_the_edit(folder):
    edit(folder, "UPDATE incidents SET killed_best = 2 WHERE incident_id = 'i0001'")
    again(folder)
    db = sqlite3.connect(folder / "geomap.gpkg")
    rows = db.execute("SELECT incident_id, field, value, machine FROM edits ORDER BY field").fetchall()
    db.close()
    assert rows == [("i0001", "killed_best", "2", "1"), ("i0001", "review_status", '"edited"', '"auto"')]
    edit(folder, "DELETE FROM edits")
    found = again(folder)
    assert (found["i0001"].killed_best, found["i0001"].review_status) == (1, "auto")


def test_a_checked_row_stays_checked(folder):
    edit(folder, "UPDATE incidents SET review_status = 'checked' WHERE incident_id = 'i0003'")
    assert again(folder)["i0003"].review_status == "checked"


def test_a_rejected_incident_leaves_every_file_and_waits_in_the_audit(folder):
    edit(folder, "UPDATE incidents SET review_status = 'rejected' WHERE incident_id = 'i0006'")
    for _ in range(2):
        assert "i0006" not in again(folder)
        assert "i0006" not in (folder / "incidents.geojson").read_text("utf-8")
        audit = read_run(folder).audit
        assert audit["incident_id"].tolist().count("i0006") == 1
    edit(folder, "DELETE FROM edits WHERE incident_id = 'i0006'")
    assert "i0006" in again(folder)


def test_a_deleted_incident_does_not_come_back_and_takes_its_children(folder):
    edit(folder, "DELETE FROM incidents WHERE incident_id = 'i0001'")
    for _ in range(2):
        assert "i0001" not in again(folder)
    db = sqlite3.connect(folder / "geomap.gpkg")
    assert db.execute("SELECT count(*) FROM claims WHERE incident_id = 'i0001'").fetchone() == (0,)
    db.close()
    assert "i0001" not in read_run(folder).audit["incident_id"].tolist()


def test_a_moved_point_moves_its_coordinates_its_province_and_its_distance(folder):
    edit(folder, ("UPDATE incidents SET geom = ? WHERE incident_id = 'i0005'", (point(45.5, 40.3),)))
    found = again(folder)["i0005"]
    assert (found.lon, found.lat) == (45.5, 40.3)
    assert (found.admin1, found.country) == ("Gegharkunik", "AM")
    assert found.border_km == pytest.approx(32.5, abs=1.0)
    assert again(folder)["i0005"] == found


def test_coordinates_typed_into_the_table_move_the_point(folder):
    edit(folder, "UPDATE incidents SET lon = 45.5, lat = 40.3 WHERE incident_id = 'i0005'")
    export_run(runs.sample_run(), folder)
    frame = read_run(folder).incidents.set_index("incident_id")
    assert frame.geometry["i0005"].equals(shapely.Point(45.5, 40.3))


def test_a_province_set_by_hand_stays_when_the_point_is_moved(folder):
    edit(folder, ("UPDATE incidents SET geom = ?, admin1 = 'Mine' WHERE incident_id = 'i0005'", (point(45.5, 40.3),)))
    assert again(folder)["i0005"].admin1 == "Mine"


def test_a_point_given_to_an_incident_without_one(folder):
    edit(folder, ("UPDATE incidents SET geom = ? WHERE incident_id = 'i0002'", (point(45.9, 40.3),)))
    found = again(folder)["i0002"]
    assert (found.lon, found.lat) == (45.9, 40.3)


def test_an_emptied_value_stays_empty(folder):
    edit(folder, "UPDATE incidents SET date_start = NULL, killed_best = NULL WHERE incident_id = 'i0001'")
    found = again(folder)["i0001"]
    assert (found.date_start, found.killed_best) == (None, None)


def test_a_date_changed_by_hand_is_a_date(folder):
    edit(folder, "UPDATE incidents SET date_start = '2023-05-10' WHERE incident_id = 'i0001'")
    assert again(folder)["i0001"].date_start == dt.date(2023, 5, 10)
    assert again(folder)["i0001"].date_start == dt.date(2023, 5, 10)


def test_a_row_added_by_hand_stays_and_is_not_doubled(folder):
    edit(
        folder,
        ("INSERT INTO incidents (title, date_start, geom) VALUES ('By hand', '2023-05-01', ?)", (point(45, 40),)),
    )
    first = again(folder)
    second = again(folder)
    assert first == second
    (added,) = [one for one in second.values() if one.title == "By hand"]
    assert (added.lon, added.lat, added.review_status) == (45.0, 40.0, "edited")
    assert len(second) == 8


def test_an_edited_incident_that_a_later_run_does_not_find_stays_with_its_sources(folder):
    edit(folder, "UPDATE incidents SET killed_best = 2 WHERE incident_id = 'i0001'")
    rest = runs.sample_run(incidents=schema.incidents_to_frame(runs.incidents()[1:]))
    for _ in range(2):
        found = again(folder, rest)
        assert found["i0001"].killed_best == 2
        assert len(found["i0001"].sources) == 2
        assert len(found) == 7


def test_an_incident_that_nobody_touched_goes_when_the_run_does_not_find_it(folder):
    rest = runs.sample_run(incidents=schema.incidents_to_frame(runs.incidents()[1:]))
    assert "i0001" not in again(folder, rest)


def test_an_edit_follows_an_incident_that_was_merged_into_another(folder):
    edit(folder, "UPDATE incidents SET actor_a = 'Corrected' WHERE incident_id = 'i0001'")
    incidents = runs.incidents()
    incidents[0] = dataclasses.replace(incidents[0], incident_id="i0100", merged_from=("i0001", "i0099"))
    found = again(folder, runs.sample_run(incidents=schema.incidents_to_frame(incidents)))
    assert found["i0100"].actor_a == "Corrected"
    assert "i0001" not in found


def test_a_changed_claim_is_kept(folder):
    edit(folder, "UPDATE claims SET value = '4' WHERE incident_id = 'i0001' AND ord = 1")
    assert again(folder)["i0001"].claims[0].value == "4"
    assert again(folder)["i0001"].claims[0].value == "4"


def test_a_value_that_does_not_fit_its_column_is_told_and_left_out(folder, caplog):
    edit(folder, "UPDATE incidents SET killed_best = 'many' WHERE incident_id = 'i0001'")
    with caplog.at_level(logging.WARNING):
        assert again(folder)["i0001"].killed_best is None
    assert "'many'" in caplog.text


def test_edits_reach_every_file_of_the_run(folder):
    edit(folder, "UPDATE incidents SET title = 'Corrected title' WHERE incident_id = 'i0001'")
    export_run(runs.sample_run(), folder)
    for name in ("incidents.geojson", "incidents.csv"):
        assert "Corrected title" in (folder / name).read_text("utf-8-sig")


def test_a_map_drawn_before_the_export_can_have_the_edits_too(folder):
    edit(folder, "UPDATE incidents SET title = 'Corrected title' WHERE incident_id = 'i0001'")
    shown = keep_edits(runs.sample_run(), folder)
    assert "Corrected title" in shown.incidents["title"].tolist()
    before = (folder / "incidents.csv").read_bytes()
    export_run(shown, folder)
    assert (folder / "incidents.csv").read_bytes() != before
    db = sqlite3.connect(folder / "geomap.gpkg")
    machine = db.execute("SELECT machine FROM edits WHERE field = 'title'").fetchone()[0]
    db.close()
    assert machine == '"Shelling near Kut, Gegharkunik: 1 killed, 2 injured"'


def test_no_edits_change_nothing(run, folder):
    edits = read_edits(folder / "geomap.gpkg")
    assert not edits
    assert apply_edits(run, edits) is run
    assert not read_edits(folder / "not-there.gpkg")


def test_a_store_without_a_copy_of_what_was_written_is_migrated_with_a_backup(folder, caplog):
    """The layout of version 0: rows that people marked win as a whole, the rest is the machine's."""
    edit(
        folder, "UPDATE incidents SET killed_best = 7, review_status = 'edited' WHERE incident_id = 'i0001'",
        "UPDATE incidents SET killed_best = 7 WHERE incident_id = 'i0003'", "DROP TABLE geomap_written",
        "DROP TABLE geomap_meta", "DROP TABLE edits",
    )  # fmt: skip
    old = (folder / "geomap.gpkg").read_bytes()
    with caplog.at_level(logging.WARNING):
        found = again(folder)
    assert (found["i0001"].killed_best, found["i0003"].killed_best) == (7, 0)
    assert (folder / "geomap.v0.backup.gpkg").read_bytes() == old
    assert "older layout" in caplog.text


def test_a_file_that_is_no_geopackage_is_kept_aside(folder, caplog):
    (folder / "geomap.gpkg").write_bytes(b"notes of mine" * 100)
    with caplog.at_level(logging.WARNING):
        again(folder)
        (folder / "geomap.gpkg").write_bytes(b"other notes" * 100)
        again(folder)
    assert (folder / "geomap.unreadable.backup.gpkg").read_bytes().startswith(b"notes of mine")
    assert (folder / "geomap.unreadable.backup2.gpkg").read_bytes().startswith(b"other notes")
    assert "is no GeoPackage" in caplog.text


def test_a_store_of_a_newer_geomap_is_refused_and_left_alone(folder):
    edit(folder, "UPDATE geomap_meta SET value = '99' WHERE key = 'store_version'")
    before = (folder / "geomap.gpkg").read_bytes()
    with pytest.raises(OutputError, match=r"newer geomap \(store version 99, this one knows 1\)\n  hint: update"):
        export_run(runs.sample_run(), folder)
    assert (folder / "geomap.gpkg").read_bytes() == before
