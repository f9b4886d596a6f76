"""The store of work: what every report gave, kept while a run goes on and after it, so that nothing is done twice.

One SQLite file in the output folder's ``.geomap``. While a run goes on it is appended to, a batch a transaction: a
run that is killed at any moment leaves it whole. When a run is done it is written anew in a fixed order, without
what no report needs any more: the same reports leave the same bytes.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.errors import InputMissingError, OutputError, ResourceError
from geomap.files import atomic_path, make_folder, settle_sqlite
from geomap.work.packing import Outcome, unpack_draft, unpack_notes, unpack_resolutions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from geomap.engine import Keys
    from geomap.records import Incident, Place, Rejection, Report, Resolution

_log = logging.getLogger(__name__)
FILE = "work.sqlite"
_FINISHED = "run.json"  # what a finished run leaves in the folder above
_VERSION = 2
_TABLES = {
    "told": "key TEXT PRIMARY KEY, places_key TEXT NOT NULL, incidents_key TEXT NOT NULL, mentions INTEGER NOT NULL, "
    "resolved INTEGER NOT NULL, places BLOB NOT NULL, notes BLOB NOT NULL",
    "drafts": "key TEXT NOT NULL, number INTEGER NOT NULL, day TEXT NOT NULL, data BLOB NOT NULL, "
    "PRIMARY KEY (key, number)",
    "reports": "place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, id TEXT NOT NULL, source TEXT NOT NULL, "
    "dated INTEGER NOT NULL",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a run holds: reports, those without a date, mentions, resolved ones, drafts."""

    reports: int
    undated: int
    mentions: int
    resolved: int
    drafts: int


class Work:
    """An open store of work; made by `open_work`."""

    def __init__(self, db: sqlite3.Connection, path: Path | None, keys: Keys) -> None:
        self._db, self.path, self._keys = db, path, keys
        self._next = 0
        self.changed = False

    # ------------------------------------------------------------------------------------ the reports of this run

    def begin(self, *, add: bool) -> None:
        """Start the list of this run's reports: anew, or behind those of the last run."""
        if not add:
            self._db.execute("DELETE FROM reports")
        self._next = self._db.execute("SELECT COALESCE(MAX(place), -1) + 1 FROM reports").fetchone()[0]

    def enter(self, report: Report, key: str) -> None:
        """Put a report on the list of this run; a newer text of the same source takes the older one's place."""
        old = self._db.execute(
            "SELECT place FROM reports WHERE key = ? OR (id = ? AND source = ?)", (key, report.id, report.source)
        ).fetchone()
        place = self._next if old is None else old[0]
        self._next += old is None
        self._db.execute(
            "INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?, ?)",
            (place, key, report.id, report.source, report.date is not None),
        )

    def state(self, key: str) -> str:
        """Return what is known of a report: "done", "places" (its incidents are to be read again) or ""."""
        row = self._db.execute("SELECT places_key, incidents_key FROM told WHERE key = ?", (key,)).fetchone()
        if row is None or row[0] != self._keys.places:
            return ""
        return "done" if row[1] == self._keys.incidents else "places"

    def places(self, key: str) -> bytes:
        """Return the packed resolutions of a report."""
        data: bytes = self._db.execute("SELECT places FROM told WHERE key = ?", (key,)).fetchone()[0]
        return data

    def put(self, outcomes: Iterable[Outcome]) -> None:
        """Store what a batch of reports gave, whole or not at all."""
        keys = self._keys
        for one in outcomes:
            known = ("", "") if one.given_up else (keys.places, keys.incidents)
            self._db.execute("DELETE FROM drafts WHERE key = ?", (one.key,))
            self._db.execute(
                "INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?, ?)",
                (one.key, *known, one.mentions, one.resolved, one.places, one.notes),
            )
            rows = ((one.key, number, day, data) for number, (day, data) in enumerate(one.drafts))
            self._db.executemany("INSERT INTO drafts VALUES (?, ?, ?, ?)", rows)
        self.commit()
        self.changed = True

    def commit(self) -> None:
        """Make what was done so far last."""
        self._db.commit()

    # ------------------------------------------------------------------------------------ what they gave

    def counts(self) -> Counts:
        """Return the counts of this run."""
        reports, undated = self._db.execute("SELECT COUNT(*), COALESCE(SUM(NOT dated), 0) FROM reports").fetchone()
        mentions, resolved = self._db.execute(
            "SELECT COALESCE(SUM(mentions), 0), COALESCE(SUM(resolved), 0) FROM reports JOIN told USING (key)"
        ).fetchone()
        drafts = self._db.execute("SELECT COUNT(*) FROM reports JOIN drafts USING (key)").fetchone()[0]
        return Counts(reports, undated, mentions, resolved, drafts)

    def drafts(self, *, by_day: bool = False) -> Iterator[Incident]:
        """Yield the drafts in reading order, or in the order that `geomap.merge.merge_stream` wants."""
        order = "drafts.day, place, number" if by_day else "place, number"
        query = f"SELECT data FROM reports JOIN drafts USING (key) ORDER BY {order}"
        for (data,) in self._db.execute(query):
            yield unpack_draft(data)

    def resolutions(self, place_of: Callable[[str], Place | None]) -> Iterator[tuple[str, list[Resolution]]]:
        """Yield (report id, its resolutions) in reading order."""
        for name, data in self._db.execute("SELECT id, places FROM reports JOIN told USING (key) ORDER BY place"):
            yield name, unpack_resolutions(data, place_of)

    def notes(self) -> Iterator[Rejection]:
        """Yield the notes on the reports in reading order."""
        for (data,) in self._db.execute("SELECT notes FROM reports JOIN told USING (key) ORDER BY place"):
            yield from unpack_notes(data)

    # ------------------------------------------------------------------------------------ the end

    def finish(self) -> None:
        """Write the store anew in a fixed order, without what no report of this run needs."""
        self._db.commit()
        if self.path is None:
            return
        with atomic_path(self.path) as temporary:
            target = sqlite3.connect(temporary)
            try:
                _make_tables(target)
                target.commit()
            finally:
                target.close()
            # from what is open, not from the path: a store that was deleted during the run loses nothing
            self._db.execute("ATTACH ? AS new", (str(temporary),))
            with self._db:
                for name in _TABLES:
                    where = "" if name == "reports" else " WHERE key IN (SELECT key FROM main.reports)"
                    order = "place" if name == "reports" else "key" if name == "told" else "key, number"
                    self._db.execute(f"INSERT INTO new.{name} SELECT * FROM main.{name}{where} ORDER BY {order}")
            self._db.close()
        self._db = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)  # its bytes stay as they are


@contextmanager
def known_work(path: Path | None, keys: Keys) -> Iterator[Callable[[str], str]]:
    """Yield `Work.state` of a store that is only looked at; without a store nothing is known."""
    if path is None or not path.exists() or not _usable(path, begun=True):
        yield lambda _key: ""
        return
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        yield Work(db, path, keys).state
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from error
    finally:
        db.close()


def stored_places(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (report id, packed resolutions) of a finished run's store, in reading order.

    Raises
    ------
    InputMissingError
        If the store is not there any more.
    """
    if not path.exists():
        raise InputMissingError(f"the store of work {path} is not there any more", hint="run geomap again")
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        yield from db.execute("SELECT id, places FROM reports JOIN told USING (key) ORDER BY place")
    finally:
        db.close()


@contextmanager
def open_work(folder: Path | None, keys: Keys, *, add: bool = False) -> Iterator[Work]:
    """Open the store of work of a folder (made if need be), or one in memory for None.

    A store of another version of geomap's store, or a broken one, is begun anew: it holds nothing that cannot be
    read out of the reports again. Not so where reports are to be added to those of a finished run: they may be
    nowhere else any more.

    Raises
    ------
    OutputError
        If it cannot be written.
    ResourceError
        If it is damaged, or with `add` gone though the folder holds a finished run.
    """
    path = None if folder is None else make_folder(folder) / FILE
    if add and path is not None and (path.parent.parent / _FINISHED).exists() and not _usable(path, begun=True):
        raise ResourceError(
            f"the store of work {path} is gone, damaged or of another version: nothing can be added to that run",
            hint="run geomap without --add over all reports, or give another folder with -o; nothing was changed",
        )
    db = None
    try:
        db = _connect(path)
        work = Work(db, path, keys)
        yield work
        db = work._db  # noqa: SLF001 - `finish` opens the rewritten file
        db.commit()
    except sqlite3.OperationalError as error:
        raise OutputError(
            f"cannot write {path}: {error}", hint="the disk may be full or read-only; work done so far is kept"
        ) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from error
    finally:
        if db is not None:
            db.close()


def _connect(path: Path | None) -> sqlite3.Connection:
    if path is None:
        db = sqlite3.connect(":memory:")
        _make_tables(db)
        return db
    if path.exists() and not _usable(path):
        _log.warning("%s is of another version or damaged and is begun anew", path)
        for old in path.parent.glob(path.name + "*"):
            old.unlink()
    settle_sqlite(path)
    db = sqlite3.connect(path)
    # a batch lasts after its commit even if the power fails; the log beside the file is folded in at the end
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    _make_tables(db)
    db.commit()
    return db


def _damaged(path: Path | None, error: Exception) -> ResourceError:
    return ResourceError(
        f"the store of work {path} is damaged: {error}", hint="remove it; the next run reads the reports again"
    )


def _usable(path: Path, *, begun: bool = False) -> bool:
    """Return whether a file is a store of this version, or (unless it must be begun) an empty one."""
    if not path.exists():
        return False
    try:
        db = sqlite3.connect(path)
        try:
            version: int = db.execute("PRAGMA user_version").fetchone()[0]
            return version == _VERSION or (version == 0 and not begun)
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return False


def _make_tables(db: sqlite3.Connection) -> None:
    for name, columns in _TABLES.items():
        db.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
    db.execute("CREATE INDEX IF NOT EXISTS drafts_by_day ON drafts (day)")
    db.execute("CREATE INDEX IF NOT EXISTS reports_by_name ON reports (id, source)")  # else `enter` scans them all
    db.execute(f"PRAGMA user_version={_VERSION}")
