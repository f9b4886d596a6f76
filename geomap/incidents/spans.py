"""Days, months and parts of months as spans of days with a precision: the calendar behind time expressions."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from geomap.incidents.dateforms import MONTHS

DAY = dt.timedelta(days=1)
_AHEAD_DAYS = 45  # a day of the month without a year lies at most so far after the publication
_BEHIND_DAYS = 320
_SLACK = {1: 0, 2: 2, 3: 3, 4: 15, 5: 182}  # days to both sides, by precision
# first and last day of a part of a month; None: the month's own end
_PARTS: dict[str, tuple[int, int | None]] = {
    "early": (1, 10), "beginning": (1, 10), "start": (1, 10), "mid": (11, 20), "middle": (11, 20),
    "late": (21, None), "end": (21, None), "first half": (1, 15), "second half": (16, None),
}  # fmt: skip
_HOLIDAYS = {"new year's eve": (12, 31), "new year's day": (1, 1), "christmas eve": (12, 24), "christmas day": (12, 25)}


class Span(NamedTuple):
    """A span of days with its precision (`schema.DATE_PRECISION`)."""

    lo: dt.date
    hi: dt.date
    prec: int


def real_day(year: int, month: int, day: int) -> dt.date | None:
    """Return a day, or None for one that does not exist (31 February)."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def full_year(text: str) -> int:
    """Return the year of "2023" or "23"."""
    return int(text) + (2000 if len(text) == 2 else 0)


def month_day(month: str, day: str, year: str | None, published: dt.date | None) -> dt.date | None:
    """Return a day; without a year the one nearest before (or shortly after) the publication date."""
    number = int(re.sub(r"\D", "", day))
    month_number = MONTHS[month.rstrip(".")]
    if year:
        return real_day(int(year), month_number, number)
    return None if published is None else _nearest(month_number, number, published)


def _nearest(month: int, day: int, published: dt.date) -> dt.date | None:
    here = real_day(published.year, month, day)
    if here is not None and (here - published).days > _AHEAD_DAYS:
        return real_day(published.year - 1, month, day)
    if here is not None and (published - here).days > _BEHIND_DAYS:
        return real_day(published.year + 1, month, day)
    return here


def holiday(words: str, published: dt.date) -> dt.date | None:
    """Return the day of a fixed holiday nearest before (or shortly after) the publication date."""
    month, day = _HOLIDAYS[words.replace("’", "'")]
    return _nearest(month, day, published)


def last_ordinal(number: int, published: dt.date) -> dt.date | None:
    """Return the last day of a month with this number up to the publication ("on the 3rd")."""
    index = published.year * 12 + published.month - 1
    for back in range(3):
        day = real_day((index - back) // 12, (index - back) % 12 + 1, number)
        if day is not None and day <= published:
            return day
    return None


def month_span(year: int, month: int, published: dt.date | None, part: str = "") -> Span:
    """Return the days of a month or of a part of it ("early", "mid-", "the end of"); up to now in the running one.

    A third of a month is as precise as a week, more of it is not.
    """
    first, last = next((days for name, days in _PARTS.items() if name in part), (1, None))
    lo = dt.date(year, month, first)
    hi = month_end(year, month) if last is None else dt.date(year, month, last)
    if published is not None and lo <= published < hi:
        hi = published
    return Span(lo, hi, 3 if part and "half" not in part else 4)


def month_end(year: int, month: int) -> dt.date:
    """Return the last day of a month."""
    return (dt.date(year + (month == 12), month % 12 + 1, 1)) - DAY


def around(day: dt.date, prec: int) -> Span:
    """Return the days that a precision leaves around a day."""
    return Span(day - _SLACK[prec] * DAY, day + _SLACK[prec] * DAY, prec)


def with_weekday(day: dt.date, weekday: int) -> Span:
    """Return the span of a day and the nearest such weekday: one day where they agree, else both are possible."""
    other = day + ((weekday - day.weekday() + 3) % 7 - 3) * DAY
    return Span(min(day, other), max(day, other), 1 if other == day else 2)
