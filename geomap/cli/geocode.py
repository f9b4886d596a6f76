"""`geomap geocode`: one place, ranked candidates, reasons."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from geomap.cli import console

if TYPE_CHECKING:
    from pathlib import Path


@click.command("geocode")
@click.argument("words")
@click.option("--near", default="", metavar="PLACE", help="A place, province or country it is expected in or near.")
@click.option("--country", default="", metavar="CODE|NAME", help="Only candidates in this country.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, for programs.")
@console.gazetteer_option
def command(*, words: str, near: str, country: str, limit: int, as_json: bool, gazetteer: Path | None) -> int:
    """Find the place that WORDS name, without a network.

    \b
    Examples:
      geomap geocode "Kut" --near "Gegharkunik"
      geomap geocode "5 km south of Vardenis" --json
    """  # noqa: D301
    from geomap import pipeline, schema

    found = pipeline.geocode(words, near=near, country=country, gazetteer=gazetteer, limit=limit)
    if as_json:
        for rank, resolution in enumerate(found, start=1):
            row = {
                "rank": rank,
                "score": round(resolution.score, 3),
                "lat": resolution.lat,
                "lon": resolution.lon,
                "radius_m": resolution.radius_m,
                "geo_precision": resolution.precision,
                "reasons": resolution.reasons,
                "place": dataclasses.asdict(resolution.place) if resolution.place else None,
            }
            click.echo(schema.to_json(row))
        return 0 if found else 1
    if not found:
        click.echo(f"no place named {words!r} in the gazetteer", err=True)
        return 1
    rows = []
    for resolution in found:
        place = resolution.place
        if place is None:
            continue
        point = "" if resolution.lat is None else f"{resolution.lat:.5f}, {resolution.lon:.5f}"
        inside = ", ".join(part for part in (place.admin2, place.admin1, place.country) if part)
        rows.append(
            (
                f"{resolution.score:.2f}",
                place.name,
                place.kind,
                inside,
                point,
                place.place_id,
                "; ".join(resolution.reasons),
            )
        )
    from rich.console import Console

    Console(highlight=False).print(
        console.table("", ("Score", "Name", "Kind", "In", "Lat, lon", "Id", "Why"), rows, right=("Score",))
    )
    return 0
