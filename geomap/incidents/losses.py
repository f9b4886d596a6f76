"""One figure of loss, as the text gives it."""

from __future__ import annotations

from dataclasses import dataclass

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
