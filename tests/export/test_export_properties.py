"""Whatever an incident holds, GeoPackage, GeoJSON and CSV give it back."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import tempfile
from pathlib import Path

import runs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap import schema
from geomap.export import geojson, gpkg
from geomap.export.cells import split
from geomap.export.csvs import armed
from geomap.export.csvs import write as write_csv
from geomap.records import Claim, Incident, Source

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=25)
NUMBER = st.none() | st.integers(0, 2**40)
SHARE = st.none() | st.floats(0, 1).map(lambda value: round(value, 3))
DAY = st.none() | st.dates(dt.date(1, 1, 1), dt.date(2999, 12, 31))
WORDS = st.lists(TEXT, max_size=3).map(tuple)
SPECIAL = {
    "incident_id": st.uuids().map(lambda value: f"i{value.hex[:14]}"),
    "date_start": DAY,
    "date_end": DAY,
    "event_type": st.none() | st.sampled_from(schema.EVENT_TYPES),
    "sub_event_type": st.none() | TEXT,
    "lat": st.none(),
    "lon": st.none(),
    "geo_precision": st.none() | st.integers(1, 7),
    "date_prec": st.none() | st.integers(1, 5),
    "source_count": st.integers(0, 9),
    "review_status": st.sampled_from(("auto", "checked", "edited")),
    "realis": st.just("actual"),
    "sources": st.lists(st.builds(Source, report_id=TEXT, title=TEXT, start=st.integers(0, 99)), max_size=2).map(tuple),
    "claims": st.lists(
        st.builds(
            Claim,
            **dict.fromkeys(
                ("speaker", "speaker_side", "verb", "polarity", "slot", "value", "report_id", "text"), TEXT
            ),
            start=st.integers(0, 99),
            end=st.integers(0, 99),
        ),
        max_size=2,
    ).map(tuple),
    "matches": st.lists(st.dictionaries(TEXT, TEXT | st.integers(-5, 5), max_size=2), max_size=2).map(tuple),
}
KINDS = {"str": TEXT, "int": NUMBER, "float": SHARE, "date": DAY, "list": WORDS}


@st.composite
def an_incident(draw):
    values = {}
    for column in schema.INCIDENT_COLUMNS:
        values[column.name] = draw(SPECIAL[column.name] if column.name in SPECIAL else KINDS[column.type])
    if draw(st.booleans()):
        values["lon"] = round(draw(st.floats(-180, 180)), 5) + 0.0
        values["lat"] = round(draw(st.floats(-90, 90)), 5) + 0.0
    return Incident(**values)


MANY = st.lists(an_incident(), max_size=4, unique_by=lambda one: one.incident_id)
SLOW = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def by_id(found):
    return sorted(found, key=lambda one: one.incident_id)


@SLOW
@given(MANY)
def test_incidents_come_back_from_a_geopackage(incidents):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        run = dataclasses.replace(runs.empty_run(), incidents=schema.incidents_to_frame(incidents))
        gpkg.write(run, path, layers=[])
        assert by_id(schema.frame_to_incidents(gpkg.read(path).incidents)) == by_id(incidents)


@SLOW
@given(MANY)
def test_incidents_come_back_from_geojson(incidents):
    with tempfile.TemporaryDirectory() as folder:
        run = dataclasses.replace(runs.empty_run(), incidents=schema.incidents_to_frame(incidents))
        data = json.loads(geojson.write(run, Path(folder) / "a.geojson").read_text("utf-8"))
        found = [schema.row_to_incident(one["properties"]) for one in data["features"]]
        assert by_id(found) == by_id(incidents)
        for one in data["features"]:
            assert (one["geometry"] is None) == (one["properties"]["lon"] is None)


@SLOW
@given(MANY)
def test_texts_numbers_and_lists_come_back_from_csv(incidents):
    with tempfile.TemporaryDirectory() as folder:
        run = dataclasses.replace(runs.empty_run(), incidents=schema.incidents_to_frame(incidents))
        path = write_csv(run, Path(folder) / "a.csv")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            found = {row["incident_id"]: row for row in csv.DictReader(lines)}
        for one in incidents:
            row = found[one.incident_id]
            assert armed(row["title"]) == one.title
            assert row["killed_best"] == ("" if one.killed_best is None else str(one.killed_best))
            assert tuple(split(armed(row["weapons"]))) == one.weapons
