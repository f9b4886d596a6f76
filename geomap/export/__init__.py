"""What a run leaves on disk: one writer a format, one signature, every file whole or not there at all.

`export_run` writes the files of a run, `write` one format of it, `read_run` reads a finished run back.
"""

from __future__ import annotations

import importlib
import inspect
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from geomap.errors import InputMissingError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geomap.export.edits import Edits
    from geomap.records import Incident, Rejection, Run

__all__ = [
    "FORMATS",
    "Format",
    "apply_edits",
    "export_run",
    "keep_edits",
    "read_database",
    "read_edits",
    "read_file",
    "read_run",
    "run_of",
    "write",
    "write_database",
]
_log = logging.getLogger(__name__)
STORE = "geomap.gpkg"
PROJECT = "geomap.qgz"


class Writer(Protocol):
    """What every format has: ``write(run, path, *, options…)`` that returns the path."""

    def __call__(self, run: Run, path: Path, /) -> Path:
        """Write `run` to `path`."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the end of its files' names, one line about it, where its writer is, and its reader."""

    name: str
    suffix: str
    description: str
    home: str  # module:function, imported when it is first used
    back: str = ""  # function of `geomap.export.readers`

    @property
    def writer(self) -> Writer:
        """The function that writes it."""
        module, function = self.home.split(":")
        writer: Writer = getattr(importlib.import_module(f"geomap.export.{module}"), function)
        return writer


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("geojson", ".geojson", "GeoJSON (RFC 7946), claims and sources inside", "geojson:write", "read_geojson"),
        Format("geojsonseq", ".geojsonl", "GeoJSON, one feature a line", "geojson:write_sequence", "read_sequence"),
        Format(
            "gpkg", ".gpkg", "GeoPackage 1.3 with all layers, tables and styles; the store", "gpkg:write", "read_store"
        ),
        Format("csv", ".csv", "CSV with lon and lat, safe to open in a spreadsheet", "csvs:write", "read_csv"),
        Format("qgz", ".qgz", "QGIS project, with its GeoPackage beside it", "qgz:write_with_store", "read_store"),
        Format(
            "qlr",
            ".qlr",
            "QGIS layer definition to drop into a project, with its GeoPackage",
            "qgz:write_qlr",
            "read_store",
        ),
        Format("flatgeobuf", ".fgb", "FlatGeobuf", "flatgeobuf:write", "read_flatgeobuf"),
        Format(
            "geoparquet",
            ".parquet",
            "GeoParquet 1.1, boxes a row (extra: parquet)",
            "geoparquet:write",
            "read_geoparquet",
        ),
        Format("kml", ".kml", "KML with time stamps, folders by type and cards", "kml:write", "read_kml"),
        Format("kmz", ".kmz", "KML zipped, with icons by type", "kml:write_kmz", "read_kmz"),
        Format("xlsx", ".xlsx", "Excel workbook: incidents, claims, sources, places", "xlsx:write", "read_xlsx"),
        Format("hxl", ".hxl.csv", "CSV with HXL hashtags", "hxl:write", "read_hxl"),
        Format("acled", ".acled.csv", "CSV in the shape of an ACLED export", "acled:write", "read_acled"),
        Format("ucdp", ".ucdp.csv", "CSV in the shape of UCDP GED", "ucdp:write", "read_ucdp"),
        Format(
            "shapefile", ".shp.zip", "zipped Shapefile; loses much, and says what", "shapefile:write", "read_shapefile"
        ),
        Format("csv_wkt", ".wkt.csv", "CSV with the point as WKT", "csvs:write_wkt", "read_csv"),
    )
}


def format_of(path: Path) -> str:
    """Return the format that a file's name asks for; the longest suffix wins.

    Raises
    ------
    UsageError
        If no format writes such files.
    """
    name = path.name.casefold()
    fitting = [one for one in FORMATS.values() if name.endswith(one.suffix)]
    if not fitting:
        raise UsageError(f"no format has files like {path.name!r}", hint=f"known: {_known()}; name one with -f")
    return max(fitting, key=lambda one: len(one.suffix)).name


def _known() -> str:
    return ", ".join(f"{name} ({FORMATS[name].suffix})" for name in sorted(FORMATS))


def write(run: Run, path: str | Path, *, format: str | None = None, options: Mapping[str, Any] | None = None) -> Path:  # noqa: A002
    """Write one format of a run and return the path.

    Parameters
    ----------
    run
        Frames in EPSG:4326.
    path
        The file; its folder is made if need be, and it is replaced as a whole.
    format
        A name of `FORMATS`; by default what the file's suffix says.
    options
        Options of that format, by name; see the module of the format.

    Raises
    ------
    UsageError
        If the format or an option is not known; the message lists those that are.
    MissingDependencyError
        If the format needs a package that is not installed.
    OutputError
        If the file cannot be written.
    """
    target = Path(path)
    name = format or format_of(target)
    if name not in FORMATS:
        raise UsageError(f"unknown format {name!r}", hint=f"known: {_known()}")
    writer = FORMATS[name].writer
    known = {key for key, one in inspect.signature(writer).parameters.items() if one.kind is one.KEYWORD_ONLY}
    unknown = sorted(set(options or {}) - known)
    if unknown:
        told = ", ".join(sorted(known)) or "none"
        raise UsageError(f"format {name} has no option {', '.join(map(repr, unknown))}", hint=f"known: {told}")
    return writer(run, target, **dict(options or {}))


def export_run(run: Run, folder: str | Path) -> list[Path]:
    """Write all files of a run but the map into `folder`, and return their paths.

    ``incidents.geojson``, ``places.geojson``, ``border.geojson``, ``incidents.csv``, ``rejected.jsonl``,
    ``run.json``, ``geomap.gpkg``, ``geomap.qgz``; the same run twice gives the same bytes. What people changed in
    the ``geomap.gpkg`` that is there already is put into all of them (`geomap.export.edits`).

    Raises
    ------
    OutputError
        If a file cannot be written. A GeoPackage that is open elsewhere is told at the end, after the other files.
    """
    from geomap.export import csvs, geojson, gpkg, qgz
    from geomap.files import make_folder, write_text

    target = make_folder(Path(folder))
    edited = keep_edits(run, target)
    _tell_kept(edited)
    layers = gpkg.layers_of(edited)
    thanks = edited.attribution
    paths = [
        geojson.write(edited, target / "incidents.geojson"),
        geojson.write_frame(
            edited.places,
            target / "places.geojson",
            name="places",
            key="place_id",
            columns=geojson.PLACE_PROPERTIES,
            attribution=thanks,
        ),
        geojson.write_frame(edited.border, target / "border.geojson", name="border", attribution=thanks),
        csvs.write(edited, target / "incidents.csv"),
        write_rejected(edited.rejected, target / "rejected.jsonl"),
    ]
    facts = edited.meta | {"title": edited.title, "counts": edited.counts, "attribution": list(thanks)}
    facts["files"] = [path.name for path in paths] + [STORE, PROJECT]
    paths.append(write_text(target / "run.json", indented(facts)))
    paths.append(qgz.write(edited, target / PROJECT, layers=layers))
    paths.append(gpkg.write(run, target / STORE, layers=layers))
    return sorted(paths, key=lambda path: path.name)


def _tell_kept(run: Run) -> None:
    from geomap.export.edits import NOT_FOUND

    kept = run.counts.get(NOT_FOUND, 0)
    if kept:
        what = "incident that people reviewed was" if kept == 1 else "incidents that people reviewed were"
        _log.warning(
            "%d %s not found by this run: kept, with %s among the reasons (another folder starts afresh)",
            kept, what, NOT_FOUND,
        )  # fmt: skip


def indented(facts: Mapping[str, Any]) -> str:
    """Return facts as JSON for people: indented, keys in order."""
    import json

    from geomap.schema import to_json

    return json.dumps(json.loads(to_json(facts)), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_rejected(rejected: Sequence[Rejection], path: Path) -> Path:
    """Write what could not be read as JSON Lines; an empty file if there is nothing."""
    from geomap.export.cells import plain
    from geomap.files import write_text
    from geomap.schema import to_json

    return write_text(path, "".join(to_json(plain(asdict(item))) + "\n" for item in rejected))


def keep_edits(run: Run, folder: Path) -> Run:
    """Return `run` with what people changed in the folder's ``geomap.gpkg``; for a map drawn before the export."""
    import sqlite3

    try:
        return apply_edits(run, read_edits(folder / STORE))
    except sqlite3.DatabaseError:
        return run  # no GeoPackage at all: the writer keeps a copy of it and says so


def read_edits(path: Path) -> Edits:
    """Return what people changed in a store; see `geomap.export.edits.read_edits`."""
    from geomap.export import edits

    return edits.read_edits(path)


def apply_edits(run: Run, edits: Edits) -> Run:
    """Return `run` with people's edits in it; see `geomap.export.edits.apply_edits`."""
    from geomap.export import edits as module

    return module.apply_edits(run, edits)


def read_file(path: str | Path, *, format: str | None = None) -> list[Incident]:  # noqa: A002
    """Return the incidents of a file that geomap wrote, in any of its formats.

    Parameters
    ----------
    path
        The file.
    format
        A name of `FORMATS`; by default what the file's suffix says.

    Raises
    ------
    UsageError
        If the format is not known.
    InputError
        If the file is not there, not of that format, or not written by geomap.
    """
    from geomap.export import readers

    given = Path(path)
    name = format or format_of(given)
    if name not in FORMATS:
        raise UsageError(f"unknown format {name!r}", hint=f"known: {_known()}")
    return readers.read(given, getattr(readers, FORMATS[name].back))


def run_of(incidents: Iterable[Incident]) -> Run:
    """Return a run that holds these incidents and nothing else; what is not actual goes to its audit."""
    import pandas as pd

    from geomap import schema
    from geomap.records import Run as MakeRun

    listed = list(incidents)
    actual = [one for one in listed if one.realis == "actual" and one.review_status != "rejected"]
    rest = [one for one in listed if one.realis != "actual" or one.review_status == "rejected"]
    return MakeRun(
        incidents=schema.incidents_to_frame(actual),
        audit=schema.incidents_to_frame(rest),
        places=schema.frame([], schema.PLACE_COLUMNS),
        mentions=pd.DataFrame({name: pd.Series([], dtype=object) for name in schema.MENTION_COLUMNS}),
        records=schema.frame([], schema.RECORD_COLUMNS),
        border=schema.frame([], schema.BORDER_COLUMNS, geometry=[]),
        admin=schema.frame([], schema.ADMIN_COLUMNS, geometry=[]),
        background=schema.frame([], schema.ADMIN_COLUMNS, geometry=[]),
        counts={"incidents": len(actual), "incidents_with_point": sum(one.lat is not None for one in actual)},
    )


def write_database(run: Run, address: str, *, schema_name: str = "geomap") -> str:
    """Write a run into a PostGIS database; see `geomap.export.postgis.write_database`."""
    from geomap.export import postgis

    return postgis.write_database(run, address, schema_name=schema_name)


def read_database(address: str, *, schema_name: str = "geomap") -> Run:
    """Return the incidents of a PostGIS database as a run; see `geomap.export.postgis.read_database`."""
    from geomap.export import postgis

    return postgis.read_database(address, schema_name=schema_name)


def read_run(path: str | Path) -> Run:
    """Return a finished run, from its folder or its GeoPackage, with people's edits in it.

    Raises
    ------
    InputMissingError
        If there is none; InputError if the file is not one that geomap wrote.
    """
    from geomap.export import gpkg

    given = Path(path)
    file = given / STORE if given.is_dir() else given
    if not file.exists():
        raise InputMissingError(f"there is no finished run at {given}", hint=f"a run's folder has a file {STORE}")
    return gpkg.read(file)
