"""The ranker: a weight a column, a softmax over the options of a name and "none of these", a calibrated score."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.gazetteer.names import GENERIC
from geomap.resolve.context import EARTH_KM, keep_company
from geomap.resolve.features import INDEX, NAMES, add_company, own_features
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geomap.resolve.context import Group, Scene

_HOME = "weights.json"


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights of one round a row; the utility of "none of these" and the table that makes scores probabilities."""

    rounds: NDArray[np.float64]  # (rounds, columns)
    none: NDArray[np.float64]  # (rounds, columns of `none_features`)
    calibration: tuple[tuple[float, float], ...]  # (raw probability, share that was right), rising


def read_ranker(data: dict[str, Any]) -> Ranker:
    """Return a ranker from its JSON form."""
    rounds = np.zeros((len(data["rounds"]), len(NAMES)))
    for number, weights in enumerate(data["rounds"]):
        for name, weight in weights.items():
            rounds[number, INDEX[name]] = weight
    table = tuple((float(a), float(b)) for a, b in data["calibration"])
    return Ranker(rounds, np.array(data["none"], dtype=float), table)


@lru_cache(maxsize=1)
def load_ranker() -> Ranker:
    """Return the shipped weights."""
    return read_ranker(json.loads((files(__package__) / _HOME).read_text(encoding="utf-8")))


def softmax(scene: Scene, utility: NDArray[np.float64], none: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of each option among those of its name and none of them."""
    top = np.maximum(none, 0.0)
    np.maximum.at(top, scene.group_of, utility)
    weight = np.exp(utility - top[scene.group_of])
    total = np.bincount(scene.group_of, weight, len(scene.groups)) + np.exp(none - top)
    return np.asarray(weight / total[scene.group_of])


NONE_NAMES = ("always", "doubt", "only_fuzzy", "log_options", "lone")


def none_features(scene: Scene) -> NDArray[np.float64]:
    """Return what speaks for "none of these", one row a name, columns as in `NONE_NAMES`."""
    rows = np.zeros((len(scene.groups), len(NONE_NAMES)))
    for row, group in zip(rows, scene.groups, strict=True):
        options = scene.options[group.begin : group.end]
        row[0] = 1.0
        row[1] = group.doubt
        row[2] = float(bool(options) and options[0].how == "fuzzy")
        row[3] = np.log10(max(1, len(options)))
        row[4] = float(len(group.members) == 1)
    return rows


def rank(scene: Scene, ranker: Ranker) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each option's probability and the final matrix of columns.

    Round by round: the first round knows the names and places only; every later round also what the other
    names' options, weighted by their probabilities so far, say of this one.
    """
    own = own_features(scene)
    none = none_features(scene) @ ranker.none.T
    matrix = own
    probability = softmax(scene, own @ ranker.rounds[0], none[:, 0])
    for number, weights in enumerate(ranker.rounds[1:], start=1):
        matrix = add_company(own, scene, keep_company(scene, probability))
        probability = softmax(scene, matrix @ weights, none[:, number])
    return probability, matrix


def calibrate(ranker: Ranker, probability: float) -> float:
    """Return the share of resolutions with this raw probability that were right when the weights were fitted."""
    table = ranker.calibration
    return float(np.interp(probability, [a for a, _ in table], [b for _, b in table]))


_TWIN_KM = 30.0


def decide(scene: Scene, group: Group, probability: NDArray[np.float64]) -> tuple[int, float]:
    """Return the row of the option a name means, and the probability that the place lies there.

    A town and the district named after it share their probability, as do two records of one place: it is that of
    all options within 30 km. Of such twins the settlement is meant, unless a cue word names the district.
    """
    own = probability[group.begin : group.end]
    best = group.begin + int(np.argmax(own))
    chord = 2 - 2 * (scene.unit[group.begin : group.end] @ scene.unit[best])
    twins = np.flatnonzero(np.maximum(0.0, chord) * EARTH_KM**2 <= _TWIN_KM**2)
    if scene.options[best].place.kind in {"admin2", "admin3"} and GENERIC.get(group.cue) not in {
        "admin1",
        "admin2",
        "admin3",
    }:
        towns = [int(i) for i in twins if scene.options[group.begin + int(i)].place.kind in SETTLEMENT_KINDS]
        towns.sort(key=lambda i: (-own[i], i))
        if towns and own[towns[0]] >= 0.4 * own[best - group.begin]:
            best = group.begin + towns[0]
    return best, float(min(1.0, own[twins].sum()))
