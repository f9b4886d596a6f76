"""`geomap explain`: why each place name was read as it was."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import click

from geomap.cli import console
from geomap.cli.geoparse import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geomap.records import Resolution
    from geomap.resolve.explain import Weighed

_WIDTH = 80
_LABEL = 46
_MOST_ROWS = 8
_USES = {"literal": "the place", "metonym": "its government", "demonym": "its people"}


def explain_row(resolution: Resolution, weighed: Sequence[Weighed]) -> dict[str, Any]:
    """Return why a mention was read as it was, as plain values for JSON."""
    from geomap.resolve.resolve import MIN_SCORE
    from geomap.resolve.telling import weighed_row, why

    return {
        "why": why(weighed, resolution.score, least=MIN_SCORE),
        "evidence": list(resolution.mention.evidence),
        "reasons": list(resolution.reasons),
        "candidates": [weighed_row(item) for item in weighed],
    }


@click.command("explain")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--only", metavar="NAME", help="Only mentions of this name.")
@click.option(
    "--candidates", "limit", default=4, show_default=True, type=click.IntRange(1, 50), help="At most so many."
)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one line a report, every contribution in it.")
@click.option("--fast", is_flag=True, help="No language model: gazetteer and context only.")
@console.region_option
@console.gazetteer_option
@console.model_option
def command(
    *,
    inputs: tuple[str, ...],
    only: str | None,
    limit: int,
    as_json: bool,
    fast: bool,
    region: tuple[str, ...],
    gazetteer: Path | None,
    model: str,
) -> int:
    """Show each place name with its candidates, what each thing counted for them, and why the winner won.

    Points add up: a candidate with one point more is 2.7 times as likely, with 2.3 points more ten times.

    \b
    Examples:
      geomap explain report.txt --only Kut
      geomap explain reports/ --json > why.jsonl
    """  # noqa: D301
    from geomap import schema
    from geomap.engine import Engine
    from geomap.resolve.explain import explain_mentions
    from geomap.settings import MODEL_NONE
    from geomap.toponyms import toponym_row

    settings = console.make_settings(gazetteer=gazetteer, model=MODEL_NONE if fast else model, region=region)
    with Engine.open(settings) as engine:
        for report, resolutions in engine.geoparse(read(inputs, day=None)):
            mentions = [resolution.mention for resolution in resolutions]
            explained = explain_mentions(report, mentions, engine.gazetteer, region=region, limit=limit)
            chosen = [
                pair
                for pair in zip(resolutions, explained, strict=True)
                if not only or pair[0].mention.text.casefold() == only.casefold()
            ]
            if as_json:
                rows = [{**toponym_row(one), "explain": explain_row(one, weighed)} for one, weighed in chosen]
                click.echo(schema.to_json({"id": report.id, "toponyms": rows}))
                continue
            click.echo(_cut(f"{report.id}: {report.title}".rstrip(": "), _WIDTH))
            told: dict[tuple[object, ...], bool] = {}
            for resolution, weighed in chosen:
                # the same name again, read the same way, need not be told again
                key = (resolution.mention.text, resolution.place, resolution.score, resolution.reasons)
                _show(resolution, weighed, again=key in told)
                told[key] = True
    return 0


def _show(resolution: Resolution, weighed: Sequence[Weighed], *, again: bool) -> None:
    """Print one mention, at most 80 columns wide."""
    from geomap.resolve.resolve import MIN_SCORE
    from geomap.resolve.telling import add_up, compare, label_of, why

    mention = resolution.mention
    place = label_of(resolution.place) if resolution.place else "no place"
    click.echo("")
    head = f"{mention.text} ({mention.start}-{mention.end}, {_USES.get(mention.use, mention.use)}) -> {place}"
    click.echo(f"{_cut(head, _WIDTH - 12):{_WIDTH - 12}}  score {resolution.score:.2f}")
    if again:
        click.echo("  as above")
        return
    _wrap(f"a name because: {', '.join(mention.evidence)}")
    if resolution.reasons:
        _wrap(f"this place because: {', '.join(resolution.reasons)}")
    _wrap(why(weighed, resolution.score, least=MIN_SCORE))
    if len(weighed) == 1:
        return
    click.echo(f"  {'candidates':{_LABEL}} {'points':>9} {'chance':>9}")
    for number, item in enumerate(weighed, start=1):
        label = _cut(f"{number}. {label_of(item.place)}", _LABEL)
        click.echo(f"  {label:{_LABEL}} {item.utility:>+9.1f} {100 * item.probability:>7.1f} %")
    first, second = weighed[0], next((item for item in weighed[1:] if item.place is not None), None)
    if second is None:
        click.echo(f"  {'what counts':{_LABEL}} {'points':>9}")
        for words, points in list(add_up(first).items())[:_MOST_ROWS]:
            click.echo(f"  {words:{_LABEL}} {points:>+9.1f}")
        return
    other = weighed.index(second) + 1
    rows = compare(first, second)
    shown = rows[:_MOST_ROWS]
    rest = (
        "everything else", first.utility - sum(row[1] for row in shown), second.utility - sum(row[2] for row in shown)
    )  # fmt: skip
    click.echo(f"  {f'what counts for 1 and {other}':{_LABEL}} {'1':>9} {other:>9} {'lead':>9}")
    for words, one, two in [*shown, rest]:
        click.echo(f"  {words:{_LABEL}} {one:>+9.1f} {two:>+9.1f} {one - two:>+9.1f}")


def _cut(text: str, width: int) -> str:
    flat = console.printable(text)
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def _wrap(text: str) -> None:
    for line in textwrap.wrap(console.printable(text), _WIDTH - 2, break_long_words=True):
        click.echo(f"  {line}")
