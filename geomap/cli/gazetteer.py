"""`geomap gazetteer`: build, extend, inspect."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.cli import console
from geomap.errors import UsageError
from geomap.settings import default_gazetteer_path

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNTRIES = 20
# columns of the table by country; what is in none of them is "Other"
_GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Towns", frozenset({"capital", "city", "town"})),
    ("Villages", frozenset({"village", "settlement", "quarter"})),
    ("Areas", frozenset({"country", "territory", "admin1", "admin2", "admin3"})),
    ("Other", frozenset()),
)


@click.group("gazetteer")
def command() -> None:
    """Build, extend and inspect the local gazetteer."""


@command.command("build")
@click.option(
    "--geonames", multiple=True, type=click.Path(path_type=Path), help="GeoNames dump you downloaded (.txt/.zip)."
)
@click.option("--alternate-names", multiple=True, type=click.Path(path_type=Path), help="alternateNamesV2 dump.")
@click.option("--country", default="", metavar="AM,AZ", help="Only these countries of the dumps.")
@click.option(
    "--worldview",
    default="",
    metavar="CODE|FILE",
    help="Whose areas: recognised (default), de-facto, or your own polygon layer with a field `country`.",
)
@click.option("--places", multiple=True, type=click.Path(path_type=Path), help="Your own places: CSV or a GIS layer.")
@click.option("--if-needed", is_flag=True, help="Do nothing if a gazetteer of the present data is there already.")
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
                if gazetteer.current:
                    click.echo(f"gazetteer {gazetteer.version} is there: {target}", err=True)
                    return 0
            click.echo("building anew: geomap's own places have changed since", err=True)
        except GeomapError as error:
            click.echo(f"building anew: {error.what}", err=True)
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
@click.option("--country", default="", metavar="AM,AZ", help="Count the places of these countries, kind by kind.")
@click.option("--json", "as_json", is_flag=True, help="JSON on stdout, for programs.")
@console.gazetteer_option
def info_command(*, country: str, as_json: bool, gazetteer: Path | None) -> int:
    """Tell what is in the gazetteer: sources, versions, licences, counts by country and kind.

    \b
    Examples:
      geomap gazetteer info
      geomap gazetteer info --country AM,AZ
      geomap gazetteer info --json
    """  # noqa: D301
    from geomap import schema
    from geomap.gazetteer.store import Gazetteer

    codes = [code.strip().upper() for code in country.split(",") if code.strip()]
    with Gazetteer.open(gazetteer) as opened:
        info: dict[str, Any] = opened.info()
        names = {code: opened.country_name(code) for code in info["by_country"]}
    unknown = [code for code in codes if code not in info["by_country"]]
    if unknown:
        raise UsageError(
            f"--country: no places of {', '.join(unknown)} in the gazetteer",
            hint="give ISO 3166-1 codes of two letters, like AM,AZ",
        )
    if as_json:
        click.echo(schema.to_json(info))
        return 0
    from rich.console import Console

    out = Console(highlight=False)
    for line in _about(info):
        out.print(console.printable(line), markup=False, soft_wrap=True)
    out.print(console.table("Places by kind", ("Kind", "Places"), _thousands(info["kinds"]), right=("Places",)))
    if codes:
        for code in codes:
            title = f"{names[code]} ({code}): {info['by_country'][code]:,} places"
            counts = dict(sorted(info["by_country_and_kind"][code].items(), key=lambda item: (-item[1], item[0])))
            out.print(console.table(title, ("Kind", "Places"), _thousands(counts), right=("Places",)))
        return 0
    rows = [_country_row(code, names.get(code, ""), info) for code in list(info["by_country"])[:_COUNTRIES]]
    title = f"Places by country, the first {len(rows)} of {len(info['by_country'])} (--country, --json tell the others)"
    columns = ("Country", "Places", *(heading for heading, _ in _GROUPS))
    out.print(console.table(title, columns, rows, right=columns[1:]))
    return 0


def _about(info: dict[str, Any]) -> Iterator[str]:
    """Yield the lines that say what the file is and what it is made of."""
    yield f"{info['path']}"
    yield f"format/geomap {info['version']}, {info['bytes'] / 1e6:,.1f} MB, checksum {info['checksum']}"
    if info["worldview"]:
        yield f"worldview {info['worldview']}"
    yield ", ".join(f"{number:,} {table.replace('_', ' ')}" for table, number in info["counts"].items())
    yield ""
    yield "Sources:"
    for source in info["sources"]:
        yield f"- {source['name']} {source['version']}".rstrip()
        for part in (f"licence: {source['licence'] or 'not stated'}", source["note"]):
            yield from textwrap.wrap(part, width=76, initial_indent="    ", subsequent_indent="    ")
    yield ""


def _thousands(counts: dict[str, int]) -> list[tuple[str, str]]:
    return [(name or "(none)", f"{number:,}") for name, number in counts.items()]


def _country_row(code: str, name: str, info: dict[str, Any]) -> tuple[str, ...]:
    kinds = info["by_country_and_kind"][code]
    label = f"{name} ({code})" if code else "(none: seas, regions)"
    numbers = [sum(number for kind, number in kinds.items() if kind in members) for _, members in _GROUPS[:-1]]
    total = info["by_country"][code]
    return (label, *(f"{number:,}" for number in (total, *numbers, total - sum(numbers))))
