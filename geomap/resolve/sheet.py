"""What is known of a written name before any text is read: its options, as records and as arrays.

Names come again and again in news, so a name's sheet is kept; a report's scene is put together of sheets.
"""

from __future__ import annotations

import itertools
import math
import threading
import weakref
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from geomap.gazetteer.names import GENERIC, normalise, strip_generic
from geomap.resolve.candidates import cue_matters, find_options, kin
from geomap.resolve.features import INDEX, KIND_COLUMN, SETTLED_COLUMNS, WORD_COLUMNS
from geomap.schema import NAME_TYPES

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
_LONGEST_KEPT = 80
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
_LONG_NAME = 12.0  # letters from which on a name is hardly ever anything else


@dataclass(frozen=True, slots=True)
class Sheet:
    """The options of a name, one row an option in every array.

    ``facts`` are lon, lat, the point on the unit sphere (3), the numbers of country and province (equal where the codes
    are, 0 where there is none), the class of the kind (countries, provinces, districts, settlements, nature, regions,
    works), whether the place is wide, whether it is a settlement. ``rows`` holds the columns of `features.NAMES` that
    depend on the name alone. ``none`` is what speaks for "none of these": found by a near name only, log10 of how many
    options, no option that bears it as its main name, shortness, lack of prominence.
    """

    options: tuple[Option, ...]
    facts: NDArray[np.float64]
    rows: NDArray[np.float64]
    none: tuple[float, float, float, float, float]


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


class Shelf:
    """The sheets of one gazetteer, thrown away when there are too many."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._sheets: dict[tuple[object, ...], Sheet] = {}
        self._options = 0
        self._lock = threading.Lock()

    def sheet_of(
        self,
        text: str,
        *,
        cue: str = "",
        people: bool = False,
        countries: Sequence[str] | None = None,
        dotted: bool = False,
        work: str = "",
    ) -> Sheet:
        """Return the sheet of a written name; parameters as `geomap.resolve.candidates.find_options` takes them."""
        plain = (text, people, None if countries is None else tuple(countries), dotted, work)
        key = (*plain, cue)
        sheet = self._sheets.get(key)
        if sheet is None:
            known = self._sheets.get((*plain, "")) if cue else None
            if known is not None and known.options and not cue_matters(text, cue, known.options):
                sheet = Sheet(known.options, known.facts, _with_cue(known, cue), known.none)
            else:
                options = find_options(
                    text, self._gazetteer, cue=cue, people=people, countries=countries, dotted=dotted, work=work
                )
                sheet = make_sheet(text, options, cue)
            self._keep(key, sheet)
        return sheet

    def _keep(self, key: tuple[object, ...], sheet: Sheet) -> None:
        with self._lock:
            if self._options > _MOST_KEPT:
                self._sheets.clear()
                self._options = 0
            if len(str(key[0])) <= _LONGEST_KEPT:
                self._sheets[key] = sheet
                self._options += len(sheet.options) + 1


_SHELVES: WeakKeyDictionary[Gazetteer, Shelf] = WeakKeyDictionary()
_SHELVES_LOCK = threading.Lock()


def shelf_of(gazetteer: Gazetteer) -> Shelf:
    """Return the shelf of a gazetteer, the same for all threads."""
    with _SHELVES_LOCK:
        shelf = _SHELVES.get(gazetteer)
        if shelf is None:
            # the shelf must not keep its gazetteer alive
            shelf = _SHELVES[gazetteer] = Shelf(weakref.proxy(gazetteer))
        return shelf


def make_sheet(text: str, options: tuple[Option, ...], cue: str) -> Sheet:
    """Return the sheet of options found for a name written so beside a cue word."""
    key = normalise(text)
    short = max(0.0, 1.0 - len(key) / _LONG_NAME)
    if not options:
        nothing = (0.0, 0.0, 1.0, short, 1.0)
        return Sheet((), np.zeros((0, FACTS)), np.zeros((0, len(WORD_COLUMNS))), nothing)
    places = [option.place for option in options]
    columns = [KIND_COLUMN.get(place.kind, "kind_work") for place in places]
    facts = []
    for place, column in zip(places, columns, strict=True):
        x, y = math.radians(place.lon), math.radians(place.lat)
        cosine = math.cos(y)
        province = place.admin1_code or place.admin1
        facts.append((
            place.lon, place.lat, cosine * math.cos(x), cosine * math.sin(x), math.sin(y),
            COUNTRIES.number(place.country),
            PROVINCES.number(f"{place.country}|{province}") if province and place.country else 0,
            _CLASSES[column], place.kind in WIDE, column in SETTLED_COLUMNS,
        ))  # fmt: skip
    rows, main = _rows(text, options, columns, cue)
    none = (
        float(options[0].how == "fuzzy"),
        math.log10(len(options)),
        1.0 - main,
        short,
        1.0 - max(place.prominence for place in places),
    )
    return Sheet(options, np.array(facts, dtype=float), np.array(rows, dtype=float), none)


_BLANK = [0.0] * len(WORD_COLUMNS)
_NAME_COLUMN = {
    name: INDEX.get(f"name_{name}", INDEX["name_alternate"]) for name in (*NAME_TYPES, "usual")
} | dict.fromkeys(("demonym", "adjective"), INDEX["name_people"])  # fmt: skip
_HOW_COLUMN = {how: INDEX[how] for how in ("stripped", "spelled", "fuzzy", "borrowed", "combined")}
_PROMINENCE, _GAP, _MOST, _LOG_POPULATION, _NO_POPULATION, _ONLY, _LOG_OPTIONS = (
    INDEX[name]
    for name in (
        "prominence", "prominence_gap", "most_prominent", "log_population", "no_population", "only_option",
        "log_options",
    )
)  # fmt: skip


def _rows(text: str, options: tuple[Option, ...], columns: Sequence[str], cue: str) -> tuple[list[list[float]], float]:
    """Return the columns that depend on the name alone, and whether an option bears it as its main name."""
    best = max([option.place.prominence for option in options])
    only, log_options = float(len(options) == 1), math.log10(len(options))
    bare = text.replace(".", "")
    capitals = 2 <= len(bare) <= 4 and bare.isupper()
    key = normalise(strip_generic(text)[0])
    # "Basra" is a city and its province: told apart by what stands beside it, else the town is meant more often
    homes = [(o.place.country, o.place.admin1) for o in options]
    towns = {home for home, column in zip(homes, columns, strict=True) if column in SETTLED_COLUMNS}
    areas = {home for home, option in zip(homes, options, strict=True) if option.place.kind in _AREAS}
    rows = []
    main = 0.0
    for option, column, home in zip(options, columns, homes, strict=True):
        place, how = option.place, option.how
        row = _BLANK.copy()
        if how == "people":
            row[INDEX["name_people"]] = 1.0
        else:
            row[_NAME_COLUMN.get(option.name_type, INDEX["name_alternate"])] = 1.0
        if how in {"exact", "stripped", "people"} and _main_key(place.name) == key:
            row[INDEX["name_main"]] = main = 1.0
        if option.lang not in {"", "en"}:
            row[INDEX["name_foreign"]] = 1.0
        if capitals and not option.written.replace(".", "").isupper():
            row[INDEX["name_not_capitals"]] = 1.0
        if how in _HOW_COLUMN:
            row[_HOW_COLUMN[how]] = 1.0
        row[INDEX["unlikeness"]] = 10 * (1 - option.likeness)
        row[_PROMINENCE] = place.prominence
        row[_GAP] = place.prominence - best
        row[_MOST] = float(place.prominence >= best)
        row[_LOG_POPULATION] = math.log10(place.population + 1)
        row[_NO_POPULATION] = float(place.population <= 0)
        row[_ONLY] = only
        row[_LOG_OPTIONS] = log_options
        row[INDEX[column]] = 1.0
        settled = column in SETTLED_COLUMNS
        row[INDEX["area_of_namesake"]] = float(place.kind in _AREAS and home in towns)
        row[INDEX["town_of_namesake"]] = float(settled and home in areas)
        _fill_cue(row, place.kind, cue, settled=settled)
        rows.append(row)
    return rows, main


_CUE_COLUMNS = [
    INDEX[name]
    for name in ("cue_fits", "cue_clashes", "cue_is_kind", "area_cue_fits", "area_cue_clashes", "no_cue_settlement")
]


def _fill_cue(row: Any, kind: str, cue: str, *, settled: bool) -> None:
    """Fill in the columns of a row that tell how the kind of place fits the cue word."""
    kinds = kin(cue)
    if not kinds:
        row[INDEX["no_cue_settlement"]] = float(settled)
        return
    fits = kind in kinds
    cue_kind = GENERIC.get(cue, "")
    row[INDEX["cue_fits" if fits else "cue_clashes"]] = 1.0
    row[INDEX["cue_is_kind"]] = float(kind == cue_kind)
    if _CLASSES.get(KIND_COLUMN.get(cue_kind, "kind_work"), 0) in {2, 3}:
        row[INDEX["area_cue_fits" if fits else "area_cue_clashes"]] = 1.0


def _with_cue(known: Sheet, cue: str) -> NDArray[np.float64]:
    """Return the rows of a sheet made without a cue word as they are beside one."""
    rows = known.rows.copy()
    rows[:, _CUE_COLUMNS] = 0.0
    for row, option in zip(rows, known.options, strict=True):
        kind = option.place.kind
        _fill_cue(row, kind, cue, settled=KIND_COLUMN.get(kind, "kind_work") in SETTLED_COLUMNS)
    return rows


@lru_cache(maxsize=1 << 14)
def _main_key(name: str) -> str:
    """Return the key of a place's main name without generic word and Arabic article: Kut for Al-Kut."""
    key = normalise(strip_generic(name)[0])
    return key[3:] if key[:3] in {"al ", "el ", "as ", "ad ", "an ", "ar "} else key
