"""How a place name is used: as a place, for its government or for its people; and what the words before it say."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.gazetteer.names import GENERIC
from geomap.recognise.lexicon import lexicon_of, load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geomap.recognise.batch import Page
    from geomap.recognise.candidates import Candidate
    from geomap.recognise.lexicon import Lexicon

_STOP = re.compile(r"[.;?!\n]")
_LIST_GAP = 10
_LEAD = 70  # characters before a name that are read
_MOST_KEPT = 1 << 16
_UNIT, _DIRECTION, _BETWEEN, _BEARING, _NEAR, _ALONG, _FROM, _IN = (1 << bit for bit in range(8))
_ANY = (1 << 8) - 1
_STOPS = 1 << 8  # a mark that only distances and "between X and Y" reach over
_FAR = _UNIT | _BETWEEN
_MARKS = frozenset(",;:.!?)")
_POLITICAL = frozenset({"country", "territory", "admin1", "capital", "city", "region"})


@dataclass(frozen=True, slots=True)
class Cue:
    """What the words around a name say of it."""

    cue: str = ""
    relation: str = ""
    offset_km: float | None = None
    bearing_deg: float | None = None


@dataclass(frozen=True, slots=True)
class _Patterns:
    offset: re.Pattern[str]
    bearing: re.Pattern[str]
    near: re.Pattern[str]
    direction: re.Pattern[str]
    between: re.Pattern[str]
    between_and: re.Pattern[str]
    along: re.Pattern[str]
    inside: re.Pattern[str]
    away: re.Pattern[str]


@lru_cache(maxsize=16)
def _patterns(language: str) -> _Patterns:
    lexicon = load_lexicon(language)

    def either(words: Iterable[str]) -> str:
        ordered = sorted(words, key=lambda word: (-len(word), word))
        return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")" if ordered else "(?!)"

    kinds = either([*(lexicon.table("generic") or GENERIC), *lexicon.table("generic_plural")])
    of = rf"(?:{either(lexicon.words('lead_of'))}\s+)?"
    the = rf"(?:{either(lexicon.words('articles'))}\s+)?"
    # between the preposition and the name: "the", "the village of", "the northern city of", a list so far
    gap = rf"\s+{the}(?:[\w-]+\s+){{0,2}}?(?:{kinds}\s+{of})?$"
    short = rf"\s+{the}(?:{kinds}\s+{of})?$"
    number = r"(?P<number>\d+(?:[.,]\d+)?|" + either(lexicon.table("numbers")) + ")"
    unit = f"(?P<unit>{either(lexicon.table('units_km'))})"
    bearing = f"(?P<bearing>{either(lexicon.table('bearings'))})"
    to = either(lexicon.phrases("bearing_to") or ("to the",))
    links = either([*lexicon.phrases("bearing_links"), *lexicon.phrases("unit_links")])
    apart = either([*lexicon.phrases("unit_links"), *lexicon.phrases("apart")])
    flags = re.IGNORECASE
    near_words = [*lexicon.words("near"), *lexicon.phrases("near_phrases")]
    joined = either(lexicon.words("conjunctions") - {"&"})
    between = either(lexicon.words("between"))
    # in some languages no word need stand between bearing and name ("южнее Сотка")
    link = rf"(?:\s+{links})?" if lexicon.data.get("bearing_bare") else rf"\s+{links}"
    return _Patterns(
        re.compile(
            rf"\b{number}[\s-]*(?:or\s+so\s+)?{unit}\s*(?:\([^)]{{0,20}}\)\s*)?"
            rf"(?:(?:{to}\s+)?{bearing}{link}|{apart}){short}",
            flags,
        ),
        re.compile(rf"\b(?:{to}\s+|just\s+)?{bearing}{link}{short}", flags),
        re.compile(rf"\b{either(near_words)}{gap}", flags),
        re.compile(rf"\b{either(lexicon.phrases('direction_phrases'))}{short}", flags),
        re.compile(rf"\b{between}{gap}", flags),
        re.compile(rf"\b{between}\s+[^.;:]{{2,60}}\s+{joined}{short}", flags),
        re.compile(rf"\b{either(lexicon.words('along'))}{gap}", flags),
        re.compile(rf"\b{either(lexicon.words('in'))}{gap}", flags),
        re.compile(rf"\b{either(lexicon.words('from'))}{short}", flags),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """The word lists of one language that are asked for every name, ready at hand."""

    language: str
    generic: dict[str, str]
    generic_plural: dict[str, str]
    generic_before: frozenset[str]
    lead_of: frozenset[str]
    direction_after: frozenset[str]
    near_after: frozenset[str]
    conjunctions: frozenset[str]
    speech: frozenset[str]
    place_prepositions: frozenset[str]
    government_after: frozenset[str]
    acted_on: frozenset[str]
    papers_or_teams: frozenset[str]
    firms_of: frozenset[str]
    equipment_after: frozenset[str]


@lru_cache(maxsize=16)
def _words(language: str) -> _Words:
    lexicon = load_lexicon(language)
    every = lexicon.words
    return _Words(
        language,
        {str(k): str(v) for k, v in lexicon.table("generic").items()} or {word: word for word in GENERIC},
        {str(k): str(v) for k, v in lexicon.table("generic_plural").items()},
        every("generic_before"),
        every("lead_of"),
        every("direction_after"),
        every("near_after"),
        every("conjunctions"),
        every("speech"),
        every("place_prepositions"),
        every("government_after"),
        every("acted_on"),
        every("papers_after") | every("teams_after"),
        every("firms_of"),
        every("equipment_after"),
    )


def _words_for(word: str, page: Page) -> _Words:
    """Return the lists that a word is looked up in: those of its script."""
    return _words(page.lexicon.language if word.isascii() else lexicon_of(word, page.lexicon).language)


class _Triggers(dict[str, int]):
    """Word -> the patterns it can be part of, worked out on first sight: patterns run only where they may match."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self.lexicon = lexicon

    def __missing__(self, word: str) -> int:
        sets = _trigger_words(lexicon_of(word, self.lexicon).language)
        value = sum(1 << bit for bit, words in enumerate(sets) if word in words)
        if word in _MARKS:
            value |= _STOPS
        if len(self) < _MOST_KEPT:
            self[word] = value
        return value


@lru_cache(maxsize=16)
def _trigger_words(language: str) -> tuple[frozenset[str], ...]:
    lexicon = load_lexicon(language)

    def parts(*groups: Iterable[str]) -> frozenset[str]:
        return frozenset(part for group in groups for words in group for part in words.replace("-", " ").split())

    return (
        parts(lexicon.table("units_km")),
        parts(lexicon.phrases("direction_phrases")),
        parts(lexicon.words("between")),
        parts(lexicon.table("bearings")),
        parts(lexicon.words("near"), lexicon.phrases("near_phrases")),
        parts(lexicon.words("along")),
        parts(lexicon.words("from")),
        parts(lexicon.words("in")),
    )


@lru_cache(maxsize=16)
def _triggers(language: str) -> _Triggers:
    return _Triggers(load_lexicon(language))


def _cue_words(page: Page) -> tuple[list[int], list[int], bool]:
    """Return the tokens that a pattern may begin with or stops at, which they are, and whether any reaches far."""
    found = page.cue_words
    if found is None:
        triggers = _triggers(page.lexicon.language)
        every = list(map(triggers.__getitem__, page.tokens.lowers))
        at = [i for i, mask in enumerate(every) if mask]
        masks = [every[i] for i in at]
        found = page.cue_words = (at, masks, any(mask & _FAR for mask in masks))
    return found


def read_cue(page: Page, candidate: Candidate, *, dateline: bool) -> Cue:
    """Return the cue word and the relation of a candidate, from the words before and after it."""
    tokens = page.tokens
    first, last = candidate.first, candidate.last
    lowers, starts = tokens.lowers, tokens.starts
    cue = candidate.cue or generic_beside(page, candidate)
    if dateline:
        return Cue(cue, "dateline")
    towards = False
    if last < len(starts) and tokens.ends[last - 1] != starts[last]:
        after = lowers[last]
        told = _words_for(after, page)
        towards = after in told.direction_after
        if after in told.near_after:
            return Cue(cue, "near")
    at, masks, far = _cue_words(page)
    edge = candidate.start - _LEAD
    may, begin, stopped = 0, first, False
    number = bisect_left(at, first) - 1
    while number >= 0 and starts[at[number]] >= edge:
        mask = masks[number]
        if mask & _STOPS:
            if not far:
                break
            stopped = True
        elif not stopped or mask & _FAR:
            begin = at[number]
            may |= mask
        number -= 1
    if not may:
        return _plain_cue(cue, "direction_of" if towards else "")
    before = lowers[first - 1] if first else ""
    language = _words_for(before or candidate.text, page).language
    # every pattern but that of distances begins with a trigger: what stands before the first of them says nothing
    lead = page.text[max(0, edge) if may & _UNIT else starts[begin] : candidate.start]
    return _relation(_clause(lead), language, cue, may, towards=towards)


@lru_cache(maxsize=1 << 10)
def _plain_cue(cue: str, relation: str) -> Cue:
    return Cue(cue, relation)


def _clause(lead: str) -> str:
    """Return what a lead says after the last line break or end of a sentence in it, without an opening quote."""
    if _STOP.search(lead):
        for mark in ("\n\n", ". ", "; ", "? ", "! "):
            cut = lead.rfind(mark)
            if cut >= 0:
                lead = lead[cut + len(mark) :]
    if not lead.strip():
        return ""
    lead = lead.replace("\n", " ").rstrip("\"“‘'«(")
    return lead if lead.endswith(" ") or lead == lead.rstrip() else lead.rstrip() + " "


def read_lead(lead: str, lexicon: Lexicon, cue: str = "", *, after: str = "") -> Cue:
    """Return the relation that the words right before a name (`lead`) and right after it (`after`) tell."""
    word = re.match(r"\s+([^\W\d_]+)", after)
    towards = word is not None and word[1].lower() in lexicon.words("direction_after")
    return _relation(lead, lexicon.language, cue, _ANY, towards=towards)


@lru_cache(maxsize=1 << 13)
def _relation(lead: str, language: str, cue: str, may: int, *, towards: bool) -> Cue:
    """Return the relation, asking only the patterns that `may` match; few leads are much used ("in ", "near the ")."""
    lexicon = load_lexicon(language)
    patterns = _patterns(language)
    if not lead.strip():
        return Cue(cue, "direction_of" if towards else "")
    found = patterns.offset.search(lead) if may & _UNIT else None
    if found:
        number = found["number"].lower().replace(",", ".")
        size = lexicon.table("numbers").get(number)
        km = (float(number) if size is None else float(size)) * lexicon.table("units_km")[found["unit"].lower()]
        bearing = lexicon.table("bearings").get((found["bearing"] or "").lower())
        return Cue(cue, "offset", round(km, 3), None if bearing is None else float(bearing))
    if towards or (may & _DIRECTION and patterns.direction.search(lead)):
        return Cue(cue, "direction_of")
    if may & _BETWEEN and (patterns.between.search(lead) or patterns.between_and.search(lead)):
        return Cue(cue, "between")
    found = patterns.bearing.search(lead) if may & _BEARING else None
    if found:
        return Cue(cue, "near", None, float(lexicon.table("bearings")[found["bearing"].lower()]))
    for relation, pattern, bit in (
        ("near", patterns.near, _NEAR), ("along", patterns.along, _ALONG), ("from", patterns.away, _FROM),
        ("in", patterns.inside, _IN),
    ):  # fmt: skip
        if may & bit and pattern.search(lead):
            return Cue(cue, relation)
    return Cue(cue, "")


def generic_beside(page: Page, candidate: Candidate) -> str:
    """Return the generic word right before ("village of", "river") or after ("province") a candidate, or ""."""
    tokens = page.tokens
    lowers, is_word = tokens.lowers, tokens.is_word
    last = candidate.last
    if last < len(lowers) and is_word[last] and tokens.ends[last - 1] == tokens.cores[last - 1]:
        words = _words_for(lowers[last], page)
        word = words.generic.get(lowers[last], "")
        if word:
            # in "the US capital Washington" and "the Texas town of Paris" the word belongs to the next name
            next_word = lowers[last + 1] if last + 1 < len(lowers) else ""
            area = GENERIC.get(word, "").startswith("admin")
            following = bool(next_word) and (tokens.caps[last + 1] or (next_word in words.lead_of and not area))
            if not following or tokens.caps[last]:
                return word
    told = _in_apposition(page, last)
    at = candidate.first - 1
    if at < 0 or not is_word[at]:
        return candidate.generic or told
    words = _words_for(lowers[at], page)
    if at > 0 and lowers[at] in words.lead_of:
        at -= 1
        word = words.generic.get(lowers[at], "")
        before = at > 0 and tokens.caps[at - 1] and is_word[at - 1] and not tokens.opens[at - 1]
        if before and GENERIC.get(word, "").startswith("admin"):
            return candidate.generic  # in "Gegharkunik province of Armenia" the word belongs to the name before
        return word or words.generic_plural.get(lowers[at], "") or candidate.generic or told
    if lowers[at] in words.generic_before:
        return words.generic.get(lowers[at], "")
    return candidate.generic or told


_APPOSED = 5  # words from "a" to "village" in "Sotk, a large and half empty village"
_GOES_ON = frozenset(
    {
        "about",
        "at",
        "by",
        "close",
        "in",
        "just",
        "near",
        "of",
        "on",
        "outside",
        "some",
        "that",
        "where",
        "which",
        "with",
    }
)


def _in_apposition(page: Page, last: int) -> str:
    """Return the generic word of "Kut, a village of some 300 people" for the name before token `last`, or ""."""
    lowers, tokens = page.tokens.lowers, page.tokens
    if last + 3 >= len(lowers) or lowers[last] != "," or lowers[last + 1] not in {"a", "an"}:
        return ""
    for at in range(last + 2, min(last + 2 + _APPOSED, len(lowers) - 1)):
        if not tokens.is_word[at] or tokens.caps[at]:
            return ""
        word = _words_for(lowers[at], page).generic.get(lowers[at], "")
        if GENERIC.get(word) in {"village", "town", "city", "settlement"}:
            return word if lowers[at + 1] in _GOES_ON or lowers[at + 1] in {",", "."} else ""
    return ""


def share_list_cues(page: Page, chosen: Sequence[Candidate], cues: list[Cue]) -> list[Cue]:
    """Let the members of a list share what its first one was told: "near the villages of Sotk, Kut and Norabak"."""
    out = list(cues)
    for i in range(1, len(chosen)):
        if chosen[i].start - chosen[i - 1].end > _LIST_GAP:
            continue
        if _is_list_gap(page, chosen[i - 1].last, chosen[i].first):
            before, own = out[i - 1], out[i]
            relation = own.relation or (
                before.relation if before.relation in {"in", "near", "direction_of", "between", "along"} else ""
            )
            cue = own.cue or (before.cue if chosen[i - 1].cue_before else "")
            if chosen[i - 1].cue_before and not chosen[i].cue:
                chosen[i].cue_before = True
            out[i] = Cue(cue, relation, own.offset_km, own.bearing_deg)
    return out


def _is_list_gap(page: Page, first: int, last: int) -> bool:
    """Tell whether the tokens between two names are a comma, "and", "or", or a comma and one of these."""
    between = page.tokens.lowers[first:last]
    if len(between) > 1:
        between = [word for word in between if not word.startswith("\n")]
    if between and between[0] == ",":
        between = between[1:]
        if not between:
            return True
    return len(between) == 1 and between[0] in _words_for(between[0], page).conjunctions


def read_use(page: Page, candidate: Candidate, relation: str) -> str:
    """Return literal, metonym ("Baku said") or demonym ("Azerbaijani forces")."""
    if candidate.people:
        return "demonym"
    tokens, words = page.tokens, _words(page.lexicon.language)
    hits, first, last = candidate.hits, candidate.first, candidate.last
    lowers = tokens.lowers
    possessive = tokens.ends[last - 1] != tokens.cores[last - 1]
    after = lowers[last] if last < len(lowers) else ""
    before = lowers[first - 1] if first else ""
    if not possessive and after and _names_another(page, words, last, after, before):
        return "metonym"
    if first > 1 and before in words.lead_of and tokens.caps[first - 2] and lowers[first - 2] in words.firms_of:
        return "metonym"  # "Bank of America"
    if relation not in {"", "from"} or not hits or hits[0].place.kind not in _POLITICAL:
        return "literal"
    if after in words.speech and before not in words.place_prepositions:
        return "metonym"
    if possessive and after in words.government_after:
        return "metonym"
    if before in words.acted_on:
        return "metonym"
    return "literal"


def _names_another(page: Page, words: _Words, last: int, after: str, before: str) -> bool:
    """Tell whether the name is part of a paper's, a team's or a weapon's: "Boston Globe", "Apache helicopters"."""
    tokens = page.tokens
    if after in words.papers_or_teams and tokens.caps[last] and not tokens.opens[last]:
        return True
    return after in words.equipment_after and before not in words.place_prepositions
