"""The record survives the way into a frame and back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap import schema
from geomap.records import Claim, Incident, Source

text = st.text(max_size=30)
count = st.none() | st.integers(0, 10**6)
days = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))

sources = st.builds(Source, report_id=text, publisher=text, url=text, sentence=text, start=st.integers(0, 9))
claims = st.builds(
    Claim, speaker=text, speaker_side=st.sampled_from(["a", "b", ""]), verb=text,
    polarity=st.sampled_from(["asserts", "denies"]), slot=text, value=text, report_id=text,
    start=st.integers(0, 9), end=st.integers(9, 20),
)  # fmt: skip
incidents = st.builds(
    Incident,
    incident_id=text,
    title=text,
    date_start=days,
    date_end=days,
    killed_a=count,
    injured_best=count,
    weapons=st.lists(st.sampled_from(schema.WEAPONS), max_size=3).map(tuple),
    lat=st.none() | st.floats(-90, 90),
    lon=st.none() | st.floats(-180, 180),
    sources=st.lists(sources, max_size=2).map(tuple),
    claims=st.lists(claims, max_size=2).map(tuple),
    confidence=st.none() | st.floats(0, 1),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(incidents, max_size=4))
def test_incidents_survive_the_frame(rows):
    frame = schema.incidents_to_frame(rows)
    assert list(frame.columns) == [*schema.INCIDENT_NAMES, "geometry"]
    assert frame.crs == schema.CRS
    assert schema.frame_to_incidents(frame) == rows


def test_null_and_zero_stay_apart_in_the_frame():
    frame = schema.incidents_to_frame([Incident("a", killed_a=0), Incident("b"), Incident("c", killed_a=3)])
    assert list(frame["killed_a"]) == [0, None, 3]


def test_the_columns_are_the_fields_of_the_record():
    assert {field.name for field in dataclasses.fields(Incident)} == set(schema.INCIDENT_NAMES)


def test_an_empty_frame_has_the_columns_and_the_crs():
    frame = schema.incidents_to_frame([])
    assert len(frame) == 0
    assert list(frame.columns) == [*schema.INCIDENT_NAMES, "geometry"]
    assert frame.crs == schema.CRS


def test_json_keeps_dates_and_scripts():
    made = schema.to_json({"day": dt.date(2023, 5, 12), "name": "Սոթք"})
    assert json.loads(made) == {"day": "2023-05-12", "name": "Սոթք"}
    assert "Սոթք" in made


def test_a_table_and_its_pieces_are_gone_through_alike():
    table = pd.DataFrame({"n": range(7)})
    sizes = [len(piece) for piece in schema.chunks(table, 3)]
    assert sizes == [3, 3, 1]
    again = pd.concat(schema.chunks([table.iloc[:5], table.iloc[5:]], 2))
    assert list(again["n"]) == list(range(7))
    assert [list(piece.columns) for piece in schema.chunks(table.iloc[:0])] == [["n"]]
