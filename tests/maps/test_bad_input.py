"""Odd and broken data on a page: it opens, shows what there is, and says what there is not."""

from __future__ import annotations

import datetime as dt
import itertools
import math

import pytest

from geomap import schema
from geomap.maps.page import draw_map, write_map
from geomap.records import Incident, Source

from .sample import make_run

pytestmark = pytest.mark.browser
DAY = dt.date(2023, 5, 12)
NO_RECORDS = schema.frame([], schema.RECORD_COLUMNS)


def page_of(tmp_path, *told: Incident, **changes):
    """Write the page of these incidents without records and return its path."""
    run = make_run(incidents=schema.incidents_to_frame(told), **({"records": NO_RECORDS} | changes))
    return write_map(run, tmp_path / "map.html")


def pins(page) -> int:
    """Return how many pins and clusters stand on the map."""
    return page.locator(".gm-pin:not(.gm-record):not(.gm-selected)").count()


def test_one_incident_has_its_pin_its_card_and_no_slider(open_page, tmp_path):
    one = Incident("one", "The only one", date_start=DAY, date_end=DAY, lat=40.2, lon=45.8, geo_precision=1)
    with open_page(page_of(tmp_path, one)) as watched:
        page = watched.page
        assert pins(page) == 1
        assert page.locator("#gm-time").is_hidden()
        assert page.locator(".gm-sub").inner_text().startswith("1 incident")
        page.locator(".gm-pin").first.click()
        watched.settle()
        assert page.locator("#gm-card h2").inner_text() == "The only one"
        assert page.locator(".gm-steps").count() == 0
        assert watched.faults() == []


@pytest.mark.parametrize("days", [365, 366 * 5, 36_500])
def test_a_span_of_years_gets_a_slider_with_few_enough_bars(open_page, tmp_path, days):
    ends = (DAY, DAY + dt.timedelta(days=days))
    told = [
        Incident(f"i{n}", date_start=day, date_end=day, lat=40.2, lon=45.8 + n / 9, geo_precision=1)
        for n, day in enumerate(ends)
    ]
    with open_page(page_of(tmp_path, *told)) as watched:
        page = watched.page
        assert page.locator("#gm-time").is_visible()
        page.locator(".gm-handle-from").focus()
        page.keyboard.press("ArrowRight")
        watched.settle()
        assert pins(page) == 1
        assert int(page.locator(".gm-handle-to").get_attribute("aria-valuemax")) <= 400
        ticks = page.evaluate(
            "[...document.querySelectorAll('.gm-ticks span')].map((node) => node.getBoundingClientRect().toJSON())"
        )
        assert all(one["right"] <= two["left"] for one, two in itertools.pairwise(ticks))
        assert watched.faults() == []


def test_an_incident_of_a_year_is_shown_over_its_whole_interval(open_page, tmp_path):
    vague = Incident(
        "vague",
        date_start=dt.date(2023, 1, 1),
        date_end=dt.date(2023, 12, 31),
        date_prec=5,
        lat=40.2,
        lon=45.8,
        geo_precision=1,
    )
    exact = Incident("exact", date_start=DAY, date_end=DAY, lat=40.4, lon=45.2, geo_precision=1)
    with open_page(page_of(tmp_path, vague, exact), fragment="#from=2023-09-01&to=2023-09-30") as watched:
        page = watched.page
        assert pins(page) == 1
        assert page.locator(".gm-bar.gm-vague").count() > 40
        assert page.locator(".gm-bar:not(.gm-vague)").count() == 1
        assert watched.faults() == []


def test_incidents_of_one_minute_are_one_day_and_have_no_slider(open_page, tmp_path):
    frame = schema.incidents_to_frame(
        [Incident(f"i{n}", lat=40.2, lon=45.8 + n / 9, geo_precision=1) for n in range(3)]
    )
    frame["date_start"] = [dt.datetime(2023, 5, 12, 10, 30, 20 * n, tzinfo=dt.UTC) for n in range(3)]
    frame["date_end"] = frame["date_start"]
    with open_page(write_map(make_run(incidents=frame, records=NO_RECORDS), tmp_path / "map.html")) as watched:
        assert watched.page.locator("#gm-time").is_hidden()
        assert "12 May 2023" in watched.page.locator(".gm-sub").inner_text()
        assert watched.faults() == []


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_titles_of_3000_characters_break_nothing(open_page, tmp_path, size):
    for letter in ("x", "слово "):
        title = (letter * 3000)[:3000]
        source = Source(
            "r", publisher=title, source=title, title=title, sentence=title, url="https://example.org/" + "a" * 2900
        )
        told = Incident("long", title, actor_a=title, actor_b=title, place_name=title, admin1=title, place_text=title,
                        date_start=DAY, date_end=DAY, lat=40.2, lon=45.8, geo_precision=1, sources=(source,))  # fmt: skip
        path = write_map(
            make_run(incidents=schema.incidents_to_frame([told])), tmp_path / "map.html", title=title, subtitle=title
        )
        with open_page(path, fragment="#i=long&t=1", size=size) as watched:
            page = watched.page
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
            assert page.locator(".folium-map").bounding_box()["height"] > 120
            card = page.locator("#gm-card").bounding_box()
            assert card["x"] >= 0
            assert card["x"] + card["width"] <= size[0]
            assert page.evaluate("document.querySelector('#gm-card h2').textContent") == title
            assert page.locator("#gm-card .gm-card-close").is_visible()
            assert watched.faults() == []


def test_a_frame_with_nothing_but_points_is_a_map(open_page, tmp_path):
    frame = schema.incidents_to_frame([Incident("a", lat=40.2, lon=45.8), Incident("b", lat=40.9, lon=45.1)])[
        ["geometry"]
    ]
    path = tmp_path / "map.html"
    path.write_text(draw_map(frame).get_root().render(), "utf-8")
    with open_page(path, fragment="#t=1") as watched:
        page = watched.page
        assert pins(page) == 2
        assert page.locator("#gm-table tbody tr").count() == 2
        page.locator("#gm-table .gm-go").first.click()
        watched.settle()
        assert "Type unknown" in page.locator("#gm-card").inner_text()
        assert watched.faults() == []


def test_numbers_that_are_none_are_not_shown_as_numbers(open_page, tmp_path):
    names = (
        "killed_best",
        "killed_low",
        "killed_high",
        "injured_best",
        "confidence",
        "border_km",
        "radius_m",
        "geo_precision",
        "date_prec",
    )
    frame = schema.incidents_to_frame([Incident(f"i{n}", f"Number {n}", lat=40.2, lon=45.5 + n / 5) for n in range(3)])
    for name in names:
        frame[name] = [math.nan, math.inf, -math.inf]
    with open_page(
        write_map(make_run(incidents=frame, records=NO_RECORDS), tmp_path / "map.html"), fragment="#t=1"
    ) as watched:
        page = watched.page
        assert pins(page) == 3
        for name in ("i0", "i1", "i2"):
            page.evaluate("(name) => { window.location.hash = 't=1&i=' + name; }", name)
            watched.settle()
            assert page.locator("#gm-card h2").inner_text() == f"Number {name[1]}"
            for word in ("NaN", "Infinity", "∞", "null", "undefined"):
                assert word not in page.locator("body").inner_text()
        assert watched.faults() == []


def test_points_at_the_poles_and_on_the_antimeridian_have_their_pins(open_page, tmp_path):
    told = [
        Incident(name, name, lat=lat, lon=lon, geo_precision=1, radius_m=2000.0)
        for name, lon, lat in (
            ("north", 10.0, 90.0),
            ("south", -170.0, -90.0),
            ("east", 180.0, 10.0),
            ("west", -180.0, 12.0),
        )
    ]
    none = schema.frame([], schema.ADMIN_COLUMNS, geometry=[])
    line = schema.frame([], schema.BORDER_COLUMNS, geometry=[])
    with open_page(page_of(tmp_path, *told, background=none, border=line), fragment="#t=1") as watched:
        page = watched.page
        assert page.locator("#gm-table tbody tr").count() == 4
        for name in ("north", "south", "east", "west"):
            page.click("button[aria-label='Show everything']")
            watched.settle()
            page.locator(".gm-go", has_text="date not known").nth(
                ["north", "south", "east", "west"].index(name)
            ).click()
            watched.settle()
            at = page.locator(".gm-selected").bounding_box()
            frame = page.locator(".folium-map").bounding_box()
            assert frame["x"] <= at["x"] + at["width"] / 2 <= frame["x"] + frame["width"]
        assert watched.faults() == []


def test_incidents_all_over_the_world_are_all_in_the_first_view(open_page, tmp_path):
    spots = [(-99.1, 19.4), (28.0, -26.2), (139.7, 35.7), (151.2, -33.9), (37.6, 55.8), (-74.0, 4.7)]
    told = [Incident(f"i{n}", lat=lat, lon=lon, geo_precision=1) for n, (lon, lat) in enumerate(spots)]
    for size in ((1600, 1000), (390, 844)):
        with open_page(page_of(tmp_path, *told), size=size) as watched:
            frame = watched.page.locator(".folium-map").bounding_box()
            boxes = [node.bounding_box() for node in watched.page.locator(".gm-pin").all()]
            assert len(boxes) == 6
            assert all(
                frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"] for box in boxes
            )
            assert watched.faults() == []
