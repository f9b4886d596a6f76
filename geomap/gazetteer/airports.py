"""Airports and air bases of the world, from the shipped table."""

from __future__ import annotations

import csv
import gzip
import logging
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.gazetteer.entries import UNCOUNTED, Entry
from geomap.gazetteer.postal import provinces_at
from geomap.gazetteer.sources import find_data
from geomap.gazetteer.worldbase import SMALL_COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)
FILE = "airports.csv.gz"
_SOURCE = "airportsdata"
_RADIUS_M = 3000.0


def airports(provinces: Any, *, small: bool) -> Iterator[Entry]:
    """Yield the airports and air bases; none if the table is not shipped.

    They are found by their exact names only, like the other features that nobody counted.

    Parameters
    ----------
    provinces
        Frame of admin 1 areas (``country, name, admin1_code``, polygons), or None.
    small
        Keep the countries of a small build only.
    """
    path = find_data(FILE)
    if path is None:
        log.warning("%s is missing: no airports", FILE)
        return
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if not small or row["country"] in SMALL_COUNTRIES]
    lons = np.array([float(row["lon"]) for row in rows])
    lats = np.array([float(row["lat"]) for row in rows])
    found = provinces_at([row["country"] for row in rows], lons, lats, provinces)
    for row, lon, lat, (code, province) in zip(rows, lons, lats, found, strict=True):
        names = [(text, "alternate", "en", "") for text in row["names"].split(";") if text]
        yield Entry(
            f"airport:{row['icao'].lower()}", row["name"], row["kind"], float(lon), float(lat), country=row["country"],
            admin1=province, admin1_code=code, radius_m=_RADIUS_M, source=_SOURCE, prominence=UNCOUNTED, name_lang="en",
            names=names,
        )  # fmt: skip
