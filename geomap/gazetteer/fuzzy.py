"""Nearly equal names: an index of candidates by consonants, ranked by `rapidfuzz`.

A key's skeleton is its consonants with the sounds that transliterations mix folded together (k, q, g, gh; kh, h,
x; s, z, ts; j, zh, ch, sh; v, w, b). The index holds the hash of each skeleton and of each skeleton with one
letter left out, so two names meet in it if their skeletons differ by one letter added, lost or changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.gazetteer.geopackage import key_hashes
from geomap.gazetteer.pairs import Pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

MIN_LETTERS = 5
_MIN_SKELETON = 3
_MAX_CANDIDATES = 4000
_FOLDS = (
    ("shch", "j"), ("tch", "j"), ("dzh", "j"), ("kh", "h"), ("gh", "k"), ("ph", "f"), ("th", "t"), ("ch", "j"),
    ("sh", "j"), ("zh", "j"), ("dj", "j"), ("dz", "s"), ("ts", "s"), ("tz", "s"), ("ck", "k"),
)  # fmt: skip
_LETTERS = str.maketrans({"q": "k", "g": "k", "c": "k", "x": "h", "z": "s", "w": "v", "b": "v", "y": "", " ": ""})
_DOUBLES = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiou]+")


def skeleton(key: str) -> str:
    """Return the folded consonants of a normalised key; a vowel at the very start stays, as "a"."""
    text = key
    for old, new in _FOLDS:
        if old in text:
            text = text.replace(old, new)
    first = "a" if text[:1] in "aeiou" and text else ""
    return first + _DOUBLES.sub(r"\1", _VOWELS.sub("", text).translate(_LETTERS))


def _shorter(text: str) -> list[str]:
    """Return `text` and every way of leaving one letter out, without repeats; short ones only as they are."""
    if len(text) <= _MIN_SKELETON:
        return [text]
    return list(dict.fromkeys([text, *(text[:i] + text[i + 1 :] for i in range(len(text)))]))


def _small(texts: list[str]) -> NDArray[np.int64]:
    """Return 32 bits of each hash: a wrong candidate costs a comparison, half the index costs much more."""
    return (key_hashes(texts) & np.uint64(0x7FFFFFFF)).astype(np.int64)


def _bucket(texts: list[str]) -> list[int]:
    return [int(n) for n in _small(texts)]


class Buckets:
    """Collects the entries of the fuzzy index: Latin keys of four letters or more."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._counts: list[int] = []
        self._fids: list[int] = []
        self._pairs = Pairs()

    def add(self, key: str, fid: int) -> None:
        """Add a key and the number of the name that bears it."""
        if len(key) < MIN_LETTERS - 1 or len(key) > 40 or not key.isascii():
            return
        bones = skeleton(key)
        if len(bones) < _MIN_SKELETON - 1:
            return
        shorter = _shorter(bones)
        self._texts += shorter
        self._fids.append(fid)
        self._counts.append(len(shorter))
        if len(self._texts) > 500_000:
            self._close()

    def _close(self) -> None:
        fids = np.repeat(np.array(self._fids, dtype=np.int64), self._counts)
        self._pairs.add(_small(self._texts), fids)
        self._texts, self._counts, self._fids = [], [], []

    def rows(self) -> Iterator[tuple[int, int]]:
        """Yield (bucket, name fid) in order."""
        self._close()
        return self._pairs.in_order()


def near_keys(key: str, query: Callable[..., list[Any]], *, cutoff: float) -> list[tuple[str, float]]:
    """Return the keys in the file that are nearly `key` with their similarity (0 to 1), best first.

    Empty for keys under five letters, where one wrong letter makes another name.
    """
    from rapidfuzz import fuzz, process

    if len(key.replace(" ", "")) < MIN_LETTERS:
        return []
    wanted = _bucket(_shorter(skeleton(key)))
    marks = ",".join("?" * len(wanted))
    rows = query(
        f"SELECT DISTINCT n.key FROM fuzzy_index f JOIN names n ON n.fid = f.name_fid "
        f"WHERE f.bucket IN ({marks}) AND length(n.key) BETWEEN ? AND ? LIMIT {_MAX_CANDIDATES}",
        (*wanted, int(len(key) * 0.7), int(len(key) * 1.4) + 1),
    )
    found = process.extract(key, [row[0] for row in rows], scorer=fuzz.ratio, score_cutoff=cutoff * 100, limit=20)
    return sorted(((text, round(score / 100, 4)) for text, score, _ in found), key=lambda pair: (-pair[1], pair[0]))
