"""Names of places and parties as the page shows them: one a party, and in the language of the page."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from geomap.gazetteer.names import normalise
from geomap.maps.assets import country_code, country_names
from geomap.maps.values import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Run

_SHOWN_TYPES = ("usual", "official", "alternate", "short")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_LETTERS = {"hy": re.compile(r"[\u0531-\u0587 -]+"), "ru": re.compile(r"[А-ЯЁа-яё -]+")}
_READS_RUSSIAN = frozenset({"AM", "AZ", "BY", "GE", "KG", "KZ", "MD", "RU", "TJ", "TM", "UA", "UZ"})
_SAME = 85  # likeness from which a name of no told language is taken for the usual one in other letters
_ALIKE = 70  # likeness (0 to 100) from which a name in another script is the same name written differently
_OTHER_LIMIT = 20
_SECTORS = ("MIL", "GOV", "COP", "CVL")


def place_names(name: str, names: Any, *, lang: str, country: str = "") -> dict[str, Any]:
    """Return the names of a place as the page shows them.

    Parameters
    ----------
    name
        The usual name.
    names
        Rows ``{text, type, lang, party}`` as in `schema.PLACE_COLUMNS`.
    lang
        Language of the page; a name in it is preferred on the map.
    country
        ISO2 code of the country the place lies in: its own people call it by its usual name, so of their names
        only that one in their script is told.

    Returns
    -------
    entry
        ``n`` the usual name, ``l`` the name in `lang` where that differs, ``p`` one ``[party, name]`` a party
        whose name differs, ``f`` former names, ``o`` all the others (for the search).
    """
    rows = [row for row in names if isinstance(row, dict) and row.get("text")]
    local = _local_name(name, rows, lang, country) if lang != "en" else ""
    sides = sorted({str(row["party"]) for row in rows if row.get("party")})
    parties = []
    for side in sides:
        chosen = _party_name(name, [row for row in rows if row.get("party") == side], lang=lang, own=side == country)
        if chosen:
            parties.append([side, chosen])
    former = list(dict.fromkeys(str(row["text"]) for row in rows if row.get("type") == "former"))[:4]
    told = {name, local, *(text for _, text in parties), *former}
    others = list(dict.fromkeys(str(row["text"]) for row in rows if str(row["text"]) not in told))[:_OTHER_LIMIT]
    entry: dict[str, Any] = {"n": name, "l": local, "p": parties, "f": former, "o": others}
    return {key: value for key, value in entry.items() if value}


def _kind_rank(row: Mapping[str, Any]) -> int:
    kind = row.get("type") or "alternate"
    return _SHOWN_TYPES.index(kind) if kind in _SHOWN_TYPES else len(_SHOWN_TYPES)


def _local_name(name: str, rows: list[dict[str, Any]], lang: str, country: str) -> str:
    """Return the name in `lang` that is most like the usual one: a place may have several, of several times.

    A name of no told language counts where its letters are only that language's and it is the usual name in them;
    Cyrillic ones only where Russian is read, since elsewhere they are as likely Serbian or Bulgarian.
    """
    key = normalise(name)
    letters = None if lang == "ru" and country not in _READS_RUSSIAN else _LETTERS.get(lang)
    ranked = []
    for row in rows:
        text = str(row["text"])
        mine = row.get("lang") == lang
        if _kind_rank(row) >= len(_SHOWN_TYPES) or not (
            mine or (letters and not row.get("lang") and letters.fullmatch(text))
        ):
            continue
        likeness = fuzz.ratio(key, normalise(text))
        if mine or likeness >= _SAME:
            doubt = (0 if likeness >= _SAME else 2) if mine else 1
            ranked.append((doubt, -likeness, _kind_rank(row), text))
    found = min(ranked)[3] if ranked else ""
    return "" if found == name else found


def _party_name(name: str, rows: list[dict[str, Any]], *, lang: str, own: bool) -> str:
    """Return the name that a party uses: the one told most often, in Latin letters on an English page."""
    shown = [row for row in rows if _kind_rank(row) < len(_SHOWN_TYPES)]
    if not shown:
        return ""
    key = normalise(name)
    if own:
        script = [row for row in shown if not _LATIN.match(str(row["text"]))]
        ranked = sorted((-fuzz.ratio(key, normalise(str(row["text"]))), str(row["text"])) for row in script)
        return ranked[0][1] if ranked and -ranked[0][0] >= _ALIKE else ""
    groups = Counter(normalise(str(row["text"])) for row in shown)

    def rank(row: dict[str, Any]) -> tuple[Any, ...]:
        text = str(row["text"])
        strange = bool(row.get("lang")) and row.get("lang") not in {lang, "en"} if lang == "en" else False
        return (
            _kind_rank(row),
            not _LATIN.match(text) if lang == "en" else row.get("lang") != lang,
            -groups[normalise(text)],
            normalise(text),
            strange,
            text,
        )

    return str(min(shown, key=rank)["text"])


def party_names(parties: Iterable[tuple[Any, Any]], *, lang: str, strings: Mapping[str, str]) -> dict[str, str]:
    """Return the parties that geomap names itself ("Military forces of Armenia") in the language of the page.

    Parameters
    ----------
    parties
        Name and ISO 3166-1 alpha-3 code of the country ("" or None where there is none).
    lang, strings
        Language of the page and its texts.

    Returns
    -------
    names
        By the name in the data; a party of another name ("Rapid Support Forces") is not in it.
    """
    if lang == "en":
        return {}
    local = country_names(lang)
    codes = {name: code for code, name in country_names("en").items()}
    english = _english()
    out: dict[str, str] = {}
    for name, iso3 in dict.fromkeys((clean_text(name), clean_text(iso3)) for name, iso3 in parties):
        if name == english["party.civilians"]:
            out[name] = strings["party.civilians"]
        for sector in _SECTORS:
            head, tail = english[f"party.{sector}"].split("{country}")
            country = name[len(head) : len(name) - len(tail)] if name.startswith(head) and name.endswith(tail) else ""
            code = country_code(iso3) or codes.get(country, "")
            if country and code:
                out[name] = strings[f"party.{sector}"].replace("{country}", local.get(code, country))
        if name in codes:
            out[name] = local.get(codes[name], name)
    return out


@cache
def _english() -> dict[str, str]:
    from geomap.maps.assets import strings

    return strings("en")


def local_areas(run: Run, gazetteer: Gazetteer, lang: str) -> dict[str, str]:
    """Return names of provinces and districts of `run` in `lang`, by their usual name, where the gazetteer has them.

    Parameters
    ----------
    run
        Its incidents, records and areas say which names are wanted.
    gazetteer
        Where the names come from.
    lang
        Language of the page; for English there is nothing to do.
    """
    if lang == "en":
        return {}
    wanted: set[tuple[str, str, str]] = set()
    for frame in (run.incidents, run.records):
        for column, kind in (("admin1", "admin1"), ("admin2", "admin2")):
            if column in frame and "country" in frame:
                pairs = zip(frame[column].tolist(), frame["country"].tolist(), strict=True)
                wanted |= {(clean_text(name), clean_text(country), kind) for name, country in pairs}
    if "name" in run.admin and "country" in run.admin:
        pairs = zip(run.admin["name"].tolist(), run.admin["country"].tolist(), strict=True)
        wanted |= {(clean_text(name), clean_text(country), "admin1") for name, country in pairs}
    out: dict[str, str] = {}
    for name, country, kind in sorted(wanted):
        if not name or name in out:
            continue
        hits = gazetteer.exact(name, countries=[country] if country else None)
        # the area itself first; a town that gives it its name says the same word
        for hit in sorted(hits, key=lambda hit: hit.place.kind != kind):
            told = gazetteer.names(hit.place.place_id)
            rows = [{"text": item.text, "type": item.type, "lang": item.lang} for item in told]
            local = _local_name(name, rows, lang, country)
            if local and normalise(hit.place.name) == normalise(name):
                out[name] = local
                break
    return out
