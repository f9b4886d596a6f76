"""The remaining controls: lists of parties, sources and review, density, locator, scale, and all of it by keyboard."""

from __future__ import annotations

import datetime as dt

import pytest

from geomap import schema
from geomap.maps.page import write_map
from geomap.records import Incident

from .sample import incidents, make_run
from .test_browser import pins

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("key", "value", "left"), [("party", "Azerbaijan", 14), ("source", "Yerevan Daily (made up)", 15)]
)
def test_a_list_keeps_what_was_chosen_and_the_address_tells_it(open_page, sample_map, key, value, left):
    with open_page(sample_map) as watched:
        page = watched.page
        page.select_option(f"#gm-f-{key}", value)
        watched.settle()
        assert pins(page) == left
        shared = page.url.split("#", 1)[1]
        assert f"{key}=" in shared
    with open_page(sample_map, fragment="#" + shared) as watched:
        assert watched.page.input_value(f"#gm-f-{key}") == value
        assert pins(watched.page) == left


def test_what_was_not_reviewed_can_be_left_out(open_page, sample_map):
    with open_page(sample_map) as watched:
        page = watched.page
        page.get_by_label("not reviewed").uncheck()
        watched.settle()
        assert pins(page) == 3
        assert "review=auto" in page.url


def test_every_filter_and_layer_comes_back_from_a_link(open_page, sample_map):
    fragment = "#killed=1&prec=4&conf=40&km=20&party=Armenia&q=ministry&from=2023-05-10&to=2023-05-27&l=-bands,places&theme=dark&t=1"
    with open_page(sample_map, fragment=fragment) as watched:
        page = watched.page
        page.click("#gm-table [data-column=killed]")
        page.keyboard.press("Escape")
        page.mouse.wheel(0, 0)
        watched.settle(500)
        for part in fragment[1:].split("&"):
            assert part.replace(",", "%2C") in page.url or part in page.url, part
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_density_is_drawn_where_the_incidents_are(open_page, tmp_path):
    many = [Incident(f"i{n}", lat=39.6 + n % 7 / 9, lon=45.2 + n % 5 / 9, event_type="riots") for n in range(60)]
    path = write_map(make_run(incidents=schema.incidents_to_frame(many)), tmp_path / "map.html")
    with open_page(path) as watched:
        page = watched.page
        assert page.locator(".gm-heat").count() == 0
        page.check("#gm-layer-heat")
        watched.settle()
        share = page.evaluate(
            """() => { const c = document.querySelector('.gm-heat'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
            let n = 0; for (let k = 3; k < d.length; k += 4) n += d[k] > 20; return n / (d.length / 4); }"""
        )
        assert 0.005 < share < 0.6
        page.uncheck("#gm-layer-heat")
        watched.settle()
        assert page.locator(".gm-heat").count() == 0
        assert watched.faults() == []


def test_scale_and_locator_stand_on_the_map(open_page, sample_map):
    with open_page(sample_map) as watched:
        page = watched.page
        assert page.locator(".leaflet-control-scale-line").inner_text().endswith("km")
        before = page.locator(".gm-inset-frame").bounding_box()
        page.click("button[aria-label='Zoom in']")
        page.click("button[aria-label='Zoom in']")
        watched.settle()
        after = page.locator(".gm-inset-frame").bounding_box()
        assert after["width"] < before["width"]
        inset = page.locator(".gm-inset").bounding_box()
        assert inset["x"] <= after["x"]
        assert after["x"] + after["width"] <= inset["x"] + inset["width"] + 1


def test_every_part_is_reached_with_the_keyboard_alone(open_page, sample_map):
    with open_page(sample_map, fragment="#t=1") as watched:
        page = watched.page
        seen = set()
        for _ in range(150):
            page.keyboard.press("Tab")
            seen.add(
                page.evaluate(
                    """() => { const n = document.activeElement; return n.id || n.className.toString().split(' ').find((c) => c.startsWith('gm-') && c !== 'gm-button') || n.tagName; }"""
                )
            )
        for part in (
            "gm-search", "gm-layer-incidents", "gm-type-battles", "gm-f-party", "gm-f-killed", "gm-pin", "gm-chip-holder",
            "gm-play", "gm-handle", "gm-sort", "gm-go", "gm-table-button", "gm-help", "gm-csv",
        ):  # fmt: skip
            assert part in seen, (part, sorted(seen))
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "gm-search"


def test_every_control_has_a_name_for_a_screen_reader(open_page, sample_map):
    with open_page(sample_map, fragment="#t=1&i=inc-0003") as watched:
        nameless = watched.page.evaluate(
            """() => [...document.querySelectorAll('button, input, select, [role=button], [role=slider], [tabindex="0"]')]
            .filter((n) => n.offsetParent !== null && !n.getAttribute('aria-label') && !n.textContent.trim() && !(n.labels && n.labels.length))
            .map((n) => n.outerHTML.slice(0, 120))"""
        )
        assert nameless == []


def test_an_uncertain_date_stays_in_every_range_it_may_lie_in(open_page, tmp_path):
    told = [*incidents()[:2], Incident("vague", "Some day in May", date_start=dt.date(2023, 5, 1), date_end=dt.date(2023, 5, 31),
            date_prec=4, lat=40.5, lon=45.5, geo_precision=1, border_km=12.0)]  # fmt: skip
    path = write_map(make_run(incidents=schema.incidents_to_frame(told)), tmp_path / "map.html")
    for span, left in (
        ("from=2023-05-01&to=2023-05-03", 1),
        ("from=2023-05-09&to=2023-05-11", 3),
        ("from=2023-05-30&to=2023-05-31", 1),
    ):
        with open_page(path, fragment="#" + span) as watched:
            assert pins(watched.page) == left
