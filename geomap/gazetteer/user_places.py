"""The user's own places: a CSV or any layer that GDAL reads, checked, and put over the base."""

from __future__ import annotations

import csv
import logging
import re
import shutil
import sqlite3
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import CRSError, InputError, InputMissingError
from geomap.files import atomic_path, write_text
from geomap.gazetteer import geopackage as gpkg
from geomap.gazetteer import integrity
from geomap.gazetteer.entries import FEATURE_CLASS, Entry, NameRow, prominence
from geomap.gazetteer.names import normalise, script_of
from geomap.records import Rejection
from geomap.schema import PLACE_KINDS

if TYPE_CHECKING:
    from geomap.gazetteer.writer import Writer

log = logging.getLogger(__name__)
_BOOST = 0.2  # the user's own places are likelier to be meant than namesakes elsewhere
_SAME_DEGREES = 0.05  # about 5 km: a namesake this near is the same place
_COLUMNS = {
    "name": ("name", "place", "toponym", "title", "village"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "lat": ("lat", "latitude", "y"),
    "id": ("place_id", "id", "fid_user", "code"),
    "kind": ("kind", "type", "class", "place_kind"),
    "country": ("country", "country_code", "iso2"),
    "admin1": ("admin1", "province", "region", "state"),
    "admin2": ("admin2", "district", "county"),
    "names": ("names", "alternate_names", "alternatenames", "other_names", "aliases"),
    "population": ("population", "pop"),
    "radius_m": ("radius_m",),
    "geonameid": ("geonameid", "geonames_id", "geoname_id"),
}
_TABLE_COLUMNS = ("place_id", "name", "kind", "country", "admin1", "admin2", "lon", "lat", "population", "radius_m",
                  "geonameid", "names")  # fmt: skip


@dataclass(frozen=True, slots=True)
class UserPlaces:
    """Places read from one file, and what was wrong with the others."""

    entries: tuple[Entry, ...]
    rejected: tuple[Rejection, ...]


def read_places(path: str | Path, *, layer: str | None = None) -> UserPlaces:
    """Return the places of a user's file.

    Parameters
    ----------
    path
        A CSV (columns name, lon, lat, and as known: kind, country, admin1, admin2, names parted by ";",
        population, radius_m, geonameid, id), or any layer that GDAL reads (GPKG, KML, GeoJSON, shapefile);
        areas count by a point inside them. Another CRS is transformed to EPSG:4326 and that is said in
        `rejected` with ``fatal=False``.
    layer
        The layer of a file that has several; the first by default.

    Returns
    -------
    places
        Rows with no name, swapped, out-of-range or 0,0 coordinates, or an id that another row has, are
        rejected, never mended.

    Raises
    ------
    InputMissingError
        If there is no such file.
    InputError
        If it cannot be read or lacks the columns for name and coordinates.
    CRSError
        If a layer does not say its coordinate reference system.
    """
    path = Path(path)
    if not path.exists():
        raise InputMissingError(f"there is no file {path}", hint="give a CSV or a layer with name and point")
    notes: list[Rejection] = []
    rows = _csv_rows(path) if path.suffix.lower() in {".csv", ".tsv", ".txt"} else _layer_rows(path, layer, notes)
    entries: list[Entry] = []
    seen: dict[str, str] = {}
    for where, row in rows:
        entry = _checked(path, where, row, notes)
        if entry is None:
            continue
        given = bool(str(row.get("id") or "").strip() or entry.geonameid)
        if entry.place_id in seen and given:
            notes.append(
                _reject(path, where, "duplicate_id", f"{entry.place_id} is also the id of {seen[entry.place_id]}")
            )
            continue
        if entry.place_id in seen:
            entry.place_id = _next_free(entry, seen)
        seen[entry.place_id] = where
        entries.append(entry)
    return UserPlaces(tuple(entries), tuple(notes))


def _next_free(entry: Entry, seen: dict[str, str]) -> str:
    for extra in (entry.country, entry.admin1, entry.admin2):
        tried = f"{entry.place_id}-{_slug(extra)}" if extra else ""
        if tried and tried not in seen:
            return tried
    number = 2
    while f"{entry.place_id}-{number}" in seen:
        number += 1
    return f"{entry.place_id}-{number}"


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", normalise(text)).strip("-") or "place"


def _reject(path: Path, where: str, reason: str, detail: str, *, fatal: bool = True) -> Rejection:
    return Rejection(str(path), reason, detail, where=where, fatal=fatal)


def _mapping(columns: list[str], path: Path, needed: tuple[str, ...]) -> dict[str, str]:
    lower = {column.strip().lower(): column for column in columns}
    found = {
        ours: next(lower[name] for name in theirs if name in lower)
        for ours, theirs in _COLUMNS.items()
        if any(name in lower for name in theirs)
    }
    missing = [name for name in needed if name not in found]
    if missing:
        raise InputError(
            f"{path.name} lacks {', '.join(missing)}",
            hint="name the columns name, lon, lat",
            columns=", ".join(columns),
        )
    return found


def _csv_rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text", hint="save it as UTF-8", file=path) from error
    first = text.split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter)
    found = _mapping(list(reader.fieldnames or []), path, ("name", "lon", "lat"))
    return [(f"line {reader.line_num}", {ours: row.get(theirs) for ours, theirs in found.items()}) for row in reader]


def _layer_rows(path: Path, layer: str | None, notes: list[Rejection]) -> list[tuple[str, dict[str, Any]]]:
    import pyogrio
    import shapely

    try:
        frame = pyogrio.read_dataframe(path, layer=layer) if layer else pyogrio.read_dataframe(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise InputError(f"cannot read {path.name}: {error}", hint="give a CSV or a layer that GDAL reads") from error
    if "geometry" not in frame.columns:
        raise InputError(f"{path.name} has no geometry", hint="give a layer of points or areas, or a CSV with lon, lat")
    if frame.crs is None:
        raise CRSError(
            f"{path.name} does not say its coordinate reference system", hint="set it (EPSG:4326?) and try again"
        )
    if frame.crs.to_epsg() != 4326:
        detail = f"transformed from {frame.crs.name} to EPSG:4326"
        notes.append(_reject(path, layer or "", "transformed", detail, fatal=False))
        log.info("%s: %s", path.name, detail)
        frame = frame.to_crs(4326)
    columns = [column for column in frame.columns if column != "geometry"]
    found = _mapping(columns, path, ("name",))
    rows = []
    for number, (values, shape) in enumerate(
        zip(frame[columns].to_dict("records"), frame.geometry, strict=True), start=1
    ):
        row = {ours: values[theirs] for ours, theirs in found.items() if ours not in {"lon", "lat"}}
        if shape is not None and not shape.is_empty:
            point = shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)
            row.update(lon=point.x, lat=point.y, bbox=None if shape.geom_type == "Point" else shape.bounds)
        rows.append((f"feature {number}", row))
    return rows


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _checked(path: Path, where: str, row: dict[str, Any], notes: list[Rejection]) -> Entry | None:
    name = _text(row.get("name"))
    if not normalise(name):
        notes.append(_reject(path, where, "no_name", "no name"))
        return None
    try:
        lon, lat = float(_text(row.get("lon"))), float(_text(row.get("lat")))
    except ValueError:
        notes.append(_reject(path, where, "bad_coordinates", f"{name}: no coordinates or not numbers"))
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        swapped = -90 <= lon <= 90 and -180 <= lat <= 180
        reason = "swapped_coordinates" if swapped else "bad_coordinates"
        what = "longitude and latitude look swapped" if swapped else "not on Earth"
        notes.append(_reject(path, where, reason, f"{name}: lon {lon}, lat {lat}: {what}"))
        return None
    if lon == 0 and lat == 0:
        notes.append(_reject(path, where, "bad_coordinates", f"{name}: 0, 0 stands for no coordinates"))
        return None
    kind = _text(row.get("kind")).lower() or "settlement"
    if kind not in PLACE_KINDS:
        notes.append(_reject(path, where, "unknown_kind", f"{name}: kind {kind!r} is read as 'other'", fatal=False))
        kind = "other"
    geonameid = re.fullmatch(r"(\d+)(?:\.0)?", _text(row.get("geonameid")))
    given = _text(row.get("id"))
    if geonameid:
        place_id = f"geonames:{geonameid[1]}"
    else:
        place_id = given if given.startswith(("user:", "geonames:", "overlay:")) else f"user:{_slug(given or name)}"
    population = re.fullmatch(r"(\d+)(?:\.0*)?", _text(row.get("population")))
    radius = _text(row.get("radius_m"))
    people = int(population[1]) if population else 0
    names: list[NameRow] = [(part.strip(), "alternate", "", "") for part in _text(row.get("names")).split(";")]
    return Entry(
        place_id, name, kind, lon, lat, country=_text(row.get("country")).upper()[:2], admin1=_text(row.get("admin1")),
        admin2=_text(row.get("admin2")), population=people,
        radius_m=float(radius) if re.fullmatch(r"\d+(\.\d+)?", radius) else None, bbox=row.get("bbox"),
        geonameid=int(geonameid[1]) if geonameid else None, source=f"user/{path.name}",
        prominence=min(0.95, prominence(kind, people) + _BOOST), names=[n for n in names if n[0]],
    )  # fmt: skip


def add_user_places(writer: Writer, path: Path) -> list[Rejection]:
    """Add a user's file while the gazetteer is being built; return what was rejected or changed.

    A place of the base with one of its names within about 5 km is the same place: it keeps its id and its names,
    and the user's point, kind and usual name win.
    """
    read = read_places(path)
    writer.index_names()
    for entry in read.entries:
        if not entry.geonameid and entry.place_id.startswith("user:"):
            rows = writer.query(
                "SELECT p.place_id, p.country, p.admin1, p.admin1_code, p.admin2, p.geonameid, p.population, p.kind "
                "FROM temp.stage_names n JOIN temp.stage_places p ON p.place_id = n.place_id "
                "WHERE n.key = ? AND abs(p.lon - ?) < ? AND abs(p.lat - ?) < ? AND p.feature_class = ? "
                "ORDER BY p.prominence DESC, p.place_id LIMIT 1",
                (normalise(entry.name), entry.lon, _SAME_DEGREES, entry.lat, _SAME_DEGREES,
                 FEATURE_CLASS.get(entry.kind, "L")),
            )  # fmt: skip
            if rows:
                _take_over(entry, rows[0])
        writer.add(entry)
    return list(read.rejected)


def _take_over(entry: Entry, row: tuple[Any, ...]) -> None:
    entry.place_id, entry.geonameid = row[0], row[5]
    entry.country, entry.admin1 = entry.country or row[1], entry.admin1 or row[2]
    entry.admin1_code, entry.admin2 = row[3], entry.admin2 or row[4]
    entry.population = entry.population or row[6]
    entry.kind = row[7] if entry.kind == "settlement" else entry.kind


def remembered(gazetteer: Path) -> list[Path]:
    """Return the tables of user places that were added to a gazetteer, which a rebuild puts in again."""
    return sorted((gazetteer.parent / "user_places").glob("*.csv"))


def add_places(path: str | Path, gazetteer: str | Path | None = None, *, layer: str | None = None) -> dict[str, Any]:
    """Add a user's places to a built gazetteer, whole or not at all, and remember them for rebuilds.

    Parameters
    ----------
    path
        See `read_places`.
    gazetteer
        The gazetteer's file; the default one if None. A copy is changed and then takes its place.

    Returns
    -------
    summary
        ``added`` (places), ``replaced`` (of the base), ``rejected`` (list of `Rejection`), ``path``, ``checksum``.

    Raises
    ------
    GazetteerMissingError, GazetteerOutdatedError
        If there is no usable gazetteer.
    InputError
        If the file cannot be read at all.
    OutputError
        If the gazetteer's folder cannot be written to.
    """
    from geomap.gazetteer.store import Gazetteer
    from geomap.settings import default_gazetteer_path

    target = Path(gazetteer) if gazetteer is not None else default_gazetteer_path()
    with Gazetteer.open(target) as store:
        read = read_places(path, layer=layer)
        entries = []
        for entry in read.entries:
            if not entry.geonameid and entry.place_id.startswith("user:"):
                near = [
                    hit.place
                    for hit in store.exact(entry.name)
                    if abs(hit.place.lon - entry.lon) < _SAME_DEGREES and abs(hit.place.lat - entry.lat) < _SAME_DEGREES
                    and hit.place.feature_class == FEATURE_CLASS.get(entry.kind, "L")
                ]  # fmt: skip
                if near:
                    p = near[0]
                    _take_over(entry, (p.place_id, p.country, p.admin1, p.admin1_code, p.admin2, p.geonameid,
                                       p.population, p.kind))  # fmt: skip
            if not entry.country or not entry.admin1:
                found = store.admin_at(entry.lon, entry.lat)
                entry.country = entry.country or found["country"]
                if entry.country == found["country"]:
                    entry.admin1 = entry.admin1 or found["admin1"]
                    entry.admin1_code = entry.admin1_code or found["admin1_code"]
            entries.append(entry)
    with atomic_path(target) as temporary:
        shutil.copyfile(target, temporary)
        replaced, checksum = _insert(temporary, entries)
    _remember(target, Path(path), entries)
    return {
        "path": str(target), "added": len(entries), "replaced": replaced, "rejected": list(read.rejected),
        "checksum": checksum,
    }  # fmt: skip


def _remember(target: Path, path: Path, entries: list[Entry]) -> None:
    import io

    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(_TABLE_COLUMNS)
    for e in entries:
        names = ";".join(text for text, _, _, _ in e.names)
        radius = "" if e.radius_m is None else e.radius_m
        table.writerow(
            (e.place_id, e.name, e.kind, e.country, e.admin1, e.admin2, e.lon, e.lat, e.population, radius,
             e.geonameid or "", names)
        )  # fmt: skip
    write_text(target.parent / "user_places" / f"{_slug(path.stem)}.csv", buffer.getvalue())


def _insert(path: Path, entries: list[Entry]) -> tuple[int, str]:
    """Put entries into a built file; return how many places were there before, and the new checksum."""
    import numpy as np

    from geomap.gazetteer.fuzzy import Buckets
    from geomap.gazetteer.writer import place_row

    db = sqlite3.connect(path, isolation_level=None)
    try:
        # the triggers of the spatial index need these two
        at = struct.Struct("<dd")
        db.create_function("ST_IsEmpty", 1, lambda _blob: 0)
        for number, side in enumerate(("X", "Y")):
            for end in ("Min", "Max"):
                db.create_function(f"ST_{end}{side}", 1, lambda blob, n=number: at.unpack_from(blob, 13)[n])
        db.execute("PRAGMA journal_mode = MEMORY")
        db.execute("BEGIN")
        replaced = 0
        columns = ", ".join(gpkg.PLACE_FIELDS)
        marks = ",".join("?" * (len(gpkg.PLACE_FIELDS) + 2))
        keys: dict[str, int] = {}
        for entry in sorted(entries, key=lambda e: e.place_id):
            old = db.execute("SELECT fid FROM places WHERE place_id = ?", (entry.place_id,)).fetchone()
            if old:
                replaced += 1
                db.execute("DELETE FROM places WHERE fid = ?", old)
            fid = old[0] if old else db.execute("SELECT coalesce(max(fid), 0) + 1 FROM places").fetchone()[0]
            db.execute(
                f"INSERT INTO places (fid, geom, {columns}) VALUES ({marks})",
                (fid, gpkg.point_blob(round(entry.lon, 6), round(entry.lat, 6)), *place_row(entry)),
            )
            for text, kind, lang, party in [(entry.name, "usual", entry.name_lang, ""), *entry.names]:
                key = normalise(text)
                known = db.execute(
                    "SELECT 1 FROM names WHERE key = ? AND place_fid = ? AND text = ?", (key, fid, text)
                ).fetchone()
                if not key or known:
                    continue
                row = db.execute(
                    "INSERT INTO names VALUES (NULL,?,?,?,?,?,?,?,?) RETURNING fid",
                    (fid, entry.place_id, text, key, kind, lang, script_of(text), party),
                ).fetchone()
                keys.setdefault(key, row[0])
        hashes = np.frombuffer(db.execute("SELECT hashes FROM key_index WHERE name = 'names'").fetchone()[0], "<u8")
        merged = np.union1d(hashes, gpkg.key_hashes(keys))
        db.execute("UPDATE key_index SET count = ?, hashes = ? WHERE name = 'names'", (len(merged), merged.tobytes()))
        near = Buckets()
        for key, fid in sorted(keys.items()):
            near.add(key, fid)
        db.executemany("INSERT OR IGNORE INTO fuzzy_index VALUES (?, ?)", near.rows())
        for table_name, last in integrity.last_rows(db).items():
            db.execute("UPDATE meta SET value = ? WHERE key = ?", (str(last), f"rows:{table_name}"))
        checksum = integrity.content_checksum(db)
        db.execute("UPDATE meta SET value = ? WHERE key = 'checksum'", (checksum,))
        db.execute("COMMIT")
    finally:
        db.close()
    return replaced, checksum
