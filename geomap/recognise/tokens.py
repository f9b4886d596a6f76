"""Words of a text with their offsets: fast, the same with and without a model, in any script."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geomap.recognise.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd"
)
APOSTROPHES = "'’ʼʻ‘`´＇"


def _pattern(first: str, letter: str, digit: str, blank: str, apostrophes: str, mark: str) -> re.Pattern[str]:
    """Return the pattern of a token: initials or a word, a number, line breaks, a mark."""
    word = rf"{first}(?:\.(?:{first}\.)+|{letter}*(?:[{apostrophes}]{letter}+)*)"
    return re.compile(rf"({word}|{digit}(?:{digit}|[.,:])*|\n[ \t\r]*\n{blank}*|\n|{mark})")


# underscores are taken out beforehand: one class is read much faster than a choice of two
_TOKEN = _pattern(r"[^\W\d_]", rf"[\w{_MARKS}]", r"\d", r"\s", APOSTROPHES, r"[^\w\s]")
# the same for texts in ASCII, where a class is a look-up in a table
_BLANKS = r" \t\n\r\f\v\x1c-\x1f"
_ASCII_TOKEN = _pattern("[A-Za-z]", "[A-Za-z0-9_]", "[0-9]", f"[{_BLANKS}]", "'`", f"[^A-Za-z0-9_{_BLANKS}]")
_UNCASED = re.compile("[\u0590-\u07ff\u0900-\u0fff\u10d0-\u10ff\u1200-\u137f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")
_LONGEST = 100  # no name is that long: one mark, so that nothing is cached or compared
_MOST_KEPT = 1 << 17
UNKNOWN = "\ufffd"

# (word, lower, letters of the possessive, capital, is a word)
Shape = tuple[str, str, int, bool, bool]


class _Shapes(dict[str, Shape]):
    """The shape of each token ever seen, worked out once."""

    def __missing__(self, token: str) -> Shape:
        shape = shape_of(token)
        if len(token) <= _LONGEST:
            self[token] = shape
        return shape


@dataclass(slots=True)
class Tokens:
    """The tokens of one text, as parallel sequences.

    Attributes
    ----------
    starts, ends
        Offsets, half-open; a possessive 's belongs to its word.
    cores
        Like `ends`, without the possessive 's.
    raw
        The tokens as they stand.
    words, lowers
        The token without the possessive, and the same in lower case.
    caps
        The word begins with a capital, or its script has no case.
    opens
        The token begins a sentence (quotes and brackets passed over).
    opening
        The tokens that do.
    sentences
        Spans of the sentences.
    begin, finish
        `starts` and `ends` as arrays.
    """

    starts: list[int]
    ends: list[int]
    cores: list[int]
    raw: list[str]
    words: Sequence[str]
    lowers: Sequence[str]
    caps: Sequence[bool]
    is_word: Sequence[bool]
    opens: list[bool]
    opening: list[int]
    sentences: list[tuple[int, int]]
    begin: NDArray[np.int64]
    finish: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.starts)

    def adjacent(self, i: int) -> bool:
        """Tell whether token `i` follows the one before it without white space between."""
        return i > 0 and self.ends[i - 1] == self.starts[i]


def shape_of(token: str) -> Shape:
    """Return (word, lower, letters of the possessive, capital, is a word) of a token."""
    if len(token) > _LONGEST:
        return UNKNOWN, UNKNOWN, 0, False, False
    word = token
    first = word[0]
    possessive = 0
    if len(word) > 2 and word[-1] in "sS" and word[-2] in APOSTROPHES:
        possessive = 2
        word = word[:-2]
    is_word = first.isalpha()
    caps = is_word and (first.isupper() or first.istitle() or _UNCASED.match(first) is not None)
    return word, word.lower(), possessive, caps, is_word


_SHAPES = _Shapes()


def tokenise(text: str) -> Tokens:
    """Return the words, numbers, marks and line breaks of `text`, with the beginnings of its sentences.

    Linear in the length of `text`; never raises.
    """
    if len(_SHAPES) > _MOST_KEPT:
        _SHAPES.clear()
    # gaps and tokens by turns: their lengths add up to the offsets
    pattern = _ASCII_TOKEN if text.isascii() else _TOKEN
    parts = pattern.split(text.replace("_", "\x00") if "_" in text else text)
    bounds = np.cumsum(np.fromiter(map(len, parts), dtype=np.int64, count=len(parts)))
    raw = parts[1::2]
    begin, finish = bounds[0:-1:2], bounds[1::2]
    starts, ends = begin.tolist(), finish.tolist()
    shapes = [_SHAPES[token] for token in raw]
    words, lowers, possessive, caps, is_word = zip(*shapes, strict=True) if shapes else ((), (), (), (), ())
    cores = [end - letters for end, letters in zip(ends, possessive, strict=True)] if any(possessive) else ends
    sentences = split_sentences(text)
    opening = _openings(starts, is_word, sentences)
    opens = [False] * len(starts)
    for token in opening:
        opens[token] = True
    return Tokens(starts, ends, cores, raw, words, lowers, caps, is_word, opens, opening, sentences, begin, finish)


def _openings(starts: list[int], is_word: Sequence[bool], sentences: list[tuple[int, int]]) -> list[int]:
    """Return the first word of each sentence."""
    opening = []
    at = 0
    for begin, end in sentences:
        at = bisect_left(starts, begin, at)
        for probe in range(at, min(at + 4, len(starts))):
            if starts[probe] >= end:
                break
            if is_word[probe]:
                opening.append(probe)
                break
    return opening
