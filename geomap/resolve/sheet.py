"""What is known of a written name before any text is read: its options, as records and as arrays.

Names come again and again in news, so a name's sheet is kept; a report's scene is put together of sheets.
"""

from __future__ import annotations

import itertools
import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from geomap.gazetteer.names import GENERIC, normalise, strip_generic
from geomap.resolve.candidates import find_options, kin
from geomap.resolve.features import INDEX, KIND_COLUMN, SETTLED_COLUMNS, WORD_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.gazetteer.store import Gazetteer
    from geomap.resolve.candidates import Option

# points that stand for a wide area tell nothing by their distance
WIDE = frozenset(
    {"continent", "region", "country", "territory", "sea", "gulf", "strait", "mountains", "desert", "river"}
)
_AREAS = frozenset({"admin1", "admin2", "admin3"})
_MOST_KEPT = 40_000  # options, of all the names kept: about 60 MB
_CLASSES = {
    name: number
    for number, names in enumerate(
        (("kind_country",), ("kind_admin1",), ("kind_admin2", "kind_admin3"), tuple(sorted(SETTLED_COLUMNS)),
         ("kind_nature",), ("kind_region",), ("kind_work",)), start=1,
    )
    for name in names
}  # fmt: skip
CLASSES = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """The options of a name, one row an option in every array.

    ``facts`` are lon, lat, the point on the unit sphere (3), the numbers of country and province (equal where the codes
    are, 0 where there is none), the class of the kind (countries, provinces, districts, settlements, nature, regions,
    works), whether the place is wide, whether it is a settlement. ``rows`` holds the columns of `features.NAMES` that
    depend on the name alone. ``main`` (an option bears it as its main name) and ``top`` (the greatest prominence) speak
    against "none of these".
    """

    options: tuple[Option, ...]
    facts: NDArray[np.float64]
    rows: NDArray[np.float64]
    main: float = 0.0
    top: float = 0.0


FACTS = 10


class _Codes:
    """Numbers for country and province codes, the same all through a process."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {"": 0}
        self._next = itertools.count(1)

    def number(self, code: str) -> int:
        found = self._known.get(code)
        return found if found is not None else self._known.setdefault(code, next(self._next))


COUNTRIES, PROVINCES = _Codes(), _Codes()


class _Shelf:
    """The sheets of one gazetteer, thrown away when there are too many."""

    def __init__(self) -> None:
        self.sheets: dict[tuple[object, ...], Sheet] = {}
        self.options = 0
        self.lock = threading.Lock()


_SHELVES: WeakKeyDictionary[Gazetteer, _Shelf] = WeakKeyDictionary()
_SHELVES_LOCK = threading.Lock()


def sheet_of(
    text: str,
    gazetteer: Gazetteer,
    *,
    cue: str = "",
    people: bool = False,
    countries: Sequence[str] | None = None,
    dotted: bool = False,
    work: str = "",
) -> Sheet:
    """Return the sheet of a written name; parameters as `geomap.resolve.candidates.find_options` takes them."""
    with _SHELVES_LOCK:
        shelf = _SHELVES.setdefault(gazetteer, _Shelf())
    key = (text, cue, people, None if countries is None else tuple(countries), dotted, work)
    sheet = shelf.sheets.get(key)
    if sheet is None:
        options = find_options(text, gazetteer, cue=cue, people=people, countries=countries, dotted=dotted, work=work)
        sheet = make_sheet(text, options, cue)
        with shelf.lock:
            if shelf.options > _MOST_KEPT:
                shelf.sheets.clear()
                shelf.options = 0
            if len(text) <= 80:
                shelf.sheets[key] = sheet
                shelf.options += len(options) + 1
    return sheet


def make_sheet(text: str, options: tuple[Option, ...], cue: str) -> Sheet:
    """Return the sheet of options found for a name written so beside a cue word."""
    if not options:
        return Sheet((), np.zeros((0, FACTS)), np.zeros((0, len(WORD_COLUMNS))))
    places = [option.place for option in options]
    columns = [KIND_COLUMN.get(place.kind, "kind_work") for place in places]
    facts = np.zeros((len(options), FACTS))
    for row, place, column in zip(facts, places, columns, strict=True):
        x, y = math.radians(place.lon), math.radians(place.lat)
        province = place.admin1_code or place.admin1
        row[:] = (
            place.lon, place.lat, math.cos(y) * math.cos(x), math.cos(y) * math.sin(x), math.sin(y),
            COUNTRIES.number(place.country),
            PROVINCES.number(f"{place.country}|{province}") if province and place.country else 0,
            _CLASSES[column], place.kind in WIDE, column in SETTLED_COLUMNS,
        )  # fmt: skip
    rows, main = _rows(text, options, columns, cue)
    return Sheet(options, facts, rows, main, max(place.prominence for place in places))


def _rows(
    text: str, options: tuple[Option, ...], columns: Sequence[str], cue: str
) -> tuple[NDArray[np.float64], float]:
    """Return the columns that depend on the name alone, and whether an option bears it as its main name."""
    best = max(option.place.prominence for option in options)
    kinds = kin(cue)
    cue_kind = GENERIC.get(cue, "")
    cue_class = _CLASSES.get(KIND_COLUMN.get(cue_kind, "kind_work"), 0)
    log_options = math.log10(len(options))
    bare = text.replace(".", "")
    capitals = 2 <= len(bare) <= 4 and bare.isupper()
    key = normalise(strip_generic(text)[0])
    # "Basra" is a city and its province: told apart by what stands beside it, else the town is meant more often
    homes = [(o.place.country, o.place.admin1) for o in options]
    towns = {home for home, column in zip(homes, columns, strict=True) if column in SETTLED_COLUMNS}
    areas = {home for home, option in zip(homes, options, strict=True) if option.place.kind in _AREAS}
    rows = np.zeros((len(options), len(WORD_COLUMNS)))
    main = 0.0
    for row, option, column, home in zip(rows, options, columns, homes, strict=True):
        place = option.place
        if option.how == "people" or option.name_type in {"demonym", "adjective"}:
            row[INDEX["name_people"]] = 1.0
        else:
            row[INDEX.get(f"name_{option.name_type}", INDEX["name_alternate"])] = 1.0
        if option.how in {"exact", "stripped", "people"} and _main_key(place.name) == key:
            row[INDEX["name_main"]] = main = 1.0
        if option.lang not in {"", "en"}:
            row[INDEX["name_foreign"]] = 1.0
        if capitals and not option.written.replace(".", "").isupper():
            row[INDEX["name_not_capitals"]] = 1.0
        if option.how in {"stripped", "spelled", "fuzzy", "borrowed", "combined"}:
            row[INDEX[option.how]] = 1.0
        row[INDEX["unlikeness"]] = 10 * (1 - option.likeness)
        row[INDEX["prominence"]] = place.prominence
        row[INDEX["prominence_gap"]] = place.prominence - best
        row[INDEX["most_prominent"]] = float(place.prominence >= best)
        row[INDEX["log_population"]] = math.log10(place.population + 1)
        row[INDEX["no_population"]] = float(place.population <= 0)
        row[INDEX["only_option"]] = float(len(options) == 1)
        row[INDEX["log_options"]] = log_options
        row[INDEX[column]] = 1.0
        settled = column in SETTLED_COLUMNS
        row[INDEX["area_of_namesake"]] = float(place.kind in _AREAS and home in towns)
        row[INDEX["town_of_namesake"]] = float(settled and home in areas)
        if kinds:
            fits = place.kind in kinds
            row[INDEX["cue_fits" if fits else "cue_clashes"]] = 1.0
            row[INDEX["cue_is_kind"]] = float(place.kind == cue_kind)
            if cue_class in {2, 3}:
                row[INDEX["area_cue_fits" if fits else "area_cue_clashes"]] = 1.0
        else:
            row[INDEX["no_cue_settlement"]] = float(settled)
    return rows, main


def _main_key(name: str) -> str:
    """Return the key of a place's main name without generic word and Arabic article: Kut for Al-Kut."""
    key = normalise(strip_generic(name)[0])
    return key[3:] if key[:3] in {"al ", "el ", "as ", "ad ", "an ", "ar "} else key
