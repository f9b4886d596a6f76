"""Dask collections in, the incidents of the local run out, row by row."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import pandas as pd
import pytest

distributed = pytest.importorskip("distributed", reason="pip install 'geomap-incidents[dask]'")
pytest.importorskip("dask_geopandas", reason="pip install 'geomap-incidents[dask]'")
pytestmark = pytest.mark.filterwarnings("default")

VILLAGES = ("Sotk", "Kut", "Norabak", "Azat", "Vardenis", "Goris", "Jermuk", "Sisian", "Kapan", "Ijevan")


def records(count):
    out = []
    for number in range(count):
        day = dt.date(2023, 3, 1) + dt.timedelta(days=(number * 5) % 70)
        text = (
            f"Azerbaijani troops shelled Armenian positions near the village of {VILLAGES[number % 10]} on "
            f"{day:%d %B %Y}. Two Armenian soldiers were wounded, the Defence Ministry in Yerevan said."
        )
        if number % 9 == 0:
            text = f"Two Armenian soldiers were wounded by a mine near {VILLAGES[number % 10]}, the ministry said."
        out.append({"id": f"r{number:03d}", "text": text, "source": "all.jsonl", "publisher": f"p{number % 3}"})
    return out


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as opened,
    ):
        yield opened


@pytest.fixture(scope="module")
def settings(tiny_gazetteer):
    from geomap.settings import Settings

    return Settings(gazetteer=tiny_gazetteer, model="none", border="AM-AZ")


@pytest.fixture(scope="module")
def local(settings, tmp_path_factory):
    import geomap

    path = tmp_path_factory.mktemp("local") / "all.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records(90)), "utf-8")
    return geomap.run([path], settings=settings).incidents


@pytest.fixture(scope="module")
def merged(settings, client):
    import dask.bag as db

    from geomap import scale

    return scale.merge(scale.read(db.from_sequence(records(90), npartitions=5), settings), settings, client, rows=10)


COLUMNS = ("incident_id", "date_start", "place_name", "lat", "lon", "killed_best", "injured_best", "source_count")
JOINED = ("border", "border_km", "border_side", "admin1", "country")


def test_the_rows_of_a_cluster_are_those_of_the_local_run(local, merged):
    assert merged.npartitions > 3
    found = merged.compute().reset_index(drop=True)
    for name in (*COLUMNS, *JOINED, "merged_from", "possible_duplicate_of", "claims"):
        assert found[name].tolist() == local[name].tolist(), name
    assert len(found) > 20
    assert found["border_km"].notna().any()


def test_a_frame_of_reports_gives_the_same_drafts_as_a_bag(settings, client):
    import dask.bag as db
    import dask.dataframe as dd

    from geomap import scale

    frame = dd.from_pandas(pd.DataFrame(records(12)), npartitions=2)
    bag = db.from_sequence(records(12), npartitions=3)
    one, other = (client.compute(scale.read(each, settings)).result() for each in (frame, bag))
    assert one == other
    assert len(one) >= 12


def test_a_frame_without_text_is_refused(settings):
    import dask.dataframe as dd

    from geomap import scale
    from geomap.errors import InputError

    with pytest.raises(InputError, match="no column text"):
        scale.read(dd.from_pandas(pd.DataFrame({"id": ["1"]}), npartitions=1), settings)


def test_geoparquet_by_country_and_month_reads_back_whole(local, merged, tmp_path):
    import geopandas as gpd

    from geomap import scale

    paths = scale.write_parquet(merged, tmp_path / "incidents")
    folders = {path.relative_to(tmp_path / "incidents").parts[:2] for path in paths}
    assert ("country=AM", "month=2023-03") in folders
    assert any(month == "month=undated" for _, month in folders)
    back = pd.concat([gpd.read_parquet(path) for path in paths])
    assert sorted(back["incident_id"]) == sorted(local["incident_id"])


def test_parts_of_an_earlier_larger_result_are_not_read_as_rows_of_this_one(local, merged, tmp_path):
    import geopandas as gpd

    from geomap import scale

    folder = tmp_path / "incidents"
    before = scale.write_parquet(merged, folder)
    (folder / "notes.txt").write_text("mine")
    paths = scale.write_parquet(merged.partitions[:2], folder)
    assert len(paths) < len(before)
    assert sorted(folder.rglob("*.parquet")) == paths
    assert (folder / "notes.txt").exists()
    assert 0 < sum(len(gpd.read_parquet(path)) for path in paths) < len(local)


def test_a_country_that_is_a_path_stays_inside_the_folder(local, tmp_path):
    from geomap.scale.output import write_part

    odd = local.assign(country="../../../elsewhere")
    paths = write_part(odd, 0, tmp_path / "a" / "b")
    assert paths
    assert all(path.resolve().is_relative_to(tmp_path / "a" / "b") for path in paths)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


# ------------------------------------------------------------------------------------------ a real PostGIS


@pytest.fixture(scope="module")
def database():
    """Return the address of a new database on a PostgreSQL server of the test's own, or skip."""
    sys.path.append(str(Path(__file__).parents[1] / "export"))
    import servers
    from sqlalchemy import create_engine, text
    from sqlalchemy.pool import NullPool

    programs = servers.binaries()
    if programs is None:
        pytest.skip("no PostGIS: apt-get install -y postgresql-15-postgis-3")
    with servers.cluster(programs) as port:
        base = f"postgresql://geomap:the%20pass%2Fword@127.0.0.1:{port}"
        for name, statement in (("postgres", "CREATE DATABASE large"), ("large", "CREATE EXTENSION postgis")):
            engine = create_engine(f"{base}/{name}", isolation_level="AUTOCOMMIT", poolclass=NullPool)
            with engine.connect() as connection:
                connection.execute(text(statement))
            engine.dispose()
        yield f"{base}/large"


def rows_of(frame):
    from geomap import schema

    found = [schema.incident_to_row(one) for one in schema.frame_to_incidents(frame)]
    return sorted(found, key=lambda row: row["incident_id"])


def test_postgis_holds_the_rows_of_the_local_run_once_however_often_they_are_written(local, merged, database):
    from geomap import scale
    from geomap.export.postgis import read_database

    for _ in range(2):
        shown = scale.write_postgis(merged, database, schema_name="of_a_cluster")
        assert "pass" not in shown
    found = rows_of(read_database(database, schema_name="of_a_cluster").incidents)
    assert found == rows_of(local)
    assert len(found) > 20


def test_a_run_over_a_cluster_is_exported_to_postgis_as_a_local_one(settings, client, database, tmp_path):
    import geomap
    from geomap.cli import main
    from geomap.export.postgis import read_database

    path = tmp_path / "all.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records(90)), "utf-8")
    for name, where in (("by_cluster", {"scheduler": client.scheduler.address}), ("by_one", {})):
        geomap.run([path], settings=settings, output=tmp_path / name, **where)
        with pytest.raises(SystemExit) as stop:
            main(["export", str(tmp_path / name), "--to", database, "--schema", name])
        assert stop.value.code == 0
    one, other = (read_database(database, schema_name=name) for name in ("by_cluster", "by_one"))
    assert rows_of(one.incidents) == rows_of(other.incidents)
    assert len(one.incidents) > 20
