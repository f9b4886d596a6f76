"""Fit the ranker of places and write geomap/resolve/weights.json.

usage: fit_resolution.py [EVAL] [--gazetteer FILE] [--write]

The recogniser's own mentions (out of fold) that meet a gold place; an option is right within 30 km of the gold point,
or within 161 km where none is nearer; where none is right, "none of these" is. A conditional logit a round: the weights
that make the right options likeliest, with a penalty on their squares. The calibration table comes from held-out folds
(isotonic regression of scikit-learn). Prints accuracy on held-out folds; with --write fits on everything.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path

import gold
import numpy as np
import villages
from fit_recognition import THRESHOLD, fit, prepare
from fit_recognition import export as export_trees
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

from geomap.gazetteer.store import Gazetteer
from geomap.recognise.classifier import read_classifier
from geomap.recognise.coherence import second_look
from geomap.recognise.model import load_model
from geomap.recognise.recognise import _mentions
from geomap.resolve.company import keep_company
from geomap.resolve.context import build_scene
from geomap.resolve.features import COMPANY_COLUMNS, INDEX, NAMES
from geomap.resolve.rank import Ranker, decide, none_features, own_features, rank, softmax
from geomap.settings import DEFAULT_MODEL

HOME = Path(__file__).parents[2] / "geomap/resolve/weights.json"
ROUNDS = 3
PENALTY = 1.0
OWN_WEIGHT = 0.3  # of a name in our own reports beside one in a gold set
FIXED = {
    "region": 2.0,
    "publisher": 1.0,
    "combined": 3.0,
}  # what no gold set shows: set by hand, as much as a stated province weighs


def recognised(documents, gazetteer, *, with_model=True):
    """Return each document's mentions by a recogniser that was fitted without its fold."""
    nlp = load_model(DEFAULT_MODEL) if with_model else None
    pages, matrices, labels = prepare(documents, gazetteer, nlp)
    weights = [np.full(len(y), 4.0 if d.set == "reports-dev" else 1.0) for d, y in zip(documents, labels, strict=True)]
    folds = np.array([d.fold for d in documents])
    out = [None] * len(documents)
    for fold in range(gold.FOLDS):
        train = np.flatnonzero(folds != fold)
        model = fit([matrices[i] for i in train], [labels[i] for i in train], [weights[i] for i in train])
        reader = read_classifier(export_trees(model, THRESHOLD)).model
        for i in np.flatnonzero(folds == fold):
            odds = second_look(pages[i], matrices[i], reader.log_odds(matrices[i]))
            out[i] = _mentions(pages[i], matrices[i], odds, THRESHOLD)
    return [page.text for page in pages], out


@dataclass
class Case:
    """One document's scene with what is right in it."""

    scene: object
    group_of: list
    own: np.ndarray
    right: np.ndarray  # one an option: 1 right, 0 wrong
    judged: np.ndarray  # one a group: weight of the group (mentions with a gold point), 0 where there is none
    set: str
    fold: int


def haversine(lon, lat, lons, lats):
    """Return km."""
    p, q = np.radians(lat), np.radians(lats)
    h = np.sin((q - p) / 2) ** 2 + np.cos(p) * np.cos(q) * np.sin(np.radians(lons - lon) / 2) ** 2
    return 2 * 6371.0088 * np.arcsin(np.sqrt(np.minimum(1, h)))


def case(document, text, mentions, gazetteer) -> Case:
    """Return a document's scene with what is right in it."""
    scene, group_of = build_scene(text, mentions, gazetteer)
    right = np.zeros(len(scene.options))
    judged = np.zeros(len(scene.groups))
    points = {}
    for mention, group in zip(mentions, group_of, strict=True):
        for t in document.toponyms:
            if t.get("lat") is not None and mention.start < t["end"] and t["start"] < mention.end:
                points.setdefault(group, []).append((t["lon"], t["lat"]))
                break
    for number, where in points.items():
        group = scene.groups[number]
        judged[number] = 1 + np.log(len(where))
        # the sense that most of its mentions have
        lon, lat = max(sorted(set(where)), key=where.count)
        if group.end > group.begin:
            km = haversine(lon, lat, scene.lon[group.begin : group.end], scene.lat[group.begin : group.end])
            limit = 30 if km.min() <= 30 else 161
            right[group.begin : group.end] = km <= limit
    return Case(scene, group_of, own_features(scene), right, judged, document.set, document.fold)


def logit(cases, matrices, start):
    """Return the weights (columns, then those of "none") that make the right options likeliest."""
    x, owner, right, n, none, weight = [], [], [], 0, [], []
    for c, m in zip(cases, matrices, strict=True):
        if not len(c.scene.groups):
            continue
        x.append(m)
        owner.append(c.scene.group_of + n)
        right.append(c.right)
        none.append(none_features(c.scene))
        weight.append(c.judged)
        n += len(c.scene.groups)
    x, owner, right = np.concatenate(x), np.concatenate(owner), np.concatenate(right)
    none, weight = np.concatenate(none), np.concatenate(weight)
    known = np.bincount(owner, right, n) > 0
    columns = x.shape[1]

    def loss(w):
        u = x @ w[:columns]
        v = none @ w[columns:]
        top = v.copy()
        np.maximum.at(top, owner, u)
        e = np.exp(u - top[owner])
        e0 = np.exp(v - top)
        total = np.bincount(owner, e, n) + e0
        good = np.where(known, np.bincount(owner, e * right, n), e0)
        value = -(weight * (np.log(good + 1e-300) - np.log(total))).sum()
        p = e / total[owner]
        q = np.where(right > 0, e / np.maximum(good, 1e-300)[owner], 0.0)
        q = np.where(known[owner], q, 0.0)
        grad = x.T @ (weight[owner] * (p - q))
        p0 = e0 / total
        grad0 = none.T @ (weight * (p0 - (~known)))
        return value + PENALTY * (w @ w) / 2, np.concatenate([grad, grad0]) + PENALTY * w

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return found.x


def train(cases, *, without=()) -> Ranker:
    """Return a ranker fitted round by round, the columns of `without` left out."""
    columns = len(NAMES)
    start = np.zeros(columns + none_features(cases[0].scene).shape[1])
    rounds, none = [], []
    probabilities = None
    for number in range(ROUNDS):
        if number == 0:
            matrices = [np.pad(c.own, ((0, 0), (0, len(COMPANY_COLUMNS)))) for c in cases]
        else:
            matrices = [
                np.concatenate([c.own, keep_company(c.scene, p)], axis=1)
                for c, p in zip(cases, probabilities, strict=True)
            ]
        for column in without:
            matrices = [np.where(np.arange(columns) == INDEX[column], 0.0, m) for m in matrices]
        w = logit(cases, matrices, start)
        rounds.append(w[:columns])
        none.append(w[columns:])
        probabilities = [
            softmax(c.scene, m @ w[:columns], none_features(c.scene) @ w[columns:])
            for c, m in zip(cases, matrices, strict=True)
        ]
        start = w
    rounds = np.array(rounds)
    for name, weight in FIXED.items():
        rounds[:, INDEX[name]] = weight
    return Ranker(rounds, np.array(none), ((0.0, 0.0), (1.0, 1.0)))


def outcomes(cases, ranker):
    """Return (probability of the best option, it was right, weight, set) for each judged group."""
    rows = []
    for c in cases:
        p, _ = rank(c.scene, ranker)
        decisions = decide(c.scene, p)
        for number, group in enumerate(c.scene.groups):
            if c.judged[number] and group.end > group.begin:
                likely, best = decisions.likely[number], decisions.best[number]
                rows.append((likely, c.right[best], c.judged[number], c.set))
    return rows


def calibration(rows):
    """Return a rising table (raw probability, share right) from held-out outcomes."""
    p, y, w = (np.array(column, dtype=float) for column in list(zip(*rows, strict=True))[:3])
    iso = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(p, y, w)
    # averaged over tenths so that single documents do not show
    grid = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995, 1.0])
    table = []
    for a in grid:
        near = np.clip(np.linspace(a - 0.03, a + 0.03, 7), 0, 1) if a < 0.97 else np.array([a])
        table.append((float(a), round(float(iso.predict(near).mean()), 4)))
    rising = np.maximum.accumulate([b for _, b in table]).round(4).tolist()
    # the best option of a name is hardly ever that unlikely: the others' scores go down to 0
    return ((0.0, 0.0), *zip([a for a, _ in table], rising, strict=True))


def to_json(ranker: Ranker) -> dict:
    """Return the ranker as readable JSON values."""
    return {
        "rounds": [
            {name: round(float(w[INDEX[name]]), 4) for name in NAMES if abs(w[INDEX[name]]) > 1e-4}
            for w in ranker.rounds
        ],
        "none": [[round(float(v), 4) for v in row] for row in ranker.none],
        "calibration": [list(pair) for pair in ranker.calibration],
    }


def crossfit(cases):
    """Return a ranker a fold, each fitted without that fold, all with a calibration from the other folds."""
    rankers, rows = [], []
    for fold in range(gold.FOLDS):
        ranker = train([c for c in cases if c.fold != fold])
        rankers.append(ranker)
        rows.append(outcomes([c for c in cases if c.fold == fold], ranker))
    out = []
    for fold in range(gold.FOLDS):
        others = [row for k in range(gold.FOLDS) if k != fold for row in rows[k]]
        out.append(replace(rankers[fold], calibration=calibration(others)))
    return out, rows


def village_cases(gazetteer, *, with_model=True):
    """Return the cases of our own short reports about villages, which are always among those fitted on."""
    documents = villages.reports(gazetteer)
    texts, mentions = villages.mentions(documents, gazetteer, load_model(DEFAULT_MODEL) if with_model else None)
    cases = [case(d, t, m, gazetteer) for d, t, m in zip(documents, texts, mentions, strict=True)]
    return [replace(c, judged=c.judged * OWN_WEIGHT) for c in cases]


def main() -> None:
    """Fit, print, write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("eval", nargs="?")
    ap.add_argument("--gazetteer")
    ap.add_argument("--write", action="store_true")
    args = ap.parse_args()
    home = gold.folder(args.eval)
    documents = [d for name in gold.SETS for d in gold.load(home, name)]
    with Gazetteer.open(args.gazetteer) as gazetteer:
        texts, mentions = recognised(documents, gazetteer)
        cases = [case(d, t, m, gazetteer) for d, t, m in zip(documents, texts, mentions, strict=True)]
        cases += village_cases(gazetteer)
    _, rows = crossfit(cases)
    flat = [row for fold in rows for row in fold]
    for name in (*gold.SETS, villages.SET):
        own = [(y, w) for _, y, w, s in flat if s == name]
        print(f"{name:12s} groups {len(own)}  right {sum(y > 0 for y, _ in own) / len(own):.4f}")
    ranker = replace(train(cases), calibration=calibration(flat))
    for name in NAMES:
        print(f"  {name:22s}", "  ".join(f"{w[INDEX[name]]:+7.3f}" for w in ranker.rounds))
    print("  none", ranker.none.round(3).tolist())
    print("  calibration", ranker.calibration)
    if args.write:
        data = {
            "about": f"fitted by benchmarks/quality/fit_resolution.py on {', '.join(gold.SETS)} and own reports",
            **to_json(ranker),
        }
        HOME.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
