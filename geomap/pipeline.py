"""The stages in order: read, recognise, resolve, extract, merge, join. No stage's logic lives here."""

from __future__ import annotations

import logging
import platform
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.errors import InputError
from geomap.records import Incident, Mention, Rejection, Report, Resolution, Rival, Row, Run
from geomap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import BinaryIO

    import geopandas as gpd
    from spacy.language import Language
    from spacy.tokens import Doc

    from geomap.gazetteer.store import Gazetteer

_log = logging.getLogger(__name__)
_BATCH = 64
Progress = "Callable[[str, int, int | None], None]"


@dataclass(frozen=True, slots=True)
class Told:
    """One report with what was read out of it."""

    report: Report
    resolutions: tuple[Resolution, ...]
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class Engine:
    """What the stages need besides data: the gazetteer, the language model and its parser.

    Open it once and use it for any number of reports::

        with Engine.open(Settings()) as engine:
            for told in engine.tell(reports):
                ...
    """

    gazetteer: Gazetteer
    nlp: Language | None
    parse: Callable[[str], Doc] | None
    settings: Settings

    @classmethod
    @contextmanager
    def open(cls, settings: Settings) -> Iterator[Engine]:
        """Open the gazetteer and load the model named in `settings`.

        Raises
        ------
        GazetteerMissingError, GazetteerOutdatedError
            With the command that mends it.
        ModelMissingError
            With how to install the model, or how to run without one.
        """
        from geomap.gazetteer.store import Gazetteer
        from geomap.recognise.model import load_model, make_parser

        with Gazetteer.open(settings.gazetteer) as gazetteer:
            nlp = load_model(settings.model)
            yield cls(gazetteer, nlp, make_parser(nlp), settings)

    def geoparse(self, reports: Iterable[Report]) -> Iterator[tuple[Report, list[Resolution]]]:
        """Yield each report with its resolved mentions, in order, one batch in memory at a time."""
        from geomap.recognise.recognise import recognise_mentions
        from geomap.resolve.resolve import resolve_mentions

        stream = iter(reports)
        while batch := list(islice(stream, _BATCH)):
            found = recognise_mentions(batch, self.gazetteer, nlp=self.nlp)
            for report, mentions in zip(batch, found, strict=True):
                yield report, resolve_mentions(report, mentions, self.gazetteer, region=self.settings.region)

    def tell(self, reports: Iterable[Report]) -> Iterator[Told]:
        """Yield each report with its mentions and draft incidents, in order."""
        from geomap.incidents.extract import extract_incidents

        for report, resolutions in self.geoparse(reports):
            incidents = extract_incidents(
                report, resolutions, gazetteer=self.gazetteer, parse=self.parse, settings=self.settings
            )
            yield Told(report, tuple(resolutions), tuple(incidents))


def geocode(
    text: str, *, near: str = "", country: str = "", gazetteer: Path | Gazetteer | None = None, limit: int = 10
) -> list[Resolution]:
    """Return the ranked places that `text` may mean, best first; empty if the gazetteer has none.

    Parameters
    ----------
    text
        Place words: "Kut", "the village of Kut", "5 km south of Vardenis", "Kut, Gegharkunik".
    near
        Context: a place, province or country that the place is expected in or near.
    country
        ISO 3166-1 alpha-2 code or country name; restricts the candidates.
    gazetteer
        Path of a gazetteer file or an open `Gazetteer`; by default the built one.
    limit
        At most so many.

    Raises
    ------
    GazetteerMissingError
        If there is no gazetteer yet.
    """
    from geomap.gazetteer.store import Gazetteer
    from geomap.resolve.resolve import geocode_words

    if isinstance(gazetteer, Gazetteer):
        return geocode_words(text, gazetteer, near=near, country=country, limit=limit)
    with Gazetteer.open(gazetteer) as opened:
        return geocode_words(text, opened, near=near, country=country, limit=limit)


def geoparse(texts: Iterable[str | Report], *, settings: Settings | None = None) -> Iterator[list[Resolution]]:
    """Yield the resolved place mentions of each text, in order.

    Parameters
    ----------
    texts
        Plain strings or `Report` records; a stream of any length.
    settings
        Gazetteer, model and region; by default the built gazetteer and the small English model.

    Raises
    ------
    GazetteerMissingError, ModelMissingError
        If something is not installed; the message says how to get it.
    """
    from geomap.read.reports import clean_text

    reports = (
        text if isinstance(text, Report) else Report(id=str(number), text=text, clean=clean_text(text))
        for number, text in enumerate(texts)
    )
    with Engine.open(settings or Settings()) as engine:
        for _, resolutions in engine.geoparse(reports):
            yield resolutions


def run(
    inputs: Sequence[str | Path],
    *,
    records: str | Path | None = None,
    mapping: dict[str, str] | None = None,
    preset: str | None = None,
    date_format: str | None = None,
    settings: Settings | None = None,
    output: str | Path | None = None,
    stdin: BinaryIO | None = None,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> Run:
    """Run the whole job: reports and a table in, merged and joined incidents out.

    Parameters
    ----------
    inputs
        Files, folders, globs or "-" for `stdin`.
    records
        The user's own table of incidents; geocoded where it has no coordinates, matched with what was found.
    mapping, preset, date_format
        How to read that table; see `geomap.read.tables.read_table`.
    settings
        See `geomap.Settings`.
    output
        Folder to write ``map.html`` and the exports to; None writes nothing.
    progress
        Called with (stage, done, total or None).

    Returns
    -------
    run
        Frames in EPSG:4326; possibly empty, never None.

    Raises
    ------
    InputError
        If nothing at all could be read.
    GazetteerMissingError, ModelMissingError, OutputError
        If something the job needs is not there.
    """
    from geomap.read.reports import read_reports
    from geomap.read.tables import read_table

    settings = settings or Settings()
    tick = progress or (lambda _stage, _done, _total: None)
    if output is not None:
        from geomap.files import make_folder

        make_folder(Path(output))  # say now that it cannot be written, not after the work
    rejected: list[Rejection] = []
    # the table is read first: a wrong column name should not cost the user the whole run
    rows: list[Row] = []
    if records is not None:
        for item in read_table(records, mapping=mapping, preset=preset, date_format=date_format):
            (rejected if isinstance(item, Rejection) else rows).append(item)  # type: ignore[arg-type]

    told: list[Told] = []
    with Engine.open(settings) as engine:

        def reports() -> Iterator[Report]:
            found = read_reports(
                inputs,
                date=settings.date,
                max_chars=settings.max_report_chars,
                stdin=stdin,
                leave_out=Path(records) if records is not None else None,
            )
            for item in found:
                if isinstance(item, Rejection):
                    rejected.append(item)
                else:
                    yield item

        for one in engine.tell(reports()):
            told.append(one)
            if not one.resolutions and one.report.language not in {"", "en"}:
                rejected.append(unread(one.report))
            tick("reports", len(told), None)
        if not told and not rows:
            nothing_read(rejected, output)
        tick("join", 0, None)
        result = assemble(told, rows, engine, rejected=rejected)
    if output is not None:
        result = write_run(result, Path(output), tick)
    return result


def unread(report: Report) -> Rejection:
    """Return the note on a report in a language that geomap does not read yet."""
    return Rejection(
        report.source,
        "language",
        f"no place name was found; the text seems to be in {report.language!r}, and incidents are read in English only",
        report.id,
        fatal=False,
    )


def nothing_read(rejected: Sequence[Rejection], output: str | Path | None) -> None:
    """Raise the error for a run without any readable input, after keeping what was rejected."""
    if output is not None and rejected:
        from geomap.export import write_rejected

        write_rejected(rejected, Path(output) / "rejected.jsonl")
    first = "; ".join(f"{item.source}: {item.detail}" for item in rejected[:3]) or "no input was given"
    more = f" (and {len(rejected) - 3} more)" if len(rejected) > 3 else ""
    raise InputError(
        f"nothing could be read: {first}{more}",
        hint="give report files (.txt .md .html .jsonl .csv .xml, also .gz), folders, or - for standard input",
    )


def write_run(result: Run, folder: Path, tick: Callable[[str, int, int | None], None]) -> Run:
    """Write every file of a run into `folder`, each whole or not at all."""
    from geomap.export import export_run, keep_edits
    from geomap.maps.page import write_map

    tick("export", 0, None)
    edited = keep_edits(result, folder)  # the map shows what people changed in the folder's GeoPackage too
    export_run(result, folder)
    tick("map", 0, None)
    write_map(edited, folder / "map.html")
    return replace(edited, folder=folder)


def assemble(told: Sequence[Told], rows: Sequence[Row], engine: Engine, *, rejected: Sequence[Rejection] = ()) -> Run:
    """Merge the drafts of all reports, join them with the rows, the areas and the border line."""
    from geomap import join
    from geomap.merge import merge_incidents

    settings, gazetteer = engine.settings, engine.gazetteer
    drafts = [incident for one in told for incident in one.incidents]
    merged = merge_incidents(drafts, gazetteer=gazetteer, settings=settings)
    incidents = join.join_admin(schema.incidents_to_frame(merged.incidents), gazetteer)
    records = join.geocode_rows(rows, gazetteer, settings)
    line = border_line(incidents, records, engine)
    incidents = join.join_border(incidents, line, gazetteer)
    records = join.join_border(records, line, gazetteer)
    incidents, records = join.match_records(incidents, records, settings)
    admin, background = join.nearby_areas(gazetteer, incidents, records, line)
    mentions = mention_rows(told)
    counts = {
        "reports": len(told),
        "reports_without_date": sum(one.report.date is None for one in told),
        "mentions": sum(len(one.resolutions) for one in told),
        "resolved": sum(r.place is not None for one in told for r in one.resolutions),
        "drafts": len(drafts),
        "incidents": len(incidents),
        "incidents_with_point": int(incidents["lat"].notna().sum()),
        "audit": len(merged.audit),
        "records": len(records),
        "records_with_point": int(records["lat"].notna().sum()),
        "records_matched": int(records["incident_id"].notna().sum()),
        "rejected": len(rejected),
    }
    return Run(
        incidents=incidents,
        audit=schema.incidents_to_frame(merged.audit),
        places=place_frame(told, gazetteer),
        mentions=mentions,
        records=records,
        border=line,
        admin=admin,
        background=background,
        rejected=tuple(rejected),
        counts=counts,
        meta=run_meta(engine),
        title=settings.title or default_title(incidents, line),
        attribution=attribution(gazetteer),
    )


def border_line(incidents: gpd.GeoDataFrame, records: gpd.GeoDataFrame, engine: Engine) -> gpd.GeoDataFrame:
    """Return the border line the settings name, or the one most incidents and records lie near; possibly empty.

    Raises
    ------
    InputError
        If the settings name a line that is neither an id of the gazetteer nor a readable file.
    """
    from geomap import join

    named = engine.settings.border
    if named is None:
        named = join.pick_border(incidents, records, engine.gazetteer)
        if named is None:
            return schema.frame([], schema.BORDER_COLUMNS, geometry=[])
    elif Path(named).suffix:
        from geomap.gazetteer.borders import read_line

        return read_line(Path(named))
    line = engine.gazetteer.border(named)
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


def run_meta(engine: Engine) -> dict[str, Any]:
    """Return what ``run.json`` keeps: settings, versions and the gazetteer's checksum (no times, no paths)."""
    meta = engine.nlp.meta if engine.nlp is not None else {}
    packages = ("geopandas", "shapely", "pyproj", "pyogrio", "folium", "spacy")
    return {
        "geomap": version("geomap-incidents"),
        "settings": engine.settings.as_json(),
        "gazetteer": {"version": engine.gazetteer.version, "checksum": engine.gazetteer.checksum},
        "model": f"{meta.get('lang', '')}_{meta.get('name', '')} {meta.get('version', '')}" if meta else "none",
        "versions": {"python": platform.python_version(), **{name: version(name) for name in packages}},
    }


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


def mention_rows(told: Sequence[Told]) -> Any:
    """Return a DataFrame with one row a mention, in reading order."""
    import pandas as pd

    rows = [mention_row(one.report.id, resolution) for one in told for resolution in one.resolutions]
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in schema.MENTION_COLUMNS})


def place_frame(told: Sequence[Told], gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """Return one row a place that was mentioned by name (demonyms left out), by mentions, then id."""
    best: dict[str, Resolution] = {}
    count: dict[str, int] = {}
    reports: dict[str, list[str]] = {}
    for one in told:
        for resolution in one.resolutions:
            place = resolution.place
            if place is None or resolution.mention.use == "demonym":
                continue
            key = place.place_id
            count[key] = count.get(key, 0) + 1
            if not reports.setdefault(key, []) or reports[key][-1] != one.report.id:
                reports[key].append(one.report.id)
            if key not in best or resolution.score > best[key].score:
                best[key] = resolution
    rows = []
    for key in sorted(best, key=lambda k: (-count[k], k)):
        resolution = best[key]
        place = resolution.place
        if place is None:
            continue
        names = [
            {"text": name.text, "type": name.type, "lang": name.lang, "party": name.party}
            for name in gazetteer.names(key)
            if name.type not in {"demonym", "adjective"}
        ]
        rows.append(
            {
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
                "mentions": count[key],
                "score": round(resolution.score, 3),
                "reasons": list(resolution.reasons),
                "rivals": [rival_row(rival) for rival in resolution.rivals],
                "reports": reports[key],
            }
        )
    return schema.frame(rows, schema.PLACE_COLUMNS)


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
