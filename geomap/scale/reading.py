"""Reports in a Dask bag or frame, draft incidents out: recognition, resolution and extraction on the workers."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from geomap.engine import BATCH
from geomap.errors import InputError, need
from geomap.read.reports import make_report
from geomap.records import Report
from geomap.settings import Settings
from geomap.work.cluster import read_batch
from geomap.work.packing import report_key, unpack_draft
from geomap.work.workers import Job

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geomap.records import Incident


def read(reports: Any, settings: Settings | None = None) -> Any:
    """Return the draft incidents of many reports, as a Dask bag; nothing is computed yet.

    Parameters
    ----------
    reports
        A Dask bag of `Report` records or of dicts, or a Dask DataFrame: ``id`` and ``text``, optionally ``title``,
        ``date`` (publication date), ``publisher``, ``language``, ``url``, ``source``. Ids must be unique.
    settings
        As for `geomap.run`; the gazetteer is opened and the model loaded once a worker process.

    Returns
    -------
    drafts
        A bag of `geomap.records.Incident`, all realis values, before merging.

    Raises
    ------
    MissingDependencyError
        If Dask is not installed.
    InputError
        If a DataFrame lacks the columns.
    """
    need("dask.bag", to="run over Dask collections", extra="dask")
    if hasattr(reports, "to_bag"):
        missing = {"id", "text"} - set(reports.columns)
        if missing:
            raise InputError(f"the frame of reports has no column {', '.join(sorted(missing))}")
        reports = reports.to_bag(index=False, format="dict")
    return reports.map_partitions(read_part, settings or Settings())


def read_part(items: Iterable[Report | Mapping[str, Any]], settings: Settings) -> list[Incident]:
    """Return the drafts of one partition; runs on a worker."""
    most = settings.max_report_chars
    made = (one if isinstance(one, Report) else make_report(one, date=settings.date, max_chars=most) for one in items)
    stream = (one for one in made if one is not None)
    drafts: list[Incident] = []
    while batch := list(islice(stream, BATCH)):
        for outcome in read_batch([Job(report_key(one), one) for one in batch], settings):
            drafts.extend(unpack_draft(data) for _, data in outcome.drafts)
    return drafts
