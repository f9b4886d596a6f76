"""The tables of a run in PostgreSQL with PostGIS: their columns and keys, and the way of rows into them.

Rows are first copied into temporary tables (COPY carries data only, never SQL) and go on from there by one statement
a table, so that a table of any length is written with little memory and no value is ever part of a statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from psycopg import sql as raw_sql
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.types import UserDefinedType

from geomap import schema
from geomap.export.cells import INCIDENT_KINDS, geometries, known_kind
from geomap.export.geopackage import GEOMETRY
from geomap.export.tables import CHILD_KEY, CLAIM_NAMES, LABELS, NESTED_ELSEWHERE, SOURCE_NAMES
from geomap.join.areas import AREA_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

SRID = 4326
_TYPES: dict[str, Any] = {
    "str": Text, "int": BigInteger, "float": Float, "date": Date, "bool": Boolean, "list": JSONB, "json": JSONB,
}  # fmt: skip


class Geometry(UserDefinedType[Any]):
    """PostGIS's type; an empty `kind` takes any geometry."""

    cache_ok = True

    def __init__(self, kind: str = "") -> None:
        self.kind = kind

    def get_col_spec(self, **_: Any) -> str:
        """Return the type in SQL."""
        return f"geometry({self.kind}, {SRID})" if self.kind else "geometry"


@dataclass(frozen=True, slots=True)
class Spec:
    """A table: its columns, the geometry's type, the columns that name a row, and those that name what is replaced.

    With `key` a row that is there is updated; with `replaced_by` all rows of the same value are replaced.
    """

    name: str
    columns: tuple[str, ...]
    geometry: str = ""
    key: tuple[str, ...] = ()
    replaced_by: str = ""
    indexed: tuple[str, ...] = ()


_INCIDENT = tuple(name for name in schema.INCIDENT_NAMES if name not in NESTED_ELSEWHERE)
SPECS = {
    one.name: one
    for one in (
        Spec("incidents", (*_INCIDENT, "in_run"), "Point", (CHILD_KEY,), indexed=("date_start",)),
        Spec("claims", (CHILD_KEY, "ord", *CLAIM_NAMES), "", (CHILD_KEY, "ord"), CHILD_KEY),
        Spec("sources", (CHILD_KEY, "ord", *SOURCE_NAMES), "", (CHILD_KEY, "ord"), CHILD_KEY, ("report_id",)),
        Spec("areas", AREA_COLUMNS, "MultiPolygon", (CHILD_KEY,), CHILD_KEY),
        Spec("audit", schema.INCIDENT_NAMES, "", (CHILD_KEY,)),
        Spec("places", schema.PLACE_COLUMNS, "Point", ("place_id",)),
        Spec("mentions", schema.MENTION_COLUMNS, replaced_by="report_id", indexed=("place_id",)),
        Spec("records", schema.RECORD_COLUMNS, "Point", ("table", "record_id"), indexed=(CHILD_KEY,)),
        Spec("border", schema.BORDER_COLUMNS, "MultiLineString", replaced_by="border_id"),
        Spec("edits", (CHILD_KEY, "field", "value", "machine"), "", (CHILD_KEY, "field"), CHILD_KEY),
        Spec("geomap_written", (CHILD_KEY, "row"), "", (CHILD_KEY,), CHILD_KEY),
        Spec("geomap_meta", ("key", "value"), "", ("key",)),
    )
}
_OWN_KINDS = {"in_run": "bool", "row": "json", "value": "str", "machine": "str"}
_CHILDREN = ("claims", "sources", "areas")  # their rows go with their incident


def kind_in(table: str, name: str) -> str:
    """Return the kind of a column: str, int, float, date, bool, list or json."""
    if table == "geomap_meta" and name == "value":
        return "json"
    if name in _OWN_KINDS:
        return _OWN_KINDS[name]
    return INCIDENT_KINDS[name] if table in {"incidents", "audit"} else known_kind(name) or "str"


def make_tables(metadata: MetaData) -> dict[str, Table]:
    """Return all tables in the schema of `metadata`."""
    return {name: _table(spec, metadata) for name, spec in SPECS.items()}


def _columns(spec: Spec, *, geometry: str | None = None) -> list[Column[Any]]:
    out = [
        Column(
            name,
            _TYPES[kind_in(spec.name, name)],
            nullable=name not in spec.key,
            autoincrement=False,
            comment=LABELS.get(name) if geometry is None else None,
        )
        for name in spec.columns
    ]
    if spec.geometry:
        out.append(Column(GEOMETRY, Geometry(spec.geometry if geometry is None else geometry)))
    return out


def _table(spec: Spec, metadata: MetaData) -> Table:
    more: list[Any] = [PrimaryKeyConstraint(*spec.key)] if spec.key else []
    columns = _columns(spec)
    if not spec.key:
        columns.insert(0, Column("id", BigInteger, Identity(always=True), primary_key=True))
    if spec.name in _CHILDREN:
        target = f"{metadata.schema}.incidents.{CHILD_KEY}" if metadata.schema else f"incidents.{CHILD_KEY}"
        more.append(ForeignKeyConstraint([CHILD_KEY], [target], ondelete="CASCADE", onupdate="CASCADE"))
    table = Table(spec.name, metadata, *columns, *more)
    if spec.geometry:
        Index(f"{spec.name}_{GEOMETRY}", table.c[GEOMETRY], postgresql_using="gist")
    for name in {*spec.indexed, *([spec.replaced_by] if spec.replaced_by and not spec.key else [])}:
        Index(f"{spec.name}_{name}", table.c[name])
    return table


class Stage:
    """A temporary table for the rows of one table; gone when the transaction ends."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.connection, self.target, self.spec = connection, table, SPECS[table.name]
        columns = _columns(self.spec, geometry="")
        for one in columns:
            one.nullable = True
        self.table = Table(
            f"stage_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP"
        )
        self.table.create(connection)
        self._kinds = [kind_in(table.name, name) for name in self.spec.columns]

    def copy(self, columns: Sequence[Sequence[Any]], shapes: Any = None) -> None:
        """Copy plain values, one sequence a column of the table's `Spec`, into the temporary table."""
        stored = [_texts(kind, values) for kind, values in zip(self._kinds, columns, strict=True)]
        names = list(self.spec.columns)
        if self.spec.geometry:
            stored.append(wkb_texts(shapes))
            names.append(GEOMETRY)
        statement = raw_sql.SQL("COPY {} ({}) FROM STDIN").format(
            raw_sql.Identifier(self.table.name), raw_sql.SQL(", ").join(map(raw_sql.Identifier, names))
        )
        driver: Any = self.connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(statement) as out:
            for row in zip(*stored, strict=True):
                out.write_row(row)

    def copy_frame(self, frame: gpd.GeoDataFrame, data: dict[str, list[Any]]) -> None:
        """Copy the cells of a frame; a column that it does not have is empty."""
        empty = [None] * len(frame)
        columns = [data.get(name, empty) for name in self.spec.columns]
        self.copy(columns, geometries(frame) if self.spec.geometry else None)

    def settle(self) -> None:
        """Put the rows into the table: update those that are there by key, replace those of one owner."""
        names = [one.name for one in self.table.columns]
        if self.spec.replaced_by:
            owner = self.spec.replaced_by
            known = select(self.table.c[owner]).distinct()
            self.connection.execute(self.target.delete().where(self.target.c[owner].in_(known)))
        multi = self.spec.geometry.startswith("Multi")
        keys = [self.table.c[name] for name in self.spec.key]
        rows = self.table.select().where(*(one.is_not(None) for one in keys))
        if keys:  # one row a key: the same record may be in a table twice
            numbered = rows.add_columns(
                func.row_number().over(partition_by=keys, order_by=keys).label("nth")
            ).subquery()
            rows = select(*(numbered.c[name] for name in names)).where(numbered.c.nth == 1)
        staged = rows.subquery()
        chosen = select(*(func.ST_Multi(one) if multi and one.name == GEOMETRY else one for one in staged.c))
        statement = insert(self.target).from_select(names, chosen)
        rest = {name: statement.excluded[name] for name in names if name not in self.spec.key}
        if self.spec.key:
            self.connection.execute(
                statement.on_conflict_do_update(index_elements=list(self.spec.key), set_=rest)
                if rest
                else statement.on_conflict_do_nothing()
            )
        else:
            self.connection.execute(statement)


def _texts(kind: str, values: Iterable[Any]) -> list[Any]:
    if kind in {"list", "json"}:
        return [None if value is None else schema.to_json(value).replace("\\u0000", "") for value in values]
    if kind == "str":
        return [None if value is None else str(value).replace("\x00", "") for value in values]
    if kind in {"int", "float"}:
        return [value if isinstance(value, int | float) and abs(value) < 2**63 else None for value in values]
    return list(values)


def wkb_texts(shapes: Any) -> list[Any]:
    """Return geometries as PostGIS reads them: hexadecimal EWKB with the reference system's number."""
    if not len(shapes):
        return []
    texts: list[Any] = shapely.to_wkb(shapely.set_srid(shapes, SRID), hex=True, include_srid=True).tolist()
    return texts
