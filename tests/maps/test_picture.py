"""Pictures of a map through the machine's Chromium."""

from __future__ import annotations

import struct

import pytest

from geomap.errors import InputError, InputMissingError, ResourceError
from geomap.maps.picture import find_browser, write_pdf, write_png


def test_without_a_browser_it_is_said_how_to_get_one(monkeypatch, sample_map, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("GEOMAP_CHROMIUM", raising=False)
    with pytest.raises(ResourceError, match="needs Chromium") as told:
        write_png(sample_map, tmp_path / "map.png")
    assert "apt-get install chromium" in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_a_named_browser_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setenv("GEOMAP_CHROMIUM", "/no/such/browser")
    with pytest.raises(ResourceError, match="GEOMAP_CHROMIUM names /no/such/browser"):
        find_browser()


def test_a_browser_that_fails_leaves_no_half_picture(monkeypatch, sample_map, tmp_path):
    monkeypatch.setenv("GEOMAP_CHROMIUM", "false")
    with pytest.raises(ResourceError, match=r"did not draw map\.html"):
        write_png(sample_map, tmp_path / "map.png")
    assert list(tmp_path.iterdir()) == []


def test_a_map_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputMissingError, match="there is no map at"):
        write_png(tmp_path / "map.html", tmp_path / "map.png")


def test_a_size_out_of_range_is_refused(sample_map, tmp_path):
    with pytest.raises(InputError, match="10x10"):
        write_png(sample_map, tmp_path / "map.png", size=(10, 10))


@pytest.mark.browser
def test_a_picture_has_the_size_that_was_asked_for(chromium, sample_map, tmp_path):
    data = write_png(sample_map, tmp_path / "map.png", size=(900, 600)).read_bytes()
    assert struct.unpack(">II", data[16:24]) == (900, 600)
    assert len(data) > 30_000


@pytest.mark.browser
def test_a_pdf_is_one_page(chromium, sample_map, tmp_path):
    data = write_pdf(sample_map, tmp_path / "map.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert b"/Count 1\n" in data or b"/Count 1 " in data or data.count(b"/Type /Page\n") == 1
