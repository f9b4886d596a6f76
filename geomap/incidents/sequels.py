"""Mentions that only go on about the event before them: its course, its toll of some days, who died later."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap.incidents.screen import screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.binding import PlaceChoice
    from geomap.incidents.events import EventMention, Trigger
    from geomap.incidents.structure import Sentence

_DEFINITE = re.compile(
    r"[\"“]?(?:the|this|that) (?:\w+ )?(?:attack|clash|encounter|fighting|fight|battle|gunfight|gun battle|firefight|"
    r"shooting|blast|explosion|assault|raid|ambush|exchange|shelling|strike|bombing|bombardment|incident|"
    r"operation)s? (?:had )?(?:started|began|begun|lasted|erupted|took place|happened|occurred|came|ended|stopped|"
    r"continued|went on|followed|broke out)\b"
)


_CAME_AFTER = re.compile(
    r"[\"“]?(?:the|this|that) (?:[\w-]+ ){0,2}?(?:attack|clash|fighting|shooting|blast|explosion|assault|raid|ambush|"
    r"shelling|strike|bombing|incident|violence|killings?|escalation|bloodshed|flare-up|latest)s? (?:\w+ )?(?:came|"
    r"comes|"
    r"coincided|followed|follows|happened|occurred|took place) (?:[\w-]+ ){0,5}?(?:after|before|as|amid|despite|on "
    r"the eve|"
    r"with|while|hours|days|ahead of|weeks)\b"
)


_GOES_ON = re.compile(
    r"\b(?:in|during|of|from) the (?:fighting|battle|clash(?:es)?|shooting|exchange|combat|bombardment|shelling),? "
    r"which "
    r"(?:had )?(?:began|begun|started|lasted|broke out|erupted|raged|went on|continued|ended|died down)\b"
)


_CAME_FROM = screen(
    r"\b(?:the|these|those|all|both|its) (?:shells?|rockets?|missiles?|projectiles?|rounds|mines|shots|bullets|drones?|"
    r"fire|gunfire|mortars|grenades|salvoe?s?) (?:had |have |has |all |was |were )*(?:c[ao]me|fired|launched|shot|"
    r"lobbed) from\b"
)


_DAYS_AFTER = re.compile(r"\b(?:hours|days?|weeks?) after ")


def find_followed(sentence: Sentence, triggers: Sequence[Trigger]) -> int | None:
    """Return where "The ambush came a day after …" begins to tell of another event, or None where it tells none."""
    if not _CAME_AFTER.match(sentence.low.lstrip()):
        return None
    after = _DAYS_AFTER.search(sentence.low)
    begin = sentence.start + after.end() if after else 0
    strong = any(t.start >= begin and t.strength == "strong" for t in triggers)
    return begin if after and strong else None


def goes_on(mention: EventMention, previous: EventMention, choice: PlaceChoice | None) -> bool:
    """Tell whether a mention only goes on about the one before: "The encounter started at nine on Monday"."""
    if any(loss.kind in {"killed", "injured"} and not loss.zero for loss in mention.losses):
        return False
    if _CAME_AFTER.match(mention.sentence.low.lstrip()) and not mention.severed:
        mention.places = []  # "The strike came a day after talks in X": not there
        return True
    if mention.group_key == previous.group_key and _CAME_FROM.search(mention.sentence.low):
        mention.places = []  # "the shells had come from the direction of X": whence, of what was told before
        return True
    if _GOES_ON.search(mention.sentence.low) and mention.group_key == previous.group_key:
        return True
    if choice is not None or mention.sentence.paragraph != previous.sentence.paragraph:
        return False
    if not _DEFINITE.match(mention.sentence.low.lstrip()):
        return False
    if mention.span is None or previous.span is None:
        return True
    return abs((mention.span.lo - previous.span.lo).days) <= 1


def sums_up(mention: EventMention, previous: EventMention, choice: PlaceChoice | None) -> bool:
    """Tell whether a mention gives the toll of some days of the place just named ("died there at the weekend")."""
    if choice is not None or mention.span is None or previous.span is None or not mention.anaphora:
        return False
    if mention.span.prec not in {2, 3} or mention.sentence.paragraph != previous.sentence.paragraph:
        return False
    return mention.span.lo <= previous.span.hi and (previous.span.lo - mention.span.hi).days <= 1


_LATER_DAYS = 14
_BODIES = re.compile(r"\b(?:bod(?:y|ies)|corpses?|remains)\b")


def died_later(mention: EventMention, previous: EventMention, choice: PlaceChoice | None) -> bool:
    """Tell whether a mention counts those who died of an event in the days after it, in the same paragraph."""
    if (
        choice is not None
        or not all(_BODIES.search(trigger.text) for trigger in mention.triggers)
        or mention.again
        or mention.sentence.paragraph != previous.sentence.paragraph
    ):
        return False
    if mention.span is None or previous.span is None or not any(not loss.zero for loss in mention.losses):
        return False
    return 0 < (mention.span.lo - previous.span.lo).days <= _LATER_DAYS and mention.group_key != previous.group_key


_FIRST_COUNT = re.compile(
    r"\bhad (?:at first|first|earlier|initially|previously|originally|already)? ?(?:counted|reported|spoken|"
    r"confirmed|put|given|announced|told|listed|mentioned)\b"
)


def older_count(mention: EventMention, previous: EventMention) -> bool:
    """Tell whether a mention only gives an older figure of the event just told ("X had at first counted nine")."""
    if mention.triggers or not mention.losses or mention.sentence.paragraph > previous.sentence.paragraph + 1:
        return False
    if mention.time is not None and mention.sentence.paragraph != previous.sentence.paragraph:
        return False
    told = {loss.kind for loss in previous.losses if not loss.zero}
    return bool(_FIRST_COUNT.search(mention.sentence.low)) and any(loss.kind in told for loss in mention.losses)
