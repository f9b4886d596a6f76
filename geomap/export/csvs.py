"""CSV that spreadsheets open as it is: UTF-8 with a signature, every text quoted, no cell that a formula starts in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from geomap.export.cells import INCIDENT_KINDS, cells, geometries, in_order, joined, json_texts, pieces
from geomap.files import atomic_path
from geomap.schema import INCIDENT_NAMES, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
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


def write_rows(path: Path, head: Iterable[Sequence[Any]], parts: Iterable[Iterable[Sequence[Any]]]) -> Path:
    """Write header lines, and rows in parts (each part its columns, of one length) as CSV (RFC 4180), atomically."""
    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as out:
        for line in head:
            out.write(",".join(cell(value) for value in line) + "\r\n")
        for columns in parts:
            out.writelines(f"{line}\r\n" for line in map(",".join, zip(*map(_cells, columns), strict=True)))
    return path


def _cells(values: Sequence[Any]) -> list[str]:
    """Return a column as CSV cells; each word is quoted and looked at once."""
    try:
        known = {(type(value), value): cell(value) for value in set(values)}
        return [known[type(value), value] for value in values]
    except TypeError:  # lists and dicts
        return [cell(value) for value in values]


def incident_columns(incidents: gpd.GeoDataFrame, names: Sequence[str] = INCIDENT_NAMES) -> dict[str, list[Any]]:
    """Return columns of the incidents as cells: lists joined with "; ", claims and sources as JSON text."""
    data = cells(incidents, only=[name for name in names if INCIDENT_KINDS[name] != "json"])
    for name in names:
        kind = INCIDENT_KINDS[name]
        if kind == "list":
            data[name] = [joined(value) for value in data[name]]
        elif kind == "json":
            data[name] = [None if text in {None, "[]"} else text for text in json_texts(incidents[name].tolist())]
    return {name: data[name] for name in names}


def write(run: Run, path: Path, *, geometry: Literal["lonlat", "wkt"] = "lonlat") -> Path:
    """Write the incidents as CSV, one row each, with `lon` and `lat` columns.

    Parameters
    ----------
    geometry
        "wkt" adds a column ``geometry`` with the point as WKT.
    """
    names = [*INCIDENT_NAMES, "geometry"] if geometry == "wkt" else INCIDENT_NAMES

    def parts() -> Iterator[list[list[Any]]]:
        for piece in pieces(in_order(run.incidents)):
            data = incident_columns(piece)
            if geometry == "wkt":
                shapes = geometries(piece)
                data["geometry"] = [None if one is None else f"POINT ({one.x} {one.y})" for one in shapes]
            yield [data[name] for name in names]

    return write_rows(path, [names], parts())


def write_wkt(run: Run, path: Path) -> Path:
    """Write the incidents as CSV with the point as WKT."""
    return write(run, path, geometry="wkt")
