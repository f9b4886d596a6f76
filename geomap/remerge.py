"""A finished run merged again, from the drafts it kept: after a person undid a merge, or put two incidents together."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.decisions import merge_options
from geomap.errors import InputMissingError
from geomap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Incident, Run

_NOT_THEIRS = {"gazetteer", "border"}  # the one is given anew, the other is in the run as a line


def remerge(folder: Path, *, gazetteer: Gazetteer) -> Run:
    """Return the run in `folder` with its drafts merged again by the decisions that lie there; nothing is written.

    Reports and tables are not read again: the drafts are those that the run kept, the records those of its store.

    Parameters
    ----------
    folder
        Output folder of a finished run.
    gazetteer
        Open; the one that the run was made with.

    Raises
    ------
    InputMissingError
        If there is no finished run, or its drafts are not there any more.
    """
    from geomap import join
    from geomap.export import read_run
    from geomap.merge import merge_stream

    run = read_run(folder)
    settings = settings_of(run.meta)
    rows: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    stream = merge_stream(stored_drafts(folder), gazetteer=gazetteer, settings=settings, **merge_options(folder))
    for one in stream:
        rows[one.realis == "actual"].append(schema.incident_to_row(one))
    incidents = join.join_admin(schema.frame(rows[True], schema.INCIDENT_NAMES), gazetteer)
    incidents = join.join_border(incidents, run.border, gazetteer)
    incidents, records = join.match_records(incidents, run.records, settings)
    audit = sorted(rows[False], key=lambda row: str(row["incident_id"]))
    counts = {name: run.counts[name] for name in run.counts if name != "not_in_this_run"}
    counts |= {
        "incidents": len(incidents),
        "incidents_with_point": int(incidents["lat"].notna().sum()),
        "audit": len(audit),
        **join.match_counts(incidents, records),
    }
    return dataclasses.replace(
        run,
        incidents=incidents,
        records=records,
        audit=schema.frame(audit, schema.INCIDENT_NAMES),
        counts=counts,
    )


def stored_drafts(folder: Path) -> Iterator[Incident]:
    """Yield the drafts that a run kept, as `geomap.merge.merge_stream` wants them.

    Raises
    ------
    InputMissingError
        If they are not there.
    """
    from geomap.engine import Keys
    from geomap.work.lock import WORK_FOLDER
    from geomap.work.store import FILE, Work

    path = folder / WORK_FOLDER / FILE
    if not path.exists():
        raise InputMissingError(
            f"the drafts of the run in {folder} are not there ({path})",
            hint="run `geomap run` with the same reports into this folder once more",
        )
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        yield from Work(db, path, Keys("", "")).drafts(by_day=True)
    finally:
        db.close()


def settings_of(meta: Mapping[str, Any]) -> Settings:
    """Return the settings that ``run.json`` keeps; what this version does not know is left out."""
    kept: dict[str, Any] = {}
    stored = meta.get("settings") or {}
    for field in dataclasses.fields(Settings):
        value = stored.get(field.name)
        if value is None or field.name in _NOT_THEIRS:
            continue
        if field.name == "date":
            value = dt.date.fromisoformat(value)
        kept[field.name] = tuple(value) if isinstance(value, list) else value
    return Settings().replace(**kept)
