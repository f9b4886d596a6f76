"""Figures that are inside others: parts of a toll, the dead among the wounded, "on each side"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.numbers import find_counts
from geomap.incidents.screen import screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.losses import Loss
    from geomap.incidents.structure import Sentence


NEAR_TOLL = 400  # characters: "two of the soldiers" is a part of a toll no farther back


_THE_DEAD = re.compile(
    r"^the (?:victims?|deceased|(?:dead|slain|murdered|killed) (?:man|woman|men|women|boy|girl|child|soldiers?|"
    r"officers?|guards?|servicem[ae]n|conscripts?|sergeant|policem[ae]n))\b"
)


def _the_dead_again(loss: Loss, previous: Sequence[Loss]) -> Loss:
    """Mark "the victim was hit in the chest" as a part of the dead who were told of before."""
    if loss.kind != "injured" or loss.zero or loss.part or not _THE_DEAD.match(loss.text.lower()):
        return loss
    dead = any(other.kind == "killed" and other.best and (other.best >= (loss.best or 0)) for other in previous)
    return replace(loss, part=True) if dead else loss


_PART_OF_THEM = re.compile(r"^\w+ of the (?!wounded|injured|hurt|other)[\w-]+|^the (?:third|fourth|fifth|sixth|last)\b")


def _partitive(loss: Loss, previous: Sequence[Loss]) -> Loss:
    """Mark "two of the soldiers", "the third" as a part of a toll that was told before."""
    if loss.part or loss.zero or not _PART_OF_THEM.match(loss.text.lower()):
        return loss
    near = [item for item in previous if loss.start - item.end < NEAR_TOLL]
    told = any(item.kind == loss.kind and (item.best or 0) >= (loss.best or 0) and not item.zero for item in near)
    return replace(loss, part=True) if told else loss


_WHO_LOST = re.compile(r", who (?:also )?$")


def told_of(sentence: Sentence, loss: Loss, losses: list[Loss]) -> bool:
    """Tell whether "who lost a leg" only says more of one injured: "injured a driver, who lost a leg"."""
    at = loss.text.find("lost ")
    if loss.kind != "injured" or at < 0:
        return False
    verb = sentence.low.find("lost ", max(0, loss.start - sentence.start))
    who = verb >= 0 and _WHO_LOST.search(sentence.low[:verb]) is not None
    return who and any(other is not loss and other.kind == "injured" and other.start <= loss.start for other in losses)


_OF_WHOM = re.compile(
    r"^(?:[\w-]+ of (?:whom|them|the (?!dead|killed)[\w-]*(?:s|[mr]en|wounded|injured|hurt))|the (?:\w+ "
    r")?(?:wounded|injured) \w+)\b"
)


_LATER_DEAD = re.compile(r"\b(?:died|succumbed|later|since)\b")


def without_the_dead(sentence: Sentence, losses: list[Loss]) -> list[Loss]:
    """Return `losses` with the wounded less those who died: "eighteen were wounded, five of whom later died"."""
    out = list(losses)
    for dead in losses:
        if dead.kind != "killed" or not dead.best or not _OF_WHOM.match(dead.text.lower()):
            continue
        if not _LATER_DEAD.search(sentence.between(dead.start, min(dead.end + 30, sentence.end))):
            continue
        for number, hurt in enumerate(out):
            if hurt.kind == "injured" and hurt.end <= dead.start and (hurt.best or 0) > dead.best:
                less = hurt.best - dead.best if hurt.best else None
                out[number] = replace(hurt, low=less, best=less, high=None if hurt.high is None else less)
                break
    return out


_EACH_SIDE = re.compile(r"\b(?:on (?:each|either) side|from each (?:side|army)|each from the two)\b")


def on_each_side(sentence: Sentence, loss: Loss) -> Loss:
    """Return a loss "on each side" doubled."""
    if loss.zero or not loss.best or loss.kind not in {"killed", "injured"}:
        return loss
    if not _EACH_SIDE.search(sentence.between(loss.start, min(loss.end + 24, sentence.end))) or "both" in loss.text:
        return loss
    double = [None if number is None else 2 * number for number in (loss.low, loss.best, loss.high)]
    return replace(loss, low=double[0], best=double[1], high=double[2], whole=True)  # of both: of no side alone


_INCLUDED = screen(
    r"(?:including the (?P<x>[\w-]+) (?:dead|who died|killed|deaths)|the (?P<y>[\w-]+) "
    r"(?:dead|killed)(?: \w+)? included|counting the (?P<z>[\w-]+) dead)"
)


def included(sentence: Sentence, losses: list[Loss]) -> list[Loss]:
    """Take the dead out of a casualty count that includes them ("27, the two dead included")."""
    match = _INCLUDED.search(sentence.low)
    if not match:
        return losses
    word = match.group("x") or match.group("y") or match.group("z")
    inner = find_counts(word)
    dead = inner[0].best if inner and inner[0].best is not None else 0
    at = sentence.start + match.start()
    before = [loss for loss in losses if loss.kind == "injured" and loss.end <= at + 2 and loss.best is not None]
    if not before or not dead:
        return losses
    last = max(before, key=lambda loss: loss.end)
    best = (last.best or 0) - dead
    if best < 0:
        return losses
    fixed = replace(
        last, best=best, low=best if last.low is not None else None, high=best if last.high is not None else None
    )
    return [fixed if loss is last else loss for loss in losses]


_THE_WOUNDED = re.compile(r"^the (?:other )?(?:wounded|injured) ")


def _of_the_wounded(loss: Loss, previous: Sequence[Loss]) -> Loss:
    """Return "the wounded man died" as one more killed, where somebody was told of as wounded before."""
    hurt = any(other.kind == "injured" and other.best for other in previous)
    if loss.kind == "killed" and loss.best == 1 and hurt and _THE_WOUNDED.match(loss.text.lower()):
        return replace(loss, more=True, definite=False)
    return loss


def said_again(loss: Loss, previous: Sequence[Loss]) -> Loss:
    """Return a loss as those told before it let it count: a part of them, one of the wounded who died, or its own."""
    return _the_dead_again(_of_the_wounded(_partitive(loss, previous), previous), previous)


_ALIKE = 14  # letters: the same people


def without_doubles(losses: Sequence[Loss]) -> list[Loss]:
    """Return the losses without those that are told by the same words twice."""
    seen: dict[tuple[str, int, int], Loss] = {}
    for loss in losses:
        seen.setdefault((loss.kind, loss.start, loss.end), loss)
    told: dict[tuple[str, int, str], Loss] = {}  # "four residents were wounded and are being treated": four
    for loss in seen.values():
        told.setdefault((loss.kind, loss.start, loss.text[:_ALIKE]), loss)
    return list(told.values())
