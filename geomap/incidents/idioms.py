"""Losses told by an idiom: "ten soldiers fell", "cost eight men their lives", "a bullet went through his shoulder"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.heads import Phrase
from geomap.incidents.injuries import find_injuries, tells_injury
from geomap.incidents.losses import Loss, make_loss
from geomap.incidents.phrases import right_phrases
from geomap.incidents.roll import read_objects
from geomap.incidents.screen import Screens, screen
from geomap.incidents.subjects import left_phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.numbers import Count
    from geomap.incidents.structure import Sentence


def find_idioms(
    sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss], previous: Sequence[Loss]
) -> list[Loss]:
    """Return the losses that an idiom of `sentence` tells.

    `found` are its other losses, `previous` those of the sentences before, newest last.
    """
    out = find_injuries(sentence, counts, found, previous)
    if counts:
        out += _the_others_were(sentence, counts, previous, [*found, *out])
    out += _fell(sentence, counts, [*found, *out])
    out += _fallen(sentence, counts, [*found, *out])
    out += _cost_lives(sentence, counts, [*found, *out])
    out += _so_was(sentence, counts, [*found, *out])
    out += _named_dead(sentence, counts)
    out += _in_all(sentence, counts, [*found, *out])
    out += _buried(sentence, counts, [*found, *out])
    out += _to_death(sentence, counts, [*found, *out])
    out += _fatal_ones(sentence, counts, [*found, *out])
    out += _along_with(sentence, counts, [*found, *out])
    out += _one_life(sentence, [*found, *out])
    out += _with_lost(sentence, counts, [*found, *out])
    out += _as_many(sentence, [*found, *out])
    return out


_FELL = screen(
    r"\b(?:soldiers?|servicem[ae]n|troops|officers?|guards?|policem[ae]n|fighters?|conscripts?|men|reservists?|"
    r"commandos?|paratroopers?|recruits?|volunteers?|sergeants?|lieutenants?|captains?|majors?|sappers?|gunners?|"
    r"privates?|"
    r"peshmerga|militiam[ae]n|them|number)(?: of (?:the |its |their )?(?:[\w-]+ ){0,2}(?:army|forces|force|guard|"
    r"brigade|"
    r"police|militia|battalion|unit))?(?:, [^;.]{3,90}?,)? (?:had |have )?"
    r"(?P<fell>fell|fallen)(?= (?:in|at|near|on|while|during|and|the)\b|[,.;])|"
    r"\b(?:private|sergeant|lieutenant|captain|major|corporal|colonel|ensign|conscript|serviceman) (?:[\w'’-]+ ){1,2}"
    r"(?P<fell2>fell)(?= (?:in|at|near|on|while|during|and|the)\b|[,.;])"
)


def _fell(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "Ten soldiers fell" as ten killed."""
    match = _FELL.search(sentence.low)
    if match is None:
        return []
    word = "fell" if match["fell"] else "fell2"
    start, end = sentence.start + match.start(word), sentence.start + match.end(word)
    if any(loss.kind == "killed" and loss.start < end and start - 60 < loss.end for loss in found):
        return []
    phrases = left_phrases(sentence, start, counts)
    if not any(phrase.count is not None for phrase in phrases) and word == "fell":
        return []
    return [make_loss("killed", phrase, "fell", start, end, group=start) for phrase in phrases]


_FALLEN = screen(
    r"\bfallen (?:soldiers?|servicem[ae]n|officers?|guards?|policem[ae]n|fighters?|conscripts?|comrades?|men|troops)\b"
)


def _fallen(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "acknowledged one fallen serviceman" as one killed; "the two fallen soldiers" are those told before."""
    out: list[Loss] = []
    for match in _FALLEN.finditer(sentence.low):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        count = next((c for at, c in counts.items() if at + c.end - c.start == start - 1), None)
        if count is None or any(loss.kind == "killed" and loss.start < end and start < loss.end for loss in found):
            continue
        begin = start - 1 - (count.end - count.start)
        if not _THESE.search(sentence.before(begin, 12)):
            words = sentence.text[begin - sentence.start : end - sentence.start]
            phrase = Phrase(begin, end, words, count, match.group().split()[-1])
            out.append(make_loss("killed", phrase, "fallen", start, end, group=start))
    return out


_THESE = re.compile(r"\b(?:the|these|those|of|for|to) $")
_COST = screen(r"\bcosts?(?P<who> [^,;.]{3,60}?) (?:their lives|his life|her life)\b")


def _cost_lives(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "has cost eight soldiers their lives" as eight killed."""
    match = _COST.search(sentence.low)
    if match is None:
        return []
    start, end = sentence.start + match.start("who"), sentence.start + match.end()
    if any(loss.start < end and start < loss.end for loss in found):
        return []
    phrases = right_phrases(sentence, start + 1, counts)
    return [make_loss("killed", phrase, match.group(), start, end, group=start) for phrase in phrases]


_SO_WAS = screen(
    r"\b(?P<kind>killed|dead|died|wounded|injured|hurt)\b[^.;]{0,30}?(?:,? (?:and )?so (?:was|were|did)|, as (?:did|"
    r"was|were))"
    r"(?= )"
)


def _so_was(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "five policemen were wounded and so was the wife of a driver" as one more injured."""
    match = _SO_WAS.search(sentence.low)
    if match is None:
        return []
    kind = "killed" if match.group("kind") in {"killed", "dead", "died"} else "injured"
    told = [loss for loss in found if loss.kind == kind and loss.start < sentence.start + match.end()]
    end = sentence.start + match.end()
    phrases = right_phrases(sentence, end, counts) or read_objects(sentence, sentence.at(end + 1), counts)
    group = told[-1].group if told else end
    return [make_loss(kind, replace(p, definite=False), "so was", p.start, p.end, group=group) for p in phrases]


_NAMED_DEAD = screen(
    r"\bthe (?:dead|victims|deceased|fallen|slain|killed|two|three|four|five|men|soldiers|servicemen)(?: [\w-]+)? "
    r"(?:were|was|have been|had been) (?:named|identified)(?: \w+){0,3}? as "
)


def _named_dead(sentence: Sentence, counts: dict[int, Count]) -> list[Loss]:
    """Return "The dead were named as Sergeant X and Private Y" as two killed, by name."""
    match = _NAMED_DEAD.search(sentence.low)
    if match is None or not any(word in match.group() for word in ("dead", "deceased", "fallen", "slain", "killed")):
        return []
    end = sentence.start + match.end()
    names = [phrase for phrase in read_objects(sentence, sentence.at(end), counts) if phrase.named]
    return [make_loss("killed", one, "dead", one.start, one.end, group=end) for one in names]


_IN_ALL = screen(
    r"\b(?P<how>killed|murdered|slaughtered|massacred|shot dead|hacked to death|executed|burned alive|died|"
    r"wounded|injured|"
    r"hurt)(?: (?:there|on the spot|in cold blood))?(?:,| -| –| —) (?P<n>[\w,-]+(?:[ -][\w-]+)?) (?:in all|"
    r"altogether|in total|of "
    r"them)(?=[,.;]|$| (?:in|at|and|on)\b)"
)


def _in_all(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "traders were dragged off their lorries and killed, 66 in all" as 66 killed."""
    match = _IN_ALL.search(sentence.low)
    count = counts.get(sentence.start + match.start("n")) if match is not None else None
    if match is None or count is None:
        return []
    start, end = sentence.start + match.start("how"), sentence.start + match.end("how")
    kind = "injured" if match.group("how") in {"wounded", "injured", "hurt"} else "killed"
    if any(loss.kind == kind and (loss.best or 0) > 1 and loss.end > sentence.start for loss in found):
        return []
    words = sentence.text[match.start() : match.end()]
    return [make_loss(kind, Phrase(start, end, words, count, ""), words, start, end, group=start)]


_BURIED = screen(
    r"\b(?P<verb>(?:was|were|have been|had been) (?:both |all )?(?:buried|laid to rest))\b(?! (?:under|in the rubble))"
)


_COFFINS = screen(
    r"\b(?:carr(?:y|ied|ying)|bor(?:e|ne)|lower(?:ed|ing)|follow(?:ed|ing)|buried|"
    r"draped) (?:the )?(?P<n>[\w-]+) (?:\w+ )?"
    r"coffins\b"
)


def _buried(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "A woman and her granddaughter were buried in X, where shells had fallen" as two killed.

    Where the sentence tells of no violence, the reader of the report must know that the one before it did.
    """
    coffins = _COFFINS.search(sentence.low)
    number = counts.get(sentence.start + coffins.start("n")) if coffins is not None else None
    if coffins is not None and number is not None and not any(not loss.zero for loss in found):
        start, end = sentence.start + coffins.start("n"), sentence.start + coffins.end()
        phrase = Phrase(start, end, f"{number.text} buried", number, "")
        return [make_loss("killed", phrase, "buried", start, end, group=start)]
    match = _BURIED.search(sentence.low)
    if match is None or any(not loss.zero for loss in found):
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    phrases = left_phrases(sentence, start, counts)
    return [make_loss("killed", phrase, match.group("verb"), start, end, group=start) for phrase in phrases]


_ALONG = screen(
    r"\b(?:together|along) with |(?:(?<=died)|(?<=killed)|(?<=perished)|(?<=dead)) with (?=(?:at least )?[\w-]+ "
    r"(?:of|other) )"
)
_ALIVE = screen(r"\b(?:burn(?:ed|t|ing)|bury(?:ing)?|buried)(?P<np> [^,;.]{2,60}?) alive\b")


def _along_with(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "was gunned down together with his daughter" as one more killed."""
    out: list[Loss] = []
    for match in _ALONG.finditer(sentence.low):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        before = [loss for loss in found if loss.kind in {"killed", "injured"} and not loss.zero and loss.end <= start]
        if not before or start - before[-1].end > _NEAR or re.search(r"[,;.]", sentence.between(before[-1].end, start)):
            continue
        told = max(before, key=lambda loss: loss.end)
        out += [
            make_loss(told.kind, replace(one, definite=False), "with", one.start, one.end, group=told.group)
            for one in read_objects(sentence, sentence.at(end), counts)
            if not any(loss.start < one.end and one.start < loss.end for loss in found)
        ]
    return out


_NEAR = 60  # characters from a loss to those "together with" whom it was
_ONE_LIFE = screen(
    r"\b(?:claim(?:s|ed|ing)|cost(?:s|ing)?|took|taking|taken) (?P<each>each (?:side|army) )?(?:an?|one) (?:\w+ "
    r")?life\b"
)


def _one_life(sentence: Sentence, found: Sequence[Loss]) -> list[Loss]:
    """Return "the shooting claimed a life" as one killed."""
    match = _ONE_LIFE.search(sentence.low)
    if match is None or any(loss.kind == "killed" and not loss.zero for loss in found):
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    lives = 2 if match.group("each") else 1
    return [Loss("killed", lives, lives, lives, False, False, start, end, match.group(), group=start)]


_TO_DEATH = screen(
    r"\b(?:hack(?:ed|ing)|beat(?:en|ing)?|stabb(?:ed|ing)|shot|shooting|burn(?:ed|t|ing)|clubb(?:ed|ing)|ston(?:ed|"
    r"ing)|"
    r"tortur(?:ed|ing)|batter(?:ed|ing)|kick(?:ed|ing)|machine-gunn(?:ed|ing))(?P<np> [^,;.]{2,60}?) to death\b"
)


def _to_death(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "hacked 14 villagers to death" as 14 killed."""
    match = _TO_DEATH.search(sentence.low) or _ALIVE.search(sentence.low)
    if match is None:
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    if any(loss.kind == "killed" and loss.start < end and start < loss.end for loss in found):
        return []
    phrases = right_phrases(sentence, sentence.start + match.start("np"), counts)
    return [make_loss("killed", phrase, "to death", start, end, group=start) for phrase in phrases]


_FATAL = screen(r"\bcasualties, (?P<n>[\w-]+) (?:of them|of which|of whom) (?:fatal|dead|deaths|fatalities|killed)\b")


def _fatal_ones(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "14 casualties, four of them fatal" as four killed and ten injured."""
    match = _FATAL.search(sentence.low)
    if match is None or any(not loss.zero for loss in found):
        return []
    dead = counts.get(sentence.start + match.start("n"))
    whole = next((c for at, c in counts.items() if at + c.end - c.start == sentence.start + match.start() - 1), None)
    if dead is None or whole is None or not dead.best or not whole.best or whole.best <= dead.best:
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    figures = (("killed", dead.best), ("injured", whole.best - dead.best))
    return [Loss(kind, n, n, n, False, False, start, end, match.group(), group=start) for kind, n in figures]


_WITH_LOST = screen(r"\bwith (?:the loss of )?(?P<np>[^,;.]{3,50}?) lost\b(?! (?:contact|ground|control))")


def _with_lost(sentence: Sentence, counts: dict[int, Count], found: Sequence[Loss]) -> list[Loss]:
    """Return "with two soldiers lost and five wounded" as two killed."""
    match = _WITH_LOST.search(sentence.low)
    if match is None:
        return []
    start, end = sentence.start + match.start("np"), sentence.start + match.end()
    if any(loss.kind == "killed" and loss.start < end and start < loss.end for loss in found):
        return []
    phrases = [p for p in right_phrases(sentence, start, counts) if p.end <= end]
    return [make_loss("killed", phrase, "lost", start, end, group=start) for phrase in phrases]


_AS_MANY = screen(
    r"\b(?:and|with|but|while) (?:about |roughly |at least |nearly )?as many (?:again |more |others |\w+ )?(?:were |"
    r"was )?"
    r"(?:\w+ly )?(?P<kind>injured|wounded|hurt|killed)\b"
)


def _as_many(sentence: Sentence, found: Sequence[Loss]) -> list[Loss]:
    """Return "five soldiers were killed and as many injured" as five injured too."""
    match = _AS_MANY.search(sentence.low)
    if match is None:
        return []
    start, end = sentence.start + match.start(), sentence.start + match.end()
    kind = "killed" if match.group("kind") == "killed" else "injured"
    other = [loss for loss in found if loss.kind != kind and loss.end <= start and not loss.zero and loss.best]
    if not other or any(loss.kind == kind and loss.start < end and start < loss.end for loss in found):
        return []
    return [replace(other[-1], kind=kind, start=start, end=end, text=match.group(), group=start, named="", part=False)]


def told_by_idiom(low: str) -> bool:
    """Tell whether a lower-case sentence may tell of a loss with none of the plain words for one."""
    return tells_injury(low) or any(words.search(low) for _, words in _TELLING.may(low))


_TELLING = Screens(
    {
        "fell": _FELL,
        "fallen": _FALLEN,
        "in_all": _IN_ALL,
        "coffins": _COFFINS,
        "to_death": _TO_DEATH,
        "alive": _ALIVE,
        "one_life": _ONE_LIFE,
        "named_dead": _NAMED_DEAD,
        "buried": _BURIED,
    }
)


_THE_OTHERS = re.compile(r"\bthe (?:other|remaining|rest of the) $")


def _the_others_were(
    sentence: Sentence, counts: dict[int, Count], previous: Sequence[Loss], found: Sequence[Loss]
) -> list[Loss]:
    """Return "The other four were Armenians" as four of the toll told before."""
    out: list[Loss] = []
    for at, count in counts.items():
        end = at + count.end - count.start
        after = sentence.text[end - sentence.start : end - sentence.start + 40]
        were = re.match(r" (?:men |people |victims |dead )?(?:were|are|was) [A-Z][\w-]+", after)
        if not were or not _THE_OTHERS.search(sentence.before(at, 24)) or found:
            continue
        whole = next((loss for loss in reversed(previous) if (loss.best or 0) > (count.best or 0) > 0), None)
        if whole is not None:
            stop = end + were.end()
            words = f"{count.text}{were.group()}"
            out.append(Loss(whole.kind, count.low, count.best, count.high, False, False, at, stop, words, group=at))
    return out
