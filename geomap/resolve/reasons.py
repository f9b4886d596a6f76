"""Why a place was chosen, in short codes that a person can read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geomap.resolve.context import EARTH_KM
from geomap.resolve.features import INDEX

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geomap.resolve.context import Group, Scene

_NEAR_KM = 250.0
_BLOCK = 1_000


def reasons_for(
    scene: Scene,
    group: Group,
    best: int,
    matrix: NDArray[np.float64],
    probability: NDArray[np.float64],
    neighbours: dict[int, str],
) -> tuple[str, ...]:
    """Return what spoke for the option in row `best`: its name, containers, countries, neighbours, size."""
    option = scene.options[best]
    place = option.place
    row = matrix[best]
    out = [f"name:{option.name_type}"]
    if option.how == "fuzzy":
        out.append(f"spelling:{option.likeness:.2f}")
    elif option.how in {"stripped", "spelled", "combined"}:
        out.append(option.how)
    elif option.how == "borrowed":
        out.append(f"namesake_of:{group.written}")
    if option.party:
        out.append(f"party:{option.party}")
    if group.end - group.begin == 1:
        out.append("only_candidate")
    if row[INDEX["cue_fits"]]:
        out.append(f"kind:{group.cue}")
    elif row[INDEX["cue_clashes"]]:
        out.append(f"kind_clash:{group.cue}")
    holder = _stated(scene, best, probability)
    if holder is not None:
        out.append(f"in:{scene.options[holder].place.name} (stated)")
    elif row[INDEX["stated_elsewhere"]] > 0.3:
        out.append("stated_elsewhere")
    if row[INDEX["country_share"]] >= 0.2 and place.country:
        out.append(f"country:{place.country} (document)")
    if row[INDEX["admin1_share"]] >= 0.15 and place.admin1:
        out.append(f"province:{place.admin1} (document)")
    if row[INDEX["dateline_country"]]:
        out.append("dateline")
    if row[INDEX["region"]]:
        out.append("region")
    if row[INDEX["publisher"]]:
        out.append("publisher")
    if row[INDEX["peer_kind"]] >= 0.5:
        out.append(f"list_of:{place.kind}")
    if best in neighbours:
        out.append(neighbours[best])
    if row[INDEX["most_prominent"]] and group.end - group.begin > 1:
        out.append("most_prominent")
    if place.population:
        out.append(f"population:{place.population}")
    return tuple(out)


def _stated(scene: Scene, best: int, probability: NDArray[np.float64]) -> int | None:
    found = [(probability[holder], -holder) for row, holder, _ in scene.stated if row == best]
    return -max(found)[1] if found and max(found)[0] > 0.2 else None


def nearest_names(scene: Scene, rows: NDArray[np.int64], probability: NDArray[np.float64]) -> dict[int, str]:
    """Return for each of some rows the nearest place of another name that is likely meant: "near:Sotk 4 km".

    Rows of wide areas and those with nothing within 250 km are left out.
    """
    rows = rows[~scene.wide[rows]]
    likely = np.flatnonzero((probability > 0.5) & ~scene.wide)
    out: dict[int, str] = {}
    if not len(likely):
        return out
    for begin in range(0, len(rows), _BLOCK):
        part = rows[begin : begin + _BLOCK]
        squared = np.maximum(0.0, 2 - 2 * (scene.unit[part] @ scene.unit[likely].T))
        squared[scene.group_of[part][:, None] == scene.group_of[likely][None, :]] = np.inf
        at = squared.argmin(axis=1)
        chord = np.sqrt(squared[np.arange(len(part)), at])
        for row, other, length in zip(part.tolist(), likely[at].tolist(), chord.tolist(), strict=True):
            km = 2 * EARTH_KM * math.asin(min(1.0, length / 2)) if math.isfinite(length) else math.inf
            if km <= _NEAR_KM:
                out[row] = f"near:{scene.options[other].place.name} {km:.0f} km"
    return out
