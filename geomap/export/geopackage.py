"""A GeoPackage 1.3 file written with nothing but SQLite, so that the same data give the same bytes.

GDAL writes the time of writing into every file and lays pages out as it likes; a run of geomap must be repeatable
byte for byte, so the tables of the standard are made here.

References
----------
.. [1] OGC 12-128r17, "GeoPackage Encoding Standard" 1.3, http://www.geopackage.org/spec130/
"""

from __future__ import annotations

import logging
import re
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import shapely

from geomap.errors import OutputError
from geomap.gazetteer import geopackage as gpkg
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
        return to_json(value)
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


class GeoPackage:
    """A new GeoPackage at a path that does not exist yet; a context manager that closes it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._names: set[str] = {"layer_styles"}
        self._identifiers: set[str] = {"layer_styles"}
        self._metadata = 0
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
                self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise OutputError(
                f"cannot write {self._path}: {error}", hint="is the disk full? choose another folder with -o"
            ) from error
        finally:
            self._db.close()

    def execute(self, sql: str, rows: Iterable[Sequence[Any]] = ()) -> None:
        """Run one statement for each of `rows` (once without parameters if there are none given)."""
        rows = list(rows)
        try:
            if rows:
                self._db.executemany(sql, rows)
            elif "?" not in sql:
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
        table = table_name(name)
        if table in self._names:
            raise OutputError(f"two layers are called {table!r}", hint="give every layer its own id")
        self._names.add(table)
        defined = ['"fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL']
        type_name = ""
        if geometry:
            shapes, type_name = _promote(shapes if shapes is not None else np.array([], dtype=object), geometry)
            defined.append(f'"{GEOMETRY}" {type_name}')
        for one in fields:
            defined.append(f'"{one.name}" {SQL_TYPES[one.kind]}{" " + one.constraint if one.constraint else ""}')
        if constraint:
            defined.append(constraint)
        self.execute(f'CREATE TABLE "{table}" ({", ".join(defined)})')
        self._register(table, type_name, shapes, title, description)
        self._describe(table, fields)
        stored = [[to_sql(one.kind, value) for value in values] for one, values in zip(fields, columns, strict=True)]
        if type_name and shapes is not None:
            wkbs = shapely.to_wkb(shapes, byte_order=1, output_dimension=2, flavor="iso")
            stored.insert(
                0,
                [None if shape is None else blob(shape, wkb) for shape, wkb in zip(shapes, wkbs, strict=True)],
            )
        marks = ",".join("?" * (len(stored) + 1))
        count = len(stored[0]) if stored else 0
        self.execute(f'INSERT INTO "{table}" VALUES ({marks})', zip(range(1, count + 1), *stored, strict=True))
        if type_name and shapes is not None:
            self._index(table, shapes)
        return table

    def _register(self, table: str, type_name: str, shapes: Any, title: str, description: str) -> None:
        identifier = title or table
        while identifier in self._identifiers:
            identifier += f" ({table})"
        self._identifiers.add(identifier)
        box: list[float | None] = [None] * 4
        if type_name and len(shapes) and not shapely.is_missing(shapes).all():
            box = [float(value) for value in shapely.total_bounds(shapes)]
        kind, srs = ("features", SRS_ID) if type_name else ("attributes", None)
        values = (table, kind, identifier, description, FIXED_TIME, *box, srs)
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

    def _index(self, table: str, shapes: np.ndarray[Any, Any]) -> None:
        index = f"rtree_{table}_{GEOMETRY}"
        try:
            self._db.execute(f'CREATE VIRTUAL TABLE "{index}" USING rtree(id, minx, maxx, miny, maxy)')
        except sqlite3.OperationalError:  # a Python whose SQLite was built without it: slower, but right
            _log.warning("this Python's SQLite has no R-tree: %s gets no spatial index", table)
            return
        boxes = shapely.bounds(shapes)
        entries = [
            (number, float(box[0]), float(box[2]), float(box[1]), float(box[3]))
            for number, (shape, box) in enumerate(zip(shapes, boxes, strict=True), start=1)
            if shape is not None
        ]
        self.execute(f'INSERT INTO "{index}" VALUES (?,?,?,?,?)', entries)
        for trigger in gpkg.triggers(table):
            self.execute(trigger)
        self.execute(
            "INSERT INTO gpkg_extensions VALUES (?,?,'gpkg_rtree_index',?,'write-only')",
            [(table, GEOMETRY, gpkg.RTREE_DEFINITION)],
        )

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
