"""What holds for a whole text before a candidate is judged: entities, headings, countries, datelines, phrases."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.recognise.candidates import Candidate, Page

_REGIONS = frozenset({"country", "territory", "admin1", "admin2"})
_DASHES = (" - ", " – ", " — ", "—", " -- ", ") -", ") —", ") –")
_MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.")


class PageFacts:
    """What holds for a whole text: entity of each token, small words, where the same key stands elsewhere."""

    def __init__(self, page: Page) -> None:
        tokens = page.tokens
        count = len(tokens)
        self.small = {tokens.lowers[i] for i in range(count) if tokens.is_word[i] and not tokens.caps[i]}
        self.entity_of = [-1] * count
        self.spans: list[tuple[int, int, str]] = []
        self.person_words: set[str] = set()
        at = 0
        for start, end, label in page.entities:
            while at < count and tokens.ends[at] <= start:
                at += 1
            first = at
            probe = at
            while probe < count and tokens.starts[probe] < end:
                self.entity_of[probe] = len(self.spans)
                probe += 1
            self.spans.append((first, probe, label))
            words = [tokens.lowers[i] for i in range(first, probe) if tokens.is_word[i]]
            if label == "PERSON" and len(words) > 1:
                self.person_words.update(words[1:])
        self.by_key: dict[str, list[Candidate]] = {}
        for candidate in page.candidates:
            self.by_key.setdefault(candidate.key, []).append(candidate)
        self.firsts: dict[int, int] = {}
        self.lasts: dict[int, int] = {}
        self.longest: list[int] = [0] * (count + 1)
        for candidate in page.candidates:
            if candidate.in_gazetteer:
                size = candidate.last - candidate.first
                self.firsts[candidate.first] = max(size, self.firsts.get(candidate.first, 0))
                self.lasts[candidate.last] = max(size, self.lasts.get(candidate.last, 0))
                for i in range(candidate.first, candidate.last):
                    self.longest[i] = max(self.longest[i], size)
        self.shares = {key: _shares(group) for key, group in self.by_key.items()}
        self.countries = _countries(page.candidates)
        self.provinces = _provinces(page.candidates)
        self._headings: dict[int, tuple[float, float]] = {}

    def heading(self, page: Page, start: int) -> tuple[float, float]:
        """Return how much of the sentence at `start` is in title case, and how much in capitals (0 to 1)."""
        spans = page.tokens.sentences
        at = bisect_right(spans, start, key=lambda span: span[0]) - 1
        if at < 0:
            return 0.0, 0.0
        known = self._headings.get(at)
        if known is None:
            known = self._headings[at] = _heading(page.text[spans[at][0] : min(spans[at][1], spans[at][0] + 200)])
        return known


def _heading(sentence: str) -> tuple[float, float]:
    letters = sum(map(str.isalpha, sentence))
    capitals = sum(map(str.isupper, sentence)) / max(1, letters)
    words = [word for word in sentence.split() if len(word) > 3]
    titled = sum(word[0].isupper() for word in words) / max(1, len(words))
    return titled if len(words) > 3 else 0.0, capitals


def _shares(group: Sequence[Candidate]) -> tuple[float, float, float]:
    labels = [candidate.label for candidate in group]
    total = len(labels)
    return (
        sum(label in {"GPE", "LOC"} for label in labels) / total,
        sum(label == "PERSON" for label in labels) / total,
        sum(label in {"ORG", "PRODUCT", "WORK_OF_ART", "EVENT"} for label in labels) / total,
    )


def _countries(candidates: Sequence[Candidate]) -> dict[str, float]:
    """Return how much each country is spoken of, by names the model calls places and by demonyms."""
    weights: dict[str, float] = {}
    seen: set[tuple[str, str]] = set()
    for candidate in candidates:
        if candidate.hits and candidate.label in {"GPE", "NORP", "LOC"}:
            hit = candidate.hits[0]
            country = hit.place.country
            if country and (candidate.key, country) not in seen:
                seen.add((candidate.key, country))
                weights[country] = weights.get(country, 0.0) + 1.0
    total = sum(weights.values())
    return {country: weight / total for country, weight in weights.items()} if total else {}


def _provinces(candidates: Sequence[Candidate]) -> dict[tuple[str, str], set[str]]:
    """Return for each province the keys that may lie in it, ordinary words left out."""
    keys: dict[tuple[str, str], set[str]] = {}
    for candidate in candidates:
        if candidate.people or candidate.label in {"PERSON", "ORG"} or not candidate.hits:
            continue
        for hit in candidate.hits[:6]:
            place = hit.place
            if place.admin1 and hit.name.lang in {"", "en"}:
                keys.setdefault((place.country, place.admin1), set()).add(candidate.key)
    return keys


def province_share(facts: PageFacts, c: Candidate) -> float:
    """Return how many other names of the text may lie in a province of the candidate, up to 4."""
    best = 0
    for hit in c.hits[:6]:
        keys = facts.provinces.get((hit.place.country, hit.place.admin1))
        if keys:
            best = max(best, len(keys) - (c.key in keys))
    return float(min(4, best))


def after_phrase(page: Page, first: int) -> bool:
    """Tell whether the words before token `first` end in a phrase that only places follow."""
    lowers = page.tokens.lowers
    at = first - 1 if first and lowers[first - 1] == "the" else first
    lead = " ".join(lowers[max(0, at - 5) : at])
    return lead.endswith(_place_phrases(page.lexicon.language))


@lru_cache(maxsize=8)
def _place_phrases(language: str) -> tuple[str, ...]:
    from geomap.recognise.lexicon import load_lexicon

    lexicon = load_lexicon(language)
    bearings = [f"{word} of" for word in lexicon.table("bearings")]
    units = [f"{word} from" for word in lexicon.table("units_km")]
    phrases = [
        *lexicon.phrases("near_phrases"),
        *lexicon.phrases("direction_phrases"),
        *lexicon.phrases("place_phrases"),
    ]
    return tuple(f" {phrase}" for phrase in sorted({*phrases, *bearings, *units}))


def is_region(page: Page, facts: PageFacts, first: int) -> bool:
    """Tell whether a country, province or district is named at token `first`."""
    size = facts.firsts.get(first, 0)
    if not size:
        return False
    start = page.tokens.starts[first]
    candidate = next((x for x in _near(page, start) if x.first == first and x.last - x.first == size), None)
    if candidate is None:
        return False
    return any(hit.place.kind in _REGIONS for hit in candidate.hits[:5])


def _near(page: Page, start: int) -> list[Candidate]:
    at = bisect_left(page.candidates, start, key=lambda x: x.start)
    return page.candidates[at : at + 8]


def is_dateline(page: Page, candidate: Candidate) -> bool:
    """Tell whether a candidate opens a dateline: "BAKU, May 11 -", "KYIV (Reuters) -"."""
    start_of_line = page.text.rfind("\n", max(0, candidate.start - 60), candidate.start) + 1
    if start_of_line == 0 and candidate.start > 50:
        return False
    lead = page.text[start_of_line : candidate.start]
    if len(lead) > 50 or (lead.strip() and not candidate.text.isupper()):
        return False
    tail = _MONTH.sub(lambda m: m.group()[:-1] + " ", page.text[candidate.end : candidate.end + 60])
    found = [at for at in (tail.find(dash) for dash in _DASHES) if 0 <= at < 45]
    return bool(found) and "." not in tail[: min(found)]
