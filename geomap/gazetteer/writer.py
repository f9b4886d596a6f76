"""Collects entries and writes the GeoPackage: later sources win, names add up, rows end in a fixed order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

from geomap.gazetteer import geopackage as gpkg
from geomap.gazetteer import integrity
from geomap.gazetteer.entries import FEATURE_CLASS, UNCOUNTED, Entry, prominence
from geomap.gazetteer.keys import Keys, told_once
from geomap.gazetteer.names import normalise, script_of, variants
from geomap.schema import NAME_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_STAGE = """
CREATE TEMP TABLE stage_places (place_id TEXT PRIMARY KEY, name, kind, feature_class, country, admin1, admin1_code,
  admin2, lon, lat, population, radius_m, west, south, east, north, prominence, geonameid, source) WITHOUT ROWID;
CREATE TEMP TABLE stage_names (place_id, text, key, type, lang, script, party);
"""
_RANK = " ".join(["CASE n.type", *(f"WHEN '{name}' THEN {rank}" for rank, name in enumerate(NAME_TYPES)), "ELSE 9 END"])
_VARIED = frozenset({"AZ", "AM", "UA"})
_BATCH = 20_000
# packing the indexes again makes a file 3 % smaller; of one with a whole dump in it that is not worth writing it twice
_PACKED_BYTES = 1 << 30


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


def _plain_key(text: str) -> str:
    """Return what `normalise` gives for a name of plain Latin letters, digits and single spaces; "" for others."""
    bare = text.replace(" ", "")
    if bare.isascii() and bare.isalnum() and not bare.isdecimal():
        key = text.lower()
        if not key.startswith("the "):
            return key
    return ""


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
        self.add_row(place_row(entry))
        self.add_names(
            entry.place_id, [(entry.name, "usual", entry.name_lang, ""), *entry.names], country=entry.country
        )

    def add_row(self, row: tuple[Any, ...]) -> None:
        """Add a place as `place_row` gives it, without its names."""
        self._places.append(row)
        if len(self._places) >= _BATCH:
            self.flush()

    def add_names(self, place_id: str, names: Iterable[tuple[str, str, str, str]], *, country: str = "") -> None:
        """Add written names (text, type, lang, party) to a place, with the spelling variants of its language."""
        for written, kind, lang, party in names:
            text = " ".join(written.split())
            key, script = _plain_key(text), "Latn"
            if not key:
                key, script = normalise(text), script_of(text)
            if not key or len(key) > 200:
                continue
            self._names.append((place_id, text, key, kind, lang, script, party))
            if country in _VARIED or lang in {"az", "hy"}:
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
        columns = ", ".join(gpkg.PLACE_FIELDS)
        db.execute(
            f"INSERT INTO places (fid, geom, {columns}) SELECT row_number() OVER (ORDER BY place_id), "
            f"gpkg_point(lon, lat), {columns} FROM stage_places ORDER BY place_id"
        )
        # made now and not with the table: sorted and packed at once
        db.execute("CREATE UNIQUE INDEX places_id ON places (place_id)")
        keys = Keys(countable=self._countable())
        rows = db.execute(
            f"SELECT n.key, p.fid, {_RANK} AS rank, n.text, n.lang, n.party, n.place_id, n.type, n.script "
            "FROM temp.stage_names n JOIN places p ON p.place_id = n.place_id "
            "ORDER BY n.key, p.fid, rank, n.text, n.lang, n.party, n.type"
        )
        db.executemany("INSERT INTO names VALUES (?,?,?,?,?,?,?,?,?)", keys.over(told_once(rows)))
        db.execute("DROP TABLE temp.stage_names")
        db.execute("DROP TABLE temp.stage_places")
        hashes = keys.hashes()
        db.execute("INSERT INTO key_index VALUES (1, 'names', ?, ?)", (len(hashes), hashes.data))
        db.executemany("INSERT INTO fuzzy_index VALUES (?, ?)", keys.buckets())
        for statement in gpkg.INDEXES.strip().split(";\n"):
            db.execute(statement)
        gpkg.register(db)
        self.meta["format_version"] = gpkg.FORMAT_VERSION
        self.meta["checksum_method"] = integrity.METHOD
        counts = integrity.last_rows(db)
        self.meta.update({f"rows:{table}": str(count) for table, count in counts.items()})
        self._write_meta()
        checksum = integrity.content_checksum(db)
        self.meta["checksum"] = checksum
        self._write_meta()
        db.execute("COMMIT")
        pages, size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        if pages * size < _PACKED_BYTES:
            db.execute("VACUUM")
        db.close()
        return {"checksum": checksum, "counts": counts, "keys": len(hashes)}

    def _countable(self) -> bytearray:
        """Return for each place number whether fuzzy search may find it.

        Features of a dump that nobody counted are found by their exact names only.
        """
        flags = bytearray(1)
        cursor = self._db.execute("SELECT prominence > ? FROM places ORDER BY fid", (UNCOUNTED,))
        while rows := cursor.fetchmany(_BATCH):
            flags += bytes([row[0] for row in rows])
        return flags

    def _write_meta(self) -> None:
        self._db.execute("DELETE FROM meta")
        self._db.executemany("INSERT INTO meta VALUES (NULL, ?, ?)", sorted(self.meta.items()))

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file, finished or not."""
        self.close()

    def close(self) -> None:
        """Close an unfinished file (the caller deletes it)."""
        self._db.close()


def as_json(value: Any) -> str:
    """Return a value as compact JSON for the meta table."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
