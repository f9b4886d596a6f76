"""The words that tell a place name from another word: one JSON file a language, and how to look into it."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from geomap.gazetteer.names import script_of

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Cue words of one language.

    Attributes
    ----------
    language
        BCP 47 primary tag of the file that was read.
    data
        The file's entries as read.
    ordinary
        Ordinary word -> minus ln of its probability, rounded down (small = common).
    given, surnames
        Name -> minus log10 of its share of people, rounded down.
    """

    language: str
    data: dict[str, Any]
    ordinary: dict[str, int] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    surnames: dict[str, int] = field(default_factory=dict)
    _sets: dict[str, frozenset[str]] = field(default_factory=dict)
    _pairs: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def words(self, name: str) -> frozenset[str]:
        """Return the words of an entry that is a blank-separated list; empty if the file lacks it."""
        found = self._sets.get(name)
        if found is None:
            found = frozenset(str(self.data.get(name, "")).split())
            self._sets[name] = found
        return found

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return an entry that is a list of pairs (``endings``: written, base form); empty if the file lacks it."""
        found = self._pairs.get(name)
        if found is None:
            found = self._pairs[name] = tuple((str(a), str(b)) for a, b in self.data.get(name, ()))
        return found

    def table(self, name: str) -> dict[str, Any]:
        """Return an entry that is a mapping; empty if the file lacks it."""
        value = self.data.get(name, {})
        return value if isinstance(value, dict) else {}

    def phrases(self, name: str) -> tuple[str, ...]:
        """Return an entry that is a list of phrases; empty if the file lacks it."""
        return tuple(self.data.get(name, ()))


def languages() -> tuple[str, ...]:
    """Return the languages that have a lexicon."""
    names = (item.name for item in files(__package__).iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".json") and "_" not in name))


@lru_cache(maxsize=1)
def _by_script() -> dict[str, str]:
    """Return script -> the language whose lexicon reads words in it where the text's own language has another."""
    out: dict[str, str] = {}
    for tag in languages():
        lexicon = load_lexicon(tag)
        if lexicon.data.get("default_for_script"):
            out[str(lexicon.data["script"])] = tag
    return out


def lexicon_for_script(script: str, own: Lexicon) -> Lexicon:
    """Return the lexicon for a word in `script`: the text's own if it is in that script, else the script's default."""
    if script in {"", own.data.get("script")}:
        return own
    tag = _by_script().get(script)
    return own if tag is None else load_lexicon(tag)


def lexicon_of(word: str, own: Lexicon) -> Lexicon:
    """Return the lexicon that reads a word: that of its script (see `lexicon_for_script`)."""
    return own if word.isascii() else lexicon_for_script(script_of(word), own)


@lru_cache(maxsize=16)
def load_lexicon(language: str = "en") -> Lexicon:
    """Return the lexicon of a language, English if there is none for it.

    Parameters
    ----------
    language
        BCP 47 tag; only the primary part counts ("en-GB" is "en").
    """
    tag = (language or "en").split("-")[0].split("_")[0].lower()
    if tag not in languages():
        _log.info("no cue lexicon for %s: English cue words are used", tag)
        return load_lexicon("en")
    folder = files(__package__)
    data = json.loads((folder / f"{tag}.json").read_text(encoding="utf-8"))
    counted: dict[str, dict[str, int]] = {"words": {}, "given": {}, "surnames": {}}
    words = folder / f"{tag}_words.json"
    if words.is_file():
        raw = json.loads(words.read_text(encoding="utf-8"))
        for part, table in counted.items():
            for level, text in raw.get(part, {}).items():
                table.update(dict.fromkeys(text.split(), int(level)))
    return Lexicon(tag, data, counted["words"], counted["given"], counted["surnames"])
