"""Which groups of event mentions are incidents, and which denials and counter-claims belong to which of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.asides import dates_speech
from geomap.incidents.blames import Blame
from geomap.incidents.dates import find_times
from geomap.incidents.realis import of_mishap
from geomap.incidents.scenes import are_near
from geomap.incidents.tolls import in_uniform, is_slain

if TYPE_CHECKING:
    import datetime as dt
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
            if _is_slaying(draft):
                kept.append(draft)
            continue
        if draft.place is not None and before.place is not None and any(m.again for m in draft.mentions):
            like = next((t for m in before.mentions for t in m.triggers), None)
            if like is not None and not first.triggers:  # told as one more of its kind
                first.triggers = [replace(like, start=first.start, end=first.start, text="such", strength="weak")]
            kept.append(draft)  # "Then, towards evening, two neighbours were killed at Y": another of the day's attacks
            continue
        if before.mentions[-1].sentence.paragraph != first.sentence.paragraph:
            if draft.place is not None and _is_slaying(draft):
                kept.append(draft)
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
    agents = any(p.form == "role" and p.sector in {"UNK", "REB", "PAF"} for m in draft.mentions for p in m.parties)
    if not any(not item.zero and item.kind != "missing" for m in draft.mentions for item in m.losses):
        # "no one was hurt when gunmen raided X", "a drone fell on a depot but caused no casualties"
        return any(m.triggers and m.losses and (agents or m.weapons) for m in draft.mentions)
    fallen = any(
        item.kind in {"killed", "injured"} and not item.zero and in_uniform(item)
        for m in draft.mentions
        for item in m.losses
    )  # "a soldier was killed near X" needs no word for the fight
    return (
        agents
        or fallen
        or any(m.triggers or m.blames or m.weapons or m.severed for m in draft.mentions)
        or any(
            item.key not in {"", "civ"} or (item.enemy and item.speaker) for m in draft.mentions for item in m.losses
        )
    )


def _is_slaying(draft: Draft) -> bool:
    """Tell whether a draft is of people killed by somebody, for all its words tell: "were killed", not "died".

    A cause that is told and is no violence ("when a rope snapped", "by a live wire") makes it a mishap.
    """
    return any(
        is_slain(item)
        and _SUFFERED.search(m.sentence.low[: item.end - m.sentence.start])
        and not of_mishap(m.sentence.low)
        and not _CAUSE.search(m.sentence.low, item.end - m.sentence.start)
        for m in draft.mentions
        for item in m.losses
    )


_SUFFERED = re.compile(r"\b(?:was|were|been|being|is|are)(?: [\w-]+){1,8}$")
_CAUSE = re.compile(
    r"\b(?:when|(?<!\bday )(?<!\bdays )(?<!\bweek )(?<!\bweeks )(?<!\bhours )(?<!\bmonths )after|as|because|"
    r"owing to|due to)\b|(?<=ed) by the\b|\bby (?:an?|his|her|their|its) "
    r"(?!(?:unknown|unidentified)\b)"
)


def hand_replies(
    drafts: list[Draft], replies: Sequence[tuple[Sentence, Attribution, str]], published: dt.date | None
) -> None:
    """Hand denials and counter-claims to the incidents they answer.

    One that names the day of an incident answers that; one of "all three reports" answers all of them.  Else, in the
    paragraph of an event it answers that event, the one told last before it; in a paragraph of its own a denial answers
    the incident told last before it, another word the report's first incident.
    """
    if not drafts:
        return
    for sentence, attribution, attacker in replies:
        denies = attribution.kind in {"deny", "dispute", "nobody", "contradict"}
        same = [
            (m.start, draft)
            for draft in drafts
            for m in draft.mentions
            if m.sentence.paragraph == sentence.paragraph and m.start <= sentence.start
        ]
        before = same or [(m.start, d) for d in drafts for m in d.mentions if denies and m.start <= sentence.start]
        chosen = max(before, key=lambda item: item[0])[1] if before else drafts[0]
        others: list[Draft] = []
        named = _of_the_day(drafts, sentence, published) if len(drafts) > 1 else []
        if named:
            chosen = chosen if any(chosen is draft for draft in named) else named[0]
        if denies and _ALL_OF_THEM.search(sentence.low):
            others = drafts
        elif denies and not same and not named and _THE_REPORTS.search(sentence.low):
            others = [d for d in drafts if d.mentions[0].start < sentence.start]
        elif not same and not named and attribution.kind in {"deny", "contradict"}:
            # on its own it answers all that is told of the day, and what its speaker was blamed for before
            others = [d for d in drafts if d.key == chosen.key or _blamed(d, attribution.key, sentence.start)]
        elif denies and attribution.kind != "nobody":  # a front's places of one day are answered together
            others = [d for d in drafts if d.key == chosen.key and are_near(d, chosen)]
        elif attribution.kind == "both":
            others = named or [draft for _, draft in same]
        others = [d for d in others if not _own_charge(d, attribution.key, sentence.start)]
        for draft in (chosen, *others):
            if attribution not in draft.replies:
                draft.replies.append(attribution)
        if attacker:
            first = chosen.mentions[0]
            first.blames = [*first.blames, Blame(attacker, "", attribution.key, sentence.start, sentence.end)]


def _blamed(draft: Draft, key: str, before: int) -> bool:
    """Tell whether a party was called the attacker in what was told of an incident before an offset."""
    told = [m for m in draft.mentions if m.start < before]
    return bool(key) and any(blame.attacker == key for m in told for blame in m.blames)


def _own_charge(draft: Draft, key: str, after: int) -> bool:
    """Tell whether an incident is first told after an offset, by a party itself: what that denied before is another."""
    first = draft.mentions[0]
    if first.announced and first.start > after:
        return True
    return bool(key) and first.start > after and first.attribution is not None and first.attribution.key == key


def _of_the_day(drafts: Sequence[Draft], sentence: Sentence, published: dt.date | None) -> list[Draft]:
    """Return the incidents of the days that a sentence names ("denied Monday's incident")."""
    times = find_times(sentence.low, sentence.start, published=published)
    days = {
        time.span.lo.isoformat()
        for time in times
        if time.span is not None
        and time.span.prec == 1
        and (sentence.after(time.end, 2) in {"'s", "’s"} or not dates_speech(sentence, time))
    }
    return [draft for draft in drafts if draft.key in days]


_THE_REPORTS = re.compile(
    r"\b(?:the|these|those|such) (?:reports|accusations|allegations|charges|claims|accounts|statements)\b"
)
_ALL_OF_THEM = re.compile(
    r"\b(?:all|both|any|none|neither|each|either|every)(?: one)?(?: of)?(?: the| these| those| this| its| their)? "
    r"(?:(?:two|three|four|five|six|such|other|\w+n) )?(?:reports?|incidents?|accusations?|allegations?|charges?|"
    r"claims?|"
    r"nights?|days?|raids?|places?|villages?|clashes|occasions?|attacks?|shootings?|violations?|cases?|accounts?|"
    r"statements?|episodes?)\b"
)
