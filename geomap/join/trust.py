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
    if _is_pin(found) and found is not None and found.lon is not None and found.lat is not None:
        reach = (found.radius_m or 0.0) / 1000.0
        km = _km(lon, lat, found.lon, found.lat)
        if km <= _FITS_KM + reach:
            return None
        if turned and km > 2 * _FITS_KM + reach and _km(lat, lon, found.lon, found.lat) <= _FITS_KM + reach:
            return SWAPPED, f"latitude {lat}, longitude {lon} fit {row.place or row.admin1!r} only the other way round"
        if km > _FAR_KM + reach:
            name = found.place.name if found.place else row.place
            return FAR, f"latitude {lat}, longitude {lon} lie {km:.0f} km from {name}, which the row names"
        return None
    named = gazetteer.iso2_of(row.country) if row.country else ""
    here = gazetteer.country_of(lon, lat) if named else ""
    if not named or not here or here == named:
        return None
    if turned and gazetteer.country_of(lat, lon) == named:
        return SWAPPED, f"latitude {lat}, longitude {lon} lie in {row.country} only the other way round"
    return FAR, f"latitude {lat}, longitude {lon} do not lie in {row.country}, which the row names"


def _is_pin(found: Resolution | None) -> bool:
    return (
        found is not None
        and found.place is not None
        and found.score >= _SURE
        and (found.precision or 9) <= PIN_PRECISION
    )


def _km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    metres: float = GEOD.inv(lon, lat, other_lon, other_lat)[2]
    return metres / 1000.0
