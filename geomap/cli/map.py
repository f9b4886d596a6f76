"""`geomap map`: draw a finished run again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("map")
@click.argument("run_folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="HTML file; default: map.html in RUN.")
@click.option("--title", default="", help="Title of the map; default: the run's.")
@click.option("--lang", default="en", show_default=True, type=click.Choice(["en", "ru", "hy", "az"]), help="Language.")
@click.option("--tiles", metavar="NAME", help="Online background by its xyzservices name; default: none, offline.")
@click.option("--png", type=click.Path(path_type=Path), help="Also a picture, by a headless Chromium.")
@click.option("--pdf", type=click.Path(path_type=Path), help="Also a PDF, by a headless Chromium.")
@click.option("--size", default="1600x1000", show_default=True, help="Size of the picture in pixels.")
def command(
    *,
    run_folder: Path,
    output: Path | None,
    title: str,
    lang: str,
    tiles: str | None,
    png: Path | None,
    pdf: Path | None,
    size: str,
) -> int:
    """Draw the map of a finished run (its folder or its geomap.gpkg) again.

    \b
    Example:
      geomap map outputs --title "Gegharkunik, May 2023" --lang hy -o may.html
    """  # noqa: D301
    from geomap.errors import UsageError
    from geomap.export import read_run
    from geomap.maps.page import write_map

    try:
        width, height = (int(part) for part in size.lower().split("x"))
    except ValueError as error:
        raise UsageError(f"--size {size!r} is not WIDTHxHEIGHT", hint="write it like 1600x1000") from error
    result = read_run(run_folder)
    folder = run_folder if run_folder.is_dir() else run_folder.parent
    target = write_map(result, output or folder / "map.html", title=title, lang=lang, tiles=tiles)
    click.echo(target)
    if png or pdf:
        from geomap.maps.picture import write_pdf, write_png

        if png:
            click.echo(write_png(target, png, size=(width, height)))
        if pdf:
            click.echo(write_pdf(target, pdf))
    return 0
