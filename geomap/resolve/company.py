"""What the other names of a report say for each option: who lies in the same country, near it, around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geomap.resolve.features import COMPANY_COLUMNS, COMPANY_INDEX
from geomap.resolve.pairs import EARTH_KM, first_of_runs, pairs_within
from geomap.resolve.sheet import CLASSES
from geomap.resolve.stated import NAMED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geomap.resolve.context import Scene

SCALES_KM = (15, 60, 250)
_MAX_ANCHOR_GROUPS = 80
_MAX_ANCHORS = 5
_OF_PASSAGE = 0.5  # what the district of a passage counts beside a statement
_LEAST = 0.02  # a less likely option is nobody's company


def keep_company(scene: Scene, probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the other names say of each option, given how probable each option is so far.

    Columns as in `features.COMPANY_COLUMNS`: shares of the other names that lie in the option's country or province;
    means (``near``) and greatest values (``nearest``) of 1 / (1 + (distance / scale)^2) over the other names' likeliest
    options; how likely a place is that the text names as holding it; share of the names in one list with it (``peer``)
    that are of its kind. The other names are those of the same report.
    """
    count = len(scene.options)
    out = np.zeros((count, len(COMPANY_COLUMNS)))
    if not count:
        return out
    owner = scene.group_of
    mass = probability * scene.weight[owner]
    country = _share(scene.country, scene.country_cell, scene.country_sum, scene, mass)
    out[:, COMPANY_INDEX["country_share"]] = country
    out[:, COMPANY_INDEX["admin1_share"]] = _share(
        scene.admin1, scene.admin1_cell, scene.admin1_sum, scene, np.where(scene.wide, 0.0, mass)
    )
    top = np.zeros(len(scene.groups))
    top[scene.filled] = np.maximum.reduceat(country, scene.starts)
    out[:, COMPANY_INDEX["country_of_most"]] = (country >= top[owner]) & (country > 0)
    _distances(scene, probability, out)
    _stated(scene, probability, out)
    for number in scene.datelines:
        group = scene.groups[number]
        best = group.begin + int(np.argmax(probability[group.begin : group.end]))
        same = (scene.country == scene.country[best]) & (owner != number) & (scene.page_of == scene.page[number])
        out[same, COMPANY_INDEX["dateline_country"]] = 1.0
    if scene.peers:
        _peers(scene, probability, out)
    return out


def _share(
    code: NDArray[np.int64],
    cell: NDArray[np.int64],
    together: NDArray[np.int64],
    scene: Scene,
    mass: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return for each option the share of the other names' mass that has its code; 0 for code 0.

    `cell` numbers the pairs of name and code, `together` those of report and code.
    """
    sense, page = scene.sense_of, scene.page_of
    total = np.bincount(together, mass)
    own = np.bincount(cell, mass)[cell]
    rest = np.bincount(page, mass)[page] - np.bincount(sense, mass)[sense]
    share = np.where(rest > 1e-9, (total[together] - own) / np.maximum(rest, 1e-9), 0.0)
    return np.where(code == 0, 0.0, np.maximum(share, 0.0))


def _distances(scene: Scene, probability: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    anchors = _anchors(scene, probability)
    owner = scene.group_of
    for row, at in pairs_within(scene.page_of, scene.page_of[anchors], scene.pages):
        anchor = anchors[at]
        # square of the chord: right to 1 % up to 2000 km, and beyond that nothing is near
        squared = np.maximum(0.0, 2 - 2 * np.einsum("ij,ij->i", scene.unit[row], scene.unit[anchor])) * EARTH_KM**2
        named = owner[anchor]
        names = first_of_runs(row * len(scene.groups) + named)  # an option beside all anchors of one name
        own, named = row[names], named[names]
        rows = first_of_runs(own)
        beside = own[rows]
        # another sense of the same name says nothing: its options are the same places
        other = scene.sense_of[own] != scene.sense[named]
        weight = np.where(other, scene.weight[named], 0.0)
        total = np.maximum(np.add.reduceat(weight, rows), 1e-9)
        likely = probability[anchor]
        for scale in SCALES_KM:
            kernel = np.add.reduceat(1 / (1 + squared / scale**2) * likely, names) * other
            out[beside, COMPANY_INDEX[f"nearest_{scale}"]] = np.maximum.reduceat(kernel, rows)
            out[beside, COMPANY_INDEX[f"near_{scale}"]] = np.add.reduceat(kernel * weight, rows) / total


def _anchors(scene: Scene, probability: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows others are measured against: the likeliest options of the names mentioned most, no wide areas."""
    rows = np.flatnonzero((probability > _LEAST) & ~scene.wide)
    if len(rows) == 0:
        return rows
    many = np.bincount(scene.page)
    if many.max() > _MAX_ANCHOR_GROUPS:
        most = np.lexsort((np.arange(len(scene.groups)), -scene.weight, scene.page))
        first = (np.cumsum(many) - many)[scene.page]  # the groups of a report stand together
        rows = rows[np.isin(scene.group_of[rows], most[np.arange(len(most)) - first < _MAX_ANCHOR_GROUPS])]
    owner = scene.group_of[rows]
    order = np.lexsort((rows, -probability[rows], owner))
    first = np.searchsorted(owner, owner)  # where the group begins in that order
    return np.sort(rows[order[np.arange(len(order)) - first < _MAX_ANCHORS]])


def _stated(scene: Scene, probability: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    if not scene.stated:
        return
    stated, holds_stated = np.zeros(len(probability)), np.zeros(len(probability))
    for row, holder, how in scene.stated:
        if how == NAMED:
            stated[row] = max(stated[row], _OF_PASSAGE * probability[holder])
            continue
        stated[row] = max(stated[row], probability[holder])
        holds_stated[holder] = max(holds_stated[holder], probability[row])
    most = np.zeros(len(scene.groups))
    np.maximum.at(most, scene.group_of, stated)
    out[:, COMPANY_INDEX["stated_in"]] = stated
    out[:, COMPANY_INDEX["stated_elsewhere"]] = np.maximum(0.0, most[scene.group_of] - stated)
    out[:, COMPANY_INDEX["holds_stated"]] = holds_stated


def _peers(scene: Scene, probability: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    """Fill in how far the names of one list are of an option's kind: "England and Wales" are two provinces."""
    owner, n_groups = scene.group_of, len(scene.groups)
    kinds = np.bincount(owner * CLASSES + scene.kind_class, probability, n_groups * CLASSES)
    kinds = kinds.reshape(n_groups, CLASSES)
    pairs = np.array(scene.peers, dtype=np.int64)
    share = np.zeros((n_groups, CLASSES))
    np.add.at(share, pairs[:, 0], kinds[pairs[:, 1]])
    count = np.bincount(pairs[:, 0], minlength=n_groups)
    share /= np.maximum(count, 1)[:, None]
    out[:, COMPANY_INDEX["peer_kind"]] = share[owner, scene.kind_class]
