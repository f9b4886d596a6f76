"""Dates as people and programs write them, without guessing.

"03/04/2023" is the third of April or the fourth of March: nothing here decides that by itself. A caller who knows the
order (because a column holds "13/04/2023" too, or because the user said so) passes it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from geomap.errors import UsageError

FIRST_YEAR, LAST_YEAR = 1500, 2100
# Languages whose month names are read: those of the region, of its neighbours, and the big news languages.
_LANGUAGES = ("ru", "uk", "hy", "az", "ka", "tr", "fa", "ar", "he", "fr", "de", "es", "it", "pt", "nl", "pl")
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if number}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_WEEKDAYS = frozenset(
    word for name in calendar.day_name for word in (name.casefold(), name[:3].casefold(), name[:4].casefold())
) | {"thurs"}
_NOISE = frozenset({"of", "the", "on", "at", "de", "del", "año", "г", "года", "թ", "il", "ci", "cü", "cı", "cu"}) | {
    "st", "nd", "rd", "th", "º", "er",
}  # fmt: skip
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?=$|[T\s,;Z])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?$")
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})$")
_YEAR = re.compile(r"(\d{4})$")
_NUMERIC = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?=$|[\s,;T])")
_TIME = re.compile(
    r"(?:(?<=\d)T|[\s,])*\b\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z\b|(?:GMT|UTC)?\s*[+-]\d{1,2}:?\d{2}|[A-Z]{2,5}\b)?"
    r"(?:\s*\([A-Z]{2,5}\))?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_DAY_RANGE = re.compile(
    r"^(\D*?)(\d{1,2})(?:st|nd|rd|th)?\s*(?:[-–—]|to|and)\s*(\d{1,2})(?:st|nd|rd|th)?\b(?!\s*[-/.]\s*\d)(.+)$"
)
_SPLIT = re.compile(r"\s+(?:to|until|till|through)\s+|\s*[–—]\s*|\s+-\s+|(?<=\d)/(?=\d{4}-)|\s*\.\.\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """What a date text says: an interval with its precision, or why it says nothing.

    ``precision`` is `geomap.schema.DATE_PRECISION` (1 day, 2 a few days, 3 week, 4 month, 5 year); ``fault`` is "",
    ``bad_date`` or ``ambiguous_date``, and then the dates are None.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    precision: int | None = None
    fault: str = ""
    detail: str = ""

    @property
    def day(self) -> dt.date | None:
        """The date if the text names one single day, else None."""
        return self.start if self.precision == 1 else None


@lru_cache(maxsize=8192)
def parse_date(text: str, *, order: str = "") -> ParsedDate:
    """Return the date or interval that `text` names; never raises.

    Parameters
    ----------
    text
        ISO dates and times, "12 May 2023", "May 12, 2023", "Fri, 12 May 2023 01:30:00 +0400", "12.05.2023" (a date
        with dots is day first everywhere), "May 2023", "2023", "12-13 July 2020", "2020-07-12/2020-07-13". The day
        is taken as written, without a change of time zone.
    order
        "dmy" or "mdy" for all-numeric dates such as 03/04/2023; without it such a date is a fault unless both
        readings are the same day.

    Examples
    --------
    >>> parse_date("May 12, 2023").start
    datetime.date(2023, 5, 12)
    >>> parse_date("03/04/2023").fault
    'ambiguous_date'
    """
    plain = " ".join(text.split())[:120]
    if not plain:
        return ParsedDate(fault="bad_date", detail="the date is empty")
    parsed = _range(plain, order) or _one(plain, order)
    return parsed or ParsedDate(fault="bad_date", detail=f"{plain!r} is no date that can be read")


def numeric_order(text: str) -> str:
    """Return "dmy" or "mdy" if an all-numeric date can be read in one order only, else ""."""
    found = _NUMERIC.match(text.strip())
    if not found or found[2] == ".":
        return ""
    orders = [order for order in ("dmy", "mdy") if _numeric(found, text, order).start is not None]
    return orders[0] if len(orders) == 1 else ""


def is_numeric(text: str) -> bool:
    """Return whether `text` is an all-numeric date whose order is open."""
    found = _NUMERIC.match(text.strip())
    return bool(found) and found[2] != "."  # type: ignore[index]


def compile_format(date_format: str) -> str:
    """Return the order ("dmy", "mdy") or the ``strptime`` pattern that a user's ``--date-format`` means.

    Parameters
    ----------
    date_format
        "dmy", "day-first", "mdy", "month-first", a ``strptime`` pattern ("%d/%m/%Y") or letters ("DD/MM/YYYY").

    Raises
    ------
    UsageError
        If it names no day, month and year.
    """
    short = date_format.strip().casefold().replace("_", "-")
    if short in {"dmy", "day-first", "dayfirst"}:
        return "dmy"
    if short in {"mdy", "month-first", "monthfirst"}:
        return "mdy"
    pattern = date_format.strip()
    if "%" not in pattern:
        for letters, code in (("yyyy", "%Y"), ("yy", "%y"), ("mmmm", "%B"), ("mmm", "%b"), ("mm", "%m"), ("dd", "%d")):
            pattern = re.sub(letters, code, pattern, count=1, flags=re.IGNORECASE)
    try:
        probe = dt.date(2023, 5, 12)
        good = dt.datetime.strptime(probe.strftime(pattern), pattern).date() == probe  # noqa: DTZ007
    except ValueError:
        good = False
    if not good:
        raise UsageError(
            f"{date_format!r} is no date format", hint="for 31/12/2023 say --date-format %d/%m/%Y, or dmy, or mdy"
        )
    return pattern


def parse_with_format(text: str, pattern: str) -> ParsedDate | None:
    """Return the date of `text` read by a ``strptime`` pattern, or None if it does not fit."""
    try:
        day = dt.datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007
    except ValueError:
        return None
    return ParsedDate(day, day, 1)


def _one(text: str, order: str) -> ParsedDate | None:
    if found := _YEAR_FIRST.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    if found := _NUMERIC.match(text):
        return _numeric(found, text, order)
    if found := _COMPACT.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    if found := _YEAR_MONTH.match(text):
        return _month(int(found[1]), int(found[2]), text)
    if found := _YEAR.match(text):
        return _year(int(found[1]), text)
    return _worded(text)


def _numeric(found: re.Match[str], text: str, order: str) -> ParsedDate:
    first, second = int(found[1]), int(found[3])
    year = _full_year(found[4])
    if found[2] == ".":
        order = "dmy"
    if not order and first <= 12 and second <= 12 and first != second:
        return ParsedDate(
            fault="ambiguous_date",
            detail=f"{text!r} may be {_name(year, second, first)} or {_name(year, first, second)}",
        )
    order = order or ("dmy" if second <= 12 else "mdy")
    day, month = (first, second) if order == "dmy" else (second, first)
    return _day(year, month, day, text)


def _name(year: int, month: int, day: int) -> str:
    return f"{day} {calendar.month_name[month]} {year}" if 1 <= month <= 12 else "no date"


def _worded(text: str) -> ParsedDate | None:
    """Return the date of "12 May 2023", "May 12, 2023", "12-May-23", "May 2023", or None."""
    numbers: list[str] = []
    month = 0
    for token in _TOKEN.findall(_TIME.sub(" ", text)):
        word = token.casefold()
        if token.isdecimal():
            numbers.append(token)
        elif not month and (found := month_number(word)):
            month = found
        elif word not in _NOISE and word not in _WEEKDAYS:
            return None
    if not month or not 1 <= len(numbers) <= 2:
        return None
    if len(numbers) == 1:
        return _month(int(numbers[0]), month, text) if len(numbers[0]) == 4 else None
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    if len(day) > 2 or len(year) not in {2, 4}:
        return None
    return _day(_full_year(year), month, int(day), text)


def _range(text: str, order: str) -> ParsedDate | None:
    if found := _DAY_RANGE.match(text):
        before, first, last, after = found.groups()
        parts = [_one(f"{before} {day} {after}".strip(), order) for day in (first, last)]
    else:
        halves = _SPLIT.split(text)
        if len(halves) != 2:
            return None
        last_part = _one(halves[1], order)
        first_part = _one(halves[0], order)
        if first_part is None and last_part is not None and last_part.start is not None:
            first_part = _worded(f"{halves[0]} {last_part.start.year}")  # "30 June - 2 July 2023"
        parts = [first_part, last_part]
    start, end = parts
    if start is None or end is None:
        return None
    if start.fault or end.fault:
        return start if start.fault else end
    if start.start is None or end.end is None or end.end < start.start:
        return ParsedDate(fault="bad_date", detail=f"{text!r} ends before it begins")
    days = (end.end - start.start).days
    precision = 1 if days == 0 else 2 if days < 6 else 3 if days < 8 else 4 if days < 32 else 5
    return ParsedDate(start.start, end.end, precision)


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < 70 else 1900 + year  # as strptime's %y does, one year later


def _day(year: int, month: int, day: int, text: str) -> ParsedDate:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return ParsedDate(fault="bad_date", detail=f"{text!r}: there is no such day")
    return _bounded(ParsedDate(date, date, 1), text)


def _month(year: int, month: int, text: str) -> ParsedDate:
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        return ParsedDate(fault="bad_date", detail=f"{text!r}: there is no such month")
    last = calendar.monthrange(year, month)[1]
    return _bounded(ParsedDate(dt.date(year, month, 1), dt.date(year, month, last), 4), text)


def _year(year: int, text: str) -> ParsedDate:
    if not 1 <= year <= 9999:
        return ParsedDate(fault="bad_date", detail=f"{text!r}: there is no such year")
    return _bounded(ParsedDate(dt.date(year, 1, 1), dt.date(year, 12, 31), 5), text)


def _bounded(parsed: ParsedDate, text: str) -> ParsedDate:
    if parsed.start is not None and FIRST_YEAR <= parsed.start.year <= LAST_YEAR:
        return parsed
    return ParsedDate(fault="bad_date", detail=f"{text!r}: the year is not between {FIRST_YEAR} and {LAST_YEAR}")


def month_number(word: str) -> int:
    """Return the number of the month that `word` (any case) names in one of the languages read, or 0."""
    word = word.casefold()
    return _MONTHS.get(word) or (_foreign_months().get(word, 0) if word not in _WEEKDAYS else 0)


@lru_cache(maxsize=1)
def _foreign_months() -> dict[str, int]:
    """Return month names of `_LANGUAGES`; a word that is another month in another language is left out."""
    from babel import Locale

    names: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for forms in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in forms.get(width, {}).items():
                    word = name.casefold().strip(".")
                    if len(word) >= 3 and _TOKEN.fullmatch(word) and not word.isdecimal():
                        names.setdefault(word, set()).add(number)
    return {name: next(iter(numbers)) for name, numbers in names.items() if len(numbers) == 1}
