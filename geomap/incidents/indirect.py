"""Losses told in a roundabout way: "left with a wound", "brought to hospital", "was shot … and died"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.heads import Phrase
from geomap.incidents.idioms import find_idioms
from geomap.incidents.injuries import hurt_after
from geomap.incidents.losses import Loss, make_loss
from geomap.incidents.people import counts_things
from geomap.incidents.phrases import right_phrases
from geomap.incidents.screen import screen
from geomap.incidents.subjects import left_phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.numbers import Count
    from geomap.incidents.structure import Sentence


def find_indirect(
    sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss], previous: Sequence[Loss]
) -> list[Loss]:
    """Return the losses of `sentence` that no plain word of loss beside a noun phrase tells; `found` are the others.

    `previous` are the losses of the sentences before, newest last.
    """
    out = _left_wound(sentence, counts)
    out += _to_hospital(sentence, counts, [*found, *out])
    out += _hit_and_died(sentence, counts, [*found, *out])
    out += _one_more(sentence, [*found, *out])
    out += _the_dead(sentence, counts, [*found, *out])
    out += _pronoun_object(sentence, counts, [*found, *out])
    out += _shot_and_wounded(sentence, counts, [*found, *out])
    out += _were_hit(sentence, counts, [*found, *out])
    out += hurt_after(_WITH, sentence, counts, [*found, *out])
    out += _the_rest(sentence, counts, [*found, *out])
    out += _with_treated(sentence, counts, [*found, *out])
    out += _in_condition(sentence, [*found, *out])
    out += _only_survived(sentence, counts, [*found, *out])
    out += find_idioms(sentence, counts, [*found, *out], previous)
    return out


_HIT = screen(
    r"\b(?:was|were|had been) (?:(?:\w+ly|then) )?(?:shot|stabbed|hit|struck|ambushed|attacked|wounded|beaten)\b"
)
_DIED = screen(
    r"\b(?:and|but|,) (?:(?:later|then|soon|both|all|who) )*(?:died|dies|bled to death|succumbed|was pronounced dead|"
    r"were pronounced dead|did not survive)\b"
)
_PRONOUN = screen(
    r"\b(?P<verb>kill(?:ed|ing)|shot|shooting|execut(?:ed|ing)|behead(?:ed|ing)|murder(?:ed|ing)|gunned down|"
    r"slaughter(?:ed|ing)|massacr(?:ed|ing)|burn(?:ed|t) (?=(?:them|him|her) )) ?(?:dead )?(?P<whom>them all|"
    r"all of them|them|him|her|both)\b(?! in the (?:leg|arm|foot))"
)


def _hit_and_died(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "a farmer was shot by a sniper while ploughing, and died on the spot" as one killed."""
    for hit in _HIT.finditer(sentence.low):
        died = _DIED.search(sentence.low, hit.end())
        if died is None or ";" in sentence.low[hit.end() : died.start()]:
            continue
        start, end = sentence.start + hit.start(), sentence.start + died.end()
        if any(loss.kind == "killed" and loss.start < end and start - 60 < loss.end for loss in found):
            continue
        phrases = left_phrases(sentence, start, counts)
        return [make_loss("killed", phrase, "died", start, end, group=start) for phrase in phrases]
    return []


_NTH = screen(
    r"\band an? (?:[\w-]+ ){0,2}?(?:[\w-]+, \d+, |[\w-]+ )later (?:in|on the way to) (?:an? |the )?(?:\w+ "
    r")?(?:hospital|"
    r"clinic)\b|"
    r"\b(?:and|while|,|;) an? (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"thirteenth|fourteenth|fifteenth|further|another)(?: (?:victim|person|man|woman|soldier|serviceman|"
    r"child))? (?:(?:later |then )?died |succumbed )?(?:later )?(?:in|at|on the way to|to) (?:an? |the |his |"
    r"her )?(?:\w+ )?(?:hospital|clinic|wounds|injuries|ambulance|helicopter)\b"
)


def _one_more(sentence: Sentence, found: Sequence[Loss]) -> list[Loss]:
    """Return "eleven died there and a twelfth in hospital" as one more killed."""
    match = _NTH.search(sentence.low)
    before = [
        loss for loss in found if loss.kind == "killed" and match and loss.end <= sentence.start + match.start() + 2
    ]
    if match is None or not before:
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    if any(loss.start < end and start < loss.end for loss in found if loss not in before):
        return []
    last = before[-1]
    return [
        replace(
            last,
            low=1,
            best=1,
            high=1,
            vague=False,
            more=True,
            start=start + 1,
            end=end,
            text=match.group(),
            group=start,
        )
    ]


_SHOT = screen(
    r"\bshot (?!at\b|down\b|dead\b|and\b)(?=[^.;]{3,120}\b(?:wound|injur)\w+ (?:\w+ ){0,2}(?:others?|more)\b)"
)


def _shot_and_wounded(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "shot nine men … and wounded two others" as nine killed: those who were not only wounded."""
    match = _SHOT.search(sentence.low)
    if match is None:
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    phrases = right_phrases(sentence, end - 1, counts)
    phrases = [p for p in phrases if not any(loss.start < p.end and p.start < loss.end for loss in found)]
    return [make_loss("killed", phrase, "shot", start, end - 1, group=start) for phrase in phrases]


_BE_HIT = screen(r"\b(?:was|were|had been|have been) (?:also |then |each |both |all )?hit\b(?! hard| with)")
_LIVES = screen(r"\bhospital|\bclinic|\bcondition\b|\btreat(?:ed|ment)\b|\bsurger|\boperated on|\bsurviv")


def _were_hit(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "two others were hit", "a man was hit and is in hospital" as injured; a man hit alone tells nothing."""
    out: list[Loss] = []
    for match in _BE_HIT.finditer(sentence.low):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if re.search(r"\b(?:died|killed|dead|fatal\w*)\b", sentence.low[match.end() :]):
            continue
        for phrase in left_phrases(sentence, start, counts):
            several = phrase.count is not None and (phrase.count.more or (phrase.count.best or 0) > 1)
            told = any(loss.start < end and phrase.start < loss.end for loss in found)
            if not told and (several or _LIVES.search(sentence.low)):
                out.append(make_loss("injured", phrase, match.group(), start, end, group=start))
    return out


_WITH = re.compile(
    r" (?:others? |more |people |men |women |soldiers )?(?:(?:got away|escaped|survived|came away|walked away|"
    r"was left|were left) )?with (?:[\w-]+ ){0,2}(?:injur(?:y|ies)|wounds?|burns)\b"
)


_REST = screen(
    r"\b(?:and|while) (?:all )?the (?:others?|rest|remainder|remaining \w+)(?: were| was)? (?:\w+ )?"
    r"(?P<kind>killed|injured|wounded|hurt)\b"
)


def _the_rest(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "of the 12 passengers five were killed and the others injured" as seven injured."""
    match = _REST.search(sentence.low)
    if match is None:
        return []
    at = sentence.start + match.start()
    whole = [
        count
        for start, count in counts.items()
        if start < at and re.search(r"\bof (?:the|its|their|his)(?: \w+)? $", sentence.before(start, 24))
    ]
    told = [loss for loss in found if not loss.zero and loss.end <= at + 1 and loss.best]
    rest = (whole[0].best or 0) - (told[0].best or 0) if len(whole) == 1 and len(told) == 1 else 0
    if rest <= 0:
        return []
    kind = "killed" if match.group("kind") == "killed" else "injured"
    end = sentence.start + match.end()
    return [
        replace(told[0], kind=kind, low=rest, best=rest, high=rest, start=at, end=end, text=match.group(), group=at)
    ]


_THE_DEAD = re.compile(r"\bthe (?P<who>dead|wounded|injured) (?:are|were|now number|numbered) $")


def _the_dead(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "The dead are 42" as 42 killed."""
    out = []
    for at, count in counts.items():
        who = _THE_DEAD.search(sentence.before(at, 40))
        if who is None or any(loss.start <= at < loss.end for loss in found) or counts_things(sentence, at, count):
            continue
        kind = "killed" if who.group("who") == "dead" else "injured"
        end = at + count.end - count.start
        words = f"{who.group().strip()} {count.text}"
        out.append(Loss(kind, count.low, count.best, count.high, count.vague, count.more, at, end, words, group=at))
    return out


def _pronoun_object(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "took 23 passengers from buses … and shot them" as 23 killed."""
    match = _PRONOUN.search(sentence.low)
    if match is None:
        return []
    at = sentence.start + match.start()
    if any(loss.kind == "killed" and abs(loss.end - at) < 40 for loss in found):
        return []
    plural = "her" not in match.group("whom") and "him" not in match.group("whom")
    before = [
        (start, count)
        for start, count in sorted(counts.items())
        if start < at and count.best and not counts_things(sentence, start, count)
    ]
    if not plural:
        whom = Phrase(at, at + len(match.group()), match.group(), None, "")
        return [make_loss("killed", whom, match.group(), at, at + len(match.group()), group=at)]
    for start, count in reversed(before):
        if (count.best or 0) < 2:
            continue
        whom = Phrase(start, start + count.end - count.start, count.text, count, "")
        phrases = right_phrases(sentence, start, counts)
        whom = next((p for p in phrases if p.start == start), whom)
        return [make_loss("killed", whom, match.group(), at, at + len(match.group()), group=at)]
    return []


_LEFT_WOUND = screen(
    r"\b(?:left|leaving|leaves) (?P<np>[^;.]{3,90}?),? with (?:an? )?(?:[\w-]+ "
    r"){0,3}(?:wounds?|injur(?:y|ies)|burns)\b"
)


def _left_wound(sentence: Sentence, counts: dict[int, Count]) -> list[Loss]:
    """Return "left another serviceman, NAME, with a serious head wound" as one injured."""
    match = _LEFT_WOUND.search(sentence.low)
    if not match or " dead" in match.group("np"):  # "leaving three dead and four with wounds": the four
        return []
    phrases = right_phrases(sentence, sentence.start + match.start("np"), counts)
    return [
        make_loss(
            "injured",
            phrase,
            match.group()[-20:],
            sentence.start + match.start(),
            sentence.start + match.end(),
            group=match.start(),
        )
        for phrase in phrases[:1]
    ]


HOSPITAL = re.compile(
    r" ?(?:(?:other |more )?(?:people|persons|others|men|women|children|civilians|residents|villagers|soldiers|"
    r"officers|victims|patients|gendarmes|guards|policemen|fighters|workers|passengers|monks|pupils|"
    r"soldiers and civilians|men and women|women and children|[a-z]+(?:ers|ors|ists|ians)) )?(?:(?:had|"
    r"have) gone to (?:[\w'’-]+ ){0,3}(?:hospitals?|clinics?)\b|(?:were|was|had been|have been|has been|are being|"
    r"were being) (?:\w+ )?(?:taken|brought|rushed|admitted|sent|evacuated|airlifted|"
    r"flown) to (?:[\w'’-]+ ){0,5}(?:hospitals?|clinics?)\b)"
)


def _to_hospital(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "thirty-four people were brought to a hospital" as injured."""
    if "hospital" not in sentence.low and "clinic" not in sentence.low:
        return []
    out = []
    for at, count in counts.items():
        end = at + count.end - count.start
        match = HOSPITAL.match(sentence.low, end - sentence.start)
        if match and not any(loss.start <= at < loss.end for loss in found):
            stop = sentence.start + match.end()
            noun = "people" if "people" in match.group() else ""
            words = f"{count.text}{match.group()}"
            figure = Loss("injured", count.low, count.best, count.high, count.vague, count.more, at, stop, words)
            out.append(replace(figure, noun=noun, group=at))
    return out


_CONDITION = screen(
    r"\b(?:and|,|while) an?(?:other| (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth))"
    r"(?: (?!died)\w+)? (?:is |was |lies |lay |are |were )?(?:in (?:an? )?(?:critical|serious|grave|stable|severe|"
    r"satisfactory) condition|in (?:hospital|intensive care|a coma|surgery)|fighting for (?:his|her) life|"
    r"without an? (?:leg|arm|foot|hand|eye))\b"
)


def _in_condition(sentence: Sentence, found: Sequence[Loss]) -> list[Loss]:
    """Return "left two dead and a third in critical condition" as one more, injured."""
    match = _CONDITION.search(sentence.low)
    if match is None or not any(loss.kind == "killed" and not loss.zero for loss in found):
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    if any(loss.start < end and start < loss.end and loss.kind == "injured" for loss in found):
        return []
    model = next(loss for loss in found if loss.kind == "killed" and not loss.zero)
    one = replace(model, kind="injured", low=1, best=1, high=1, vague=False, more=False, start=start + 1, end=end)
    return [replace(one, text=match.group(), group=start, part=False, named="", definite=False)]


_OF_SO_MANY = screen(
    r"\bof the (?P<n>[\w-]+) (?:[\w-]+ )?[^.;]{0,70}?\bonly (?P<m>[\w-]+) (?:of them )?(?:survived|lived|came out "
    r"alive|(?:was|were) (?:rescued|found alive|pulled out alive))\b"
)


def _only_survived(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "of the nine people in a minibus only two survived" as seven killed."""
    match = _OF_SO_MANY.search(sentence.low)
    if match is None or any(loss.kind == "killed" and not loss.zero for loss in found):
        return []
    every, alive = (counts.get(sentence.start + match.start(name)) for name in ("n", "m"))
    if every is None or alive is None or not every.best or not alive.best or every.best <= alive.best:
        return []
    start, end, dead = sentence.start + match.start(), sentence.start + match.end(), every.best - alive.best
    return [Loss("killed", dead, dead, dead, False, False, start, end, match.group(), noun="people", group=start)]


_TREATED = screen(
    r"\b(?:with|and|while) (?P<n>[\w-]+) (?:others? |people |more )?(?:still )?(?:being treated|in hospitals?|"
    r"hospitali[sz]ed|under treatment|receiving treatment)\b"
)


def _with_treated(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "14 died, … with 30 still being treated" as 30 injured."""
    match = _TREATED.search(sentence.low)
    count = counts.get(sentence.start + match.start("n")) if match is not None else None
    if match is None or count is None or any(loss.kind == "injured" and not loss.zero for loss in found):
        return []
    start, end = sentence.start + match.start("n"), sentence.start + match.end()
    text = sentence.text[start - sentence.start : end - sentence.start]
    return [Loss("injured", count.low, count.best, count.high, count.vague, count.more, start, end, text, group=start)]
