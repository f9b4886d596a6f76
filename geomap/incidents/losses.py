"""One figure of loss, as the text gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.incidents.heads import Phrase

KINDS = ("killed", "injured", "missing", "captured")


@dataclass(frozen=True, slots=True)
class Loss:
    """One figure of the text. ``key`` is a party key, "civ" or ""; ``group`` ties figures of one statement.

    ``part`` figures are inside another one; ``superseded`` ones are called old by the text itself.
    """

    kind: str
    low: int | None
    best: int | None
    high: int | None
    vague: bool
    more: bool
    start: int
    end: int
    text: str
    noun: str = ""
    key: str = ""
    group: int = 0
    part: bool = False
    named: str = ""
    definite: bool = False
    zero: bool = False
    lowered: bool = False
    refused: bool = False
    speaker: str = ""
    enemy: bool = False
    whole: bool = False  # of all sides: "bringing the toll to ten"
    at_once: bool = False  # "died on the spot"
    count_of_one: bool = False  # "a cook": nobody told of before


_PAIRS = frozenset({"couple", "pair", "twins"})


def make_loss(kind: str, phrase: Phrase, word: str, start: int, end: int, *, group: int = 0) -> Loss:
    """Return the loss that `word` at ``start:end`` tells of `phrase`; figures of one word share its `group`."""
    count = phrase.count
    alone = 2 if count is None and phrase.noun in _PAIRS else 1
    lo, hi = min(phrase.start, start), max(phrase.end, end)
    return Loss(
        kind,
        count.low if count else alone,
        count.best if count else alone,
        count.high if count else alone,
        bool(count and count.vague),
        bool(count and count.more),
        lo,
        hi,
        phrase.text if word in phrase.text else f"{phrase.text} {word}",
        noun=phrase.noun,
        group=group,
        part=phrase.part,
        named=phrase.named,
        definite=phrase.definite,
        refused=bool(count and count.refused),
        count_of_one=count is None and not phrase.definite and phrase.text[:2].lower() in {"a ", "an"},
    )
