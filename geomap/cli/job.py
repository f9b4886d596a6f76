"""The options of a whole job, which `geomap run` and `geomap watch` share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli import console
from geomap.cli.extractor import extractor_options, extractor_settings
from geomap.settings import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

_OPTIONS = (
    click.option("--records", metavar="TABLE", help="Your own incidents: .csv .tsv .xlsx .geojson .gpkg …"),
    click.option(
        "--map", "mapping", metavar="COL=COLUMN,…", help='Columns of that table: place=Location,date="Event Date".'
    ),
    click.option(
        "--preset", type=click.Choice(["acled", "ucdp"]), help="Column names of that table, if not found by itself."
    ),
    click.option("--date-format", metavar="FORMAT", help="Dates of that table: %d/%m/%Y or %m/%d/%Y …"),
    console.date_option,
    console.region_option,
    click.option("--border", metavar="ID|FILE", help="Border line: AM-AZ, or a file with your own line."),
    console.gazetteer_option,
    console.model_option,
    click.option("--title", help="Title of the map."),
    click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the map; default: en."),
    click.option(
        "-o", "--output", default="outputs", show_default=True, type=click.Path(path_type=Path), help="Folder."
    ),
    extractor_options,
    click.option("--workers", type=click.IntRange(1, 256), help="Processes that read reports; default: one a core."),
    click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler whose workers read instead: tcp://host:8786."),
    click.option("--max-chars", type=click.IntRange(1000), help="Longer reports are cut there; default 1,000,000."),
    click.option(
        "--report-seconds", type=click.FloatRange(0), help="A report that takes longer is left out; default 120."
    ),
)


def job_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a whole job to a command; it gives them to `job_arguments`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def job_arguments(
    *,
    records: str | None,
    mapping: str | None,
    preset: str | None,
    date_format: str | None,
    day: str | None,
    max_chars: int | None,
    extractor: str,
    endpoint: str | None,
    llm_model: str,
    llm_timeout: float,
    allow_plain_http: bool,
    **settings: Any,
) -> dict[str, Any]:
    """Return the options as arguments of `geomap.run`, all but where to write and who reads.

    Raises
    ------
    UsageError, InputError
        If an option cannot be read; the message says how to write it.
    """
    from geomap.read.tables import parse_mapping

    door = extractor_settings(extractor, endpoint, llm_model, llm_timeout, allow_plain_http=allow_plain_http)
    return {
        "records": records,
        "mapping": parse_mapping(mapping) if mapping else None,
        "preset": preset,
        "date_format": date_format,
        "settings": console.make_settings(date=console.parse_day(day), max_report_chars=max_chars, **settings, **door),
    }
