"""What the classifier sees of a candidate: one row of numbers, every column with a name that says what it is.

Nothing here depends on which name it is: only on the gazetteer's record of it, the model's label, the words
around it and how the same name stands elsewhere in the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.recognise.book import COLUMNS as ENTRY_COLUMNS
from geomap.recognise.facts import LABELS, Entities, Facts, after_phrase, is_dateline, near_line_start
from geomap.recognise.vocabulary import GIVEN, ORDINARY, RARE, SURNAME

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geomap.recognise.batch import Batch

NAMES: tuple[str, ...] = (
    # the span
    "words", "length", "all_capitals", "short_capitals", "with_dot", "with_hyphen", "inner_small_word",
    "uncased_script", "head_in_name",
    # the gazetteer's record
    "in_gazetteer", "prominence", "sure_prominence", "log_population", "log_places", "is_country", "is_admin1",
    "is_admin_other", "is_settlement", "is_nature", "is_people_only", "is_people", "is_abbreviation", "has_generic",
    "usual_name", "english_name", "own_script", "other_script", "place_case",
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
    "after_organisation_of", "after_quote", "before_place_word",
    "before_paper", "before_team", "before_office",
    "cue_before", "cue_after", "dateline", "opens_sentence", "opens_text", "heading", "in_capitals",
    # the rest of the text
    "repeats", "preposition_share", "person_share", "in_longer_name", "has_shorter_name", "in_person_elsewhere",
    "country_share", "province_share", "position",
)  # fmt: skip
INDEX = {name: number for number, name in enumerate(NAMES)}
_ENTITY = slice(INDEX["label_GPE"], INDEX["crosses_entity"] + 1)
_SHARES = slice(INDEX["text_share_place"], INDEX["text_share_org"] + 1)
_COMMON_SURNAME, _COMMON_GIVEN = 6, 5


def batch_features(batch: Batch) -> NDArray[np.float32]:
    """Return one row a candidate of a batch, in the order of the pages, columns as in `NAMES`."""
    facts = Facts(batch)
    out = np.zeros((len(facts.candidates), len(NAMES)), dtype=np.float32)
    if not len(out):
        return out
    _span(batch, facts, out)
    _around(batch, facts, out)
    _beside(batch, facts, out)
    _elsewhere(batch, facts, out)
    _model(batch, facts, out)

    def column(name: str) -> NDArray[np.float32]:
        return out[:, INDEX[name]]

    column("preposition_share")[:] = facts.mean_over_text(column("after_place_preposition"))
    person = np.maximum(np.maximum(column("after_title"), column("after_given_name")), column("inside_PERSON"))
    column("person_share")[:] = facts.mean_over_text(person)
    return out


def page_matrices(batch: Batch) -> list[NDArray[np.float32]]:
    """Return the rows of `batch_features` page by page."""
    bounds = np.cumsum([len(page.candidates) for page in batch.pages])[:-1]
    return np.split(batch_features(batch), bounds)


def _set(out: NDArray[np.float32], **columns: NDArray[Any]) -> None:
    for name, values in columns.items():
        out[:, INDEX[name]] = values


def _span(batch: Batch, facts: Facts, out: NDArray[np.float32]) -> None:
    """Fill in what the span itself shows, and the gazetteer's record."""
    first, last, size = facts.first, facts.last, facts.size
    if batch.book is not None:
        out[:, [INDEX[name] for name in ENTRY_COLUMNS]] = batch.book.table[facts.row]
    n_words = np.zeros(len(out))
    n_capitals = np.zeros(len(out))
    ordinary = np.full(len(out), -1.0, dtype=np.float32)
    ordinary_all = np.ones(len(out), dtype=bool)
    head, tail = first.copy(), last - 1  # its first and last words
    seen = np.zeros(len(out), dtype=bool)
    for step in range(int(size.max())):
        own = np.flatnonzero(size > step)
        at = first[own] + step
        word = batch.has(at, "word")
        n_words[own] += word
        n_capitals[own] += word & batch.has(at, "capital")
        own, at = own[word], at[word]
        classes = batch.numbers[at, ORDINARY]
        ordinary[own] = np.maximum(ordinary[own], classes)
        ordinary_all[own] &= classes < RARE
        head[own] = np.where(seen[own], head[own], at)
        seen[own] = True
        tail[own] = at
    single = n_words == 1
    _set(
        out,
        words=n_words,
        inner_small_word=n_capitals < n_words,
        uncased_script=batch.has(first, "uncased"),
        head_in_name=(n_words > 1) & (batch.has(head, "name_fronts") | batch.has(tail, "name_backs")),
        ordinary=np.where(ordinary < 0, RARE, ordinary),
        ordinary_all=ordinary_all & (n_words > 0),
        small_in_text=facts.small_in_text(),
        given_name=batch.numbers[head, GIVEN],
        surname=batch.numbers[tail, SURNAME],
        month_or_day=single & batch.has(head, "months", "days"),
    )


def _around(batch: Batch, facts: Facts, out: NDArray[np.float32]) -> None:
    """Fill in the words before a candidate, and what it opens."""
    first = facts.first
    has = batch.has
    the = has(first - 1, "articles")
    lead = np.where(the, first - 2, first - 1)
    capital = has(first - 1, "capital") & ~the & ~batch.opens[first]
    comma = has(first - 1, "comma")
    preposition = has(lead, "place_prepositions")
    opens_line, near_line = near_line_start(batch, first, facts.page)
    upper = (out[:, INDEX["all_capitals"]] + out[:, INDEX["short_capitals"]]) > 0
    dateline = np.zeros(len(out), dtype=bool)
    for i in np.flatnonzero(opens_line | (upper & near_line)).tolist():
        dateline[i] = is_dateline(batch.pages[facts.page[i]], facts.candidates[i])
    phrase = np.zeros(len(out), dtype=bool)
    for i in np.flatnonzero(has(lead, "phrase_end")).tolist():
        phrase[i] = after_phrase(batch.pages[facts.page[i]], facts.candidates[i].first)
    titled, capitals = facts.headings
    cue = np.array([c.cue != "" for c in facts.candidates], dtype=bool)
    cue_before = np.array([c.cue_before for c in facts.candidates], dtype=bool)
    _set(
        out,
        after_in=has(lead, "lead_in"),
        after_at=has(lead, "lead_at"),
        after_of=has(lead, "lead_of"),
        after_to=has(lead, "lead_to"),
        after_from=has(lead, "lead_from"),
        after_place_preposition=preposition,
        after_the=the,
        after_and=has(lead, "conjunctions"),
        after_comma=comma,
        after_comma_name=comma & (facts.ends[first - 1] > 0),
        after_title=has(first - 1, "titles") | (has(first - 1, "dot") & has(first - 2, "titles")),
        after_given_name=capital & (batch.numbers[first - 1, GIVEN] < _COMMON_GIVEN),
        after_capital=capital,
        after_number=has(first - 1, "digit"),
        after_hyphen=has(first - 1, "dash") & batch.adjacent(first),
        after_compass=has(first - 1, "compass"),
        after_place_phrase=phrase,
        after_organisation_of=has(lead, "lead_of") & has(np.where(the, first - 3, first - 2), "organisation_after"),
        after_quote=has(first - 1, "quote"),
        cue_before=cue & cue_before,
        cue_after=cue & ~cue_before,
        dateline=dateline,
        opens_sentence=batch.opens[first],
        opens_text=batch.first_token[facts.page] == first,
        heading=titled,
        in_capitals=capitals,
    )


def _beside(batch: Batch, facts: Facts, out: NDArray[np.float32]) -> None:
    """Fill in the words behind a candidate."""
    last = facts.last
    has = batch.has
    capital = has(last, "capital") & ~batch.opens[last]
    comma = has(last, "comma")
    comma_name = comma & (facts.begins[last + 1] > 0)
    # "Sheriff's Office", "Teaching Hospital": the head may be the second or third capital
    head = has(last, "organisation_after")
    further = (
        capital
        & has(last + 1, "capital")
        & (has(last + 1, "organisation_after") | (has(last + 2, "capital") & has(last + 2, "organisation_after")))
    )
    head = head | further
    possessive = has(last - 1, "possessive")
    generic = has(last, "generic")
    _set(
        out,
        before_capital=capital,
        before_organisation=head & capital,
        before_street=capital & has(last, "street_after"),
        before_generic=generic,
        before_surname=capital & (batch.numbers[last, SURNAME] < _COMMON_SURNAME) & ~generic & ~head,
        before_speech=has(last, "speech"),
        before_person_verb=has(last, "person_verbs"),
        before_comma_name=comma_name,
        before_comma_region=comma_name & facts.region[last + 1],
        before_paper=capital & has(last, "papers_after"),
        before_team=capital & has(last, "teams_after"),
        before_office=capital & has(last, "offices_after"),
        before_number=has(last, "digit"),
        before_place_word=has(last, "direction_after", "near_after"),
        before_hyphen=has(last, "dash") & batch.adjacent(last),
        possessive=possessive,
        before_possessive_name=possessive & capital,
        before_and_name=((has(last, "conjunctions") & ~has(last, "ampersand")) | comma) & (facts.begins[last + 1] > 0),
    )


def _elsewhere(batch: Batch, facts: Facts, out: NDArray[np.float32]) -> None:
    """Fill in what the rest of the text shows."""
    first, size = facts.first, facts.size
    longer = np.zeros(len(out), dtype=bool)
    shorter = np.zeros(len(out), dtype=bool)
    for step in range(int(size.max())):
        own = np.flatnonzero(size > step)
        at = first[own] + step
        longer[own] |= facts.longest[at] > size[own]
        shorter[own] |= (facts.begins[at] > 0) & (facts.begins[at] < size[own])
    labels = np.array(
        [not c.people and c.label not in {"PERSON", "ORG"} and len(c.hits) > 0 for c in facts.candidates], dtype=bool
    )
    start = batch.start[first] - batch.first_char[facts.page]
    _set(
        out,
        repeats=np.minimum(6, facts.repeats[facts.group]),
        in_longer_name=longer,
        has_shorter_name=shorter & (size > 1),
        province_share=facts.province_share(places_only=labels),
        position=start / batch.text_length[facts.page],
    )


def _model(batch: Batch, facts: Facts, out: NDArray[np.float32]) -> None:
    """Fill in the entities of the model."""
    out[:, INDEX["label_none"]] = 1.0
    if not any(page.entities and not page.foreign for page in batch.pages):
        return
    at = 0
    for page in batch.pages:
        own = page.candidates
        if page.entities and not page.foreign:
            entities = Entities(page)
            for i, c in enumerate(own, start=at):
                out[i, _ENTITY] = entities.columns(c)
                word = next((i for i in range(c.last - 1, c.first - 1, -1) if page.tokens.is_word[i]), -1)
                out[i, INDEX["in_person_elsewhere"]] = word >= 0 and page.tokens.lowers[word] in entities.person_words
        at += len(own)
    out[:, _SHARES] = facts.label_shares()
    out[:, INDEX["country_share"]] = facts.country_share()
