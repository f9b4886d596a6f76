"""A second look at doubtful names: places that belong together on the ground support one another.

The classifier judges a name by its words and the record behind it. A village that the model takes for a person
("Goris", "Norabak") gets too little there, although the sure names of the same text lie next to it. Such a name gets
some of its odds back; a name that may well be a person's or an ordinary word does not.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geomap.recognise.features import INDEX
from geomap.recognise.tokens import APOSTROPHES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.recognise.batch import Page
    from geomap.recognise.candidates import Candidate
    from geomap.records import Hit, Place

_SURE = math.log(0.6 / 0.4)  # log odds from which a name is an anchor
_LEAST = math.log(0.03 / 0.97)  # what is below is not looked at again
_NEAR_KM = 75.0
_NEAR_COSINE = math.cos(_NEAR_KM / 6371.0088)
_SHORTEST = 3
_NEAR = 2.6  # log odds for a place beside an anchor
_COUNTRY = 1.6  # for a name whose few places all lie in the text's countries
_LIST = 1.2  # for a name in a list with one that stands
_FEW = 3
_RATHER_FEW = 6
_MOST = 300  # places and names that are compared at most: bounded work on any text
_SETTLED = frozenset({"village", "town", "city", "hamlet", "settlement"})
_CALLED = math.log(0.75 / 0.25)  # set by hand; all 38 of "the village of X" in the gold sets are places
_CALLED_UNKNOWN = math.log(0.4 / 0.6)  # just enough to be kept: 4 in the gold sets, all places
_FAIR = math.log(0.1 / 0.9)  # what is below is no name after "near" either
_BESIDE = math.log(0.6 / 0.4)  # set by hand; of "near X" and "in X" such in single sentences of the gold sets 5 of 5
_ARMS = re.compile(r"(?i)shell|rocket|bomb|mortar|missile|drone|grenade|artillery|strike|howitzer|warplane|jets")
_STRUCK_WITHIN = 60  # characters before the name
_STRUCK = re.compile(  # what shells fall on is a place
    r"(?i)\b(?:(?:shells?|rockets?|bombs?|mortars?|missiles?|drones?|grenades?|artillery|shelling|air ?strikes?|"
    r"howitzers?|warplanes|jets|mortar rounds|shell ?fire) (?:\w+ ){0,3}?(?:(?:fell|landed|rained(?: down)?|"
    r"came down|crashed|"
    r"exploded) (?:on|in|near|over)|hit|struck|pounded|battered|targeted|slammed into|shook|bombed)|"
    r"shelled|bombarded|pounded|(?:shelling|bombardment|bombing) of|bombarding|shelling) $"
)
_STATE = frozenset({"country", "territory"})
_LARGE = frozenset({"continent", "region", "sea"})
_PEOPLE = frozenset({"demonym", "adjective"})
# signs of a person, an organisation or an ordinary word: such a name gets nothing back
_AGAINST = (
    "after_title", "after_given_name", "before_surname", "before_person_verb", "before_organisation", "before_street",
    "inside_PERSON", "inside_ORG", "in_longer_name", "in_person_elsewhere", "month_or_day", "is_people",
    "after_capital", "before_capital", "small_in_text",
)  # fmt: skip
_RARE_WORD = 9.0
_AGAINST_COLUMNS = [INDEX[name] for name in _AGAINST]


def second_look(page: Page, matrix: NDArray[np.float32], log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log odds of a page's candidates with what their neighbours on the ground say added.

    Parameters
    ----------
    page
        With its candidates.
    matrix
        Their features, shape (candidates, `features.NAMES`).
    log_odds
        The classifier's, shape (candidates,).
    """
    log_odds = _beside_places(page, matrix, _called_places(page, matrix, log_odds))
    weak = [i for i in _doubtful(matrix, log_odds) if _may_be(page.candidates[i])]
    if not weak:
        return log_odds
    # one mention of a name is enough: all of them can mean the same places
    anchors = {
        page.candidates[i].key: page.candidates[i]
        for i in reversed(np.flatnonzero(log_odds >= _SURE).tolist())
        if page.candidates[i].hits
    }
    points, countries = _ground(list(reversed(anchors.values())))
    # doubtful names that mean few places support one another: "Goris, Sotk and Jermuk" lie together only in one land
    for i in weak[:_MOST]:
        candidate = page.candidates[i]
        if len(candidate.hits) <= _RATHER_FEW:
            points += [(candidate.key, *point) for point in _meaning_of(candidate).points]
    points = sorted(set(points))[:_MOST]
    out = log_odds.copy()
    support = _support([page.candidates[i] for i in weak], points, countries)
    out[weak] += support
    _share_in_lists(page, weak, out)
    return out


def _called_places(page: Page, matrix: NDArray[np.float32], log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log odds with those of "the village of X" raised: the text itself calls X a place.

    The gold sets have too few of them for the trees to learn it in a text of one sentence.
    """
    rows = np.flatnonzero((matrix[:, INDEX["cue_before"]] > 0) & (matrix[:, INDEX["after_of"]] > 0))
    called = [i for i in rows.tolist() if page.candidates[i].cue in _SETTLED and not page.candidates[i].people]
    if not called:
        return log_odds
    out = log_odds.copy()
    for i in called:
        own = page.candidates[i]
        if any(c is not own and c.start < own.end and own.start < c.end for c in page.candidates):
            continue  # "the city of Deir ez-Zor": which of the names it is, the words and the gazetteer tell
        out[i] = max(out[i], _CALLED if page.candidates[i].in_gazetteer else _CALLED_UNKNOWN)
    return out


def _beside_places(page: Page, matrix: NDArray[np.float32], log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log odds with those of "near X" and "shells hit X" raised, where X is known, rare and nobody's.

    The model now and then overlooks a name in a text of one sentence ("near Sotk on Wednesday").
    """
    fair = (log_odds > _FAIR) & (matrix[:, INDEX["after_in"]] > 0)
    if _ARMS.search(page.text) is not None:
        for i in np.flatnonzero((log_odds > _LEAST) & (log_odds < _BESIDE) & ~fair).tolist():
            at = page.candidates[i].start
            fair[i] = _STRUCK.search(page.text, max(0, at - _STRUCK_WITHIN), at) is not None
    rows = np.flatnonzero((log_odds < _BESIDE) & fair)
    if not len(rows):
        return log_odds
    own = matrix[rows]
    plain = (own[:, INDEX["ordinary"]] >= _RARE_WORD) & (own[:, INDEX["sure_prominence"]] > 0)
    plain &= (own[:, [*_AGAINST_COLUMNS, INDEX["after_the"], INDEX["after_and"]]] <= 0).all(axis=1)
    out = log_odds
    for i in rows[plain].tolist():
        candidate = page.candidates[i]
        if not _may_be(candidate) or candidate.text.isupper() or _is_possessive(page, candidate):
            continue
        if any(c is not candidate and c.start < candidate.end and candidate.start < c.end for c in page.candidates):
            continue
        if out is log_odds:
            out = log_odds.copy()
        out[i] = _BESIDE
    return out


def _is_possessive(page: Page, candidate: Candidate) -> bool:
    after = page.text[candidate.end : candidate.end + 2]
    return len(after) == 2 and after[0] in APOSTROPHES and after[1] in "sS"  # "near Carter's house"


def _doubtful(matrix: NDArray[np.float32], log_odds: NDArray[np.float64]) -> list[int]:
    """Return the candidates that are neither sure nor hopeless, and that nothing speaks against."""
    rows = np.flatnonzero((log_odds > _LEAST) & (log_odds < _SURE))
    if not len(rows):
        return []
    own = matrix[rows]
    good = (
        (own[:, INDEX["in_gazetteer"]] > 0)
        & (own[:, INDEX["ordinary"]] >= _RARE_WORD)
        & ((own[:, INDEX["sure_prominence"]] > 0) | (own[:, [INDEX["cue_before"], INDEX["cue_after"]]] > 0).any(axis=1))
        & (own[:, _AGAINST_COLUMNS] <= 0).all(axis=1)
    )
    return list(map(int, rows[good]))


def _may_be(candidate: Candidate) -> bool:
    return candidate.in_gazetteer and not candidate.people and len(candidate.key) >= _SHORTEST


def _ground(anchors: Sequence[Candidate]) -> tuple[list[tuple[str, float, float]], set[str]]:
    """Return (key, lon, lat) of the places that the sure names can mean, and the countries they speak of."""
    points: list[tuple[str, float, float]] = []
    countries: set[str] = set()
    known = [_meaning_of(anchor) for anchor in anchors]
    for meaning in known:
        if meaning.speaks:
            countries.add(meaning.country)
    for anchor, meaning in zip(anchors, known, strict=True):
        places = [place for place in meaning.places if place.country in countries][:3] or meaning.places[:1]
        points += [(anchor.key, place.lon, place.lat) for place in places]
        if places and not countries:
            countries.add(places[0].country)
    return points, countries


def _support(
    candidates: Sequence[Candidate], points: Sequence[tuple[str, float, float]], countries: set[str]
) -> NDArray[np.float64]:
    """Return what the ground gives back to each candidate: neighbours of another name, or the countries of the text."""
    out = np.zeros(len(candidates))
    meant = [_meaning_of(c) for c in candidates]
    sizes = [len(meaning.unit) for meaning in meant]
    near = np.zeros(len(candidates), dtype=bool)
    if points and any(sizes):
        owner = np.repeat(np.arange(len(candidates)), sizes)
        keys: dict[str, int] = {}
        key_of_point = np.array([keys.setdefault(key, len(keys)) for key, _, _ in points])
        key_of_hit = np.array([keys.get(c.key, -1) for c in candidates])[owner]
        beside = np.concatenate([meaning.unit for meaning in meant]) @ _unit([(lon, lat) for _, lon, lat in points]).T
        close = (beside >= _NEAR_COSINE) & (key_of_hit[:, None] != key_of_point[None, :])
        near[owner[close.any(axis=1)]] = True
    for i, (candidate, meaning) in enumerate(zip(candidates, meant, strict=True)):
        if near[i]:
            out[i] = _NEAR
        elif countries and meaning.lands and len(candidate.hits) <= _FEW and meaning.lands <= countries:
            out[i] = _COUNTRY
    return out


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a name's hits say of the ground.

    ``speaks`` tells that the name speaks of ``country``; ``places`` are what it may mean as an anchor, ``points`` (lon,
    lat), ``unit`` (on the unit sphere) and ``lands`` (countries) of what it may mean as a doubtful name.
    """

    speaks: bool
    country: str
    places: list[Place]
    points: list[tuple[float, float]]
    unit: NDArray[np.float64]
    lands: frozenset[str]


def _meaning_of(candidate: Candidate) -> _Meaning:
    """Return what a candidate's hits say, worked out once for all mentions of a name."""
    entry = candidate.entry
    if entry is None or entry.hits is not candidate.hits:
        return _read_hits(candidate.hits)
    if entry.meaning is None:
        entry.meaning = _read_hits(entry.hits)
    return entry.meaning  # type: ignore[no-any-return]


def _read_hits(hits: Sequence[Hit]) -> _Meaning:
    top = hits[0].place if hits else None
    first = hits[:12]
    places = [hit.place for hit in first if hit.name.type not in _PEOPLE]
    named = [hit.place for hit in first if _is_name(hit)]
    points = [(place.lon, place.lat) for place in named]
    return _Meaning(
        top is not None and (top.kind in _STATE or all(hit.name.type in _PEOPLE for hit in hits)),
        top.country if top is not None else "",
        [place for place in places if place.kind not in _STATE and place.kind not in _LARGE],
        points,
        _unit(points),
        frozenset(place.country for place in named),
    )


def _unit(points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Return the unit vectors of (lon, lat) in degrees, one a row."""
    out = []
    for lon, lat in points:
        x, y = math.radians(lon), math.radians(lat)
        out.append((math.cos(y) * math.cos(x), math.cos(y) * math.sin(x), math.sin(y)))
    return np.array(out, dtype=float).reshape(len(out), 3)


def _is_name(hit: Hit) -> bool:
    return hit.name.type not in _PEOPLE and hit.name.type != "abbreviation" and hit.name.lang in {"", "en"}


def _share_in_lists(page: Page, weak: Sequence[int], out: NDArray[np.float64]) -> None:
    """Let "Sotk, Kut and Norabak" stand or fall together: a name beside one that stands gets some of it."""
    begins = {candidate.first: i for i, candidate in enumerate(page.candidates)}
    lowers = page.tokens.lowers
    among = set(weak)
    joins = page.lexicon.words("conjunctions")
    pairs = []
    for i, candidate in enumerate(page.candidates):
        step = candidate.last
        if step < len(lowers) and (lowers[step] == "," or lowers[step] in joins):
            step += 2 if lowers[step] == "," and step + 1 < len(lowers) and lowers[step + 1] in joins else 1
            other = begins.get(step)
            if other is not None and (i in among or other in among):
                pairs.append((i, other))
    if not pairs:
        return
    before = out.copy()
    for i, other in pairs:
        for one, two in ((i, other), (other, i)):
            if one in among and before[two] >= 0 and not page.candidates[two].people:
                out[one] = max(out[one], before[one] + _LIST)
