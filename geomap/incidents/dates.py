"""Time expressions of a report and the days they mean.

Weekdays are the last such day on or before the publication date unless the words or the tense say otherwise;
"a day earlier" and "the previous evening" count from the day the story is at; "yesterday" and "last week" from
the publication date.  Without a publication date only absolute dates have a value: the others stay unresolved.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from geomap.incidents.dateforms import EXPR, MONTHS, SEASONS, SINCE, WEEKDAYS, looks_ahead
from geomap.incidents.numbers import word_value
from geomap.incidents.spans import (
    DAY,
    Span,
    around,
    full_year,
    holiday,
    last_ordinal,
    month_day,
    month_end,
    month_span,
    real_day,
    with_weekday,
)


@dataclass(frozen=True, slots=True)
class TimeExpr:
    """A time expression; ``span`` is None where it cannot be resolved (yet).

    ``anchor`` is what it counts from: absolute, publication, narrative (the day the story is at) or clock
    ("overnight": the day the story is at or the publication date).  ``shift`` is in days.
    """

    start: int
    end: int
    text: str
    span: Span | None
    basis: str  # absolute, weekday, relative
    anchor: str
    shift: int = 0
    prec: int = 1  # of the days it resolves to
    future: bool = False
    kind: str = ""
    note: str = ""

    def resolve(self, narrative: dt.date | None) -> Span | None:
        """Return the span of days, counted from `narrative` where the words count from the story's day."""
        if self.span is not None or self.anchor not in {"narrative", "clock", "sentence"} or narrative is None:
            return self.span
        try:
            day = narrative + self.shift * DAY
        except OverflowError:
            return None
        return around(day, self.prec)


def find_times(low: str, start: int, *, published: dt.date | None) -> list[TimeExpr]:
    """Return the time expressions of one lower-case sentence, in order.

    Parameters
    ----------
    low
        The sentence in lower case.
    start
        Offset of the sentence in the report; offsets in the result are into the report.
    published
        Publication date, or None.

    Returns
    -------
    times
        Possibly empty. A day that does not exist (31 February) is left out.
    """
    return list(_find_times(low, start, published))


@lru_cache(maxsize=256)  # a sentence is asked for the lead's time, its own and that of its parts
def _find_times(low: str, start: int, published: dt.date | None) -> list[TimeExpr]:
    out: list[TimeExpr] = []
    for match in EXPR.finditer(low):
        found = _read(match, low, published)
        if found is None:
            continue
        kind = (match.lastgroup or "").removeprefix("x_")  # the outermost group is closed last
        left = low[max(0, match.start() - 40) : match.start()]
        found = _since(found, left, published)
        span = found.span
        if span is not None and span.prec == 1 and _WEEK_OF.search(left):
            found = found._replace(span=Span(span.lo, span.lo + 6 * DAY, 3))  # "the week of 5 June"
        out.append(
            TimeExpr(
                start + match.start(), start + match.end(), match.group(), found.span, found.basis, found.anchor,
                found.shift, found.prec, found.future, kind, found.note,
            )
        )  # fmt: skip
    return _join_weekdays(out, low, start)


class _Found(NamedTuple):
    """What a time expression means: the fields of `TimeExpr` of the same names."""

    span: Span | None
    basis: str
    anchor: str
    shift: int = 0
    future: bool = False
    note: str = ""
    prec: int = 1


_WEEK_OF = re.compile(r"\bweek (?:of|beginning|starting)(?: on)? (?:the )?$")
_DATED = frozenset({"dm", "md", "iso", "dotted", "slashed"})


def _since(found: _Found, left: str, published: dt.date | None) -> _Found:
    """Return "since Sunday" as the days from then to the publication."""
    span = found.span
    if span is None or published is None or not SINCE.search(left):
        return found
    if span.prec == 1 and span.lo <= published:
        clock = re.search(r"since [\w':. ]{0,30}$", left)
        if (published - span.lo).days > 1 or not clock:
            return found._replace(span=Span(span.lo, max(span.lo, published), 1 if span.lo == published else 2))
    elif span.prec >= 4:
        return found._replace(note="since")
    return found


def _join_weekdays(times: list[TimeExpr], low: str, start: int) -> list[TimeExpr]:
    """Drop a weekday that only names the date after it ("Monday 9 December", "Friday morning, June 4").

    Where the two disagree both days are possible, and the date says so in its note.
    """
    out: list[TimeExpr] = []
    for time in times:
        before = out[-1] if out else None
        if (
            before is not None
            and before.kind == "weekday"
            and time.kind in _DATED
            and time.span is not None
            and re.fullmatch(r",? (?:the )?", low[before.end - start : time.start - start])
        ):
            day = next(number for name, number in WEEKDAYS.items() if name in before.text)
            both = with_weekday(time.span.lo, day)
            out[-1] = time if both.prec == 1 else replace(time, span=both, note="contradictory_dates")
        else:
            out.append(time)
    return out


def _read(m: re.Match[str], low: str, published: dt.date | None) -> _Found | None:
    if m["x_iso"]:
        return _absolute(real_day(int(m["iso_y"]), int(m["iso_m"]), int(m["iso_d"])), published)
    if m["x_dotted"]:
        prefix = "dot" if m["dot_d"] else "dd"
        year = full_year(m[f"{prefix}_y"])
        day_ = real_day(year, int(m[f"{prefix}_m"]), int(m[f"{prefix}_d"]))
        return _absolute(day_, published) if day_ or prefix == "dot" else None  # "10.19.30" is no date at all
    if m["x_slashed"]:
        first, second = int(m["sl_1"]), int(m["sl_2"])
        if first <= 12 and second <= 12 and first != second:
            return _Found(None, "absolute", "absolute", note="ambiguous_date")
        day, month = (second, first) if second > 12 else (first, second)
        return _absolute(real_day(full_year(m["sl_y"]), month, day), published)
    if any(m[f"x_{name}"] for name in ("range_dmdm", "range_mdmd", "range_dm", "range_md")):
        return _range(m, published)
    for prefix in ("dm", "md"):
        if m[f"x_{prefix}"]:
            day_ = month_day(m[f"{prefix}_m"], m[f"{prefix}_d"], m[f"{prefix}_y"], published)
            if day_ is None and published is None and not m[f"{prefix}_y"]:
                return _Found(None, "absolute", "absolute", note="no_year")
            return _absolute(day_, published)
    if m["x_weekdays"] or m["x_weekday"]:
        return _weekday(m, low, published)
    if m["x_month"]:
        return _of_month(month_span(int(m["mo_y"]), MONTHS[m["mo"].rstrip(".")], published, m["mo_q"] or ""), published)
    if m["x_bare_month"] or m["x_part_of_month"]:
        return _bare_month(m, published)
    if m["x_season"]:
        first_m, last_m = SEASONS[m["se"]]
        year = int(m["se_y"])
        hi = month_end(year + (last_m < first_m), last_m)
        return _Found(Span(dt.date(year, first_m, 1), hi, 5), "absolute", "absolute")
    if m["x_year"]:
        year = int(m["yr"])
        span = Span(dt.date(year, 1, 1), dt.date(year, 12, 31), 5)
        return _Found(span, "absolute", "absolute", future=bool(published and year > published.year))
    return _relative(m, low, published)


def _range(g: re.Match[str], published: dt.date | None) -> _Found | None:
    """Return the days of "3-5 June", "June 3 to 5", "28 May to 2 June", "between June 30 and July 2"."""
    for name, (months, days, years) in _RANGES.items():
        if not g[f"x_{name}"]:
            continue
        last_year = g[years[-1]]
        first_year = g[years[0]] or last_year
        lo = month_day(g[months[0]] or "", g[days[0]] or "", first_year, published)
        hi = month_day(g[months[-1]] or "", g[days[1]] or "", last_year, published)
        if lo is not None and hi is not None and hi < lo and not g[years[0]] and len(months) > 1:
            lo = real_day(lo.year - 1, lo.month, lo.day)  # "28 December to 3 January 2023"
        if lo is None or hi is None or hi < lo:
            known = last_year or published
            return None if known else _Found(None, "absolute", "absolute", note="no_year")
        span = Span(lo, hi, 1 if hi == lo else 2 if (hi - lo).days < _LONG_DAYS else 3)
        return _Found(span, "absolute", "absolute", future=bool(published and lo > published))
    return None


_LONG_DAYS = 7
_RANGES = {
    "range_dmdm": (("fm1", "fm2"), ("f1", "f2"), ("fy1", "fy2")),
    "range_mdmd": (("gm1", "gm2"), ("g1", "g2"), ("gy1", "gy2")),
    "range_dm": (("rm",), ("r1", "r2"), ("ry",)),
    "range_md": (("sm",), ("s1", "s2"), ("sy",)),
}


def _bare_month(g: re.Match[str], published: dt.date | None) -> _Found:
    month = MONTHS[(g["bm"] or g["pm"] or "").rstrip(".")]
    if published is None:
        return _Found(None, "absolute", "publication", note="no_year")
    year = published.year if month <= published.month else published.year - 1
    if g["bm_last"] and month == published.month:
        year -= 1
    if g["bm_next"]:
        year = published.year + (month <= published.month)
    return _of_month(month_span(year, month, published, g["pm_q"] or ""), published)


def _of_month(span: Span, published: dt.date | None) -> _Found:
    return _Found(span, "absolute", "absolute", future=bool(published and span.lo > published))


def _relative(m: re.Match[str], low: str, published: dt.date | None) -> _Found | None:
    if m["x_two_days_earlier"]:
        return _counted(m, low, published)
    if m["x_hours_before"]:
        return _Found(None, "relative", "", note="hours_before")
    if m["x_day_before"]:
        words = m["db"]
        if "same" in words:
            return _Found(None, "relative", "narrative")
        if "week" in words:
            return _Found(None, "relative", "narrative", -7, prec=3)
        return _Found(None, "relative", "narrative", 1 if re.search(r"following|next", words) else -1)
    if m["x_eve"]:
        return _Found(None, "relative", "narrative", -1, note="eve")
    if m["x_that"]:
        return _Found(None, "relative", "narrative")
    if m["x_overnight"]:
        return _Found(None, "relative", "clock", note="overnight")
    if m["x_this_part"] or m["x_last_night"] or m["x_tomorrow"]:
        return _beside_today(m, published)
    if published is None:
        return _Found(None, "relative", "publication", note="no_publication_date")
    if m["x_window"]:
        count = _count(m["win_n"])
        days = None if count is None else -(-count // 24) if m["win_u"] == "hour" else count
        span = Span(published - days * DAY, published, 2) if days and days < 100 else None
        return _Found(span, "relative", "publication", note="" if span else "vague")
    if m["x_start_of"]:
        lo = {"week": published - published.weekday() * DAY, "month": published.replace(day=1)}.get(
            m["so"], published.replace(month=1, day=1)
        )
        prec = {"week": 3, "month": 4, "year": 5}[m["so"]]
        return _Found(Span(lo, published, prec), "relative", "publication", note="since" if prec > 3 else "")
    if m["x_holiday"]:
        return _absolute(holiday(m["ho"], published), published)
    if m["x_ordinal"]:
        return _absolute(last_ordinal(int(m["ord"]), published), published)
    return _week(m["wk"] or m["we"], published)


def _count(words: str) -> int | None:
    return 2 if "couple" in words else 3 if words in {"a few", "several"} else word_value(words)


def _counted(m: re.Match[str], low: str, published: dt.date | None) -> _Found | None:
    """Return the day of "two days earlier", "a week ago", "three days later"."""
    unit, way, count = m["u_back"], m["back"], _count(m["n_back"])
    if count is None or count > 5000:
        return None
    sign = 1 if way in {"later", "after"} else -1
    if unit == "hour":
        return _Found(None, "relative", "narrative", note="hours")
    days = count * {"day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}[unit]
    prec = {"day": 1, "night": 1, "week": 3, "fortnight": 3, "month": 4, "year": 5}[unit]
    if way == "ago":
        if published is None:
            return _Found(None, "relative", "publication", -days, note="no_publication_date", prec=prec)
        return _Found(around(published - days * DAY, prec), "relative", "publication")
    clause = way in {"before", "prior"} and re.match(r" (?:the|a|an|its|\w+ing)\b", low[m.end() :])
    if way == "after":  # "…, a day after officials said"
        return _Found(None, "relative", "sentence", -days, note="after_clause", prec=prec)
    if unit in {"day", "night"} and not clause:
        return _Found(None, "relative", "narrative", sign * days)
    if unit in {"week", "fortnight"} and not clause:
        return _Found(None, "relative", "narrative", sign * days, prec=prec)
    return _Found(None, "relative", "", note="vague")


def _beside_today(g: re.Match[str], published: dt.date | None) -> _Found:
    """Return the day of "today", "last night", "the day before yesterday", "tomorrow"."""
    words = g["tp"] or g["ln"] or g["tm"] or ""
    shift = 0
    if g["x_last_night"]:
        shift = -2 if "day before yesterday" in words else -1
    elif g["x_tomorrow"]:
        shift = 2 if "after" in words else 1
    if "in the day" in words or "on the day" in words:
        return _Found(None, "relative", "narrative")
    if published is None:
        return _Found(None, "relative", "publication", shift, shift > 0, "no_publication_date")
    day = published + shift * DAY
    return _Found(Span(day, day, 1), "relative", "publication", future=shift > 0)


def _week(words: str, published: dt.date) -> _Found:
    future = bool(re.search(r"next|following|coming", words))
    past = bool(re.search(r"last|previous|past", words))
    monday = published - published.weekday() * DAY
    sign = 1 if future else -1 if past else 0
    if "weekend" in words:
        saturday = monday + 5 * DAY - (7 * DAY if sign < 0 or (sign == 0 and published.weekday() < 5) else 0 * DAY)
        return _Found(Span(saturday, saturday + DAY, 2), "relative", "publication", future=future)
    if "few days" in words:
        return _Found(Span(published - 3 * DAY, published, 2), "relative", "publication")
    if "few weeks" in words:
        return _Found(Span(published - 21 * DAY, published, 4), "relative", "publication")
    if "week" in words:
        lo = monday + 7 * sign * DAY
        hi = lo + 6 * DAY if sign else max(lo, published)
        return _Found(Span(lo, hi, 3), "relative", "publication", future=future)
    if "month" in words:
        index = published.year * 12 + published.month - 1 + sign
        part = next((part for part in ("early", "late") if sign and words.startswith(part)), "")
        return _of_month(month_span(index // 12, index % 12 + 1, published, part), published)
    year = published.year + (sign if "year" in words else min(sign, 0))
    return _Found(Span(dt.date(year, 1, 1), dt.date(year, 12, 31), 5), "relative", "publication", future=future)


def _weekday(m: re.Match[str], low: str, published: dt.date | None) -> _Found:
    names = [m["wd1"], m["wd2"]] if m["x_weekdays"] else [m["wd"]]
    modifier = (m["wdm"] or m["wmod"] or "").strip()
    if published is None:
        return _Found(None, "weekday", "publication", future=modifier == "next", note="no_publication_date")
    numbers = [WEEKDAYS[name.rstrip("s") if name.endswith("days") else name] for name in names]
    tail = m["wtail"] or ""
    future = modifier == "next" or "next week" in tail or (modifier != "last" and looks_ahead(low, m.start(), m.end()))
    if "last week" in tail:
        monday = published - (published.weekday() + 7) * DAY
        day = monday + numbers[0] * DAY
        return _Found(Span(day, day, 1), "weekday", "publication")
    days = []
    for number in numbers:
        back = (published.weekday() - number) % 7
        if future:
            ahead = (number - published.weekday()) % 7
            days.append(published + (ahead or (7 if modifier == "next" else 0)) * DAY)
        else:
            if back == 0 and modifier in {"last", "previous", "past"}:
                back = 7
            days.append(published - back * DAY)
    lo, hi = min(days), max(days)
    if (hi - lo).days > 4:  # "Sunday and Monday" around the publication day
        lo, hi = hi - 7 * DAY, lo
    return _Found(Span(lo, hi, 1 if lo == hi else 2), "weekday", "publication", future=future)


def _absolute(day: dt.date | None, published: dt.date | None) -> _Found | None:
    """Return an absolute day; one that does not exist (31 February) is noted, without a span."""
    if day is None:
        return _Found(None, "absolute", "absolute", note="no_such_day")
    return _Found(Span(day, day, 1), "absolute", "absolute", future=bool(published and day > published))
