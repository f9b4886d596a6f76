"""CSV with a row of HXL hashtags, so that humanitarian tools know the columns.

References
----------
.. [1] HXL 1.1 final, "Hashtag and attribute dictionary", https://hxlstandard.org/standard/1-1final/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap.export.cells import cells, in_order
from geomap.export.csvs import incident_columns, write_rows
from geomap.schema import INCIDENT_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from geomap.records import Run


def write(run: Run, path: Path) -> Path:
    """Write the incidents' columns that HXL has a tag for: labels, tags, then rows.

    Sources become two columns (who, and where to find it), claims one readable text; both joined with " | ".
    """
    incidents = in_order(run.incidents)
    tagged = [column.name for column in INCIDENT_COLUMNS if column.hxl]
    data = incident_columns(incidents, [name for name in tagged if name not in {"sources", "claims"}])
    nested = cells(incidents, only=("sources", "claims"))
    labels: list[str] = []
    tags: list[str] = []
    columns: list[list[Any]] = []
    for column in INCIDENT_COLUMNS:
        if not column.hxl:
            continue
        labels.append(column.label)
        tags.append(column.hxl)
        if column.name == "sources":
            columns.append([_told(items, "publisher", "report_id") for items in nested["sources"]])
            labels.append("Address")
            tags.append("#meta+url")
            columns.append([_told(items, "url", "source") for items in nested["sources"]])
        elif column.name == "claims":
            columns.append([" | ".join(map(claim_text, items or ())) or None for items in nested["claims"]])
        else:
            columns.append(data[column.name])
    return write_rows(path, [labels, tags], columns)


def _told(items: list[dict[str, Any]] | None, *names: str) -> str | None:
    """Return the first known of `names` for each source, joined."""
    found = [next((str(item[name]) for name in names if item.get(name)), "") for item in items or ()]
    return " | ".join(text for text in found if text) or None


def claim_text(claim: dict[str, Any]) -> str:
    """Return a claim as words: "Ministry of Defence says killed.a = 1"."""
    who = claim.get("speaker") or "the reporter"
    verb = claim.get("polarity") or "asserts"
    return f"{who} {verb} {claim.get('slot')} = {claim.get('value')}"
