"""A person's edits in ``geomap.gpkg`` or in a database: found, kept and put back into every later run.

The store keeps, beside the incidents, the rows as geomap wrote them (``geomap_written``). Where a row differs from
what was written, a person changed it: in QGIS, with a script, by hand. Each changed field becomes a row of the
table ``edits`` and wins over what later runs extract, field by field; the machine's value stays readable beside it.

- A changed row whose ``review_status`` is still ``auto`` becomes ``edited``; so does one with an unknown status.
- A moved point changes ``lon`` and ``lat``; the distance to the line and the province are worked out again.
- A title is made again where a part that it tells was changed, unless the person wrote a title of their own.
- A row set to ``rejected``, or deleted, is not an incident any more: later runs keep it out of the incidents
  (a rejected one is listed in ``audit``). Any other status, set there, brings a rejected one back.
- A row that a person added, and an edited or checked one that a later run does not find, stay; among their
  ``reasons`` is then ``not_in_this_run``, and ``run.json`` counts them apart.
- To undo an edit, delete its row from ``edits``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.errors import OutputError
from geomap.export import store
from geomap.export.cells import INCIDENT_KINDS, in_order, rows_of
from geomap.export.geopackage import GEOMETRY
from geomap.export.store import STORE_VERSION
from geomap.export.tables import CHILD_KEY
from geomap.incidents.titles import make_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from geomap.records import Run

_log = logging.getLogger(__name__)
DELETED = "*deleted"  # the `field` of an edit that took the whole row away
NOT_FOUND = "not_in_this_run"  # among the reasons of an incident that is there because a person reviewed it
STATUS = "review_status"
REJECTED = "rejected"
# what is worked out from the point, and worked out again once a person has moved it
_AREAS = ("admin1", "admin1_code", "admin2", "country")
_BORDER = ("border", "border_km", "border_side")
_IN_TITLE = frozenset(
    ("event_type", "sub_event_type", "place_relation", "place_name", "admin1", "killed_best", "injured_best")
)
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
    restored
        Ids of rejected incidents whose rejection was taken back in the table ``audit``.
    version
        Version of the store's layout; 0 if it was not made by geomap's exporter.
    """

    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    deleted: frozenset[str] = frozenset()
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    machine: dict[str, dict[str, Any]] = field(default_factory=dict)
    restored: frozenset[str] = frozenset()
    version: int = STORE_VERSION

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.fields or self.deleted or self.restored)


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
    db = store.connect(path)
    try:
        version = store.store_version(db)
        if version > STORE_VERSION:
            raise OutputError(
                f"{path} was written by a newer geomap (store version {version}, this one knows {STORE_VERSION})",
                hint="update geomap, or choose another folder with -o",
            )
        tables = store.table_names(db)
        if "incidents" not in tables:
            return Edits(version=version)
        written: dict[str, dict[str, Any]] = {}
        if "geomap_written" in tables:
            for incident_id, packed in db.execute("SELECT incident_id, row FROM geomap_written"):
                written[incident_id] = json.loads(zlib.decompress(packed))
        return find_edits(
            store.incident_rows(db),
            written=written,
            listed=store.table_rows(db, "edits") if "edits" in tables else (),
            audit=store.audit_rows(db) if "audit" in tables else (),
            version=version,
        )
    finally:
        db.close()


def find_edits(
    stored: Iterable[dict[str, Any]],
    *,
    written: Mapping[str, dict[str, Any]],
    listed: Iterable[Mapping[str, Any]] = (),
    audit: Iterable[dict[str, Any]] = (),
    version: int = STORE_VERSION,
) -> Edits:
    """Return what people changed in a store, whatever holds it.

    Parameters
    ----------
    stored
        The incidents as they are now: rows of plain values with the point under ``geom`` (lon, lat or None).
    written
        The same rows as geomap wrote them, by incident id, as JSON values.
    listed
        The rows of the table ``edits``: what was found before, in JSON.
    audit
        The rows of the table ``audit``, where a rejection can be taken back.
    """
    fields, machine, deleted = _listed(listed)
    rows: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for row in stored:
        point = row.pop(GEOMETRY)
        incident_id = row[CHILD_KEY] or _new_id(row)
        row[STATUS] = _status(row.get(STATUS), incident_id)
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
    restored = set()
    for row in audit:
        incident_id = row[CHILD_KEY]
        if incident_id in seen or fields.get(incident_id, {}).get(STATUS) != REJECTED:
            continue
        status = _status(row.get(STATUS), incident_id)
        if status != REJECTED:
            restored.add(incident_id)
            fields[incident_id][STATUS] = row[STATUS] = status
            if set(fields[incident_id]) == {STATUS} and status == "auto":  # nothing is left of the person's work
                del fields[incident_id]
                continue
        rows[incident_id] = row | fields[incident_id]
    for incident_id, changes in fields.items():
        if changes.get(STATUS, rows.get(incident_id, {}).get(STATUS, "auto")) in {None, "", "auto"}:
            changes[STATUS] = "edited"
        rows.setdefault(incident_id, {}).update(changes)
    return Edits(fields, frozenset(deleted), rows, machine, frozenset(restored), version)


def _listed(
    listed: Iterable[Mapping[str, Any]],
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]], set[str]]:
    """Return the edits of the table ``edits``: the person's values, the machine's, and what was deleted."""
    fields: dict[str, dict[str, Any]] = {}
    machine: dict[str, dict[str, Any]] = {}
    deleted: set[str] = set()
    for row in listed:
        incident_id, name = row[CHILD_KEY], row["field"]
        if name == DELETED:
            deleted.add(incident_id)
        elif name in INCIDENT_KINDS and row["value"] is not None:
            value = _typed(name, json.loads(row["value"]))
            fields.setdefault(incident_id, {})[name] = _status(value, incident_id) if name == STATUS else value
            if row["machine"] is not None:
                machine.setdefault(incident_id, {})[name] = json.loads(row["machine"])
    return fields, machine, deleted


def _status(value: Any, incident_id: str) -> str:
    """Return a review status of the vocabulary; another word is a person's, so the row is an edited one."""
    told = str(value or "auto").strip().casefold()
    if told in schema.REVIEW_STATUSES:
        return told
    known = ", ".join(schema.REVIEW_STATUSES)
    _log.warning("incident %s has the review status %r, not one of %s: taken as edited", incident_id, value, known)
    return "edited"


def _new_id(row: dict[str, Any]) -> str:
    text = schema.to_json([row.get("title"), row.get("date_start"), row.get("lon"), row.get("lat")])
    return "p" + hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _typed(name: str, value: Any) -> Any:
    return store.from_sql("date", value) if INCIDENT_KINDS.get(name) == "date" and value is not None else value


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
    audit: dict[str, dict[str, Any]] = {}
    found = list(rows_of(run.incidents))
    again = edits.restored - {row[CHILD_KEY] for row in found}
    for row in rows_of(run.audit):
        (found.append(row) if row[CHILD_KEY] in again else audit.setdefault(row[CHILD_KEY], row))
    told: dict[str, set[str]] = {}
    moved: dict[str, set[str]] = {}
    for row in found:
        own = row[CHILD_KEY]
        if own in edits.deleted:
            continue
        if own in edits.restored and own not in edits.fields:
            row[STATUS] = "auto"
        point = (row["lon"], row["lat"])
        names = told.setdefault(own, set())
        for name in [*(row.get("merged_from") or ()), own]:  # the incident's own edits come last and win
            changes = edits.fields.get(name, {})
            if name == own or changes.get(STATUS) != REJECTED:  # a rejected part does not take the rest
                row.update(changes)
                names |= set(changes)
                taken.add(name)
        if point != (row["lon"], row["lat"]):
            moved[own] = names
        if row.get(STATUS) == REJECTED:
            audit[own] = row
        else:
            kept.append(row)
    for incident_id in sorted(set(edits.fields) - taken - edits.deleted):
        row = {name: edits.rows[incident_id].get(name) for name in schema.INCIDENT_NAMES}
        row[CHILD_KEY] = incident_id
        row["reasons"] = list(dict.fromkeys([*(row["reasons"] or ()), NOT_FOUND]))
        told[incident_id] = set(edits.fields[incident_id])
        if row[STATUS] == REJECTED:
            audit.setdefault(incident_id, row)
        else:
            kept.append(row)
    rows = _titled_again(_placed_again(kept, moved, run), told)
    incidents = in_order(schema.frame(rows, schema.INCIDENT_NAMES))
    counts = run.counts | {"incidents": len(incidents), "edited": len(edits.fields), "deleted": len(edits.deleted)}
    counts[NOT_FOUND] = sum(NOT_FOUND in (row["reasons"] or ()) for row in rows)
    if "incidents_with_point" in counts:
        counts["incidents_with_point"] = int(incidents["lat"].notna().sum())
    return dataclasses.replace(
        run, incidents=incidents, audit=schema.frame(audit.values(), schema.INCIDENT_NAMES), counts=counts
    )


def _titled_again(rows: list[dict[str, Any]], told: Mapping[str, set[str]]) -> list[dict[str, Any]]:
    """Return the rows with a new title where a person changed what it tells and left the title itself alone."""
    for row in rows:
        names = told.get(row[CHILD_KEY], set())
        parts = names | {"admin1"} if names & {"lon", "lat"} else names  # a moved point may lie in another province
        if parts & _IN_TITLE and "title" not in names:
            row["title"] = make_title(schema.row_to_incident(row))
    return rows


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
