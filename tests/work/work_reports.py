"""Many small reports on a few villages."""

from __future__ import annotations

import contextlib
import datetime as dt
import time

from geomap.read.reports import clean_text
from geomap.records import Report

VILLAGES = ("Sotk", "Kut", "Norabak", "Azat", "Vardenis", "Goris", "Jermuk", "Sisian", "Kapan", "Ijevan")
NUMBERS = ("one", "two", "three", "four", "five")


def text_of(number: int) -> str:
    village, other = VILLAGES[number % 10], VILLAGES[(number * 7 + 3) % 10]
    day = dt.date(2023, 5, 1) + dt.timedelta(days=number % 23)
    return (
        f"Azerbaijani troops fired mortars at Armenian positions near the village of {village} on {day:%d %B %Y}. "
        f"{NUMBERS[number % 5].capitalize()} Armenian soldiers were wounded, the Defence Ministry in Yerevan said.\n\n"
        f"The road to {other} was closed for some hours. Report number {number}."
    )


def report_of(number: int, **changes) -> Report:
    text = text_of(number)
    values = {"id": f"r{number:04d}", "text": text, "clean": clean_text(text), "date": dt.date(2023, 6, 1)}
    values |= {"date_basis": "field", "language": "en", "source": "all.jsonl"} | changes
    return Report(**values)


def files_of(folder):
    """Return every file of a run's folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def wait_for_work(folder, seconds=60):
    """Wait until a run into a folder has kept the work of its first reports."""
    log = folder / ".geomap" / "work.sqlite-wal"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            if log.stat().st_size > 50_000:
                return
        time.sleep(0.01)
