"""Place words of a table or a query: "Kut village, Gegharkunik", "5 km south of X", "town of X in the Y district"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Resolution


def geocode_words(
    text: str,
    gazetteer: Gazetteer,
    *,
    near: str = "",
    country: str = "",
    admin1: str = "",
    admin2: str = "",
    lon: float | None = None,
    lat: float | None = None,
    limit: int = 10,
) -> list[Resolution]:
    """Return the ranked places that place words may mean."""
    raise NotImplementedError
