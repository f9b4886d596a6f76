"""Who began, where a sentence says it without telling of a deed: two accounts set side by side, a charge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geomap.incidents.blames import Blame
from geomap.incidents.blamewords import OTHER_CHARGE, OTHER_SIDE, OWN_HIT
from geomap.incidents.claims import Attribution
from geomap.incidents.screen import screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.actors import PartyMention
    from geomap.incidents.structure import Sentence


def find_accounts(sentence: Sentence, attributions: Sequence[Any], opposite: dict[str, str]) -> list[Blame]:
    """Return what each side is said to say of the other's deed where a sentence gives two accounts.

    "According to X the men opened fire; according to Y they were ambushed."
    """
    voices = [item for item in attributions if item.kind == "assert" and item.key in opposite]
    if len({item.key for item in voices}) < 2:
        return []
    out: list[Blame] = []
    for number, item in enumerate(voices):
        stop = voices[number + 1].start if number + 1 < len(voices) else sentence.end
        told = sentence.between(item.end, stop)
        found = (
            OTHER_SIDE.pattern.search(told)
            or OWN_HIT.pattern.search(told)
            or re.search(r"\b(?:they|the men|he|it) (?:had )?(?:opened|fired|shot|attacked)\b", told)
        )
        if found:
            out.append(Blame(opposite[item.key], item.key, item.key, item.end, stop))
    return out


def find_charges(
    sentence: Sentence, parties: Sequence[PartyMention], attributions: Sequence[Any], opposite: dict[str, str]
) -> list[Blame]:
    """Return the blame of "X pointed the finger at Y", "X holds Y responsible", however the charge is worded."""
    out: list[Blame] = []
    for item in attributions:
        other = opposite.get(item.key, "") if item.kind == "blame" else ""
        named = next((m for m in parties if other and m.key == other and m.start >= item.start - 1), None)
        if named is not None and not OTHER_CHARGE.match(sentence.after(named.end, 60)):
            out.append(Blame(other, item.key, item.key, item.start, named.end))
    return out


_NOBODY_KNOWS = screen(
    r"\b(?:did|does|do) not (?:yet )?know who\b|\b(?:not|un)(?: yet| immediately)? ?(?:known|clear) (?:who|whose|which "
    r"side|what (?:had )?(?:set it off|caused|started))\b|\bno ?(?:one|body) (?:has |had )?knows? who\b|\bnor who\b|"
    r"\bwho (?:had )?(?:fired|planted|laid|was behind|is behind|carried it out)[^.;]{0,20} (?:is|was|remains) "
    r"(?:not |un)known\b"
)


def nobody_knows(sentence: Sentence) -> Attribution | None:
    """Return the words that say that nobody knows who it was ("he did not know who had fired"), of no speaker."""
    found = _NOBODY_KNOWS.search(sentence.low)
    if found is None:
        return None
    return Attribution("", "", found.group(), "nobody", sentence.start + found.start(), sentence.start + found.end())
