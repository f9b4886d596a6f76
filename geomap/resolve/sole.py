"""Names that only one place on Earth bears: in a text that names little else they mean that place.

The ranker was fitted on whole articles, where a village that nothing else speaks for is mostly a name that the
gazetteer lacks. A short report has nothing else to say, and of its lone names the ranker thinks too little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geomap.resolve.pairs import EARTH_KM
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geomap.resolve.context import Scene

SOLE_SCORE = 0.85
_DOUBT = 0.4  # a word that may be no name at all gains nothing
_LETTERS = 4  # what is shorter may be a code
_OTHERS = 1  # further names in the report: with more of them their silence on this one says something
_ONE_PLACE_KM = 30.0  # a town and the district of its name are one place


def sole_bearers(scene: Scene, best: NDArray[np.int64], doubted: NDArray[np.bool_]) -> list[int]:
    """Return the numbers of the groups among `doubted` whose name nothing else bears, in reports of few names.

    Parameters
    ----------
    scene
        Names and options.
    best
        For each group the row of the option it means, -1 for none.
    doubted
        For each group whether its score is less than `SOLE_SCORE`.
    """
    named = np.array([not group.people and group.end > group.begin for group in scene.groups], dtype=bool)
    others = np.bincount(scene.page[named], minlength=scene.pages) - 1
    out = []
    for number in np.flatnonzero(doubted & named & (best >= 0) & (others[scene.page] <= _OTHERS)).tolist():
        group, option = scene.groups[number], scene.options[best[number]]
        if group.doubt > _DOUBT or group.containers or len(group.key) < _LETTERS:
            continue
        if option.how != "exact" or option.place.kind not in SETTLEMENT_KINDS:
            continue
        rows = slice(group.begin, group.end)
        chord = 2 - 2 * (scene.unit[rows] @ scene.unit[best[number]])
        if float(chord.max()) * EARTH_KM**2 <= _ONE_PLACE_KM**2:
            out.append(number)
    return out
