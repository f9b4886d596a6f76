"""The texts of a card: names of a place by party, reasons in plain words, sources and claims made safe to show."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geomap.maps.values import clean_text, day_number, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN_TYPES = ("usual", "official", "alternate", "short")
_RIVAL_LIMIT = 4
_NOTE = re.compile(r" \((?:stated|document)\)$")  # how a reason was found, for programs


def place_names(name: str, names: Any, *, lang: str) -> dict[str, Any]:
    """Return the names of a place as the page shows them.

    Parameters
    ----------
    name
        The usual name.
    names
        Rows ``{text, type, lang, party}`` as in `schema.PLACE_COLUMNS`.
    lang
        Language of the page; a name in it is preferred on the map.

    Returns
    -------
    entry
        ``n`` the usual name, ``l`` the name in `lang` where that differs, ``p`` one ``[party, name]`` a party
        whose name differs, ``f`` former names, ``o`` all the others (for the search).
    """
    rows = [row for row in names if isinstance(row, dict) and row.get("text")]
    by_party: dict[str, str] = {}
    for row in sorted(rows, key=_name_rank):
        party = str(row.get("party") or "")
        if party and row.get("type", "alternate") in _SHOWN_TYPES and party not in by_party:
            by_party[party] = str(row["text"])
    parties = [[party, text] for party, text in sorted(by_party.items())]
    local = ""
    if lang != "en":
        local = next((str(r["text"]) for r in sorted(rows, key=_name_rank) if r.get("lang") == lang), "")
    former = list(dict.fromkeys(str(row["text"]) for row in rows if row.get("type") == "former"))[:4]
    told = {name, local, *by_party.values(), *former}
    others = list(dict.fromkeys(str(row["text"]) for row in rows if str(row["text"]) not in told))[:20]
    entry: dict[str, Any] = {"n": name, "l": local, "p": parties, "f": former, "o": others}
    return {key: value for key, value in entry.items() if value}


def _name_rank(row: dict[str, Any]) -> tuple[int, int, str]:
    """Order names: the usual ones first, Latin letters first, then by text."""
    kind = row.get("type", "alternate")
    text = str(row.get("text") or "")
    latin = bool(re.match(r"[A-Za-zÀ-ɏ]", text))
    return (_SHOWN_TYPES.index(kind) if kind in _SHOWN_TYPES else len(_SHOWN_TYPES), 0 if latin else 1, text)


def why_place(known: Known, reasons: Any, rivals: Any) -> dict[str, Any]:
    """Return what speaks for a place (``w``) and its rivals in words (``v``), as its entry keeps them."""
    words, _ = known.reasons(reasons)
    ids = [f"rival:{item['place_id']}" for item in rivals or () if isinstance(item, dict) and item.get("place_id")]
    _, others = known.reasons(ids)
    return {key: value for key, value in (("w", words), ("v", others)) if value}


def known_rivals(columns: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Return the rival places named in the ``rivals`` column of a places frame, by id."""
    return {
        str(rival["place_id"]): rival
        for value in columns
        if isinstance(value, list | tuple)
        for rival in value
        if isinstance(rival, dict) and rival.get("place_id")
    }


@dataclass(slots=True)
class Known:
    """Turns reason codes into words; each distinct code is worked out once."""

    strings: dict[str, str]
    rivals: dict[str, dict[str, Any]] = field(default_factory=dict)
    _told: dict[str, str] = field(default_factory=dict)
    _lists: dict[tuple[str, ...], tuple[list[str], list[str]]] = field(default_factory=dict)

    def reasons(self, codes: Any) -> tuple[list[str], list[str]]:
        """Return the reasons in words and, apart, the rivals of the place; the lists are not to be changed."""
        key = tuple(map(str, codes)) if isinstance(codes, list | tuple) else ()
        found = self._lists.get(key)
        if found is None:
            found = self._lists[key] = self._work_out(key)
        return found

    def _work_out(self, codes: tuple[str, ...]) -> tuple[list[str], list[str]]:
        words: list[str] = []
        rivals: list[str] = []
        for text in codes:
            if text.startswith("rival:"):
                if len(rivals) < _RIVAL_LIMIT:
                    rivals.append(self._rival(text.removeprefix("rival:")))
                continue
            told = self._told.get(text)
            if told is None:
                told = self._told[text] = self._reason(text)
            if told not in words:
                words.append(told)
        return words, rivals

    def _reason(self, code: str) -> str:
        """Return a code in words.

        The text is that of the whole code (``reason.low_confidence``) or of the longest head of it that ends in
        a colon (``reason.place:cue:`` for ``place:cue:near``), with the rest as its value; a code without a
        text is shown as it is, with blanks.
        """
        whole = self.strings.get(f"reason.{code}")
        if whole:
            return whole
        parts = code.split(":")
        for length in range(len(parts) - 1, 0, -1):
            text = self.strings.get(f"reason.{':'.join(parts[:length])}:")
            if text:
                value = _NOTE.sub("", ":".join(parts[length:])).replace("_", " ")
                return text.replace("{value}", value)
        return code.replace("_", " ")

    def _rival(self, place_id: str) -> str:
        rival = self.rivals.get(place_id)
        if rival is None:
            return place_id
        where = ", ".join(str(rival[key]) for key in ("admin1", "country") if rival.get(key))
        share = rival.get("score")
        told = f"{rival.get('name') or place_id}" + (f" ({where})" if where else "")
        if isinstance(share, int | float) and share == share:
            told += f" · {round(float(share) * 100)} %"
        return told


def safe_url(value: Any) -> str:
    """Return `value` if it is an absolute http or https address, else "": nothing else becomes a link."""
    text = str(value or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.netloc else ""


def source_rows(value: Any, place_text: Any) -> list[dict[str, Any]]:
    """Return the sources of an incident with the place name's span relative to the sentence."""
    rows = []
    for item in value if isinstance(value, list | tuple) else ():
        if not isinstance(item, dict):
            continue
        sentence = clean_text(item.get("sentence"))
        start, end = _place_span(item, sentence, clean_text(place_text))
        rows.append(
            {
                "publisher": clean_text(item.get("publisher")),
                "url": safe_url(item.get("url")),
                "source": clean_text(item.get("source")) or clean_text(item.get("report_id")),
                "title": clean_text(item.get("title")),
                "language": clean_text(item.get("language")),
                "sentence": sentence,
                "date": day_number(item.get("date") or None),
                "from": start,
                "to": end,
            }
        )
    return rows


def _place_span(item: dict[str, Any], sentence: str, place_text: str) -> tuple[int | None, int | None]:
    """Return where the place name stands in `sentence`.

    ``place_start`` counts from the start of the report, as ``start`` does; a sentence that was trimmed or
    tidied for showing may have moved, so the words are looked for if they are not where they should be.
    """
    start, end, first = item.get("place_start"), item.get("place_end"), item.get("start") or 0
    if isinstance(start, int) and isinstance(end, int):
        for shift in (first, 0):
            low, high = start - shift, end - shift
            if 0 <= low < high <= len(sentence) and (not place_text or sentence[low:high] in place_text):
                return _points(sentence, low, high)
    low = sentence.find(place_text) if place_text else -1
    return (None, None) if low < 0 else _points(sentence, low, low + len(place_text))


def _points(sentence: str, low: int, high: int) -> tuple[int, int]:
    """Return offsets in UTF-16 units, as JavaScript counts."""
    before = len(sentence[:low].encode("utf-16-le", "surrogatepass")) // 2
    return before, before + len(sentence[low:high].encode("utf-16-le", "surrogatepass")) // 2


def claim_rows(value: Any) -> list[dict[str, Any]]:
    """Return the claims of an incident, in their order."""
    rows = []
    for item in value if isinstance(value, list | tuple) else ():
        if isinstance(item, dict):
            get = item.get
            rows.append(
                {
                    "speaker": get("speaker"),
                    "side": get("speaker_side"),
                    "verb": get("verb"),
                    "polarity": get("polarity"),
                    "slot": get("slot"),
                    "value": get("value"),
                    "text": get("text"),
                }
            )
    return rows


def match_rows(value: Any) -> list[dict[str, Any]]:
    """Return the user's records that an incident was matched with."""
    return [
        {
            "table": clean_text(item.get("table")),
            "row_id": clean_text(item.get("row_id", item.get("record_id"))),
            "km": whole(item.get("km"), scale=10),
            "days": whole(item.get("days")),
            "score": whole(item.get("score"), scale=100),
        }
        for item in (value if isinstance(value, list | tuple) else ())
        if isinstance(item, dict)
    ]
