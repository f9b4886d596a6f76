"""Joins district names with points from polygons (geoBoundaries) to GeoNames' districts; the rest become places."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from geomap.gazetteer.entries import Entry
from geomap.gazetteer.names import normalise, script_of, strip_generic
from geomap.gazetteer.worldbase import AdminPoint, subdivisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SAME_KM = 60.0


def _keys(name: str) -> list[str]:
    return [key for key in dict.fromkeys((normalise(name), normalise(strip_generic(name)[0]))) if key]


def _km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    wide = (lon - other_lon + 180) % 360 - 180
    return 111.195 * math.hypot(wide * math.cos(math.radians(lat)), lat - other_lat)


def _box(row: dict[str, Any]) -> tuple[float, float, float, float] | None:
    """Return the extent of a row (west, south, east, north), or None where it has none."""
    parts = [row.get(side) for side in ("west", "south", "east", "north")]
    if any(part is None or part != part for part in parts):
        return None
    west, south, east, north = (round(float(part), 5) for part in parts if part is not None)
    return (west, south, east, north)


class Districts:
    """The rows of ``load_admin2()``: those that GeoNames has give it their point, the others become places.

    `middle` returns (lon, lat) of a GeoNames district from its settlements, or None.
    """

    def __init__(self, frame: Any, middle: Callable[[int], tuple[float, float] | None]) -> None:
        self._middle = middle
        self.points: dict[int, AdminPoint] = {}
        self._others: list[dict[str, Any]] = []
        index = self._index(set(frame["country"]))
        taken: dict[int, float] = {}
        rows = frame.to_dict("records")
        for row in sorted(rows, key=lambda r: (str(r["country"]), str(r["name"]), r["lon"], r["lat"])):
            found = self._match(row, index)
            if found is None:
                self._others.append(row)
                continue
            geonameid, km = found
            if km < taken.get(geonameid, math.inf):
                taken[geonameid] = km
                self.points[geonameid] = self._point(row)

    @staticmethod
    def _index(countries: set[str]) -> dict[tuple[str, str], list[tuple[int, str]]]:
        index: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for item in subdivisions():
            if item.admin_level < 1 or item.geonames_id is None or item.country.alpha2 not in countries:
                continue
            parent = normalise(item.parent.name) if item.parent else ""
            keys = {key for name in (item.name, *item.aliases) for key in _keys(name)}
            for key in sorted(keys):
                index[item.country.alpha2, key].append((item.geonames_id, parent))
        return index

    def _match(
        self, row: dict[str, Any], index: dict[tuple[str, str], list[tuple[int, str]]]
    ) -> tuple[int, float] | None:
        """Return (geonameid, km) of the GeoNames division that a row is, or None.

        Same country and name, and its settlements lie within 60 km; a district without settlements only where
        the name is unique in the country and the province agrees.
        """
        options = [pair for key in _keys(str(row["name"])) for pair in index.get((str(row["country"]), key), ())]
        near: list[tuple[float, int]] = []
        for geonameid, _ in options:
            middle = self._middle(geonameid)
            if middle is not None:
                near.append((_km(row["lon"], row["lat"], *middle), geonameid))
        if near:
            km, geonameid = min(near)
            return (geonameid, km) if km <= _SAME_KM else None
        distinct = sorted(set(options))
        if len(distinct) == 1 and row.get("admin1") and normalise(str(row["admin1"])) == distinct[0][1]:
            return distinct[0][0], 0.0
        return None

    @staticmethod
    def _point(row: dict[str, Any]) -> AdminPoint:
        lon, lat = round(float(row["lon"]), 5), round(float(row["lat"]), 5)
        box = _box(row)
        radius = None
        if box is not None:
            corners = [(box[0], box[1]), (box[0], box[3]), (box[2], box[1]), (box[2], box[3])]
            # the box's corners lie outside the area: its half diagonal is already generous
            radius = 1000 * max(_km(lon, lat, x, y) for x, y in corners) / math.sqrt(2)
        return AdminPoint(lon, lat, radius, bbox=box)

    def entries(self) -> Iterator[Entry]:
        """Yield the districts that GeoNames' list lacks, as places of their own (``gb:`` ids)."""
        seen: Counter[str] = Counter()
        for row in self._others:
            name, country = str(row["name"]).strip(), str(row["country"])
            key = normalise(name)
            if not key or script_of(name) != "Latn" or key.isdigit() or len(key) < 2:
                continue
            slug = f"gb:{country.lower()}-{key.replace(' ', '-')}"
            seen[slug] += 1
            place_id = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
            point = self._point(row)
            bare, word = strip_generic(name)
            admin1 = row.get("admin1")
            kind = "admin3" if row.get("level") == 3 else "admin2"
            yield Entry(
                place_id, name, kind, point.lon, point.lat, country=country, radius_m=point.radius_m,
                admin1="" if admin1 is None or admin1 != admin1 else str(admin1), admin2=name, bbox=point.bbox,
                source=str(row.get("source") or "geoBoundaries"), prominence=0.3,
                names=[(bare, "short", "", "")] if word else [],
            )  # fmt: skip
