"""Merging any number of drafts in flat memory: drafts by day in, incidents by day out."""

from __future__ import annotations

import heapq
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from geomap.errors import InputError
from geomap.merge.atoms import make_sketches, numbered
from geomap.merge.combine import combine
from geomap.merge.ids import IdBook
from geomap.merge.scores import Scorer
from geomap.merge.sweep import Sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Incident
    from geomap.settings import Settings

UNDATED = date.max.toordinal() + 1
OutKey = tuple[bool, str, str, str]
_MOST_AREAS = 1 << 16


def stream_key(draft: Incident) -> tuple[int, str]:
    """Return what drafts must be sorted by for `merge_stream`: the first day; undated ones last, by place.

    Returns
    -------
    key
        (ordinal of ``date_start``, "") or (a number greater than any day's, ``place_id``).
    """
    return (draft.date_start.toordinal(), "") if draft.date_start is not None else (UNDATED, draft.place_id)


def order_key(one: Incident) -> OutKey:
    """Return what merged incidents are sorted by: date, then id; undated ones last, by place, then id."""
    undated = one.date_start is None
    return (
        undated,
        "" if one.date_start is None else one.date_start.isoformat(),
        one.place_id if undated else "",
        one.incident_id,
    )


def merge_stream(
    drafts: Iterable[Incident],
    *,
    settings: Settings,
    gazetteer: Gazetteer | None = None,
    previous: Mapping[str, str] | None = None,
    keep_apart: Iterable[Collection[str]] = (),
    keep_together: Iterable[Collection[str]] = (),
) -> Iterator[Incident]:
    """Yield one record an incident out of drafts that come sorted by day.

    The incidents are those of `geomap.merge.merge_incidents`, row by row and in the same order. Memory holds some
    eight weeks of drafts (the longest time over which two drafts can matter to each other), the undated drafts of
    one place, and 60 bytes an incident for its id.

    Parameters
    ----------
    drafts
        Sorted by `stream_key`; nothing else of their order matters. Drafts that are not ``realis == "actual"`` are
        handed through as they come: they belong to the audit.
    settings, gazetteer, previous, keep_apart, keep_together
        As for `geomap.merge.merge_incidents`.

    Yields
    ------
    incident
        Merged ones by `order_key`.

    Raises
    ------
    InputError
        If the drafts are not sorted.
    """
    area_of = areas_of(gazetteer)
    apart, together = numbered(keep_apart), numbered(keep_together)
    sweep = Sweep(Scorer(settings.merge_km), settings.merge_km, IdBook(previous), apart, together)
    ready: list[tuple[OutKey, Incident]] = []
    last = (0, "")
    for key, batch in groupby(drafts, key=stream_key):
        if key < last:
            raise InputError("the drafts are not sorted by day", hint="sort them by geomap.merge.stream_key")
        actual = []
        for draft in batch:
            if draft.realis == "actual":
                actual.append(draft)
            else:
                yield draft
        sketches = make_sketches(actual, area_of)
        if key[0] == UNDATED:
            if last[0] != UNDATED:
                yield from _finished(sweep, ready)
            sweep.feed_undated(sketches)
        else:
            sweep.feed(key[0], sketches)
        _gather(sweep, ready)
        since = sweep.open_since()
        bound = "" if since is None else date.fromordinal(since).isoformat()
        while ready and (since is None or ready[0][0][1] < bound):
            yield heapq.heappop(ready)[1]
        last = key
    yield from _finished(sweep, ready)


def _finished(sweep: Sweep, ready: list[tuple[OutKey, Incident]]) -> Iterator[Incident]:
    sweep.finish()
    _gather(sweep, ready)
    while ready:
        yield heapq.heappop(ready)[1]


def _gather(sweep: Sweep, ready: list[tuple[OutKey, Incident]]) -> None:
    for closed in sweep.take():
        one = combine([member.draft for member in closed.members], closed.incident_id, closed.links)
        heapq.heappush(ready, (order_key(one), one))


def areas_of(gazetteer: Gazetteer | None) -> Callable[[str], tuple[float, float, float] | None] | None:
    """Return a look-up place id -> (lon, lat, radius in metres or 0) for areas that carry no point."""
    if gazetteer is None:
        return None

    @lru_cache(maxsize=_MOST_AREAS)
    def area_of(place_id: str) -> tuple[float, float, float] | None:
        place = gazetteer.get(place_id)
        return None if place is None else (place.lon, place.lat, place.radius_m or 0.0)

    return area_of
