"""The stages in order: read, recognise, resolve, extract, merge, join. No stage's logic lives here."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.engine import BATCH, Engine, keys_of
from geomap.errors import InputError, UsageError
from geomap.records import Rejection, Report, Resolution, Row, Run
from geomap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import BinaryIO

    from geomap.gazetteer.store import Gazetteer
    from geomap.read.inputs import Meter
    from geomap.work.packing import Outcome
    from geomap.work.store import Work
    from geomap.work.workers import Job

    Tick = Callable[[str, int, int | None], None]

_log = logging.getLogger(__name__)
_FEW = 2 * BATCH  # so few new reports are read before a second process has loaded its model


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do: how many reports are read whole, only for their incidents, or not again."""

    reports: int
    whole: int
    incidents_only: int
    done: int
    rejected: int
    rows: int


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
    progress: Tick | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    add: bool = False,
    wait: bool = False,
) -> Run:
    """Run the whole job: reports and a table in, merged and joined incidents out.

    What a report gave is kept in the output folder (``.geomap``). A run that was stopped goes on where it was, and
    one with other settings reads again only what depends on them; the result is the same as that of one run.

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
    workers
        Processes that read reports; 1 reads in this one. With more, the calling script needs the usual
        ``if __name__ == "__main__":``.
    scheduler
        Address of a Dask scheduler (``tcp://…``) whose workers read instead; see `geomap.work.cluster`.
    add
        Keep the reports of the last run in `output` and add these to them.
    wait
        Wait if another run holds `output`, instead of raising.

    Returns
    -------
    run
        Frames in EPSG:4326; possibly empty, never None.

    Raises
    ------
    InputError
        If nothing at all could be read.
    FolderBusyError
        If another run is writing to `output`.
    GazetteerMissingError, ModelMissingError, OutputError
        If something the job needs is not there.
    """
    from geomap.assemble import assemble
    from geomap.files import make_folder
    from geomap.gazetteer.store import Gazetteer
    from geomap.work.lock import WORK_FOLDER, hold
    from geomap.work.store import open_work

    settings = settings or Settings()
    tick = progress or (lambda _stage, _done, _total: None)
    folder = None if output is None else make_folder(Path(output))  # say now that it cannot be written
    if add and folder is None:
        raise UsageError("add=True needs an output folder", hint="give output=…")
    rejected: list[Rejection] = []
    # the table is read first: a wrong column name should not cost the user the whole run
    rows = _rows(records, mapping, preset, date_format, rejected)
    with nullcontext() if folder is None else hold(folder, wait=wait), Gazetteer.open(settings.gazetteer) as gazetteer:
        keys = keys_of(settings, gazetteer)
        with open_work(None if folder is None else folder / WORK_FOLDER, keys, add=add) as work:
            work.begin(add=add)
            found = _reports(inputs, settings, rejected, stdin=stdin, records=records)
            _read_all(found, work, settings, tick, rejected, workers=workers, scheduler=scheduler)
            if not work.counts().reports and not rows:
                nothing_read(rejected, output)
            work.finish()
            tick("join", 0, None)
            result = assemble(work, rows, gazetteer, settings, rejected=rejected, folder=folder)
            if folder is not None:
                result = write_run(result, folder, tick, gazetteer)
    return result


def plan(
    inputs: Sequence[str | Path],
    *,
    records: str | Path | None = None,
    mapping: dict[str, str] | None = None,
    preset: str | None = None,
    date_format: str | None = None,
    settings: Settings | None = None,
    output: str | Path | None = None,
    stdin: BinaryIO | None = None,
    progress: Tick | None = None,
) -> Plan:
    """Return what `run` would do with the same arguments, without doing or writing any of it."""
    from geomap.gazetteer.store import Gazetteer
    from geomap.work.lock import WORK_FOLDER
    from geomap.work.packing import report_key
    from geomap.work.store import FILE, known_work

    settings = settings or Settings()
    tick = progress or (lambda _stage, _done, _total: None)
    rejected: list[Rejection] = []
    rows = _rows(records, mapping, preset, date_format, rejected)
    states = {"": 0, "places": 0, "done": 0}
    with Gazetteer.open(settings.gazetteer) as gazetteer:
        keys = keys_of(settings, gazetteer)
        store = None if output is None else Path(output) / WORK_FOLDER / FILE
        with known_work(store, keys) as state:
            for report, _ in _reports(inputs, settings, rejected, stdin=stdin, records=records):
                states[state(report_key(report))] += 1
                tick("reports", sum(states.values()), None)
    fatal = sum(item.fatal for item in rejected)
    return Plan(sum(states.values()), states[""], states["places"], states["done"], fatal, len(rows))


def _rows(
    records: str | Path | None,
    mapping: dict[str, str] | None,
    preset: str | None,
    date_format: str | None,
    rejected: list[Rejection],
) -> list[Row]:
    from geomap.read.tables import read_table

    rows: list[Row] = []
    if records is not None:
        for item in read_table(records, mapping=mapping, preset=preset, date_format=date_format):
            if isinstance(item, Rejection):
                rejected.append(item)
            else:
                rows.append(item)
    return rows


def _reports(
    inputs: Sequence[str | Path],
    settings: Settings,
    rejected: list[Rejection],
    *,
    stdin: BinaryIO | None,
    records: str | Path | None,
) -> Iterator[tuple[Report, Meter]]:
    """Yield the reports, with how far reading has come; what cannot be read is added to `rejected`."""
    from geomap.read.inputs import Meter
    from geomap.read.reports import read_reports

    meter = Meter()
    found = read_reports(
        inputs,
        date=settings.date,
        max_chars=settings.max_report_chars,
        stdin=stdin,
        leave_out=Path(records) if records is not None else None,
        meter=meter,
    )
    for item in found:
        if isinstance(item, Rejection):
            rejected.append(item)
        else:
            yield item, meter


def _read_all(
    reports: Iterable[tuple[Report, Meter]],
    work: Work,
    settings: Settings,
    tick: Tick,
    rejected: Sequence[Rejection],
    *,
    workers: int,
    scheduler: str | None,
) -> None:
    """Put every report on the run's list, and what is not known of it yet into the store of work."""
    from geomap.work.packing import report_key
    from geomap.work.workers import Job

    listed, resolved = 0, 0
    share: float | None = None

    def jobs() -> Iterator[Job]:
        nonlocal listed, share
        for report, meter in reports:
            key = report_key(report)
            work.enter(report, key)
            listed, share = listed + 1, meter.share
            state = work.state(key)
            if state != "done":
                yield Job(key, report, work.places(key) if state == "places" else None)
            elif not listed % BATCH:
                told()

    def told() -> None:
        tick("resolved", resolved, None)
        tick("rejected", len(rejected), None)
        tick("reports", listed, round(listed / share) if share else None)

    for outcomes in _outcomes(jobs(), settings, workers=workers, scheduler=scheduler):
        work.put(outcomes)
        resolved += sum(one.resolved for one in outcomes)
        told()
    work.commit()


def _outcomes(
    jobs: Iterator[Job], settings: Settings, *, workers: int, scheduler: str | None
) -> Iterator[list[Outcome]]:
    """Read batch by batch: here, over processes if there is enough to do, or on a cluster."""
    from geomap.work.workers import in_order, over_processes

    batches = iter(lambda: list(islice(jobs, BATCH)), [])
    if scheduler is not None:
        from geomap.work.cluster import over_cluster

        return over_cluster(batches, settings, scheduler)
    first = list(islice(batches, _FEW // BATCH + 1)) if workers > 1 else []
    batches = chain(first, batches)
    if workers > 1 and sum(map(len, first)) > _FEW:
        return over_processes(batches, settings, workers)
    return in_order(batches, settings)


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


def write_run(result: Run, folder: Path, tick: Tick, gazetteer: Gazetteer | None = None) -> Run:
    """Write every file of a run into `folder`, each whole or not at all.

    The map is in the language of the run's settings; with a gazetteer the provinces' names are too.
    """
    from geomap.export import export_run, keep_edits
    from geomap.maps.names import local_areas
    from geomap.maps.page import write_map

    tick("export", 0, None)
    edited = keep_edits(result, folder)  # the map shows what people changed in the folder's GeoPackage too
    export_run(result, folder)
    tick("map", 0, None)
    lang = (result.meta.get("settings") or {}).get("lang") or "en"
    local = local_areas(edited, gazetteer, lang) if gazetteer is not None else {}
    write_map(edited, folder / "map.html", lang=lang, local=local)
    return replace(edited, folder=folder)
