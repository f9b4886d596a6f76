"""CSV and its kin: which delimiter, and rows with their line numbers."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_LINES = 25
FIELD_CHARS = 16 << 20


class DelimitedError(ValueError):
    """The quoting of a CSV is broken; ``line`` is where."""

    def __init__(self, message: str, line: int) -> None:
        self.message, self.line = message, line
        super().__init__(message)


def find_delimiter(sample: str, *, name: str = "") -> str:
    """Return the delimiter that splits the first lines into the most columns, all lines alike.

    Parameters
    ----------
    sample
        The beginning of the file; a cut last line does no harm.
    name
        The file name: ``.tsv`` prefers the tab.
    """
    lines = sample.splitlines(keepends=True)
    if len(lines) > _SAMPLE_LINES:
        lines = lines[:_SAMPLE_LINES]
    elif len(lines) > 1:
        lines = lines[:-1] or lines
    best, best_score = "\t" if name.casefold().removesuffix(".gz").endswith(".tsv") else ",", 0.0
    for delimiter in sorted(_DELIMITERS, key=lambda mark: mark != best):
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        alike = sum(width == widths[0] for width in widths) / len(widths)
        score = alike * (1 + widths[0] / 1000)
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best


def read_delimited(stream: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(line number, cells)`` of every row, blank ones too; the number is that of the row's first line.

    Raises
    ------
    DelimitedError
        If a cell never ends or is longer than `FIELD_CHARS`.
    """
    if csv.field_size_limit() < FIELD_CHARS:
        csv.field_size_limit(FIELD_CHARS)  # the default of 131,072 is less than a long report
    reader = csv.reader(stream, delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DelimitedError(str(error), line) from error
        yield line, row


def wrap(stream: io.BufferedReader, encoding: str) -> io.TextIOWrapper:
    """Return a text stream over bytes as the csv module wants it: no newline translation, no error on bad bytes."""
    return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
