"""Joining incidents with places on the map: areas, border lines and the user's own records. Frames in, frames out."""

from geomap.join.admin import join_admin, nearby_areas
from geomap.join.areas import incident_areas
from geomap.join.bands import distance_bands
from geomap.join.border import join_border, pick_border
from geomap.join.match import match_counts, match_records, unmatched
from geomap.join.rows import geocode_rows, row_notes

__all__ = [
    "distance_bands",
    "geocode_rows",
    "incident_areas",
    "join_admin",
    "join_border",
    "match_counts",
    "match_records",
    "nearby_areas",
    "pick_border",
    "row_notes",
    "unmatched",
]
