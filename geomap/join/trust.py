"""Whether a row's own coordinates go with its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.join.lines import GEOD
from geomap.join.tables import PIN_PRECISION

if TYPE_CHECKING:
    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Resolution, Row

SWAPPED, FAR = "swapped_coordinates", "far_from_its_words"
_SURE = 0.5  # a name that is resolved with less proves nothing about a point
_FITS_KM = 30.0  # plus the place's own radius: a point this near its place's point goes with it
_FAR_KM = 150.0  # a point farther off than this belongs to another place than the one that is named


def doubt(row: Row, found: Resolution | None, gazetteer: Gazetteer) -> tuple[str, str] | None:
    """Return (code, sentence) where a row's point contradicts its place words or country; None where it does not.

    Parameters
    ----------
    row
        With coordinates (EPSG:4326), and words.
    found
        What the gazetteer makes of the words, or None.

    Returns
    -------
    doubt
        ``swapped_coordinates`` where the point fits only with longitude and latitude exchanged: it is not to be
        trusted. ``far_from_its_words`` where it lies over 150 km from the place that is named, or in another country
        than the one named: it may be right, somebody should look.
    """
    if row.lon is None or row.lat is None:
        return None
    lon, lat = row.lon, row.lat
    turned = abs(lon) <= 90.0
    told = f"latitude {lat}, longitude {lon}"
    km = reach = None
    if found is not None and _is_pin(found) and found.lon is not None and found.lat is not None:
        reach = (found.radius_m or 0.0) / 1000.0
        km = _km(lon, lat, found.lon, found.lat)
        if km <= _FITS_KM + reach or _namesake_near(row, gazetteer):
            return None
        if turned and km > 2 * _FITS_KM + reach and _km(lat, lon, found.lon, found.lat) <= _FITS_KM + reach:
            return SWAPPED, f"{told} fit {row.place or row.admin1!r} only the other way round"
    named = gazetteer.iso2_of(row.country) if row.country else ""
    here = gazetteer.country_of(lon, lat) if named else ""
    if named and here != named and turned and gazetteer.country_of(lat, lon) == named:
        return SWAPPED, f"{told} lie in {row.country} only the other way round"
    if km is not None and reach is not None:
        return (FAR, f"{told} lie {km:.0f} km from what the row names") if km > _FAR_KM + reach else None
    if here and here != named:
        return FAR, f"{told} do not lie in {row.country}, which the row names"
    return None


def _namesake_near(row: Row, gazetteer: Gazetteer) -> bool:
    """Return whether any place of the row's name lies at its point: then that one is meant."""
    if row.lon is None or row.lat is None or not row.place:
        return False
    return any(
        _km(row.lon, row.lat, hit.place.lon, hit.place.lat) <= _FITS_KM + (hit.place.radius_m or 0.0) / 1000.0
        for hit in gazetteer.exact(row.place)
    )


def _is_pin(found: Resolution) -> bool:
    return found.place is not None and found.score >= _SURE and (found.precision or 9) <= PIN_PRECISION


def _km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    metres: float = GEOD.inv(lon, lat, other_lon, other_lat)[2]
    return metres / 1000.0
