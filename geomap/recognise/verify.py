"""The files of the language model against the checksums of the official release."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any

_CHECKSUMS = Path(__file__).with_name("model_checksums.json")


def known_models() -> dict[str, Any]:
    """Return the pipelines whose files are known: package name -> model, folder, files."""
    known: dict[str, Any] = json.loads(_CHECKSUMS.read_text("utf-8"))
    return known


def verify_model(name: str) -> list[str]:
    """Return the files of pipeline package `name` that are missing or differ from the official ones; sorted.

    Raises
    ------
    KeyError
        If no checksums are kept for `name` (see `known_models`).
    ModuleNotFoundError
        If the package is not installed.
    """
    entry = known_models()[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    folder = Path(spec.origin).parent / entry["folder"]
    faults = []
    for file, checksum in sorted(entry["files"].items()):
        path = folder / file
        if not path.is_file():
            faults.append(f"{file} is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != checksum:
            faults.append(f"{file} differs")
    return faults
