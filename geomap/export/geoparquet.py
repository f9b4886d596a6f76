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
from geomap.export.cells import cells, geometries, in_order, pieces
from geomap.export.geojson import bounds
from geomap.files import atomic_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from geomap.export.geopackage import Field
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
    fields = list(tables.frame_fields(incidents).values())
    box_type = pa.struct([(name, pa.float64()) for name in _BOX])
    shape = pa.schema(
        [pa.field(one.name, types[one.kind]) for one in fields]
        + [pa.field("geometry", pa.binary()), pa.field("bbox", box_type)],
        metadata={"geo": schema.to_json(_metadata(bounds(geometries(incidents))))},
    )
    with atomic_path(path) as temporary, parquet.ParquetWriter(temporary, shape, compression="zstd") as writer:
        for piece in pieces(incidents):
            writer.write_table(_piece(pa, piece, fields, shape))
    return path


def _piece(pa: Any, piece: gpd.GeoDataFrame, fields: Sequence[Field], shape: Any) -> Any:
    """Return some rows as an Arrow table: lists as lists, records as JSON text, boxes of the points."""
    lists = [one.name for one in fields if one.kind == "list"]
    data = cells(piece, texts=True) | cells(piece, only=lists)
    columns = tables.frame_table(piece, data=data)[1]
    for one, values in zip(fields, columns, strict=True):
        data[one.name] = [None if value == "[]" else value for value in values] if one.kind == "json" else values
    shapes = geometries(piece)
    data["geometry"] = shapely.to_wkb(shapes).tolist() if len(shapes) else []
    data["bbox"] = [None if one is None else dict(zip(_BOX, one.bounds, strict=True)) for one in shapes]
    return pa.table([pa.array(data[field.name], type=field.type) for field in shape], schema=shape)


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
