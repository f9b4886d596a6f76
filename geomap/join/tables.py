"""Small conveniences on frames of object columns, where null is None (or NaN from a file)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

PIN_PRECISION = 3  # from 4 up a row has an area, not a point


def blank(value: Any) -> bool:
    """Return whether a cell says nothing: None, NaN, NaT or ""."""
    return value is None or value == "" or (not isinstance(value, list | tuple | dict) and value != value)


def text(value: Any) -> str:
    """Return a cell as text, "" for nothing."""
    return "" if blank(value) else str(value)


def set_column(frame: gpd.GeoDataFrame, name: str, values: Sequence[Any]) -> None:
    """Set a column of plain objects, so that None stays None."""
    import pandas as pd

    frame[name] = pd.Series(list(values), index=frame.index, dtype=object)


def numbers(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.float64]:
    """Return a column as floats, NaN for nothing or where there is no such column."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    return np.array([np.nan if blank(value) else float(value) for value in frame[name]], dtype=float)


def unique_points(
    frame: gpd.GeoDataFrame,
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[list[int]]]:
    """Return the distinct pins of a frame and the row numbers at each.

    Rows without coordinates and rows whose ``geo_precision`` says that they have no pin are left out.
    """
    if not len(frame) or "lon" not in frame or "lat" not in frame:
        return np.empty(0), np.empty(0), []
    lon, lat, precision = numbers(frame, "lon"), numbers(frame, "lat"), numbers(frame, "geo_precision")
    pinned = np.flatnonzero(~np.isnan(lon) & ~np.isnan(lat) & ~(precision > PIN_PRECISION))
    if not len(pinned):
        return np.empty(0), np.empty(0), []
    points, inverse = np.unique(np.column_stack([lon[pinned], lat[pinned]]), axis=0, return_inverse=True)
    rows: list[list[int]] = [[] for _ in range(len(points))]
    for row, k in zip(pinned.tolist(), np.ravel(inverse).tolist(), strict=True):
        rows[k].append(row)
    return points[:, 0], points[:, 1], rows


def add_reasons(frame: gpd.GeoDataFrame, codes: Mapping[int, Sequence[str]]) -> None:
    """Add reason codes to rows (by number), each once, behind those that are there."""
    if "reasons" not in frame or not codes:
        return
    told = [list(value) if isinstance(value, list | tuple) else [] for value in frame["reasons"]]
    for row, more in codes.items():
        told[row] += [code for code in more if code not in told[row]]
    set_column(frame, "reasons", told)
