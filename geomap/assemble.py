"""What the reports told, put together: merged, joined with the border line, the areas and the user's records."""

from __future__ import annotations

import platform
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.engine import model_label
from geomap.errors import InputError
from geomap.records import Run
from geomap.toponyms import Places, StoredMentions, mention_frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Rejection, Row
    from geomap.settings import Settings
    from geomap.work.store import Work

_IN_MEMORY = 20_000  # mentions of a run that are kept as one frame; more stay in the store of work
_PLACES = 50_000  # places remembered while the mentions are gone through


def assemble(
    work: Work,
    rows: Sequence[Row],
    gazetteer: Gazetteer,
    settings: Settings,
    *,
    rejected: Sequence[Rejection] = (),
    folder: Path | None = None,
) -> Run:
    """Merge the drafts of all reports in `work`, join them with the rows, the areas and the border line.

    Parameters
    ----------
    work
        The store with what every report gave.
    rows
        The user's own table.
    rejected
        What could not be read; the notes on the reports are added.
    folder
        The run's folder: ids of the run that is there stay, and what people decided about merging holds.
    """
    from geomap import join
    from geomap.decisions import merge_options
    from geomap.merge import merge_stream

    aside: list[dict[str, Any]] = []

    def merged() -> Iterator[dict[str, Any]]:
        drafts, kept = work.drafts(by_day=True), merge_options(folder)
        for one in merge_stream(drafts, gazetteer=gazetteer, settings=settings, **kept):
            row = schema.incident_to_row(one)
            if one.realis == "actual":
                yield row
            else:
                aside.append(row)

    incidents = join.join_admin(schema.frame(merged(), schema.INCIDENT_NAMES), gazetteer)
    audit = schema.frame(sorted(aside, key=lambda row: str(row["incident_id"])), schema.INCIDENT_NAMES)
    records = join.geocode_rows(rows, gazetteer, settings)
    line = border_line(incidents, records, gazetteer, settings)
    incidents = join.join_border(incidents, line, gazetteer)
    records = join.join_border(records, line, gazetteer)
    incidents, records = join.match_records(incidents, records, settings)
    admin, background = join.nearby_areas(gazetteer, incidents, records, line)
    told = work.counts()
    many = told.mentions > _IN_MEMORY and work.path is not None
    place_of = lru_cache(maxsize=_PLACES)(gazetteer.get)
    places, held = Places(), []
    for report_id, resolutions in work.resolutions(place_of):
        places.add(report_id, resolutions)
        if not many:
            held.append((report_id, resolutions))
    notes = (*rejected, *work.notes(), *join.row_notes(records))
    counts = {
        "reports": told.reports,
        "reports_without_date": told.undated,
        "mentions": told.mentions,
        "resolved": told.resolved,
        "drafts": told.drafts,
        "incidents": len(incidents),
        "incidents_with_point": int(incidents["lat"].notna().sum()),
        "audit": len(audit),
        "records": len(records),
        "records_with_point": int(records["lat"].notna().sum()),
        **join.match_counts(incidents, records),
        "rejected": len(notes),
    }
    return Run(
        incidents=incidents,
        audit=audit,
        places=places.frame(gazetteer),
        mentions=StoredMentions(work.path, gazetteer.path) if many and work.path is not None else mention_frame(held),
        records=records,
        border=line,
        admin=admin,
        background=background,
        rejected=notes,
        counts=counts,
        meta=run_meta(gazetteer, settings) | {"unmatched": join.unmatched(incidents, records)},
        title=settings.title or default_title(incidents, line),
        attribution=attribution(gazetteer),
    )


def border_line(
    incidents: gpd.GeoDataFrame, records: gpd.GeoDataFrame, gazetteer: Gazetteer, settings: Settings
) -> gpd.GeoDataFrame:
    """Return the border line the settings name, or the one most incidents and records lie near; possibly empty.

    Raises
    ------
    InputError
        If the settings name a line that is neither an id of the gazetteer nor a readable file.
    """
    from geomap import join

    named = settings.border
    if named is None:
        named = join.pick_border(incidents, records, gazetteer)
        if named is None:
            return schema.frame([], schema.BORDER_COLUMNS, geometry=[])
    elif Path(named).suffix:
        from geomap.gazetteer.borders import read_line

        return read_line(Path(named))
    line = gazetteer.border(named)
    if line.empty:
        raise InputError(
            f"there is no border line {named!r}",
            hint="give two country codes of neighbours, like AM-AZ, or a file with your own line",
        )
    return line


def default_title(incidents: gpd.GeoDataFrame, line: gpd.GeoDataFrame) -> str:
    """Return a title from the line's name and the span of dates of what happened near it (within 100 km)."""
    name = str(line["name"].iloc[0]) if len(line) else ""
    if name and not any(word in name.casefold() for word in ("border", "line", "front", "boundary")):
        name += " border"
    title = f"Incidents near the {name}" if name else "Incidents"
    near = [
        day
        for day, km in zip(incidents["date_start"], incidents["border_km"], strict=True)
        if day is not None and km is not None and km <= 100
    ]
    days = sorted(near or [day for day in incidents["date_start"] if day is not None])
    if days:
        first, last = days[0].isoformat(), days[-1].isoformat()
        title += f", {first}" if first == last else f", {first} to {last}"
    return title


def attribution(gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return one line a data source: name, version, licence."""
    lines = set()
    for source in gazetteer.info()["sources"]:
        licence = f" ({source['licence']})" if source["licence"] else ""
        lines.add(f"{source['name']} {source['version'] or ''}".strip() + licence)
    return tuple(sorted(lines))


def run_meta(gazetteer: Gazetteer, settings: Settings) -> dict[str, Any]:
    """Return what ``run.json`` keeps: settings, versions and the gazetteer's checksum (no times, no paths)."""
    packages = ("geopandas", "shapely", "pyproj", "pyogrio", "folium", "spacy")
    return {
        "geomap": version("geomap-incidents"),
        "settings": settings.as_json(),
        "gazetteer": {"version": gazetteer.version, "checksum": gazetteer.checksum},
        "model": model_label(settings.model),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in packages}},
    }
