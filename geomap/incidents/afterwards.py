"""Who died of it afterwards: "A soldier was hit at X. He died in the ambulance", "one of the two did not survive".

The sentences that go on about the wounded of a sentence are read together with it: who died is no longer among the
wounded, and somebody of whom it is only told that he was hit is dead, or hurt, as they say.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.losses import Loss, make_loss
from geomap.incidents.numbers import word_value
from geomap.incidents.people import people_counts
from geomap.incidents.phrases import right_phrases
from geomap.incidents.screen import screen
from geomap.incidents.structure import tokenise
from geomap.incidents.subjects import left_phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.structure import Sentence

AHEAD = 3  # sentences of the paragraph that are looked at
_DIES = (
    r"(?:died|dies|bled to death|succumbed|passed away|(?:was|were) (?:already |(?:\w+ )?(?:pronounced|declared|"
    r"found) )?dead|did not (?:survive|live|make it|reach)|could not be saved|lost (?:his|her|their) li(?:fe|ves)|"
    r"was beyond help)"
)
_SOON = r"(?: (?:had|has|have|later|then|soon|also|since|both|all|subsequently|eventually|quickly|apparently))*"
_HE_DIED = screen(rf"\b(?:he|she){_SOON} {_DIES}\b(?! in (?:19|20)\d\d)")
_HE_LIVES = screen(
    r"^\W*(?:he|she) (?:survived|lived|was taken to hospital)\W*$|"
    r"\b(?:he|she) (?:is|was|has been|had been|remains?|lies|lay|survived|lost (?:an?|his|her) (?:\w+ )?(?:legs?|foot|"
    r"feet|arms?|hands?|eyes?|toes?|fingers?)|suffered|got away|underwent)\b[^.;]{0,60}\b(?:hospital|clinic|surgery|"
    r"operat\w+|wounds?|wounded|injur\w+|condition|treated|treatment|legs?|foot|feet|arms?|hands?|eyes?|toes?|"
    r"fingers?)\b"
)
_ONE_OF_THEM = screen(
    rf"\b(?P<n>one|two|three|four|five|six|seven|eight|nine|ten|\d+)(?: of (?:them|the (?:wounded|injured|(?:\w+ )?men|"
    rf"women|soldiers|servicemen|children|victims|two|three|four|five|six|seven|eight|nine|ten|\d+)))?{_SOON} {_DIES}\b"
)
_THE_ONE = screen(rf"\bthe (?:[\w-]+ )?(?P<noun>[\w-]+){_SOON} {_DIES}\b")
_ANYBODY = frozenset(
    ["boy", "child", "girl", "man", "patient", "soldier", "victim", "woman", "serviceman", "conscript", "youth"]
)
_STRUCK = screen(
    r"\b(?P<be>was|were|been)? ?(?:\w+ly )?(?:shot|hit|struck|stabbed|attacked|beaten|mauled|ran over|stepped on|"
    r"trod on|drove over)\b(?! (?:at|down|dead|back|by the news))"
)
_OF_HIM = re.compile(r"\b(?:he|she) $")


def foresee(sentence: Sentence, following: Sequence[Sentence], losses: list[Loss]) -> list[Loss]:
    """Return the losses of `sentence` with what the sentences after it say became of the people.

    Parameters
    ----------
    sentence, losses
        A sentence and what `geomap.incidents.casualties.find_losses` reads in it.
    following
        The sentences after it, of the same paragraph.
    """
    hurt = [loss for loss in losses if loss.kind == "injured" and loss.best and not loss.part]
    if any(loss.kind == "killed" and not loss.zero for loss in losses) and not hurt:
        return losses
    if not hurt and (losses or not _STRUCK.may(sentence.low)):
        return losses
    for number, later in enumerate(following[:AHEAD]):
        if _HE_DIED.search(later.low):
            if len(hurt) == 1 and hurt[0].best == 1:
                return [replace(loss, kind="killed") if loss is hurt[0] else loss for loss in losses]
            return losses or _struck(sentence, "killed")
        if not losses and _HE_LIVES.search(later.low):
            return _struck(sentence, "injured")
        if hurt:
            fewer = _without(later, hurt)
            if fewer is not None:
                left = [fewer.get(id(loss), loss) for loss in losses]
                return [loss for loss in left if loss is not None]
        elif number:
            break
    return losses


def _without(later: Sentence, hurt: Sequence[Loss]) -> dict[int, Loss | None] | None:
    """Return what is left of the wounded, by `id`, less those who died, says `later`; None if it tells none."""
    some = _ONE_OF_THEM.search(later.low)
    if some is not None:
        dead = word_value(some["n"]) or 0
        for loss in reversed(hurt):
            if loss.best is not None and loss.best > dead:
                low = None if loss.low is None else max(0, loss.low - dead)
                high = None if loss.high is None else loss.high - dead
                return {id(loss): replace(loss, low=low, best=loss.best - dead, high=high)}
        return None
    one = _THE_ONE.search(later.low)
    if one is None:
        return None
    alone = [loss for loss in hurt if loss.best == 1]
    same = [loss for loss in alone if loss.noun and loss.noun == one["noun"]]
    if not same and len(hurt) == 1 and alone and one["noun"] in _ANYBODY:
        same = alone
    return {id(same[0]): None} if len(same) == 1 else None


def _struck(sentence: Sentence, kind: str) -> list[Loss]:
    """Return the loss of the one person that `sentence` says was hit: "a sniper shot a private", "a boy was hit"."""
    tokenise(sentence)
    counts = people_counts(sentence.low, sentence.start)
    for match in _STRUCK.finditer(sentence.low):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        subject = match["be"] or match.group().strip().endswith(("over", "on"))
        verb = start if not match["be"] else start + len(match["be"]) + 1
        phrases = left_phrases(sentence, verb, counts) if subject else right_phrases(sentence, end, counts)
        if not phrases and _OF_HIM.search(sentence.before(start, 5)):
            return [Loss(kind, 1, 1, 1, False, False, start, end, match.group().strip(), group=start)]
        if len(phrases) == 1 and (phrases[0].count is None or phrases[0].count.best == 1):
            return [make_loss(kind, phrases[0], match.group().strip(), start, end, group=start)]
    return []
