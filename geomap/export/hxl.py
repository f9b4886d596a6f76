"""CSV with a row of HXL hashtags, so that humanitarian tools know the columns.

References
----------
.. [1] HXL 1.1 final, "Hashtag and attribute dictionary", https://hxlstandard.org/standard/1-1final/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap.export.cells import cells, in_order, pieces
from geomap.export.csvs import incident_columns, write_rows
from geomap.schema import INCIDENT_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geomap.records import Run


def write(run: Run, path: Path) -> Path:
    """Write the incidents' columns that HXL has a tag for: labels, tags, then rows.

    Sources become two columns (who, and where to find it), claims one readable text; both joined with " | ".
    """
    labels: list[str] = []
    tags: list[str] = []
    for column in INCIDENT_COLUMNS:
        if column.hxl:
            labels.append(column.label)
            tags.append(column.hxl)
        if column.name == "sources":
            labels.append("Address")
            tags.append("#meta+url")
    return write_rows(path, [labels, tags], map(_columns, pieces(in_order(run.incidents))))


def _columns(incidents: gpd.GeoDataFrame) -> list[list[Any]]:
    tagged = [column.name for column in INCIDENT_COLUMNS if column.hxl]
    data = incident_columns(incidents, [name for name in tagged if name not in {"sources", "claims"}])
    nested = cells(incidents, only=("sources", "claims"))
    columns: list[list[Any]] = []
    for name in tagged:
        if name == "sources":
            columns.append([_told(items, "publisher", "report_id") for items in nested[name]])
            columns.append([_told(items, "url", "source") for items in nested[name]])
        elif name == "claims":
            columns.append([" | ".join(map(claim_text, items or ())) or None for items in nested[name]])
        else:
            columns.append(data[name])
    return columns


def _told(items: list[dict[str, Any]] | None, *names: str) -> str | None:
    """Return the first known of `names` for each source, joined."""
    found = [next((str(item[name]) for name in names if item.get(name)), "") for item in items or ()]
    return " | ".join(text for text in found if text) or None


def claim_text(claim: dict[str, Any]) -> str:
    """Return a claim as words: "Ministry of Defence says killed.a = 1"."""
    who = claim.get("speaker") or "the reporter"
    verb = claim.get("polarity") or "asserts"
    return f"{who} {verb} {claim.get('slot')} = {claim.get('value')}"
