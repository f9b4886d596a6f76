"""`geomap merge`: see which reports were merged, undo a merge, put two incidents together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geomap.cli import console

if TYPE_CHECKING:
    from geomap.decisions import Decisions
    from geomap.records import Incident, Run


@click.command("merge")
@click.option("--undo", metavar="ID", help="Split this incident again into what its reports told.")
@click.option("--only", metavar="REPORT", help="With --undo: take out only what this report told.")
@click.option("--join", "joined", nargs=2, metavar="ID ID", help="These two are one incident.")
@click.option("--forget", metavar="ID", help="Take back every decision on this incident.")
@click.option("--list", "listed", is_flag=True, help="Show merged incidents, unsure pairs and decisions.")
@console.gazetteer_option
@click.option("-o", "--output", default="outputs", show_default=True, type=click.Path(path_type=Path), help="The run.")
@click.option("--wait", is_flag=True, help="Wait if another run is writing to the folder.")
def command(
    *,
    undo: str | None,
    only: str | None,
    joined: tuple[str, str] | None,
    forget: str | None,
    listed: bool,
    gazetteer: Path | None,
    output: Path,
    wait: bool,
) -> int:
    """Show and correct which reports of a finished run are one incident.

    A decision is kept in merges.jsonl in the run's folder and holds in every later run into it. The incidents, the
    map and the layers are made anew from the drafts that the run kept; no report is read again.

    \b
    Examples:
      geomap merge --list -o outputs
      geomap merge --undo i81cc8ddf041d -o outputs
      geomap merge --join i9144cd9ca256 ie03547f6847f -o outputs
    """  # noqa: D301
    from geomap.decisions import FILE, read_decisions, write_decisions
    from geomap.errors import UsageError
    from geomap.export import read_run
    from geomap.gazetteer.store import Gazetteer
    from geomap.pipeline import write_run
    from geomap.remerge import remerge, stored_drafts
    from geomap.work.lock import hold

    if sum(map(bool, (undo, joined, forget, listed))) != 1:
        raise UsageError("say what to do: one of --list, --undo, --join, --forget", hint="see geomap merge --help")
    if only and not undo:
        raise UsageError("--only goes with --undo", hint="geomap merge --undo ID --only REPORT")
    run = read_run(output)
    before = read_decisions(output)
    if listed:
        show(run, before)
        return 0
    with hold(output, wait=wait), Gazetteer.open(gazetteer) as opened:
        drafts = {one.incident_id: one for one in stored_drafts(output)}
        if undo:
            after = undone(before, incident(run, undo), drafts, only)
        elif joined:
            after = put_together(before, incident(run, joined[0]), incident(run, joined[1]))
        else:
            after = before.without(incident(run, str(forget)).merged_from)
        write_decisions(after, output)
        try:
            again = remerge(output, gazetteer=opened)
            if joined:
                check_together(again, after)
            result = write_run(again, output, lambda _stage, _done, _total: None, opened)
        except BaseException:
            write_decisions(before, output)  # the folder is as it was
            raise
    old, new = len(run.incidents), len(result.incidents)
    click.echo(f"{old} incidents before, {new} now; the decision is kept in {output / FILE}", err=True)
    click.echo(output / "map.html")
    return 0


def incident(run: Run, name: str) -> Incident:
    """Return an incident of the run.

    Raises
    ------
    InputError
        If there is none with this id.
    """
    from geomap.errors import InputError
    from geomap.schema import row_to_incident

    found = run.incidents[run.incidents["incident_id"] == name]
    if found.empty:
        raise InputError(f"there is no incident {name!r} in the run", hint="`geomap merge --list` shows the ids")
    return row_to_incident(found.iloc[0].to_dict())


def undone(before: Decisions, target: Incident, drafts: dict[str, Incident], only: str | None) -> Decisions:
    """Return the decisions and one more: the drafts of `target` are apart, all of them or those of one report."""
    from geomap.errors import InputError

    if len(target.merged_from) < 2:
        raise InputError(f"the incident {target.incident_id} was not merged", hint="it is told by one draft only")
    if only is None:
        return before.with_apart(target.merged_from, target.incident_id)
    out = [
        name
        for name in target.merged_from
        if name in drafts and any(only in {one.report_id, one.source} for one in drafts[name].sources)
    ]
    rest = [name for name in target.merged_from if name not in out]
    if not out or not rest:
        reports = sorted({one.report_id for name in target.merged_from for one in drafts[name].sources})
        raise InputError(
            f"the report {only!r} is not one of several in {target.incident_id}", hint=f"known: {', '.join(reports)}"
        )
    after = before
    for name in out:
        for other in rest:
            after = after.with_apart((name, other), target.incident_id)
    return after


def put_together(before: Decisions, one: Incident, other: Incident) -> Decisions:
    """Return the decisions and one more: two incidents are one."""
    from geomap.errors import UsageError

    if one.incident_id == other.incident_id:
        raise UsageError("an incident is already one with itself", hint="give two different ids")
    return before.with_together((*one.merged_from, *other.merged_from), one.incident_id)


def check_together(run: Run, after: Decisions) -> None:
    """Say so if the last decision could not be followed.

    Raises
    ------
    InputError
        If the drafts are still in several incidents.
    """
    from geomap.errors import InputError

    wanted = set(after.together[-1])
    homes = {name for name, told in zip(run.incidents["incident_id"], run.incidents["merged_from"], strict=True)
             if not wanted.isdisjoint(told)}  # fmt: skip
    if len(homes) > 1:
        raise InputError(
            "these incidents are too far apart in time to be one, or one of them has no date",
            hint="only incidents within a few weeks of each other can be put together",
        )


def show(run: Run, decisions: Decisions) -> None:
    """Print merged incidents, unsure pairs and decisions, one a line."""
    titles = dict(zip(run.incidents["incident_id"], run.incidents["title"], strict=True))
    days = dict(zip(run.incidents["incident_id"], run.incidents["date_start"], strict=True))
    pairs: set[tuple[str, str]] = set()
    for row in run.incidents.to_dict("records"):
        name = row["incident_id"]
        if len(row["merged_from"] or ()) > 1:
            reports = sorted({one["report_id"] for one in row["sources"]})
            click.echo(f"{name}  {days[name] or 'no date'}  {titles[name]}")
            click.echo(f"    merged from {', '.join(reports)}")
        pairs |= {(min(name, other), max(name, other)) for other in row["possible_duplicate_of"] or ()}
    for one, other in sorted(pairs):
        click.echo(f"{one} may be {other}: {titles.get(one, '?')} | {titles.get(other, '?')}")
    for taken in decisions.taken:
        click.echo(f"decided on {taken.incident or '?'}: {taken.kind}: {', '.join(taken.drafts)}")
