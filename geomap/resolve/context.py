"""A report as a set of names to settle together: names, their options, and what the text states of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import normalise
from geomap.resolve.candidates import Option, find_options, holds, stated_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Mention

EARTH_KM = 6371.0088
# points that stand for a wide area tell nothing by their distance
WIDE = frozenset(
    {"continent", "region", "country", "territory", "sea", "gulf", "strait", "mountains", "desert", "river"}
)
_MAX_ANCHOR_GROUPS = 80
_MAX_ANCHORS = 5


@dataclass(slots=True)
class Group:
    """The mentions of one name in one sense."""

    key: str
    members: list[int]
    options: tuple[Option, ...]
    cue: str = ""
    people: bool = False
    containers: list[tuple[int, str]] = field(default_factory=list)  # (group that holds this one, how it is said)
    dateline: bool = False
    doubt: float = 0.0  # 1 - probability that the name is a place's at all
    capitals: bool = False  # written in two to four capitals ("US")
    point: bool = False  # told as a point: "near X", "5 km south of X", "in the direction of X"
    begin: int = 0  # first row of its options in the matrix
    end: int = 0


@dataclass(slots=True)
class Scene:
    """All groups of a report with their options as arrays, one row an option."""

    groups: list[Group]
    group_of: NDArray[np.int64]
    sense_of: NDArray[np.int64]  # like group_of, but the same for all senses of a name
    options: list[Option]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    unit: NDArray[np.float64]
    country: NDArray[np.int64]
    admin1: NDArray[np.int64]
    wide: NDArray[np.bool_]
    region: NDArray[np.float64]
    stated: list[tuple[int, int, str]] = field(default_factory=list)  # (row held, row that holds, how)


def build_scene(
    text: str,
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
    *,
    region: Sequence[str] = (),
    stated: Sequence[tuple[int, int, str]] = (),
    countries: Sequence[str] | None = None,
) -> tuple[Scene, list[int]]:
    """Return the scene of a report, and for each mention the number of its group.

    Mentions of the same written name are one group: one sense a report, unless the text itself gives them
    different containers ("London, Ontario" beside "London, England").

    Parameters
    ----------
    text, mentions, gazetteer, region
        As in `geomap.resolve.resolve.resolve_mentions`.
    stated
        Further (held, holder, how) by mention numbers, known from elsewhere than the text: a table's columns.
    countries
        Keep only places of these countries and those of none (ISO2); None keeps all.
    """
    raw: dict[tuple[str, bool], list[int]] = {}
    for number, mention in enumerate(mentions):
        raw.setdefault((normalise(mention.text), mention.use == "demonym"), []).append(number)
    groups: list[Group] = []
    group_of_mention = [0] * len(mentions)
    for (key, people), members in raw.items():
        cue = next((mentions[i].cue for i in members if mentions[i].cue), "")
        longest = max((mentions[i].text for i in members), key=lambda t: (sum(c.islower() for c in t), t))
        options = find_options(longest, gazetteer, cue=cue, people=people, countries=countries)
        group = Group(key, members, options, cue, people)
        group.point = any(mentions[i].relation in {"near", "offset", "direction_of", "between"} for i in members)
        group.dateline = any(mentions[i].relation == "dateline" for i in members)
        group.doubt = 1 - max(mentions[i].score for i in members)
        bare = longest.replace(".", "")
        group.capitals = 2 <= len(bare) <= 4 and bare.isupper()
        for i in members:
            group_of_mention[i] = len(groups)
        groups.append(group)
    pairs = [*_stated_pairs(text, mentions, group_of_mention), *stated]
    groups = _split_senses(groups, pairs, group_of_mention)
    for i, j, how in pairs:
        holder = group_of_mention[j]
        own = group_of_mention[i]
        if own != holder and (holder, how) not in groups[own].containers:
            groups[own].containers.append((holder, how))
    return _arrays(groups, region, gazetteer), group_of_mention


def _stated_pairs(text: str, mentions: Sequence[Mention], group_of: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return (held, holder, how) for neighbouring mentions whose words between state that one holds the other."""
    pairs = []
    for i in range(len(mentions) - 1):
        first, second = mentions[i], mentions[i + 1]
        if group_of[i] == group_of[i + 1]:
            continue
        between = text[first.end : second.start]
        how = stated_gap(between)
        if how:
            pairs.append((i, i + 1, how))
            # "Kut, Vardenis, Gegharkunik": the last holds both
            if i + 2 < len(mentions) and how == "comma" and group_of[i + 2] != group_of[i]:
                further = stated_gap(text[second.end : mentions[i + 2].start])
                if further in {"comma", "in"}:
                    pairs.append((i, i + 2, "chain"))
        # "the Armenian village of Kut", "Kentucky's Laurel County", "the Texas town of Paris"
        bare = between.strip().lower()
        if len(between) < 40 and (
            bare
            in {"", "'s", "’s", "city of", "town of", "village of", "capital of", "capital", "capital,", "city", "town"}
            or bare.endswith(
                (" village of", " city of", " town of", " province of", " region of", " district of", " port of")
            )
        ):
            pairs.append((i + 1, i, "of"))
    return pairs


def _split_senses(
    groups: list[Group], pairs: Sequence[tuple[int, int, str]], group_of_mention: list[int]
) -> list[Group]:
    """Part a name into senses where two mentions state containers that no one option satisfies together."""
    stated: dict[int, dict[int, frozenset[str]]] = {}
    for i, j, _ in pairs:
        group, holder = groups[group_of_mention[i]], groups[group_of_mention[j]]
        if len(group.members) < 2 or len(group.options) < 2:
            continue
        inside = frozenset(
            o.place.place_id
            for o in group.options
            for c in holder.options[:3]
            if c.place.kind in {"country", "territory", "admin1", "admin2"} and holds(c.place, o.place)
        )
        if inside:
            known = stated.setdefault(group_of_mention[i], {})
            known[i] = known[i] & inside if i in known and known[i] & inside else inside
    for number, by_mention in sorted(stated.items()):
        senses: list[tuple[frozenset[str], list[int]]] = []
        for i in sorted(by_mention):
            for at, (ids, members) in enumerate(senses):
                if ids & by_mention[i]:
                    senses[at] = (ids & by_mention[i], [*members, i])
                    break
            else:
                senses.append((by_mention[i], [i]))
        if len(senses) < 2:
            continue
        # what the text states in so many words is not weighed against anything
        base = groups[number]
        rest = [i for i in base.members if i not in by_mention]
        base.members = sorted(senses[0][1] + rest)
        every = base.options
        base.options = tuple(o for o in every if o.place.place_id in senses[0][0])
        for ids, members in senses[1:]:
            options = tuple(o for o in every if o.place.place_id in ids)
            for i in members:
                group_of_mention[i] = len(groups)
            groups.append(
                Group(
                    base.key,
                    members,
                    options,
                    base.cue,
                    base.people,
                    [],
                    False,
                    base.doubt,
                    base.capitals,
                    base.point,
                )
            )
    return groups


def _arrays(groups: list[Group], region: Sequence[str], gazetteer: Gazetteer) -> Scene:
    options: list[Option] = []
    owner: list[int] = []
    for number, group in enumerate(groups):
        group.begin = len(options)
        options.extend(group.options)
        owner.extend([number] * len(group.options))
        group.end = len(options)
    lon = np.array([o.place.lon for o in options], dtype=float)
    lat = np.array([o.place.lat for o in options], dtype=float)
    codes: dict[str, int] = {"": 0}
    country = np.array([codes.setdefault(o.place.country, len(codes)) for o in options], dtype=np.int64)
    names: dict[str, int] = {"": 0}
    admin1 = np.array(
        [
            names.setdefault(f"{o.place.country}|{o.place.admin1_code or o.place.admin1}", len(names))
            if (o.place.admin1_code or o.place.admin1) and o.place.country
            else 0
            for o in options
        ],
        dtype=np.int64,
    )
    wide = np.array([o.place.kind in WIDE for o in options], dtype=bool)
    expected = _region_codes(region, gazetteer)
    in_region = np.array(
        [float(o.place.country in expected or normalise(o.place.admin1) in expected) for o in options], dtype=float
    )
    x, y = np.radians(lon), np.radians(lat)
    unit = np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=1) if options else np.zeros((0, 3))
    owner_of = np.array(owner, dtype=np.int64)
    keys: dict[tuple[str, bool], int] = {}
    sense = np.array([keys.setdefault((g.key, g.people), len(keys)) for g in groups], dtype=np.int64)
    sense_of = sense[owner_of] if options else owner_of
    scene = Scene(groups, owner_of, sense_of, options, lon, lat, unit, country, admin1, wide, in_region)
    for group in groups:
        for holder, how in group.containers:
            other = groups[holder]
            for row in range(group.begin, group.end):
                for held_by in range(other.begin, min(other.end, other.begin + 12)):
                    if holds(options[held_by].place, options[row].place):
                        scene.stated.append((row, held_by, how))
    return scene


def _region_codes(region: Sequence[str], gazetteer: Gazetteer) -> frozenset[str]:
    """Return country codes and normalised province names of the region that the user expects places in."""
    out: set[str] = set()
    for text in region:
        code = gazetteer.iso2_of(text)
        out.add(code or normalise(text))
        if not code:
            bare = find_options(text, gazetteer, fuzzy=False)
            out.update(normalise(o.place.admin1) for o in bare[:1] if o.place.kind == "admin1")
    return frozenset(out - {""})


@dataclass(slots=True)
class Company:
    """For each option, what the options of the other names say for it, weighed by how likely those are.

    ``country``, ``admin1``: share of the other names that lie in the option's country, province.
    ``near[s]``: mean over the other names of 1 / (1 + (distance / s)^2); ``nearest[s]``: the greatest of them.
    ``stated``: how likely a place that the text names as holding it does; ``holds_stated``: the other way round.
    """

    country: NDArray[np.float64]
    admin1: NDArray[np.float64]
    near: dict[int, NDArray[np.float64]]
    nearest: dict[int, NDArray[np.float64]]
    stated: NDArray[np.float64]
    stated_any: NDArray[np.float64]
    holds_stated: NDArray[np.float64]
    dateline: NDArray[np.float64]


SCALES_KM = (15, 60, 250)


def keep_company(scene: Scene, probability: NDArray[np.float64]) -> Company:
    """Return what the other names say of each option, given how probable each option is so far."""
    count = len(scene.options)
    n_groups = len(scene.groups)
    owner = scene.group_of
    weight = np.array([1 + np.log(max(1, len(g.members))) for g in scene.groups])
    mass = probability * weight[owner] if count else probability
    # shares of country and province, the own name left out
    sense = scene.sense_of
    country = _share(scene.country, sense, mass, n_groups)
    admin1 = _share(scene.admin1, sense, np.where(scene.wide, 0.0, mass), n_groups)
    near = {s: np.zeros(count) for s in SCALES_KM}
    nearest = {s: np.zeros(count) for s in SCALES_KM}
    anchors = _anchors(scene, probability, weight)
    if len(anchors):
        groups_used, column = np.unique(owner[anchors], return_inverse=True)
        member = np.zeros((len(anchors), len(groups_used)))
        member[np.arange(len(anchors)), column] = probability[anchors]
        w = weight[groups_used]
        used_sense = np.zeros(n_groups, dtype=np.int64)
        used_sense[owner] = sense
        # another sense of the same name says nothing: its options are the same places
        own = sense[:, None] == used_sense[groups_used][None, :]
        total = (~own) @ w
        # square of the chord: right to 1 % up to 2000 km, and beyond that nothing is near
        squared = np.maximum(0.0, 2 - 2 * (scene.unit @ scene.unit[anchors].T)) * EARTH_KM**2
        for s in SCALES_KM:
            kernel = (1 / (1 + squared / s**2)) @ member
            kernel[own] = 0.0
            nearest[s] = kernel.max(axis=1)
            near[s] = (kernel @ w) / np.maximum(total, 1e-9)
    stated = np.zeros(count)
    holds_stated = np.zeros(count)
    for row, holder, _ in scene.stated:
        stated[row] = max(stated[row], probability[holder])
        holds_stated[holder] = max(holds_stated[holder], probability[row])
    stated_any = np.zeros(n_groups)
    np.maximum.at(stated_any, owner, stated)
    dateline = np.zeros(count)
    for group in scene.groups:
        if group.dateline and group.end > group.begin:
            best = group.begin + int(np.argmax(probability[group.begin : group.end]))
            same = scene.country == scene.country[best]
            dateline[same & (owner != owner[best])] = 1.0
            break
    return Company(
        country, admin1, near, nearest, stated, stated_any[owner] if count else stated, holds_stated, dateline
    )


def _share(
    code: NDArray[np.int64], owner: NDArray[np.int64], mass: NDArray[np.float64], n_groups: int
) -> NDArray[np.float64]:
    """Return for each option the share of the other groups' mass that has its code; 0 for code 0."""
    if not len(code):
        return np.zeros(0)
    n_codes = int(code.max()) + 1
    total = np.bincount(code, mass, n_codes)
    cell = owner * n_codes + code
    cells, inverse = np.unique(cell, return_inverse=True)
    own = np.bincount(inverse, mass, len(cells))[inverse]
    group_mass = np.bincount(owner, mass, n_groups)
    rest = mass.sum() - group_mass[owner]
    share = np.where(rest > 1e-9, (total[code] - own) / np.maximum(rest, 1e-9), 0.0)
    return np.where(code == 0, 0.0, np.maximum(share, 0.0))


def _anchors(scene: Scene, probability: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows others are measured against: the likeliest options of the names mentioned most, no wide areas."""
    order = sorted(range(len(scene.groups)), key=lambda g: (-weight[g], g))[:_MAX_ANCHOR_GROUPS]
    rows: list[int] = []
    for number in sorted(order):
        group = scene.groups[number]
        own = [r for r in range(group.begin, group.end) if not scene.wide[r] and probability[r] > 0.02]
        own.sort(key=lambda r: (-probability[r], r))
        rows.extend(own[:_MAX_ANCHORS])
    return np.array(sorted(rows), dtype=np.int64)
