"""The toll that a text tells."""

from __future__ import annotations

from geomap.incidents.casualties import find_losses
from geomap.incidents.structure import build_sentences
from geomap.incidents.tolls import add_up


def tolls(text: str) -> tuple[int | None, int | None]:
    """Return (killed, injured) of all sentences of a text together."""
    told = []
    for sentence in build_sentences(text):
        told += find_losses(sentence, previous=told)
    return add_up(told, "killed", {}).best, add_up(told, "injured", {}).best
