"""How precise a place is: the record's own precision, and what the words around the name leave of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geomap.incidents.lexicon import word_set
from geomap.incidents.roles import right_words
from geomap.schema import KIND_PRECISION, SETTLEMENT_KINDS

if TYPE_CHECKING:
    from geomap.incidents.structure import Sentence
    from geomap.records import Resolution

_LISTED = re.compile(  # "in the X, Y and Z districts"
    r"(?:(?:,|,? and) [A-ZÀ-ÞĀ-Ž][\w'’-]+)+ (districts|counties|provinces|regions|oblasts|governorates|states)\b"
)


_FACING = re.compile(
    r"\b(?:opposite|facing|across from|bordering(?: on)?|(?:border|frontier|line) with)(?: \w+['’]s)? (?:the )?$"
)


def place_precision(sentence: Sentence, resolution: Resolution, relation: str) -> int | None:
    """Return the `geo_precision` that the words around a place leave it, or None for a place that is not known."""
    place = resolution.place
    if resolution.precision is not None:
        precision = resolution.precision
    elif place is not None:
        precision = KIND_PRECISION.get(place.kind, 1)
    else:
        return None
    if (
        place is not None
        and place.kind == "admin1"
        and right_words("rayon_right").match(sentence.after(resolution.mention.end, 24))
    ):
        return 3  # a "district" that is a first-order unit (a rayon) is still a district in size
    rayon = place is not None and place.kind == "admin1" and place.country in word_set("places", "rayon_countries")
    if rayon and sentence.after(resolution.mention.end, 7) == " region":
        return 3  # "the Tovuz region": the same by another word
    settled = place is not None and place.kind in SETTLEMENT_KINDS
    named_alike = place is not None and settled and place.admin1.startswith(place.name)
    if named_alike and _FACING.search(sentence.before(resolution.mention.start, 40)):
        return 5  # "a post opposite Nakhchivan": the land of that name, not its city
    area = right_words("area_right").match(sentence.after(resolution.mention.end, 24)) if settled else None
    if settled and area is None:
        listed = _LISTED.match(sentence.text, resolution.mention.end - sentence.start)
        if listed and precision is not None and precision <= 2:
            return 3 if listed.group(1) in {"districts", "counties"} else 4
    if settled and precision is not None and precision <= 2:
        last = resolution.mention.text.casefold().rsplit(maxsplit=1)[-1]
        if last in word_set("places", "area_text") and " " in resolution.mention.text:
            return 4  # "Kaduna State": the state, although the town of the name was found
    if area and precision is not None and precision <= 2:
        return 3 if "district" in area.group() or "county" in area.group() or "raion" in area.group() else 4
    if precision == 1 and (
        relation in {"near", "direction_of", "between", "from"}
        or resolution.mention.relation in {"near", "direction_of", "between"}
    ):
        return 2
    return precision
