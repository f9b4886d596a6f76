"""FlatGeobuf: one binary file with a spatial index, read in parts over a network."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import shapely

from geomap.export import ogr, tables
from geomap.export.cells import cells, geometries, in_order
from geomap.files import atomic_path

if TYPE_CHECKING:
    from pathlib import Path

    from geomap.records import Run

_log = logging.getLogger(__name__)


def write(run: Run, path: Path) -> Path:
    """Write the incidents; lists, claims and sources are JSON text.

    The format's index cannot hold a feature without geometry: if an incident has no point, the file is written
    without the index rather than without the incident.
    """
    incidents = in_order(run.incidents)
    shapes = geometries(incidents)
    indexed = bool(len(shapes)) and not shapely.is_missing(shapes).any()
    if len(shapes) and not indexed:
        _log.info("%s gets no spatial index: some incidents have no point", path.name)
    fields, columns = tables.frame_table(incidents, data=cells(incidents, texts=True))
    # in memory first: GDAL says nothing if the disk is full when it closes the file
    buffer = io.BytesIO()
    ogr.write_layer(
        buffer,
        "FlatGeobuf",
        fields,
        columns,
        shapes=shapes,
        options={"SPATIAL_INDEX": "YES" if indexed else "NO"},
    )
    with atomic_path(path) as temporary, temporary.open("wb") as out, buffer.getbuffer() as data:
        out.write(data)
    return path
