"""CSV in the shape of UCDP's Georeferenced Event Dataset, for tools that were made for it.

References
----------
.. [1] Högbladh (2023), "UCDP GED Codebook version 23.1", Uppsala University, https://ucdp.uu.se/downloads/
.. [2] Tollefsen and others (2012), "PRIO-GRID", Journal of Peace Research 49(2), for the cell numbers.
"""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.export.acled import country_name
from geomap.export.cells import cells, in_order, pieces, rows_of
from geomap.export.csvs import write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geomap.records import Run

_log = logging.getLogger(__name__)
COLUMNS = (
    "id", "relid", "year", "type_of_violence", "side_a", "side_b", "dyad_name", "number_of_sources",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid",
    "country", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
    "deaths_unknown", "best", "high", "low",
)  # fmt: skip
_STATE = {"MIL", "GOV", "COP"}
_ARMED = {"REB", "PAF"}


def priogrid(lon: float, lat: float) -> int:
    """Return the number of the PRIO-GRID cell (half a degree, from the south-west corner, 720 a row)."""
    row = min(359, math.floor((lat + 90) * 2))
    column = min(719, math.floor((lon + 180) * 2))
    return row * 720 + column + 1


def type_of_violence(row: dict[str, Any]) -> int | None:
    """Return 1 state-based, 2 non-state, 3 one-sided; None where the parties do not tell."""
    if row["event_type"] == "violence_against_civilians":
        return 3
    sides = {row["actor_a_sector"] or "UNK", row["actor_b_sector"] or "UNK"}
    if sides & _STATE and sides & _ARMED:
        return 1
    if sides <= _STATE and row["actor_a"] and row["actor_b"]:
        return 1
    if sides <= _ARMED:
        return 2
    return 3 if "CVL" in sides and sides & (_STATE | _ARMED) else None


def write(run: Run, path: Path, *, deadly_only: bool = False) -> Path:
    """Write the incidents as UCDP would; accidents and disasters are left out.

    Parameters
    ----------
    deadly_only
        Keep only incidents with at least one reported death, as UCDP's definition of an event asks.
    """
    kept = [kind != "non_conflict" for kind in run.incidents["event_type"]]
    if deadly_only:
        tolls = cells(run.incidents, only=("killed_high", "killed_best"))
        deadly = [(high or best or 0) > 0 for high, best in zip(*tolls.values(), strict=True)]
        kept = [one and two for one, two in zip(kept, deadly, strict=True)]
    if not all(kept):
        _log.info("%s: %d incidents left out, they are no UCDP events", path.name, kept.count(False))

    def parts() -> Iterator[list[list[Any]]]:
        for piece in pieces(in_order(run.incidents[np.array(kept, dtype=bool)])):
            made = [_row(row) for row in rows_of(piece)]
            yield [[row.get(name) for row in made] for name in COLUMNS]

    return write_rows(path, [COLUMNS], parts())


def _row(row: dict[str, Any]) -> dict[str, Any]:
    sources = row["sources"] or ()
    lon, lat, day = row["lon"], row["lat"], row["date_start"]
    has_point = lon is not None and lat is not None
    sure = row["confidence"]

    def told(name: str) -> str | None:
        return "; ".join(dict.fromkeys(str(one[name]) for one in sources if one.get(name))) or None

    return {
        "id": row["incident_id"],
        "relid": row["incident_id"],
        "year": day.year if day else None,
        "type_of_violence": type_of_violence(row),
        "side_a": row["actor_a"] or None,
        "side_b": row["actor_b"] or None,
        "dyad_name": f"{row['actor_a']} - {row['actor_b']}" if row["actor_a"] and row["actor_b"] else None,
        "number_of_sources": row["source_count"],
        "source_article": told("url") or told("source"),
        "source_office": told("publisher"),
        "source_date": told("date"),
        "source_headline": told("title"),
        "where_prec": row["geo_precision"],
        "where_coordinates": row["place_name"] or None,
        "where_description": row["place_text"] or None,
        "adm_1": row["admin1"] or None,
        "adm_2": row["admin2"] or None,
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": f"POINT ({lon} {lat})" if has_point else None,
        "priogrid_gid": priogrid(lon, lat) if has_point else None,
        "country": country_name(row["country"]) if row["country"] else None,
        "event_clarity": None if sure is None else 1 if sure >= 0.5 else 2,
        "date_prec": row["date_prec"],
        "date_start": day,
        "date_end": row["date_end"],
        "deaths_a": row["killed_a"],
        "deaths_b": row["killed_b"],
        "deaths_civilians": row["killed_civ"],
        "deaths_unknown": row["killed_unknown"],
        "best": row["killed_best"],
        "high": row["killed_high"] if row["killed_high"] is not None else row["killed_best"],
        "low": row["killed_low"] if row["killed_low"] is not None else row["killed_best"],
    }
