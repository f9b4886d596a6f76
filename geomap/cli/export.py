"""`geomap export`: a finished run in another format, or in a database."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("export")
@click.argument("run_folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("-f", "--format", "name", help="geojson, csv, kml … ; `all` writes every one.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File, or a folder for `all`; default: in RUN.")
@click.option("--to", "address", metavar="URL", help="PostGIS: postgresql://user@host:5432/database.")
@click.option("--schema", "schema_name", default="geomap", show_default=True, help="Schema of the tables in PostGIS.")
def command(*, run_folder: Path, name: str | None, output: Path | None, address: str | None, schema_name: str) -> int:
    """Write the incidents of a finished run (its folder or its geomap.gpkg) in another format.

    With --to, the run goes into a PostGIS database: new incidents are added, known ones updated, all in one
    transaction. Leave the password out of the URL and keep it in ~/.pgpass or PGPASSWORD.

    \b
    Examples:
      geomap export outputs -f kml -o incidents.kml
      geomap export outputs -f all -o formats
      geomap export outputs --to postgresql://me@localhost/incidents
    """  # noqa: D301
    from geomap.errors import MissingDependencyError, UsageError
    from geomap.export import FORMATS, read_run, write

    known = ", ".join(sorted(FORMATS))
    if (name is None) == (address is None):
        raise UsageError("say where to: a format with -f, or a database with --to", hint=f"known: {known}, all")
    if address is not None:
        from geomap.export.postgis import write_database

        click.echo(write_database(read_run(run_folder), address, schema_name=schema_name))
        return 0
    if name != "all" and name not in FORMATS:
        raise UsageError(f"unknown format {name!r}", hint=f"known: {known}, all")
    result = read_run(run_folder)
    folder = run_folder if run_folder.is_dir() else run_folder.parent
    missing = 0
    for one in sorted(FORMATS) if name == "all" else [str(name)]:
        file = f"incidents{FORMATS[one].suffix}"
        target = (output or folder / "formats") / file if name == "all" else output or folder / file
        try:
            click.echo(write(result, target, format=one))
        except MissingDependencyError as error:
            if name != "all":
                raise
            missing += 1
            click.echo(f"{one} was left out: {error}", err=True)
    return 4 if missing else 0
