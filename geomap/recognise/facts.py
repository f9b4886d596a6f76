"""What the texts of a batch say of their candidates as a whole: entities, headings, repeated names, provinces."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.recognise.book import PROVINCES
from geomap.recognise.lexicon import lexicon_of
from geomap.recognise.vocabulary import LETTERS, UPPERS, phrases_by_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.recognise.batch import Batch, Page
    from geomap.recognise.candidates import Candidate

LABELS = ("GPE", "LOC", "FAC", "NORP", "ORG", "PERSON")
_DASHES = (" - ", " – ", " — ", "—", " -- ", ") -", ") —", ") –")
_MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.")
_HEADING_CHARS = 200
_LINE = 60
_PLACES = frozenset({"GPE", "LOC"})
_THINGS = frozenset({"ORG", "PRODUCT", "WORK_OF_ART", "EVENT"})


class Facts:
    """The candidates of a batch as arrays, and what holds for more than one of them.

    Attributes
    ----------
    candidates, page
        All candidates in order, and the number of the page of each.
    first, last
        Their tokens in the batch's arrays.
    known
        The gazetteer has the name.
    group
        The same number for all candidates of a page with one key.
    longest
        For each token the words of the longest known candidate over it.
    begins, ends
        For each token the words of the longest known candidate that begins there, that ends before it.
    """

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.candidates: list[Candidate] = [c for page in batch.pages for c in page.candidates]
        counts = [len(page.candidates) for page in batch.pages]
        self.page = np.repeat(np.arange(len(batch.pages)), counts)
        base = batch.first_token[self.page] if self.candidates else np.zeros(0, dtype=np.int64)
        every = self.candidates
        self.first = base + np.array([c.first for c in every], dtype=np.int64)
        self.last = base + np.array([c.last for c in every], dtype=np.int64)
        self.size = self.last - self.first
        self.known = np.array([c.in_gazetteer for c in every], dtype=bool)
        entries = [c.entry for c in every]
        self.row = np.array([entry.row if entry else 0 for entry in entries], dtype=np.int64)
        number = np.array([entry.number if entry else 0 for entry in entries], dtype=np.int64)
        self._may_be_region = np.array([entry is not None and entry.region for entry in entries], dtype=bool)
        self._cells, self.group, self.repeats = np.unique(
            self.page * (int(number.max(initial=0)) + 1) + number, return_inverse=True, return_counts=True
        )
        self._lay_out(len(batch))

    def _lay_out(self, size: int) -> None:
        self.longest = np.zeros(size + 1, dtype=np.int64)
        self.begins = np.zeros(size + 1, dtype=np.int64)
        self.ends = np.zeros(size + 1, dtype=np.int64)
        self.region = np.zeros(size + 1, dtype=bool)
        known = np.flatnonzero(self.known)
        region = self._may_be_region
        lengths = self.size[known]
        for words in np.unique(lengths):  # rising, so that the longest stays
            own = known[lengths == words]
            for step in range(words):
                self.longest[self.first[own] + step] = words
            self.begins[self.first[own]] = words
            self.ends[self.last[own]] = words
            self.region[self.first[own]] = region[own]

    def mean_over_text(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return for each candidate the mean of a column over all candidates of its text with its key."""
        return np.asarray((np.bincount(self.group, values) / self.repeats)[self.group])

    def small_in_text(self) -> NDArray[np.bool_]:
        """Tell for each candidate of one word whether the same word stands in its text without a capital."""
        batch = self.batch
        most = int(batch.lower.max(initial=0)) + 1
        every = np.arange(len(batch))
        small = every[batch.has(every, "small")]
        cells = np.unique(batch.page_of[small] * most + batch.lower[small])
        own = self.page * most + batch.lower[self.first]
        found: NDArray[np.bool_] = np.isin(own, cells) & (self.size == 1)
        return found

    @cached_property
    def headings(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How much of each candidate's sentence is in title case, and how much of it in capitals (0 to 1)."""
        batch = self.batch
        begins, ends = [], []
        for char, page in zip(batch.first_char.tolist(), batch.pages, strict=True):
            begins += [char + a for a, _ in page.tokens.sentences]
            ends += [char + min(b, a + _HEADING_CHARS) for a, b in page.tokens.sentences]
        if not begins or not self.candidates:
            return np.zeros(len(self.candidates)), np.zeros(len(self.candidates))
        number = np.maximum(0, np.searchsorted(begins, batch.start[self.first], "right") - 1)
        used, which = np.unique(number, return_inverse=True)
        first = np.searchsorted(batch.start, np.array(begins)[used])
        last = np.maximum(first, np.searchsorted(batch.start, np.array(ends)[used]))

        def within(sums: NDArray[Any]) -> NDArray[np.float64]:
            return np.asarray(sums[last] - sums[first], dtype=np.float64)

        def running(column: NDArray[np.float32]) -> NDArray[np.float64]:
            return np.concatenate([[0.0], np.cumsum(column, dtype=np.float64)])

        capitals = within(running(batch.numbers[:, UPPERS])) / np.maximum(1, within(running(batch.numbers[:, LETTERS])))
        long = within(batch.sums("long"))
        titled = np.where(long > 3, within(batch.sums("titled")) / np.maximum(1, long), 0.0)
        return titled[which], capitals[which]

    def province_share(self, *, places_only: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return how many other names of the text may lie in a province of each candidate, up to 4.

        `places_only` tells which candidates may speak for their provinces.
        """
        book = self.batch.book
        if book is None or not self.candidates:
            return np.zeros(len(self.candidates), dtype=np.float32)
        table = book.provinces[self.row]
        most = int(table.max(initial=0)) + 1
        # a name counts once, however often it stands in the text
        speaks = np.flatnonzero(places_only)
        _, once = np.unique(self.group[speaks], return_index=True)
        speaks = speaks[once]
        own, every = table[:, :PROVINCES], table[:, PROVINCES:]
        said = (self.page[speaks, None] * most + own[speaks])[own[speaks] >= 0]
        cells, counts = np.unique(said, return_counts=True)
        if not len(cells):
            return np.zeros(len(self.candidates), dtype=np.float32)
        asked = np.where(every >= 0, self.page[:, None] * most + every, -1)
        at = np.minimum(np.searchsorted(cells, asked), len(cells) - 1)
        found = np.where(cells[at] == asked, counts[at], 0)
        speaking = np.zeros(len(self.repeats), dtype=bool)
        speaking[self.group[speaks]] = True
        itself = (every[:, :, None] == own[:, None, :]).any(axis=2) & (every >= 0) & speaking[self.group][:, None]
        others: NDArray[np.float32] = np.minimum(4, np.maximum(0, found - itself).max(axis=1)).astype(np.float32)
        return others

    # ------------------------------------------------------------------------------------------ the model

    def country_share(self) -> NDArray[np.float32]:
        """Return how much of what the model calls places or peoples is of a country that the candidate may lie in."""
        out = np.zeros(len(self.candidates), dtype=np.float32)
        at = 0
        for page in self.batch.pages:
            own = page.candidates
            shares = _countries(own)
            if shares:
                for i, c in enumerate(own, start=at):
                    out[i] = max((shares.get(hit.place.country, 0.0) for hit in c.hits[:20]), default=0.0)
            at += len(own)
        return out

    def label_shares(self) -> NDArray[np.float64]:
        """Return the share of place, person and organisation labels among the mentions of the same name."""
        labels = [c.label for c in self.candidates]
        columns = (
            [label in _PLACES for label in labels],
            [label == "PERSON" for label in labels],
            [label in _THINGS for label in labels],
        )
        return np.stack([self.mean_over_text(np.array(column, dtype=np.float32)) for column in columns], axis=1)


def _countries(candidates: Sequence[Candidate]) -> dict[str, float]:
    """Return how much each country is spoken of, by names the model calls places and by demonyms."""
    weights: dict[str, float] = {}
    seen: set[tuple[str, str]] = set()
    for candidate in candidates:
        if candidate.hits and candidate.label in {"GPE", "NORP", "LOC"}:
            country = candidate.hits[0].place.country
            if country and (candidate.key, country) not in seen:
                seen.add((candidate.key, country))
                weights[country] = weights.get(country, 0.0) + 1.0
    total = sum(weights.values())
    return {country: weight / total for country, weight in weights.items()} if total else {}


class Entities:
    """The model's entities over the tokens of one page."""

    def __init__(self, page: Page) -> None:
        tokens = page.tokens
        count = len(tokens)
        self.of_token = [-1] * count
        self.spans: list[tuple[int, int, str]] = []
        self.person_words: set[str] = set()
        at = 0
        for start, end, label in page.entities:
            while at < count and tokens.ends[at] <= start:
                at += 1
            probe = at
            while probe < count and tokens.starts[probe] < end:
                self.of_token[probe] = len(self.spans)
                probe += 1
            self.spans.append((at, probe, label))
            words = [tokens.lowers[i] for i in range(at, probe) if tokens.is_word[i]]
            if label == "PERSON" and len(words) > 1:
                self.person_words.update(words[1:])

    def columns(self, c: Candidate) -> list[float]:
        """Return the columns from ``label_GPE`` to ``crosses_entity`` of a candidate."""
        exact = [float(c.label == label) for label in LABELS]
        other = float(bool(c.label) and c.label not in LABELS)
        inside = [0.0] * len(LABELS)
        at_first = at_last = covers = crosses = 0.0
        if not c.label:
            for number in {self.of_token[i] for i in range(c.first, c.last)} - {-1}:
                begin, end, label = self.spans[number]
                if begin <= c.first and c.last <= end:
                    if label in LABELS:
                        inside[LABELS.index(label)] = 1.0
                    at_first = float(begin == c.first)
                    at_last = float(end == c.last)
                elif c.first <= begin and end <= c.last:
                    covers = 1.0
                else:
                    crosses = 1.0
        none = float(not c.label and not any(inside) and not covers and not crosses)
        return [*exact, other, none, *inside, at_first, at_last, covers, crosses]


def after_phrase(page: Page, first: int) -> bool:
    """Tell whether the words before token `first` end in a phrase that only places follow."""
    lowers = page.tokens.lowers
    at = first - 1 if first and lowers[first - 1] in page.lexicon.words("articles") else first
    if not at:
        return False
    word = lowers[at - 1]
    ends = phrases_by_end(lexicon_of(word, page.lexicon).language).get(word)
    return ends is not None and " ".join(lowers[max(0, at - 5) : at]).endswith(ends)


def near_line_start(
    batch: Batch, at: NDArray[np.int64], page: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell for each token whether it begins a line, and whether it stands near the beginning of one."""
    breaks = batch.has(np.arange(len(batch)), "newline")
    line = np.maximum.accumulate(np.where(breaks, batch.end, -1))
    begin = np.maximum(line[at - 1], batch.first_char[page])
    return breaks[at - 1] | (at == batch.first_token[page]), batch.start[at] - begin <= _LINE


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
