"""Noun phrases that say who: the object after a verb, the number in front (subjects: `geomap.incidents.subjects`).

Read from tokens, without a model: the phrase ends where a clause, another verb or an aside begins.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.heads import (
    AUX,
    DETERMINERS,
    PARTICLES,
    POSSESSIVES,
    PREPOSITIONS,
    STOP,
    Phrase,
    noun_after,
)
from geomap.incidents.people import counts_things, is_person
from geomap.incidents.roll import read_objects

if TYPE_CHECKING:
    from geomap.incidents.numbers import Count
    from geomap.incidents.structure import Sentence

_NAME_ENDS = frozenset(
    {".", ",", "in", "at", "near", "on", "when", "as", "while", "after", "outside", "inside", "during"}
)
_REFLEXIVE = frozenset({"himself", "herself"})


_OF_WHAT_KIND = frozenset({"", "civilian", "military", "confirmed", "police", "combat", "reported"})  # deaths


_MOST_OF_THEM = re.compile(r", (?:[\w-]+ ){1,3}of (?:them|whom) [\w -]{3,30}, $")


def count_before(sentence: Sentence, start: int, counts: dict[int, Count]) -> Phrase | None:
    """Return the number that stands right before `start` ("55 hurt"), or None."""
    told = sentence.before(start, 60)
    if told.endswith(", ") and (aside := _MOST_OF_THEM.search(told)):  # "and ten, most of them women, wounded"
        whole = count_before(sentence, start - len(told) + aside.start(), counts)
        return replace(whole, end=start) if whole is not None else None
    for at, count in counts.items():
        if (
            at + (count.end - count.start) <= start
            and sentence.between(at + (count.end - count.start), start).strip() in _OF_WHAT_KIND
        ):
            if counts_things(sentence, at, count):
                return None
            return Phrase(at, start, count.text, count, "")
    return None


def right_phrases(sentence: Sentence, end: int, counts: dict[int, Count]) -> list[Phrase]:
    """Return the object phrases after `end`: "killing two children and a nurse"."""
    out: list[Phrase] = []
    tokens = sentence.tokens
    i = sentence.at(end)
    if i < len(tokens) and tokens[i].start < end:
        i += 1
    steps = 0
    one: list[Phrase] = []
    while i < len(tokens) and steps < 4:
        token = tokens[i]
        if token.low in _REFLEXIVE and i + 1 < len(tokens) and tokens[i + 1].low == "and" and not out:
            self_too = [Phrase(token.start, token.end, token.text, None, "bomber")]  # "killing himself and two guards"
            return [*self_too, *right_phrases(sentence, tokens[i + 1].end, counts)]
        if token.low in STOP or token.text in {".", ","} or token.low in {"and", "or"}:
            break
        listed = read_objects(sentence, i, counts)
        if len(listed) > 1 or (listed and (token.low in {"all", "both"} or token.start in counts or listed[0].count)):
            return listed  # "wounded her four children": four
        if not steps and listed and listed[0].named and listed[0].noun not in {"", "person"}:
            return listed  # "killing senior lieutenant Rashad Aliyev"
        if not steps and (token.low in DETERMINERS or token.low in POSSESSIVES or token.low.endswith("-year-old")):
            one = listed  # "a 16-year-old boy"
            if one and one[0].start == token.start and token.low in DETERMINERS:
                return one
        count = counts.get(token.start)
        if count is not None and not counts_things(sentence, token.start, count):
            stop = token.start + count.end - count.start
            noun, noun_end = noun_after(sentence, stop)
            out.append(
                Phrase(
                    token.start,
                    noun_end,
                    sentence.text[token.start - sentence.start : noun_end - sentence.start],
                    count,
                    noun,
                )
            )
            more = re.match(r"(?:,? and|,) ", sentence.after(noun_end, 8))
            if more:
                out += _coordinated(sentence, noun_end + more.end(), counts)
            break
        if token.low in DETERMINERS or (token.low in {"his", "her", "their", "its"} and not out):
            noun, noun_end = noun_after(sentence, token.end)
            if noun and is_person(noun, sentence.between(token.end, noun_end)):
                out.append(
                    Phrase(
                        token.start,
                        noun_end,
                        sentence.text[token.start - sentence.start : noun_end - sentence.start],
                        None,
                        noun,
                        definite=token.low not in DETERMINERS,
                    )
                )
                more = re.match(r"(?:,? and|,) ", sentence.after(noun_end, 8))
                if more:
                    out += _coordinated(sentence, noun_end + more.end(), counts)
            break
        if steps == 0 and (person := _one_person(sentence, i)) is not None:
            return [person]
        if token.low in PREPOSITIONS or token.low in AUX:
            break
        i, steps = i + 1, steps + 1
    return out or one


def _one_person(sentence: Sentence, i: int) -> Phrase | None:
    """Return the object that token `i` begins where it is one person: "the mayor of X", "Anna Petrosyan, 71,"."""
    tokens = sentence.tokens
    if tokens[i].low == "the":
        noun, end = noun_after(sentence, tokens[i].end)
        plural = noun.endswith("s") or noun in {"people", "men", "women", "children", "personnel", "police", "crew"}
        if not noun or plural or not is_person(noun, ""):
            return None
        text = sentence.between(tokens[i].start, end)
        return Phrase(tokens[i].start, end, text, None, noun, definite=True)
    last = i
    while last < len(tokens) and last - i < 5 and (tokens[last].text[:1].isupper() or tokens[last].low in PARTICLES):
        last += 1
    after = tokens[last].low if last < len(tokens) else "."
    aged = last - i == 1 and after == "," and last + 1 < len(tokens) and tokens[last + 1].low.isdigit()
    if not (2 <= last - i <= 4 or aged) or not (after in _NAME_ENDS or after.isdigit()):
        return None
    name = sentence.text[tokens[i].start - sentence.start : tokens[last - 1].end - sentence.start]
    return Phrase(tokens[i].start, tokens[last - 1].end, name, None, "", named=name)


_THEY_SAY = re.compile(
    r"(?:,? (?:and|or) (?:[\w-]+ ){0,3}[\w-]+)?(?: [\w-]+){0,2} (?:said|says|say|told|reported|announced|confirmed)\b"
)


def _coordinated(sentence: Sentence, start: int, counts: dict[int, Count]) -> list[Phrase]:
    """Return a further object ("… and two nurses") unless a verb follows it."""
    i = sentence.at(start)
    token = sentence.tokens[i]
    if token.low in {"his", "her", "their", "its"} and i + 1 < len(sentence.tokens):  # "a father and his two sons"
        i, token = i + 1, sentence.tokens[i + 1]
    count = counts.get(token.start)
    if count is None and token.low not in DETERMINERS:
        return []
    stop = token.start + count.end - count.start if count else token.end
    if re.match(r" of (?:them|whom|these|those)\b", sentence.after(stop, 12)):
        return []  # "ten people, five of them police": a part of the ten
    noun, noun_end = noun_after(sentence, stop)
    people = (
        is_person(noun, sentence.between(stop, noun_end))
        or sentence.text[noun_end - len(noun) - sentence.start :][:1].isupper()
    )
    if not noun or not people:
        return []
    rest = sentence.after(noun_end, 60)
    if rest.startswith(("'", "’")) or _THEY_SAY.match(rest):
        return []  # ", a doctors' committee said", ", an official and two residents said"
    if re.match(r" (?:was|were|had|has|have|is|are|later|wounded|injured|hurt|killed|dead)\b", rest):
        return []
    if count and counts_things(sentence, token.start, count):
        return []
    return [
        Phrase(
            token.start, noun_end, sentence.text[token.start - sentence.start : noun_end - sentence.start], count, noun
        )
    ]
