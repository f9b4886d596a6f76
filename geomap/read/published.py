"""When a report was published: a header line, front matter or a dateline in its text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from geomap.read.dates import month_number, parse_date

# A scraper's first line: " date 2023-05-13 …", with or without the article glued to it.
HEADER = re.compile(r"\s*date[ \t]*[:=]?[ \t]*(\d{4}-\d{1,2}-\d{1,2})(?!\d)(?:T[0-9:.+Z-]*)?", re.IGNORECASE)
# The same on a line of its own, in words: "Published: May 12, 2023", "Date: 12 May 2023".
HEADER_LINE = re.compile(
    r"^[ \t]*(?:date|published|publication date|posted|updated|last updated)(?:[ \t]+(?:on|at))?[ \t]*:?[ \t]+"
    r"(?P<date>[^\n]{6,48})$",
    re.IGNORECASE | re.MULTILINE,
)
HEADER_CHARS = 4000  # a header stands at the top; further down "date 2023-05-13" is part of the story
_FRONT_MATTER = re.compile(
    r"\s*(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<body>.{0,4000}?)\r?\n(?:(?P=mark)|\.\.\.)[ \t]*(?=\r?\n|\Z)", re.DOTALL
)
_KEY_LINE = re.compile(r"([A-Za-z][\w .-]{0,39}?)\s*[:=]\s*(.*)$")
_KNOWN_KEYS = frozenset({
    "title", "headline", "date", "published", "pub_date", "pubdate", "publisher", "source", "site", "sitename", "url",
    "link", "canonical", "language", "lang", "id", "slug", "author", "tags", "description", "summary",
})  # fmt: skip
_DATELINE_CHARS = 240
_NO_PLACE = frozenset({"on", "by", "in", "since", "until", "from", "as", "late", "early", "the", "after", "before"})
_SMALL = frozenset({"of", "the", "and", "de", "la", "del", "al", "el", "am", "an", "der"})
_MONTH_DAY = r"(?:(?P<month1>[^\W\d_]{3,12})\.?\s+(?P<day1>\d{1,2})|(?P<day2>\d{1,2})\s+(?P<month2>[^\W\d_]{3,12})\.?)"
_DATELINE = re.compile(
    r"^[ \t(]*(?P<place>[^\W\d_][^\n:;.!?()]{1,60}?)(?:\s*\([^()\n]{2,40}\))?[,/]?\s+"
    + _MONTH_DAY
    + r"(?:,?\s+(?P<year>\d{4}))?\s*(?:\([^()\n]{2,60}\)\s*)?"
    r"(?:[-–—:]|\)|[.,]\s*[/(]?[A-Z][A-Za-z. ]{1,30}(?:[/).:,–—-]|$)|\.\s)",
    re.MULTILINE,
)
_DATE_FIRST = re.compile(r"^[ \t]*" + _MONTH_DAY + r",?\s+(?P<year>\d{4})\s*(?:[-–—:,.|]|\n)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A publication date, where it came from (`geomap.records.Report.date_basis`), and what was wrong on the way.

    ``faults`` holds (``bad_date`` or ``ambiguous_date``, sentence) for each date text that could not be used.
    """

    date: dt.date | None = None
    basis: str = "none"
    faults: tuple[tuple[str, str], ...] = ()


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the keys (lower case) of a YAML or TOML front matter block and the offset where it ends.

    Only plain ``key: value`` lines are read; a block without any known key is not front matter, and then the
    answer is ``({}, 0)``.
    """
    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, 0
    values: dict[str, str] = {}
    for line in found["body"].splitlines():
        if not line.strip() or line[0] in " \t-#":
            continue
        pair = _KEY_LINE.match(line)
        if not pair:
            return {}, 0
        values.setdefault(pair[1].strip().casefold().replace(" ", "_"), pair[2].strip().strip("\"'").strip())
    return (values, found.end()) if _KNOWN_KEYS & values.keys() else ({}, 0)


def header_spans(text: str) -> list[tuple[int, int, str]]:
    """Return ``(start, end, date text)`` of the header dates at the top of a text, front matter not counted."""
    spans: list[tuple[int, int, str]] = []
    at = 0
    # the date itself must stand at the top: behind blanks of any length it does not
    while (found := HEADER.match(text, at)) and found.start(1) < HEADER_CHARS:
        spans.append((found.start(), found.end(), found[1]))
        at = found.end()
    top = text[:HEADER_CHARS]
    if len(top) < len(text):
        top = top[: top.rfind("\n") + 1]
    for line_number, found in enumerate(HEADER_LINE.finditer(top)):
        if line_number > 2 or top.count("\n", 0, found.start()) > 8:
            break
        if (not spans or found.start() >= spans[-1][1]) and parse_date(found["date"]).day:
            spans.append((found.start(), found.end(), found["date"]))
    return spans


def find_date(
    text: str, *, field: str | None = None, field_basis: str = "field", argument: dt.date | None = None
) -> FoundDate:
    """Return the publication date of a report.

    The order is: the date that the container states (`field`), a header line, front matter, a full date in the
    dateline, `argument`. A dateline without a year ("BAKU, May 11 -") takes the year of `argument`, such that it is
    not after it; without one it is no date.

    Parameters
    ----------
    text
        The original text.
    field
        What a JSON or CSV field, the HTML metadata or a feed says, or None.
    field_basis
        The basis to report for `field`.
    argument
        The date that the user gave for reports that carry none.

    Returns
    -------
    found
        ``basis`` "none" and ``date`` None where nothing names a full date.
    """
    faults: list[tuple[str, str]] = []
    candidates: list[tuple[str, str]] = []
    if field is not None and field.strip():
        candidates.append((field, field_basis))
    keys, body = front_matter(text)
    candidates += [(words, "header") for _, _, words in header_spans(text[body:])]
    candidates += [(keys[key], "front_matter") for key in ("date", "published", "pub_date", "pubdate") if keys.get(key)]
    for words, basis in candidates:
        parsed = parse_date(words)
        if parsed.day is not None:
            return FoundDate(parsed.day, basis, tuple(faults))
        detail = parsed.detail or f"{words!r} names no single day"
        faults.append((parsed.fault or "bad_date", detail))
    dateline = _dateline(text[body:], argument)
    if dateline is not None:
        return FoundDate(dateline, "dateline", tuple(faults))
    if argument is not None:
        return FoundDate(argument, "argument", tuple(faults))
    return FoundDate(faults=tuple(faults))


def _dateline(text: str, argument: dt.date | None) -> dt.date | None:
    spans = header_spans(text)
    start = spans[-1][1] if spans else 0
    # the dateline opens the body, after at most a headline and a stray line
    top = text[start : start + _DATELINE_CHARS * 3]
    for count, line in enumerate(line for line in top.splitlines() if line.strip()):
        if count > 3:
            break
        head = line.replace("\u00a0", " ")[:_DATELINE_CHARS]
        found = _DATELINE.match(head) or _DATE_FIRST.match(head + "\n")
        if not found:
            continue
        month = month_number(found["month1"] or found["month2"])
        if not month or not _is_place(found.groupdict().get("place") or ""):
            continue
        day = int(found["day1"] or found["day2"])
        date = _complete(found["year"], month, day, argument)
        if date is not None:
            return date
    return None


def _is_place(words: str) -> bool:
    """Return whether dateline words can be a place: "NEW YORK", "Deir al-Zor", not "Soldiers killed on"."""
    parts = words.replace("/", " ").replace(",", " ").split()
    if not parts:
        return True  # a date alone
    if len(parts) > 6 or parts[0].casefold() in _NO_PLACE:
        return False
    return all(part in _SMALL or not part[0].islower() for part in parts)


def _complete(year: str | None, month: int, day: int, argument: dt.date | None) -> dt.date | None:
    if year is None and argument is None:
        return None
    number = int(year) if year is not None else argument.year  # type: ignore[union-attr]
    try:
        date = dt.date(number, month, day)
        if year is None and argument is not None and date > argument + dt.timedelta(days=1):
            date = date.replace(year=number - 1)  # "December 30" in a report handed in on 2 January
    except ValueError:
        return None
    return date
