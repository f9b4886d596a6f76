"""A person's edits in ``geomap.gpkg``: found, kept and put back into every later run.

The file keeps, beside the incidents, the rows as geomap wrote them (``geomap_written``). Where a row differs from
what was written, a person changed it: in QGIS, with a script, by hand. Each changed field becomes a row of the
table ``edits`` and wins over what later runs extract, field by field; the machine's value stays readable beside it.

- A changed row whose ``review_status`` is still ``auto`` becomes ``edited``.
- A moved point changes ``lon`` and ``lat``; the distance to the line and the province are worked out again.
- A row set to ``rejected``, or deleted, is not an incident any more: later runs keep it out of the incidents
  (a rejected one is listed in ``audit``), and never bring it back.
- A row that a person added, and an edited or checked one that a later run does not find, stay.
- To undo an edit, delete its row from ``edits``.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import logging
import sqlite3
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.errors import OutputError
from geomap.export.cells import INCIDENT_KINDS, in_order, rows_of
from geomap.export.geopackage import GEOMETRY, unblob
from geomap.export.tables import CHILD_KEY, CLAIM_NAMES, NESTED_ELSEWHERE, SOURCE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geomap.records import Run

_log = logging.getLogger(__name__)
STORE_VERSION = 1
DELETED = "*deleted"  # the `field` of an edit that took the whole row away
# what is worked out from the point, and worked out again once a person has moved it
_AREAS = ("admin1", "admin1_code", "admin2", "country")
_BORDER = ("border", "border_km", "border_side")
_MOVED = 1e-5  # degrees, the precision of a written coordinate: nearer is not a move


@dataclass(frozen=True, slots=True)
class Edits:
    """What people changed in a store.

    Attributes
    ----------
    fields
        Incident id -> column -> the person's value.
    deleted
        Ids of incidents that a person removed.
    rows
        The whole row of every incident that a person touched or added, for when a run does not find it.
    machine
        What geomap itself last said in the columns of `fields`, as JSON values.
    version
        Version of the store's layout; 0 if it was not made by geomap's exporter.
    """

    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    deleted: frozenset[str] = frozenset()
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    machine: dict[str, dict[str, Any]] = field(default_factory=dict)
    version: int = STORE_VERSION

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.fields or self.deleted)


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
    if "geomap_meta" not in _tables(db):
        return 0
    row = db.execute("SELECT value FROM geomap_meta WHERE key = 'store_version'").fetchone()
    return int(json.loads(row[0])) if row else 0


def read_edits(path: Path) -> Edits:
    """Return what people changed in the store at `path`; no edits if there is no such file.

    Raises
    ------
    OutputError
        If the store was written by a newer geomap: this one would lose what it does not know.
    sqlite3.DatabaseError
        If it is no SQLite file.
    """
    if not path.exists():
        return Edits()
    db = connect(path)
    try:
        version = store_version(db)
        if version > STORE_VERSION:
            raise OutputError(
                f"{path} was written by a newer geomap (store version {version}, this one knows {STORE_VERSION})",
                hint="update geomap, or choose another folder with -o",
            )
        if "incidents" not in _tables(db):
            return Edits(version=version)
        return _read(db, version)
    finally:
        db.close()


def _tables(db: sqlite3.Connection) -> set[str]:
    return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def table_rows(db: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts, in the order of their ids."""
    cursor = db.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
    names = [one[0] for one in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def incident_rows(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the stored incidents as rows of `schema.INCIDENT_NAMES`; the geometry decides where it differs."""
    children: dict[str, dict[str, list[dict[str, Any]]]] = {name: {} for name in NESTED_ELSEWHERE}
    tables = _tables(db)
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


def _read(db: sqlite3.Connection, version: int) -> Edits:
    tables = _tables(db)
    fields: dict[str, dict[str, Any]] = {}
    machine: dict[str, dict[str, Any]] = {}
    deleted: set[str] = set()
    if "edits" in tables:
        for row in table_rows(db, "edits"):
            if row["field"] == DELETED:
                deleted.add(row[CHILD_KEY])
            elif row["field"] in INCIDENT_KINDS and row["value"] is not None:
                fields.setdefault(row[CHILD_KEY], {})[row["field"]] = _typed(row["field"], json.loads(row["value"]))
                if row["machine"] is not None:
                    machine.setdefault(row[CHILD_KEY], {})[row["field"]] = json.loads(row["machine"])
    written: dict[str, dict[str, Any]] = {}
    if "geomap_written" in tables:
        for incident_id, packed in db.execute("SELECT incident_id, row FROM geomap_written"):
            written[incident_id] = json.loads(zlib.decompress(packed))
    rows: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for row in incident_rows(db):
        point = row.pop(GEOMETRY)
        incident_id = row[CHILD_KEY] or _new_id(row)
        seen.add(incident_id)
        before = written.get(incident_id)
        changed = _changes(row, point, before, version)
        if changed:
            fields.setdefault(incident_id, {}).update(changed)
            machine.setdefault(incident_id, {}).update({n: before[n] for n in changed if before and n in before})
        if incident_id in fields:
            rows[incident_id] = row | fields[incident_id] | {CHILD_KEY: incident_id}
    deleted |= set(written) - seen
    deleted -= seen
    for incident_id, changes in fields.items():
        if changes.get("review_status", rows.get(incident_id, {}).get("review_status", "auto")) in {None, "", "auto"}:
            changes["review_status"] = "edited"
        rows.setdefault(incident_id, {}).update(changes)
    return Edits(fields, frozenset(deleted), rows, machine, version)


def _new_id(row: dict[str, Any]) -> str:
    text = schema.to_json([row.get("title"), row.get("date_start"), row.get("lon"), row.get("lat")])
    return "p" + hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _typed(name: str, value: Any) -> Any:
    return from_sql("date", value) if INCIDENT_KINDS.get(name) == "date" and value is not None else value


def _changes(
    row: dict[str, Any], point: tuple[float, float] | None, before: dict[str, Any] | None, version: int
) -> dict[str, Any]:
    """Return the columns of a row that a person changed, with their values."""
    if before is None:
        if version == 0 and row.get("review_status") in {None, "", "auto"}:
            return {}  # an older layout kept no copy of what was written: only a marked row is a person's
        added = {name: value for name, value in row.items() if name != CHILD_KEY and value not in (None, "", [])}
        return added | ({"lon": point[0], "lat": point[1]} if point else {})
    changed = {
        name: value for name, value in row.items() if name in before and not _same(value, _typed(name, before[name]))
    }
    if _far(point, before.get(GEOMETRY)):
        lon, lat = point or (None, None)
        changed |= {"lon": lon, "lat": lat}
    return changed


def _far(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is not other
    return bool(max(abs(one[0] - other[0]), abs(one[1] - other[1])) > _MOVED)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    if one in (None, "") and other in (None, ""):
        return True
    return bool(one == other)


def apply_edits(run: Run, edits: Edits) -> Run:
    """Return `run` with people's edits in it; the same run if there are none.

    Edited values win field by field, also where a later run merged the incident into another (`merged_from`).
    A rejected incident moves to the audit frame, a deleted one is left out. Nothing is doubled.
    """
    if not edits:
        return run
    taken: set[str] = set()
    kept: list[dict[str, Any]] = []
    audit = [dict(row) for row in rows_of(run.audit)]
    moved: dict[str, set[str]] = {}
    for row in rows_of(run.incidents):
        own = row[CHILD_KEY]
        if own in edits.deleted:
            continue
        point = (row["lon"], row["lat"])
        told: set[str] = set()
        for name in [*(row.get("merged_from") or ()), own]:  # the incident's own edits come last and win
            changes = edits.fields.get(name, {})
            if name == own or changes.get("review_status") != "rejected":  # a rejected part does not take the rest
                row.update(changes)
                told |= set(changes)
                taken.add(name)
        if point != (row["lon"], row["lat"]):
            moved[own] = told
        (audit if row.get("review_status") == "rejected" else kept).append(row)
    for incident_id in sorted(set(edits.fields) - taken - edits.deleted):
        row = edits.rows[incident_id]
        if row.get("review_status") == "rejected" or CHILD_KEY not in row:
            continue
        kept.append({name: row.get(name) for name in schema.INCIDENT_NAMES})
    incidents = in_order(schema.frame(_placed_again(kept, moved, run), schema.INCIDENT_NAMES))
    counts = run.counts | {"incidents": len(incidents), "edited": len(edits.fields), "deleted": len(edits.deleted)}
    if "incidents_with_point" in counts:
        counts["incidents_with_point"] = int(incidents["lat"].notna().sum())
    return dataclasses.replace(
        run, incidents=incidents, audit=schema.frame(audit, schema.INCIDENT_NAMES), counts=counts
    )


def _placed_again(rows: list[dict[str, Any]], moved: dict[str, set[str]], run: Run) -> list[dict[str, Any]]:
    """Return the rows, those that a person moved with province and border distance of their new point.

    `moved` tells what the person set by hand in each moved row: that stays.
    """
    if not moved:
        return rows
    from geomap.join import join_border

    shifted = [row for row in rows if row[CHILD_KEY] in moved]
    for row in shifted:
        area = _area_at(row["lon"], row["lat"], run)
        for name in _AREAS:
            if name not in moved[row[CHILD_KEY]]:
                row[name] = area.get(name, "")
        for name in _BORDER:
            if name not in moved[row[CHILD_KEY]]:
                row[name] = None
    if len(run.border):
        joined = join_border(schema.frame(shifted, schema.INCIDENT_NAMES), run.border)
        for row, found in zip(shifted, rows_of(joined), strict=True):
            for name in (*_BORDER, "reasons"):
                if name not in moved[row[CHILD_KEY]]:
                    row[name] = found[name]
    return rows


def _area_at(lon: float | None, lat: float | None, run: Run) -> dict[str, str]:
    """Return country and province at a point, from the areas that the run has; empty where it has none."""
    import shapely

    if lon is None or lat is None:
        return {}
    point, out = shapely.Point(lon, lat), {}
    for frame in (run.background, run.admin):
        for row, shape in zip(rows_of(frame), frame.geometry, strict=True):
            if shape is None or not shape.covers(point):
                continue
            out["country"] = row.get("country") or ""
            if row.get("level") == 1:
                out |= {"admin1": row.get("name") or "", "admin1_code": row.get("admin1_code") or ""}
    return out


def edit_rows(edits: Edits, run: Run) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Yield the rows of the table ``edits``: id, column, the person's value, the machine's (both JSON).

    `run` is the run before the edits were put into it (or after: then what was known before stays).
    """
    touched = run.incidents[run.incidents[CHILD_KEY].isin(list(edits.fields))]
    found = {row[CHILD_KEY]: row for row in rows_of(touched)}
    for incident_id in sorted(set(edits.fields) | edits.deleted):
        if incident_id in edits.deleted:
            yield incident_id, DELETED, None, None
            continue
        now, before = found.get(incident_id, {}), edits.machine.get(incident_id, {})
        for name, value in sorted(edits.fields[incident_id].items()):
            told = now[name] if name in now and not _same(now[name], value) else before.get(name)
            yield incident_id, name, schema.to_json(value), None if told is None else schema.to_json(told)
