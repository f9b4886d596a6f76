"""The page as a file: one file, no request in it, the same bytes twice, every script named in its policy."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import folium
import folium.plugins
import pytest

from geomap import schema
from geomap.errors import CRSError, InputError, OutputError, ResourceError
from geomap.maps import assets
from geomap.maps.page import draw_map, write_map
from geomap.records import Incident

from .sample import make_run

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def rendered(*args, **options) -> str:
    """Return the text of a page."""
    return draw_map(*args, **options).get_root().render()


def data_of(page: str, name: str = "geomap-data") -> dict:
    """Return what one JSON element of a page holds."""
    return json.loads(re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)[1])


def test_two_runs_give_equal_bytes(tmp_path):
    one = write_map(make_run(), tmp_path / "one.html").read_bytes()
    assert one == write_map(make_run(), tmp_path / "two.html").read_bytes()


def test_a_map_renders_the_same_twice():
    drawn = draw_map(make_run())
    assert drawn.get_root().render() == drawn.get_root().render()


def test_the_page_asks_for_nothing():
    page = rendered(make_run())
    code = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
    assert not re.search(r"<(?:script|img|iframe|link|object|embed)[^>]+(?:src|href|data)=", code)
    assert "sourceMappingURL" not in code
    assert not re.search(r"url\((?!data:|#)", code)


def test_the_policy_names_each_script_and_nothing_else():
    page = rendered(make_run())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    told = set(re.findall(r"'sha256-([^']+)'", policy))
    there = {base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in SCRIPT.findall(page)}
    assert told == there
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline'; img-src data:;" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy


def test_an_incident_id_of_32_hex_digits_stays_as_it_is():
    odd = "0123456789abcdef0123456789abcdef"
    run = make_run(incidents=schema.incidents_to_frame([Incident(odd, "One", lat=40.0, lon=45.0, geo_precision=1)]))
    assert data_of(rendered(run))["inc"]["id"] == [odd]


def test_tiles_are_named_and_only_their_host_is_allowed():
    page = rendered(make_run(), tiles="OpenStreetMap.Mapnik")
    assert "img-src data: https://tile.openstreetmap.org;" in page
    assert "OpenStreetMap contributors" in data_of(page)["attribution"][0]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"tiles": "Nowhere.Map"}, "no online background is called 'Nowhere.Map'"),
        ({"tiles": "Thunderforest.Landscape"}, "needs a key"),
        ({"lang": "xx"}, "no map texts in 'xx'"),
    ],
)
def test_a_wrong_name_is_told_with_what_to_do(options, words):
    with pytest.raises(InputError, match=words) as told:
        draw_map(make_run(), **options)
    assert told.value.hint


def test_a_folder_in_the_way_is_an_output_error(tmp_path):
    (tmp_path / "map.html").mkdir()
    with pytest.raises(OutputError):
        write_map(make_run(), tmp_path / "map.html")


def test_a_frame_is_enough_and_may_lack_columns():
    frame = schema.incidents_to_frame([Incident("one", "One", lat=40.0, lon=45.0)])
    drawn = draw_map(frame[["incident_id", "geometry"]].to_crs("EPSG:3857"), title="Mine")
    assert isinstance(drawn, folium.Map)
    data = data_of(drawn.get_root().render())
    assert data["title"] == "Mine"
    assert data["inc"]["x"] == [4500000]


def test_a_frame_without_crs_is_refused():
    frame = schema.incidents_to_frame([Incident("one", lat=40.0, lon=45.0)]).set_crs(None, allow_override=True)
    with pytest.raises(CRSError, match="no coordinate reference system"):
        draw_map(frame)


def test_something_else_than_layers_is_refused():
    with pytest.raises(InputError, match="cannot draw a int"):
        draw_map([1, 2])


def test_more_folium_layers_are_drawn_and_a_plugin_from_elsewhere_is_refused():
    drawn = draw_map(make_run())
    folium.plugins.MarkerCluster([[40.0, 45.0]]).add_to(drawn)
    folium.Marker([40, 45], popup="text").add_to(drawn)
    page = drawn.get_root().render()
    assert "markerClusterGroup" in page
    assert "jQuery" in page
    assert "jQuery" not in rendered(make_run())
    folium.plugins.MiniMap().add_to(drawn)
    with pytest.raises(ResourceError, match="which geomap does not carry"):
        drawn.get_root().render()


def test_a_folium_map_made_afterwards_is_not_touched():
    before = [*folium.Map.default_js]
    rendered(make_run())
    assert folium.Map.default_js == before
    assert "cdn.jsdelivr.net" in folium.Map().get_root().render()


def test_cards_can_be_left_out():
    page = rendered(make_run(), cards=False)
    assert data_of(page, "geomap-cards") == {}
    assert "opened fire first" not in page


def test_each_vendored_file_is_the_one_that_was_checked():
    known = assets.versions()["files"]
    there = {path.name for path in assets.VENDOR.iterdir() if path.is_file()} - {"versions.json"}
    assert set(known) == there
    for name, told in known.items():
        assert assets.checksum((assets.VENDOR / name).read_bytes()) == told["sha256"]
        assert (assets.VENDOR / told["licence_file"]).is_file()


def test_the_title_of_the_window_is_text():
    page = rendered(make_run(), title="</title><script>x</script> & \ud800")
    assert "<title>&lt;/title&gt;&lt;script&gt;x&lt;/script&gt; &amp; ?</title>" in page


def test_the_sizes_of_a_page_stay_small():
    assert len(rendered(make_run()).encode()) < 700_000
