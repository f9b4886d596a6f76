"""Words that place an event without naming a place: the dateline, a border line, "there", "the same village"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.lexicon import load
from geomap.incidents.screen import Screen, screen

if TYPE_CHECKING:
    from geomap.incidents.structure import Sentence

_DATELINE = re.compile(
    r"\s*(?:[A-ZÀ-Þ][\w'’.À-ÿ-]*(?:[ /][A-ZÀ-Þ(][\w'’.)À-ÿ-]*){0,4})(?:, "
    r"[A-Z][\w .]{2,30}?)?(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:, "
    r"\d{4})?)?(?:[ ,|]+(?:19|20)\d\d-\d\d-\d\d)?(?: ?\([^)\n]{2,40}\))?\s*(?:[-–—:]{1,2})\s"
)


_DAY_LINE = re.compile(  # "Aug 13 - "
    r"\s*(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?(?: ?\([^)\n]{2,40}\))?\s*[-–—:]{1,2}\s"
)


_FULL_STOP_LINE = re.compile(  # "STEPANAKERT, August 3. "
    r"\s*[A-ZÀ-Þ][A-ZÀ-Þ'’/ -]{2,40},(?: [A-Z][\w .]{2,30}?,)? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})"
    r"(?:, \d{4})?\.\s"
)


def find_dateline(text: str) -> int:
    """Return where the text proper begins, after a dateline ("BAKU, May 11 - "), or 0."""
    match = _DATELINE.match(text[:160])
    if not match:
        day = _DAY_LINE.match(text[:60]) or _FULL_STOP_LINE.match(text[:100])
        return day.end() if day else 0
    words = text[: match.end()]
    first = re.match(r"\s*([\w'’.-]+)", words)
    if first and (first.group(1).isupper() or re.search(r"\d|\(", words)):
        return match.end()
    return 0


@lru_cache(maxsize=1)
def _anaphora() -> Screen:
    return screen("|".join(load("places")["anaphora"]))


@lru_cache(maxsize=1)
def _border() -> Screen:
    return screen("|".join(load("places")["border"]))


_WAY_THERE = re.compile(  # "burned tyres across the road to the Niger frontier"
    r"\b(?:roads?|way|highway|motorway|track|route|path|street|km|kilomet(?:re|er)s|miles) (?:leading )?"
    r"(?:to|towards|from) (?:the |its )?(?:[\w-]+ ){0,2}(?:border|frontier)$"
)


def border_words(sentence: Sentence) -> str:
    """Return the words that put an event on a border line ("at the border"), or ""."""
    match = _border().search(sentence.low)
    if match is None or _WAY_THERE.search(sentence.low[: match.end()]):
        return ""
    return sentence.text[match.start() : match.end()]


def points_back(sentence: Sentence) -> bool:
    """Tell whether the sentence points back to a place told before ("the same village", "there")."""
    return bool(_anaphora().search(sentence.low))
