"""The places that a mention may mean: by its exact name, by the name without its generic word, by a near name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.gazetteer.names import GENERIC, normalise, strip_generic
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Hit, Place

MAX_OPTIONS = 120
_MOST_BORROWED = 30
_NO_WORK = SETTLEMENT_KINDS | {"admin1", "admin2", "admin3", "country", "river", "lake", "region"}
_FUZZY = 0.86
# kinds whose generic word is often part of the name: "Laurel County", "Lake Erie"
_JOINED = frozenset({"admin2", "admin3", "river", "lake", "island", "mountain", "mountains", "gulf"})
PEOPLE = frozenset({"demonym", "adjective"})
_SETTLED = SETTLEMENT_KINDS
# kinds that a cue's kind may stand for, besides itself
_KIN: dict[str, frozenset[str]] = {
    "village": _SETTLED, "town": _SETTLED | {"admin3"}, "city": _SETTLED, "settlement": _SETTLED,
    "quarter": _SETTLED | {"admin3"}, "capital": _SETTLED | {"capital"},
    "admin1": frozenset({"admin1", "admin2", "region", "territory", "country"}),
    "admin2": frozenset({"admin2", "admin3", "admin1"}),
    "admin3": frozenset({"admin3", "admin2"}),
    "country": frozenset({"country", "territory"}),
    "river": frozenset({"river", "valley"}), "lake": frozenset({"lake"}), "sea": frozenset({"sea", "gulf"}),
    "gulf": frozenset({"gulf", "sea"}), "strait": frozenset({"strait", "sea"}), "island": frozenset({"island"}),
    "mountains": frozenset({"mountains", "mountain", "region"}), "mountain": frozenset({"mountain", "mountains"}),
    "valley": frozenset({"valley", "region"}), "desert": frozenset({"desert"}),
    "peninsula": frozenset({"peninsula", "region"}),
    "bridge": frozenset({"bridge", "post", "crossing"}), "crossing": frozenset({"crossing", "post", "bridge"}),
    "post": frozenset({"post", "crossing", "bridge"}), "base": frozenset({"base", "facility", "post", "site"}),
    "facility": frozenset({"facility", "site", "base"}),
}  # fmt: skip
# words that name more than one kind: nothing is held against a place for them
_LOOSE = frozenset(
    {"area", "front", "direction", "sector", "region", "corridor", "camp", "community", "division", "post",
     "port", "road", "highway", "mine", "co", "zone", "republic"}
)  # fmt: skip
_SPELLED = (("st", "saint"), ("ste", "sainte"), ("mt", "mount"), ("ft", "fort"), ("n", "north"), ("s", "south"),
            ("e", "east"), ("w", "west"))  # fmt: skip
_SPELL_OUT = {**dict(_SPELLED), **{long: short for short, long in _SPELLED}}


@dataclass(frozen=True, slots=True)
class Option:
    """One place a mention may mean.

    ``how`` is exact, people, stripped (without the generic word), combined (with the work that is named by it: the
    bridge of "the bridge over the Hakari"), spelled ("St." for "Saint"), borrowed (what the name without its generic
    word means, of another kind) or fuzzy; ``likeness`` 1 but for fuzzy; ``name_type`` the type of the name that
    matched.
    """

    place: Place
    name_type: str
    how: str
    likeness: float = 1.0
    lang: str = ""
    party: str = ""
    written: str = ""


def find_options(
    text: str,
    gazetteer: Gazetteer,
    *,
    cue: str = "",
    people: bool = False,
    fuzzy: bool = True,
    countries: Sequence[str] | None = None,
    dotted: bool = False,
    work: str = "",
) -> tuple[Option, ...]:
    """Return what a written name may mean, most prominent first within each way of finding it.

    Parameters
    ----------
    text
        The name as written, without words around it.
    gazetteer
        Looked up in.
    cue
        Generic word beside the name ("village", "county"), or "".
    people
        The name is that of a people ("Azerbaijani"): their country is meant.
    fuzzy
        Look for nearly equal names where nothing else is found.
    countries
        Keep only places of these countries (ISO2); None keeps all.
    dotted
        A full stop follows: the name is an abbreviation ("Ky.") where it is one of a place.
    work
        The bridge, dam, base … that bears the name ("bridge" in "the bridge over the Hakari"), or "".
    """
    key = normalise(text)
    if not key or len(key) > 200:
        return ()
    if people:
        hits = _people(key, gazetteer)
        if hits:
            return tuple(
                Option(h.place, h.name.type, "people", 1.0, h.name.lang, "", h.name.text) for h in hits[:MAX_OPTIONS]
            )
    options: dict[str, Option] = {}
    if work:
        for other in (f"{key} {work}", f"{_stripped(text)[0].lower()} {work}"):
            hits = gazetteer.exact_key(normalise(other), countries=countries)
            _add(options, [h for h in hits if h.place.kind not in _NO_WORK], "combined")
    _add(options, _as_written(text, gazetteer.exact_key(key, countries=countries), dotted=dotted), "exact")
    bare, generic = _stripped(text)
    cue = cue or generic
    kinds = kin(cue)
    if generic:
        found = gazetteer.exact_key(normalise(bare), countries=countries)
        keep = [h for h in found if h.place.kind in kinds] if kinds else found
        _add(options, keep, "stripped")
    elif cue and GENERIC.get(cue) in _JOINED:
        _add(options, gazetteer.exact_key(f"{key} {cue}", countries=countries), "exact")
        if cue in {"lake", "mount", "mountain"}:
            _add(options, gazetteer.exact_key(f"{cue} {key}", countries=countries), "exact")
    if not options:
        respelled = _respelled(key)
        present = gazetteer.contains_keys(respelled).tolist() if respelled else []
        for other, there in zip(respelled, present, strict=True):
            if there:
                _add(options, gazetteer.exact_key(other, countries=countries), "spelled")
    if not options:
        hits = _people(key, gazetteer)
        _add(options, [h for h in hits if countries is None or h.place.country in countries], "people")
    if not options and generic:
        found = gazetteer.exact_key(normalise(bare), countries=countries)
        _add(options, found[:_MOST_BORROWED] if kinds else found, "borrowed" if kinds else "stripped")
    if not options and fuzzy and 5 <= len(key) <= 40 and key.isascii():
        for hit in gazetteer.fuzzy(bare if generic else text, countries=countries, limit=8, cutoff=_FUZZY):
            if (not kinds or hit.place.kind in kinds) and hit.name.key[:1] == normalise(bare)[:1]:
                options[hit.place.place_id] = Option(
                    hit.place, hit.name.type, "fuzzy", hit.score, hit.name.lang, hit.name.party, hit.name.text
                )
    return tuple(options.values())


def cue_matters(text: str, cue: str, options: Sequence[Option]) -> bool:
    """Tell whether `find_options` may find other places for a name beside a cue word than it found without (`options`).

    It does not where the name stands by itself, without a generic word inside it, and was found as it is written.
    """
    return bool(_stripped(text)[1]) or GENERIC.get(cue) in _JOINED or any(option.how == "fuzzy" for option in options)


def _as_written(text: str, hits: list[Hit], *, dotted: bool) -> list[Hit]:
    """Leave out codes in capitals that the text does not write so: "Kut" is not the airport code KUT.

    With a full stop behind it "Va." is the code VA, and nothing else where there is one of a province.
    """
    if text.isupper():
        return hits
    if dotted:
        meant = [h for h in hits if _is_code(h, text)]
        if meant:
            return meant
    return [h for h in hits if not (len(h.name.text) <= 4 and h.name.text.isupper() and h.name.text.isalpha())]


def _is_code(hit: Hit, text: str) -> bool:
    written = hit.name.text
    short = written.endswith(".") or (written.isupper() and len(written) <= len(text) + 1)
    return short and hit.place.kind in {"admin1", "country", "territory"} and not hit.place.name.startswith(written)


def _add(options: dict[str, Option], hits: Sequence[Hit], how: str) -> None:
    for hit in hits:
        if len(options) >= MAX_OPTIONS:
            return
        if hit.place.place_id not in options:
            options[hit.place.place_id] = Option(
                hit.place, hit.name.type, how, 1.0, hit.name.lang, hit.name.party, hit.name.text
            )


def _people(key: str, gazetteer: Gazetteer) -> list[Hit]:
    """Return the places whose people or adjective has the key, also in the plural ("Azerbaijanis")."""
    hits = gazetteer.exact_key(key, types=PEOPLE, demonyms=True)
    if not hits and key.endswith("s"):
        hits = gazetteer.exact_key(key[:-1], types=PEOPLE, demonyms=True)
    return hits


@lru_cache(maxsize=1 << 14)
def _stripped(text: str) -> tuple[str, str]:
    return strip_generic(text)


_ARTICLE = re.compile(r"^(?:al|el|ar|as|ash|at|ad|az|an|er|es|esh|et|ed|ez|en|ul|il|l) (?=.)")
# older and newer spellings of American and British towns
_ENDINGS = (("borough", "boro"), ("boro", "borough"), ("burgh", "burg"), ("burg", "burgh"))
_ARTICLES = ("al", "ar", "as", "ash", "at", "ad", "az", "an", "el", "er", "ez", "es")


def _respelled(key: str) -> list[str]:
    """Return other spellings of a key: abbreviations written out or made, the Arabic article changed or dropped."""
    words = key.split()
    out = []
    for i, word in enumerate(words):
        other = _SPELL_OUT.get(word)
        if other is not None and len(words) > 1:
            out.append(" ".join([*words[:i], other, *words[i + 1 :]]))
    for old, new in _ENDINGS:
        if key.endswith(old) and len(key) > len(old) + 2:
            out.append(key[: -len(old)] + new)
    bare = _ARTICLE.sub("", key)
    if bare != key:
        out.append(bare)
    out.extend(f"{article} {bare}" for article in _ARTICLES)
    for i in range(1, len(words) - 1):
        if words[i] in _ARTICLES:
            out.extend(" ".join([*words[:i], article, *words[i + 1 :]]) for article in _ARTICLES)
            out.append(" ".join([*words[: i - 1], words[i - 1] + words[i], *words[i + 1 :]]))
    if " " in key:
        out.append(key.replace(" ", ""))
    return [other for other in dict.fromkeys(out) if other != key]


@lru_cache(maxsize=1 << 10)
def kin(cue: str) -> frozenset[str]:
    """Return the kinds of place that a cue word may stand for; empty if it says nothing."""
    if not cue or cue in _LOOSE:
        return frozenset()
    kind = GENERIC.get(cue, "")
    return _KIN.get(kind, frozenset({kind} if kind else ())) | ({kind} if kind else frozenset())


def holds(container: Place, place: Place) -> bool:
    """Tell whether `place` lies in `container`, by their records."""
    if container.place_id == place.place_id:
        return False
    if container.kind in {"country", "territory"}:
        return bool(container.country) and container.country == place.country
    if container.country and place.country and container.country != place.country:
        return False
    if container.kind == "admin1":
        if container.admin1_code and place.admin1_code:
            return container.admin1_code == place.admin1_code
        return bool(container.admin1) and container.admin1 == place.admin1
    if container.kind in {"admin2", "admin3"}:
        same = bool(place.admin2) and normalise(place.admin2) in {
            normalise(container.admin2),
            normalise(container.name),
        }
        return same and container.admin1_code == place.admin1_code
    if container.bbox is not None:
        west, south, east, north = container.bbox
        return west <= place.lon <= east and south <= place.lat <= north
    return False
