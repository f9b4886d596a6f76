"""A real Dask scheduler with two workers on loopback, started by the commands that the docs give."""

from __future__ import annotations

import json
import socket
import time

import pytest
from work_reports import files_of

pytest.importorskip("distributed", reason="pip install 'geomap-incidents[dask]'")
FAST = ("--model", "none")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def cluster(start):
    """Return the scheduler's address and its two workers."""
    address = f"tcp://127.0.0.1:{free_port()}"
    host, port = address[6:].split(":")
    start("scheduler", "--host", host, "--port", port, "--no-dashboard", module="dask")
    workers = [
        start("worker", address, "--nthreads", "1", "--no-dashboard", "--nanny", module="dask") for _ in range(2)
    ]
    from distributed import Client

    deadline = time.monotonic() + 90
    while True:
        try:
            with Client(address, timeout=5, set_as_default=False) as client:
                client.wait_for_workers(2, timeout=90)
                break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
    return address, workers


@pytest.mark.filterwarnings("default")
def test_a_cluster_gives_the_files_of_the_local_run_though_a_worker_is_killed(start, cluster, archive, tmp_path):
    address, workers = cluster
    reports = archive(400)
    local = start("run", reports, "-o", "local", "--workers", "2", *FAST)
    _, err = local.communicate(timeout=300)
    assert local.returncode == 0, err

    run = start("run", reports, "-o", "cluster", "--scheduler", address, *FAST)
    time.sleep(4)
    workers[0].kill()
    _, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    assert files_of(tmp_path / "cluster") == files_of(tmp_path / "local")


def test_a_scheduler_that_is_not_there_is_one_message(start, archive):
    run = start("run", archive(3), "--scheduler", f"tcp://127.0.0.1:{free_port()}", *FAST)
    _, err = run.communicate(timeout=120)
    assert run.returncode == 4
    assert "no Dask scheduler answers" in err
    assert "Traceback" not in err


@pytest.mark.filterwarnings("default")
def test_a_report_that_takes_too_long_on_a_cluster_is_left_out_and_told(start, cluster, archive, tmp_path):
    address, _ = cluster
    reports = archive(60)
    long = {"id": "long", "date": "2023-06-01", "text": "Sotk, Kut, Goris and Kapan. " * 30_000}
    with reports.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(long) + "\n")
    limit = ("--report-seconds", "2")
    run = start("run", reports, "-o", "out", "--scheduler", address, *limit, *FAST)
    _, err = run.communicate(timeout=200)
    assert run.returncode == 0, err
    told = [json.loads(line) for line in (tmp_path / "out" / "rejected.jsonl").read_text("utf-8").splitlines()]
    assert [(one["where"], one["reason"]) for one in told if one["reason"] == "too_slow"] == [("long", "too_slow")]
    counts = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["counts"]
    assert counts["reports"] == 61
    assert counts["incidents"] > 10
