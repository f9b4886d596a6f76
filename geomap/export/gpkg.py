"""The GeoPackage of a run: layers with styles, child tables, and the store that keeps people's edits."""

from __future__ import annotations

import dataclasses
import json
import logging
import shutil
import sqlite3
import zlib
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.errors import InputError, InputMissingError, OutputError
from geomap.export import qgis_style, tables
from geomap.export.cells import Json, cells, geometries, in_order, pieces, plain
from geomap.export.edits import Edits, apply_edits, edit_rows, read_edits
from geomap.export.geopackage import GEOMETRY, Field, GeoPackage, box_of, unblob
from geomap.export.store import (
    IN_MEMORY,
    STORE_VERSION,
    StoredMentions,
    connect,
    from_sql,
    incident_rows,
    kinds_of,
    store_version,
    table_rows,
)
from geomap.files import atomic_path
from geomap.records import Rejection, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd

    from geomap.layers import Layer

_log = logging.getLogger(__name__)
# frames of a run that the file holds whole, whatever is drawn of them: table, attribute of Run, geometry, title
FRAMES = (
    ("incidents", "incidents", "point", "Incidents"),
    ("places", "places", "point", "Places mentioned"),
    ("records", "records", "point", "Your records"),
    ("border", "border", "line", "Border line"),
    ("admin_areas", "admin", "polygon", "Admin areas"),
    ("countries", "background", "polygon", "Countries"),
)
CHILDREN = {
    "claims": ("Claims", "Who says what about an incident"),
    "sources": ("Sources", "The reports that tell an incident, with the words"),
    "mentions": ("Mentions", "Every place mention and the place it was taken for"),
    "audit": ("Audit", "Extracted but not an incident: background, future, negated, rejected by a person"),
    "edits": ("Edits", "What people changed; delete a row to undo it at the next run"),
    "rejected": ("Rejected", "What could not be read, and why"),
}


def layers_of(run: Run) -> list[Layer]:
    """Return the layers that map and project draw."""
    from geomap.layers import build_layers

    return list(build_layers(run))


def write(run: Run, path: Path, *, layers: Sequence[Layer] | None = None) -> Path:
    """Write the run as one GeoPackage 1.3 that QGIS opens styled, and that later runs and people can edit.

    What people changed in a file that is there already is read first and wins (`geomap.export.edits`).

    Parameters
    ----------
    layers
        Styles and derived layers; by default those of `geomap.layers.build_layers`.

    Raises
    ------
    OutputError
        If the file cannot be written, is open in QGIS, or comes from a newer geomap.
    """
    edits = keep_safe(path)
    edited = apply_edits(run, edits)
    drawn = list(layers) if layers is not None else layers_of(edited)
    with atomic_path(path) as temporary, GeoPackage(temporary) as file:
        edited = dataclasses.replace(edited, incidents=in_order(edited.incidents))
        _write_layers(file, edited, drawn)
        _write_incidents(file, edited)
        _write_children(file, edited, edit_rows(edits, run))
        _write_facts(file, edited)
    return path


def keep_safe(path: Path) -> Edits:
    """Return the edits in the file at `path`, after copying a file of another layout to a backup beside it."""
    try:
        edits = read_edits(path)
    except sqlite3.DatabaseError as error:
        _log.warning("%s is no GeoPackage (%s); kept as %s", path, error, _backup(path, "unreadable").name)
        return Edits()
    if path.exists() and edits.version < STORE_VERSION:
        copy = _backup(path, f"v{edits.version}")
        _log.warning("%s has an older layout (version %d); kept as %s", path, edits.version, copy.name)
    return edits


def _backup(path: Path, word: str) -> Path:
    target = path.with_name(f"{path.stem}.{word}.backup{path.suffix}")
    number = 2
    while target.exists():
        target = path.with_name(f"{path.stem}.{word}.backup{number}{path.suffix}")
        number += 1
    with atomic_path(target) as temporary:
        shutil.copyfile(path, temporary)
    return target


def _write_layers(file: GeoPackage, run: Run, layers: Sequence[Layer]) -> None:
    by_table: dict[str, Layer] = {}
    for layer in layers:
        if by_table.setdefault(tables.layer_table(layer), layer) is not layer:
            told = f"two layers are called {tables.layer_table(layer)!r}"
            raise OutputError(told, hint="give every layer an id of its own")
    for table, attribute, geometry, title in FRAMES:
        frame = getattr(run, attribute)
        shown = by_table.pop(table, None) or qgis_style.plain_layer(table, title, geometry)
        if table == "incidents":  # their rows come in pieces
            fields = list(tables.frame_fields(frame, unique=tables.CHILD_KEY, without=tables.NESTED_ELSEWHERE).values())
            box = box_of(geometries(frame, decimals=None))
            about = {"title": shown.title, "description": shown.description}
            file.begin_table(table, fields, type_name="POINT", box=box, **about)
            _describe(file, run, table, shown, fields)
        else:
            content = tables.place_table(run) if table == "places" else tables.frame_table(frame)
            _add(file, run, table, shown, content, frame)
    for table, layer in by_table.items():
        _add(file, run, table, layer, tables.frame_table(layer.frame), layer.frame)


def _add(file: GeoPackage, run: Run, table: str, layer: Layer, content: tables.Table, frame: gpd.GeoDataFrame) -> None:
    fields, columns = content
    file.add_table(
        table,
        fields,
        columns,
        shapes=geometries(frame, decimals=None),  # the store keeps lines as they are: bands are made of them again
        geometry=layer.geometry,
        title=layer.title,
        description=layer.description,
    )
    _describe(file, run, table, layer, fields)


def _describe(file: GeoPackage, run: Run, table: str, layer: Layer, fields: Sequence[Field]) -> None:
    file.add_style(table, qgis_style.style_document(layer, fields), geometry=True, description=layer.description)
    file.add_metadata(table, qgis_style.metadata_document(layer, run))


def _write_incidents(file: GeoPackage, run: Run) -> None:
    """Write the incidents a piece at a time, their claims and sources, and the rows as written beside them.

    What was written tells a person's edits later on (`geomap.export.edits`).
    """
    for name in tables.NESTED_ELSEWHERE:
        _begin_child(file, name, tables.child_fields(name))
    file.execute("CREATE TABLE geomap_written (incident_id TEXT NOT NULL PRIMARY KEY, row BLOB NOT NULL)")
    for piece in pieces(run.incidents):
        data = cells(piece, texts=True)
        told = tables.frame_table(piece, without=tables.NESTED_ELSEWHERE, data=data)[1]
        file.append("incidents", told, geometries(piece, decimals=None))
        nested = {tables.CHILD_KEY: data[tables.CHILD_KEY]} | cells(piece, only=tables.NESTED_ELSEWHERE)
        for name in tables.NESTED_ELSEWHERE:
            file.append(name, tables.child_table(nested, name)[1])
        file.execute("INSERT INTO geomap_written VALUES (?,?)", _written(data, geometries(piece)))
    for name in tables.NESTED_ELSEWHERE:  # after the rows: quicker than with them
        file.execute(f'CREATE INDEX "{name}_incident_id" ON "{name}" ("{tables.CHILD_KEY}")')


def _written(data: dict[str, list[Any]], shapes: Iterable[Any]) -> Iterator[tuple[str, bytes]]:
    """Yield each row as JSON, packed, with its point as ``geom``."""
    points = ["null" if one is None else f"[{one.x}, {one.y}]" for one in shapes]
    columns = [_json_cells(values) for values in data.values()]
    start = ", ".join(f"{schema.to_json(name).replace('%', '%%')}: %s" for name in [*data, GEOMETRY])
    for key, *texts in zip(data[tables.CHILD_KEY], *columns, points, strict=True):
        yield key, zlib.compress(("{" + start % tuple(texts) + "}").encode(), 1)


def _json_cells(values: list[Any]) -> list[str]:
    """Return a column's cells as JSON; a value that comes often is put into words once."""
    if any(isinstance(value, Json | list | dict) for value in values):
        return [value if isinstance(value, Json) else schema.to_json(value) for value in values]
    known = {(type(value), value): schema.to_json(value) for value in set(values)}
    return [known[type(value), value] for value in values]


def _begin_child(file: GeoPackage, name: str, fields: Sequence[Field]) -> None:
    title, description = CHILDREN[name]
    owned = name in tables.NESTED_ELSEWHERE
    file.begin_table(
        name, fields, title=title, description=description, constraint=tables.CHILD_CONSTRAINT if owned else ""
    )
    shown = qgis_style.plain_layer(name, title, "")
    file.add_style(name, qgis_style.style_document(shown, fields), geometry=False, description=description)


def _write_children(file: GeoPackage, run: Run, edits: Iterable[Sequence[Any]]) -> None:
    _begin_child(file, "mentions", tables.mention_fields())
    for piece in schema.chunks(run.mentions):
        data = cells(piece, only=[name for name in schema.MENTION_COLUMNS if name in piece], texts=True)
        empty = [None] * len(piece)
        file.append("mentions", [data.get(name, empty) for name in schema.MENTION_COLUMNS])
    made = {
        "audit": tables.frame_table(in_order(run.audit)),
        "edits": _edit_table(edits),
        "rejected": tables.rejected_table(run),
    }
    for name, (fields, columns) in made.items():
        _begin_child(file, name, fields)
        file.append(name, columns)


def _edit_table(rows: Iterable[Sequence[Any]]) -> tables.Table:
    listed = list(rows)
    return tables.EDIT_FIELDS, [[row[number] for row in listed] for number in range(len(tables.EDIT_FIELDS))]


def _write_facts(file: GeoPackage, run: Run) -> None:
    """Keep what the layers do not say: the run's own facts."""
    file.execute("CREATE TABLE geomap_meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)")
    facts = {
        "store_version": STORE_VERSION,
        "title": run.title,
        "counts": run.counts,
        "meta": run.meta,
        "attribution": list(run.attribution),
    }
    file.execute(
        "INSERT INTO geomap_meta VALUES (?,?)", [(key, schema.to_json(plain(facts[key]))) for key in sorted(facts)]
    )


def read(path: Path) -> Run:
    """Return the run that a GeoPackage of geomap holds, with people's edits in it.

    Raises
    ------
    InputMissingError
        If there is no such file.
    InputError
        If it is not a GeoPackage that geomap wrote.
    """
    if not path.is_file():
        raise InputMissingError(f"there is no file {path}", hint="give the folder of a finished run, or its .gpkg")
    try:
        db = connect(path)
        try:
            if store_version(db) == 0:
                raise InputError(f"{path} was not written by geomap", hint="give the geomap.gpkg of a finished run")
            run = _read(db, path)
        finally:
            db.close()
        return apply_edits(run, read_edits(path))
    except sqlite3.DatabaseError as error:
        raise InputError(
            f"{path} is no readable GeoPackage: {error}", hint="give the geomap.gpkg of a finished run"
        ) from error


def _read(db: sqlite3.Connection, path: Path) -> Run:
    facts = {key: json.loads(value) for key, value in db.execute("SELECT key, value FROM geomap_meta")}
    frames = {attribute: _read_frame(db, table) for table, attribute, *_ in FRAMES if table != "incidents"}
    stored = incident_rows(db)
    points = [row.pop(GEOMETRY) for row in stored]
    for row, point in zip(stored, points, strict=True):
        if point is not None and row["lon"] is None:
            row["lon"], row["lat"] = point
    frames["places"] = frames["places"].drop(columns="label", errors="ignore")  # made for the map
    many = db.execute("SELECT count(*) FROM mentions").fetchone()[0] > IN_MEMORY
    mentions = StoredMentions(path) if many else _read_frame(db, "mentions")
    rejected = [
        Rejection(row["source"], row["reason"], row["detail"], row["where"], bool(row["fatal"]))
        for row in table_rows(db, "rejected")
    ]
    return Run(
        incidents=schema.frame(stored, schema.INCIDENT_NAMES),
        audit=schema.frame(_plain_rows(db, "audit"), schema.INCIDENT_NAMES),
        mentions=mentions,
        rejected=tuple(rejected),
        counts=facts.get("counts", {}),
        meta=facts.get("meta", {}),
        title=facts.get("title", ""),
        attribution=tuple(facts.get("attribution", ())),
        folder=path.parent,
        **frames,
    )


def _plain_rows(db: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    kinds = kinds_of(db, table)
    return [{name: from_sql(kind, row[name]) for name, kind in kinds.items()} for row in table_rows(db, table)]


def _read_frame(db: sqlite3.Connection, table: str) -> Any:
    """Return a stored table as a GeoDataFrame, or as a DataFrame if it has no geometry."""
    import pandas as pd

    kinds = kinds_of(db, table)
    rows = table_rows(db, table)
    told = [{name: from_sql(kind, row[name]) for name, kind in kinds.items()} for row in rows]
    if rows and GEOMETRY not in rows[0]:
        return pd.DataFrame({name: pd.Series([row[name] for row in told], dtype=object) for name in kinds})
    has_geometry = any(name == GEOMETRY for _, name, *_ in db.execute(f'PRAGMA table_info("{table}")'))
    if not has_geometry:
        return pd.DataFrame({name: pd.Series([], dtype=object) for name in kinds})
    return schema.frame(told, kinds, geometry=[unblob(row[GEOMETRY]) for row in rows])
