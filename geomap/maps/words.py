"""The texts of the page as Python needs them: blanks filled, plurals, days, names of countries and places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geomap.maps.assets import country_names
from geomap.maps.values import clean_text

if TYPE_CHECKING:
    import datetime as dt

    from geomap.records import Run


@dataclass(slots=True)
class Words:
    """Texts in one language; ``local`` are names of provinces and districts in it."""

    strings: dict[str, str]
    lang: str
    local: dict[str, str] = field(default_factory=dict)

    def text(self, key: str, **values: str) -> str:
        """Return a text with its blanks filled."""
        told = self.strings[key]
        for name, value in values.items():
            told = told.replace("{" + name + "}", value)
        return told

    def number(self, value: float) -> str:
        """Return a number as the language writes it."""
        from babel.numbers import format_decimal

        return str(format_decimal(value, locale=self.lang))

    def plural(self, key: str, number: int) -> str:
        """Return "1 incident" or "2 incidents" in the form that the language wants."""
        from babel import Locale

        form = Locale(self.lang).plural_form(number)
        key = next(item for item in (f"{key}.{form}", f"{key}.other") if item in self.strings)
        return self.text(key, n=self.number(number))

    def days(self, first: dt.date, last: dt.date) -> str:
        """Return a day or a span of days."""
        from babel.dates import format_date

        locale = "en_GB" if self.lang == "en" else self.lang  # day before month, as on the page
        one = format_date(first, format="long", locale=locale)
        return one if first == last else f"{one} – {format_date(last, format='long', locale=locale)}"

    def country(self, code: Any, name: Any = "") -> str:
        """Return the name of a country in the language; else `name`."""
        return country_names(self.lang).get(clean_text(code), clean_text(name))

    def area(self, name: Any) -> str:
        """Return the name of a province or district in the language where it is known."""
        told = clean_text(name)
        return self.local.get(told, told)

    def place(self, main: dict[str, Any], number: int | None) -> tuple[str, str]:
        """Return the name of a place of a page's data, and the name of the other party or ""."""
        if number is None:
            return "", ""
        entry = main["names"][number]
        name = entry.get("l") or entry["n"]
        other = next((text for side, text in entry.get("p", []) if side != entry.get("c") and text != name), "")
        return name, other

    def border(self, border_id: Any, name: Any) -> str:
        """Return the name of a line, built anew where it is only that of the two countries."""
        told, codes = clean_text(name), clean_text(border_id).split("-")
        english = country_names("en")
        if self.lang == "en" or len(codes) != 2 or not all(english.get(code, "\0") in told for code in codes):
            return told
        return " – ".join(self.country(code) for code in codes)

    def title(self, run: Run, given: str) -> str:
        """Return the title of a map: the given one, the run's, or what it is and of which line.

        A title that geomap made for a run is English; a page in another language has its own.
        """
        settings = run.meta.get("settings") or {}
        if given or self.lang == "en" or not settings or settings.get("title"):
            return given or run.title
        line = run.border.iloc[0] if len(run.border) else {}
        about = self.border(line.get("border_id"), line.get("name"))
        return self.text("untitled") + (f": {about}" if about else "")
