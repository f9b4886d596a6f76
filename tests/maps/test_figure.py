"""The static figure: the same map without a browser, the same bytes twice, sound with any data."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from geomap import schema
from geomap.errors import InputError, OutputError
from geomap.maps.canvas import Frame, mercator_y, text_width, wrapped
from geomap.maps.figure import draw_svg, write_svg
from geomap.records import Incident

from .sample import make_run


def texts(told: str) -> list[str]:
    """Return the texts of a figure."""
    root = ET.fromstring(told)
    return [node.text or "" for node in root.iter() if node.tag.endswith("text")]


def only(*told: Incident):
    """Return a run of these incidents and nothing else."""
    empty = {
        name: schema.frame([], columns, geometry=[])
        for name, columns in (
            ("records", schema.RECORD_COLUMNS), ("border", schema.BORDER_COLUMNS), ("places", schema.PLACE_COLUMNS),
            ("background", schema.ADMIN_COLUMNS),
        )
    }  # fmt: skip
    return make_run(incidents=schema.incidents_to_frame(told), **empty)


def test_two_figures_of_a_run_have_equal_bytes(tmp_path):
    one = write_svg(make_run(), tmp_path / "one.svg").read_bytes()
    assert one == write_svg(make_run(), tmp_path / "two.svg").read_bytes()
    assert len(one) < 600_000


def test_a_figure_has_title_totals_legend_names_scale_and_sources():
    told = texts(draw_svg(make_run()))
    words = " ".join(told)
    for part in (
        "Incidents near the Armenia–Azerbaijan border, May 2023", "19 incidents", "9 May 2023 – 28 May 2023", "Battle",
        "Jermuk", "İstisu", "Your records", "A boundary line, not the front line.", "5 km, 10 km, 25 km", "N",
        "How to read this map", "Natural Earth 4.1.0 (public domain)",
    ):  # fmt: skip
        assert part in words, part


@pytest.mark.parametrize(("lang", "word"), [("ru", "Инциденты"), ("hy", "Միջադեպեր"), ("az", "İnsidentlər")])
def test_a_figure_speaks_the_language_that_was_asked_for(lang, word):
    assert word in texts(draw_svg(make_run(), lang=lang))


def test_names_do_not_cover_each_other():
    root = ET.fromstring(draw_svg(make_run()))
    boxes = []
    for node in root.iter():
        if node.tag.endswith("text") and node.get("font-weight") == "650" and node.get("font-size") == "12":
            width = text_width(node.text, 12, bold=True)
            left = float(node.get("x")) - (width if node.get("text-anchor") == "end" else 0)
            boxes.append((left, float(node.get("y")) - 10, left + width, float(node.get("y"))))
    assert len(boxes) >= 6
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize(
    "told",
    [
        [],
        [Incident("a", "Nowhere")],
        [Incident("a", event_type="battles", lat=89.9, lon=10.0, geo_precision=1)],
        [Incident("w", lat=-17.0, lon=179.6, geo_precision=1), Incident("e", lat=-16.9, lon=-179.8, geo_precision=1)],
        [Incident("a", lat=40.0, lon=-120.0), Incident("b", lat=-30.0, lon=150.0), Incident("c", lat=60.0, lon=20.0)],
    ],
)
def test_a_figure_is_drawn_of_nothing_of_the_poles_and_of_the_world(told):
    assert f"{len(told)} incident" in " ".join(texts(draw_svg(only(*told), size=(900, 600))))


def test_a_view_across_the_antimeridian_is_one_stretch_of_land():
    told = draw_svg(only(Incident("w", lat=-17.0, lon=179.6), Incident("e", lat=-16.9, lon=-179.8)))
    at = [node.get("transform") for node in ET.fromstring(told).iter() if "scale" in (node.get("transform") or "")]
    xs = [float(item.split("(")[1].split()[0]) for item in at if "translate" in item]
    assert max(xs) - min(xs) > 300


def test_very_many_incidents_become_one_sign_a_cell():
    many = [Incident(f"i{n}", lat=39.0 + n % 61 / 40, lon=45.0 + n % 53 / 40, event_type="riots") for n in range(2500)]
    told = draw_svg(only(*many), size=(800, 600))
    assert told.count("scale(") < 1500


@pytest.mark.parametrize("size", [(100, 500), (500, 20_000)])
def test_a_size_out_of_range_is_refused(size):
    with pytest.raises(InputError, match="cannot be made"):
        draw_svg(make_run(), size=size)


def test_a_folder_in_the_way_is_an_output_error(tmp_path):
    (tmp_path / "map.svg").mkdir()
    with pytest.raises(OutputError):
        write_svg(make_run(), tmp_path / "map.svg")


def test_a_frame_holds_its_box_and_knows_what_else_is_seen():
    frame = Frame((44.0, 39.0, 46.0, 41.0), 10.0, 20.0, 400.0, 200.0)
    for lon, lat in ((44.0, 39.0), (46.0, 41.0)):
        assert frame.holds(*frame.at(lon, lat), -0.01)
    west, south, east, north = frame.seen()
    assert west < 44.0
    assert east > 46.0
    assert (south, north) == (pytest.approx(39.0), pytest.approx(41.0))
    assert mercator_y(90) == mercator_y(85)


def test_a_long_text_is_wrapped_and_cut_short():
    lines = wrapped("word " * 100, 200, 12, limit=3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(text_width(line, 12) <= 200 for line in [*lines, *wrapped("x" * 500, 200, 12)])
