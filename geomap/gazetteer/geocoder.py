"""A geopy geocoder over the local gazetteer: code written for Nominatim works by changing one line.

Nothing leaves the machine.  A query's comma parts are read as containers from the right ("Kut, Gegharkunik,
Armenia"): a part that names a country, province or district keeps only places inside it.  There is no context
beyond the query; for place words from reports use ``geomap.geocode``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geomap.errors import GeomapError
from geomap.gazetteer.names import normalise, strip_generic
from geomap.gazetteer.store import Gazetteer
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from geomap.records import Hit, Place

_AREAS = frozenset({"country", "territory", "admin1", "admin2", "admin3"})
# structured query: part -> kinds that it may name, finest first
_STRUCTURED: dict[str, frozenset[str] | None] = {
    "street": None, "amenity": None, "city": SETTLEMENT_KINDS, "county": frozenset({"admin2", "admin3"}),
    "state": frozenset({"admin1"}), "country": frozenset({"country", "territory"}), "postalcode": None,
}  # fmt: skip
# a place that bears the name as one of many is less likely meant than one that is called so
_NAME_WEIGHT = {"alternate": 0.92, "former": 0.88, "abbreviation": 0.85}
_SMALLEST = 1e-9


class _Offline(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """The adapter of a geocoder that has no server."""

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        """Refuse: there is no server."""
        del timeout, headers
        raise GeocoderServiceError(f"LocalGeocoder asks no server, and was told to ask {url}")

    get_text = get_json


@dataclass(frozen=True, slots=True)
class _Container:
    """What one comma part may stand for."""

    countries: frozenset[str]
    provinces: frozenset[tuple[str, str]]
    districts: frozenset[tuple[str, str]]
    suffix: str

    def holds(self, place: Place) -> bool:
        """Return whether a place lies in it (an area does not hold itself)."""
        if place.country in self.countries and place.kind not in {"country", "territory"}:
            return True
        if place.kind != "admin1":
            if (place.country, place.admin1_code) in self.provinces:
                return True
            if self.suffix and place.admin1_code == f"{place.country}-{self.suffix}":
                return True
        return (place.country, normalise(place.admin2)) in self.districts and place.kind != "admin2"

    @property
    def known(self) -> bool:
        """Whether it stands for anything at all."""
        return bool(self.countries or self.provinces or self.districts)


class LocalGeocoder(Geocoder):  # type: ignore[misc]  # geopy has no types
    """A geopy geocoder that answers from the local gazetteer.

    Parameters
    ----------
    gazetteer
        A `Gazetteer`, the path of one, or None for the one that ``geomap gazetteer build`` made.
    timeout, proxies, user_agent, ssl_context, adapter_factory, domain, scheme
        Taken so that a call written for Nominatim stays valid; there is no server to use them on.

    Raises
    ------
    GazetteerMissingError, GazetteerOutdatedError
        If the gazetteer cannot be opened.

    Examples
    --------
    >>> geocoder = LocalGeocoder()                                     # doctest: +SKIP
    >>> geocoder.geocode("Kut, Gegharkunik, Armenia").latitude         # doctest: +SKIP
    40.18083
    """

    def __init__(
        self,
        gazetteer: Gazetteer | str | Path | None = None,
        *,
        timeout: Any = DEFAULT_SENTINEL,
        proxies: Any = DEFAULT_SENTINEL,
        user_agent: str | None = None,
        ssl_context: Any = DEFAULT_SENTINEL,
        adapter_factory: Any = None,
        domain: str = "",
        scheme: str | None = None,
    ) -> None:
        del adapter_factory, domain
        super().__init__(
            scheme=scheme, timeout=timeout, proxies=proxies, user_agent=user_agent, ssl_context=ssl_context,
            adapter_factory=_Offline,
        )  # fmt: skip
        self.gazetteer = gazetteer if isinstance(gazetteer, Gazetteer) else Gazetteer.open(gazetteer)

    def geocode(
        self,
        query: str | Mapping[str, str],
        exactly_one: bool = True,  # noqa: FBT001, FBT002  geopy's own signature
        *,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int | None = None,
        country_codes: str | Sequence[str] | None = None,
        viewbox: Sequence[Any] | None = None,
        bounded: bool = False,
        language: str | None = None,
        addressdetails: bool = False,
        **others: Any,
    ) -> Location | list[Location] | None:
        """Return the place or places of a query as geopy locations.

        Parameters
        ----------
        query
            Words ("Kut, Gegharkunik, Armenia") or Nominatim's structured parts
            (``{"city": …, "county": …, "state": …, "country": …}``; street and post code are ignored).
        exactly_one
            The best one (or None) if True; a list, best first (or None if there is none), if False.
        limit
            At most so many where `exactly_one` is False; 10 by default.
        country_codes
            ISO2 codes, as a list or comma-separated.
        viewbox, bounded
            Two corners, each a geopy point or (latitude, longitude): places inside come first; with `bounded`
            no others come.
        language
            Names in the address in this language where they are known.
        timeout, addressdetails, others
            Taken for Nominatim's sake and of no effect (``extratags``, ``geometry``, ``featuretype`` …).

        Returns
        -------
        locations
            ``.raw`` has place_id, name, kind, country, admin1, admin2, geonameid, population, score (0 to 1),
            bbox and the Nominatim-like lat, lon, display_name, boundingbox.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If the query is empty or has unknown parts, or the viewbox has no two corners.
        geopy.exc.GeocoderServiceError
            If the gazetteer file turns out to be damaged.
        """
        del timeout, addressdetails, others
        codes = _codes(country_codes)
        box = _box(viewbox)
        try:
            ranked = self._words(query, codes) if isinstance(query, str) else self._structured(query, codes)
        except GeomapError as error:
            raise GeocoderServiceError(str(error)) from error
        if box is not None:
            inside = [item for item in ranked if _in_box(item[1].place, box)]
            ranked = inside if bounded else inside + [item for item in ranked if not _in_box(item[1].place, box)]
        count = 1 if exactly_one else max(1, limit or 10)
        found = [self._location(hit.place, score, language) for score, hit in ranked[:count]]
        if not found:
            return None
        return found[0] if exactly_one else found

    def reverse(
        self,
        query: Any,
        exactly_one: bool = True,  # noqa: FBT001, FBT002  geopy's own signature
        *,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int | None = None,
        language: str | None = None,
        zoom: int | None = None,
        **others: Any,
    ) -> Location | list[Location] | None:
        """Return the settlement nearest to a point (within 100 km), else the province or country there.

        Parameters
        ----------
        query
            A geopy point, (latitude, longitude), or "latitude, longitude".
        exactly_one, limit, language
            As for `geocode`.
        timeout, zoom, others
            Taken for Nominatim's sake and of no effect.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If it is no point on Earth.
        """
        del timeout, zoom, others
        try:
            point = Point(query) if not isinstance(query, Point) else query
        except (TypeError, ValueError, UserWarning) as error:  # geopy warns and raises
            raise GeocoderQueryError(f"not a point: {query!r} ({error})") from error
        lon, lat = point.longitude, point.latitude
        try:
            if exactly_one:
                place = self.gazetteer.reverse(lon, lat)
                return None if place is None else self._location(place, 1.0, language)
            near = self.gazetteer.near(lon, lat, radius_km=100, kinds=SETTLEMENT_KINDS, limit=limit or 10)
        except GeomapError as error:
            raise GeocoderServiceError(str(error)) from error
        found = [self._location(place, round(1 / (1 + km), 4), language) for place, km in near]
        return found or None

    # ---------------------------------------------------------------------------------------- searching

    def _words(self, query: str, codes: frozenset[str]) -> list[tuple[float, Hit]]:
        if not normalise(query):
            raise GeocoderQueryError(f"nothing to look for in {query!r}")
        parts = [part.strip() for part in query.split(",") if normalise(part)]
        ranked = self._rank(query, [], codes)  # "Washington, D.C." is a name with a comma
        if len(parts) == 1 or ranked:
            return ranked or self._rank(query, [], codes, fuzzy=True)
        return self._rank(parts[0], parts[1:], codes) or self._rank(parts[0], parts[1:], codes, fuzzy=True)

    def _structured(self, query: Mapping[str, str], codes: frozenset[str]) -> list[tuple[float, Hit]]:
        unknown = sorted(set(query) - set(_STRUCTURED))
        if unknown:
            raise GeocoderQueryError(f"unknown parts of a structured query: {', '.join(unknown)}")
        given = [(part, query[part].strip()) for part in _STRUCTURED if query.get(part) and _STRUCTURED[part]]
        if not given:
            raise GeocoderQueryError("a structured query needs a city, county, state or country")
        (part, name), containers = given[0], [text for _, text in given[1:]]
        kinds = _STRUCTURED[part]
        return self._rank(name, containers, codes, kinds=kinds) or self._rank(
            name, containers, codes, kinds=kinds, fuzzy=True
        )

    def _rank(
        self,
        name: str,
        containers: Sequence[str],
        codes: frozenset[str],
        *,
        kinds: Collection[str] | None = None,
        fuzzy: bool = False,
    ) -> list[tuple[float, Hit]]:
        """Return (score, hit) of a name inside containers, best first.

        The score is the likeness of the name times the mean of one and the place's prominence, less a fifth
        for each container that the gazetteer does not know and that therefore proves nothing.
        """
        areas = [self._container(part) for part in containers]
        known = [area for area in areas if area.known or area.suffix]
        bare, word = strip_generic(name)
        if fuzzy:
            hits = self.gazetteer.fuzzy(name, kinds=kinds, limit=20)
        else:
            hits = self.gazetteer.exact(name, kinds=kinds)
            if word:
                seen = {hit.place.place_id for hit in hits}
                hits += [hit for hit in self.gazetteer.exact(bare, kinds=kinds) if hit.place.place_id not in seen]
        out = []
        for hit in hits:
            place = hit.place
            if codes and place.country not in codes:
                continue
            fits = sum(area.holds(place) for area in known)
            # a container that is known but holds nothing of this name rules the place out
            if any(area.known and not area.holds(place) for area in known):
                continue
            doubt = 0.8 ** (len(areas) - fits) * _NAME_WEIGHT.get(hit.name.type, 1.0)
            out.append((round(hit.score * doubt * (1 + place.prominence) / 2, 4), hit))
        return sorted(out, key=lambda item: (-item[0], item[1].place.place_id))

    def _container(self, part: str) -> _Container:
        bare, _ = strip_generic(part)
        hits = self.gazetteer.exact(part, kinds=_AREAS)
        if bare != part.strip():
            hits += self.gazetteer.exact(bare, kinds=_AREAS)
        code = part.strip()
        lands = {hit.place.country for hit in hits if hit.place.kind in {"country", "territory"}}
        if len(code) in {2, 3} and code.isupper():
            iso2 = self.gazetteer.iso2_of(code)
            lands |= {iso2} if iso2 else set()
        return _Container(
            frozenset(lands),
            frozenset((h.place.country, h.place.admin1_code) for h in hits if h.place.kind == "admin1"),
            frozenset((h.place.country, normalise(h.place.name)) for h in hits if h.place.kind in {"admin2", "admin3"}),
            code.upper() if code.isalnum() and code.isascii() and len(code) <= 3 else "",
        )

    # ---------------------------------------------------------------------------------------- answering

    def _location(self, place: Place, score: float, language: str | None) -> Location:
        lang = (language or "en").split("-")[0].lower()
        name = place.name
        if lang != "en":
            named = [n.text for n in self.gazetteer.names(place.place_id) if n.lang == lang]
            name = named[0] if named else name
        parts = [name, place.admin2, place.admin1]
        if place.country and place.kind not in {"country", "territory"}:
            parts.append(self.gazetteer.country_name(place.country, lang))
        address = ", ".join(dict.fromkeys(part for part in parts if part))
        west, south, east, north = place.bbox or (place.lon, place.lat, place.lon, place.lat)
        raw = {
            "place_id": place.place_id,
            "display_name": address,
            "name": place.name,
            "kind": place.kind,
            "class": place.feature_class,
            "type": place.kind,
            "country": place.country,
            "country_code": place.country.lower(),
            "admin1": place.admin1,
            "admin1_code": place.admin1_code,
            "admin2": place.admin2,
            "geonameid": place.geonameid,
            "population": place.population,
            "score": score,
            "importance": place.prominence,
            "lat": str(place.lat),
            "lon": str(place.lon),
            "bbox": list(place.bbox) if place.bbox else None,
            "boundingbox": [str(south), str(north), str(west), str(east)],
            "radius_m": place.radius_m,
            "source": place.source,
        }
        # geopy's points are latitude first: the only swap in this module
        return Location(address, (place.lat, place.lon), raw)


def _codes(country_codes: str | Sequence[str] | None) -> frozenset[str]:
    if not country_codes:
        return frozenset()
    parts = country_codes.split(",") if isinstance(country_codes, str) else country_codes
    return frozenset(part.strip().upper() for part in parts if part.strip())


def _box(viewbox: Sequence[Any] | None) -> tuple[float, float, float, float] | None:
    """Return (west, south, east, north) of two corners given latitude first, as geopy has them."""
    if viewbox is None:
        return None
    try:
        first, second = (Point(corner) for corner in viewbox)
    except (TypeError, ValueError) as error:
        raise GeocoderQueryError(f"a viewbox is two (latitude, longitude) corners, not {viewbox!r}") from error
    return (
        min(first.longitude, second.longitude), min(first.latitude, second.latitude),
        max(first.longitude, second.longitude), max(first.latitude, second.latitude),
    )  # fmt: skip


def _in_box(place: Place, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return west - _SMALLEST <= place.lon <= east + _SMALLEST and south - _SMALLEST <= place.lat <= north + _SMALLEST
