"""A map in a notebook: it shows itself and takes more folium layers."""

from __future__ import annotations

import pytest

from .sample import make_run

pytestmark = pytest.mark.browser


def test_a_map_shows_itself_in_a_notebook_and_takes_more_layers(open_page, tmp_path):
    import folium

    from geomap.maps.page import draw_map

    drawn = draw_map(make_run())
    folium.CircleMarker([40.0, 45.0], radius=30, color="#ff00ff", popup="mine").add_to(drawn)
    folium.Marker([40.5, 45.5], tooltip="a pin").add_to(drawn)
    page = tmp_path / "notebook.html"
    page.write_text(f"<!doctype html><meta charset='utf-8'><body>{drawn._repr_html_()}</body>", "utf-8")
    with open_page(page, ready=False) as watched:
        frame = watched.page.frame_locator("iframe")
        frame.locator("body.gm-ready").wait_for(state="attached")
        assert frame.locator("path[stroke='#ff00ff']").count() == 1
        assert frame.locator("img.leaflet-marker-icon").count() == 1
        assert watched.errors == []


def test_a_frame_in_a_notebook_is_a_map_and_takes_a_layer_of_another_frame(open_page, tmp_path):
    import folium
    import geopandas
    import shapely

    import geomap

    frame = make_run().incidents
    drawn = geomap.draw_map(frame, title="From a notebook")
    assert isinstance(drawn, folium.Map)
    area = geopandas.GeoDataFrame({"name": ["mine"]}, geometry=[shapely.box(45.0, 40.0, 45.5, 40.5)], crs=4326)
    folium.GeoJson(area, style_function=lambda _row: {"color": "#00aa55"}).add_to(drawn)
    page = tmp_path / "notebook.html"
    page.write_text(f"<!doctype html><meta charset='utf-8'><body>{drawn._repr_html_()}</body>", "utf-8")
    with open_page(page, ready=False) as watched:
        inside = watched.page.frame_locator("iframe")
        inside.locator("body.gm-ready").wait_for(state="attached")
        assert inside.locator("h1").inner_text() == "From a notebook"
        assert inside.locator("path[stroke='#00aa55']").count() == 1
        inside.locator(".gm-pin[aria-label*='Jermuk']").first.click()
        assert "Jermuk" in inside.locator("#gm-card h2").inner_text()
        assert watched.errors == []
