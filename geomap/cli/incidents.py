"""`geomap incidents`: reports in, incident records out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geomap.cli import console
from geomap.cli.extractor import extractor_options, extractor_settings
from geomap.cli.geoparse import read

if TYPE_CHECKING:
    from pathlib import Path


@click.command("incidents")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", default="-", show_default=True, help="JSON Lines file, or - for stdout.")
@click.option("--audit", is_flag=True, help="Also background, future and other records that never reach a map.")
@console.date_option
@console.region_option
@console.gazetteer_option
@console.model_option
@extractor_options
def command(
    *,
    inputs: tuple[str, ...],
    output: str,
    audit: bool,
    day: str | None,
    region: tuple[str, ...],
    gazetteer: Path | None,
    model: str,
    extractor: str,
    endpoint: str | None,
    llm_model: str,
    llm_timeout: float,
    allow_plain_http: bool,
) -> int:
    """Read incident records out of reports.

    A line in is {"id", "text"} (optional title, date = publication date); a line out is {"id", "incidents": […]},
    before merging, each with the incident_id that it has after merging over the whole input.

    \b
    Examples:
      geomap incidents reports.jsonl -o incidents.jsonl
      geomap incidents report.txt --date 2023-05-13
      geomap incidents reports.jsonl --extractor openai-compatible --endpoint http://localhost:8080/v1
    """  # noqa: D301
    from dataclasses import replace

    from geomap import schema
    from geomap.engine import Engine
    from geomap.merge import merge_incidents

    settings = console.make_settings(
        gazetteer=gazetteer,
        model=model,
        region=region,
        date=console.parse_day(day),
        **extractor_settings(extractor, endpoint, llm_model, llm_timeout, allow_plain_http=allow_plain_http),
    )
    with Engine.open(settings) as engine, console.progress() as tick:
        drafts = []
        for number, told in enumerate(engine.tell(read(inputs, day=day)), start=1):
            drafts.append((told.report.id, told.incidents))
            for note in told.notes:
                click.echo(console.printable(f"{note.where}: {note.reason}: {note.detail}"), err=True)
            tick("reports", number, None)
        everything = [incident for _, incidents in drafts for incident in incidents]
        members = merge_incidents(everything, gazetteer=engine.gazetteer, settings=settings).members
    with console.open_output(output) as stream:
        for report_id, incidents in drafts:
            rows = [
                schema.incident_to_row(replace(one, incident_id=members.get(one.incident_id, one.incident_id)))
                for one in incidents
                if audit or one.realis == "actual"
            ]
            stream.write(schema.to_json({"id": report_id, "incidents": rows}) + "\n")
    return 0
