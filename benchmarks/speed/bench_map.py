"""The map beside plain folium: size of the file, time to make, time to open, time of a zoom or pan step.

Run: ``python benchmarks/speed/bench_map.py [--counts 1000 10000 100000] [-o FILE]``. The incidents are made up from
a fixed seed, with full cards (two claims, one source with a sentence, reasons). Needs Playwright and Chromium.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import platform
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import folium
import folium.plugins

from geomap import schema
from geomap.layers import TYPE_STYLES
from geomap.maps.page import draw_map, run_of, write_map

if TYPE_CHECKING:
    from geomap.records import Run

SEED = 7
PLACES = 900
NAMES = ("Norashen", "Sarigyugh", "Khachik", "Aghdara", "Mets Tagher", "Bala Qaya", "Verin Get", "Ashagi Kend")


def make_run(count: int) -> Run:
    """Return `count` made-up incidents at 900 places with the words of a full card."""
    dice = random.Random(SEED)
    places = [
        (f"{dice.choice(NAMES)} {number}", round(dice.uniform(44.5, 47.5), 5), round(dice.uniform(38.9, 41.2), 5))
        for number in range(PLACES)
    ]
    kinds = [name for name in TYPE_STYLES if name]
    rows = []
    first = dt.date(2020, 1, 1)
    for number in range(count):
        place = dice.randrange(PLACES)
        name, lon, lat = places[place]
        day = first + dt.timedelta(days=dice.randrange(1400))
        killed = dice.choice((None, 0, 0, 1, 1, 2, 5))
        sentence = (
            f"On {day:%d %B} the ministry said that positions near the village of {name} came under fire from "
            f"small arms and mortars for {dice.randrange(10, 600)} minutes."
        )
        at = sentence.index(name)
        rows.append(
            {
                "incident_id": f"i{number:07d}",
                "title": f"Shelling near {name}: {killed or 0} killed, {number % 7} injured",
                "date_start": day, "date_end": day, "date_prec": 1, "date_basis": "weekday",
                "event_type": dice.choice(kinds), "sub_event_type": "armed_clash",
                "actor_a": "Armenia", "actor_b": "Azerbaijan", "initiator": "disputed",
                "killed_a": killed, "killed_best": killed, "injured_best": dice.choice((None, 1, 3)),
                "weapons": ["firearms", "mortar"], "place_name": name, "place_id": f"user:{place}",
                "place_text": name, "place_relation": "near", "admin1": f"Province {place % 14}", "country": "AM",
                "lat": round(lat + dice.gauss(0, 0.02), 5), "lon": round(lon + dice.gauss(0, 0.02), 5),
                "geo_precision": dice.choice((1, 1, 2)), "radius_m": 5000.0, "border": "AM-AZ",
                "border_km": round(dice.uniform(0, 40), 1), "border_side": "AM", "confidence": round(dice.random(), 2),
                "confidence_place": 0.9, "reasons": ["place:cue:near", "type:trigger"], "source_count": 1,
                "review_status": "auto",
                "sources": [{
                    "report_id": f"r{number}", "publisher": f"Wire {number % 40}", "url": f"https://example.org/{number}",
                    "date": day.isoformat(), "title": f"Fire near {name}", "sentence": sentence, "start": 0,
                    "end": len(sentence), "place_start": at, "place_end": at + len(name),
                }],
                "claims": [
                    {"speaker": "Ministry A", "speaker_side": "a", "verb": "say", "polarity": "asserts", "slot": "initiator", "value": "b"},
                    {"speaker": "Ministry B", "speaker_side": "b", "verb": "say", "polarity": "denies", "slot": "initiator", "value": "b"},
                ],
            }
        )  # fmt: skip

    return dataclasses.replace(run_of(schema.frame(rows, schema.INCIDENT_NAMES)), title=f"{count} incidents")


def ours(run: Run, path: Path) -> None:
    """Write our page with full cards."""
    write_map(run, path)


def ours_bare(run: Run, path: Path) -> None:
    """Write our page without the cards' texts."""
    write_map(run, path, cards=False)


def plain_cluster(run: Run, path: Path) -> None:
    """Write folium's Marker in MarkerCluster with a one-line popup."""
    drawn = folium.Map([40, 46], zoom_start=7, tiles=None, maxZoom=18)
    cluster = folium.plugins.MarkerCluster().add_to(drawn)
    for row in run.incidents[["lat", "lon", "title"]].itertuples(index=False):
        folium.Marker([row.lat, row.lon], popup=row.title).add_to(cluster)
    inline(drawn, path)


def plain_geojson(run: Run, path: Path) -> None:
    """Write folium's GeoJson of circle markers."""
    drawn = folium.Map([40, 46], zoom_start=7, tiles=None, maxZoom=18, prefer_canvas=True)
    frame = run.incidents[["title", "geometry"]]
    folium.GeoJson(frame, marker=folium.CircleMarker(radius=4)).add_to(drawn)
    inline(drawn, path)


def inline(drawn: folium.Map, path: Path) -> None:
    """Write a plain folium map with the vendored files in it, so that it too opens with no network."""
    import re

    from geomap.maps import assets

    page = drawn.get_root().render()

    def put(found: re.Match) -> str:
        name = found[1].rsplit("/", 1)[-1]
        known = {
            "leaflet.js": "leaflet.js",
            "jquery-3.7.1.min.js": "jquery.min.js",
            "leaflet.markercluster.js": "leaflet.markercluster.js",
        }
        return f"<script>{assets.read_vendored(known[name])}</script>" if name in known else ""

    page = re.sub(r'<script src="([^"]+)"></script>', put, page)
    css = "".join(
        assets.read_vendored(name) for name in ("leaflet.css", "MarkerCluster.css", "MarkerCluster.Default.css")
    )
    page = re.sub(r'<link rel="stylesheet" href="[^"]+"/>', "", page).replace("</head>", f"<style>{css}</style></head>")
    path.write_text(page, "utf-8")


STEPS = """async (ours) => {
  const map = Object.values(window).find((value) => value instanceof L.Map) || window.__map;
  const times = [];
  const step = (act) => new Promise((done) => {
    const start = performance.now();
    act();
    map.getContainer().getBoundingClientRect();
    requestAnimationFrame(() => setTimeout(() => { times.push(performance.now() - start); done(); }, 0));
  });
  for (let k = 0; k < 4; k += 1) {
    await step(() => map.setZoom(map.getZoom() + 1, {animate: false}));
    await step(() => map.panBy([180, 60], {animate: false}));
    await step(() => map.panBy([-240, 20], {animate: false}));
  }
  return times;
}"""


def measure(path: Path, browser) -> dict:
    """Return how long a page takes to open and to take a step, and its heap."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    page = context.new_page()
    start = time.perf_counter()
    page.goto(path.as_uri(), wait_until="load")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
    opened = time.perf_counter() - start
    steps = page.evaluate(STEPS)
    heap = page.evaluate("performance.memory.usedJSHeapSize / 1e6")
    context.close()
    return {
        "open_s": round(opened, 2),
        "step_ms": round(statistics.median(steps)),
        "worst_step_ms": round(max(steps)),
        "heap_mb": round(heap),
    }


def main(arguments: list[str]) -> None:
    """Measure and print a table; write JSON with -o."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--plain-limit", type=int, default=10_000, help="plain folium only up to so many")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"],
        )
        draw_map(make_run(5)).get_root().render()  # imports and caches are not what is measured
        for count in options.counts:
            run = make_run(count)
            makers = [ours, ours_bare]
            if count <= options.plain_limit:
                makers += [plain_cluster, plain_geojson]
            for maker in makers:
                path = Path(folder) / f"{maker.__name__}.html"
                start = time.perf_counter()
                maker(run, path)
                row = {
                    "count": count,
                    "variant": maker.__name__,
                    "python_s": round(time.perf_counter() - start, 2),
                    "mb": round(path.stat().st_size / 1e6, 2),
                }
                found.append(row | measure(path, browser))
                print(found[-1], flush=True)
        browser.close()
    if options.output:
        about = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "folium": folium.__version__,
            "results": found,
        }
        options.output.write_text(json.dumps(about, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
