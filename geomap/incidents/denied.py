"""What of a sentence with a denial is denied, and who contradicts in words that no list has."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.blamewords import IN_TURN
from geomap.incidents.screen import screen

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from geomap.incidents.claims import Attribution
    from geomap.incidents.events import Trigger
    from geomap.incidents.losses import Loss
    from geomap.incidents.structure import Sentence

# "denied using live rounds in X, where a doctor counted three dead": the dead are told, not denied
_KNOWN = re.compile(
    r"(?:,| [-\u2013\u2014]) (?:where|in which|during which|but|while|although|though|whereas|even though|yet)\b|"
    r",? and (?:\w+ )?(?:said|says|reported|reports|announced|added|claimed|claims|insisted|maintained) that\b"
)


def accused_in_turn(sentence: Sentence, denial: Attribution, triggers: Sequence[Trigger]) -> tuple[int, list[Trigger]]:
    """Return where a sentence that denies goes on to accuse, and the triggers from there on; (-1, []) if it does not.

    "It denied that there had been any firing and in turn accused X of shooting": the shooting is what is told.
    """
    turned = IN_TURN.search(sentence.low, denial.end - sentence.start)
    begin = sentence.start + turned.start() if turned else -1
    left = [t for t in triggers if t.start > begin] if turned else []
    return (begin, left) if left else (-1, [])


def all_denied(sentence: Sentence, denial: Attribution, triggers: Sequence[Trigger], losses: Sequence[Loss]) -> bool:
    """Tell whether all that a sentence tells is what it denies: nothing before the denial, no loss after a turn."""
    first = min([*(t.start for t in triggers), *(loss.start for loss in losses)])
    if first <= denial.start or IN_TURN.search(sentence.between(denial.end, first)):
        return False
    known = _KNOWN.search(sentence.low, denial.end - sentence.start)
    return known is None or not any(loss.start > sentence.start + known.start() and not loss.zero for loss in losses)


_CONTRADICTS = screen(
    r"\b(?:no|not|never|nothing|nobody|none|neither|nor|false|untrue|lies?|nonsense|fiction|absurd|baseless|wrong|"
    r"invent\w+|"
    r"imagin\w+|fantas\w+|reverse|opposite|otherwise|silent all|silent throughout|did no such)\b|n['’]t\b"
)
_OF_THE_DEED = screen(
    r"\b(?:guns?|gunners?|shell\w*|shots?|shoot\w*|fir(?:e|ed|ing)|artillery|mortars?|rifles?|weapons?|triggers?|"
    r"drones?|"
    r"batter(?:y|ies)|barrels?|orders?|rounds?|bullets?|hit|struck|attack\w*|strikes?|raid\w*|crossed|crossing|"
    r"aimed|targeted|"
    r"rockets?|missiles?|bursts?|trench(?:es)?|howitzers?|snipers?|tanks?|incident|reports?|claims?|facts?|truth|"
    r"true|such|version|account|"
    r"allegation|hand in it|theirs|of ours|took place|happened|occurred|imagin\w+|invent\w+|fantas\w+|fiction|"
    r"nonsense|lies?)\b"
)
_OF_ELSE = screen(  # "said that it would not comment", "put no figure on its losses", "will not sign a treaty"
    r"\b(?:comment\w*|figures?|numbers?|details?|information|losses|casualt\w+|hurt|injur\w+|wounded|killed|dead|"
    r"died|dies|"
    r"truce|talks|negotiat\w+|treaty|sign\w*|agree\w*|meet\w*|passports?|peace|withdraw\w*|immediate\w*|confirm\w*|yet|"
    r"retreat\w*|surrender\w*|tolerate|allow|accept|forget|forgive|rule out|know|answer|name|will|would|can|could|"
    r"should|"
    r"nothing to (?:say|add)|not say|plan\w*|court|whether|what its|until|responsib\w+|blame\w*|accus\w+)\b|"
    r"n['’]t know\b"
)


def contradicts(sentence: Sentence, voice: Attribution | None, sides: Collection[str]) -> list[Attribution]:
    """Return who of the `sides` contradicts in a sentence, by any word of negation.

    The lists of denials have a long tail: "not a gun had been loaded", "nobody pulled a trigger". Such a voice makes an
    attack disputed only where it is the accused side's (measured in `benchmarks/quality/README.md`).
    """
    if voice is None or voice.key not in sides or voice.kind not in {"assert", "respond"}:
        return []
    low = sentence.low
    if not _CONTRADICTS.search(low) or not _OF_THE_DEED.search(low) or _OF_ELSE.search(low):
        return []
    return [replace(voice, kind="contradict")]
