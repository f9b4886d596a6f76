"""Pictures of a map: PNG and PDF through the headless Chromium of the machine, with no network."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.errors import InputError, InputMissingError, ResourceError
from geomap.files import atomic_path

if TYPE_CHECKING:
    from collections.abc import Sequence

_log = logging.getLogger(__name__)
# names of the browser that take Chromium's command line, in the order in which they are tried
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "chrome",
    "msedge",
)
_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_TIMEOUT_S = 120
_BUDGET_MS = 8000  # virtual time for the page to settle before the picture is taken
_PAPER = "--window-size=1500,1000"
_HINT = "install it (Debian: apt-get install chromium; Fedora: dnf install chromium) or set GEOMAP_CHROMIUM to its path"


def find_browser() -> Path:
    """Return the Chromium-like browser of this machine.

    Raises
    ------
    ResourceError
        If there is none; the message tells how to get one.
    """
    named = os.environ.get("GEOMAP_CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise ResourceError(f"GEOMAP_CHROMIUM names {named}, which cannot be run", hint=_HINT)
        return Path(found)
    for name in (*BROWSERS, *_ELSEWHERE):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    raise ResourceError("a picture of the map needs Chromium, and this machine has none", hint=_HINT)


def write_png(map_path: str | Path, png_path: str | Path, *, size: tuple[int, int] = (1600, 1000)) -> Path:
    """Write a picture of a map page and return its path.

    Parameters
    ----------
    map_path
        A page made by `geomap.maps.page.write_map`.
    png_path
        Where the picture goes; replaced as a whole.
    size
        Width and height in pixels, 200 to 10000 each.

    Raises
    ------
    InputMissingError
        If there is no such page.
    InputError
        If the size is out of range.
    ResourceError
        If there is no Chromium, or it fails.
    OutputError
        If the picture cannot be written.
    """
    width, height = size
    if not (200 <= width <= 10_000 and 200 <= height <= 10_000):
        raise InputError(f"a picture of {width}x{height} cannot be made", hint="give 200 to 10000 pixels each way")
    with atomic_path(png_path) as temporary:
        _browse(map_path, [f"--screenshot={temporary.resolve()}", f"--window-size={width},{height}"], temporary)
    return Path(png_path)


def write_pdf(map_path: str | Path, pdf_path: str | Path) -> Path:
    """Write a map page as a PDF, A4 across, with its legend, sources and date, and return its path.

    Raises
    ------
    InputMissingError, ResourceError, OutputError
        As `write_png`.
    """
    with atomic_path(pdf_path) as temporary:
        _browse(map_path, [f"--print-to-pdf={temporary.resolve()}", "--no-pdf-header-footer", _PAPER], temporary)
    return Path(pdf_path)


def _browse(map_path: str | Path, options: Sequence[str], target: Path) -> None:
    page = Path(map_path)
    if not page.is_file():
        raise InputMissingError(f"there is no map at {page}", hint="make one with `geomap run` or `geomap map`")
    browser = find_browser()
    with tempfile.TemporaryDirectory(prefix="geomap-browser-") as profile:
        command = [
            str(browser),
            "--headless=new",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND",  # nothing leaves the machine, whatever the page holds
            f"--user-data-dir={profile}",
            f"--virtual-time-budget={_BUDGET_MS}",
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            *options,
            page.resolve().as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ResourceError(f"{browser.name} did not draw {page.name}: {error}", hint=_HINT) from error
    if done.returncode or not target.exists() or not target.stat().st_size:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()
        _log.debug("browser said: %s", told)
        raise ResourceError(
            f"{browser.name} did not draw {page.name} (exit {done.returncode}{': ' + told[-1] if told else ''})",
            hint=_HINT,
        )
