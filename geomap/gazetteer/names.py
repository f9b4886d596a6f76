"""One key for every spelling of a name, and the generic words that stand beside names.

The gazetteer is built with `normalise` and looked up with `normalise`; nothing else decides whether two
written names are the same.  Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic letters become plain
Latin; other scripts keep their letters.  Letter tables: `anyascii` (ISC), with the few letters where its
choice differs from the romanisation that English-language news uses corrected below.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_APOSTROPHES = frozenset("'’‘`´ʼʻʹʾʿ′＇՚‛ˈˊˋꞌ\u02bd\u02c8\u05f3")
_ROMANISED = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "ARABIC", "HEBREW", "FULLWIDTH LATIN")
# BGN/PCGN as news uses it, where anyascii differs (it is one-to-one and phonetic)
_CORRECTED = {
    "ə": "a", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "þ": "th", "ŋ": "ng",
    # Cyrillic
    "е": "e", "ё": "e", "й": "y", "х": "kh", "ц": "ts", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya", "є": "ye", "і": "i", "ї": "yi", "ґ": "g", "ж": "zh", "ч": "ch", "ш": "sh",
    "ў": "u", "қ": "q", "ғ": "gh", "ҳ": "h", "ҷ": "j", "ә": "a", "ө": "o", "ү": "u", "ҹ": "j", "ҝ": "g", "һ": "h",
    # Armenian
    "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "y", "թ": "t", "ժ": "zh",
    "ի": "i", "լ": "l", "խ": "kh", "ծ": "ts", "կ": "k", "հ": "h", "ձ": "dz", "ղ": "gh", "ճ": "ch", "մ": "m",
    "յ": "y", "ն": "n", "շ": "sh", "ո": "o", "չ": "ch", "պ": "p", "ջ": "j", "ռ": "r", "ս": "s", "վ": "v",
    "տ": "t", "ր": "r", "ց": "ts", "ւ": "v", "փ": "p", "ք": "k", "և": "ev", "օ": "o", "ֆ": "f",
    # Georgian
    "თ": "t", "ჟ": "zh", "ფ": "p", "ქ": "k", "ღ": "gh", "ყ": "q", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz",
    "წ": "ts", "ჭ": "ch", "ხ": "kh", "ჯ": "j", "ჰ": "h", "ტ": "t", "პ": "p", "კ": "k",
    # Arabic letters that anyascii writes with signs or not at all
    "ع": "", "ء": "", "أ": "a", "إ": "i", "آ": "a", "ة": "a", "ى": "a", "ئ": "y", "ؤ": "w", "ک": "k", "ی": "y",
    "ك": "k", "ي": "y", "ـ": "",
}  # fmt: skip


class _Table(dict[int, str]):
    """A `str.translate` table that works each letter out once, on first sight."""

    def __missing__(self, code: int) -> str:
        value = _letter(chr(code))
        self[code] = value
        return value


def _letter(letter: str) -> str:
    if letter in _APOSTROPHES:
        return "'"
    if letter in ".&":
        return letter
    lower = letter.lower()
    if lower in _CORRECTED:
        return _CORRECTED[lower]
    category = unicodedata.category(letter)
    if category[0] in "PSZC":
        # half marks and modifier letters written as symbols in romanisations carry nothing
        return "" if category in {"Cf", "Sk"} else " "
    name = unicodedata.name(letter, "")
    if category == "Mn" and name.startswith(("COMBINING", "ARABIC", "HEBREW", "VARIATION")):
        return ""
    if category == "Lm" and not name.startswith(_ROMANISED) and "MODIFIER" in name:
        return ""
    if name.startswith(_ROMANISED):
        bare = "".join(c for c in unicodedata.normalize("NFKD", lower) if unicodedata.category(c) != "Mn")
        if bare in _CORRECTED:
            return _CORRECTED[bare]
        roman = anyascii(bare).lower()
        return "".join(c for c in roman if c.isalnum())
    folded = unicodedata.normalize("NFKC", letter).casefold()
    return folded if folded.isalnum() or not folded.strip() else letter


_TABLE = _Table()
# Azerbaijani is known by its schwa; then c, ç, ş, x, q, ğ have its sounds and not those of Turkish or Spanish
_AZ_LETTERS_OF: dict[str, str | int | None] = {
    "c": "j",
    "ç": "ch",
    "ş": "sh",
    "x": "kh",
    "q": "g",
    "ğ": "gh",
    "j": "zh",
}
_AZERBAIJANI = str.maketrans(_AZ_LETTERS_OF)
_INITIAL_SPACE = re.compile(r"(?<![^\s'&.])(\w)\. (?=\w\.)")
_DOT_AFTER_LETTER = re.compile(r"(?<![^\W_])([^\W_])\.")
_POSSESSIVE = re.compile(r"(?:'s|')+$")
_THE = re.compile(r"^(?:the )+(?=.)")


@lru_cache(maxsize=1 << 17)
def normalise(text: str) -> str:
    """Return the key of a written name: the same for all its spellings that differ only in form.

    Lower case, no accents, Latin letters, single spaces; apostrophes dropped, dashes and other signs to
    spaces, dots of initials closed up ("U.S." and "US" are one), a possessive at the end and a leading
    English article dropped.  ``normalise(normalise(x)) == normalise(x)``.

    Parameters
    ----------
    text
        Any text; never raises.

    Returns
    -------
    key
        Possibly empty (nothing but signs).

    Examples
    --------
    >>> normalise("Geghark'unik'"), normalise("Kəlbəcər"), normalise("Սոթք"), normalise("the U.S.")
    ('gegharkunik', 'kalbajar', 'sotk', 'us')
    """
    key = _fold(text)
    if key.isascii() and key.replace(" ", "").isalnum():
        return key  # nothing in it that a second turn could change
    for _ in range(4):
        again = _fold(key)
        if again == key:
            break
        key = again
    return key


def _fold(text: str) -> str:
    if text.isascii():
        text = text.lower().translate(_TABLE)
    else:
        text = unicodedata.normalize("NFC", text)
        lower = text.lower()
        if "ə" in lower:
            text = lower.translate(_AZERBAIJANI)
        elif "ո" in lower:
            text = _armenian(lower)
        text = text.translate(_TABLE)
    text = " ".join(text.split())
    if "." in text:
        text = _INITIAL_SPACE.sub(r"\1.", text)
        text = " ".join(_DOT_AFTER_LETTER.sub(r"\1", text).replace(".", " ").split())
    if "&" in text:
        text = " ".join(text.replace("&", " and ").split())
    if "'" in text:
        text = " ".join(_POSSESSIVE.sub("", text).replace("'", "").split())
    return _THE.sub("", text) if text.startswith("the ") else text


def _armenian(lower: str) -> str:
    """Write the digraph ու as u, and ո at the start of a word as vo."""
    lower = lower.replace("ու", "u")
    return re.sub(r"(?<!\w)ո(?!վ)", "vo", lower)


_AZ_LETTERS = re.compile("[əçşğxqcı]", re.IGNORECASE)
_AZ_PLAIN = str.maketrans("cxşçğ", "\ue000\ue001\ue002\ue003\ue004")
_AZ_SOUNDS = {"\ue000": "j", "\ue001": "kh", "\ue002": "sh", "\ue003": "ch", "\ue004": "gh"}


_UKRAINIAN = str.maketrans("ги", "hy")
# the Ukrainian national system of 2010: a softened vowel begins with y at the start of a word, with i inside
_UKRAINIAN_INSIDE = re.compile(r"(?<=[^\W\d_])['’ʼ]?[єїйюя]")
_UKRAINIAN_SOFT = {"є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia"}


def variants(text: str, *, lang: str = "", country: str = "") -> list[str]:
    """Return further keys under which a name is written in English-language news.

    Only spelling families that a reader cannot tell from the letters alone: Azerbaijani names (q is written
    g, k or gh; ə is written a or e; c, ç, ş, x are written j, ch, sh, kh; Qazax is Gazakh, Kazakh) and Armenian
    ones (q for k'), and Ukrainian ones in Cyrillic (г is h, и is y; ї inside a word is yi or, by the rules of 2010, i).

    Parameters
    ----------
    text
        The written name.
    lang, country
        BCP 47 language and ISO2 country where known; without either no variant is made.

    Returns
    -------
    keys
        Without ``normalise(text)`` itself, in a fixed order; mostly empty.
    """
    own = normalise(text)
    keys: dict[str, None] = {}
    lower = unicodedata.normalize("NFC", text).replace("İ", "i").lower()
    if (lang == "az" or (country == "AZ" and not lang)) and script_of(text) == "Latn" and _AZ_LETTERS.search(lower):
        plain = lower.translate(_AZ_PLAIN)
        for letter, sound in _AZ_SOUNDS.items():
            plain = plain.replace(letter, sound)
        # four schwas or more: all alike, or the keys would double with each
        schwas = plain.count("ə")
        mixes = itertools.product("ae", repeat=schwas) if schwas < 4 else (("a",) * schwas, ("e",) * schwas)
        for mix in mixes:
            letters = iter(mix)
            voiced = "".join(next(letters) if c == "ə" else c for c in plain)
            for q in ("g", "k", "gh", "q") if "q" in voiced else ("q",):
                keys[normalise(voiced.replace("q", q))] = None
    if (lang == "hy" or (country == "AM" and not lang)) and "q" in own:
        keys[own.replace("q", "k")] = None
    if country == "UA" and lang in {"", "uk"} and script_of(text) == "Cyrl":
        keys[normalise(lower.translate(_UKRAINIAN))] = None
        inside = _UKRAINIAN_INSIDE.sub(lambda found: _UKRAINIAN_SOFT[found[0][-1]], lower)
        keys[normalise(inside.translate(_UKRAINIAN))] = None
    keys.pop(own, None)
    keys.pop("", None)
    return list(keys)


_ARTICLE = r"(?:a[dnrstz]|adh|ash|ath|e[dlnrstz]|esh|al)"
_ARABIC_ARTICLE = re.compile(rf"(?<!\w){_ARTICLE}[\s-]+(?=\S)", re.IGNORECASE)
_ARABIC_WORDS = (
    ("tall", ("Tal", "Tel")), ("tell", ("Tal", "Tel")), ("‘ayn", ("Ain", "Ayn")), ("ayn", ("Ain",)),
    ("bayt", ("Beit",)), ("dayr", ("Deir",)), ("kafr", ("Kfar",)), ("jabal", ("Jebel",)), ("shaykh", ("Sheikh",)),
    ("qaryat", ("Qaryat",)), ("umm", ("Um",)),
)  # fmt: skip
_ARABIC_END = re.compile(r"(?<=\w)[aā]h(?!\w)")
# shorter rests are first names too often ("Al Ḩasan")
_LONG_REST = 7


def arabic_forms(name: str, *, known: bool = False) -> list[str]:
    """Return the forms of a strictly romanised Arabic name that English-language news writes.

    The article is al- before every letter ("Jisr ash Shughūr": Jisr al-Shughūr), the ending is -a ("Tadmurīyah"),
    common first words have a usual English form (Tall: Tal, Tel; Dayr: Deir; Bayt: Beit).

    Parameters
    ----------
    name
        The name in Latin letters, as GeoNames writes it.
    known
        Also without the article where a longer word is left ("Al Qāmishlī": Qāmishlī); for larger places, as bare words
        of villages are people's names too often.

    Returns
    -------
    forms
        Without `name` itself, in a fixed order.

    Examples
    --------
    >>> arabic_forms("Tall Rif‘at"), arabic_forms("Al Qāmishlī", known=True)
    (['Tal Rif‘at', 'Tel Rif‘at'], ['al-Qāmishlī', 'Qāmishlī'])
    """
    forms = [_ARABIC_ARTICLE.sub("al-", name)]
    for word, others in _ARABIC_WORDS:
        if forms[0].lower().startswith(f"{word} "):
            forms = [other + form[len(word) :] for form in forms for other in others]
            break
    forms += [short for form in forms if (short := _ARABIC_END.sub("a", form)) != form]
    if known:
        rests = [form[3:] for form in forms if form.startswith("al-")]
        forms += [rest[:1].upper() + rest[1:] for rest in rests if len(normalise(rest)) >= _LONG_REST]
    return [form for form in dict.fromkeys(forms) if form != name]


GENERIC: dict[str, str] = {
    # settlements
    "village": "village", "hamlet": "village", "town": "town", "city": "city", "settlement": "settlement",
    "township": "town", "borough": "quarter", "neighborhood": "quarter", "neighbourhood": "quarter",
    "suburb": "quarter", "quarter": "quarter", "ward": "quarter", "selo": "village", "kishlak": "village",
    "capital": "capital", "kent": "village",
    # second level
    "county": "admin2", "parish": "admin2", "district": "admin2", "rayon": "admin2", "raion": "admin2",
    "subdistrict": "admin3", "municipality": "admin2", "commune": "admin3", "community": "admin3",
    "arrondissement": "admin2", "cercle": "admin2", "woreda": "admin3", "upazila": "admin2", "tehsil": "admin3",
    "taluk": "admin3", "taluka": "admin3", "kebele": "admin3", "payam": "admin3", "boma": "admin3", "lga": "admin2",
    "local government area": "admin2", "subcounty": "admin3", "sub county": "admin3", "uezd": "admin2",
    "sub district": "admin3", "zone": "admin2", "co": "admin2",
    # first level
    "province": "admin1", "state": "admin1", "region": "admin1", "oblast": "admin1", "marz": "admin1",
    "governorate": "admin1", "muhafazah": "admin1", "krai": "admin1", "kray": "admin1", "okrug": "admin1",
    "prefecture": "admin1", "department": "admin1", "canton": "admin1", "voivodeship": "admin1",
    "emirate": "admin1", "wilayat": "admin1", "wilayah": "admin1", "wilaya": "admin1", "vilayet": "admin1",
    "division": "admin1", "autonomous republic": "admin1", "autonomous region": "admin1", "territory": "admin1",
    "mkhare": "admin1", "marzi": "admin1", "oblasti": "admin1", "provinces": "admin1",
    "republic": "country", "kingdom": "country", "commonwealth": "admin1",
    # nature
    "river": "river", "creek": "river", "stream": "river", "lake": "lake", "reservoir": "lake", "lakes": "lake",
    "sea": "sea", "ocean": "sea", "gulf": "gulf", "bay": "gulf", "strait": "strait", "straits": "strait",
    "channel": "strait", "island": "island", "islands": "island", "isle": "island", "archipelago": "island",
    "peninsula": "peninsula", "valley": "valley", "gorge": "valley", "canyon": "valley", "desert": "desert",
    "mountains": "mountains", "mountain range": "mountains", "range": "mountains", "hills": "mountains",
    "mountain": "mountain", "mount": "mountain", "mt": "mountain", "peak": "mountain", "hill": "mountain",
    "heights": "mountains", "height": "mountain", "plateau": "mountains", "basin": "valley", "delta": "river",
    # works
    "base": "base", "military base": "base", "air base": "base", "airbase": "base", "airport": "facility",
    "checkpoint": "post", "post": "post", "outpost": "post", "border crossing": "crossing", "crossing": "crossing",
    "bridge": "bridge", "tunnel": "road", "highway": "road", "road": "road", "corridor": "road", "dam": "facility",
    "mine": "facility", "port": "facility", "refugee camp": "settlement", "camp": "settlement",
    "sector": "sector", "direction": "sector", "front": "sector", "area": "sector",
}  # fmt: skip

_LONGEST = sorted(GENERIC, key=lambda word: (-len(word), word))
_ALTERNATIVES = "|".join(re.escape(word).replace(r"\ ", r"[\s-]+") for word in _LONGEST)
_AFTER = re.compile(rf"^(?P<rest>.*\S)[\s-]+(?P<word>{_ALTERNATIVES})\.?$", re.IGNORECASE | re.DOTALL)
_OF = re.compile(rf"^(?:the\s+)?(?P<word>{_ALTERNATIVES})\s+of\s+(?P<rest>\S.*)$", re.IGNORECASE | re.DOTALL)
_FRONT_WORDS = (
    "village", "town", "city", "lake", "mount", "mt", "river", "camp", "county", "co", "district", "sector", "isle",
    "port", "province", "state", "region",
)  # fmt: skip
_FRONT = re.compile(rf"^(?:the\s+)?(?P<word>{'|'.join(_FRONT_WORDS)})\.?\s+(?P<rest>\S.*)$", re.IGNORECASE | re.DOTALL)


def strip_generic(text: str) -> tuple[str, str]:
    """Return a name without its generic word, and that word as in `GENERIC` ("" if there is none).

    Parameters
    ----------
    text
        A written name, possibly with a generic word before or after it.

    Returns
    -------
    name, word
        `text` as it is (outer blanks off) and "" where nothing would be left.

    Examples
    --------
    >>> strip_generic("Gegharkunik Province"), strip_generic("the village of Kut"), strip_generic("Paris")
    (('Gegharkunik', 'province'), ('Kut', 'village'), ('Paris', ''))
    """
    bare = text.strip()
    if bare.isalnum():
        return bare, ""  # one word
    for pattern in (_OF, _AFTER, _FRONT):
        found = pattern.match(bare)
        if found:
            rest = re.sub(r"^the\s+(?=\S)", "", found["rest"].strip(" ,"), flags=re.IGNORECASE)
            if normalise(rest) and normalise(rest) != "the":
                return rest, re.sub(r"[\s-]+", " ", found["word"].lower())
    return bare, ""


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    name = unicodedata.name(letter, "")
    for prefix, script in _SCRIPTS:
        if name.startswith(prefix):
            return script
    return ""


_SCRIPTS = (
    ("LATIN", "Latn"), ("CYRILLIC", "Cyrl"), ("ARMENIAN", "Armn"), ("ARABIC", "Arab"), ("GEORGIAN", "Geor"),
    ("GREEK", "Grek"), ("HEBREW", "Hebr"), ("CJK", "Hani"), ("HANGUL", "Hang"), ("HIRAGANA", "Jpan"),
    ("KATAKANA", "Jpan"), ("DEVANAGARI", "Deva"), ("BENGALI", "Beng"), ("THAI", "Thai"), ("ETHIOPIC", "Ethi"),
    ("TAMIL", "Taml"), ("MYANMAR", "Mymr"), ("KHMER", "Khmr"), ("TIBETAN", "Tibt"), ("SINHALA", "Sinh"),
)  # fmt: skip


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the first letter's script (Latn, Cyrl, Armn …), or "" if unknown."""
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else ""
    for letter in text:
        if letter.isalpha():
            return _script_of(letter)
    return ""
