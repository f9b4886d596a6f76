"""An Excel workbook: incidents, claims, sources and places as sheets, with real dates and no formulas.

A text that begins with "=" stays a text: the cell is typed so, and nothing has to be put before it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from geomap.errors import OutputError
from geomap.export import tables
from geomap.export.cells import cells, in_order, joined, xml_text
from geomap.export.qgz import ZIP_TIME
from geomap.files import atomic_path
from geomap.schema import to_json

if TYPE_CHECKING:
    from pathlib import Path

    from geomap.records import Run

CELL_LENGTH = 32_767  # characters that Excel takes in a cell
ROWS = 1_048_576  # rows that it takes in a sheet
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
_WIDTHS = {"title": 50, "sentence": 60, "text": 40, "names": 40}


def write(run: Run, path: Path) -> Path:
    """Write the workbook; the first row of each sheet is frozen and filtered.

    Raises
    ------
    OutputError
        If a table has more rows than a sheet takes, or the file cannot be written.
    """
    failures: tuple[type[Exception], ...] = (OSError, *_serialising_errors())
    try:
        buffer = _book(run)
    except failures as error:  # openpyxl keeps its sheets in the system's temporary folder
        hint = "is the disk of the temporary folder full? set TMPDIR to another one"
        raise OutputError(f"cannot write {path}: {error}", hint=hint) from error
    with atomic_path(path) as temporary:
        _rewrite(buffer, temporary)
    return path


def _serialising_errors() -> tuple[type[Exception], ...]:
    """Return what lxml raises where it cannot write; openpyxl takes lxml if it is there."""
    try:
        from lxml.etree import LxmlError
    except ImportError:
        return ()
    return (LxmlError,)


def _book(run: Run) -> io.BytesIO:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    incidents = in_order(run.incidents)
    data = cells(incidents)
    sheets = {
        "incidents": tables.incident_table(incidents, data),
        "claims": tables.child_table(data, "claims"),
        "sources": tables.child_table(data, "sources"),
        "places": tables.place_table(run),
    }
    for name, table in sheets.items():
        _sheet(book, name, table)
    about = book.create_sheet("about")
    for line in (run.title, "Extracted by geomap from reports by a machine: check before use.", *run.attribution):
        about.append([_text_cell(about, line)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer


def _sheet(book: Any, name: str, table: tables.Table) -> None:
    from openpyxl.utils import get_column_letter

    fields, columns = table
    count = len(columns[0]) if columns else 0
    if count + 1 > ROWS:
        raise OutputError(
            f"{count} {name} are more than a spreadsheet takes ({ROWS - 1})", hint="choose -f csv or gpkg"
        )
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(fields))}{count + 1}"
    for number, one in enumerate(fields, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(one.name, 14)
    sheet.append([_text_cell(sheet, one.name) for one in fields])
    shown = [_flat(one.kind, values) for one, values in zip(fields, columns, strict=True)]
    for row in zip(*shown, strict=True):
        sheet.append([_text_cell(sheet, value) if isinstance(value, str) else value for value in row])


def _flat(kind: str, values: list[Any]) -> list[Any]:
    if kind == "list":
        return [joined(value) for value in values]
    if kind == "json":
        return [to_json(value) if value else None for value in values]
    return values


def _text_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    clean = xml_text(text)
    if len(clean) > CELL_LENGTH:
        clean = clean[: CELL_LENGTH - 1] + "…"
    if not clean.startswith("="):
        return clean  # quicker by far than a cell of its own
    made = WriteOnlyCell(sheet, value=clean)
    made.data_type = "s"  # openpyxl would take the "=" for a formula
    return made


def _rewrite(buffer: io.BytesIO, path: Path) -> None:
    """Copy the workbook with fixed times: the library writes the time of saving into it."""
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = source.read(name)
            if name == "docProps/core.xml":
                fixed = dt.datetime(*ZIP_TIME, tzinfo=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                data = _TIMES.sub(rb"\g<1>" + fixed + rb"\g<3>", data)
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
