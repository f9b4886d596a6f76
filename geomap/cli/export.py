"""`geomap export`: a finished run in another format."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("export")
@click.argument("run_folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("-f", "--format", "name", required=True, help="geojson, csv, kml … ; `all` writes every one.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File, or a folder for `all`; default: in RUN.")
def command(*, run_folder: Path, name: str, output: Path | None) -> int:
    """Write the incidents of a finished run (its folder or its geomap.gpkg) in another format.

    \b
    Examples:
      geomap export outputs -f kml -o incidents.kml
      geomap export outputs -f all -o formats
    """  # noqa: D301
    from geomap.errors import MissingDependencyError, UsageError
    from geomap.export import FORMATS, read_run, write

    known = ", ".join(sorted(FORMATS))
    if name != "all" and name not in FORMATS:
        raise UsageError(f"unknown format {name!r}", hint=f"known: {known}, all")
    result = read_run(run_folder)
    folder = run_folder if run_folder.is_dir() else run_folder.parent
    missing = 0
    for one in sorted(FORMATS) if name == "all" else [name]:
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
