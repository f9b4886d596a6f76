"""Where the header of a sheet is: titles above it, two rows of it, a row of HXL tags below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from geomap.read.cells import to_text
from geomap.read.mapping import is_hxl_row

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Header:
    """Column names (unique), the number of the last row that is no data, HXL tags, and what was done about it."""

    columns: tuple[str, ...]
    cells: tuple[Any, ...]
    last_row: int
    tags: dict[str, str] = field(default_factory=dict)
    notes: tuple[tuple[str, str], ...] = ()


def find_header(rows: list[tuple[int, list[Any]]]) -> Header:
    """Return the header among the first rows of a table, blank rows left out.

    Parameters
    ----------
    rows
        ``(row number, cells)``; at least one.
    """
    notes: list[tuple[str, str]] = []
    width = max(_filled(cells) for _, cells in rows)
    first = 0
    while width >= 3 and first < len(rows) - 1 and _filled(rows[first][1]) == 1:
        first += 1  # a title or a note above the table
    if first:
        titles = "; ".join(to_text(next(cell for cell in cells if to_text(cell)))[:60] for _, cells in rows[:first])
        notes.append(("skipped_rows", f"{first} rows above the header were left out: {titles}"))
    last = first
    cells = rows[first][1]
    names = [to_text(cell) for cell in cells]
    if _has_second_row(rows, first):
        last = first + 1
        names = _combine(names, [to_text(cell) for cell in rows[last][1]])
        joined = ", ".join(name for name in names if name)
        notes.append(("two_headers", f"rows {rows[first][0]} and {rows[last][0]} were read as one header: {joined}"))
    tagged: list[Any] = []
    if is_hxl_row(rows[first][1]):  # tags and no header
        tagged = rows[first][1]
    elif last + 1 < len(rows) and is_hxl_row(rows[last + 1][1]):
        last += 1
        tagged = rows[last][1]
    width = max(len(names), max((_extent(row) for _, row in rows[last + 1 :]), default=0) if not any(names) else 0)
    columns = _unique([*names, *[""] * (width - len(names))])
    tags = {name: to_text(tag) for name, tag in zip(columns, tagged, strict=False) if to_text(tag).startswith("#")}
    return Header(tuple(columns), tuple(cells), rows[last][0], tags, tuple(notes))


def _filled(cells: list[Any]) -> int:
    return sum(1 for cell in cells if to_text(cell))


def _extent(cells: list[Any]) -> int:
    return max((index + 1 for index, cell in enumerate(cells) if to_text(cell)), default=0)


def _has_second_row(rows: list[tuple[int, list[Any]]], first: int) -> bool:
    """Return whether the row below is a second header: words under the gaps that merged cells leave."""
    if first + 2 >= len(rows):
        return False
    upper = [to_text(cell) for cell in rows[first][1]]
    lower = [to_text(cell) for cell in rows[first + 1][1]]
    if is_hxl_row(rows[first + 1][1]) or _DIGIT.search("".join(lower)):
        return False
    gaps = [index for index, name in enumerate(upper) if not name and index and index < len(lower) and lower[index]]
    below = "".join(to_text(cell) for _, cells in rows[first + 2 :] for cell in cells)
    return bool(gaps) and bool(_DIGIT.search(below))


def _combine(upper: list[str], lower: list[str]) -> list[str]:
    """Return one name a column: the lower where it is there and unique, else "upper lower"."""
    groups: list[str] = []
    for index, name in enumerate(upper):
        below = lower[index] if index < len(lower) else ""
        groups.append(name or (groups[-1] if groups and below else ""))
    names = []
    for index in range(max(len(groups), len(lower))):
        group = groups[index] if index < len(groups) else ""
        below = lower[index] if index < len(lower) else ""
        if below and lower.count(below) > 1 and group:
            names.append(f"{group} {below}")
        else:
            names.append(below or group)
    return names


def _unique(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names.pop()
    unique: list[str] = []
    for index, name in enumerate(names):
        base = name or f"column {index + 1}"
        candidate, number = base, 2
        while candidate in unique:
            candidate = f"{base} ({number})"
            number += 1
        unique.append(candidate)
    return unique
