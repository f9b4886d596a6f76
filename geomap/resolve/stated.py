"""What a text states of where its places lie: "Kut in Gegharkunik province", "Paris (Texas)", "the same district"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.gazetteer.names import GENERIC
from geomap.resolve.hints import coordinated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.records import Mention

NAMED = "named"  # the district that the passage is about: no statement, but what it goes on to name may well lie there
FIRM = frozenset({"in", "list", "same"})  # of what is said in so many words: a comma may only part a list
_LONGEST_STATED = 45
_FAR = 400  # characters from a district to what still belongs to its passage
_GAP_COMMA = re.compile(r"\s*,\s*(?:the\s+)?(?:[\w-]+\s+){0,2}")
_GAP_IN = re.compile(r"\s*,?\s*(?:[\w-]+\s+){0,3}?(?:in|of|inside)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}")
_GAP_PAREN = re.compile(r"\s*\(\s*")


@lru_cache(maxsize=1 << 13)
def stated_gap(between: str) -> str:
    """Return how the words between two names say that the second holds the first: comma, in, paren or "".

    "Bangor, Maine", "Kut in Gegharkunik province", "Paris (Texas)".
    """
    if len(between) > 45 or "\n\n" in between:
        return ""
    if _GAP_PAREN.fullmatch(between):
        return "paren"
    if re.fullmatch(r"\s*,\s*", between):
        return "comma"
    if _GAP_IN.fullmatch(between):
        return "in"
    return "comma" if len(between) < 24 and _GAP_COMMA.fullmatch(between) else ""


def stated_pairs(
    text: str, mentions: Sequence[Mention], group_of: Sequence[int], cues: Sequence[str]
) -> list[tuple[int, int, str]]:
    """Return (held, holder, how) for mentions of which the text says that one holds the other.

    Parameters
    ----------
    text, mentions
        The text and its mentions, by start.
    group_of
        The number of each mention's name.
    cues
        Each mention's generic word, as `geomap.resolve.hints.read_hints` gives it.

    Returns
    -------
    pairs
        By mention numbers; `how` is comma, in, paren, chain, of, list ("X and Y, both in Z"), same ("X, a village of
        the same district") or `NAMED`.
    """
    pairs = []
    for i in range(len(mentions) - 1):
        first, second = mentions[i], mentions[i + 1]
        if group_of[i] == group_of[i + 1]:
            continue
        if second.start - first.end > _LONGEST_STATED:
            continue
        between = text[first.end : second.start]
        how = stated_gap(between)
        if how:
            pairs.append((i, i + 1, how))
            # "Kut, Vardenis, Gegharkunik": the last holds both
            if i + 2 < len(mentions) and how == "comma" and group_of[i + 2] != group_of[i]:
                further = stated_gap(text[second.end : mentions[i + 2].start])
                if further in {"comma", "in"}:
                    pairs.append((i, i + 2, "chain"))
        # "the Armenian village of Kut", "Kentucky's Laurel County", "the Texas town of Paris"
        bare = between.strip().lower()
        if len(between) < 40 and (
            bare
            in {"", "'s", "’s", "city of", "town of", "village of", "capital of", "capital", "capital,", "city", "town"}
            or bare.endswith(
                (" village of", " city of", " town of", " province of", " region of", " district of", " port of")
            )
        ):
            pairs.append((i + 1, i, "of"))
    pairs += _of_lists(text, mentions, group_of, pairs)
    pairs += _of_passage(text, mentions, group_of, cues, {i for i, _, _ in pairs})
    return pairs


def _of_lists(
    text: str, mentions: Sequence[Mention], group_of: Sequence[int], pairs: Sequence[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Return what "Kut and Sotk, both in Gegharkunik" says of all names of the list but the last."""
    holder = {i: j for i, j, how in pairs if how == "in"}
    out = []
    for i, j in reversed(coordinated(text, mentions) if holder else []):
        if j in holder and i not in holder and group_of[i] not in {group_of[j], group_of[holder[j]]}:
            holder[i] = holder[j]
            out.append((i, holder[j], "list"))
    return out


_SAME = re.compile(
    r"(?:,? (?:an?|another|the|also) (?:[\w-]+ ){0,3}?(?:of|in)|,? (?:also )?in) the same (?P<unit>[a-z]+)\b",
    re.IGNORECASE,
)
_UNITS = frozenset({"admin2", "admin3"})


def _of_passage(
    text: str, mentions: Sequence[Mention], group_of: Sequence[int], cues: Sequence[str], held: set[int]
) -> list[tuple[int, int, str]]:
    """Return what the district named last says of a name: "X, a village of the same district", or only its passage."""
    out = []
    for i, mention in enumerate(mentions):
        if i in held or mention.use != "literal" or GENERIC.get(cues[i], "").startswith("admin"):
            continue
        same = _SAME.match(text, mention.end)
        if same is not None and GENERIC.get(same["unit"].lower(), "").startswith("admin"):
            unit = same["unit"].lower()
            named = next((j for j in range(i - 1, -1, -1) if cues[j] == unit and group_of[j] != group_of[i]), None)
            if named is not None:
                out.append((i, named, "same"))
            continue
        for j in range(i - 1, -1, -1):
            if mention.start - mentions[j].end > _FAR or text.count("\n\n", mentions[j].end, mention.start) > 1:
                break
            unit = GENERIC.get(cues[j], "") in _UNITS
            if unit and mentions[j].use != "demonym" and group_of[j] != group_of[i]:
                out.append((i, j, NAMED))
                break
    return out
