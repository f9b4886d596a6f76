"""Mentions and places as plain rows: what the tables, the layers and ``geomap geoparse`` write of a resolution."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.work.packing import unpack_resolutions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Mention, Resolution, Rival

_PIECE = 20_000


def rival_row(rival: Rival) -> dict[str, Any]:
    """Return a rival place as plain values."""
    place = rival.place
    return {
        "place_id": place.place_id,
        "name": place.name,
        "kind": place.kind,
        "country": place.country,
        "admin1": place.admin1,
        "lat": round(place.lat, 5),
        "lon": round(place.lon, 5),
        "score": round(rival.score, 3),
    }


def mention_row(report_id: str, resolution: Resolution) -> dict[str, Any]:
    """Return one mention with its place as plain values (`schema.MENTION_COLUMNS`)."""
    mention: Mention = resolution.mention
    place = resolution.place
    return {
        "report_id": report_id,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "use": mention.use,
        "cue": mention.cue,
        "relation": mention.relation,
        "place_id": place.place_id if place else None,
        "name": place.name if place else None,
        "kind": place.kind if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "lat": _round(resolution.lat),
        "lon": _round(resolution.lon),
        "geo_precision": resolution.precision,
        "radius_m": resolution.radius_m,
        "score": round(resolution.score, 3),
        "reasons": list(resolution.reasons),
        "rivals": [rival_row(rival) for rival in resolution.rivals],
    }


def mention_frame(told: Iterable[tuple[str, Sequence[Resolution]]]) -> pd.DataFrame:
    """Return a DataFrame with one row a mention (`schema.MENTION_COLUMNS`) of (report id, resolutions) pairs."""
    return _frame([mention_row(report_id, one) for report_id, resolutions in told for one in resolutions])


def _frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in schema.MENTION_COLUMNS})


class StoredMentions:
    """The mentions of a large run, read from its store of work in pieces, as often as they are gone through.

    Parameters
    ----------
    work
        The store of work of the run.
    gazetteer
        The gazetteer that it was made with.
    """

    def __init__(self, work: Path, gazetteer: Path) -> None:
        self._work, self._gazetteer = work, gazetteer

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """Yield DataFrames of at most 20,000 rows with `schema.MENTION_COLUMNS`, in reading order."""
        from geomap.gazetteer.store import Gazetteer
        from geomap.work.store import stored_places

        with Gazetteer.open(self._gazetteer) as gazetteer:
            place_of = lru_cache(maxsize=50_000)(gazetteer.get)
            rows = (
                mention_row(report_id, one)
                for report_id, data in stored_places(self._work)
                for one in unpack_resolutions(data, place_of)
            )
            piece: list[dict[str, Any]] = []
            for row in rows:
                piece.append(row)
                if len(piece) == _PIECE:
                    yield _frame(piece)
                    piece = []
            if piece:
                yield _frame(piece)


class Places:
    """The places that a run mentions by name (demonyms left out), counted one report at a time."""

    def __init__(self) -> None:
        self._best: dict[str, Resolution] = {}
        self._count: dict[str, int] = {}
        self._reports: dict[str, list[str]] = {}

    def add(self, report_id: str, resolutions: Iterable[Resolution]) -> None:
        """Count the places of one report."""
        for one in resolutions:
            if one.place is None or one.mention.use == "demonym":
                continue
            key = one.place.place_id
            self._count[key] = self._count.get(key, 0) + 1
            reports = self._reports.setdefault(key, [])
            if not reports or reports[-1] != report_id:
                reports.append(report_id)
            if key not in self._best or one.score > self._best[key].score:
                self._best[key] = one

    def frame(self, gazetteer: Gazetteer) -> gpd.GeoDataFrame:
        """Return one row a place (`schema.PLACE_COLUMNS`), by mentions, then id."""
        order = sorted(self._best, key=lambda key: (-self._count[key], key))
        return schema.frame((self._row(key, gazetteer) for key in order), schema.PLACE_COLUMNS)

    def _row(self, key: str, gazetteer: Gazetteer) -> dict[str, Any]:
        best = self._best[key]
        place = best.place
        if place is None:  # `add` keeps none of these
            return {}
        names = [
            {"text": name.text, "type": name.type, "lang": name.lang, "party": name.party}
            for name in gazetteer.names(key)
            if name.type not in {"demonym", "adjective"}
        ]
        return {
            "place_id": key,
            "name": place.name,
            "names": names[:40],
            "kind": place.kind,
            "country": place.country,
            "admin1": place.admin1,
            "admin1_code": place.admin1_code,
            "admin2": place.admin2,
            "lat": round(place.lat, 5),
            "lon": round(place.lon, 5),
            "radius_m": place.radius_m,
            "geo_precision": schema.KIND_PRECISION.get(place.kind, 1),
            "mentions": self._count[key],
            "score": round(best.score, 3),
            "reasons": list(best.reasons),
            "rivals": [rival_row(rival) for rival in best.rivals],
            "reports": self._reports[key],
        }


def toponym_row(resolution: Resolution) -> dict[str, Any]:
    """Return a mention in the form that ``geomap geoparse`` writes: the point is the named place's own.

    "5 km south of Vardenis" names Vardenis; the moved point is in the incident record.
    """
    mention, place = resolution.mention, resolution.place
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "lat": _round(place.lat if place else None),
        "lon": _round(place.lon if place else None),
        "geonameid": place.geonameid if place else None,
        "place_id": place.place_id if place else None,
        "name": place.name if place else None,
        "kind": place.kind if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "score": round(resolution.score, 3),
        "literal": mention.use == "literal",
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 5)
