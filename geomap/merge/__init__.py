"""Merging: drafts of many reports to one record an incident, with the ids, the tolls and the way back."""

from geomap.merge.blocks import merge_partitions
from geomap.merge.combine import independent_sources
from geomap.merge.merging import Merged, members_of, merge_incidents, undo
from geomap.merge.stream import merge_stream, order_key, stream_key

__all__ = [
    "Merged",
    "independent_sources",
    "members_of",
    "merge_incidents",
    "merge_partitions",
    "merge_stream",
    "order_key",
    "stream_key",
    "undo",
]
