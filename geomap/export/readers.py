"""Every format read back: the incidents of a file that geomap wrote, as they were where the format can hold them.

What each format cannot hold is told in ``docs/formats.md`` and left at its default here; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sqlite3
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.errors import InputError, InputMissingError, need
from geomap.export.cells import INCIDENT_KINDS, split
from geomap.export.csvs import armed
from geomap.export.tables import CHILD_KEY, CLAIM_NAMES, SOURCE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geomap.records import Incident

    Cells = Mapping[str, Any]

_log = logging.getLogger(__name__)
# RFC 4180; a quoted empty cell is an empty text, a bare one is "not reported"
_CELL = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^,\r\n]*))(,|\r\n|\n|\r|$)')
_LARGEST = 4_000_000_000  # bytes that a part of a zip may unfold to: more is no file of ours
_KML = "{http://www.opengis.net/kml/2.2}"


def value_of(name: str, stored: Any, *, where: str = "") -> Any:
    """Return a stored cell as the value of an incident's column: JSON and joined lists unfolded, text as numbers.

    Raises
    ------
    InputError
        If it does not fit the column; the message names both.
    """
    kind = INCIDENT_KINDS[name]
    if stored is None or stored != stored or (stored == "" and kind != "str"):
        return None
    try:
        if kind in {"list", "json"}:
            return _many(kind, stored)
        if kind == "int":
            return int(stored) if not isinstance(stored, str) else int(float(stored)) if "." in stored else int(stored)
        if kind == "float":
            return float(stored)
        if kind == "date":
            return stored.date() if isinstance(stored, dt.datetime) else dt.date.fromisoformat(str(stored)[:10])
    except (ValueError, TypeError) as error:
        raise InputError(f"{stored!r} is no value of the column {name} ({kind})", where=where) from error
    return str(stored)


def _many(kind: str, stored: Any) -> list[Any]:
    if not isinstance(stored, str):
        return [item.item() if hasattr(item, "item") else item for item in stored]
    if kind == "list" and not stored.startswith("["):
        return split(stored)
    found = json.loads(stored)
    if not isinstance(found, list):
        raise TypeError(stored)
    return found


def incident_of(row: Cells, where: str) -> Incident:
    """Return the incident of a row of stored cells; columns that geomap does not know are left out.

    Raises
    ------
    InputError
        If the row has no incident id, or a cell does not fit.
    """
    known = {name: value_of(name, row[name], where=where) for name in schema.INCIDENT_NAMES if name in row}
    if not known.get(CHILD_KEY):
        raise InputError(
            "a row has no incident_id: this file was not written by geomap",
            hint="a table of your own goes into a run with `geomap run … --records FILE`",
            where=where,
        )
    try:
        return schema.row_to_incident(known)
    except (TypeError, AttributeError) as error:  # claims or sources of another shape
        raise InputError(f"the claims or sources of {known[CHILD_KEY]} cannot be read: {error}", where=where) from error


def _rows(rows: Iterable[Cells], path: Path) -> Iterator[Incident]:
    for number, row in enumerate(rows, start=1):
        yield incident_of(row, f"{path.name}, row {number}")


# ------------------------------------------------------------------------------------------- text formats


def read_geojson(path: Path) -> Iterator[Incident]:
    """Read a FeatureCollection."""
    data = json.loads(path.read_text("utf-8-sig"))
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise InputError(f"{path} holds no FeatureCollection")
    yield from _rows(map(_feature, features), path)


def read_sequence(path: Path) -> Iterator[Incident]:
    """Read one feature a line, with or without record separators (RFC 8142)."""
    with path.open(encoding="utf-8-sig") as lines:
        kept = (line.strip("\x1e \n\r") for line in lines)
        yield from _rows((_feature(json.loads(line)) for line in kept if line), path)


def _feature(one: Any) -> Cells:
    row = dict(one.get("properties") or {})
    row.setdefault(CHILD_KEY, one.get("id"))
    point = one.get("geometry") or {}
    if row.get("lon") is None and point.get("type") == "Point":
        row["lon"], row["lat"] = point["coordinates"][:2]
    return row


def csv_rows(path: Path) -> Iterator[list[str | None]]:
    """Yield the rows of a CSV file as geomap writes it; a bare empty cell is None, defused texts are armed again."""
    text = path.read_bytes().decode("utf-8-sig")  # as bytes: line ends inside cells stay as they are
    row: list[str | None] = []
    at = 0
    while at < len(text):
        found = _CELL.match(text, at)
        if found is None:
            raise InputError(f"{path} is no CSV with commas", where=f"character {at}")
        quoted, bare, end = found.groups()
        row.append(armed(quoted.replace('""', '"')) if quoted is not None else bare or None)
        at = found.end()
        if end == ",":
            if at == len(text):
                row.append(None)
            continue
        yield row
        row = []
    if row:
        yield row


def _dicts(path: Path, *, heads: int = 1, names_in: int = 0) -> Iterator[dict[str, Any]]:
    rows = csv_rows(path)
    head: list[str | None] = []
    for number in range(heads):
        line = next(rows, None)
        if line is None:
            return
        if number == names_in:
            head = line
    for row in rows:
        if len(row) != len(head):
            raise InputError(f"{path}: a row has {len(row)} cells, the head has {len(head)}")
        yield {str(name): value for name, value in zip(head, row, strict=True)}


def read_csv(path: Path) -> Iterator[Incident]:
    """Read the CSV of all columns, with or without WKT."""
    yield from _rows(_dicts(path), path)


def read_hxl(path: Path) -> Iterator[Incident]:
    """Read the columns that have a tag; sources and claims are told in words there and stay behind."""
    tags = {column.hxl: column.name for column in schema.INCIDENT_COLUMNS if column.hxl}
    left = {"sources", "claims"}
    for number, row in enumerate(_dicts(path, heads=2, names_in=1), start=3):
        told = {tags[tag]: value for tag, value in row.items() if tag in tags and tags[tag] not in left}
        yield incident_of(told, f"{path.name}, row {number}")


def read_acled(path: Path) -> Iterator[Incident]:
    """Read ACLED's columns back; precisions and parties' sectors are coarser there."""
    from geomap.export import acled

    types = {label: name for name, label in acled.EVENT_TYPES.items()}
    subs = {label: name for name, label in acled.SUB_EVENT_TYPES.items()}
    for number, row in enumerate(_dicts(path), start=2):
        told = {
            CHILD_KEY: row.get("event_id_cnty"), "date_start": row.get("event_date"), "date_end": row.get("event_date"),
            "date_prec": {"1": 1, "2": 3, "3": 4}.get(row.get("time_precision") or ""),
            "event_type": types.get(row.get("event_type") or ""),
            "sub_event_type": subs.get(row.get("sub_event_type") or ""),
            "geo_precision": {"1": 1, "2": 3, "3": 4}.get(row.get("geo_precision") or ""),
            "killed_best": row.get("fatalities"), "lat": row.get("latitude"), "lon": row.get("longitude"),
            "country": _country(row.get("country")), "place_name": row.get("location"), "weapons": row.get("tags"),
            "actor_a": row.get("actor1"), "actor_b": row.get("actor2"), "admin1": row.get("admin1"),
            "admin2": row.get("admin2"),
        }  # fmt: skip
        yield _titled(told, f"{path.name}, row {number}")


def read_ucdp(path: Path) -> Iterator[Incident]:
    """Read UCDP GED's columns back; it has no event types of ACLED's kind and no injured."""
    same = {
        "date_start": "date_start", "date_end": "date_end", "date_prec": "date_prec", "side_a": "actor_a",
        "side_b": "actor_b", "where_prec": "geo_precision", "where_coordinates": "place_name",
        "where_description": "place_text", "adm_1": "admin1", "adm_2": "admin2", "latitude": "lat", "longitude": "lon",
        "deaths_a": "killed_a", "deaths_b": "killed_b", "deaths_civilians": "killed_civ",
        "deaths_unknown": "killed_unknown", "best": "killed_best", "high": "killed_high", "low": "killed_low",
        "number_of_sources": "source_count", "id": CHILD_KEY,
    }  # fmt: skip
    for number, row in enumerate(_dicts(path), start=2):
        told = {name: row.get(column) for column, name in same.items()} | {"country": _country(row.get("country"))}
        yield _titled(told, f"{path.name}, row {number}")


def _country(name: str | None) -> str | None:
    from babel import Locale

    codes = {label: code for code, label in sorted(Locale("en").territories.items()) if len(code) == 2}
    return codes.get(name, name) if name else None


def _titled(row: Cells, where: str) -> Incident:
    import dataclasses

    from geomap.incidents.titles import make_title

    found = incident_of(row, where)
    return dataclasses.replace(found, title=make_title(found))


# ----------------------------------------------------------------------------------------- binary formats


def read_kml(path: Path) -> Iterator[Incident]:
    """Read the placemarks' data; the border line's placemarks are no incidents."""
    yield from _placemarks(path.read_bytes(), path)


def read_kmz(path: Path) -> Iterator[Incident]:
    """Read the document of a KMZ."""
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo("doc.kml").file_size > _LARGEST:
            raise InputError(f"{path} is too large to be read")
        yield from _placemarks(archive.read("doc.kml"), path)


def _placemarks(data: bytes, path: Path) -> Iterator[Incident]:
    from defusedxml.ElementTree import fromstring

    for number, mark in enumerate(fromstring(data).iter(f"{_KML}Placemark"), start=1):
        row = {one.get("name"): one.findtext(f"{_KML}value") or "" for one in mark.iter(f"{_KML}Data")}
        if CHILD_KEY in row:
            yield incident_of(row, f"{path.name}, placemark {number}")


def read_flatgeobuf(path: Path) -> Iterator[Incident]:
    """Read all features."""
    yield from _rows(_gdal_rows(path), path)


def _gdal_rows(path: Path | str) -> Iterator[dict[str, Any]]:
    import pyogrio.raw

    facts, _, _, columns = pyogrio.raw.read(str(path), read_geometry=False)
    names = [str(name) for name in facts["fields"]]
    plain = [_dates(one).tolist() for one in columns]
    for values in zip(*plain, strict=True):
        yield dict(zip(names, values, strict=True))


def _dates(column: Any) -> Any:
    return column.astype("datetime64[D]").astype(object) if column.dtype.kind == "M" else column


def read_shapefile(path: Path) -> Iterator[Incident]:
    """Read the columns that a Shapefile could hold, by their short names."""
    from geomap.export.shapefile import LEFT_OUT, short_names

    names = short_names(name for name in schema.INCIDENT_NAMES if name not in LEFT_OUT)
    full = {short: name for name, short in names.items()}
    with tempfile.TemporaryDirectory(prefix="geomap-") as folder, zipfile.ZipFile(path) as archive:
        layers = [name for name in archive.namelist() if name.casefold().endswith(".shp")]
        if not layers or sum(one.file_size for one in archive.infolist()) > _LARGEST:
            raise InputError(f"{path} holds no Shapefile")
        archive.extractall(folder)
        rows = list(_gdal_rows(Path(folder) / layers[0]))
    yield from _rows(({full.get(name, name): value for name, value in row.items()} for row in rows), path)


def read_geoparquet(path: Path) -> Iterator[Incident]:
    """Read a piece at a time."""
    parquet: Any = need("pyarrow.parquet", to="read GeoParquet", extra="parquet")
    with parquet.ParquetFile(path) as file:
        names = [name for name in file.schema_arrow.names if name in INCIDENT_KINDS]
        for batch in file.iter_batches(columns=names):
            yield from _rows(batch.to_pylist(), path)


def read_xlsx(path: Path) -> Iterator[Incident]:
    """Read the sheets incidents, claims and sources."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    try:
        sheets = {name: book[name].iter_rows(values_only=True) for name in ("incidents", "claims", "sources")}
        below: dict[str, dict[str, list[dict[str, Any]]]] = {"claims": {}, "sources": {}}
        for column, names in (("claims", CLAIM_NAMES), ("sources", SOURCE_NAMES)):
            for row in _sheet_rows(sheets[column]):
                item = {name: "" if row.get(name) is None else row[name] for name in names}
                item |= {name: row.get(name) for name in names if name.startswith("place_")}
                below[column].setdefault(str(row[CHILD_KEY]), []).append(item)
        for number, row in enumerate(_sheet_rows(sheets["incidents"]), start=2):
            children = {name: below[name].get(str(row[CHILD_KEY]), []) for name in below}
            yield incident_of(row | children, f"{path.name}, row {number}")
    finally:
        book.close()


def _sheet_rows(rows: Iterator[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    head = [str(name) for name in next(rows, ())]
    for row in rows:
        yield dict(zip(head, row, strict=False))


def read_store(path: Path) -> Iterator[Incident]:
    """Read a GeoPackage, or the one beside a QGIS project or layer definition."""
    from geomap.export import gpkg

    yield from schema.frame_to_incidents(
        gpkg.read(path if path.suffix == ".gpkg" else path.with_suffix(".gpkg")).incidents
    )


# what the parsers below raise where a file is not what its name says
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, SyntaxError, EOFError, zipfile.BadZipFile, zlib.error,
           sqlite3.DatabaseError, RuntimeError)  # fmt: skip


def read(path: Path, reader: Any) -> list[Incident]:
    """Return the incidents of a file by `reader`, in the file's order; what it cannot read becomes one message.

    Raises
    ------
    InputMissingError
        If there is no such file.
    InputError
        If it is not of that format, or two incidents have one id.
    """
    if not path.is_file():
        raise InputMissingError(f"there is no file {path}", hint="check the path")
    try:
        found = list(reader(path))
    except InputError:
        raise
    except _BROKEN as error:
        raise InputError(
            f"{path} cannot be read: {error}", hint="name its format with -f if its suffix misleads"
        ) from error
    ids = [one.incident_id for one in found]
    if len(set(ids)) != len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise InputError(f"{path} holds the incident {twice} twice", hint="every incident needs an id of its own")
    return found
