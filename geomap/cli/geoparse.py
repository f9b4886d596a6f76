"""`geomap geoparse`: texts in, resolved place names out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from geomap.cli import console

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geomap.records import Report


def read(inputs: tuple[str, ...], *, day: str | None) -> Iterator[Report]:
    """Yield the reports of `inputs`; what cannot be read is said on stderr and passed over."""
    from geomap.read.reports import read_reports
    from geomap.records import Rejection

    paths = [console.open_input(name) for name in inputs]
    stdin = sys.stdin.buffer if "-" in inputs else None
    for item in read_reports(paths, date=console.parse_day(day), stdin=stdin):
        if isinstance(item, Rejection):
            where = f", {item.where}" if item.where else ""
            click.echo(console.printable(f"{item.source}{where}: {item.reason}: {item.detail}"), err=True)
        else:
            yield item


@click.command("geoparse")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", default="-", show_default=True, help="JSON Lines file, or - for stdout.")
@click.option("--demonyms", is_flag=True, help='Also words like "Azerbaijani", with "literal": false.')
@click.option("--explain", is_flag=True, help="With each place its candidates and what counted for them.")
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    metavar="SCORE",
    help="Leave out places scored less; docs/explain.md says what share is right from which score on.",
)
@click.option("--fast", is_flag=True, help="No language model: gazetteer and context only.")
@console.date_option
@console.region_option
@console.gazetteer_option
@console.model_option
def command(
    *,
    inputs: tuple[str, ...],
    output: str,
    demonyms: bool,
    explain: bool,
    min_score: float,
    fast: bool,
    day: str | None,
    region: tuple[str, ...],
    gazetteer: Path | None,
    model: str,
) -> int:
    """Find and resolve the place names of texts.

    A line in is {"id", "text"} (optional title, date); a line out is {"id", "toponyms": [{start, end, text, lat, lon,
    geonameid, place_id, name, kind, country, admin1, score, literal}]}. Demonyms ("Azerbaijani") are left out unless
    asked for.

    \b
    Examples:
      geomap geoparse reports.jsonl -o places.jsonl
      geomap geoparse reports.jsonl --min-score 0.8 --explain
      cat report.txt | geomap geoparse -
    """  # noqa: D301
    from geomap import schema
    from geomap.cli.explain import explain_row
    from geomap.engine import Engine
    from geomap.resolve.explain import explain_mentions
    from geomap.settings import MODEL_NONE
    from geomap.toponyms import toponym_row

    settings = console.make_settings(gazetteer=gazetteer, model=MODEL_NONE if fast else model, region=region)
    with Engine.open(settings) as engine, console.progress() as tick, console.open_output(output) as stream:
        for number, (report, resolutions) in enumerate(engine.geoparse(read(inputs, day=day)), start=1):
            why: dict[int, dict[str, Any]] = {}
            if explain:
                mentions = [one.mention for one in resolutions]
                weighed = explain_mentions(report, mentions, engine.gazetteer, region=region)
                why = {id(one): explain_row(one, own) for one, own in zip(resolutions, weighed, strict=True)}
            kept = (one for one in resolutions if demonyms or one.mention.use != "demonym")
            rows = ({**toponym_row(one), **({"explain": why[id(one)]} if explain else {})} for one in kept)
            toponyms = [row for row in rows if row["score"] >= min_score]
            stream.write(schema.to_json({"id": report.id, "toponyms": toponyms}) + "\n")
            tick("reports", number, None)
    return 0
