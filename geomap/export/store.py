"""The store of a run, ``geomap.gpkg``, as it lies on the disk: its version, its tables, the rows of its incidents."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sqlite3
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.export.cells import INCIDENT_KINDS, known_kind
from geomap.export.geopackage import GEOMETRY, unblob
from geomap.export.tables import CHILD_KEY, CLAIM_NAMES, NESTED_ELSEWHERE, SOURCE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

_log = logging.getLogger(__name__)
STORE_VERSION = 1
IN_MEMORY = 20_000  # mentions that are read as one frame; more stay in the store until they are asked for


def connect(path: Path) -> sqlite3.Connection:
    """Open a store for reading, whatever another program does with it."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5.0)


def store_version(db: sqlite3.Connection) -> int:
    """Return the version of a store's layout; 0 for a file without one.

    Raises
    ------
    sqlite3.DatabaseError
        If it is no SQLite file.
    """
    if "geomap_meta" not in table_names(db):
        return 0
    row = db.execute("SELECT value FROM geomap_meta WHERE key = 'store_version'").fetchone()
    return int(json.loads(row[0])) if row else 0


def table_names(db: sqlite3.Connection) -> set[str]:
    """Return the names of the tables."""
    return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def table_rows(db: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts, in the order of their ids."""
    cursor = db.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
    names = [one[0] for one in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def incident_rows(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the stored incidents as rows of `schema.INCIDENT_NAMES`; the geometry decides where it differs."""
    children: dict[str, dict[str, list[dict[str, Any]]]] = {name: {} for name in NESTED_ELSEWHERE}
    tables = table_names(db)
    for column, names in (("claims", CLAIM_NAMES), ("sources", SOURCE_NAMES)):
        if column not in tables:
            continue
        for row in sorted(table_rows(db, column), key=lambda row: (str(row[CHILD_KEY]), row.get("ord") or 0)):
            item = {name: row.get(name) for name in names}
            children[column].setdefault(row[CHILD_KEY], []).append(item)
    rows = []
    for stored in table_rows(db, "incidents"):
        row = {name: from_sql(kind, stored.get(name)) for name, kind in INCIDENT_KINDS.items()}
        row.update({name: [] for name in schema.NESTED if row[name] is None})
        for column in NESTED_ELSEWHERE:
            row[column] = children[column].get(str(row[CHILD_KEY]), [])
        row[GEOMETRY] = _point(unblob(stored.get(GEOMETRY)))
        rows.append(row)
    return rows


def audit_rows(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the stored audit records as rows of `schema.INCIDENT_NAMES`."""
    rows = []
    for stored in table_rows(db, "audit"):
        row = {name: from_sql(kind, stored.get(name)) for name, kind in INCIDENT_KINDS.items()}
        rows.append(row | {name: [] for name in schema.NESTED if row[name] is None})
    return rows


def _point(shape: Any) -> tuple[float, float] | None:
    return None if shape is None else (round(shape.centroid.x, 5), round(shape.centroid.y, 5))


def from_sql(kind: str, value: Any) -> Any:
    """Return a stored value as a plain one; what a person typed and does not fit the column becomes None."""
    if value is None:
        return None
    try:
        if kind in {"list", "json"}:
            return json.loads(value)
        if kind == "int":
            return int(value)
        if kind == "float":
            return float(value)
        if kind == "bool":
            return bool(value)
        if kind == "date":
            return dt.date.fromisoformat(str(value)[:10])
    except (ValueError, TypeError):
        _log.warning("the store holds %r where a value of type %s belongs; left out", value, kind)
        return None
    return str(value)


def kinds_of(db: sqlite3.Connection, table: str) -> dict[str, str]:
    """Return the kinds of a stored table's columns; the SQL type tells numbers, our names tell lists."""
    by_type = {"INTEGER": "int", "REAL": "float", "DATE": "date", "BOOLEAN": "bool"}
    kinds = {}
    for _, name, sql_type, *_ in db.execute(f'PRAGMA table_info("{table}")'):
        if name in {"fid", GEOMETRY}:
            continue
        kinds[name] = by_type.get(sql_type) or (kind if (kind := known_kind(name)) in {"list", "json"} else "str")
    return kinds


class StoredMentions:
    """The mentions of a large store, read in pieces, as often as they are gone through; see `schema.chunks`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """Yield DataFrames of at most `IN_MEMORY` rows, in the order of the store."""
        import pandas as pd

        db = connect(self.path)
        try:
            kinds = kinds_of(db, "mentions")
            listed = ", ".join(f'"{name}"' for name in kinds)
            cursor = db.execute(f"SELECT {listed} FROM mentions ORDER BY fid")
            while rows := cursor.fetchmany(IN_MEMORY):
                columns = zip(kinds.items(), zip(*rows, strict=True), strict=True)
                yield pd.DataFrame(
                    {
                        name: pd.Series([from_sql(kind, value) for value in values], dtype=object)
                        for (name, kind), values in columns
                    }
                )
        finally:
            db.close()
