"""Names that only one place bears, in reports that name little else."""

from __future__ import annotations

import pytest

from geomap.gazetteer.store import Gazetteer
from geomap.records import Mention, Report
from geomap.resolve.resolve import resolve_mentions
from geomap.resolve.sole import SOLE_SCORE


@pytest.fixture(scope="module")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def resolve(text, gazetteer, *names, score=0.9):
    mentions, at = [], 0
    for name in names:
        start = text.index(name, at)
        at = start + len(name)
        mentions.append(Mention(start, at, name, relation="near", score=score))
    return resolve_mentions(Report("r", text, text), mentions, gazetteer)


def test_a_village_that_alone_bears_its_name_is_meant_by_a_short_report(gazetteer):
    (found,) = resolve("Two men were shot near Verin Shorzha.", gazetteer, "Verin Shorzha")
    assert found.place.name == "Verin Shorzha"
    assert found.score >= SOLE_SCORE
    assert found.precision == 2


def test_the_reason_is_told_where_it_decided(gazetteer):
    (found,) = resolve("Two men were shot near Verin Shorzha.", gazetteer, "Verin Shorzha")
    assert "sole_bearer" in found.reasons
    assert "none_of_these" not in found.reasons


def test_a_name_that_several_places_bear_stays_open(gazetteer):
    (found,) = resolve("Two men were shot near Kut.", gazetteer, "Kut")
    assert "sole_bearer" not in found.reasons


def test_a_word_that_may_be_no_name_gains_nothing(gazetteer):
    (found,) = resolve("Two men were shot near Verin Shorzha.", gazetteer, "Verin Shorzha", score=0.4)
    assert "sole_bearer" not in found.reasons


def test_a_name_that_is_only_nearly_so_written_gains_nothing(gazetteer):
    (found,) = resolve("Two men were shot near Verin Shorzhba.", gazetteer, "Verin Shorzhba")
    assert "sole_bearer" not in found.reasons


def test_in_a_report_of_many_names_their_company_decides(gazetteer):
    text = "From Paris by London and Rome to Verin Shorzha."
    *_, found = resolve(text, gazetteer, "Paris", "London", "Rome", "Verin Shorzha")
    assert "sole_bearer" not in found.reasons
