"""Words of a text with their offsets: fast, the same with and without a model, in any script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from geomap.recognise.sentences import split_sentences

_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd"
)
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
APOSTROPHES = "'’ʼʻ‘`´＇"
_TOKEN = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}|[^\W\d_]{_LETTER}*(?:[{APOSTROPHES}]{_LETTER}+)*|\d[\d.,:]*|\n[ \t\r]*\n\s*|\n|[^\w\s]|_"
)
_UNCASED = re.compile("[\u0590-\u07ff\u0900-\u0fff\u10d0-\u10ff\u1200-\u137f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")


@dataclass(slots=True)
class Tokens:
    """The tokens of one text, as parallel lists.

    Attributes
    ----------
    starts, ends
        Offsets, half-open; a possessive 's belongs to its word.
    cores
        Like `ends`, without the possessive 's.
    words, lowers
        The token without the possessive, and the same in lower case.
    caps
        The word begins with a capital, or its script has no case.
    opens
        The token begins a sentence (quotes and brackets passed over).
    sentences
        Spans of the sentences.
    """

    starts: list[int]
    ends: list[int]
    cores: list[int]
    words: list[str]
    lowers: list[str]
    caps: list[bool]
    is_word: list[bool]
    opens: list[bool]
    sentences: list[tuple[int, int]]

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.starts)

    def adjacent(self, i: int) -> bool:
        """Tell whether token `i` follows the one before it without white space between."""
        return i > 0 and self.ends[i - 1] == self.starts[i]


@lru_cache(maxsize=1 << 16)
def _shape(word: str) -> tuple[str, str, int, bool, bool]:
    """Return (word, lower, letters of the possessive, capital, is a word)."""
    first = word[0]
    possessive = 0
    if len(word) > 2 and word[-1] in "sS" and word[-2] in APOSTROPHES:
        possessive = 2
        word = word[:-2]
    is_word = first.isalpha()
    caps = is_word and (first.isupper() or first.istitle() or _UNCASED.match(first) is not None)
    return word, word.lower(), possessive, caps, is_word


def tokenise(text: str) -> Tokens:
    """Return the words, numbers, marks and line breaks of `text`, with the beginnings of its sentences.

    Linear in the length of `text`; never raises.
    """
    starts: list[int] = []
    ends: list[int] = []
    cores: list[int] = []
    words: list[str] = []
    lowers: list[str] = []
    caps: list[bool] = []
    is_word: list[bool] = []
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        token = found.group()
        if end - start > 100:  # no name is that long: one mark, so that nothing is cached or compared
            word, lower, possessive, cap, wordy = "\ufffd", "\ufffd", 0, False, False
        else:
            word, lower, possessive, cap, wordy = _shape(token)
        starts.append(start)
        ends.append(end)
        cores.append(end - possessive)
        words.append(word)
        lowers.append(lower)
        caps.append(cap)
        is_word.append(wordy)
    sentences = split_sentences(text)
    return Tokens(starts, ends, cores, words, lowers, caps, is_word, _openings(starts, is_word, sentences), sentences)


def _openings(starts: list[int], is_word: list[bool], sentences: list[tuple[int, int]]) -> list[bool]:
    """Mark the first word of each sentence."""
    opens = [False] * len(starts)
    at = 0
    for begin, end in sentences:
        while at < len(starts) and starts[at] < begin:
            at += 1
        probe = at
        while probe < len(starts) and starts[probe] < end and probe < at + 4:
            if is_word[probe]:
                opens[probe] = True
                break
            probe += 1
    return opens
