"""What the cards need: titles, sources and claims made safe to show."""

from __future__ import annotations

import dataclasses

import pytest

from geomap import schema
from geomap.incidents.titles import make_title
from geomap.maps.cards import claim_columns, match_columns, safe_url, source_columns, titles
from geomap.records import Incident


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "file:///etc/passwd",
        "http:",
        "vbscript:x",
        "",
        None,
        "http://[::1",
        " JaVaScRiPt:x",
    ],
)
def test_only_web_addresses_become_links(address):
    assert safe_url(address) == ""


def test_a_web_address_is_kept():
    assert safe_url(" https://example.org/a?b=1 ") == "https://example.org/a?b=1"


def source(**values):
    """Return one source's row."""
    told = [[{"sentence": "Fire near Sotk again.", "start": 100, **values}]]
    sizes, columns = source_columns(told, ["the village of Sotk"])
    assert sizes == [1]
    return {name: column[0] for name, column in columns.items()}


def test_the_name_is_marked_where_it_stands():
    row = source(place_start=110, place_end=114)
    assert (row["from"], row["to"]) == (10, 14)


def test_offsets_that_miss_the_name_are_not_believed():
    row = source(place_start=103, place_end=107)
    assert (row["from"], row["to"]) == (None, None)


def test_offsets_count_as_javascript_counts():
    row = source(sentence="\U0001f4a5 near Sotk", place_start=107, place_end=111)
    assert (row["from"], row["to"]) == (8, 12)


def test_what_is_no_list_of_rows_has_no_rows():
    for make in (claim_columns, match_columns):
        sizes, columns = make([None, "x", [1, None], [{}]])
        assert sizes == [0, 0, 0, 1]
        assert {len(column) for column in columns.values()} == {1}


def test_the_title_that_geomap_made_is_left_to_a_page_in_another_language():
    draft = Incident(
        "a", sub_event_type="armed_clash", place_name="Kut", place_relation="near", admin1="Gegharkunik", killed_best=1,
        geo_precision=2,
    )  # fmt: skip
    made = dataclasses.replace(draft, title=make_title(draft))
    vague = dataclasses.replace(draft, incident_id="c", place_name="", geo_precision=4)
    vague = dataclasses.replace(vague, title=make_title(vague))
    own = Incident("b", "What the editor wrote", sub_event_type="armed_clash", place_name="Kut")
    frame = schema.incidents_to_frame([made, own, vague])
    assert titles(frame, "en") == [made.title, own.title, vague.title]
    assert titles(frame, "ru") == ["", own.title, ""]
