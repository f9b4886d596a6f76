"""Draft incidents in a Dask bag, merged and joined incidents out, by partitions of days."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, Any

from geomap import join, schema
from geomap.errors import need
from geomap.gazetteer.store import Gazetteer
from geomap.merge import merge_partitions, stream_key
from geomap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geomap.records import Incident

Key = tuple[int, str]
_ROWS = 20_000  # drafts a partition, if days allow


def merge(
    drafts: Any,
    settings: Settings | None = None,
    client: Any = None,
    *,
    rows: int = _ROWS,
    previous: Mapping[str, str] | None = None,
) -> Any:
    """Return merged incidents as a `dask_geopandas.GeoDataFrame`, by date, joined with areas and the border line.

    Parameters
    ----------
    drafts
        The bag of `geomap.scale.read`.
    settings
        As for `geomap.run`. The border line is the one that is named there; without one there is no distance.
    client
        A `distributed.Client`.
    rows
        About how many drafts a partition holds; a day is never cut.
    previous
        Draft id -> incident id of an earlier run, so that ids stay.

    Returns
    -------
    incidents
        Columns of `schema.INCIDENT_COLUMNS`; the rows of all partitions are those of `geomap.run`.

    Raises
    ------
    MissingDependencyError
        If Dask, distributed or dask-geopandas is not installed.
    """
    need("distributed", to="merge on a Dask cluster", extra="dask")
    settings = settings or Settings()
    parts = client.compute(drafts.to_delayed(optimize_graph=True))
    days: Counter[Key] = Counter()
    for counted in client.gather([client.submit(_days, part) for part in parts]):
        days.update(counted)
    cuts = cut_days(days, rows)
    split = [client.submit(_split, part, cuts) for part in parts]
    partitions = [
        client.submit(_united, [client.submit(_piece, one, number) for one in split]) for number in range(len(cuts) + 1)
    ]
    with Gazetteer.open(settings.gazetteer) as gazetteer:
        merged = merge_partitions(
            partitions,
            settings=settings,
            gazetteer=gazetteer,
            previous=previous,
            submit=lambda function, *given: client.submit(function, *given, pure=False),
            fetch=lambda handle: handle.result(),
        )
    return frame_of([client.submit(_rows, one) for one in merged], settings)


def frame_of(parts: Sequence[Any], settings: Settings) -> Any:
    """Return futures of incident frames as one `dask_geopandas.GeoDataFrame`, joined with areas and the border line."""
    import dask
    import dask.dataframe as dd

    geo: Any = need("dask_geopandas", to="join on a Dask cluster", extra="dask")
    with dask.config.set({"dataframe.convert-string": False}):  # lists and records in cells are not text
        empty = schema.frame([], schema.INCIDENT_NAMES)
        frame = geo.from_dask_dataframe(dd.from_delayed(list(parts), meta=empty, verify_meta=False))
        return frame.map_partitions(joined, settings, meta=empty, enforce_metadata=False)


def joined(incidents: gpd.GeoDataFrame, settings: Settings) -> gpd.GeoDataFrame:
    """Return incidents with their areas, and with distance and side of the border line if the settings name one."""
    from geomap.assemble import border_line

    with Gazetteer.open(settings.gazetteer) as gazetteer:
        placed = join.join_admin(incidents, gazetteer)
        if settings.border is None:
            return placed
        line = border_line(placed, schema.frame([], schema.RECORD_COLUMNS), gazetteer, settings)
        return join.join_border(placed, line, gazetteer)


def cut_days(days: Mapping[Key, int], rows: int) -> list[Key]:
    """Return the keys at which partitions begin, all but the first: about `rows` drafts each, undated ones apart."""
    cuts: list[Key] = []
    held = 0
    undated = stream_key_of_undated()
    for key in sorted(days):
        fresh = key[0] == undated and (not cuts or cuts[-1][0] != undated)
        if held and (held + days[key] > rows or fresh):
            cuts.append(key)
            held = 0
        held += days[key]
    return cuts


def stream_key_of_undated() -> int:
    """Return the first part of the key of drafts without a date."""
    from geomap.merge.stream import UNDATED

    return UNDATED


def _days(drafts: Sequence[Incident]) -> Counter[Key]:
    return Counter(stream_key(one) for one in drafts)


def _split(drafts: Sequence[Incident], cuts: Sequence[Key]) -> dict[int, list[Incident]]:
    out: dict[int, list[Incident]] = {}
    for one in drafts:
        out.setdefault(bisect_right(cuts, stream_key(one)), []).append(one)
    return out


def _piece(split: Mapping[int, list[Incident]], number: int) -> list[Incident]:
    return split.get(number, [])


def _united(pieces: Sequence[Sequence[Incident]]) -> list[Incident]:
    return [one for piece in pieces for one in piece]


def _rows(merged: tuple[Sequence[Incident], Sequence[Incident]]) -> gpd.GeoDataFrame:
    return schema.incidents_to_frame(merged[0])
