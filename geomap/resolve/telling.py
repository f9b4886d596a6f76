"""The ranker's columns in words, and in a sentence why a candidate won."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from geomap.resolve.beside import AREA_KINDS
from geomap.resolve.rank import CITY_KINDS, VILLAGE_KINDS
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.records import Place
    from geomap.resolve.explain import Weighed

WORDS: dict[str, str] = {
    "name_usual": "how usual this name is for it",
    "name_official": "how usual this name is for it",
    "name_alternate": "how usual this name is for it",
    "name_short": "how usual this name is for it",
    "name_former": "how usual this name is for it",
    "name_abbreviation": "how usual this name is for it",
    "name_people": "its people are named",
    "name_main": "how usual this name is for it",
    "name_foreign": "written as in another language",
    "name_not_capitals": "a code, but its name is no code",
    "stripped": "name found without its generic word",
    "spelled": "name found in another spelling",
    "borrowed": "a namesake of another kind",
    "combined": "work known by this very name",
    "fuzzy": "name only nearly equal",
    "unlikeness": "name only nearly equal",
    "prominence": "prominent among its namesakes",
    "prominence_gap": "prominent among its namesakes",
    "most_prominent": "prominent among its namesakes",
    "log_population": "population",
    "no_population": "population",
    "only_option": "how many places bear the name",
    "log_options": "how many places bear the name",
    "kind_country": "the kind of place it is",
    "kind_admin1": "the kind of place it is",
    "kind_admin2": "the kind of place it is",
    "kind_admin3": "the kind of place it is",
    "kind_capital": "the kind of place it is",
    "kind_city": "the kind of place it is",
    "kind_town": "the kind of place it is",
    "kind_village": "the kind of place it is",
    "kind_quarter": "the kind of place it is",
    "kind_nature": "the kind of place it is",
    "kind_region": "the kind of place it is",
    "kind_work": "the kind of place it is",
    "area_of_namesake": "the kind of place it is",
    "town_of_namesake": "the kind of place it is",
    "cue_fits": "its kind and the word beside the name",
    "cue_clashes": "its kind and the word beside the name",
    "cue_is_kind": "its kind and the word beside the name",
    "area_cue_fits": "its kind and the word beside the name",
    "area_cue_clashes": "its kind and the word beside the name",
    "no_cue_settlement": "its kind and the word beside the name",
    "point_relation_area": "area told as a point (near, 5 km south)",
    "mentions": "how often it is named",
    "region": "in the region that was asked for",
    "publisher": "near the publisher's home",
    "stated_in": "the text says that it lies there",
    "stated_elsewhere": "the text says that it lies elsewhere",
    "holds_stated": "the text puts another name inside it",
    "country_share": "in the country of the other names",
    "admin1_share": "in the province of the other names",
    "country_of_most": "in the country of the other names",
    "near_15": "near the other places of the report",
    "near_60": "near the other places of the report",
    "near_250": "near the other places of the report",
    "nearest_15": "near the other places of the report",
    "nearest_60": "near the other places of the report",
    "nearest_250": "near the other places of the report",
    "dateline_country": "in the dateline's country",
    "peer_kind": "of the kind of its list ('X and Y')",
    # of "none of these"
    "always": "any name may be none",
    "doubt": "doubt that this is a place's name",
    "only_fuzzy": "name only nearly equal",
    "lone": "named only once",
    "no_main": "nothing mostly goes by this name",
    "short_name": "short names are often something else",
    "obscure": "no prominent place of this name",
}
_MOST_SAID = 3
_LEAST_SAID = 0.15


def in_words(column: str) -> str:
    """Return a column of `features.NAMES` or `rank.NONE_NAMES` in words."""
    return WORDS.get(column, column.replace("_", " "))


def label_of(place: Place | None) -> str:
    """Return a candidate in one line: name, kind, province, country."""
    if place is None:
        return "none of these"
    return ", ".join(part for part in (place.name, place.kind, place.admin1, place.country) if part)


def add_up(item: Weighed) -> dict[str, float]:
    """Return the points of a candidate by words, columns that say the same in words added up; greatest first."""
    sums: dict[str, float] = {}
    for name, points in item.contributions:
        words = in_words(name)
        sums[words] = sums.get(words, 0.0) + points
    return dict(sorted(sums.items(), key=lambda pair: (-abs(pair[1]), pair[0])))


def compare(first: Weighed, second: Weighed) -> list[tuple[str, float, float]]:
    """Return (words, points of the first, points of the second), the greatest differences first.

    What adds the same to both is left out.
    """
    one, two = add_up(first), add_up(second)
    rows = [(words, one.get(words, 0.0), two.get(words, 0.0)) for words in {**one, **two}]
    rows = [row for row in rows if abs(row[1] - row[2]) >= _LEAST_SAID / 3]
    return sorted(rows, key=lambda row: (-abs(row[1] - row[2]), row[0]))


def why(weighed: Sequence[Weighed], score: float, *, least: float) -> str:
    """Return in a sentence or two why the first candidate won, or why none did.

    Parameters
    ----------
    weighed
        As `geomap.resolve.explain.explain_mentions` gives them for one mention.
    score
        The calibrated score of the resolution.
    least
        The least score that a place is answered with.
    """
    if not weighed or not weighed[0].chosen:
        return "The gazetteer has no place of this name."
    first, rivals = weighed[0], weighed[1:]
    name = label_of(first.place)
    below = f"Its score {score:.2f} is below {least}, so no place is answered. " if score < least else ""
    second = next((rival for rival in rivals if rival.place is not None), None)
    if second is None:
        parts = [(words, points) for words, points in add_up(first).items() if points >= _LEAST_SAID]
        said = ", ".join(f"{words} ({points:+.1f})" for words, points in parts[:_MOST_SAID])
        return f"{below}{name} is the only place of this name; what counts most: {said or 'nothing much'}."
    lead = first.utility - second.utility
    rows = [(words, a - b) for words, a, b in compare(first, second)]
    gain = [f"{words} ({d:+.1f})" for words, d in rows if d >= _LEAST_SAID][:_MOST_SAID]
    loss = [f"{words} ({d:+.1f})" for words, d in rows if d <= -_LEAST_SAID][:_MOST_SAID]
    against = f"; against it: {', '.join(loss)}" if loss else ""
    kinds = first.place.kind if first.place else "", second.place.kind if second.place else ""
    village = kinds[0] in VILLAGE_KINDS and kinds[1] in CITY_KINDS
    if lead < 0 and (village or (kinds[0] in AREA_KINDS and kinds[1] in SETTLEMENT_KINDS)):
        said = "a village" if village else "the area"
        return f"{below}{label_of(second.place)} has {-lead:.1f} points more, but the text speaks of {said}."
    if lead < 0:
        return (
            f"{below}{label_of(second.place)} has {-lead:.1f} points more, but lies at the same place, and a town is "
            f"meant before the area named after it."
        )
    times = f"{math.exp(lead):.{1 if lead < 2 else 0}f} times" if lead < 7 else "over 1,000 times"
    for_it = ", ".join(gain) or "small things"
    return (
        f"{below}{name} leads by {lead:.1f} points ({times} as likely as {label_of(second.place)}): {for_it}{against}."
    )


def weighed_row(item: Weighed) -> dict[str, Any]:
    """Return a candidate as plain values, its contributions in words and points."""
    place = item.place
    return {
        "place_id": place.place_id if place else None,
        "name": place.name if place else None,
        "kind": place.kind if place else None,
        "admin1": place.admin1 if place else None,
        "country": place.country if place else None,
        "lat": round(place.lat, 5) if place else None,
        "lon": round(place.lon, 5) if place else None,
        "chosen": item.chosen,
        "probability": item.probability,
        "points": round(item.utility, 3),
        "contributions": [
            {"feature": name, "words": in_words(name), "points": round(points, 3)}
            for name, points in item.contributions
        ],
    }
