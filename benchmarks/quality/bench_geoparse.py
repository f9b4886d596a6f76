"""Geoparsing from raw text to coordinates on the gold sets, beside the peers' figures.

usage: bench_geoparse.py [EVAL] [--gazetteer FILE] [--quick] [--shipped] [--no-demonyms] [-o RESULT.json]

Everything that is fitted is fitted without the fold that is scored (5 folds over documents); then the same without a
language model; with folds that keep documents apart which share a rare place; and without each kind of evidence.
--shipped scores the shipped weights instead, which have seen these documents. Demonyms and adjectives ("Russian") count as places in LGL
and GeoWebNews and are kept there; the incident reports' gold has none, so they are left out there, as
``geomap geoparse`` does.
"""

from __future__ import annotations

import argparse
import json
import platform
from pathlib import Path

import gold
import numpy as np
from ablation import recognition as recognition_ablation
from ablation import show as show_recognition
from fit_resolution import case, crossfit, recognised, train, village_cases

from geomap.gazetteer.store import Gazetteer
from geomap.read.reports import clean_text
from geomap.recognise.model import load_model
from geomap.recognise.recognise import recognise_mentions
from geomap.records import Report
from geomap.resolve.features import INDEX
from geomap.resolve.resolve import resolve_mentions
from geomap.settings import DEFAULT_MODEL

# recognition F1 (overlap) / accuracy @161 km on matched / end-to-end F1 @161 km, raw text in
PEERS = (
    ("CamCoder", ".68/.71/.483", ".68/.82/.560"),
    ("Edinburgh", ".68/.80/.437", ".69/.90/.596"),
    ("CLAVIN", ".61/.69/.419", ".55/.92/.503"),
    ("CLIFF", ".74/.72/.536", "-"),
    ("Stanford NER + population", ".77/.57/.441", ".76/.67/.510"),
    ("spaCy md + cities500, most populous", ".76/.67/.492", ".79/.84/.632"),
    ("flashgeotext + cities500", ".56/.56/.318", ".60/.81/.483"),
)
GOALS = {"LGL": (0.85, 0.88, 0.66), "GeoWebNews": (0.90, 0.92, 0.72), "reports-dev": (0.95, 0.95, 0.90)}
THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
# columns that an ablation blanks, by the kind of evidence
EVIDENCE = {
    "stated containers": ("stated_in", "stated_elsewhere", "holds_stated"),
    "countries and provinces of the report": ("country_share", "admin1_share", "country_of_most", "dateline_country"),
    "distance to the other places": ("near_15", "near_60", "near_250", "nearest_15", "nearest_60", "nearest_250"),
    "cue words": ("cue_fits", "cue_clashes", "cue_is_kind", "no_cue_settlement", "area_cue_fits", "area_cue_clashes"),
    "lists of one kind": ("peer_kind",),
    "kinds of names": tuple(name for name in INDEX if name.startswith("name_")),
    "prominence and population": (
        "prominence", "prominence_gap", "most_prominent", "log_population", "no_population",
    ),
}  # fmt: skip


def predict(documents, texts, mentions, rankers, gazetteer, *, demonyms=True):
    """Return {set: (gold, predictions)} as the scorer takes them."""
    out = {name: ({}, {}) for name in gold.SETS}
    for d, text, own in zip(documents, texts, mentions, strict=True):
        report = Report(d.id, d.text, text)
        ranker = rankers[d.fold] if rankers else None
        rows = []
        for r in resolve_mentions(report, own, gazetteer, ranker=ranker):
            if r.mention.use == "demonym" and (d.set == "reports-dev" or not demonyms):
                continue
            rows.append(
                {
                    "start": r.mention.start, "end": r.mention.end, "score": r.score,
                    # the place itself: "5 km south of X" moves the resolution's point, not the toponym
                    "lat": r.place.lat if r.place else None, "lon": r.place.lon if r.place else None,
                    "geonameid": r.place.geonameid if r.place else None,
                }
            )  # fmt: skip
        golds, preds = out[d.set]
        # a span to be ignored is a place without coordinates to the scorer: neither right nor wrong
        skip = [{"start": a, "end": b, "lat": None, "lon": None, "type": "ignore"} for a, b in d.ignore]
        golds[d.id] = {"toponyms": [*d.toponyms, *skip]}
        preds[d.id] = {"toponyms": rows}
    return out


def figures(score, predicted) -> dict:
    """Return the scorer's figures a set."""
    out = {}
    for name, (golds, preds) in predicted.items():
        extra = {"types": {"settlement"}, "k": 10.0} if name == "reports-dev" else {}
        r = score.evaluate(golds, preds, require_coords=True, **extra)
        k = "10" if name == "reports-dev" else "161"
        out[name] = {
            "recognition_P": r["rec_overlap_P"], "recognition_R": r["rec_overlap_R"], "recognition_F1": r["rec_overlap_F1"],
            "accuracy": r[f"res_acc@{k}"], "median_km": r["res_median_km"], "penalised": r[f"respen_acc@{k}"],
            "e2e_P": r[f"e2e_P@{k}"], "e2e_R": r[f"e2e_recall@{k}"], "e2e_F1": r[f"e2e_F1@{k}"],
        }  # fmt: skip
    return out


def matched(score, predicted):
    """Return (score, right within 161 km) of each prediction that meets a gold point."""
    rows = []
    for name, (golds, preds) in predicted.items():
        limit = 25.0 if name == "reports-dev" else 161.0
        for key, g in golds.items():
            points = [t for t in g["toponyms"] if score.has(t)]
            for gi, pi in score.match(points, preds[key]["toponyms"], False):
                t, p = points[gi], preds[key]["toponyms"][pi]
                if score.has(p) and t.get("type") not in {"country", "region"}:
                    rows.append((p["score"], score.haversine(t["lat"], t["lon"], p["lat"], p["lon"]) <= limit))
    return rows


def reliability(rows) -> tuple[float, list, list]:
    """Return the expected calibration error over tenths, the reliability table and the threshold table."""
    p, y = np.array([r[0] for r in rows]), np.array([r[1] for r in rows], dtype=float)
    bins = np.minimum((p * 10).astype(int), 9)
    table, error = [], 0.0
    for b in range(10):
        own = bins == b
        if own.any():
            table.append((b / 10, int(own.sum()), float(p[own].mean()), float(y[own].mean())))
            error += own.mean() * abs(p[own].mean() - y[own].mean())
    kept = [
        (t, float((p >= t).mean()), float(y[p >= t].mean()) if (p >= t).any() else float("nan")) for t in THRESHOLDS
    ]
    return float(error), table, kept


def show(title: str, result: dict) -> None:
    """Print one row a set."""
    print(title)
    for name, r in result.items():
        goal = "/".join(f"{g:.2f}" for g in GOALS[name])
        print(
            f"  {name:12s} {r['recognition_F1']:.3f}/{r['accuracy']:.3f}/{r['e2e_F1']:.3f}   goal {goal}"
            f"   P {r['recognition_P']:.3f} R {r['recognition_R']:.3f}  penalised {r['penalised']:.3f}"
            f"  e2e P {r['e2e_P']:.3f} R {r['e2e_R']:.3f}  median {r['median_km']:.1f} km"
        )


def run(score, documents, gazetteer, *, fast=False, demonyms=True):
    """Return the figures on held-out folds, the predictions, and what an ablation starts from."""
    texts, mentions = recognised(documents, gazetteer, with_model=not fast)
    cases = [case(d, t, m, gazetteer) for d, t, m in zip(documents, texts, mentions, strict=True)]
    more = village_cases(gazetteer, with_model=not fast)
    rankers, _ = crossfit(cases + more)
    predicted = predict(documents, texts, mentions, rankers, gazetteer, demonyms=demonyms)
    return figures(score, predicted), predicted, (documents, texts, mentions, cases + more)


def show_reliability(score, predicted, result: dict) -> None:
    """Print and keep the reliability and the threshold table."""
    error, table, kept = reliability(matched(score, predicted))
    result["calibration_error"], result["reliability"], result["thresholds"] = error, table, kept
    print(f"expected calibration error {error:.3f}")
    print("  score from   mentions  mean score  share right")
    for low, count, mean, right in table:
        print(f"  {low:10.1f} {count:10d} {mean:11.3f} {right:12.3f}")
    print("  least score  share kept  share right of the kept")
    for threshold, share, right in kept:
        print(f"  {threshold:10.2f} {share:11.3f} {right:12.3f}")


def main() -> None:
    """Run and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("eval", nargs="?")
    ap.add_argument("--gazetteer")
    ap.add_argument("--quick", action="store_true", help="the first table only")
    ap.add_argument("--shipped", action="store_true", help="score the shipped weights, without folds, and no more")
    ap.add_argument("--no-demonyms", action="store_true", help="leave demonyms out everywhere")
    ap.add_argument("-o", "--output", type=Path)
    args = ap.parse_args()
    home = gold.folder(args.eval)
    score = gold.scorer(home)
    documents = [d for name in gold.SETS for d in gold.load(home, name)]
    demonyms = not args.no_demonyms
    result = {"python": platform.python_version()}
    print("recognition F1 (overlap) / accuracy on matched / end-to-end F1, at 161 km (reports-dev: settlements, 10 km)")
    for peer, lgl, gwn in PEERS:
        print(f"  {peer:38s} LGL {lgl:14s} GeoWebNews {gwn}")
    with Gazetteer.open(args.gazetteer) as gazetteer:
        result["gazetteer"] = gazetteer.checksum
        if args.shipped:
            texts, mentions = shipped(documents, gazetteer, fast=False)
            predicted = predict(documents, texts, mentions, None, gazetteer, demonyms=demonyms)
            result["shipped"] = figures(score, predicted)
            show("geomap, shipped weights (they have seen these documents)", result["shipped"])
        else:
            result["sets"], predicted, start = run(score, documents, gazetteer, demonyms=demonyms)
            show("geomap, held-out folds", result["sets"])
        show_reliability(score, predicted, result)
        if not args.quick and not args.shipped:
            result["fast"], _, _ = run(score, documents, gazetteer, fast=True, demonyms=demonyms)
            show("geomap --fast (no language model), held-out folds", result["fast"])
            apart = gold.keep_apart(documents)
            result["apart"], _, _ = run(score, apart, gazetteer, demonyms=demonyms)
            show("geomap, held-out folds, no rare place of a document was seen in fitting", result["apart"])
            print("Ablation of the recogniser")
            nlp = load_model(DEFAULT_MODEL)
            result["ablation_recognition"] = recognition_ablation(score, documents, gazetteer, nlp)
            show_recognition(result["ablation_recognition"])
            print("Ablation of the ranker")
            result["ablation_resolution"] = ablation(score, *start, gazetteer)
    if args.output:
        args.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def shipped(documents, gazetteer, *, fast: bool):
    """Return each document's text and mentions by the shipped recogniser."""
    reports = [Report(d.id, d.text, clean_text(d.text)) for d in documents]
    nlp = None if fast else load_model(DEFAULT_MODEL)
    return [r.clean for r in reports], list(recognise_mentions(reports, gazetteer, nlp=nlp))


def ablation(score, documents, texts, mentions, cases, gazetteer) -> dict:
    """Fit and score the ranker without each kind of evidence, and with all, each without a calibration."""
    out = {}
    for name, columns in {"nothing (all evidence, not calibrated)": (), **EVIDENCE}.items():
        rankers = [train([c for c in cases if c.fold != fold], without=columns) for fold in range(gold.FOLDS)]
        out[name] = figures(score, predict(documents, texts, mentions, rankers, gazetteer))
        show(f"without {name}", out[name])
    return out


if __name__ == "__main__":
    main()
