"""`geomap map`: draw a finished run again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from geomap.records import Run


@click.command("map")
@click.argument("run_folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="HTML file; default: map.html in RUN.")
@click.option("--title", default="", help="Title of the map; default: the run's.")
@click.option("--subtitle", default="", help="A line below the title.")
@click.option("--lang", default="en", show_default=True, type=click.Choice(["en", "ru", "hy", "az"]), help="Language.")
@click.option("--tiles", metavar="NAME", help="Online background by its xyzservices name; default: none, offline.")
@click.option("--png", type=click.Path(path_type=Path), help="Also a picture, by a headless Chromium.")
@click.option("--pdf", type=click.Path(path_type=Path), help="Also a PDF, by a headless Chromium.")
@click.option("--svg", type=click.Path(path_type=Path), help="Also a static figure; needs no browser.")
@click.option("--size", default="1600x1000", show_default=True, help="Size of the picture and the figure in pixels.")
def command(
    *,
    run_folder: Path,
    output: Path | None,
    title: str,
    subtitle: str,
    lang: str,
    tiles: str | None,
    png: Path | None,
    pdf: Path | None,
    svg: Path | None,
    size: str,
) -> int:
    """Draw the map of a finished run (its folder or its geomap.gpkg) again.

    \b
    Examples:
      geomap map outputs --title "Gegharkunik, May 2023" --lang hy -o may.html
      geomap map outputs --svg figure.svg --size 1200x800
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
    local = local_names(result, lang)
    target = output or folder / "map.html"
    click.echo(write_map(result, target, title=title, subtitle=subtitle, lang=lang, tiles=tiles, local=local))
    if svg:
        from geomap.maps.figure import write_svg

        pixels = (width, height)
        click.echo(write_svg(result, svg, title=title, subtitle=subtitle, lang=lang, size=pixels, local=local))
    if png or pdf:
        from geomap.maps.picture import write_pdf, write_png

        if png:
            click.echo(write_png(target, png, size=(width, height)))
        if pdf:
            click.echo(write_pdf(target, pdf))
    return 0


def local_names(run: Run, lang: str) -> dict[str, str]:
    """Return names of provinces in `lang`; none where this machine has no gazetteer, which a map does without."""
    if lang == "en":
        return {}
    import logging

    from geomap.errors import ResourceError
    from geomap.gazetteer.store import Gazetteer
    from geomap.maps.names import local_areas

    try:
        with Gazetteer.open() as gazetteer:
            return local_areas(run, gazetteer, lang)
    except ResourceError as error:
        logging.getLogger(__name__).info("provinces keep their usual names: %s", error)
        return {}
