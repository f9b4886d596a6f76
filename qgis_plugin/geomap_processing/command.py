"""Finds the geomap command and runs it with progress, cancel and clear errors. Knows nothing of QGIS's data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTING = "geomap/command"
HINT = (
    "Install it with: python3 -m pip install geomap-incidents (in any Python), then, if it is still not found, "
    "write its path into Settings > Options > Processing > Providers > geomap."
)
# a Python inside QGIS sets these for itself, and another Python would trip over them
_FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PYTHONNOUSERSITE", "PYTHONEXECUTABLE")


class GeomapError(Exception):
    """geomap is not there, or said why it stopped."""


class CancelledError(Exception):
    """The person pressed Cancel."""


def candidates() -> list[Path]:
    """Return where a geomap command usually lies, the likeliest first."""
    name = "geomap.exe" if os.name == "nt" else "geomap"
    homes = [Path.home() / ".local" / "bin", Path.home() / "geomap" / ".venv" / "bin", Path(sys.prefix) / "bin"]
    homes += [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    if os.name == "nt":
        homes += [*Path.home().glob("AppData/Roaming/Python/Python3*/Scripts")]
        homes += [*Path.home().glob("AppData/Local/Programs/Python/Python3*/Scripts")]
    return [home / name for home in homes]


def find_command(chosen: str = "") -> str:
    """Return the command: the chosen one, ``$GEOMAP_COMMAND``, or one that is found by itself.

    Raises
    ------
    GeomapError
        If there is none; the message says how to get it.
    """
    for told in (chosen, os.environ.get("GEOMAP_COMMAND", "")):
        if told:
            found = shutil.which(told)
            if found:
                return found
            raise GeomapError(f"There is no geomap command at {told}. {HINT}")
    for path in candidates():
        if path.is_file() and os.access(path, os.X_OK):
            return str(path)
    raise GeomapError(f"geomap was not found on this computer. {HINT}")


def environment() -> dict[str, str]:
    """Return the environment without what belongs to QGIS's own Python."""
    return {key: value for key, value in os.environ.items() if key not in _FOREIGN}


def run(command, arguments, *, tell=None, cancelled=None) -> str:
    """Run geomap and return what it wrote to stdout.

    Parameters
    ----------
    command
        What `find_command` returned.
    arguments
        As on a command line, one string each; nothing goes through a shell.
    tell
        Called with each line that geomap says on stderr.
    cancelled
        Called ten times a second; a true answer stops geomap.

    Raises
    ------
    GeomapError
        With geomap's own message, if it ends with an error.
    CancelledError
        If `cancelled` said so.
    """
    tell = tell or (lambda _line: None)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(  # noqa: S603 - a list, no shell
            [command, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment()
        )
        said = 0
        try:
            while process.poll() is None:
                if cancelled and cancelled():
                    raise CancelledError
                said = _pass_on(err, said, tell)
                time.sleep(0.1)
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        _pass_on(err, said, tell)
        out.seek(0)
        err.seek(0)
        message = err.read().decode("utf-8", "replace").strip()
        if process.returncode != 0:
            raise GeomapError(message or f"geomap ended with code {process.returncode} and said nothing")
        return out.read().decode("utf-8")


def _pass_on(stream, said: int, tell) -> int:
    """Tell the whole lines that are new in `stream`; return how far they were read."""
    stream.seek(said)
    data = stream.read()
    end = data.rfind(b"\n") + 1
    for line in data[:end].decode("utf-8", "replace").splitlines():
        if line.strip():
            tell(line)
    stream.seek(0, os.SEEK_END)
    return said + end
