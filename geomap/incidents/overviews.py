"""Totals of a report that goes on to tell their parts: "two men were killed in separate shootings"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.scenes import PROVINCE, SEVERAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.events import EventMention
    from geomap.incidents.scenes import Draft

MANY_DRAFTS = 60  # a digest of more incidents has no overview of two or three


def drop_overview(drafts: list[Draft]) -> list[Draft]:
    """Return the incidents without the totals of a report that then tells their parts at other places.

    "The country lost two men in separate shootings": one at each place that follows, not two at the first; "killed 41
    people in two raids" is no incident beside the two.
    """
    if not 1 < len(drafts) <= MANY_DRAFTS:
        return drafts
    _share_out(drafts)
    overviews: list[Draft] = []
    overall: list[EventMention] = []
    for kind in ("killed", "injured"):
        sums = [sum(_parts(mention, kind) for mention in draft.mentions) for draft in drafts]
        for number, draft in enumerate(drafts):
            for mention in draft.mentions:
                several = SEVERAL.search(mention.sentence.low) is not None
                if mention.places[:1] and mention.places[0].fine and not several:
                    continue
                rest = [
                    total - (_parts(mention, kind) if other == number else 0)
                    for other, total in enumerate(sums)
                    if drafts[other].key == draft.key or several
                ]
                own = [loss for loss in mention.losses if loss.kind == kind and loss.best and not loss.part]
                whole = [loss for loss in own if loss.best == sum(rest)]
                if not whole and len(own) > 1 and sum(loss.best or 0 for loss in own) == sum(rest):
                    whole = own  # "killed a woman on one side and a soldier on the other": both told again
                alone = len(draft.mentions) == 1 and draft.place is None and not mention.places[:1]
                others = [d for d in drafts if d is not draft and d.key == draft.key]
                if whole and len(draft.mentions) == 1 and _only_wide(mention) and len(others) == 1:
                    others[0].mentions = sorted([mention, *others[0].mentions], key=lambda one: one.start)
                    overviews.append(draft)  # "killed eighteen in the second city of X", then how: one and the same
                    break
                summed = alone or any(mention is one for one in overall)  # "two were killed and a third was wounded"
                if whole and (sum(part > 0 for part in rest) > 1 or (summed and any(rest))):
                    overall.append(mention)
                    mention.losses = [item for item in mention.losses if not any(item is one for one in whole)]
                    if several and len(draft.mentions) > 1:
                        mention.places = []  # each raid has a place of its own
                    elif (several or alone) and not any(not loss.zero for loss in mention.losses):
                        overviews.append(draft)
                    sums[number] -= sum(rest)
    return [draft for draft in drafts if not any(draft is overview for overview in overviews)]


def _only_wide(mention: EventMention) -> bool:
    """Tell whether the best place that a mention names is a province or a country."""
    return bool(mention.places) and (mention.places[0].precision or 0) >= PROVINCE


def _parts(mention: EventMention, kind: str) -> int:
    """Return the sum of the figures of one kind that a mention tells of the report's own sides and civilians."""
    return sum(loss.best or 0 for loss in mention.losses if loss.kind == kind and not loss.part and not loss.enemy)


def _share_out(drafts: Sequence[Draft]) -> None:
    """Take "lost eight men in two nights" for its parts: "three of the men fell at X, the other five at Y"."""
    every = [mention for draft in drafts for mention in draft.mentions]
    for kind in ("killed", "injured"):
        told = [
            (mention, loss)
            for mention in every
            for loss in mention.losses
            if loss.kind == kind and loss.best and not loss.enemy and not loss.zero
        ]
        for first, total in told:
            if total.part or (first.places[:1] and first.places[0].fine):
                continue
            after = [
                (m, loss)
                for m, loss in told
                if m.start > first.start and m.places[:1] and m.places[0].fine and loss.key in {"", total.key}
            ]
            parts = [loss for _, loss in after if loss.part]
            if not parts or len(after) < 2 or sum(loss.best or 0 for _, loss in after) != total.best:
                continue
            first.losses = [loss for loss in first.losses if loss is not total]
            for mention, _ in after:
                mention.losses = [
                    replace(loss, part=False, key=loss.key or total.key)
                    if any(loss is one for _, one in after)
                    else loss
                    for loss in mention.losses
                ]
            return
