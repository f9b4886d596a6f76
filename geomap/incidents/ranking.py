"""How well a place fits an event as its scene, by a fitted linear score over what the sentence shows.

The features are general syntax: the word of place, the words for kinds of place around the name, the nearness in
words and along the dependency tree, other places around it.  No name is a feature.  The weights are data
(``lexicon/ranking.json``), fitted by ``benchmarks/quality/fit_binding.py`` with and without a parse.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geomap.incidents.lexicon import load, word_set
from geomap.incidents.structure import doc_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geomap.incidents.structure import Sentence
    from geomap.records import Resolution

_WORD = re.compile(r"[\w'-]+|[^\w\s]")
_PREPOSITIONS = frozenset(
    {
        "in", "at", "near", "on", "of", "from", "to", "around", "into", "over", "through", "by", "between", "inside",
        "outside", "towards", "toward", "across", "along", "against", "off", "within", "for", "with", "under",
        "after", "than", "about", "as",
    }
)  # fmt: skip
_JOINS = frozenset({"and", "or", ",", ".", ";", "'", ")", "-", "'s", "when", "where", "while"})
_GROUPS = {
    "country": "country", "continent": "region", "region": "region", "territory": "country", "admin1": "admin1",
    "admin2": "admin2", "admin3": "admin2", "capital": "capital", "city": "city",
}  # fmt: skip
_SAYS = re.compile(r",? (?:said|says|reported|announced|told|denied|claimed|accused)\b")
_VERBS = frozenset({"VERB", "AUX"})
_LIMITS = (2, 4, 8, 14, 24)  # tokens between an event word and a place
_GAPS = (*map(str, _LIMITS), "far")
MAX_PATH = 6


def place_features(
    sentence: Sentence,
    resolution: Resolution,
    inside: Sequence[Resolution],
    anchors: Sequence[int],
    *,
    role: str,
    relation: str,
    precision: int | None,
) -> list[str]:
    """Return the names of the features that hold of a place as the scene of the event at `anchors`.

    Parameters
    ----------
    sentence, resolution
        The sentence and one of its places.
    inside
        All the places of the sentence, in the order of the text.
    anchors
        Offsets of the event words (not empty).
    role, relation, precision
        What `roles.role_of`, `roles.relation_of` and the gazetteer say of the place.
    """
    mention, place = resolution.mention, resolution.place
    anchor = anchors[0]
    if len(anchors) > 1:
        anchor = min(anchors, key=lambda at: sentence.gap(at, mention.start))
    group = "none" if place is None else _GROUPS.get(place.kind, "fine")
    out = ["bias", f"role={role}", f"rel={relation}", f"group={group}", f"prec={precision}", f"use={mention.use}"]
    left = _WORD.findall(sentence.before(mention.start, 70))
    prep, generic = _lead(left)
    right = sentence.after(mention.end, 30)
    after = _after(right)
    out += [f"prep={prep}", f"prep={prep}|group={group}", f"left={_closed(left[-1:])}", f"after={after}"]
    if generic:
        out.append("generic_before")
        out.append(f"generic={generic}")
    gap = abs(sentence.at(anchor) - sentence.at(mention.start))
    side = "after" if mention.start > anchor else "before"
    bucket = _GAPS[bisect_left(_LIMITS, gap)]
    out += [f"gap={bucket}", f"gap={side}{bucket}", f"side={side}|prep={prep}"]
    if sentence.clause(anchor) == sentence.clause(mention.start):
        out.append("clause")
    if sentence.at(mention.start) <= 3:
        out.append("opens")
    others = [other for other in inside if other is not resolution]
    out += _among(sentence, resolution, others, anchor, precision)
    if _SAYS.match(right):
        out.append("speaks")
    if sentence.doc is not None:
        out += _tree(sentence, resolution, anchor)
    return out


def _lead(left: list[str]) -> tuple[str, str]:
    """Return (preposition before the place, the last word for a kind of place between them)."""
    generic = ""
    kinds, generics = _kinds()
    for word in reversed(left[-8:]):
        if word == "of" and generic:
            continue
        if word in _PREPOSITIONS:
            return word, generic
        if word in generics:
            generic = generic or (word if word in kinds else "other")
        elif word in {",", "and"}:
            return word, generic
        else:
            return "word", generic
    return "start", generic


@lru_cache(maxsize=1)
def _kinds() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words for kinds of place, and these with all other generic ones."""
    kinds = word_set("places", "unlisted_kinds")
    return kinds, word_set("places", "generic") | kinds


def _closed(words: list[str]) -> str:
    word = words[0] if words else "^"
    return word if word in _PREPOSITIONS or word in {",", "and", "the", "(", "'", "or"} else "other"


def _after(right: str) -> str:
    found = _WORD.match(right.lstrip())
    if found is None:
        return "end"
    word = found.group()
    if word in word_set("places", "unlisted_kinds"):
        return "kind"
    if word in _PREPOSITIONS or word in _JOINS:
        return word
    if word in {"was", "were", "is", "are", "has", "have", "had"}:
        return "be"
    return "num" if word[0].isdigit() else "word"


def _among(
    sentence: Sentence, resolution: Resolution, others: Sequence[Resolution], anchor: int, precision: int | None
) -> list[str]:
    """Return the features of a place among the other places of its sentence."""
    mention = resolution.mention
    out = [f"count={min(len(others), 4)}"]
    if not others:
        return [*out, "rank=0"]
    mine = abs(mention.start - anchor)
    out.append(f"rank={min(len([o for o in others if abs(o.mention.start - anchor) < mine]), 4)}")
    literal = [o for o in others if o.mention.use == "literal"]
    finest = min([o.precision or 9 for o in literal], default=0)
    if literal and finest < (precision or 8):
        out.append("finer_elsewhere")
    if literal and not finest <= (precision or 8):
        out.append("finest")
    for other in literal:
        if other.mention.end <= mention.start <= other.mention.end + 40:
            between = sentence.between(other.mention.end, mention.start)
            out.append(f"prev={_join(between)}")
        elif mention.end <= other.mention.start <= mention.end + 40:
            out.append(f"next={_join(sentence.between(mention.end, other.mention.start))}")
    return out


def _join(between: str) -> str:
    words = _WORD.findall(between)
    if not words:
        return "touch"
    if len(words) > 6:
        return "far"
    closed = [w for w in words if w in _PREPOSITIONS or w in {",", "and", "'", "'s"}]
    return " ".join(closed[:2]) if closed else "words"


def _tree(sentence: Sentence, resolution: Resolution, anchor: int) -> list[str]:
    """Return the features of the dependency tree: the path from the event word to the place and what lies on it."""
    head = _head(sentence, resolution)
    verb = doc_token(sentence, anchor)
    if head is None or verb is None:
        return ["tree=none"]
    out = [f"dep={head.dep_}", f"ent={head.ent_type_}", f"pos={head.pos_}"]
    if head.dep_ in {"compound", "poss", "nmod", "amod", "appos"}:
        out.append(f"dep={head.dep_}<{head.head.dep_}")
    if head.dep_ == "pobj":
        out.append(f"on={head.head.lower_}|{head.head.head.pos_}")
    up = [verb, *verb.ancestors]
    rank = {token.i: number for number, token in enumerate(up)}
    down: list[Any] = []
    meet = None
    for token in (head, *head.ancestors):
        if token.i in rank:
            meet = token
            break
        down.append(token)
    if meet is None:
        return [*out, "tree=apart"]
    ups = [token.dep_ for token in up[: rank[meet.i]]]
    steps = ["^" + dep for dep in ups] + [token.dep_ for token in reversed(down)]
    out.append(f"steps={min(len(steps), 8)}")
    out.append(f"ups={min(len(ups), 5)}")
    if len(steps) <= MAX_PATH:
        out.append("path=" + ">".join(steps))
    if down:
        top = down[-1]
        out.append(f"top={top.dep_}" + (f":{top.lower_}" if top.dep_ == "prep" else ""))
        if not ups and top.dep_ == "prep":
            out.append(f"hangs={top.lower_}")
    middle = [token for token in [*up[1 : rank[meet.i] + 1], *down[1:]] if token.pos_ in _VERBS and token is not verb]
    out.append(f"verbs_between={min(len(middle), 3)}")
    if any(token.dep_ in {"nsubj", "nsubjpass", "agent"} for token in down):
        out.append("in_subject")
    if any(token.dep_ == "dobj" for token in down):
        out.append("in_object")
    if any(token.dep_ in {"relcl", "acl"} for token in down):
        out.append("in_relative")
    if any(token.dep_ in {"advcl", "ccomp", "pcomp"} for token in down):
        out.append("in_adverbial")
    return out


def _head(sentence: Sentence, resolution: Resolution) -> Any | None:
    """Return the token of a place's name whose head lies outside the name."""
    low, high = resolution.mention.start - sentence.start, resolution.mention.end - sentence.start
    found = None
    for token in sentence.doc:
        if low <= token.idx < high:
            found = token
            if not low <= token.head.idx < high or token.head.i == token.i:
                return token
        elif token.idx >= high:
            break
    return found


@lru_cache(maxsize=2)
def weights_of(name: str) -> dict[str, float]:
    """Return the shipped weights, "tree" (with a parse) or "flat"."""
    weights: dict[str, float] = load("ranking")[name]
    return weights


def place_score(features: Sequence[str], *, parsed: bool) -> float:
    """Return the log-odds that a place with `features` is the scene of its event."""
    weight = weights_of("tree" if parsed else "flat").get
    return sum([weight(name, 0.0) for name in features])


def blend(features: Sequence[str], *, parsed: bool) -> float:
    """Return `place_score` on the scale of the rules' scores in `binding` (about -1 to 4)."""
    return 2.0 + 0.5 * max(-6.0, min(place_score(features, parsed=parsed), 4.0))
