"""A GeoPackage 1.3 file written with nothing but SQLite, so that the same data give the same bytes.

GDAL writes the time of writing into every file and lays pages out as it likes; a run of geomap must be repeatable
byte for byte, so the tables of the standard are made here.

References
----------
.. [1] OGC 12-128r17, "GeoPackage Encoding Standard" 1.3, http://www.geopackage.org/spec130/
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import shapely

from geomap.errors import OutputError
from geomap.export.cells import Json
from geomap.gazetteer import geopackage as gpkg
from geomap.gazetteer.spatial_index import fill
from geomap.schema import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_log = logging.getLogger(__name__)
SRS_ID = 4326
GEOMETRY = "geom"
FIXED_TIME = gpkg.LAST_CHANGE  # the standard wants a time; a real one would differ from run to run
SQL_TYPES = {
    "str": "TEXT", "int": "INTEGER", "float": "REAL", "date": "DATE", "bool": "BOOLEAN", "list": "TEXT", "json": "TEXT",
}  # fmt: skip
_AS_IT_IS: dict[str, set[type]] = {"str": {str}, "float": {float}, "bool": {bool}, "list": {Json}, "json": {Json}}
_RESERVED = ("gpkg_", "sqlite_", "rtree_", "geomap_", "layer_styles")
_TABLES = f"""
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
  description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT,
  min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT,
  row_id_value INTEGER, timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
  styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT CURRENT_TIMESTAMP);
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec120/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema',
   'http://www.geopackage.org/spec120/#extension_schema', 'read-write'),
  ('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec120/#extension_metadata', 'read-write'),
  ('gpkg_metadata_reference', NULL, 'gpkg_metadata',
   'http://www.geopackage.org/spec120/#extension_metadata', 'read-write');
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)
  VALUES ('layer_styles', 'attributes', 'layer_styles', 'Default styles for QGIS', '{FIXED_TIME}');
"""
_MULTI = {"line": "MULTILINESTRING", "polygon": "MULTIPOLYGON", "point": "POINT"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, its kind (`SQL_TYPES`), a label for people and the meaning of its codes."""

    name: str
    kind: str
    label: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    constraint: str = ""


def table_name(name: str) -> str:
    """Return `name` as a table name that every program can open: letters, digits and underscores."""
    safe = re.sub(r"\W+", "_", name).strip("_") or "layer"
    return f"layer_{safe}" if safe.lower().startswith(_RESERVED) else safe


def to_sql(kind: str, value: Any) -> Any:
    """Return a plain value as SQLite stores it: lists and dicts as JSON text, dates as ISO text."""
    if value is None:
        return None
    if kind in {"list", "json"}:
        return value if isinstance(value, Json) else to_json(value)
    if kind == "bool":
        return int(bool(value))
    if kind == "int":
        return int(value) if -(2**63) <= int(value) < 2**63 else None
    if kind == "float":
        return float(value)
    return value if isinstance(value, str) else str(value)


def blob(shape: Any, wkb: bytes) -> bytes:
    """Return the GeoPackage form of a geometry: header, envelope (none for a point), WKB (clause 2.1.3)."""
    return gpkg.header(None if shape.geom_type == "Point" else shape.bounds) + wkb


def unblob(data: bytes | None) -> Any:
    """Return the geometry of a GeoPackage cell; None for none or an empty one."""
    if data is None:
        return None
    empty = data[3] & 0b10000
    return None if empty else shapely.from_wkb(gpkg.wkb_of(data))


def _stored(kind: str, values: Sequence[Any]) -> Sequence[Any]:
    """Return a column as SQLite stores it; a column that needs no change is not walked value by value."""
    seen = set(map(type, values)) - {type(None)}
    if seen <= _AS_IT_IS.get(kind, set()):
        return values
    if kind == "date" and seen == {dt.date}:
        return [None if value is None else value.isoformat() for value in values]
    return [to_sql(kind, value) for value in values]


def box_of(shapes: np.ndarray[Any, Any]) -> list[float]:
    """Return west, south, east, north of geometries; empty if there are none."""
    if not len(shapes) or shapely.is_missing(shapes).all():
        return []
    return [float(value) for value in shapely.total_bounds(shapes)]


@dataclass(slots=True)
class _OpenTable:
    """A table that takes rows: its columns' kinds, whether it has geometries, its index and what goes into that."""

    kinds: tuple[str, ...]
    has_geometry: bool
    index: str
    rows: int = 0
    boxes: list[tuple[int, float, float, float, float]] = field(default_factory=list)


class GeoPackage:
    """A new GeoPackage at a path that does not exist yet; a context manager that closes it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._names: set[str] = {"layer_styles"}
        self._identifiers: set[str] = {"layer_styles"}
        self._metadata = 0
        self._open: dict[str, _OpenTable] = {}
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            # no journal: the file is a temporary one, and is renamed only when it is whole
            self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=4096;")
            self._db.execute("BEGIN")
            gpkg.start(self._db)
            for statement in _TABLES.split(";\n"):
                if statement.strip():
                    self._db.execute(statement)
        except sqlite3.Error as error:
            raise OutputError(f"cannot write {path}: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                for table, state in self._open.items():
                    if state.index:
                        fill(self._db, state.index, state.boxes)
                        self._add_triggers(table)
                self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise OutputError(
                f"cannot write {self._path}: {error}", hint="is the disk full? choose another folder with -o"
            ) from error
        finally:
            self._db.close()

    def execute(self, sql: str, rows: Iterable[Sequence[Any]] | None = None) -> None:
        """Run one statement: once, or for each of `rows`, which may be a stream."""
        try:
            if rows is not None:
                self._db.executemany(sql, rows)
            else:
                self._db.execute(sql)
        except sqlite3.Error as error:
            raise OutputError(f"cannot write {self._path}: {error}") from error

    def add_table(
        self,
        name: str,
        fields: Sequence[Field],
        columns: Sequence[Sequence[Any]],
        *,
        shapes: np.ndarray[Any, Any] | None = None,
        geometry: str = "",
        title: str = "",
        description: str = "",
        constraint: str = "",
    ) -> str:
        """Add a layer (with `geometry`: point, line or polygon) or an attribute table; return its name.

        Parameters
        ----------
        columns
            One sequence of plain values a field, all of one length.
        shapes
            As many shapely geometries or None, EPSG:4326.
        constraint
            SQL that ends the table's definition (a foreign key).
        """
        type_name = ""
        box: Sequence[float] = ()
        if geometry:
            shapes, type_name = _promote(shapes if shapes is not None else np.array([], dtype=object), geometry)
            box = box_of(shapes)
        table = self.begin_table(
            name, fields, type_name=type_name, box=box, title=title, description=description, constraint=constraint
        )
        self.append(table, columns, shapes)
        return table

    def begin_table(
        self,
        name: str,
        fields: Sequence[Field],
        *,
        type_name: str = "",
        box: Sequence[float] = (),
        title: str = "",
        description: str = "",
        constraint: str = "",
    ) -> str:
        """Add an empty table, for rows that come in pieces (`append`); return its name.

        Parameters
        ----------
        type_name
            The standard's word for its geometries (POINT); empty for an attribute table.
        box
            West, south, east, north of all rows to come.
        """
        table = table_name(name)
        if table in self._names:
            raise OutputError(f"two layers are called {table!r}", hint="give every layer its own id")
        self._names.add(table)
        defined = ['"fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL']
        if type_name:
            defined.append(f'"{GEOMETRY}" {type_name}')
        for one in fields:
            defined.append(f'"{one.name}" {SQL_TYPES[one.kind]}{" " + one.constraint if one.constraint else ""}')
        if constraint:
            defined.append(constraint)
        self.execute(f'CREATE TABLE "{table}" ({", ".join(defined)})')
        self._register(table, type_name, box, title, description)
        self._describe(table, fields)
        index = self._begin_index(table) if type_name else ""
        self._open[table] = _OpenTable(tuple(one.kind for one in fields), bool(type_name), index)
        return table

    def append(self, table: str, columns: Sequence[Sequence[Any]], shapes: np.ndarray[Any, Any] | None = None) -> None:
        """Add rows to a table of this file: one sequence of plain values a field, shapes of its one type."""
        state = self._open[table]
        stored = [_stored(kind, values) for kind, values in zip(state.kinds, columns, strict=True)]
        count = len(stored[0]) if stored else 0
        first = state.rows + 1
        state.rows += count
        if state.has_geometry:
            given = shapes if shapes is not None else np.array([], dtype=object)
            wkbs = shapely.to_wkb(given, byte_order=1, output_dimension=2, flavor="iso")
            stored.insert(0, [None if one is None else blob(one, wkb) for one, wkb in zip(given, wkbs, strict=True)])
            if state.index and len(given):
                boxes = shapely.bounds(given).tolist()
                state.boxes += [
                    (number, box[0], box[2], box[1], box[3])
                    for number, (one, box) in enumerate(zip(given, boxes, strict=True), start=first)
                    if one is not None
                ]
        marks = ",".join("?" * (len(stored) + 1))
        rows = zip(range(first, first + count), *stored, strict=True)
        self.execute(f'INSERT INTO "{table}" VALUES ({marks})', rows)

    def _register(self, table: str, type_name: str, box: Sequence[float], title: str, description: str) -> None:
        identifier = title or table
        while identifier in self._identifiers:
            identifier += f" ({table})"
        self._identifiers.add(identifier)
        kind, srs = ("features", SRS_ID) if type_name else ("attributes", None)
        values = (table, kind, identifier, description, FIXED_TIME, *(box or (None, None, None, None)), srs)
        self.execute("INSERT INTO gpkg_contents VALUES (?,?,?,?,?,?,?,?,?,?)", [values])
        if type_name:
            self.execute(
                "INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,0,0)", [(table, GEOMETRY, type_name, SRS_ID)]
            )

    def _describe(self, table: str, fields: Sequence[Field]) -> None:
        for one in fields:
            if not one.label and not one.codes:
                continue
            enum = f"{one.name}_codes" if one.codes else None
            self.execute(
                "INSERT INTO gpkg_data_columns VALUES (?,?,?,?,NULL,NULL,?)",
                [(table, one.name, one.name, one.label or None, enum)],
            )
            self.execute(
                "INSERT OR IGNORE INTO gpkg_data_column_constraints VALUES (?, 'enum', ?, NULL,NULL,NULL,NULL, ?)",
                [(enum, code, label) for code, label in one.codes.items()],
            )

    def _begin_index(self, table: str) -> str:
        """Add the layer's empty R-tree and return its name; "" if this SQLite has none."""
        index = f"rtree_{table}_{GEOMETRY}"
        try:
            self._db.execute(f'CREATE VIRTUAL TABLE "{index}" USING rtree(id, minx, maxx, miny, maxy)')
        except sqlite3.OperationalError:  # a Python whose SQLite was built without it: slower, but right
            _log.warning("this Python's SQLite has no R-tree: %s gets no spatial index", table)
            return ""
        self.execute(
            "INSERT INTO gpkg_extensions VALUES (?,?,'gpkg_rtree_index',?,'write-only')",
            [(table, GEOMETRY, gpkg.RTREE_DEFINITION)],
        )
        return index

    def _add_triggers(self, table: str) -> None:
        """Add what keeps the index right in other programs; last, as SQLite alone does not know ST_MinX."""
        for trigger in gpkg.triggers(table):
            self.execute(trigger)

    def add_style(self, table: str, qml: str, *, geometry: bool, description: str = "") -> None:
        """Keep `qml` as the style that QGIS gives the layer when it is added."""
        column = GEOMETRY if geometry else ""
        self.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
            " styleQML, styleSLD, useAsDefault, description, owner, update_time) VALUES ('','',?,?,?,?,'',1,?,'',?)",
            [(table, column, "geomap", qml, description, FIXED_TIME)],
        )

    def add_metadata(self, table: str, xml: str) -> None:
        """Keep QGIS's layer metadata for `table`."""
        self._metadata += 1
        self.execute(
            "INSERT INTO gpkg_metadata VALUES (?, 'dataset', 'http://mrcc.com/qgis.dtd', 'text/xml', ?)",
            [(self._metadata, xml)],
        )
        self.execute(
            "INSERT INTO gpkg_metadata_reference VALUES ('table', ?, NULL, NULL, ?, ?, NULL)",
            [(table, FIXED_TIME, self._metadata)],
        )


def _promote(shapes: np.ndarray[Any, Any], geometry: str) -> tuple[np.ndarray[Any, Any], str]:
    """Return geometries of one type: lines and polygons as their multi type; a mixed layer is GEOMETRY."""
    if not len(shapes):
        return shapes, _MULTI[geometry]
    single, multi = {
        "point": ("Point", "Point"),
        "line": ("LineString", "MultiLineString"),
        "polygon": ("Polygon", "MultiPolygon"),
    }[geometry]
    kinds = {shape.geom_type for shape in shapes if shape is not None}
    if not kinds <= {single, multi}:
        return shapes, "GEOMETRY"
    if geometry == "point":
        return shapes, "POINT"
    make = shapely.multilinestrings if geometry == "line" else shapely.multipolygons
    out = np.array([None] * len(shapes), dtype=object)
    for number, shape in enumerate(shapes):
        out[number] = make([shape]) if shape is not None and shape.geom_type == single else shape
    return out, _MULTI[geometry]
