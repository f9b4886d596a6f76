"""Who a word of loss says it of: the subject before the verb, read from tokens without a model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap.incidents.heads import (
    AUX,
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    STOP,
    VERBISH,
    Phrase,
    aside_start,
    before_modifier,
    before_relative,
    capitalised,
    hangs_on,
    joined,
    noun_after,
    phrase_noun,
)
from geomap.incidents.people import counts_things, is_person
from geomap.incidents.roll import read_subject
from geomap.incidents.rollwords import CARRYING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.numbers import Count
    from geomap.incidents.structure import Sentence, Token


_SOME = frozenset({"several", "some", "many", "most", "few"})
_HURT = frozenset({"wounded", "injured", "hurt", "shot", "hit", "burned"})


_PARTICIPLES = frozenset({"killed", "wounded", "injured", "hurt", "maimed", "slain", "murdered", "captured"})


_FELLOW_VERBS = frozenset(
    {
        "abducted", "kidnapped", "captured", "tortured", "beaten", "stabbed", "raped", "ambushed", "attacked", "shot",
        "detained", "arrested", "seized", "robbed", "injured", "trapped",
    }
)  # fmt: skip


_PARTS_ASIDE = re.compile(
    r"(?:,|(?<! and)) (?:(?:at least )?[\w-]+ (?:all )?of (?:them|whom)|among them|including)\b[^.;]{0,140},\s*"
    r"(?:(?:have|had|has|was|were|been|also|are|is) )*$"
)


_WHOLE_AND_PARTS = 3


_LEFT = re.compile(r"\b(?:left|leaving|leaves)\b[^;.]*$")


_HIT_AND = re.compile(
    r"\b(?:shot|hit|struck|stabbed|wounded) (?:in|through|by|with) (?:the |his |her |an? )?(?:[\w-]+ ){1,3}and "
    r"(?:later |then |"
    r"instantly )?$"
)


def _before_joint(tokens: list[Token], i: int) -> int | None:
    """Return the token before the "and" or comma at token `i` that joins another member, or None."""
    return i - 1 if i >= 1 and tokens[i].low in {"and", ","} and joined(tokens, i) else None


def left_phrases(sentence: Sentence, start: int, counts: dict[int, Count]) -> list[Phrase]:
    """Return the subject phrases before the verb at `start`: "Two soldiers and a medic were killed"."""
    told = sentence.before(start, 240)
    parts = _PARTS_ASIDE.search(told)
    if parts is not None:  # "Thirteen men, nine of them Xs and a Y, were killed": the thirteen
        start -= len(told) - parts.start()
    hit = _HIT_AND.search(told)
    if hit is not None:  # "was shot in the back and killed"
        start -= len(told) - hit.start()
    tokens: list[Token] = sentence.tokens
    i = sentence.at(start) - 1
    while i >= 0 and tokens[i].low in AUX:
        i -= 1
    while i > 1 and tokens[i].low == "and" and _fellow_verb(tokens, i - 1):  # "was abducted and killed"
        i -= 2 if tokens[i - 1].low in _FELLOW_VERBS else 3  # "shot at and wounded"
        while i >= 0 and tokens[i].low in AUX:
            i -= 1
    if i < 0:
        return []
    bare = i + 1 == sentence.at(start) and tokens[i + 1].low in _PARTICIPLES  # "the soldiers killed": without "were"
    listed = _with_these(sentence, i + 1, counts) or read_subject(sentence, i + 1, counts)
    if listed and bare and _LEFT.search(sentence.before(listed[0].start, 90)):
        bare = False  # "left a girl dead and her mother and grandmother injured"
    if parts is not None and _adds_up(listed):
        return listed[:1]  # "Nineteen people, twelve Xs and seven Ys, three of them children, died": the nineteen
    if listed and not (
        bare and (len(listed) > 1 or " " in sentence.between(listed[0].start, tokens[i].end)[len(listed[0].text) :])
    ):
        return listed
    verb = i
    if (one := _the_one_who(sentence, i)) is not None:
        return [one]
    if tokens[i].low == "whom":  # "ten were hit, three of whom died"
        for at, count in counts.items():
            if sentence.between(at + count.end - count.start, tokens[i].start).strip() == "of":
                return [Phrase(at, tokens[i].end, count.text, count, "")]
    before = before_relative(tokens, i, sentence.at(start), counts)
    if before is not None:
        i = before
    if tokens[i].low == "who" or tokens[i].low == "whom":
        i -= 1
        while i >= 0 and tokens[i].text == ",":
            i -= 1
    i = before_modifier(tokens, i)
    if i >= 0 and tokens[i].low in PRONOUNS and not (tokens[i].low == "them" and i and tokens[i - 1].low == "of"):
        return []
    inverse = {at + count.end - count.start: (at, count) for at, count in counts.items()}
    out: list[Phrase] = []
    end = tokens[i].end if i >= 0 else start
    words: list[str] = []
    chunk: list[str] = []
    commas = 0
    steps = 0
    while i >= 0 and steps < 22:
        token = tokens[i]
        steps += 1
        if token.end in inverse or any(
            at <= token.start and token.end <= at + c.end - c.start for at, c in counts.items()
        ):
            at, count = next((a, c) for a, c in counts.items() if a <= token.start and token.end <= a + c.end - c.start)
            j = sentence.at(at)
            between = sentence.after(at + count.end - count.start, 14)
            lone = re.match(r"\s*(?:,|and \w+,|was|were)", between) and j and tokens[j - 1].text == "," and not out
            if lone and re.match(r"\s*,", between):
                pass  # "Levon Sahakyan, 16, died": an age
            elif (
                re.match(r" of (?:them|whom|these|those)\b|(?: \w+)? of them", between)
                and commas == 0
                and j
                and tokens[j - 1].text == ","
            ):
                chunk = []
            elif not counts_things(sentence, at, count):
                noun, _ = noun_after(sentence, at + count.end - count.start)
                text = sentence.text[at - sentence.start : end - sentence.start]
                out.append(Phrase(at, end, text, count, noun or (words[-1] if words else "")))
                i = j - 1
                if i >= 1 and tokens[i].low in {"her", "his", "their"}:  # "a mother and her two children"
                    i -= 1
                if (before := _before_joint(tokens, i)) is None:
                    break
                i, end, words, chunk = before, tokens[before].end, [], []
                continue
            i = j - 1
            continue
        if token.low in DETERMINERS or (out and token.low in POSSESSIVES):
            noun = phrase_noun(words)
            doing = i and not out and tokens[i - 1].low.endswith("ing") and not (noun and is_person(noun, ""))
            if doing and i > 1 and is_person(tokens[i - 2].low, ""):
                i, words, chunk = i - 2, [], []  # "a man ploughing a field … died": the man
                end = tokens[i].end
                continue
            if not out and tokens[verb].text == "," and i and tokens[i - 1].text == ",":
                i, words, chunk = i - 2, [], []  # "two people, an old couple, were hurt": the two again
                end = tokens[i].end
                continue
            if (
                i
                and tokens[i - 1].low in PREPOSITIONS
                and tokens[i - 1].low != "by"
                and not (noun and is_person(noun, "") and not hangs_on(tokens, i - 1))
            ):
                i -= 1
                continue
            text = sentence.text[token.start - sentence.start : end - sentence.start]
            if noun and is_person(noun, " ".join(words)):
                out.append(Phrase(token.start, end, text, None, noun))
                i -= 1
                if (before := _before_joint(tokens, i)) is not None:
                    i, end, words, chunk = before, tokens[before].end, [], []
                    continue
            break
        if token.low == "them" and i > 1 and tokens[i - 1].low == "of" and tokens[i - 2].low in _SOME:
            break  # "forty people, several of them burned in their beds": no number of its own
        if token.low == "them" and i and tokens[i - 1].low == "of":  # "one of them was killed"
            i -= 2
            continue
        if token.low in STOP or (token.low in PRONOUNS and token.low != "whom"):
            if token.low in {"that", "—", "–"} and words and capitalised(chunk):
                pass
            break
        if token.text == ",":
            commas += 1
            if commas > 3:
                break
            aside = aside_start(tokens, i)
            if aside is not None:
                i = aside - 1
                words, chunk = [], []
                end = tokens[i].end if i >= 0 else end
                continue
            chunk = []
            i -= 1
            continue
        if token.low in {"and", "or"} and words:
            # a new clause on the left: its verb is not ours
            if not joined(tokens, i):
                break
            i -= 1
            continue
        if token.low in _HURT and words and i and is_person(tokens[i - 1].low, ""):
            i, words, chunk = i - 1, [], []  # "a lieutenant wounded in Tuesday's fight … died": the lieutenant
            end = tokens[i].end
            continue
        if token.low in CARRYING and words:
            words, chunk = [], []  # "a bus carrying miners was blown up": the bus
            end = tokens[i - 1].end if i else end
            i -= 1
            continue
        if token.low in VERBISH and words:
            break
        words.append(token.low)
        chunk.append(token.text)
        i -= 1
    if not out and words:
        first = sentence.tokens[max(i + 1, 0)]
        name = " ".join(reversed(chunk))
        if capitalised(chunk) and len(chunk) >= 2:
            out.append(Phrase(first.start, end, name, None, "", named=name))
        elif words and is_person(phrase_noun(words), "") and (i < 0 or tokens[i].low != "the"):
            singular = not phrase_noun(words).endswith(("s", "men", "people", "children", "personnel"))
            if words[-1] in {"the", "his", "her", "their", "its"} and singular:
                out.append(Phrase(first.start, end, name, None, phrase_noun(words), definite=True))
    if "," in {tokens[sentence.at(start) - 1].text, tokens[verb].text} and _adds_up(out[::-1]):
        return out[-1:]  # "two civilians, a man and a girl, died": the list only names the two
    return out


_WHOM = re.compile(r"(?<! of) whom (?:[\w'’-]+ ){1,8}$")


def whom_phrases(sentence: Sentence, start: int, counts: dict[int, Count]) -> list[Phrase]:
    """Return the people of "the nine teachers whom seven men had murdered", for the verb at offset `start`."""
    told = sentence.before(start, 110)
    whom = _WHOM.search(told)
    return left_phrases(sentence, start - len(told) + whom.start() + 1, counts) if whom is not None else []


def _adds_up(phrases: list[Phrase]) -> bool:
    """Tell whether the first of some phrases is the sum of the others: "nineteen people, twelve Xs and seven Ys"."""
    if len(phrases) < _WHOLE_AND_PARTS or phrases[0].count is None:
        return False
    return phrases[0].count.best == sum((one.count.best or 0) if one.count else 1 for one in phrases[1:])


def _with_these(sentence: Sentence, stop: int, counts: dict[int, Count]) -> list[Phrase]:
    """Return the 20 of "…, with 20 people injured": whose the participle is, whoever the sentence is of."""
    tokens = sentence.tokens
    for k in range(stop - 1, max(0, stop - 6), -1):
        if tokens[k].low == "with":
            return read_subject(sentence, stop, counts, begin_at=k + 1) if tokens[k + 1].start in counts else []
        if tokens[k].text in {",", ";", "."}:
            break
    return []


def _fellow_verb(tokens: Sequence[Token], i: int) -> bool:
    """Tell whether a verb of violence ends at token `i`: "abducted", "shot at"."""
    if tokens[i].low in {"at", "on", "upon"} and i:
        return tokens[i - 1].low in {"shot", "fired", "set"}
    return tokens[i].low in _FELLOW_VERBS


def _the_one_who(sentence: Sentence, i: int) -> Phrase | None:
    """Return "the border guard" of "named the border guard who lost his life" where token `i` is its "who"."""
    tokens = sentence.tokens
    if tokens[i].low != "who" or i < 2:
        return None
    noun = tokens[i - 1].low
    plural = noun.endswith("s") or noun in {"people", "men", "women", "children", "personnel", "police"}
    for j in range(i - 2, max(-1, i - 5), -1):
        if tokens[j].low == "the":
            if plural or not is_person(noun, ""):
                return None
            text = sentence.between(tokens[j].start, tokens[i - 1].end)
            return Phrase(tokens[j].start, tokens[i - 1].end, text, None, noun, definite=True)
        if not tokens[j].text[:1].isalpha() or tokens[j].low in PREPOSITIONS | STOP | DETERMINERS:
            break
    return None
