"""Days that a report tells outside the sentences of its events: headings, "On Sunday the trail led …"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.asides import dates_speech, of_another
from geomap.incidents.dateforms import EXPR
from geomap.incidents.dates import find_times
from geomap.incidents.events import find_triggers
from geomap.incidents.screen import screen
from geomap.incidents.spans import DAY, Span, around

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geomap.incidents.dates import TimeExpr
    from geomap.incidents.events import EventMention
    from geomap.incidents.structure import Sentence
    from geomap.records import Report

OLD_DAYS = 14  # a day this long before the publication is told in passing
_HAPPENED = re.compile(
    r"\b(?:happened|occurred|took place|came|began|begun|began again|resumed|started|launched|broke out|flared(?: "
    r"up)?|erupted|"
    r"returned|followed)(?: [\w-]+){0,9} $"
)
_THE_DEED = re.compile(
    r"\s*(?:it (?:was|happened|took place|occurred|came)\b|the (?:\w+ )?(?:attackers?|killers?|assailants?|"
    r"gunm[ae]n|raiders|men|blast|bomb|explosion|attack|strike|"
    r"raid|assault|shooting|shop|building|house|bus|car|victims?|missile|shells?|rockets?|drone|ambush|massacre)\b)"
)
_IT_WAS = re.compile(r"\s*it (?:was|happened|took place|occurred|came) (?:[\w':.]+ ){0,6}")
_FIGURE = re.compile(r"(?<!\bto )\b(?:estimate|toll|count|figure|tally|statement|bulletin|communiqu[eé]|report)s?\b")
_DAY_OF = screen(
    r",? the day of the (?:\w+ )?(?:accident|explosion|blast|attack|shelling|shooting|clash|strike|bombing|"
    r"raid|ambush)\b"
)
_DAYS = frozenset({"weekday", "dm", "md", "iso", "dotted", "slashed"})
NEXT = 2  # paragraphs after the opening that may still tell its day
MOST_SENTENCES = 400


class ToldDays:
    """The days of one report's `sentences` that no event of theirs has, each looked for when it is asked for."""

    def __init__(self, report: Report, sentences: Sequence[Sentence]) -> None:
        self.report = report
        self._sentences = sentences
        self._paragraphs: dict[int, list[Sentence]] = {}
        for sentence in sentences:
            self._paragraphs.setdefault(sentence.paragraph, []).append(sentence)
        self._days: dict[int, TimeExpr | None] = {}  # sentence -> the day that it tells without an event
        self._headings: dict[int, TimeExpr | None] = {}  # paragraph -> the date that heads it

    def _heading(self, paragraph: int) -> TimeExpr | None:
        """Return the date that heads a paragraph of a chronicle: "SUNDAY. Shooting starts …", "3 June: …"."""
        if paragraph not in self._headings:
            inside = self._paragraphs.get(paragraph)
            self._headings[paragraph] = self._find_heading(inside[0]) if inside and paragraph else None
        return self._headings[paragraph]

    def _find_heading(self, sentence: Sentence) -> TimeExpr | None:
        first = EXPR.search(sentence.low, 0, 60)
        if first is None or first.start() > 3:
            return None
        times = find_times(sentence.low[:60], sentence.start, published=self.report.date)
        if not times or times[0].start > sentence.start + 3 or times[0].span is None or times[0].future:
            return None
        heads = re.match(r"\s*(?:[:.–—]|- |$)", sentence.low[times[0].end - sentence.start :])
        return times[0] if heads else None

    def _day(self, sentence: Sentence) -> TimeExpr | None:
        """Return the day that a sentence without an event tells: "On Sunday the trail led to a house in X. A man …"."""
        if sentence.index not in self._days:
            self._days[sentence.index] = self._find_day(sentence) if sentence.index < MOST_SENTENCES else None
        return self._days[sentence.index]

    def _find_day(self, sentence: Sentence) -> TimeExpr | None:
        if (sentence.paragraph == 0 and not _IT_WAS.match(sentence.low)) or any(
            t.strength == "strong" for t in find_triggers(sentence)
        ):
            return None
        for time in find_times(sentence.low, sentence.start, published=self.report.date):
            next_day = time.anchor == "narrative" and time.shift > 0
            day = next_day or (time.span is not None and time.span.prec == 1 and not time.future)
            early = time.start <= sentence.start + 30 or bool(_HAPPENED.search(sentence.before(time.start, 70)))
            early = early or (next_day and sentence.after(time.end, 2) in {".", ""})
            early = early and not _FIGURE.search(sentence.low)
            if day and early and not dates_speech(sentence, time):
                return time
        return None

    def before(self, mention: EventMention, since: int, here: Span | None) -> tuple[Span, str, str] | None:
        """Return the day that a sentence without an event told in the mention's paragraph after offset `since`.

        "The next day" is counted from `here`, the day at which the story is.
        """
        for sentence in reversed(self._paragraphs.get(mention.sentence.paragraph, ())):
            time = self._day(sentence) if since < sentence.start < mention.start else None
            if time is not None and time.span is None and here is not None:
                time = replace(time, span=around(here.lo + time.shift * DAY, 1))
            if time is not None and time.span is not None:
                return time.span, time.span.lo.isoformat(), time.basis
        return None

    def last_before(self, start: int) -> dt.date | None:
        """Return the last day that a sentence without an event told before offset `start`, in whatever paragraph."""
        for sentence in reversed(self._sentences):
            time = self._day(sentence) if sentence.start < start else None
            if time is not None and time.span is not None:
                return time.span.lo
        return None

    def opening(self, begin: int, before: int) -> tuple[Span, str, str] | None:
        """Return the day that the sentences from `begin` to the first event, at offset `before`, begin with."""
        published = self.report.date
        for sentence in reversed(self._sentences[:MOST_SENTENCES]):
            if sentence.start >= before or published is None:
                continue
            for time in find_times(sentence.low, sentence.start, published=published):
                day = time.span if time.span is not None and time.span.prec == 1 and not time.future else None
                if day is None or not begin <= time.start <= sentence.start + 30 or dates_speech(sentence, time):
                    continue
                if 0 <= (published - day.lo).days <= OLD_DAYS and not of_another(sentence, time):
                    return day, day.lo.isoformat(), time.basis
        return None

    def of_deed(self, start: int | None = None) -> tuple[Span, str, str] | None:
        """Return the day that "The killers came on Thursday night" gives the opening, if told before `start`."""
        if self.report.date is None:
            return None
        for sentence in self._sentences:
            at = sentence.start
            if sentence.paragraph > NEXT or (start is not None and at >= start):
                break
            if (day_of := self._day_of(sentence)) is not None:
                return day_of
            if not _THE_DEED.match(self.report.clean[at : at + 60].lower()):
                continue
            time = self._day(sentence) or self._counted_back(sentence)
            if time is None or time.span is None:
                continue
            if 0 <= (self.report.date - time.span.lo).days <= OLD_DAYS:
                return time.span, time.span.lo.isoformat(), time.basis
        return None

    def _day_of(self, sentence: Sentence) -> tuple[Span, str, str] | None:
        """Return the day of "in intensive care since Monday, the day of the accident"."""
        if not _DAY_OF.search(sentence.low):
            return None
        for time in find_times(sentence.low, sentence.start, published=self.report.date):
            if _DAY_OF.pattern.match(sentence.after(time.end, 50)) and time.kind in _DAYS and time.span is not None:
                return Span(time.span.lo, time.span.lo, 1), time.span.lo.isoformat(), time.basis
        return None

    def _counted_back(self, sentence: Sentence) -> TimeExpr | None:
        """Return the day of "The blast occurred the previous day": counted from the day on which the opening spoke."""
        published = self.report.date
        told = find_times(sentence.low, sentence.start, published=published)
        back = next((t for t in told if t.anchor == "narrative" and t.shift < 0), None)
        if back is None or not _HAPPENED.search(sentence.before(back.start, 70)) or sentence.index == 0:
            return None
        opening = self._sentences[0]
        days = [
            t
            for t in find_times(opening.low, opening.start, published=published)
            if t.span is not None and t.span.prec == 1 and not t.future
        ]
        if any(not dates_speech(opening, t) for t in days):
            return None  # the opening has a day of its own
        base = days[0].span if days else None
        day = base.lo if base is not None else published
        return None if day is None else replace(back, span=around(day + back.shift * DAY, 1))

    def heading(self, mention: EventMention) -> tuple[Span, str, str] | None:
        """Return (days, key, basis) of the date that heads the mention's paragraph, or None."""
        time = self._heading(mention.sentence.paragraph)
        if time is None or time.span is None:
            return None
        key = time.span.lo.isoformat() if time.span.prec == 1 else f"{time.span.lo}/{time.span.hi}"
        return time.span, key, time.basis
