"""Places that a sentence tells in so many words although no mention of the recogniser covers them.

"in the Tarin district", "the village of Shahbali", "near Mount Khar": a name after a word of place, or beside a
word for a kind of place.  They get no coordinates, but an event is bound to them rather than to the province or the
capital named farther on.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.lexicon import load, word_set
from geomap.incidents.screen import Screen, screen
from geomap.records import Mention, Resolution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.structure import Sentence

_CAPITAL = r"[‘’'ʿ`]?[A-ZÀ-ÞĀ-ŽȘ-Ț][\w’'‘ʿ`-]*\w"
_ARTICLE = r"(?:[aA][lnrstz]|[aA]d|[aA]sh|[eE]l|[dD]e|[dD]eir|[bB]ab|[dD]el|[lL]a|[lL]as|[lL]os|[uU]m+|[tT]el+)[ -]"
_LINK = r"[ -](?:[aA][lnrstz]-|[eE]l-|de |del |la |bin |ul |al |i-|e-)?"
_NAME = rf"(?:{_ARTICLE})?{_CAPITAL}(?:{_LINK}{_CAPITAL}){{0,3}}"
LONGEST = 30  # characters of a name that is read over a shorter listed one
LABELS = frozenset({"GPE", "LOC", "FAC"})


_SEVERAL = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|several|some|many|other|more|most|\d+) $")


@lru_cache(maxsize=1)
def _patterns() -> tuple[Screen, Screen]:
    """Return (names after a word of place, names before a word for a kind of place)."""
    data = load("places")
    before = "|".join(data["unlisted_before"])
    kinds = "|".join(sorted(data["unlisted_kinds"], key=len, reverse=True))
    lead = rf"(?:the |a |an )?(?:[a-z-]+ ){{0,3}}?(?:{kinds})s?(?: called| named| known as)?(?: of)? (?:the )?"
    after = (
        rf"(?<!\w)(?:{before}) (?:the )?(?:{lead})?(?P<name>{_NAME})|(?<!\w)(?:{kinds})s? of (?:the )?(?P<of>{_NAME})"
    )
    return screen(after), screen(rf"(?<![\w-])(?P<name>{_NAME}),? (?:{kinds})s?\b")


def find_unlisted(sentence: Sentence, resolutions: Sequence[Resolution]) -> list[Resolution]:
    """Return resolutions without a place for the names of `sentence` that read as places, by position.

    Names that a resolution already covers, persons, forces, months and the like are passed over.  With a parse the
    entities that its model calls places are taken too.
    """
    parsed = sentence.doc is not None
    if parsed not in sentence.unlisted:
        sentence.unlisted[parsed] = _find(sentence, resolutions)
    return sentence.unlisted[parsed]


def _find(sentence: Sentence, resolutions: Sequence[Resolution]) -> list[Resolution]:
    text, base = sentence.text, sentence.start
    first = bisect_left(resolutions, base, key=lambda r: r.mention.start)
    taken = [
        (r.mention.start - base, r.mention.end - base)
        for r in resolutions[max(0, first - 1) :]
        if r.mention.start < sentence.end
    ]
    spans: dict[int, int] = {}
    named, kinded = _patterns()
    for match in named.finditer(sentence.low, text):
        group = "name" if match.group("name") else "of"
        spans[match.start(group)] = match.end(group)
    for match in kinded.finditer(sentence.low, text):
        if match.group().endswith("s") and _SEVERAL.search(text, 0, match.start()):
            continue  # "two Dogon villages": whose villages they are
        spans.setdefault(match.start("name"), match.end("name"))
    if sentence.doc is not None:
        for entity in sentence.doc.ents:
            if entity.label_ in LABELS:
                start = entity.start_char + (4 if entity.text[:4] in {"the ", "The "} else 0)
                spans.setdefault(start, entity.end_char)
    out: list[Resolution] = []
    for start, end in sorted(spans.items()):
        words = text[start:end]
        low = words.lower()
        over = [(a, b) for a, b in taken if a < end and start < b]
        longer = all(start < a and b == end and end - start < LONGEST for a, b in over)  # "Puerto Jordán", not Jordan
        if (over and not longer) or not words[:1].strip():
            continue
        low = re.sub(r"['’]s$", "", low)  # "in Wednesday's attacks"
        if low in word_set("places", "unlisted_not") or low.split()[0] in word_set("places", "unlisted_not"):
            continue
        if low.rsplit(maxsplit=1)[-1] in word_set("places", "unlisted_bodies"):
            continue
        taken.append((start, end))
        out.append(Resolution(Mention(base + start, base + end, words, "literal"), None, 0.0))
    return out
