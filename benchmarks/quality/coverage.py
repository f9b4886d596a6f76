"""Share of gold mentions with coordinates that have a candidate of their name near enough in the gazetteer.

    python benchmarks/quality/coverage.py --eval FOLDER [--gazetteer FILE] [--km 161] [--missing 30]

FOLDER (or $GEOMAP_EVAL) holds JSON Lines files with ``{"id", "text", "toponyms": [{"text", "lat", "lon", ...}]}``
and, for the border places, nothing: those are given with ``--places CSV`` (name, kind, lat, lon).
Printed beside it: the same with the most prominent candidate alone (a baseline), and the share of mentions whose
gold point falls inside the extent or radius of a candidate.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
import os
from pathlib import Path

import numpy as np

from geomap.gazetteer.names import strip_generic
from geomap.gazetteer.points import geodesic_km
from geomap.gazetteer.store import Gazetteer


def candidates(gazetteer, text):
    """Return the hits of a mention: the whole name, then without its generic word."""
    hits = gazetteer.exact(text, demonyms=True)
    bare, word = strip_generic(text)
    if word:
        known = {h.place.place_id for h in hits}
        hits = hits + [h for h in gazetteer.exact(bare, demonyms=True) if h.place.place_id not in known]
    return hits


def distances(hits, lon, lat):
    return geodesic_km(lon, lat, np.array([h.place.lon for h in hits]), np.array([h.place.lat for h in hits]))


def inside(place, km, lon, lat):
    if place.bbox is not None:
        west, south, east, north = place.bbox
        over = west <= lon <= east if west <= east else (lon >= west or lon <= east)
        if over and south <= lat <= north:
            return True
    return place.radius_m is not None and km * 1000 <= place.radius_m


def measure(gazetteer, mentions, km):
    total = near = first = within = 0
    missing = collections.Counter()
    for text, lon, lat in mentions:
        total += 1
        hits = candidates(gazetteer, text)
        if not hits:
            missing[text, "no name"] += 1
            continue
        far = distances(hits, lon, lat)
        near += bool(far.min() <= km)
        first += bool(far[0] <= km)
        within += any(inside(h.place, d, lon, lat) or d <= km / 10 for h, d in zip(hits, far, strict=True))
        if far.min() > km:
            missing[text, f"nearest {far.min():.0f} km, gold {lat:.2f} {lon:.2f}"] += 1
    return total, near, first, within, missing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", default=os.environ.get("GEOMAP_EVAL", ""))
    parser.add_argument("--places", default="", help="CSV with name, lat, lon: places that must be found within 5 km")
    parser.add_argument("--gazetteer", default=None)
    parser.add_argument("--km", type=float, default=161.0)
    parser.add_argument("--missing", type=int, default=0)
    arguments = parser.parse_args()
    gazetteer = Gazetteer.open(arguments.gazetteer)
    print(f"gazetteer {gazetteer.checksum}")
    print(f"{'set':24}{'mentions':>9}{'covered':>9}{'first':>8}{'inside':>8}")
    for path in sorted(Path(arguments.eval).glob("*.jsonl")) if arguments.eval else []:
        mentions = [
            (t["text"], t["lon"], t["lat"])
            for line in path.open(encoding="utf-8")
            for t in json.loads(line).get("toponyms", [])
            if t.get("lat") is not None and t.get("lon") is not None
        ]
        if mentions:
            report(path.stem, measure(gazetteer, mentions, arguments.km), arguments.missing)
    if arguments.places:
        with Path(arguments.places).open(encoding="utf-8-sig", newline="") as stream:
            rows = [(r["name"], r["kind"], r["lat"], r["lon"]) for r in csv.DictReader(stream)]
        near_kinds = {"village", "town", "city"}
        points = [(n, float(lon), float(lat)) for n, kind, lat, lon in rows if lat and kind in near_kinds]
        report("places (5 km)", measure(gazetteer, points, 5.0), arguments.missing)
        areas = [(n, float(lon), float(lat)) for n, kind, lat, lon in rows if lat and kind not in near_kinds]
        report("areas (161 km)", measure(gazetteer, areas, 161.0), arguments.missing)


def report(name, result, show):
    total, near, first, within, missing = result
    print(f"{name:24}{total:9}{near / total:9.3f}{first / total:8.3f}{within / total:8.3f}")
    for (text, why), count in missing.most_common(show):
        print(f"    {count:4} {text!r}: {why}")


if __name__ == "__main__":
    main()
