"""geomap over Dask collections: reports in a bag or a frame, incidents in a frame of many partitions (extra: dask).

The very same stages as `geomap.run`; what comes out equals it row by row::

    from distributed import Client
    from geomap import Settings, scale

    with Client("tcp://scheduler:8786") as client:
        drafts = scale.read(bag_or_frame_of_reports, Settings())
        incidents = scale.merge(drafts, Settings(), client)
        scale.write_parquet(incidents, "incidents")      # by country and month
"""

from geomap.scale.merging import merge
from geomap.scale.output import write_parquet, write_postgis
from geomap.scale.reading import read

__all__ = ["merge", "read", "write_parquet", "write_postgis"]
