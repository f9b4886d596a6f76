"""Names that a language inflects, back to the form that gazetteers keep: "из Варденниса", "Սոթքում", "Ağdamda"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.gazetteer.names import script_of
from geomap.recognise.lexicon import lexicon_for_script

if TYPE_CHECKING:
    from geomap.recognise.lexicon import Lexicon
    from geomap.records import Hit

_MOST_WORDS = 4
_MOST_FORMS = 24
_SHORTEST = 2  # letters of a stem


@dataclass(frozen=True, slots=True)
class Form:
    """A base form that a written name may have, and which names it may be taken for."""

    text: str
    script: str
    language: str

    def fits(self, hit: Hit) -> bool:
        """Tell whether a place's name is written in the form's own script, or in its own language."""
        if self.script == "Latn":
            return hit.name.lang in {self.language, ""} or hit.name.type == "usual"
        return hit.name.script == self.script


def base_forms(text: str, lexicon: Lexicon) -> list[Form]:
    """Return the base forms that `text` may be an inflected form of, likeliest first; mostly empty.

    The endings are data of the lexicon: ``endings`` is a list of [ending, what stands there in the base form]. In a
    name of several words every word may be inflected.

    Parameters
    ----------
    text
        A name as written.
    lexicon
        The text's own; a name in another script is read with that script's.
    """
    if len(text) > 60:
        return []
    script = script_of(text)
    lexicon = lexicon_for_script(script, lexicon)
    endings = lexicon.endings
    if not endings or script != lexicon.data.get("script"):
        return []
    words = text.split()
    if not 1 <= len(words) <= _MOST_WORDS:
        return []
    forms = [""]
    for word in words:
        choices = _word_forms(word, endings, int(lexicon.data.get("shortest_stem", _SHORTEST)))
        forms = [f"{form} {choice}".strip() for form in forms for choice in choices][:_MOST_FORMS]
    return [Form(form, script, lexicon.language) for form in dict.fromkeys(forms) if form != text]


def _word_forms(word: str, endings: tuple[tuple[str, str], ...], shortest: int) -> list[str]:
    lower = word.lower()
    capitals = word.isupper() and len(word) > 1
    out = [word]
    for ending, base in endings:
        if lower.endswith(ending) and len(word) - len(ending) >= shortest:
            stem = word[: len(word) - len(ending)]
            out.append(stem + (base.upper() if capitals else base))
    return list(dict.fromkeys(out))
