"""One sentence that tells of events at several places, taken apart: "three were killed in Gaza and two in Ashkelon".

The sentence is cut at a semicolon or a joining word where both sides have a place of their own and a loss or a strong
word of violence; each part becomes an event of its own.  "Two in Ashkelon" gets the word of loss before it.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.binding import choose_places
from geomap.incidents.events import counted_cue
from geomap.incidents.numbers import find_counts
from geomap.incidents.unlisted import find_unlisted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.binding import PlaceChoice
    from geomap.incidents.events import EventMention
    from geomap.incidents.losses import Loss
    from geomap.incidents.structure import Sentence
    from geomap.records import Resolution

_CUT = re.compile(r";|,? (?:while|whereas|but) |, (?:and )?|:? and ")
_IN_PLACE = re.compile(
    r" ?(?:more |others? |further )?(?:people |civilians |soldiers |of them )?(?:(?:were|was) )?"
    r"(?:in|at|near|outside) (?:the )?(?:\w+ (?:of|in) )?"
)
_DAY = (
    r"(?:(?:on |late on |early on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:the next|the following) day|"
    r"a day (?:later|earlier))"
)
_OPEN = re.compile(rf"(?:,|;|:|\band|,? while) (?:{_DAY},? )?(?:another |a further )?$")
_ON_A_DAY = re.compile(rf"\b{_DAY}\b")
_IN_THE_OTHER = re.compile(r" in the (?:other|second|latter|third)(?=[,.;]| and\b|$)")
_IN_OTHER = re.compile(r" (?:people |civilians |soldiers )?in (?:the other|another|the second|a second)\b")
_OTHER_LOST = re.compile(r"\blost [^,;.]{3,40}? and (?P<who>(?:the )?(?:[\w'’-]+ ){1,3})$")
MAX_PARTS = 6


_NAMED = re.compile(r"[A-Z](?![\w-]*['’])")  # "three in Ashkelon", not "three in Armenia's army"


def add_elided(sentence: Sentence, losses: list[Loss]) -> list[Loss]:
    """Return `losses` with figures that share the word of loss before them: "… and two in Ashkelon".

    A figure that is the sum of those after it ("eleven were killed: five in X, four in Y and two in Z") is left out.
    """
    real = [loss for loss in losses if loss.kind in {"killed", "injured"} and not loss.zero]
    if not real:
        return losses
    out = list(losses)
    new: list[Loss] = []
    for count in find_counts(sentence.low):
        at, end = sentence.start + count.start, sentence.start + count.end
        if count.best is None or any(loss.start <= at < loss.end for loss in losses):
            continue
        place = _IN_PLACE.match(sentence.low, end - sentence.start)
        named = place is not None and _NAMED.match(sentence.text, place.end()) is not None
        named = named or _IN_THE_OTHER.match(sentence.low, end - sentence.start) is not None
        other = _IN_OTHER.match(sentence.low, end - sentence.start) is not None
        before = [loss for loss in real if loss.end <= at]
        side = _OTHER_LOST.search(sentence.before(at, 80)) if before and not named else None
        if side is not None:
            at -= len(side.group("who"))
        elif not (named or other) or not before or not _OPEN.search(sentence.before(at, 16)):
            continue
        model = before[-1]
        new.append(
            replace(
                model, low=count.low, best=count.best, high=count.high, vague=False, more=other, start=at, end=end,
                text=f"{count.text} {model.kind}", group=at, named="", part=False, definite=False,
            )
        )  # fmt: skip
    if not new:
        return losses
    for loss in real:
        if any(":" in sentence.between(loss.end, item.start) for item in new if item.start > loss.end):
            total = sum(item.best or 0 for item in new if item.kind == loss.kind)
            if loss.best != total:  # "nine: two in X, four in a car, three in Y": parts that do not tell all
                return losses
        parts = [item.best or 0 for item in new if item.kind == loss.kind]
        if len(parts) > 1 and loss.best == sum(parts):
            out.remove(loss)
    return sorted([*out, *new], key=lambda loss: (loss.start, loss.kind))


def split_by_place(mention: EventMention, resolutions: Sequence[Resolution], begin: int) -> list[EventMention]:
    """Return the mention, or its parts where the sentence tells of losses at places that lie apart.

    Each part has its own figures, triggers and place, and is marked ``again``: it is no part of its neighbour's scene.
    """
    sentence = mention.sentence
    real = [loss for loss in mention.losses if loss.kind in {"killed", "injured"} and not loss.zero]
    strong = [t for t in mention.triggers if t.strength == "strong"]
    if mention.realis != "actual" or len(real) + len(mention.triggers) < 2:
        return [mention]
    first = bisect_left(resolutions, mention.start, key=lambda r: r.mention.start)
    inside = sum(
        1 for r in resolutions[first : first + 12] if r.mention.start < mention.end and r.mention.use == "literal"
    )
    if inside + len(find_unlisted(sentence, resolutions)) < 2 or not _CUT.search(sentence.low):
        return [mention]
    if len(real) < 2 and ";" not in sentence.low:
        return [mention]  # nothing to cut between
    anchors = [t.start for t in mention.triggers] + [loss.end - 1 for loss in mention.losses]
    places = [
        choice
        for choice in choose_places(sentence, resolutions, anchors, begin=begin)
        if (choice.fine or choice.resolution.place is None)
        and any(reason.startswith("cue:") for reason in choice.reasons)
        and "container" not in choice.reasons
    ]
    if len(places) < 2:
        return [mention]
    cuts: list[int] = []
    counts = counted_cue(sentence)  # "three incidents: a soldier was hurt at X, a house was hit at Y"
    low = mention.start
    told: list[Loss] = []
    for loss in sorted(real, key=lambda item: item.start):
        at = _cut_before(sentence, low, loss.start) if told and len(cuts) + 1 < MAX_PARTS else None
        same = (
            counts
            or any(loss.kind == other.kind for other in told)
            or any(at is not None and at <= t.start < loss.end + 40 for t in strong)
            or (at is not None and _dated_apart(sentence, low, at, mention.end))
        )
        if at is not None and same and not any(other.start < at < other.end for other in real):
            left, right = _inside(places, low, at), _inside(places, at, mention.end)
            if left and right and _apart(left, right):
                cuts.append(at)
                low, told = at, []
        told.append(loss)
    joined = not cuts
    if not cuts:
        cuts = _accounts(mention, places)
    if not cuts:
        return [mention]
    out: list[EventMention] = []
    bounds = [mention.start, *cuts, mention.end]
    for number, (first, last) in enumerate(itertools.pairwise(bounds)):
        triggers = [t for t in mention.triggers if first <= t.start < last]
        losses = [loss for loss in mention.losses if first <= loss.end - 1 < last]
        blames = [blame for blame in mention.blames if first <= blame.start < last]
        part = replace(mention, start=first, end=last, triggers=triggers, losses=losses, blames=blames)
        part.again = part.again or (number > 0 and not joined)
        part.severed = True
        out.append(part)
    if not all(part.triggers or part.losses for part in out):
        return [mention]
    if not out[0].losses and all(part.losses for part in out[1:]) and not out[0].triggers:
        return [mention]
    return out


def _dated_apart(sentence: Sentence, first: int, at: int, last: int) -> bool:
    """Tell whether a day is told on either side of a cut: "two killed in X on Monday and five hurt in Y on Tuesday"."""
    sides = (sentence.between(first, at), sentence.between(at, last))
    return all(_ON_A_DAY.search(side) for side in sides)


def _cut_before(sentence: Sentence, low: int, start: int) -> int | None:
    """Return the offset of the last joining word between `low` and `start`, or None."""
    found = [sentence.start + match.start() for match in _CUT.finditer(sentence.low)]
    return next((at for at in reversed(found) if low < at <= start), None)


def _accounts(mention: EventMention, places: Sequence[PlaceChoice]) -> list[int]:
    """Return the semicolon between two events of a sentence, each with a trigger and a place, or nothing."""
    sentence = mention.sentence
    for match in re.finditer(";", sentence.low):
        at = sentence.start + match.start()
        left, right = _inside(places, mention.start, at), _inside(places, at, mention.end)
        before = any(t.start < at for t in mention.triggers)
        after = any(t.start > at for t in mention.triggers)
        if left and right and before and after and _apart(left, right):
            return [at]
    return []


def _inside(places: Sequence[PlaceChoice], first: int, last: int) -> list[PlaceChoice]:
    return [choice for choice in places if first <= choice.resolution.mention.start < last]


def _apart(left: Sequence[PlaceChoice], right: Sequence[PlaceChoice]) -> bool:
    """Tell whether the places right of a cut are others than those left of it."""
    known = {choice.resolution.mention.text.casefold() for choice in left}
    return all(choice.resolution.mention.text.casefold() not in known for choice in right)
