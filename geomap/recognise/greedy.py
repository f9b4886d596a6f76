"""The entities of many texts at once: spaCy's greedy entity recogniser, its choices made for all words in one step.

spaCy walks each text word by word and asks at each word which of all actions are allowed.  Outside an entity the
scores depend on the word alone, and inside one on the word and where the entity began; so the best action outside is
taken for all words of a batch together, and the entities that begin are carried on together, word by word, until the
last has ended.  The network, its weights and the rules of what may follow what are spaCy's own (`Language.get_pipe`),
and so are the entities; only a recogniser of the usual form is read so, any other goes its own way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.attrs import IS_SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from spacy.tokens import Doc

    Floats = NDArray[np.float32]


class QuickReader:
    """Reads entities with the network of a spaCy entity recogniser; made by `quick_reader`."""

    def __init__(self, pipe: Any) -> None:
        model = pipe.model
        self._tok2vec = model.get_ref("tok2vec")
        self._lower, upper = model.get_ref("lower"), model.get_ref("upper")
        self._bias = self._lower.get_param("b")
        self._weights, self._upper_bias = upper.get_param("W"), upper.get_param("b")
        self._ops = model.ops
        moves = [pipe.moves.get_class_name(number).partition("-") for number in range(pipe.moves.n_moves)]
        self._labels = sorted({label for _, _, label in moves if label})
        at = {(move, label): number for number, (move, _, label) in enumerate(moves)}
        # outside an entity: nothing, begin, unit, in the order of spaCy's actions (the first of equals is taken)
        outside = sorted(n for (move, label), n in at.items() if move == "O" or (move in {"B", "U"} and label))
        self._outside = np.array(outside)
        self._move = np.array(["OBU".index(moves[n][0]) for n in outside])
        self._label_of = np.array([self._labels.index(moves[n][2]) if moves[n][2] else -1 for n in outside])
        self._in = np.array([at["I", label] for label in self._labels])
        self._last = np.array([at["L", label] for label in self._labels])
        self._begins = self._move == 1
        self._opens = self._move > 0

    def read(self, docs: Sequence[Doc]) -> list[list[tuple[int, int, str]]]:
        """Return the entities (first token, last token, label) of each text, in order.

        The texts have no entities and no sentences set yet.
        """
        lengths = np.array([len(doc) for doc in docs])
        size = int(lengths.sum())
        if not size:
            return [[] for _ in docs]
        features = self._lower.predict(self._tok2vec.predict(list(docs)))
        pad, words = features[0], features[1:]
        ends = np.cumsum(lengths)
        final = np.zeros(size, dtype=bool)
        final[ends[lengths > 0] - 1] = True
        space = np.concatenate([doc.to_array(IS_SPACE) for doc in docs]) != 0
        scores = self._scores((words[:, 0] + pad[1]) + pad[2])[:, self._outside]
        scores[np.ix_(space, self._opens)] = -np.inf
        scores[np.ix_(final, self._begins)] = -np.inf
        best = scores.argmax(axis=1)
        moves, labels = self._move[best], self._label_of[best]
        stops = self._carry_on(words, np.flatnonzero(moves == 1), labels, final)
        return self._walk(ends - lengths, ends, moves, labels, stops)

    def _scores(self, hidden: Floats) -> Floats:
        """Return the score of every action from the sums of a state's features."""
        told = (hidden + self._bias).max(axis=2)
        scores: Floats = self._ops.gemm(told, self._weights, trans2=True)
        scores += self._upper_bias
        return scores

    def _carry_on(
        self, words: Floats, begin: NDArray[np.int64], labels: NDArray[np.int64], final: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Return for each word where the entity that begins at it ends (the word after it)."""
        stops = np.arange(len(words)) + 1
        at = begin + 1
        while len(begin):
            scores = self._scores((words[at, 0] + words[begin, 1]) + words[at - 1, 2])
            rows, label = np.arange(len(begin)), labels[begin]
            go_on, end = scores[rows, self._in[label]], scores[rows, self._last[label]]
            # of two equal scores the action that comes first in spaCy's order is taken
            inside = ~final[at] & np.where(self._in[label] < self._last[label], go_on >= end, go_on > end)
            stops[begin[~inside]] = at[~inside] + 1
            begin, at = begin[inside], at[inside] + 1
        return stops

    def _walk(
        self,
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        moves: NDArray[np.int64],
        labels: NDArray[np.int64],
        stops: NDArray[np.int64],
    ) -> list[list[tuple[int, int, str]]]:
        """Return the entities met on the way through each text: what begins inside another is passed over."""
        opened = np.flatnonzero(moves)
        out: list[list[tuple[int, int, str]]] = []
        cuts = np.searchsorted(opened, ends)
        first = 0
        for start, cut in zip(starts.tolist(), cuts.tolist(), strict=True):
            found, free = [], start
            for at in opened[first:cut].tolist():
                if at >= free:
                    free = int(stops[at])
                    found.append((at - start, free - start - 1, self._labels[labels[at]]))
            out.append(found)
            first = cut
        return out


def quick_reader(pipe: Any) -> QuickReader | None:
    """Return a reader with the network of a pipeline's entity recogniser, or None if that is of another form."""
    try:
        model = pipe.model
        usual = (
            pipe.cfg["beam_width"] == 1
            and model.attrs["has_upper"]
            and not model.attrs["unseen_classes"]
            and model.get_ref("lower").get_dim("nF") == 3
            and model.get_ref("lower").get_dim("nP") >= 2
            and isinstance(model.get_ref("lower").get_param("W"), np.ndarray)
            and model.get_ref("upper").get_dim("nO") == pipe.moves.n_moves
            and not pipe.postprocesses
        )
    except (AttributeError, KeyError, ValueError):
        return None
    return QuickReader(pipe) if usual else None
