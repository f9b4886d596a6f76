"""When it happened: the day of each event mention.

The expression in the clause of the event dates it, not the one that says when somebody spoke.  Undated mentions take
the day of the story at that point: of the sentence before in the paragraph, else of the report's main event, else the
publication date.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.ages import age, soften
from geomap.incidents.asides import (
    BURIED,
    DIED,
    dates_speech,
    hunts,
    hurt_then_died,
    is_aside,
    is_name,
    of_another,
    wounded_on,
)
from geomap.incidents.dateforms import SINCE
from geomap.incidents.dates import TimeExpr, find_times
from geomap.incidents.echoes import another_such
from geomap.incidents.partdays import WEEK, day_after
from geomap.incidents.realis import of_comparison
from geomap.incidents.sequels import find_followed
from geomap.incidents.spans import DAY, Span, around
from geomap.incidents.tolddays import OLD_DAYS, ToldDays

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geomap.incidents.events import EventMention
    from geomap.incidents.structure import Sentence
    from geomap.records import Report

OPENS = 5  # characters before the date that a sentence opens with: "On"
TOLD_DAYS = 3  # an event is told within that many days
_TOLD = frozenset({"overnight", "since", "contradictory_dates"})  # notes of a date that its record repeats
_REFUSED = frozenset({"ambiguous_date", "no_such_day"})  # notes of a date that can be read two ways or is none


class Timing:
    """Dates the event mentions of one report; `begin` is where the text proper begins, after the dateline."""

    def __init__(self, report: Report, begin: int) -> None:
        self.report = report
        self.begin = begin
        self.lead_time: TimeExpr | None = None
        self.main_start = -1  # of the expression that dates the story
        self.told = ToldDays(report, ())
        self.others: set[int] = set()  # paragraphs that tell of another such event

    def set_dates(self, mentions: list[EventMention]) -> None:
        """Give every mention its days, group key and basis; change realis where the date says so."""
        published = self.report.date
        for mention in mentions:
            soften(mention, published)
        main = self._main_day(mentions)
        here: Span | None = None
        last: Span | None = None  # the day told last, in whatever paragraph
        key = ""
        basis = ""
        paragraph = -1
        previous: EventMention | None = None
        unreal: EventMention | None = None  # of the paragraph, that tells a day all the same
        for mention in mentions:
            if mention.realis != "actual" and mention.time is None:
                mention.group_key = "none"
                continue
            if mention.sentence.paragraph != paragraph:
                here, key, basis = self.told.heading(mention) or main
                paragraph = mention.sentence.paragraph
                unreal = None
            time = mention.time
            here, key, basis = self.told.before(mention, previous.start if previous else -1, here) or (here, key, basis)
            if time is not None:
                base = (
                    published if main[2] == "relative" and time.start == self.main_start else here.lo if here else None
                )
                if time.anchor == "narrative" and time.shift > 0:
                    base = last.lo if last is not None else self.told.last_before(mention.start) or base
                    # "on the following day": after the day told last
                span = time.resolve(base or published)
                mention.date_basis, mention.date_reason = (
                    time.basis,
                    time.note if time.note in _TOLD else "",
                )
                if span is not None:
                    mention.span = span
                    mention.group_key = span.lo.isoformat() if span.prec == 1 else f"{span.lo}/{span.hi}"
                else:
                    mention.date_reason = time.note or "relative_unresolved"
                    mention.group_key = f"{time.text}"
                later = previous is not None and _only_later(mention)
                if mention.realis == "actual" and span is not None and span.prec == 1 and not later:
                    here, key, basis = mention.span, mention.group_key, mention.date_basis
                    last = here
                elif mention.realis == "actual" and span is None:
                    key = mention.group_key
                if mention.realis != "actual" and span is not None and span.prec == 1:
                    unreal = mention
            elif unreal is not None and _THAT_DAY.search(mention.sentence.low):
                mention.span, mention.group_key = unreal.span, unreal.group_key
                mention.date_basis = unreal.date_basis
            else:
                mention.span, mention.group_key, mention.date_basis = here, key, basis
            age(mention, mentions, published)
            before, previous = previous, mention
            if _breaks_down(mention) or (before is not None and _goes_on_counting(mention, before)):
                mention.realis = "aggregate"

    def find_lead_time(self, sentences: Sequence[Sentence]) -> None:
        """Note the day that the first two sentences tell, for events that are not dated themselves."""
        self.told = ToldDays(self.report, sentences)
        self.others = {sentence.paragraph for sentence in sentences if another_such(sentence)}
        for sentence in sentences[:2]:
            for time in find_times(sentence.low, sentence.start, published=self.report.date):
                if time.start < self.begin or time.future or time.span is None or time.anchor == "sentence":
                    continue
                if of_another(sentence, time):
                    continue
                if not dates_speech(sentence, time) or re.search(
                    r"\b(?:was|were) reported (?:on )?$", sentence.before(time.start, 20)
                ):
                    self.lead_time = time
                    return

    def split_by_day(self, mention: EventMention) -> list[EventMention]:
        """Return the mention with its own time; two when one sentence tells of two days in two clauses."""
        sentence, published = mention.sentence, self.report.date
        followed = find_followed(sentence, mention.triggers)
        if followed is not None:  # "The ambush came a day after drones dropped bombs on X": the bombs
            mention.start, mention.severed, mention.again = followed, True, True
            mention.triggers = [t for t in mention.triggers if t.start >= followed]
            told = find_times(sentence.low, sentence.start, published=published)
            back = next((t for t in told if t.anchor == "sentence" and t.end <= followed), None)
            if back is not None:
                mention.time = replace(back, anchor="narrative")
                return [mention]
        times = [
            t
            for t in find_times(sentence.low, sentence.start, published=published)
            if t.start >= self.begin
            and not is_name(sentence, t, self.report.clean)
            and not of_comparison(sentence.low, t.start - sentence.start)
        ]
        before = [
            t
            for t in times
            if (t.note == "hours_before" and "later" not in t.text and t.start > sentence.start + 2)
            or (t.note == "hours" and t.text.endswith(" after") and t.start > sentence.start + 2)
        ]
        dated = [
            t
            for t in times
            if t.span is not None
            and t.span.prec == 1
            and not t.future
            and not dates_speech(sentence, t)
            and not (len(times) > 1 and of_another(sentence, t))
        ]
        named = [t for t in dated if _OF_EVENT.match(sentence.after(t.end, 40))]
        if named and DIED.search(sentence.low):
            times = dated = named[:1]  # "wounded in Tuesday's firefight, he died on Thursday": one event
        elif (wounded := wounded_on(sentence, times)) is not None:
            base = next((t.span for t in dated if t.span is not None and t.end <= wounded.start), None)
            if wounded.span is None and base is not None:
                wounded = replace(wounded, span=around(base.lo + wounded.shift * DAY, wounded.prec))
            times = dated = [wounded]
        elif len(dated) > 1 and hurt_then_died(sentence, dated):
            times = dated = dated[:1]  # "a soldier hit on Friday died on Saturday": of Friday
        days = {t.span.lo: t for t in reversed(dated) if t.span is not None}
        after = day_after(sentence, times)
        if after is not None and BURIED.search(sentence.low, 0, max(0, after.told.start - sentence.start)):
            mention.time = after.time  # "were buried on Wednesday, a day after shells fell": they died the day before
            return [mention]
        if before:
            first = before[0]  # "24 hours after": the clause begins at "hours"
            number = sentence.clause(first.end - 1 if first.note == "hours" else first.start)
            parts = _part(mention, lambda offset: sentence.clause(offset) == number)
        elif len(days) == 2 and not any(t.kind == "weekdays" for t in dated):
            one, other = (days[day] for day in sorted(days, key=lambda day: days[day].start))
            parts = _part(mention, lambda offset: sentence.gap(offset, other.start) < sentence.gap(offset, one.start))
        elif after is not None:
            parts = _part(mention, lambda offset: after.begin < offset < after.end)
        else:
            parts = None
        if parts is not None and after is not None and not before and len(days) < 2:
            outer, inner = parts
            self._own_time(outer, [t for t in times if t is not after.told])
            inner.time = after.time
            if after.told.prec > WEEK:  # "a year after …": the older event is only called to mind
                inner.back_reference, inner.realis, inner.cue = True, "background", after.told.text
            if after.fronted:
                outer.start, inner.end = after.end, after.end
                return [inner, outer]
            outer.end, inner.start = after.told.start, after.begin
            return [outer, inner]
        if parts is None:
            self._own_time(mention, times)
            return [mention]
        outer, inner = parts
        if before:
            self._own_time(outer, [t for t in times if t is not before[0]])
            inner.back_reference, inner.realis, inner.cue = True, "background", before[0].text
            inner.time = before[0]
        else:
            self._own_time(outer, [t for t in times if t is not other])
            self._own_time(inner, [t for t in times if t is not one])
        return [outer, inner]

    def _own_time(self, mention: EventMention, times: list[TimeExpr]) -> None:
        """Pick the expression that dates the event, not the saying: same clause, nearest to an event word."""
        sentence = mention.sentence
        anchors = [t.start for t in mention.triggers] + [loss.end - 1 for loss in mention.losses]
        best: tuple[float, TimeExpr] | None = None
        for time in times:
            if time.anchor == "sentence":
                said = next((t for t in times if t is not time and t.span is not None and t.span.prec == 1), None)
                inside = any(anchor > time.end for anchor in anchors)
                if said is None or said.span is None or not inside:
                    continue
                day = said.span.lo + time.shift * DAY
                time = replace(time, span=around(day, time.prec))  # noqa: PLW2901
            if time.anchor == "narrative" and time.shift:  # "on Thursday …, and a day later two died"
                base = next(
                    (t for t in reversed(times) if t.end <= time.start and t.span is not None and t.span.prec == 1),
                    None,
                )
                if base is not None and base.span is not None:
                    day = base.span.lo + time.shift * DAY
                    time = replace(time, span=around(day, time.prec))  # noqa: PLW2901
            if time.span is not None and time.span.prec == 2 and min(anchors, default=0) > time.end:
                when = sentence.after(time.end, 7).startswith((", when ", " when "))
                if when and SINCE.search(sentence.before(time.start, 40)):  # "since Tuesday, when a guard was shot"
                    time = replace(time, span=around(time.span.lo, 1))  # noqa: PLW2901
            if hunts(sentence, time) or (len(times) > 1 and of_another(sentence, time)):
                continue
            if time.note in _REFUSED | {"eve", "hours"} or (time.anchor == "narrative" and time.shift == 0):
                continue
            if time.note == "hours_before":
                continue
            if time.future or is_aside(sentence, time, anchors):
                continue
            if dates_speech(sentence, time):
                if mention.speech_time is None and time.span is not None:
                    mention.speech_time = time
                continue
            gap = min((sentence.gap(time.start, anchor) for anchor in anchors), default=0)
            if _OF_EVENT.match(sentence.after(time.end, 40)):
                gap = 0  # "wounded in Tuesday's firefight, he died on Thursday": of that Tuesday
            cost = gap + (8 if time.anchor == "clock" else 0) + (4 * (time.span.prec - 1) if time.span else 0)
            if best is None or cost < best[0]:
                best = (cost, time)
        refused = [time for time in times if time.note in _REFUSED]
        if best is not None:
            mention.time = best[1]
        elif refused:
            mention.time = refused[0]  # a date was told: the day stays open, the publication's is not put in its place
        elif (
            any(time.future for time in times)
            and not any(not time.future for time in times)
            and not any(not loss.zero for loss in mention.losses)
        ):
            future = next(time for time in times if time.future)
            if mention.triggers and sentence.gap(future.start, mention.triggers[-1].start) < 14:
                mention.realis = "future" if mention.realis == "actual" else mention.realis
                mention.time = future

    def _main_day(self, mentions: list[EventMention]) -> tuple[Span | None, str, str]:
        """Return (days, key, basis) of the main event: the first dated one, else of speech or publication."""
        actual = [m for m in mentions if m.realis == "actual"]
        published = self.report.date
        lead = self._lead_day()
        for mention in actual[:6]:
            if mention.time is None or mention.time.future:
                continue
            if lead is not None and self.lead_time is not None and self.lead_time.start < mention.sentence.start:
                break  # the opening dates the story; "on Thursday …" further down is another day's incident
            if mention.sentence.paragraph > 0 and actual[0].sentence.paragraph == 0:
                deed = self.told.of_deed(mention.start)  # of the opening, before another event's day is told
                if deed is not None:
                    return deed
            span = mention.time.resolve(published)
            if mention.time.anchor == "narrative" and mention.time.shift > 0:
                continue  # "the next morning": after a day that no event before it told
            if mention.time.anchor == "narrative" and mention.time.shift < 0 and mention is not actual[0]:
                continue  # "had come under fire a day earlier": before the day of the story
            if self._other_day(mention, actual[0], span):
                continue
            if span is None:
                if mention.time.anchor == "publication":
                    return None, mention.time.text, mention.time.basis
                continue
            if span.prec <= 2 and (published is None or (published - span.lo).days <= OLD_DAYS or mention is actual[0]):
                key = span.lo.isoformat() if span.prec == 1 else f"{span.lo}/{span.hi}"
                self.main_start = mention.time.start
                return span, key, mention.time.basis
        if actual and lead is not None and self.lead_time is not None:
            self.main_start = self.lead_time.start
            return lead, lead.lo.isoformat(), self.lead_time.basis
        if actual and actual[0].sentence.paragraph == 0 and (deed := self.told.of_deed()) is not None:
            return deed
        for mention in actual[:3]:
            if mention.speech_time is not None and mention.speech_time.span is not None:
                span = mention.speech_time.span
                return span, span.lo.isoformat(), mention.speech_time.basis
        if actual and (opening := self.told.opening(self.begin, actual[0].sentence.start)) is not None:
            return opening
        if published is not None:
            return Span(published, published, 1), published.isoformat(), "publication"
        return None, "none", ""

    def _other_day(self, mention: EventMention, first: EventMention, span: Span | None) -> bool:
        """Tell whether a mention further down opens with a day well before the one on which the opening was told."""
        said = first.speech_time.span if first.speech_time is not None else None
        if mention.time is not None and first.time is None and mention.sentence.paragraph in self.others:
            return mention.sentence.paragraph > first.sentence.paragraph  # "the second such blast in three days. On …"
        if span is None or said is None or mention.time is None or first.time is not None:
            return False
        opens = mention.time.start - mention.sentence.start < OPENS
        later = mention.sentence.paragraph > first.sentence.paragraph
        return opens and later and (said.lo - span.hi).days > TOLD_DAYS

    def _lead_day(self) -> Span | None:
        """Return the day that the opening sentences tell, where it is shortly before the publication."""
        published = self.report.date
        if self.lead_time is None or published is None:
            return None
        span = self.lead_time.resolve(published)
        near = span is not None and span.prec == 1 and 0 <= (published - span.lo).days <= OLD_DAYS
        return span if near else None


_THAT_DAY = re.compile(r"\b(?:on|that) (?:that|same|very) (?:first )?day\b|\bthat (?:day|morning|evening|night)\b")
_BODIES = re.compile(r"\b(?:bod(?:y|ies)|corpses?|remains)\b")


def _only_later(mention: EventMention) -> bool:
    """Tell whether a mention is of those who died later, or were found, of an event told before."""
    if not mention.triggers:
        return DIED.search(mention.sentence.low) is not None
    return all(_BODIES.search(trigger.text) for trigger in mention.triggers)


_OF_EVENT = re.compile(
    r"['’]s (?:[\w-]+ )?(?:fire-?fight|clash|clashes|shelling|attack|attacks|fighting|battle|shooting|gun ?battle|"
    r"strike|blast|explosion|bombing|ambush|raid|shoot-?out|exchange|bombardment|skirmish)\b"
)
_MOSTLY = re.compile(r"\b(?:mostly|mainly|chiefly|most of them|predominantly|largely)\b")
_COUNTS = frozenset({"aggregate", "background"})


def _breaks_down(mention: EventMention) -> bool:
    """Tell whether a mention says where most of something was: "mortars were used mostly in the northern sector"."""
    told = mention.time is not None or mention.losses or mention.blames
    return mention.realis == "actual" and not told and _MOSTLY.search(mention.sentence.low) is not None


def _goes_on_counting(mention: EventMention, before: EventMention) -> bool:
    """Tell whether a mention only breaks down the figures of some days or years that were told before it."""
    return (
        mention.realis == "actual"
        and before.realis in _COUNTS
        and before.sentence.paragraph == mention.sentence.paragraph
        and (before.date_reason == "since" or before.realis == "aggregate")
        and mention.time is None
        and (not mention.triggers or any(loss.more for loss in mention.losses))
    )


def _part(mention: EventMention, inner: Callable[[int], bool]) -> tuple[EventMention, EventMention] | None:
    """Part a mention in two by `inner` (offset -> bool); None where one part would be empty."""
    sides: list[EventMention] = []
    for wanted in (False, True):
        triggers = [t for t in mention.triggers if inner(t.start) is wanted]
        losses = [loss for loss in mention.losses if inner(loss.end - 1) is wanted]
        blames = [blame for blame in mention.blames if inner(blame.start) is wanted]
        if not triggers and not losses:
            return None
        sides.append(replace(mention, triggers=triggers, losses=losses, blames=blames))
    return sides[0], sides[1]
