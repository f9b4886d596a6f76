"""Settings are checked once, and every fault is named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geomap.errors import InputError
from geomap.settings import Settings, default_gazetteer_path


def test_all_faults_are_named_in_one_error():
    with pytest.raises(InputError, match="merge_km") as caught:
        Settings(merge_km=-1, min_score=2, bands_km=())
    assert "min_score" in str(caught.value)
    assert "bands_km" in str(caught.value)


def test_an_unknown_setting_lists_the_known_ones():
    with pytest.raises(InputError, match="colour") as caught:
        Settings().replace(colour="red")
    assert "border" in caught.value.hint


def test_settings_as_json_hold_no_folder_of_the_machine():
    made = Settings(gazetteer=Path("/somewhere/deep/gazetteer.gpkg"), date=dt.date(2023, 5, 13)).as_json()
    assert made["gazetteer"] == "gazetteer.gpkg"
    assert made["date"] == "2023-05-13"


def test_the_environment_names_the_gazetteer(monkeypatch):
    monkeypatch.setenv("GEOMAP_GAZETTEER", "/data/own.gpkg")
    assert default_gazetteer_path() == Path("/data/own.gpkg")
    monkeypatch.delenv("GEOMAP_GAZETTEER")
    assert default_gazetteer_path().name == "gazetteer.gpkg"


@pytest.mark.parametrize(
    "changes",
    [
        {"extractor": "oracle"},
        {"extractor": "openai-compatible"},
        {"endpoint": "http://localhost:8080"},
        {"llm_timeout_s": 0.0},
    ],
)
def test_half_a_language_model_is_refused(changes):
    with pytest.raises(InputError, match="bad settings"):
        Settings().replace(**changes)
