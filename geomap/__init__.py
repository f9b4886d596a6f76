"""geomap: an offline geospatial incident mapper.

The names below are loaded on first use, so that ``import geomap`` and ``geomap --help`` stay quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomap.gazetteer.geocoder import LocalGeocoder
    from geomap.gazetteer.store import Gazetteer
    from geomap.maps.page import draw_map
    from geomap.pipeline import geocode, geoparse, run
    from geomap.records import Incident, Mention, Place, Report, Resolution
    from geomap.settings import Settings

_HOMES = {
    "LocalGeocoder": "geomap.gazetteer.geocoder",
    "Gazetteer": "geomap.gazetteer.store",
    "draw_map": "geomap.maps.page",
    "geocode": "geomap.pipeline",
    "geoparse": "geomap.pipeline",
    "run": "geomap.pipeline",
    "Incident": "geomap.records",
    "Mention": "geomap.records",
    "Place": "geomap.records",
    "Report": "geomap.records",
    "Resolution": "geomap.records",
    "Settings": "geomap.settings",
}

__all__ = [
    "Gazetteer",
    "Incident",
    "LocalGeocoder",
    "Mention",
    "Place",
    "Report",
    "Resolution",
    "Settings",
    "__version__",
    "draw_map",
    "geocode",
    "geoparse",
    "run",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("geomap-incidents")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'geomap' has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return __all__
