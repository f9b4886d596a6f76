"""What of a sentence with a denial is denied: what stands behind it, up to a turn to what is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap.incidents.blamewords import IN_TURN

if TYPE_CHECKING:
    from collections.abc import Sequence

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
