"""Values of a frame made plain: texts, finite numbers, days, packed columns."""

from __future__ import annotations

import datetime as dt
import gc
import math
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

EPOCH = dt.date(1970, 1, 1)
_SHORT = 8  # a column this short is not worth packing


def clean_text(value: Any) -> str:
    """Return `value` as text; None, NaN and NaT are empty."""
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    return str(value)


def number(value: Any) -> float | None:
    """Return a finite float, or None for null, NaN, infinity and what is no number."""
    if value is None or isinstance(value, bool | str):
        return None
    try:
        result = float(value)
    except (TypeError, ValueError):
        return None
    return result if math.isfinite(result) else None


def whole(value: Any, *, scale: float = 1.0) -> int | None:
    """Return `value` times `scale` rounded to an integer, or None."""
    result = number(value)
    return None if result is None else round(result * scale)


def day_number(value: Any) -> int | None:
    """Return days since 1970-01-01 of a date, datetime, timestamp or ISO text; None if it is none of these."""
    if value is None or value != value:
        return None
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value[:10])
        except ValueError:
            return None
    return (value - EPOCH).days if isinstance(value, dt.date) else None


def pack(values: Sequence[Any]) -> Any:
    """Return a column as a list, or as ``{n, d, i, v}`` where most values are alike (default d, others at i)."""
    if len(values) < _SHORT:
        return list(values)
    try:
        default, most = Counter(values).most_common(1)[0]
    except TypeError:  # lists among the values
        return list(values)
    if most * 5 < len(values) * 3:
        return list(values)
    at = [place for place, value in enumerate(values) if value != default]
    steps = [place - before for place, before in zip(at, [0, *at], strict=False)]
    return {"n": len(values), "d": default, "i": steps, "v": [values[place] for place in at]}


def unpack(column: Any) -> list[Any]:
    """Return a column that `pack` made as a list."""
    if not isinstance(column, dict):
        return list(column)
    out = [column["d"]] * column["n"]
    at = 0
    for step, value in zip(column["i"], column["v"], strict=True):
        at += step
        out[at] = value
    return out


def mapped(values: Iterable[Any], make: Callable[[Any], Any]) -> list[Any]:
    """Return `make` of each value, worked out once for each distinct value (columns hold few distinct ones)."""
    items = list(values)
    try:
        distinct = set(items)
    except TypeError:  # lists among the values
        return [make(value) for value in items]
    if bool in set(map(type, items)):  # 1 and True are equal, and not alike
        return [make(value) for value in items]
    known = {value: make(value) for value in distinct}
    return list(map(known.__getitem__, items))


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the search for reference cycles: among millions of plain values it finds none in a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
