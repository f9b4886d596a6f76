"""`geomap gazetteer`: build, extend, inspect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geomap.cli import console
from geomap.settings import default_gazetteer_path


@click.group("gazetteer")
def command() -> None:
    """Build, extend and inspect the local gazetteer."""


@command.command("build")
@click.option(
    "--geonames", multiple=True, type=click.Path(path_type=Path), help="GeoNames dump you downloaded (.txt/.zip)."
)
@click.option("--alternate-names", multiple=True, type=click.Path(path_type=Path), help="alternateNamesV2 dump.")
@click.option("--country", default="", metavar="AM,AZ", help="Only these countries of the dumps.")
@click.option("--worldview", default="", metavar="CODE", help="Prefer areas and lines as this source sees them.")
@click.option("--places", multiple=True, type=click.Path(path_type=Path), help="Your own places: CSV or a GIS layer.")
@click.option("--if-needed", is_flag=True, help="Do nothing if a good gazetteer is there already.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File; default: in your cache folder.")
def build_command(
    *,
    geonames: tuple[Path, ...],
    alternate_names: tuple[Path, ...],
    country: str,
    worldview: str,
    places: tuple[Path, ...],
    if_needed: bool,
    output: Path | None,
) -> int:
    """Build the gazetteer from the installed packages and geomap's own data (about a minute, once).

    \b
    Examples:
      geomap gazetteer build
      geomap gazetteer build --geonames allCountries.zip --country AM,AZ
    """  # noqa: D301
    from geomap.errors import GeomapError
    from geomap.gazetteer.build import build
    from geomap.gazetteer.store import Gazetteer

    target = output or default_gazetteer_path()
    if if_needed and target.exists():
        try:
            with Gazetteer.open(target) as gazetteer:
                click.echo(f"gazetteer {gazetteer.version} is there: {target}", err=True)
        except GeomapError as error:
            click.echo(f"building anew: {error.what}", err=True)
        else:
            return 0
    with console.progress("gazetteer") as tick:
        counts = build(
            target,
            geonames=geonames,
            alternate_names=alternate_names,
            countries=tuple(code.strip().upper() for code in country.split(",") if code.strip()),
            user_places=places,
            worldview=worldview,
            progress=lambda stage, fraction: tick(stage, round(100 * fraction), 100),
        )
    for item in counts["rejected"][:20]:
        click.echo(console.printable(f"  {item.source} {item.where}: {item.reason}: {item.detail}"), err=True)
    if len(counts["rejected"]) > 20:
        click.echo(f"  … and {len(counts['rejected']) - 20} more lines that could not be used", err=True)
    told = counts["counts"]
    click.echo(f"{told.get('places', 0):,} places, {told.get('names', 0):,} names", err=True)
    click.echo(target)
    return 0


@command.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@console.gazetteer_option
def add_command(*, files: tuple[Path, ...], gazetteer: Path | None) -> int:
    """Add your own places (CSV with name, lat, lon …, or any layer GDAL reads) to the gazetteer.

    \b
    Example:
      geomap gazetteer add my_places.csv
    """  # noqa: D301
    from geomap.gazetteer.user_places import add_places

    target = gazetteer or default_gazetteer_path()
    for file in files:
        counts = add_places(file, target)
        click.echo(f"{file}: {counts['added']} places added, {counts['replaced']} replace older ones", err=True)
        for item in counts["rejected"]:
            click.echo(console.printable(f"  {item.where}: {item.reason}: {item.detail}"), err=True)
    click.echo(target)
    return 0


@command.command("info")
@click.option("--json", "as_json", is_flag=True, help="JSON on stdout, for programs.")
@console.gazetteer_option
def info_command(*, as_json: bool, gazetteer: Path | None) -> int:
    """Tell what is in the gazetteer: sources, versions, licences, counts.

    \b
    Example:
      geomap gazetteer info --json
    """  # noqa: D301
    from geomap import schema
    from geomap.gazetteer.store import Gazetteer

    with Gazetteer.open(gazetteer) as opened:
        info: dict[str, Any] = opened.info()
    if as_json:
        click.echo(schema.to_json(info))
        return 0
    from rich.console import Console

    out = Console(highlight=False)
    for key, value in info.items():
        if isinstance(value, str | int | float):
            out.print(f"{key}: {value:,}" if isinstance(value, int) else f"{key}: {value}", markup=False)
    sources = [(s["name"], s["version"], s["licence"], s.get("note", "")) for s in info["sources"]]
    out.print(console.table("Sources", ("Name", "Version", "Licence", "Note"), sources))
    for key in ("kinds", "by_country"):
        counts = sorted(dict(info.get(key, {})).items(), key=lambda item: (-item[1], item[0]))[:15]
        if counts:
            out.print(console.table(f"Places, {key.replace('_', ' ')}", (key, "places"), counts, right=("places",)))
    return 0
