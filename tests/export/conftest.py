"""A run made by hand, and that run written once a session."""

from __future__ import annotations

import pytest
import runs

from geomap.export import export_run


@pytest.fixture
def run():
    """Return the small run."""
    return runs.sample_run()


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """Return the folder of the small run, written once; tests only read it."""
    folder = tmp_path_factory.mktemp("written")
    export_run(runs.sample_run(), folder)
    return folder
