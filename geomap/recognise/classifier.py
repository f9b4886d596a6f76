"""The one decision of recognition: the probability that a candidate names a place, and which candidates stand."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.recognise.features import INDEX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.recognise.candidates import Candidate

_HOME = "weights.json"
_LONGER = 0.5  # log-odds that each further word of a name is worth against the names inside it


@dataclass(frozen=True, slots=True)
class Forest:
    """Boosted trees as flat arrays, one row a node: column, threshold, left, right, value.

    A row goes left where its column is at most the threshold; a leaf points at itself. The sum of the leaves
    over the trees, plus `base`, is the log-odds.
    """

    column: NDArray[np.int32]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]
    roots: NDArray[np.int32]
    depth: int
    base: float

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Forest:
        """Return the trees of a weights file: nested lists [column, threshold, left, right] with numbers as leaves."""
        column: list[int] = []
        threshold: list[float] = []
        left: list[int] = []
        right: list[int] = []
        value: list[float] = []
        deepest = 0

        def add(node: Any, depth: int) -> int:
            nonlocal deepest
            deepest = max(deepest, depth)
            number = len(column)
            column.append(0)
            threshold.append(np.inf)
            left.append(number)
            right.append(number)
            value.append(0.0)
            if isinstance(node, list):
                column[number] = INDEX[node[0]]
                threshold[number] = float(node[1])
                left[number] = add(node[2], depth + 1)
                right[number] = add(node[3], depth + 1)
            else:
                value[number] = float(node)
            return number

        roots = [add(tree, 0) for tree in data["trees"]]
        return cls(
            np.array(column, dtype=np.int32),
            np.array(threshold, dtype=np.float32),
            np.array(left, dtype=np.int32),
            np.array(right, dtype=np.int32),
            np.array(value),
            np.array(roots, dtype=np.int32),
            deepest,
            float(data["base"]),
        )

    def log_odds(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the log-odds of each row."""
        total = np.full(len(matrix), self.base)
        flat = np.ascontiguousarray(matrix).ravel()
        width = matrix.shape[1]
        for begin in range(0, len(matrix), 2048):  # bounded memory
            rows = np.arange(begin, min(begin + 2048, len(matrix)))
            offset = (rows * width)[:, None]
            node = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
            for _ in range(self.depth):
                goes_left = flat[offset + self.column[node]] <= self.threshold[node]
                node = np.where(goes_left, self.left[node], self.right[node])
            total[rows] += self.value[node].sum(axis=1)
        return total


@dataclass(frozen=True, slots=True)
class Linear:
    """A weight a column: readable by hand, used where no trees were fitted."""

    weights: NDArray[np.float64]
    base: float

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Linear:
        """Return the weights of a file: {"base": …, "weights": {column: weight}}."""
        weights = np.zeros(len(INDEX))
        for name, weight in data["weights"].items():
            weights[INDEX[name]] = weight
        return cls(weights, float(data["base"]))

    def log_odds(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the log-odds of each row."""
        return np.asarray(matrix @ self.weights + self.base)


@dataclass(frozen=True, slots=True)
class Classifier:
    """Log-odds of candidates with a threshold on the probability."""

    model: Forest | Linear
    threshold: float


@lru_cache(maxsize=4)
def load_classifier(*, with_model: bool) -> Classifier:
    """Return the shipped classifier: one was fitted with the model's labels, one without any."""
    data = json.loads((files(__package__) / _HOME).read_text(encoding="utf-8"))
    return read_classifier(data["with_model" if with_model else "without_model"])


def read_classifier(data: dict[str, Any]) -> Classifier:
    """Return a classifier from its JSON form."""
    model: Forest | Linear = Forest.from_json(data) if "trees" in data else Linear.from_json(data)
    return Classifier(model, float(data["threshold"]))


def choose(
    candidates: Sequence[Candidate], log_odds: Sequence[float], *, threshold: float
) -> list[tuple[Candidate, float]]:
    """Return the candidates that stand with their probability: no two overlap, the likelier one stays.

    Parameters
    ----------
    candidates
        By (start, end).
    log_odds
        One a candidate.
    threshold
        Least probability.
    """
    shift = float(np.log(threshold / (1 - threshold)))
    kept = [(candidate, float(odds)) for candidate, odds in zip(candidates, log_odds, strict=True) if odds - shift > 0]
    # greatest first, not the greatest sum: two parts of a name must not outweigh the whole
    kept.sort(
        key=lambda item: (
            -(item[1] + _LONGER * item[0].in_gazetteer * (item[0].last - item[0].first)),
            item[0].start,
            -item[0].end,
        )
    )
    taken: list[tuple[int, int]] = []
    out = []
    for candidate, odds in kept:
        at = bisect_left(taken, (candidate.start, 0))
        if (at and taken[at - 1][1] > candidate.start) or (at < len(taken) and taken[at][0] < candidate.end):
            continue
        taken.insert(at, (candidate.start, candidate.end))
        out.append((candidate, odds))
    out.sort(key=lambda item: item[0].start)
    return [(candidate, 1 / (1 + float(np.exp(-min(30.0, odds))))) for candidate, odds in out]
