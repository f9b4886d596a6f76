"""`geomap geocode`: one place, ranked candidates, reasons."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from geomap.cli import console
from geomap.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Resolution

_ALL = 100
_OFFERED = 3


@click.command("geocode")
@click.argument("words")
@click.option("--near", default="", metavar="PLACE", help="A place, province or country it is expected in or near.")
@click.option("--country", default="", metavar="CODE|NAME", help="Only candidates in this country.")
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind: village, river …; may be repeated."
)
@click.option("--bbox", default="", metavar="W,S,E,N", help="Only candidates in this box, in degrees.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, _ALL), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, for programs.")
@console.gazetteer_option
def command(
    *,
    words: str,
    near: str,
    country: str,
    kinds: tuple[str, ...],
    bbox: str,
    limit: int,
    as_json: bool,
    gazetteer: Path | None,
) -> int:
    """Find the place that WORDS name, without a network.

    \b
    Examples:
      geomap geocode "Kut" --near "Gegharkunik"
      geomap geocode "5 km south of Vardenis" --json
      geomap geocode "Paris" --kind town --kind city --bbox=-100,25,-80,40
    """  # noqa: D301
    from geomap import pipeline
    from geomap.gazetteer.store import Gazetteer

    if not any(map(str.isalnum, words)):
        raise UsageError(f"there is no name in {words!r}", hint='give place words: geomap geocode "Kut, Gegharkunik"')
    box = _box(bbox)
    _check_kinds(kinds)
    with Gazetteer.open(gazetteer) as opened:
        code = _country(country, opened)
        if near.strip() and not pipeline.geocode(near, gazetteer=opened, limit=1):
            raise UsageError(f"--near: no place named {near!r} in the gazetteer", hint=_offer_places(near, opened))
        found = pipeline.geocode(
            words, near=near, country=code, gazetteer=opened, limit=_ALL if kinds or box else limit
        )
    found = [one for one in found if _wanted(one, kinds, box)][:limit]
    if as_json:
        _print_json(found)
    elif found:
        _print_table(found)
    else:
        click.echo(
            f"no place named {words!r} in the gazetteer" + (" that fits" if kinds or box or code else ""), err=True
        )
    return 0 if found else 1


def _box(text: str) -> tuple[float, float, float, float] | None:
    if not text.strip():
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(f"--bbox {text!r} is not four numbers", hint="write it as west,south,east,north") from error
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise UsageError(f"--bbox {text!r} is no box on Earth", hint="write it as west,south,east,north in degrees")
    return west, south, east, north


def _check_kinds(kinds: tuple[str, ...]) -> None:
    from geomap.schema import PLACE_KINDS

    for kind in kinds:
        if kind not in PLACE_KINDS:
            raise UsageError(f"--kind {kind!r} is no kind of place", hint=f"known are {', '.join(PLACE_KINDS)}")


def _country(text: str, gazetteer: Gazetteer) -> str:
    """Return the ISO2 code of what ``--country`` names; "" for nothing.

    Raises
    ------
    UsageError
        If the gazetteer has no such country; the hint names those that are spelt alike.
    """
    bare = text.strip()
    if not bare:
        return ""
    codes = gazetteer.country_codes()
    code = bare.upper() if len(bare) == 2 and bare.upper() in codes else gazetteer.iso2_of(bare)
    if code:
        return code
    from rapidfuzz import fuzz, process, utils

    names = {code: gazetteer.country_name(code) for code in codes}
    alike = process.extract(bare, names, scorer=fuzz.ratio, processor=utils.default_process, limit=_OFFERED)
    offered = ", ".join(f"{name} ({code})" for name, _, code in alike)
    raise UsageError(f"--country: no country {text!r} in the gazetteer", hint=f"is it one of {offered}?")


def _offer_places(text: str, gazetteer: Gazetteer) -> str:
    hits = gazetteer.fuzzy(text, cutoff=0.6, limit=_OFFERED)
    if not hits:
        return "give the name of a place, province or country"
    return "is it one of " + ", ".join(f"{hit.name.text} ({hit.place.country or hit.place.kind})" for hit in hits) + "?"


def _wanted(resolution: Resolution, kinds: tuple[str, ...], box: tuple[float, float, float, float] | None) -> bool:
    place = resolution.place
    if place is None or (kinds and place.kind not in kinds):
        return False
    from geomap.gazetteer.points import Inside

    return box is None or Inside(box).holds(place)


def _print_json(found: list[Resolution]) -> None:
    from geomap import schema

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


def _print_table(found: list[Resolution]) -> None:
    from rich.console import Console

    rows = []
    for resolution in found:
        place = resolution.place
        if place is None:
            continue
        point = "" if resolution.lat is None else f"{resolution.lat:.5f}, {resolution.lon:.5f}"
        inside = ", ".join(part for part in (place.admin2, place.admin1, place.country) if part)
        why = "; ".join(resolution.reasons)
        rows.append((f"{resolution.score:.2f}", place.name, place.kind, inside, point, place.place_id, why))
    columns = ("Score", "Name", "Kind", "In", "Lat, lon", "Id", "Why")
    Console(highlight=False).print(console.table("", columns, rows, right=("Score",)))
