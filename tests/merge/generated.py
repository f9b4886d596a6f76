"""Generated corpora for the merge tests: few places and parties over many weeks, so that windows and edges are met."""

from __future__ import annotations

import datetime as dt
import random

from merge_drafts import AM_AZ, AZ_AM, KAPAN, KUT, NOWHERE, SOTK, VARDENIS, draft

from geomap.records import Incident

FIRST = dt.date(2023, 1, 1)
PLACES = [SOTK, KUT, VARDENIS, KAPAN, NOWHERE, {**NOWHERE, "country": "AM", "admin1_code": "AM-GR", "admin1": "X"}]
TYPES = [
    ("battles", "armed_clash"),
    ("explosions_remote_violence", "air_drone_strike"),
    ("explosions_remote_violence", "shelling_artillery_missile_attack"),
    ("protests", "peaceful_protest"),
    (None, None),
]
NOBODY = {"actor_a": "", "actor_a_iso3": "", "actor_b": "", "actor_b_iso3": ""}
WIRE = "Two soldiers were wounded near the post when their truck came under fire, the ministry said, text {}."


def corpus(seed: int, count: int, days: int, *, undated: float = 0.03) -> list[Incident]:
    """Return `count` drafts over `days` days, sorted by nothing in particular."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        start = FIRST + dt.timedelta(days=rng.randrange(days))
        span = rng.choice([0] * 12 + [1, 1, 2, 5, 8, 9, 14, 30, 39, 40, 41, 200])
        kind, sub = rng.choice(TYPES)
        killed = rng.choice([None, None, 0, 1, 2, 3, 4, 7])
        one = draft(
            f"d{rng.randrange(16**6):06x}{number}",
            day=None if rng.random() < undated else start.isoformat(),
            report=f"r{rng.randrange(max(3, count // 2))}",
            place=rng.choice(PLACES),
            date_basis=rng.choice(["weekday", "weekday", "publication", "relative"]),
            date_prec=rng.choice([1, 1, 1, 1, 2, 3, 4]),
            event_type=kind,
            sub_event_type=sub,
            killed_b=killed,
            killed_best=killed,
            sentence=WIRE.format(rng.randrange(count)) if rng.random() < 0.3 else "",
            published=(start + dt.timedelta(days=1)).isoformat(),
            **rng.choice([AZ_AM, AM_AZ, NOBODY, AZ_AM]),
        )
        if one.date_start is not None:
            end = one.date_start + dt.timedelta(days=span - 3 if span == 2 else span)  # now and then end before start
            one = Incident(**{**{n: getattr(one, n) for n in Incident.__slots__}, "date_end": end})
        made.append(one)
    return made
