"""The data of a page: plain, packed, escaped, and honest about what is not known."""

from __future__ import annotations

import datetime as dt
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import schema
from geomap.layers import build_layers
from geomap.maps import assets
from geomap.maps.payload import build_payload, to_script_json
from geomap.maps.values import clean_text, day_number, number, pack, whole
from geomap.records import Incident

from .sample import make_run

STRINGS = assets.strings("en")


def unpacked(column):
    """Return a packed column as a list, as the page does it."""
    if isinstance(column, list):
        return column
    out = [column["d"]] * column["n"]
    at = 0
    for step, value in zip(column["i"], column["v"], strict=True):
        at += step
        out[at] = value
    return out


@given(st.lists(st.one_of(st.none(), st.integers(-3, 3), st.text(max_size=2))))
def test_a_packed_column_is_the_same_column(values):
    assert unpacked(json.loads(json.dumps(pack(values)))) == values


@given(st.text())
def test_json_for_a_script_holds_any_text_and_cannot_end_the_script(text):
    written = to_script_json({"text": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written)["text"] == text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf, "5", True, object()])
def test_what_is_no_finite_number_is_none(value):
    assert number(value) is None
    assert whole(value) is None


def test_days_are_counted_from_1970_and_rubbish_is_none():
    assert day_number(dt.date(1970, 1, 2)) == 1
    assert day_number(dt.datetime(1970, 1, 3, 12)) == 2  # noqa: DTZ001
    assert day_number("1970-01-04T00:00") == 3
    assert day_number("31/02/2023") is None
    assert day_number(math.nan) is None
    assert clean_text(math.nan) == ""


def payload(told, **options):
    """Return the data of a page with these incidents only."""
    run = make_run(incidents=schema.incidents_to_frame(told))
    return build_payload(build_layers(run), lang="en", strings=STRINGS, **options)


def test_null_stays_null_and_zero_stays_zero():
    main = payload([Incident("a", killed_best=0), Incident("b")]).main["inc"]
    assert unpacked(main["killed"]) == [0, None]
    assert unpacked(main["x"]) == [None, None]


def test_odd_numbers_become_null_and_never_break_the_json():
    frame = schema.incidents_to_frame([Incident("a", lat=1.0, lon=2.0), Incident("b", lat=1.0, lon=2.0)])
    for name in ("killed_best", "confidence", "border_km", "radius_m", "geo_precision"):
        frame[name] = [math.inf, math.nan]
    built = build_payload(build_layers(make_run(incidents=frame)), lang="en", strings=STRINGS)
    assert "NaN" not in to_script_json(built.main)
    assert unpacked(built.main["inc"]["killed"]) == [None, None]


@pytest.mark.parametrize(("lon", "lat"), [(200.0, 10.0), (10.0, 95.0), (math.nan, 1.0), (math.inf, 1.0)])
def test_a_point_off_the_globe_is_not_drawn(lon, lat):
    main = payload([Incident("a", lon=lon, lat=lat)]).main["inc"]
    assert unpacked(main["x"]) == [None]


def test_equal_ids_do_not_mix_up_records():
    main = payload([Incident("inc-0003"), Incident("inc-0003")]).main
    assert unpacked(main["rec"]["inc"])[0] == 0


def test_an_area_precision_is_marked_and_has_no_pin_in_its_layer():
    run = make_run()
    layer = next(layer for layer in build_layers(run) if layer.id == "incidents")
    wide = [value is not None and value >= 3 for value in layer.frame["geo_precision"]]
    assert any(wide)
    assert layer.frame.geometry[wide].isna().all()
    assert run.incidents.geometry[wide].notna().any()
