"""Whether an answer to place words can stand: inside what the other words name, and as precise as they claim."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import GENERIC
from geomap.resolve.candidates import holds
from geomap.resolve.offsets import distance_km
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Mention, Place, Resolution
    from geomap.resolve.context import Scene
    from geomap.resolve.units import Unit

_ON_RECORD = 0.8
_ALONE = 0.55


def asserted(answer: Resolution, unit: Unit, gazetteer: Gazetteer) -> Resolution:
    """Trust a name more where the words are known to be a place: in running text it may be none, in a table it is.

    Only a name that means one place in the whole gazetteer gains: one that a party to a dispute is on record for
    using (Zod for Sotk), or the place's usual one.
    """
    spelled = any(reason.startswith("spelling:") for reason in answer.reasons)
    if spelled or answer.place is None or "only_candidate" not in answer.reasons:
        return answer
    hits = gazetteer.exact(unit.text)
    if len({hit.place.place_id for hit in hits}) != 1 or hits[0].place.place_id != answer.place.place_id:
        return answer
    least = _ON_RECORD if any(hit.name.party for hit in hits) else _ALONE
    if answer.score >= least or not any(hit.name.party or hit.name.type in {"usual", "official"} for hit in hits):
        return answer
    return replace(answer, score=least)


def holders(
    scene: Scene,
    group_of: Sequence[int],
    target: int,
    numbers: Iterable[int],
    mentions: Sequence[Mention],
    probability: NDArray[np.float64],
) -> list[Place]:
    """Return the likeliest places of the names that stand after the target: what should hold it or lie near it."""
    out = []
    for number in numbers:
        group = scene.groups[group_of[number]]
        if number <= target or group_of[number] == group_of[target] or group.end == group.begin:
            continue
        if mentions[number].relation in {"between", "direction_of", "from", "along"}:
            continue
        row = group.begin + int(np.argmax(probability[group.begin : group.end]))
        if probability[row] >= 0.3:
            out.append(scene.options[row].place)
    return out


def fits(answer: Resolution, units: Sequence[Unit], target: int, holders: Sequence[Place]) -> bool:
    """Tell whether an answer can lie where the other words say; a quarter needs a town that it is a quarter of."""
    place = answer.place
    if place is None:
        return False
    if GENERIC.get(units[target].cue.cue) == "quarter" and place.kind != "quarter":
        towns = [h for h in holders if h.kind in SETTLEMENT_KINDS or h.kind in {"admin2", "admin3"}]
        if not towns:
            return False
    for holder in holders:
        if holds(holder, place) or holder.place_id == place.place_id:
            continue
        if holder.country and place.country and holder.country != place.country:
            return False
        km = distance_km(holder, place)
        if holder.kind in {"country", "territory", "region", "continent"}:
            continue
        if holder.kind == "admin1":
            if (holder.admin1_code and place.admin1_code) or km > 300:
                return False
        elif km > 75:
            return False
    return True


def several(units: Sequence[Unit]) -> bool:
    """Tell whether the words list names side by side ("Logar, Farah, Herat and Balkh provinces")."""
    return (
        len(units) >= 4
        and len({unit.cue.cue for unit in units}) <= 2
        and not any(unit.cue.relation in {"near", "offset", "between"} for unit in units)
    )


def widened(answer: Resolution, unit: Unit, *, several: bool, countryside: bool, sure: float) -> Resolution:
    """Give an answer the precision that the words claim: "Farah province" is no town, even if one bears the name."""
    claimed = {"admin1": 4, "admin2": 3, "admin3": 3}.get(GENERIC.get(unit.cue.cue, ""), 1)
    if several:
        claimed = max(claimed, 4)
    if unit.cue.relation == "near" and unit.cue.bearing_deg is not None:
        claimed = max(claimed, 3)  # "southwest of Damascus" may be a long way
    if countryside:
        claimed = max(claimed, 3)
    sole = "only_candidate" in answer.reasons and not any(reason.startswith("spelling:") for reason in answer.reasons)
    if answer.score < sure and not sole:
        claimed = max(claimed, 3)
    if answer.precision is None or answer.precision >= claimed:
        return answer
    radius = 75_000.0 if claimed == 4 else 25_000.0
    return replace(answer, precision=claimed, radius_m=max(answer.radius_m or 0.0, radius))
