"""The ranker laid open."""

from __future__ import annotations

import pytest

from geomap.gazetteer.store import Gazetteer
from geomap.records import Mention, Report
from geomap.resolve.explain import explain_mentions
from geomap.resolve.resolve import resolve_mentions

TEXT = "Kut in Gegharkunik was shelled, and Qzzyrvanx."
MENTIONS = [Mention(0, 3, "Kut"), Mention(7, 18, "Gegharkunik"), Mention(36, 45, "Qzzyrvanx")]


@pytest.fixture(scope="module")
def explained(tiny_gazetteer):
    report = Report("r", TEXT, TEXT)
    with Gazetteer.open(tiny_gazetteer) as gazetteer:
        return explain_mentions(report, MENTIONS, gazetteer), resolve_mentions(report, MENTIONS, gazetteer)


def test_the_first_candidate_is_the_one_that_was_chosen(explained):
    weighed, resolved = explained
    assert weighed[0][0].place == resolved[0].place
    assert weighed[0][0].place.country == "AM"


def test_the_contributions_add_up_to_the_utility(explained):
    best = explained[0][0][0]
    assert sum(value for _, value in best.contributions) == pytest.approx(best.utility, abs=0.01)
    assert "stated_in" in dict(best.contributions)


def test_none_of_these_is_always_among_the_answers(explained):
    for weighed in explained[0]:
        assert sum(item.place is None for item in weighed) == 1
        assert sum(item.probability for item in weighed) <= 1.001


def test_an_unknown_name_has_only_none_of_these(explained):
    assert [item.place for item in explained[0][2]] == [None]
