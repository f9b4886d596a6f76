"""Merging: drafts of many reports to one record an incident, with the ids, the tolls and the way back."""

from geomap.merge.combine import independent_sources
from geomap.merge.ids import stable_ids
from geomap.merge.merging import Merged, merge_incidents, undo

__all__ = ["Merged", "independent_sources", "merge_incidents", "stable_ids", "undo"]
