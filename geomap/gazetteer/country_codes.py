"""Countries by code and name, from the places and the meta table of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap.gazetteer.name_index import PEOPLE_TYPES, NameIndex
from geomap.gazetteer.names import normalise
from geomap.gazetteer.points import PLACE_COLUMNS, place_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from geomap.records import Place

_COUNTRY_KINDS = frozenset({"country", "territory"})
_MOST_NAMED = 10_000  # names remembered with their country; then they are forgotten and asked for again


class CountryCodes:
    """Codes and names of countries behind `Gazetteer`; `query` runs one SQL statement and returns its rows."""

    def __init__(self, query: Callable[..., list[Any]], names: NameIndex) -> None:
        self._query, self._names = query, names
        self._places: dict[str, Place] | None = None
        self._codes: dict[str, str] = {}
        self._named: dict[str, str] = {}

    def places(self) -> dict[str, Place]:
        """Return the place of each country by its alpha-2 code, in order of the codes."""
        if self._places is None:
            listed = "SELECT value FROM meta WHERE key LIKE 'country:%'"
            rows = self._query(f"SELECT {PLACE_COLUMNS} FROM places p WHERE p.place_id IN ({listed})")
            table: dict[str, Place] = {}
            for place in sorted(map(place_of, rows), key=lambda p: (p.country, p.kind != "country", p.place_id)):
                table.setdefault(place.country, place)
            self._places = table
        return self._places

    def name(self, iso2: str, lang: str) -> str:
        """Return the usual name of a country in a language (`Gazetteer.country_name`)."""
        place = self.places().get(iso2.upper())
        if place is None:
            return ""
        if lang == "en":
            return place.name
        named = [n.text for n in self._names.of_place(place.place_id) if n.lang == lang and n.type not in PEOPLE_TYPES]
        return named[0] if named else place.name

    def iso3(self, iso2: str) -> str:
        """Return the alpha-3 code of an alpha-2 code, or ""."""
        return self._meta(f"iso3:{iso2.upper()}")

    def iso2_of(self, text: str) -> str:
        """Return the alpha-2 code of a country's name, demonym or code (`Gazetteer.iso2_of`)."""
        if text not in self._named:
            if len(self._named) >= _MOST_NAMED:
                self._named.clear()
            self._named[text] = self._find_iso2(text)
        return self._named[text]

    def _find_iso2(self, text: str) -> str:
        bare = text.strip()
        if len(bare) == 2 and bare.isupper() and bare in self.places():
            return bare
        if len(bare) == 3 and bare.isupper():
            code = self._meta(f"iso2:{bare}")
            if code:
                return code
        small = bare != bare.upper()
        hits = self._names.exact(normalise(bare), kinds=_COUNTRY_KINDS, demonyms=True, capitals=not small)
        return hits[0].place.country if hits else ""

    def _meta(self, key: str) -> str:
        if key not in self._codes:
            rows = self._query("SELECT value FROM meta WHERE key = ?", (key,))
            self._codes[key] = str(rows[0][0]) if rows else ""
        return self._codes[key]
