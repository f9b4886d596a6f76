"""Puts the user's own places over the base: while the gazetteer is built, or into one that is built."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.files import atomic_path, write_text
from geomap.gazetteer import geopackage as gpkg
from geomap.gazetteer import integrity
from geomap.gazetteer.entries import FEATURE_CLASS, Entry
from geomap.gazetteer.fuzzy import Buckets
from geomap.gazetteer.names import normalise, script_of
from geomap.gazetteer.user_tables import read_places, slug
from geomap.gazetteer.writer import place_row
from geomap.records import Rejection

if TYPE_CHECKING:
    from geomap.gazetteer.store import Gazetteer
    from geomap.gazetteer.writer import Writer

_SAME_DEGREES = 0.05  # about 5 km: a namesake this near is the same place
_TABLE_COLUMNS = ("place_id", "name", "kind", "country", "admin1", "admin2", "lon", "lat", "population", "radius_m",
                  "geonameid", "names")  # fmt: skip


def add_user_places(writer: Writer, path: Path) -> list[Rejection]:
    """Add a user's file while the gazetteer is being built; return what was rejected or changed.

    A place of the base with one of its names within about 5 km is the same place: it keeps its id and its names,
    and the user's point, kind and usual name win.
    """
    read = read_places(path)
    writer.index_names()
    for entry in read.entries:
        if not entry.geonameid and entry.place_id.startswith("user:"):
            rows = writer.query(
                "SELECT p.place_id, p.country, p.admin1, p.admin1_code, p.admin2, p.geonameid, p.population, p.kind "
                "FROM temp.stage_names n JOIN temp.stage_places p ON p.place_id = n.place_id "
                "WHERE n.key = ? AND abs(p.lon - ?) < ? AND abs(p.lat - ?) < ? AND p.feature_class = ? "
                "ORDER BY p.prominence DESC, p.place_id LIMIT 1",
                (normalise(entry.name), entry.lon, _SAME_DEGREES, entry.lat, _SAME_DEGREES,
                 FEATURE_CLASS.get(entry.kind, "L")),
            )  # fmt: skip
            if rows:
                _take_over(entry, rows[0])
        writer.add(entry)
    return list(read.rejected)


def _take_over(entry: Entry, row: tuple[Any, ...]) -> None:
    entry.place_id, entry.geonameid = row[0], row[5]
    entry.country, entry.admin1 = entry.country or row[1], entry.admin1 or row[2]
    entry.admin1_code, entry.admin2 = row[3], entry.admin2 or row[4]
    entry.population = entry.population or row[6]
    entry.kind = row[7] if entry.kind == "settlement" else entry.kind


def remembered(gazetteer: Path) -> list[Path]:
    """Return the tables of user places that were added to a gazetteer, which a rebuild puts in again."""
    return sorted((gazetteer.parent / "user_places").glob("*.csv"))


def add_places(path: str | Path, gazetteer: str | Path | None = None, *, layer: str | None = None) -> dict[str, Any]:
    """Add a user's places to a built gazetteer, whole or not at all, and remember them for rebuilds.

    Parameters
    ----------
    path
        See `read_places`.
    gazetteer
        The gazetteer's file; the default one if None. A copy is changed and then takes its place.

    Returns
    -------
    summary
        ``added`` (places), ``replaced`` (of the base), ``rejected`` (list of `Rejection`), ``path``, ``checksum``.

    Raises
    ------
    GazetteerMissingError, GazetteerOutdatedError
        If there is no usable gazetteer.
    InputError
        If the file cannot be read at all.
    OutputError
        If the gazetteer's folder cannot be written to.
    """
    from geomap.gazetteer.store import Gazetteer
    from geomap.settings import default_gazetteer_path

    target = Path(gazetteer) if gazetteer is not None else default_gazetteer_path()
    with Gazetteer.open(target) as store:
        read = read_places(path, layer=layer)
        rejected = list(read.rejected)
        entries = []
        for entry in read.entries:
            if _is_swapped(entry, store):
                detail = f"{entry.name}: lon {entry.lon}, lat {entry.lat} lies outside {entry.country}, swapped inside"
                rejected.append(Rejection(str(path), "swapped_coordinates", detail, where=entry.place_id))
                continue
            _placed(entry, store)
            entries.append(entry)
    with atomic_path(target) as temporary:
        shutil.copyfile(target, temporary)
        with gpkg.writing(target):
            replaced, checksum = _insert(temporary, entries)
    _remember(target, Path(path), entries)
    return {
        "path": str(target), "added": len(entries), "replaced": replaced, "rejected": rejected,
        "checksum": checksum,
    }  # fmt: skip


def _is_swapped(entry: Entry, store: Gazetteer) -> bool:
    """Return whether a point lies outside the country that its row states, and inside it with lon and lat exchanged."""
    if not entry.country or not -90 <= entry.lon <= 90:
        return False
    there = store.country_of(entry.lon, entry.lat)
    return there != entry.country and store.country_of(entry.lat, entry.lon) == entry.country


def _placed(entry: Entry, store: Gazetteer) -> None:
    """Make an entry the base place that it is, if it is one, and fill in its country and province."""
    if not entry.geonameid and entry.place_id.startswith("user:"):
        same = FEATURE_CLASS.get(entry.kind, "L")
        for hit in store.exact(entry.name):
            p = hit.place
            near = abs(p.lon - entry.lon) < _SAME_DEGREES and abs(p.lat - entry.lat) < _SAME_DEGREES
            if near and p.feature_class == same:
                row = (p.place_id, p.country, p.admin1, p.admin1_code, p.admin2, p.geonameid, p.population, p.kind)
                _take_over(entry, row)
                break
    if not entry.country or not entry.admin1:
        found = store.admin_at(entry.lon, entry.lat)
        entry.country = entry.country or found["country"]
        if entry.country == found["country"]:
            entry.admin1 = entry.admin1 or found["admin1"]
            entry.admin1_code = entry.admin1_code or found["admin1_code"]


def _remember(target: Path, path: Path, entries: list[Entry]) -> None:
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(_TABLE_COLUMNS)
    for e in entries:
        names = ";".join(text for text, _, _, _ in e.names)
        radius = "" if e.radius_m is None else e.radius_m
        table.writerow(
            (e.place_id, e.name, e.kind, e.country, e.admin1, e.admin2, e.lon, e.lat, e.population, radius,
             e.geonameid or "", names)
        )  # fmt: skip
    write_text(target.parent / "user_places" / f"{slug(path.stem)}.csv", buffer.getvalue())


def _insert(path: Path, entries: list[Entry]) -> tuple[int, str]:
    """Put entries into a built file; return how many places were there before, and the new checksum."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        # the triggers of the spatial index need these two
        at = struct.Struct("<dd")
        db.create_function("ST_IsEmpty", 1, lambda _blob: 0)
        for number, side in enumerate(("X", "Y")):
            for end in ("Min", "Max"):
                db.create_function(f"ST_{end}{side}", 1, lambda blob, n=number: at.unpack_from(blob, 13)[n])
        db.execute("PRAGMA journal_mode = MEMORY")
        db.execute("BEGIN")
        replaced = 0
        columns = ", ".join(gpkg.PLACE_FIELDS)
        marks = ",".join("?" * (len(gpkg.PLACE_FIELDS) + 2))
        keys: dict[str, int] = {}
        for entry in sorted(entries, key=lambda e: e.place_id):
            old = db.execute("SELECT fid FROM places WHERE place_id = ?", (entry.place_id,)).fetchone()
            if old:
                replaced += 1
                db.execute("DELETE FROM places WHERE fid = ?", old)
            fid = old[0] if old else db.execute("SELECT coalesce(max(fid), 0) + 1 FROM places").fetchone()[0]
            db.execute(
                f"INSERT INTO places (fid, geom, {columns}) VALUES ({marks})",
                (fid, gpkg.point_blob(round(entry.lon, 6), round(entry.lat, 6)), *place_row(entry)),
            )
            for text, kind, lang, party in [(entry.name, "usual", entry.name_lang, ""), *entry.names]:
                key = normalise(text)
                known = db.execute(
                    "SELECT 1 FROM names WHERE key = ? AND place_fid = ? AND text = ?", (key, fid, text)
                ).fetchone()
                if not key or known:
                    continue
                row = db.execute(
                    "INSERT INTO names VALUES (NULL,?,?,?,?,?,?,?,?) RETURNING fid",
                    (fid, entry.place_id, text, key, kind, lang, script_of(text), party),
                ).fetchone()
                keys.setdefault(key, row[0])
        hashes = np.frombuffer(db.execute("SELECT hashes FROM key_index WHERE name = 'names'").fetchone()[0], "<u8")
        merged = np.union1d(hashes, gpkg.key_hashes(keys))
        db.execute("UPDATE key_index SET count = ?, hashes = ? WHERE name = 'names'", (len(merged), merged.tobytes()))
        near = Buckets()
        for key, fid in sorted(keys.items()):
            near.add(key, fid)
        db.executemany("INSERT OR IGNORE INTO fuzzy_index VALUES (?, ?)", near.rows())
        for table_name, last in integrity.last_rows(db).items():
            db.execute("UPDATE meta SET value = ? WHERE key = ?", (str(last), f"rows:{table_name}"))
        checksum = integrity.content_checksum(db)
        db.execute("UPDATE meta SET value = ? WHERE key = 'checksum'", (checksum,))
        db.execute("COMMIT")
    finally:
        db.close()
    return replaced, checksum
