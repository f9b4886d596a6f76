"""Adding up: the figures of one incident to low, best and high, by side."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geomap.incidents.lexicon import word_set
from geomap.incidents.people import FIGHTERS, is_national

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.losses import Loss


@dataclass(frozen=True, slots=True)
class Toll:
    """Low, best, high of one kind of loss and the best by side."""

    low: int | None
    best: int | None
    high: int | None
    sides: dict[str, int | None]
    text: tuple[str, ...]
    conflicting: bool = False


def add_up(losses: Sequence[Loss], kind: str, sides: dict[str, str]) -> Toll:
    """Return the toll of one kind by side (a, b, civ, unknown).

    Within a side the largest figure that is not a part and not the enemy's claim stands (tolls grow), unless the
    text calls a later one lower; "another", "two more" add to the figure just before; victims named one by one are
    counted.  Words without a number ("several") make no best figure.  A claim about the enemy moves only high.
    """
    mine = [loss for loss in losses if loss.kind == kind and not loss.part and not loss.refused]
    sums = [loss.best for loss in mine if loss.whole and loss.best is not None]
    if sums and any(not loss.whole and loss.best for loss in mine):
        return _summed(add_up([loss for loss in losses if not loss.whole], kind, sides), max(sums))
    if not mine:
        return Toll(None, None, None, dict.fromkeys(("a", "b", "civ", "unknown")), _words(losses, kind))
    by_side: dict[str, list[Loss]] = {}
    enemy: list[int] = []
    for loss in mine:
        side = "civ" if loss.key == "civ" else sides.get(loss.key, "unknown")
        if loss.enemy:
            enemy += [loss.best] if loss.best is not None else []
            continue
        by_side.setdefault(side, []).append(loss)
    best: dict[str, int | None] = {}
    low: dict[str, int] = {}
    high: dict[str, int] = {}
    for side, figures in by_side.items():
        best[side], low[side], high[side] = _one_side(figures)
    known = [side for side in ("a", "b", "civ") if best.get(side) is not None]
    total_known = sum(best[side] or 0 for side in known)
    unknown = best.get("unknown")
    if unknown is not None:
        nouns = {loss.noun for side in known for loss in by_side[side] if loss.noun}
        broken_down = unknown == total_known and len(known) > 1 and len(by_side["unknown"]) == 1
        restated = broken_down or (
            unknown in {total_known, *(best[side] for side in known)}
            and not any(loss.more or (in_uniform(loss) and loss.noun not in nouns) for loss in by_side["unknown"])
        )
        together = {loss.group for side in known for loss in by_side[side] if loss.group} & {
            loss.group for loss in by_side["unknown"] if loss.group and not loss.zero and loss.noun not in _ALL_TOLD
        }  # "a man and his granddaughter": told as two
        apart = (
            unknown == 1
            and len(by_side["unknown"]) == 1
            and any(_others(_people(by_side["unknown"][0]), _people(loss)) for side in known for loss in by_side[side])
        )
        restated = restated and not together and not apart
        own_unknown = (
            bool(together)
            or apart
            or (not restated and all(loss.more or _specific(loss) for loss in by_side["unknown"] if loss.best))
        )
        if known and not own_unknown:
            total = max(unknown, total_known)  # "five people were killed" sums up the sides
            best["unknown"] = total - total_known or None
            if unknown == 0 and total_known >= 0:
                best["unknown"] = None
        else:
            total = total_known + unknown
    else:
        total = total_known
    has = bool(known) or unknown is not None
    text = _words(losses, kind)
    if not has:
        top = max(enemy, default=None) if enemy else None
        return Toll(None, None, top, dict.fromkeys(("a", "b", "civ", "unknown")), text)
    low_total = min(total, sum(low.get(side, 0) for side in by_side)) if not unknown else total
    high_total = max([total, *([total + max(enemy)] if enemy else [])])
    return Toll(
        low_total or total,
        total,
        high_total,
        {side: best.get(side) for side in ("a", "b", "civ", "unknown")},
        text,
        bool(enemy),
    )


def _summed(told: Toll, whole: int) -> Toll:
    """Return a toll raised to a figure for all sides ("bringing the toll to ten"); whose the rest are is not told."""
    rest = whole - (told.best or 0)
    if rest <= 0:
        return told
    own = [side for side, number in told.sides.items() if number]
    side = own[0] if len(own) == 1 else "unknown"
    sides = {**told.sides, side: (told.sides[side] or 0) + rest}
    return replace(told, low=max(whole, told.low or 0), best=whole, high=max(whole, told.high or 0), sides=sides)


def _words(losses: Sequence[Loss], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(loss.text.strip() for loss in losses if loss.kind == kind))


RANKS = frozenset({"colonel", "corporal", "ensign", "general", "lieutenant", "sergeant"})


def in_uniform(loss: Loss) -> bool:
    """Tell whether a figure is of soldiers, police or guards."""
    return loss.noun in RANKS or bool(
        re.search(
            r"\b(?:police\w*|soldiers?|servicem[ae]n|officers?|guards?|troops|(?:para)?troopers?|marines|jawans?|gendarmes?|constables?|fighters?|conscripts?|personnel)\b",
            f"{loss.noun} {loss.text}",
        )
    )


def is_slain(loss: Loss) -> bool:
    """Tell whether the word for a death says that somebody killed: "were killed", not "died"."""
    return loss.kind == "killed" and not loss.zero and _SLAIN.search(loss.text.lower()) is not None


_SLAIN = re.compile(
    r"\b(?:kill(?:ed|s|ing)?|murder(?:ed|s|ing)?|massacr(?:ed|es|ing)|slain|slaughter(?:ed|s|ing)?|lynch(?:ed|es|ing)|"
    r"hacked|butchered|behead(?:ed|s|ing)|execut(?:ed|es|ing)|gunned|machine-gunned|shot|stabbed)\b"
)


def _specific(loss: Loss) -> bool:
    """Tell whether a figure without a side is of somebody in particular ("local police"), no summing-up."""
    if in_uniform(loss):
        return True
    return bool(loss.noun) and loss.noun not in {"people", "persons", "members", "others", "dead", "lives", "bodies"}


_FEMALE = frozenset(
    [
        "woman", "women", "girl", "girls", "mother", "mothers", "wife", "daughter", "daughters", "sister", "sisters",
        "grandmother", "granddaughter", "schoolgirl", "schoolgirls", "widow", "bride", "aunt", "niece", "housewife",
    ]
)  # fmt: skip
_MALE = frozenset(
    [
        "man", "men", "boy", "boys", "father", "fathers", "husband", "son", "sons", "brother", "brothers",
        "grandfather", "grandson", "schoolboy", "schoolboys", "widower", "groom", "uncle", "nephew",
    ]
)  # fmt: skip
_ANYBODY = frozenset(
    [
        "", "people", "persons", "person", "others", "other", "more", "victim", "victims", "dead", "lives", "bodies",
        "civilian", "civilians", "resident", "residents", "villager", "villagers", "local", "locals", "members",
        "member", "worker", "workers", "employee", "employees", "citizens", "one", "inhabitants", "casualties",
        "demonstrator", "demonstrators", "protester", "protesters", "protestor", "protestors", "marchers", "deaths",
        "fatalities", "staff", "crew", "passengers", "couple", "pair", "one", "own", "another",
    ]
)  # fmt: skip
_ALL_TOLD = frozenset(  # who are told of with those they are: "five people, a man and four women"
    [
        "", "bodies", "casualties", "dead", "deaths", "fatalities", "lives", "one", "other", "others", "people",
        "person", "persons", "victim", "victims",
    ]
)  # fmt: skip
_YOUNG = frozenset({"child", "children", "minor", "minors", "baby", "infant", "toddler", "teenager", "pupil", "pupils"})


def _people(loss: Loss) -> str:
    """Return what people a figure is of: "" for anybody."""
    noun = loss.noun
    if noun in _ANYBODY or is_national(noun):
        return ""
    if noun in _FEMALE:
        return "female"
    if noun in _MALE:
        return "male"
    if FIGHTERS.search(noun):
        return "rebel"
    if in_uniform(loss) or noun in word_set("parties", "armed_nouns"):
        return "armed"
    return "young" if noun in _YOUNG else noun.removesuffix("s")


def _others(one: str, other: str) -> bool:
    """Tell whether people of two kinds cannot be the same."""
    if one == other or not one or not other:
        return False
    if {one, other} <= {"male", "female"}:
        return True
    if "armed" in {one, other}:
        return "male" not in {one, other}
    return not {one, other} & {"male", "female"}


def _of_different_people(figures: Sequence[Loss]) -> int:
    """Return the sum of figures that cannot be of the same people: "two officers died", then "a woman waiting there".

    0 where the text gives a figure of all of them, or calls one an update of another.
    """
    told: dict[int, list[Loss]] = {}
    for loss in figures:
        if loss.zero or loss.best is None:
            continue
        if loss.lowered or loss.more:
            return 0
        if not loss.definite:
            told.setdefault(loss.group or loss.start, []).append(loss)
    sums: dict[str, int] = {}
    at_once = False  # "two men died on the spot": who dies later is another
    for statement in told.values():
        kinds = {_people(loss) for loss in statement}
        value = sum(loss.best or 0 for loss in statement)
        if len(kinds) > 1 or "" in kinds:
            return 0  # a figure for all of them
        kind = kinds.pop()
        same = next((known for known in sums if not _others(known, kind)), kind)
        alone = len(statement) == 1 and statement[0].count_of_one
        if at_once and alone and same in sums and kind not in sums:
            same = f"{kind} later"
        at_once = at_once or any(loss.at_once for loss in statement)
        sums[same] = max(sums.get(same, 0), value)
    return sum(sums.values()) if len(sums) > 1 else 0


def _one_side(figures: list[Loss]) -> tuple[int | None, int, int]:
    best: int | None = None
    running: int | None = None
    names: dict[str, int] = {}
    groups: dict[int, int] = {}
    last_end = -1
    for loss in sorted(figures, key=lambda item: item.start):
        if loss.named:
            names[loss.named.casefold()] = 1
        if loss.best is None:
            continue
        if loss.lowered:
            best = running = loss.best
            continue
        value = loss.best
        if loss.more and running is not None and not loss.zero and loss.start - last_end < 400:
            value = running + loss.best
        elif loss.group and not loss.definite:
            groups[loss.group] = groups.get(loss.group, 0) + value
            value = groups[loss.group]
        running = value
        last_end = loss.end
        best = value if best is None else max(best, value)
    if names and (best is None or len(names) > best):
        best = len(names)
    if best is not None:
        best = max(best, _of_different_people(figures))
    floor = best or 0
    if any(loss.best == best and loss.low is None for loss in figures):  # "up to 100": the lower figures, if any
        floor = max((loss.best for loss in figures if loss.best is not None and loss.low is not None), default=0)
    return best, floor, best or 0
