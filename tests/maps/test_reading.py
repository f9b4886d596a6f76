"""What a reader does with the page besides filtering: steps, copies, saves, asks how to read it, reads it in his language."""

from __future__ import annotations

import csv
import dataclasses
import io
import re

import pytest

from geomap import schema
from geomap.incidents.titles import make_title
from geomap.maps import assets
from geomap.maps.page import write_map
from geomap.records import Incident

from .sample import incidents, make_run

pytestmark = pytest.mark.browser


def test_the_arrows_of_a_card_walk_through_the_incidents_by_date(open_page, sample_map):
    with open_page(sample_map, fragment="#i=inc-0003") as watched:
        page = watched.page
        assert page.locator(".gm-steps").inner_text().strip() == "4 of 19"
        page.click("#gm-card .gm-next")
        watched.settle()
        assert "13 May 2023" in page.locator("#gm-card").inner_text()
        page.keyboard.press("Enter")  # the focus stays on the arrow
        watched.settle()
        assert page.locator(".gm-steps").inner_text().strip() == "6 of 19"
        assert "i=inc-0005" in page.url
        assert watched.faults() == []


def test_the_first_and_last_incident_have_no_arrow_beyond(open_page, sample_map):
    with open_page(sample_map, fragment="#i=inc-0000") as watched:
        assert watched.page.locator("#gm-card .gm-back").is_disabled()
        assert watched.page.locator("#gm-card .gm-next").is_enabled()


def test_the_coordinates_of_an_incident_can_be_copied(open_page, sample_map):
    with open_page(sample_map, fragment="#i=inc-0003") as watched:
        page = watched.page
        page.evaluate("document.addEventListener('copy', () => { window.__copied = document.activeElement.value; })")
        page.click(".gm-copy")
        assert page.evaluate("window.__copied") == "40.2033, 45.8650"
        assert page.locator("#gm-say").inner_text() == "Copied"


def test_the_rows_in_view_can_be_saved_and_no_cell_is_a_formula(open_page, tmp_path):
    told = [
        *incidents()[:3],
        Incident("x", '=HYPERLINK("http://example.org"),"a"', lat=40.0, lon=45.5, geo_precision=1),
    ]
    path = write_map(make_run(incidents=schema.incidents_to_frame(told)), tmp_path / "map.html")
    with open_page(path, fragment="#t=1", accept_downloads=True) as watched:
        with watched.page.expect_download() as waited:
            watched.page.click("#gm-csv")
        saved = waited.value
        assert saved.suggested_filename == "incidents.csv"
        saved.save_as(tmp_path / "saved.csv")
        rows = list(csv.DictReader(io.StringIO((tmp_path / "saved.csv").read_text("utf-8-sig"))))
        assert len(rows) == 4
        by_id = {row["incident_id"]: row for row in rows}
        assert by_id["x"]["title"] == '\'=HYPERLINK("http://example.org"),"a"'
        assert (by_id["inc-0002"]["lat"], by_id["inc-0002"]["lon"]) == ("40.224", "45.787")
        assert by_id["inc-0002"]["date_start"] == "2023-05-12"
        assert watched.faults() == []


def test_how_to_read_the_map_is_said_on_it(open_page, sample_map):
    with open_page(sample_map) as watched:
        page = watched.page
        page.click(".gm-help")
        words = page.locator("#gm-card").inner_text()
        for part in ("nobody has verified them", "dashed outline", "not the front line", "the program’s own estimate"):
            assert part in words
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.className").startswith("gm-button gm-help")


def test_without_a_border_the_help_does_not_speak_of_one(open_page, tmp_path):
    empty = schema.frame([], schema.BORDER_COLUMNS, geometry=[])
    path = write_map(make_run(border=empty, records=schema.frame([], schema.RECORD_COLUMNS)), tmp_path / "map.html")
    with open_page(path) as watched:
        watched.page.click(".gm-help")
        words = watched.page.locator("#gm-card").inner_text()
        assert "front line" not in words
        assert "your own table" not in words


def test_all_sources_and_licences_can_be_read(open_page, sample_map):
    with open_page(sample_map) as watched:
        watched.page.click(".gm-foot button")
        assert "Made-up incidents for tests" in watched.page.locator("#gm-card li").all_inner_texts()


def test_the_distance_is_no_more_exact_than_the_place(open_page, tmp_path):
    base = {"lat": 40.2, "lon": 45.8, "geo_precision": 2, "border": "AM-AZ", "border_side": "AM"}
    told = [
        Incident("far", border_km=17.4, radius_m=5000.0, **base),
        Incident("near", border_km=2.3, radius_m=6000.0, **base),
        Incident("sure", border_km=2.3, radius_m=100.0, **base),
    ]
    path = write_map(make_run(incidents=schema.incidents_to_frame(told)), tmp_path / "map.html")
    for name, words in (
        ("far", "about 17 km, on the side of Armenia"),
        ("near", "at most about 9 km, the point shown lies on the side of Armenia"),
        ("sure", "2.3 km, on the side of Armenia"),
    ):
        with open_page(path, fragment=f"#i={name}") as watched:
            assert words in watched.page.locator("#gm-card").inner_text()


def test_the_two_sides_stand_side_by_side(open_page, sample_map):
    with open_page(sample_map, fragment="#i=inc-0003") as watched:
        left, right = (watched.page.locator(f".gm-claim-{side}").first.bounding_box() for side in ("a", "b"))
        assert abs(left["y"] - right["y"]) < 2
        assert left["x"] + left["width"] <= right["x"]


def test_the_view_holds_the_whole_line(open_page, sample_map):
    for size in ((1600, 1000), (1280, 800), (390, 844)):
        with open_page(sample_map, size=size) as watched:
            frame = watched.page.locator(".folium-map").bounding_box()
            boxes = watched.page.evaluate(
                "[...document.querySelectorAll('.leaflet-gm-border-pane path')].map((n) => n.getBoundingClientRect().toJSON())"
            )
            assert min(box["top"] for box in boxes) >= frame["y"]
            assert max(box["bottom"] for box in boxes) <= frame["y"] + frame["height"]
            assert min(box["left"] for box in boxes) >= frame["x"]
            assert max(box["right"] for box in boxes) <= frame["x"] + frame["width"]


VISIBLE = """() => {
  const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(parent.tagName)) out.push(walk.currentNode.textContent);
  }
  for (const node of document.querySelectorAll('[aria-label], [title], [placeholder], [aria-valuetext]')) {
    for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext']) out.push(node.getAttribute(name) || '');
  }
  return out;
}"""
LATIN = re.compile(r"[A-Za-z]{3,}")
# names that stay as they are, and the keys of a keyboard
KEPT = {"geomap", "Leaflet", "folium", "JavaScript", "WGS", "CSV", "Tab", "Enter", "Escape", "incidents", "csv"}


def words_of_the_data(run) -> set[str]:
    """Return the Latin words that come from reports, tables and the gazetteer, and may stay."""
    texts: list[str] = [run.title, *run.attribution]
    columns = {
        "incidents": ("title", "place_name", "admin1", "casualty_text", "place_text", "incident_id"),
        "records": ("title", "place_text", "table", "record_id", "place_name"),
        "places": ("name",), "border": ("name", "source"), "background": ("name",),
    }  # fmt: skip
    for frame, names in columns.items():
        for name in names:
            texts += [str(value) for value in getattr(run, frame)[name]]
    for names in run.places["names"]:
        texts += [item["text"] for item in names]
    for sources in run.incidents["sources"]:
        texts += [item[key] for item in sources or () for key in ("publisher", "title", "sentence", "source")]
    for claims in run.incidents["claims"]:
        texts += [item[key] for item in claims or () for key in ("speaker", "text")]
    return {word for text in texts for word in LATIN.findall(text)}


@pytest.mark.parametrize("lang", ["ru", "hy"])
def test_no_english_word_of_the_page_is_left_in_another_language(open_page, tmp_path, lang):
    run = make_run()
    kept = words_of_the_data(run) | KEPT | {"Wasit"}
    path = write_map(run, tmp_path / "map.html", lang=lang)
    seen: set[str] = set()
    with open_page(path, fragment="#t=1&i=inc-0003") as watched:
        page = watched.page
        for act in (
            lambda: None,
            lambda: page.check("#gm-layer-places"),
            lambda: page.evaluate("document.querySelector('.gm-record').click()"),
            lambda: page.evaluate("document.querySelector('.gm-chip-holder').click()"),
            lambda: page.click(".gm-help"),
            lambda: page.click(".gm-foot button"),
            lambda: page.fill("#gm-search", "zzzzzz"),
        ):
            act()
            watched.settle()
            seen |= {word for text in page.evaluate(VISIBLE) for word in LATIN.findall(text)}
        assert sorted(seen - kept - {"zzzzzz"}) == []
        assert watched.faults() == []


def test_no_english_text_of_the_page_is_left_in_azerbaijani(open_page, tmp_path):
    english, told = assets.strings("en"), assets.strings("az")
    same = {"{n} km", "{n} m", "MIL"}
    foreign = {text for key, text in english.items() if told.get(key) != text and "{" not in text and len(text) > 4}
    foreign -= set(told.values()) | same
    path = write_map(make_run(), tmp_path / "map.html", lang="az")
    with open_page(path, fragment="#t=1&i=inc-0003") as watched:
        seen = {text.strip() for text in watched.page.evaluate(VISIBLE)}
        watched.page.click(".gm-help")
        seen |= {text.strip() for text in watched.page.evaluate(VISIBLE)}
        assert sorted(seen & foreign) == []


def test_a_title_that_geomap_made_is_told_in_the_language_of_the_page(open_page, tmp_path):
    draft = Incident(
        "a", event_type="battles", sub_event_type="armed_clash", place_name="Kut", place_id="overlay:kut",
        place_relation="near", admin1="Gegharkunik", killed_best=1, injured_best=5, lat=40.224, lon=45.787,
        geo_precision=2,
    )  # fmt: skip
    made = dataclasses.replace(draft, title=make_title(draft))
    run = make_run(incidents=schema.incidents_to_frame([made]))
    path = write_map(run, tmp_path / "map.html", lang="ru", local={"Gegharkunik": "Гегаркуник"})
    with open_page(path, fragment="#i=a") as watched:
        title = watched.page.locator("#gm-card h2").inner_text()
        assert title == "Вооружённое столкновение, Kut, Гегаркуник: 1 погибший, 5 раненых"


def test_armenian_letters_bring_their_font(open_page, tmp_path):
    path = write_map(make_run(), tmp_path / "map.html", lang="hy")
    assert path.read_text("utf-8").count('font-family: "geomap Armenian"') == 1
    with open_page(path) as watched:
        loaded = watched.page.evaluate(
            "document.fonts.load('14px \"geomap Armenian\"', 'Հ').then((found) => found.map((face) => face.status))"
        )
        assert loaded == ["loaded"]
        assert watched.faults() == []


def test_a_page_without_armenian_letters_carries_no_font(tmp_path):
    plain = make_run(places=schema.frame([], schema.PLACE_COLUMNS))
    assert "@font-face" not in write_map(plain, tmp_path / "map.html").read_text("utf-8")


def test_an_address_that_comes_in_at_once_after_opening_is_followed(open_page, sample_map):
    with open_page(sample_map) as watched:
        page = watched.page
        page.evaluate("window.location.hash = 'i=inc-0003'")
        watched.settle(600)
        assert "Sotk" in page.locator("#gm-card h2").inner_text()
        assert "i=inc-0003" in page.url


def test_on_paper_there_are_title_legend_sources_and_the_day(open_page, sample_map):
    with open_page(sample_map) as watched:
        page = watched.page
        page.emulate_media(media="print")
        watched.settle(600)
        words = page.locator("body").inner_text()
        for part in ("Incidents near the Armenia", "Battle", "Natural Earth 4.1.0", "Made-up incidents", "Printed "):
            assert part in words, part
        assert re.search(r"Printed \d{1,2} \w+ 20\d\d\.", words)
        for hidden in ("#gm-search", ".gm-tools", ".gm-zoom", ".gm-play"):
            assert page.locator(hidden).first.is_hidden(), hidden
        assert watched.faults() == []
