"""Mentions in, resolutions out: every name of a report settled together, with score, reasons and rivals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geomap.records import Resolution, Rival
from geomap.resolve.context import build_scene
from geomap.resolve.offsets import spot_between, spot_of
from geomap.resolve.rank import calibrate, decide, load_ranker, rank
from geomap.resolve.reasons import reasons_for
from geomap.resolve.words import geocode_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Mention, Report
    from geomap.resolve.offsets import Spot
    from geomap.resolve.rank import Ranker

__all__ = ["geocode_words", "resolve_mentions"]

MIN_SCORE = 0.3  # a guess that is wrong more than twice in three is no answer
_RIVALS = 5


def resolve_mentions(
    report: Report,
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
    *,
    region: Sequence[str] = (),
    ranker: Ranker | None = None,
) -> list[Resolution]:
    """Return one resolution a mention, in the same order.

    Parameters
    ----------
    report
        Whose `clean` text the mentions point into.
    mentions
        As `recognise_mentions` gives them, by start.
    gazetteer
        Looked up in.
    region
        Country codes, country or province names that places are expected in.
    ranker
        By default the shipped weights.

    Returns
    -------
    resolutions
        ``place`` is None where the gazetteer has no such name or "none of these" is the likeliest.
    """
    if not mentions:
        return []
    ranker = ranker or load_ranker()
    scene, group_of = build_scene(report.clean, mentions, gazetteer, region=region)
    probability, matrix = rank(scene, ranker)
    settled: list[tuple[int, float, tuple[str, ...], tuple[Rival, ...]] | None] = []
    for group in scene.groups:
        if group.end == group.begin:
            settled.append(None)
            continue
        own = probability[group.begin : group.end]
        best, likely = decide(scene, group, probability)
        score = round(calibrate(ranker, likely), 4)
        order = [int(i) for i in np.lexsort((np.arange(len(own)), -own)) if group.begin + int(i) != best]
        rivals = tuple(Rival(scene.options[group.begin + i].place, round(float(own[i]), 4)) for i in order[:_RIVALS])
        settled.append((best, score, reasons_for(scene, group, best, matrix, probability), rivals))
    out = []
    for mention, number in zip(mentions, group_of, strict=True):
        found = settled[number]
        if found is None:
            out.append(Resolution(mention, None, 0.0, ("no_candidate",)))
            continue
        best, score, reasons, rivals = found
        if score < MIN_SCORE:
            best_place = Rival(scene.options[best].place, score)
            out.append(Resolution(mention, None, score, ("none_of_these", *reasons), (best_place, *rivals)[:_RIVALS]))
            continue
        place = scene.options[best].place
        spot = spot_of(place, mention)
        out.append(
            Resolution(mention, place, score, reasons, rivals, spot.lon, spot.lat, spot.radius_m, spot.precision)
        )
    return _between(out)


def _between(resolutions: list[Resolution]) -> list[Resolution]:
    """Move neighbours that stand as "between X and Y" to the middle of the way."""
    out = list(resolutions)
    for i in range(len(out) - 1):
        first, second = out[i], out[i + 1]
        if (
            first.mention.relation == second.mention.relation == "between"
            and first.place is not None
            and second.place is not None
            and second.mention.start - first.mention.end <= 40
        ):
            spot = spot_between(first.place, second.place)
            if spot is not None:
                out[i], out[i + 1] = _moved(first, spot), _moved(second, spot)
    return out


def _moved(resolution: Resolution, spot: Spot) -> Resolution:
    return replace(resolution, lon=spot.lon, lat=spot.lat, radius_m=spot.radius_m, precision=spot.precision)
