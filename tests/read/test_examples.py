"""The demo's input is whole and of its kind."""

from __future__ import annotations

from pathlib import Path

from geomap.read.reports import read_reports
from geomap.read.tables import read_table
from geomap.records import Report, Row

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_every_example_report_is_read_with_its_date():
    items = list(read_reports([EXAMPLES / "reports"]))
    assert all(isinstance(item, Report) and item.date for item in items)
    assert len(items) >= 20
    assert {item.date_basis for item in items} == {"header", "front_matter", "field", "html", "feed", "dateline"}


def test_the_analysts_table_has_place_words_and_no_coordinates():
    rows = list(read_table(EXAMPLES / "records.csv"))
    assert all(isinstance(row, Row) and row.place and row.date_start and row.lon is None for row in rows)
    assert len(rows) == 14
