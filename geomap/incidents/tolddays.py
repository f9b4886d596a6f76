"""Days that a report tells outside the sentences of its events: headings, "On Sunday the trail led …"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap.incidents.asides import dates_speech
from geomap.incidents.dateforms import EXPR
from geomap.incidents.dates import find_times
from geomap.incidents.events import find_triggers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geomap.incidents.dates import TimeExpr
    from geomap.incidents.events import EventMention
    from geomap.incidents.spans import Span
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
_FIGURE = re.compile(r"\b(?:estimate|toll|count|figure|tally|statement|bulletin|communiqu[eé]|report)s?\b")
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
            day = time.span is not None and time.span.prec == 1 and not time.future
            early = time.start <= sentence.start + 30 or bool(_HAPPENED.search(sentence.before(time.start, 70)))
            early = early and not _FIGURE.search(sentence.low)
            if day and early and not dates_speech(sentence, time):
                return time
        return None

    def before(self, mention: EventMention, since: int) -> tuple[Span, str, str] | None:
        """Return the day that a sentence without an event told in the mention's paragraph after offset `since`."""
        for sentence in reversed(self._paragraphs.get(mention.sentence.paragraph, ())):
            time = self._day(sentence) if since < sentence.start < mention.start else None
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

    def of_deed(self, start: int | None = None) -> tuple[Span, str, str] | None:
        """Return the day that "The killers came on Thursday night" gives the opening, if told before `start`."""
        if self.report.date is None:
            return None
        for sentence in self._sentences:
            at = sentence.start
            if sentence.paragraph > NEXT or (start is not None and at >= start):
                break
            time = self._day(sentence) if _THE_DEED.match(self.report.clean[at : at + 60].lower()) else None
            if time is None or time.span is None:
                continue
            if 0 <= (self.report.date - time.span.lo).days <= OLD_DAYS:
                return time.span, time.span.lo.isoformat(), time.basis
        return None

    def heading(self, mention: EventMention) -> tuple[Span, str, str] | None:
        """Return (days, key, basis) of the date that heads the mention's paragraph, or None."""
        time = self._heading(mention.sentence.paragraph)
        if time is None or time.span is None:
            return None
        key = time.span.lo.isoformat() if time.span.prec == 1 else f"{time.span.lo}/{time.span.hi}"
        return time.span, key, time.basis
