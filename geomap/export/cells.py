"""Values of a frame's cells as every writer needs them: plain Python, safe text, known column types, fixed order."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import geopandas as gpd
    import pandas as pd

COORDINATE_DECIMALS = 5  # RFC 7946 section 11.2 advises no more precision than is known; 1e-5 degrees are about 1 m

# columns of places, mentions, records, lines and areas that the incident schema does not name
_KINDS = {
    "names": "json", "mentions": "int", "score": "float", "rivals": "json", "reports": "list", "start": "int",
    "end": "int", "place_start": "int", "place_end": "int", "match_score": "float", "match_km": "float",
    "match_days": "int", "match_reasons": "list", "raw": "json", "level": "int", "exclave": "bool",
    "approximate": "bool", "doubtful": "bool", "ord": "int", "date": "str", "source": "str", "name": "str",
}  # fmt: skip
INCIDENT_KINDS: dict[str, str] = {column.name: column.type for column in schema.INCIDENT_COLUMNS}
_MULTI_TYPES = (4, 5, 6)  # shapely's numbers for MultiPoint, MultiLineString, MultiPolygon
_PLAIN_TYPES = {type(None), bool, int, dt.date}
PIECE = 10_000  # rows whose cells are in the making at a time
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_SURROGATES = re.compile("[\ud800-\udfff]")
# XML 1.0, section 2.2: everything outside this Char production is not XML, not even as a reference
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(value: Any) -> Any:
    """Return `value` as plain Python: NaN, NaT and infinities as None, NumPy scalars and arrays unwrapped.

    Half a surrogate pair, which no encoding can carry, becomes U+FFFD. Lists, tuples and dicts are walked.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value) if not value.isascii() else value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, dt.datetime):  # pandas' NaT is one too
        if value != value:
            return None
        midnight = value.hour == value.minute == value.second == value.microsecond == 0
        return value.date() if midnight and value.tzinfo is None else value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {
            (key if type(key) is str and key.isascii() else str(plain(key))): (
                item if item is None or (type(item) is str and item.isascii()) else plain(item)
            )
            for key, item in value.items()
        }
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.tolist()]
    if isinstance(value, np.generic):
        return plain(value.item())
    return None if type(value).__name__ == "NAType" else value  # pandas' NA has no public class


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML 1.0 cannot hold (control characters, U+FFFE …)."""
    return _NOT_XML.sub("", text)


def known_kind(name: str) -> str:
    """Return the type of a column that geomap itself names; "" for another."""
    return _KINDS.get(name) or INCIDENT_KINDS.get(name) or ""


def kind_of(name: str, values: Iterable[Any]) -> str:
    """Return the type of a column: str, int, float, date, bool, list or json; by its name, else by its values."""
    known = known_kind(name)
    if known:
        return known
    seen = {type(value) for value in values if value is not None}
    if seen == {bool}:
        return "bool"
    if seen == {int}:
        return "int"
    if seen and seen <= {int, float}:
        return "float"
    if seen == {dt.date}:
        return "date"
    return "json" if seen & {list, dict} else "str"


def columns_of(frame: gpd.GeoDataFrame | pd.DataFrame) -> list[str]:
    """Return the names of a frame's columns but its geometry."""
    geometry = getattr(frame, "_geometry_column_name", None)
    return [str(name) for name in frame.columns if name != geometry]


class Json(str):
    """A cell of a list or of records that is JSON text already, made once for all that write it."""

    __slots__ = ()


def cells(
    frame: gpd.GeoDataFrame | pd.DataFrame,
    *,
    without: Sequence[str] = (),
    only: Sequence[str] | None = None,
    texts: bool = False,
) -> dict[str, list[Any]]:
    """Return the frame's columns (but its geometry) as lists of plain values; with `texts`, nested ones as `Json`."""
    names = [name for name in (columns_of(frame) if only is None else only) if name not in without]
    return {
        name: json_texts(frame[name].tolist())
        if texts and known_kind(name) in {"list", "json"}
        else _plain_column(frame[name].tolist())
        for name in names
    }


def json_texts(values: Iterable[Any]) -> list[Any]:
    """Return values as JSON text, None as None."""
    return [None if value is None else _json_text(value) for value in values]


def _json_text(value: Any) -> Json:
    try:
        text = _ENCODER.encode(value)
    except (TypeError, ValueError):
        return Json(schema.to_json(plain(value)))
    if text.isascii() or _SURROGATES.search(text) is None:
        return Json(text)
    return Json(schema.to_json(plain(value)))


def _plain_column(values: list[Any]) -> list[Any]:
    """Return the values of one column made plain; a column that is plain already is not walked value by value."""
    seen = set(map(type, values))
    if seen <= _PLAIN_TYPES:
        return values
    if seen <= {type(None), list, dict}:
        return [value if not value or _is_json(value) else plain(value) for value in values]
    if seen <= {type(None), str}:
        known = {value: plain(value) for value in set(values)}
        return [known[value] for value in values]
    return [plain(value) for value in values]


def _is_json(value: Any) -> bool:
    """Return whether a nested value is plain all through: the encoder looks in C and stops at what is not."""
    try:
        text = _ENCODER.encode(value)
    except (TypeError, ValueError):
        return False
    return text.isascii() or _SURROGATES.search(text) is None


def pieces(frame: Any, rows: int = PIECE) -> Iterator[Any]:
    """Yield a frame in pieces of at most `rows` rows, so that a writer holds the cells of one piece at a time."""
    for start in range(0, len(frame), rows):
        yield frame.iloc[start : start + rows]


def rows_of(frame: gpd.GeoDataFrame | pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield each row of a frame (but its geometry) as a dict of plain values."""
    data = cells(frame)
    names = list(data)
    for values in zip(*data.values(), strict=True):
        yield dict(zip(names, values, strict=True))


def geometries(frame: gpd.GeoDataFrame, *, decimals: int | None = COORDINATE_DECIMALS) -> np.ndarray[Any, Any]:
    """Return the frame's geometries, EPSG:4326, rounded to `decimals`; empty ones as None, lone parts unwrapped.

    Raises
    ------
    CRSError
        If the frame is in another reference system: stages hand over EPSG:4326 only.
    """
    import shapely

    from geomap.errors import CRSError

    if len(frame) == 0:
        return np.array([], dtype=object)
    if frame.crs is not None and frame.crs != schema.CRS:
        raise CRSError(f"the layer is in {frame.crs.to_string()}, not in {schema.CRS}", hint="use to_crs(4326) first")
    shapes = np.array(frame.geometry.to_numpy(), dtype=object)
    shapes[shapely.is_missing(shapes) | shapely.is_empty(shapes)] = None
    shapes = shapely.force_2d(shapes)
    lone = np.isin(shapely.get_type_id(shapes), _MULTI_TYPES) & (shapely.get_num_geometries(shapes) == 1)
    shapes[lone] = shapely.get_geometry(shapes[lone], 0)
    if decimals is None:
        return shapes
    rounded: np.ndarray[Any, Any] = shapely.transform(shapes, lambda xy: np.round(xy, decimals) + 0.0)
    return rounded


def in_order(incidents: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return incidents by first day (unknown last), then id: the order of every file."""
    days = [plain(day) for day in incidents["date_start"].tolist()]
    keys = [
        (day is None, str(day or ""), str(name))
        for day, name in zip(days, incidents["incident_id"].tolist(), strict=True)
    ]
    return incidents.iloc[sorted(range(len(keys)), key=keys.__getitem__)].reset_index(drop=True)


def joined(items: Sequence[Any] | None) -> str | None:
    """Return a list as one cell: items joined with "; ", or JSON if an item is empty or has a semicolon or controls."""
    if not items:
        return None
    texts = [str(item) for item in items]
    if any(
        ";" in text or text != text.strip() or not text or text[0] == "[" or _NOT_XML.search(text) for text in texts
    ):
        return schema.to_json(texts)
    return "; ".join(texts)


def split(cell: str | None) -> list[str]:
    """Return the list that `joined` made a cell of."""
    import json

    if not cell:
        return []
    if cell.startswith("["):
        return [str(item) for item in json.loads(cell)]
    return cell.split("; ")
