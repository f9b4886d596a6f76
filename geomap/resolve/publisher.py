"""Where a publisher is at home, by the place in its name: "Lexington Herald-Leader", "Yerevan Daily"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.gazetteer.names import normalise
from geomap.recognise.lexicon import load_lexicon
from geomap.resolve.candidates import PEOPLE

if TYPE_CHECKING:
    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Place

_LONGEST = 3
_LEAST_PROMINENCE = 0.55  # the town of a few thousand people that has a paper
_KINDS = frozenset({"country", "territory", "admin1", "admin2", "capital", "city", "town", "village"})


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
