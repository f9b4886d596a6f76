"""Time, size and peak memory of each format, beside plain ``GeoDataFrame.to_file`` of the same incidents.

    python benchmarks/speed/bench_export.py --rows 10000 -o benchmarks/out/export.json

The incidents are seeded; what was written is read back and counted before a time is kept. Every measurement runs in
a process of its own, so that the peak memory is its own too (it includes Python and the packages, about 190 MB).
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import json
import multiprocessing
import platform
import random
import resource
import tempfile
import time
from pathlib import Path

from geomap import schema
from geomap.records import Claim, Incident, Run, Source

PLAIN = {"geojson": "GeoJSON", "gpkg": "GPKG", "flatgeobuf": "FlatGeobuf", "csv": "CSV"}
EMPTY = ("places", "records", "border", "admin", "background")


def make_run(rows: int) -> Run:
    """Return a seeded run of `rows` incidents, each with two sources and two claims, one in ten without a point."""
    import pandas as pd

    dice = random.Random(20230512)
    kinds = list(schema.EVENT_TYPES)
    incidents = []
    for number in range(rows):
        day = dt.date(2020, 1, 1) + dt.timedelta(days=dice.randrange(1500))
        kind = dice.choice(kinds)
        placed = dice.random() > 0.1
        killed = dice.choice([None, 0, 1, 2, 3, 12])
        sources = tuple(
            Source(f"report-{number}-{n}", "A wire", f"https://news.invalid/{number}/{n}", date=day.isoformat(),
                   title=f"Headline {n} of {number}", end=80, sentence="Shelling was reported near the village.")
            for n in range(2)
        )  # fmt: skip
        claims = tuple(
            Claim("Ministry of Defence", "ab"[n], "said", "asserts", "killed.a", "1", f"report-{number}-{n}", 0, 40)
            for n in range(2)
        )
        incidents.append(
            Incident(
                incident_id=f"i{number:07d}", title=f"Incident {number} near a village: {killed or 'no'} killed",
                date_start=day, date_end=day, date_prec=1, event_type=kind,
                sub_event_type=dice.choice(schema.SUB_EVENT_TYPES[kind]), actor_a="Armenia", actor_b="Azerbaijan",
                killed_best=killed, weapons=("artillery",), place_name=f"Village {dice.randrange(900)}",
                lon=round(dice.uniform(44, 47), 5) if placed else None,
                lat=round(dice.uniform(38.8, 41.3), 5) if placed else None, geo_precision=1 if placed else None,
                country="AM", confidence=0.8, reasons=("province",), source_count=2, sources=sources, claims=claims,
            )
        )  # fmt: skip
    mentions = pd.DataFrame({name: pd.Series([], dtype=object) for name in schema.MENTION_COLUMNS})
    columns = {"places": schema.PLACE_COLUMNS, "records": schema.RECORD_COLUMNS, "border": schema.BORDER_COLUMNS,
               "admin": schema.ADMIN_COLUMNS, "background": schema.ADMIN_COLUMNS}  # fmt: skip
    frames = {name: schema.frame([], columns[name], geometry=[]) for name in EMPTY}
    return Run(
        incidents=schema.incidents_to_frame(incidents), audit=schema.incidents_to_frame([]), mentions=mentions, **frames
    )


def count(path: Path) -> int:
    """Return how many incidents a file holds, by another reader than the one that is timed."""
    import pyogrio

    if path.suffix == ".parquet":
        import geopandas as gpd

        return len(gpd.read_parquet(path))
    if path.suffix in {".kml", ".kmz"}:
        return sum(pyogrio.read_info(path, layer=name)["features"] for name in pyogrio.list_layers(path)[:, 0])
    layer = "incidents" if path.suffix in {".gpkg", ".xlsx"} else None
    return int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])


def measure(name: str, rows: int, *, plain: bool) -> dict:
    """Return seconds, MB and peak memory of one format."""
    from geomap.export import FORMATS, write

    run = make_run(rows)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"incidents{FORMATS[name].suffix}"
        start = time.perf_counter()
        if plain:
            frame = run.incidents.copy()
            for column in schema.NESTED:
                frame[column] = [schema.to_json(value) for value in frame[column]]
            for column in ("date_start", "date_end"):
                frame[column] = [None if value is None else value.isoformat() for value in frame[column]]
            more = {"SPATIAL_INDEX": "NO"} if name == "flatgeobuf" else {}  # it cannot index what has no point
            if name == "csv":
                frame.drop(columns="geometry").to_csv(path, index=False)
            else:
                frame.to_file(path, driver=PLAIN[name], layer="incidents", **more)
        else:
            write(run, path, format=name)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if path.suffix not in {".qgz", ".qlr"}:
            left_out = {"acled", "ucdp"} & {name} and sum(run.incidents["event_type"] == "non_conflict")
            wanted = rows - (left_out or 0) + (name == "hxl")  # HXL's row of tags is one more to GDAL
            found = count(path)
            if found != wanted:
                raise SystemExit(f"{name}: {found} of {wanted} incidents in the file")
        return {
            "format": name, "rows": rows, "plain_to_file": plain, "seconds": round(seconds, 2),
            "MB": round(path.stat().st_size / 1e6, 2), "peak_MB": round(peak / 1024),
            "peak_over_data_MB": round((peak - base) / 1024),
        }  # fmt: skip


def main() -> None:
    from geomap.export import FORMATS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000])
    parser.add_argument("--formats", nargs="+", default=sorted(set(FORMATS) - {"qgz", "qlr"}))
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    results = []
    context = multiprocessing.get_context("spawn")
    for rows in asked.rows:
        for name in asked.formats:
            for plain in [False, True] if name in PLAIN else [False]:
                with context.Pool(1) as pool:
                    results.append(pool.apply(measure, (name, rows), {"plain": plain}))
                print(results[-1], flush=True)
    versions = {name: importlib.metadata.version(name) for name in ("geopandas", "pyogrio", "shapely", "pandas")}
    facts = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": versions,
        "results": results,
    }
    if asked.output:
        asked.output.parent.mkdir(parents=True, exist_ok=True)
        asked.output.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
