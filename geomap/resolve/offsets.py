"""Where the text means, given a place and how it stands to it: on it, near it, 5 km south of it, towards it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyproj import Geod

from geomap.schema import KIND_PRECISION

if TYPE_CHECKING:
    from geomap.records import Mention, Place

_GEOD = Geod(ellps="WGS84")
# radii in metres within which a place of a kind lies where the gazetteer gives none: our own round figures
_KIND_RADIUS_M = {"capital": 12_000.0, "city": 6_000.0, "town": 3_000.0, "village": 1_500.0, "settlement": 1_500.0,
                  "quarter": 1_500.0}  # fmt: skip
NEAR_M = 5_000.0
DIRECTION_M = 8_000.0
BORROWED_M = 25_000.0
MOST_KM = 1_000.0  # farther off a place is no help in finding a spot
BEARING_KM = 5.0  # "south of X" without a figure
SHIFTS = frozenset({"offset", "near", "direction_of"})  # relations that move or widen a point
_SHIFTED = 2  # precision: near the place, within 25 km


@dataclass(frozen=True, slots=True)
class Spot:
    """The point and radius that the text means, and its `geo_precision`."""

    lon: float
    lat: float
    radius_m: float
    precision: int


def precision_of(place: Place) -> int:
    """Return the `geo_precision` of an event said to be in a place."""
    return KIND_PRECISION.get(place.kind, 1)


def radius_of(place: Place) -> float:
    """Return the radius in metres around the point within which a place lies."""
    if place.radius_m is not None:
        return float(place.radius_m)
    if place.bbox is not None:
        west, south, east, north = place.bbox
        _, _, diagonal = _GEOD.inv(west, south, east, north)
        return round(float(diagonal) / 2)
    if place.kind in _KIND_RADIUS_M:
        return _KIND_RADIUS_M[place.kind]
    return {1: 2_000.0, 2: 10_000.0, 3: 20_000.0, 4: 75_000.0, 5: 75_000.0, 6: 300_000.0, 7: 200_000.0}[
        precision_of(place)
    ]


def distance_km(first: Place, second: Place) -> float:
    """Return the geodesic distance between two places' points on WGS 84."""
    _, _, metres = _GEOD.inv(first.lon, first.lat, second.lon, second.lat)
    return float(metres) / 1000


def spot_of(place: Place, mention: Mention) -> Spot:
    """Return what a mention of `place` means by its relation.

    An offset moves the point along the geodesic on WGS 84 [1]_; without a bearing the point stays and the distance
    becomes the radius. "near", "in the direction of" and a bearing without distance widen the radius. An area
    (district, province, country, sea) stays an area: only its own precision counts.

    References
    ----------
    .. [1] Karney (2013), "Algorithms for geodesics", doi:10.1007/s00190-012-0578-z.
    """
    precision, radius = precision_of(place), radius_of(place)
    if precision > _SHIFTED:
        return Spot(place.lon, place.lat, radius, precision)
    relation = mention.relation
    if relation == "offset" and mention.offset_km is not None and mention.offset_km > MOST_KM:
        return Spot(place.lon, place.lat, 300_000.0, 6)  # so far off says nothing of where it is
    if relation == "offset" and mention.offset_km is not None:
        if mention.bearing_deg is None:
            return Spot(place.lon, place.lat, max(radius, mention.offset_km * 1000), _SHIFTED)
        lon, lat, _ = _GEOD.fwd(place.lon, place.lat, mention.bearing_deg, mention.offset_km * 1000)
        # "5 km" and "south" are rounded: a quarter of the distance, and at least 1 km
        return Spot(round(lon, 6), round(lat, 6), max(1_000.0, round(mention.offset_km * 250)), _SHIFTED)
    if relation == "near":
        if mention.bearing_deg is not None:
            lon, lat, _ = _GEOD.fwd(place.lon, place.lat, mention.bearing_deg, BEARING_KM * 1000)
            return Spot(round(lon, 6), round(lat, 6), NEAR_M, _SHIFTED)
        return Spot(place.lon, place.lat, max(radius, NEAR_M), _SHIFTED)
    if relation == "direction_of":
        return Spot(place.lon, place.lat, max(radius, DIRECTION_M), _SHIFTED)
    return Spot(place.lon, place.lat, radius, precision)


def borrowed_spot(spot: Spot) -> Spot:
    """Return the spot of a place that only shares its name with what is meant: the river's town, the lake's village.

    What is meant lies somewhere around: precision 3 (district) and at least 25 km.
    """
    return Spot(spot.lon, spot.lat, max(spot.radius_m, BORROWED_M), max(spot.precision, 3))


def spot_between(first: Place, second: Place) -> Spot | None:
    """Return the middle of the geodesic between two places with half its length as radius.

    None where one of them is an area or they are more than 150 km apart (a span that wide is no place).
    """
    if max(precision_of(first), precision_of(second)) > _SHIFTED:
        return None
    azimuth, _, metres = _GEOD.inv(first.lon, first.lat, second.lon, second.lat)
    if metres > 150_000:
        return None
    lon, lat, _ = _GEOD.fwd(first.lon, first.lat, azimuth, metres / 2)
    precision = _SHIFTED if metres / 2 <= 25_000 else 5
    return Spot(round(lon, 6), round(lat, 6), max(1_000.0, round(metres / 2)), precision)
