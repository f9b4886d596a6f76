"""Every candidate of every name with what each column added to its utility: the ranker laid open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geomap.resolve.context import build_scene
from geomap.resolve.features import NAMES
from geomap.resolve.rank import load_ranker, none_features, rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Mention, Place, Report


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
        The sum of the contributions.
    contributions
        (column, weight times value), the greatest first; columns as in `geomap.resolve.features.NAMES`.
    """

    place: Place | None
    probability: float
    utility: float
    contributions: tuple[tuple[str, float], ...]


def explain_mentions(
    report: Report, mentions: Sequence[Mention], gazetteer: Gazetteer, *, region: Sequence[str] = (), limit: int = 5
) -> list[list[Weighed]]:
    """Return for each mention its likeliest candidates and "none of these", the likeliest first.

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
    weights, nones = ranker.rounds[-1], none_features(scene) @ ranker.none[-1]
    by_group = []
    for number, group in enumerate(scene.groups):
        own = probability[group.begin : group.end]
        rows = [group.begin + int(i) for i in np.lexsort((np.arange(len(own)), -own))[:limit]]
        found = []
        for row in rows:
            parts = [
                (name, round(float(v), 4))
                for name, v in zip(NAMES, weights * matrix[row], strict=True)
                if abs(v) >= 1e-4
            ]
            parts.sort(key=lambda part: (-abs(part[1]), part[0]))
            utility = round(float(weights @ matrix[row]), 4)
            found.append(Weighed(scene.options[row].place, round(float(probability[row]), 4), utility, tuple(parts)))
        left = round(max(0.0, 1.0 - float(own.sum())), 4)
        found.append(Weighed(None, left, round(float(nones[number]), 4), ()))
        found.sort(key=lambda item: -item.probability)
        by_group.append(found)
    return [by_group[number] for number in group_of]
