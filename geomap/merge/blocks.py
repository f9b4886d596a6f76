"""The same merge over date partitions: scored and combined side by side, decided in one pass over sketches.

A partition holds whole days. Scoring pairs and combining drafts is most of the work and needs only the partition and
the edges of its neighbours; deciding which pairs join is little work and is done once, in the order of the days, by
the very `Sweep` that merges a stream. So the united results are those of the whole, row by row.

Every function here is a plain function of what it is given and can run in any process; `merge_partitions` calls them
through `submit`, which may be that of a Dask client.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.merge.atoms import Atom, Key, Sketch, make_atoms, make_sketches, numbered
from geomap.merge.combine import combine
from geomap.merge.faces import LONGEST_DAYS
from geomap.merge.ids import IdBook
from geomap.merge.scores import MOST_DAYS, Scorer
from geomap.merge.stream import UNDATED, areas_of, order_key, stream_key
from geomap.merge.sweep import Sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from geomap.gazetteer.store import Gazetteer
    from geomap.merge.sweep import Closed
    from geomap.records import Incident
    from geomap.settings import Settings

StreamKey = tuple[int, str]
Address = tuple[int, int]  # number of the partition, position in it


@dataclass(frozen=True, slots=True)
class Block:
    """The sketches of one partition: batches of one day, or of undated drafts of one place, in order."""

    batches: tuple[tuple[StreamKey, tuple[Sketch, ...]], ...]


@dataclass(frozen=True, slots=True)
class BlockScores:
    """Pairs worth a join or a link, by the first day of the later one; and what atoms without pin or day fit."""

    pairs: dict[int, list[tuple[float, Key, Key]]]
    loose: dict[Key, list[tuple[float, Key]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """One incident as decided: where its drafts lie, and what it is linked to."""

    incident_id: str
    members: tuple[Address, ...]
    links: tuple[str, ...]


def sketch_block(number: int, drafts: Iterable[Incident], gazetteer: Gazetteer | None = None) -> Block:
    """Return the sketches of partition `number`; its drafts may lie in any order."""
    area_of = areas_of(gazetteer)
    listed = [(stream_key(one), position, one) for position, one in enumerate(drafts) if one.realis == "actual"]
    listed.sort(key=lambda item: item[:2])
    batches = []
    for key, group in groupby(listed, key=lambda item: item[0]):
        batch = list(group)
        where = [(number, position) for _, position, _ in batch]
        batches.append((key, tuple(make_sketches([one for _, _, one in batch], area_of, where=where.__getitem__))))
    return Block(tuple(batches))


def span_of(block: Block) -> tuple[StreamKey, StreamKey] | None:
    """Return the first and the last key of a block, None for an empty one."""
    return (block.batches[0][0], block.batches[-1][0]) if block.batches else None


def score_block(
    block: Block, neighbours: Sequence[Block], merge_km: float, apart: Mapping[str, Collection[int]]
) -> BlockScores:
    """Return the fits of a block's atoms with each other and with the edges of its neighbours.

    Parameters
    ----------
    neighbours
        All blocks with a day in `overlap` of the block.
    """
    span = span_of(block)
    scores = BlockScores({}, {})
    if span is None or span[0][0] == UNDATED:
        return scores
    first, last = overlap(span)
    scorer = Scorer(merge_km)
    own: list[tuple[int, list[Atom]]] = []
    for other in [block, *neighbours]:
        for (day, _), sketches in other.batches:
            if day == UNDATED or not first <= day <= last:
                continue
            atoms = make_atoms(sketches, apart)
            scorer.add(day, atoms)
            if other is block:
                own.append((day, atoms))
    for day, atoms in own:
        found = [(score, one.key, two.key) for score, one, two in scorer.pairs(day, atoms)]
        if found:
            scores.pairs[day] = found
        for atom in atoms:
            days = atom.face.days
            if atom.face.weak and days and days[1] - days[0] <= MOST_DAYS and (fits := scorer.loose(atom)):
                scores.loose[atom.key] = [(value, other.key) for value, other in fits]
    return scores


def overlap(span: tuple[StreamKey, StreamKey]) -> tuple[int, int]:
    """Return the first and last day (ordinals) whose drafts can matter to the scores of a block of this span."""
    return span[0][0] - LONGEST_DAYS - 1, min(span[1][0], UNDATED - 1) + MOST_DAYS + 1


class KnownScores:
    """Fits that `score_block` worked out elsewhere, for the sweep."""

    def __init__(self) -> None:
        self._pairs: dict[int, list[tuple[float, Key, Key]]] = {}
        self._loose: dict[Key, list[tuple[float, Key]]] = {}
        self._atoms: dict[Key, Atom] = {}

    def learn(self, scores: BlockScores) -> None:
        """Take the scores of the next block, before its days are fed."""
        self._pairs.update(scores.pairs)
        self._loose.update(scores.loose)

    def add(self, day: int, atoms: Sequence[Atom]) -> None:  # noqa: ARG002
        """Remember a day's atoms by their keys."""
        self._atoms.update((atom.key, atom) for atom in atoms)

    def pairs(self, day: int, atoms: Sequence[Atom]) -> list[tuple[float, Atom, Atom]]:  # noqa: ARG002
        """Return the pairs of a day."""
        return [(score, self._atoms[one], self._atoms[two]) for score, one, two in self._pairs.pop(day, ())]

    def loose(self, atom: Atom) -> list[tuple[float, Atom]]:
        """Return what an atom without pin or exact day fits."""
        return [(value, self._atoms[key]) for value, key in self._loose.pop(atom.key, ())]

    def forget(self, day: int) -> None:
        """Let go of atoms that ended before `day`."""
        old = [key for key, atom in self._atoms.items() if atom.face.days is None or atom.face.days[1] < day]
        for key in old:
            del self._atoms[key]
            self._loose.pop(key, None)


def decide(
    blocks: Iterable[tuple[Block, BlockScores]],
    *,
    merge_km: float,
    apart: Mapping[str, Collection[int]],
    together: Mapping[str, Collection[int]],
    previous: Mapping[str, str] | None = None,
) -> Iterator[tuple[int, list[Plan]]]:
    """Yield (number of a block, the incidents that begin in it), blocks in order, each once.

    Parameters
    ----------
    blocks
        All of them, in the order of their days.
    """
    known = KnownScores()
    sweep = Sweep(known, merge_km, IdBook(previous), apart, together)
    lasts: list[int] = []  # the last day up to each block, so that a day finds its home
    plans: dict[int, list[Plan]] = {}
    undated: dict[int, list[Plan]] = {}
    done = 0
    dated = True
    for number, (block, scores) in enumerate(blocks):
        known.learn(scores)
        plans[number] = []
        span = span_of(block)
        lasts.append(max(lasts[-1] if lasts else 0, min(span[1][0], UNDATED - 1) if span else 0))
        for (day, _), sketches in block.batches:
            if day != UNDATED:
                sweep.feed(day, sketches)
                continue
            if dated:
                dated = False
                sweep.finish()
                _route(sweep.take(), lasts, plans)
            sweep.feed_undated(sketches)
            undated.setdefault(number, []).extend(_plan(closed) for closed in sweep.take())
        _route(sweep.take(), lasts, plans)
        since = sweep.open_since()
        while done < number and (since is None or lasts[done] < since):
            yield done, plans.pop(done) + undated.pop(done, [])
            done += 1
    sweep.finish()
    _route(sweep.take(), lasts, plans)
    for number in sorted(plans):
        yield number, plans[number] + undated.pop(number, [])


def _plan(closed: Closed) -> Plan:
    return Plan(closed.incident_id, tuple(one.draft for one in closed.members), closed.links)


def _route(found: Iterable[Closed], lasts: Sequence[int], plans: Mapping[int, list[Plan]]) -> None:
    for closed in found:
        home = bisect_right(lasts, (closed.first or 0) - 1)
        plans[min(home, len(lasts) - 1)].append(_plan(closed))


def combine_block(
    plans: Sequence[Plan], numbers: Sequence[int], partitions: Sequence[Sequence[Incident]], own: int
) -> tuple[list[Incident], list[Incident]]:
    """Return the incidents of one block, and its drafts that did not happen.

    Parameters
    ----------
    plans
        Of the block.
    numbers, partitions
        The partitions that `plans` name, and their drafts as `sketch_block` saw them.
    own
        Number of the block itself; it is among `numbers`.

    Returns
    -------
    incidents, audit
        By `geomap.merge.order_key`; by id.
    """
    held = dict(zip(numbers, partitions, strict=True))
    incidents = [
        combine([held[number][position] for number, position in plan.members], plan.incident_id, plan.links)
        for plan in plans
    ]
    audit = {(one.incident_id, repr(one)): one for one in held[own] if one.realis != "actual"}
    return sorted(incidents, key=order_key), [one for _, one in sorted(audit.items())]


def merge_partitions(
    partitions: Sequence[Any],
    *,
    settings: Settings,
    gazetteer: Gazetteer | None = None,
    previous: Mapping[str, str] | None = None,
    keep_apart: Iterable[Collection[str]] = (),
    keep_together: Iterable[Collection[str]] = (),
    submit: Callable[..., Any] | None = None,
    fetch: Callable[[Any], Any] | None = None,
) -> list[Any]:
    """Merge date partitions, the work handed to `submit`, and return one result a partition.

    Parameters
    ----------
    partitions
        Sequences of drafts, or whatever `submit` turns into such when it is an argument (a Dask future). No day lies
        in two partitions; they come in the order of their days, undated drafts last (`geomap.merge.stream_key`).
    submit, fetch
        ``submit(function, *arguments)`` starts a call and returns a handle; ``fetch(handle)`` waits for its value.
        With Dask: ``client.submit`` and ``lambda future: future.result()``. By default the call is made at once.
    settings, gazetteer, previous, keep_apart, keep_together
        As for `geomap.merge.merge_incidents`; the gazetteer must be one that each worker can open.

    Returns
    -------
    results
        For each partition the handle of ``(incidents, audit)``: the incidents whose first day lies in it. Put
        together and sorted by `geomap.merge.order_key` they are those of `merge_incidents`, row by row.

    Raises
    ------
    InputError
        If a day lies in two partitions or they are out of order.
    """
    start = submit or _call
    wait = fetch or _same
    apart = numbered(keep_apart)
    blocks = [start(sketch_block, number, part, gazetteer) for number, part in enumerate(partitions)]
    spans = [wait(handle) for handle in [start(span_of, block) for block in blocks]]
    known = [span for span in spans if span is not None]
    if any(one[1] >= two[0] for one, two in pairwise(known)):
        raise InputError(
            "a day lies in two partitions, or they are out of order", hint="cut the drafts by days, in their order"
        )
    scores = [
        start(score_block, block, [blocks[other] for other in near], settings.merge_km, apart)
        for block, near in zip(blocks, _neighbours(spans), strict=True)
    ]

    def read() -> Iterator[tuple[Block, BlockScores]]:
        for number in range(len(blocks)):
            block, fits = wait(blocks[number]), wait(scores[number])
            scores[number] = None
            yield block, fits

    results: list[Any] = [None] * len(blocks)
    found = decide(read(), merge_km=settings.merge_km, apart=apart, together=numbered(keep_together), previous=previous)
    for number, plans in found:
        numbers = sorted({at for plan in plans for at, _ in plan.members} | {number})
        results[number] = start(combine_block, plans, numbers, [partitions[at] for at in numbers], number)
    return results


def _neighbours(spans: Sequence[tuple[StreamKey, StreamKey] | None]) -> list[list[int]]:
    out = []
    for number, span in enumerate(spans):
        near = []
        if span is not None and span[0][0] != UNDATED:
            first, last = overlap(span)
            near = [
                other
                for other, its in enumerate(spans)
                if its is not None and other != number and its[0][0] <= last and its[1][0] >= first
            ]
        out.append(near)
    return out


def _call(function: Callable[..., Any], *arguments: Any) -> Any:
    return function(*arguments)


def _same(value: Any) -> Any:
    return value
