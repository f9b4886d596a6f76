"""Why a place was chosen, in short codes that a person can read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geomap.resolve.features import INDEX
from geomap.resolve.pairs import EARTH_KM, first_of_runs, pairs_within
from geomap.resolve.stated import NAMED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geomap.resolve.context import Group, Scene

_NEAR_KM = 250.0
_LEAST_HOLDER = 0.2
_TOLD = [
    INDEX[name]
    for name in (
        "cue_fits", "cue_clashes", "stated_elsewhere", "country_share", "admin1_share", "dateline_country", "region",
        "publisher", "peer_kind", "most_prominent",
    )
]  # fmt: skip


def reasons_for(
    scene: Scene,
    group: Group,
    best: int,
    told: Sequence[float],
    holders: Mapping[int, int],
    neighbours: Mapping[int, str],
) -> tuple[str, ...]:
    """Return what spoke for the option in row `best`: its name, containers, countries, neighbours, size.

    Parameters
    ----------
    scene, group, best
        The option is that of row `best`, among those of `group`.
    told
        Its row of `told_columns`.
    holders, neighbours
        As `stated_holders` and `nearest_names` give them.
    """
    option = scene.options[best]
    place = option.place
    fits, clashes, elsewhere, country, province, dateline, region, publisher, peers, prominent = told
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
    if fits:
        out.append(f"kind:{group.cue}")
    elif clashes:
        out.append(f"kind_clash:{group.cue}")
    holder = holders.get(best)
    if holder is not None:
        out.append(f"in:{scene.options[holder].place.name} (stated)")
    elif elsewhere > 0.3:
        out.append("stated_elsewhere")
    if country >= 0.2 and place.country:
        out.append(f"country:{place.country} (document)")
    if province >= 0.15 and place.admin1:
        out.append(f"province:{place.admin1} (document)")
    if dateline:
        out.append("dateline")
    if region:
        out.append("region")
    if publisher:
        out.append("publisher")
    if peers >= 0.5:
        out.append(f"list_of:{place.kind}")
    if best in neighbours:
        out.append(neighbours[best])
    if prominent and group.end - group.begin > 1:
        out.append("most_prominent")
    if place.population:
        out.append(f"population:{place.population}")
    return tuple(out)


def told_columns(matrix: NDArray[np.float64], rows: Sequence[int] | NDArray[np.int64]) -> list[list[float]]:
    """Return of some rows of `rank`'s matrix the columns that reasons tell of."""
    return matrix[rows][:, _TOLD].tolist()  # type: ignore[no-any-return]


def stated_holders(scene: Scene, probability: NDArray[np.float64]) -> dict[int, int]:
    """Return for each row that the text puts inside another the likeliest such row, if it is at all likely."""
    best: dict[int, tuple[float, int]] = {}
    for row, holder, how in scene.stated:
        if how == NAMED:
            continue
        found = (float(probability[holder]), -holder)
        if row not in best or found > best[row]:
            best[row] = found
    return {row: -holder for row, (likely, holder) in best.items() if likely > _LEAST_HOLDER}


def nearest_names(scene: Scene, rows: NDArray[np.int64], probability: NDArray[np.float64]) -> dict[int, str]:
    """Return for each of some rows the nearest place of another name that is likely meant: "near:Sotk 4 km".

    Rows of wide areas and those with nothing within 250 km are left out.
    """
    rows = rows[~scene.wide[rows]]
    likely = np.flatnonzero((probability > 0.5) & ~scene.wide)
    out: dict[int, str] = {}
    for at, beside in pairs_within(scene.page_of[rows], scene.page_of[likely], scene.pages):
        own, others = rows[at], likely[beside]
        squared = np.maximum(0.0, 2 - 2 * np.einsum("ij,ij->i", scene.unit[own], scene.unit[others]))
        squared[scene.group_of[own] == scene.group_of[others]] = np.inf
        starts = first_of_runs(at)
        least = np.minimum.reduceat(squared, starts)
        nearest = np.flatnonzero(squared == np.repeat(least, np.diff([*starts, len(at)])))
        nearest = nearest[first_of_runs(at[nearest])]
        chord = np.sqrt(least)
        for row, other, length in zip(own[nearest].tolist(), others[nearest].tolist(), chord.tolist(), strict=True):
            km = 2 * EARTH_KM * math.asin(min(1.0, length / 2)) if math.isfinite(length) else math.inf
            if km <= _NEAR_KM:
                out[row] = f"near:{scene.options[other].place.name} {km:.0f} km"
    return out
