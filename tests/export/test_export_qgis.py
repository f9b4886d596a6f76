"""What the real QGIS makes of a run: every layer valid, styled, timed and linked, with not one warning."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
import runs
from servers import PYTHON, has_qgis

from geomap import schema
from geomap.export import export_run, read_run
from geomap.export.qgz import layer_id
from geomap.layers import TYPE_STYLES

HERE = Path(__file__).parent


def ask(*arguments):
    done = subprocess.run(
        [PYTHON, HERE / "qgis_check.py", *arguments], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def seen(written, tmp_path_factory):
    """Return what QGIS sees in the project, moved to another folder first, and the pictures it draws."""
    if not has_qgis():
        pytest.skip("no QGIS: apt-get install -y qgis python3-qgis")
    folder = tmp_path_factory.mktemp("moved") / "to another folder"
    shutil.copytree(written, folder)
    return ask(folder / "geomap.qgz", folder / "map.png", folder / "layout.pdf") | {"folder": folder}


@pytest.mark.qgis
def test_the_project_loads_without_a_warning(seen):
    assert seen["read"] is True
    assert seen["messages"] == []


@pytest.mark.qgis
def test_every_layer_is_valid_counted_and_lies_beside_the_project(seen):
    counts = {name: (layer["valid"], layer["count"]) for name, layer in seen["layers"].items()}
    assert counts == {
        "incidents": (True, 7), "incident_areas": (True, 2), "places": (True, 2), "records": (True, 2),
        "record_links": (True, 1), "border": (True, 2), "bands": (True, 2), "admin_areas": (True, 1),
        "countries": (True, 1), "claims": (True, 3), "sources": (True, 8), "mentions": (True, 2), "audit": (True, 1),
        "edits": (True, 0), "rejected": (True, 1),
    }  # fmt: skip
    for layer in seen["layers"].values():
        assert layer["source"].startswith(str(seen["folder"]))


@pytest.mark.qgis
def test_reference_systems_are_whole(seen):
    assert seen["crs"] == ["EPSG:3857", True]
    assert {layer["crs"] for layer in seen["layers"].values() if "renderer" in layer} == {"EPSG:4326"}


@pytest.mark.qgis
def test_groups_and_order_are_those_of_the_map(seen):
    tree = {group: [leaf[0] for leaf in leaves] for group, leaves in seen["tree"]}
    assert list(tree) == ["Incidents", "Your records", "Places", "Border", "Background", "Tables"]
    assert tree["Incidents"] == ["Incidents", "Incidents as areas"]
    assert all(found for _, leaves in seen["tree"] for _, _, found in leaves)
    places = next(leaves for group, leaves in seen["tree"] if group == "Places")
    assert places[0][1] is False  # hidden at first, as on the map


@pytest.mark.qgis
def test_types_are_told_apart_by_the_colours_of_the_map(seen):
    wanted = [[kind or "unknown", label, colour.lower()] for kind, (label, colour, _) in TYPE_STYLES.items()]
    for layer in ("incidents", "incident_areas"):
        assert seen["layers"][layer]["categories"] == wanted


@pytest.mark.qgis
def test_marks_grow_with_the_root_of_the_toll(seen):
    sizes = seen["layers"]["incidents"]["sizes"]
    small, large = 7 * 0.75, 22 * 0.75
    by_toll = sorted(sizes.values())
    assert by_toll[0] == pytest.approx(small)
    assert by_toll[-1] == pytest.approx(large)
    one = small + (large - small) * (1 / 12) ** 0.5
    assert any(size == pytest.approx(one) for size in by_toll)


@pytest.mark.qgis
def test_the_geopackage_alone_opens_with_the_same_looks(seen):
    alone, styled = seen["default_style"], seen["layers"]["incidents"]
    for key in ("renderer", "categories", "aliases", "widgets", "tip", "display", "labels", "sizes"):
        assert alone[key] == styled[key], key


@pytest.mark.qgis
def test_columns_have_names_for_people_and_lists_of_values(seen):
    incidents = seen["layers"]["incidents"]
    assert incidents["aliases"]["killed_best"] == "Killed"
    coded = {name for name, widget in incidents["widgets"].items() if widget == "ValueMap"}
    assert {"event_type", "sub_event_type", "geo_precision", "date_prec", "review_status", "initiator"} <= coded


@pytest.mark.qgis
def test_a_map_tip_is_a_card_and_hostile_words_stay_words(seen):
    tip = seen["layers"]["incidents"]["first_tip"]
    assert "&lt;img src=x" in tip
    assert "<img" not in tip
    assert "<td>Battle</td>" in tip
    assert "Eval Error" not in tip
    assert "Sotk, Zod, Սոթք" in seen["layers"]["places"]["first_tip"]


@pytest.mark.qgis
def test_no_map_tip_asks_for_what_is_not_there(seen):
    for name, layer in seen["layers"].items():
        assert not re.search(r"\[%|Eval Error|not found", layer["first_tip"]), name


@pytest.mark.qgis
def test_claims_and_sources_hang_below_their_incident(seen):
    assert {name: valid for name, (valid, *_) in seen["relations"].items()} == {
        "incident_claims": True, "incident_sources": True, "incident_records": True, "place_mentions": True,
    }  # fmt: skip
    assert seen["children"]["i0001"] == 2
    assert sum(seen["children"].values()) == 8


@pytest.mark.qgis
def test_one_day_shows_the_incidents_of_that_day(seen):
    assert seen["days"]["2023-05-12"][1] == ["i0001", "i0006", "i0007"]
    assert seen["days"]["2023-05-13"][1] == []
    assert seen["days"]["2023-06-02"][1] == ["i0003"]  # in the middle of three days
    assert seen["span"] == ["2023-05-11T00:00:00Z", "2023-06-04T00:00:00Z"]


@pytest.mark.qgis
def test_theme_bookmarks_and_metadata_are_there(seen):
    assert seen["themes"] == ["geomap"]
    assert seen["bookmarks"] == ["All incidents", "Border line"]
    meta = seen["layers"]["incidents"]["metadata"]
    assert "May 2023" in meta["abstract"]
    assert meta["licenses"] == ["GeoNames 2024 (CC BY 4.0)", "OpenStreetMap (ODbL 1.0)"]


@pytest.mark.qgis
def test_the_map_is_drawn_and_not_blank(seen):
    """A blank PNG of this size is under 10 kB; what it shows was looked at (docs)."""
    assert (seen["folder"] / "map.png").stat().st_size > 30_000


@pytest.mark.qgis
def test_the_print_layout_becomes_a_pdf(seen):
    assert seen["pdf"] == 0
    assert (seen["folder"] / "layout.pdf").read_bytes().startswith(b"%PDF")
    kinds = {"QgsLayoutItemMap", "QgsLayoutItemLegend", "QgsLayoutItemScaleBar", "QgsLayoutItemLabel"}
    assert kinds <= set(seen["items"])


def project(folder):
    with zipfile.ZipFile(folder / "geomap.qgz") as archive:
        assert archive.namelist() == ["geomap.qgs"]
        return ET.fromstring(archive.read("geomap.qgs"))


def test_the_project_names_its_data_by_relative_paths_only(written):
    text = ET.tostring(project(written), encoding="unicode")
    assert str(written) not in text
    assert set(re.findall(r"<datasource>(\S*?)\|", text)) == {"./geomap.gpkg"}


def test_layer_ids_are_made_from_names_and_all_of_them_are_known(written):
    root = project(written)
    ids = [one.findtext("id") for one in root.iterfind("projectlayers/maplayer")]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"\w+_[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}", one) for one in ids)
    assert layer_id("incidents") in ids
    told = {one.get("id") for one in root.iterfind(".//layer-tree-layer")}
    told |= {one.get("id") for one in root.iterfind(".//visibility-preset/layer")}
    told |= {
        one.get(side) for one in root.iterfind("relations/relation") for side in ("referencingLayer", "referencedLayer")
    }
    assert told <= set(ids)


def test_the_project_holds_the_three_things_that_qgis_would_miss_in_silence(written):
    root = project(written)
    assert root.findtext("properties/SpatialRefSys/ProjectionsEnabled") == "1"
    for system in root.iterfind(".//spatialrefsys"):
        assert system.findtext("wkt").startswith(("GEOGCRS[", "PROJCRS["))
        assert system.findtext("proj4")
    assert root.findtext("properties/Paths/Absolute") == "false"


@pytest.mark.qgis
def test_what_a_person_changes_in_qgis_survives_the_next_run(written, tmp_path):
    if not has_qgis():
        pytest.skip("no QGIS: apt-get install -y qgis python3-qgis")
    shutil.copytree(written, tmp_path / "out")
    done = subprocess.run(
        [PYTHON, HERE / "qgis_edit.py", tmp_path / "out" / "geomap.gpkg"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.stdout == "True", done.stderr
    for _ in range(2):
        export_run(runs.sample_run(), tmp_path / "out")
        found = {one.incident_id: one for one in schema.frame_to_incidents(read_run(tmp_path / "out").incidents)}
        assert set(found) == {"i0001", "i0002", "i0003", "i0004", "i0005", "i0007"}
        assert (found["i0001"].killed_best, found["i0001"].review_status) == (2, "edited")
        assert found["i0004"].review_status == "checked"
        assert (found["i0005"].lon, found["i0005"].lat) == (45.5, 40.3)
        untouched = [one for one in runs.incidents() if one.incident_id in {"i0002", "i0003", "i0007"}]
        assert [found[one.incident_id] for one in untouched] == untouched
