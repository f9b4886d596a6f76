"""Scoring candidates and choosing among them."""

from __future__ import annotations

import numpy as np
import pytest

from geomap.recognise.candidates import Candidate
from geomap.recognise.classifier import choose, load_classifier, read_classifier
from geomap.recognise.features import INDEX, NAMES

TREES = {"base": -1.0, "threshold": 0.5, "trees": [["in_gazetteer", 0.5, -0.5, ["is_country", 0.5, 1.0, 3.0]], 0.25]}


def row(**values):
    out = np.zeros(len(NAMES), dtype=np.float32)
    for name, value in values.items():
        out[INDEX[name]] = value
    return out


def test_trees_add_up_from_their_base():
    model = read_classifier(TREES).model
    rows = np.stack([row(), row(in_gazetteer=1), row(in_gazetteer=1, is_country=1)])
    assert model.log_odds(rows).tolist() == [-1.25, 0.25, 2.25]


def test_weights_a_column_can_be_read_too():
    model = read_classifier({"base": -1, "threshold": 0.5, "weights": {"in_gazetteer": 2}}).model
    assert model.log_odds(np.stack([row(), row(in_gazetteer=1)])).tolist() == [-1, 1]


def test_no_rows_give_no_scores():
    assert load_classifier(with_model=False).model.log_odds(np.zeros((0, len(NAMES)), dtype=np.float32)).size == 0


def span(start, end):
    return Candidate(start, end, start, end, "x" * (end - start), "x", in_gazetteer=True)


def test_the_whole_name_outweighs_its_two_parts():
    whole, first, last = span(0, 9), span(0, 4), span(5, 9)
    kept = choose([first, whole, last], [2.0, 2.0, 2.0], threshold=0.5)
    assert [c for c, _ in kept] == [whole]


@pytest.mark.parametrize(("label", "whole_wins"), [("GPE", True), ("PERSON", False), ("", False)])
def test_a_place_of_the_model_outweighs_a_known_name_inside_it(label, whole_wins):
    """A village "Puerto Alemania" that no gazetteer has is not Germany."""
    inner = span(7, 15)
    whole = Candidate(0, 15, 0, 15, "x" * 15, "x", label=label)
    (kept,) = choose([whole, inner], [0.3, 0.1], threshold=0.5)
    assert (kept[0] is whole) is whole_wins


def test_what_is_unlikely_is_left_out():
    assert choose([span(0, 2)], [-3.0], threshold=0.4) == []
