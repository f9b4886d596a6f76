"""Border lines and admin areas: those that geomap ships, and the user's own line.

Everything is returned in EPSG:4326 with the columns of `geomap.schema`.
"""

from __future__ import annotations

import csv
import gzip
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import CRSError, InputError, InputMissingError
from geomap.gazetteer.sources import data_files, data_path
from geomap.schema import ADMIN_COLUMNS, BORDER_COLUMNS, CRS, frame

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import geopandas as gpd
    import pandas as pd

log = logging.getLogger(__name__)

BORDERS_FILE = "borders.geojson.gz"
ADMIN1_FILE = "admin1.geojson.gz"
COUNTRIES_FILE = "countries.geojson.gz"
ADMIN2_FILES = "admin2-*.csv.gz"
ADMIN_EXTRA_COLUMNS = ("names", "geonameid", "iso_3166_2", "wikidata")
ADMIN2_COLUMNS = (
    "name", "country", "admin1", "lon", "lat", "west", "south", "east", "north", "level", "source", "doubtful",
)  # fmt: skip
LINE_SUFFIXES = (".geojson", ".json", ".gpkg", ".shp", ".kml", ".fgb", ".kmz")
_NUMBERS = ("lon", "lat", "west", "south", "east", "north")
_LINES = frozenset({"LineString", "MultiLineString", "LinearRing"})
_TYPES = {"exclave": bool, "approximate": bool, "doubtful": bool, "level": int}
_USER_LINE = "user"
_FEATURE_MARK = '{"type":"Feature",'
_GEOMETRY_MARK = ',"geometry":{'


def load_borders() -> gpd.GeoDataFrame:
    """Return the border lines that geomap ships, main lines and exclaves in rows of their own.

    Returns
    -------
    lines
        Columns `schema.BORDER_COLUMNS` and a MultiLineString geometry, EPSG:4326; ``border_id`` is the two ISO 3166-1
        alpha-2 codes in alphabetical order ("AM-AZ"). Sorted by ``border_id``, main line first.

    Raises
    ------
    ResourceError
        If the data did not come with the installation.
    """
    return _load(BORDERS_FILE, BORDER_COLUMNS)


def load_admin1(*, level: int = 1, every: bool = False) -> gpd.GeoDataFrame:
    """Return the first-level (or the few second-level) admin areas that geomap ships as polygons.

    Parameters
    ----------
    level
        1: provinces, states, regions of the world. 2: the areas below them that the same source has for some
        countries (British districts, French departments, the districts of Nakhchivan).
    every
        The rows of all worldviews (`geomap.gazetteer.worldviews.pick` chooses), not those of the default one alone.

    Returns
    -------
    areas
        Columns `schema.ADMIN_COLUMNS`, then ``names`` (a list parted by ";"), ``geonameid`` (int or None),
        ``iso_3166_2`` and ``wikidata`` ("" if unknown), and polygons simplified for drawing, EPSG:4326.

    Raises
    ------
    InputError
        If `level` is neither 1 nor 2.
    ResourceError
        If the data did not come with the installation.
    """
    if level not in {1, 2}:
        raise InputError(f"admin level {level!r} is not shipped", hint="use 1 or 2")
    rows = _load(ADMIN1_FILE, (*ADMIN_COLUMNS, *ADMIN_EXTRA_COLUMNS), keep=lambda row: row["level"] == level)
    return rows if every else _default(rows)


def load_countries(*, every: bool = False) -> gpd.GeoDataFrame:
    """Return the countries of the world as areas for a map's background (never for distances), EPSG:4326.

    Parameters
    ----------
    every
        As in `load_admin1`.

    Returns
    -------
    areas
        Columns `schema.ADMIN_COLUMNS` with level 0; ``country`` is "" for the few areas without an ISO code.

    Raises
    ------
    ResourceError
        If the data did not come with the installation.
    """
    rows = _load(COUNTRIES_FILE, ADMIN_COLUMNS)
    return rows if every else _default(rows)


def _default(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    from geomap.gazetteer.worldviews import pick

    return pick(rows)


def load_admin2(*, countries: Collection[str] | None = None) -> pd.DataFrame:
    """Return districts, counties and communes of the world as points with their extent.

    Parameters
    ----------
    countries
        ISO2 codes to read; None reads all.

    Returns
    -------
    districts
        Columns `ADMIN2_COLUMNS`: ``lon, lat`` a point inside the area, ``west, south, east, north`` its extent
        (degrees, EPSG:4326), ``doubtful`` True where the outline is coarse or the name or province is not sure.

    Raises
    ------
    ResourceError
        If the data did not come with the installation.
    """
    import pandas as pd

    paths = data_files(ADMIN2_FILES) or [data_path(ADMIN2_FILES)]
    rows = [row for path in paths for row in _admin2_rows(path, countries)]
    out = pd.DataFrame(rows, columns=list(ADMIN2_COLUMNS))
    for name in _NUMBERS:
        out[name] = out[name].astype(float)
    out["level"] = out["level"].astype(int)
    out["doubtful"] = out["doubtful"] == "1"
    return out


def _admin2_rows(path: Path, countries: Collection[str] | None) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        names = next(rows)
        country = names.index("country")
        for row in rows:
            if countries is None or row[country] in countries:
                yield dict(zip(names, row, strict=True))


def _load(
    name: str, columns: tuple[str, ...], *, keep: Callable[[dict[str, Any]], bool] = lambda _row: True
) -> gpd.GeoDataFrame:
    """Read one of our gzipped GeoJSON files: one feature a line, its properties before its geometry.

    Only the geometries of rows that `keep` wants are made.
    """
    import shapely

    with gzip.open(data_path(name), "rt", encoding="utf-8") as stream:
        text = stream.read()
    features = [line for line in text.splitlines() if line.startswith(_FEATURE_MARK)]
    told = ((json.loads(line.partition(_GEOMETRY_MARK)[0] + "}")["properties"], line) for line in features)
    kept = [(row, line) for row, line in told if keep(row)]
    properties = [row for row, _ in kept]
    collection = ",".join(line.rstrip(",") for _, line in kept)
    geometry = shapely.get_parts(shapely.from_geojson(f'{{"type":"FeatureCollection","features":[{collection}]}}'))
    out = frame(properties, columns, geometry=list(geometry))
    # a frame holds objects, and ~True on an object column is -2
    return out.astype({column: kind for column, kind in _TYPES.items() if column in columns})


def read_line(path: str | Path, *, crs: str | None = None) -> gpd.GeoDataFrame:
    """Return the user's own line (a front line, a line of contact) as border rows.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, Shapefile, KML or FlatGeobuf with lines. Other geometries are left out with a warning.
    crs
        The coordinate reference system of a file that names none ("EPSG:28408").

    Returns
    -------
    lines
        Columns `schema.BORDER_COLUMNS`, EPSG:4326. ``border_id`` is "user:" and the file's stem; ``name``, ``date``,
        ``source`` and ``licence`` come from fields of those names where they are there.

    Raises
    ------
    InputMissingError
        If the file is not there.
    InputError
        If it cannot be read, is empty, or holds no line.
    CRSError
        If it has no coordinate reference system and none was given, or one that cannot be transformed, or if its
        coordinates are not degrees although it says so.
    """
    import pyogrio

    path = Path(path)
    if not path.exists():
        raise InputMissingError(f"the line {path} is not there", hint="give an id such as AM-AZ or a path")
    try:
        layers = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        frames = [pyogrio.read_dataframe(path, layer=layer) for layer in layers]
    except Exception as error:  # GDAL's errors have no common root but Exception
        raise InputError(
            f"cannot read {path.name} as a line: {error}", hint=f"use one of {', '.join(LINE_SUFFIXES)}", file=path.name
        ) from error
    rows: list[dict[str, Any]] = []
    geometries: list[Any] = []
    other = 0
    for layer in frames:
        if "geometry" not in getattr(layer, "columns", ()) or not len(layer):
            continue
        is_line = layer.geometry.geom_type.isin(_LINES) & ~layer.geometry.is_empty
        other += int((~is_line).sum())
        lines = to_degrees(layer[is_line], crs=crs, file=path.name)
        for record, geometry in zip(lines.drop(columns="geometry").to_dict("records"), lines.geometry, strict=True):
            rows.append(_line_row(record, path))
            geometries.append(geometry)
    if not rows:
        raise InputError(
            f"{path.name} holds no line" + (f" but {other} other features" if other else ""),
            hint="a border or front line must be a LineString or MultiLineString",
            file=path.name,
        )
    if other:
        log.warning("%s: %d features are no lines and were left out", path.name, other)
    return frame(rows, BORDER_COLUMNS, geometry=geometries).astype({"exclave": bool, "approximate": bool})


def to_degrees(lines: gpd.GeoDataFrame, *, crs: str | None, file: str) -> gpd.GeoDataFrame:
    """Return a user's layer in EPSG:4326; `crs` is that of a file that names none.

    Raises
    ------
    CRSError
        If there is no coordinate reference system, or one that cannot be transformed, or if the coordinates are not
        degrees although the file says so.
    """
    if not len(lines):
        return lines
    if lines.crs is None:
        if crs is None:
            raise CRSError(
                f"{file} has no coordinate reference system", hint="say which, for instance EPSG:4326", file=file
            )
        try:
            lines = lines.set_crs(crs)
        except Exception as error:  # pyproj and geopandas raise several kinds
            raise CRSError(f"{crs!r} is no coordinate reference system", file=file) from error
    if not lines.crs.equals(CRS):
        try:
            lines = lines.to_crs(CRS)
        except Exception as error:
            raise CRSError(f"{file} cannot be transformed from {lines.crs.name} to {CRS}", file=file) from error
        log.info("%s: transformed to %s", file, CRS)
    import numpy as np

    west, south, east, north = lines.total_bounds
    if not np.isfinite([west, south, east, north]).all() or west < -180 or east > 180 or south < -90 or north > 90:
        raise CRSError(
            f"{file} says its coordinates are degrees, but they reach from {west:g}, {south:g} to {east:g}, {north:g}",
            hint="the file's coordinate reference system is wrong or its coordinates are swapped",
            file=file,
        )
    return lines


def _line_row(record: dict[str, Any], path: Path) -> dict[str, Any]:
    fields = {str(key).casefold(): value for key, value in record.items()}

    def text(*names: str) -> str:
        for name in names:
            value = fields.get(name)
            if value is not None and value == value and str(value).strip() not in {"", "NaT", "None"}:
                return str(value).strip()
        return ""

    date = text("date", "as_of", "valid_from", "timestamp")
    return {
        "border_id": f"{_USER_LINE}:{path.stem}",
        "name": text("name", "title", "label") or path.stem,
        "exclave": False,
        "date": date[:10] if date[4:5] == "-" else date,
        "source": text("source", "src", "attribution") or path.name,
        "licence": text("licence", "license") or "",
        "worldview": text("worldview") or "the user's own line",
        "approximate": text("approximate").casefold() in {"1", "true", "yes"},
    }
