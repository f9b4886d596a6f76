"""Places by name: equal keys, nearly equal keys, and which keys there are at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap.gazetteer import geopackage as gpkg
from geomap.gazetteer.key_table import KeyTable
from geomap.gazetteer.points import PLACE_COLUMNS, Inside, place_of
from geomap.records import Hit, Name, Place
from geomap.schema import NAME_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_COLUMNS = f"SELECT n.text, n.key, n.type, n.lang, n.script, n.party, p.fid, {PLACE_COLUMNS} "
_EXACT = f"{_COLUMNS} FROM names n JOIN places p ON p.fid = n.place_fid WHERE n.key = ?"
_TOGETHER = 48  # keys of one statement; always as many, so that SQLite prepares it once
_EXACT_MANY = (
    f"{_COLUMNS} FROM names n CROSS JOIN places p ON p.fid = n.place_fid "
    f"WHERE n.key IN ({', '.join('?' * _TOGETHER)}) ORDER BY n.key, n.fid"
)
_OF_PLACE = (
    "SELECT n.text, n.key, n.type, n.lang, n.script, n.party FROM places p "
    "JOIN names n ON n.place_fid = p.fid WHERE p.place_id = ?"
)
# what a name that is not a place's usual one takes from its weight: as if a fifth of the people lived there
_BYNAME = 0.06
_BYNAME_TYPES = frozenset({"alternate", "former"})
PEOPLE_TYPES = frozenset({"demonym", "adjective"})
_TYPE_RANK = {name: rank for rank, name in enumerate(NAME_TYPES)}
_MOST_KEPT = 1 << 15
_AT_ONCE = 1 << 10


class NameIndex:
    """Searches by name behind `Gazetteer`; `query` runs one SQL statement and returns its rows."""

    def __init__(self, path: Path, query: Callable[..., list[Any]]) -> None:
        self._path, self._query = path, query
        self._known: dict[str, tuple[Hit, ...]] = {}
        self._table: KeyTable | None = None

    def _bearers(self, key: str) -> tuple[Hit, ...]:
        """Return every name with a key, heaviest place first (`_lightness`), a place's best name before its others."""
        found = self._known.get(key)
        if found is None:
            found = self._keep(key, self._query(_EXACT, (key,)))
        return found

    def _keep(self, key: str, rows: Sequence[Any]) -> tuple[Hit, ...]:
        """Return the hits of a key's rows and remember them."""
        places: dict[int, Place] = {}
        hits = []
        for row in rows:
            place = places.get(row[6])
            if place is None:
                place = places[row[6]] = place_of(row[7:])
            hits.append(Hit(place, Name(*row[:6])))
        if len(hits) > 1:
            hits.sort(key=_lightness)
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        found = self._known[key] = tuple(hits)
        return found

    def _fetch(self, keys: Sequence[str]) -> None:
        """Read the bearers of many keys, some dozens in a statement, so that they need not be asked for one by one."""
        new = [key for key in keys if key not in self._known]
        for begin in range(0, len(new), _TOGETHER):
            part = new[begin : begin + _TOGETHER]
            rows: dict[str, list[Any]] = {key: [] for key in part}
            for row in self._query(_EXACT_MANY, part + part[-1:] * (_TOGETHER - len(part))):
                rows[row[1]].append(row)
            for key, own in rows.items():
                self._keep(key, own)

    def written(self, key: str) -> tuple[Hit, ...]:
        """Return every written name with a key, several of one place too, heaviest place first."""
        return self._bearers(key) if key else ()

    def exact(
        self,
        key: str,
        *,
        countries: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        types: Collection[str] | None = None,
        area: Any = None,
        demonyms: bool = False,
        capitals: bool = True,
    ) -> list[Hit]:
        """Return the places with a key (`Gazetteer.exact`); without `capitals`, no abbreviation in capitals counts."""
        hits = self._bearers(key) if key else ()
        if not hits:
            return []
        inside = None if area is None else Inside(area)
        found: dict[str, Hit] = {}
        for hit in hits:
            place, name = hit.place, hit.name
            if (
                (not demonyms and name.type in PEOPLE_TYPES)
                or (types is not None and name.type not in types)
                or (not capitals and name.type == "abbreviation" and name.text.isupper())
                or (countries is not None and place.country not in countries)
                or (kinds is not None and place.kind not in kinds)
                or (inside is not None and not inside.holds(place))
            ):
                continue
            known = found.get(place.place_id)
            if known is None or _TYPE_RANK.get(name.type, 9) < _TYPE_RANK.get(known.name.type, 9):
                found[place.place_id] = hit
        return list(found.values())

    def exact_many(self, keys: Iterable[str], *, demonyms: bool) -> dict[str, list[Hit]]:
        """Return the hits of each key that somebody bears (`Gazetteer.exact_many`)."""
        distinct = [key for key in dict.fromkeys(keys) if key]
        out = {}
        for begin in range(0, len(distinct), _AT_ONCE):  # fewer than are kept
            part = distinct[begin : begin + _AT_ONCE]
            self._fetch(part)
            for key in part:
                hits = self.exact(key, demonyms=demonyms)
                if hits:
                    out[key] = hits
        return out

    def contains(self, keys: Sequence[str]) -> NDArray[np.bool_]:
        """Return for each key whether any name has it (`Gazetteer.contains_keys`)."""
        if self._table is None:
            self._table = KeyTable(self._path, self._query)
        return self._table.contains(gpkg.key_hashes(keys))

    def fuzzy(
        self,
        key: str,
        *,
        countries: Collection[str] | None,
        kinds: Collection[str] | None,
        area: Any,
        limit: int,
        cutoff: float,
    ) -> list[Hit]:
        """Return places whose key is nearly `key`, best first (`Gazetteer.fuzzy`)."""
        from geomap.gazetteer.fuzzy import near_keys

        hits: dict[str, Hit] = {}
        for near, score in near_keys(key, self._query, cutoff=cutoff):
            for hit in self.exact(near, countries=countries, kinds=kinds, area=area):
                known = hits.get(hit.place.place_id)
                if known is None or known.score < score:
                    hits[hit.place.place_id] = Hit(hit.place, hit.name, score)
        ranked = sorted(hits.values(), key=lambda h: (-h.score, -h.place.prominence, h.place.place_id))
        return ranked[:limit]

    def of_place(self, place_id: str) -> list[Name]:
        """Return every name of a place, the usual one first (`Gazetteer.names`)."""
        names = [Name(*row) for row in self._query(_OF_PLACE, (place_id,))]
        return sorted(names, key=lambda n: (_TYPE_RANK.get(n.type, 9), n.lang != "en", n.lang, n.text))


def _lightness(hit: Hit) -> tuple[float, str]:
    """Return the sort key of a hit: less is earlier. The sort is stable, so names of one place stay as stored."""
    place, name = hit.place, hit.name
    weight = place.prominence
    if name.type in _BYNAME_TYPES and not place.name.startswith(name.text + " "):
        weight -= _BYNAME
    return (-weight, place.place_id)
