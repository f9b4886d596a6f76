"""Time, size and memory of each format, beside plain ``GeoDataFrame.to_file`` of the same incidents in the same run.

    python benchmarks/speed/bench_export.py --rows 100000 -o benchmarks/out/export.json
    python benchmarks/speed/bench_export.py --rows 100000 --formats gpkg --mentions 1500000

The incidents are seeded; what was written is read back and counted before a time is kept. Every measurement runs in
a process of its own that is handed the incidents. ``added_MB`` is what writing took on top of the incidents in
memory (the peak since then, reset by the kernel). Plain writing gives one layer with claims and sources as JSON text;
the GeoPackage, the workbook and KML of geomap hold more than that: tables of claims and sources, the store, cards.
"""

from __future__ import annotations

import argparse
import ctypes
import dataclasses
import datetime as dt
import gc
import importlib.metadata
import json
import multiprocessing
import pickle
import platform
import random
import tempfile
import time
import warnings
from pathlib import Path

from geomap import schema
from geomap.records import Claim, Incident, Run, Source

PLAIN = {
    "geojson": "GeoJSON", "geojsonseq": "GeoJSONSeq", "gpkg": "GPKG", "flatgeobuf": "FlatGeobuf", "csv": "CSV",
    "kml": "LIBKML", "xlsx": "XLSX", "shapefile": "ESRI Shapefile", "geoparquet": "Parquet",
}  # fmt: skip
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


def keep(rows: int, made: Path) -> None:
    """Make the run once, for all measurements."""
    made.write_bytes(pickle.dumps(make_run(rows)))


def count(path: Path) -> int:
    """Return how many incidents a file holds, by another reader than the one that is timed."""
    import pyogrio

    if path.suffix == ".parquet":
        import geopandas as gpd

        return len(gpd.read_parquet(path))
    if path.suffix in {".kml", ".kmz"}:
        return sum(pyogrio.read_info(path, layer=name)["features"] for name in pyogrio.list_layers(path)[:, 0])
    layer = "incidents" if path.suffix in {".gpkg", ".xlsx"} else None
    more = {"HEADERS": "FORCE"} if path.suffix == ".xlsx" else {}
    return int(pyogrio.read_info(path, layer=layer, force_feature_count=True, **more)["features"])


class Mentions:
    """Seeded mentions in pieces, made as they are asked for: as those of a run that was too large for memory."""

    def __init__(self, rows: int, piece: int = 20_000) -> None:
        self.rows, self.piece = rows, piece

    def __iter__(self):
        import pandas as pd

        first = {
            "report_id": "report", "start": 10, "end": 14, "text": "Kut", "use": "literal", "cue": "village",
            "relation": "near", "place_id": "geonames:1", "name": "Kut", "kind": "village", "country": "AM",
            "admin1": "Gegharkunik", "lat": 40.1, "lon": 45.9, "geo_precision": 2, "radius_m": 5000.0, "score": 0.9,
            "reasons": ["province"], "rivals": [{"place_id": "geonames:2", "name": "Kut", "score": 0.1}],
        }  # fmt: skip
        for start in range(0, self.rows, self.piece):
            size = min(self.piece, self.rows - start)
            made = {
                name: pd.Series([first.get(name)] * size, dtype=object)
                for name in schema.MENTION_COLUMNS if name != "report_id"
            }  # fmt: skip
            yield pd.DataFrame({"report_id": [f"report-{(start + n) // 15}" for n in range(size)], **made})


def memory_MB(name: str) -> float:  # noqa: N802 - a unit
    """Return VmRSS or VmHWM of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0.0


def settle() -> float:
    """Give free memory back, let the kernel count the peak anew, and return what is held now."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return memory_MB("VmRSS")


def plainly(run: Run, name: str, path: Path) -> None:
    """Write the incidents as one would without geomap: nested columns as JSON text, then to_file."""
    frame = run.incidents.copy()
    for column in schema.NESTED:
        frame[column] = [schema.to_json(value) for value in frame[column]]
    for column in ("date_start", "date_end"):
        frame[column] = [None if value is None else value.isoformat() for value in frame[column]]
    more = {"SPATIAL_INDEX": "NO"} if name == "flatgeobuf" else {}  # it cannot index what has no point
    if name == "csv":
        frame.drop(columns="geometry").to_csv(path, index=False)
    elif name == "xlsx":  # a sheet holds no geometries
        import pandas as pd
        import pyogrio

        pyogrio.write_dataframe(pd.DataFrame(frame.drop(columns="geometry")), path, driver="XLSX", layer="incidents")
    elif name == "geoparquet":
        frame.to_parquet(path, write_covering_bbox=True, schema_version="1.1.0", compression="zstd")
    else:
        warnings.simplefilter("ignore")  # a Shapefile's names and texts are cut
        frame.to_file(path, driver=PLAIN[name], layer="incidents", **more)


def measure(name: str, rows: int, made: Path, *, plain: bool, mentions: int = 0) -> dict:
    """Return seconds, MB and added memory of one format."""
    from geomap.export import FORMATS, write

    run = pickle.loads(made.read_bytes())
    if mentions:
        run = dataclasses.replace(run, mentions=Mentions(mentions))
    write(make_run(50), made.with_name(f"warm{FORMATS[name].suffix}"), format=name)  # the packages are loaded
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"incidents{FORMATS[name].suffix}"
        base = settle()
        start, begun = time.perf_counter(), time.process_time()
        if plain:
            plainly(run, name, path)
        else:
            write(run, path, format=name)
        seconds, cpu = time.perf_counter() - start, time.process_time() - begun
        added = memory_MB("VmHWM") - base
        if path.suffix not in {".qgz", ".qlr"}:
            left_out = {"acled", "ucdp"} & {name} and sum(run.incidents["event_type"] == "non_conflict")
            wanted = rows - (left_out or 0) + (name == "hxl")  # HXL's row of tags is one more to GDAL
            found = count(path)
            if found != wanted:
                raise RuntimeError(f"{name}: {found} of {wanted} incidents in the file")
        return {
            "format": name, "rows": rows, "plain_to_file": plain, "mentions": mentions, "seconds": round(seconds, 2),
            "cpu_seconds": round(cpu, 2), "MB": round(path.stat().st_size / 1e6, 2), "held_MB": round(base),
            "added_MB": round(added),
        }  # fmt: skip


def main() -> None:
    from geomap.export import FORMATS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000])
    parser.add_argument("--formats", nargs="+", default=sorted(set(FORMATS) - {"qgz", "qlr"}))
    parser.add_argument("--mentions", type=int, default=0, help="so many mentions, in pieces, for the GeoPackage")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    results = []
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        for rows in asked.rows:
            made = Path(folder) / f"{rows}.pickle"
            with context.Pool(1) as pool:
                pool.apply(keep, (rows, made))
            for name in asked.formats:
                for plain in [False, True] if name in PLAIN else [False]:
                    with context.Pool(1) as pool:
                        more = {"plain": plain, "mentions": 0 if plain else asked.mentions}
                        results.append(pool.apply(measure, (name, rows, made), more))
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
