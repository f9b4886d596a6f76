"""Figures that are told anew and name no loss of their own: "the toll rose to 15", "first of 13, then of 16"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.lexicon import load, screened
from geomap.incidents.losses import Loss
from geomap.incidents.screen import screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.numbers import Count
    from geomap.incidents.structure import Sentence


def find_updates(
    sentence: Sentence, found: list[Loss], previous: Sequence[Loss], counts: dict[int, Count]
) -> list[Loss]:
    """Return figures that name no loss word of their own: "the toll rose to 15", "first of 13, then of 16".

    `found` are the sentence's other losses, `previous` those before it, `counts` its numbers by offset.
    """
    out: list[Loss] = []
    low, base = sentence.low, sentence.start
    toll = screened("casualties", "toll_words")
    taken_back = ""
    for match in toll.finditer(low):
        if "from" in low[max(0, match.start() - 14) : match.start()] or _OLD_FIGURE.search(low[: match.start()]):
            continue  # "up from an earlier toll of 90"
        said = _figure_after(low, match.end(), counts, base)
        if said is None:
            continue
        how, at = said
        count = counts[at]
        if any(loss.start <= at < loss.end for loss in found):
            continue
        of_dead = re.search(r"dead|death|died|killed|fatal|body|losses", match.group())
        of_hurt = re.search(r"injur|wound", match.group())
        if _TAKEN_BACK.match(low, at - base + len(count.text)):
            taken_back = "killed" if of_dead else "injured" if of_hurt else taken_back
            continue
        if of_dead:
            kind = "killed"
        elif of_hurt:
            kind = "injured"
        else:
            here = [loss for loss in found if loss.start < at and not loss.zero]
            latter = low[max(0, match.start() - 7) : match.start()] == "latter "  # "the latter figure"
            # a count is of what is told first
            tolls = [loss for loss in out if loss.start < at]  # "put the dead at 30; a doctor gave the figure as 49"
            prior = (tolls[-1:] or (here[-1:] if latter else here[:1])) or [loss for loss in previous if not loss.zero][
                -1:
            ]
            dead = "toll" in match.group() or (not prior and _OF_THE_DEAD.search(low) is not None)
            if not prior and not dead:
                continue
            kind = "killed" if dead or not prior else prior[-1].kind
        before = _LOWERS.search(low[max(0, match.start() - 34) : match.start()])
        whole = _BRINGS.search(low[max(0, match.start() - 40) : match.start()]) is not None
        whole = whole and sentence.text[match.start() : match.end()].islower()  # not "the number of Armenian dead"
        lowered = bool(before or _toll_ways()[1].fullmatch(how) or _LOWERED.search(low[match.start() : at - base]))
        figure = _figure(kind, count, at, f"{match.group()} {how} {count.text}", lowered=lowered)
        if len(match.group().split()) > _OF_WHOM and not whole:
            figure = replace(figure, start=base + match.start())  # "the number of X soldiers killed": whose they are
        out.append(replace(figure, whole=whole))
    for match in _AND_AT.finditer(low) if out else ():  # "put the number of its dead at 12 and the wounded at 31"
        at = base + match.start("n")
        second = counts.get(at)
        if second is not None and not any(loss.start <= at < loss.end for loss in [*found, *out]):
            kind = "injured" if re.search(r"injur|wound|hurt", match.group()) else "killed"
            out.append(_figure(kind, second, at, match.group(), lowered=False))
    for match in _TO_THE_NUMBER.finditer(low):  # "bringing to four the number of servicemen killed"
        at = base + match.start("n")
        brought = counts.get(at)
        if brought is not None and not any(loss.start <= at < loss.end for loss in [*found, *out]):
            kind = "injured" if re.search(r"injur|wound", match.group()) else "killed"
            out.append(_figure(kind, brought, at, match.group(), lowered=False))
    for match in _STANDS.finditer(low):  # "the number of injured, 40, stands"
        at = base + match.start("n")
        stands = counts.get(at)
        if stands is not None and not any(loss.start <= at < loss.end for loss in [*found, *out]):
            kind = "killed" if re.search(r"dead|death|killed", match.group("what")) else "injured"
            best, end = stands.best, at + len(stands.text)
            out.append(Loss(kind, stands.low, best, stands.high, stands.vague, False, at, end, match.group(), group=at))
    for match in _HIGHER.finditer(low):
        at = base + match.start("n")
        higher = counts.get(at)
        prior = [loss for loss in [*found, *out, *previous] if loss.start < at and not loss.zero and not loss.part]
        if higher is None or not prior or any(loss.start <= at < loss.end for loss in [*found, *out]):
            continue
        wounded = re.search(r"wounded|injured", match.group())
        kind = "injured" if wounded else "killed" if any(loss.kind == "killed" for loss in prior) else prior[-1].kind
        out.append(_figure(kind, higher, at, match.group(), lowered=False))
    for match in _RESTATED.finditer(low):
        at = base + match.end()
        restated = counts.get(at)
        prior = [loss for loss in [*found, *out, *previous] if loss.start < at and not loss.zero]
        if restated is None or not prior or any(loss.start <= at < loss.end for loss in [*found, *out]):
            continue
        count = restated
        last = max(prior, key=lambda loss: loss.start)
        lower = bool(_LOWERED.match(match.group()))
        end, words = at + len(count.text), f"{match.group()}{count.text}"
        if taken_back:  # "statements that put the dead at three were revised to four": four in all
            out.append(replace(_figure(taken_back, count, at, words, lowered=False), whole=True))
            continue
        figure = replace(last, low=count.low, best=count.best, high=count.high, vague=count.vague, more=False)
        out.append(replace(figure, start=at, end=end, text=words, group=at, lowered=lower, part=False, named=""))
    for match in _COUNTED_UP.finditer(low):  # "many were wounded; a doctor counted sixteen": sixteen of them
        at = base + match.end()
        counted = counts.get(at)
        vague = [loss for loss in found if loss.end < at and loss.best is None and not loss.zero]
        if counted is not None and vague and _NOUNLESS.match(low, at - base + len(counted.text)):
            figure = _figure(vague[-1].kind, counted, at, f"{match.group()}{counted.text}", lowered=False)
            out.append(replace(figure, key=vague[-1].key, noun=vague[-1].noun))
    for loss in [*found, *out]:
        chain_at = loss.end
        for _ in range(4):
            chain = _THEN.match(low, chain_at - base)
            if not chain:
                break
            at = base + chain.end()
            later = counts.get(at)
            if later is None or any(other.start <= at < other.end for other in found):
                break
            count = later
            tail = low[at - base + len(count.text) : at - base + len(count.text) + 12]
            if re.match(r"\s*\w", tail) and not re.match(r"\s*(?:and|or|by|on|as|after)\b", tail):
                break
            chain_at = at + len(count.text)
            lowered = loss.lowered or bool(count.best and loss.best and count.best < loss.best)
            out.append(
                replace(_figure(loss.kind, count, at, count.text, lowered=lowered), key=loss.key, noun=loss.noun)
            )
    return out


def _figure(kind: str, count: Count, at: int, words: str, *, lowered: bool) -> Loss:
    """Return the loss of a figure at offset `at` that stands alone, told in `words`."""
    end = at + len(count.text)
    return Loss(
        kind, count.low, count.best, count.high, count.vague, False, at, end, words, group=at, lowered=lowered
    )  # fmt: skip


_THEN = re.compile(  # "95 dead and then, having recounted, of 35"
    r",? ?(?:and )?(?:then |later |now |finally |eventually |subsequently |again |by (?:the |late )?\w+ ){1,2}(?:of |"
    r"to |at )?|,? ?(?:and )?(?:then|later), (?:having|after|when) [^,;.]{3,40}, (?:of |to |at )?"
)
_COUNTED_UP = screen(r"\b(?:counted|listed|had counted) (?:at least |some |about )?")
_NOUNLESS = re.compile(r"\s*(?:[,.;]|and\b|of (?:them|whom)\b|$)")
_OF_THE_DEAD = re.compile(r"\bof the (?:dead|killed|victims)\b")
_AND_AT = screen(
    r"\band (?:the |its |their |that of (?:the |its )?|the number of (?:the |its )?)?(?:wounded|injured|hurt|dead|"
    r"killed) "
    r"(?:at|to) (?P<n>[\w,-]+)"
)
_TO_THE_NUMBER = screen(
    r"\b(?:bring|brings|bringing|brought|taking|takes|took|raising|raised|pushing|pushed) to (?P<n>[\w,-]+(?: "
    r"[\w-]+)?) the "
    r"(?:(?:men|soldiers|servicemen|people|fighters|officers|policemen) (?:it|they|he|she|the [\w-]+) (?:has|have|"
    r"had) lost|"
    r"(?:number|count|toll|tally|total)(?: of (?:[\w'-]+ ){0,4}?(?:dead|killed|deaths|wounded|injured|fatalities|"
    r"victims))?)\b"
)
_HIGHER = screen(  # "an opposition monitor gave a higher figure, 123"
    r"\b(?:gave|gives|put|puts|spoke of|cited|had|has) an? (?:much |far |slightly |somewhat )?(?:higher|lower|"
    r"different|"
    r"greater|smaller) (?:figure|toll|number|count)(?: of(?: the)? (?:dead|killed|wounded|injured))?(?:,|:| of| -|"
    r" –| —) "
    r"(?:at least |about |some )?(?P<n>[\w,-]+)"
)
_STANDS = screen(
    r"\b(?:number|count|figure|total) of (?:the )?(?P<what>injured|wounded|dead|killed|deaths)(?: people)?, "
    r"(?P<n>[\w,-]+),"
)
_RESTATED = screen(
    r"\b(?:lowered|revised|raised|corrected|cut|reduced|updated|increased|put) (?:it|this|that|the (?:figure|toll|"
    r"number|count|tally))(?: (?:again|further|down|up|later|upwards|downwards))? (?:to|at) |\b(?:has|have|had|was|"
    r"were) (?:since |later |now |then )?(?:been )?(?:corrected|revised|raised|lowered|updated)(?: (?:up|down|"
    r"upwards?|downwards?))?(?: (?:later|afterwards|overnight|on \w+day(?: \w+)?|(?:that|this|the same) \w+))? to "
)
_OLD_FIGURE = re.compile(r"\b(?:earlier|previous|initial|original|first|former|provisional)(?: \w+)? $")
_OF_WHOM = 3  # words: "number of dead"
_TAKEN_BACK = re.compile(
    r"(?: [\w-]+){0,8},? (?:was|were|has been|had been|have been) (?:later |since |then |subsequently )?(?:lowered|"
    r"revised|raised|reduced|corrected|cut|withdrawn|taken back)\b"
)
_BRINGS = re.compile(
    r"\b(?:bring|brings|brought|bringing|tak(?:e|es|ing)|took|push(?:es|ed|ing)?|rais(?:e|es|ed|ing)|lift(?:s|ed|"
    r"ing)?) "
    r"(?:the |what is now the )?(?:[\w'-]+ ){0,2}$"
)
_LOWERS = re.compile(
    r"\b(?:lowered|reduced|corrected|revised|cut) (?:down )?(?:the |its |their |an earlier )?(?:\w+ )?$"
)
_LOWERED = re.compile(r"\b(?:lower|revis|correct|reduc|cut|down)\w*\b")


@lru_cache(maxsize=1)
def _toll_ways() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of the words between a toll and its figure: all of them, and those that lower it."""
    up, down = load("casualties")["toll_up"], load("casualties")["toll_down"]
    ways = "|".join(sorted([*up, *down], key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ways})$"), re.compile("|".join(sorted(down, key=len, reverse=True)))


def _figure_after(low: str, end: int, counts: dict[int, Count], base: int) -> tuple[str, int] | None:
    """Return (words, offset) of the figure that a toll word ending at `end` gets, or None.

    "the toll from a bomb that ripped through … on Friday rose to 33": anything but a full stop or a semicolon may
    stand between, and figures that are introduced otherwise ("up from 18") are passed over.
    """
    for at in sorted(at for at in counts if end <= at - base <= end + 170):
        gap = low[end : at - base]
        if ";" in gap or ". " in gap:
            return None
        how = _toll_ways()[0].search(gap.rstrip())
        if how and not re.search(
            r"\b(?:from|(?:first|initially|originally|earlier) (?:given|put|set) (?:as|at))$", gap.rstrip()
        ):
            return how.group(), at
    return None
