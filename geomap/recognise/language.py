"""Which language a text is in, as far as place names need it: from its script and a few letters and words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap.recognise.lexicon import languages

if TYPE_CHECKING:
    from geomap.records import Report

_SAMPLE = 2_000
_SCRIPTS = (
    ("Cyrl", re.compile("[\u0400-\u04ff]")),
    ("Armn", re.compile("[\u0531-\u0587]")),
    ("Geor", re.compile("[\u10a0-\u10ff\u1c90-\u1cbf]")),
    ("Arab", re.compile("[\u0600-\u06ff]")),
)
_DEFAULT = {"Cyrl": "ru", "Armn": "hy", "Geor": "ka", "Arab": "ar"}
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_AZERBAIJANI = re.compile("[əƏ]")
_LETTER = re.compile(r"[^\W\d_]")
_SCHWAS = 0.02  # share of letters from which a Latin text is Azerbaijani: it has about 8 %


def language_of(report: Report) -> str:
    """Return the language of a report: the one it is labelled with, else told from its first letters, else "en".

    A label that the script contradicts ("en" on a text in Cyrillic) is not believed.
    """
    told = tell_language(report.clean)
    label = (report.language or "").split("-")[0].split("_")[0].lower()
    return told if told != "en" or not label or label in _DEFAULT.values() else label


def tell_language(text: str) -> str:
    """Return the language of a text from its script and letters; "en" where nothing tells.

    Examples
    --------
    >>> tell_language("Бой у села Кут"), tell_language("Ağdam rayonunun kəndləri"), tell_language("Fighting near Kut")
    ('ru', 'az', 'en')
    """
    sample = text[:_SAMPLE]
    if sample.isascii():
        return "en"
    letters = len(_LETTER.findall(sample))
    for script, pattern in _SCRIPTS:
        if 2 * len(pattern.findall(sample)) > letters:
            if script == "Cyrl" and "uk" in languages() and _UKRAINIAN.search(sample):
                return "uk"
            return _DEFAULT[script]
    if len(_AZERBAIJANI.findall(sample)) > _SCHWAS * letters:
        return "az"
    return "en"
