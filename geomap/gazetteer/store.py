"""The gazetteer at use: look-ups by name, id and point in one read-only GeoPackage."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from geomap.errors import GazetteerOutdatedError
from geomap.gazetteer import geopackage as gpkg
from geomap.gazetteer import integrity
from geomap.gazetteer.areas import Areas
from geomap.gazetteer.country_codes import CountryCodes
from geomap.gazetteer.name_index import NameIndex
from geomap.gazetteer.names import normalise
from geomap.gazetteer.points import PLACE_COLUMNS, Points, check_point, place_of
from geomap.gazetteer.sources import recipe
from geomap.settings import default_gazetteer_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from geomap.records import Hit, Name, Place


class Gazetteer:
    """A built gazetteer, opened read-only; safe to share between threads, forks and (pickled by path) processes.

    Use `Gazetteer.open`. Every thread and every forked process gets its own SQLite connection.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._lock = threading.Lock()
        self._connections: list[tuple[int, sqlite3.Connection]] = []
        gpkg.check_header(path)
        self._meta: dict[str, str] = {str(k): str(v) for k, v in self._query("SELECT key, value FROM meta")}
        version = self._meta.get("format_version", "")
        if version != gpkg.FORMAT_VERSION:
            raise GazetteerOutdatedError(
                f"the gazetteer {path} has format {version or 'unknown'}, this geomap needs {gpkg.FORMAT_VERSION}",
                hint=gpkg.BUILD_COMMAND,
            )
        self._names = NameIndex(path, self._query)
        self._areas = Areas(self._query)
        self._points = Points(self._query)
        self._countries = CountryCodes(self._query, self._names)

    @classmethod
    def open(cls, path: str | Path | None = None) -> Self:
        """Return the gazetteer at `path`, by default the one that ``geomap gazetteer build`` made.

        Raises
        ------
        GazetteerMissingError
            If there is no file.
        GazetteerOutdatedError
            If the file is cut short, is no gazetteer, or was built by another version of the format.
        """
        return cls(Path(path) if path is not None else default_gazetteer_path())

    # ------------------------------------------------------------------------------------ life of the object

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections of this process."""
        self.close()

    def close(self) -> None:
        """Close every connection this process opened; a later look-up opens a new one."""
        with self._lock:
            for pid, connection in self._connections:
                if pid == os.getpid():
                    connection.close()
            self._connections.clear()
            self._local = threading.local()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by path: a worker opens its own."""
        return (type(self), (self.path,))

    def __repr__(self) -> str:
        return f"Gazetteer({str(self.path)!r})"

    def _connection(self) -> sqlite3.Connection:
        pid = os.getpid()
        if getattr(self._local, "pid", None) != pid:
            uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False, cached_statements=64)
            connection.execute("PRAGMA mmap_size = 1073741824")
            connection.execute("PRAGMA cache_size = -16384")
            self._local.connection, self._local.pid = connection, pid
            with self._lock:
                self._connections.append((pid, connection))
        return self._local.connection  # type: ignore[no-any-return]

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            return self._connection().execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise GazetteerOutdatedError(
                f"the gazetteer {self.path} is damaged or from another version: {error}", hint=gpkg.BUILD_COMMAND
            ) from error

    # ------------------------------------------------------------------------------------------------ names

    def exact(
        self,
        name: str,
        *,
        countries: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        types: Collection[str] | None = None,
        area: Any = None,
        demonyms: bool = False,
    ) -> list[Hit]:
        """Return the places that bear a name, most prominent first.

        Parameters
        ----------
        name
            As written; `geomap.gazetteer.names.normalise` makes the key.
        countries, kinds, types
            Keep only these ISO2 codes, place kinds, name types; None keeps all.
        area
            Keep only places whose point lies in this shapely geometry (EPSG:4326) or box (west, south, east, north).
        demonyms
            Also find a place by the name of its people or its adjective ("Azerbaijani").

        Returns
        -------
        hits
            One a place, the heaviest first, then by place id; empty if nobody bears the name. The weight is the
            place's prominence, less 0.06 where the name is neither usual nor official, nor the usual name
            without its last words ("New York" of New York City): the place that is called so before one of up to
            five times its people that is also called so (Jermuk before Çermik), and still Paris before Parys.
            Where several names of one place have the key, the best type counts. An abbreviation in capitals
            ("US", an airport's "KUT") is found only by words in capitals.
        """
        return self._names.exact(
            normalise(name), countries=countries, kinds=kinds, types=types, area=area, demonyms=demonyms,
            capitals=name == name.upper(),
        )  # fmt: skip

    def exact_key(
        self,
        key: str,
        *,
        countries: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        types: Collection[str] | None = None,
        area: Any = None,
        demonyms: bool = False,
    ) -> list[Hit]:
        """Return the same as `exact` for a key that is normalised already; abbreviations in capitals included."""
        return self._names.exact(key, countries=countries, kinds=kinds, types=types, area=area, demonyms=demonyms)

    def written_names(self, key: str) -> tuple[Hit, ...]:
        """Return every written name with a normalised key, heaviest place first: all of a place's, peoples' too.

        The recogniser asks it for names in the text's own script.
        """
        return self._names.written(key)

    def exact_many(self, keys: Iterable[str], *, demonyms: bool = False) -> dict[str, list[Hit]]:
        """Return the hits of each key (normalised already); keys that nobody bears are left out."""
        return self._names.exact_many(keys, demonyms=demonyms)

    def contains_keys(self, keys: Sequence[str]) -> NDArray[np.bool_]:
        """Return for each normalised key whether any name (demonyms included) has it.

        One vectorised search in the 64-bit hashes of all keys: no disk access after the first call. A false
        yes is possible with odds of one in 10^13 a key; a false no is not.
        """
        return self._names.contains(keys)

    def fuzzy(
        self,
        name: str,
        *,
        countries: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        area: Any = None,
        limit: int = 5,
        cutoff: float = 0.85,
    ) -> list[Hit]:
        """Return places whose name is nearly `name`, best first; empty for names of fewer than five letters.

        The score is the normalised Indel similarity (`rapidfuzz.fuzz.ratio`) of the keys, from 0 to 1; an equal
        key has score 1. Ties go to the more prominent place, then to the smaller place id.
        """
        return self._names.fuzzy(
            normalise(name), countries=countries, kinds=kinds, area=area, limit=limit, cutoff=cutoff
        )

    # --------------------------------------------------------------------------------------------- by place

    def get(self, place_id: str) -> Place | None:
        """Return the place with an id, or None."""
        rows = self._query(f"SELECT {PLACE_COLUMNS} FROM places p WHERE p.place_id = ?", (place_id,))
        return place_of(rows[0]) if rows else None

    def names(self, place_id: str) -> list[Name]:
        """Return every name of a place, the usual one first; empty if there is no such place."""
        return self._names.of_place(place_id)

    # --------------------------------------------------------------------------------------------- by point

    def near(
        self,
        lon: float,
        lat: float,
        *,
        radius_km: float = 50.0,
        countries: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        limit: int = 50,
    ) -> list[tuple[Place, float]]:
        """Return the places within `radius_km` of a point with their distance in km, nearest first.

        Distance is geodesic on WGS 84 between the points (not the extents); ties go to the smaller place id.

        Raises
        ------
        CoordinateError
            If a coordinate is out of range (a swapped pair is named as such in the hint).
        InputError
            If `radius_km` is not between 0 and 2000.
        """
        return self._points.near(lon, lat, radius_km=radius_km, countries=countries, kinds=kinds, limit=limit)

    def within(
        self, geometry: Any, *, countries: Collection[str] | None = None, kinds: Collection[str] | None = None
    ) -> list[Place]:
        """Return the places whose point lies in a shapely geometry (EPSG:4326), by place id."""
        return self._points.within(geometry, countries=countries, kinds=kinds)

    def reverse(self, lon: float, lat: float) -> Place | None:
        """Return the settlement nearest to a point within 100 km, else the province or country there, else None."""
        from geomap.schema import SETTLEMENT_KINDS

        for radius_km in (10.0, 100.0):
            found = self.near(lon, lat, radius_km=radius_km, kinds=SETTLEMENT_KINDS, limit=1)
            if found:
                return found[0][0]
        area = self._areas.place_id_at(lon, lat)
        return self.get(area) if area else None

    # ------------------------------------------------------------------------------------------------ areas

    def country_of(self, lon: float, lat: float) -> str:
        """Return the ISO2 code of the country at a point, or "" at sea and where sources leave it open.

        The provinces are asked first, then the countries, then the nearest settlement (`admin_at`). Both take the
        worldview that the gazetteer was built with (`geomap.gazetteer.worldviews`); by default a point in Crimea is
        "UA". `admin_areas` and `countries` name the worldview of each area.
        """
        return str(self.admin_at(lon, lat)["country"])

    def admin_at(self, lon: float, lat: float) -> dict[str, str]:
        """Return ``country, admin1, admin1_code, admin2`` at a point; "" for what is not known.

        From the polygons; where they do not reach (coasts, lakes, no polygons), from the nearest settlement
        within 25 km. ``admin2`` is that of the nearest settlement of the same province within 15 km.
        """
        from geomap.schema import SETTLEMENT_KINDS

        check_point(lon, lat)
        found = self._areas.admin_at(lon, lat)
        near = self.near(lon, lat, radius_km=25.0, kinds=SETTLEMENT_KINDS, limit=8)
        if not found["country"] and near:
            place = near[0][0]
            return {
                "country": place.country,
                "admin1": place.admin1,
                "admin1_code": place.admin1_code,
                "admin2": place.admin2,
            }
        for place, km in near:
            if km <= 15 and place.admin2 and place.country == found["country"] and place.admin1 == found["admin1"]:
                found["admin2"] = place.admin2
                break
        return found

    def border(self, border_id: str) -> gpd.GeoDataFrame:
        """Return the lines of a border ("AM-AZ" or "AZ-AM"): `schema.BORDER_COLUMNS`, exclaves flagged.

        Raises
        ------
        InputError
            If there is no such line; the hint names the nearest ids.
        """
        return self._areas.border(border_id)

    def borders_near(self, lon: float, lat: float, km: float) -> list[str]:
        """Return the ids of border lines within `km` of a point, nearest first."""
        check_point(lon, lat)
        return self._areas.borders_near(lon, lat, km)

    def admin_areas(
        self,
        *,
        bbox: tuple[float, float, float, float] | None = None,
        level: int = 1,
        countries: Collection[str] | None = None,
    ) -> gpd.GeoDataFrame:
        """Return administrative areas as `schema.ADMIN_COLUMNS`, by admin id; `bbox` is west, south, east, north."""
        return self._areas.frame("admin_areas", bbox=bbox, level=level, countries=countries)

    def countries(self, bbox: tuple[float, float, float, float] | None = None) -> gpd.GeoDataFrame:
        """Return country areas for a background (`schema.ADMIN_COLUMNS`, level 0)."""
        return self._areas.frame("countries", bbox=bbox, level=0, countries=None)

    # ------------------------------------------------------------------------------------------- countries

    def country_codes(self) -> list[str]:
        """Return the ISO 3166-1 alpha-2 codes of the countries and territories in the file, in order."""
        return list(self._countries.places())

    def country_name(self, iso2: str, lang: str = "en") -> str:
        """Return the usual name of a country, in another language where one is known; "" if there is none."""
        return self._countries.name(iso2, lang)

    def iso3(self, iso2: str) -> str:
        """Return the ISO 3166-1 alpha-3 code of an alpha-2 code, or ""."""
        return self._countries.iso3(iso2)

    def iso2_of(self, text: str) -> str:
        """Return the alpha-2 code of a country's name, demonym, alpha-3 or alpha-2 code; "" if nothing fits."""
        return self._countries.iso2_of(text)

    # ------------------------------------------------------------------------------------------------ about

    @property
    def checksum(self) -> str:
        """Checksum of the content (BLAKE2b, hex), written when it was built."""
        return self._meta.get("checksum", "")

    @property
    def version(self) -> str:
        """Version of the file's format and of the geomap that built it, as "format/geomap"."""
        return f"{self._meta.get('format_version', '')}/{self._meta.get('geomap_version', '')}"

    def verify(self, *, deep: bool = False) -> bool:
        """Return whether the file is whole.

        Parameters
        ----------
        deep
            False looks at the structure, in milliseconds: every table has as many rows as were written, and rows
            taken evenly from first to last can be read and fit each other. True reads everything and compares it
            with the checksum that was written when it was built (some seconds): finds a changed value too.
        """
        try:
            if not integrity.looks_whole(self._connection()):
                return False
            return not deep or integrity.content_checksum(self._connection()) == self.checksum
        except sqlite3.Error:
            return False

    @property
    def current(self) -> bool:
        """Tell whether it was made of the data and code that geomap has now, or of the user's own dumps."""
        return bool(self._meta.get("own_dumps")) or self._meta.get("recipe", "") == recipe()

    def info(self) -> dict[str, Any]:
        """Return what the file is: version, checksum, counts of rows, by kind, by country, by both, and its sources."""
        last = "SELECT coalesce(max(fid), 0) FROM"
        counts = {table: int(self._query(f"{last} {table}")[0][0]) for table in integrity.COUNTED}
        rows = self._query("SELECT country, kind, count(*) FROM places GROUP BY country, kind ORDER BY country, kind")
        kinds: Counter[str] = Counter()
        lands: Counter[str] = Counter()
        both: dict[str, dict[str, int]] = {}
        for country, kind, number in rows:
            kinds[kind] += number
            lands[country] += number
            both.setdefault(country, {})[kind] = number
        columns = ", ".join(gpkg.SOURCE_FIELDS)
        sources = self._query(f"SELECT {columns} FROM sources ORDER BY fid")
        return {
            "path": str(self.path),
            "version": self.version,
            "checksum": self.checksum,
            "bytes": self.path.stat().st_size,
            "worldview": self._meta.get("worldview", ""),
            "current": self.current,
            "counts": counts,
            "kinds": dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
            "by_country": dict(sorted(lands.items(), key=lambda item: (-item[1], item[0]))),
            "by_country_and_kind": both,
            "sources": [dict(zip(gpkg.SOURCE_FIELDS, row, strict=True)) for row in sources],
        }
