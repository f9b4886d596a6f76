"""`geomap map`: a finished run drawn again, as a page, a figure and a picture, in any of its languages."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from geomap.cli import map as map_command
from geomap.errors import InputError, UsageError
from geomap.export import export_run

from .sample import make_run


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory):
    """Return the folder of an exported run."""
    folder = tmp_path_factory.mktemp("run")
    export_run(make_run(), folder)
    return folder


def draw(*arguments):
    """Run the command; errors come through."""
    return CliRunner().invoke(
        map_command.command, [str(item) for item in arguments], catch_exceptions=False, standalone_mode=False
    )


def test_a_page_and_a_figure_are_written_and_named(run_folder, tmp_path):
    page, figure = tmp_path / "may.html", tmp_path / "may.svg"
    told = draw(
        run_folder, "-o", page, "--svg", figure, "--title", "May", "--subtitle", "What was reported", "--lang", "hy"
    )
    assert told.output.split() == [str(page), str(figure)]
    assert '<html lang="hy">' in page.read_text("utf-8")
    for text in (page.read_text("utf-8"), figure.read_text("utf-8")):
        assert "What was reported" in text
        assert "Միջադեպեր" in text


def test_a_figure_has_the_size_that_was_asked_for(run_folder, tmp_path):
    draw(run_folder, "-o", tmp_path / "m.html", "--svg", tmp_path / "m.svg", "--size", "900x700")
    assert 'viewBox="0 0 900 700"' in (tmp_path / "m.svg").read_text("utf-8")


@pytest.mark.parametrize("size", ["big", "100", "1x2x3"])
def test_a_size_that_is_none_is_a_wrong_use(run_folder, tmp_path, size):
    with pytest.raises(UsageError, match="is not WIDTHxHEIGHT"):
        draw(run_folder, "-o", tmp_path / "m.html", "--size", size)


def test_a_figure_too_small_to_draw_is_told(run_folder, tmp_path):
    with pytest.raises(InputError, match="a figure of 20x20 cannot be made"):
        draw(run_folder, "-o", tmp_path / "m.html", "--svg", tmp_path / "m.svg", "--size", "20x20")


def test_without_a_gazetteer_provinces_keep_their_usual_names(monkeypatch, tmp_path):
    monkeypatch.setenv("GEOMAP_GAZETTEER", str(tmp_path / "none.gpkg"))
    assert map_command.local_names(make_run(), "ru") == {}
    assert map_command.local_names(make_run(), "en") == {}
