"""Rate of geoparsing beside the bare spaCy pipeline (tok2vec and ner only) on the same seeded reports.

usage: bench_geoparse.py [--reports 1000] [--gazetteer FILE] [--profile]

Reports are made from sentences in our own words with names of the gazetteer, about 360 tokens each. Prints reports a
second for spaCy alone, for geomap with the model, and for geomap without (--fast), their ratios (goals: 0.85 and 20
times spaCy's rate), and the peak memory of the process.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import resource
import time

from geomap.gazetteer.store import Gazetteer
from geomap.recognise.model import load_model
from geomap.recognise.recognise import recognise_mentions
from geomap.records import Report
from geomap.resolve.resolve import resolve_mentions
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
    for report, mentions in zip(reports, recognise_mentions(reports, gazetteer, nlp=nlp), strict=True):
        found += sum(r.place is not None for r in resolve_mentions(report, mentions, gazetteer))
    return found


def timed(work) -> tuple[float, object]:
    """Return the processor seconds of a call (other processes may share the machine) and its result."""
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def main() -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--reports", type=int, default=1000)
    ap.add_argument("--gazetteer")
    ap.add_argument("--profile", action="store_true")
    args = ap.parse_args()
    nlp = load_model(DEFAULT_MODEL)
    with Gazetteer.open(args.gazetteer) as gazetteer:
        places = gazetteer.near(45.5, 40.2, radius_km=900, limit=4000)
        reports = make(args.reports, sorted({place.name for place, _ in places if place.name.isascii()}))
        geoparse(reports[:20], gazetteer, nlp)  # warm up

        def bare() -> int:
            with nlp.select_pipes(enable=["tok2vec", "ner"]):
                return sum(len(doc) for doc in nlp.pipe(report.text for report in reports))

        whole_s, found = timed(lambda: geoparse(reports, gazetteer, nlp))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        spacy_s, tokens = timed(bare)
        fast_s, found_fast = timed(lambda: geoparse(reports, gazetteer, None))
        n = len(reports)
        print(
            f"{n} reports of {tokens / n:.0f} tokens; {found / n:.1f} resolved a report, {found_fast / n:.1f} without model"
        )
        print(f"bare spaCy   {n / spacy_s:8.1f} reports/s")
        print(f"geomap       {n / whole_s:8.1f} reports/s   {spacy_s / whole_s:.2f} of bare spaCy (goal 0.85)")
        print(f"geomap fast  {n / fast_s:8.1f} reports/s   {spacy_s / fast_s:.1f} times bare spaCy (goal 20)")
        print(f"peak memory of geomap {memory:.0f} MB, the gazetteer's mapped pages counted in (goal 600)")
        if args.profile:
            profile = cProfile.Profile()
            profile.runcall(geoparse, reports, gazetteer, None)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
