"""What the other names of a report say for each option: who lies in the same country, near it, around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geomap.resolve.context import EARTH_KM
from geomap.resolve.features import COMPANY_COLUMNS, COMPANY_INDEX
from geomap.resolve.sheet import CLASSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geomap.resolve.context import Scene

SCALES_KM = (15, 60, 250)
_MAX_ANCHOR_GROUPS = 80
_MAX_ANCHORS = 5
_LEAST = 0.02  # a less likely option is nobody's company
_BLOCK = 20_000  # options looked at together


def keep_company(scene: Scene, probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the other names say of each option, given how probable each option is so far.

    Columns as in `features.COMPANY_COLUMNS`: shares of the other names that lie in the option's country or province;
    means (``near``) and greatest values (``nearest``) of 1 / (1 + (distance / scale)^2) over the other names' likeliest
    options; how likely a place is that the text names as holding it; share of the names in one list with it (``peer``)
    that are of its kind.
    """
    count = len(scene.options)
    out = np.zeros((count, len(COMPANY_COLUMNS)))
    if not count:
        return out
    n_groups = len(scene.groups)
    owner = scene.group_of
    mass = probability * scene.weight[owner]
    country = _share(scene.country, scene.country_cell, scene, mass)
    out[:, COMPANY_INDEX["country_share"]] = country
    out[:, COMPANY_INDEX["admin1_share"]] = _share(
        scene.admin1, scene.admin1_cell, scene, np.where(scene.wide, 0.0, mass)
    )
    top = np.zeros(n_groups)
    top[scene.filled] = np.maximum.reduceat(country, scene.starts)
    out[:, COMPANY_INDEX["country_of_most"]] = (country >= top[owner]) & (country > 0)
    _distances(scene, probability, out)
    _stated(scene, probability, out)
    for group in scene.groups:
        if group.dateline and group.end > group.begin:
            best = group.begin + int(np.argmax(probability[group.begin : group.end]))
            same = (scene.country == scene.country[best]) & (owner != owner[best])
            out[same, COMPANY_INDEX["dateline_country"]] = 1.0
            break
    if scene.peers:
        _peers(scene, probability, out)
    return out


def _share(
    code: NDArray[np.int64], cell: NDArray[np.int64], scene: Scene, mass: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return for each option the share of the other names' mass that has its code; 0 for code 0.

    `cell` numbers the pairs of name and code.
    """
    sense = scene.sense_of
    total = np.bincount(code, mass)
    own = np.bincount(cell, mass)[cell]
    rest = mass.sum() - np.bincount(sense, mass)[sense]
    share = np.where(rest > 1e-9, (total[code] - own) / np.maximum(rest, 1e-9), 0.0)
    return np.where(code == 0, 0.0, np.maximum(share, 0.0))


def _distances(scene: Scene, probability: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    anchors = _anchors(scene, probability)
    if not len(anchors):
        return
    owner = scene.group_of
    used, column = np.unique(owner[anchors], return_inverse=True)
    member = np.zeros((len(anchors), len(used)))
    member[np.arange(len(anchors)), column] = probability[anchors]
    w = scene.weight[used]
    for begin in range(0, len(owner), _BLOCK):
        rows = slice(begin, begin + _BLOCK)
        # another sense of the same name says nothing: its options are the same places
        other = scene.sense_of[rows, None] != scene.sense[used][None, :]
        total = np.maximum(other @ w, 1e-9)
        # square of the chord: right to 1 % up to 2000 km, and beyond that nothing is near
        squared = np.maximum(0.0, 2 - 2 * (scene.unit[rows] @ scene.unit[anchors].T)) * EARTH_KM**2
        for scale in SCALES_KM:
            kernel = ((1 / (1 + squared / scale**2)) @ member) * other
            out[rows, COMPANY_INDEX[f"nearest_{scale}"]] = kernel.max(axis=1)
            out[rows, COMPANY_INDEX[f"near_{scale}"]] = (kernel @ w) / total


def _anchors(scene: Scene, probability: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows others are measured against: the likeliest options of the names mentioned most, no wide areas."""
    rows = np.flatnonzero((probability > _LEAST) & ~scene.wide)
    owner = scene.group_of[rows]
    if len(scene.groups) > _MAX_ANCHOR_GROUPS:
        most = np.lexsort((np.arange(len(scene.groups)), -scene.weight))[:_MAX_ANCHOR_GROUPS]
        rows = rows[np.isin(owner, most)]
        owner = scene.group_of[rows]
    if len(rows) == 0:
        return rows
    order = np.lexsort((rows, -probability[rows], owner))
    first = np.searchsorted(owner[order], owner[order])  # where the group begins in that order
    return np.sort(rows[order[np.arange(len(order)) - first < _MAX_ANCHORS]])


def _stated(scene: Scene, probability: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    if not scene.stated:
        return
    stated, holds_stated = np.zeros(len(probability)), np.zeros(len(probability))
    for row, holder, _ in scene.stated:
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
