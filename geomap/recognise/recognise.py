"""Reports in, mentions of places out: the model's entities, the gazetteer's names and their context united."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geomap.recognise.batch import open_page
from geomap.recognise.candidates import find_candidates
from geomap.recognise.classifier import load_by_hand, load_classifier, standing
from geomap.recognise.coherence import second_look
from geomap.recognise.cues import read_cue, read_use, share_list_cues
from geomap.recognise.features import INDEX, page_matrices
from geomap.recognise.language import language_of
from geomap.recognise.lexicon import languages, load_lexicon
from geomap.recognise.model import find_entities
from geomap.records import Mention

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray
    from spacy.language import Language

    from geomap.gazetteer.store import Gazetteer
    from geomap.recognise.batch import Page
    from geomap.recognise.classifier import Classifier
    from geomap.recognise.model import Entity
    from geomap.records import Report

_FITTED = "en"  # the language that the trees were fitted on
_BATCH = 32
_BATCH_CHARS = 200_000


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
        A spaCy pipeline with an entity recogniser; None looks for the gazetteer's names only. A text in another
        language than the pipeline's is read without it.
    classifier
        By default the one shipped for pipelines, or for none.
    """
    for batch in _batches(reports):
        pages, matrices = read_batch(batch, gazetteer, nlp=nlp)
        chosen = [classifier or _classifier_of(page, nlp) for page in pages]
        for page, matrix, own, odds in zip(pages, matrices, chosen, _log_odds(matrices, chosen), strict=True):
            odds = _read_other_scripts(matrix, odds, own)  # noqa: PLW2901 - the same odds, amended
            yield _mentions(page, matrix, second_look(page, matrix, odds), own.threshold)


def _classifier_of(page: Page, nlp: Language | None) -> Classifier:
    if page.lexicon.language != _FITTED:
        return load_by_hand()
    return load_classifier(with_model=nlp is not None and not page.foreign)


def _read_other_scripts(matrix: NDArray[np.float32], odds: NDArray[np.float64], own: Classifier) -> NDArray[np.float64]:
    """Return the odds with those of names in other scripts than Latin by the weights for other languages."""
    by_hand = load_by_hand()
    rows = matrix[:, INDEX["other_script"]] > 0
    if own is by_hand or not rows.any():
        return odds
    out = odds.copy()
    # each has its own threshold
    out[rows] = by_hand.model.log_odds(matrix[rows]) - _logit(by_hand.threshold) + _logit(own.threshold)
    return out


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _log_odds(matrices: Sequence[NDArray[np.float32]], chosen: Sequence[Classifier]) -> list[NDArray[np.float64]]:
    """Return the log-odds of each page's candidates, each classifier asked once for all its pages."""
    out: list[NDArray[np.float64]] = [np.zeros(0)] * len(matrices)
    for classifier in {id(own): own for own in chosen}.values():
        pages = [i for i, own in enumerate(chosen) if own is classifier]
        odds = classifier.model.log_odds(np.concatenate([matrices[i] for i in pages]))
        bounds = np.cumsum([len(matrices[i]) for i in pages])[:-1]
        for i, part in zip(pages, np.split(odds, bounds), strict=True):
            out[i] = part
    return out


def _batches(reports: Iterable[Report]) -> Iterator[list[Report]]:
    batch: list[Report] = []
    chars = 0
    for report in reports:
        if batch and (len(batch) >= _BATCH or chars + len(report.clean) > _BATCH_CHARS):
            yield batch
            batch, chars = [], 0
        batch.append(report)
        chars += len(report.clean)
    if batch:
        yield batch


def read_batch(
    reports: Sequence[Report], gazetteer: Gazetteer, *, nlp: Language | None
) -> tuple[list[Page], list[NDArray[np.float32]]]:
    """Return the pages of some reports with their candidates, and each page's features."""
    tongues = [language_of(report) for report in reports]
    entities: list[list[Entity]] = [[] for _ in reports]
    if nlp is not None:
        own = [i for i, language in enumerate(tongues) if not _is_foreign(language, nlp)]
        for i, found in zip(own, find_entities(nlp, [reports[i].clean for i in own]), strict=True):
            entities[i] = found
    pages = [
        open_page(report.clean, found, load_lexicon(language), foreign=nlp is not None and _is_foreign(language, nlp))
        for report, found, language in zip(reports, entities, tongues, strict=True)
    ]
    return pages, page_matrices(find_candidates(pages, gazetteer))


def _is_foreign(language: str, nlp: Language) -> bool:
    """Tell whether a text is in a language that the pipeline cannot read but a lexicon can."""
    return nlp.lang not in {language, _EVERY_LANGUAGE} and language in _KNOWN


_KNOWN = frozenset(languages())
_EVERY_LANGUAGE = "xx"  # what spaCy calls a pipeline for many languages


def _mentions(page: Page, matrix: NDArray[np.float32], odds: NDArray[np.float64], threshold: float) -> list[Mention]:
    kept = standing(page.candidates, odds.tolist(), threshold=threshold)
    if not kept:
        return []
    chosen = [page.candidates[i] for i, _ in kept]
    rows = matrix[[i for i, _ in kept]][:, _TOLD]
    told = (rows > _TOLD_FROM).tolist()
    cues = [read_cue(page, c, dateline=row[0]) for c, row in zip(chosen, told, strict=True)]
    cues = share_list_cues(page, chosen, cues)
    return [
        Mention(
            c.start,
            c.end,
            c.text,
            read_use(page, c, cue.relation),
            cue.cue,
            cue.relation,
            cue.offset_km,
            cue.bearing_deg,
            round(probability, 4),
            _evidence(c.label, cue.cue, c.in_gazetteer, *row),
            c.entry.name if c.entry else "",
        )
        for c, (_, probability), row, cue in zip(chosen, kept, told, cues, strict=True)
    ]


# columns that the evidence of a mention tells of, and the code of each
_EVIDENCE = (
    ("dateline", "dateline"), ("after_place_preposition", "preposition"), ("after_comma_name", "list"),
    ("before_and_name", "list"), ("before_comma_region", "container"),
)  # fmt: skip
_TOLD = [INDEX[name] for name, _ in _EVIDENCE] + [INDEX["repeats"]]
_TOLD_FROM = np.array([0.0] * len(_EVIDENCE) + [1.0], dtype=np.float32)


@lru_cache(maxsize=1 << 12)
def _evidence(label: str, cue: str, known: bool, *told: bool) -> tuple[str, ...]:  # noqa: FBT001 - positions are the key
    """Return in short codes what spoke for a candidate; `told` are the columns of `_TOLD`."""
    out = [f"ner:{label}"] if label else []
    if known:
        out.append("gazetteer")
    if cue:
        out.append(f"cue:{cue}")
    *columns, repeated = told
    out += [code for value, (_, code) in zip(columns, _EVIDENCE, strict=True) if value]
    if repeated:
        out.append("repeated")
    return tuple(dict.fromkeys(out))
