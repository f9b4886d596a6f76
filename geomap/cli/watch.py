"""`geomap watch`: new reports are read as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geomap.cli import console
from geomap.cli.job import job_arguments, job_options
from geomap.cli.run import many

if TYPE_CHECKING:
    from pathlib import Path

    from geomap.watch import Update


@click.command("watch")
@click.argument("inputs", nargs=-1, required=True, metavar="FOLDER...")
@job_options
@click.option(
    "--every", default=5.0, show_default=True, type=click.FloatRange(0.2, 86400), help="Seconds between looks."
)
@click.option("--updates", type=click.IntRange(1), help="Stop after so many updates.")
def command(
    *,
    inputs: tuple[str, ...],
    every: float,
    updates: int | None,
    output: Path,
    workers: int | None,
    scheduler: str | None,
    **job: Any,
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

    given = job_arguments(**job)
    looked = watch(
        inputs, output=output, every=every, workers=workers or cores(), scheduler=scheduler, wait=True, **given
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
