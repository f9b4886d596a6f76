"""Reports as sets of names to settle together: names, their options, and what the text states of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from geomap.gazetteer.names import normalise
from geomap.resolve.candidates import find_options, holds
from geomap.resolve.features import INDEX, WORD_COLUMNS
from geomap.resolve.hints import coordinated, read_hints, unread_codes
from geomap.resolve.publisher import home_of, near_home
from geomap.resolve.sheet import FACTS, make_sheet, shelf_of
from geomap.resolve.stated import NAMED, stated_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geomap.gazetteer.store import Gazetteer
    from geomap.records import Mention
    from geomap.resolve.candidates import Option
    from geomap.resolve.sheet import Sheet, Shelf

_POINTS = frozenset({"near", "offset", "direction_of", "between"})


@dataclass(slots=True)
class Group:
    """The mentions of one name in one sense."""

    key: str
    members: list[int]
    sheet: Sheet
    written: str = ""
    cue: str = ""
    people: bool = False
    containers: list[tuple[int, str]] = field(default_factory=list)  # (group that holds this one, how it is said)
    dateline: bool = False
    doubt: float = 0.0  # 1 - probability that the name is a place's at all
    point: bool = False  # told as a point: "near X", "5 km south of X", "in the direction of X"
    begin: int = 0  # first row of its options in the matrix
    end: int = 0

    @property
    def options(self) -> tuple[Option, ...]:
        """What the name may mean."""
        return self.sheet.options


@dataclass(slots=True)
class Scene:
    """All groups of a report with their options as arrays, one row an option.

    ``filled`` are the groups that have options, ``starts`` their first rows. A scene may hold several reports, whose
    groups stand together: ``page`` and ``page_of`` number the report of each group and row, ``pages`` is how many.
    """

    groups: list[Group]
    group_of: NDArray[np.int64]
    sense_of: NDArray[np.int64]  # like group_of, but the same for all senses of a name
    sense: NDArray[np.int64]  # of a group
    page_of: NDArray[np.int64]
    page: NDArray[np.int64]  # of a group
    pages: int
    options: list[Option]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    unit: NDArray[np.float64]
    country: NDArray[np.int64]
    admin1: NDArray[np.int64]
    country_cell: NDArray[np.int64]  # a number for each pair of name and country
    admin1_cell: NDArray[np.int64]
    country_sum: NDArray[np.int64]  # a number for each pair of report and country
    admin1_sum: NDArray[np.int64]
    kind_class: NDArray[np.int64]
    wide: NDArray[np.bool_]
    settled: NDArray[np.bool_]
    words: NDArray[np.float64]
    region: NDArray[np.float64]
    filled: NDArray[np.int64]
    starts: NDArray[np.int64]
    weight: NDArray[np.float64]
    publisher: NDArray[np.float64]
    datelines: list[int]  # the first group of each report that a dateline names
    peers: list[tuple[int, int]] = field(default_factory=list)  # (group, another in a list with it)
    stated: list[tuple[int, int, str]] = field(default_factory=list)  # (row held, row that holds, how)


def build_scene(
    text: str,
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
    *,
    region: Sequence[str] = (),
    stated: Sequence[tuple[int, int, str]] = (),
    countries: Sequence[str] | None = None,
    publisher: str = "",
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
    publisher
        Who published the text: the place in its name counts ("Lexington Herald-Leader").
    """
    scene, (group_of,) = build_scenes(
        [(text, mentions, publisher)], gazetteer, region=region, stated=stated, countries=countries
    )
    return scene, group_of


def build_scenes(
    reports: Sequence[tuple[str, Sequence[Mention], str]],
    gazetteer: Gazetteer,
    *,
    region: Sequence[str] = (),
    stated: Sequence[tuple[int, int, str]] = (),
    countries: Sequence[str] | None = None,
) -> tuple[Scene, list[list[int]]]:
    """Return one scene of several (text, mentions, publisher), and for each mention of each the number of its group.

    No report says anything of another's names: the same as many scenes, with what numpy does done once for all.
    """
    shelf = shelf_of(gazetteer)
    groups: list[Group] = []
    peers: list[tuple[int, int]] = []
    page: list[int] = []
    numbers = []
    for number, (text, mentions, _) in enumerate(reports):
        codes = unread_codes(text, mentions, gazetteer)
        if codes:
            # they take part in the scene like any mention, and are left out of the answer
            joined = sorted([*mentions, *codes], key=lambda mention: mention.start)
            at = {id(mention): place for place, mention in enumerate(joined)}
            own = [at[id(mention)] for mention in mentions]
            pairs = [(own[i], own[j], how) for i, j, how in stated]
            read, group_of = _read(text, joined, shelf, pairs, countries)
            beside = _peers(read, text, joined, group_of)
            group_of = [group_of[place] for place in own]
        else:
            read, group_of = _read(text, mentions, shelf, stated, countries)
            beside = _peers(read, text, mentions, group_of)
        base = len(groups)
        if base:
            group_of = [place + base for place in group_of]
            beside = [(one + base, other + base) for one, other in beside]
            for group in read:
                if group.containers:
                    group.containers = [(holder + base, how) for holder, how in group.containers]
        groups += read
        peers += beside
        page += [number] * len(read)
        numbers.append(group_of)
    scene = _arrays(groups, np.array(page, dtype=np.int64), len(reports), region, gazetteer)
    scene.peers = peers
    for number, (_, _, publisher) in enumerate(reports):
        home = home_of(publisher, gazetteer) if publisher else None
        if home is not None:
            rows = np.flatnonzero(scene.page_of == number)
            scene.publisher[rows] = near_home(home, [scene.options[row].place for row in rows], scene.unit[rows])
    return scene, numbers


def _read(
    text: str,
    mentions: Sequence[Mention],
    shelf: Shelf,
    stated: Sequence[tuple[int, int, str]],
    countries: Sequence[str] | None,
) -> tuple[list[Group], list[int]]:
    """Return the groups of one report, and for each mention the number of its group."""
    hints = read_hints(text, mentions)
    raw: dict[tuple[str, bool, str], list[int]] = {}
    for number, (mention, hint) in enumerate(zip(mentions, hints, strict=True)):
        # the bridge over a river is not the river: another name, though its word is the same
        name = (normalise(mention.name or mention.text), mention.use == "demonym", hint.work)
        known = raw.get(name)
        if known is None:
            raw[name] = [number]
        else:
            known.append(number)
    groups: list[Group] = []
    group_of_mention = [0] * len(mentions)
    for (key, people, work), members in raw.items():
        first = mentions[members[0]]
        written, cue, dotted, score = first.name or first.text, "", True, 0.0
        point = dateline = False
        others: set[str] = set()
        for i in members:
            mention, hint = mentions[i], hints[i]
            cue = cue or hint.cue
            dotted = dotted and hint.dotted
            score = max(score, mention.score)
            point = point or mention.relation in _POINTS
            dateline = dateline or mention.relation == "dateline"
            if (mention.name or mention.text) != written:
                others.add(mention.name or mention.text)
            group_of_mention[i] = len(groups)
        if others:
            written = max({written, *others}, key=lambda t: (sum(map(str.islower, t)), t))
        cue = cue or work
        sheet = shelf.sheet_of(written, cue=cue, people=people, countries=countries, dotted=dotted, work=work)
        groups.append(Group(key, members, sheet, written, cue, people, dateline=dateline, doubt=1 - score, point=point))
    pairs = [*stated_pairs(text, mentions, group_of_mention, [hint.cue for hint in hints]), *stated]
    if pairs:
        firm = [pair for pair in pairs if pair[2] != NAMED]
        groups = _split_senses(groups, firm, group_of_mention)
    for i, j, how in pairs:
        holder = group_of_mention[j]
        own = group_of_mention[i]
        if own != holder and (holder, how) not in groups[own].containers:
            groups[own].containers.append((holder, how))
    return groups, group_of_mention


def _peers(
    groups: Sequence[Group], text: str, mentions: Sequence[Mention], group_of: Sequence[int]
) -> list[tuple[int, int]]:
    """Return the pairs of groups that are parts of one list, both ways."""
    pairs: set[tuple[int, int]] = set()
    for i, j in coordinated(text, mentions):
        a, b = group_of[i], group_of[j]
        if a != b and (groups[a].key, groups[a].people) != (groups[b].key, groups[b].people):
            pairs.update(((a, b), (b, a)))
    return sorted(pairs)


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
        base.sheet = make_sheet(base.written, tuple(o for o in every if o.place.place_id in senses[0][0]), base.cue)
        for ids, members in senses[1:]:
            options = tuple(o for o in every if o.place.place_id in ids)
            for i in members:
                group_of_mention[i] = len(groups)
            sheet = make_sheet(base.written, options, base.cue)
            groups.append(Group(base.key, members, sheet, base.written, base.cue, base.people, doubt=base.doubt))
            groups[-1].point = base.point
    return groups


def _arrays(
    groups: list[Group], page: NDArray[np.int64], pages: int, region: Sequence[str], gazetteer: Gazetteer
) -> Scene:
    begin = 0
    keys: dict[tuple[int, str, bool], int] = {}
    senses, datelines = [], []
    led = -1  # the last report whose dateline was found
    for number, (group, own) in enumerate(zip(groups, page.tolist(), strict=True)):
        group.begin = begin
        begin = group.end = begin + len(group.sheet.options)
        senses.append(keys.setdefault((own, group.key, group.people), len(keys)))
        if group.dateline and group.end > group.begin and own != led:
            led = own
            datelines.append(number)
    sheets = [group.sheet for group in groups]
    sizes = np.array([len(sheet.options) for sheet in sheets], dtype=np.int64)
    options = list(chain.from_iterable([sheet.options for sheet in sheets]))
    owner = np.repeat(np.arange(len(groups)), sizes)
    words = np.concatenate([sheet.rows for sheet in sheets]) if groups else np.zeros((0, len(WORD_COLUMNS)))
    facts = np.concatenate([sheet.facts for sheet in sheets]) if groups else np.zeros((0, FACTS))
    settled = facts[:, 9] > 0
    members = np.array([max(1, len(group.members)) for group in groups], dtype=float)
    told = np.log(members)
    words[:, INDEX["mentions"]] = told[owner]
    points = np.array([group.point for group in groups], dtype=bool)
    words[:, INDEX["point_relation_area"]] = points[owner] & ~settled
    sense = np.array(senses, dtype=np.int64)
    expected = _region_codes(region, gazetteer) if region else frozenset()
    in_region = (
        np.array([float(o.place.country in expected or normalise(o.place.admin1) in expected) for o in options])
        if expected
        else np.zeros(len(options))
    )

    filled = np.flatnonzero(sizes)
    sense_of, country, admin1 = sense[owner], facts[:, 5].astype(np.int64), facts[:, 6].astype(np.int64)
    page_of = page[owner]
    scene = Scene(
        groups, owner, sense_of, sense, page_of, page, pages, options, facts[:, 0], facts[:, 1],
        np.ascontiguousarray(facts[:, 2:5]), country, admin1,
        _cells(sense_of, country), _cells(sense_of, admin1), _cells(page_of, country), _cells(page_of, admin1),
        facts[:, 7].astype(np.int64), facts[:, 8] > 0, settled,
        words, in_region, filled, (np.cumsum(sizes) - sizes)[filled], 1 + told, np.zeros(len(options)), datelines,
    )  # fmt: skip
    for group in groups:
        for holder, how in group.containers:
            other = groups[holder]
            for row in range(group.begin, group.end):
                for held_by in range(other.begin, min(other.end, other.begin + 12)):
                    if holds(options[held_by].place, options[row].place):
                        scene.stated.append((row, held_by, how))
    return scene


def _cells(sense: NDArray[np.int64], code: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a number for each pair of name and code."""
    if not len(code):
        return code
    _, cell = np.unique(sense * (int(code.max()) + 1) + code, return_inverse=True)
    return np.asarray(cell, dtype=np.int64)


def _region_codes(region: Sequence[str], gazetteer: Gazetteer) -> frozenset[str]:
    """Return country codes and normalised province names of the region that the user expects places in."""
    out: set[str] = set()
    for text in region:
        code = gazetteer.iso2_of(text)
        out.add(code or normalise(text))
        if not code:
            out.update(_province_of(text, gazetteer))
    return frozenset(out - {""})


def _province_of(text: str, gazetteer: Gazetteer) -> list[str]:
    bare = find_options(text, gazetteer, fuzzy=False)
    return [normalise(option.place.admin1) for option in bare[:1] if option.place.kind == "admin1"]


def unknown_regions(region: Sequence[str], gazetteer: Gazetteer) -> list[str]:
    """Return those of the names of `region` that are no country and no place of the gazetteer."""
    return [name for name in region if not gazetteer.iso2_of(name) and not find_options(name, gazetteer, fuzzy=False)]
