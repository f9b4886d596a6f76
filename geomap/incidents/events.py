"""Event mentions: where a report tells that something happened, of which type and how real.

An event mention is a clause or sentence with trigger words, losses, a date and parties; several of them, told in
different sentences, make one incident (`assemble`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.actors import armed
from geomap.incidents.lexicon import load, screened, trigger_patterns, word_set
from geomap.incidents.losses import Loss
from geomap.incidents.realis import blocked_spans, clause_realis, is_month
from geomap.incidents.screen import Screen, Screens, screen

if TYPE_CHECKING:
    from geomap.incidents.actors import PartyMention
    from geomap.incidents.binding import PlaceChoice
    from geomap.incidents.blames import Blame
    from geomap.incidents.claims import Attribution
    from geomap.incidents.dates import TimeExpr
    from geomap.incidents.spans import Span
    from geomap.incidents.structure import Sentence

_CLOCK = screen(
    r"\b(?:(?:at|around|about|by|after|before|since) )(?:\w+ )?(?:\d{1,2}(?:[.:]\d\d)?(?: ?[ap]\.?m\.?)?|"
    r"(?:half past |quarter to |quarter past )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"noon|midnight)(?: o['’]clock)?)(?: in the (?:morning|afternoon|evening))?|\b(?:shortly |just |soon |"
    r"well )?(?:before|after|around|about|at|towards) (?:dawn|daybreak|sunrise|noon|midday|dusk|nightfall|sunset|"
    r"midnight)\b"
)
_PART_OF_DAY = screen(r"\b(?:in|during) the (?:early |late |mid-?)?(morning|afternoon|evening)\b")
_AGAIN = screen(
    r"\b(?:separate(?:ly)?(?! combined| (?:[\w-]+ )?(?:army|corps|brigade|battalion|rifle))|elsewhere|in another|"
    r"another (?:attack|incident|shooting|strike|clash|blast|bomb|drone|"
    r"exchange|explosion)|an? (?:second|third) (?:attack|incident|shooting|strike|clash|blast|bomb|explosion|missile|"
    r"rocket|drone|shell|mine|device|raid)|meanwhile|in a different|soon afterwards|shortly afterwards|"
    r"on the same day|the same (?:day|night|evening|morning)|also (?:attacked|shelled|c[ao]me (?:down|under)|fell|"
    r"hit|landed|struck|opened|exploded)|then, (?:at|towards|around|in|on|shortly|just)|hours later|later (?:in the "
    r"day|on|"
    r"that)|not long (?:afterwards|after|later)|minutes later|(?:in|by) the (?:afternoon|evening),|^(?:in|by|towards|"
    r"at) (?:the )?"
    r"(?:afternoon|evening|noon|midday|dusk|nightfall|dawn|sunset)\b|^(?:about |some |nearly |only )?(?:an?|one|"
    r"half an) hour(?: and a half)? later\b|^after (?:dark|nightfall|sunset|sundown|dusk|"
    r"midnight)\b|^(?:farther|further) (?:north|south|east|west|up|down|along)\b|the (?:second|third|"
    r"fourth|other) (?:attack|incident|blast|bomb|explosion|strike|raid|ambush|shooting|clash|device|shell|rocket|"
    r"drone)|"
    r"in (?:a|the) (?:second|third|fourth|parallel|simultaneous|further|fresh) \w+|in nearby|in neighbouring)\b"
)
_COUNTED = screen(
    r"\b(?:two|three|four|five|six|several|a series of|a string of) (?:\w+ )?(?:separate |different |"
    r"unrelated )(?:\w+ )?(?:incidents?|attacks?|clashes|shootings|strikes|episodes|exchanges|blasts|explosions)\b|"
    r"\b(?:attack\w*|hit|struck|shell\w*|bomb\w*|raid\w*) (?:two|three|four|five|six|several) (?:\w+ )?(?:towns|"
    r"villages|cities|places|settlements|posts|bases)\b|\b(?:both|all (?:two|three|four|five|six)) (?:actions|"
    r"attacks|incidents|raids|strikes|blasts|shootings)\b"
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word or phrase that tells of an event: sub-event type, strength (strong, weak), offsets."""

    start: int
    end: int
    text: str
    kind: str
    strength: str
    pos: str


@dataclass(slots=True)
class EventMention:
    """What one sentence (or a part of it) tells of one event."""

    sentence: Sentence
    start: int
    end: int
    triggers: list[Trigger] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    parties: list[PartyMention] = field(default_factory=list)
    realis: str = "actual"
    cue: str = ""
    time: TimeExpr | None = None
    span: Span | None = None
    date_basis: str = ""
    date_reason: str = ""
    group_key: str = ""
    speech_time: TimeExpr | None = None
    places: list[PlaceChoice] = field(default_factory=list)
    border: str = ""
    anaphora: bool = False
    blames: list[Blame] = field(default_factory=list)
    attribution: Attribution | None = None
    weapons: list[tuple[str, str, int]] = field(default_factory=list)
    clock: str = ""
    again: bool = False
    counted: bool = False
    back_reference: bool = False
    reply: bool = False  # a side says that it only answered, with no loss told
    announced: bool = False  # the text announces it as an answer to what was told before
    severed: bool = False  # one of several events of a sentence, at a place of its own

    @property
    def strong(self) -> bool:
        """Tell whether a strong trigger or a real loss is told."""
        return any(t.strength == "strong" for t in self.triggers) or any(
            loss.kind == "killed" and not loss.zero for loss in self.losses
        )


def find_triggers(sentence: Sentence) -> list[Trigger]:
    """Return the trigger words of `sentence`, longest first where they overlap, without figures of speech."""
    if sentence.triggers is None:
        sentence.triggers = _find_triggers(sentence)
    return sentence.triggers


def _find_triggers(sentence: Sentence) -> list[Trigger]:
    low, base = sentence.low, sentence.start
    (words, table), phrases = trigger_patterns()
    out: list[Trigger] = []

    def add(start: int, end: int, kind: str, strength: str, pos: str) -> None:
        if any(b_start < end and start < b_end for b_start, b_end in blocked_spans(low)):
            return
        if any(t.start < base + end and base + start < t.end for t in out):
            return
        out.append(Trigger(base + start, base + end, low[start:end], kind, strength, pos))

    for name, phrase in phrases.finditer(low):
        kind, strength = name.split("__")
        add(phrase.start(), phrase.end(), kind, strength, "phrase")
    for match in words.finditer(low):
        kind, strength, pos = table[match.group()]
        if is_month(sentence, base + match.start(), match.group()):
            continue
        if (
            match.group() == "killing"
            and re.match(r" (?!of\b|spree\b|field)", low[match.end() : match.end() + 7])
            and not re.search(r"\b(?:the|a|this|that|each|such) $", low[: match.start()])
        ):
            continue  # "…, killing three": a loss, the event is told by the main verb
        if match.group() == "fire" and re.match(
            r" (?:service|brigade|department|engine|fighters|crews|station|"
            r"alarm)",
            low[match.end() : match.end() + 14],
        ):
            continue
        add(match.start(), match.end(), kind, strength, pos)
    return sorted(out, key=lambda t: t.start)


_SAPPERS = re.compile(r"\b(?:laying|clearing|lifting|removing|defusing|planting) (?:\w+ ){0,2}$")


def find_weapons(low: str, start: int) -> list[tuple[str, str, int]]:
    """Return (weapon of `schema.WEAPONS`, words, offset) told in a lower-case sentence, by position."""
    found: list[tuple[int, int, str]] = []
    for name, words in _weapons().may(low):
        for match in words.finditer(low):
            if name == "mine_ied" and _SAPPERS.search(low, max(0, match.start() - 24), match.start()):
                continue  # "while they were laying mines": what they were at, not what they were hit by
            if not any(a < match.end() and match.start() < b for a, b, _ in found):
                found.append((match.start(), match.end(), name))
    if not found:
        return []
    blocked = blocked_spans(low)
    return [(name, low[a:b], start + a) for a, b, name in sorted(found) if not any(x < b and a < y for x, y in blocked)]


@lru_cache(maxsize=1)
def _weapons() -> Screens:
    return Screens({name: screened("weapons", name) for name in load("weapons") if name != "note"})


def violent_context(
    sentence: Sentence, parties: list[PartyMention], losses: list[Loss], weapons: list[tuple[str, str, int]]
) -> bool:
    """Tell whether a weak trigger may count: a weapon, a loss, an armed party or a target stands beside it."""
    if weapons or any(not loss.zero for loss in losses):
        return True
    if any(
        armed(party) and (party.form != "role" or party.sector in {"REB", "PAF", "UNK", "MIL"}) for party in parties
    ):
        return True
    return bool(_targets().search(sentence.low))


@lru_cache(maxsize=1)
def _targets() -> Screen:
    words = word_set("parties", "targets") | word_set("parties", "armed_nouns")
    nouns = "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))
    return screen(
        rf"\b(?:on|at|against|towards?|into|of|between|with) (?:the |its |an? |their |his |her |"
        rf"them|some )?(?:[\w-]+ ){{0,2}}(?:{nouns})\b"
    )


def clock_of(sentence: Sentence) -> str:
    """Return the words of a time of day ("at around 8:40"), or ""."""
    match = _CLOCK.search(sentence.low)
    if match:
        return match.group()
    part = _PART_OF_DAY.search(sentence.low)
    return part.group(1) if part else ""


def separate_cue(sentence: Sentence) -> bool:
    """Tell whether the sentence sets its event apart from the one before."""
    return bool(_AGAIN.search(sentence.low))


def counted_cue(sentence: Sentence) -> bool:
    """Tell whether the sentence counts several incidents ("three separate incidents")."""
    return bool(_COUNTED.search(sentence.low))


_HAVE_TAKEN = screen(  # "the clashes that broke out ten days earlier have taken 17 lives"
    r"\b(?:clashes|fighting|violence|hostilities|battles|unrest|skirmishes|shelling) (?:that|which) (?:broke out|began|"
    r"erupted|started|flared(?: up)?)\b[^.;]{2,40}\b(?:has|have) (?:so far |already )?(?:taken|claimed|cost|killed|"
    r"left)\b"
)
_FALSE_REPORT = screen(
    r"\b(?:reports?|claims?|rumou?rs?|allegations?) (?:that|of|about) [^;]{3,160}\b(?:are|is|were|was) (?:\w+ )?"
    r"(?:false|untrue|fake|not true|wrong|fabricated|disinformation|unfounded|baseless)\b"
)


def mention_realis(sentence: Sentence, triggers: list[Trigger], losses: list[Loss]) -> tuple[str, str]:
    """Return the realis of what a sentence tells: actual if any trigger or loss in it is."""
    false = _FALSE_REPORT.search(sentence.low)
    if false:
        return "negated", false.group()
    taken = _HAVE_TAKEN.search(sentence.low)
    if taken:
        return "aggregate", taken.group()
    seen: list[tuple[str, str]] = []
    items: list[Loss | Trigger] = [*losses, *triggers]
    for item in items:
        if (
            isinstance(item, Trigger)
            and item.strength == "weak"
            and item.pos == "noun"
            and triggers
            and len(triggers) > 1
            and any(t.strength == "strong" for t in triggers)
        ):
            continue
        single = isinstance(item, Trigger) and item.pos != "phrase"  # "rockets may hit": the verb ends the phrase
        offset = item.start if single else item.end - 1
        verdict = clause_realis(sentence, offset)
        if isinstance(item, Loss) and item.zero and verdict[0] == "negated":
            verdict = ("actual", "")  # "he was not hurt": the loss is denied, not what he came through
        if verdict[0] == "actual":
            return verdict
        seen.append(verdict)
    return seen[0] if seen else ("actual", "")


@lru_cache(maxsize=64)
def event_type(kind: str) -> str:
    """Return the ACLED event type of a sub-event type."""
    from geomap.schema import SUB_EVENT_TYPES

    return next(name for name, kinds in SUB_EVENT_TYPES.items() if kind in kinds)
