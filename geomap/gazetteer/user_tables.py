"""Reads the user's own places: a CSV or any layer that GDAL reads, each row checked."""

from __future__ import annotations

import csv
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geomap.errors import CRSError, InputError, InputMissingError
from geomap.gazetteer.entries import Entry, NameRow, prominence
from geomap.gazetteer.names import normalise
from geomap.records import Rejection
from geomap.schema import PLACE_KINDS

log = logging.getLogger(__name__)
_BOOST = 0.2  # the user's own places are likelier to be meant than namesakes elsewhere
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
        tried = f"{entry.place_id}-{slug(extra)}" if extra else ""
        if tried and tried not in seen:
            return tried
    number = 2
    while f"{entry.place_id}-{number}" in seen:
        number += 1
    return f"{entry.place_id}-{number}"


def slug(text: str) -> str:
    """Return a name as a part of an id: its key with dashes."""
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
        place_id = given if given.startswith(("user:", "geonames:", "overlay:")) else f"user:{slug(given or name)}"
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
