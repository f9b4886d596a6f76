"""Excel workbooks: values as Excel last stored them, merged cells filled, formulas never evaluated."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError, SchemaError
from geomap.read.cells import to_text
from geomap.read.inputs import BombError
from geomap.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_MAX_UNPACKED_BYTES = 1 << 30
_BOMB_RATIO = 500  # XML of a sheet of equal cells packs to a few hundred to one
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')

# what openpyxl, the XML parser and zlib say of a file that is not what it should be
_DAMAGE = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, EOFError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def open_workbook(
    path: Path, layer: str | None
) -> tuple[Callable[[], Iterator[tuple[int, list[Any]]]], list[Rejection]]:
    """Return a sheet as a function that yields ``(row number, cells)`` anew at each call, and notes on it.

    Parameters
    ----------
    path
        The workbook.
    layer
        The sheet; None is the first visible one that has cells.

    Raises
    ------
    InputError
        If it is empty, damaged, a decompression bomb, or declares XML entities.
    SchemaError
        If there is no sheet of that name.
    """
    import openpyxl

    _check_archive(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and validations that it leaves out
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except _DAMAGE as error:
        raise InputError(f"{path.name} is no Excel workbook that can be read: {error}") from error
    try:
        names = [sheet.title for sheet in book.worksheets]
        title = _pick_sheet(path, book, names, layer)
        part = str(getattr(book[title], "_worksheet_path", ""))
    finally:
        book.close()
    notes = []
    others = [name for name in names if name != title]
    if others and layer is None:
        detail = f"the sheet {title!r} was read; the others ({', '.join(map(repr, others[:10]))}) need --layer"
        notes.append(Rejection(path.name, "other_sheets", detail, fatal=False))
    merged = _merged_areas(path, part)
    if merged:
        detail = f"{len(merged)} merged areas: each row that one covers got its value"
        notes.append(Rejection(path.name, "merged_cells", detail, fatal=False))
    if empty := _formulas_without_value(path, title):
        detail = f"formulas are not evaluated, and no value is stored with {', '.join(empty)}"
        notes.append(Rejection(path.name, "formula", detail, fatal=False))

    def grid() -> Iterator[tuple[int, list[Any]]]:
        try:
            yield from _fill_merged(_sheet_rows(path, title, values=True), merged)
        except InputError:
            raise
        except _DAMAGE as error:
            raise InputError(f"the sheet {title!r} of {path.name} is damaged: {error}") from error

    return grid, notes


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            packed = sum(part.compress_size for part in parts)
            if unpacked > _MAX_UNPACKED_BYTES or (unpacked > 64 << 20 and unpacked > _BOMB_RATIO * packed):
                raise BombError(0, "it expands out of all proportion, as decompression bombs do")
            if torn := archive.testzip():
                raise InputError(f"{path.name} is damaged: its part {torn} is not what was packed")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        start = stream.read(4096).replace(b"\x00", b"")
                    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                        raise InputError(f"{path.name} declares entities in {part.filename}; it was not read")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{path.name} is no Excel workbook that can be read: {error}") from error


def _pick_sheet(path: Path, book: Any, names: list[str], layer: str | None) -> str:
    if layer is not None:
        if layer in names:
            return layer
        raise SchemaError(f"{path.name} has no sheet {layer!r}", hint=f"its sheets are: {', '.join(map(repr, names))}")
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            for row in sheet.iter_rows(max_row=30, values_only=True):
                if any(to_text(cell) for cell in row):
                    return str(sheet.title)
    raise InputError(f"{path.name} is empty")


def _sheet_rows(path: Path, title: str, *, values: bool) -> Iterator[tuple[int, list[Any]]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True, data_only=values, keep_links=False)
        try:
            sheet = book[title]
            sheet.reset_dimensions()  # some programs store a wrong extent
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                yield number, list(row)
        finally:
            book.close()


def _formulas_without_value(path: Path, title: str) -> list[str]:
    """Return the first cells ("D7") that hold a formula for which the file stores no value."""
    from openpyxl.utils import get_column_letter

    found: list[str] = []
    stored = _sheet_rows(path, title, values=True)
    written = _sheet_rows(path, title, values=False)
    for (number, values), (_, formulas) in zip(stored, written, strict=False):
        for column, (value, formula) in enumerate(zip(values, formulas, strict=False), 1):
            if value is None and isinstance(formula, str) and formula.startswith("="):
                found.append(f"{get_column_letter(column)}{number}")
        if len(found) >= 5:
            return [*found[:5], "…"]
    return found


def _merged_areas(path: Path, part: str) -> list[tuple[int, int, int]]:
    """Return (first row, last row, column) of the merged areas of a sheet that are taller than one row.

    openpyxl does not tell of them when it streams a sheet, and only then does it stay small.
    """
    from openpyxl.utils import column_index_from_string

    areas: list[tuple[int, int, int]] = []
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        name = part.lstrip("/")
        if name not in names:
            return []
        with archive.open(name) as stream:
            tail = b""
            while block := stream.read(1 << 20):
                window = tail + block
                last = 0
                for found in _MERGE.finditer(window):
                    first, final = int(found[2]), int(found[4])
                    if final > first and len(areas) < 10_000:
                        areas.append((first, final, column_index_from_string(found[1].decode("ascii")) - 1))
                    last = found.end()
                tail = window[max(last, len(window) - 200) :]
    return sorted(areas)


def _fill_merged(
    rows: Iterator[tuple[int, list[Any]]], merged: list[tuple[int, int, int]]
) -> Iterator[tuple[int, list[Any]]]:
    waiting = list(reversed(merged))
    carried: dict[int, tuple[int, Any]] = {}
    for number, cells in rows:
        for column, (last, value) in list(carried.items()):
            if number > last:
                del carried[column]
            elif column < len(cells) and not to_text(cells[column]) and any(to_text(cell) for cell in cells):
                cells[column] = value
        while waiting and waiting[-1][0] <= number:
            first, last, column = waiting.pop()
            if first == number and column < len(cells):
                carried[column] = (last, cells[column])
        yield number, cells
