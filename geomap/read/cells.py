"""What stands in a cell of somebody's table: counts, coordinates, dates, lists."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Any

from geomap.read.dates import LAST_YEAR, ParsedDate, parse_date, parse_with_format

MAX_COUNT = 10_000_000  # more people than any one incident has killed: a typing error or an id in the wrong column
_NULLS = frozenset({
    "", "-", "–", "—", "?", "n/a", "na", "nan", "nat", "none", "null", "nil", "unknown", "not known", "not reported",
    "unspecified", "tbc", "tbd", ".", "..", "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!",
})  # fmt: skip
_WORDS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
_NUMBER = re.compile(r"([-−+]?)(\d{1,3}(?:[,  '’]\d{3}){1,6}|\d{1,20})(?:\.(0+))?$")
_LOW = re.compile(r"(?:at least|over|more than|minimum|min\.?|not less than|≥|>=|>)\s*(\S.*)$", re.IGNORECASE)
_HIGH = re.compile(r"(?:up to|at most|maximum|max\.?|no more than|≤|<=)\s*(\S.*)$", re.IGNORECASE)
_ABOUT = re.compile(r"(?:about|around|some|approx(?:imately|\.)?|ca\.?|circa|~|≈)\s*(\S.*)$", re.IGNORECASE)
_INTERVAL = re.compile(r"(\d[\d,]{0,12})\s*(?:-|–|—|to)\s*(\d[\d,]{0,12})$")
_DEGREES = re.compile(
    r"(?P<before>[NSEW])?\s*(?P<sign>[-−+]?)(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*[°º˚d]?\s*"
    r"(?:(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*['’′m]\s*)?(?:(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|”|″|''|s)\s*)?"
    r"(?P<after>[NSEW])?$",
    re.IGNORECASE,
)
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_EXCEL_SERIALS = (20_000, 80_000)  # 1954 to 2119


class CellError(ValueError):
    """A cell holds no value of the kind its column is for; ``reason`` is a rejection code."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people, its bounds where the words give some, and the words unless they were a plain number."""

    best: int | None
    low: int | None = None
    high: int | None = None
    words: str = ""


def is_null(value: Any) -> bool:
    """Return whether a cell says nothing: empty, NaN, "n/a", "unknown", an Excel error; never for 0."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    if isinstance(value, str):
        return len(value) < 100 and value.strip().casefold() in _NULLS
    return type(value).__name__ in {"NaTType", "NAType"}


def to_text(value: Any) -> str:
    """Return a cell as one line of text; "" for null, "5" for 5.0, ISO for dates."""
    if is_null(value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return " ".join(str(value).split())


def to_count(value: Any) -> Count:
    """Return a cell as a number of people.

    Parameters
    ----------
    value
        A number, "1,200", "at least 5", "up to 20", "12-15", "two". A lower bound is the best figure that there is;
        of an interval the lower end, as ACLED's codebook has it.

    Raises
    ------
    CellError
        ``bad_number``: negative, over `MAX_COUNT`, a fraction, or words that name no number ("dozens").
    """
    if is_null(value):
        return Count(None)
    if isinstance(value, bool):
        raise CellError("bad_number", f"{value} is no number of people")
    if isinstance(value, int | float):
        if not math.isfinite(value) or value != int(value):
            raise CellError("bad_number", f"{value} is no whole number of people")
        return Count(_bounded(int(value), str(value)))
    words = " ".join(str(value).split())
    number = _plain_number(words)
    if number is not None:
        return Count(number, words=words if words.casefold() in _WORDS else "")
    if found := _INTERVAL.match(words):
        low, high = (_bounded(int(part.replace(",", "")), words) for part in found.groups())
        if low <= high:
            return Count(low, low, high, words)
    if (found := _LOW.match(words)) and (number := _plain_number(found[1].rstrip("+ "))) is not None:
        return Count(number, low=number, words=words)
    if words.endswith("+") and (number := _plain_number(words[:-1])) is not None:
        return Count(number, low=number, words=words)
    if (found := _HIGH.match(words)) and (number := _plain_number(found[1])) is not None:
        return Count(number, high=number, words=words)
    if (found := _ABOUT.match(words)) and (number := _plain_number(found[1])) is not None:
        return Count(number, words=words)
    raise CellError("bad_number", f"{words[:60]!r} is no number")


def _plain_number(words: str) -> int | None:
    if words.casefold() in _WORDS:
        return _WORDS[words.casefold()]
    found = _NUMBER.match(words)
    if not found:
        return None
    if found[3] and len(found[3]) == 3:
        raise CellError("bad_number", f"{words!r} may be a thousand or one")
    digits = re.sub(r"\D", "", found[2])
    if len(digits) > 15:
        raise CellError("bad_number", f"{words[:40]!r} is more people than there are")
    return _bounded(-int(digits) if found[1] in {"-", "−"} else int(digits), words)


def _bounded(number: int, words: str) -> int:
    if number < 0:
        raise CellError("bad_number", f"{words} is negative")
    if number > MAX_COUNT:
        raise CellError("bad_number", f"{words[:40]} is more than {MAX_COUNT:,} people")
    return number


def to_degrees(value: Any) -> float | None:
    """Return a cell as degrees: a number, "40.18", "40,18", "40°10'48''N", "W 72.5"; None for null.

    Raises
    ------
    CellError
        ``bad_coordinates`` if it is none of these.
    """
    if is_null(value):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        if math.isfinite(value):
            return float(value)
        raise CellError("bad_coordinates", f"{value} is no number of degrees")
    words = str(value).strip()
    found = _DEGREES.match(words)
    if not found or (found["before"] and found["after"]):
        raise CellError("bad_coordinates", f"{words[:40]!r} is no number of degrees")
    degrees, minutes, seconds = (
        float((found[part] or "0").replace(",", ".")) for part in ("degrees", "minutes", "seconds")
    )
    if minutes >= 60 or seconds >= 60:
        raise CellError("bad_coordinates", f"{words[:40]!r} has minutes or seconds over 60")
    total = degrees + minutes / 60 + seconds / 3600
    letter = (found["before"] or found["after"] or "").upper()
    return -total if (found["sign"] in {"-", "−"}) != (letter in {"S", "W"}) else total


def to_date(value: Any, *, order: str = "", pattern: str = "") -> ParsedDate | None:
    """Return a cell as a date or interval; None for null.

    Parameters
    ----------
    value
        A date, a text as `geomap.read.dates.parse_date` reads it, a year, or an Excel serial number.
    order, pattern
        How all-numeric dates are written: "dmy" or "mdy", or a ``strptime`` pattern that is tried first.
    """
    if is_null(value):
        return None
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return ParsedDate(value, value, 1)
    words = to_text(value)
    if pattern and (parsed := parse_with_format(words, pattern)):
        return parsed
    if len(words) == 5 and words.isdecimal() and _EXCEL_SERIALS[0] <= int(words) <= _EXCEL_SERIALS[1]:
        day = _EXCEL_EPOCH + dt.timedelta(days=int(words))
        if day.year <= LAST_YEAR:
            return ParsedDate(day, day, 1)
    return parse_date(words, order=order)


def to_list(value: Any) -> list[str]:
    """Return a cell as a list: JSON ("["a", "b"]") or words between commas, semicolons or bars."""
    words = to_text(value).strip("[]")
    return [part for raw in re.split(r"[;,|]", words) if (part := raw.strip().strip("\"'"))]


def slug(words: str) -> str:
    """Return words as an id of our vocabularies: "Air/drone strike" is ``air_drone_strike``."""
    return re.sub(r"[^a-z0-9]+", "_", words.casefold()).strip("_")
