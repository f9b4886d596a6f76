"""Merging across reports against a gold set: pair precision, recall and F1 of drafts that became one incident.

    GEOMAP_EVAL=DIR python benchmarks/quality/bench_merging.py [--keep FILE] [--errors]

DIR holds ``reports-dev.jsonl`` and ``score_incidents.py``.  ``--keep`` writes the drafts to a file once and reads
them from there afterwards, so that a change of the merge rules is measured in a second.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import os
import pickle
from itertools import combinations
from pathlib import Path

from bench_incidents import scorer

from geomap.gazetteer.store import Gazetteer
from geomap.merge import merge_incidents
from geomap.pipeline import Engine
from geomap.read.clean import clean_text
from geomap.records import Incident, Report
from geomap.schema import incident_to_row, to_json
from geomap.settings import Settings


def drafts_of(rows: list[dict], keep: Path | None) -> dict[str, list[Incident]]:
    """Return the drafts of each report, from `keep` if it is there."""
    if keep is not None and keep.exists():
        return pickle.loads(keep.read_bytes())
    reports = [
        Report(r["id"], r["text"], clean_text(r["text"]), title=r["title"], date=dt.date.fromisoformat(r["pub_date"]))
        for r in rows
    ]
    with Engine.open(Settings()) as engine:
        told = {one.report.id: list(one.incidents) for one in engine.tell(reports)}
    if keep is not None:
        keep.write_bytes(pickle.dumps(told))
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", default=os.environ.get("GEOMAP_EVAL", ""))
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--errors", action="store_true")
    told = parser.parse_args()
    folder = Path(told.eval)
    lines = (folder / "reports-dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    drafts = drafts_of(rows, told.keep)
    with Gazetteer.open() as gazetteer:
        flat = [one for row in rows for one in drafts[row["id"]]]
        merged = merge_incidents(flat, settings=Settings(), gazetteer=gazetteer)
    pred = []
    for row in rows:
        kept = [one for one in drafts[row["id"]] if one.realis == "actual"]
        incidents = [
            json.loads(to_json(incident_to_row(dataclasses.replace(one, incident_id=merged.members[one.incident_id]))))
            for one in kept
        ]
        pred.append({"id": row["id"], "incidents": incidents})
    tool = scorer(folder)
    tool.show(tool.score(rows, tool.adapt(pred), None), "merging")
    if told.errors:
        show_errors(rows, tool.adapt(pred), tool, {one.incident_id: one for one in merged.incidents})


def show_errors(rows: list[dict], pred: list[dict], tool, found: dict[str, Incident]) -> None:
    """Print each pair that is together wrongly or apart wrongly, and whether the apart ones are linked."""
    items = []
    for row, p in zip(rows, pred, strict=True):
        for i, j in tool.assign(p["incidents"], row["incidents"]).items():
            gold = row["incidents"][j]
            if not gold.get("optional"):
                items.append((row["id"], gold["cluster"], p["incidents"][i]["cluster_id"], gold["date_start"]))
    for a, b in combinations(items, 2):
        if a[0] == b[0] or (a[1] == b[1]) == (a[2] == b[2]):
            continue
        linked = a[2] in found[b[2]].possible_duplicate_of
        print("APART" if a[1] == b[1] else "WRONG", "linked" if linked else "", a, b)


if __name__ == "__main__":
    main()
