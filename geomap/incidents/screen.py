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
from typing import TYPE_CHECKING, NamedTuple

from geomap.incidents.openings import DIGIT, LEAST, letters_of, openings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WORD = re.compile(r"\w+")
_TO_NEXT = re.compile(r"\w+\W*")
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
            place = self.place()
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
            place = self.place()
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

    def within(self, low: str, start: int, end: int) -> Iterable[re.Match[str]]:
        """Return the matches in the part ``low[start:end]`` by itself, with offsets into it, from left to right."""
        read = _COMMON.read(low)
        if not read.bits & self.bit:
            return ()
        place = self._place
        if place is None:
            place = self.place()
        if not 0 <= place < read.places or (start and (low[start - 1].isalnum() or low[start - 1] == "_")):
            return self.pattern.finditer(low[start:end])
        spots = [at - start for at in read.starts.get(place, ()) if start <= at < end]
        if not spots:
            return ()
        part, match, out, last = low[start:end], self.pattern.match, [], 0
        for at in spots:
            if at >= last:
                found = match(part, at)
                if found is not None:
                    out.append(found)
                    last = found.end()
        return out

    def place(self) -> int:
        """Return the number of the pattern's places in what is read of a text; -1 if it may begin anywhere."""
        if self._place is not None:
            return self._place
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


class Ranked:
    """Screened patterns by rank: at one place of a text the first of them that matches there is found.

    Finds what one pattern with all of them as alternatives finds, but tries only those that may begin at a place.
    """

    __slots__ = ("_by_place", "_last", "_loose", "screens")

    def __init__(self, screens: Sequence[tuple[str, Screen]]) -> None:
        """Take (name, pattern) in the order of their ranks; names need not differ."""
        self.screens = tuple(screens)
        self._by_place: dict[int, int] | None = None
        self._loose: list[int] = []
        self._last = -1

    def finditer(self, low: str) -> list[tuple[str, re.Match[str]]]:
        """Return (name, match) in a whole lower-case text, from left to right, none inside another."""
        ranks = self._by_place if self._by_place is not None else self._placed()
        read = _COMMON.read(low)
        if read.places <= self._last:  # read while the patterns were added
            read = _COMMON.read_anew(low)
        spots: list[tuple[int, int]] = []
        for place in ranks.keys() & read.starts.keys():
            rank = ranks[place]
            if read.bits & self.screens[rank][1].bit:
                spots += [(at, rank) for at in read.starts[place]]
        for rank in self._loose:
            spots += [(match.start(), rank) for match in self.screens[rank][1].finditer(low)]
        out: list[tuple[str, re.Match[str]]] = []
        end = 0
        for at, rank in sorted(spots):
            if at < end:
                continue
            name, one = self.screens[rank]
            match = one.pattern.match(low, at)
            if match is not None:
                out.append((name, match))
                end = match.end()
        return out

    def _placed(self) -> dict[int, int]:
        places = [one.place() for _, one in self.screens]
        self._loose = [rank for rank, place in enumerate(places) if place < 0]
        self._last = max(places, default=-1)
        self._by_place = {place: rank for rank, place in enumerate(places) if place >= 0}
        return self._by_place


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
                old = self._letters.get(one[:LEAST], {})
                self._letters[one[:LEAST]] = {**old, one: old.get(one, 0) | bit}
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
            for letters, of_letters in self._letters.get(word[at : at + LEAST], {}).items():
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
