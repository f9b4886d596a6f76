"""A GeoPackage 1.3 written and read with plain SQLite: what the standard asks for, and the gazetteer's own tables.

Written by hand and not by GDAL so that the bytes repeat: no time stamps, no random ids, rows in a fixed order.
The exports start their files here too (`start`, `triggers`, `header`, `wkb_of`).

References
----------
.. [1] OGC GeoPackage Encoding Standard 1.3.1, https://www.geopackage.org/spec131/
"""

from __future__ import annotations

import hashlib
import sqlite3
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.errors import GazetteerMissingError, GazetteerOutdatedError, OutputError
from geomap.gazetteer.spatial_index import fill

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10300
FORMAT_VERSION = "1"
LAST_CHANGE = "2000-01-01T00:00:00.000Z"  # constant: the same sources give the same bytes
RTREE_DEFINITION = "http://www.geopackage.org/spec120/#extension_rtree"
BUILD_COMMAND = "run `geomap gazetteer build`"

PLACE_FIELDS = (
    "place_id", "name", "kind", "feature_class", "country", "admin1", "admin1_code", "admin2", "lon", "lat",
    "population", "radius_m", "west", "south", "east", "north", "prominence", "geonameid", "source",
)  # fmt: skip
NAME_FIELDS = ("place_id", "text", "key", "type", "lang", "script", "party")
AREA_FIELDS = (
    "admin_id", "name", "level", "country", "admin1_code", "source", "licence", "worldview", "doubtful", "place_id",
)  # fmt: skip
BORDER_FIELDS = ("border_id", "name", "exclave", "date", "source", "licence", "worldview", "approximate")
SOURCE_FIELDS = ("name", "version", "licence", "url", "checksum", "note", "worldview")

_SRS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    (
        "WGS 84 geodetic", 4326, "EPSG", 4326,
        ('GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
        'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
        'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'),
        "longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid",
    ),
)  # fmt: skip

_CORE = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"""

TABLES = """
CREATE TABLE places (fid INTEGER PRIMARY KEY NOT NULL, geom POINT, place_id TEXT NOT NULL, name TEXT NOT NULL,
  kind TEXT NOT NULL, feature_class TEXT NOT NULL, country TEXT NOT NULL, admin1 TEXT NOT NULL,
  admin1_code TEXT NOT NULL, admin2 TEXT NOT NULL, lon DOUBLE NOT NULL, lat DOUBLE NOT NULL,
  population INTEGER NOT NULL, radius_m DOUBLE, west DOUBLE, south DOUBLE, east DOUBLE, north DOUBLE,
  prominence DOUBLE NOT NULL, geonameid INTEGER, source TEXT NOT NULL);
CREATE TABLE names (fid INTEGER PRIMARY KEY NOT NULL, place_fid INTEGER NOT NULL, place_id TEXT NOT NULL,
  text TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL, lang TEXT NOT NULL, script TEXT NOT NULL,
  party TEXT NOT NULL);
CREATE TABLE admin_areas (fid INTEGER PRIMARY KEY NOT NULL, geom MULTIPOLYGON, admin_id TEXT NOT NULL, name TEXT,
  level INTEGER NOT NULL, country TEXT, admin1_code TEXT, source TEXT, licence TEXT, worldview TEXT,
  doubtful BOOLEAN, place_id TEXT);
CREATE TABLE countries (fid INTEGER PRIMARY KEY NOT NULL, geom MULTIPOLYGON, admin_id TEXT NOT NULL, name TEXT,
  level INTEGER NOT NULL, country TEXT, admin1_code TEXT, source TEXT, licence TEXT, worldview TEXT,
  doubtful BOOLEAN, place_id TEXT);
CREATE TABLE border_lines (fid INTEGER PRIMARY KEY NOT NULL, geom MULTILINESTRING, border_id TEXT NOT NULL, name TEXT,
  exclave BOOLEAN, date TEXT, source TEXT, licence TEXT, worldview TEXT, approximate BOOLEAN);
CREATE TABLE sources (fid INTEGER PRIMARY KEY NOT NULL, name TEXT, version TEXT, licence TEXT, url TEXT,
  checksum TEXT, note TEXT, worldview TEXT);
CREATE TABLE meta (fid INTEGER PRIMARY KEY NOT NULL, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL);
CREATE TABLE key_index (fid INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL UNIQUE, count INTEGER NOT NULL,
  hashes BLOB NOT NULL);
CREATE TABLE fuzzy_index (bucket INTEGER NOT NULL, name_fid INTEGER NOT NULL,
  PRIMARY KEY (bucket, name_fid)) WITHOUT ROWID;
"""

LAYERS = {
    "places": ("POINT", "Places of the gazetteer"),
    "admin_areas": ("MULTIPOLYGON", "Administrative areas"),
    "countries": ("MULTIPOLYGON", "Countries (background)"),
    "border_lines": ("MULTILINESTRING", "Border lines"),
}
ATTRIBUTES = {
    "names": "Written names of the places",
    "sources": "Sources with version, licence and checksum",
    "meta": "Version, checksum and settings of the build",
}
INDEXES = """
CREATE INDEX names_key ON names (key);
CREATE INDEX names_place ON names (place_fid);
CREATE INDEX admin_areas_level ON admin_areas (country, level);
CREATE INDEX border_lines_id ON border_lines (border_id);
"""


def key_hashes(keys: Iterable[str]) -> NDArray[np.uint64]:
    """Return 64-bit hashes of keys (BLAKE2b, little-endian): the same on every machine and Python version."""
    blake = hashlib.blake2b
    data = b"".join(blake(key.encode(), digest_size=8).digest() for key in keys)
    return np.frombuffer(data, dtype="<u8")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a file that cannot be written into an `OutputError` that names the file."""
    try:
        yield
    except sqlite3.OperationalError as error:
        full = "full" in str(error)
        hint = "make room or choose another folder" if full else "is there room, and may you write there?"
        raise OutputError(f"cannot write {path}: {error}", hint=hint) from error


def start(db: sqlite3.Connection) -> None:
    """Make an empty database a GeoPackage: its mark, the standard's own tables, the reference systems."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {USER_VERSION}")
    for statement in _CORE.split(";\n"):
        if statement.strip():
            db.execute(statement)
    db.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", _SRS)


def create(path: Path) -> sqlite3.Connection:
    """Create an empty gazetteer GeoPackage with its tables (no indexes yet) and return the connection."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA page_size = 4096")
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA temp_store = FILE")
    db.execute("PRAGMA threads = 2")  # helpers of the sorter
    db.execute("PRAGMA secure_delete = OFF")
    db.execute("PRAGMA cache_size = -65536")
    # the stage tables are temporary: without a cache of their own they go through the disk, page by page
    db.execute("PRAGMA temp.cache_size = -131072")
    start(db)
    db.executescript(TABLES)
    return db


def register(db: sqlite3.Connection) -> None:
    """Fill the GeoPackage's own tables and make the spatial indexes; call it once, when all rows are in."""
    for table, (geometry_type, title) in LAYERS.items():
        index = f"rtree_{table}_geom"
        db.execute(f"CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy)")
        boxes: Iterable[tuple[int, float, float, float, float]]
        if table == "places":
            boxes = db.execute("SELECT fid, lon, lon, lat, lat FROM places ORDER BY lat, fid")
        else:
            rows = db.execute(f"SELECT fid, geom FROM {table} WHERE geom IS NOT NULL ORDER BY fid").fetchall()
            boxes = [(fid, *envelope(blob)) for fid, blob in rows]
        fill(db, index, boxes)
        box = db.execute(f"SELECT min(minx), min(miny), max(maxx), max(maxy) FROM {index}").fetchone()
        db.execute(
            "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, 4326)",
            (table, table, title, LAST_CHANGE, *box),
        )
        db.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)", (table, geometry_type))
        db.execute(
            "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, 'write-only')",
            (table, RTREE_DEFINITION),
        )
        for statement in triggers(table):
            db.execute(statement)
    for table, title in ATTRIBUTES.items():
        db.execute(
            "INSERT INTO gpkg_contents VALUES (?, 'attributes', ?, ?, ?, NULL, NULL, NULL, NULL, 0)",
            (table, table, title, LAST_CHANGE),
        )


def triggers(table: str) -> list[str]:
    """Return the triggers that keep a layer's spatial index true when QGIS edits it (spec, annex F.3).

    The geometry column is ``geom``, the row number ``fid``, the index ``rtree_<table>_geom``.
    """
    name, index = f'"{table}"', f"rtree_{table}_geom"
    box = "ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)"
    some = "NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)"
    none = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"
    put = f'INSERT OR REPLACE INTO "{index}" VALUES (NEW.fid, {box});'
    drop = f'DELETE FROM "{index}" WHERE id = OLD.fid;'
    both = f'DELETE FROM "{index}" WHERE id IN (OLD.fid, NEW.fid);'
    events = {
        "insert": f"AFTER INSERT ON {name} WHEN ({some}) BEGIN {put} END",
        "update1": f"AFTER UPDATE OF geom ON {name} WHEN OLD.fid = NEW.fid AND ({some}) BEGIN {put} END",
        "update2": f"AFTER UPDATE OF geom ON {name} WHEN OLD.fid = NEW.fid AND {none} BEGIN {drop} END",
        "update3": f"AFTER UPDATE ON {name} WHEN OLD.fid != NEW.fid AND ({some}) BEGIN {drop} {put} END",
        "update4": f"AFTER UPDATE ON {name} WHEN OLD.fid != NEW.fid AND {none} BEGIN {both} END",
        "delete": f"AFTER DELETE ON {name} WHEN OLD.geom NOT NULL BEGIN {drop} END",
    }
    return [f'CREATE TRIGGER "{index}_{event}" {rest}' for event, rest in events.items()]


_POINT = struct.Struct("<2sBBiBIdd")


def header(bounds: tuple[float, float, float, float] | None = None) -> bytes:
    """Return what stands before the WKB of a geometry in EPSG:4326; ``bounds`` is west, south, east, north."""
    if bounds is None:
        return struct.pack("<2sBBi", b"GP", 0, 0b00000001, 4326)
    west, south, east, north = bounds
    return struct.pack("<2sBBi4d", b"GP", 0, 0b00000011, 4326, west, east, south, north)


def point_blob(lon: float, lat: float) -> bytes:
    """Return a point as a GeoPackage geometry (header without envelope, little-endian WKB)."""
    return _POINT.pack(b"GP", 0, 0b00000001, 4326, 1, 1, lon, lat)


def geometry_blobs(geometries: Sequence[Any]) -> list[bytes | None]:
    """Return shapely geometries as GeoPackage geometries with an envelope; None and empty ones become None."""
    import shapely

    array = np.asarray(geometries, dtype=object)
    wkb = shapely.to_wkb(array, output_dimension=2, byte_order=1, flavor="iso")
    bounds = shapely.bounds(array)
    out: list[bytes | None] = []
    for data, (west, south, east, north) in zip(wkb, bounds, strict=True):
        if data is None or west != west:
            out.append(None)
        else:
            out.append(header((west, south, east, north)) + data)
    return out


def envelope(blob: bytes) -> tuple[float, float, float, float]:
    """Return (minx, maxx, miny, maxy) from the header of a blob made by `geometry_blobs`."""
    return struct.unpack_from("<4d", blob, 8)


def wkb_of(blob: bytes) -> bytes:
    """Return the WKB part of a GeoPackage geometry."""
    sizes = (0, 32, 48, 48, 64)
    return blob[8 + sizes[(blob[3] >> 1) & 7] :]


def check_header(path: Path) -> None:
    """Refuse a file that is missing, is no gazetteer or is cut short, from its first hundred bytes.

    Raises
    ------
    GazetteerMissingError
        If there is no such file.
    GazetteerOutdatedError
        If it is no SQLite file, no GeoPackage, or shorter than its header says.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(100)
    except FileNotFoundError as error:
        raise GazetteerMissingError(f"there is no gazetteer at {path}", hint=BUILD_COMMAND) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise GazetteerMissingError(f"cannot read the gazetteer {path}: {reason}", hint=BUILD_COMMAND) from error
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
        raise GazetteerOutdatedError(f"{path} is not a gazetteer (no GeoPackage)", hint=BUILD_COMMAND)
    page = int.from_bytes(head[16:18], "big") or 65536
    page = 65536 if page == 1 else page
    pages = int.from_bytes(head[28:32], "big")
    if pages * page != size:
        raise GazetteerOutdatedError(
            f"the gazetteer {path} is cut short: {size:,} bytes of {pages * page:,}", hint=BUILD_COMMAND
        )
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise GazetteerOutdatedError(f"{path} is not a gazetteer (no GeoPackage)", hint=BUILD_COMMAND)
