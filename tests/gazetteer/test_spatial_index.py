"""Packed R-trees are sound to SQLite, answer as a full scan does, and can be edited."""

import sqlite3

import numpy as np
import pytest

from geomap.gazetteer.spatial_index import fill


def boxes(count):
    rng = np.random.default_rng(20230512)
    lon, lat = rng.uniform(-180, 179, count), np.sort(rng.uniform(-80, 80, count))
    wide = np.where(rng.random(count) < 0.3, rng.uniform(0, 1, count), 0.0)
    return [(i + 1, x, x + w, y, y + w) for i, (x, y, w) in enumerate(zip(lon, lat, wide, strict=True))]


@pytest.fixture
def db():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE tree USING rtree(id, minx, maxx, miny, maxy)")
    yield connection
    connection.close()


@pytest.mark.parametrize("count", [0, 1, 51, 52, 2700, 30_000])
def test_a_packed_tree_is_sound_and_stays_so_when_it_is_edited(db, count):
    rows = boxes(count)
    fill(db, "tree", rows)
    assert db.execute("SELECT rtreecheck('tree')").fetchone() == ("ok",)
    assert db.execute("SELECT count(*) FROM tree").fetchone() == (count,)
    db.execute("INSERT INTO tree VALUES (?, 1, 2, 3, 4)", (count + 1,))
    db.executemany("DELETE FROM tree WHERE id = ?", ((row[0],) for row in rows[:300]))
    assert db.execute("SELECT rtreecheck('tree')").fetchone() == ("ok",)


def test_a_packed_tree_finds_what_a_full_scan_finds(db):
    rows = boxes(20_000)
    fill(db, "tree", iter(rows))
    for west, south in ((-180.0, -80.0), (-1.5, -0.5), (40.0, 38.0), (170.0, 70.0)):
        east, north = west + 8, south + 6
        found = {
            row[0]
            for row in db.execute(
                "SELECT id FROM tree WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?",
                (west, east, south, north),
            )
        }
        wanted = {n for n, x0, x1, y0, y1 in rows if x1 >= west and x0 <= east and y1 >= south and y0 <= north}
        assert wanted
        # boxes are rounded outwards to 32 bits: never one too few
        assert wanted <= found
        assert len(found - wanted) <= 1
