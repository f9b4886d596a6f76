"""Every command does its job through the command line, and its help shows an example."""

from __future__ import annotations

import json

import pytest

from geomap.cli import COMMANDS

FAST = ("--model", "none")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(cli, name):
    done = cli(name, "--help")
    assert done.code == 0
    assert f"geomap {name}" in done.out
    if name != "gazetteer":
        assert "Example" in done.out


def test_help_names_every_command_and_version_the_version(cli):
    assert all(name in cli("--help").out for name in COMMANDS)
    assert cli("--version").out.startswith("geomap ")


def test_an_unknown_command_is_a_usage_error(cli):
    assert cli("fly").code == 2


def test_geocode_ranks_with_reasons_for_people_and_programs(cli):
    done = cli("geocode", "Kut", "--near", "Gegharkunik", "--json")
    assert done.code == 0
    first = json.loads(done.out.splitlines()[0])
    assert first["place"]["country"] == "AM"
    assert first["reasons"]
    table = cli("geocode", "Kut", "--near", "Gegharkunik")
    assert table.code == 0
    assert "Gegharkunik" in table.out


def test_geocode_of_an_offset_moves_the_point(cli):
    done = cli("geocode", "5 km south of Vardenis", "--json")
    first = json.loads(done.out.splitlines()[0])
    assert first["lat"] == pytest.approx(40.1827 - 5 / 111.2, abs=0.01)
    assert first["geo_precision"] == 2


def test_geocode_of_nonsense_finds_nothing_and_invents_nothing(cli):
    done = cli("geocode", "Qwxzptlk", "--json")
    assert done.code == 1
    assert done.out == ""


def test_geoparse_gives_offsets_into_the_original_text(cli, report):
    row = {"id": "a", "text": "😀 Shots near the village of Kut in Gegharkunik province."}
    done = cli("geoparse", "-", *FAST, stdin=(json.dumps(row) + "\n").encode())
    (line,) = [json.loads(text) for text in done.out.splitlines()]
    assert line["id"] == "a"
    keys = {"start", "end", "text", "lat", "lon", "geonameid", "place_id", "name", "kind", "country", "admin1", "score"}
    for toponym in line["toponyms"]:
        assert row["text"][toponym["start"] : toponym["end"]] == toponym["text"]
        assert keys | {"literal"} == set(toponym)


def test_incidents_have_the_columns_of_the_record(cli, report):
    from geomap.schema import INCIDENT_NAMES

    done = cli("incidents", report, *FAST)
    (line,) = [json.loads(text) for text in done.out.splitlines()]
    assert line["incidents"]
    for incident in line["incidents"]:
        assert list(incident) == list(INCIDENT_NAMES)


def test_explain_says_why(cli, report):
    done = cli("explain", report, "--only", "Kut", *FAST)
    assert done.code == 0
    assert "this place because" in done.out


def test_a_finished_run_is_drawn_and_exported_again(cli, report, tmp_path):
    assert cli("run", report, *FAST).code == 0
    again = cli("map", "outputs", "--title", "Anew", "-o", "anew.html")
    assert again.code == 0
    assert "Anew" in (tmp_path / "anew.html").read_text("utf-8")
    done = cli("export", "outputs", "-f", "kml", "-o", "incidents.kml")
    assert done.code == 0
    assert "Kut" in (tmp_path / "incidents.kml").read_text("utf-8")
    unknown = cli("export", "outputs", "-f", "pdfx")
    assert unknown.code == 2
    assert "geojson" in unknown.err


def test_records_are_geocoded_and_matched(cli, report, tmp_path):
    table = "id,place,province,country,date,killed\nA1,Kut,Gegharkunik,Armenia,2023-05-12,1\nA2,Nowhereville,,,2023-05-12,\n"
    (tmp_path / "records.csv").write_text(table, "utf-8")
    done = cli("run", report, "--records", "records.csv", *FAST)
    assert done.code == 0
    counts = json.loads((done.folder / "run.json").read_text("utf-8"))["counts"]
    assert counts["records"] == 2
    assert counts["records_with_point"] == 1
    assert counts["records_matched"] >= 1


def test_the_users_own_line_is_used_and_named(cli, report, tmp_path):
    line = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "Line of contact", "date": "2023-05-01"},
                "geometry": {"type": "LineString", "coordinates": [[45.95, 40.0], [45.95, 40.4]]},
            }
        ],
    }
    (tmp_path / "line.geojson").write_text(json.dumps(line), "utf-8")
    done = cli("run", report, "--border", "line.geojson", *FAST)
    assert done.code == 0
    drawn = json.loads((done.folder / "border.geojson").read_text("utf-8"))
    assert drawn["features"][0]["properties"]["name"] == "Line of contact"
    kut = next(
        f["properties"]
        for f in json.loads((done.folder / "incidents.geojson").read_text("utf-8"))["features"]
        if f["properties"]["place_name"] == "Kut"
    )
    assert kut["border_km"] == pytest.approx(4.1, abs=0.3)


def test_gazetteer_info_tells_sources_and_counts(cli):
    info = json.loads(cli("gazetteer", "info", "--json").out)
    assert any("geonames" in source["name"].lower() for source in info["sources"])
    assert all(source["licence"] for source in info["sources"] if "cache" in source["name"])


def test_own_places_are_added_and_found(cli, tiny_gazetteer, tmp_path):
    own = tmp_path / "own.gpkg"
    own.write_bytes(tiny_gazetteer.read_bytes())
    (tmp_path / "mine.csv").write_text(
        "name,lat,lon,country\nPost Seventeen,40.20,45.95,AM\nUpside,95,45,AM\n", "utf-8"
    )
    added = cli("gazetteer", "add", "mine.csv", "--gazetteer", own)
    assert added.code == 0
    assert "1 places added" in added.err
    found = cli("geocode", "Post Seventeen", "--json", "--gazetteer", own)
    assert json.loads(found.out.splitlines()[0])["lat"] == pytest.approx(40.2, abs=1e-4)


def test_check_says_what_is_there(cli):
    done = cli("check", "--model", "none")
    assert done.code == 0
    assert "gazetteer" in done.out
    missing = cli("check", "--model", "xx_absent")
    assert missing.code == 4
    assert "MISSING" in missing.out


def test_a_name_that_one_party_uses_is_placed_in_a_table_without_coordinates(cli, report, tmp_path):
    (tmp_path / "records.csv").write_text("id,place,country,date\nA1,Zod,Armenia,2023-05-12\n", "utf-8")
    assert cli("run", report, "--records", "records.csv", *FAST).code == 0
    counts = json.loads((tmp_path / "outputs" / "run.json").read_text("utf-8"))["counts"]
    assert counts["records_with_point"] == 1


def test_sources_name_the_report_and_not_the_folders_of_the_machine(cli, report, tmp_path):
    assert cli("run", report, *FAST).code == 0
    for name in ("incidents.geojson", "incidents.csv", "map.html", "run.json"):
        assert str(tmp_path) not in (tmp_path / "outputs" / name).read_text("utf-8-sig")
