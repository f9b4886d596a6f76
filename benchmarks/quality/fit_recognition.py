"""Fit the recogniser's classifier and write geomap/recognise/weights.json.

usage: fit_recognition.py [EVAL] [--gazetteer FILE] [--write]

Candidates of all gold documents, one row each (`geomap.recognise.features.NAMES`); right where the gold has a place
there. Gradient-boosted trees of scikit-learn, kept as nested lists [column, threshold, left, right]. Prints precision,
recall and F1 (overlap) on held-out folds; with --write fits on everything. Two are fitted: with the spaCy model's
entities and without. The same input gives the same file.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # threads that wait for a busy core cost more than they save

import gold
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from geomap.gazetteer.store import Gazetteer
from geomap.read.reports import clean_text
from geomap.recognise.classifier import choose, read_classifier
from geomap.recognise.features import NAMES
from geomap.recognise.model import load_model
from geomap.recognise.recognise import read_batch
from geomap.records import Report
from geomap.settings import DEFAULT_MODEL

HOME = Path(__file__).parents[2] / "geomap/recognise/weights.json"
PARAMETERS = {
    "max_iter": 160, "learning_rate": 0.08, "max_leaf_nodes": 14, "min_samples_leaf": 25, "l2_regularization": 2.0,
    "max_bins": 64, "early_stopping": False, "random_state": 0,
}  # fmt: skip
NEUTRAL = -1
THRESHOLD = 0.35


def label(document, page) -> np.ndarray:
    """Return 1 right, 0 wrong, -1 neither for each candidate.

    A candidate on a place without coordinates, on a span to be ignored, or that only overlaps a place is neither,
    unless another candidate has that place's very span: then it is wrong. Peoples' names are right where the set
    marks them as places.
    """
    spans = [(t["start"], t["end"], t.get("lat") is not None) for t in document.toponyms]
    ignore = list(document.ignore)
    exact = {(c.start, c.end) for c in page.candidates}
    out = np.zeros(len(page.candidates), dtype=int)
    for i, c in enumerate(page.candidates):
        for start, end, located in spans:
            if c.end <= start or end <= c.start:
                continue
            if not located:
                out[i] = NEUTRAL
            elif (c.start, c.end) == (start, end):
                out[i] = 1
                break
            elif (start, end) in exact:
                out[i] = max(out[i], 0)
            else:
                cover = (min(c.end, end) - max(c.start, start)) / (max(c.end, end) - min(c.start, start))
                out[i] = 1 if cover >= 0.5 else NEUTRAL
        if out[i] == 0 and document.set == "reports-dev" and is_people(c):
            out[i] = NEUTRAL  # that set leaves them out; they are found all the same, and told apart by their use
        if out[i] == 0 and any(c.start < end and start < c.end for start, end in ignore):
            out[i] = NEUTRAL
    return out


def is_people(candidate) -> bool:
    """Tell whether a candidate is the name of a people or its adjective."""
    return candidate.people


def prepare(documents, gazetteer, nlp):
    """Return the pages, matrices and labels of documents."""
    pages, matrices = [], []
    for at in range(0, len(documents), 32):
        reports = [Report(d.id, d.text, clean_text(d.text)) for d in documents[at : at + 32]]
        own, features = read_batch(reports, gazetteer, nlp=nlp)
        pages += own
        matrices += features
    labels = [label(d, p) for d, p in zip(documents, pages, strict=True)]
    return pages, matrices, labels


def weights_of(documents, labels):
    """Return the weight of each row: the small set of incident reports counts as a tenth of the whole."""
    return [np.full(len(y), 4.0 if d.set == "reports-dev" else 1.0) for d, y in zip(documents, labels, strict=True)]


def export(model, threshold: float) -> dict:
    """Return the trees as JSON values."""
    trees = []
    for (predictor,) in model._predictors:  # noqa: SLF001 - scikit-learn has no public way to its trees
        nodes = predictor.nodes

        def build(i, nodes=nodes):
            node = nodes[i]
            if node["is_leaf"]:
                return round(float(node["value"]), 4)
            # a row goes left where it is at most the threshold; rounded up so that float32 columns go the same way
            return [
                NAMES[node["feature_idx"]],
                round(float(node["num_threshold"]), 5),
                build(node["left"]),
                build(node["right"]),
            ]

        trees.append(build(0))
    return {"base": round(float(model._baseline_prediction.ravel()[0]), 4), "threshold": threshold, "trees": trees}  # noqa: SLF001


def fit(matrices, labels, weights) -> HistGradientBoostingClassifier:
    """Return the fitted trees."""
    x, y, w = np.concatenate(matrices), np.concatenate(labels), np.concatenate(weights)
    keep = y != NEUTRAL
    model = HistGradientBoostingClassifier(**PARAMETERS)
    return model.fit(x[keep], y[keep], sample_weight=w[keep])


def evaluate(score, documents, pages, odds, threshold, **options):
    """Return the scorer's figures for what the classifier chooses."""
    golds, preds = {}, {}
    for d, page, own in zip(documents, pages, odds, strict=True):
        rows = [
            {"start": c.start, "end": c.end}
            for c, _ in choose(page.candidates, own.tolist(), threshold=threshold)
            if d.set != "reports-dev" or not is_people(c)
        ]
        golds[d.id] = {"toponyms": list(d.toponyms)}
        preds[d.id] = {"toponyms": rows}
    return score.evaluate(golds, preds, require_coords=True, **options)


def main() -> None:
    """Fit, print, write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("eval", nargs="?")
    ap.add_argument("--gazetteer")
    ap.add_argument("--write", action="store_true")
    ap.add_argument("--importance", action="store_true")
    args = ap.parse_args()
    home = gold.folder(args.eval)
    score = gold.scorer(home)
    out = {"about": f"fitted by benchmarks/quality/fit_recognition.py on {', '.join(gold.SETS)}"}
    with Gazetteer.open(args.gazetteer) as gazetteer:
        for part, nlp in (("with_model", load_model(DEFAULT_MODEL)), ("without_model", None)):
            documents = [d for name in gold.SETS for d in gold.load(home, name)]
            pages, matrices, labels = prepare(documents, gazetteer, nlp)
            size = {name: sum(d.set == name for d in documents) for name in gold.SETS}
            weights = weights_of(documents, labels)
            folds = np.array([d.fold for d in documents])
            odds = [None] * len(documents)
            for fold in range(gold.FOLDS):
                train = np.flatnonzero(folds != fold)
                model = fit([matrices[i] for i in train], [labels[i] for i in train], [weights[i] for i in train])
                reader = read_classifier(export(model, 0.5)).model
                for i in np.flatnonzero(folds == fold):
                    odds[i] = reader.log_odds(matrices[i])
            print(part, size, "candidates", sum(map(len, labels)), "columns", len(NAMES))
            for name in gold.SETS:
                own = [i for i, d in enumerate(documents) if d.set == name]
                for threshold in (0.3, 0.35, 0.4, 0.45, 0.5):
                    extra = {"types": {"settlement"}} if name == "reports-dev" else {}
                    r = evaluate(
                        score,
                        [documents[i] for i in own],
                        [pages[i] for i in own],
                        [odds[i] for i in own],
                        threshold,
                        **extra,
                    )
                    print(
                        f"  {name:12s} {threshold:.2f}  P {r['rec_overlap_P']:.3f} R {r['rec_overlap_R']:.3f} F1 {r['rec_overlap_F1']:.3f}  strict {r['rec_strict_F1']:.3f}"
                    )
            if args.write:
                model = fit(matrices, labels, weights)
                out[part] = export(model, THRESHOLD)
            if args.importance:
                importance(matrices, labels, weights, folds)
    if args.write:
        HOME.write_text(json.dumps(out, separators=(",", ":")).replace("]],", "]],\n") + "\n", encoding="utf-8")
        print("wrote", HOME, HOME.stat().st_size)


def importance(matrices, labels, weights, folds) -> None:
    """Print how much log loss each column saves on a held-out fold."""
    train, test = np.flatnonzero(folds != 0), np.flatnonzero(folds == 0)
    model = fit([matrices[i] for i in train], [labels[i] for i in train], [weights[i] for i in train])
    x, y = np.concatenate([matrices[i] for i in test]), np.concatenate([labels[i] for i in test])
    x, y = x[y != NEUTRAL], y[y != NEUTRAL]

    def loss(m):
        p = np.clip(model.predict_proba(m)[:, 1], 1e-6, 1 - 1e-6)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    base = loss(x)
    rng = np.random.default_rng(0)
    gains = []
    for i, name in enumerate(NAMES):
        m = x.copy()
        m[:, i] = rng.permutation(m[:, i])
        gains.append((loss(m) - base, name))
    for gain, name in sorted(gains, reverse=True):
        print(f"    {name:26s} {gain:+.5f}")


if __name__ == "__main__":
    main()
