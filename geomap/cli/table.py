"""`geomap table`: the places of a table's rows, and how far from a border line and on which side they lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geomap.cli import console

if TYPE_CHECKING:
    import geopandas as gpd

SUFFIXES = (".jsonl", ".csv", ".geojson")


@click.command("table")
@click.argument("table", metavar="TABLE")
@click.option("--map", "mapping", metavar="COL=COLUMN,…", help="Columns: place=Village,country=Land,lat=Y,lon=X.")
@click.option("--border", metavar="ID|FILE", help="Border line to measure to: AM-AZ, or a file with your own line.")
@click.option("--preset", type=click.Choice(["acled", "ucdp"]), help="Column names, if not found by themselves.")
@click.option("--layer", help="Sheet or layer, where the file has several.")
@console.region_option
@console.gazetteer_option
@click.option("-o", "--output", default="-", show_default=True, help="File (.jsonl .csv .geojson), or - for stdout.")
def command(
    *,
    table: str,
    mapping: str | None,
    border: str | None,
    preset: str | None,
    layer: str | None,
    region: tuple[str, ...],
    gazetteer: Path | None,
    output: str,
) -> int:
    """Place the rows of a table: coordinates stay, place words are looked up in their country and province.

    With --border, each row also gets its geodesic distance to the line in km and the side it lies on.
    Rows without a place that is known stay in the result, without coordinates and with the reason.

    \b
    Examples:
      geomap table villages.csv --map place=Village,country=Land -o villages.geojson
      geomap table posts.csv --border AM-AZ > distances.jsonl
    """  # noqa: D301
    from geomap.assemble import border_line
    from geomap.errors import UsageError
    from geomap.gazetteer.store import Gazetteer
    from geomap.join import geocode_rows, join_border
    from geomap.read.tables import parse_mapping, read_table
    from geomap.records import Rejection, Row

    if output != "-" and Path(output).suffix.lower() not in SUFFIXES:
        raise UsageError(f"{output!r} is no .jsonl, .csv or .geojson", hint="choose one of these suffixes with -o")
    settings = console.make_settings(gazetteer=gazetteer, region=region, border=border)
    told = parse_mapping(mapping) if mapping else None
    rows: list[Row] = []
    for item in read_table(table, mapping=told, preset=preset, layer=layer):
        if isinstance(item, Rejection):
            if not console.is_quiet():
                click.echo(console.printable(f"{item.source}, {item.where}: {item.detail}"), err=True)
        else:
            rows.append(item)
    with Gazetteer.open(settings.gazetteer) as opened:
        found = geocode_rows(rows, opened, settings)
        if border:
            found = join_border(found, border_line(found, found, opened, settings), opened)
    write(found, output)
    return 0


def write(frame: gpd.GeoDataFrame, output: str) -> None:
    """Write the rows as JSON Lines, CSV or GeoJSON by the suffix of `output`."""
    from geomap import schema
    from geomap.export import csvs, geojson
    from geomap.export.cells import cells, joined, rows_of

    suffix = Path(output).suffix.lower()
    if suffix == ".geojson":
        geojson.write_frame(frame, Path(output), name="rows", key="record_id")
    elif suffix == ".csv":
        data = cells(frame)
        for name in ("reasons", "match_reasons"):
            data[name] = [joined(value) for value in data[name]]
        csvs.write_rows(Path(output), [list(data)], [data.values()])
    else:
        with console.open_output(output) as stream:
            for row in rows_of(frame):
                stream.write(schema.to_json(row) + "\n")
    if output != "-":
        click.echo(output)
