"""The language of a report, where its script or its commonest words give it away."""

from __future__ import annotations

import re
from collections import Counter

_SAMPLE_CHARS = 4000
_SCRIPTS = {
    "hy": re.compile(r"[\u0531-\u0587]"),
    "ka": re.compile(r"[\u10a0-\u10ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "he": re.compile(r"[\u05d0-\u05ea]"),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7a3]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "am": re.compile(r"[\u1200-\u137f]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u0259]"),
}
_COMMON = {
    "en": "the of and to in was were that said on by for with from has have",
    "fr": "le la les des et est dans que une pour sur par qui au",
    "de": "der die das und ist in den von mit dem ein eine nicht auf",
    "es": "el la los las de que en y del una por con para se",
    "it": "il la di che e del della un una per con sono nel è",
    "pt": "o a os as de que em do da um uma para com não",
    "tr": "ve bir bu için ile da de olarak çok daha en",
}


_WORDS = {code: frozenset(words.split()) for code, words in _COMMON.items()}


def find_language(text: str) -> str:
    """Return the BCP 47 code of the language that `text` is in, or "" if that is not plain.

    Scripts that serve one language decide by themselves (Armenian, Georgian); Cyrillic and Arabic are told apart by
    letters that only one language has, Latin by its commonest words.
    """
    sample = text[:_SAMPLE_CHARS]
    counts = {script: len(pattern.findall(sample)) for script, pattern in _SCRIPTS.items()}
    letters = sum(counts.values())
    if letters < 20:
        return ""
    script = max(counts, key=lambda name: counts[name])
    if counts["ja"] > 0.1 * letters:
        script = "ja"
    if counts[script] < 0.5 * letters:
        return ""
    if script == "cyrillic":
        if re.search(r"[іїєґ]", sample):
            return "uk"
        return "ru" if re.search(r"[ыэъё]", sample) else ""
    if script == "arabic":
        return "fa" if len(re.findall(r"[پچژگ]", sample)) > 0.01 * letters else "ar"
    return _latin(sample) if script == "latin" else script


def _latin(sample: str) -> str:
    if sample.count("ə") > 0.01 * len(sample):
        return "az"
    words = Counter(re.findall(r"[^\W\d_]+", sample.casefold()))
    total = sum(words.values())
    shares = {code: sum(words[word] for word in common) / max(1, total) for code, common in _WORDS.items()}
    best = max(sorted(shares), key=lambda code: shares[code])
    runner_up = max(share for code, share in shares.items() if code != best)
    return best if shares[best] > 0.1 and shares[best] > 1.5 * runner_up else ""
