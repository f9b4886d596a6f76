"""A run in a real PostgreSQL with PostGIS: written whole or not at all, updated by id, people's work kept."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import pytest
import runs
import servers
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from geomap import schema
from geomap.cli import main
from geomap.errors import InputError, OutputError, UsageError
from geomap.export import export_run
from geomap.export.edits import NOT_FOUND
from geomap.export.postgis import is_database, read_database, shown, write_database

SECRET = "the%20pass%2Fword"
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def server():
    """Return the port of a running cluster, or skip."""
    programs = servers.binaries()
    if programs is None:
        pytest.skip("no PostGIS: apt-get install -y postgresql-15-postgis-3")
    with servers.cluster(programs) as port:
        base = f"postgresql://geomap:{SECRET}@127.0.0.1:{port}"
        administer(f"{base}/postgres", "CREATE DATABASE model")
        administer(f"{base}/model", "CREATE EXTENSION postgis")  # slow: once, and copied for each test
        yield port


def administer(address, statement):
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def address(server, request):
    """Return the address of a new database."""
    name = re.sub(r"\W", "_", request.node.name)[:40]
    base = f"postgresql://geomap:{SECRET}@127.0.0.1:{server}"
    administer(f"{base}/postgres", f'CREATE DATABASE "{name}" TEMPLATE model')
    return f"{base}/{name}"


def ask(address, question, **values):
    engine = create_engine(address)
    with engine.begin() as connection:
        found = connection.execute(text(question), values)
        rows = [tuple(row) for row in found] if found.returns_rows else []
    engine.dispose()
    return rows


def found(address):
    return {one.incident_id: one for one in schema.frame_to_incidents(read_database(address).incidents)}


def plain(incidents):
    """Return incidents with null texts as empty ones: a database keeps what the frame had."""
    return {one.incident_id: one for one in schema.frame_to_incidents(schema.incidents_to_frame(incidents))}


def test_every_table_is_written_with_its_rows(address):
    assert write_database(runs.sample_run(), address) == shown(address)
    counts = {
        name: ask(address, f"SELECT count(*) FROM geomap.{name}")[0][0]
        for name in ("incidents", "areas", "places", "claims", "sources", "mentions", "records", "border", "audit")
    }
    assert counts == {
        "incidents": 7, "areas": 2, "places": 2, "claims": 3, "sources": 8, "mentions": 2, "records": 2, "border": 2,
        "audit": 1,
    }  # fmt: skip


def test_geometries_have_a_type_a_reference_system_and_an_index(address):
    write_database(runs.sample_run(), address)
    rows = ask(address, "SELECT f_table_name, type, srid FROM geometry_columns WHERE f_table_schema = 'geomap'")
    assert {name: (kind, srid) for name, kind, srid in rows} == {
        "incidents": ("POINT", 4326), "areas": ("MULTIPOLYGON", 4326), "places": ("POINT", 4326),
        "records": ("POINT", 4326), "border": ("MULTILINESTRING", 4326),
    }  # fmt: skip
    indexes = ask(address, "SELECT tablename FROM pg_indexes WHERE schemaname = 'geomap' AND indexdef LIKE '%gist%'")
    assert sorted(indexes) == [("areas",), ("border",), ("incidents",), ("places",), ("records",)]


def test_geopandas_reads_the_incidents_with_their_points(address):
    write_database(runs.sample_run(), address)
    engine = create_engine(address)
    with engine.connect() as connection:
        frame = gpd.read_postgis(text("SELECT * FROM geomap.incidents ORDER BY incident_id"), connection)
    engine.dispose()
    assert frame.crs == "EPSG:4326"
    assert (frame.geometry[0].x, frame.geometry[0].y) == (45.8734, 40.19321)
    assert frame.geometry.notna().sum() == 6
    assert frame["weapons"][0] == ["drone", "heavy_weapons"]


def test_the_same_incidents_come_back(address):
    write_database(runs.sample_run(), address)
    assert found(address) == plain(runs.incidents())


def test_writing_again_updates_and_doubles_nothing(address):
    write_database(runs.sample_run(), address)
    before = found(address)
    write_database(runs.sample_run(), address)
    assert found(address) == before
    incidents = runs.incidents()
    incidents[0] = dataclasses.replace(incidents[0], killed_best=3, claims=(), sources=incidents[0].sources[:1])
    write_database(runs.sample_run(incidents=schema.incidents_to_frame(incidents)), address)
    again = found(address)["i0001"]
    assert (again.killed_best, again.claims, len(again.sources)) == (3, (), 1)
    assert len(found(address)) == 7
    assert ask(address, "SELECT count(*) FROM geomap.mentions") == [(2,)]


def test_another_run_adds_its_incidents_and_leaves_the_others(address):
    write_database(runs.sample_run(), address)
    write_database(runs.sample_run(incidents=schema.incidents_to_frame(runs.incidents()[:2])), address)
    rows = ask(address, "SELECT incident_id, in_run FROM geomap.incidents ORDER BY 1")
    assert [name for name, here in rows if here] == ["i0001", "i0002"]
    assert len(rows) == 7


def test_names_like_sql_stay_names(address):
    name = "Robert'); DROP TABLE geomap.incidents; --"
    incidents = [
        dataclasses.replace(one, place_name=name, actor_a=name + "\x00%s %(x)s {} \\N \t\n", title=name)
        for one in runs.incidents()
    ]
    run = runs.sample_run(incidents=schema.incidents_to_frame(incidents), title=name)
    for _ in range(2):
        write_database(run, address)
    back = found(address)["i0001"]
    assert (back.place_name, back.actor_a) == (name, name + "%s %(x)s {} \\N \t\n")
    assert len(found(address)) == 7


def test_a_schema_may_have_any_name(address):
    name = 'a "b"; c/d'
    write_database(runs.sample_run(), address, schema_name=name)
    assert len(read_database(address, schema_name=name).incidents) == 7


def test_what_people_change_in_the_database_is_kept(address):
    write_database(runs.sample_run(), address)
    ask(address, "UPDATE geomap.incidents SET killed_best = 4 WHERE incident_id = 'i0001'")
    ask(address, "UPDATE geomap.incidents SET geom = ST_Point(45.5, 40.3, 4326) WHERE incident_id = 'i0005'")
    ask(address, "UPDATE geomap.incidents SET review_status = 'checked' WHERE incident_id = 'i0003'")
    ask(address, "UPDATE geomap.incidents SET review_status = 'rejected' WHERE incident_id = 'i0006'")
    ask(address, "DELETE FROM geomap.incidents WHERE incident_id = 'i0007'")
    ask(address, "UPDATE geomap.claims SET value = '4' WHERE incident_id = 'i0001' AND ord = 1")
    for _ in range(2):
        write_database(runs.sample_run(), address)
        kept = found(address)
        assert set(kept) == {"i0001", "i0002", "i0003", "i0004", "i0005"}
        assert (kept["i0001"].killed_best, kept["i0001"].review_status) == (4, "edited")
        assert kept["i0001"].title == "Shelling near Kut, Gegharkunik: 4 killed, 2 injured"
        assert kept["i0001"].claims[0].value == "4"
        assert (kept["i0005"].lon, kept["i0005"].lat, kept["i0005"].admin1) == (45.5, 40.3, "Gegharkunik")
        assert kept["i0003"].review_status == "checked"
        assert ask(address, "SELECT incident_id FROM geomap.audit WHERE review_status = 'rejected'") == [("i0006",)]
    ask(address, "UPDATE geomap.audit SET review_status = 'auto' WHERE incident_id = 'i0006'")
    write_database(runs.sample_run(), address)
    assert found(address)["i0006"].review_status == "auto"
    assert ask(address, "SELECT count(*) FROM geomap.audit WHERE incident_id = 'i0006'") == [(0,)]


def test_a_reviewed_incident_that_another_run_does_not_find_stays_as_it_is(address):
    write_database(runs.sample_run(), address)
    ask(address, "UPDATE geomap.incidents SET review_status = 'checked' WHERE incident_id = 'i0001'")
    write_database(runs.sample_run(incidents=schema.incidents_to_frame(runs.incidents()[1:2])), address)
    assert found(address)["i0001"].review_status == "checked"
    assert NOT_FOUND not in found(address)["i0001"].reasons  # the column in_run tells it here


def test_a_writer_that_is_killed_leaves_no_half_incident(address, tmp_path):
    write_database(runs.sample_run(), address)
    before = found(address)
    code = (
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "import dataclasses, runs\nfrom geomap import schema\nfrom geomap.export.postgis import write_database\n"
        "made = [dataclasses.replace(one, killed_best=77, claims=()) for one in runs.incidents()]\n"
        "made += [dataclasses.replace(made[0], incident_id=f'n{n}') for n in range(500)]\n"
        f"write_database(runs.sample_run(incidents=schema.incidents_to_frame(made)), {address!r})\n"
    )
    engine = create_engine(address)
    with engine.connect() as holder:  # the writer has changed its incidents, and waits for the places
        holder.execute(text("LOCK TABLE geomap.places IN ACCESS EXCLUSIVE MODE"))
        writer = subprocess.Popen([sys.executable, "-c", code])
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'geomap' AND wait_event_type = 'Lock'"
        deadline = time.monotonic() + 60
        while ask(address, waiting) != [(1,)]:
            assert writer.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        writer.kill()
        assert writer.wait() < 0
    engine.dispose()
    deadline = time.monotonic() + 30
    while ask(address, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'geomap'") != [(0,)]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert found(address) == before
    write_database(runs.sample_run(), address)
    assert found(address) == before


def test_a_run_that_found_nothing_is_written_too(address):
    write_database(runs.empty_run(), address)
    assert len(read_database(address).incidents) == 0


def test_mentions_may_come_in_pieces(address):
    run = runs.sample_run()
    write_database(dataclasses.replace(run, mentions=[run.mentions.iloc[:1], run.mentions.iloc[1:]]), address)
    assert ask(address, "SELECT text FROM geomap.mentions ORDER BY start") == [("Kut",), ("Atls",)]


def test_a_wrong_password_is_one_message_without_the_password(address):
    wrong = address.replace(SECRET, "hunter2secret")
    with pytest.raises(OutputError, match="password authentication failed") as caught:
        write_database(runs.sample_run(), wrong)
    assert "hunter2" not in str(caught.value)
    assert "geomap:***@127.0.0.1" in str(caught.value)


def test_a_refused_connection_is_one_message():
    nobody = f"postgresql://geomap:hunter2secret@127.0.0.1:{servers.free_port()}/x"
    with pytest.raises(OutputError, match=r"Connection refused[\s\S]*hint: is the server running") as caught:
        write_database(runs.sample_run(), nobody)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("address", ["postgresql://a:hunter2@h:port/x", "postgresql://a:hunter2@h"])
def test_an_address_that_cannot_be_read_is_not_repeated(address):
    assert is_database(address)
    with pytest.raises(UsageError, match=r"address of the database cannot be read\n  hint: write it as") as caught:
        write_database(runs.sample_run(), address)
    assert "hunter2" not in str(caught.value)


def test_a_database_without_a_run_is_told(address):
    with pytest.raises(InputError, match="no geomap tables in the schema 'geomap'"):
        read_database(address)


def test_a_database_of_a_newer_geomap_is_refused(address):
    write_database(runs.sample_run(), address)
    ask(address, "UPDATE geomap.geomap_meta SET value = '99' WHERE key = 'store_version'")
    with pytest.raises(OutputError, match="written by a newer geomap"):
        write_database(runs.sample_run(), address)


def test_tables_of_an_older_geomap_get_the_columns_that_they_lack(address):
    name = 'a "b" 100%'
    write_database(runs.sample_run(), address, schema_name=name)
    ask(address, 'ALTER TABLE "a ""b"" 100%".incidents DROP COLUMN initiator')
    ask(address, """UPDATE "a ""b"" 100%".geomap_written SET row = row - 'initiator'""")
    write_database(runs.sample_run(), address, schema_name=name)
    back = schema.frame_to_incidents(read_database(address, schema_name=name).incidents)
    assert {one.incident_id: one.initiator for one in back}["i0001"] == "disputed"


def test_a_database_without_postgis_gets_it(address):
    administer(address, "DROP EXTENSION postgis CASCADE")
    write_database(runs.sample_run(), address)
    assert len(found(address)) == 7


def test_a_user_who_may_not_write_is_told(address):
    ask(address, "DROP ROLE IF EXISTS reader")
    ask(address, "CREATE ROLE reader LOGIN PASSWORD 'r'")
    port = address.rsplit(":", 1)[1]
    with pytest.raises(OutputError, match="permission denied"):
        write_database(runs.sample_run(), f"postgresql://reader:r@127.0.0.1:{port}")


def test_the_command_writes_to_a_database(address, tmp_path, capsys):
    export_run(runs.sample_run(), tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["export", str(tmp_path), "--to", address])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith("postgresql://geomap:***@127.0.0.1")
    assert len(found(address)) == 7
    assert os.environ.get("PGPASSWORD") is None
