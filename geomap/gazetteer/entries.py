"""What the builders hand to the writer: one `Entry` a place, with its written names, and how prominent it is."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TypeAlias

# (text, type, lang, party)
NameRow: TypeAlias = tuple[str, str, str, str]

# kind -> (share that the kind alone gives, share per power of ten of population)
_PROMINENCE = {
    "continent": (0.90, 0.0), "country": (0.80, 0.02), "territory": (0.60, 0.02), "region": (0.70, 0.0),
    "capital": (0.55, 0.05), "admin1": (0.25, 0.075), "admin2": (0.30, 0.05), "admin3": (0.25, 0.05),
    "city": (0.30, 0.08), "town": (0.30, 0.08), "village": (0.30, 0.08), "settlement": (0.25, 0.08),
    "quarter": (0.15, 0.08), "sea": (0.72, 0.0), "gulf": (0.66, 0.0), "strait": (0.64, 0.0),
    "lake": (0.52, 0.0), "river": (0.55, 0.0), "island": (0.52, 0.02), "mountains": (0.58, 0.0),
    "mountain": (0.45, 0.0), "desert": (0.60, 0.0), "peninsula": (0.60, 0.0), "valley": (0.45, 0.0),
    "sector": (0.45, 0.0), "line": (0.45, 0.0),
}  # fmt: skip
FEATURE_CLASS = {
    "country": "A", "territory": "A", "admin1": "A", "admin2": "A", "admin3": "A", "sector": "A",
    "capital": "P", "city": "P", "town": "P", "village": "P", "quarter": "P", "settlement": "P",
    "sea": "H", "lake": "H", "river": "H", "strait": "H", "gulf": "H",
    "island": "T", "mountains": "T", "mountain": "T", "desert": "T", "valley": "T", "peninsula": "T",
    "continent": "L", "region": "L", "line": "L", "road": "R", "crossing": "R", "bridge": "R",
    "post": "S", "base": "S", "facility": "S", "site": "S", "other": "L",
}  # fmt: skip
CITY, TOWN = 50_000, 5_000
# prominence of a creek, hill or school of a GeoNames dump that has no population
UNCOUNTED = 0.25


def prominence(kind: str, population: int) -> float:
    """Return how likely a place is meant by its bare name, 0 to 1, from its kind and population alone.

    A prior and no more: a country before a capital before a large city before a province before a town, so
    that "Paris" is France's first and "Georgia" the country. Rounded to four digits, so that it repeats.
    """
    share, per_ten = _PROMINENCE.get(kind, (0.35, 0.0))
    value = share + per_ten * math.log10(max(population, 0) + 1)
    if kind == "capital":
        value = max(value, 0.30 + 0.08 * math.log10(max(population, 0) + 1))
    return round(min(value, 0.99), 4)


def settlement_kind(feature_code: str, population: int) -> str:
    """Return the kind of a populated place from its GeoNames feature code ("" if unknown) and population."""
    if feature_code == "PPLC":
        return "capital"
    if feature_code == "PPLX":
        return "quarter"
    if population >= CITY or feature_code == "PPLA":
        return "city"
    if population >= TOWN or feature_code == "PPLA2":
        return "town"
    return "village"


@dataclass(slots=True)
class Entry:
    """One place on its way into the file; the fields are those of `geomap.records.Place`.

    ``names`` holds (text, type, lang, party) besides the usual name, which is `name` itself.
    """

    place_id: str
    name: str
    kind: str
    lon: float
    lat: float
    country: str = ""
    admin1: str = ""
    admin1_code: str = ""
    admin2: str = ""
    population: int = 0
    radius_m: float | None = None
    bbox: tuple[float, float, float, float] | None = None
    geonameid: int | None = None
    source: str = ""
    feature_class: str = ""
    prominence: float | None = None
    name_lang: str = ""
    names: list[NameRow] = field(default_factory=list)
