"""What extraction adds to geoparsing, on short reports that nearly all tell of an incident, or on one's own texts.

    python benchmarks/speed/bench_extract.py [--reports 1000] [--texts FILE.jsonl] [--profile]

Milliseconds of the processor a report, the best of three: bare spaCy (``tok2vec`` and ``ner``), geoparsing,
extraction (the stage alone, places known), packing for the store of work.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import sys
import tempfile
import time
from pathlib import Path

from geomap.engine import BATCH, Engine
from geomap.gazetteer.store import Gazetteer
from geomap.read.reports import read_reports
from geomap.records import Report
from geomap.settings import Settings
from geomap.work.packing import pack_outcome

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scale"))
import corpus

ROUNDS = 3


def reports_of(path: Path, many: int) -> list[Report]:
    found = [one for one in read_reports([str(path)]) if isinstance(one, Report)]
    return found[:many]


def generated(many: int) -> list[Report]:
    with tempfile.TemporaryDirectory() as folder, Gazetteer.open() as gazetteer:
        path = Path(folder) / "reports.jsonl"
        corpus.write(many, path, Path(folder) / "truth.jsonl", gazetteer)
        return reports_of(path, many)


def bare_spacy(texts: list[str]) -> float:
    import spacy

    nlp = spacy.load(Settings().model)
    nlp.select_pipes(enable=["tok2vec", "ner"])
    begin = time.process_time()
    for _ in nlp.pipe(texts, batch_size=32):
        pass
    return time.process_time() - begin


def one_round(engine: Engine, reports: list[Report], profile: cProfile.Profile | None) -> dict[str, float]:
    spent = {"geoparsing": 0.0, "extraction": 0.0, "packing": 0.0}
    for start in range(0, len(reports), BATCH):
        batch = reports[start : start + BATCH]
        begin = time.process_time()
        places = [resolved for _, resolved in engine.geoparse(batch)]
        geoparsed = time.process_time()
        if profile is not None:
            profile.enable()
        told = engine.tell_batch(batch, places)
        if profile is not None:
            profile.disable()
        extracted = time.process_time()
        for number, one in enumerate(told):
            pack_outcome(str(number), one)
        spent["geoparsing"] += geoparsed - begin
        spent["extraction"] += extracted - geoparsed
        spent["packing"] += time.process_time() - extracted
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--texts", type=Path, help="JSON Lines with own reports instead of generated ones")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    reports = reports_of(options.texts, options.reports) if options.texts else generated(options.reports)
    best: dict[str, float] = {}
    profile = cProfile.Profile() if options.profile else None
    with Engine.open(Settings()) as engine:
        for number in range(ROUNDS + 1):  # the first one looks every name up
            spent = one_round(engine, reports, profile if number == ROUNDS else None)
            spent["bare spaCy"] = bare_spacy([one.text for one in reports])
            for name, seconds in spent.items() if number else ():
                best[name] = min(best.get(name, seconds), seconds)
    row: dict[str, object] = {name: round(1000 * seconds / len(reports), 2) for name, seconds in best.items()}
    row["extraction / geoparsing"] = round(best["extraction"] / best["geoparsing"], 3)
    row["extraction / bare spaCy"] = round(best["extraction"] / best["bare spaCy"], 3)
    print(json.dumps({"reports": len(reports), **row}))
    if profile is not None:
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
