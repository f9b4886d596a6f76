"""A headless Chromium with no network, and pages that remember everything that goes wrong in them."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WATCH = """
window.__violations = [];
window.__ran = 0;
document.addEventListener('securitypolicyviolation', (event) => window.__violations.push(event.violatedDirective + ' ' + event.blockedURI));
for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => { window.__ran += 1; };
"""


@dataclass
class Watched:
    """An open page with its faults."""

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Return console errors, exceptions, requests beyond the file, and what the policy had to stop."""
        stopped = self.page.evaluate("window.__violations")
        return [*self.errors, *self.requests, *stopped]

    def settle(self, milliseconds: int = 350) -> None:
        """Wait until the page has done what the last event set off (searching and the address wait a little)."""
        self.page.wait_for_timeout(milliseconds)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start the machine's Chromium once, or skip with what to install."""
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("GEOMAP_REQUIRE_BROWSER"):
            pytest.fail("GEOMAP_REQUIRE_BROWSER is set and there is no chromium")
        pytest.skip("no chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Return a function that opens a file in a fresh context: no network, every fault remembered."""
    contexts = []

    @contextmanager
    def opened(path: Path, *, fragment: str = "", size=(1400, 900), ready: bool = True, **options) -> Iterator[Watched]:
        screen = {"width": size[0], "height": size[1]}
        context = chromium.new_context(viewport=screen, offline=True, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        watched = Watched(page)
        page.add_init_script(WATCH)
        page.on("console", lambda told: watched.errors.append(told.text) if told.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(("file:", "data:")) else watched.requests.append(request.url)
            ),
        )
        page.goto(path.as_uri() + fragment)
        if ready:
            page.wait_for_selector("body.gm-ready", state="attached")
        watched.settle(100)
        yield watched
        context.close()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def sample_map(tmp_path_factory) -> Path:
    """Return the page of the made-up run."""
    from geomap.maps.page import write_map

    from .sample import make_run

    return write_map(make_run(), tmp_path_factory.mktemp("map") / "map.html")
