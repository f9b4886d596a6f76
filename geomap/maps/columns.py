"""Columns of a page: each distinct text told once, child rows flat, points on the globe."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geomap.maps.names import place_names
from geomap.maps.values import clean_text, pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd


@dataclass(slots=True)
class Texts:
    """Distinct texts with their numbers; 0 is the empty one."""

    index: dict[str, int] = field(default_factory=lambda: {"": 0})

    def add(self, value: Any) -> int:
        """Return the number of `value` as a text; None and NaN are empty."""
        text = value if value.__class__ is str else clean_text(value)
        return self.index.setdefault(text, len(self.index))

    def column(self, values: Iterable[Any]) -> list[int]:
        """Return the numbers of many values."""
        texts = list(values)
        if set(map(type, texts)) - {str}:
            texts = [value if value.__class__ is str else clean_text(value) for value in texts]
        index = self.index
        new = [text for text in dict.fromkeys(texts) if text not in index]
        index.update(zip(new, itertools.count(len(index)), strict=False))
        return list(map(index.__getitem__, texts))

    def all(self) -> list[str]:
        """Return the texts by number."""
        return list(self.index)


def column(frame: gpd.GeoDataFrame, name: str) -> list[Any]:
    """Return a column of `frame` as a list; a column that is not there is all None."""
    return frame[name].tolist() if name in frame.columns else [None] * len(frame)


def positions(frame: gpd.GeoDataFrame) -> tuple[list[int | None], list[int | None]]:
    """Return lon and lat times 1e5 of the rows' points; None where there is no point on the globe."""
    import numpy as np
    import shapely

    geometry = np.asarray(frame.geometry.array)
    lon, lat = shapely.get_x(geometry), shapely.get_y(geometry)  # NaN for None and for what is no point
    good = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    x = np.round(np.where(good, lon, 0) * 1e5).astype(int).tolist()
    y = np.round(np.where(good, lat, 0) * 1e5).astype(int).tolist()
    keep = good.tolist()
    return (
        [value if ok else None for value, ok in zip(x, keep, strict=True)],
        [value if ok else None for value, ok in zip(y, keep, strict=True)],
    )


@dataclass(slots=True)
class Names:
    """Places with all their names, told once; what a card, a label and the search need."""

    lang: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)

    def add(self, place_id: Any, name: Any, names: Any = None, country: str = "") -> int | None:
        """Return the number of a place; None if it has neither id nor name."""
        name = clean_text(name)
        key = clean_text(place_id) or name
        if not key:
            return None
        if key not in self.index:
            self.index[key] = len(self.rows)
            self.rows.append(place_names(name or key, names or (), lang=self.lang, country=country))
        return self.index[key]


def lists(values: Iterable[Any], texts: Texts) -> dict[str, Any]:
    """Return lists of texts as one flat list of numbers and the length of each."""
    items = [value if isinstance(value, list | tuple) else () for value in values]
    return {"size": pack(list(map(len, items))), "item": texts.column(itertools.chain.from_iterable(items))}


def table(
    sizes: Sequence[int], flat: Mapping[str, Sequence[Any]], texts: Texts, *, numbers: Sequence[str] = ()
) -> dict[str, Any]:
    """Return child rows as packed columns (texts by number, `numbers` as they are) and the number each parent has."""
    out: dict[str, Any] = {"size": pack(sizes)}
    for name, values in flat.items():
        out[name] = pack(values if name in numbers else texts.column(values))
    return out
