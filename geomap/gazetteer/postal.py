"""Settlements of GeoNames' postal files that cities500 lacks, from the shipped table."""

from __future__ import annotations

import csv
import gzip
import logging
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.gazetteer.entries import Entry
from geomap.gazetteer.names import normalise
from geomap.gazetteer.sources import find_data
from geomap.gazetteer.worldbase import SMALL_COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

log = logging.getLogger(__name__)
FILE = "postal_places.csv.gz"
_SOURCE = "GeoNames postal codes"


def settlements(provinces: Any, *, small: bool) -> Iterator[Entry]:
    """Yield the settlements of the postal table; none if it is not shipped.

    Parameters
    ----------
    provinces
        Frame of admin 1 areas (``country, name, admin1_code``, polygons), or None. A place's province is the area
        of its own country that holds its point: the postal files' own codes are not GeoNames' everywhere.
    small
        Keep the countries of a small build only.
    """
    path = find_data(FILE)
    if path is None:
        log.warning("%s is missing: fewer small settlements", FILE)
        return
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        table = csv.reader(stream)
        names = next(table)
        country = names.index("country")
        rows = [dict(zip(names, row, strict=True)) for row in table if not small or row[country] in SMALL_COUNTRIES]
    lons = np.array([float(row["lon"]) for row in rows])
    lats = np.array([float(row["lat"]) for row in rows])
    found = provinces_at([row["country"] for row in rows], lons, lats, provinces)
    seen: set[str] = set()
    for row, lon, lat, (code, province) in zip(rows, lons, lats, found, strict=True):
        slug = normalise(row["name"]).replace(" ", "-")
        place_id = f"postal:{row['country'].lower()}-{row['admin1'].lower()}-{slug}"
        if place_id in seen:
            continue
        seen.add(place_id)
        yield Entry(
            place_id, row["name"], "settlement", float(lon), float(lat), country=row["country"], admin1=province,
            admin1_code=code, source=_SOURCE,
        )  # fmt: skip


def provinces_at(countries: Sequence[str], lons: Any, lats: Any, provinces: Any) -> list[tuple[str, str]]:
    """Return (code, name) of the province of its own country that each point lies in, ("", "") where none does.

    Parameters
    ----------
    countries
        ISO2 code of each point's country.
    lons, lats
        Degrees, EPSG:4326.
    provinces
        Frame of admin 1 areas (``country, name, admin1_code``, polygons), or None.
    """
    import shapely

    out = [("", "")] * len(countries)
    if provinces is None or not countries:
        return out
    tree = shapely.STRtree(provinces.geometry.values)
    points, areas = tree.query(shapely.points(lons, lats), predicate="within")
    lands = provinces["country"].tolist()
    codes = provinces["admin1_code"].fillna("").tolist()
    names = provinces["name"].fillna("").tolist()
    for point, area in zip(points.tolist(), areas.tolist(), strict=True):
        if lands[area] == countries[point]:
            out[point] = (codes[area], names[area])
    return out
