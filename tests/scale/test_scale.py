"""Dask collections in, the incidents of the local run out, row by row."""

from __future__ import annotations

import datetime as dt
import json

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
