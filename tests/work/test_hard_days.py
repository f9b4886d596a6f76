"""Full, read-only and vanishing disks, torn stores: one message, nothing lost, and the next run goes on."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from work_reports import files_of, wait_for_work

from geomap.errors import OutputError
from geomap.files import atomic_path, settle_sqlite, write_bytes

FAST = ("--model", "none", "--workers", "1")
STORE = (".geomap", "work.sqlite")


def ended(process, code=0):
    out, err = process.communicate(timeout=200)
    assert process.returncode == code, err
    assert "Traceback" not in err
    return out, err


@contextlib.contextmanager
def small_disk(folder, size):
    """Mount a file system in memory of this size at a folder; the function that is yielded mounts it otherwise."""
    folder.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a small disk")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", folder], check=False)
    if done.returncode:
        pytest.skip("this machine lets nothing be mounted")
    try:
        yield lambda how: subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True)
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def whole(start, archive, tmp_path):
    """Return the folder of a finished run over an archive."""
    ended(start("run", archive(60), "-o", "whole", *FAST))
    return tmp_path / "whole"


@pytest.mark.parametrize("share", [0.005, 0.05, 0.2, 0.5, 0.9])
def test_a_disk_that_fills_at_any_stage_is_one_message_and_the_next_run_goes_on(start, whole, tmp_path, share):
    needed = sum(map(len, files_of(whole).values())) // 1024
    with small_disk(tmp_path / "disk", max(int(needed * share), 8)) as change:
        _, err = ended(start("run", "archive.jsonl", "-o", "disk/out", *FAST), 4)
        assert err.count("error:") == 1
        assert "full" in err
        assert "another program" not in err
        assert "unfinished" not in err
        assert not list((tmp_path / "disk").rglob(".geomap-unfinished-*"))
        change("size=64m")
        ended(start("run", "archive.jsonl", "-o", "disk/out", *FAST))
        assert files_of(tmp_path / "disk" / "out") == files_of(whole)


def test_a_read_only_disk_is_one_message(start, whole, tmp_path):
    with small_disk(tmp_path / "disk", 64_000) as change:
        shutil.copytree(whole, tmp_path / "disk" / "out")
        change("ro")
        for command in (("run", "archive.jsonl", "-o", "disk/out", *FAST), ("map", "disk/out")):
            _, err = ended(start(*command), 4)
            assert err.count("error:") == 1
            assert "read-only" in err
        out, _ = ended(start("run", "archive.jsonl", "-o", "disk/out", "--dry-run", *FAST))
        assert out.startswith("60 reports: 0 to be read")
        assert files_of(tmp_path / "disk" / "out") == files_of(whole)


def test_a_database_on_a_full_disk_is_not_said_to_be_open_elsewhere(tmp_path):
    import sqlite3

    with small_disk(tmp_path / "disk", 400):
        path = tmp_path / "disk" / "a.gpkg"
        db = sqlite3.connect(path)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA wal_autocheckpoint=0")
        db.execute("CREATE TABLE a (b)")
        db.execute("INSERT INTO a VALUES (zeroblob(150000))")
        db.commit()
        shutil.copy(path, tmp_path / "kept")
        shutil.copy(f"{path}-wal", tmp_path / "kept-wal")
        db.close()
        shutil.copy(tmp_path / "kept", path)
        shutil.copy(tmp_path / "kept-wal", f"{path}-wal")
        with contextlib.suppress(OSError), (tmp_path / "disk" / "filler").open("wb", buffering=0) as filler:
            while filler.write(b"x" * 4096) == 4096:
                pass
        with pytest.raises(OutputError, match="full") as caught:
            settle_sqlite(path)
        assert "another program" not in str(caught.value)


def test_an_error_names_the_file_that_was_asked_for(tmp_path):
    with pytest.raises(OutputError, match=r"cannot write .*a\.gpkg") as caught, atomic_path(tmp_path / "a.gpkg") as new:
        raise OutputError(f"cannot write {new}: it is too large", hint="smaller")
    assert "unfinished" not in str(caught.value)
    assert caught.value.hint == "smaller"


@pytest.mark.parametrize("gone", ["store", "folder"])
def test_a_store_that_is_deleted_during_a_run_costs_nothing(start, whole, archive, tmp_path, gone):
    archive(400)
    ended(start("run", "archive.jsonl", "-o", "calm", *FAST))
    process = start("run", "archive.jsonl", "-o", "out", *FAST)
    wait_for_work(tmp_path / "out")
    if gone == "folder":
        shutil.rmtree(tmp_path / "out")
    else:
        for path in (tmp_path / "out" / ".geomap").glob("work.sqlite*"):
            path.unlink()
    ended(process)
    assert files_of(tmp_path / "out") == files_of(tmp_path / "calm")


def outputs_of(folder):
    return {name: data for name, data in files_of(folder).items() if not name.startswith(".geomap/")}


TORN = {
    "cut": lambda data: data[: len(data) // 3],
    "head": lambda data: b"\x00" * 100 + data[100:],
    "middle": lambda data: data[:4096] + b"\xff" * (len(data) - 4096),
    "empty": lambda data: b"",
    "gone": None,
}


@pytest.mark.parametrize("how", sorted(TORN))
def test_nothing_is_added_to_a_run_whose_store_is_torn_and_nothing_of_it_is_lost(start, whole, archive, tmp_path, how):
    store = whole.joinpath(*STORE)
    if TORN[how] is None:
        store.unlink()
    else:
        write_bytes(store, TORN[how](store.read_bytes()))
    before = outputs_of(whole)
    more = archive(5, "more.jsonl", first=60)
    _, err = ended(start("run", more, "-o", "whole", "--add", *FAST), 4)
    assert "the store of work" in err
    assert outputs_of(whole) == before


@pytest.mark.parametrize("how", sorted(TORN))
def test_what_a_run_over_a_torn_store_would_do_is_told_without_a_traceback(start, whole, how):
    store = whole.joinpath(*STORE)
    if TORN[how] is None:
        store.unlink()
    else:
        write_bytes(store, TORN[how](store.read_bytes()))
    code = 4 if how == "middle" else 0
    out, err = ended(start("run", "archive.jsonl", "-o", "whole", "--dry-run", *FAST), code)
    assert "damaged" in err if code else out.startswith("60 reports: 60 to be read")


NO_MEMORY = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from geomap.engine import Engine
from geomap.errors import ResourceError
from geomap.settings import Settings
from geomap.work.workers import Job, tell
from work_reports import report_of

with Engine.open(Settings(gazetteer=Path(sys.argv[1]), model="none")) as engine:
    warm = tell(engine, [Job("warm", report_of(1))])
    words = "Sotk and Kut. " * 700_000
    huge = [report_of(n, text=words, clean=words) for n in range(2)]
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * 4096 + 30_000_000,) * 2)
    mixed = tell(engine, [Job("small", report_of(2)), Job("huge", huge[0])])
    print([one.given_up for one in warm + mixed])
    try:
        tell(engine, [Job("a", huge[0]), Job("b", huge[1])])
    except ResourceError as error:
        print(error.what, error.exit_code)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs limits of memory as Linux has them")
def test_memory_that_one_report_exhausts_costs_it_alone_and_memory_that_is_gone_ends_the_run(tiny_gazetteer):
    done = subprocess.run(
        [sys.executable, "-c", NO_MEMORY, tiny_gazetteer, Path(__file__).parent],
        capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["[False, False, True]", "there is not enough memory to read reports 4"], done
