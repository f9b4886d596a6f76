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
_LONG_ENOUGH = 5  # letters from which a form may be a name that is known in Latin letters only
_PEOPLE = frozenset({"demonym", "adjective"})
_SHORTEST = 2  # letters of a stem


@dataclass(frozen=True, slots=True)
class Form:
    """A base form that a written name may have, and which names it may be taken for."""

    text: str
    script: str
    language: str
    adjective: bool = False  # "Гегаркуникская": a name only beside the word for what it names
    in_place: bool = False  # the ending says in or from

    def fits(self, hit: Hit) -> bool:
        """Tell whether a place's name is written in the form's own script, or is its usual name."""
        if self.script == "Latn":
            return hit.name.type not in _PEOPLE
        return hit.name.script == self.script or (hit.name.type == "usual" and len(self.text) >= _LONG_ENOUGH)


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
    endings = lexicon.pairs("endings")
    if not endings or script != lexicon.data.get("script"):
        return []
    words = text.split()
    if not 1 <= len(words) <= _MOST_WORDS:
        return []
    forms = [""]
    for word in words:
        forms = [f"{form} {choice}".strip() for form in forms for choice in word_forms(word, lexicon)][:_MOST_FORMS]
    lower = text.lower()
    in_place = lower.endswith(tuple(lexicon.phrases("place_endings") or ("\x00",)))
    out = [Form(form, script, lexicon.language, False, in_place) for form in dict.fromkeys(forms) if form != text]
    if len(words) == 1:
        for form in word_forms(text, lexicon, "adjective_endings")[1:]:
            if form != text:
                out.append(Form(form, script, lexicon.language, adjective=True))
    return out


def word_forms(word: str, lexicon: Lexicon, name: str = "endings") -> list[str]:
    """Return a word and the base forms that it may be an inflected form of."""
    shortest = int(lexicon.data.get("shortest_stem", _SHORTEST))
    lower = word.lower()
    capitals = word.isupper() and len(word) > 1
    out = [word]
    for ending, base in lexicon.pairs(name):
        if lower.endswith(ending) and len(word) - len(ending) >= shortest:
            stem = word[: len(word) - len(ending)]
            out.append(stem + (base.upper() if capitals else base))
    return list(dict.fromkeys(out))
