"""Which keys there are: searched in the file itself, or in memory where the file was written into."""

import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from geomap.gazetteer.key_table import KeyTable


def table_of(db, path):
    return KeyTable(path, lambda sql, values=(): db.execute(sql, values).fetchall())


def write(path, hashes, *, before=0):
    """Write a key_index as a gazetteer has it, after some other pages."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE other (a)")
        db.execute(
            "CREATE TABLE key_index (fid INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, "
            "hashes BLOB NOT NULL)"
        )
        db.execute("INSERT INTO other VALUES (zeroblob(?))", (before,))
        db.execute("INSERT INTO key_index VALUES (1, 'names', ?, ?)", (len(hashes), hashes.tobytes()))


@pytest.mark.parametrize("count", [600, 1021, 1022, 1023, 1024, 1025, 5000, 70_001])
def test_every_hash_is_found_in_the_file_and_no_other(tmp_path, count):
    rng = np.random.default_rng(20230512)
    hashes = np.unique(rng.integers(0, 2**64, count, dtype=np.uint64))
    write(tmp_path / "t.gpkg", hashes, before=9000)
    with closing(sqlite3.connect(tmp_path / "t.gpkg")) as db:
        table = table_of(db, tmp_path / "t.gpkg")
        assert table.is_shared
        assert table.contains(hashes).all()
        others = np.setdiff1d(np.concatenate([hashes + np.uint64(1), hashes - np.uint64(1)]), hashes)
        assert not table.contains(np.append(others, np.array([0, 2**64 - 1], dtype=np.uint64))).any()
        assert table.contains(np.empty(0, dtype=np.uint64)).tolist() == []


@pytest.mark.parametrize("count", [0, 1, 100])
def test_a_few_hashes_are_simply_read(tmp_path, count):
    hashes = np.arange(count, dtype=np.uint64) * np.uint64(7)
    write(tmp_path / "t.gpkg", hashes)
    with closing(sqlite3.connect(tmp_path / "t.gpkg")) as db:
        table = table_of(db, tmp_path / "t.gpkg")
        assert not table.is_shared
        assert table.contains(np.array([0, 1, 7], dtype=np.uint64)).tolist() == [count > 0, False, count > 1]


def test_a_file_that_was_written_into_gives_the_same_answers(tmp_path):
    path = tmp_path / "t.gpkg"
    rng = np.random.default_rng(20230512)
    hashes = np.unique(rng.integers(0, 2**64, 5000, dtype=np.uint64))
    write(path, hashes, before=30_000)
    with closing(sqlite3.connect(path)) as db, db:
        # the pages of the old value and of the other table are taken in another order now
        db.execute("UPDATE key_index SET hashes = ?", (hashes[:400].tobytes(),))
        db.execute("DELETE FROM other")
        db.execute("UPDATE key_index SET hashes = ?", (hashes.tobytes(),))
    with closing(sqlite3.connect(path)) as db:
        table = table_of(db, path)
        assert not table.is_shared
        assert table.contains(hashes).all()
        assert not table.contains(hashes + np.uint64(1)).any()


def test_a_built_gazetteer_shares_its_keys(tiny_gazetteer, tmp_path):
    copy = tmp_path / "g.gpkg"
    shutil.copyfile(tiny_gazetteer, copy)
    with closing(sqlite3.connect(copy)) as db:
        table = table_of(db, copy)
        assert table.is_shared
        blob = db.execute("SELECT hashes FROM key_index").fetchone()[0]
        assert table.contains(np.frombuffer(blob, dtype="<u8")).all()
