"""Why a place was chosen, in short codes that a person can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geomap.resolve.context import EARTH_KM
from geomap.resolve.features import INDEX

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geomap.resolve.context import Group, Scene


def reasons_for(
    scene: Scene, group: Group, best: int, matrix: NDArray[np.float64], probability: NDArray[np.float64]
) -> tuple[str, ...]:
    """Return what spoke for the option in row `best`: its name, containers, countries, neighbours, size."""
    option = scene.options[best]
    place = option.place
    row = matrix[best]
    out = [f"name:{option.name_type}"]
    if option.how == "fuzzy":
        out.append(f"spelling:{option.likeness:.2f}")
    elif option.how in {"stripped", "spelled"}:
        out.append(option.how)
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
    near = _nearest(scene, group, best, probability)
    if near:
        out.append(near)
    if row[INDEX["most_prominent"]] and group.end - group.begin > 1:
        out.append("most_prominent")
    if place.population:
        out.append(f"population:{place.population}")
    return tuple(out)


def _stated(scene: Scene, best: int, probability: NDArray[np.float64]) -> int | None:
    found = [(probability[holder], -holder) for row, holder, _ in scene.stated if row == best]
    return -max(found)[1] if found and max(found)[0] > 0.2 else None


def _nearest(scene: Scene, group: Group, best: int, probability: NDArray[np.float64]) -> str:
    """Return the nearest place of another name that is likely meant, with its distance in whole km."""
    if scene.wide[best]:
        return ""
    likely = np.flatnonzero(
        (probability > 0.5)
        & ~scene.wide
        & ((np.arange(len(probability)) < group.begin) | (np.arange(len(probability)) >= group.end))
    )
    if not len(likely):
        return ""
    squared = np.maximum(0.0, 2 - 2 * (scene.unit[likely] @ scene.unit[best]))
    at = int(np.argmin(squared))
    km = float(2 * EARTH_KM * np.arcsin(np.sqrt(squared[at]) / 2))
    return f"near:{scene.options[int(likely[at])].place.name} {km:.0f} km" if km <= 250 else ""
