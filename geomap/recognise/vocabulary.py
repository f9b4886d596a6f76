"""Every word ever seen, once: a number, the classes it belongs to, how common it is. What is asked of words in bulk."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import GENERIC, script_of
from geomap.recognise.endings import word_forms
from geomap.recognise.lexicon import lexicon_for_script, load_lexicon
from geomap.recognise.tokens import shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.recognise.lexicon import Lexicon

RARE = 15.0  # class of a word that is in no list of ordinary words
UNNAMED = 7.0  # class of a word that is in no list of names
_MOST_KEPT = 1 << 17
_FIRST_SIZE = 1 << 12

# entries of the lexicon that hold single words, asked as they are
_LISTS = (
    "abbreviations", "inner", "articles", "conjunctions", "lead_in", "lead_at", "lead_of", "lead_to", "lead_from",
    "place_prepositions", "titles", "organisation_after", "organisation_before", "street_after", "speech",
    "person_verbs", "months", "days", "direction_after", "near_after",
    "name_fronts", "name_backs", "papers_after", "teams_after", "offices_after",
)  # fmt: skip
_MARKS = {
    "dash": "-‑–/", "hyphen": "-‑", "link": "-‑–", "dot": ".", "ampersand": "&", "comma": ",", "quote": "\"“'‘",
}  # fmt: skip
_OTHERS = (
    "word", "capital", "small", "possessive", "newline", "digit", "uncased", "generic", "generic_plural", "compass",
    "phrase_end", "long", "titled",
)  # fmt: skip
BIT = {name: 1 << number for number, name in enumerate((*_LISTS, *_MARKS, *_OTHERS))}
# columns of `Vocabulary.numbers`
ORDINARY, GIVEN, SURNAME, LETTERS, UPPERS = range(5)


class _Ids(dict[str, int]):
    """Token -> number; a new token is read on first sight."""

    def __init__(self, owner: Vocabulary) -> None:
        super().__init__()
        self.owner = owner

    def __missing__(self, token: str) -> int:
        number = self.owner.add(token)
        self[token] = number
        return number


class Vocabulary:
    """The words of texts in one language, with their classes as arrays.

    A word in a script of its own (Cyrillic in an English text) is read with that script's lexicon.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.ids = _Ids(self)
        self._lower: dict[str, int] = {}
        self._bits = np.zeros(_FIRST_SIZE, dtype=np.int64)
        self._lowers = np.zeros(_FIRST_SIZE, dtype=np.int64)
        self._numbers = np.zeros((_FIRST_SIZE, 5), dtype=np.float32)
        self._count = 0
        self.add("")  # number 0 stands for no token

    def trim(self) -> None:
        """Forget every word if they have become too many: memory stays bounded on any text."""
        if self._count > _MOST_KEPT:
            self.__init__(self.lexicon)  # type: ignore[misc]

    def read(self, tokens: Sequence[str]) -> NDArray[np.int64]:
        """Return the numbers of tokens."""
        return np.fromiter(map(self.ids.__getitem__, tokens), dtype=np.int64, count=len(tokens))

    def bits(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the classes of words as bits (see `BIT`)."""
        return self._bits[ids]

    def lowers(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return numbers that are the same for words that differ in capitals only."""
        return self._lowers[ids]

    def numbers(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return five columns a word: ordinary, given name, surname (classes), letters, letters in capitals."""
        return self._numbers[ids]

    def add(self, token: str) -> int:
        """Read a new token and return its number."""
        number = self._count
        if number == len(self._bits):
            self._bits = np.concatenate([self._bits, np.zeros_like(self._bits)])
            self._lowers = np.concatenate([self._lowers, np.zeros_like(self._lowers)])
            self._numbers = np.concatenate([self._numbers, np.zeros_like(self._numbers)])
        self._count += 1
        if not token:
            self._numbers[number, :3] = RARE, UNNAMED, UNNAMED
            return number
        word, lower, possessive, caps, is_word = shape_of(token)
        lexicon = self.lexicon
        if not word.isascii() and is_word:
            lexicon = lexicon_for_script(script_of(word), lexicon)
        self._bits[number] = self._classes(token, lower, lexicon) | sum(
            BIT[name]
            for name, there in (
                ("word", is_word), ("capital", caps), ("small", is_word and not caps), ("possessive", possessive > 0),
                ("newline", token[0] == "\n"), ("digit", lower[:1].isdigit()),
                ("uncased", caps and not word[0].isupper()),
                ("long", is_word and len(word) > 3), ("titled", is_word and len(word) > 3 and word[0].isupper()),
            )
            if there
        )  # fmt: skip
        self._lowers[number] = self._lower.setdefault(lower, number)
        forms = word_forms(lower, lexicon) if is_word and lexicon.pairs("endings") else [lower]
        self._numbers[number] = (
            min(lexicon.ordinary.get(form, RARE) for form in forms),
            min(lexicon.given.get(form, UNNAMED) for form in forms),
            min(lexicon.surnames.get(form, UNNAMED) for form in forms),
            sum(map(str.isalpha, word)),
            sum(map(str.isupper, word)),
        )
        return number

    def _classes(self, token: str, lower: str, lexicon: Lexicon) -> int:
        bits = sum(BIT[name] for name in _LISTS if lower in lexicon.words(name))
        bits += sum(BIT[name] for name, marks in _MARKS.items() if len(token) == 1 and token in marks)
        if generic_of(lower, lexicon) or lower in lexicon.table("generic_abbreviated"):
            bits |= BIT["generic"]
        if lower in lexicon.table("generic_plural"):
            bits |= BIT["generic_plural"]
        compass = lexicon.words("compass")
        if lower in compass or (lexicon.language == "en" and lower.rstrip("ern") in compass):
            bits |= BIT["compass"]
        if lower in _phrase_ends(lexicon.language):
            bits |= BIT["phrase_end"]
        return bits


@lru_cache(maxsize=16)
def _phrase_ends(language: str) -> frozenset[str]:
    """Return the words that a phrase may end in: only behind these is a phrase looked for."""
    return frozenset(phrase.split()[-1] for phrase in place_phrases(language) if phrase.strip())


def generic_of(lower: str, lexicon: Lexicon) -> str:
    """Return the English generic word that a word of the lexicon's language stands for ("село": "village"), or ""."""
    own = lexicon.table("generic")
    if own:
        return str(own.get(lower, ""))
    return lower if lower in GENERIC else ""


@lru_cache(maxsize=16)
def place_phrases(language: str) -> tuple[str, ...]:
    """Return the phrases of a language that only places follow, each with a blank before it."""
    lexicon = load_lexicon(language)
    of = lexicon.phrases("bearing_links")
    bearings = [f"{word} {link}".strip() for word in lexicon.table("bearings") for link in of]
    units = [f"{word} {link}" for word in lexicon.table("units_km") for link in lexicon.phrases("unit_links")]
    phrases = [
        *lexicon.phrases("near_phrases"),
        *lexicon.phrases("direction_phrases"),
        *lexicon.phrases("place_phrases"),
    ]
    return tuple(f" {phrase}" for phrase in sorted({*phrases, *bearings, *units}))


@lru_cache(maxsize=16)
def phrases_by_end(language: str) -> dict[str, tuple[str, ...]]:
    """Return the same phrases by their last word."""
    out: dict[str, tuple[str, ...]] = {}
    for phrase in place_phrases(language):
        word = phrase.rpartition(" ")[2]
        out[word] = (*out.get(word, ()), phrase)
    return out


class _Known(threading.local):
    """The vocabularies of a thread: they grow while they are read."""

    def __init__(self) -> None:
        self.by_language: dict[str, Vocabulary] = {}


_KNOWN = _Known()


def vocabulary_of(lexicon: Lexicon) -> Vocabulary:
    """Return the vocabulary of a lexicon's language, shared by all texts that this thread reads."""
    found = _KNOWN.by_language.get(lexicon.language)
    if found is None:
        found = _KNOWN.by_language[lexicon.language] = Vocabulary(lexicon)
    return found
