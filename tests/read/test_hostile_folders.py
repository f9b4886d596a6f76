"""Folders that somebody prepared: links in circles, links to nowhere, pipes that never end."""

from __future__ import annotations

import os

import pytest

from geomap.read.reports import read_reports
from geomap.records import Rejection

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes and links")


def told(*inputs):
    found = list(read_reports(inputs))
    return [(one.reason, one.detail) if isinstance(one, Rejection) else one.id for one in found]


def test_a_link_to_itself_or_to_nowhere_is_told_and_the_rest_is_read(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing.txt")
    (tmp_path / "round").mkdir()
    (tmp_path / "round" / "back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "report.txt").write_text("Two soldiers were wounded near Sotk.", "utf-8")
    found = told(tmp_path)
    assert found.count(("symlink", "a symbolic link that leads nowhere")) == 2
    assert len([one for one in found if isinstance(one, str)]) == 1


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert [reason for reason, _ in told(tmp_path / "pipe.txt")] == ["unreadable"]
    assert [reason for reason, _ in told(str(tmp_path / "*.txt"))] == ["unreadable"]
