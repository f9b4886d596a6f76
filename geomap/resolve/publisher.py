"""Where a publisher is at home, by the place in its name: "Lexington Herald-Leader", "Yerevan Daily"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import normalise
from geomap.recognise.lexicon import load_lexicon
from geomap.resolve.candidates import PEOPLE
from geomap.resolve.pairs import EARTH_KM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Place

_LONGEST = 3
_NEAR_KM = 150.0
_LEAST_PROMINENCE = 0.55  # the town of a few thousand people that has a paper
_KINDS = frozenset({"country", "territory", "admin1", "admin2", "capital", "city", "town", "village"})


def near_home(home: Place, places: Sequence[Place], unit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 for places in the province of the publisher's place or within 150 km of it, 0.5 in its country, else 0.

    `unit` are the places' points on the unit sphere, one a row.
    """
    out = np.array([0.5 * (place.country == home.country) for place in places], dtype=float)
    if home.kind not in {"country", "territory"}:
        province = home.admin1_code or home.admin1
        x, y = np.radians(home.lon), np.radians(home.lat)
        point = np.array([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
        near = np.maximum(0.0, 2 - 2 * (unit @ point)) * EARTH_KM**2 <= _NEAR_KM**2
        same = [bool(place.country == home.country and (place.admin1_code or place.admin1) == province)
                for place in places]  # fmt: skip
        out[near | np.array(same, dtype=bool)] = 1.0
    return out


def home_of(publisher: str, gazetteer: Gazetteer) -> Place | None:
    """Return the place that a publisher's name names, or None.

    The longest name counts, then the first; words of newspapers' titles ("Times", "Star") and ordinary words are no
    names. "Armenian Public Radio" is at home in Armenia.

    Parameters
    ----------
    publisher
        As the report has it; may be "".
    gazetteer
        Looked up in.
    """
    return _home(publisher[:120], gazetteer) if publisher else None


@lru_cache(maxsize=1024)
def _home(publisher: str, gazetteer: Gazetteer) -> Place | None:
    lexicon = load_lexicon("en")
    titles = lexicon.words("organisation_after") | lexicon.words("agencies") | frozenset(lexicon.ordinary)
    words = re.findall(r"[^\W\d_][\w'’-]*", publisher)
    for size in range(_LONGEST, 0, -1):
        for at in range(len(words) - size + 1):
            own = words[at : at + size]
            key = normalise(" ".join(own))
            if not own[0][:1].isupper() or not key or (size == 1 and (key in titles or own[0].lower() in titles)):
                continue
            for hits in (gazetteer.exact_key(key), gazetteer.exact_key(key, types=PEOPLE, demonyms=True)):
                for hit in hits[:1]:
                    if hit.place.kind in _KINDS and hit.place.prominence >= _LEAST_PROMINENCE:
                        return hit.place
    return None
