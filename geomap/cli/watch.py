"""`geomap watch`: new reports are read as they come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geomap.cli import console
from geomap.cli.run import many

if TYPE_CHECKING:
    from geomap.watch import Update


@click.command("watch")
@click.argument("inputs", nargs=-1, required=True, metavar="FOLDER...")
@click.option("--records", metavar="TABLE", help="Your own incidents; read again when the file changes.")
@click.option(
    "--every", default=5.0, show_default=True, type=click.FloatRange(0.2, 86400), help="Seconds between looks."
)
@click.option("--updates", type=click.IntRange(1), help="Stop after so many updates.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that read reports; default: one a core.")
@console.date_option
@console.region_option
@click.option("--border", metavar="ID|FILE", help="Border line: AM-AZ, or a file with your own line.")
@console.gazetteer_option
@console.model_option
@click.option("--title", help="Title of the map.")
@click.option("-o", "--output", default="outputs", show_default=True, type=click.Path(path_type=Path), help="Folder.")
def command(
    *,
    inputs: tuple[str, ...],
    records: str | None,
    every: float,
    updates: int | None,
    workers: int | None,
    day: str | None,
    region: tuple[str, ...],
    border: str | None,
    gazetteer: Path | None,
    model: str,
    title: str | None,
    output: Path,
) -> int:
    """Watch folders: read new reports as they come, and keep the map and the layers up to date.

    Reports that were read stay in the run when their file goes away. Stop it with Ctrl-C; the next start goes on
    where it was. The map in the browser shows the new state when it is loaded again.

    \b
    Example:
      geomap watch inbox/ -o outputs
    """  # noqa: D301
    from geomap.watch import watch
    from geomap.work.workers import cores

    settings = console.make_settings(
        gazetteer=gazetteer,
        model=model,
        region=region,
        border=border,
        date=console.parse_day(day),
        title=title,
    )
    looked = watch(
        inputs, output=output, every=every, records=records, settings=settings, workers=workers or cores(), wait=True
    )
    if not console.is_quiet():
        click.echo(console.printable(f"watching {', '.join(inputs)}; Ctrl-C stops"), err=True)
    for number, update in enumerate(looked, start=1):
        tell(update, output)
        if number == updates:
            break
    return 0


def tell(update: Update, output: Path) -> None:
    """Print one line about an update: the map's path on stdout, counts and errors on stderr."""
    if update.run is None:
        click.echo(console.printable(f"waiting: {update.error.what if update.error else ''}"), err=True)
        return
    if not console.is_quiet():
        counts = update.run.counts
        told = f"{many(counts['reports'], 'report')}, {many(counts['incidents'], 'incident')}"
        left = sum(item.fatal for item in update.run.rejected)
        click.echo(f"{told}, {left} left out" if left else told, err=True)
    click.echo(output / "map.html")
