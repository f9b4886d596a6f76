"""Every candidate of every name with what each column added to its points: the ranker laid open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geomap.resolve.beside import row_meant
from geomap.resolve.context import build_scene
from geomap.resolve.features import NAMES
from geomap.resolve.rank import NONE_NAMES, decide, load_ranker, none_features, rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Mention, Place, Report

_LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Weighed:
    """One candidate of a name.

    Attributes
    ----------
    place
        The candidate; None for "none of these".
    probability
        Its share among the candidates of the name, before calibration.
    utility
        The sum of the contributions: its points. A candidate with one point more is e = 2.7 times as likely.
    contributions
        (column, weight times value), the greatest first; columns as in `geomap.resolve.features.NAMES`, those of
        "none of these" as in `geomap.resolve.rank.NONE_NAMES`.
    chosen
        It is the one that the name was resolved to, or would be if the score were not too low.
    """

    place: Place | None
    probability: float
    utility: float
    contributions: tuple[tuple[str, float], ...]
    chosen: bool = False


def explain_mentions(
    report: Report, mentions: Sequence[Mention], gazetteer: Gazetteer, *, region: Sequence[str] = (), limit: int = 5
) -> list[list[Weighed]]:
    """Return for each mention its likeliest candidates and "none of these": the chosen first, then the likeliest.

    Parameters
    ----------
    report, mentions, gazetteer, region
        As in `geomap.resolve.resolve.resolve_mentions`.
    limit
        At most so many candidates a mention, "none of these" not counted.

    Returns
    -------
    weighed
        One list a mention, in the same order; only "none of these" where the gazetteer has no such name.
    """
    if not mentions:
        return []
    ranker = load_ranker()
    scene, group_of = build_scene(report.clean, mentions, gazetteer, region=region, publisher=report.publisher)
    probability, matrix = rank(scene, ranker)
    best_of = decide(scene, probability).best.tolist()
    weights, none = ranker.rounds[-1], none_features(scene)
    by_group = []
    for number, group in enumerate(scene.groups):
        own = probability[group.begin : group.end]
        rows = [group.begin + int(i) for i in np.lexsort((np.arange(len(own)), -own))]
        rows = sorted(rows, key=lambda row: row != best_of[number])[:limit]
        found = []
        for row in rows:
            parts, points = _parts(NAMES, weights * matrix[row])
            share = round(float(probability[row]), 4)
            found.append(Weighed(scene.options[row].place, share, points, parts, row == best_of[number]))
        parts, points = _parts(NONE_NAMES, ranker.none[-1] * none[number])
        left = round(max(0.0, 1.0 - float(own.sum())), 4)
        found.append(Weighed(None, left, points, parts))
        found.sort(key=lambda item: (not item.chosen, -item.probability))
        by_group.append(found)
    out = []
    for mention, number in zip(mentions, group_of, strict=True):
        found = by_group[number]
        row = row_meant(scene, number, best_of[number], mention) if best_of[number] >= 0 else -1
        if row != best_of[number]:  # "the district of X": of its records the one that the word beside it names
            place = scene.options[row].place
            if any(item.place is place for item in found):
                found = [replace(item, chosen=item.place is place) for item in found]
            found.sort(key=lambda item: (not item.chosen, -item.probability))
        out.append(found)
    return out


def _parts(names: Sequence[str], values: NDArray[np.float64]) -> tuple[tuple[tuple[str, float], ...], float]:
    """Return what counts of the contributions, the greatest first, and their sum."""
    parts = [
        (name, round(value, 4)) for name, value in zip(names, values.tolist(), strict=True) if abs(value) >= _LEAST
    ]
    parts.sort(key=lambda part: (-abs(part[1]), part[0]))
    return tuple(parts), round(float(values.sum()), 4)
