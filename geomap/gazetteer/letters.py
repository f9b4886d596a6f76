"""Armenian, Azerbaijani and Russian spellings of each other's names, letter by letter.

The press of each side writes the places of the other by sound. Where the overlay's table gives a place no name in one
of the three alphabets, it gets the spelling that the rules of these tables make, so that no text of either side or in
Russian goes by unread. Russian forms follow the usual practice of maps: Azerbaijani h and g are г, j is дж, ö is ё;
Armenian h at the start of a word is а- or г-, so it is г here.
"""

from __future__ import annotations

import re
import unicodedata

_AZ_TO_RU = {
    "a": "а", "b": "б", "c": "дж", "ç": "ч", "d": "д", "e": "е", "ə": "а", "f": "ф", "g": "г", "ğ": "г", "h": "г",
    "x": "х", "ı": "ы", "i": "и", "j": "ж", "k": "к", "q": "г", "l": "л", "m": "м", "n": "н", "o": "о", "ö": "ё",
    "p": "п", "r": "р", "s": "с", "ş": "ш", "t": "т", "u": "у", "ü": "ю", "v": "в", "y": "й", "z": "з", "w": "в",
}  # fmt: skip
_AZ_TO_HY = {
    "a": "ա", "b": "բ", "c": "ջ", "ç": "չ", "d": "դ", "e": "ե", "ə": "ա", "f": "ֆ", "g": "գ", "ğ": "ղ", "h": "հ",
    "x": "խ", "ı": "ը", "i": "ի", "j": "ժ", "k": "ք", "q": "կ", "l": "լ", "m": "մ", "n": "ն", "o": "օ", "ö": "օ",
    "p": "փ", "r": "ր", "s": "ս", "ş": "շ", "t": "թ", "u": "ու", "ü": "յու", "v": "վ", "y": "յ", "z": "զ", "w": "վ",
}  # fmt: skip
_HY_TO_RU = {
    "ա": "а", "բ": "б", "գ": "г", "դ": "д", "ե": "е", "զ": "з", "է": "э", "ը": "ы", "թ": "т", "ժ": "ж", "ի": "и",
    "լ": "л", "խ": "х", "ծ": "ц", "կ": "к", "հ": "г", "ձ": "дз", "ղ": "г", "ճ": "ч", "մ": "м", "յ": "й", "ն": "н",
    "շ": "ш", "ո": "о", "չ": "ч", "պ": "п", "ջ": "дж", "ռ": "р", "ս": "с", "վ": "в", "տ": "т", "ր": "р", "ց": "ц",
    "ու": "у", "ւ": "в", "փ": "п", "ք": "к", "և": "ев", "օ": "о", "ֆ": "ф",
}  # fmt: skip
_HY_TO_AZ = {
    "ա": "a", "բ": "b", "գ": "q", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "ı", "թ": "t", "ժ": "j", "ի": "i",
    "լ": "l", "խ": "x", "ծ": "ts", "կ": "k", "հ": "h", "ձ": "dz", "ղ": "ğ", "ճ": "ç", "մ": "m", "յ": "y", "ն": "n",
    "շ": "ş", "ո": "o", "չ": "ç", "պ": "p", "ջ": "c", "ռ": "r", "ս": "s", "վ": "v", "տ": "t", "ր": "r", "ց": "ts",
    "ու": "u", "ւ": "v", "փ": "p", "ք": "k", "և": "ev", "օ": "o", "ֆ": "f",
}  # fmt: skip
_ARMENIAN_START = (("ո", "վո"), ("ե", "յե"))
_RUSSIAN = ((re.compile(r"йа"), "я"), (re.compile(r"йу"), "ю"), (re.compile(r"йе"), "е"), (re.compile(r"йо"), "ё"))


def armenian_to_russian(name: str) -> str:
    """Return an Armenian name in Russian letters ("Գորիս": "Горис")."""
    out = _letters(_armenian_sounds(name), _HY_TO_RU)
    for pattern, letters in _RUSSIAN:
        out = pattern.sub(letters, out)
    return _capital(out)


def armenian_to_azerbaijani(name: str) -> str:
    """Return an Armenian name in Azerbaijani letters ("Գորիս": "Qoris")."""
    return _capital(_letters(_armenian_sounds(name), _HY_TO_AZ))


def azerbaijani_to_russian(name: str) -> str:
    """Return an Azerbaijani name in Russian letters ("Tovuz": "Товуз")."""
    out = _letters(_azerbaijani_lower(name), _AZ_TO_RU)
    for pattern, letters in _RUSSIAN:
        out = pattern.sub(letters, out)
    return _capital(out)


def azerbaijani_to_armenian(name: str) -> str:
    """Return an Azerbaijani name in Armenian letters ("Tovuz": "Թովուզ")."""
    return _capital(_letters(_azerbaijani_lower(name), _AZ_TO_HY))


def _azerbaijani_lower(name: str) -> str:
    return unicodedata.normalize("NFC", name).replace("İ", "i").replace("I", "ı").lower()


def _armenian_sounds(name: str) -> str:
    return " ".join(map(_armenian_word, unicodedata.normalize("NFC", name).lower().split(" ")))


def _armenian_word(word: str) -> str:
    for letter, sound in _ARMENIAN_START:
        if word.startswith(letter) and not word.startswith("ու"):
            return sound + word[1:]
    return word


def _letters(text: str, table: dict[str, str]) -> str:
    out, at = [], 0
    while at < len(text):
        pair = text[at : at + 2]
        if pair in table:
            out.append(table[pair])
            at += 2
        else:
            out.append(table.get(text[at], text[at]))
            at += 1
    return "".join(out)


def _capital(text: str) -> str:
    return re.sub(r"(?<![^\W\d_])[^\W\d_]", lambda found: found[0].upper(), text)
