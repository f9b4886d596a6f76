"""Which patterns may be found in a sentence at all, told from its words in one pass.

The stage has some two hundred patterns, and most of them are in none of a report's sentences.  Of each pattern the
letters are derived that every match of it must hold ("fear" of ``fears?|feared``); a word's patterns are looked up
once a process, and a sentence's are those of its words.  A pattern that cannot be there is not searched for: the
answer is the same.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from re import _constants as code  # type: ignore[attr-defined] # the parser of `re`: there is no public one
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORD = re.compile(r"\w+")
_PIECES = re.compile(r"\w+")
_DIGIT = "0"  # stands for any digit
_LEAST = 2  # letters; a single one tells nothing
_MOST_WORDS = 100_000  # remembered with their patterns; then they are forgotten and learnt again


class Screen:
    """A pattern that is searched for only in texts that hold letters of each of its alternatives.

    ``pattern`` is the compiled one.  `search` and `finditer` take a whole sentence (or report) in lower case: what
    words it has is remembered for as long as it is read.  For a part of a sentence ask `may` about the sentence.
    """

    __slots__ = ("_bit", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self._bit = _register(letters_of(pattern))

    def may(self, low: str) -> bool:
        """Tell whether the pattern may be found in `low` or a part of it."""
        return bool(_patterns_of(low) & self._bit)

    def search(self, low: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the first match in ``low[start:end]``, or None."""
        if not _patterns_of(low) & self._bit:
            return None
        return self.pattern.search(low, start, len(low) if end is None else end)

    def finditer(self, low: str) -> Iterator[re.Match[str]]:
        """Yield the matches in `low`."""
        return self.pattern.finditer(low) if _patterns_of(low) & self._bit else iter(())


class WordScreen:
    """A list of whole words, of letters and digits only: `may` tells whether a text holds one of them."""

    __slots__ = ("_bit",)

    def __init__(self, words: Iterable[str]) -> None:
        self._bit = _register(frozenset(words), whole=True)

    def may(self, low: str) -> bool:
        """Tell whether `low` holds one of the words."""
        return bool(_patterns_of(low) & self._bit)


@lru_cache(maxsize=512)
def screen(regex: str) -> Screen:
    """Return the screened pattern of a regular expression."""
    return Screen(re.compile(regex))


# --------------------------------------------------------------------------------- the patterns of words and texts


class _Index:
    """All patterns known at one moment; a new one is put in its place when another pattern is added."""

    def __init__(self, parts: dict[str, int], whole: dict[str, int], size: int) -> None:
        self.parts, self.whole, self.size = parts, whole, size
        self._by_pair: dict[str, list[tuple[str, int]]] = {}
        for letters, bits in sorted(parts.items()):
            if letters != _DIGIT:
                self._by_pair.setdefault(letters[:2], []).append((letters, bits))
        self._digit = parts.get(_DIGIT, 0)
        self._words: dict[str, int] = {}

    def of_text(self, low: str) -> int:
        """Return the bits of the patterns that `low` may hold; those added later are all set."""
        found, words = -1 << self.size, self._words
        for word in _WORD.findall(low):
            bits = words.get(word)
            found |= self._learn(word) if bits is None else bits
        return found

    def _learn(self, word: str) -> int:
        bits = self.whole.get(word, 0)
        for at in range(len(word) - 1):
            for letters, of_letters in self._by_pair.get(word[at : at + 2], ()):
                if word.startswith(letters, at):
                    bits |= of_letters
        if self._digit and not word.isalpha() and any(letter.isdecimal() for letter in word):
            bits |= self._digit
        if len(self._words) > _MOST_WORDS:
            self._words.clear()
        self._words[word] = bits
        return bits


_index = _Index({}, {}, 0)
_adding = threading.Lock()


def _register(letters: frozenset[str] | None, *, whole: bool = False) -> int:
    """Return the bit of a new pattern; -1, which every text has, for one of which no letters are known."""
    global _index  # noqa: PLW0603 - one table of all patterns: a text is read once for all of them
    if letters is None:
        return -1
    with _adding:
        bit = 1 << _index.size
        parts, words = dict(_index.parts), dict(_index.whole)
        table = words if whole else parts
        for one in letters:
            table[one] = table.get(one, 0) | bit
        _index = _Index(parts, words, _index.size + 1)
    return bit


@lru_cache(maxsize=1024)
def _patterns_of(low: str) -> int:
    return _index.of_text(low)


# ------------------------------------------------------------------------------------- the letters of a pattern


def letters_of(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return pieces of words of which every match of `pattern` holds at least one, or None if there are none.

    "0" stands for a digit.  A pattern that does not tell small letters from capitals has none.
    """
    if pattern.flags & re.IGNORECASE:
        return None
    return _needed(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def _needed(sequence: Any) -> frozenset[str] | None:
    """Return the best choice of pieces among the parts of a sequence, each of which must match."""
    choices: list[frozenset[str]] = []
    run: list[Any] = []
    for part in [*sequence, (None, None)]:
        op, value = part
        if op is code.LITERAL:
            run.append(part)
            continue
        if op is code.BRANCH and run:  # what all alternatives begin with is taken out of them: put back
            found = _any_of([_needed([*run, *branch]) for branch in value[1]])
        else:
            found = _needed_by(op, value)
        pieces = [piece for piece in _PIECES.findall("".join(chr(letter) for _, letter in run)) if len(piece) >= _LEAST]
        choices += [frozenset({piece}) for piece in pieces]
        if found is not None:
            choices.append(found)
        run = []
    return max(choices, key=_worth, default=None)


def _needed_by(op: Any, value: Any) -> frozenset[str] | None:
    if op is code.BRANCH:
        return _any_of([_needed(branch) for branch in value[1]])
    if op is code.SUBPATTERN:
        return None if value[1] & re.IGNORECASE else _needed(value[3])
    if op is code.ATOMIC_GROUP:
        return _needed(value)
    if op is code.GROUPREF_EXISTS:
        return None if value[2] is None else _any_of([_needed(value[1]), _needed(value[2])])
    if op in {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}:
        return _needed(value[2]) if value[0] else None
    if op is code.IN and all(_is_digit(*part) for part in value):
        return frozenset({_DIGIT})
    return None


def _is_digit(op: Any, value: Any) -> bool:
    if op is code.RANGE:
        return bool(chr(value[0]).isdecimal() and chr(value[1]).isdecimal() and value[1] - value[0] < 10)
    return (op is code.CATEGORY and value is code.CATEGORY_DIGIT) or (op is code.LITERAL and chr(value).isdecimal())


def _any_of(choices: list[frozenset[str] | None]) -> frozenset[str] | None:
    """Return the union, None where one alternative needs nothing."""
    out: set[str] = set()
    for choice in choices:
        if choice is None:
            return None
        out |= choice
    return frozenset(out)


def _worth(choice: frozenset[str]) -> tuple[float, int]:
    """Return how well a choice tells texts apart: by its commonest pieces, then by how few there are."""
    return -sum(_SEEN.get(piece, 40.0 / 3 ** len(piece)) for piece in choice), -len(choice)


# how often letters are met among a hundred words of reports, where that is more than their length lets one expect
_SEEN = {
    "0": 4, "the": 9, "that": 1.5, "this": 0.6, "with": 1, "from": 0.8, "have": 0.7, "has": 0.6, "had": 0.6, "was": 1.2,
    "were": 1, "been": 0.5, "for": 1.5, "and": 3.5, "not": 0.8, "are": 1, "who": 0.5, "his": 1, "its": 0.6,
    "their": 0.6, "said": 1, "one": 1, "two": 0.5, "out": 0.8, "over": 0.6, "after": 0.6, "other": 0.5, "part": 0.6,
    "last": 0.5, "time": 0.5, "side": 0.6, "force": 0.7, "kill": 0.7, "killed": 0.6, "fire": 0.6, "attack": 0.6,
    "soldier": 0.7, "soldiers": 0.6, "people": 0.6, "village": 0.5, "near": 0.5, "wound": 0.5, "wounded": 0.4,
    "injur": 0.4, "report": 0.6, "government": 0.4, "position": 0.5, "positions": 0.4, "ministry": 0.4, "military": 0.4,
}  # fmt: skip
