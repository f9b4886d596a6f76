"""Old or new: what the age of an event and the words around its date say of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap.incidents.spans import DAY
from geomap.incidents.tolddays import OLD_DAYS

if TYPE_CHECKING:
    import datetime as dt

    from geomap.incidents.events import EventMention

_MEMORY = re.compile(
    r"\b(?:anniversar|commemor|memorial|remember|remembrance|half-mast|years? since|outbreak of|to mark\b|"
    r"minute['’]s silence|minute of silence|wreaths?\b|flags? (?:were|was) lowered|document(?:ed|s|ing)\b|prize\b|"
    r"award)"
)
_COURT = re.compile(r"sentenced|convict|jailed|acquitted|extradit|guilty|verdict|trial|indicted|plea|charged|court")
_LONG_AGO = re.compile(
    r"\b(?:years?|months?|decades?) ago\b|\bat (?:a dozen|several|many|various|dozens of|numerous) (?:points|"
    r"places)\b|\b(?:that|which) (?:broke out|began|erupted|started|flared)\b"
)
_TOTAL = re.compile(r"\b(?:some|about|around|more than|over|nearly|almost|roughly|estimated|up to) [\d,]{3,}")
_OWN_DEAD = re.compile(r"\bputs? (?:its|their) (?:own )?(?:dead|losses|toll|war dead) at\b")
WAR = 1000  # killed: no single event that a report tells in passing
_WAR = re.compile(r"\b(?:fighting|hostilities|wars?|conflicts?|insurgency|rebellion|years|decades?|since|so far)\b")
MANY = 100
ANCIENT_DAYS = 500


def soften(mention: EventMention, published: dt.date | None) -> None:
    """Take back "background" where the event itself is dated to a day near the publication."""
    time = mention.time
    if mention.realis not in {"background", "aggregate", "generic"} or mention.back_reference:
        return
    if time is None:
        _soften_opening(mention)
        return
    if _LONG_AGO.search(mention.cue):
        return  # "on Friday morning, the minute at which, four years ago, the first rockets fell"
    if _COURT.search(mention.cue):
        return  # "on Thursday sentenced two men for the killing of three": the day is the court's
    span = time.resolve(published)
    near = span is not None and span.prec == 1 and published is not None and 0 <= (published - span.lo).days <= OLD_DAYS
    memory = _MEMORY.search(mention.sentence.low)
    starts = [*(t.start for t in mention.triggers), *(loss.start for loss in mention.losses)]
    first = min(starts, default=mention.end)
    if near and (memory is None or first < mention.sentence.start + memory.start()):
        mention.realis = "actual"  # "a blast killed ten at a ceremony marking the anniversary": the blast is new


def _soften_opening(mention: EventMention) -> None:
    """Take back "background" where the report opens with losses at a commemoration."""
    memory = _MEMORY.search(mention.sentence.low)
    hurt = [loss.start for loss in mention.losses if loss.kind in {"killed", "injured"} and not loss.zero]
    if memory is None or not hurt or mention.sentence.index or mention.realis != "background":
        return
    if min(hurt) < mention.sentence.start + memory.start() and _MEMORY.search(mention.cue):
        mention.realis = "actual"  # "two men were killed when demonstrators marking the anniversary …"


def age(mention: EventMention, mentions: list[EventMention], published: dt.date | None) -> None:
    """Call an event background when it is told in passing and long past, or only dated to a month or year."""
    if mention.realis != "actual" or mention.span is None:
        return
    reference = published or max((m.span.hi for m in mentions if m.span and m.span.prec == 1), default=None)
    lead = mention is mentions[0] or (mention.time is None and mention.group_key == mentions[0].group_key)
    passing = not mention.triggers and mention.time is None and (not lead or mention.sentence.index > 1)
    dead = [loss.best or 0 for loss in mention.losses if loss.kind == "killed"]
    if (
        dead
        and min(dead) >= WAR
        and ((mention.time is None and _WAR.search(mention.sentence.low)) or _MEMORY.search(mention.sentence.low))
    ):
        mention.realis = "aggregate"  # "a war that took about 30,000 lives"
        return
    if passing and dead and min(dead) >= MANY and _TOTAL.search(mention.sentence.low):
        mention.realis = "aggregate"  # "some 450 soldiers died in X", in passing and without a date
        return
    if (
        dead
        and min(dead) >= MANY
        and not mention.triggers
        and mention.time is None
        and _OWN_DEAD.search(mention.sentence.low)
    ):
        mention.realis = "aggregate"  # "the government puts its dead at 412": what a war cost
        return
    told = any(m.losses and m.realis == "actual" for m in mentions if m.start < mention.start)
    since = mention.time is not None and bool(
        mention.time.note == "since"
        or re.search(r"\bsince (?:last |early |late )?$", mention.sentence.before(mention.time.start, 14))
    )
    if told and since and not any(t.strength == "strong" for t in mention.triggers):
        mention.realis = "aggregate"  # "sixteen have died since Sunday": the days so far added up
        return
    old = reference is not None and (reference - mention.span.hi) > OLD_DAYS * DAY
    faint = mention.span.prec >= 4 and reference is not None and (reference - mention.span.hi) > 2 * OLD_DAYS * DAY
    ancient = reference is not None and (reference - mention.span.hi) > ANCIENT_DAYS * DAY
    if ((mention.span.prec >= 4 or old) and not lead) or mention.span.prec >= 5 or faint or ancient:
        mention.realis = "background"
    elif published is not None and mention.span.lo > published:
        mention.realis = "future"
