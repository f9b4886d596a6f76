"""Fills the R-trees of a new GeoPackage at once, packed, instead of row by row.

SQLite's own insertion searches and splits the tree for each row (14 µs a point); here the rows are sorted into tiles
(sort-tile-recursive) and the nodes are written as they are stored.  The trees that come out are full, shallow and
quick to search, and SQLite goes on editing them as its own.

References
----------
.. [1] Leutenegger, Lopez, Edgington (1997), "STR: a simple and efficient algorithm for R-tree packing",
   doi:10.1109/ICDE.1997.582015.
.. [2] SQLite, "The SQLite R*Tree Module", section 6.1 (shadow tables); node layout: ext/rtree/rtree.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.gazetteer.pairs import Pairs

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

_CELL = np.dtype([("id", ">i8"), ("box", ">f4", 4)])
_MAX_CELLS = 51
_BATCH = 250_000


def fill(db: sqlite3.Connection, index: str, boxes: Iterable[tuple[int, float, float, float, float]]) -> None:
    """Fill an R-tree that was just created and is empty.

    Parameters
    ----------
    db
        The connection; the caller commits.
    index
        Name of the virtual table (``rtree_<table>_geom``).
    boxes
        (row number, min x, max x, min y, max y), every row number once. Taken in parts: many of them should come
        in rising y, so that a part is a band.
    """
    size = db.execute(f'SELECT length(data) FROM "{index}_node" WHERE nodeno = 1').fetchone()[0]
    room = min((size - 4) // _CELL.itemsize, _MAX_CELLS)
    nodes = _Nodes(db, index, size)
    leaves: list[tuple[NDArray[np.int64], NDArray[np.float32]]] = []
    rows, parents = Pairs(), Pairs()
    for ids, corners in _parts(boxes):
        if len(ids) <= room and not leaves:  # all of it in the root
            nodes.write_root(ids, corners, 0)
            rows.add(ids, np.ones(len(ids)))
            break
        leaves.append(nodes.write(ids, corners, room, rows))
    # by rising number: appended, not scattered over the table
    db.executemany(f'INSERT INTO "{index}_rowid" VALUES (?, ?)', rows.in_order())
    if not leaves:
        return
    ids = np.concatenate([numbers for numbers, _ in leaves])
    corners = np.concatenate([extents for _, extents in leaves])
    depth = 1
    while len(ids) > room:
        ids, corners = nodes.write(ids, corners, room, parents)
        depth += 1
    nodes.write_root(ids, corners, depth)
    parents.add(ids, np.ones(len(ids)))
    db.executemany(f'INSERT INTO "{index}_parent" VALUES (?, ?)', parents.in_order())


def _parts(
    boxes: Iterable[tuple[int, float, float, float, float]],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    part: list[tuple[int, float, float, float, float]] = []
    for box in boxes:
        part.append(box)
        if len(part) == _BATCH:
            yield _arrays(part)
            part = []
    if part:
        yield _arrays(part)


def _arrays(part: list[tuple[int, float, float, float, float]]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return row numbers, and boxes in 32 bits rounded outwards."""
    table = np.array(part, dtype=np.float64)
    exact = table[:, 1:]
    boxes = exact.astype(np.float32)
    low = np.where(boxes > exact, np.nextafter(boxes, np.float32(-np.inf)), boxes)
    high = np.where(boxes < exact, np.nextafter(boxes, np.float32(np.inf)), boxes)
    boxes[:, 0::2], boxes[:, 1::2] = low[:, 0::2], high[:, 1::2]
    return table[:, 0].astype(np.int64), boxes


def _tiles(boxes: NDArray[np.float32], room: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order of boxes tile by tile, and where in it each tile starts; tiles are filled evenly."""
    x = boxes[:, 0].astype(np.float64) + boxes[:, 1]
    y = boxes[:, 2].astype(np.float64) + boxes[:, 3]
    tiles = -(-len(boxes) // room)
    wide, high = float(np.ptp(x)), float(np.ptp(y))
    # as many columns as make the tiles about square
    columns = round(float(np.sqrt(tiles * wide / high))) if high > 0 else tiles
    edges = _even(len(boxes), min(max(columns, 1), tiles))
    place = np.arange(len(boxes))
    column = np.empty(len(boxes), dtype=np.int64)
    column[np.lexsort((place, y, x))] = np.repeat(np.arange(len(edges)), np.diff([*edges, len(boxes)]))
    order = np.lexsort((place, x, y, column))
    starts = [
        begin + _even(end - begin, -(-(end - begin) // room))
        for begin, end in zip(edges, [*edges[1:], len(boxes)], strict=True)
    ]
    return order, np.concatenate(starts)


def _even(count: int, parts: int) -> NDArray[np.int64]:
    """Return where each of `parts` nearly equal parts of `count` starts."""
    return np.arange(parts, dtype=np.int64) * count // parts


class _Nodes:
    """Writes the nodes of one tree; number 1 is the root's."""

    def __init__(self, db: sqlite3.Connection, index: str, size: int) -> None:
        self._db, self._index, self._size = db, index, size
        self._next = 2

    def write(
        self, ids: NDArray[np.int64], boxes: NDArray[np.float32], room: int, pairs: Pairs
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Write one level (or a part of the leaves); return its nodes' numbers and boxes, and note who is in which."""
        order, starts = _tiles(boxes, room)
        ids, boxes = ids[order], boxes[order]
        extents = np.column_stack([
            np.minimum.reduceat(boxes[:, 0], starts), np.maximum.reduceat(boxes[:, 1], starts),
            np.minimum.reduceat(boxes[:, 2], starts), np.maximum.reduceat(boxes[:, 3], starts),
        ])  # fmt: skip
        numbers = np.arange(self._next, self._next + len(starts), dtype=np.int64)
        self._next += len(starts)
        cells = _cells(ids, boxes)
        ends = [*starts[1:].tolist(), len(ids)]
        pairs.add(ids, np.repeat(numbers, np.diff(starts, append=len(ids))))
        self._db.executemany(
            f'INSERT INTO "{self._index}_node" VALUES (?, ?)',
            (
                (number, self._node(0, cells[start:end]))
                for number, start, end in zip(numbers.tolist(), starts.tolist(), ends, strict=True)
            ),
        )
        return numbers, extents

    def write_root(self, ids: NDArray[np.int64], boxes: NDArray[np.float32], depth: int) -> None:
        """Write the root over the nodes of the last level."""
        data = self._node(depth, _cells(ids, boxes))
        self._db.execute(f'UPDATE "{self._index}_node" SET data = ? WHERE nodeno = 1', (data,))

    def _node(self, depth: int, cells: NDArray[Any]) -> bytes:
        head = depth.to_bytes(2, "big") + len(cells).to_bytes(2, "big")
        return (head + cells.tobytes()).ljust(self._size, b"\0")


def _cells(ids: NDArray[np.int64], boxes: NDArray[np.float32]) -> NDArray[Any]:
    cells = np.empty(len(ids), dtype=_CELL)
    cells["id"], cells["box"] = ids, boxes
    return cells
