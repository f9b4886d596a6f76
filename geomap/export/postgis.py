"""A run in a PostgreSQL database with PostGIS: written in one transaction, updated by incident id, edits kept.

A database holds any number of runs. An incident that is there already is updated, one that this run does not find
stays and has ``in_run`` false. What people changed in the tables (with QGIS, with SQL) is found and kept by the same
rules as in ``geomap.gpkg`` (`geomap.export.edits`). A run that is killed, or fails, leaves the database as it was.

Needs ``pip install 'geomap-incidents[postgis]'``.
"""

from __future__ import annotations

import dataclasses
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import shapely

from geomap import schema
from geomap.errors import InputError, OutputError, UsageError, need
from geomap.export import edits as edit_rules
from geomap.export import gpkg
from geomap.export.cells import cells, in_order
from geomap.export.geopackage import GEOMETRY
from geomap.export.store import STORE_VERSION
from geomap.export.tables import CHILD_KEY, CLAIM_NAMES, SOURCE_NAMES
from geomap.records import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from sqlalchemy import Connection, Table
    from sqlalchemy.engine import URL

_log = logging.getLogger(__name__)
SCHEMA = "geomap"
CHUNK = 10_000  # rows that are in the making at a time
_WAIT_S = 10
_FRAMES = ("places", "records", "border")


def is_database(text: str) -> bool:
    """Return whether `text` is the address of a PostgreSQL database."""
    return text.startswith(("postgresql://", "postgres://", "postgresql+psycopg://"))


def shown(address: str) -> str:
    """Return the address of a database without its password."""
    return _url(address).render_as_string(hide_password=True).replace("+psycopg", "", 1)


def _url(address: str) -> URL:
    need("sqlalchemy", to="write to PostGIS", extra="postgis")
    need("psycopg", to="write to PostGIS", extra="postgis")
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(address) if is_database(address) else None
    except (ArgumentError, ValueError):  # what it says may quote the address, and the password with it
        url = None
    if url is None or not url.database:
        raise UsageError(
            "the address of the database cannot be read", hint="write it as postgresql://user@host:5432/database"
        )
    return url.set(drivername="postgresql+psycopg")


@contextmanager
def _transaction(address: str) -> Iterator[Connection]:
    """Yield a connection in a transaction; what the database says becomes one message without the password."""
    url = _url(address)
    from sqlalchemy import create_engine, pool
    from sqlalchemy.exc import OperationalError, SQLAlchemyError

    wait = {} if "connect_timeout" in url.query else {"connect_timeout": _WAIT_S}
    engine = create_engine(
        url, poolclass=pool.NullPool, connect_args={"application_name": "geomap", **wait}, hide_parameters=True
    )
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        told = str(getattr(error, "orig", None) or error).strip().splitlines()
        reason = next((line for line in told if line.strip()), type(error).__name__)
        if len(str(url.password or "")) > 3:  # no server repeats it; a shorter one is a part of any word
            reason = reason.replace(str(url.password), "***")
        hint = "is the server running, and are user, password (~/.pgpass or PGPASSWORD) and database right?"
        raise OutputError(
            f"the database {shown(address)} refused: {reason}", hint=hint if isinstance(error, OperationalError) else ""
        ) from None
    finally:
        engine.dispose()


def write_database(run: Run, address: str, *, schema_name: str = SCHEMA) -> str:
    """Write a run into a PostGIS database in one transaction, and return the address without its password.

    Parameters
    ----------
    run
        Frames in EPSG:4326; mentions may come in pieces.
    address
        ``postgresql://user:password@host:port/database``; what is left out is taken from ``PG…`` variables and
        ``~/.pgpass``.
    schema_name
        The schema that holds the tables; made if it is not there.

    Raises
    ------
    MissingDependencyError
        If SQLAlchemy or psycopg is not installed.
    OutputError
        If the database cannot be reached, refuses, has no PostGIS, or was written by a newer geomap.
    """
    with _transaction(address) as connection:
        tables = _prepare(connection, schema_name)
        edits = _edits(connection, tables, run)
        edited = edit_rules.apply_edits(run, edits)
        _write_incidents(connection, tables, edited, edits)
        listed: list[Any] = list(zip(*edit_rules.edit_rows(edits, run), strict=True)) or [[]] * 4
        _settle(connection, tables["edits"], listed)
        _write_rest(connection, tables, edited)
    return shown(address)


def _prepare(connection: Connection, schema_name: str) -> dict[str, Table]:
    """Return the tables, made where they are not there; one writer at a time."""
    from sqlalchemy import MetaData, func, inspect, select, text
    from sqlalchemy.exc import ProgrammingError, SQLAlchemyError
    from sqlalchemy.schema import CreateSchema

    from geomap.export.database import make_tables

    connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"geomap {schema_name}"))))
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise OutputError(
            f"the database has no PostGIS: {reason}",
            hint="install it (Debian: postgresql-15-postgis-3) and run, as its owner: CREATE EXTENSION postgis",
        ) from None
    if schema_name not in inspect(connection).get_schema_names():
        connection.execute(CreateSchema(schema_name))
    metadata = MetaData(schema=schema_name)
    tables = make_tables(metadata)
    metadata.create_all(connection)
    _add_columns(connection, tables)
    meta = tables["geomap_meta"]
    try:
        found = connection.execute(select(meta.c.value).where(meta.c.key == "store_version")).scalar()
    except ProgrammingError as error:
        raise OutputError(f"the schema {schema_name!r} holds tables of something else: {error.orig}") from None
    if (found or 0) > STORE_VERSION:
        raise OutputError(
            f"the schema {schema_name!r} was written by a newer geomap (version {found}, this one knows "
            f"{STORE_VERSION})",
            hint="update geomap, or choose another schema",
        )
    return tables


def _add_columns(connection: Connection, tables: dict[str, Table]) -> None:
    """Add the columns that tables of an older geomap lack; nothing is taken away."""
    from sqlalchemy import text

    listed = text("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = :schema")
    schema_name = next(iter(tables.values())).schema
    there = {(table, column) for table, column in connection.execute(listed, {"schema": schema_name})}
    quoted = connection.dialect.identifier_preparer
    for table in tables.values():
        for one in table.columns:
            if (table.name, one.name) not in there:
                what = f"{quoted.format_column(one)} {one.type.compile(connection.dialect)}"
                connection.exec_driver_sql(f"ALTER TABLE {quoted.format_table(table)} ADD COLUMN {what}")


def _edits(connection: Connection, tables: dict[str, Table], run: Run) -> edit_rules.Edits:
    """Return what people changed in the rows of the run's incidents and of those that were merged into them."""
    from sqlalchemy import Column, MetaData, Text, select
    from sqlalchemy import Table as MakeTable

    data = cells(run.incidents, only=(CHILD_KEY, "merged_from"))
    ids = {str(one) for one in data[CHILD_KEY]} | {str(one) for many in data["merged_from"] for one in many or ()}
    wanted = MakeTable(
        "wanted", MetaData(), Column(CHILD_KEY, Text), prefixes=["TEMPORARY"], postgresql_on_commit="DROP"
    )
    wanted.create(connection)
    if ids:
        connection.execute(wanted.insert(), [{CHILD_KEY: one} for one in sorted(ids)])
    listed = select(wanted.c[CHILD_KEY])

    def rows(name: str) -> list[dict[str, Any]]:
        table = tables[name]
        asked = select(table).where(table.c[CHILD_KEY].in_(listed)).order_by(table.c[CHILD_KEY])
        return [dict(row) for row in connection.execute(asked).mappings()]

    stored = _with_children(rows("incidents"), rows("claims"), rows("sources"))
    for row in stored:
        point = row.pop(GEOMETRY)
        row.pop("in_run")
        row[GEOMETRY] = _point(point)
    written = {row[CHILD_KEY]: row["row"] for row in rows("geomap_written")}
    return edit_rules.find_edits(stored, written=written, listed=rows("edits"), audit=rows("audit"))


def _point(stored: Any) -> tuple[float, float] | None:
    if stored is None:
        return None
    middle = shapely.from_wkb(bytes.fromhex(stored) if isinstance(stored, str) else stored).centroid
    return None if middle.is_empty else (round(middle.x, 5), round(middle.y, 5))


def _with_children(
    incidents: list[dict[str, Any]], claims: Sequence[dict[str, Any]], sources: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    for column, names, children in (("claims", CLAIM_NAMES, claims), ("sources", SOURCE_NAMES, sources)):
        below: dict[str, list[dict[str, Any]]] = {}
        for child in sorted(children, key=lambda child: (child[CHILD_KEY], child["ord"])):
            below.setdefault(child[CHILD_KEY], []).append({name: child[name] for name in names})
        for row in incidents:
            row[column] = below.get(row[CHILD_KEY], [])
    for row in incidents:
        row.update({name: [] for name in schema.NESTED if row[name] is None})
    return incidents


def _settle(connection: Connection, table: Table, columns: Sequence[Sequence[Any]]) -> None:
    from geomap.export.database import Stage

    stage = Stage(connection, table)
    stage.copy(columns)
    stage.settle()


def _pieces(frame: gpd.GeoDataFrame) -> Iterator[gpd.GeoDataFrame]:
    for start in range(0, len(frame), CHUNK):
        yield frame.iloc[start : start + CHUNK]


def _write_incidents(connection: Connection, tables: dict[str, Table], run: Run, edits: edit_rules.Edits) -> None:
    """Write incidents with their claims and sources, and keep what was written to tell a person's edits by."""
    from sqlalchemy import not_, select

    from geomap.export import tables as told
    from geomap.export.cells import geometries
    from geomap.export.database import Stage

    names = ("incidents", "claims", "sources", "geomap_written")
    stages = {name: Stage(connection, tables[name]) for name in names}
    for piece in _pieces(in_order(run.incidents)):
        data = cells(piece)
        for name in ("claims", "sources"):
            stages[name].copy(told.child_table(data, name)[1])
        stages["geomap_written"].copy([data[CHILD_KEY], written_rows(data, geometries(piece))])
        stages["incidents"].copy_frame(piece, data | {"in_run": [True] * len(piece)})
    stages["incidents"].settle()
    incidents, staged = tables["incidents"], stages["incidents"].table
    missing = not_(incidents.c[CHILD_KEY].in_(select(staged.c[CHILD_KEY])))
    connection.execute(incidents.update().where(missing, incidents.c.in_run).values(in_run=False))
    gone = edits.deleted | {key for key, row in edits.fields.items() if row.get("review_status") == "rejected"}
    for name in ("incidents", "geomap_written"):
        here = tables[name]
        if gone:
            connection.execute(here.delete().where(here.c[CHILD_KEY].in_(sorted(gone))))
    # an incident without claims any more must lose those that it had
    for name in ("claims", "sources", "areas"):
        here = tables[name]
        connection.execute(here.delete().where(here.c[CHILD_KEY].in_(select(staged.c[CHILD_KEY]))))
    if edits.restored:
        audit = tables["audit"]
        connection.execute(audit.delete().where(audit.c[CHILD_KEY].in_(sorted(edits.restored))))
    touched = sorted(set(edits.fields) | edits.deleted | edits.restored)
    listed = tables["edits"]
    if touched:
        connection.execute(listed.delete().where(listed.c[CHILD_KEY].in_(touched)))
    for name in ("claims", "sources", "geomap_written"):
        stages[name].settle()


def written_rows(data: dict[str, list[Any]], shapes: Any) -> list[dict[str, Any]]:
    """Return each incident as it is written, with its point, to compare with what a person made of it."""
    names = list(data)
    return [
        dict(zip(names, values, strict=True)) | {GEOMETRY: None if shape is None else [shape.x, shape.y]}
        for shape, *values in zip(shapes, *data.values(), strict=True)
    ]


def _write_rest(connection: Connection, tables: dict[str, Table], run: Run) -> None:
    """Write places, mentions, records, lines, areas and the run's facts."""
    from geomap.export.database import Stage

    areas = [layer.frame for layer in gpkg.layers_of(run) if layer.id == "incident_areas"]
    frames = {name: [getattr(run, name)] for name in _FRAMES} | {"areas": areas, "audit": [run.audit]}
    for name, many in frames.items():
        stage = Stage(connection, tables[name])
        for frame in many:
            for piece in _pieces(frame):
                stage.copy_frame(piece, _keyed(name, cells(piece)))
        stage.settle()
    stage = Stage(connection, tables["mentions"])
    for piece in schema.chunks(run.mentions, CHUNK):
        stage.copy_frame(piece, cells(piece))
    stage.settle()
    facts = {
        "store_version": STORE_VERSION, "title": run.title, "counts": run.counts, "meta": run.meta,
        "attribution": list(run.attribution),
    }  # fmt: skip
    _settle(connection, tables["geomap_meta"], [list(facts), list(facts.values())])


def _keyed(name: str, data: dict[str, list[Any]]) -> dict[str, list[Any]]:
    if name == "records":  # a key column takes no null
        return data | {key: [value or "" for value in data[key]] for key in ("table", "record_id")}
    return data


def read_database(address: str, *, schema_name: str = SCHEMA) -> Run:
    """Return what a database holds as a run: all its incidents, with people's edits in them.

    Admin areas and countries are not kept in a database; the frames are empty. Mentions are left where they are.

    Raises
    ------
    InputError
        If the schema holds nothing of geomap.
    OutputError
        If the database cannot be reached or refuses.
    """
    import pandas as pd

    with _transaction(address) as connection:
        from sqlalchemy import MetaData, inspect, select

        from geomap.export.database import make_tables

        known = inspect(connection)
        if schema_name not in known.get_schema_names() or "incidents" not in known.get_table_names(schema_name):
            raise InputError(
                f"the database {shown(address)} has no geomap tables in the schema {schema_name!r}",
                hint="write them with `geomap export RUN --to …`, or name another schema",
            )
        tables = make_tables(MetaData(schema=schema_name))

        def rows(name: str) -> list[dict[str, Any]]:
            table = tables[name]
            keys = list(table.primary_key.columns)
            return [dict(row) for row in connection.execute(select(table).order_by(*keys)).mappings()]

        incidents = _with_children(rows("incidents"), rows("claims"), rows("sources"))
        facts = {row["key"]: row["value"] for row in rows("geomap_meta")}
        points = [_point(row[GEOMETRY]) for row in incidents]
        frames = {name: _frame(rows(name), name) for name in _FRAMES}
        audit = rows("audit")
    for row, point in zip(incidents, points, strict=True):
        if point is not None and (
            row["lon"] is None or max(abs(row["lon"] - point[0]), abs(row["lat"] - point[1])) > 1e-5
        ):
            row["lon"], row["lat"] = point
    known_ids = {row[CHILD_KEY] for row in audit}
    audit += [row for row in incidents if row["review_status"] == "rejected" and row[CHILD_KEY] not in known_ids]
    incidents = [row for row in incidents if row["review_status"] != "rejected"]
    run = Run(
        incidents=in_order(schema.frame(incidents, schema.INCIDENT_NAMES)),
        audit=schema.frame(audit, schema.INCIDENT_NAMES),
        mentions=pd.DataFrame({name: pd.Series([], dtype=object) for name in schema.MENTION_COLUMNS}),
        admin=schema.frame([], schema.ADMIN_COLUMNS, geometry=[]),
        background=schema.frame([], schema.ADMIN_COLUMNS, geometry=[]),
        counts=facts.get("counts") or {},
        meta=facts.get("meta") or {},
        title=facts.get("title") or "",
        attribution=tuple(facts.get("attribution") or ()),
        **frames,
    )
    return dataclasses.replace(run, counts=run.counts | {"incidents": len(run.incidents)})


def _frame(rows: list[dict[str, Any]], name: str) -> gpd.GeoDataFrame:
    from geomap.export.database import SPECS

    shapes = [None if row[GEOMETRY] is None else shapely.from_wkb(bytes.fromhex(row[GEOMETRY])) for row in rows]
    return schema.frame(rows, SPECS[name].columns, geometry=shapes)
