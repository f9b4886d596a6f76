"""The names as they go into the file: each told once, with the key that every look-up makes."""

import sqlite3
from contextlib import closing

import numpy as np

from geomap.gazetteer.geopackage import key_hashes
from geomap.gazetteer.keys import Keys, told_once
from geomap.gazetteer.names import normalise
from geomap.gazetteer.writer import _plain_key


def row(key, fid, text, kind="alternate", lang="", party="", rank=2):
    return key, fid, rank, text, lang, party, f"user:{fid}", kind, "Latn"


def test_a_bare_alternate_goes_where_the_name_is_known_better():
    usual, named = row("kut", 1, "Kut", "usual", rank=0), row("kut", 1, "Kut", lang="hy")
    bare = row("kut", 1, "Kut")
    assert list(told_once([usual, bare, bare, named])) == [usual, named]


def test_a_bare_alternate_stays_where_nothing_better_is_known():
    bare, other = row("kut", 1, "Kut"), row("kut", 1, "Ku't")
    elsewhere = row("kut", 2, "Kut", "usual", rank=0)
    assert list(told_once([other, bare, elsewhere])) == [other, bare, elsewhere]


def test_keys_are_hashed_once_and_only_counted_places_are_found_by_near_names():
    rows = [row("sotkavan", 1, "Sotkavan"), row("sotkavan", 2, "Sotkavan"), row("vardenis", 2, "Vardenis")]
    keys = Keys(countable=bytearray([0, 0, 1]))
    told = list(keys.over(rows))
    assert [line[:2] for line in told] == [(1, 1), (2, 2), (3, 2)]
    assert np.array_equal(keys.hashes(), np.sort(key_hashes(["sotkavan", "vardenis"])))
    assert {fid for _, fid in keys.buckets()} == {2, 3}


def test_plain_names_get_the_key_that_look_ups_make(tiny_gazetteer):
    with closing(sqlite3.connect(tiny_gazetteer)) as db:
        texts = [text for (text,) in db.execute("SELECT DISTINCT text FROM names")]
    texts += ["The Hague", "THE", "Kut 5", "55", "5 5", "a b", "", "O'Brien", "St. John's", "the the Gambia"]
    plain = {text: _plain_key(text) for text in texts}
    assert sum(map(bool, plain.values())) > 3000
    assert {text: normalise(text) for text, key in plain.items() if key} == {t: k for t, k in plain.items() if k}
