"""`geomap run`: the main job."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from geomap.cli import console
from geomap.cli.job import job_arguments, job_options
from geomap.errors import RejectedError

if TYPE_CHECKING:
    from pathlib import Path

    from geomap.pipeline import Plan
    from geomap.records import Run


@click.command("run")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@job_options
@click.option("--add", is_flag=True, help="Keep the reports of the last run in the folder and add these.")
@click.option("--wait", is_flag=True, help="Wait if another run is writing to the folder.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--strict", is_flag=True, help="Exit with 5 if a file or row was left out.")
def command(
    *,
    inputs: tuple[str, ...],
    output: Path,
    workers: int | None,
    scheduler: str | None,
    add: bool,
    wait: bool,
    dry_run: bool,
    strict: bool,
    **job: Any,
) -> int:
    """Read reports, find and place the incidents they tell, and draw the map.

    INPUT is any number of files (.txt .md .html .jsonl .csv .xml, also .gz), folders, globs or - for stdin. What a
    report gave is kept in the output folder: a run that was stopped goes on where it was, and only what is new or
    depends on a changed option is read again.

    \b
    Examples:
      geomap run examples/ --records examples/records.csv -o outputs
      geomap run report.txt --date 2023-05-13 --border AM-AZ
    """  # noqa: D301
    from geomap import pipeline
    from geomap.work.workers import cores

    given = job_arguments(**job) | {"output": output, "stdin": sys.stdin.buffer if "-" in inputs else None}
    if dry_run:
        with console.progress() as tick:
            click.echo(told(pipeline.plan(inputs, **given, progress=tick)))
        return 0
    count = workers or cores()
    with console.progress() as tick:
        result = pipeline.run(inputs, **given, progress=tick, workers=count, scheduler=scheduler, add=add, wait=wait)
    if not console.is_quiet():
        report(result, output)
    click.echo(output / "map.html")
    missing = [item for item in result.rejected if item.reason == "missing"]
    lost = sum(item.fatal for item in result.rejected)
    if strict and lost:
        raise RejectedError(f"{lost} files or rows were rejected; see {output / 'rejected.jsonl'}")
    return 3 if missing else 0


def told(plan: Plan) -> str:
    """Return in words what a run would do."""
    lines = [
        (
            f"{many(plan.reports, 'report')}: {plan.whole} to be read, {plan.incidents_only} to be read again for "
            f"their incidents, {plan.done} known already"
        ),
        f"{many(plan.rows, 'row')} in the table; {many(plan.rejected, 'file or row', 'files or rows')} left out",
        "then: merge, join, write the layers, draw the map",
    ]
    return "\n".join(lines)


def many(count: int, one: str, more: str = "") -> str:
    """Return "1 report", "2 reports"."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def report(result: Run, output: Path) -> None:
    """Print what was found, as a table on stderr."""
    from geomap import schema

    out = console.stderr()
    counts = result.counts
    rows = []
    for values in result.incidents.sort_values("date_start", na_position="last", kind="stable").itertuples():
        day = str(values.date_start or "date unknown")
        if values.lat is not None:
            where = f"{values.lat:.4f}, {values.lon:.4f}"
        else:
            where = f"no point: {schema.GEO_PRECISION.get(values.geo_precision, 'place unknown')}"
        rows.append((day, values.title, where, values.killed_best, values.injured_best, values.source_count))
    if rows:
        numbers: tuple[str, ...] = ("Killed", "Injured", "Reports")
        shown: list[tuple[object, ...]] = list(rows[:40])
        if out.width < 100:  # the title tells the toll too; on a narrow terminal that is enough
            numbers = ("Reports",)
            shown = [(*row[:3], row[5]) for row in shown]
        out.print(console.table("Incidents", ("Date", "What and where", "Lat, lon", *numbers), shown, right=numbers))
        if len(rows) > 40:
            out.print(f"… and {len(rows) - 40} more")
    else:
        out.print("No incident was found.")
    out.print(
        f"{many(counts['reports'], 'report')}, {many(counts['mentions'], 'place mention')} "
        f"({counts['resolved']} resolved), "
        f"{many(counts['drafts'], 'draft')} merged into {many(counts['incidents'], 'incident')} "
        f"({counts['incidents_with_point']} with a point), {counts['audit']} kept for audit only"
    )
    if counts["records"]:
        out.print(
            f"{many(counts['records'], 'record')} of yours, {counts['records_with_point']} with a point, "
            f"{counts['records_matched']} matched with an incident"
        )
    if counts["reports_without_date"]:
        out.print(
            f"{many(counts['reports_without_date'], 'report')} without a publication date: weekdays stay open "
            "(--date gives one)"
        )
    if result.rejected:
        out.print(f"{many(len(result.rejected), 'note or rejection', 'notes and rejections')}, the first of them:")
        for item in result.rejected[:5]:
            where = f", {item.where}" if item.where else ""
            out.print(console.printable(f"  {item.source}{where}: {item.reason}: {item.detail}"), markup=False)
        out.print(f"  all in {output / 'rejected.jsonl'}")
