"""Scrape noise blanked one character for one, so that offsets into the clean text are offsets into the original."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from geomap.read.published import HEADER, HEADER_CHARS, front_matter, header_spans

_LONGEST_BOILERPLATE = 300
_LINE_BREAKS = "\u2028\u2029\x0b\x0c\x1c\x1d\x1e"
_BLANKS = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"  # spaces
    "\u200b\u2060\ufeff\u00ad\u180e\u034f"  # zero-width characters and the soft hyphen
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # direction marks, a way to hide text
)
_TABLE: dict[int, str] = (
    {code: " " for code in (*range(32), *range(127, 160), *range(0xD800, 0xE000)) if code != 10}
    | {ord(character): " " for character in _BLANKS}
    | {ord(character): "\n" for character in _LINE_BREAKS}
    # C1 controls in a text are Windows quotes and dashes that somebody read as Latin-1
    | {code: bytes([code]).decode("cp1252", "replace").replace("\ufffd", " ") for code in range(128, 160)}
)
# A joiner inside a word belongs to the spelling in Persian and the Indic scripts; anywhere else it is noise.
_JOINER = re.compile(r"(?<![\u0600-\u08ff\u0900-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u08ff\u0900-\u0dff])")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]'’]|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{0,62}\w"
)
_LINE = re.compile(r"^[^\n]+$", re.MULTILINE)
_BULLETS = " \t>»›→•·*–—-|#▶►"
# The letter that a scraper glued to the first word: "KJust" is "Just", but "KGB", "McDonald", "USbacked" are words.
_GLUED = re.compile(r"[ \t]*([A-Z])([A-Z][a-z]+)(?![\w-])")
_STRAY = re.compile(r"[ \t]+([B-DF-HJ-MP-RT-VX-Z])[ \t]+(?=[A-Z][a-z]+\b)|[ \t]+([A-Z])[ \t]*(?=\n|\Z)")
_SHORT_WORDS = frozenset({
    "An", "As", "At", "Be", "By", "Do", "He", "If", "In", "Is", "It", "My", "No", "Of",
    "On", "Or", "So", "To", "Up", "Us", "We",
})  # fmt: skip
_PREFIXES = frozenset({"US", "UK", "EU", "UN", "TV", "AI", "EB", "TS", "XR", "MI", "MC"})
_MARKDOWN = re.compile(
    r"!?\[(?=[^\]\n]{0,300}\]\()|\]\([^()\s]{0,500}(?:\s+\"[^\"\n]{0,200}\")?\)|(?<![\w\\])[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)"
    r"|^[ \t]{0,3}#{1,6}(?=[ \t])|^[ \t]{0,3}>[ \t]?|`+",
    re.MULTILINE,
)


def clean_text(text: str, *, markdown: bool = False) -> str:
    """Return `text` with scrape noise blanked; the same length, the same offsets, never an error.

    Blanked are: front matter and the header line with the publication date, a stray letter glued to the first word
    or alone on a line, boilerplate lines ("Also read: …", from ``boilerplate.txt``), web and mail addresses,
    non-breaking and zero-width spaces, soft hyphens, direction marks, control characters and lone surrogates.
    Line feeds stay; every other line break becomes one (a carriage return before a line feed a space).
    C1 controls become the Windows quotes and dashes that they were.

    Parameters
    ----------
    text
        The original text.
    markdown
        Also blank the marks of Markdown: emphasis, heading signs, link targets.

    Examples
    --------
    >>> clean_text(" date 2023-05-13 KJust ahead of the talks").strip()
    'Just ahead of the talks'
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    text = text.translate(_TABLE)
    if markdown:
        text = _MARKDOWN.sub(_spaces, text)
    if "://" in text or "www." in text or "@" in text:
        text = _ADDRESS.sub(_spaces, text)
    if "\u200c" in text or "\u200d" in text:
        text = _JOINER.sub(" ", text)
    text = _LINE.sub(_blank_line, text)
    # the rules for the top uncover each other ("date …", then a lone letter, then "Advertisement"): repeat them there
    cut = text.find("\n", HEADER_CHARS) + 1 or len(text)
    top = text[:cut]
    while (again := _LINE.sub(_blank_line, _clean_top(top))) != top:
        top = again
    return top + text[cut:]


def _clean_top(text: str) -> str:
    text = _blank(text, 0, front_matter(text)[1])
    header_end = 0
    for start, end, _ in header_spans(text):
        if not text[header_end:start].strip() and HEADER.match(text, start):
            header_end = end
        text = _blank(text, start, end)
    if header_end and (found := _STRAY.match(text, header_end)):
        letter = 1 if found[1] else 2
        return _blank(text, found.start(letter), found.end(letter))
    found = _GLUED.match(text, len(text) - len(text.lstrip()))
    if found and _is_stray(found[1], found[2]):
        return _blank(text, found.start(1), found.end(1))
    return text


def _is_stray(letter: str, word: str) -> bool:
    """Return whether `letter` was glued to `word`, rather than both being one plausible written word."""
    if (letter + word[0]) in _PREFIXES:
        return False
    return len(word) > 2 or word in _SHORT_WORDS


def _blank_line(line: re.Match[str]) -> str:
    words = line[0]
    if len(words) > _LONGEST_BOILERPLATE and len(words.strip()) > _LONGEST_BOILERPLATE:
        return words
    inner = words.strip().lstrip(_BULLETS)
    if (len(inner) == 1 and inner.isalpha()) or (inner and _boilerplate().match(inner)):
        return " " * len(words)
    return words


@lru_cache(maxsize=1)
def _boilerplate() -> re.Pattern[str]:
    """Return the patterns of ``boilerplate.txt`` as one expression."""
    rules = resources.files("geomap.read").joinpath("boilerplate.txt").read_text(encoding="utf-8").splitlines()
    parts = []
    for rule in rules:
        if rule.startswith("= "):
            parts.append(rf"(?:{rule[2:]})\W*$")
        elif rule.strip() and not rule.startswith("#"):
            parts.append(f"(?:{rule})")
    return re.compile("|".join(parts), re.IGNORECASE)


def _blank(text: str, start: int, end: int) -> str:
    if start >= end:
        return text
    return text[:start] + _spaces_for(text[start:end]) + text[end:]


def _spaces_for(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _spaces(found: re.Match[str]) -> str:
    return _spaces_for(found[0])
