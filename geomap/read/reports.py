"""Reports out of files, folders, globs and standard input."""

from __future__ import annotations

import gzip
import logging
import re
from typing import TYPE_CHECKING, Any

from geomap.read.clean import clean_text
from geomap.read.documents import Draft, read_drafts
from geomap.read.inputs import BombError, Input, Meter, find_inputs, open_input
from geomap.read.language import find_language
from geomap.read.published import find_date, front_matter, header_spans
from geomap.records import Rejection, Report

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

__all__ = ["clean_text", "find_date", "make_report", "read_reports"]

_log = logging.getLogger(__name__)

_MAX_ID_CHARS = 200
_MAX_TITLE_CHARS = 300
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_ENDS = re.compile(r"[.!…:;,。։؟?][\"”’')]*$")


def read_reports(
    inputs: Sequence[str | Path],
    *,
    date: dt.date | None = None,
    max_chars: int = 1_000_000,
    stdin: BinaryIO | None = None,
    leave_out: Path | None = None,
    meter: Meter | None = None,
) -> Iterator[Report | Rejection]:
    """Yield every report that `inputs` hold, and a rejection for everything that could not be read or used.

    One file, and of JSON Lines and CSV one line, is held in memory at a time. A bad item never stops the rest.

    Parameters
    ----------
    inputs
        Files, folders, globs and "-" for standard input, read in this order; see `geomap.read.inputs.find_inputs`.
        Formats: text, Markdown, HTML, JSON, JSON Lines, CSV, TSV, RSS and Atom, each also gzipped.
    date
        Publication date for reports that carry none; it also completes a dateline without a year.
    max_chars
        A longer text is cut there, with a rejection ``too_long`` that is not fatal.
    stdin
        Stream for "-"; by default standard input.
    leave_out
        A file that is no report though it lies among them: the user's own table.
    meter
        Told how far reading has come; the files are then listed before the first is read.

    Yields
    ------
    item
        A `Report`, or a `Rejection` (before the report it is about, where it is not fatal). Reasons: missing,
        unreadable, symlink, empty, nothing_readable, binary, unknown_format, encoding, too_long, bad_json, bad_csv,
        bad_feed, bad_gzip, bomb, entities, no_text, duplicate_id, bad_date, ambiguous_date.

    Notes
    -----
    Ids are unique in a run: the second report of an id gets ``#2`` behind it. Without an id of its own a report is
    called after its file (inside a folder: with the path from there), with ``:3`` for the third line or item.
    """
    ids: set[str] = set()
    folder, found_in_folder, files_in_folder = "", 0, 0
    found: Iterable[Input | Rejection] = find_inputs(inputs)
    if meter is not None:
        found = list(found)
        meter.expect(found)
    for item in found:
        if isinstance(item, Rejection):
            yield item
            continue
        if leave_out is not None and item.path is not None and item.path.resolve() == leave_out.resolve():
            continue
        if item.folder != folder:
            yield from _barren(folder, found_in_folder, files_in_folder)
            folder, found_in_folder, files_in_folder = item.folder, 0, 0
        files_in_folder += 1
        for result in _read_one(item, max_chars, stdin, meter):
            if isinstance(result, Rejection):
                yield result
            else:
                found_in_folder += 1
                yield from _finish(result, item, ids, date)
    yield from _barren(folder, found_in_folder, files_in_folder)


def _barren(folder: str, reports: int, files: int) -> Iterator[Rejection]:
    if folder and not reports:
        yield Rejection(folder, "nothing_readable", f"none of the {files} files in the folder holds a report")


def _read_one(item: Input, max_chars: int, stdin: BinaryIO | None, meter: Meter | None) -> Iterator[Draft | Rejection]:
    try:
        with open_input(item, stdin, meter) as opened:
            yield from read_drafts(item, opened, max_chars=max_chars)
    except BombError as error:
        yield Rejection(item.name, "bomb", error.strerror or str(error))
    except (gzip.BadGzipFile, EOFError) as error:
        yield Rejection(item.name, "bad_gzip", f"the compressed file is damaged or cut short: {error}")
    except OSError as error:
        yield Rejection(item.name, "unreadable", f"it cannot be read: {error.strerror or error}")


def _finish(draft: Draft, item: Input, ids: set[str], argument: dt.date | None) -> Iterator[Report | Rejection]:
    text = _writable(draft.text)
    clean = clean_text(text, markdown=draft.markdown)
    if not clean.strip():
        yield Rejection(item.name, "empty", "nothing is left of the text without its web page noise", draft.where)
        return
    wanted = _tidy(draft.id)[:_MAX_ID_CHARS] or draft.key
    unique = _unique(wanted, ids)
    if unique != wanted:
        detail = f"the id {wanted!r} was there before; this report is called {unique!r}"
        yield Rejection(item.name, "duplicate_id", detail, draft.where, fatal=False)
    found = find_date(text, field=draft.date or None, field_basis=draft.date_basis, argument=argument)
    for reason, detail in found.faults:
        yield Rejection(item.name, reason, detail, draft.where or unique, fatal=False)
    title = _tidy(draft.title) or (_first_line_title(text, clean) if draft.guess_title else "")
    yield Report(
        id=unique,
        text=text,
        clean=clean,
        title=title[:_MAX_TITLE_CHARS],
        date=found.date,
        date_basis=found.basis,
        publisher=_tidy(draft.publisher)[:_MAX_ID_CHARS],
        language=_tidy(draft.language)[:12] or find_language(clean),
        source=item.key,
        url=_tidy(draft.url)[:2000],
    )


def make_report(values: Mapping[str, Any], *, date: dt.date | None = None, max_chars: int = 1_000_000) -> Report | None:
    """Return the report of one record that is in memory, as `read_reports` makes it; None if it holds no text.

    Parameters
    ----------
    values
        ``id`` and ``text``; optional ``title``, ``date`` (a date or text), ``publisher``, ``language``, ``url``,
        ``source``. What is missing or null is left empty.
    date
        Publication date if the record carries none.
    max_chars
        A longer text is cut there.
    """
    told = {name: str(value) for name, value in values.items() if value is not None and value == value}
    if not told.get("text", "").strip():
        return None
    name = told.get("source") or "records"
    draft = Draft(
        key=told.get("id") or name,
        text=told["text"][:max_chars],
        id=told.get("id", ""),
        title=told.get("title", ""),
        date=told.get("date", ""),
        date_basis="field",
        publisher=told.get("publisher", ""),
        language=told.get("language", ""),
        url=told.get("url", ""),
    )
    found = _finish(draft, Input(name, name, None), set(), date)
    return next((item for item in found if isinstance(item, Report)), None)


def _unique(wanted: str, ids: set[str]) -> str:
    unique, number = wanted, 2
    while unique in ids:
        unique = f"{wanted}#{number}"
        number += 1
    ids.add(unique)
    return unique


def _writable(text: str) -> str:
    r"""Return `text` without lone surrogates (JSON's "\ud800"), which no file can hold; the same length."""
    return _SURROGATES.sub("\ufffd", text)


def _tidy(text: str) -> str:
    """Return a one-line field without control characters and runs of spaces."""
    return " ".join(clean_spaces(_writable(text)).split())


def clean_spaces(text: str) -> str:
    """Return `text` with characters that do not print (controls, direction marks) as spaces."""
    return "".join(character if character.isprintable() else " " for character in text)


def _first_line_title(text: str, clean: str) -> str:
    """Return the first line if it is a headline: short, without a full stop, a blank line after it; else ""."""
    start = len(clean) - len(clean.lstrip())
    if any(end > start for _, end, _ in header_spans(text)) or front_matter(text)[1] > start:
        return ""
    lines = clean[start : start + 600].split("\n")
    if len(lines) < 3 or lines[1].strip():
        return ""
    line = lines[0].strip()
    if (
        not 8 <= len(line) <= 140
        or _ENDS.search(line)
        or not any(rest.strip() for rest in clean[start:].split("\n")[2:])
    ):
        return ""
    return line
