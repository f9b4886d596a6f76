"""What each kind of evidence adds to recognition: fitted and scored without it, on held-out folds."""

from __future__ import annotations

import gold
import numpy as np
from fit_recognition import THRESHOLD, evaluate, export, fit, prepare, weights_of

from geomap.recognise.book import COLUMNS as RECORD
from geomap.recognise.classifier import read_classifier
from geomap.recognise.features import INDEX, NAMES

_MODEL = tuple(
    name
    for name in NAMES
    if name.startswith(("label_", "inside_", "text_share_")) or name in {"covers_entity", "crosses_entity"}
)
_WORDS = ("ordinary", "ordinary_all", "small_in_text", "given_name", "surname", "month_or_day")
_REST = (
    "repeats", "preposition_share", "person_share", "in_longer_name", "has_shorter_name", "in_person_elsewhere",
    "country_share", "province_share", "position",
)  # fmt: skip
_PLACE = tuple(name for name in RECORD if INDEX[name] >= INDEX["in_gazetteer"])
_AROUND = tuple(NAMES[INDEX["after_in"] : INDEX["repeats"]])
EVIDENCE = {
    "the model's entities": _MODEL,
    "the gazetteer's record": _PLACE,
    "how common the words are": _WORDS,
    "the words around": _AROUND,
    "the rest of the text": _REST,
}


def folds_odds(documents, matrices, labels):
    """Return each document's log-odds by trees that were fitted without its fold."""
    weights = weights_of(documents, labels)
    folds = np.array([d.fold for d in documents])
    odds = [None] * len(documents)
    for fold in range(gold.FOLDS):
        train = np.flatnonzero(folds != fold)
        model = fit([matrices[i] for i in train], [labels[i] for i in train], [weights[i] for i in train])
        reader = read_classifier(export(model, THRESHOLD)).model
        for i in np.flatnonzero(folds == fold):
            odds[i] = reader.log_odds(matrices[i])
    return odds


def f1_by_set(score, documents, pages, odds) -> dict[str, float]:
    """Return the overlap F1 of recognition a set."""
    out = {}
    for name in gold.SETS:
        own = [i for i, d in enumerate(documents) if d.set == name]
        extra = {"types": {"settlement"}} if name == "reports-dev" else {}
        parts = [[things[i] for i in own] for things in (documents, pages, odds)]
        out[name] = evaluate(score, *parts, THRESHOLD, **extra)["rec_overlap_F1"]
    return out


def recognition(score, documents, gazetteer, nlp) -> dict[str, dict[str, float]]:
    """Return kind of evidence -> F1 a set without it; "" is with all of it."""
    pages, matrices, labels = prepare(documents, gazetteer, nlp)
    out = {"": f1_by_set(score, documents, pages, folds_odds(documents, matrices, labels))}
    for name, columns in EVIDENCE.items():
        blank = [INDEX[column] for column in columns]
        poorer = []
        for matrix in matrices:
            own = matrix.copy()
            own[:, blank] = 0.0
            poorer.append(own)
        out[name] = f1_by_set(score, documents, pages, folds_odds(documents, poorer, labels))
    return out


def show(result: dict[str, dict[str, float]]) -> None:
    """Print the F1 of a set with everything, and what is lost without each kind of evidence."""
    full = result[""]
    print("recognition F1 (overlap) with all evidence: " + "  ".join(f"{k} {v:.3f}" for k, v in full.items()))
    for name, sets in result.items():
        if name:
            print(f"  without {name:28s} " + "  ".join(f"{k} {v - full[k]:+.3f}" for k, v in sets.items()))
