"""Names as they stand in texts, looked up once: the places that bear them, and what the classifier sees of that."""

from __future__ import annotations

import math
import threading
import weakref
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from geomap.gazetteer.names import GENERIC, normalise, script_of
from geomap.recognise.endings import Form, base_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geomap.gazetteer.store import Gazetteer
    from geomap.recognise.lexicon import Lexicon
    from geomap.records import Hit

_LENGTHS = (3, 4, 6, 9, 13, 20)  # steps of a name's length
_ADMIN = frozenset({"admin1", "admin2", "admin3"})
_STATE = frozenset({"country", "territory"})
_SETTLED = frozenset({"capital", "city", "town", "village", "quarter", "settlement"})
_REGIONS = frozenset({"country", "territory", "admin1", "admin2"})
_PEOPLE = frozenset({"demonym", "adjective"})
_SURE_TYPES = frozenset({"usual", "official", "short"})
# generic words that belong to the name when capitalised ("Laurel County", "Lake Erie", "Hakari River")
_IN_NAME = frozenset(
    {"admin2", "admin3", "river", "lake", "sea", "gulf", "strait", "island", "peninsula", "valley", "desert",
     "mountains", "mountain", "facility", "bridge", "base", "crossing"}
)  # fmt: skip
_MOST_KEPT = 1 << 15  # names with places
_MOST_MISSED = 1 << 17  # spans that name nothing
PROVINCES = 6  # places of a name whose provinces count

# columns of `NameBook.table`
COLUMNS = (
    "length", "all_capitals", "short_capitals", "with_dot", "with_hyphen",
    "in_gazetteer", "prominence", "sure_prominence", "log_population", "log_places", "is_country", "is_admin1",
    "is_admin_other", "is_settlement", "is_nature", "is_people_only", "is_people", "is_abbreviation", "has_generic",
    "usual_name", "english_name", "own_script", "other_script", "place_case",
)  # fmt: skip

_OWN_SCRIPT = COLUMNS.index("own_script")
_UNCASED_SCRIPTS = frozenset({"Arab", "Geor", "Hebr", "Hani", "Jpan", "Hang", "Thai", "Deva", "Beng", "Ethi", "Taml"})


@dataclass(slots=True)
class Entry:
    """A span's words and the places that bear the name.

    ``name`` is the base form where the text inflects it, else ""; ``people`` tells the name of a people or its
    adjective from a place's; ``adjective`` a form ("Гегаркуникская") that means the place only beside the word for
    what it is; ``region`` that a country, province or district is among the places; ``row`` is the
    entry's row in `NameBook.table`, ``number`` the same for all entries with one key.
    """

    key: str
    generic: str
    hits: Sequence[Hit]
    people: bool
    region: bool
    row: int
    number: int
    name: str = ""
    adjective: bool = False
    meaning: Any = None  # kept here by `geomap.recognise.coherence`


class NameBook:
    """Looks spans up in a gazetteer and remembers them; bounded in memory."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._clear()

    def _clear(self) -> None:
        self._known: dict[str, dict[str, Entry | None]] = {}
        self._blank: dict[str, Entry] = {}
        self._numbers: dict[str, int] = {}
        self._provinces: dict[tuple[str, str], int] = {}
        self._rows: list[list[float]] = []
        self._own: list[list[int]] = []
        self._all: list[list[int]] = []
        self._table = np.zeros((0, len(COLUMNS)), dtype=np.float32)
        self._province_table = np.zeros((0, 2 * PROVINCES), dtype=np.int64)

    def trim(self) -> None:
        """Forget everything if it has become too much."""
        if len(self._rows) > _MOST_KEPT or sum(map(len, self._known.values())) > _MOST_MISSED:
            self._clear()

    def look_up(self, texts: Sequence[str], lexicon: Lexicon) -> dict[str, Entry | None]:
        """Return a mapping that has an entry for each of `texts`, None for one that names nothing."""
        known = self.known(lexicon)
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            self._add(new, known, lexicon)
        return known

    def known(self, lexicon: Lexicon) -> dict[str, Entry | None]:
        """Return what was looked up so far."""
        return self._known.setdefault(lexicon.language, {})

    def blank(self, text: str, key: str) -> Entry:
        """Return the entry of a name that is in the text for other reasons than the gazetteer."""
        entry = self._blank.get(text)
        if entry is None:
            entry = self._blank[text] = self._entry(text, key, "", ())
        return entry

    def _add(self, new: list[str], known: dict[str, Entry | None], lexicon: Lexicon) -> None:
        keys = [normalise(text) for text in new]
        stripped = [strip_key(key) for key in keys]
        present = self.gazetteer.contains_keys([*keys, *stripped]).tolist()
        count = len(new)
        missed = []
        found = self.gazetteer.exact_many(
            [key for key, there in zip(keys, present, strict=False) if there and len(key) > 1], demonyms=True
        )
        for at, (text, key, bare) in enumerate(zip(new, keys, stripped, strict=True)):
            known[text] = None
            there = present[at] and len(key) > 1
            generic = ""
            if bare:
                word = key.rpartition(" ")[2]
                generic = word if word in GENERIC else key.partition(" ")[0]
                if not there and present[count + at] and GENERIC.get(generic) in _IN_NAME:
                    there = True
            if there:
                hits = _as_written(text, found.get(key, []))
                if not hits and generic:
                    hits = _as_written(text, self.gazetteer.exact_key(bare))
                if hits:
                    known[text] = entry = self._entry(text, key, generic, hits)
                    if self._rows[entry.row][_OWN_SCRIPT]:
                        continue
                    if script_of(text) in _UNCASED_SCRIPTS:
                        known[text] = None  # every word might be a name there: only what is written so counts
            missed.append(text)
        self._add_inflected(missed, known, lexicon)

    def _add_inflected(self, texts: list[str], known: dict[str, Entry | None], lexicon: Lexicon) -> None:
        """Look for the base forms of names in languages that inflect them."""
        forms = [(text, form) for text in texts for form in base_forms(text, lexicon)]
        if not forms:
            return
        keys = [normalise(form.text) for _, form in forms]
        present = self.gazetteer.contains_keys(keys).tolist()
        best: dict[str, tuple[float, Form, str, list[Hit]]] = {}
        for (text, form), key, there in zip(forms, keys, present, strict=True):
            if there and len(key) > 1:
                hits = _one_a_place(h for h in self.gazetteer.written_names(key) if form.fits(h))
                if hits:
                    # a name in the text's own letters first, then the better known place ("Шушу": Шуша, not Шуш)
                    weight = hits[0].place.prominence + any(hit.name.script == form.script for hit in hits)
                    if text not in best or weight > best[text][0]:
                        best[text] = (weight, form, key, hits)
        for text, (_, form, key, hits) in best.items():
            known[text] = self._entry(text, key, "", hits, form=form)

    def _entry(self, text: str, key: str, generic: str, hits: Sequence[Hit], *, form: Form | None = None) -> Entry:
        people = bool(hits) and self._is_people(key, hits)
        script = script_of(text)
        own_script = script in {"Latn", ""} or (
            bool(hits) and any(hit.name.script == script for hit in self.gazetteer.written_names(hits[0].name.key))
        )
        letters = len(text)
        upper = text.isupper()
        row = [
            float(bisect_right(_LENGTHS, letters)),
            float(upper and letters > 3),
            float(upper and letters <= 4),
            float("." in text),
            float("-" in text),
            *_gazetteer_part(hits, generic),
            float(own_script),
            float(script not in {"Latn", ""}),
            float(form is not None and form.in_place),
        ]
        own, every = self._provinces_of(hits, people=people)
        number = self._numbers.setdefault(key, len(self._numbers))
        region = any(hit.place.kind in _REGIONS for hit in hits[:5])
        name, adjective = (form.text, form.adjective) if form is not None else ("", False)
        entry = Entry(key, generic, hits, people, region, len(self._rows), number, name, adjective)
        self._rows.append(row)
        self._own.append(own)
        self._all.append(every)
        return entry

    def _is_people(self, key: str, hits: Sequence[Hit]) -> bool:
        """Tell whether the name is a people's: its place's name in that form is not English, or there is none."""
        if all(hit.name.type in _PEOPLE for hit in hits):
            return True
        people = self.gazetteer.exact_key(key, types=_PEOPLE, demonyms=True)
        if not people:
            return False
        best = people[0].place
        rivals = [h for h in hits if h.name.type not in _PEOPLE and h.name.lang in {"", "en"}]
        return all(h.place.place_id != best.place_id and h.place.prominence < best.prominence for h in rivals)

    def _provinces_of(self, hits: Sequence[Hit], *, people: bool) -> tuple[list[int], list[int]]:
        """Return the provinces that the name speaks for, and those of its first places; -1 fills up."""
        own: dict[int, None] = {}
        every = []
        for hit in hits[:PROVINCES]:
            place = hit.place
            number = self._provinces.setdefault((place.country, place.admin1), len(self._provinces))
            every.append(number)
            if not people and place.admin1 and hit.name.lang in {"", "en"}:
                own[number] = None
        fill = [-1] * PROVINCES
        return [*own, *fill][:PROVINCES], [*every, *fill][:PROVINCES]

    @property
    def table(self) -> NDArray[np.float32]:
        """What the classifier sees of each entry alone, columns as in `COLUMNS`."""
        if len(self._table) < len(self._rows):
            fresh = np.array(self._rows[len(self._table) :], dtype=np.float32)
            self._table = np.concatenate([self._table, fresh])
        return self._table

    @property
    def provinces(self) -> NDArray[np.int64]:
        """Each entry's provinces as numbers: six that it speaks for, six of its first places; -1 for none."""
        done = len(self._province_table)
        if done < len(self._rows):
            fresh = np.array(
                [own + every for own, every in zip(self._own[done:], self._all[done:], strict=True)], dtype=np.int64
            )
            self._province_table = np.concatenate([self._province_table, fresh])
        return self._province_table


def _as_written(text: str, hits: list[Hit]) -> list[Hit]:
    """Leave out codes in capitals that the text does not write so: "The" is no airport "THE", "Us" not the US."""
    if text.isupper():
        return hits
    return [h for h in hits if not (h.name.type == "abbreviation" and h.name.text.isupper())]


def _one_a_place(hits: Iterable[Hit]) -> list[Hit]:
    """Return the first hit of each place."""
    found: dict[str, Hit] = {}
    for hit in hits:
        found.setdefault(hit.place.place_id, hit)
    return list(found.values())


class _Shelf(threading.local):
    """The books of a thread: a book is written to while it is read."""

    def __init__(self) -> None:
        self.books: WeakKeyDictionary[Gazetteer, NameBook] = WeakKeyDictionary()


_SHELF = _Shelf()


def book_of(gazetteer: Gazetteer) -> NameBook:
    """Return the book of a gazetteer, shared by everything that reads with it in this thread."""
    book = _SHELF.books.get(gazetteer)
    if book is None:
        book = _SHELF.books[gazetteer] = NameBook(weakref.proxy(gazetteer))
    return book


def strip_key(key: str) -> str:
    """Return the key without a generic word at its end or front, or "" if there is none."""
    head, _, last = key.rpartition(" ")
    if head and last in GENERIC:
        return head
    front, _, tail = key.partition(" ")
    if tail and front in {"lake", "mount", "river", "county", "co"}:
        return tail
    return ""


@lru_cache(maxsize=1 << 14)
def _log10(number: int) -> float:
    return math.log10(number + 1)


def _gazetteer_part(hits: Sequence[Hit], generic: str) -> list[float]:
    """Return the columns from ``in_gazetteer`` to ``english_name``."""
    if not hits:
        return [0.0] * 16
    places = [hit for hit in hits if hit.name.type not in _PEOPLE]
    top = (places or hits)[0].place
    sure = [hit for hit in places if hit.name.type in _SURE_TYPES]
    kinds = {hit.place.kind for hit in places[:30]}
    return [
        1.0,
        # in coarse steps: fine ones would be as good as the place's name
        round(top.prominence * 20) / 20,
        round(max((hit.place.prominence for hit in sure[:30]), default=0.0) * 20) / 20,
        float(round(_log10(max((hit.place.population for hit in places[:30]), default=0)))),
        round(_log10(len(hits)) * 2) / 2,
        float(not kinds.isdisjoint(_STATE)),
        float("admin1" in kinds),
        float("admin2" in kinds or "admin3" in kinds),
        float(not kinds.isdisjoint(_SETTLED)),
        float(bool(kinds) and kinds.isdisjoint(_SETTLED | _STATE | _ADMIN)),
        float(not places),
        float(len(places) < len(hits)),
        float(any(hit.name.type == "abbreviation" for hit in hits[:5])),
        float(bool(generic)),
        float(bool(sure)),
        float(any(hit.name.lang in {"", "en"} for hit in (sure or places)[:10])),
    ]
