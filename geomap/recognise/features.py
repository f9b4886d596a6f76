"""What the classifier sees of a candidate: one row of numbers, every column with a name that says what it is.

Nothing here depends on which name it is: only on the gazetteer's record of it, the model's label, the words
around it and how the same name stands elsewhere in the text.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import GENERIC
from geomap.recognise.facts import PageFacts, after_phrase, is_dateline, is_region, province_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geomap.recognise.candidates import Candidate, Page

LABELS = ("GPE", "LOC", "FAC", "NORP", "ORG", "PERSON")
_LENGTHS = (3, 4, 6, 9, 13, 20)  # steps of a name's length
_RARE = 15.0  # class of a word that is in no list of ordinary words
_UNNAMED = 7.0  # class of a word that is in no list of names
_ADMIN = frozenset({"admin1", "admin2", "admin3"})
_STATE = frozenset({"country", "territory"})
_SETTLED = frozenset({"capital", "city", "town", "village", "quarter", "settlement"})
_PEOPLE = frozenset({"demonym", "adjective"})
_SURE_TYPES = frozenset({"usual", "official", "short"})

NAMES: tuple[str, ...] = (
    # the span
    "words", "length", "all_capitals", "short_capitals", "with_dot", "with_hyphen", "inner_small_word",
    "uncased_script",
    # the gazetteer's record
    "in_gazetteer", "prominence", "sure_prominence", "log_population", "log_places", "is_country", "is_admin1",
    "is_admin_other", "is_settlement", "is_nature", "is_people_only", "is_people", "is_abbreviation", "has_generic",
    "usual_name", "english_name",
    # the words themselves
    "ordinary", "ordinary_all", "small_in_text", "given_name", "surname", "month_or_day",
    # the model
    *(f"label_{label}" for label in LABELS), "label_other", "label_none",
    *(f"inside_{label}" for label in LABELS), "inside_first", "inside_last", "covers_entity", "crosses_entity",
    "text_share_place", "text_share_person", "text_share_org",
    # the words around
    "after_in", "after_at", "after_of", "after_to", "after_from", "after_place_preposition", "after_the", "after_and",
    "after_comma", "after_comma_name", "after_title", "after_given_name", "after_capital", "after_number",
    "after_hyphen",
    "before_capital", "before_organisation", "before_street", "before_generic", "before_surname", "before_speech",
    "before_person_verb", "before_comma_name", "before_comma_region", "before_number", "before_hyphen", "possessive",
    "before_possessive_name", "after_compass", "after_place_phrase", "before_and_name",
    "after_organisation_of", "after_quote",
    "cue_before", "cue_after", "dateline", "opens_sentence", "opens_text", "heading", "in_capitals",
    # the rest of the text
    "repeats", "preposition_share", "person_share", "in_longer_name", "has_shorter_name", "in_person_elsewhere",
    "country_share", "province_share", "position",
)  # fmt: skip
INDEX = {name: number for number, name in enumerate(NAMES)}


@lru_cache(maxsize=1 << 14)
def _log10(number: int) -> float:
    return math.log10(number + 1)


def gazetteer_part(candidate: Candidate) -> list[float]:
    """Return the columns from ``in_gazetteer`` to ``english_name``."""
    hits = candidate.hits
    if not hits:
        return [0.0] * 16
    places = [hit for hit in hits if hit.name.type not in _PEOPLE]
    top = (places or hits)[0].place
    sure = [hit for hit in places if hit.name.type in _SURE_TYPES]
    kinds = {hit.place.kind for hit in places[:30]}
    return [
        1.0,
        # in coarse steps: fine ones would be as good as the place's name
        round(top.prominence * 20) / 20,
        round(max((hit.place.prominence for hit in sure[:30]), default=0.0) * 20) / 20,
        float(round(_log10(max((hit.place.population for hit in places[:30]), default=0)))),
        round(_log10(len(hits)) * 2) / 2,
        float(not kinds.isdisjoint(_STATE)),
        float("admin1" in kinds),
        float("admin2" in kinds or "admin3" in kinds),
        float(not kinds.isdisjoint(_SETTLED)),
        float(bool(kinds) and kinds.isdisjoint(_SETTLED | _STATE | _ADMIN)),
        float(not places),
        float(len(places) < len(hits)),
        float(top is not None and any(hit.name.type == "abbreviation" for hit in hits[:5])),
        float(bool(candidate.generic)),
        float(bool(sure)),
        float(any(hit.name.lang in {"", "en"} for hit in (sure or places)[:10])),
    ]


@lru_cache(maxsize=1 << 15)
def _word_classes(lower: str, language: str) -> tuple[float, float, float]:
    from geomap.recognise.lexicon import load_lexicon

    lexicon = load_lexicon(language)
    return (
        float(lexicon.ordinary.get(lower, _RARE)),
        float(lexicon.given.get(lower, _UNNAMED)),
        float(lexicon.surnames.get(lower, _UNNAMED)),
    )


def page_features(page: Page) -> NDArray[np.float32]:
    """Return one row a candidate, columns as in `NAMES`."""
    facts = PageFacts(page)
    rows = [_row(page, facts, candidate) for candidate in page.candidates]
    if not rows:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    matrix = np.array(rows, dtype=np.float32)
    _share_over_text(page, facts, matrix)
    return matrix


def _share_over_text(page: Page, facts: PageFacts, matrix: NDArray[np.float32]) -> None:
    """Fill in what the other mentions of the same name show: after a preposition, in a person's name."""
    preposition = matrix[:, INDEX["after_place_preposition"]]
    person = np.maximum(
        np.maximum(matrix[:, INDEX["after_title"]], matrix[:, INDEX["after_given_name"]]),
        matrix[:, INDEX["inside_PERSON"]],
    )
    number = {id(candidate): i for i, candidate in enumerate(page.candidates)}
    for group in facts.by_key.values():
        rows = [number[id(candidate)] for candidate in group]
        matrix[rows, INDEX["preposition_share"]] = preposition[rows].mean()
        matrix[rows, INDEX["person_share"]] = person[rows].mean()


def _row(page: Page, facts: PageFacts, c: Candidate) -> list[float]:
    tokens, lexicon = page.tokens, page.lexicon
    lowers, words, caps, is_word = tokens.lowers, tokens.words, tokens.caps, tokens.is_word
    first, last = c.first, c.last
    own = [lowers[i] for i in range(first, last) if is_word[i]]
    classes = [_word_classes(word, lexicon.language) for word in own] or [(_RARE, _UNNAMED, _UNNAMED)]
    letters = c.end - c.start
    upper = c.text.isupper()
    row = [
        float(len(own)),
        float(bisect_right(_LENGTHS, letters)),
        float(upper and letters > 3),
        float(upper and letters <= 4),
        float("." in c.text),
        float("-" in c.text),
        float(any(not caps[i] and is_word[i] for i in range(first, last))),
        float(caps[first] and not words[first][0].isupper()),
        *gazetteer_part(c),
        min(classes[0][0], classes[-1][0]) if len(own) == 1 else max(k[0] for k in classes),
        float(all(k[0] < _RARE for k in classes)),
        float(len(own) == 1 and own[0] in facts.small),
        classes[0][1],
        classes[-1][2],
        float(len(own) == 1 and (own[0] in lexicon.words("months") or own[0] in lexicon.words("days"))),
    ]
    row += _entity_part(facts, c)
    row += _around(page, facts, c)
    heading = facts.heading(page, c.start)
    row += [
        min(6.0, float(len(facts.by_key[c.key]))),
        0.0,
        0.0,
        float(max(facts.longest[first:last]) > last - first),
        float(last - first > 1 and any(0 < facts.firsts.get(i, 0) < last - first for i in range(first, last))),
        float(own[-1] in facts.person_words if own else 0.0),
        max((facts.countries.get(hit.place.country, 0.0) for hit in c.hits[:20]), default=0.0),
        province_share(facts, c),
        c.start / max(1, len(page.text)),
    ]
    row[INDEX["heading"]] = heading[0]
    row[INDEX["in_capitals"]] = heading[1]
    return row


def _entity_part(facts: PageFacts, c: Candidate) -> list[float]:
    exact = [float(c.label == label) for label in LABELS]
    other = float(bool(c.label) and c.label not in LABELS)
    inside = [0.0] * len(LABELS)
    at_first = at_last = covers = crosses = 0.0
    if not c.label:
        numbers = {facts.entity_of[i] for i in range(c.first, c.last)} - {-1}
        for number in numbers:
            begin, end, label = facts.spans[number]
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
    return [*exact, other, none, *inside, at_first, at_last, covers, crosses, *facts.shares[c.key]]


def _around(page: Page, facts: PageFacts, c: Candidate) -> list[float]:
    tokens, lexicon = page.tokens, page.lexicon
    first, last, count = c.first, c.last, len(tokens)
    lowers, caps, is_word, ends, starts = tokens.lowers, tokens.caps, tokens.is_word, tokens.ends, tokens.starts
    before = lowers[first - 1] if first else ""
    before2 = lowers[first - 2] if first > 1 else ""
    before3 = lowers[first - 3] if first > 2 else ""
    after = lowers[last] if last < count else ""
    after2 = lowers[last + 1] if last + 1 < count else ""
    skip_the = before == "the"
    lead = before2 if skip_the else before
    cap_before = first > 0 and caps[first - 1] and is_word[first - 1] and not tokens.opens[first]
    cap_after = last < count and caps[last] and is_word[last] and not tokens.opens[last]
    possessive = ends[last - 1] != tokens.cores[last - 1]
    given_before = cap_before and _word_classes(before, lexicon.language)[1] < 5
    comma_name = before == "," and facts.lasts.get(first - 1, 0) > 0
    next_name = after == "," and facts.firsts.get(last + 1, 0) > 0
    next_region = 0.0
    if next_name:
        next_region = float(is_region(page, facts, last + 1))
    organisations = lexicon.words("organisation_after")
    # "Sheriff's Office", "Teaching Hospital": the head may be the second or third capital
    head = after in organisations
    if not head and cap_after and last + 1 < count and caps[last + 1]:
        head = after2 in organisations or (last + 2 < count and caps[last + 2] and lowers[last + 2] in organisations)
    prepositions = lexicon.words("place_prepositions")
    return [
        float(lead in {"in", "inside", "within", "outside", "near"}),
        float(lead == "at"),
        float(lead == "of"),
        float(lead in {"to", "into", "toward", "towards"}),
        float(lead == "from"),
        float(lead in prepositions),
        float(skip_the),
        float(lead in {"and", "or", "&"}),
        float(before == ","),
        float(comma_name),
        float(before in lexicon.words("titles") or (before == "." and before2 in lexicon.words("titles"))),
        float(given_before),
        float(cap_before),
        float(bool(before) and before[0].isdigit()),
        float(before in {"-", "‑", "–", "/"} and tokens.adjacent(first)),
        float(cap_after),
        float(head and cap_after),
        float(cap_after and after in lexicon.words("street_after")),
        float(after in GENERIC),
        float(cap_after and _word_classes(after, lexicon.language)[2] < 6 and after not in GENERIC and not head),
        float(after in lexicon.words("speech")),
        float(after in lexicon.words("person_verbs")),
        float(next_name),
        next_region,
        float(bool(after) and after[0].isdigit()),
        float(after in {"-", "‑", "–", "/"} and last < count and ends[last - 1] == starts[last]),
        float(possessive),
        float(possessive and cap_after),
        float(before in lexicon.words("compass") or before.rstrip("ern") in lexicon.words("compass")),
        float(after_phrase(page, first)),
        float(after in {"and", ","} and facts.firsts.get(last + 1, 0) > 0),
        float(lead == "of" and (before3 if skip_the else before2) in organisations),
        float(before in {'"', "“", "'", "‘"}),
        float(bool(c.cue) and c.cue_before),
        float(bool(c.cue) and not c.cue_before),
        float(is_dateline(page, c)),
        float(tokens.opens[first]),
        float(first == 0),
        0.0,
        0.0,
    ]
