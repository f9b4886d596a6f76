"""Words from outside that broke an export once: found by fuzzing every writer with arbitrary text in every field."""

from __future__ import annotations

import dataclasses
import json
from html.parser import HTMLParser

import pytest
import runs
from defusedxml.ElementTree import parse

from geomap import schema
from geomap.export import FORMATS, read_file, read_run, write

KML = "{http://www.opengis.net/kml/2.2}"
SCRIPT = "<script>alert(7)</script>"


def through(tmp_path, name, **changes):
    """Return an incident with these values, written in a format and read back."""
    one = dataclasses.replace(runs.incidents()[0], **changes)
    run = dataclasses.replace(runs.empty_run(), incidents=schema.incidents_to_frame([one]))
    return read_file(write(run, tmp_path / f"a{FORMATS[name].suffix}", format=name))[0]


class Tags(HTMLParser):
    """Collects tags."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))


@pytest.mark.parametrize("name", ["kml", "kmz"])
def test_a_carriage_return_stays_one_in_kml(name, tmp_path):
    assert through(tmp_path, name, title="one\rtwo\r\nthree").title == "one\rtwo\r\nthree"


def test_the_attribution_and_the_line_s_words_are_no_html_in_kml(tmp_path):
    run = runs.sample_run(attribution=(SCRIPT,))
    run.border["source"] = SCRIPT
    tree = parse(write(run, tmp_path / "a.kml"))
    told = [one.text for one in tree.iter(f"{KML}description")]
    assert sum("alert(7)" in text for text in told) == 3
    assert {tag for text in told for tag, _ in Tags(text).found} <= {"table", "tr", "td"}


@pytest.mark.parametrize("name", ["csv", "csv_wkt", "kml", "xlsx"])
def test_a_list_with_control_characters_comes_back_whole(name, tmp_path):
    assert through(tmp_path, name, reasons=("\x00", "a\x08b")).reasons == ("\x00", "a\x08b")


def test_a_list_too_long_for_a_shapefile_loses_items_and_is_still_a_list(tmp_path):
    items = tuple(f"number {number};" for number in range(60))
    kept = through(tmp_path, "shapefile", weapons=items).weapons
    assert 5 < len(kept) < 60
    assert kept == items[: len(kept)]


@pytest.mark.parametrize("name", ["a\x00b", "ends with a space "])
def test_an_id_that_a_shapefile_cannot_hold_is_no_full_disk(name, tmp_path):
    assert through(tmp_path, "shapefile", incident_id=name).incident_id == name.replace("\x00", "").rstrip()


def test_a_weapon_that_begins_with_a_bracket_comes_back_from_acled(tmp_path):
    assert through(tmp_path, "acled", weapons=("[unknown", "drone")).weapons == ("[unknown", "drone")


def test_half_a_character_in_a_title_does_not_stop_an_export(tmp_path):
    run = runs.sample_run(title="cut \ud83d", attribution=("cut \ud83d",))
    assert json.loads(write(run, tmp_path / "a.geojson").read_text("utf-8"))["title"] == "cut \ufffd"
    assert read_run(write(run, tmp_path / "a.gpkg")).title == "cut \ufffd"
