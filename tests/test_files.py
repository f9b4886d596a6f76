"""The atomic door: whole files or none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geomap.errors import OutputError
from geomap.files import atomic_path, make_folder, write_bytes, write_text


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path):
    write_text(tmp_path / "deep" / "a.txt", "Սոթք\n")
    assert (tmp_path / "deep" / "a.txt").read_text("utf-8") == "Սոթք\n"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["a.txt"]


def test_a_failure_keeps_the_old_file_and_removes_the_new(tmp_path):
    target = write_bytes(tmp_path / "a.bin", b"old")
    with pytest.raises(ZeroDivisionError), atomic_path(target) as temporary:
        temporary.write_bytes(b"new, but only half")
        raise ZeroDivisionError
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]


def test_the_temporary_name_keeps_the_suffix_for_drivers_that_look_at_it(tmp_path):
    with atomic_path(tmp_path / "layer.gpkg") as temporary:
        assert temporary.suffix == ".gpkg"
        temporary.write_bytes(b"x")


def test_a_folder_below_a_file_is_said_with_a_hint(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write") as caught:
        make_folder(tmp_path / "file" / "folder")
    assert caught.value.hint


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full (Linux)")
def test_a_full_disk_is_one_message(tmp_path):
    with pytest.raises(OutputError, match="No space left") as caught, atomic_path(tmp_path / "a.txt") as temporary:
        temporary.write_text("x")
        with Path("/dev/full").open("w") as stream:
            stream.write("x" * 100_000)
    assert "disk is full" in caught.value.hint
    assert caught.value.exit_code == 4
    assert list(tmp_path.iterdir()) == []


def test_kill_minus_9_leaves_the_old_file(tmp_path):
    target = write_bytes(tmp_path / "a.bin", b"old")
    code = (
        "import sys, time\nfrom geomap.files import atomic_path\n"
        "with atomic_path(sys.argv[1]) as t:\n"
        "    t.write_bytes(b'half'); print('writing', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"writing\n"
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert target.read_bytes() == b"old"


def unfinished(folder):
    return sorted(path.name for path in folder.iterdir() if path.name.startswith(".geomap-unfinished-"))


def test_what_a_killed_writer_left_goes_at_the_next_write_and_a_living_one_s_stays(tmp_path):
    code = (
        "import sys, time\nfrom geomap.files import atomic_path\n"
        "with atomic_path(sys.argv[1]) as t:\n"
        "    t.write_bytes(b'half'); t.with_name(t.name + '-wal').write_bytes(b'log')\n"
        "    print('writing', flush=True); time.sleep(60)"
    )
    target = tmp_path / "a [1].gpkg"
    other = tmp_path / "a.gpkg"
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
        for path in (target, target, other)
    ]
    try:
        for one in writers:
            assert one.stdout.readline() == b"writing\n"
        for one in (writers[0], writers[2]):
            one.kill()
            one.wait()
        assert len(unfinished(tmp_path)) == 6
        write_bytes(target, b"whole")
        left = unfinished(tmp_path)
        assert len(left) == 4  # the living writer's two, and those of another file
        assert sum(f"-{writers[1].pid}-" in name for name in left) == 2
    finally:
        for one in writers:
            one.kill()
            one.wait()
            one.stdout.close()


def test_a_name_as_long_as_names_may_be_is_written(tmp_path):
    name = "ы" * 125 + ".txt"
    write_text(tmp_path / name, "x")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_device_or_a_pipe_is_refused_and_stays_what_it_is(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="a device or a pipe, not a file"):
        write_text(tmp_path / "pipe", "x")
    assert (tmp_path / "pipe").is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_folder_of_that_name_is_refused(tmp_path):
    (tmp_path / "map.html").mkdir()
    with pytest.raises(OutputError, match="a folder, not a file"):
        write_text(tmp_path / "map.html", "x")
