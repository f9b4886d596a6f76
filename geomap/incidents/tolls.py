"""Adding up: the figures of one incident to low, best and high, by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
        own_unknown = not restated and all(loss.more or _specific(loss) for loss in by_side["unknown"] if loss.best)
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


def _words(losses: Sequence[Loss], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(loss.text.strip() for loss in losses if loss.kind == kind))


def in_uniform(loss: Loss) -> bool:
    """Tell whether a figure is of soldiers, police or guards."""
    return bool(
        re.search(
            r"\b(?:police\w*|soldiers?|servicem[ae]n|officers?|guards?|troops|fighters?|conscripts?|personnel)\b",
            loss.text,
        )
    )


def _specific(loss: Loss) -> bool:
    """Tell whether a figure without a side is of somebody in particular ("local police"), no summing-up."""
    if in_uniform(loss):
        return True
    return bool(loss.noun) and loss.noun not in {"people", "persons", "members", "others", "dead", "lives", "bodies"}


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
    floor = best or 0
    if any(loss.best == best and loss.low is None for loss in figures):  # "up to 100": the lower figures, if any
        floor = max((loss.best for loss in figures if loss.best is not None and loss.low is not None), default=0)
    return best, floor, best or 0
