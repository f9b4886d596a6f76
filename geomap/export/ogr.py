"""The one place that hands typed columns to GDAL, for the formats that GDAL writes best."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio.raw
import shapely

from geomap import schema
from geomap.errors import OutputError
from geomap.export.cells import Json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geomap.export.geopackage import Field


def write_layer(
    target: Path | BytesIO,
    driver: str,
    fields: Sequence[Field],
    columns: Sequence[Sequence[Any]],
    *,
    shapes: np.ndarray[Any, Any],
    geometry_type: str = "Point",
    layer: str = "incidents",
    options: Mapping[str, str] | None = None,
) -> None:
    """Write one layer in EPSG:4326 through GDAL, to a file or to memory: numbers and dates keep their types.

    Raises
    ------
    OutputError
        If GDAL cannot write it.
    """
    data, masks = [], []
    for one, values in zip(fields, columns, strict=True):
        array, mask = _array(one.kind, values)
        data.append(array)
        masks.append(mask)
    try:
        pyogrio.raw.write(
            target if isinstance(target, BytesIO) else str(target),
            geometry=np.array(shapely.to_wkb(shapes), dtype=object),
            field_data=data,
            fields=np.array([one.name for one in fields], dtype=object),
            field_mask=masks,
            geometry_type=geometry_type,
            crs=schema.CRS,
            driver=driver,
            layer=layer,
            **(options or {}),
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
        raise OutputError(f"cannot write {layer} as {driver}: {error}") from error


def _array(kind: str, values: Sequence[Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any] | None]:
    """Return a column as an array that GDAL takes, and where it is null."""
    missing = np.array([value is None for value in values], dtype=bool)
    if kind == "int":
        return np.array([0 if value is None else int(value) for value in values], dtype="int64"), missing
    if kind == "bool":
        return np.array([bool(value) for value in values], dtype="bool"), missing
    if kind == "float":
        return np.array([np.nan if value is None else float(value) for value in values], dtype="float64"), missing
    if kind == "date":
        return np.array([None if value is None else str(value) for value in values], dtype="datetime64[D]"), missing
    out = np.empty(len(values), dtype=object)
    if kind in {"list", "json"}:  # JSON has no control characters of its own
        out[:] = [None if one is None else one if isinstance(one, Json) else schema.to_json(one) for one in values]
        return out, None
    known = {value: None if value is None else str(value).replace("\x00", "") for value in set(values)}
    out[:] = [known[value] for value in values]
    return out, None
