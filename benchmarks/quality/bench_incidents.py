"""Incident extraction against a gold set: from gold places (the stage alone) or through the whole pipeline.

    GEOMAP_EVAL=DIR python benchmarks/quality/bench_incidents.py [--gold-places] [--no-model] [--errors] [--show ID]

DIR holds ``reports-dev.jsonl`` and ``score_incidents.py``.  ``--gold-places`` turns the gold toponyms into
resolutions, so that recognition and resolution do not count.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import os
import re
import time
from pathlib import Path

from geomap.gazetteer.store import Gazetteer
from geomap.incidents.extract import extract_incidents
from geomap.read.clean import clean_text
from geomap.recognise.model import load_model, make_parser
from geomap.records import Mention, Place, Report, Resolution
from geomap.schema import KIND_PRECISION, incident_to_row, to_json
from geomap.settings import DEFAULT_MODEL, Settings

GOLD_KINDS = {"settlement": "village", "admin": "admin1", "country": "country"}
DEMONYM = re.compile(r"\b[A-Z][a-z]{3,}(?:ians?|ans|is?|ese|ish|ch|eks?)\b")


def scorer(folder: Path):
    spec = importlib.util.spec_from_file_location("score_incidents", folder / "score_incidents.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_resolutions(row: dict, gazetteer: Gazetteer) -> list[Resolution]:
    """Gold toponyms as resolutions; demonyms, which the gold leaves out, from the gazetteer."""
    out, spans = [], []
    for top in row["toponyms"]:
        kind = GOLD_KINDS.get(top["type"], top["type"])
        if kind == "admin1" and "district" in row["text"][top["end"] : top["end"] + 10]:
            kind = "admin2"
        if kind == "village" and gazetteer.exact(top["text"], kinds={"capital"}):
            kind = "capital"
        if kind not in KIND_PRECISION and kind not in {"village", "capital"}:
            kind = "site"
        use = {"metonym": "metonym", "dateline": "literal"}.get(top.get("role") or "", "literal")
        if top.get("metonym"):
            use = "metonym"
        place = Place(
            f"gold:{top['key']}", top["text"], kind, "P", top.get("country") or "", "", "", "", top["lon"], top["lat"]
        )
        mention = Mention(
            top["start"], top["end"], top["text"], use, relation="dateline" if top.get("dateline") else ""
        )
        out.append(
            Resolution(mention, place, 0.9, lon=top["lon"], lat=top["lat"], precision=KIND_PRECISION.get(kind, 1))
        )
        spans.append((top["start"], top["end"]))
    for match in DEMONYM.finditer(row["text"]):
        iso2 = gazetteer.iso2_of(match.group()) or gazetteer.iso2_of(match.group().removesuffix("s"))
        if iso2 and not any(a < match.end() and match.start() < b for a, b in spans):
            place = Place(f"gold:{iso2}", match.group(), "country", "A", iso2, "", "", "", 0.0, 0.0)
            out.append(
                Resolution(Mention(match.start(), match.end(), match.group(), "demonym"), place, 0.9, precision=6)
            )
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", default=os.environ.get("GEOMAP_EVAL", ""))
    parser.add_argument("--gold-places", action="store_true")
    parser.add_argument("--no-model", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--show", default="")
    parser.add_argument("--out", default="")
    args = parser.parse_args()
    folder = Path(args.eval)
    rows = [
        json.loads(line) for line in (folder / "reports-dev.jsonl").read_text(encoding="utf-8").splitlines() if line
    ]
    settings = Settings(model="none" if args.no_model else DEFAULT_MODEL)
    pred, spent = [], 0.0
    with Gazetteer.open() as gazetteer:
        nlp = load_model(settings.model)
        parse = make_parser(nlp)
        reports = [
            Report(
                r["id"], r["text"], clean_text(r["text"]), title=r["title"], date=dt.date.fromisoformat(r["pub_date"])
            )
            for r in rows
        ]
        if args.gold_places:
            resolved = [gold_resolutions(r, gazetteer) for r in rows]
        else:
            from geomap.recognise.recognise import recognise_mentions
            from geomap.resolve.resolve import resolve_mentions

            found = recognise_mentions(reports, gazetteer, nlp=nlp)
            resolved = [
                resolve_mentions(report, mentions, gazetteer) for report, mentions in zip(reports, found, strict=True)
            ]
        for report, resolutions in zip(reports, resolved, strict=True):
            began = time.perf_counter()
            incidents = extract_incidents(report, resolutions, gazetteer=gazetteer, parse=parse, settings=settings)
            spent += time.perf_counter() - began
            kept = [json.loads(to_json(incident_to_row(i))) for i in incidents if i.realis == "actual"]
            pred.append({"id": report.id, "incidents": kept})
            if args.show and any(part in report.id for part in args.show.split(",")):
                for i in incidents:
                    print(
                        report.id,
                        i.realis,
                        i.date_start,
                        i.date_basis,
                        i.sub_event_type,
                        "|",
                        i.title,
                        "|",
                        i.initiator,
                        "|",
                        i.actor_a,
                        "/",
                        i.actor_b,
                    )
                    print(
                        "    K",
                        (i.killed_a, i.killed_b, i.killed_civ, i.killed_unknown),
                        i.killed_best,
                        "I",
                        (i.injured_a, i.injured_b, i.injured_civ, i.injured_unknown),
                        i.injured_best,
                        i.weapons,
                        i.place_text,
                        i.place_relation,
                        i.geo_precision,
                        i.lat,
                        i.lon,
                        i.reasons,
                    )
                    if i.realis == "actual":
                        for c in i.claims:
                            print("      claim", c.speaker, c.speaker_side, c.verb, c.polarity, c.slot, c.value)
    tool = scorer(folder)
    errors: list[str] | None = [] if args.errors else None
    if args.out:
        Path(args.out).write_text("".join(json.dumps(p) + "\n" for p in pred), encoding="utf-8")
    tool.show(tool.score(rows, tool.adapt(pred), errors), "gold places" if args.gold_places else "whole pipeline")
    for line in errors or []:
        print(line)
    if args.errors:
        for row, p in zip(rows, pred, strict=True):
            m = tool.assign(p["incidents"], row["incidents"])
            for i, j in m.items():
                g, q = row["incidents"][j], p["incidents"][i]
                if not g.get("optional") and tool.date_part(q, g) != 1.0:
                    print("DATE ", row["id"], "gold", g["date_start"], "pred", q["date_start"], q["date_basis"])
                if not g.get("optional") and (
                    q.get("event_class") != g["event_class"] or q["initiator"] != g["initiator"]
                ):
                    print(
                        "OTHER",
                        row["id"],
                        g["place"],
                        "class",
                        g["event_class"],
                        q.get("event_class"),
                        "initiator",
                        g["initiator"],
                        q["initiator"],
                    )
    print(f"extraction: {1000 * spent / max(len(rows), 1):.1f} ms a report")


if __name__ == "__main__":
    main()
