"""The words of the incident stage: JSON files in ``lexicon/``, read once and compiled to patterns.

The files are data: a word is added there, not in code. Every entry is lower case. ``matcher`` turns a list of
words or small regular expressions into one pattern, longest first, with word borders.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from geomap.incidents.screen import Ranked, Screen, WordList

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_PART = re.compile(r"\w+")
_WORDLY = re.compile(r"\w")
FILES = ("triggers", "weapons", "casualties", "realis", "attribution", "parties", "dyads", "places", "ranking")


@lru_cache(maxsize=len(FILES))
def load(name: str) -> dict[str, Any]:
    """Return the lexicon ``lexicon/<name>.json`` as a dict (shared: do not change it)."""
    text = resources.files("geomap.incidents").joinpath("lexicon", f"{name}.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def matcher(words: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern for `words` (plain words or regular expressions), longest first, on word borders."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    if not ordered:
        return re.compile(r"(?!)")
    return re.compile(r"(?<![\w])(?:" + "|".join(ordered) + r")(?![\w])")


class Words:
    """Finds plain words and phrases of a list in lower-case text, the longest at each place, on word borders.

    Looks the first part of each word up in a dict: many times faster than one pattern of hundreds of alternatives.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._first: dict[str, list[str]] = {}
        for word in sorted(set(words), key=lambda word: (-len(word), word)):
            part = _PART.match(word)
            if part is None:
                raise ValueError(f"a lexicon word must begin with a letter or digit: {word!r}")
            self._first.setdefault(part.group(), []).append(word)
        self._parts = self._first.keys()
        self._list = WordList(self._first)

    def finditer(self, low: str) -> Iterable[Found]:
        """Return the words found in a whole sentence, from left to right, none inside another."""
        places = self._list.places(low)
        return self._found(low, places) if places else ()

    def _found(self, low: str, places: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Found]:
        end = 0
        for start, words in places:
            if start < end:
                continue
            for word in words:
                if low.startswith(word, start) and not _WORDLY.match(low, start + len(word)):
                    end = start + len(word)
                    yield Found(start, end, word)
                    break

    def within(self, part: str) -> Iterator[Found]:
        """Yield the words found in a part of a sentence, in the same order."""
        if self._parts.isdisjoint(_PART.findall(part)):
            return
        end = 0
        for found in _PART.finditer(part):
            start = found.start()
            if start < end:
                continue
            for word in self._first.get(found.group(), ()):
                if part.startswith(word, start) and not _WORDLY.match(part, start + len(word)):
                    end = start + len(word)
                    yield Found(start, end, word)
                    break

    def search(self, low: str) -> Found | None:
        """Return the first word found in `low`, or None."""
        return next(iter(self.finditer(low)), None)


class Found(NamedTuple):
    """One word that `Words` found, with the interface of a match."""

    first: int
    last: int
    word: str

    def start(self) -> int:
        """Return where the word begins."""
        return self.first

    def end(self) -> int:
        """Return where the word ends."""
        return self.last

    def span(self) -> tuple[int, int]:
        """Return (start, end)."""
        return self.first, self.last

    def group(self) -> str:
        """Return the word."""
        return self.word


@lru_cache(maxsize=256)
def pattern(name: str, *path: str) -> re.Pattern[str]:
    """Return the pattern of the list at `path` in lexicon `name`."""
    node: Any = load(name)
    for key in path:
        node = node[key]
    return matcher(node)


@lru_cache(maxsize=256)
def screened(name: str, *path: str) -> Screen:
    """Return `pattern` for whole sentences: it is searched for only in those that have words of it."""
    return Screen(pattern(name, *path))


@lru_cache(maxsize=256)
def word_set(name: str, *path: str) -> frozenset[str]:
    """Return the words of the list at `path` in lexicon `name` as a set."""
    node: Any = load(name)
    for key in path:
        node = node[key]
    return frozenset(node)


def inflect(verb: str) -> dict[str, str]:
    """Return the forms of an English verb (``base``, ``s``, ``past``, ``ing``, ``part``), first word inflected."""
    head, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    irregular = load("triggers")["irregular"].get(head)
    if irregular:
        third, past, ing = irregular[:3]
        part = irregular[3] if len(irregular) > 3 else past
    else:
        third = head + ("es" if head.endswith(("sh", "ch", "ss", "x")) else "s")
        if head.endswith("y") and head[-2:-1] not in "aeiou":
            third, past = head[:-1] + "ies", head[:-1] + "ied"
        elif head.endswith("e"):
            past = head + "d"
        else:
            past = head + "ed"
        ing = (head[:-1] if head.endswith("e") and not head.endswith("ee") else head) + "ing"
        part = past
    return {"base": head + tail, "s": third + tail, "past": past + tail, "ing": ing + tail, "part": part + tail}


@lru_cache(maxsize=1)
def trigger_patterns() -> tuple[tuple[Words, dict[str, tuple[str, str, str]]], Ranked]:
    """Return (pattern of all verb forms and nouns, form -> (type, strength, part of speech)), phrases.

    The phrases are named for their type and strength: ``armed_clash__strong``.
    """
    data = load("triggers")
    table: dict[str, tuple[str, str, str]] = {}
    for strength in ("weak", "strong"):  # strong entries written last win
        for kind, entry in data["nouns"].items():
            for word in entry[strength]:
                table[word] = (kind, strength, "noun")
        for kind, entry in data["verbs"].items():
            for verb in entry[strength]:
                for form, word in inflect(verb).items():
                    if table.get(word, ("", "", ""))[2] == "noun" and form in {"base", "s", "ing"}:
                        continue  # "attack", "attacks", "shelling": the noun entry stands for both
                    table[word] = (kind, strength, f"verb:{form}")
    phrases = [  # at one place the strong phrase wins
        (f"{kind}__{strength}", Screen(re.compile(rf"(?<![\w-])(?:{words})(?!\w)")))
        for strength in ("strong", "weak")
        for kind, entry in data["phrases"].items()
        for words in sorted(entry[strength], key=len, reverse=True)
    ]
    return (Words(table), table), Ranked(phrases)
