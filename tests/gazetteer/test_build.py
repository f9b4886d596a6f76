"""The file: a valid GeoPackage, the same bytes every time, and what happens when it is broken."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pyogrio
import pytest

from geomap.errors import GazetteerMissingError, GazetteerOutdatedError, OutputError
from geomap.gazetteer import geopackage
from geomap.gazetteer.build import build
from geomap.gazetteer.sources import recipe
from geomap.gazetteer.store import Gazetteer


def test_gdal_reads_the_layers_with_their_crs_and_types(tiny_gazetteer):
    layers = dict(pyogrio.list_layers(tiny_gazetteer).tolist())
    assert layers["places"] == "Point"
    assert layers["admin_areas"] == "MultiPolygon"
    assert layers["border_lines"] == "MultiLineString"
    assert layers["names"] is None
    frame = pyogrio.read_dataframe(tiny_gazetteer, layer="places", where="name = 'Sotk'")
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.iloc[0].x == frame["lon"].iloc[0]


def test_gdal_uses_the_spatial_index(tiny_gazetteer):
    info = pyogrio.read_info(tiny_gazetteer, layer="places")
    assert info["features"] > 2000
    assert info["capabilities"]["fast_spatial_filter"]
    found = pyogrio.read_dataframe(tiny_gazetteer, layer="places", bbox=(45.8, 40.1, 46.0, 40.3))
    assert "Sotk" in set(found["name"])


def test_the_header_says_geopackage_1_3(tiny_gazetteer):
    head = tiny_gazetteer.read_bytes()[:100]
    assert head[68:72] == b"GPKG"
    assert int.from_bytes(head[60:64], "big") == 10300
    with sqlite3.connect(tiny_gazetteer) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall() == [(geopackage.LAST_CHANGE,)]
    db.close()


def test_the_same_sources_give_the_same_bytes(tiny_gazetteer, tmp_path):
    build(tmp_path / "again.gpkg", small=True)
    assert (tmp_path / "again.gpkg").read_bytes() == tiny_gazetteer.read_bytes()


def test_progress_goes_from_nothing_to_done(tmp_path):
    told = []
    build(tmp_path / "g.gpkg", small=True, progress=lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert told[-1] == ("done", 1.0)
    assert [p.name for p in tmp_path.iterdir()] == ["g.gpkg"]


def test_a_missing_file_names_the_command(tmp_path):
    with pytest.raises(GazetteerMissingError, match=r"no gazetteer at .*\n.*geomap gazetteer build"):
        Gazetteer.open(tmp_path / "none.gpkg")


@pytest.mark.parametrize("share", [0.0, 0.00001, 0.3, 0.999])
def test_a_file_cut_short_is_named_with_the_command_that_mends_it(tiny_gazetteer, tmp_path, share):
    data = tiny_gazetteer.read_bytes()
    short = tmp_path / "short.gpkg"
    short.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(GazetteerOutdatedError, match=r"(?s)(cut short|not a gazetteer).*geomap gazetteer build"):
        Gazetteer.open(short)


def test_a_file_of_another_format_version_is_refused(tiny_gazetteer, tmp_path):
    old = tmp_path / "old.gpkg"
    shutil.copyfile(tiny_gazetteer, old)
    with sqlite3.connect(old) as db:
        db.execute("UPDATE meta SET value = '0' WHERE key = 'format_version'")
    db.close()
    with pytest.raises(GazetteerOutdatedError, match=r"(?s)format 0, this geomap needs.*geomap gazetteer build"):
        Gazetteer.open(old)


def test_another_sqlite_file_is_refused(tmp_path):
    other = tmp_path / "other.gpkg"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (a)")
    db.close()
    with pytest.raises(GazetteerOutdatedError, match="not a gazetteer"):
        Gazetteer.open(other)


def test_damage_inside_is_an_error_of_ours(tiny_gazetteer, tmp_path):
    bad = tmp_path / "bad.gpkg"
    data = bytearray(tiny_gazetteer.read_bytes())
    middle = len(data) // 8
    data[middle : -len(data) // 8] = bytes(len(data) - len(data) // 8 - middle)
    bad.write_bytes(data)
    with pytest.raises(GazetteerOutdatedError, match="geomap gazetteer build"), Gazetteer.open(bad) as gazetteer:
        for name in ("Sotk", "Kut", "Paris", "Lachin"):
            gazetteer.exact(name)
            gazetteer.near(45, 40)
        gazetteer.info()


def test_a_changed_row_fails_verification(tiny_gazetteer, tmp_path):
    changed = tmp_path / "changed.gpkg"
    shutil.copyfile(tiny_gazetteer, changed)
    with sqlite3.connect(changed) as db:
        db.execute("UPDATE sources SET note = 'x' WHERE fid = 1")
    db.close()
    with Gazetteer.open(changed) as gazetteer:
        assert gazetteer.verify(), "a changed word is not looked for in the quick check"
        assert not gazetteer.verify(deep=True)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM places WHERE fid = (SELECT max(fid) FROM places)",
        "DELETE FROM names WHERE place_fid % 2 = 1",
        "DELETE FROM rtree_places_geom WHERE id > 10",
        "UPDATE key_index SET count = count + 1",
        "DROP TABLE border_lines",
    ],
)
def test_a_file_that_lost_rows_fails_the_quick_check(tiny_gazetteer, tmp_path, damage):
    changed = tmp_path / "changed.gpkg"
    shutil.copyfile(tiny_gazetteer, changed)
    with sqlite3.connect(changed) as db:
        db.execute("DROP TRIGGER rtree_places_geom_delete")
        db.execute(damage)
    db.close()
    with Gazetteer.open(changed) as gazetteer:
        assert not gazetteer.verify()


def test_a_read_only_folder_is_said_with_a_way_out(tmp_path):
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(0o500)
    if os.geteuid() == 0:  # root may write into that one; nobody may make files in the kernel's own folder
        folder = Path("/sys")
    with pytest.raises(OutputError, match="GEOMAP_GAZETTEER"):
        build(folder / "g.gpkg", small=True)


def test_a_folder_that_cannot_be_made_is_said_with_a_way_out(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match=r"(?s)cannot write.*GEOMAP_GAZETTEER"):
        build(tmp_path / "file" / "g.gpkg", small=True)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_ids_are_the_same_after_a_rebuild_and_with_more_sources(tiny_gazetteer, tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("name,lon,lat,kind,country\nBlack Post,45.95,40.15,post,AM\n", encoding="utf-8")
    build(tmp_path / "more.gpkg", small=True, user_places=[mine])
    ids = []
    for path in (tiny_gazetteer, tmp_path / "more.gpkg"):
        with Gazetteer.open(path) as gazetteer:
            ids.append({row[0] for row in gazetteer._query("SELECT place_id FROM places")})
    assert ids[1] - ids[0] == {"user:black-post"}
    assert ids[0] <= ids[1]


def test_a_gazetteer_of_older_data_is_told_from_a_current_one(tiny_gazetteer, monkeypatch):
    with Gazetteer.open(tiny_gazetteer) as gazetteer:
        assert gazetteer.current
        assert gazetteer.info()["current"] is True
        monkeypatch.setattr("geomap.gazetteer.store.recipe", lambda: "another")
        assert not gazetteer.current


def test_what_a_gazetteer_is_made_of_is_the_same_from_call_to_call():
    first = recipe()
    recipe.cache_clear()
    assert first == recipe()
    assert len(first) == 24


_BUILD = "import sys; from geomap.gazetteer.build import build; build(sys.argv[1], small=True, progress=print)"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_the_old_file_whole(tmp_path, how):
    target = tmp_path / "g.gpkg"
    target.write_bytes(b"the old file")
    child = subprocess.Popen(
        [sys.executable, "-c", _BUILD, target], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    begun = time.monotonic()
    while len(list(tmp_path.iterdir())) < 2 and child.poll() is None and time.monotonic() - begun < 60:
        time.sleep(0.01)
    assert child.poll() is None, "it was done before it could be stopped"
    child.send_signal(how)
    assert child.wait(timeout=60) != 0
    assert target.read_bytes() == b"the old file"
    if how == signal.SIGINT:
        assert [p.name for p in tmp_path.iterdir()] == ["g.gpkg"]


@contextlib.contextmanager
def small_disk(folder, size):
    """Mount a small disk of its own at a folder, or skip."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_said_and_the_old_file_stays(tmp_path):
    folder = tmp_path / "disk"
    with small_disk(folder, "3m"):
        (folder / "g.gpkg").write_bytes(b"the old file")
        with pytest.raises(OutputError, match=r"(?s)cannot write .*g\.gpkg: .*full.*make room"):
            build(folder / "g.gpkg", small=True)
        assert (folder / "g.gpkg").read_bytes() == b"the old file"
        assert [p.name for p in folder.iterdir()] == ["g.gpkg"]


def test_sqlite_finds_the_packed_spatial_indexes_sound(tiny_gazetteer):
    with sqlite3.connect(tiny_gazetteer) as db:
        for table in geopackage.LAYERS:
            assert db.execute(f"SELECT rtreecheck('rtree_{table}_geom')").fetchone() == ("ok",)
            counts = [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in (table, f"rtree_{table}_geom")]
            assert counts[0] == counts[1] > 0
    db.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE places SET lat = lat + 0.00001 WHERE fid = 7",
        "UPDATE places SET population = population + 1 WHERE fid = 7",
        "UPDATE names SET lang = 'xx' WHERE fid = 7",
        "UPDATE key_index SET hashes = zeroblob(length(hashes))",
    ],
)
def test_a_changed_value_is_found_by_the_checksum(tiny_gazetteer, tmp_path, change):
    changed = tmp_path / "changed.gpkg"
    shutil.copyfile(tiny_gazetteer, changed)
    with sqlite3.connect(changed) as db:
        for number in (3, 4):  # they ask for GDAL's functions
            db.execute(f"DROP TRIGGER rtree_places_geom_update{number}")
        db.execute(change)
    db.close()
    with Gazetteer.open(changed) as gazetteer:
        assert not gazetteer.verify(deep=True)


def test_every_place_has_coordinates_on_earth_and_a_known_kind(tiny_gazetteer):
    from geomap.schema import NAME_TYPES, PLACE_KINDS

    with Gazetteer.open(tiny_gazetteer) as gazetteer:
        bad = gazetteer._query(
            "SELECT count(*) FROM places WHERE lon NOT BETWEEN -180 AND 180 OR lat NOT BETWEEN -90 AND 90"
        )
        kinds = {row[0] for row in gazetteer._query("SELECT DISTINCT kind FROM places")}
        types = {row[0] for row in gazetteer._query("SELECT DISTINCT type FROM names")}
        nameless = gazetteer._query("SELECT count(*) FROM places WHERE fid NOT IN (SELECT place_fid FROM names)")
    assert bad[0][0] == 0
    assert nameless[0][0] == 0
    assert kinds <= set(PLACE_KINDS)
    assert types <= set(NAME_TYPES)
