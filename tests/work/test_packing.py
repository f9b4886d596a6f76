"""What workers send home is what they found, to the last field."""

from __future__ import annotations

import pickle
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from work_reports import report_of

from geomap.engine import Engine
from geomap.records import Rejection
from geomap.work import packing


def test_resolutions_and_drafts_come_back_equal(settings):
    with Engine.open(settings) as engine:
        told = engine.tell_batch([report_of(n) for n in range(12)])
        assert sum(len(one.resolutions) for one in told) > 30
        for one in told:
            outcome = packing.pack_outcome("k", one)
            assert tuple(packing.unpack_resolutions(outcome.places, engine.gazetteer.get)) == one.resolutions
            assert tuple(packing.unpack_draft(data) for _, data in outcome.drafts) == one.incidents
            assert outcome.mentions == len(one.resolutions)
            assert pickle.loads(pickle.dumps(outcome)) == outcome


def test_every_field_that_results_depend_on_is_in_the_key():
    report = report_of(1)
    keys = {packing.report_key(report)}
    for change in (
        {"id": "x"}, {"text": report.text + " "}, {"title": "x"}, {"date": None}, {"publisher": "x"},
        {"language": "fr"}, {"source": "x"}, {"url": "x"}, {"date_basis": "header"},
    ):  # fmt: skip
        keys.add(packing.report_key(replace(report, **change)))
    assert len(keys) == 10
    assert packing.report_key(report_of(1)) in keys


@given(st.lists(st.builds(Rejection, st.text(), st.text(), st.text(), st.text(), st.booleans()), max_size=3))
def test_notes_come_back_equal(notes):
    assert packing.unpack_notes(packing.pack_notes(notes)) == notes
