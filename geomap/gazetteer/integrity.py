"""Whether a gazetteer file is whole: a quick look at its structure, and a checksum over what it says."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

COUNTED = ("places", "names", "admin_areas", "countries", "border_lines")
METHOD = "3"
_PROBES = 200
_PART = 20_000


def last_rows(db: sqlite3.Connection) -> dict[str, int]:
    """Return the number of the last row of each counted table; rows are numbered from 1 without gaps."""
    return {table: db.execute(f"SELECT coalesce(max(fid), 0) FROM {table}").fetchone()[0] for table in COUNTED}


def looks_whole(db: sqlite3.Connection) -> bool:
    """Return whether the tables have as many rows as the build wrote and rows spread over them fit each other.

    Nothing is scanned. A file that does not say how many rows were written passes that part.
    """
    known = dict(db.execute("SELECT key, value FROM meta WHERE key LIKE 'rows:%'"))
    rows = last_rows(db)
    if any(int(known.get(f"rows:{table}", last)) != last for table, last in rows.items()):
        return False
    last = rows["places"]
    for fid in range(1, last + 1, max(1, last // _PROBES)):
        row = db.execute(
            "SELECT p.lon, p.lat, r.minx, r.miny, n.key, (SELECT count(*) FROM names o WHERE o.key = n.key) "
            "FROM places p JOIN names n ON n.place_fid = p.fid JOIN rtree_places_geom r ON r.id = p.fid "
            "WHERE p.fid = ? LIMIT 1",
            (fid,),
        ).fetchone()
        # the spatial index keeps 32-bit numbers
        if row is None or abs(row[0] - row[2]) > 1e-4 or abs(row[1] - row[3]) > 1e-4 or not row[4] or not row[5]:
            return False
    hashes = db.execute("SELECT count, length(hashes) FROM key_index").fetchall()
    return all(count * 8 == size for count, size in hashes)


def _cells(texts: str, millionths: str, numbers: str = "") -> str:
    """Return SQL for the cells of a row as one text; numbers as whole millionths, which all versions write alike."""
    columns = [*texts.split(), *(f"{name} * 1000000" for name in millionths.split()), *numbers.split()]
    marks = "|".join(["%s"] * len(texts.split()) + ["%d"] * (len(columns) - len(texts.split())))
    return f"printf('{marks}', {', '.join(columns)})"


# SQLite joins the cells of the two long tables: a third of the time of fetching each cell for itself
_LONG = {
    "places": "SELECT geom, {}, {} FROM places ORDER BY fid".format(
        _cells(
            "place_id name kind feature_class country admin1 admin1_code admin2 source", "lon lat prominence",
            "population geonameid",
        ),
        "CASE WHEN west IS NULL AND radius_m IS NULL THEN '' ELSE {} END".format(
            _cells("", "radius_m west south east north")
        ),
    ),
    "names": "SELECT x'', {}, '' FROM names ORDER BY fid".format(
        _cells("place_fid place_id text key type lang script party", "")
    ),
}  # fmt: skip


def content_checksum(db: sqlite3.Connection) -> str:
    """Return a BLAKE2b checksum (hex, 40 digits) over every row but the checksum itself.

    Independent of the SQLite version that wrote the file: rows are read back in the order of their keys.
    Coordinates count to a millionth of a degree beside the geometry itself. A file that names no method was written
    before there was more than one, and is summed row by row; "2" differs in how the hashes of the keys count.
    """
    digest = hashlib.blake2b(digest_size=20)
    named = db.execute("SELECT value FROM meta WHERE key = 'checksum_method'").fetchone()
    method = named[0] if named else ""
    for table in (*COUNTED, "sources", "key_index"):
        digest.update(table.encode())
        if method and table in _LONG:
            cursor = db.execute(_LONG[table])
            while rows := cursor.fetchmany(_PART):
                digest.update(b"".join([row[0] or b"" for row in rows]))
                digest.update("\n".join([f"{row[1]}|{row[2]}" for row in rows]).encode())
        elif method == METHOD and table == "key_index":
            for name, count, hashes in db.execute("SELECT name, count, hashes FROM key_index ORDER BY fid"):
                digest.update(f"{name}|{count}|".encode())
                digest.update(hashes)  # a whole dump's are 140 MB: written out as text they would be a gigabyte
        else:
            for row in db.execute(f"SELECT * FROM {table} ORDER BY fid"):
                digest.update(repr(row).encode())
    for row in db.execute("SELECT key, value FROM meta WHERE key != 'checksum' ORDER BY key"):
        digest.update(repr(row).encode())
    return digest.hexdigest()
