"""The best one-to-one pairing of two lists, by total score: exact where the lists are short, greedy beyond."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_EXACT = 150  # rows or columns of one connected part; a larger one is paired greedily
_UNIT = 1_000_000


def pair_up(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Return the pairing left -> right with the greatest total score; what has no partner is left out.

    Parameters
    ----------
    scores
        (left, right) -> score above 0; pairs that are not there cannot be made. Numbers are positions in lists
        that are in a fixed order: equal totals are settled by it.

    References
    ----------
    .. [1] Kuhn (1955), "The Hungarian method for the assignment problem", doi:10.1002/nav.3800020109; with the
       potentials of Jonker and Volgenant (1987), doi:10.1007/BF02278710.
    """
    pairs: dict[int, int] = {}
    for lefts, rights, inside in _parts(scores):
        if max(len(lefts), len(rights)) > _EXACT:
            pairs |= _greedy(inside)
            continue
        across = len(lefts) > len(rights)
        rows, columns = (rights, lefts) if across else (lefts, rights)
        table = [[-round(inside.get((c, r) if across else (r, c), 0.0) * _UNIT) for c in columns] for r in rows]
        for row, column in enumerate(_hungarian(table)):
            pair = (columns[column], rows[row]) if across else (rows[row], columns[column])
            if pair in inside:
                pairs[pair[0]] = pair[1]
    return dict(sorted(pairs.items()))


def _parts(
    scores: Mapping[tuple[int, int], float],
) -> Iterable[tuple[list[int], list[int], dict[tuple[int, int], float]]]:
    """Yield the connected parts: their left and right numbers, and the scores inside."""
    by_left: dict[int, list[int]] = defaultdict(list)
    by_right: dict[int, list[int]] = defaultdict(list)
    for left, right in sorted(scores):
        by_left[left].append(right)
        by_right[right].append(left)
    done: set[int] = set()
    for first in sorted(by_left):
        if first in done:
            continue
        lefts, rights, todo = {first}, set(), [first]
        while todo:
            for right in by_left[todo.pop()]:
                if right not in rights:
                    rights.add(right)
                    todo += [left for left in by_right[right] if left not in lefts]
                    lefts.update(by_right[right])
        done |= lefts
        inside = {(left, right): scores[left, right] for left in lefts for right in by_left[left]}
        yield sorted(lefts), sorted(rights), inside


def _greedy(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for (left, right), _ in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if left not in pairs and right not in taken:
            pairs[left] = right
            taken.add(right)
    return pairs


def _hungarian(cost: Sequence[Sequence[int]]) -> list[int]:
    """Return the column of each row at the least total cost; no more rows than columns."""
    n, m = len(cost), len(cost[0])
    infinite = 1 << 60
    row_price, column_price = [0] * (n + 1), [0] * (m + 1)
    owner, way = [0] * (m + 1), [0] * (m + 1)
    for row in range(1, n + 1):
        owner[0], column = row, 0
        least, seen = [infinite] * (m + 1), [False] * (m + 1)
        while owner[column]:
            seen[column] = True
            now, delta, ahead = owner[column], infinite, 0
            for j in range(1, m + 1):
                if seen[j]:
                    continue
                value = cost[now - 1][j - 1] - row_price[now] - column_price[j]
                if value < least[j]:
                    least[j], way[j] = value, column
                if least[j] < delta:
                    delta, ahead = least[j], j
            for j in range(m + 1):
                if seen[j]:
                    row_price[owner[j]] += delta
                    column_price[j] -= delta
                else:
                    least[j] -= delta
            column = ahead
        while column:
            owner[column], column = owner[way[column]], way[column]
    found = [0] * n
    for j in range(1, m + 1):
        if owner[j]:
            found[owner[j] - 1] = j - 1
    return found
