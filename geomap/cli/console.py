"""What the commands share: progress on stderr, tables for people, options that several commands take."""

from __future__ import annotations

import datetime as dt
import io
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.errors import InputError, UsageError
from geomap.settings import DEFAULT_MODEL, MODEL_NONE, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console

_LOG_SECONDS = 60.0
STAGES = {"reports": "reading reports", "join": "merging and joining", "export": "writing layers", "map": "drawing"}

gazetteer_option = click.option(
    "--gazetteer", type=click.Path(path_type=Path), help="Gazetteer file; default: the one made by `gazetteer build`."
)
model_option = click.option(
    "--model", default=DEFAULT_MODEL, show_default=True, help=f"spaCy pipeline, or {MODEL_NONE!r} for no model."
)
region_option = click.option(
    "--region", multiple=True, metavar="NAME", help="Country or province the places are expected in; may be repeated."
)
date_option = click.option("--date", "day", metavar="YYYY-MM-DD", help="Publication date of reports that carry none.")


def stderr() -> Console:
    """Return a rich console on stderr (stdout is for data)."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def is_quiet() -> bool:
    """Return whether ``-q`` was given."""
    context = click.get_current_context(silent=True)
    return bool(context and context.obj and context.obj.get("quiet"))


def parse_day(text: str | None) -> dt.date | None:
    """Return the date of ``--date``.

    Raises
    ------
    UsageError
        If it is not an ISO date.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--date {text!r} is not a date", hint="write it as YYYY-MM-DD, like 2023-05-13") from error


def make_settings(**values: Any) -> Settings:
    """Return `Settings` from options; None means the default."""
    return Settings().replace(**{name: value for name, value in values.items() if value is not None})


@contextmanager
def progress(label: str = "") -> Iterator[Callable[[str, int, int | None], None]]:
    """Yield a callback (stage, done, total) that tells how far a job is, on stderr.

    On a terminal a bar with rate and time left; elsewhere (a log file) a line a minute, so that a short job says
    nothing. The stages "resolved" and "rejected" are counts beside the bar.
    """
    if is_quiet():
        yield lambda _stage, _done, _total: None
        return
    if not sys.stderr.isatty():
        yield _Log().tick
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=stderr(), transient=True) as bar:
        task = bar.add_task(label or "starting", total=None, note="")
        counts = _Counts()

        def tick(stage: str, done: int, total: int | None) -> None:
            if not counts.take(stage, done):
                note = counts.told(done) if stage == "reports" else ""
                bar.update(task, description=STAGES.get(stage, stage), completed=done, total=total, note=note)

        yield tick


class _Counts:
    """The counts that go beside the bar, and the rate."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self._side = {"resolved": 0, "rejected": 0}

    def take(self, stage: str, done: int) -> bool:
        """Keep a count, if it is one of those."""
        if stage not in self._side:
            return False
        self._side[stage] = done
        return True

    def told(self, done: int) -> str:
        """Return rate and counts in words."""
        rate = done / max(time.monotonic() - self.begun, 0.1)
        return f"{rate:,.0f}/s, {self._side['resolved']:,} places, {self._side['rejected']:,} left out"


class _Log:
    """Progress where nobody watches: a line a minute."""

    def __init__(self) -> None:
        self._counts = _Counts()
        self._last = time.monotonic()

    def tick(self, stage: str, done: int, total: int | None) -> None:
        """Write a line if a minute has passed."""
        if self._counts.take(stage, done) or time.monotonic() - self._last < _LOG_SECONDS:
            return
        self._last = time.monotonic()
        text = f"{STAGES.get(stage, stage)}: {done:,}" + (f" of about {total:,}" if total else "")
        if stage == "reports":
            text += f", {self._counts.told(done)}"
            if total and done:
                left = (total - done) * (self._last - self._counts.begun) / done
                text += f", about {left / 60:.0f} min left" if left > 90 else f", about {left:.0f} s left"
        click.echo(text, err=True)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[str] = ()) -> Any:
    """Return a rich table; every cell is plain text (report text may hold markup)."""
    from rich.table import Table
    from rich.text import Text

    made = Table(title=title, title_justify="left", header_style="bold", pad_edge=False)
    for name in columns:
        made.add_column(name, justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text("" if cell is None else printable(str(cell))) for cell in row))
    return made


def printable(text: str) -> str:
    """Return `text` without control characters, which could steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


@contextmanager
def open_output(path: str) -> Iterator[Any]:
    """Yield a text stream to `path` (written whole or not at all) or, for "-", stdout."""
    if path == "-":
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        yield sys.stdout
        sys.stdout.flush()
        return
    from geomap.files import atomic_path

    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as stream:
        yield stream


def open_input(path: str) -> Path | str:
    """Return `path` as a Path, or "-" for stdin.

    Raises
    ------
    InputError
        If it is not there.
    """
    if path == "-":
        return path
    found = Path(path)
    if not found.exists():
        raise InputError(f"there is no file {path}", hint="check the path")
    return found
