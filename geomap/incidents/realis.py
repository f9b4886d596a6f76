"""Whether it happened, or is feared, planned, denied, habitual, or history.

A cue counts in the clause of the event word, background and aggregate cues in the whole sentence.  Themes
(sport, exercises, weather, anniversaries …) and blockers ("heart attack", "dodged a bullet") keep war words that
are no events out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.lexicon import load, matcher, screened
from geomap.incidents.openings import openings_of
from geomap.incidents.screen import Screen, Screens, screen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geomap.incidents.events import EventMention
    from geomap.incidents.structure import Sentence


_AIM = re.compile(r"to (?:prevent|avoid|stop)|fears?|risks?|threats?|warn|protect|suspected|plot|possib|ready")
_SUPERLATIVE = screen(  # "the heaviest fighting since last year's war" is news
    r"\b(?:worst|heaviest|deadliest|bloodiest|biggest|largest|fiercest|gravest|most \w+|"
    r"first)\b[^,.;]{0,70}\bsince\b[^,.;]*"
)
_FINITE = re.compile(r"\b(?:was|were|had been|killed|died|left)\b")


@lru_cache(maxsize=8)
def _cues(name: str) -> Screen:
    return Screen(re.compile("|".join(load("realis")[name])))


@lru_cache(maxsize=1)
def _clause_cues() -> Screens:
    """Return the patterns of cues that count in a clause, in the order in which they are asked."""
    return Screens({name: _cues(name) for name in ("negated", "future", "hypothetical", "generic")})


@lru_cache(maxsize=2)
def _cue_parts(name: str) -> tuple[Screen, Screen | None]:
    """Return the cues that begin with a word, which are tried only where one is, and those that may begin anywhere."""
    words = load("realis")[name]
    loose = [word for word in words if openings_of(re.compile(word)) is None]
    firm = Screen(re.compile("|".join(word for word in words if word not in loose)))
    return firm, Screen(re.compile("|".join(loose))) if loose else None


def _first_cue(name: str, low: str) -> re.Match[str] | None:
    """Return what the pattern of all cues `name` finds first in a whole lower-case sentence."""
    firm, loose = _cue_parts(name)
    match = firm.search(low)
    other = loose.search(low) if loose is not None else None
    if match is None or other is None:
        return match or other
    if match.start() == other.start():  # the order of the list tells
        return _cues(name).pattern.search(low)
    return min(match, other, key=lambda found: found.start())


@lru_cache(maxsize=1)
def _themes() -> Screens:
    return Screens({name: Screen(matcher(words)) for name, words in load("realis")["themes"].items()})


@lru_cache(maxsize=32)
def blocked_spans(low: str) -> list[tuple[int, int]]:
    """Return the spans of `low` (lower case) in which an event word is a figure of speech or another sense."""
    return [match.span() for match in screened("realis", "blockers").finditer(low)]


def fiction(low: str) -> bool:
    """Tell whether a lower-case sentence tells what happens in a work of art."""
    return _cues("fiction").search(low) is not None


def of_mishap(low: str) -> bool:
    """Tell whether a lower-case sentence holds a word of what kills without intent: a vehicle, a beast, an illness."""
    return screened("realis", "mishap").search(low) is not None


def theme_counts(sentences: Iterable[Sentence]) -> dict[str, int]:
    """Return how many different words of each theme the sentences hold."""
    found: dict[str, set[str]] = {}
    for sentence in sentences:
        for name, words in _themes_of(sentence.low):
            found.setdefault(name, set()).update(words)
    return {name: len(found.get(name, ())) for name in load("realis")["themes"]}


@lru_cache(maxsize=256)  # a sentence is asked for its report's themes and for those of its own event
def _themes_of(low: str) -> list[tuple[str, set[str]]]:
    """Return the words of each theme that a lower-case sentence may hold."""
    return [(name, {match.group() for match in regex.finditer(low)}) for name, regex in _themes().may(low)]


def in_memory(low: str) -> bool:
    """Tell whether a lower-case sentence is of a commemoration."""
    return any(name == "memory" and regex.search(low) for name, regex in _themes().may(low))


def _without_superlatives(low: str) -> str:
    return _SUPERLATIVE.pattern.sub(" ", low) if _SUPERLATIVE.may(low) else low


def of_comparison(low: str, offset: int) -> bool:
    """Tell whether the words at `offset` only say since when nothing was as bad: "the worst since 2017"."""
    return any(match.start() < offset < match.end() for match in _SUPERLATIVE.finditer(low))


_MONTH_WORDS = ("may", "march")


def is_month(sentence: Sentence, start: int, word: str) -> bool:
    """Tell whether a word at offset `start` is the month: "on 8 May", "in March", not "may" and "march"."""
    if not word.startswith(_MONTH_WORDS):
        return False
    at = start - sentence.start
    capital = sentence.text[at : at + 1].isupper() and at > 0
    return capital or re.search(r"\d(?:st|nd|rd|th)? (?:of )?$", sentence.low[max(0, at - 8) : at]) is not None


_UNTOLD = screen(  # "did not say who had fired": nothing is told
    r"\b(?:not(?: yet| immediately)? (?:say|said|specify|specified|know|known|clear|explain|disclose|establish|"
    r"determine)|unclear|unknown),? (?:who|whether|why) (?:it was who |it was |had |has |have |was |were )?"
    r"(?:first |then |really )?[\w-]*(?: \w*)?$"
)


def clause_realis(sentence: Sentence, offset: int) -> tuple[str, str]:
    """Return (realis, cue) of the event word at `offset`; ("actual", "") where no cue speaks against it."""
    untold = _UNTOLD.search(sentence.low, 0, offset - sentence.start)
    if untold is not None:
        return "hypothetical", untold.group().strip()
    told = _clause_cues().may(sentence.low)
    if not told:
        return _of_whole(sentence, offset)
    start, end = sentence.clause_span(offset)
    clause = sentence.between(start, end)
    at = offset - start
    for name, cues in told:
        for match in cues.within(sentence.low, start - sentence.start, end - sentence.start):
            if name == "negated" and match.end() < at - 60:
                continue
            if is_month(sentence, start + match.start(), match.group()):
                continue
            if name in {"future", "hypothetical"} and match.start() > at:
                continue  # the cue must govern what follows it
            if (
                name == "hypothetical"
                and _AIM.match(match.group())
                and _FINITE.search(clause, match.end(), max(at, match.end()))
            ):
                continue  # "a guard who tried to stop them was shot": the aim ends before the finite verb
            return name, match.group()
    return _of_whole(sentence, offset)


def _of_whole(sentence: Sentence, offset: int) -> tuple[str, str]:
    """Return what the sentence tells of the event word at `offset`: not what it says of a place behind it.

    "A farmer was killed in X on Sunday, where mines have killed dozens since the war" has an event of its own.
    """
    name, cue = _of_sentence(sentence.low)
    if name == "actual":
        return name, cue
    at = offset - sentence.start
    aside = _OF_A_PLACE.search(sentence.low, at)
    if aside is not None and 0 < aside.start() < sentence.low.find(cue, at):
        return "actual", ""
    return name, cue


_OF_A_PLACE = re.compile(r", (?:where|(?:over|in|of|through|across|around|near) which|an? (?:[\w-]+ ){1,3}where)\b")


@lru_cache(maxsize=32)
def _of_sentence(low: str) -> tuple[str, str]:
    """Return (realis, cue) of all events of a sentence; ("actual", "") where it does not tell."""
    news = _without_superlatives(low)
    for name in ("aggregate", "background"):
        match = _first_cue(name, low) if news is low else _cues(name).pattern.search(news)
        if match:
            return name, match.group()
    return "actual", ""


_TOLD_IN_ART = re.compile(
    r"[\"“]?in (?:the|a|his|her|this|its|their) (?:[\w-]+ )?"
    r"(?:film|movie|novel|play|series|video game|opera|comic|thriller)\b"
)


def about_conflict(mention: EventMention, themes: dict[str, int], *, violent: bool = False) -> bool:
    """Tell whether a mention is of conflict at all: sports, weather, exercises and accidents are not.

    `themes` are those of the whole report; `violent`: it tells of violence in so many words.
    """
    here = theme_counts([mention.sentence])
    real_loss = any(not loss.zero for loss in mention.losses)
    strong = any(t.strength == "strong" for t in mention.triggers)
    weapons = {name for name, _, _ in mention.weapons} - {"aircraft"}  # a helicopter also just crashes
    armed_sentence = bool(weapons) or any(
        p.sector in {"MIL", "REB", "PAF"} and p.form != "role" for p in mention.parties
    )
    if _TOLD_IN_ART.match(mention.sentence.low):
        return False
    if here["weather"] and not armed_sentence and not real_loss:
        return False
    if themes["exercise"] >= 2 and (here["exercise"] or not real_loss or not mention.triggers):
        return False
    deadly = any(loss.kind == "killed" and not loss.zero for loss in mention.losses)
    if themes["exercise"] and not deadly and (here["exercise"] or not mention.triggers):
        return False  # "a private was hurt in a fall", at a manoeuvre
    if here["disaster"] and not mention.triggers:
        return False  # "a helicopter of the air force crashed, killing six": an accident of soldiers
    for theme in ("sport", "culture", "business", "politics"):
        fatal = any(loss.kind == "killed" and not loss.zero for loss in mention.losses)
        if themes[theme] >= 4 and not (armed_sentence and (fatal if theme == "sport" else real_loss)):
            return False
        once = theme == "culture" and strong and themes[theme] == here[theme]  # "shot at the opening of an exhibition"
        if here[theme] >= 2 and not real_loss and not once:
            return False
    if themes["culture"] >= 3 and here["culture"] and fiction(mention.sentence.low):
        return False
    if themes["weather"] >= 2 and not armed_sentence and not strong:
        return False
    if themes["weather"] >= 5 and not armed_sentence:
        return False
    if (
        ((themes["disaster"] >= 2 and not violent) or here["disaster"])
        and not weapons
        and not (armed_sentence and themes["disaster"] < 2)
        and not any(t.strength == "strong" and t.kind != "remote_explosive_landmine_ied" for t in mention.triggers)
    ):
        return False
    if not mention.triggers and not real_loss:
        return bool(mention.losses)
    return strong or real_loss or bool(mention.triggers)
