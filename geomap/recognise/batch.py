"""Many texts at once: their tokens in flat arrays, so that what is asked of each word is asked of all in one step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geomap.recognise.lexicon import load_lexicon
from geomap.recognise.tokens import Tokens, tokenise
from geomap.recognise.vocabulary import BIT, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.recognise.book import NameBook
    from geomap.recognise.candidates import Candidate
    from geomap.recognise.lexicon import Lexicon
    from geomap.recognise.model import Entity

PAD = 4  # empty tokens between two texts: looking three to the left or right never meets another text
_GAP = 64  # characters between two texts
MAX_WORDS = 6
MAX_CHARS = 60
MAX_TOKENS = 11


@dataclass(slots=True)
class Page:
    """One text with what is known of it before anything is decided."""

    text: str
    tokens: Tokens
    entities: list[Entity]
    lexicon: Lexicon
    candidates: list[Candidate] = field(default_factory=list)
    cue_words: tuple[list[int], list[int], bool] | None = None  # see `geomap.recognise.cues`
    foreign: bool = False  # in another language than the model's: its entities are not asked


def open_page(text: str, entities: list[Entity], lexicon: Lexicon, *, foreign: bool = False) -> Page:
    """Return a text as tokens with its entities."""
    return Page(text, tokenise(text), entities, lexicon, foreign=foreign)


class Batch:
    """The tokens of several pages as flat arrays.

    Attributes
    ----------
    pages
        In order.
    first_token
        Number of each page's first token in the arrays.
    first_char
        What is added to a page's offsets.
    start, end
        Offsets of each token, as if all pages were one text.
    bits, lower, numbers
        As `Vocabulary.bits`, `lowers`, `numbers`.
    opens
        The token begins a sentence.
    book
        The names looked up, once `geomap.recognise.candidates.find_candidates` has run.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = list(pages)
        self.book: NameBook | None = None
        for lexicon in {id(page.lexicon): page.lexicon for page in pages}.values():
            vocabulary_of(lexicon).trim()
        counts = np.array([len(page.tokens) for page in pages], dtype=np.int64)
        lengths = np.array([len(page.text) for page in pages], dtype=np.int64)
        self.first_token = PAD + np.cumsum(counts + PAD) - (counts + PAD)
        self.first_char = _GAP + np.cumsum(lengths + _GAP) - (lengths + _GAP)
        self.text_length = np.maximum(lengths, 1)
        size = int(PAD + (counts + PAD).sum())
        self.page_of = np.zeros(size, dtype=np.int64)
        self.start = np.zeros(size, dtype=np.int64)
        self.end = np.zeros(size, dtype=np.int64)
        self.opens = np.zeros(size, dtype=bool)
        ids = np.zeros(size, dtype=np.int64)
        spacing = np.arange(PAD)
        at = 0
        for number, page in enumerate(pages):
            tokens = page.tokens
            char = int(self.first_char[number])
            # the empty tokens before a page: no two touch, and order is kept
            self.start[at : at + PAD] = self.end[at : at + PAD] = char - _GAP + 2 + spacing * 4
            begin = at + PAD
            at = begin + len(tokens)
            self.page_of[begin - PAD : at] = number
            self.start[begin:at] = tokens.begin + char
            self.end[begin:at] = tokens.finish + char
            self.opens[[begin + token for token in tokens.opening]] = True
            ids[begin:at] = vocabulary_of(page.lexicon).read(tokens.raw)
        self._read_words(ids)
        tail = int(self.end.max(initial=0))
        self.start[at:] = self.end[at:] = tail + 2 + spacing * 4
        self.page_of[at:] = max(0, len(self.pages) - 1)

    def _read_words(self, ids: NDArray[np.int64]) -> None:
        """Ask the vocabularies for every word; number 0 is no word in all of them."""
        vocabularies = {id(v): v for v in (vocabulary_of(page.lexicon) for page in self.pages)}
        first, *others = vocabularies.values() or [vocabulary_of(load_lexicon("en"))]
        if not others:
            self.bits, self.lower, self.numbers = first.bits(ids), first.lowers(ids), first.numbers(ids)
            return
        # texts of several languages: each asks its own, which may know fewer words than another's numbers
        nothing = np.zeros_like(ids)
        self.bits, self.lower, self.numbers = first.bits(nothing), first.lowers(nothing), first.numbers(nothing)
        for vocabulary in (first, *others):
            own = np.isin(
                self.page_of,
                [i for i, page in enumerate(self.pages) if vocabulary_of(page.lexicon) is vocabulary],
            )
            self.bits[own] = vocabulary.bits(ids[own])
            self.lower[own] = vocabulary.lowers(ids[own])
            self.numbers[own] = vocabulary.numbers(ids[own])

    def __len__(self) -> int:
        """Return the number of tokens, the empty ones between the pages included."""
        return len(self.bits)

    def has(self, at: NDArray[np.int64], *names: str) -> NDArray[np.bool_]:
        """Tell for each token whether it belongs to one of the classes (see `geomap.recognise.vocabulary.BIT`)."""
        wanted = 0
        for name in names:
            wanted |= BIT[name]
        found: NDArray[np.bool_] = (self.bits[at] & wanted) != 0
        return found

    def adjacent(self, at: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell for each token whether it follows the one before it without white space between."""
        touches: NDArray[np.bool_] = self.end[at - 1] == self.start[at]
        return touches

    def sums(self, name: str) -> NDArray[np.int64]:
        """Return running counts of a class: the count within [a, b) is ``sums[b] - sums[a]``."""
        out = np.zeros(len(self.bits) + 1, dtype=np.int64)
        np.cumsum((self.bits & BIT[name]) != 0, out=out[1:])
        return out

    def headed_names(self) -> NDArray[np.int64]:
        """Return spans [first, last), one a row, of names that hold the word for what they name: "Fort Donelson".

        Two capitalised words, the first of which stands before such names or the second behind them ("Pittsburg
        Landing"), and nothing capitalised around them that would make them part of something longer.
        """
        every = np.arange(1, len(self) - 2)
        bits = self.bits
        both = BIT["word"] | BIT["capital"]
        pair = ((bits[every] & both) == both) & ((bits[every + 1] & both) == both)
        headed = self.has(every, "name_fronts") | self.has(every + 1, "name_backs")
        alone = ~(self.has(every - 1, "capital") & ~self.opens[every]) & ~self.has(every + 2, "capital")
        first = every[pair & headed & alone & ~self.has(every, "articles")]
        return np.stack([first, first + 2], axis=1)

    def spans(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the spans [first, last) that may be names, by (first, last): they begin and end with a capital.

        At most six words, sixty characters; small words within a name and words behind a hyphen may stand between.
        """
        bits = self.bits
        every = np.arange(1, len(self) - 2)
        touches = self.adjacent(every)
        # "The Balkans" is found as Balkans; "The" alone is no name
        the = self.has(every, "articles")
        capital = (bits & BIT["capital"]) != 0
        # "al-Hol", "el-Fasher": the article is small, the name is not
        article = (
            self.has(every, "inner") & self.has(every, "small") & self.has(every + 1, "hyphen")
            & self.adjacent(every + 1) & capital[every + 2] & ~touches
        )  # fmt: skip
        starts = every[(capital[every] & ~the) | article]
        # whether a name may go on through a token
        goes_on = np.zeros(len(self), dtype=bool)
        goes_on[every] = (
            capital[every]
            | (self.has(every, "small") & (self.has(every, "inner") | self.has(every - 1, "link")))
            | (self.has(every, "dash") & touches)
            | (self.has(every, "dot") & touches & self.has(every - 1, "abbreviations"))
            | self.has(every, "ampersand")
        )
        words = self.sums("word")
        firsts, lasts = [], []
        alive = starts
        for step in range(MAX_TOKENS):
            at = alive + step
            inside = at < len(self)
            if step:
                inside &= goes_on[np.minimum(at, len(self) - 1)]
            alive, at = alive[inside], at[inside]
            is_word = self.has(at, "word")
            fits = ~is_word | (
                (words[at + 1] - words[alive] <= MAX_WORDS) & (self.end[at] - self.start[alive] <= MAX_CHARS)
            )
            alive, at = alive[fits], at[fits]
            ends_here = capital[at]
            firsts.append(alive[ends_here])
            lasts.append(at[ends_here] + 1)
            if not len(alive):
                break
        first, last = np.concatenate(firsts), np.concatenate(lasts)
        order = np.lexsort((last, first))
        return first[order], last[order]
