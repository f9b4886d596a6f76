"""`geomap import`: the incidents of an exported file, or of a database, back into a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geomap.cli import console

if TYPE_CHECKING:
    from geomap.records import Run


@click.command("import")
@click.argument("source", metavar="FILE|URL")
@click.option("-f", "--format", "name", help="Its format, if the suffix does not tell: geojson, csv, kml …")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of a run; default: JSON Lines on stdout.")
@click.option("--schema", "schema_name", default="geomap", show_default=True, help="Schema of the tables in PostGIS.")
@click.option("--title", default="", help="Title of the map.")
@console.gazetteer_option
def command(
    *, source: str, name: str | None, output: Path | None, schema_name: str, title: str, gazetteer: Path | None
) -> int:
    """Read the incidents of a file that `geomap export` wrote, and make a run of them again.

    The incidents come back as they were; what a format cannot hold (docs/formats.md) stays empty. With -o a folder
    is written like that of `geomap run`: map, GeoPackage, project, GeoJSON; without it one incident a line is printed.

    \b
    Examples:
      geomap import incidents.kml -o outputs
      geomap import incidents.parquet > incidents.jsonl
      geomap import postgresql://me@localhost/incidents -o outputs
    """  # noqa: D301
    from geomap import schema

    run = _read(source, name, schema_name)
    if output is None:
        with console.open_output("-") as stream:
            for incident in schema.frame_to_incidents(run.incidents):
                stream.write(schema.to_json(schema.incident_to_row(incident)) + "\n")
        return 0
    from geomap.cli.run import many
    from geomap.pipeline import write_run

    with console.progress() as tick:
        write_run(_drawn(run, gazetteer, title), output, tick)
    if not console.is_quiet():
        console.stderr().print(f"{many(len(run.incidents), 'incident')} read from {_safe(source)}", markup=False)
    click.echo(output / "map.html")
    return 0


def _safe(source: str) -> str:
    from geomap.export import postgis

    return console.printable(postgis.shown(source) if postgis.is_database(source) else source)


def _read(source: str, name: str | None, schema_name: str) -> Run:
    from geomap.export import format_of, read_database, read_file, read_run, run_of
    from geomap.export.postgis import is_database

    if is_database(source):
        return read_database(source, schema_name=schema_name)
    path = Path(source)
    if path.is_dir() or (name or format_of(path)) == "gpkg":
        return read_run(path)  # the store: the whole run and not its incidents only
    return run_of(read_file(path, format=name))


def _drawn(run: Run, gazetteer: Path | None, title: str) -> Run:
    """Return the run with what its map needs and a file of incidents does not hold: lines, areas, a title."""
    import dataclasses
    from collections import Counter

    from geomap.assemble import attribution, default_title
    from geomap.errors import GazetteerMissingError
    from geomap.gazetteer.store import Gazetteer
    from geomap.join import nearby_areas

    if title:
        run = dataclasses.replace(run, title=title)
    if len(run.background):
        return run
    try:
        with Gazetteer.open(gazetteer) as opened:
            borders = Counter(name for name in run.incidents["border"] if name)
            line = run.border
            if not len(line) and borders:
                line = opened.border(max(sorted(borders), key=borders.__getitem__))
            admin, background = nearby_areas(opened, run.incidents, run.records, line)
            told = run.attribution or attribution(opened)
    except GazetteerMissingError as error:
        if not console.is_quiet():
            console.stderr().print(f"no background on the map: {error}", markup=False)
        return run
    return dataclasses.replace(
        run,
        border=line,
        admin=admin,
        background=background,
        attribution=told,
        title=run.title or default_title(run.incidents, line),
    )
