"""Where a large result goes: GeoParquet by country and month, or PostGIS."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd

from geomap import schema
from geomap.errors import need
from geomap.export.geoparquet import write as write_geoparquet
from geomap.export.postgis import write_database
from geomap.files import make_folder
from geomap.records import Run

if TYPE_CHECKING:
    import geopandas as gpd

NOWHERE, UNDATED = "none", "undated"


def write_parquet(incidents: Any, folder: str | Path) -> list[Path]:
    """Write incidents as GeoParquet 1.1 files by country and month, on the workers.

    ``folder/country=AM/month=2023-05/part-00000.parquet``: the layout that DuckDB, Spark, GDAL and pandas read as one
    table and prune by its folders. Files of an earlier call are replaced one by one; those that are left over when all
    are written (there were more partitions, another month) are removed.

    Parameters
    ----------
    incidents
        The frame of `geomap.scale.merge`.
    folder
        A folder that every worker can write to.

    Returns
    -------
    paths
        Every file, sorted.

    Raises
    ------
    MissingDependencyError
        If Dask or pyarrow is not installed.
    OutputError
        If a file cannot be written.
    """
    dask: Any = need("dask", to="write from a Dask cluster", extra="dask")
    home = make_folder(Path(folder))
    written = dask.compute(
        *(dask.delayed(write_part)(part, number, home) for number, part in enumerate(incidents.to_delayed()))
    )
    kept = {path for paths in written for path in paths}
    for left in home.glob("country=*/month=*/part-*.parquet"):
        if left not in kept:
            left.unlink(missing_ok=True)
    return sorted(kept)


def write_part(incidents: gpd.GeoDataFrame, number: int, home: Path) -> list[Path]:
    """Write one partition's incidents, a file for each country and month in it."""
    country = incidents["country"].map(lambda value: str(value) if value else NOWHERE)
    month = incidents["date_start"].map(lambda day: UNDATED if pd.isna(day) else f"{day:%Y-%m}")
    paths = []
    for (place, when), rows in incidents.groupby([country, month], sort=True):
        # percent-encoded as Hive has it: a country of two letters stays, a path that somebody typed is none
        path = home / f"country={quote(place, safe='')}" / f"month={when}" / f"part-{number:05d}.parquet"
        paths.append(write_geoparquet(run_of(rows), path))
    return paths


def write_postgis(incidents: Any, address: str, *, schema_name: str = "geomap") -> str:
    """Write incidents into a PostGIS database in one transaction, updated by their id; see `geomap.export.postgis`.

    The rows come to the calling process: one transaction has one writer.
    """
    return write_database(run_of(incidents.compute()), address, schema_name=schema_name)


def run_of(incidents: gpd.GeoDataFrame) -> Run:
    """Return incidents as a run that holds nothing else."""
    frame = incidents.reset_index(drop=True)
    return Run(
        incidents=frame,
        audit=schema.frame([], schema.INCIDENT_NAMES),
        places=schema.frame([], schema.PLACE_COLUMNS),
        mentions=pd.DataFrame({name: pd.Series(dtype=object) for name in schema.MENTION_COLUMNS}),
        records=schema.frame([], schema.RECORD_COLUMNS),
        border=schema.frame([], schema.BORDER_COLUMNS, geometry=[]),
        admin=schema.frame([], schema.ADMIN_COLUMNS, geometry=[]),
        background=schema.frame([], schema.ADMIN_COLUMNS, geometry=[]),
    )
