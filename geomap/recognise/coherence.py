"""A second look at doubtful names: places that belong together on the ground support one another.

The classifier judges a name by its words and the record behind it. A village that the model takes for a person
("Goris", "Norabak") gets too little there, although the sure names of the same text lie next to it. Such a name gets
some of its odds back; a name that may well be a person's or an ordinary word does not.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geomap.recognise.features import INDEX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.recognise.batch import Page
    from geomap.recognise.candidates import Candidate
    from geomap.records import Hit

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
            points += [(candidate.key, hit.place.lon, hit.place.lat) for hit in candidate.hits if _is_name(hit)]
    points = sorted(set(points))[:_MOST]
    out = log_odds.copy()
    support = _support([page.candidates[i] for i in weak], points, countries)
    out[weak] += support
    _share_in_lists(page, weak, out)
    return out


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
    for anchor in anchors:
        top = anchor.hits[0].place
        if top.kind in _STATE or all(hit.name.type in _PEOPLE for hit in anchor.hits):
            countries.add(top.country)
    for anchor in anchors:
        places = [hit.place for hit in anchor.hits[:12] if hit.name.type not in _PEOPLE]
        places = [p for p in places if p.kind not in _STATE and p.kind not in _LARGE]
        known = [p for p in places if p.country in countries] or places[:1]
        points += [(anchor.key, p.lon, p.lat) for p in known[:3]]
        if known and not countries:
            countries.add(known[0].country)
    return points, countries


def _support(
    candidates: Sequence[Candidate], points: Sequence[tuple[str, float, float]], countries: set[str]
) -> NDArray[np.float64]:
    """Return what the ground gives back to each candidate: neighbours of another name, or the countries of the text."""
    out = np.zeros(len(candidates))
    meant = [[hit for hit in c.hits[:12] if _is_name(hit)] for c in candidates]
    owner = [i for i, hits in enumerate(meant) for _ in hits]
    near = np.zeros(len(candidates), dtype=bool)
    if owner and points:
        keys = {key: number for number, key in enumerate(sorted({key for key, _, _ in points}))}
        key_of_point = np.array([keys[key] for key, _, _ in points])
        key_of_hit = np.array([keys.get(candidates[i].key, -1) for i in owner])
        beside = _unit([(h.place.lon, h.place.lat) for hits in meant for h in hits]) @ _unit([p[1:] for p in points]).T
        close = (beside >= _NEAR_COSINE) & (key_of_hit[:, None] != key_of_point[None, :])
        near[np.array(owner)[close.any(axis=1)]] = True
    for i, (candidate, hits) in enumerate(zip(candidates, meant, strict=True)):
        if near[i]:
            out[i] = _NEAR
        elif hits and len(candidate.hits) <= _FEW and countries and all(hit.place.country in countries for hit in hits):
            out[i] = _COUNTRY
    return out


def _unit(points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Return the unit vectors of (lon, lat) in degrees, one a row."""
    lon, lat = np.radians(np.array(points, dtype=float)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


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
        after = candidate.last
        if after < len(lowers) and (lowers[after] == "," or lowers[after] in joins):
            step = after + 1
            if lowers[after] == "," and step < len(lowers) and lowers[step] in joins:
                step += 1
            other = begins.get(step)
            if other is not None:
                pairs.append((i, other))
    before = out.copy()
    for i, other in pairs:
        for one, two in ((i, other), (other, i)):
            if one in among and before[two] >= 0 and not page.candidates[two].people:
                out[one] = max(out[one], before[one] + _LIST)
