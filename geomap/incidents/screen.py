"""Which patterns may be found in a sentence, and where, told from its words in one pass.

The stage has some two hundred patterns, and most of them are in none of a report's sentences.  Of each pattern the
letters are derived that every match of it must hold ("fear" of ``fears?|feared``), and how its matches may begin
(`openings`); what patterns a word speaks for is looked up once a process, and a sentence's are those of its words.  A
pattern that cannot be there is not searched for, and others are tried at the words that they may begin with: the
answer is the same.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from functools import lru_cache
from re import _constants as code  # type: ignore[attr-defined] # the parser of `re`: there is no public one
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

from geomap.incidents.openings import DIGIT, openings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WORD = re.compile(r"\w+")
_TO_NEXT = re.compile(r"\w+\W*")
_PIECES = re.compile(r"\w+")
_LEAST = 2  # letters; a single one tells nothing
_MOST_WORDS = 50_000  # remembered with their patterns; then they are forgotten and learnt again


class Screen:
    """A pattern that is searched for only in texts that hold letters of each of its alternatives.

    ``pattern`` is the compiled one.  `search` and `finditer` take a whole sentence (or report) in lower case: what
    words it has is remembered for as long as it is read.  For a part of a sentence ask `may` about the sentence.
    """

    __slots__ = ("_place", "bit", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.bit = _COMMON.add_letters(letters_of(pattern))
        self._place: int | None = None  # given when the pattern is first looked for in a whole text

    def may(self, low: str) -> bool:
        """Tell whether the pattern may be found in `low` or a part of it."""
        return bool(_COMMON.read(low).bits & self.bit)

    def search(self, low: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the first match in ``low[start:end]``, or None."""
        read = _COMMON.read(low)
        if not read.bits & self.bit:
            return None
        last = len(low) if end is None else end
        place = self._place
        if place is None:
            place = self._placed()
        if not 0 <= place < read.places:
            return self.pattern.search(low, start, last)
        match = self.pattern.match
        for at in read.starts.get(place, ()):
            if at >= start:
                found = match(low, at, last)
                if found is not None:
                    return found
        return None

    def finditer(self, low: str, cased: str | None = None) -> Iterable[re.Match[str]]:
        """Return the matches in `low`, from left to right; or those in `cased`, `low` with its capitals.

        All letters that a pattern for `cased` spells out are small ones.
        """
        text = low if cased is None else cased
        read = _COMMON.read(low)
        if not read.bits & self.bit:
            return ()
        place = self._place
        if place is None:
            place = self._placed()
        if not 0 <= place < read.places:
            return self.pattern.finditer(text)
        out: list[re.Match[str]] = []
        match, end = self.pattern.match, 0
        for at in read.starts.get(place, ()):
            if at >= end:
                found = match(text, at)
                if found is not None:
                    out.append(found)
                    end = found.end()
        return out

    def _placed(self) -> int:
        """Return the number of the pattern's places in what was read of a text; -1 if it may begin anywhere."""
        openings = openings_of(self.pattern)
        self._place = -1 if openings is None else _COMMON.add_openings(openings)
        return self._place


class Screens:
    """Several screened patterns by name, most of which are in none of a text's words: told at one look."""

    __slots__ = ("_bits", "screens")

    def __init__(self, screens: Mapping[str, Screen]) -> None:
        """Take screens of one index."""
        self.screens = tuple(screens.items())
        self._bits = 0
        for one in screens.values():
            self._bits |= one.bit

    def may(self, low: str) -> Sequence[tuple[str, Screen]]:
        """Return, in the order given, the patterns that may be found in `low` or a part of it, with their names."""
        bits = _COMMON.read(low).bits
        return [item for item in self.screens if bits & item[1].bit] if bits & self._bits else ()


class WordList:
    """Words and phrases by their first part of letters and digits: tells which of them may begin where in a text."""

    __slots__ = ("_place",)

    def __init__(self, by_first: Mapping[str, Sequence[str]]) -> None:
        self._place = _COMMON.add_words(by_first)

    def places(self, low: str) -> Sequence[tuple[int, Sequence[str]]]:
        """Return (offset, the words that may begin there) from left to right."""
        read = _COMMON.read(low)
        if self._place >= read.lists:  # read while the list was added
            read = _COMMON.read_anew(low)
        return read.listed.get(self._place, ())


@lru_cache(maxsize=512)
def screen(regex: str) -> Screen:
    """Return the screened pattern of a regular expression."""
    return Screen(re.compile(regex))


# --------------------------------------------------------------------------------- the patterns of words and texts


class _Read(NamedTuple):
    """What the words of a text tell: the bits of the patterns it may hold, and where patterns and words may begin.

    Patterns added later have all their bits set; `places` and `lists` tell how many were known.
    """

    bits: int
    places: int
    starts: dict[int, list[int]]
    lists: int
    listed: dict[int, list[tuple[int, Sequence[str]]]]


# what a word and the letters after it tell: bits and places of patterns, and of each list the words that may begin here
_Spot = tuple[int, tuple[int, ...], tuple[tuple[int, "Sequence[str]"], ...]]


class Index:
    """The patterns and lists that a text is read for at once; a text that is read while one is added may miss it.

    With a new one, what is known of words and texts is forgotten: they are read again for it.
    """

    def __init__(self) -> None:
        self._adding = threading.Lock()
        self._size = self._places = self._lists = 0
        self._letters: dict[str, dict[str, int]] = {}  # first two letters -> letters -> bits of patterns
        self._openings: dict[str, dict[str, tuple[int, ...]]] = {}  # first two letters -> opening -> places
        self._words: dict[str, tuple[tuple[int, Sequence[str]], ...]] = {}  # first part -> lists with their words
        self._digit = 0
        self._known: dict[str, _Spot | tuple[()]] = {}
        self.read = lru_cache(maxsize=1024)(self.read_anew)

    def add_letters(self, letters: frozenset[str] | None) -> int:
        """Return the bit of a new pattern; -1, which every text has, for one of which no letters are known."""
        if letters is None:
            return -1
        with self._adding:
            bit = 1 << self._size
            for one in letters:
                if one == DIGIT:
                    self._digit |= bit
                    continue
                old = self._letters.get(one[:_LEAST], {})
                self._letters[one[:_LEAST]] = {**old, one: old.get(one, 0) | bit}
            self._known = {}  # before the number grows: who reads a text meanwhile must not think it complete
            self._size += 1
            self.read.cache_clear()
        return bit

    def add_openings(self, openings: frozenset[str]) -> int:
        """Return the place number of a new pattern."""
        with self._adding:
            place = self._places
            for one in openings:
                old = self._openings.get(one[:2], {})
                self._openings[one[:2]] = {**old, one: (*old.get(one, ()), place)}
            self._known = {}
            self._places += 1
            self.read.cache_clear()
        return place

    def add_words(self, by_first: Mapping[str, Sequence[str]]) -> int:
        """Return the number of a new list."""
        with self._adding:
            number = self._lists
            for first, words in by_first.items():
                self._words[first] = (*self._words.get(first, ()), (number, words))
            self._known = {}
            self._lists += 1
            self.read.cache_clear()
        return number

    def read_anew(self, low: str) -> _Read:
        """Return what the words of `low` tell."""
        bits, places, lists = -1 << self._size, self._places, self._lists
        known = self._known
        starts: dict[int, list[int]] = defaultdict(list)
        listed: dict[int, list[tuple[int, Sequence[str]]]] = defaultdict(list)
        first = _WORD.search(low)
        at = first.start() if first else 0
        for piece in _TO_NEXT.findall(low):
            end = at + len(piece)
            key = low[at : end + 1]
            spot = known.get(key)
            if spot is None:
                spot = self._learn(key, known)
            if spot:
                bits_here, places_here, words_here = spot
                bits |= bits_here
                for place in places_here:
                    starts[place].append(at)
                for number, words in words_here:
                    listed[number].append((at, words))
            at = end
        return _Read(bits, places, starts, lists, listed)

    def _learn(self, key: str, known: dict[str, _Spot | tuple[()]]) -> _Spot | tuple[()]:
        """Return what a word tells that is given with all up to the first letter of the next one."""
        word = _WORD.match(key).group()  # type: ignore[union-attr] # a key begins with a word
        bits = 0
        for at in range(len(word) - 1):
            for letters, of_letters in self._letters.get(word[at : at + _LEAST], {}).items():
                if word.startswith(letters, at):
                    bits |= of_letters
        plain = key
        if not key.isalpha():
            plain = "".join(DIGIT if letter.isdecimal() else letter for letter in key)
            bits |= self._digit if DIGIT in plain[: len(word)] else 0
        places = [
            place
            for first in {plain[:1], plain[:2]}
            for opening, of_opening in self._openings.get(first, {}).items()
            if plain.startswith(opening)
            for place in of_opening
        ]
        listed = [
            (number, [one for one in words if key.startswith(one) or one.startswith(key)])
            for number, words in self._words.get(word, ())
        ]
        spot: _Spot | tuple[()] = (
            bits,
            tuple(set(places)),
            tuple((number, words) for number, words in listed if words),
        )
        spot = spot if any(spot) else ()
        if len(known) > _MOST_WORDS:
            known.clear()
        known[key] = spot
        return spot


_COMMON = Index()


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
        return frozenset({DIGIT})
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
