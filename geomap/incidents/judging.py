"""Which groups of event mentions are incidents, and which denials and counter-claims belong to which of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.blames import Blame
from geomap.incidents.scenes import are_near
from geomap.incidents.tolls import in_uniform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.claims import Attribution
    from geomap.incidents.scenes import Draft
    from geomap.incidents.structure import Sentence


def keep_sound(drafts: list[Draft]) -> list[Draft]:
    """Keep the drafts that tell of an incident: a strong word, or a loss with its cause.

    The figures of one that does not are those of the incident told just before it in the same paragraph, or another one
    where the text says so and names another place.
    """
    kept: list[Draft] = []
    fight = any(t.strength == "strong" and t.kind != _PROTEST for d in drafts for m in d.mentions for t in m.triggers)
    for draft in drafts:
        if fight and _is_reaction(draft):
            continue
        if _is_sound(draft):
            kept.append(draft)
            continue
        first = draft.mentions[0]
        before = kept[-1] if kept else None
        hurt = any(item.kind in {"killed", "injured"} and not item.zero for m in draft.mentions for item in m.losses)
        if before is None or not hurt or before.key != draft.key:
            continue
        if draft.place is not None and before.place is not None and any(m.again for m in draft.mentions):
            like = next((t for m in before.mentions for t in m.triggers), None)
            if like is not None and not first.triggers:  # told as one more of its kind
                first.triggers = [replace(like, start=first.start, end=first.start, text="such", strength="weak")]
            kept.append(draft)  # "Then, towards evening, two neighbours were killed at Y": another of the day's attacks
            continue
        if before.mentions[-1].sentence.paragraph != first.sentence.paragraph:
            continue
        for mention in draft.mentions:
            mention.places = []
            before.mentions.append(mention)
    return kept


_PROTEST = "peaceful_protest"


def _is_reaction(draft: Draft) -> bool:
    """Tell whether a draft is of a crowd that answers what the report is about ("In X people marched for the dead")."""
    kinds = {t.kind for m in draft.mentions for t in m.triggers}
    hurt = any(not item.zero for m in draft.mentions for item in m.losses)
    return kinds == {_PROTEST} and not hurt and draft.mentions[0].sentence.paragraph > 0


def _is_sound(draft: Draft) -> bool:
    strong = any(t.strength == "strong" for m in draft.mentions for t in m.triggers)
    if strong:
        return True
    if not any(not item.zero and item.kind != "missing" for m in draft.mentions for item in m.losses):
        return False
    agents = any(p.form == "role" and p.sector in {"UNK", "REB", "PAF"} for m in draft.mentions for p in m.parties)
    fallen = any(
        item.kind in {"killed", "injured"} and not item.zero and in_uniform(item)
        for m in draft.mentions
        for item in m.losses
    )  # "a soldier was killed near X" needs no word for the fight
    return (
        agents
        or fallen
        or any(m.triggers or m.blames or m.weapons or m.severed for m in draft.mentions)
        or any(item.key not in {"", "civ"} for m in draft.mentions for item in m.losses)
    )


def hand_replies(drafts: list[Draft], replies: Sequence[tuple[Sentence, Attribution, str]]) -> None:
    """Hand denials and counter-claims to the incident they answer.

    In the paragraph of an event it answers that event, the one told last before it; in a paragraph of its own
    it answers the report's first incident.
    """
    if not drafts:
        return
    for sentence, attribution, attacker in replies:
        same = [
            (m.start, draft)
            for draft in drafts
            for m in draft.mentions
            if m.sentence.paragraph == sentence.paragraph and m.start <= sentence.start
        ]
        chosen = max(same, key=lambda item: item[0])[1] if same else drafts[0]
        if not same and attribution.kind == "deny":  # in a paragraph of its own it answers all that is told of the day
            for draft in drafts:
                if draft is not chosen and draft.key == chosen.key and attribution not in draft.replies:
                    draft.replies.append(attribution)
        if same and attribution.kind in {"deny", "dispute"}:  # a front's places of one day are answered together
            for draft in drafts:
                near = draft is not chosen and draft.key == chosen.key and are_near(draft, chosen)
                if near and attribution not in draft.replies:
                    draft.replies.append(attribution)
        if attribution.kind == "both":
            for _, draft in same:
                draft.replies += [attribution] if attribution not in draft.replies else []
        if attribution not in chosen.replies:
            chosen.replies.append(attribution)
        if attacker:
            first = chosen.mentions[0]
            first.blames = [*first.blames, Blame(attacker, "", attribution.key, sentence.start, sentence.end)]
