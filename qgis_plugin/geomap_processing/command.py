"""Finds the geomap command and runs it with progress, cancel and clear errors. Knows nothing of QGIS's data."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTING = "geomap/command"
MINIMUM = (0, 1)  # the first version whose command line this plugin speaks
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
    """Return where a geomap command usually lies, the likeliest first: PATH, pip, pipx, uv, conda, a checkout."""
    name = "geomap.exe" if os.name == "nt" else "geomap"
    home, inside = Path.home(), "Scripts" if os.name == "nt" else "bin"
    homes = [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    homes += [home / ".local" / "bin", Path(sys.prefix) / inside]
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if os.environ.get(variable):
            homes.append(Path(os.environ[variable]) / inside)
    homes += [home / "geomap" / ".venv" / inside, home / ".venv" / inside]
    for pattern in (
        f".local/share/pipx/venvs/geomap*/{inside}", f".local/share/uv/tools/geomap*/{inside}",
        f"*conda3/envs/*/{inside}", f"mambaforge/envs/*/{inside}", "Library/Python/3.*/bin",
        "AppData/Roaming/Python/Python3*/Scripts", "AppData/Local/Programs/Python/Python3*/Scripts",
    ):  # fmt: skip
        homes += sorted(home.glob(pattern))
    return [folder / name for folder in homes]


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


def check_version(command: str) -> str:
    """Return the version of the geomap at `command`.

    Raises
    ------
    GeomapError
        If it is another program, cannot be run, or is too old for this plugin; the message says what to do.
    """
    try:
        told = run(command, ["--version"]).strip()
    except OSError as error:
        raise GeomapError(f"{command} cannot be run: {error}. {HINT}") from error
    found = re.fullmatch(r"geomap (\d+)\.(\d+)\S*", told)
    if not found:
        raise GeomapError(f"{command} is not geomap: it answers {told[:80]!r} when asked for its version. {HINT}")
    if tuple(map(int, found.groups())) < MINIMUM:
        wanted = ".".join(map(str, MINIMUM))
        raise GeomapError(
            f"{command} is {told}, and this plugin needs {wanted} or newer. "
            "Update it with: python3 -m pip install --upgrade geomap-incidents"
        )
    return told


def run(command, arguments, *, tell=None, cancelled=None, printed=None) -> str:
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
    printed
        Called with the number of lines that geomap has written to stdout so far.

    Raises
    ------
    GeomapError
        With geomap's own message, if it ends with an error.
    CancelledError
        If `cancelled` said so.
    """
    with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
        # files, and not pipes: nothing can fill up; read through handles of their own, as a shared one has one place
        out, err = Path(folder) / "out", Path(folder) / "err"
        with out.open("wb") as for_out, err.open("wb") as for_err:
            process = subprocess.Popen(  # noqa: S603 - a list, no shell
                [command, *map(str, arguments)],
                stdin=subprocess.DEVNULL, stdout=for_out, stderr=for_err, env=environment(),
            )  # fmt: skip
        with out.open("rb") as printing, err.open("rb") as saying:
            lines = 0
            try:
                while process.poll() is None:
                    if cancelled and cancelled():
                        raise CancelledError
                    _pass_on(saying, tell)
                    if printed:
                        lines += printing.read().count(b"\n")
                        printed(lines)
                    time.sleep(0.1)
            finally:
                _stop(process)
            _pass_on(saying, tell)
        if process.returncode != 0:
            message = err.read_text("utf-8", "replace").strip()
            if "No such command" in message:
                message += "\nThis geomap is older than the plugin: python3 -m pip install --upgrade geomap-incidents"
            raise GeomapError(message or f"geomap ended with code {process.returncode} and said nothing")
        return out.read_text("utf-8")


def _stop(process) -> None:
    """End geomap if it still runs: it is asked first, then killed."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _pass_on(stream, tell) -> None:
    """Tell the whole lines that are new in `stream`; half a line waits for its end."""
    at = stream.tell()
    data = stream.read()
    end = data.rfind(b"\n") + 1
    stream.seek(at + end)
    for line in data[:end].decode("utf-8", "replace").splitlines():
        if tell and line.strip():
            tell(line)
