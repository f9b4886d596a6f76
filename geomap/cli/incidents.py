"""`geomap incidents`: reports in, incident records out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geomap.cli import console
from geomap.cli.extractor import extractor_options, extractor_settings
from geomap.cli.geoparse import read

if TYPE_CHECKING:
    from pathlib import Path

    from geomap.engine import Engine, Told
    from geomap.llm import Endpoint
    from geomap.records import Incident


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
    from geomap.llm import endpoint_of
    from geomap.merge import merge_incidents

    settings = console.make_settings(
        gazetteer=gazetteer,
        model=model,
        region=region,
        date=console.parse_day(day),
        **extractor_settings(extractor, endpoint, llm_model, llm_timeout, allow_plain_http=allow_plain_http),
    )
    door = endpoint_of(settings)
    with Engine.open(settings) as engine, console.progress() as tick:
        drafts = []
        for number, told in enumerate(engine.tell(read(inputs, day=day)), start=1):
            if door is None:
                drafts.append((told.report.id, told.incidents))
            else:
                drafts.append((told.report.id, _by_model(told, door, engine)))
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


def _by_model(told: Told, door: Endpoint, engine: Engine) -> tuple[Incident, ...]:
    """Return what the language model reads out of a report; the rules' reading where it gives no usable answer."""
    from geomap.llm import read_incidents

    found = read_incidents(
        told.report, told.resolutions, endpoint=door, gazetteer=engine.gazetteer, settings=engine.settings
    )
    if found is None:
        click.echo(f"{told.report.id}: the model gave no usable answer; read by rules", err=True)
        return told.incidents
    incidents, notes = found
    for note in notes:
        click.echo(f"{told.report.id}: {note.detail}", err=True)
    return tuple(incidents)
