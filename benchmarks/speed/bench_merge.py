"""Merging at 10k, 30k and 100k drafts, beside the all-pairs way at 2k: seconds, peak memory, and the same answer.

    python benchmarks/speed/bench_merge.py [--sizes 10000 30000 100000] [--flow 10000 100000 1000000] [--json FILE]

"flow" makes the drafts day by day, 55 a day, while they are merged: what is held is what merging holds. "stream"
merges a list that lies in memory, five years long whatever its size, so that more drafts also mean more a day.

The drafts are made from a seed: incidents along two border lines and in a hundred towns over five years, each told
by one to eight reports with other tolls, other words for the place, now and then no pin or a date one day off.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import itertools
import json
import platform
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.merge import merge_incidents, merge_stream, stream_key
from geomap.merge.faces import make_face
from geomap.merge.fits import MERGE_AT, fit
from geomap.records import Incident, Source
from geomap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST = dt.date(2019, 1, 1)
PARTIES = (("Azerbaijan", "AZE", "Armenia", "ARM"), ("India", "IND", "Pakistan", "PAK"), ("Sudan", "SDN", "RSF", ""))
KINDS = (
    ("battles", "armed_clash"),
    ("explosions_remote_violence", "shelling_artillery_missile_attack"),
    ("explosions_remote_violence", "air_drone_strike"),
    ("protests", "peaceful_protest"),
)


def make_drafts(count: int, seed: int = 7) -> tuple[list[Incident], dict[str, int]]:
    """Return `count` drafts of seeded incidents, shuffled, and the incident each one tells."""
    truth: dict[str, int] = {}
    rng = random.Random(seed)
    towns = [(rng.uniform(-170, 175), rng.uniform(-45, 60)) for _ in range(100)]
    towns += [(45.0 + i * 0.04, 39.0 + i * 0.02) for i in range(60)] + [(74.0 + i * 0.05, 33.0) for i in range(60)]
    days = 365 * 5
    drafts: list[Incident] = []
    number = 0
    while len(drafts) < count:
        number += 1
        town = rng.randrange(len(towns))
        lon, lat = towns[town]
        lon, lat = lon + rng.uniform(-0.1, 0.1), lat + rng.uniform(-0.1, 0.1)
        day = FIRST + dt.timedelta(days=rng.randrange(days))
        actor_a, iso_a, actor_b, iso_b = PARTIES[town % len(PARTIES)]
        kind = KINDS[rng.randrange(len(KINDS))]
        killed = rng.choice((None, 0, 1, 2, 5, 12))
        for _ in range(min(count - len(drafts), rng.choice((1, 1, 2, 3, 4, 8)))):
            pinned = rng.random() < 0.85
            unsure = rng.random() < 0.15
            told = day + dt.timedelta(days=1) if unsure and rng.random() < 0.5 else day
            ident = len(drafts)
            copy = f"{number} by wire" if rng.random() < 0.2 else str(ident)
            truth[f"d{ident:012x}"] = number
            drafts.append(
                Incident(
                    incident_id=f"d{ident:012x}",
                    date_start=told,
                    date_end=told,
                    date_prec=1,
                    date_basis="publication" if unsure else "weekday",
                    event_type=kind[0],
                    sub_event_type=kind[1],
                    actor_a=actor_a,
                    actor_a_iso3=iso_a,
                    actor_b=actor_b,
                    actor_b_iso3=iso_b,
                    killed_best=killed,
                    killed_b=killed,
                    place_id=f"place:{number}:{rng.randrange(3)}" if pinned else "",
                    admin1_code=f"X-{town}",
                    country="XX",
                    lon=round(lon + rng.uniform(-0.03, 0.03), 5) if pinned else None,
                    lat=round(lat + rng.uniform(-0.03, 0.03), 5) if pinned else None,
                    geo_precision=1 if pinned else 4,
                    sources=(
                        Source(
                            report_id=f"r{ident}",
                            date=(told + dt.timedelta(days=1)).isoformat(),
                            sentence=f"Officials said that the incident, number {copy}, left {killed} people dead there today.",
                        ),
                    ),
                )
            )
    rng.shuffle(drafts)
    return drafts, truth


def flowing(count: int, seed: int = 7) -> Iterator[Incident]:
    """Yield `count` drafts sorted by day, made while they are asked for: 55 a day, over as many years as it takes."""
    waiting: dict[dt.date, list[Incident]] = {}
    made, day = 0, dt.date(1900, 1, 1)
    while made < count or waiting:
        if made < count:
            for one in make_drafts(min(55, count - made), seed=seed + day.toordinal())[0]:
                told = day + (one.date_start - FIRST) % dt.timedelta(days=2)
                name = f"d{made:012x}"
                source = dataclasses.replace(one.sources[0], report_id=f"r{made}")
                moved = dataclasses.replace(one, incident_id=name, date_start=told, date_end=told, sources=(source,))
                waiting.setdefault(told, []).append(moved)
                made += 1
        yield from waiting.pop(day, ())
        day += dt.timedelta(days=1)


def pair_scores(found: list[Incident], truth: dict[str, int]) -> dict[str, float]:
    """Return precision, recall and F1 over pairs of drafts that were put together."""

    def pairs(sizes: list[int]) -> int:
        return sum(n * (n - 1) // 2 for n in sizes)

    told = pairs([len(one.merged_from) for one in found])
    real = pairs(list(Counter(truth.values()).values()))
    both = pairs([n for one in found for n in Counter(truth[name] for name in one.merged_from).values()])
    return {"P": round(both / told, 3), "R": round(both / real, 3), "F1": round(2 * both / (told + real), 3)}


def all_pairs(drafts: list[Incident]) -> int:
    """Return how many pairs of drafts fit, every pair looked at: what buckets save."""
    faces = [make_face(draft) for draft in sorted(drafts, key=lambda d: d.incident_id)]
    return sum(
        (found := fit(a, b, merge_km=25.0)) is not None and found.score >= MERGE_AT
        for a, b in itertools.combinations(faces, 2)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--pairs", type=int, default=2_000)
    parser.add_argument("--flow", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--json")
    told = parser.parse_args()
    rows = []
    small, _ = make_drafts(told.pairs)
    for size in told.flow:  # first: peak memory never goes down again
        started = clock()
        found = sum(1 for _ in merge_stream(flowing(size), settings=Settings()))
        rows.append(row("flow", size, started) | {"incidents": found, "pairs": None})
    for name, work in (("all pairs", lambda: all_pairs(small)), ("merge", lambda: len(merge(small)))):
        started = clock()
        work()
        rows.append(row(name, told.pairs, started))
    for size in told.sizes:
        drafts, truth = make_drafts(size)
        drafts.sort(key=stream_key)
        held = peak_mb()
        started = clock()
        found = list(merge_stream(iter(drafts), settings=Settings()))
        rows.append(row("stream", size, started) | {"incidents": len(found), "pairs": pair_scores(found, truth)})
        print(f"{size} drafts alone: {held} MB")
    for one in rows:
        print(
            f"{one['what']:12s} {one['drafts']:8d} drafts  {one['seconds']:8.2f} s ({one['cpu_s']:.2f} s of one core)  peak {one['peak_mb']:6d} MB",
            end="",
        )
        print(f"  {one['incidents']} incidents" if "incidents" in one else "", end="")
        print(f", pairs {one['pairs']}" if one.get("pairs") else "")
    if told.json:
        with Path(told.json).open("w", encoding="utf-8") as stream:
            json.dump(
                {"machine": platform.machine(), "python": platform.python_version(), "rows": rows}, stream, indent=1
            )
    return 0


def merge(drafts: list[Incident]) -> list[Incident]:
    return merge_incidents(drafts, settings=Settings()).incidents


def clock() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def row(name: str, size: int, started: tuple[float, float]) -> dict:
    peak = peak_mb()
    wall, cpu = time.perf_counter() - started[0], time.process_time() - started[1]
    return {"what": name, "drafts": size, "seconds": round(wall, 2), "cpu_s": round(cpu, 2), "peak_mb": peak}


if __name__ == "__main__":
    sys.exit(main())
