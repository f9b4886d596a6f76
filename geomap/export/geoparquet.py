"""GeoParquet 1.1, with a bounding box a row; needs pyarrow (``pip install 'geomap-incidents[parquet]'``).

References
----------
.. [1] OGC GeoParquet 1.1, https://geoparquet.org/releases/v1.1.0/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
from pyproj import CRS

from geomap import schema
from geomap.errors import need
from geomap.export import tables
from geomap.export.cells import geometries, in_order
from geomap.export.geojson import bounds
from geomap.files import atomic_path

if TYPE_CHECKING:
    from pathlib import Path

    from geomap.records import Run

_BOX = ("xmin", "ymin", "xmax", "ymax")


def write(run: Run, path: Path) -> Path:
    """Write the incidents with real lists and dates; claims, sources and matches are JSON text.

    Raises
    ------
    MissingDependencyError
        If pyarrow is not installed.
    """
    pa: Any = need("pyarrow", to="write GeoParquet", extra="parquet")
    parquet: Any = need("pyarrow.parquet", to="write GeoParquet", extra="parquet")
    types = {
        "str": pa.string(), "int": pa.int64(), "float": pa.float64(), "date": pa.date32(), "bool": pa.bool_(),
        "list": pa.list_(pa.string()), "json": pa.string(),
    }  # fmt: skip
    incidents = in_order(run.incidents)
    fields, columns = tables.frame_table(incidents)
    data: dict[str, Any] = {}
    for one, values in zip(fields, columns, strict=True):
        shown = [schema.to_json(value) if value else None for value in values] if one.kind == "json" else values
        data[one.name] = pa.array(shown, type=types[one.kind])
    shapes = geometries(incidents)
    box_type = pa.struct([(name, pa.float64()) for name in _BOX])
    data["geometry"] = pa.array(shapely.to_wkb(shapes).tolist() if len(shapes) else [], type=pa.binary())
    data["bbox"] = pa.array(
        [None if shape is None else dict(zip(_BOX, shape.bounds, strict=True)) for shape in shapes], type=box_type
    )
    table = pa.table(data).replace_schema_metadata({"geo": schema.to_json(_metadata(bounds(shapes)))})
    with atomic_path(path) as temporary:
        parquet.write_table(table, temporary, compression="zstd")
    return path


def _metadata(box: list[float]) -> dict[str, Any]:
    """Return the file's ``geo`` metadata; the table is made by hand because pandas cannot name a list's type."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": ["Point"] if box else [],
        "crs": CRS.from_user_input(schema.CRS).to_json_dict(),
        "covering": {"bbox": {name: ["bbox", name] for name in _BOX}},
    }
    if box:
        column["bbox"] = box
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
