"""Places by point: the nearest ones, those inside a geometry, and distances on the ellipsoid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.errors import CoordinateError, InputError
from geomap.gazetteer import geopackage as gpkg
from geomap.records import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

PLACE_COLUMNS = ", ".join(f"p.{name}" for name in gpkg.PLACE_FIELDS)
_DEGREE_KM = 111.195
_STEPS_KM = (6.0, 20.0)
_INDEX_KM = 0.005
_BOX = "WHERE r.maxx >= ? AND r.minx <= ? AND r.maxy >= ? AND r.miny <= ?"
_IN_BOX = f"SELECT r.id, r.minx, r.miny FROM rtree_places_geom r {_BOX}"
_FILTERED_IN_BOX = (
    f"SELECT p.fid, p.lon, p.lat, p.country, p.kind FROM rtree_places_geom r JOIN places p ON p.fid = r.id {_BOX}"
)


class Points:
    """Searches by point behind `Gazetteer`; `query` runs one SQL statement and returns its rows."""

    def __init__(self, query: Callable[..., list[Any]]) -> None:
        self._query = query

    def near(
        self,
        lon: float,
        lat: float,
        *,
        radius_km: float,
        kinds: Collection[str] | None,
        limit: int,
        countries: Collection[str] | None = None,
    ) -> list[tuple[Place, float]]:
        """Return the places within `radius_km` of a point with their distance in km (`Gazetteer.near`)."""
        check_point(lon, lat)
        if not 0 < radius_km <= 2000:
            raise InputError(f"radius_km must be above 0 and at most 2000, not {radius_km!r}")
        # most questions are answered by the near surroundings: a dense country has thousands of places in 50 km
        for reach_km in (*(step for step in _STEPS_KM if step < radius_km), radius_km):
            found = self._within_km(lon, lat, reach_km, countries, kinds, limit)
            if len(found) >= limit:
                break
        places = self._by_fid([fid for _, _, fid in found])
        return [(places[fid], km) for km, _, fid in found]

    def _within_km(
        self,
        lon: float,
        lat: float,
        reach_km: float,
        countries: Collection[str] | None,
        kinds: Collection[str] | None,
        limit: int,
    ) -> list[tuple[float, str, int]]:
        """Return (km, place id, fid) of the nearest places within `reach_km`, at most `limit`, nearest first."""
        filtered = countries is not None or kinds is not None
        rows: list[Any] = []
        for west, south, east, north in windows(lon, lat, reach_km):
            rows += self._query(_FILTERED_IN_BOX if filtered else _IN_BOX, (west, east, south, north))
        if filtered:
            rows = [row for row in rows if _kept(row[3], row[4], countries, kinds)]
        if not rows:
            return []
        # the index keeps 32-bit numbers: some metres off, so the margin is wider than the sphere's 0.6 %
        rough = haversine_km(lon, lat, np.array([row[1] for row in rows]), np.array([row[2] for row in rows]))
        order = np.argsort(rough, kind="stable")
        keep = order[rough[order] <= reach_km * 1.01 + _INDEX_KM]
        if len(keep) > limit:
            keep = keep[rough[keep] <= rough[keep[limit - 1]] * 1.015 + 2 * _INDEX_KM]
        exact = self._exact([rows[i][0] for i in keep])
        if not exact:
            return []
        fids, ids, lons, lats = zip(*exact, strict=True)
        km = geodesic_km(lon, lat, np.array(lons), np.array(lats))
        return sorted((float(d), p, fid) for d, p, fid in zip(km, ids, fids, strict=True) if d <= reach_km)[:limit]

    def _exact(self, fids: list[int]) -> list[Any]:
        return self._many("SELECT p.fid, p.place_id, p.lon, p.lat FROM places p WHERE p.fid IN ", fids)

    def _by_fid(self, fids: list[int]) -> dict[int, Place]:
        rows = self._many(f"SELECT p.fid, {PLACE_COLUMNS} FROM places p WHERE p.fid IN ", fids)
        return {row[0]: place_of(row[1:]) for row in rows}

    def _many(self, sql: str, fids: list[int]) -> list[Any]:
        """Run a query that ends in IN for many row numbers, in parts that SQLite takes as one statement."""
        rows: list[Any] = []
        for start in range(0, len(fids), 500):
            part = fids[start : start + 500]
            rows += self._query(f"{sql}({','.join(map(str, part))})")
        return rows

    def within(
        self, geometry: Any, *, countries: Collection[str] | None = None, kinds: Collection[str] | None = None
    ) -> list[Place]:
        """Return the places whose point lies in a shapely geometry (`Gazetteer.within`)."""
        import shapely

        if geometry is None or geometry.is_empty:
            return []
        west, south, east, north = geometry.bounds
        rows = self._query(
            f"SELECT {PLACE_COLUMNS} FROM rtree_places_geom r JOIN places p ON p.fid = r.id "
            "WHERE r.maxx >= ? AND r.minx <= ? AND r.maxy >= ? AND r.miny <= ?",
            (west, east, south, north),
        )
        places = [place_of(row) for row in rows]
        if not places:
            return []
        shapely.prepare(geometry)
        inside = shapely.covers(geometry, shapely.points([p.lon for p in places], [p.lat for p in places]))
        kept = [p for p, yes in zip(places, inside, strict=True) if yes and _kept(p.country, p.kind, countries, kinds)]
        return sorted(kept, key=lambda p: p.place_id)


def _kept(country: str, kind: str, countries: Collection[str] | None, kinds: Collection[str] | None) -> bool:
    return (countries is None or country in countries) and (kinds is None or kind in kinds)


class Inside:
    """Whether places lie in an area: a shapely geometry in EPSG:4326, or a box (west, south, east, north).

    A box whose west is greater than its east reaches over the antimeridian.

    Raises
    ------
    InputError
        If it is neither.
    """

    def __init__(self, area: Any) -> None:
        self._box: tuple[float, float, float, float] | None = None
        self._shape: Any = None
        if isinstance(area, tuple | list) and len(area) == 4:
            west, south, east, north = (float(side) for side in area)
            self._box = (west, south, east, north)
        elif hasattr(area, "geom_type"):
            import shapely

            shapely.prepare(area)
            self._shape = area
        else:
            raise InputError(f"no area: {area!r}", hint="give a shapely geometry or west, south, east, north")

    def holds(self, place: Place) -> bool:
        """Return whether the point of a place lies in the area or on its edge."""
        if self._box is None:
            import shapely

            return bool(self._shape.covers(shapely.Point(place.lon, place.lat)))
        west, south, east, north = self._box
        wide = west <= place.lon <= east if west <= east else place.lon >= west or place.lon <= east
        return wide and south <= place.lat <= north


def place_of(row: Sequence[Any]) -> Place:
    """Return the place of a row of `PLACE_COLUMNS`."""
    west, south, east, north = row[12:16]
    return Place(
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10], row[11],
        None if west is None else (west, south, east, north), row[16], row[17], row[18],
    )  # fmt: skip


def check_point(lon: float, lat: float) -> None:
    """Refuse a point that is not on Earth.

    Raises
    ------
    CoordinateError
        If `lon` is not in [-180, 180] or `lat` not in [-90, 90].
    """
    if -180 <= lon <= 180 and -90 <= lat <= 90:
        return
    swapped = -90 <= lon <= 90 and -180 <= lat <= 180
    hint = "longitude and latitude look swapped; the order is lon, lat" if swapped else "give degrees, EPSG:4326"
    raise CoordinateError(f"no such point: lon {lon!r}, lat {lat!r}", hint=hint)


def windows(lon: float, lat: float, km: float) -> list[tuple[float, float, float, float]]:
    """Return the boxes (one, or two over the antimeridian) that hold a circle."""
    high = km / _DEGREE_KM * 1.01
    south, north = max(-90.0, lat - high), min(90.0, lat + high)
    cosine = np.cos(np.radians(min(89.9, max(abs(south), abs(north)))))
    wide = float(high / cosine)
    if wide >= 180:
        return [(-180.0, south, 180.0, north)]
    west, east = lon - wide, lon + wide
    boxes = [(max(west, -180.0), south, min(east, 180.0), north)]
    if west < -180:
        boxes.append((west + 360, south, 180.0, north))
    if east > 180:
        boxes.append((-180.0, south, east - 360, north))
    return boxes


def haversine_km(lon: float, lat: float, lons: NDArray[Any], lats: NDArray[Any]) -> NDArray[Any]:
    """Return distances in km on the mean sphere (within 0.6 % of the ellipsoid)."""
    p1, p2 = np.radians(lat), np.radians(lats)
    a = np.sin((p2 - p1) / 2) ** 2 + np.cos(p1) * np.cos(p2) * np.sin(np.radians(lons - lon) / 2) ** 2
    return np.asarray(2 * 6371.0088 * np.arcsin(np.sqrt(np.minimum(a, 1.0))))


def geodesic_km(lon: float, lat: float, lons: NDArray[Any], lats: NDArray[Any]) -> NDArray[Any]:
    """Return geodesic distances in km on WGS 84 from one point to many."""
    from pyproj import Geod

    count = len(lons)
    _, _, metres = Geod(ellps="WGS84").inv(np.full(count, lon), np.full(count, lat), lons, lats)
    return np.asarray(metres) / 1000.0
