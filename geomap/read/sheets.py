"""Tables as rows of cells: CSV, Excel workbooks, and layers that GDAL reads."""

from __future__ import annotations

import io
import logging
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import CRSError, InputError, InputMissingError, SchemaError
from geomap.read.cells import is_null, to_text
from geomap.read.delimited import DelimitedError, find_delimiter, read_delimited, wrap
from geomap.read.documents import MAX_DOCUMENT_BYTES
from geomap.read.encoding import binary_kind, decode, find_encoding
from geomap.read.headers import Header, find_header
from geomap.read.inputs import Input, open_input
from geomap.read.workbook import open_workbook
from geomap.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger(__name__)

TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".tab"})
SHEET_SUFFIXES = frozenset({".xlsx", ".xlsm"})
LAYER_SUFFIXES = frozenset({
    ".geojson", ".json", ".geojsonl", ".gpkg", ".shp", ".fgb", ".kml", ".gml", ".gpx", ".sqlite", ".parquet",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it is: its number in the file, its cells by column, and the point of a layer's geometry."""

    number: int
    cells: dict[str, Any]
    lon: float | None = None
    lat: float | None = None
    precision: int | None = None


@dataclass(frozen=True, slots=True)
class RawTable:
    """An open table: `rows` can be called again for a second reading."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[RawRow | Rejection]]
    tags: dict[str, str] = field(default_factory=dict)
    notes: tuple[Rejection, ...] = ()
    has_geometry: bool = False


def open_table(path: str | Path, *, layer: str | None = None) -> RawTable:
    """Return the table at `path`.

    Parameters
    ----------
    path
        CSV or TSV (also gzipped), XLSX, or a layer: GeoJSON, GeoPackage, shapefile, FlatGeobuf, KML, GML, GPX.
    layer
        The sheet or layer; None is the only one, or the first sheet that has cells.

    Raises
    ------
    InputMissingError
        If there is no such file.
    InputError
        If it is empty, damaged, or of a format that is not known.
    SchemaError
        If it has several layers and none is named, or none of that name.
    CRSError
        If a layer does not say in which coordinates it is.
    """
    path = Path(path)
    if not path.is_file():
        raise InputMissingError(f"there is no table {str(path)!r}", hint="check the name; a table is one file")
    if path.stat().st_size == 0:
        raise InputError(f"{path.name} is empty")
    name = path.name[:-3] if path.name.casefold().endswith(".gz") else path.name
    suffix = Path(name).suffix.casefold()
    with path.open("rb") as stream:
        head = stream.read(1 << 12)
    try:
        if suffix in SHEET_SUFFIXES or (suffix not in LAYER_SUFFIXES and _is_workbook(path, head)):
            return _from_grid(path.name, *open_workbook(path, layer))
        if suffix in LAYER_SUFFIXES or head.startswith(b"SQLite format 3"):
            return _open_layer(path, layer)
        if suffix in TEXT_SUFFIXES or not binary_kind(head):
            return _open_text(path)
    except OSError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path.name} cannot be read: {error.strerror or error}") from error
    raise InputError(
        f"{path.name} is {binary_kind(head)}, not a table",
        hint="tables are CSV, TSV, XLSX, GeoJSON, GeoPackage, shapefile, FlatGeobuf or KML",
    )


def _is_workbook(path: Path, head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04") and zipfile.is_zipfile(path)


# ------------------------------------------------------------------------------------------------- text


def _open_text(path: Path) -> RawTable:
    item = Input(path.name, path.name, path)
    notes: list[Rejection] = []
    with open_input(item) as opened:
        if kind := binary_kind(opened.head):
            raise InputError(f"{path.name} is {kind}, not a table")
        delimiter = find_delimiter(decode(opened.head, cut=True).text.lstrip("\ufeff"), name=path.name)
        if opened.seekable:
            encoding, note = find_encoding(opened.stream)
            whole = None
        else:  # packed: unpacked once, within bounds
            data = opened.stream.read(MAX_DOCUMENT_BYTES + 1)
            if len(data) > MAX_DOCUMENT_BYTES:
                raise InputError(f"{path.name} is over {MAX_DOCUMENT_BYTES >> 20} MB unpacked", hint="unpack it first")
            decoded = decode(data)
            encoding, note, whole = "utf-8", decoded.note, decoded.text
    if note:
        notes.append(Rejection(path.name, "encoding", note, fatal=False))

    def grid() -> Iterator[tuple[int, list[Any]]]:
        if whole is not None:
            yield from read_delimited(io.StringIO(whole, newline=""), delimiter)
            return
        with path.open("rb") as stream, wrap(stream, encoding) as text:
            yield from read_delimited(text, delimiter)

    return _from_grid(path.name, grid, notes)


def _from_grid(name: str, grid: Callable[[], Iterator[tuple[int, list[Any]]]], notes: list[Rejection]) -> RawTable:
    """Return a table whose header is found among the first rows of `grid`."""
    first: list[tuple[int, list[Any]]] = []
    try:
        for number, cells in grid():
            if any(not _is_blank(cell) for cell in cells):
                first.append((number, cells))
            if len(first) >= 30:
                break
    except DelimitedError as error:
        raise InputError(f"{name} cannot be read as CSV: {error.message}", line=error.line) from error
    if not first:
        raise InputError(f"{name} is empty")
    header = find_header(first)
    notes = notes + [Rejection(name, reason, detail, fatal=False) for reason, detail in header.notes]

    def rows() -> Iterator[RawRow | Rejection]:
        yield from _body(name, grid, header)

    return RawTable(name, header.columns, rows, header.tags, tuple(notes))


def _body(
    name: str, grid: Callable[[], Iterator[tuple[int, list[Any]]]], header: Header
) -> Iterator[RawRow | Rejection]:
    columns = header.columns
    try:
        for number, cells in grid():
            if number <= header.last_row or all(_is_blank(cell) for cell in cells):
                continue
            if cells[0] == header.cells[0] and _same(cells[: len(columns)], header.cells):
                yield Rejection(name, "repeated_header", "the header stands here again", f"row {number}", fatal=False)
                continue
            if len(cells) > len(columns) and any(not _is_blank(cell) for cell in cells[len(columns) :]):
                detail = f"the row has {len(cells)} cells, the header {len(columns)}; those beyond it were not read"
                yield Rejection(name, "extra_cells", detail, f"row {number}", fatal=False)
            padded = [*cells, *[None] * (len(columns) - len(cells))]
            yield RawRow(number, dict(zip(columns, padded, strict=False)))
    except DelimitedError as error:
        yield Rejection(name, "bad_csv", f"the rows cannot be told apart: {error.message}", f"line {error.line}")


def _same(cells: list[Any], others: tuple[Any, ...]) -> bool:
    return [to_text(cell) for cell in cells] == [to_text(cell) for cell in others[: len(cells)]]


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


# ------------------------------------------------------------------------------------------------ layers


def _open_layer(path: Path, layer: str | None) -> RawTable:
    import geopandas as gpd
    import pyogrio

    _check_xml(path)
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        if layer is None and len(layers) > 1:
            raise SchemaError(
                f"{path.name} has {len(layers)} layers", hint=f"name one with --layer: {', '.join(map(repr, layers))}"
            )
        if layer is not None and layer not in layers:
            raise SchemaError(
                f"{path.name} has no layer {layer!r}", hint=f"its layers are: {', '.join(map(repr, layers))}"
            )
        frame = pyogrio.read_dataframe(path, layer=layer or (layers[0] if layers else None))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
        raise InputError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        geometry = [None] * len(frame)
    else:
        geometry = list(_to_degrees(path, frame).geometry)
    columns = tuple(str(name) for name in frame.columns if name != "geometry")
    if not len(frame):
        raise InputError(f"{path.name} is empty", hint="" if layer is None else f"the layer {layer!r} has no features")
    records = frame.drop(columns="geometry", errors="ignore").to_dict("records")

    def rows() -> Iterator[RawRow | Rejection]:
        for number, (cells, shape) in enumerate(zip(records, geometry, strict=True), 1):
            lon, lat, precision = _point_of(shape)
            plain = {str(name): None if is_null(value) else value for name, value in cells.items()}
            yield RawRow(number, plain, lon, lat, precision)

    has_geometry = any(shape is not None and not shape.is_empty for shape in geometry)
    return RawTable(path.name, columns, rows, has_geometry=has_geometry)


def _check_xml(path: Path) -> None:
    if path.suffix.casefold() in {".kml", ".gml", ".gpx"}:
        with path.open("rb") as stream:
            start = stream.read(1 << 20).replace(b"\x00", b"")
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise InputError(f"{path.name} declares a DOCTYPE or entities; it was not read")


def _to_degrees(path: Path, frame: Any) -> Any:
    from pyproj.exceptions import ProjError

    if not frame.geometry.notna().any():
        return frame
    if frame.crs is None:
        raise CRSError(
            f"{path.name} does not say in which coordinate system it is",
            hint="a shapefile needs its .prj file; QGIS can set the system of any layer",
        )
    if frame.crs.to_epsg() == 4326:
        return frame
    _log.info("%s: coordinates transformed from %s to EPSG:4326", path.name, frame.crs.name)
    try:
        return frame.to_crs(4326)
    except (ProjError, ValueError) as error:
        raise CRSError(f"the coordinates of {path.name} ({frame.crs.name}) cannot be transformed: {error}") from error


def _point_of(shape: Any) -> tuple[float | None, float | None, int | None]:
    """Return a point within a geometry and, where it is no point, the precision of an area (3) or line (5)."""
    if shape is None or shape.is_empty:
        return None, None, None
    if shape.geom_type == "Point":
        return float(shape.x), float(shape.y), None
    point = shape.representative_point()
    return float(point.x), float(point.y), 5 if "Line" in shape.geom_type else 3
