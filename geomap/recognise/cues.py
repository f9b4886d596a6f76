"""How a place name is used: as a place, for its government or for its people; and what the words before it say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.gazetteer.names import GENERIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.recognise.candidates import Candidate, Page
    from geomap.recognise.lexicon import Lexicon

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


@lru_cache(maxsize=8)
def _patterns(language: str) -> _Patterns:
    from geomap.recognise.lexicon import load_lexicon

    lexicon = load_lexicon(language)

    def either(words: Sequence[str]) -> str:
        ordered = sorted(words, key=lambda word: (-len(word), word))
        return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"

    kinds = either([*GENERIC, *lexicon.table("generic_plural")])
    # between the preposition and the name: "the", "the village of", "the northern city of", a list so far
    gap = rf"\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}?(?:{kinds}\s+(?:of\s+)?)?$"
    short = rf"\s+(?:the\s+)?(?:{kinds}\s+(?:of\s+)?)?$"
    number = r"(?P<number>\d+(?:[.,]\d+)?|" + either(list(lexicon.table("numbers"))) + ")"
    unit = f"(?P<unit>{either(list(lexicon.table('units_km')))})"
    bearing = f"(?P<bearing>{either(list(lexicon.table('bearings')))})"
    flags = re.IGNORECASE
    near_words = [*lexicon.words("near"), *lexicon.phrases("near_phrases")]
    return _Patterns(
        re.compile(
            rf"\b{number}[\s-]*(?:or\s+so\s+)?{unit}\s*(?:\([^)]{{0,20}}\)\s*)?"
            rf"(?:(?:to\s+the\s+)?{bearing}\s+(?:of|from)|from|outside(?:\s+of)?|away\s+from|off){short}",
            flags,
        ),
        re.compile(rf"\b(?:to\s+the\s+|just\s+)?{bearing}\s+of{short}", flags),
        re.compile(rf"\b{either(near_words)}{gap}", flags),
        re.compile(rf"\b{either(lexicon.phrases('direction_phrases'))}{short}", flags),
        re.compile(rf"\b{either(list(lexicon.words('between')))}{gap}", flags),
        re.compile(rf"\b{either(list(lexicon.words('between')))}\s+[^.;:]{{2,60}}\s+and{short}", flags),
        re.compile(rf"\b{either(list(lexicon.words('along')))}{gap}", flags),
        re.compile(rf"\b{either(list(lexicon.words('in')))}{gap}", flags),
        re.compile(rf"\b{either(list(lexicon.words('from')))}{short}", flags),
    )


def read_cue(page: Page, candidate: Candidate, *, dateline: bool) -> Cue:
    """Return the cue word and the relation of a candidate, from the words before and after it."""
    lexicon = page.lexicon
    cue = candidate.cue or generic_beside(page, candidate)
    if dateline:
        return Cue(cue, "dateline")
    lead = page.text[max(0, candidate.start - 70) : candidate.start]
    # a line break or the end of a sentence cuts what was said before
    for mark in ("\n\n", ". ", "; ", "? ", "! "):
        cut = lead.rfind(mark)
        if cut >= 0:
            lead = lead[cut + len(mark) :]
    lead = lead.replace("\n", " ").rstrip("\"“‘'«(") if lead.strip() else ""
    if lead and not lead.endswith(" "):
        lead = lead.rstrip() + " " if lead != lead.rstrip() else lead
    return read_lead(lead, lexicon, cue, after=page.text[candidate.end : candidate.end + 30])


def read_lead(lead: str, lexicon: Lexicon, cue: str = "", *, after: str = "") -> Cue:
    """Return the relation that the words right before a name (`lead`) and right after it (`after`) tell."""
    patterns = _patterns(lexicon.language)
    if not lead.strip():
        return Cue(cue, "direction_of" if _direction_after(after, lexicon) else "")
    found = patterns.offset.search(lead)
    if found:
        number = found["number"].lower().replace(",", ".")
        size = lexicon.table("numbers").get(number)
        km = (float(number) if size is None else float(size)) * lexicon.table("units_km")[found["unit"].lower()]
        bearing = lexicon.table("bearings").get((found["bearing"] or "").lower())
        return Cue(cue, "offset", round(km, 3), None if bearing is None else float(bearing))
    if _direction_after(after, lexicon) or patterns.direction.search(lead):
        return Cue(cue, "direction_of")
    if patterns.between.search(lead) or patterns.between_and.search(lead):
        return Cue(cue, "between")
    found = patterns.bearing.search(lead)
    if found:
        return Cue(cue, "near", None, float(lexicon.table("bearings")[found["bearing"].lower()]))
    for relation, pattern in (
        ("near", patterns.near), ("along", patterns.along), ("from", patterns.away), ("in", patterns.inside),
    ):  # fmt: skip
        if pattern.search(lead):
            return Cue(cue, relation)
    return Cue(cue, "")


def _direction_after(after: str, lexicon: Lexicon) -> bool:
    word = re.match(r"\s+([^\W\d_]+)", after)
    return word is not None and word[1].lower() in lexicon.words("direction_after")


def generic_beside(page: Page, candidate: Candidate) -> str:
    """Return the generic word right before ("village of", "river") or after ("province") a candidate, or ""."""
    tokens = page.tokens
    plural = page.lexicon.table("generic_plural")
    last = candidate.last
    if last < len(tokens) and tokens.lowers[last] in GENERIC and tokens.ends[last - 1] == tokens.cores[last - 1]:
        # in "the US capital Washington" and "the Texas town of Paris" the word belongs to the next name
        next_word = tokens.lowers[last + 1] if last + 1 < len(tokens) else ""
        area = GENERIC[tokens.lowers[last]].startswith("admin")
        following = bool(next_word) and (tokens.caps[last + 1] or (next_word == "of" and not area))
        if not following or tokens.caps[last]:
            return tokens.lowers[last]
    at = candidate.first - 1
    if at > 0 and tokens.lowers[at] == "of":
        at -= 1
        word = tokens.lowers[at]
        before = at > 0 and tokens.caps[at - 1] and tokens.is_word[at - 1] and not tokens.opens[at - 1]
        if before and GENERIC.get(word, "").startswith("admin"):
            return candidate.generic  # in "Gegharkunik province of Armenia" the word belongs to the name before
        if word in GENERIC:
            return word
        if word in plural:
            return str(plural[word])
    elif at >= 0 and tokens.lowers[at] in {"village", "town", "city", "lake", "river", "mount", "camp", "capital"}:
        return tokens.lowers[at]
    return candidate.generic


def share_list_cues(page: Page, chosen: Sequence[Candidate], cues: list[Cue]) -> list[Cue]:
    """Let the members of a list share what its first one was told: "near the villages of Sotk, Kut and Norabak"."""
    out = list(cues)
    for i in range(1, len(chosen)):
        gap = page.text[chosen[i - 1].end : chosen[i].start]
        if len(gap) <= 10 and re.fullmatch(r"\s*(?:,|and|or|,\s*and|,\s*or|&)\s*", gap):
            before, own = out[i - 1], out[i]
            relation = own.relation or (
                before.relation if before.relation in {"in", "near", "direction_of", "between", "along"} else ""
            )
            cue = own.cue or (before.cue if chosen[i - 1].cue_before else "")
            if chosen[i - 1].cue_before and not chosen[i].cue:
                chosen[i].cue_before = True
            out[i] = Cue(cue, relation, own.offset_km, own.bearing_deg)
    return out


def read_use(page: Page, candidate: Candidate, relation: str) -> str:
    """Return literal, metonym ("Baku said") or demonym ("Azerbaijani forces")."""
    tokens, lexicon = page.tokens, page.lexicon
    hits = candidate.hits
    if candidate.people:
        return "demonym"
    if relation not in {"", "from"} or not hits or hits[0].place.kind not in _POLITICAL:
        return "literal"
    after = tokens.lowers[candidate.last] if candidate.last < len(tokens) else ""
    possessive = tokens.ends[candidate.last - 1] != tokens.cores[candidate.last - 1]
    before = tokens.lowers[candidate.first - 1] if candidate.first else ""
    if after in lexicon.words("speech") and before not in lexicon.words("place_prepositions"):
        return "metonym"
    if (
        possessive
        and tokens.lowers[candidate.last : candidate.last + 1]
        and _speaks(tokens.lowers[candidate.last], lexicon)
    ):
        return "metonym"
    if before in {"by", "with", "against", "accused", "urged", "told", "warned", "blamed"}:
        return "metonym"
    return "literal"


def _speaks(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.words("government_after")
