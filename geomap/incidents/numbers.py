"""Counts of people in words and digits: "three", "27", "at least 12", "some 80", "dozens", "1,200".

A count is exact (low = best = high), bounded ("at least five": no high; "up to 100": no low) or vague
("several", "dozens": no best figure is ever made of it).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from geomap.incidents.lexicon import load
from geomap.incidents.screen import Screen, screen

MAX_COUNT = 1_000_000  # more than any single incident ever cost; a larger figure is refused and said so

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_WORD = "|".join([*sorted(_UNITS, key=len, reverse=True), *_TENS])
_SMALL = rf"(?:{_WORD})(?:[- ](?:{_WORD}))?"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:[,\u202f\u00a0]\d{{3}})+|\d+(?:\.\d+)?(?= (?:million|billion|thousand))|\d+)"
    rf"(?: (?:hundred|thousand|million|billion))?"
    rf"|(?:an? |one )?(?:couple of|couple|dozen|half a dozen|half-dozen)(?= )"
    rf"|(?:a|{_SMALL}) thousand(?:,? {_SMALL} hundred)?(?: (?:and )?{_SMALL})?"
    rf"|(?:a|{_SMALL}) hundred(?: and {_SMALL}| (?={_WORD}){_SMALL})?(?: thousand)?"
    rf"|a single(?= (?:death|fatality|casualty|loss))"
    rf"|{_SMALL}(?: dozen| million)?"
)
_ORDINAL = (
    r"an? (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?= (?:[\w-]+ (?!was|were|had|has|"
    r"is))?(?:was|were|had|has|is|died|man|woman|"
    r"soldier|serviceman|officer|person|policeman|child|victim|civilian|guard)\b| (?:\w+ly )?(?:wounded|injured|hurt|"
    r"killed)\b)"
    r"|(?<=and )an? (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?= (?:in|at|near|outside) )"
    r"|(?:(?<=ing )|(?<=ded )|(?<=red )|(?<=led )|(?<=hurt ))"
    r"an? (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?= ?[.,;]|$| (?:and|in|near|on|when|at|as|"
    r"after|before|who|seriously|badly|lightly|slightly|critically|gravely)\b)"
)
_LEAST = r"at least|no fewer than|no less than|not less than|more than|over|upwards? of|a minimum of"
_MOST = (
    r"(?<!gone )(?<!went )(?<!moved )(?<!crept )(?<!edged )(?<!going )up to|"
    r"at most|as many as|fewer than|less than|no more than|nearly|almost|close to"
)
_ABOUT = r"about|around|some|approximately|roughly|an estimated|estimated|circa|another|a further|an additional"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people as the text gives it; ``start, end`` are offsets into the searched text."""

    start: int
    end: int
    text: str
    low: int | None
    best: int | None
    high: int | None
    vague: bool = False
    more: bool = False  # "two others", "another", "a further three": adds to what was told before
    refused: bool = False  # larger than MAX_COUNT


@lru_cache(maxsize=1)
def _pattern() -> Screen:
    vague = "|".join(sorted((re.escape(word) for word in load("casualties")["vague"]), key=len, reverse=True))
    return screen(
        rf"(?<![\w.,:/-])(?P<quant>(?:(?:{_LEAST}|{_MOST}|{_ABOUT}) )*)"
        rf"(?:(?P<vague>(?:(?:the )?{vague})(?: of)?)|(?P<number>{_NUMBER})|(?P<another>another|one other|{_ORDINAL}))"
        rf"(?![\w]|[.,:]\d|[-–/]\w)(?P<more> (?:more|others?|further|additional)\b)?"
    )


@lru_cache(maxsize=1000)
def word_value(text: str) -> int | None:
    """Return the value of a number in words or digits ("twenty-one", "1,200", "two dozen"), or None."""
    low = text.lower().strip().replace("\u00a0", ",").replace("\u202f", ",")
    if low.startswith("half"):
        return 6
    if "couple" in low:
        return 2
    total, current, seen = 0, 0, False
    for part in re.split(r"[\s-]+", low):
        if part in {"and", "of", "single"}:
            continue
        if part in {"a", "an"}:
            current, seen = 1, True
        elif part in _UNITS or part in _TENS:
            current += _UNITS.get(part, _TENS.get(part, 0))
            seen = True
        elif part == "dozen":
            current = max(current, 1) * 12
            seen = True
        elif part in _SCALES:
            scaled = max(current, 1) * _SCALES[part]
            total, current = (total + scaled, 0) if part != "hundred" else (total, scaled)
            seen = True
        else:
            digits = part.replace(",", "")
            if not re.fullmatch(r"\d+(?:\.\d+)?", digits) or len(digits) > 15:
                return None if len(digits) <= 15 else MAX_COUNT + 1
            current += int(float(digits)) if "." not in digits else 0
            if "." in digits:
                scale = next((_SCALES[word] for word in _SCALES if word in low), 1)
                return int(float(digits) * scale)
            seen = True
    return total + current if seen else None


@lru_cache(maxsize=64)  # a sentence is asked for its losses, their sides and its parts
def find_counts(low: str) -> tuple[Count, ...]:
    """Return the counts in lower-case text, in order."""
    return tuple(_find_counts(low))


def _find_counts(low: str) -> list[Count]:
    out: list[Count] = []
    vague_values = load("casualties")["vague"]
    for match in _pattern().finditer(low):
        quant = match.group("quant")
        more = bool(match.group("more")) or (bool(quant) and bool(re.search(r"another|further|additional", quant)))
        if match.group("vague"):
            word = match.group("vague").removeprefix("the ").removesuffix(" of").strip()
            span = vague_values.get(word) or vague_values.get(word + " of") or [None, None]
            out.append(Count(match.start(), match.end(), match.group().strip(), span[0], None, span[1], True, more))
            continue
        if match.group("another"):
            out.append(Count(match.start(), match.end(), match.group().strip(), 1, 1, 1, False, True))
            continue
        value = word_value(match.group("number"))
        if value is None:
            continue
        text = match.group().strip()
        if re.fullmatch(r"(?:19|20)\d\d", text) and not re.match(
            r" (?:people|soldiers|civilians|men|dead|troops)", low[match.end() :]
        ):
            continue  # a year
        before = low[max(0, match.start() - 2) : match.start()]
        if value > MAX_COUNT or before.endswith(("-", "−")):
            out.append(Count(match.start(), match.end(), text, None, None, None, False, more, refused=True))
            continue
        low_value: int | None = value
        high_value: int | None = value
        if quant and re.search(rf"\b(?:{_LEAST})\b", quant):
            high_value = None
        elif quant and re.search(r"\b(?:up to|at most|as many as|fewer than|less than|no more than)\b", quant):
            low_value = None
        out.append(Count(match.start(), match.end(), text, low_value, value, high_value, False, more))
    return _ranges(low, out)


_TO = re.compile(r" (?:to|or) |[-–]")
_BETWEEN = re.compile(r"\bbetween $")
_RISEN = re.compile(r"\b(?:from|by|of|ratio|score) $")
_WIDE = 3  # times: "two to nine" is no range of one count


def _ranges(low: str, counts: list[Count]) -> list[Count]:
    """Return `counts` with "15 to 20", "between 15 and 20", "two or three" as one: its best is the lower figure.

    The ACLED codebook takes the most conservative figure of a range.
    """
    out: list[Count] = []
    for count in counts:
        first = out[-1] if out else None
        out.append(count)
        if first is None or first.best is None or count.best is None or first.more or count.more:
            continue
        gap = low[first.end : count.start]
        between = gap == " and " and _BETWEEN.search(low[: first.start])
        if not between and (not _TO.fullmatch(gap) or _RISEN.search(low[: first.start])):
            continue
        if first.best < count.best <= _WIDE * first.best and count.low == count.best == count.high:
            text = low[first.start : count.end]
            out[-2:] = [Count(first.start, count.end, text, first.best, first.best, count.best)]
    return out
