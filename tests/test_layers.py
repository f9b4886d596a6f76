"""Layers: what is drawn, in which order, and what is left out."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from geomap import schema
from geomap.layers import GROUPS, TYPE_STYLES, build_layers, is_area, type_of
from geomap.records import Incident

_SPEC = importlib.util.spec_from_file_location("map_sample", Path(__file__).parent / "maps" / "sample.py")
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)


def by_id(run):
    """Return the layers of a run by their id."""
    return {layer.id: layer for layer in build_layers(run)}


def test_a_whole_run_has_every_layer_topmost_first():
    layers = build_layers(sample.make_run())
    assert [layer.id for layer in layers] == [
        "incidents", "incident_areas", "records", "record_links", "places", "border", "bands", "background",
    ]  # fmt: skip
    assert {layer.group for layer in layers} <= set(GROUPS)
    assert all(layer.frame.crs.to_epsg() == 4326 for layer in layers)


def test_an_empty_run_keeps_the_incidents_layer():
    nothing = {
        "incidents": schema.incidents_to_frame([]),
        "records": schema.frame([], schema.RECORD_COLUMNS),
        "places": schema.frame([], schema.PLACE_COLUMNS),
        "border": schema.frame([], schema.BORDER_COLUMNS, geometry=[]),
        "background": schema.frame([], schema.ADMIN_COLUMNS, geometry=[]),
    }
    assert [layer.id for layer in build_layers(sample.make_run(**nothing))] == ["incidents"]


def test_the_run_is_not_changed():
    run = sample.make_run()
    before = run.incidents.copy(deep=True)
    build_layers(run)
    assert run.incidents.equals(before)


def test_a_line_joins_each_record_to_its_incident():
    frame = by_id(sample.make_run())["record_links"].frame
    assert list(frame["record_id"]) == ["r1", "r2"]
    assert frame.geometry.iloc[1].coords[0] == (45.76, 39.93)


def test_an_area_without_a_known_province_is_the_circle_of_its_radius():
    wide = Incident("w", lat=40.0, lon=45.0, geo_precision=4, radius_m=30_000.0, admin1="Nowhere")
    frame = by_id(sample.make_run(incidents=schema.incidents_to_frame([wide])))["incident_areas"].frame
    assert list(frame["incident_id"]) == ["w"]
    west, _, east, _ = frame.geometry.iloc[0].bounds
    assert east - west == pytest.approx(0.70, abs=0.02)


def test_bands_follow_the_settings_of_the_run():
    run = sample.make_run(meta={"settings": {"bands_km": [3.0, 7.0]}})
    assert list(by_id(run)["bands"].frame["km"]) == [3.0, 7.0]


@pytest.mark.parametrize(
    ("precision", "area"), [(None, False), (1, False), (2, False), (3, True), (7, True), (float("nan"), False)]
)
def test_a_district_or_worse_is_an_area(precision, area):
    assert is_area(precision) is area


def test_an_unknown_type_is_told_as_unknown():
    assert type_of("battles") == "battles"
    assert type_of("nonsense") == type_of(None) == type_of(float("nan")) == ""


def test_types_differ_in_colour_and_all_but_unknown_in_shape():
    known = [style for name, style in TYPE_STYLES.items() if name]
    assert len({style[1] for style in known}) == len(known)
    assert len({style[2] for style in known}) == len(known)
