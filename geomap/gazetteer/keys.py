"""The names on their way into the file, in the order of their keys: told once, counted, hashed, made findable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from geomap.gazetteer import geopackage as gpkg
from geomap.gazetteer.fuzzy import Buckets
from geomap.gazetteer.pairs import gather

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

# key, place fid, rank of the type, text, lang, party, place id, type, script
Sorted: TypeAlias = tuple[str, int, int, str, str, str, str, str, str]
_BATCH = 100_000


def told_once(rows: Iterable[Sorted]) -> Iterator[Sorted]:
    """Yield rows in their order without those that say nothing new.

    A row that repeats another is left out, and so is a bare alternate (no language) of a place whose same written
    name is known with a language or a better type.
    """
    group: list[Sorted] = []
    for row in rows:
        if group and (row[0] != group[0][0] or row[1] != group[0][1]):
            if len(group) == 1:
                yield group[0]
            else:
                yield from _distinct(group)
            group = []
        group.append(row)
    yield from _distinct(group)


def _distinct(group: list[Sorted]) -> Iterator[Sorted]:
    """Yield what stays of the rows of one key and one place."""
    best: dict[str, Sorted] = {}
    for row in group:
        known = best.get(row[3])
        if known is None or _better(row, known):
            best[row[3]] = row
    last = None
    for row in group:
        if row != last and (best[row[3]] is row or row[7] != "alternate" or row[4]):
            yield row
        last = row


def _better(row: Sorted, known: Sorted) -> bool:
    """Return whether a row tells a name better: type, then any language, then its order, then a party."""
    mine, theirs = (row[2], row[4] == "", row[4]), (known[2], known[4] == "", known[4])
    return mine < theirs or (mine == theirs and row[5] > known[5])


class Keys:
    """Numbers the rows that pass, and gathers the hashes of their keys and the entries of the fuzzy index."""

    def __init__(self, *, countable: bytearray) -> None:
        self._countable = countable
        self._parts: list[NDArray[np.uint64]] = []
        self._buckets = Buckets()

    def over(self, rows: Iterable[Sorted]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of the names table (`geopackage.NAME_FIELDS` after number and place number)."""
        countable = self._countable
        fresh: list[str] = []
        last, indexed = "", False
        for fid, (key, place_fid, _, text, lang, party, place_id, kind, script) in enumerate(rows, start=1):
            if key != last:
                fresh.append(key)
                last, indexed = key, False
                if len(fresh) == _BATCH:
                    self._parts.append(gpkg.key_hashes(fresh))
                    fresh = []
            if not indexed and countable[place_fid]:
                self._buckets.add(key, fid)
                indexed = True
            yield fid, place_fid, place_id, text, key, kind, lang, script, party
        self._parts.append(gpkg.key_hashes(fresh))

    def hashes(self) -> NDArray[np.uint64]:
        """Return the sorted hashes of all keys."""
        hashes = gather(self._parts)
        hashes.sort()
        # equal hashes of two keys: one in 10^7 files, but the table must rise
        fresh = np.ones(len(hashes), dtype=bool)
        fresh[1:] = hashes[1:] != hashes[:-1]
        return hashes if fresh.all() else hashes[fresh]

    def buckets(self) -> Iterator[tuple[int, int]]:
        """Yield the rows of the fuzzy index in order."""
        return self._buckets.rows()
