"""Mentions in, resolutions out: every name of a report settled together, with score, reasons and rivals."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geomap.records import Resolution, Rival
from geomap.resolve.beside import row_meant, with_kind
from geomap.resolve.context import build_scenes
from geomap.resolve.offsets import SHIFTS, borrowed_spot, spot_between, spot_of
from geomap.resolve.rank import calibrate, decide, load_ranker, rank
from geomap.resolve.reasons import nearest_names, reasons_for, stated_holders, told_columns
from geomap.resolve.sole import SOLE_SCORE, sole_bearers
from geomap.resolve.words import geocode_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Mention, Report
    from geomap.resolve.context import Scene
    from geomap.resolve.offsets import Spot
    from geomap.resolve.rank import Ranker

__all__ = ["geocode_words", "resolve_many", "resolve_mentions"]

MIN_SCORE = 0.4  # below it a place is a guess, and hurts more than it helps
_RIVALS = 5
_TOGETHER = 1_000  # mentions settled at once: more would only take more memory
_BETWEEN_GAP = 40
_HYPHEN = re.compile(r"\s?[-\u2010-\u2015]\s?|\s?(?:-to-| to )\s?")
_ROAD = re.compile(r"\s+(?:road|highway|motorway|railway|railroad|route|line|track|section|stretch)\b", re.IGNORECASE)


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
    return resolve_many([report], [mentions], gazetteer, region=region, ranker=ranker)[0]


def resolve_many(
    reports: Sequence[Report],
    mentions: Sequence[Sequence[Mention]],
    gazetteer: Gazetteer,
    *,
    region: Sequence[str] = (),
    ranker: Ranker | None = None,
) -> list[list[Resolution]]:
    """Return what `resolve_mentions` returns for each report with its mentions, many times as fast for short reports.

    No report says anything of another's names.
    """
    ranker = ranker or load_ranker()
    out: list[list[Resolution]] = [[] for _ in reports]
    part: list[int] = []
    count = 0
    for number, own in enumerate(mentions):
        if part and count + len(own) > _TOGETHER:
            _resolve(part, reports, mentions, gazetteer, region, ranker, out)
            part, count = [], 0
        if own:
            part.append(number)
            count += len(own)
    if part:
        _resolve(part, reports, mentions, gazetteer, region, ranker, out)
    return out


def _resolve(
    part: Sequence[int],
    reports: Sequence[Report],
    mentions: Sequence[Sequence[Mention]],
    gazetteer: Gazetteer,
    region: Sequence[str],
    ranker: Ranker,
    out: list[list[Resolution]],
) -> None:
    """Fill in the resolutions of some reports, all names of all of them at once."""
    scene, numbers = build_scenes(
        [(reports[i].clean, mentions[i], reports[i].publisher) for i in part], gazetteer, region=region
    )
    settled = _settle(scene, ranker)
    for i, group_of in zip(part, numbers, strict=True):
        out[i] = _between(_answers(scene, settled, mentions[i], group_of), reports[i].clean)


def _answers(
    scene: Scene, settled: Sequence[_Settled], mentions: Sequence[Mention], group_of: Sequence[int]
) -> list[Resolution]:
    """Return the resolution of each mention, each moved by its own relation."""
    made: dict[tuple[object, ...], Spot] = {}
    out = []
    for mention, number in zip(mentions, group_of, strict=True):
        best, score, reasons, rivals = settled[number]
        if best is None or score < MIN_SCORE:
            out.append(Resolution(mention, None, score, reasons, rivals))
            continue
        row = row_meant(scene, number, best, mention)
        option = scene.options[row]
        if row != best:
            reasons = with_kind(reasons, mention.cue)
        # the mentions of a name differ in little but where they stand
        relation = mention.relation
        key = (row, relation, mention.offset_km, mention.bearing_deg) if relation in SHIFTS else (row,)
        spot = made.get(key)
        if spot is None:
            spot = spot_of(option.place, mention)
            made[key] = spot = borrowed_spot(spot) if option.how == "borrowed" else spot
        out.append(
            Resolution(mention, option.place, score, reasons, rivals, spot.lon, spot.lat, spot.radius_m, spot.precision)
        )
    return out


_Settled = tuple[int | None, float, tuple[str, ...], tuple[Rival, ...]]


def _settle(scene: Scene, ranker: Ranker) -> list[_Settled]:
    """Return for each name the row that is meant (None: no option), its score, the reasons and the rivals."""
    probability, matrix = rank(scene, ranker)
    decisions = decide(scene, probability)
    chosen = decisions.best[scene.filled]
    neighbours = nearest_names(scene, chosen, probability)
    holders = stated_holders(scene, probability)
    told = iter(told_columns(matrix, chosen))
    order = np.lexsort((np.arange(len(probability)), -probability, scene.group_of)).tolist()
    raw = calibrate(ranker, decisions.likely).round(4)
    sole = sole_bearers(scene, decisions.best, (raw < SOLE_SCORE) & (decisions.likely > 0))
    raw[sole] = SOLE_SCORE
    scores, alone = raw.tolist(), frozenset(sole)
    best_of, chances = decisions.best.tolist(), probability.tolist()
    settled: list[_Settled] = []
    for number, group in enumerate(scene.groups):
        begin, end = group.begin, group.end
        if end == begin:
            settled.append((None, 0.0, ("no_candidate",), ()))
            continue
        best = best_of[number]
        score = scores[number]
        rivals = []
        if end - begin > 1:
            first = order[begin : min(end, begin + _RIVALS + 1)]
            rivals = [Rival(scene.options[i].place, round(chances[i], 4)) for i in first if i != best][:_RIVALS]
        reasons = reasons_for(scene, group, best, next(told), holders, neighbours)
        if number in alone:
            reasons = (*reasons, "sole_bearer")
        if score < MIN_SCORE:
            reasons = ("none_of_these", *reasons)
            rivals = [Rival(scene.options[best].place, score), *rivals][:_RIVALS]
        settled.append((best, score, reasons, tuple(rivals)))
    return settled


def _between(resolutions: list[Resolution], text: str) -> list[Resolution]:
    """Move neighbours told as "between X and Y" or "on the X-Y road" to the middle of the way."""
    out = list(resolutions)
    for i in range(len(out) - 1):
        first, second = out[i], out[i + 1]
        if first.place is None or second.place is None or second.mention.start - first.mention.end > _BETWEEN_GAP:
            continue
        if first.mention.relation == second.mention.relation == "between":
            reason = f"between:{first.place.name} and {second.place.name}"
        elif _HYPHEN.fullmatch(text, first.mention.end, second.mention.start) and _ROAD.match(text, second.mention.end):
            reason = f"road:{first.place.name} to {second.place.name}"
        else:
            continue
        spot = spot_between(first.place, second.place)
        if spot is not None:
            out[i], out[i + 1] = _moved(first, spot, reason), _moved(second, spot, reason)
    return out


def _moved(resolution: Resolution, spot: Spot, reason: str) -> Resolution:
    return replace(
        resolution, lon=spot.lon, lat=spot.lat, radius_m=spot.radius_m, precision=spot.precision,
        reasons=(reason, *resolution.reasons),
    )  # fmt: skip
