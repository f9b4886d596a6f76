"""`geomap incidents --extractor openai-compatible`: off by default, told when something is dropped."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from stand_in import chat, serve
from test_llm_door import GOOD, TEXT

from geomap.cli.incidents import command
from geomap.errors import UsageError
from geomap.llm import EndpointError


@pytest.fixture
def call(tiny_gazetteer, tmp_path, monkeypatch):
    monkeypatch.setenv("GEOMAP_GAZETTEER", str(tiny_gazetteer))
    path = tmp_path / "reports.jsonl"
    path.write_text(json.dumps({"id": "r1", "text": TEXT, "date": "2023-05-13"}) + "\n", "utf-8")

    def run(*arguments):
        result = CliRunner().invoke(command, [str(path), "--model", "none", *arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)["incidents"], result.stderr

    return run


def test_the_models_reading_takes_the_place_of_the_rules(call):
    dropped = GOOD | {"captured_best": {"value": 5, "quote": "five were captured"}}
    with serve(chat({"incidents": [dropped]})) as (address, script):
        (one,), err = call("--extractor", "openai-compatible", "--endpoint", address, "--llm-model", "tiny")
    assert "extractor:model" in one["reasons"]
    assert one["captured_best"] is None
    assert "five were captured" in err
    assert script.asked[0]["model"] == "tiny"


def test_without_a_usable_answer_the_rules_read_the_report_and_it_is_said(call):
    with serve(chat("sorry")) as (address, _):
        found, err = call("--extractor", "openai-compatible", "--endpoint", address)
    assert found
    assert "extractor:model" not in found[0]["reasons"]
    assert "read by rules" in err


def test_it_is_off_by_default(call):
    (one, *_), _ = call()
    assert "extractor:model" not in one["reasons"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--endpoint", "http://localhost:1"), "not used"),
        (("--extractor", "openai-compatible"), "needs --endpoint"),
        (("--extractor", "openai-compatible", "--endpoint", "http://example.org"), "unencrypted"),
    ],
)
def test_half_an_instruction_is_a_usage_error(call, arguments, message):
    with pytest.raises(UsageError, match=message):
        call(*arguments)


def test_a_server_that_is_not_there_ends_the_command(call):
    with serve(chat("x")) as (address, _):
        pass
    with pytest.raises(EndpointError, match="cannot be reached"):
        call("--extractor", "openai-compatible", "--endpoint", address)
