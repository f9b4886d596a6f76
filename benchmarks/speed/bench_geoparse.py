"""Rate of geoparsing beside the bare spaCy pipeline (tok2vec and ner only) on the same seeded reports.

usage: bench_geoparse.py [--reports 1000] [--gazetteer FILE] [--profile] [-o RESULT.json]

Reports are made from sentences in our own words with names of the gazetteer, about 370 tokens and 26 mentions of places
each. Each rate is taken three times by turns with the others, and the best of each counts: other work on the machine
slows all of them. Seconds are those of the processor. Prints reports a second for spaCy alone, for geomap with the model and without (--fast), their ratios
(goals: 0.85 and 20 times spaCy's rate), the rate of two processes beside one (goal: 1.8 times), and the peak memory of
a process (goal: under 600 MB). --profile prints where the time goes without a model, stage by stage.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import random
import resource
import time
from pathlib import Path

import numpy as np

from geomap.engine import BATCH
from geomap.gazetteer.store import Gazetteer
from geomap.recognise.batch import open_page
from geomap.recognise.candidates import find_candidates
from geomap.recognise.classifier import load_classifier
from geomap.recognise.coherence import second_look
from geomap.recognise.features import page_matrices
from geomap.recognise.lexicon import load_lexicon
from geomap.recognise.model import load_model
from geomap.recognise.recognise import _mentions as mentions_of
from geomap.recognise.recognise import recognise_mentions
from geomap.records import Report
from geomap.resolve.resolve import resolve_many
from geomap.settings import DEFAULT_MODEL

SENTENCES = (
    "Two soldiers were wounded near the village of {} on Monday evening, the Defence Ministry said.",
    "Officials in {} said that shelling in the direction of {} had stopped before dawn.",
    "A convoy of trucks that left {} was stopped on the road to {} by men in plain clothes.",
    "Residents of {}, {} and {} were told to stay in their cellars until the sirens fell silent.",
    "The mayor, who returned from {} last week, promised new roofs before the winter.",
    "Farmers in {} province say that prices have doubled since the bridge was closed.",
    "The spokesman denied that units stationed in {} had opened fire first.",
    "Talks between the two governments are expected to go on in {} next month.",
    "Nobody was hurt when a drone fell into a field 5 km south of {}.",
    "It was the third time this year that the school had to close its doors for a week.",
    "The hospital asked for blood and for drivers who know the mountain roads at night.",
)


_LONGER = 4


def make(count: int, names: list[str]) -> list[Report]:
    """Return seeded reports."""
    rng = random.Random(7)
    out = []
    for number in range(count):
        local = rng.sample(names, 12)
        text = " ".join(
            sentence.format(*(rng.choice(local) for _ in range(sentence.count("{}"))))
            for sentence in (rng.choice(SENTENCES) for _ in range(22))
        )
        out.append(Report(str(number), text, text))
    return out


def geoparse(reports, gazetteer, nlp) -> int:
    """Return the number of resolved mentions."""
    found = 0
    for begin in range(0, len(reports), BATCH):  # as `geomap.engine.Engine` does
        part = reports[begin : begin + BATCH]
        mentions = list(recognise_mentions(part, gazetteer, nlp=nlp))
        found += sum(r.place is not None for own in resolve_many(part, mentions, gazetteer) for r in own)
    return found


def timed(work) -> tuple[float, object]:
    """Return the processor seconds of a call (other processes may share the machine) and its result."""
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def best_of(tasks: dict, rounds: int = 3) -> dict[str, tuple[float, object]]:
    """Return the least seconds of each task and its result, the tasks done by turns."""
    best: dict[str, tuple[float, object]] = {}
    for _ in range(rounds):
        for name, work in tasks.items():
            seconds, result = timed(work)
            if name not in best or seconds < best[name][0]:
                best[name] = (seconds, result)
    return best


def peak_mb() -> float:
    """Return the peak memory of this process in MB (1024 kB), the gazetteer's mapped pages counted in."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells survives the start of a new program: it would be the parent's
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def worker(path, reports, model, ready, go, out) -> None:
    """Geoparse in a process of its own; tells the processor seconds that it took and the peak memory."""
    nlp = load_model(DEFAULT_MODEL) if model else None
    with Gazetteer.open(path) as gazetteer:
        geoparse(reports[:20], gazetteer, nlp)
        gc.freeze()
        ready.release()
        go.wait()
        out.put((timed(lambda: geoparse(reports, gazetteer, nlp))[0], peak_mb()))


def by_processes(path, reports, count: int, *, model: bool) -> dict[str, float]:
    """Return reports a second of `count` processes that share the reports, and the peak memory of one.

    Once by the clock and once by the processor time of the process that took most: on a machine where others work too
    the first tells how much of it was left over, the second how far the processes hold up one another.
    """
    context = multiprocessing.get_context("spawn")
    ready, go, out = context.Semaphore(0), context.Event(), context.Queue()
    workers = [
        context.Process(target=worker, args=(path, reports[n::count], model, ready, go, out)) for n in range(count)
    ]
    for process in workers:
        process.start()
    for _ in workers:
        ready.acquire()
    begin = time.perf_counter()
    go.set()
    told = [out.get() for _ in workers]
    seconds = time.perf_counter() - begin
    for process in workers:
        process.join()
    used, memory = zip(*told, strict=True)
    return {"by_clock": len(reports) / seconds, "by_processor": len(reports) / max(used), "peak_mb": max(memory)}


def best_rates(path, reports, count: int, *, model: bool, rounds: int) -> dict[str, float]:
    """Return the best of some rounds of `by_processes`."""
    every = [by_processes(path, reports, count, model=model) for _ in range(rounds)]
    return {name: max(one[name] for one in every) for name in every[0]}


def stages(reports, gazetteer) -> list[tuple[str, float]]:
    """Return the seconds of each stage of geoparsing without a model."""
    chosen = load_classifier(with_model=False)
    seconds: dict[str, float] = {}

    def lap(name, work):
        taken, result = timed(work)
        seconds[name] = seconds.get(name, 0.0) + taken
        return result

    for begin in range(0, len(reports), BATCH):
        part = reports[begin : begin + BATCH]
        pages = lap("words and sentences", lambda: [open_page(r.clean, [], load_lexicon("en")) for r in part])  # noqa: B023
        batch = lap("names looked up", lambda: find_candidates(pages, gazetteer))  # noqa: B023
        matrices = lap("columns of the candidates", lambda: page_matrices(batch))  # noqa: B023
        odds = lap("trees", lambda: chosen.model.log_odds(np.concatenate(matrices)))  # noqa: B023
        odds = np.split(odds, np.cumsum([len(m) for m in matrices])[:-1])
        every = list(zip(pages, matrices, odds, strict=True))
        odds = lap("second look", lambda: [second_look(p, m, o) for p, m, o in every])  # noqa: B023
        every = list(zip(pages, matrices, odds, strict=True))
        found = lap(
            "choice, cue words, relations",
            lambda: [mentions_of(p, m, o, chosen.threshold) for p, m, o in every],  # noqa: B023
        )
        lap("resolution", lambda: resolve_many(part, found, gazetteer))  # noqa: B023
    return sorted(seconds.items(), key=lambda item: -item[1])


def main() -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--reports", type=int, default=1000)
    ap.add_argument("--gazetteer")
    ap.add_argument("--profile", action="store_true")
    ap.add_argument("-o", "--output", type=Path)
    args = ap.parse_args()
    nlp = load_model(DEFAULT_MODEL)
    n = args.reports
    with Gazetteer.open(args.gazetteer) as gazetteer:
        places = gazetteer.near(45.5, 40.2, radius_km=900, limit=4000)
        names = sorted({place.name for place, _ in places if place.name.isascii()})
        reports = make(n, names)

        def bare() -> int:
            with nlp.select_pipes(enable=["tok2vec", "ner"]):
                return sum(len(doc) for doc in nlp.pipe(report.text for report in reports))

        def fresh(model) -> int:
            with Gazetteer.open(args.gazetteer) as own:  # nothing looked up yet, in every round
                return geoparse(reports, own, model)

        geoparse(reports[:20], gazetteer, nlp)  # warm up
        gc.freeze()  # as `geomap.engine.Engine` does; spaCy's own rate gains as well
        geoparse(reports, gazetteer, None)
        best = best_of(
            {
                "fast": lambda: fresh(None),
                "warm": lambda: geoparse(reports, gazetteer, None),
                "spacy": bare,
                "whole": lambda: fresh(nlp),
            }
        )
        spacy_s, tokens = best["spacy"]
        whole_s, found = best["whole"]
        fast_s, found_fast = best["fast"]
        warm_s, _ = best["warm"]
        profile = stages(reports, gazetteer) if args.profile else []
    # without a model 1,000 reports take a second and a half, of which each process needs a part to meet the names
    longer = make(_LONGER * n, names)
    rates = {
        (k, m): best_rates(args.gazetteer, reports if m else longer, k, model=m, rounds=1 if m else 3)
        for m in (True, False)
        for k in (1, 2)
    }
    two = {
        f"two_processes{'' if m else '_fast'}_{by}": rates[2, m][by] / rates[1, m][by]
        for m in (True, False)
        for by in ("by_clock", "by_processor")
    }
    result = {
        "reports": n, "tokens": tokens / n, "resolved": found / n, "resolved_fast": found_fast / n,
        "spacy_per_s": n / spacy_s, "geomap_per_s": n / whole_s, "geomap_share": spacy_s / whole_s,
        "fast_per_s": n / fast_s, "fast_times": spacy_s / fast_s, "fast_warm_times": spacy_s / warm_s, **two,
        "peak_mb": max(rate["peak_mb"] for (_, m), rate in rates.items() if m),
        "peak_mb_fast": max(rate["peak_mb"] for (_, m), rate in rates.items() if not m),
        "profile_ms": {name: seconds / n * 1000 for name, seconds in profile},
    }  # fmt: skip
    print(
        f"{n} reports of {tokens / n:.0f} tokens; {found / n:.1f} resolved a report, {found_fast / n:.1f} without model"
    )
    print(f"bare spaCy   {n / spacy_s:8.1f} reports/s")
    print(f"geomap       {n / whole_s:8.1f} reports/s   {spacy_s / whole_s:.2f} of bare spaCy (goal 0.85)")
    print(f"geomap fast  {n / fast_s:8.1f} reports/s   {spacy_s / fast_s:.1f} times bare spaCy (goal 20)")
    print(f"  all names seen before {n / warm_s:8.1f} reports/s   {spacy_s / warm_s:.1f} times bare spaCy")
    for label, m in (("with the model", ""), ("without", "_fast")):
        clock, processor = two[f"two_processes{m}_by_clock"], two[f"two_processes{m}_by_processor"]
        print(f"two processes beside one, {label}: {processor:.2f} times by the processor, {clock:.2f} by the clock")
    print(f"peak memory of a process: {result['peak_mb']:.0f} MB, {result['peak_mb_fast']:.0f} MB without (goal 600)")
    for name, seconds in profile:
        print(f"  {name:30s} {seconds / n * 1000:6.3f} ms a report")
    if args.output:
        args.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
