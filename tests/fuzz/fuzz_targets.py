"""What the fuzzer calls: bytes in, nothing out; anything but geomap's own errors is a finding."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.errors import GeomapError

if TYPE_CHECKING:
    from collections.abc import Callable

REPORT_SUFFIXES = (".txt", ".md", ".html", ".json", ".jsonl", ".csv", ".tsv", ".xml", ".rss", ".txt.gz", "")
TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".geojson", ".kml", ".gpkg")
DAY = dt.date(2023, 5, 13)
Target = "Callable[[bytes], None]"


def reports(data: bytes) -> None:
    """Read `data` as a file of reports; the first byte picks its suffix."""
    from geomap.read.reports import read_reports
    from geomap.records import Report

    if not data:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{REPORT_SUFFIXES[data[0] % len(REPORT_SUFFIXES)]}"
        path.write_bytes(data[1:])
        for item in read_reports([path]):
            if isinstance(item, Report) and len(item.clean) != len(item.text):
                raise AssertionError("the clean text has another length")


def tables(data: bytes) -> None:
    """Read `data` as a table of records; the first byte picks its suffix."""
    from geomap.read.tables import read_table

    if not data:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{TABLE_SUFFIXES[data[0] % len(TABLE_SUFFIXES)]}"
        path.write_bytes(data[1:])
        with contextlib.suppress(GeomapError):
            list(read_table(path))


def dates(data: bytes) -> None:
    """Look for dates in `data` in every way there is."""
    from geomap.incidents.dates import find_times
    from geomap.read.dates import parse_date
    from geomap.read.reports import find_date

    text = data.decode("utf-8", "replace")
    find_date(text)
    with contextlib.suppress(GeomapError, ValueError):
        parse_date(text)
    for published in (DAY, None):
        find_times(text.lower(), 0, published=published)


def counts(data: bytes) -> None:
    """Look for counts of people in `data`."""
    from geomap.incidents.numbers import find_counts, word_value

    text = data.decode("utf-8", "replace").lower()
    for found in find_counts(text):
        if not 0 <= found.start <= found.end <= len(text):
            raise AssertionError(f"{found} is not in the text")
    word_value(text)


def story(gazetteer: Path) -> Callable[[bytes], None]:
    """Return a target that reads incidents out of `data`, packs, merges and writes them."""
    from geomap.engine import Engine
    from geomap.merge import merge_incidents
    from geomap.read.reports import make_report
    from geomap.settings import Settings
    from geomap.work.packing import pack_outcome, unpack_draft, unpack_resolutions

    settings = Settings(gazetteer=gazetteer, model="none")
    opened = Engine.open(settings)
    engine = opened.__enter__()  # for as long as the process lives

    def target(data: bytes) -> None:
        report = make_report({"id": "x", "text": data.decode("utf-8", "replace"), "date": "2023-05-13"})
        if report is None:
            return
        told = engine.tell_batch([report])[0]
        for one in told.resolutions:
            if report.clean[one.mention.start : one.mention.end] != one.mention.text:
                raise AssertionError(f"{one.mention} is not where it says")
        outcome = pack_outcome("k", told)
        if tuple(unpack_resolutions(outcome.places, engine.gazetteer.get)) != told.resolutions:
            raise AssertionError("resolutions do not come back equal")
        drafts = [unpack_draft(packed) for _, packed in outcome.drafts]
        if tuple(drafts) != told.incidents:
            raise AssertionError("drafts do not come back equal")
        merge_incidents(drafts, settings=settings, gazetteer=engine.gazetteer)

    target.engine = opened  # type: ignore[attr-defined]
    return target


def exports(data: bytes) -> None:
    """Write `data` as every text of a run, in the format that the first byte picks, and read it back."""
    from fuzz_exports import exports as target

    target(data)


PLAIN = {"reports": reports, "tables": tables, "dates": dates, "counts": counts, "exports": exports}


def open_target(name: str, gazetteer: str | Path | None) -> Callable[[bytes], None]:
    """Return a target by its name."""
    if name == "story":
        if gazetteer is None:
            raise SystemExit("say which gazetteer: GEOMAP_GAZETTEER")
        return story(Path(gazetteer))
    return PLAIN[name]
