"""What a score is worth: the reliability and the threshold table, written into docs/explain.md.

usage: scores.py [EVAL] [--gazetteer FILE] [--write]

Everything is fitted without the fold that is scored, the calibration too. Prints the tables; with --write they replace
what stands between the marks of docs/explain.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import gold
from bench_geoparse import matched, predict, reliability
from fit_resolution import case, crossfit, recognised, village_cases

from geomap.gazetteer.store import Gazetteer

PAGE = Path(__file__).parents[2] / "docs/explain.md"
BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"


def tables(rows) -> str:
    """Return both tables as Markdown."""
    error, table, kept = reliability(rows)
    out = [
        (
            f"Measured on held-out folds of three gold sets ({len(rows)} places; right is within 161 km in news, 25 km in"
            f" incident reports). Expected calibration error: {error:.3f}."
        ),
        "",
        "| score | places | mean score | share right |",
        "|---|---:|---:|---:|",
    ]
    for low, count, mean, right in table:
        out.append(f"| {low:.1f} to {min(1.0, low + 0.1):.1f} | {count} | {mean:.2f} | {right:.2f} |")
    out += ["", "| `--min-score` | share of the places kept | share right of the kept |", "|---:|---:|---:|"]
    for threshold, share, right in kept:
        if threshold == 0 or threshold > 0.4:
            out.append(f"| {threshold:.2f} | {share:.2f} | {right:.3f} |")
    return "\n".join(out)


def main() -> None:
    """Run, print, write."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("eval", nargs="?")
    ap.add_argument("--gazetteer")
    ap.add_argument("--write", action="store_true")
    args = ap.parse_args()
    home = gold.folder(args.eval)
    score = gold.scorer(home)
    documents = [d for name in gold.SETS for d in gold.load(home, name)]
    with Gazetteer.open(args.gazetteer) as gazetteer:
        texts, mentions = recognised(documents, gazetteer)
        cases = [case(d, t, m, gazetteer) for d, t, m in zip(documents, texts, mentions, strict=True)]
        rankers, _ = crossfit(cases + village_cases(gazetteer))
        predicted = predict(documents, texts, mentions, rankers, gazetteer)
    text = tables(matched(score, predicted))
    print(text)
    if args.write:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        _, after = rest.split(END)
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
