"""Collects entries and writes the GeoPackage: later sources win, names add up, rows end in a fixed order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.gazetteer import geopackage as gpkg
from geomap.gazetteer.entries import FEATURE_CLASS, UNCOUNTED, Entry, prominence
from geomap.gazetteer.fuzzy import buckets, gather
from geomap.gazetteer.names import normalise, script_of, variants
from geomap.schema import NAME_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_STAGE = """
CREATE TEMP TABLE stage_places (place_id TEXT PRIMARY KEY, name, kind, feature_class, country, admin1, admin1_code,
  admin2, lon, lat, population, radius_m, west, south, east, north, prominence, geonameid, source) WITHOUT ROWID;
CREATE TEMP TABLE stage_names (place_id, text, key, type, lang, script, party);
"""
_TYPE_RANK = {name: rank for rank, name in enumerate(NAME_TYPES)}
_BATCH = 20_000


def place_row(entry: Entry) -> tuple[Any, ...]:
    """Return an entry's values in the order of `geopackage.PLACE_FIELDS`."""
    weight = entry.prominence if entry.prominence is not None else prominence(entry.kind, entry.population)
    return (
        entry.place_id, entry.name, entry.kind, entry.feature_class or FEATURE_CLASS.get(entry.kind, "L"),
        entry.country, entry.admin1, entry.admin1_code, entry.admin2, round(float(entry.lon), 6),
        round(float(entry.lat), 6), int(entry.population),
        None if entry.radius_m is None else round(float(entry.radius_m)),
        *(entry.bbox or (None, None, None, None)), weight, entry.geonameid, entry.source,
    )  # fmt: skip


class Writer:
    """Writes one gazetteer file. Add entries in rising precedence, then call `finish`.

    An entry with a known place id replaces the fields of the earlier one and keeps its names.
    """

    def __init__(self, path: Path) -> None:
        self._db = gpkg.create(path)
        self._db.executescript(_STAGE)
        self._db.execute("BEGIN")
        self._places: list[tuple[Any, ...]] = []
        self._names: list[tuple[str, ...]] = []
        self.meta: dict[str, str] = {}

    def add(self, entry: Entry) -> None:
        """Add a place, or replace the fields of the one with its id."""
        self._places.append(place_row(entry))
        self.add_names(
            entry.place_id, [(entry.name, "usual", entry.name_lang, ""), *entry.names], country=entry.country
        )
        if len(self._places) >= _BATCH:
            self.flush()

    def add_names(self, place_id: str, names: Iterable[tuple[str, str, str, str]], *, country: str = "") -> None:
        """Add written names (text, type, lang, party) to a place, with the spelling variants of its language."""
        for written, kind, lang, party in names:
            text = " ".join(written.split())
            key = normalise(text)
            if not key or len(key) > 200:
                continue
            script = script_of(text)
            self._names.append((place_id, text, key, kind, lang, script, party))
            if country in {"AZ", "AM", "UA"} or lang in {"az", "hy"}:
                for variant in variants(text, lang=lang, country=country):
                    self._names.append((place_id, text, variant, "alternate", lang, script, party))
        if len(self._names) >= _BATCH * 5:
            self.flush()

    def flush(self) -> None:
        """Send what is collected to the stage tables."""
        if self._places:
            marks = ",".join("?" * len(gpkg.PLACE_FIELDS))
            self._db.executemany(f"INSERT OR REPLACE INTO stage_places VALUES ({marks})", self._places)
            self._places.clear()
        if self._names:
            self._db.executemany("INSERT INTO stage_names VALUES (?,?,?,?,?,?,?)", self._names)
            self._names.clear()

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a query on ``stage_places`` and ``stage_names``, everything flushed before."""
        self.flush()
        return self._db.execute(sql, values).fetchall()

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query one by one, everything flushed before."""
        self.flush()
        yield from self._db.execute(sql)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run one statement on the stage tables and return how many rows it changed."""
        self.flush()
        return self._db.execute(sql, values).rowcount

    def fields(self, place_id: str) -> dict[str, Any] | None:
        """Return the fields of a staged place, or None."""
        columns = ", ".join(gpkg.PLACE_FIELDS)
        rows = self.query(f"SELECT {columns} FROM stage_places WHERE place_id = ?", (place_id,))
        return dict(zip(gpkg.PLACE_FIELDS, rows[0], strict=True)) if rows else None

    def index_names(self) -> None:
        """Make names findable by key while sources that attach to known places are added."""
        self.flush()
        self._db.execute("CREATE INDEX IF NOT EXISTS temp.stage_names_key ON stage_names (key)")

    def add_rows(
        self, table: str, fields: Sequence[str], rows: list[dict[str, Any]], geometries: Sequence[Any]
    ) -> None:
        """Add areas or lines with their shapely geometries; rows without a geometry are left out."""
        blobs = gpkg.geometry_blobs(geometries) if len(rows) else []
        start = self._db.execute(f"SELECT coalesce(max(fid), 0) FROM {table}").fetchone()[0]
        values = [
            (blob, *(row.get(name) for name in fields))
            for row, blob in zip(rows, blobs, strict=True)
            if blob is not None
        ]
        marks = ",".join("?" * (len(fields) + 2))
        self._db.executemany(
            f"INSERT INTO {table} VALUES ({marks})", ((start + i, *row) for i, row in enumerate(values, start=1))
        )

    def add_sources(self, sources: Iterable[dict[str, Any]]) -> None:
        """Add rows to ``sources``; a missing field is ""."""
        rows = [tuple(str(row.get(name, "") or "") for name in gpkg.SOURCE_FIELDS) for row in sources]
        marks = ",".join("?" * len(gpkg.SOURCE_FIELDS))
        self._db.executemany(f"INSERT INTO sources VALUES (NULL, {marks})", rows)

    def finish(self) -> dict[str, Any]:
        """Write everything in its final order, with indexes and checksum, and close the file."""
        self.flush()
        db = self._db
        db.create_function("gpkg_point", 2, gpkg.point_blob, deterministic=True)
        db.create_function("type_rank", 1, lambda name: _TYPE_RANK.get(name, 9), deterministic=True)
        columns = ", ".join(gpkg.PLACE_FIELDS)
        db.execute(
            f"INSERT INTO places (fid, geom, {columns}) SELECT row_number() OVER (ORDER BY place_id), "
            f"gpkg_point(lon, lat), {columns} FROM stage_places ORDER BY place_id"
        )
        # a name that is known with its language or a better type is not told twice
        db.execute(
            "INSERT INTO names (fid, place_fid, place_id, text, key, type, lang, script, party) "
            "SELECT row_number() OVER (ORDER BY key, fid, rank, text, lang, party), fid, place_id, text, key, type, "
            "lang, script, party FROM (SELECT *, row_number() OVER (PARTITION BY key, fid, text "
            "ORDER BY rank, lang = '', lang, party DESC) AS nth FROM (SELECT DISTINCT n.key, p.fid, "
            "type_rank(n.type) AS rank, n.text, n.lang, n.party, n.place_id, n.type, n.script "
            "FROM stage_names n JOIN places p ON p.place_id = n.place_id)) "
            "WHERE nth = 1 OR type != 'alternate' OR lang != '' ORDER BY key, fid, rank, text, lang, party"
        )
        db.execute("DROP TABLE temp.stage_names")
        db.execute("DROP TABLE temp.stage_places")
        hashes = self._hashes()
        db.execute("INSERT INTO key_index VALUES (1, 'names', ?, ?)", (len(hashes), hashes.tobytes()))
        # features of a dump that nobody counted are found by their exact names only
        firsts = db.execute(
            "SELECT key, min(n.fid) FROM names n JOIN places p ON p.fid = n.place_fid WHERE p.prominence > ? "
            "GROUP BY key ORDER BY key",
            (UNCOUNTED,),
        )
        db.executemany("INSERT INTO fuzzy_index VALUES (?, ?)", buckets(firsts))
        for statement in gpkg.INDEXES.strip().split(";\n"):
            db.execute(statement)
        gpkg.register(db)
        self.meta["format_version"] = gpkg.FORMAT_VERSION
        counts = gpkg.last_rows(db)
        self.meta.update({f"rows:{table}": str(count) for table, count in counts.items()})
        self._write_meta()
        checksum = gpkg.content_checksum(db)
        self.meta["checksum"] = checksum
        self._write_meta()
        db.execute("COMMIT")
        db.execute("VACUUM")
        db.close()
        return {"checksum": checksum, "counts": counts, "keys": len(hashes)}

    def _hashes(self) -> NDArray[np.uint64]:
        """Return the sorted hashes of all keys, read in parts so that a whole GeoNames dump fits."""
        cursor = self._db.execute("SELECT DISTINCT key FROM names ORDER BY key")
        parts: list[NDArray[np.uint64]] = []
        while rows := cursor.fetchmany(200_000):
            parts.append(gpkg.key_hashes(row[0] for row in rows))
        hashes = gather(parts)
        hashes.sort()
        # equal hashes of two keys: one in 10^7 files, but the table must rise
        fresh = np.ones(len(hashes), dtype=bool)
        fresh[1:] = hashes[1:] != hashes[:-1]
        return hashes if fresh.all() else hashes[fresh]

    def _write_meta(self) -> None:
        self._db.execute("DELETE FROM meta")
        self._db.executemany("INSERT INTO meta VALUES (NULL, ?, ?)", sorted(self.meta.items()))

    def close(self) -> None:
        """Close an unfinished file (the caller deletes it)."""
        self._db.close()


def as_json(value: Any) -> str:
    """Return a value as compact JSON for the meta table."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
