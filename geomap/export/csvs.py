"""CSV that spreadsheets open as it is: UTF-8 with a signature, every text quoted, no cell that a formula starts in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from geomap.export.cells import INCIDENT_KINDS, cells, geometries, in_order, joined
from geomap.files import atomic_path
from geomap.schema import INCIDENT_NAMES, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import geopandas as gpd

    from geomap.records import Run

# OWASP, "CSV Injection": what makes a spreadsheet read a cell as a formula; the full-width forms count in East Asia
_FORMULA = re.compile("^'*[=+\\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?$")


def defused(text: str) -> str:
    """Return `text` with an apostrophe before it if a spreadsheet would read it as a formula; numbers stay.

    Nothing is lost: `armed` takes exactly that apostrophe away again.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def armed(text: str) -> str:
    """Return the text that `defused` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def cell(value: Any) -> str:
    """Return a plain value as a CSV cell: text quoted and defused, None empty, lists and dicts as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = to_json(value) if isinstance(value, list | dict) else str(value)
    return '"' + defused(text.replace("\x00", "")).replace('"', '""') + '"'


def write_rows(path: Path, head: Iterable[Sequence[Any]], columns: Iterable[Sequence[Any]]) -> Path:
    """Write header lines and columns of one length as CSV (RFC 4180: CRLF), atomically."""
    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as out:
        for line in head:
            out.write(",".join(cell(value) for value in line) + "\r\n")
        for row in zip(*columns, strict=True):
            out.write(",".join(cell(value) for value in row) + "\r\n")
    return path


def incident_columns(incidents: gpd.GeoDataFrame, names: Sequence[str] = INCIDENT_NAMES) -> dict[str, list[Any]]:
    """Return columns of the incidents as cells: lists joined with "; ", claims and sources as JSON text."""
    data = cells(incidents, only=names)
    for name in names:
        kind = INCIDENT_KINDS[name]
        if kind == "list":
            data[name] = [joined(value) for value in data[name]]
        elif kind == "json":
            data[name] = [to_json(value) if value else None for value in data[name]]
    return data


def write(run: Run, path: Path, *, geometry: Literal["lonlat", "wkt"] = "lonlat") -> Path:
    """Write the incidents as CSV, one row each, with `lon` and `lat` columns.

    Parameters
    ----------
    geometry
        "wkt" adds a column ``geometry`` with the point as WKT.
    """
    incidents = in_order(run.incidents)
    data = incident_columns(incidents)
    if geometry == "wkt":
        shapes = geometries(incidents)
        data["geometry"] = [None if shape is None else f"POINT ({shape.x} {shape.y})" for shape in shapes]
    return write_rows(path, [list(data)], data.values())


def write_wkt(run: Run, path: Path) -> Path:
    """Write the incidents as CSV with the point as WKT."""
    return write(run, path, geometry="wkt")
