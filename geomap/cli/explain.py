"""`geomap explain`: why each place name was read as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geomap.cli import console
from geomap.cli.geoparse import read

if TYPE_CHECKING:
    from pathlib import Path


@click.command("explain")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--only", metavar="NAME", help="Only mentions of this name.")
@console.region_option
@console.gazetteer_option
@console.model_option
def command(
    *, inputs: tuple[str, ...], only: str | None, region: tuple[str, ...], gazetteer: Path | None, model: str
) -> int:
    """Show each place name with the place it was given, the reasons, and the rivals that lost.

    \b
    Example:
      geomap explain report.txt --only Kut
    """  # noqa: D301
    from geomap.engine import Engine

    settings = console.make_settings(gazetteer=gazetteer, model=model, region=region)
    with Engine.open(settings) as engine:
        for report, resolutions in engine.geoparse(read(inputs, day=None)):
            click.echo(console.printable(f"{report.id}: {report.title}".rstrip(": ")))
            for resolution in resolutions:
                mention, place = resolution.mention, resolution.place
                if only and mention.text.casefold() != only.casefold():
                    continue
                label = "no place" if place is None else f"{place.name}, {place.admin1}, {place.country} ({place.kind})"
                head = f"  {mention.start}-{mention.end} {mention.text!r} [{mention.use}] -> {label}"
                click.echo(console.printable(f"{head}  {resolution.score:.2f}"))
                click.echo(console.printable(f"      a name because: {', '.join(mention.evidence)}"))
                if resolution.reasons:
                    click.echo(console.printable(f"      this place because: {', '.join(resolution.reasons)}"))
                for rival in resolution.rivals:
                    other = rival.place
                    text = f"      not {other.name}, {other.admin1}, {other.country} ({other.kind})  {rival.score:.2f}"
                    click.echo(console.printable(text))
    return 0
