"""The days of the parts of one sentence: "two were killed in X on Monday and a third in Y a day later"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.asides import dates_speech, is_aside, of_another
from geomap.incidents.dates import find_times
from geomap.incidents.spans import DAY, around

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geomap.incidents.dates import TimeExpr
    from geomap.incidents.events import EventMention


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
