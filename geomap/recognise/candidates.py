"""Candidate spans: names of the gazetteer found in the text, the model's entities, and words that a cue points at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geomap.gazetteer.names import GENERIC, normalise
from geomap.recognise.tokens import Tokens, tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.gazetteer.store import Gazetteer
    from geomap.recognise.lexicon import Lexicon
    from geomap.recognise.model import Entity
    from geomap.records import Hit

MAX_WORDS = 6
_MAX_CHARS = 60
_MAX_TOKENS = 11
_PEOPLE = frozenset({"demonym", "adjective"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC", "NORP"})
# generic words that belong to the name when capitalised ("Laurel County", "Lake Erie", "Hakari River")
_IN_NAME = frozenset(
    {"admin2", "admin3", "river", "lake", "sea", "gulf", "strait", "island", "peninsula", "valley", "desert",
     "mountains", "mountain", "facility", "bridge", "base", "crossing"}
)  # fmt: skip


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


@dataclass(slots=True)
class Page:
    """One text with what is known of it before anything is decided."""

    text: str
    tokens: Tokens
    entities: list[Entity]
    lexicon: Lexicon
    candidates: list[Candidate] = field(default_factory=list)


def open_page(text: str, entities: list[Entity], lexicon: Lexicon) -> Page:
    """Return a text as tokens with its entities."""
    return Page(text, tokenise(text), entities, lexicon)


def find_candidates(pages: Sequence[Page], gazetteer: Gazetteer) -> None:
    """Fill in the candidates of each page, by (start, end).

    All n-grams of all pages are looked up in one call of `Gazetteer.contains_keys`.
    """
    grams: list[list[tuple[int, int]]] = [_ngrams(page) for page in pages]
    keys: dict[str, int] = {}
    page_keys: list[list[tuple[int, int]]] = []
    for page, spans in zip(pages, grams, strict=True):
        own = []
        text, starts, cores = page.text, page.tokens.starts, page.tokens.cores
        for first, last in spans:
            key = normalise(text[starts[first] : cores[last - 1]])
            stripped = _strip_key(key)
            own.append((keys.setdefault(key, len(keys)), keys.setdefault(stripped, len(keys)) if stripped else -1))
        page_keys.append(own)
    names = list(keys)
    present = gazetteer.contains_keys(names).tolist() if names else []
    for page, spans, own in zip(pages, grams, page_keys, strict=True):
        page.candidates = _page_candidates(page, spans, own, names, present, gazetteer)


def _ngrams(page: Page) -> list[tuple[int, int]]:
    """Return token spans that begin and end with a capital, at most six words long."""
    tokens = page.tokens
    caps, is_word, lowers, words = tokens.caps, tokens.is_word, tokens.lowers, tokens.words
    starts, ends = tokens.starts, tokens.ends
    inner = page.lexicon.words("inner")
    abbreviations = page.lexicon.words("abbreviations")
    count = len(tokens)
    spans = []
    for first in range(count):
        if not caps[first] and not (
            # "al-Hol", "el-Fasher": the article is small, the name is not
            first + 2 < count
            and lowers[first] in inner
            and words[first + 1] in "-‑"
            and ends[first] == starts[first + 1]
            and caps[first + 2]
            and (first == 0 or not tokens.adjacent(first))
        ):
            continue
        n_words = 0
        at = first
        while at < count and at - first < _MAX_TOKENS:
            if is_word[at]:
                n_words += 1
                if n_words > MAX_WORDS or ends[at] - starts[first] > _MAX_CHARS:
                    break
                if caps[at]:
                    spans.append((first, at + 1))
                elif lowers[at] not in inner and not (at > first and words[at - 1] in "-‑–"):
                    break
            else:
                mark = words[at]
                if mark in {"-", "‑", "–", "/"}:
                    if ends[at - 1] != starts[at]:
                        break
                elif mark == ".":
                    # "St. Petersburg", "Mt. Hood"
                    if ends[at - 1] != starts[at] or lowers[at - 1] not in abbreviations:
                        break
                elif mark != "&":
                    break
            at += 1
    return spans


def _strip_key(key: str) -> str:
    """Return the key without a generic word at its end or front, or "" if there is none."""
    head, _, last = key.rpartition(" ")
    if head and last in GENERIC:
        return head
    front, _, tail = key.partition(" ")
    if tail and front in {"lake", "mount", "river", "county", "co"}:
        return tail
    return ""


def _page_candidates(
    page: Page,
    spans: Sequence[tuple[int, int]],
    own: Sequence[tuple[int, int]],
    names: Sequence[str],
    present: Sequence[bool],
    gazetteer: Gazetteer,
) -> list[Candidate]:
    tokens = page.tokens
    found: dict[tuple[int, int], Candidate] = {}
    for (first, last), (whole, stripped) in zip(spans, own, strict=True):
        key = names[whole]
        there = bool(present[whole]) and len(key) > 1
        generic = ""
        if stripped >= 0:
            word = key.rpartition(" ")[2]
            generic = word if word in GENERIC else key.partition(" ")[0]
            if not there and present[stripped] and GENERIC.get(generic) in _IN_NAME:
                there = True
        if there:
            found[first, last] = _candidate(page, first, last, key, in_gazetteer=True, generic=generic)
    for start, end, label in page.entities:
        span = _token_span(tokens, start, end)
        if span is None:
            continue
        known = found.get(span)
        if known is not None:
            known.label = label
        elif label in _PLACE_LABELS and span[1] - span[0] <= _MAX_TOKENS:
            for part in _parts(tokens, *span):
                if part in found:
                    found[part].label = found[part].label or label
                    continue
                text = page.text[tokens.starts[part[0]] : tokens.cores[part[1] - 1]]
                key = normalise(text)
                if key and len(text) <= 2 * _MAX_CHARS:
                    made = _candidate(page, *part, key)
                    made.label = label
                    found[part] = made
    _add_cued(page, found)
    out = sorted(found.values(), key=lambda c: (c.start, c.end))
    for candidate in out:
        if candidate.in_gazetteer:
            candidate.hits = _hits(candidate, gazetteer)
            candidate.in_gazetteer = bool(candidate.hits)
            candidate.people = _is_people(candidate, gazetteer)
    return [c for c in out if c.in_gazetteer or c.label in _PLACE_LABELS or c.cue]


def _hits(candidate: Candidate, gazetteer: Gazetteer) -> Sequence[Hit]:
    hits = gazetteer.exact_key(candidate.key, demonyms=True)
    if not hits and candidate.generic:
        hits = gazetteer.exact_key(_strip_key(candidate.key))
    return hits


def _is_people(candidate: Candidate, gazetteer: Gazetteer) -> bool:
    """Tell whether the name is a people's: its place's name in that form is not English, or there is none."""
    if not candidate.hits:
        return False
    if all(hit.name.type in _PEOPLE for hit in candidate.hits):
        return True
    people = gazetteer.exact_key(candidate.key, types=_PEOPLE, demonyms=True)
    if not people:
        return False
    best = people[0].place
    rivals = [h for h in candidate.hits if h.name.type not in _PEOPLE and h.name.lang in {"", "en"}]
    return all(h.place.place_id != best.place_id and h.place.prominence < best.prominence for h in rivals)


def _candidate(
    page: Page, first: int, last: int, key: str, *, in_gazetteer: bool = False, generic: str = ""
) -> Candidate:
    start, end = page.tokens.starts[first], page.tokens.cores[last - 1]
    return Candidate(first, last, start, end, page.text[start:end], key, in_gazetteer, generic)


def _token_span(tokens: Tokens, start: int, end: int) -> tuple[int, int] | None:
    """Return the tokens of a character span, without an article, marks and a possessive at its ends."""
    from bisect import bisect_left, bisect_right

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


def _add_cued(page: Page, found: dict[tuple[int, int], Candidate]) -> None:
    """Add names that the gazetteer lacks but a cue points at: "the village of Xyz", "Xyz village"."""
    tokens = page.tokens
    lowers, caps, is_word = tokens.lowers, tokens.caps, tokens.is_word
    plural = page.lexicon.table("generic_plural")
    count = len(tokens)
    for at in range(count):
        word = lowers[at]
        kind = GENERIC.get(word) or GENERIC.get(plural.get(word, ""))
        if kind is None or kind == "country" or word in {"co", "mt", "area", "direction", "front", "state"}:
            continue
        if caps[at] and tokens.words[at].isupper():
            continue
        cue = plural.get(word, word)
        # after: "village of Kut", "village Kut"
        first = at + 1
        if first < count and lowers[first] == "of":
            first += 1
        # in "Gegharkunik province of Armenia" the word belongs to the name before, in "Armenian village of Kut" not
        taken = kind.startswith("admin") and at > 0 and caps[at - 1] and is_word[at - 1] and not tokens.opens[at - 1]
        if not caps[at] and not taken and first < count and caps[first] and is_word[first] and not tokens.opens[first]:
            last = first
            while last < count and is_word[last] and caps[last] and last - first < 3:
                last += 1
            _cue(page, found, first, last, cue, before=True)
        # before: "Kut village"
        last = at
        first = at
        # in "the US capital Washington" the word belongs to the name that follows
        of = lowers[at + 1] == "of" if at + 1 < count else False
        following = at + 1 < count and (caps[at + 1] or (of and not kind.startswith("admin")))
        if plural.get(word) is None and not following:
            while first > 0 and is_word[first - 1] and caps[first - 1] and at - first < 3:
                first -= 1
        if first < last and not caps[at] and lowers[first] != "the" and not tokens.opens[at]:
            _cue(page, found, first, last, cue, before=False)


def _cue(page: Page, found: dict[tuple[int, int], Candidate], first: int, last: int, cue: str, *, before: bool) -> None:
    """Give the cue to the longest known candidate at its place, or make one."""
    spans = [(first, b) for b in range(last, first, -1)] if before else [(a, last) for a in range(first, last)]
    best = next((found[span] for span in spans if span in found), None)
    if best is None:
        key = normalise(page.text[page.tokens.starts[first] : page.tokens.cores[last - 1]])
        if len(key) < 2:
            return
        best = found[first, last] = _candidate(page, first, last, key)
    best.cue = best.cue or cue
    best.cue_before = best.cue_before or before
