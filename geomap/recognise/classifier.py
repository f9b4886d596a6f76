"""The one decision of recognition: the probability that a candidate names a place, and which candidates stand."""

from __future__ import annotations

import json
import math
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
_BY_HAND = "weights_by_hand.json"
_MOST_TESTS = 16  # of one tree: its table has 2 ** tests entries
_ROWS = 2048
_LONGER = 0.5  # log-odds that each further word of a name is worth against the names inside it
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


@dataclass(frozen=True, slots=True)
class Forest:
    """Boosted trees as tables: the outcomes of a tree's tests, read as a number, say which leaf is reached.

    A test is "the column is above the threshold". Trees share tests, so each is asked once of all rows; then a tree is
    one look-up instead of a walk. The sum over the trees, plus `base`, is the log-odds.
    """

    column: NDArray[np.intp]  # of each test
    threshold: NDArray[np.float32]
    slots: NDArray[np.intp]  # (trees, bits): the tests of each tree, lowest bit first
    table: NDArray[np.float32]  # (trees, 2 ** bits)
    base: float

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Forest:
        """Return the trees of a weights file: nested lists [column, threshold, left, right] with numbers as leaves.

        A row goes left where its column is at most the threshold. A tree has at most 16 different tests.
        """
        tests: dict[tuple[int, float], int] = {}
        trees = data["trees"]
        own = [_tests_of(tree, tests) for tree in trees]
        bits = max((len(tree) for tree in own), default=0)
        if bits > _MOST_TESTS:
            raise ValueError(f"a tree of {bits} tests is too large for a table: at most {_MOST_TESTS}")
        slots = np.zeros((len(trees), bits), dtype=np.intp)
        table = np.zeros((len(trees), *(2,) * bits), dtype=np.float32)
        for number, (tree, used) in enumerate(zip(trees, own, strict=True)):
            slots[number, list(used.values())] = list(used)
            _fill(table[number], tree, {key: bits - 1 - used[test] for key, test in tests.items() if test in used}, {})
        return cls(
            np.array([column for column, _ in tests], dtype=np.intp),
            np.array([threshold for _, threshold in tests], dtype=np.float32),
            slots,
            table.reshape(len(trees), -1),
            float(data["base"]),
        )

    def log_odds(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the log-odds of each row."""
        total = np.full(len(matrix), self.base)
        offset = (np.arange(len(self.table)) * self.table.shape[1])[:, None]
        for begin in range(0, len(matrix), _ROWS):  # bounded memory
            part = matrix[begin : begin + _ROWS]
            outcomes = (part.T[self.column] > self.threshold[:, None]).astype(np.uint16)
            code = np.zeros((len(self.table), len(part)), dtype=np.uint16)
            for bit in range(self.slots.shape[1]):
                code += outcomes[self.slots[:, bit]] << bit
            total[begin : begin + _ROWS] += np.take(self.table, code + offset).sum(axis=0, dtype=np.float64)
        return total


def _tests_of(tree: Any, tests: dict[tuple[int, float], int]) -> dict[int, int]:
    """Return the tests of a tree (number -> bit), numbering new ones in `tests`."""
    used: dict[int, int] = {}
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, list):
            test = tests.setdefault((INDEX[node[0]], float(node[1])), len(tests))
            used.setdefault(test, len(used))
            nodes += node[2:]
    return used


def _fill(table: NDArray[np.float32], node: Any, axis: dict[tuple[int, float], int], known: dict[int, int]) -> None:
    """Write the leaves under a node into a tree's table, one axis a test; `known` are the tests decided above it."""
    if not isinstance(node, list):
        table[tuple(known.get(i, slice(None)) for i in range(table.ndim))] = node
        return
    own = axis[INDEX[node[0]], float(node[1])]
    for outcome, branch in enumerate(node[2:]):
        if known.get(own, outcome) == outcome:
            _fill(table, branch, axis, {**known, own: outcome})


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


@lru_cache(maxsize=1)
def load_by_hand() -> Classifier:
    """Return the classifier of other languages than English: a few weights that were set by hand."""
    return read_classifier(json.loads((files(__package__) / _BY_HAND).read_text(encoding="utf-8")))


@lru_cache(maxsize=4)
def load_classifier(*, with_model: bool) -> Classifier:
    """Return the shipped classifier of English: one was fitted with the model's labels, one without any."""
    data = json.loads((files(__package__) / _HOME).read_text(encoding="utf-8"))
    return read_classifier(data["with_model" if with_model else "without_model"])


def read_classifier(data: dict[str, Any]) -> Classifier:
    """Return a classifier from its JSON form."""
    model: Forest | Linear = Forest.from_json(data) if "trees" in data else Linear.from_json(data)
    return Classifier(model, float(data["threshold"]))


def choose(
    candidates: Sequence[Candidate], log_odds: Sequence[float], *, threshold: float
) -> list[tuple[Candidate, float]]:
    """Return the candidates that stand with their probability; parameters as of `standing`."""
    return [(candidates[i], odds) for i, odds in standing(candidates, log_odds, threshold=threshold)]


def standing(
    candidates: Sequence[Candidate], log_odds: Sequence[float], *, threshold: float
) -> list[tuple[int, float]]:
    """Return the numbers of the candidates that stand, by start, with their probability.

    No two overlap: the likelier one stays.

    Parameters
    ----------
    candidates
        By (start, end).
    log_odds
        One a candidate.
    threshold
        Least probability.
    """
    shift = math.log(threshold / (1 - threshold))
    out: list[int] = []
    cluster: list[int] = []  # candidates that overlap, one with another
    reach = -1
    for number, (candidate, odds) in enumerate(zip(candidates, log_odds, strict=True)):
        if odds <= shift:
            continue
        if candidate.start >= reach:
            out += cluster if len(cluster) < 2 else _without_overlaps(cluster, candidates, log_odds)
            cluster = []
        cluster.append(number)
        reach = max(reach, candidate.end)
    out += cluster if len(cluster) < 2 else _without_overlaps(cluster, candidates, log_odds)
    return [(number, 1 / (1 + math.exp(-min(30.0, log_odds[number])))) for number in out]


def _without_overlaps(cluster: list[int], candidates: Sequence[Candidate], log_odds: Sequence[float]) -> list[int]:
    """Return those of some candidates that stand, by start."""

    # greatest first, not the greatest sum: two parts of a name must not outweigh the whole
    def rank(number: int) -> tuple[float, int, int]:
        candidate = candidates[number]
        longer = _LONGER * _whole(candidate) * (candidate.last - candidate.first)
        return -(log_odds[number] + longer), candidate.start, -candidate.end

    taken: list[tuple[int, int]] = []
    out = []
    for number in sorted(cluster, key=rank):
        candidate = candidates[number]
        at = bisect_left(taken, (candidate.start, 0))
        if (at and taken[at - 1][1] > candidate.start) or (at < len(taken) and taken[at][0] < candidate.end):
            continue
        taken.insert(at, (candidate.start, candidate.end))
        out.append(number)
    return sorted(out)


def _whole(candidate: Candidate) -> bool:
    """Tell whether the gazetteer or the model takes the whole span for a name of a place."""
    return candidate.in_gazetteer or candidate.label in _PLACE_LABELS
