"""The page in a real browser with no network: what stands on the screen, not what stands in the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geomap import schema
from geomap.maps.page import write_map
from geomap.records import Incident

from .sample import incidents, make_run

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[1] / "data" / "maps" / "axe.min.js"


def pins(page) -> int:
    """Return how many incidents the pins and clusters on the screen stand for."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.gm-pin:not(.gm-record):not(.gm-selected)')]
        .reduce((n, node) => n + Number((node.querySelector('.gm-cluster-count') || {}).textContent || 1), 0)"""
    )


def rows(page) -> list[str]:
    """Return the places in the rows of the table."""
    return page.locator("#gm-table tbody tr td:nth-child(3)").all_inner_texts()


def test_a_map_opens_without_any_fault_or_request(open_page, sample_map):
    with open_page(sample_map) as watched:
        assert watched.faults() == []
        assert watched.page.locator("h1").inner_text().startswith("Incidents near the Armenia")
        assert pins(watched.page) == 15
        assert watched.page.locator(".gm-chip").count() == 2


def test_nothing_on_the_page_is_wider_than_the_screen_even_on_a_phone(open_page, sample_map):
    with open_page(sample_map, size=(360, 740)) as watched:
        wide = watched.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0
        assert watched.page.locator(".gm-side").is_hidden()
        watched.page.click(".gm-menu")
        assert watched.page.locator(".gm-side").is_visible()


def test_every_layer_comes_and_goes_with_its_box(open_page, sample_map):
    seen = {
        "incidents": ".gm-pin:not(.gm-record)",
        "incident_areas": ".gm-chip",
        "records": ".gm-record",
        "record_links": "path.gm-link.leaflet-interactive, .leaflet-gm-lines-pane path.gm-link",
        "border": ".leaflet-gm-border-pane path",
        "bands": ".leaflet-gm-bands-pane path",
        "background": ".leaflet-gm-background-pane path",
    }
    with open_page(sample_map) as watched:
        page = watched.page
        for layer, selector in seen.items():
            assert page.locator(selector).count() > 0, layer
            page.uncheck(f"#gm-layer-{layer}")
            watched.settle()
            assert page.locator(selector).count() == 0, layer
            page.check(f"#gm-layer-{layer}")
            watched.settle()
            assert page.locator(selector).count() > 0, layer
        assert page.locator("circle.gm-place, .leaflet-gm-lines-pane path.gm-place").count() <= 1
        page.check("#gm-layer-places")
        watched.settle()
        assert page.locator(".leaflet-gm-lines-pane path.gm-place").count() == 14
        assert watched.faults() == []


def test_an_event_type_that_is_switched_off_leaves_the_map(open_page, sample_map):
    with open_page(sample_map) as watched:
        watched.page.uncheck("#gm-type-battles")
        watched.settle()
        assert pins(watched.page) == 11
        assert "off=battles" in watched.page.url


def test_a_card_tells_when_where_who_how_many_and_why(open_page, sample_map):
    with open_page(sample_map, fragment="#i=inc-0003") as watched:
        card = watched.page.locator("#gm-card")
        words = card.inner_text()
        for part in (
            "12 May 2023", "Sotk", "Zod (Azerbaijan)", "Gegharkunik", "in the place itself", "within about 1.5 km", "drones",
            "disputed: each side accuses the other", "1 (0–3)", "Armenia's Ministry of Defence", "blames Azerbaijan",
            "denies: nobody killed", "40.2033, 45.8650", "about 7 km, on the side of Armenia",
            "Yerevan Daily (made up)", "Other places of that name:", "Wasit, Iraq", "86 %", "Drone strike at Sotk mine",
        ):  # fmt: skip
            assert part in words, part
        assert card.locator("mark").first.inner_text() == "Sotk"
        link = card.locator("a").first
        assert link.get_attribute("href") == "https://example.org/reports/1"
        assert "noopener" in link.get_attribute("rel")
        watched.page.keyboard.press("Escape")
        assert card.is_hidden()
        assert watched.faults() == []


def test_a_pin_opens_its_card_by_key_and_gives_the_focus_back(open_page, sample_map):
    with open_page(sample_map) as watched:
        page = watched.page
        page.locator(".gm-pin[aria-label*='Jermuk']").first.focus()
        page.keyboard.press("Enter")
        watched.settle()
        assert "Jermuk" in page.locator("#gm-card h2").inner_text()
        assert page.evaluate("document.activeElement.tagName") == "H2"
        page.keyboard.press("Escape")
        assert "Jermuk" in page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_the_search_finds_a_place_by_the_other_partys_name(open_page, sample_map):
    with open_page(sample_map) as watched:
        watched.page.fill("#gm-search", "lacin")
        watched.settle()
        assert pins(watched.page) == 1
        watched.page.fill("#gm-search", "zod")
        watched.settle()
        assert pins(watched.page) == 2
        watched.page.fill("#gm-search", "no such thing anywhere")
        watched.settle()
        assert watched.page.locator("#gm-empty").inner_text().startswith("No incident passes the filters.")
        watched.page.click("#gm-empty button")
        watched.settle()
        assert pins(watched.page) == 15


@pytest.mark.parametrize(
    ("control", "value", "left"),
    [("killed", "3", 2), ("prec", "1", 13), ("conf", "85", 4), ("km", "5", 4)],
)
def test_a_filter_keeps_what_it_says(open_page, sample_map, control, value, left):
    with open_page(sample_map) as watched:
        watched.page.locator(f"#gm-f-{control}").evaluate(
            "(node, value) => { node.value = value; node.dispatchEvent(new Event('input', {bubbles: true})); }", value
        )
        watched.settle()
        assert pins(watched.page) == left
        assert f"{control}={value}" in watched.page.url
        watched.page.click("#gm-reset")
        watched.settle()
        assert pins(watched.page) == 15


def test_the_slider_narrows_the_days_by_key_and_by_mouse(open_page, sample_map):
    with open_page(sample_map) as watched:
        page = watched.page
        page.locator(".gm-handle-from").focus()
        for _ in range(8):
            page.keyboard.press("ArrowRight")
        watched.settle()
        assert (
            page.locator(".gm-time-text").inner_text().startswith("17–28 May 2023")
            or "17" in page.locator(".gm-time-text").inner_text()
        )
        # the one of 16 May may have happened until the 18th, and stays
        assert pins(page) == 10
        box = page.locator(".gm-track").bounding_box()
        page.mouse.move(box["x"] + box["width"] * 0.16, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.22, box["y"] + 20)
        page.mouse.up()
        watched.settle()
        assert pins(page) == 3
        assert "from=2023-05-12" in page.url


def test_play_lets_the_days_walk_and_stops(open_page, sample_map):
    with open_page(sample_map) as watched:
        page = watched.page
        first = page.locator(".gm-time-text").inner_text()
        page.click(".gm-play")
        page.wait_for_timeout(1700)
        assert page.locator(".gm-time-text").inner_text() != first
        assert page.locator(".gm-play").get_attribute("aria-label") == "Pause"
        page.click(".gm-play")
        stopped = page.locator(".gm-time-text").inner_text()
        page.wait_for_timeout(1200)
        assert page.locator(".gm-time-text").inner_text() == stopped


def test_there_is_no_slider_for_one_day(open_page, tmp_path):
    one = [item for item in incidents() if item.incident_id in {"inc-0100", "inc-0101"}]
    path = write_map(make_run(incidents=schema.incidents_to_frame(one)), tmp_path / "map.html")
    with open_page(path) as watched:
        assert watched.page.locator("#gm-time").is_hidden()


def test_the_table_sorts_and_flies_to_an_incident(open_page, sample_map):
    with open_page(sample_map) as watched:
        page = watched.page
        page.click("#gm-table-button")
        watched.settle()
        assert page.locator("#gm-table [role=status]").inner_text() == "19 in view, of 19"
        page.click("[data-column=killed]")
        killed = [text for text in page.locator("#gm-table tbody tr td:nth-child(6)").all_inner_texts() if text != "–"]
        assert [int(text) for text in killed] == sorted((int(text) for text in killed), reverse=True)
        assert page.locator("th[aria-sort=descending]").inner_text().startswith("Killed")
        page.click("[data-column=place]")
        names = [name for name in rows(page) if name != "place not known"]
        assert names == sorted(names)
        page.locator("#gm-table tbody tr", has_text="Kapan").locator("button").click()
        watched.settle()
        assert "Kapan" in page.locator("#gm-card h2").inner_text()
        zoom = float(re.search(r"v=([\d.]+)", page.url)[1])
        assert zoom >= 10
        assert watched.faults() == []


def test_the_table_holds_what_is_in_view_only(open_page, sample_map):
    with open_page(sample_map, fragment="#v=11/39.2076/46.4058&t=1") as watched:
        assert "Kapan" in rows(watched.page)
        assert "Sotk" not in rows(watched.page)


def test_a_link_brings_view_layers_filters_and_card_back(open_page, sample_map):
    with open_page(sample_map) as watched:
        page = watched.page
        page.uncheck("#gm-layer-bands")
        page.fill("#gm-search", "gegharkunik")
        watched.settle()
        page.click("#gm-table-button")
        page.locator("#gm-table tbody tr").first.locator("button").click()
        watched.settle()
        shared, title, count = page.url, page.locator("#gm-card h2").inner_text(), pins(page)
    with open_page(sample_map, fragment="#" + shared.split("#", 1)[1]) as watched:
        page = watched.page
        assert page.locator("#gm-card h2").inner_text() == title
        assert page.input_value("#gm-search") == "gegharkunik"
        assert not page.is_checked("#gm-layer-bands")
        assert page.locator("#gm-table").is_visible()
        assert pins(page) == count


def test_a_hash_that_is_nonsense_does_no_harm(open_page, sample_map):
    fragment = "#v=NaN/x/9e99&l=%00,-constructor&off=__proto__&from=31-31&conf=-5&km=x&i=%3Cimg%3E&q=%25%5B"
    with open_page(sample_map, fragment=fragment) as watched:
        assert watched.faults() == []


def test_incidents_at_one_spot_fan_out_and_are_never_moved(open_page, tmp_path):
    same = [
        Incident(f"s{number}", f"Number {number}", event_type="battles", lat=40.2, lon=45.8, geo_precision=1)
        for number in range(7)
    ]
    path = write_map(make_run(incidents=schema.incidents_to_frame(same)), tmp_path / "map.html")
    with open_page(path) as watched:
        page = watched.page
        assert page.locator(".gm-cluster-count").text_content() == "7"
        page.locator(".gm-cluster").click()
        watched.settle()
        assert page.locator(".gm-leg").count() == 7
        assert page.locator(".gm-pin:not(.gm-cluster):not(.gm-record)").count() == 7
        page.locator(".gm-pin:not(.gm-cluster):not(.gm-record)").nth(3).click()
        watched.settle()
        assert page.locator("#gm-card h2").inner_text().startswith("Number")
        page.keyboard.press("Escape")
        watched.settle()
        assert page.locator(".gm-leg").count() == 0


def test_an_area_lists_the_incidents_that_share_it(open_page, sample_map):
    with open_page(sample_map) as watched:
        page = watched.page
        page.locator(".gm-chip-holder[aria-label*='Gegharkunik']").first.click()
        watched.settle()
        assert page.locator("#gm-card h2").inner_text() == "Somewhere in Gegharkunik"
        assert page.locator("#gm-card .gm-list-button").count() == 2


def test_names_on_the_map_do_not_cover_each_other_or_a_pin(open_page, sample_map):
    with open_page(sample_map) as watched:
        boxes = watched.page.evaluate(
            """() => [...document.querySelectorAll('.gm-label, .gm-pin:not(.gm-record) svg')].map((node) => {
            const box = node.getBoundingClientRect();
            return [node.className.toString().includes('gm-label'), box.left, box.top, box.right, box.bottom]; })"""
        )
        labels = [box[1:] for box in boxes if box[0]]
        assert len(labels) >= 6
        for number, one in enumerate(labels):
            for other in [*labels[number + 1 :], *(box[1:] for box in boxes if not box[0])]:
                apart = (
                    one[2] <= other[0] + 2 or other[2] <= one[0] + 2 or one[3] <= other[1] + 2 or other[3] <= one[1] + 2
                )
                assert apart, (one, other)


@pytest.mark.parametrize("state", ["", "#i=inc-0003&t=1", "#theme=dark&i=inc-0003", "help"])
def test_axe_finds_nothing_serious(open_page, sample_map, state):
    with open_page(sample_map, fragment="" if state == "help" else state, bypass_csp=True) as watched:
        if state == "help":
            watched.page.click(".gm-help")
        watched.page.add_script_tag(path=str(AXE))
        found = watched.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [
            (item["id"], [node["target"] for node in item["nodes"]][:3])
            for item in found["violations"]
            if item["impact"] in {"serious", "critical"}
        ]
        assert serious == []


@pytest.mark.parametrize("lang", ["ru", "hy", "az"])
def test_the_page_speaks_the_language_that_was_asked_for(open_page, tmp_path, lang):
    path = write_map(make_run(), tmp_path / "map.html", lang=lang)
    words = {"ru": "Слои", "hy": "Շերտեր", "az": "Laylar"}[lang]
    month = {"ru": "12 мая 2023", "hy": "12 մայիսի 2023", "az": "12 may 2023"}[lang]
    country = {"ru": "Армения", "hy": "Հայաստան", "az": "Ermənistan"}[lang]
    with open_page(path, fragment="#i=inc-0003") as watched:
        assert watched.page.locator("#gm-side h2").first.inner_text() == words
        assert watched.page.locator("html").get_attribute("lang") == lang
        card = watched.page.locator("#gm-card").inner_text()
        assert month in card
        assert country in card
        assert watched.faults() == []


def test_an_empty_run_gives_a_friendly_map(open_page, tmp_path):
    empty = schema.incidents_to_frame([])
    path = write_map(make_run(incidents=empty, records=schema.frame([], schema.RECORD_COLUMNS)), tmp_path / "map.html")
    with open_page(path) as watched:
        assert watched.page.locator("#gm-empty").inner_text() == "No incident was found in the reports."
        assert watched.faults() == []


def test_incidents_without_points_are_told_by_the_table(open_page, tmp_path):
    told = [Incident("a1", "Somewhere, something"), Incident("a2", "Elsewhere, else")]
    path = write_map(make_run(incidents=schema.incidents_to_frame(told)), tmp_path / "map.html", title="x" * 3000)
    with open_page(path, fragment="#t=1") as watched:
        page = watched.page
        assert "None of the 2 incidents has a place" in page.locator("#gm-empty").inner_text()
        assert page.locator("#gm-table tbody tr").count() == 2
        assert watched.faults() == []


def test_a_view_across_the_antimeridian_is_one_view(open_page, tmp_path):
    told = [
        Incident("w", "Fiji", event_type="battles", lat=-17.0, lon=179.6, geo_precision=1),
        Incident("e", "Taveuni", event_type="battles", lat=-16.9, lon=-179.8, geo_precision=1),
        Incident("p", "Pole", event_type="battles", lat=89.9, lon=179.9, geo_precision=1),
    ]
    empty = schema.frame([], schema.BORDER_COLUMNS, geometry=[])
    none = schema.frame([], schema.ADMIN_COLUMNS, geometry=[])
    run = make_run(
        incidents=schema.incidents_to_frame(told[:2]),
        border=empty,
        background=none,
        records=schema.frame([], schema.RECORD_COLUMNS),
    )
    with open_page(write_map(run, tmp_path / "map.html")) as watched:
        assert pins(watched.page) == 2
        assert float(re.search(r"v=([\d.]+)", watched.page.url + "#v=9")[1]) > 7
        assert watched.faults() == []
    whole = make_run(incidents=schema.incidents_to_frame(told))
    with open_page(write_map(whole, tmp_path / "pole.html")) as watched:
        assert watched.faults() == []


def test_very_many_cards_are_read_in_the_background(open_page, tmp_path, monkeypatch):
    from geomap.maps import page as page_module

    monkeypatch.setattr(page_module, "_COMPRESS_FROM", 100)
    path = write_map(make_run(), tmp_path / "map.html")
    assert b"opened fire first" not in path.read_bytes()
    with open_page(path, fragment="#i=inc-0003&q=opened+fire") as watched:
        assert "The Azerbaijani side opened fire first." in watched.page.locator("#gm-card").inner_text()
        assert pins(watched.page) == 10
        assert watched.faults() == []
