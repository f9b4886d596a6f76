"""Everything exported reads back: the same incidents from every format that can hold them, told losses from the rest."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import pytest
import runs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_export_properties import SPECIAL, an_incident

from geomap import schema
from geomap.errors import InputError, InputMissingError, UsageError
from geomap.export import FORMATS, read_file, write
from geomap.export.csvs import armed, defused
from geomap.export.readers import csv_rows
from geomap.export.shapefile import LEFT_OUT

WHOLE = ("geojson", "geojsonseq", "gpkg", "qgz", "qlr", "csv", "csv_wkt", "flatgeobuf", "geoparquet")
XML = ("kml", "kmz", "xlsx")  # whole but for control characters, and an empty text is none
PARTS = ("hxl", "acled", "ucdp", "shapefile")
SLOW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
COARSE = {1: 1, 2: 3, 3: 3, 4: 4, 5: 4}
WHAT_ACLED_HOLDS = (
    "incident_id", "date_start", "event_type", "sub_event_type", "actor_a", "actor_b", "country", "admin1", "admin2",
    "place_name", "lat", "lon", "killed_best", "weapons",
)  # fmt: skip
WHAT_UCDP_HOLDS = (
    "incident_id", "date_start", "date_end", "date_prec", "actor_a", "actor_b", "geo_precision", "place_name",
    "place_text", "admin1", "admin2", "country", "lat", "lon", "killed_a", "killed_b", "killed_civ", "killed_unknown",
    "killed_best", "source_count",
)  # fmt: skip


def many(incidents):
    return st.lists(incidents, max_size=4, unique_by=lambda one: one.incident_id)


def through(incidents, name):
    """Write incidents in a format and return what comes back, by id."""
    with tempfile.TemporaryDirectory() as folder:
        run = dataclasses.replace(runs.empty_run(), incidents=schema.incidents_to_frame(incidents))
        path = write(run, Path(folder) / f"a{FORMATS[name].suffix}", format=name)
        return {one.incident_id: one for one in read_file(path)}


def by_id(incidents):
    return {one.incident_id: one for one in incidents}


def told(incident):
    """Return an incident whose empty texts are not told at all: what XML and spreadsheets make of them."""
    defaults = {one.name: one.default for one in dataclasses.fields(incident)}
    return dataclasses.replace(
        incident,
        **{name: defaults[name] for name in schema.INCIDENT_NAMES if getattr(incident, name) == ""},
    )


@pytest.mark.parametrize("name", WHOLE)
def test_the_incidents_of_a_run_come_back_from_a_format(name):
    assert through(runs.incidents(), name) == by_id(runs.incidents())


@pytest.mark.parametrize("name", XML)
def test_but_for_control_characters_they_come_back_from_xml(name):
    incidents = [dataclasses.replace(one, title=one.title.replace("\x08", "")) for one in runs.incidents()]
    given_ = [
        dataclasses.replace(
            one, sources=tuple(dataclasses.replace(s, title=s.title.replace("\x08", "")) for s in one.sources)
        )
        for one in incidents
    ]
    assert through(given_, name) == by_id(given_)


@pytest.mark.parametrize("name", WHOLE)
@SLOW
@given(data=st.data())
def test_whatever_an_incident_holds_comes_back(name, data):
    incidents = data.draw(many(an_incident()))
    assert through(incidents, name) == by_id(incidents)


SAFE = st.text(st.characters(categories=("L", "Nd", "Po", "Sm"), exclude_characters="_"), min_size=1, max_size=25)
CODED = {
    "actor_a_sector": schema.SECTORS, "actor_b_sector": schema.SECTORS, "initiator": schema.INITIATORS,
}  # fmt: skip


@st.composite
def a_told_incident(draw):
    """Draw an incident without control characters and empty items."""
    found = draw(an_incident())
    changes = {}
    for column in schema.INCIDENT_COLUMNS:
        if column.type == "str" and column.name not in {*SPECIAL, *CODED} - {"sub_event_type"}:
            changes[column.name] = draw(SAFE | st.just(""))
        elif column.type == "list":
            changes[column.name] = tuple(draw(st.lists(SAFE, max_size=3)))
    changes["sub_event_type"] = None
    changes |= {name: draw(st.sampled_from(values)) for name, values in CODED.items()}
    changes["claims"] = changes["matches"] = ()
    changes["sources"] = tuple(dataclasses.replace(one, report_id="r", title="t") for one in found.sources)
    for day in ("date_start", "date_end"):
        value = getattr(found, day)
        if value is not None and value.year < 1900:  # a spreadsheet counts its days from there
            changes[day] = value.replace(year=1900 + value.year % 100)
    return dataclasses.replace(found, **changes)


@pytest.mark.parametrize("name", XML)
@SLOW
@given(data=st.data())
def test_what_xml_can_hold_comes_back(name, data):
    incidents = data.draw(many(a_told_incident()))
    assert through(incidents, name) == {key: told(one) for key, one in by_id(incidents).items()}


@SLOW
@given(data=st.data())
def test_a_shapefile_gives_back_what_it_could_hold(data):
    incidents = [told(one) for one in data.draw(many(a_told_incident()))]
    found = through(incidents, "shapefile")
    assert set(found) == set(by_id(incidents))
    for one in incidents:
        for name in set(schema.INCIDENT_NAMES) - set(LEFT_OUT):
            wanted = getattr(one, name)
            if INTEGERS.get(name) and wanted is not None and wanted >= 2**31:
                continue
            if isinstance(wanted, float):
                assert getattr(found[one.incident_id], name) == pytest.approx(wanted, abs=1e-9)
            elif name == "source_count" or len(str(wanted).encode()) < 100:
                assert getattr(found[one.incident_id], name) == wanted, name


INTEGERS = {column.name: True for column in schema.INCIDENT_COLUMNS if column.type == "int"}


def test_hxl_gives_back_the_columns_that_have_a_tag():
    found = through(runs.incidents(), "hxl")
    tagged = [one.name for one in schema.INCIDENT_COLUMNS if one.hxl and one.name not in {"sources", "claims"}]
    for one in runs.incidents():
        assert {name: getattr(found[one.incident_id], name) for name in tagged} == {
            name: getattr(one, name) for name in tagged
        }
        assert found[one.incident_id].sources == ()


def test_acled_gives_back_what_its_columns_hold():
    found = through(runs.incidents(), "acled")
    for one in runs.incidents():
        if one.event_type == "non_conflict":
            assert one.incident_id not in found  # ACLED does not code accidents
            continue
        back = found[one.incident_id]
        assert {name: getattr(back, name) for name in WHAT_ACLED_HOLDS} == {
            name: getattr(one, name) for name in WHAT_ACLED_HOLDS
        }
        assert back.date_prec == COARSE.get(one.date_prec or 0)
    assert found["i0001"].title == "Shelling in Kut, Gegharkunik: 1 killed"


def test_ucdp_gives_back_what_its_columns_hold():
    found = through(runs.incidents(), "ucdp")
    for one in runs.incidents():
        if one.event_type != "non_conflict":
            back = found[one.incident_id]
            assert {name: getattr(back, name) for name in WHAT_UCDP_HOLDS} == {
                name: getattr(one, name) for name in WHAT_UCDP_HOLDS
            }


def test_every_format_is_in_one_of_the_lists():
    assert sorted([*WHOLE, *XML, *PARTS]) == sorted(FORMATS)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"qgz", "qlr"}))
def test_a_file_of_something_else_is_told_in_one_message(name, tmp_path):
    path = tmp_path / f"other{FORMATS[name].suffix}"
    path.write_bytes(b'{"type": "FeatureCollection", "features": [{"type": "Feature"}]}\x00\xff')
    with pytest.raises(InputError, match="other"):
        read_file(path)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_file_that_is_not_there_is_told(name, tmp_path):
    with pytest.raises(InputMissingError, match="there is no file"):
        read_file(tmp_path / f"none{FORMATS[name].suffix}")


def test_a_table_of_the_user_s_own_is_told_where_it_belongs(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("place,date\r\nKut,2023-05-12\r\n")
    with pytest.raises(InputError, match=r"no incident_id[\s\S]*geomap run … --records FILE"):
        read_file(path)


def test_a_value_that_does_not_fit_names_its_column_and_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("incident_id,killed_best\r\ni1,3\r\ni2,many\r\n")
    with pytest.raises(InputError, match=r"'many' is no value of the column killed_best \(int\) \(where=a\.csv, row 2"):
        read_file(path)


def test_an_incident_told_twice_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("incident_id\r\ni1\r\ni1\r\n")
    with pytest.raises(InputError, match="holds the incident i1 twice"):
        read_file(path)


def test_a_format_can_be_named_where_the_suffix_misleads(tmp_path):
    path = write(runs.sample_run(), tmp_path / "data.json", format="geojson")
    assert len(read_file(path, format="geojson")) == 7
    with pytest.raises(UsageError, match=r"no format has files like 'data\.json'"):
        read_file(path)
    with pytest.raises(UsageError, match="unknown format 'dwg'"):
        read_file(path, format="dwg")


def test_a_spreadsheet_s_own_csv_reads_back(tmp_path):
    """Excel and LibreOffice quote only what must be, and end lines as they like."""
    path = tmp_path / "a.csv"
    path.write_bytes('\ufeffincident_id,title,killed_best,lat,lon\ni1,"a ""b"", c\nd",2,40.5,45\ni2,,,,\n'.encode())
    first, second = read_file(path)
    assert (first.title, first.killed_best, first.lat, first.lon) == ('a "b", c\nd', 2, 40.5, 45.0)
    assert (second.title, second.killed_best) == ("", None)


def test_an_empty_text_and_nothing_told_are_two_things_in_csv(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b,c\r\n"",,"x"\r\n')
    assert list(csv_rows(path)) == [["a", "b", "c"], ["", None, "x"]]
    assert armed(defused("=1")) == "=1"
