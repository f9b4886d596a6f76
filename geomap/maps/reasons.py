"""Why a place, a date, a type: reason codes in plain words, in the language of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from geomap.maps.assets import country_names
from geomap.maps.values import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_RIVAL_LIMIT = 4
_NOTE = re.compile(r" \((?:stated|document)\)$")  # how a reason was found, for programs
_CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*(?::.*)?", re.DOTALL)
_NEAR = re.compile(r"(?P<value>.*) (?P<km>\d+) km", re.DOTALL)
_SILENT = frozenset({"merged:1"})  # true of nearly every incident, and tells nothing
_PLACE_FIRST = ("name:", "place:", "kind:", "in:", "only_candidate", "most_prominent")
_COUNTRY_CODES = ("country:", "party:")
# the phrases of geomap.join.match, which says why a record and an incident are one, and the text for each
_MATCHES = (
    (re.compile(r"same day"), "match.same_day"),
    (re.compile(r"(?P<a>\d+) days? apart"), "match.days"),
    (re.compile(r"same point"), "match.same_point"),
    (re.compile(r"(?P<a>[\d.]+) km apart"), "match.km"),
    (re.compile(r"same place named"), "match.same_place"),
    (re.compile(r"same province, no exact point on one side"), "match.same_province"),
    (re.compile(r"both say (?P<a>\d+) (?P<kind>killed|injured)"), "match.both_{kind}"),
    (re.compile(r"(?P<a>\d+) (?P<kind>killed|injured) lies within (?P<b>\d+) to (?P<c>\d+)"), "match.within_{kind}"),
    (re.compile(r"(?P<a>\d+) against (?P<b>\d+) (?P<kind>killed|injured)"), "match.against_{kind}"),
    (re.compile(r"same type"), "match.same_type"),
    (re.compile(r"related type"), "match.related_type"),
    (re.compile(r"another type"), "match.another_type"),
    (re.compile(r"same parties"), "match.same_parties"),
)


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
    lang: str = "en"
    rivals: dict[str, dict[str, Any]] = field(default_factory=dict)
    local: Mapping[str, str] = field(default_factory=dict)
    _told: dict[str, str] = field(default_factory=dict)
    _lists: dict[tuple[str, ...], tuple[list[str], list[str]]] = field(default_factory=dict)

    def reasons(self, codes: Any) -> tuple[list[str], list[str]]:
        """Return the reasons in words and, apart, the rivals of the place; the lists are not to be changed.

        A code without a text is for programs and left out; what is no code is shown as it is.
        """
        key = tuple(map(str, codes)) if isinstance(codes, list | tuple) else ()
        found = self._lists.get(key)
        if found is None:
            found = self._lists[key] = self._work_out(key)
        return found

    def matches(self, phrases: Any) -> list[str]:
        """Return why a record was matched, in the language of the page; a phrase not known stays as it is."""
        return [self._phrase(str(item)) for item in phrases] if isinstance(phrases, list | tuple) else []

    def _phrase(self, phrase: str) -> str:
        for pattern, key in _MATCHES:
            found = pattern.fullmatch(phrase)
            if found is None:
                continue
            values = found.groupdict()
            text = self.strings[key.format(**values)]
            for name in ("a", "b", "c"):
                text = text.replace("{" + name + "}", values.get(name) or "")
            return text
        return phrase

    def _work_out(self, codes: tuple[str, ...]) -> tuple[list[str], list[str]]:
        words: list[str] = []
        rivals: list[str] = []
        # what speaks for the place comes first: it is what a reader checks
        for text in sorted(codes, key=lambda code: not code.startswith(_PLACE_FIRST)):
            if text.startswith("rival:"):
                if len(rivals) < _RIVAL_LIMIT:
                    rivals.append(self._rival(text.removeprefix("rival:")))
                continue
            told = self._told.get(text)
            if told is None:
                told = self._told[text] = self._reason(text)
            if told and told not in words:
                words.append(told)
        return words, rivals

    def _reason(self, code: str) -> str:
        """Return a code in words.

        The text is that of the whole code (``reason.low_confidence``) or of the longest head of it that ends in
        a colon (``reason.place:cue:`` for ``place:cue:from``), with the rest as its value.
        """
        if code in _SILENT:
            return ""
        whole = self.strings.get(f"reason.{code}")
        if whole:
            return whole
        parts = code.split(":")
        for length in range(len(parts) - 1, 0, -1):
            head = ":".join(parts[:length]) + ":"
            text = self.strings.get(f"reason.{head}")
            if text:
                return self._filled(text, head, _NOTE.sub("", ":".join(parts[length:])))
        return "" if _CODE.fullmatch(code) else code

    def _filled(self, text: str, head: str, value: str) -> str:
        if head in _COUNTRY_CODES:
            value = country_names(self.lang).get(value, value)
        elif head == "population:" and value.isdecimal():
            value = _grouped(int(value), self.lang)
        elif head == "near:":
            found = _NEAR.fullmatch(value)
            if found is None:
                return ""
            value = self.local.get(found["value"], found["value"])
            text = text.replace("{km}", "<1" if found["km"] == "0" else found["km"])
        return text.replace("{value}", self.local.get(value, value).replace("_", " "))

    def _rival(self, place_id: str) -> str:
        rival = self.rivals.get(place_id)
        if rival is None:
            return place_id
        country, province = clean_text(rival.get("country")), clean_text(rival.get("admin1"))
        where = ", ".join(
            part
            for part in (self.local.get(province, province), country_names(self.lang).get(country, country))
            if part
        )
        share = rival.get("score")
        told = f"{rival.get('name') or place_id}" + (f" ({where})" if where else "")
        if isinstance(share, int | float) and share == share:
            percent = round(float(share) * 100)
            told += f" · {percent} %" if percent else " · < 1 %"
        return told


@cache
def _grouped(number: int, lang: str) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(number, locale=lang))
