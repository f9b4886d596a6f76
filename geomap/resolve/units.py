"""Place words as names: which words name something, known or not, and what the words beside them say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.gazetteer.names import GENERIC, normalise
from geomap.recognise.candidates import Candidate, find_candidates, open_page
from geomap.recognise.cues import Cue, read_cue, share_list_cues
from geomap.recognise.lexicon import load_lexicon

if TYPE_CHECKING:
    from geomap.gazetteer.store import Gazetteer
    from geomap.recognise.candidates import Page

MAX_CHARS = 400
_COARSE = frozenset({"country", "territory", "continent", "region", "admin1", "admin2", "admin3"})


@dataclass(slots=True)
class Unit:
    """One name among the place words."""

    start: int
    end: int
    text: str
    cue: Cue
    people: bool = False


_LABEL = re.compile(
    r"\b(department|municipality|district|province|zone|woreda|state|region|village|town|city|county|commune)\s*:\s*"
    r"([^,:;]+?)(?=\s*(?:,|;|$|\b\w+\s*:))",
    re.IGNORECASE,
)


def clean_words(text: str) -> str:
    """Return place words on one line: labels behind their names, what stands before a colon behind what it holds."""
    flat = re.sub(r"\s*[\r\n\t;|]+\s*", ", ", text[:MAX_CHARS].strip())
    flat = _LABEL.sub(lambda m: f"{m[2].strip()} {m[1].lower()}", flat)
    if ":" in flat:
        flat = ", ".join(part.strip(" ,") for part in reversed(flat.split(":")))
    letters = [letter for letter in flat if letter.isalpha()]
    if letters and not any(letter.isupper() for letter in letters):
        flat = _capitalise(flat)  # a query typed in lower case
    return flat


def _capitalise(text: str) -> str:
    """Give every word a capital that is no generic word, preposition or bearing; the length stays."""
    lexicon = load_lexicon("en")
    small = lexicon.words("place_prepositions") | lexicon.words("units") | {"of", "the", "and", "km", "miles"}

    def one(match: re.Match[str]) -> str:
        word = match.group()
        if word in small or word in GENERIC or word in lexicon.table("bearings") or word in lexicon.table("units_km"):
            return word
        first = word[0].upper()
        return first + word[1:] if len(first) == 1 else word

    return re.sub(r"[^\W\d_]+", one, text)


def read_units(text: str, gazetteer: Gazetteer) -> list[Unit]:
    """Return the names among place words with their cues, in order; unknown names too."""
    page = open_page(text, [], load_lexicon("en"))
    find_candidates([page], gazetteer)
    known = {(c.first, c.last): c for c in page.candidates if c.in_gazetteer}
    cued = {(c.first, c.last): c for c in page.candidates}
    chosen: list[Candidate] = []
    for first, last in _runs(page):
        chosen.extend(_cover(page, first, last, known, cued))
    cues = share_list_cues(page, chosen, [read_cue(page, c, dateline=False) for c in chosen])
    units = []
    for candidate, cue in zip(chosen, cues, strict=True):
        hits = candidate.hits
        people = bool(hits) and all(hit.name.type in {"demonym", "adjective"} for hit in hits)
        units.append(Unit(candidate.start, candidate.end, candidate.text, cue, people))
    return units


def _runs(page: Page) -> list[tuple[int, int]]:
    """Return runs of capitalised words (small words of names inside), generic words at their ends left out."""
    tokens, inner = page.tokens, page.lexicon.words("inner")
    runs = []
    at, count = 0, len(tokens)
    while at < count:
        if not (
            tokens.is_word[at]
            and (tokens.caps[at] or (tokens.lowers[at] in inner and at + 1 < count and tokens.words[at + 1] == "-"))
        ):
            at += 1
            continue
        first = last = at
        while at < count:
            if tokens.is_word[at] and tokens.caps[at]:
                last = at + 1
            elif tokens.is_word[at]:
                if tokens.lowers[at] not in inner or tokens.lowers[at] in {"and", "of", "in", "by", "on", "under"}:
                    break
            elif tokens.words[at] not in {"-", "‑", "–", ".", "'", "’"} or not tokens.adjacent(at):
                break
            at += 1
        at = max(at, last)
        words = page.lexicon.words("place_prepositions") | page.lexicon.words("near") | {"the", "a", "an"}
        while first < last and tokens.lowers[first] in words and last - first > 1:
            first += 1
        if first < last and tokens.lowers[first] not in words:
            runs.append((first, last))
    return runs


def _cover(
    page: Page,
    first: int,
    last: int,
    known: dict[tuple[int, int], Candidate],
    cued: dict[tuple[int, int], Candidate],
) -> list[Candidate]:
    """Return the known names that cover a run of words whole, or the run as one unknown name."""
    tokens = page.tokens
    whole = known.get((first, last))
    if whole is not None:
        return [whole]
    end = last
    while end - 1 > first and tokens.lowers[end - 1] in GENERIC:
        end -= 1
    begin = first
    while begin + 1 < end and tokens.lowers[begin] in GENERIC and tokens.lowers[begin] not in {"mount", "lake", "port"}:
        begin += 1
    if (begin, end) in known:
        return [known[begin, end]]
    # every word in some known name: "Chacachacare Nueva Esparta"
    best: dict[int, list[Candidate]] = {begin: []}
    for at in range(begin, end):
        if at not in best:
            continue
        if not tokens.is_word[at] or tokens.lowers[at] in GENERIC:
            best.setdefault(at + 1, best[at])
        for stop in range(at + 1, end + 1):
            if (at, stop) in known and (stop not in best or len(best[stop]) > len(best[at]) + 1):
                best[stop] = [*best[at], known[at, stop]]
    if best.get(end) and any(hit.place.kind in _COARSE for hit in best[end][-1].hits[:5]):
        return best[end]
    if (begin, end) in cued:
        return [cued[begin, end]]
    text = page.text[tokens.starts[begin] : tokens.cores[end - 1]]
    key = normalise(text)
    if len(key) < 2 or (len(key.split()) == 1 and (key in GENERIC or _is_ordinary(page, key, begin))):
        return []
    return [Candidate(begin, end, tokens.starts[begin], tokens.cores[end - 1], text, key)]


def _is_ordinary(page: Page, key: str, first: int) -> bool:
    return page.tokens.opens[first] and key in page.lexicon.ordinary
