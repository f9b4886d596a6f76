"""The ranker: a weight a column, a softmax over the options of a name and "none of these", a calibrated score."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.gazetteer.names import GENERIC
from geomap.resolve.beside import AREA_KINDS, DISTRICT_KM
from geomap.resolve.company import keep_company
from geomap.resolve.features import COMPANY_COLUMNS, INDEX, NAMES
from geomap.resolve.pairs import EARTH_KM
from geomap.resolve.stated import FIRM
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geomap.resolve.context import Scene

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
    if not len(utility):
        return utility
    top = np.maximum(none, 0.0)
    top[scene.filled] = np.maximum(top[scene.filled], np.maximum.reduceat(utility, scene.starts))
    weight = np.exp(utility - top[scene.group_of])
    total = np.exp(none - top)
    total[scene.filled] += np.add.reduceat(weight, scene.starts)
    return np.asarray(weight / total[scene.group_of])


NONE_NAMES = ("always", "doubt", "only_fuzzy", "log_options", "lone", "no_main", "short_name", "obscure")
_NONE_ORDER = [0, 1, 3, 4, 2, 5, 6, 7]  # of the columns as they are put together, those of `NONE_NAMES`


def none_features(scene: Scene) -> NDArray[np.float64]:
    """Return what speaks for "none of these", one row a name, columns as in `NONE_NAMES`."""
    rows = [(1.0, group.doubt, float(len(group.members) == 1), *group.sheet.none) for group in scene.groups]
    return np.array(rows, dtype=float).reshape(len(rows), len(NONE_NAMES))[:, _NONE_ORDER]


def own_features(scene: Scene) -> NDArray[np.float64]:
    """Return the columns that do not depend on the other names, as in `features.WORD_COLUMNS`, one row an option."""
    scene.words[:, INDEX["region"]] = scene.region
    scene.words[:, INDEX["publisher"]] = scene.publisher
    return scene.words


def rank(scene: Scene, ranker: Ranker) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each option's probability and the final matrix of columns.

    Round by round: the first round knows the names and places only; every later round also what the other
    names' options, weighted by their probabilities so far, say of this one.
    """
    own = own_features(scene)
    cut = own.shape[1]
    # not by BLAS: there a row's sum may differ in its last bit with how many rows there are
    none = np.einsum("ij,kj->ik", none_features(scene), ranker.none)
    utility = np.einsum("ij,kj->ik", own, ranker.rounds[:, :cut])
    company = np.zeros((len(own), len(COMPANY_COLUMNS)))
    probability = softmax(scene, utility[:, 0], none[:, 0])
    for number in range(1, len(ranker.rounds)):
        company = keep_company(scene, probability)
        probability = softmax(
            scene, utility[:, number] + np.einsum("ij,j->i", company, ranker.rounds[number, cut:]), none[:, number]
        )
    return probability, np.concatenate([own, company], axis=1)


def calibrate(ranker: Ranker, probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of resolutions with these raw probabilities that were right when the weights were fitted."""
    table = np.array(ranker.calibration)
    return np.asarray(np.interp(probability, table[:, 0], table[:, 1]))


_TWIN_KM = 30.0
_SHORTEST_NAME = 4  # letters; what is shorter and in capitals is a code: "NY" is the state
# of a district and its town, a province and its town: the town is meant if it is at least so likely in comparison
_TOWN_FIRST = {"admin1": 0.35, "admin2": 0.15, "admin3": 0.15}
_SURE = 0.6  # of a container: what it says is believed
_HOLDS_ALL = frozenset({"country", "territory", "admin1", "admin2"})
CITY_KINDS = frozenset({"capital", "city"})
VILLAGE_KINDS = frozenset({"village", "settlement"})
_NO_VILLAGE = 20_000  # inhabitants: no text calls so large a place a village
_OTHER_SHARE = 0.1  # of the probability of what is ahead
_POINT_TOWN = 0.05  # "near X" and "in the direction of X" are said of points


@dataclass(frozen=True, slots=True)
class Decisions:
    """For each group the row of the option it means (-1: it has none) and how likely the place lies there."""

    best: NDArray[np.int64]
    likely: NDArray[np.float64]


def decide(scene: Scene, probability: NDArray[np.float64]) -> Decisions:
    """Return what each name means.

    A town and the district named after it share their probability, as do two records of one place: it is that of
    all options within 30 km. Of such twins the settlement is meant, unless a cue word names the district.
    """
    n_groups = len(scene.groups)
    best = np.full(n_groups, -1, dtype=np.int64)
    likely = np.zeros(n_groups)
    if not len(probability):
        return Decisions(best, likely)
    owner = scene.group_of
    order = np.lexsort((np.arange(len(owner)), -probability, owner))
    best[scene.filled] = order[scene.starts]
    chord = 2 - 2 * np.einsum("ij,ij->i", scene.unit, scene.unit[best[owner]])
    twin = np.maximum(0.0, chord) * EARTH_KM**2 <= _TWIN_KM**2
    likely = np.minimum(1.0, np.bincount(owner, probability * twin, n_groups))
    for number, row in zip(scene.filled.tolist(), best[scene.filled].tolist(), strict=True):
        kind = scene.options[row].place.kind
        if kind not in AREA_KINDS:
            continue
        group = scene.groups[number]
        code = "." in group.written or (group.written.isupper() and len(group.written) < _SHORTEST_NAME)
        if code or GENERIC.get(group.cue) in AREA_KINDS:
            continue
        rows = slice(group.begin, group.end)
        inside = twin[rows]
        same_province = (scene.admin1[rows] == scene.admin1[row]) & (scene.admin1[row] > 0)
        if kind == "admin1":
            inside = inside | same_province  # a province's point may lie far from the town that it is named after
        else:
            inside = inside | (same_province & (np.maximum(0.0, chord[rows]) * EARTH_KM**2 <= DISTRICT_KM**2))
        towns = group.begin + np.flatnonzero(inside & scene.settled[rows])
        if len(towns):
            town = int(towns[np.argmax(probability[towns])])
            capital = scene.options[town].place.kind == "capital"
            least = _POINT_TOWN if group.point or capital else _TOWN_FIRST[kind]
            if probability[town] >= least * probability[row]:
                best[number] = town
    for number, group in enumerate(scene.groups):
        if best[number] >= 0 and GENERIC.get(group.cue) == "village":
            _take_at_word(scene, number, probability, best, likely)
    for number in np.flatnonzero(best >= 0).tolist():
        if _lies_abroad(scene, number, best, likely):
            likely[number] = 0.0  # "the village of X in the province of Y": no X that is known lies in that country
    return Decisions(best, likely)


def _take_at_word(
    scene: Scene,
    number: int,
    probability: NDArray[np.float64],
    best: NDArray[np.int64],
    likely: NDArray[np.float64],
) -> None:
    """Set the name at `number` to its village where the text says "the village of X" and a city of that name is ahead.

    What the text's own word rules out is out, so the others share its probability.
    """
    group, row = scene.groups[number], int(best[number])
    ahead = scene.options[row].place
    if ahead.kind not in CITY_KINDS or ahead.population < _NO_VILLAGE:
        return
    least = _OTHER_SHARE * probability[row]
    rows = [
        other
        for other in range(group.begin, group.end)
        if scene.options[other].place.kind in VILLAGE_KINDS and probability[other] >= least
    ]
    if rows:
        best[number] = chosen = max(rows, key=lambda other: (probability[other], -other))
        likely[number] = min(1.0, probability[chosen] / max(1e-9, 1.0 - probability[row]))


def _lies_abroad(scene: Scene, number: int, best: NDArray[np.int64], likely: NDArray[np.float64]) -> bool:
    """Tell whether the text puts a name into a country in which none of its options lies."""
    group = scene.groups[number]
    if GENERIC.get(group.cue) not in SETTLEMENT_KINDS:
        return False
    for holder, how in group.containers:
        row = best[holder]
        if (
            how not in FIRM
            or GENERIC.get(scene.groups[holder].cue) not in AREA_KINDS
            or row < 0
            or likely[holder] < _SURE
        ):
            continue
        there = scene.options[row].place
        if there.country and there.kind in _HOLDS_ALL and there.country not in {o.place.country for o in group.options}:
            return True
    return False
