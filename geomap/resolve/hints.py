"""What the words around a mention tell of the place it names, beyond the mention's own cue.

A plural behind a list belongs to every name of it ("Clarke, Oconee and Madison counties"), a work is told by what it
crosses or serves ("the bridge over the Hakari"), and a full stop makes an abbreviation ("Glasgow, Ky.").
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from geomap.gazetteer.names import GENERIC, normalise
from geomap.recognise.lexicon import load_lexicon
from geomap.records import Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.gazetteer.store import Gazetteer

WORKS = frozenset({"bridge", "crossing", "post", "facility", "base", "road"})
_CODE = re.compile(r",\s*((?:[A-Z]\.\s?){2,3}|[A-Z][a-z]{1,4}\.)(?=[\s,;:)]|$)")
_LIST_GAP = re.compile(r"\s*(?:,|/|-|,?\s*(?:and|or|&))\s*(?:the\s+)?")
_AND_GAP = re.compile(r"\s*,?\s*(?:and|or|&)\s+(?:the\s+)?")
_WORK = re.compile(
    r"\b(bridge|crossing|checkpoint|dam|tunnel|airport|airbase|air base|base|border crossing)\s+"
    r"(?:over|across|on|of|at)\s+(?:the\s+)?(?:(?:river|town of|village of|city of)\s+)?$",
    re.IGNORECASE,
)
_WORK_ENDS = ("over ", "across ", "on ", "of ", "at ", "the ", "The ", "river ", "River ", "of\n", "the\n")
_MOST_ABBREVIATED = 5
_LONGEST_GAP = 9


class Hint(NamedTuple):
    """Of one mention: the cue in force, whether it is written as an abbreviation, a work named by it or ""."""

    cue: str = ""
    dotted: bool = False
    work: str = ""


@lru_cache(maxsize=1)
def _plural() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {str(k): str(v) for k, v in load_lexicon("en").table("generic_plural").items()}
    table = {word: kind for word, kind in table.items() if kind in GENERIC}
    words = "|".join(re.escape(word) for word in sorted(table))
    return re.compile(rf"\s+({words})\b", re.IGNORECASE), table


def read_hints(text: str, mentions: Sequence[Mention]) -> list[Hint]:
    """Return a hint a mention, in the same order.

    Parameters
    ----------
    text
        The text that the mentions point into.
    mentions
        By start.
    """
    cues = [mention.cue for mention in mentions]
    works = [""] * len(mentions)
    pattern, table = _plural()
    for number, mention in enumerate(mentions):
        found = pattern.match(text, mention.end)
        if found:
            kind = table[found[1].lower()]
            at = number
            while True:
                cues[at] = cues[at] or kind
                if at == 0 or not _listed(text, mentions[at - 1], mentions[at]):
                    break
                at -= 1
        if GENERIC.get(cues[number], "") in WORKS:
            works[number] = cues[number]
        else:
            begin = max(0, mention.start - 40)
            if text.endswith(_WORK_ENDS, begin, mention.start):
                named = _WORK.search(text[begin : mention.start])
                if named:
                    works[number] = named[1].lower()
    dotted = [
        len(m.text) < _MOST_ABBREVIATED and text.startswith(".", m.end) and m.text[:1].isupper() for m in mentions
    ]
    return list(map(Hint, cues, dotted, works))


def _listed(text: str, first: Mention, second: Mention) -> bool:
    gap = second.start - first.end
    return 0 < gap <= _LONGEST_GAP and _LIST_GAP.fullmatch(text, first.end, second.start) is not None


def unread_codes(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return abbreviations of provinces right behind a mention that are no mentions themselves: "Columbia, S. C.,".

    They tell where the name before them lies, whether or not the recogniser took them for names.
    """
    out = []
    for number, mention in enumerate(mentions):
        if not text.startswith(",", mention.end):
            continue
        found = _CODE.match(text, mention.end)
        if not found or (number + 1 < len(mentions) and mentions[number + 1].start < found.end()):
            continue
        code = re.sub(r"\s", "", found[1])
        hits = gazetteer.exact_key(normalise(code))
        if any(hit.place.kind == "admin1" and len(hit.name.text) <= len(code) + 1 for hit in hits[:3]):
            out.append(Mention(found.start(1), found.end(1), code))
    return out


def coordinated(text: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Return pairs of neighbouring mentions that stand side by side in a list with "and" or "or": (first, second).

    "England and Wales" is one pair, "Kut, Sotk and Norabak" two. A comma alone may also say that one holds the other.
    """
    pairs = []
    for number in range(len(mentions) - 1, 0, -1):
        first, second = mentions[number - 1], mentions[number]
        if second.start - first.end > _LONGEST_GAP or not _AND_GAP.fullmatch(text, first.end, second.start):
            continue
        pairs.append((number - 1, number))
        at = number - 1
        while at > 0 and 0 < mentions[at].start - mentions[at - 1].end <= _LONGEST_GAP:
            if text[mentions[at - 1].end : mentions[at].start].strip() != ",":
                break
            pairs.append((at - 1, at))
            at -= 1
    return sorted(set(pairs))
