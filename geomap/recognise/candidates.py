"""Candidate spans: names of the gazetteer found in the text, the model's entities, and words that a cue points at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import GENERIC, normalise
from geomap.recognise.batch import MAX_CHARS, MAX_TOKENS, Batch, Page, open_page
from geomap.recognise.book import Entry, NameBook, book_of
from geomap.recognise.lexicon import lexicon_of, load_lexicon
from geomap.recognise.vocabulary import BIT, generic_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.gazetteer.store import Gazetteer
    from geomap.recognise.tokens import Tokens
    from geomap.records import Hit

__all__ = ["Candidate", "Page", "find_candidates", "open_page"]

_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC", "NORP"})
# generic words too loose to point at a name that nothing else knows
_LOOSE = frozenset({"co", "mt", "area", "direction", "front", "state"})
_CUE_WORDS = 3
_SHORT = 2  # letters of an abbreviation: "Mt.", "Co."


@dataclass(slots=True)
class Candidate:
    """A span that may name a place: tokens [first, last), characters [start, end)."""

    first: int
    last: int
    start: int
    end: int
    text: str
    key: str
    in_gazetteer: bool = False
    generic: str = ""  # generic word inside the span ("county")
    label: str = ""  # the entity with exactly this span
    cue: str = ""
    cue_before: bool = False
    hits: Sequence[Hit] = ()
    people: bool = False  # the name of a people or its adjective, rather than of a place
    entry: Entry | None = None


def find_candidates(pages: Sequence[Page], gazetteer: Gazetteer) -> Batch:
    """Fill in the candidates of each page, by (start, end), and return the pages as a batch.

    The spans of all pages are looked up together: one membership test for all that were never seen before.
    """
    batch = Batch(pages)
    book = batch.book = book_of(gazetteer)
    book.trim()
    firsts, lasts = batch.spans()
    cued = np.flatnonzero(batch.bits & (BIT["generic"] | BIT["generic_plural"]))
    heads = batch.headed_names()
    numbers = range(len(pages) + 1)
    span_bounds = np.searchsorted(batch.page_of[firsts], numbers).tolist()
    head_bounds = np.searchsorted(batch.page_of[heads[:, 0]], numbers).tolist()
    cue_bounds = np.searchsorted(batch.page_of[cued], numbers).tolist()
    spans_of: list[list[tuple[int, int]]] = []
    texts_of: list[list[str]] = []
    for number, page in enumerate(pages):
        base = int(batch.first_token[number])
        own = slice(span_bounds[number], span_bounds[number + 1])
        spans = list(zip((firsts[own] - base).tolist(), (lasts[own] - base).tolist(), strict=True))
        spans_of.append(spans)
        text, starts, cores = page.text, page.tokens.starts, page.tokens.cores
        texts_of.append([text[starts[a] : cores[b - 1]] for a, b in spans])
    for lexicon in {page.lexicon.language: page.lexicon for page in pages}.values():
        own_texts = [
            texts for page, texts in zip(pages, texts_of, strict=True) if page.lexicon.language == lexicon.language
        ]
        book.look_up(list(chain.from_iterable(own_texts)), lexicon)
    for number, (page, spans, texts) in enumerate(zip(pages, spans_of, texts_of, strict=True)):
        base = int(batch.first_token[number])
        cues = (cued[cue_bounds[number] : cue_bounds[number + 1]] - base).tolist()
        headed = (heads[head_bounds[number] : head_bounds[number + 1]] - base).tolist()
        page.candidates = _page_candidates(page, spans, texts, cues, headed, book)
    return batch


def _page_candidates(
    page: Page,
    spans: Sequence[tuple[int, int]],
    texts: Sequence[str],
    cues: Sequence[int],
    headed: Sequence[Sequence[int]],
    book: NameBook,
) -> list[Candidate]:
    starts, cores = page.tokens.starts, page.tokens.cores
    known = book.known(page.lexicon)
    found: dict[tuple[int, int], Candidate] = {}
    for span, words in zip(spans, texts, strict=True):
        entry = known[words]
        if entry is not None:
            first, last = span
            found[span] = Candidate(
                first, last, starts[first], cores[last - 1], words, entry.key, True, entry.generic,
                "", "", False, entry.hits, entry.people, entry,
            )  # fmt: skip
    for first, last in headed:
        if (first, last) not in found:
            made = _unknown(page, first, last, book)
            if made is not None:
                found[first, last] = made
    if not page.foreign:
        _add_entities(page, found, book)
    _add_cued(page, cues, found, book)
    out = [found[span] for span in sorted(found)]  # tokens follow one another: the same order as that of the offsets
    return [c for c in out if c.cue or c.entry is None or not c.entry.adjective]


def _add_entities(page: Page, found: dict[tuple[int, int], Candidate], book: NameBook) -> None:
    """Give the entities' labels to the names they span, and add those that the model takes for places."""
    tokens = page.tokens
    for start, end, label in page.entities:
        span = _token_span(tokens, start, end)
        if span is None:
            continue
        known = found.get(span)
        if known is not None:
            known.label = label
        elif label in _PLACE_LABELS and span[1] - span[0] <= MAX_TOKENS:
            for part in _parts(tokens, *span):
                if part in found:
                    found[part].label = found[part].label or label
                    continue
                made = _unknown(page, *part, book)
                if made is not None and len(made.text) <= 2 * MAX_CHARS:
                    made.label = label
                    found[part] = made


def _unknown(page: Page, first: int, last: int, book: NameBook) -> Candidate | None:
    """Return a candidate that the gazetteer does not have; None for nothing but signs."""
    start, end = page.tokens.starts[first], page.tokens.cores[last - 1]
    text = page.text[start:end]
    key = normalise(text)
    if not key:
        return None
    entry = book.blank(text, key)
    return Candidate(first, last, start, end, text, key, entry=entry)


def _token_span(tokens: Tokens, start: int, end: int) -> tuple[int, int] | None:
    """Return the tokens of a character span, without an article, marks and a possessive at its ends."""
    first = bisect_right(tokens.ends, start)
    last = bisect_left(tokens.starts, end)
    while first < last and (
        not tokens.is_word[first] or (tokens.lowers[first] in {"the", "a", "an"} and not tokens.caps[first])
    ):
        first += 1
    if first < last and tokens.lowers[first] == "the" and last - first > 1:
        first += 1
    while last > first and not tokens.is_word[last - 1]:
        last -= 1
    return (first, last) if first < last else None


def _parts(tokens: Tokens, first: int, last: int) -> list[tuple[int, int]]:
    """Cut an entity at commas and line breaks: "London, Ontario" is two names."""
    parts = []
    begin = first
    for at in range(first, last + 1):
        if at == last or tokens.words[at] in {",", ";", "("} or tokens.words[at].startswith("\n"):
            if any(tokens.is_word[begin:at]):
                stop = at
                # "Wasit province south-east" names Wasit
                while stop > begin + 1 and not (tokens.is_word[stop - 1] and tokens.caps[stop - 1]):
                    stop -= 1
                parts.append((begin, stop))
            begin = at + 1
    return parts


def _add_cued(page: Page, cues: Sequence[int], found: dict[tuple[int, int], Candidate], book: NameBook) -> None:
    """Add names that the gazetteer lacks but a cue points at: "the village of Xyz", "Xyz village".

    `cues` are the tokens that are generic words.
    """
    tokens = page.tokens
    lowers, caps, is_word = tokens.lowers, tokens.caps, tokens.is_word
    count = len(tokens)
    for at in cues:
        word = lowers[at]
        lexicon = lexicon_of(word, page.lexicon)
        cue, kind, is_plural = _cue_kind(word, lexicon.language)
        of = lexicon.words("lead_of")
        short = lexicon.table("generic_abbreviated")
        dotted = at + 1 < count and lowers[at + 1] == "." and tokens.adjacent(at + 1)
        dotted = dotted and (word in short or len(word) <= _SHORT)  # "Mt.", not "fled the village."
        if dotted:
            cue = short.get(word, cue)
            kind = GENERIC.get(cue, "")
        if not kind or kind == "country" or (cue in _LOOSE and not is_plural):
            continue
        if caps[at] and tokens.words[at].isupper():
            continue
        # after: "village of Kut", "village Kut"
        first = at + 1 + dotted
        if first < count and lowers[first] in of:
            first += 1
        # in "Gegharkunik province of Armenia" the word belongs to the name before, in "Armenian village of Kut" not
        taken = kind.startswith("admin") and at > 0 and caps[at - 1] and is_word[at - 1] and not tokens.opens[at - 1]
        if (
            not caps[at]
            and not taken
            and first < count
            and caps[first]
            and is_word[first]
            and not (tokens.opens[first] and not dotted)
        ):
            last = first
            while last < count and is_word[last] and caps[last] and last - first < _CUE_WORDS:
                last += 1
            _cue(page, found, first, last, cue, book, before=True)
        # before: "Kut village"
        first = last = at
        # in "the US capital Washington" the word belongs to the name that follows
        next_of = lowers[at + 1] in of if at + 1 < count else False
        following = at + 1 < count and (caps[at + 1] or (next_of and not kind.startswith("admin")))
        if not is_plural and not following:
            while first > 0 and is_word[first - 1] and caps[first - 1] and at - first < _CUE_WORDS:
                first -= 1
        if first < last and not caps[at] and lowers[first] != "the" and not tokens.opens[at]:
            _cue(page, found, first, last, cue, book, before=False)


@lru_cache(maxsize=1 << 10)
def _cue_kind(word: str, language: str) -> tuple[str, str, bool]:
    """Return the cue that a generic word is, the kind that it tells ("" for none), and whether it is a plural."""
    lexicon = load_lexicon(language)
    plural = lexicon.table("generic_plural")
    cue = plural.get(word) or generic_of(word, lexicon)
    return cue, GENERIC.get(cue, ""), word in plural


def _cue(
    page: Page,
    found: dict[tuple[int, int], Candidate],
    first: int,
    last: int,
    cue: str,
    book: NameBook,
    *,
    before: bool,
) -> None:
    """Give the cue to the longest known candidate at its place, or make one."""
    spans = [(first, b) for b in range(last, first, -1)] if before else [(a, last) for a in range(first, last)]
    best = next((found[span] for span in spans if span in found), None)
    if best is None:
        best = _unknown(page, first, last, book)
        if best is None or len(best.key) < 2:
            return
        found[first, last] = best
    best.cue = best.cue or cue
    best.cue_before = best.cue_before or before
