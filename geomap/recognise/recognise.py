"""Reports in, mentions of places out: the model's entities, the gazetteer's names and their context united."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from geomap.recognise.candidates import Page, find_candidates, open_page
from geomap.recognise.classifier import choose, load_classifier
from geomap.recognise.coherence import second_look
from geomap.recognise.cues import read_cue, read_use, share_list_cues
from geomap.recognise.features import INDEX, page_features
from geomap.recognise.lexicon import load_lexicon
from geomap.recognise.model import find_entities
from geomap.records import Mention

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray
    from spacy.language import Language

    from geomap.gazetteer.store import Gazetteer
    from geomap.recognise.candidates import Candidate
    from geomap.recognise.classifier import Classifier
    from geomap.recognise.model import Entity
    from geomap.records import Report

_BATCH = 32


def recognise_mentions(
    reports: Iterable[Report],
    gazetteer: Gazetteer,
    *,
    nlp: Language | None = None,
    classifier: Classifier | None = None,
) -> Iterator[list[Mention]]:
    """Yield for each report, in order, its mentions of places, by their start; spans never overlap.

    People's names of places ("Azerbaijani") are among them with ``use="demonym"``: they tell later stages which
    countries a report is about.

    Parameters
    ----------
    reports
        A stream; `Report.clean` is read, a batch at a time.
    gazetteer
        Whose names are looked for.
    nlp
        A spaCy pipeline with an entity recogniser; None looks for the gazetteer's names only.
    classifier
        By default the one shipped for pipelines, or for none.
    """
    chosen = classifier or load_classifier(with_model=nlp is not None)
    stream = iter(reports)
    while batch := list(islice(stream, _BATCH)):
        pages = open_pages(batch, gazetteer, nlp=nlp)
        matrices = [page_features(page) for page in pages]
        odds = chosen.model.log_odds(np.concatenate(matrices))
        at = 0
        for page, matrix in zip(pages, matrices, strict=True):
            own = second_look(page, matrix, odds[at : at + len(matrix)])
            yield _mentions(page, matrix, own, chosen.threshold)
            at += len(matrix)


def open_pages(batch: list[Report], gazetteer: Gazetteer, *, nlp: Language | None) -> list[Page]:
    """Return the reports of a batch with their candidates."""
    entities: list[list[Entity]] = [[] for _ in batch]
    if nlp is not None:
        entities = list(find_entities(nlp, [report.clean for report in batch]))
    language = nlp.lang if nlp is not None else ""
    pages = [
        open_page(report.clean, found, load_lexicon(report.language or language or "en"))
        for report, found in zip(batch, entities, strict=True)
    ]
    find_candidates(pages, gazetteer)
    return pages


def _mentions(page: Page, matrix: NDArray[np.float32], odds: NDArray[np.float64], threshold: float) -> list[Mention]:
    number = {(c.start, c.end): i for i, c in enumerate(page.candidates)}
    standing = choose(page.candidates, odds.tolist(), threshold=threshold)
    chosen = [candidate for candidate, _ in standing]
    rows = [matrix[number[c.start, c.end]] for c in chosen]
    cues = [read_cue(page, c, dateline=bool(row[INDEX["dateline"]])) for c, row in zip(chosen, rows, strict=True)]
    cues = share_list_cues(page, chosen, cues)
    return [
        Mention(
            start=c.start,
            end=c.end,
            text=page.text[c.start : c.end],
            use=read_use(page, c, cue.relation),
            cue=cue.cue,
            relation=cue.relation,
            offset_km=cue.offset_km,
            bearing_deg=cue.bearing_deg,
            score=round(probability, 4),
            evidence=_evidence(c, row, cue.cue),
        )
        for (c, probability), row, cue in zip(standing, rows, cues, strict=True)
    ]


def _evidence(candidate: Candidate, row: NDArray[np.float32], cue: str) -> tuple[str, ...]:
    """Return in short codes what spoke for the candidate."""
    out = []
    if candidate.label:
        out.append(f"ner:{candidate.label}")
    if candidate.in_gazetteer:
        out.append("gazetteer")
    if cue:
        out.append(f"cue:{cue}")
    for name, code in (
        ("after_place_preposition", "preposition"), ("after_comma_name", "list"), ("before_and_name", "list"),
        ("before_comma_region", "container"), ("dateline", "dateline"),
    ):  # fmt: skip
        if row[INDEX[name]] and code not in out:
            out.append(code)
    if row[INDEX["repeats"]] > 1:
        out.append("repeated")
    return tuple(out)
