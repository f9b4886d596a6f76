"""The word beside one mention: "in the district of Koro … the clinic at Koro" names a district and its town.

A name is settled once for a report. Which of the two records of it, town or district, a single mention means is told
by the word that stands beside that mention.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.gazetteer.names import GENERIC
from geomap.resolve.offsets import distance_km
from geomap.schema import SETTLEMENT_KINDS

if TYPE_CHECKING:
    from geomap.records import Mention
    from geomap.resolve.context import Scene

AREA_KINDS = frozenset({"admin1", "admin2", "admin3"})
DISTRICT_KM = 60.0  # of a large district its town may lie so far from the point


def row_meant(scene: Scene, number: int, best: int, mention: Mention) -> int:
    """Return the row that a mention means where its name means row `best`.

    It is the district's where the text says "the district of X", its town's where it says "the town of X".
    """
    kind = GENERIC.get(mention.cue, "")
    wanted = next((kinds for kinds in (AREA_KINDS, SETTLEMENT_KINDS) if kind in kinds), frozenset[str]())
    settled = scene.options[best].place
    if not wanted or settled.kind in wanted or settled.kind not in AREA_KINDS | SETTLEMENT_KINDS:
        return best
    group = scene.groups[number]
    near = []
    for row in range(group.begin, group.end):
        other = scene.options[row].place
        same = (other.country, other.admin1_code) == (settled.country, settled.admin1_code)
        if other.kind in wanted and same and distance_km(other, settled) <= DISTRICT_KM:
            near.append((other.kind != kind, -other.population, row))
    return min(near)[-1] if near else best


def with_kind(reasons: tuple[str, ...], cue: str) -> tuple[str, ...]:
    """Return the reasons of a name for the mention that the word `cue` stands beside: its kind fits."""
    return (*(reason for reason in reasons if not reason.startswith(("kind_clash:", "kind:"))), f"kind:{cue}")
