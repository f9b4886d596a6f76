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
    """The days of one report's `sentences` that no event of theirs has."""

    def __init__(self, report: Report, sentences: Sequence[Sentence]) -> None:
        self.report = report
        self.days: dict[int, list[tuple[int, TimeExpr]]] = {}  # paragraph -> days of its sentences without an event
        self.headings: dict[int, TimeExpr] = {}  # paragraph -> the date that heads it
        self._find_headings(sentences)
        self._note_days(sentences)

    def _find_headings(self, sentences: Sequence[Sentence]) -> None:
        """Note the dates that head the paragraphs of a chronicle: "SUNDAY. Shooting starts …", "3 June: …"."""
        told = -1
        for sentence in sentences:
            if sentence.paragraph == told or not sentence.paragraph:
                continue
            told = sentence.paragraph
            first = EXPR.search(sentence.low, 0, 60)
            if first is None or first.start() > 3:
                continue
            times = find_times(sentence.low[:60], sentence.start, published=self.report.date)
            if not times or times[0].start > sentence.start + 3 or times[0].span is None or times[0].future:
                continue
            if re.match(r"\s*(?:[:.–—]|- |$)", sentence.low[times[0].end - sentence.start :]):
                self.headings[told] = times[0]

    def _note_days(self, sentences: Sequence[Sentence]) -> None:
        """Note the days that sentences without an event tell: "On Sunday the trail led to a house in X. A man …"."""
        for sentence in sentences[:MOST_SENTENCES]:
            if (sentence.paragraph == 0 and not _IT_WAS.match(sentence.low)) or any(
                t.strength == "strong" for t in find_triggers(sentence)
            ):
                continue
            for time in find_times(sentence.low, sentence.start, published=self.report.date):
                day = time.span is not None and time.span.prec == 1 and not time.future
                early = time.start <= sentence.start + 30 or bool(_HAPPENED.search(sentence.before(time.start, 70)))
                early = early and not _FIGURE.search(sentence.low)
                if day and early and not dates_speech(sentence, time):
                    self.days.setdefault(sentence.paragraph, []).append((sentence.start, time))
                    break

    def before(self, mention: EventMention, since: int) -> tuple[Span, str, str] | None:
        """Return the day that a sentence without an event told in the mention's paragraph after offset `since`."""
        told = [time for at, time in self.days.get(mention.sentence.paragraph, ()) if since < at < mention.start]
        if not told or told[-1].span is None:
            return None
        return told[-1].span, told[-1].span.lo.isoformat(), told[-1].basis

    def last_before(self, start: int) -> dt.date | None:
        """Return the last day that a sentence without an event told before offset `start`, in whatever paragraph."""
        told = [(at, time) for days in self.days.values() for at, time in days if at < start]
        last = max(told, key=lambda item: item[0], default=None)
        return last[1].span.lo if last is not None and last[1].span is not None else None

    def of_deed(self, start: int | None = None) -> tuple[Span, str, str] | None:
        """Return the day that "The killers came on Thursday night" gives the opening, if told before `start`."""
        if self.report.date is None:
            return None
        told = sorted((at, time) for number, days in self.days.items() if number <= NEXT for at, time in days)
        for at, time in told:
            if start is not None and at >= start:
                break
            near = time.span is not None and 0 <= (self.report.date - time.span.lo).days <= OLD_DAYS
            if near and time.span is not None and _THE_DEED.match(self.report.clean[at : at + 60].lower()):
                return time.span, time.span.lo.isoformat(), time.basis
        return None

    def heading(self, mention: EventMention) -> tuple[Span, str, str] | None:
        """Return (days, key, basis) of the date that heads the mention's paragraph, or None."""
        time = self.headings.get(mention.sentence.paragraph)
        if time is None or time.span is None:
            return None
        key = time.span.lo.isoformat() if time.span.prec == 1 else f"{time.span.lo}/{time.span.hi}"
        return time.span, key, time.basis
