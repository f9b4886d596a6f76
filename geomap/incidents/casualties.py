"""Losses: how many were killed, wounded, missing or captured, of which side, in whose words.

Each word of loss is read with the noun phrase it goes with: the subject of a passive ("one soldier was killed"),
the object of an active verb ("killing two children"), a number before it ("55 hurt"), a toll ("rose to 15").
Ages, distances, houses and prison terms are no casualties; parts ("among them two children") are not added.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.dateforms import DATE
from geomap.incidents.indirect import HOSPITAL, find_indirect, make_loss
from geomap.incidents.lexicon import Words, load, screened
from geomap.incidents.losses import KINDS, Loss
from geomap.incidents.numbers import Count, find_counts
from geomap.incidents.people import is_person
from geomap.incidents.phrases import count_before, left_phrases, right_phrases
from geomap.incidents.screen import screen
from geomap.incidents.structure import Sentence, tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence


@lru_cache(maxsize=1)
def _words() -> tuple[Words, dict[str, list[tuple[str, str]]]]:
    """Return one pattern of all loss words, word -> [(kind, form)]."""
    table: dict[str, list[tuple[str, str]]] = {}
    data = load("casualties")
    for kind in KINDS:
        for form in ("nominal_of", "intransitive", "passive", "transitive", "nouns"):
            for word in data[kind][form]:
                table.setdefault(word, []).append((kind, form))
    hurt = data["injured"]
    for verb, what in itertools.product(hurt["suffer"], hurt["suffered"]):
        article, _, noun = what.rpartition(" ")
        for how in ("", *hurt["suffered_how"]):
            phrase = " ".join(word for word in (verb, article, how, noun) if word)
            table.setdefault(phrase, []).append(("injured", "intransitive"))
    return Words(table), table


_TOLD_ROUNDABOUT = screen(
    "casualt|bullet|splinter|shrapnel|amputat|unhurt|unharmed|unscathed|for him|for her|save him|save her|revive|losses|victims|harmed"
)


def has_loss_word(low: str) -> bool:
    """Tell whether a lower-case sentence holds any word of loss."""
    if _TOLD_ROUNDABOUT.search(low):
        return True
    return _words()[0].search(low) is not None or ("hospital" in low and HOSPITAL.search(low) is not None)


def find_losses(sentence: Sentence, *, previous: Sequence[Loss] = ()) -> list[Loss]:
    """Return the losses told in `sentence`, in order; parties are not yet set.

    Parameters
    ----------
    sentence
        A sentence; it is tokenised if need be.
    previous
        Losses of the sentences before, newest last: "the count had risen to four" takes its kind from them.
    """
    tokenise(sentence)
    low, base = sentence.low, sentence.start
    every = _figures(low, base)
    framed = {base + match.end() for match in _FRAME.finditer(low)}
    counts = {at: count for at, count in every.items() if at not in framed}
    out: list[Loss] = []
    out += _zero(sentence)
    zero_spans = [(loss.start, loss.end) for loss in out]
    regex, table = _words()
    for match in regex.finditer(low):
        start, end = base + match.start(), base + match.end()
        if any(z_start <= start < z_end for z_start, z_end in zero_spans):
            continue
        if match.group() in {"burned", "burnt"} and _OF_THINGS.match(low, match.end()):
            continue
        if screened("casualties", "none_unknown").search(low, max(0, match.start() - 40), match.end()):
            continue
        forms = table[match.group()]
        out += _read(sentence, (start, end), match.group(), forms, counts)
    tolls = _tolls(sentence, out, previous, counts)
    if any(toll.kind == "killed" for toll in tolls):  # "… to 14 after three more bodies were found": among the 14
        out = [loss for loss in out if not (loss.kind == "killed" and _FOUND_LATER.search(loss.text))]
    out += tolls
    older = [loss for loss in out if _HAD_TOLD.search(sentence.before(loss.start, 50))]
    kinds = {loss.kind for loss in out if loss not in older and not loss.zero}
    out = [loss for loss in out if loss not in older or loss.kind not in kinds]
    out += find_indirect(sentence, every, out, previous)
    out = [_partitive(loss, previous) for loss in out]
    return _included(sentence, sorted(_dedupe(out), key=lambda loss: (loss.start, loss.kind)))


def _figures(low: str, base: int) -> dict[int, Count]:
    """Return the numbers that may count people, by offset: no part of a date, nothing that is said not to be so.

    "On Friday, 12 May 2023, three soldiers were killed" tells of three, "eighteen, not 26, were killed" of eighteen.
    """
    counts = {count.start + base: count for count in find_counts(low)}
    if not counts:
        return counts
    out = {base + match.start("n") for match in _NOT_N.finditer(low)}
    for match in DATE.finditer(low):
        noun = re.match(r" ([a-z]+)", low[match.end() :])
        if not (noun and is_person(noun.group(1), "")):  # "in May 12 soldiers were killed"
            out.update(range(match.start() + base, match.end() + base))
    return {at: count for at, count in counts.items() if at not in out}


_FRAME = re.compile(r"(?:^|[,;:] )of (?:the|its|their|his) (?=[\w-]+ (?:[\w'’-]+ ){0,4}?[\w'’-]+,)")
_PART_OF_THEM = re.compile(r"^\w+ of the (?!wounded|injured|hurt|other)[\w-]+|^the (?:third|fourth|fifth|sixth|last)\b")


def _partitive(loss: Loss, previous: Sequence[Loss]) -> Loss:
    """Mark "two of the soldiers", "the third" as a part of a toll that was told before."""
    if loss.part or loss.zero or not _PART_OF_THEM.match(loss.text.lower()):
        return loss
    told = any(item.kind == loss.kind and (item.best or 0) >= (loss.best or 0) and not item.zero for item in previous)
    return replace(loss, part=True) if told else loss


_HAD_TOLD = re.compile(  # "three died, … a day after it had reported two dead"
    r"\b(?:had|which|after) (?:it |he |she |they )?(?:had )?(?:earlier |first |previously |initially )?"
    r"(?:reported|spoken of|announced|counted|given|confirmed|told of|put) (?:only |just )?$"
)
_NOT_N = re.compile(r", not (?P<n>[\w-]+),")
_FOUND_LATER = re.compile(r"\bmore\b.*\bbod(?:y|ies)\b|\bbod(?:y|ies)\b.*\bmore\b")


def _dedupe(losses: list[Loss]) -> list[Loss]:
    seen: dict[tuple[str, int, int], Loss] = {}
    for loss in losses:
        seen.setdefault((loss.kind, loss.start, loss.end), loss)
    return list(seen.values())


def _zero(sentence: Sentence) -> list[Loss]:
    out = []
    for match in screened("casualties", "none").finditer(sentence.low):
        words = match.group()
        kinds = [
            kind
            for kind, cue in (
                ("killed", r"killed|death|fatalit|loss of life|lives"),
                ("injured", r"hurt|injur|wounded"),
            )
            if re.search(cue, words)
        ]
        if re.search(r"nobody|no ?one|none", words) and "hurt" in words:
            kinds = ["killed", "injured"]
        if re.search(r"casualt|losses|victims|harmed|unhurt|unharmed|unscathed|bloodshed", words):
            kinds = ["killed", "injured"]
        also = _OR_ELSE.match(sentence.low, match.end())
        if also:  # "nobody was killed or wounded"
            kinds = ["killed", "injured"]
        for kind in kinds or ["killed", "injured"]:
            start = sentence.start + match.start()
            out.append(Loss(kind, 0, 0, 0, False, False, start, start + len(words), words, zero=True))
    return out


_OF_THINGS = re.compile(r" (?:out|down|up|to the ground|through|for (?:hours|days))\b")
_OR_ELSE = re.compile(r" or (?:\w+ )?(?:killed|hurt|injured|wounded|harmed)\b")


def _read(
    sentence: Sentence,
    at: tuple[int, int],
    word: str,
    forms: list[tuple[str, str]],
    counts: dict[int, Count],
) -> list[Loss]:
    start, end = at
    group = start  # figures of one word of loss belong together: "killing two soldiers and a nurse"
    kinds = {form: kind for kind, form in forms}
    first = sentence.at(start)
    tokens = sentence.tokens
    previous = tokens[first - 1].low if first else ""
    if "nominal_of" in kinds:
        found = right_phrases(sentence, end, counts)
        return [make_loss(kinds["nominal_of"], item, word, start, end, group=group) for item in found]
    # a number right before the word: "55 hurt", "the four deaths", "12 dead", "four wounded"
    left = count_before(sentence, start, counts)
    if left is not None and word != "lives":
        kind = forms[0][0]
        if left.count is not None and left.count.more and "transitive" in kinds:  # "another shot dead nine people"
            hit = [item for item in right_phrases(sentence, end, counts) if item.count is not None]
            if hit:
                return [make_loss(kinds["transitive"], item, word, start, end, group=group) for item in hit]
        after = sentence.after(end, 30)
        if not (
            re.match(r" (?:soldier|officer|man|men|women|civilian|people|servic)", after) and "passive" not in kinds
        ):
            return [make_loss(kind, left, word, start, end, group=group)]
    if "transitive" in kinds and previous not in {
        "was",
        "were",
        "been",
        "being",
        "is",
        "are",
        "be",
        "the",
        "of",
        "their",
        "his",
    }:
        found = right_phrases(sentence, end, counts)
        if word in {"lost", "losing"}:  # "lost nine of its men", not "lost two villages"
            found = [item for item in found if item.count and (item.noun == "own" or is_person(item.noun, ""))]
        if found:
            return [make_loss(kinds["transitive"], item, word, start, end, group=group) for item in found]
        if word.endswith("ing"):
            return []
    if word == "lives":
        claimed = re.search(r"(?:claim|cost|took|taken)\w* (?:the )?", sentence.before(start, 40))
        if claimed and sentence.after(end, 4).startswith(" of "):
            found = right_phrases(sentence, end + 3, counts)
            return [make_loss("killed", item, word, start, end, group=group) for item in found]
        return [make_loss("killed", left, word, start, end, group=group)] if left is not None and claimed else []
    if word == "dead":
        shot = re.search(r"\b(?:shot|shoot\w*|gunned)\b(?P<np>[^,;.]{3,60}?)$", sentence.before(start, 70))
        if shot and shot.group("np").strip():
            found = right_phrases(sentence, start - len(shot.group("np")), counts)
            if found:
                return [make_loss("killed", item, word, start, end, group=group) for item in found]
    if "passive" in kinds or "intransitive" in kinds:
        kind = kinds.get("passive") or kinds["intransitive"]
        if previous in {"the", "of"} and word in {"dead", "wounded", "injured", "killed", "missing", "hurt"}:
            return []
        found = left_phrases(sentence, start, counts)
        return [make_loss(kind, item, word, start, end, group=group) for item in found]
    return []


def _tolls(sentence: Sentence, found: list[Loss], previous: Sequence[Loss], counts: dict[int, Count]) -> list[Loss]:
    """Return figures that name no loss word of their own: "the toll rose to 15", "first of 13, then of 16"."""
    out: list[Loss] = []
    low, base = sentence.low, sentence.start
    toll = screened("casualties", "toll_words")
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
        if re.search(r"dead|death|died|killed|fatal|body", match.group()):
            kind = "killed"
        elif re.search(r"injur|wound", match.group()):
            kind = "injured"
        else:
            here = [loss for loss in found if loss.start < at and not loss.zero]
            prior = here[:1] or [loss for loss in previous if not loss.zero][-1:]  # a count is of what is told first
            if not prior and "toll" not in match.group():
                continue
            kind = "killed" if "toll" in match.group() or not prior else prior[-1].kind
        before = _LOWERS.search(low[max(0, match.start() - 34) : match.start()])
        lowered = bool(before or _toll_ways()[1].fullmatch(how) or _LOWERED.search(low[match.start() : at - base]))
        out.append(
            Loss(
                kind,
                count.low,
                count.best,
                count.high,
                count.vague,
                False,
                at,
                at + len(count.text),
                f"{match.group()} {how} {count.text}",
                group=at,
                lowered=lowered,
            )
        )
    for match in _STANDS.finditer(low):  # "the number of injured, 40, stands"
        at = base + match.start("n")
        stands = counts.get(at)
        if stands is not None and not any(loss.start <= at < loss.end for loss in [*found, *out]):
            kind = "killed" if re.search(r"dead|death|killed", match.group("what")) else "injured"
            best, end = stands.best, at + len(stands.text)
            out.append(Loss(kind, stands.low, best, stands.high, stands.vague, False, at, end, match.group(), group=at))
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
        figure = replace(last, low=count.low, best=count.best, high=count.high, vague=count.vague, more=False)
        out.append(replace(figure, start=at, end=end, text=words, group=at, lowered=lower, part=False, named=""))
    for loss in [*found, *out]:
        chain_at = loss.end
        for _ in range(4):
            chain = re.match(
                r",? ?(?:and )?(?:then |later |now |finally |eventually |subsequently |again |by (?:the |late "
                r")?\w+ ){1,2}(?:of |to |at )?",
                low[chain_at - base : chain_at - base + 40],
            )
            if not chain:
                break
            at = chain_at + chain.end()
            later = counts.get(at)
            if later is None or any(other.start <= at < other.end for other in found):
                break
            count = later
            tail = low[at - base + len(count.text) : at - base + len(count.text) + 12]
            if re.match(r"\s*\w", tail) and not re.match(r"\s*(?:and|or|by|on|as|after)\b", tail):
                break
            chain_at = at + len(count.text)
            out.append(
                Loss(
                    loss.kind,
                    count.low,
                    count.best,
                    count.high,
                    count.vague,
                    False,
                    at,
                    chain_at,
                    count.text,
                    key=loss.key,
                    noun=loss.noun,
                    group=at,
                    lowered=loss.lowered,
                )
            )
    return out


_STANDS = re.compile(
    r"\b(?:number|count|figure|total) of (?:the )?(?P<what>injured|wounded|dead|killed|deaths)(?: people)?, "
    r"(?P<n>[\w,-]+),"
)
_RESTATED = re.compile(
    r"\b(?:lowered|revised|raised|corrected|cut|reduced|updated|increased|put) (?:it|this|that|the (?:figure|"
    r"toll|number|count|tally))"
    r"(?: (?:again|further|down|up|later|upwards|downwards))? (?:to|at) "
)
_OLD_FIGURE = re.compile(r"\b(?:earlier|previous|initial|original|first|former|provisional)(?: \w+)? $")
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
        if how and not re.search(r"\bfrom$", gap.rstrip()):
            return how.group(), at
    return None


_INCLUDED = screen(
    r"(?:including the (?P<x>[\w-]+) (?:dead|who died|killed|deaths)|the (?P<y>[\w-]+) "
    r"(?:dead|killed)(?: \w+)? included|counting the (?P<z>[\w-]+) dead)"
)


def _included(sentence: Sentence, losses: list[Loss]) -> list[Loss]:
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
