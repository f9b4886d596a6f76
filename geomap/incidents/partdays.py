"""The days of the parts of one sentence: "two were killed in X on Monday and a third in Y a day later"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geomap.incidents.asides import dates_speech, is_aside, of_another
from geomap.incidents.dates import find_times
from geomap.incidents.spans import DAY, around

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geomap.incidents.dates import TimeExpr
    from geomap.incidents.events import EventMention
    from geomap.incidents.structure import Sentence


def date_parts(parts: list[EventMention], published: dt.date | None) -> list[EventMention]:
    """Return the parts of a sentence, each with the day told in it, where at least two tell one.

    Parameters
    ----------
    parts
        In the order of the text, as `geomap.incidents.segments.split_by_place` cuts them.
    published
        The day of publication, from which weekdays are counted.
    """
    if len(parts) < 2:
        return parts
    sentence = parts[0].sentence
    times = find_times(sentence.low, sentence.start, published=published)
    days: list[TimeExpr | None] = []
    for part in parts:
        days.append(_day_of(part, times, next((day for day in reversed(days) if day is not None), None)))
    if sum(day is not None for day in days) < 2:
        return parts
    return [part if day is None else replace(part, time=day) for part, day in zip(parts, days, strict=True)]


def _day_of(part: EventMention, times: Sequence[TimeExpr], before: TimeExpr | None) -> TimeExpr | None:
    """Return the one day told within a part, counted from that of the part before it where it says "a day later"."""
    anchors = [t.start for t in part.triggers] + [loss.end - 1 for loss in part.losses]
    for time in times:
        if not part.start <= time.start < part.end or time.future:
            continue
        if (
            dates_speech(part.sentence, time)
            or of_another(part.sentence, time)
            or is_aside(part.sentence, time, anchors)
        ):
            continue
        if time.span is not None and time.span.prec == 1:
            return time
        if time.anchor == "narrative" and time.shift and before is not None and before.span is not None:
            return replace(time, span=around(before.span.lo + time.shift * DAY, time.prec))
    return None


WEEK = 3  # the precision of "a week after"


@dataclass(frozen=True, slots=True)
class AfterClause:
    """What "a day after jets struck X" tells: its offsets, the words told, the time they mean.

    `fronted`: it stands before what it is told with ("A day after …, troops fired").
    """

    told: TimeExpr
    time: TimeExpr
    begin: int
    end: int
    fronted: bool = False


def _opens_part(sentence: Sentence, time: TimeExpr) -> int:
    """Return the offset after the semicolon that a time stands right behind, or 0."""
    before = sentence.before(time.start, 14)
    opened = _SEMICOLON.search(before)
    return time.start - len(before) + opened.start() + 1 if opened else 0


_SEMICOLON = re.compile(r"; (?:and |but |on |already )?$")
_SAID_SO = re.compile(r"[^,.;]{0,60}\b(?:said|says|announced|reported|told|claimed)\b")


def day_after(sentence: Sentence, times: Sequence[TimeExpr]) -> AfterClause | None:
    """Return the clause of "… on Wednesday, a day after jets struck X", with the day it means, or None.

    "… on Wednesday; the day before, jets had struck X" is another such.

    The day is counted from the one told in the same sentence; where there is none, from that of the story.
    """
    for time in times:
        if (semicolon := _opens_part(sentence, time)) and time.anchor == "narrative" and time.shift < 0:
            base = next((t for t in times if t.end <= semicolon and t.span is not None and t.span.prec == 1), None)
            if base is not None and base.span is not None:
                day = replace(time, span=around(base.span.lo + time.shift * DAY, time.prec))
                return AfterClause(time, day, semicolon, sentence.end)
        if time.anchor != "sentence" or _SAID_SO.match(sentence.after(time.end, 90)):
            continue
        comma = sentence.low.find(",", time.end - sentence.start)
        fronted = time.start - sentence.start <= 1 and comma > 0
        bases = [t for t in times if t is not time and t.span is not None and t.span.prec == 1]
        begin, end = time.end, sentence.start + comma if fronted else sentence.end
        base = next((t for t in bases if (t.start > end if fronted else t.end <= time.start)), None)
        if base is not None and base.span is not None:
            day = replace(time, span=around(base.span.lo + time.shift * DAY, time.prec))
            return AfterClause(time, day, begin, end, fronted)
        if not fronted and not any(t.start > time.end for t in bases):
            return AfterClause(time, replace(time, anchor="narrative"), begin, end)
    return None
