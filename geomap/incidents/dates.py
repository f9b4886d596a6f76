"""Time expressions of a report and the days they mean.

Weekdays are the last such day on or before the publication date unless the words or the tense say otherwise;
"a day earlier" and "the previous evening" count from the day the story is at; "yesterday" and "last week" from
the publication date.  Without a publication date only absolute dates have a value: the others stay unresolved.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import NamedTuple

from geomap.incidents.dateforms import EXPR, FUTURE, MONTHS, PAST_VERB, PATTERNS, SEASONS, SINCE, WEEKDAYS
from geomap.incidents.numbers import word_value

DAY = dt.timedelta(days=1)


class Span(NamedTuple):
    """A span of days with its precision (`schema.DATE_PRECISION`)."""

    lo: dt.date
    hi: dt.date
    prec: int


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
        return Span(day, day, 1)


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
    out: list[TimeExpr] = []
    for match in EXPR.finditer(low):
        found = _read(match, low, published)
        if found is None:
            continue
        span, basis, anchor, shift, future, note = found
        kind = next((name for name, _ in PATTERNS if match.group(f"x_{name}") is not None), "")
        if span is not None and SINCE.search(low[max(0, match.start() - 40) : match.start()]) and published:
            if span.prec == 1 and span.lo <= published:
                clock = re.search(r"since [\w':. ]{0,30}$", low[max(0, match.start() - 40) : match.start()])
                if (published - span.lo).days > 1 or not clock:
                    span = Span(span.lo, max(span.lo, published), 1 if span.lo == published else 2)
            elif span.prec >= 4:
                note = "since"
        out.append(
            TimeExpr(
                start + match.start(),
                start + match.end(),
                match.group(),
                span,
                basis,
                anchor,
                shift,
                future,
                kind,
                note,
            )
        )
    return [time for time, later in zip(out, [*out[1:], None], strict=False) if not _same_day(time, later, low, start)]


def _same_day(time: TimeExpr, later: TimeExpr | None, low: str, start: int) -> bool:
    """Tell whether a weekday only names the date that follows it ("Monday 9 December", "Friday morning, June 4")."""
    if later is None or time.kind != "weekday" or later.kind not in {"dm", "md", "iso", "dotted", "slashed"}:
        return False
    return (
        re.fullmatch(r",? (?:the )?", low[time.end - start : later.start - start]) is not None
        and later.span is not None
    )


_Found = tuple[Span | None, str, str, int, bool, str]


def _read(m: re.Match[str], low: str, published: dt.date | None) -> _Found | None:
    g = m.groupdict()
    if g["x_iso"]:
        return _absolute(_day(int(g["iso_y"]), int(g["iso_m"]), int(g["iso_d"])), published)
    if g["x_dotted"]:
        return _absolute(_day(int(g["dot_y"]), int(g["dot_m"]), int(g["dot_d"])), published)
    if g["x_slashed"]:
        first, second = int(g["sl_1"]), int(g["sl_2"])
        if first <= 12 and second <= 12 and first != second:
            return None, "absolute", "absolute", 0, False, "ambiguous_date"
        day, month = (second, first) if second > 12 else (first, second)
        return _absolute(_day(int(g["sl_y"]), month, day), published)
    for prefix, month_key, one, two, year_key in (
        ("range_dm", "rm", "r1", "r2", "ry"),
        ("range_md", "sm", "s1", "s2", "sy"),
    ):
        if g[f"x_{prefix}"]:
            lo = _month_day(g[month_key], g[one], g[year_key], published)
            hi = _month_day(g[month_key], g[two], g[year_key], published)
            if lo is None or hi is None or hi < lo:
                return None if g[year_key] or published else (None, "absolute", "absolute", 0, False, "no_year")
            return Span(lo, hi, 1 if hi == lo else 2), "absolute", "absolute", 0, bool(published and lo > published), ""
    for prefix in ("dm", "md"):
        if g[f"x_{prefix}"]:
            day_ = _month_day(g[f"{prefix}_m"], g[f"{prefix}_d"], g[f"{prefix}_y"], published)
            if day_ is None and published is None and not g[f"{prefix}_y"]:
                return None, "absolute", "absolute", 0, False, "no_year"
            return _absolute(day_, published)
    if g["x_weekdays"] or g["x_weekday"]:
        return _weekday(m, low, published)
    if g["x_month"]:
        return _month(int(g["mo_y"]), MONTHS[g["mo"].rstrip(".")], published)
    if g["x_bare_month"]:
        if published is None:
            return None, "absolute", "publication", 0, False, "no_year"
        month_ = MONTHS[g["bm"]]
        return _month(published.year if month_ <= published.month else published.year - 1, month_, published)
    if g["x_season"]:
        first_m, last_m = SEASONS[g["se"]]
        year_ = int(g["se_y"])
        lo = dt.date(year_, first_m, 1)
        hi = _month_end(year_ + (last_m < first_m), last_m)
        return Span(lo, hi, 5), "absolute", "absolute", 0, False, ""
    if g["x_year"]:
        year_ = int(g["yr"])
        return (
            Span(dt.date(year_, 1, 1), dt.date(year_, 12, 31), 5),
            "absolute",
            "absolute",
            0,
            bool(published and year_ > published.year),
            "",
        )
    return _relative(m, low, published)


def _relative(m: re.Match[str], low: str, published: dt.date | None) -> _Found | None:
    g = m.groupdict()
    if g["x_two_days_earlier"]:
        unit, way = g["u_back"], g["back"]
        count = 2 if "couple" in g["n_back"] else 3 if g["n_back"] in {"a few", "several"} else word_value(g["n_back"])
        if count is None or count > 5000:
            return None
        sign = 1 if way in {"later", "after"} else -1
        if unit == "hour":
            return None, "relative", "narrative", 0, False, "hours"
        days = count * {"day": 1, "night": 1, "week": 7, "month": 30, "year": 365}[unit]
        if way == "ago":
            if published is None:
                return None, "relative", "publication", -days, False, "no_publication_date"
            prec = {"day": 1, "night": 1, "week": 3, "month": 4, "year": 5}[unit]
            return _around(published - days * DAY, prec), "relative", "publication", 0, False, ""
        if unit in {"day", "night"} and way == "after":
            return None, "relative", "sentence", -days, False, "after_clause"  # "…, a day after officials said"
        if unit in {"day", "night"} and not (
            way in {"before", "prior"} and re.match(r" (?:the|a|an|its|\w+ing)\b", low[m.end() :])
        ):
            return None, "relative", "narrative", sign * days, False, ""
        return None, "relative", "", 0, False, "vague"
    if g["x_hours_before"]:
        return None, "relative", "", 0, False, "hours_before"
    if g["x_day_before"]:
        words = g["db"]
        if "same" in words:
            return None, "relative", "narrative", 0, False, ""
        return None, "relative", "narrative", 1 if re.search(r"following|next", words) else -1, False, ""
    if g["x_eve"]:
        return None, "relative", "narrative", -1, False, "eve"
    if g["x_that"]:
        return None, "relative", "narrative", 0, False, ""
    simple = g["x_this_part"] or g["x_last_night"] or g["x_tomorrow"]
    if simple:
        shift = 0
        if g["x_last_night"]:
            shift = -2 if "day before yesterday" in simple else -1
        elif g["x_tomorrow"]:
            shift = 2 if "after" in simple else 1
        if "in the day" in simple or "on the day" in simple:
            return None, "relative", "narrative", 0, False, ""
        if published is None:
            return None, "relative", "publication", shift, shift > 0, "no_publication_date"
        day = published + shift * DAY
        return Span(day, day, 1), "relative", "publication", 0, shift > 0, ""
    if g["x_overnight"]:
        return None, "relative", "clock", 0, False, "overnight"
    if g["x_week"]:
        return _week(g["wk"], published)
    return None


def _week(words: str, published: dt.date | None) -> _Found:
    future = bool(re.search(r"next|following|coming", words))
    past = bool(re.search(r"last|previous|past", words))
    if published is None:
        return None, "relative", "publication", 0, future, "no_publication_date"
    monday = published - published.weekday() * DAY
    sign = 1 if future else -1 if past else 0
    if "weekend" in words:
        saturday = monday + 5 * DAY - (7 * DAY if sign < 0 or (sign == 0 and published.weekday() < 5) else 0 * DAY)
        return Span(saturday, saturday + DAY, 2), "relative", "publication", 0, future, ""
    if "few days" in words:
        return Span(published - 3 * DAY, published, 2), "relative", "publication", 0, False, ""
    if "few weeks" in words:
        return Span(published - 21 * DAY, published, 4), "relative", "publication", 0, False, ""
    if "week" in words:
        lo = monday + 7 * sign * DAY
        return Span(lo, lo + 6 * DAY, 3), "relative", "publication", 0, future, ""
    if "month" in words:
        index = published.year * 12 + published.month - 1 + sign
        return _month(index // 12, index % 12 + 1, published)
    year = published.year + (sign if "year" in words else min(sign, 0))
    return Span(dt.date(year, 1, 1), dt.date(year, 12, 31), 5), "relative", "publication", 0, future, ""


def _weekday(m: re.Match[str], low: str, published: dt.date | None) -> _Found:
    g = m.groupdict()
    names = [g["wd1"], g["wd2"]] if g["x_weekdays"] else [g["wd"]]
    modifier = (g["wdm"] or g["wmod"] or "").strip()
    if published is None:
        return None, "weekday", "publication", 0, modifier == "next", "no_publication_date"
    numbers = [WEEKDAYS[name.rstrip("s") if name.endswith("days") else name] for name in names]
    tail = g.get("wtail") or ""
    future = modifier == "next" or "next week" in tail or (modifier != "last" and _looks_ahead(low, m.start(), m.end()))
    if "last week" in tail:
        monday = published - (published.weekday() + 7) * DAY
        day = monday + numbers[0] * DAY
        return Span(day, day, 1), "weekday", "publication", 0, False, ""
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
    return Span(lo, hi, 1 if lo == hi else 2), "weekday", "publication", 0, future, ""


def _looks_ahead(low: str, start: int, end: int) -> bool:
    """Tell whether the tense around a weekday looks ahead ("are scheduled to meet in Brussels on Sunday")."""
    clause_start = max(low.rfind(mark, 0, start) for mark in (",", ";", ":", "(", "–", "—")) + 1
    before = low[max(clause_start, start - 90) : start]
    futures = list(FUTURE.finditer(before))
    if futures and futures[-1].group() in {"from", "before", "by", "until", "ahead of"}:
        futures = [f for f in futures if f.group() == "ahead of" or start - clause_start - f.end() <= 4]
        futures = [f for f in futures if f.group() != "from"]
        if futures and futures[-1].group() in {"by", "before", "until"} and PAST_VERB.search(before):
            futures = []
    if futures:
        after_future = before[futures[-1].end() :]
        return not PAST_VERB.search(after_future)
    if not PAST_VERB.search(before):  # "On Sunday the two leaders will meet"
        ahead = re.match(
            r"[^;:]{0,70}?\b(will|are to|is to|are due|is due|is scheduled|are scheduled|is expected|are expected)\b",
            low[end:],
        )
        if ahead and not PAST_VERB.search(low[end : end + ahead.start(1)]):
            return True
    return False


def _absolute(day: dt.date | None, published: dt.date | None) -> _Found | None:
    if day is None:
        return None
    return Span(day, day, 1), "absolute", "absolute", 0, bool(published and day > published), ""


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_day(month: str, day: str, year: str | None, published: dt.date | None) -> dt.date | None:
    """Return a day; without a year the one nearest before (or at most a month after) the publication date."""
    number = int(re.sub(r"\D", "", day))
    month_number = MONTHS[month.rstrip(".")]
    if year:
        return _day(int(year), month_number, number)
    if published is None:
        return None
    here = _day(published.year, month_number, number)
    if here is not None and (here - published).days > 45:
        return _day(published.year - 1, month_number, number)
    if here is not None and (published - here).days > 320:
        return _day(published.year + 1, month_number, number)
    return here


def _month(year: int, month: int, published: dt.date | None) -> _Found:
    lo = dt.date(year, month, 1)
    return Span(lo, _month_end(year, month), 4), "absolute", "absolute", 0, bool(published and lo > published), ""


def _month_end(year: int, month: int) -> dt.date:
    return (dt.date(year + (month == 12), month % 12 + 1, 1)) - DAY


def _around(day: dt.date, prec: int) -> Span:
    slack = {1: 0, 2: 2, 3: 3, 4: 15, 5: 182}[prec]
    return Span(day - slack * DAY, day + slack * DAY, prec)
