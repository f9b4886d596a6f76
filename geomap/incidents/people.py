"""People or things: what a number in a report counts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.incidents.dateforms import DATE
from geomap.incidents.lexicon import load, word_set
from geomap.incidents.numbers import Count, find_counts
from geomap.incidents.screen import screen

if TYPE_CHECKING:
    from geomap.incidents.structure import Sentence


@lru_cache(maxsize=1)
def people_words() -> frozenset[str]:
    """Return the nouns for people, last words of compounds."""
    data = load("parties")
    words = {word.split()[-1] for word in data["armed_nouns"]}
    words |= {word.split()[-1] for word in data["forces"]["CVL"]} | {word.split()[-1] for word in data["forces"]["COP"]}
    words |= {word.split()[-1] for role in data["roles"].values() for word in role}
    words |= set(data["people"])
    words |= {_plural(word) for word in words if not word.endswith(("s", "men", "children"))}
    return frozenset(words)


FIGHTERS = re.compile(  # who fights without a state's uniform
    r"\b(?:rebels?|militants?|insurgents?|guerrillas?|gunm[ae]n|jihadists?|bandits?|terrorists?|separatists?|"
    r"extremists?|militiam[ae]n|fighters?|infiltrators?|gang members?)\b"
)


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    if word.endswith("fe"):
        return f"{word[:-2]}ves"
    return f"{word[:-2]}en" if word.endswith("man") else f"{word}s"


_NATIONAL = re.compile(r"[a-z]{2,}(?:ian|ani|aini|anese|inese|istani|aqi|meni|ican|ghan|guayan|alian)s?$")
_AGENT = re.compile(r"[a-z]{3,}(?:er|or|ist|eer|ee|grapher|ologist|cian|arian|ant|keeper)s?$")


def is_national(noun: str) -> bool:
    """Tell whether a noun names people by their nation: "armenians", "a bahraini"."""
    return _NATIONAL.search(noun) is not None


def is_person(noun: str, phrase: str) -> bool:
    """Tell whether a noun, or any word of its phrase, means people."""
    last = noun.rsplit(maxsplit=1)[-1] if noun else ""
    if last in _NO_PERSON:
        return False
    if last in people_words() or last.endswith(("men", "man", "women", "woman", "year-old", "keepers", "keeper")):
        return True
    if _NATIONAL.search(last):
        return True  # "a Bahraini"
    if _AGENT.search(last) and last not in word_set("casualties", "things"):
        return True  # "a ranger", "two trainees": who does something
    return any(word in people_words() for word in phrase.split())


_NO_PERSON = frozenset(
    {"junior", "senior", "human", "roman", "ottoman", "oman", "talisman", "specimen", "regimen", "omen"}
)
_NUMBERED = re.compile(r"(?:\baged|\bage of|\bage|\bchapter|\barticle|\bpage|\bunit|\bbattalion|\bbrigade|№|\bno\.) $")
_OF_AGE = re.compile(r"\bage[ds]? (?:\d+(?:,? and |, | or | to ))*$")
_BEING = ("who was ", "who is ", "who had been ", "\n")
_AT = re.compile(
    r"\b(?:at|around|about|by|since|until|before|after|past|from|towards?|near|till) (?:about |around |nearly |just |"
    r"shortly )?$"
)
_HOUR = re.compile(
    r" (?:in the (?:early |late )?(?:morning|afternoon|evening)|o['’]clock|[ap]\.?m\b|at night|on (?:the )?\w+day)"
)
_ONE_OF = re.compile(r"\b(?:an?|the|one|his|her|another) (?:[\w'’-]+ ){0,3}(?P<noun>[a-z-]+) of $")
_CROWDS = frozenset(
    {"crew", "half", "one", "others", "couple", "pair", "number", "cluster", "quarter", "members", "head", "troop"}
)


_TRADE = re.compile(r"[a-z]{3,}(?:ers?|ors?|ists?|smiths?|keepers?|wrights?|monger?s)$")


def in_trade(noun: str) -> bool:
    """Tell whether a noun reads as somebody's work ("gatherers", "a potter"), which no force or rank does."""
    last = noun.rsplit(maxsplit=1)[-1] if noun else ""
    if not _TRADE.search(last) or last in word_set("casualties", "things"):
        return False
    return last not in _no_trade()


@lru_cache(maxsize=1)
def _no_trade() -> frozenset[str]:
    data = load("parties")
    arms = {word.split()[-1] for word in data["armed_nouns"]}
    roles = {word.split()[-1] for role in data["roles"].values() for word in role}
    forces = {word.split()[-1] for kind in ("MIL", "COP") for word in data["forces"][kind]}
    return frozenset(arms | roles | forces) | word_set("parties", "no_trade")


def counts_things(sentence: Sentence, at: int, count: Count) -> bool:
    """Tell whether a number counts something else than people: an age, a distance, a time, houses."""
    before = sentence.before(at, 24)
    after = sentence.after(at + count.end - count.start, 40)
    if _NUMBERED.search(before):
        return True
    if "age" in sentence.low and _OF_AGE.search(sentence.before(at, 40)):
        return True  # "children aged 8 and 10"
    if (
        before.endswith(_BEING)
        and re.search(r"\bwho (?:was|is|had been) $", before)
        and re.match(r",| and (?!\w+ \w+ed\b)", sentence.after(at + count.end - count.start, 8))
    ):
        return True  # "Aziz, who was 76, died"
    if _AT.search(before) and _HOUR.match(after):
        return True  # "at nine in the morning"
    who = _ONE_OF.search(sentence.before(at, 60))
    if who and is_person(who.group("noun"), "") and who.group("noun") not in _CROWDS:
        return True  # "a boy of 12", "an electrical engineer of 27": an age
    noun = re.match(r"(?:-| )?(?:(?:[\w’'-]+) )?([\w’'%.-]+)", after)
    words = re.findall(r"[\w’'%.-]+", after)[:2]
    bad = word_set("casualties", "not_counts")
    if words and words[0].rstrip(".,") in bad and words[0] not in {"side", "militants"}:
        return True
    return bool(
        noun
        and len(words) > 1
        and words[1].rstrip(".,") in bad
        and words[0]
        in {
            "mortar",
            "artillery",
            "residential",
            "army",
            "armoured",
            "military",
            "square",
            "more",
            "other",
            "separate",
            "private",
            "percent",
            "per",
        }
    )


_AGED = screen(r"\b(?:aged|ages)\b")
_NEXT_AGE = re.compile(r"(?:,? (?:and |to |or |between |from )?)")
_NOT_N = re.compile(r", not (?P<n>[\w-]+),")


def people_counts(low: str, base: int) -> dict[int, Count]:
    """Return the numbers that may count people, by offset: no part of a date, nothing that is said not to be so.

    "On Friday, 12 May 2023, three soldiers were killed" tells of three, "eighteen, not 26, were killed" of eighteen.
    """
    counts = {count.start + base: count for count in find_counts(low)}
    if not counts:
        return counts
    out = {base + match.start("n") for match in _NOT_N.finditer(low)}
    out |= {at for at, count in counts.items() if count.vague and low[: at - base].endswith("as ")}  # "as many injured"
    for match in _AGED.finditer(low):  # "aged nine, 13 and 15"
        end = match.end()
        for at, count in sorted(counts.items()):
            if at - base < end or not _NEXT_AGE.fullmatch(low, end, at - base):
                continue
            out.add(at)
            end = at - base + count.end - count.start
    for match in DATE.finditer(low):
        noun = re.match(r" ([a-z]+)", low[match.end() :])
        if not (noun and is_person(noun.group(1), "")):  # "in May 12 soldiers were killed"
            out.update(range(match.start() + base, match.end() + base))
    return {at: count for at, count in counts.items() if at not in out}
