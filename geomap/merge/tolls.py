"""The figures of an incident that several speakers gave: who is believed, and between which bounds the truth lies.

The rule of the schema: a side's own losses, said by that side, outrank the other side's claim about them; a later
toll by the same speaker supersedes its earlier one; a claim about the enemy's losses moves only the upper bound.
Null is "not reported" and never becomes 0.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geomap.records import Incident

SIDES = ("a", "b", "civ", "unknown")
_SLOT_SIDES = {"a": "a", "b": "b", "civ": "civ", "civilian": "civ", "civilians": "civ", "unknown": "unknown"}
_OWN, _NEUTRAL, _ENEMY = "own", "neutral", "enemy"
LARGEST = 10_000_000  # more dead than any battle had is a misread number


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure for one side: who said it, from which report, when."""

    side: str
    value: int
    kind: str
    speaker: str
    date: str
    draft: int
    start: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one kind of casualties; None = not reported."""

    sides: dict[str, int | None]
    low: int | None
    best: int | None
    high: int | None
    disputed: bool


def weigh(drafts: Sequence[Incident], what: str) -> Figures:
    """Return the figures of `what` ("killed" or "injured") over the drafts of one incident.

    Parameters
    ----------
    drafts
        With their sides in one order.
    what
        Prefix of the columns.

    Returns
    -------
    figures
        ``best`` is the sum of the sides. A figure for nobody's side in particular ("three people were killed")
        is a total where another report splits the dead by side: it is not added to them.
    """
    if not any(_speaks(draft, what) for draft in drafts):
        return Figures(dict.fromkeys(SIDES), None, None, None, disputed=False)
    said = [statement for number, draft in enumerate(drafts) for statement in _statements(number, draft, what)]
    standing = _not_superseded(said)
    chosen = {side: _choose([s for s in standing if s.side == side]) for side in SIDES}
    _count_once(chosen, said)
    best_of: dict[str, int | None] = {side: s.value if s else None for side, s in chosen.items()}
    total = _total(best_of, chosen["unknown"], said)
    low, high = _bounds(drafts, what, best_of, total, standing)
    stood = {s.side: {t.value for t in standing if t.side == s.side} for s in standing}
    disputed = any(len(values) > 1 for values in stood.values())
    return Figures(best_of, low, total, high, disputed)


def _speaks(draft: Incident, what: str) -> bool:
    columns = (*SIDES, "low", "best", "high")
    if any(getattr(draft, f"{what}_{column}") is not None for column in columns):
        return True
    return any(claim.slot.startswith(what) for claim in draft.claims)


def _statements(number: int, draft: Incident, what: str) -> Iterable[Statement]:
    dates = {source.report_id: source.date for source in draft.sources}
    latest = max(dates.values(), default="")
    publisher = draft.sources[0].publisher or draft.sources[0].report_id if draft.sources else draft.incident_id
    claims: dict[str, list[Statement]] = {side: [] for side in SIDES}
    for claim in draft.claims:
        prefix, _, end = claim.slot.partition(".")
        side = _SLOT_SIDES.get(end or "unknown")
        value = whole(claim.value)
        if prefix != what or side is None or value is None or claim.polarity == "denies":
            continue
        kind = _kind(side, claim.speaker_side)
        speaker = f"{claim.speaker_side}:" if kind == _OWN else claim.speaker or publisher
        date = dates.get(claim.report_id, latest)
        claims[side].append(Statement(side, value, kind, speaker, date, number, claim.start))
    for side in SIDES:
        value = getattr(draft, f"{what}_{side}")
        if side == "unknown" and value is None and all(getattr(draft, f"{what}_{s}") is None for s in SIDES):
            value = getattr(draft, f"{what}_best")  # a total that nobody split
        mine = [s for s in claims[side] if s.value == value]
        yield from mine
        # other figures of the report are earlier ones, parts or totals: the extraction has settled that
        yield from (s for s in claims[side] if s.value != value and s.kind == _ENEMY)
        if value is not None and not any(s.kind != _ENEMY for s in mine):
            # in the reporter's own voice; a figure only the enemy gave does not become the side's own
            if mine and getattr(draft, f"{what}_best") is None:
                continue
            yield Statement(side, value, _NEUTRAL, publisher, latest, number, -1)


def whole(text: str) -> int | None:
    """Return a claim's value as a count, or None where it is none ("several") or no count of people can be so big."""
    bare = str(text).strip().removesuffix(".0")
    return int(bare) if bare.isdecimal() and len(bare) <= 9 and int(bare) <= LARGEST else None


def _kind(side: str, speaker_side: str) -> str:
    if side in {"a", "b"} and speaker_side in {"a", "b"}:
        return _OWN if side == speaker_side else _ENEMY
    return _NEUTRAL


def _not_superseded(said: Sequence[Statement]) -> list[Statement]:
    """Keep the latest figure of each speaker for each side; claims on the enemy too."""
    latest: dict[tuple[str, str, str], tuple[str, int]] = {}
    for s in said:
        key = (s.side, s.kind, s.speaker)
        if key not in latest or (s.date, s.value) > latest[key]:
            latest[key] = (s.date, s.value)
    return [s for s in said if latest[s.side, s.kind, s.speaker] == (s.date, s.value)]


def _choose(standing: Sequence[Statement]) -> Statement | None:
    """Return the statement that is believed for one side, or None where only the enemy spoke."""
    own = [s for s in standing if s.kind == _OWN]
    neutral = [s for s in standing if s.kind == _NEUTRAL]
    support = Counter(s.value for s in (*own, *neutral))

    def rank(s: Statement) -> tuple[str, int, int, str, int]:
        return s.date, support[s.value], s.value, s.speaker, -s.draft

    best_own = max(own, key=rank, default=None)
    best_neutral = max(neutral, key=rank, default=None)
    if best_own is None or best_neutral is None:
        return best_own or best_neutral
    # tolls grow: a later and higher count in a reporter's voice is news, anything else is not
    later = best_neutral.date > best_own.date and best_neutral.value > best_own.value
    return best_neutral if later else best_own


def _count_once(chosen: dict[str, Statement | None], said: Sequence[Statement]) -> None:
    """Drop civilians who are another side's dead under another heading: equal figures that no report tells apart."""
    civ = chosen["civ"]
    if civ is None or not civ.value:
        return
    for side in ("a", "b"):
        other = chosen[side]
        if other is None or other.value != civ.value:
            continue
        both = {s.draft for s in said if s.side == "civ"} & {s.draft for s in said if s.side == side}
        if not both:
            support = {key: len({s.draft for s in said if s.side == key}) for key in ("civ", side)}
            chosen[side if support["civ"] >= support[side] else "civ"] = None
            return


def _total(best_of: dict[str, int | None], loose: Statement | None, said: Sequence[Statement]) -> int | None:
    """Return the sum; set ``unknown`` in `best_of` to what the sides do not account for."""
    told = [best_of[side] for side in ("a", "b", "civ")]
    split = [value for value in told if value is not None]
    if loose is None:
        return sum(split) if split else None
    if not split:
        return loose.value
    beside: dict[str, int] = {}
    for s in said:
        if s.draft == loose.draft and s.side != "unknown" and s.kind != _ENEMY:
            beside[s.side] = max(beside.get(s.side, 0), s.value)
    total = max(sum(split), loose.value + sum(beside.values()))
    rest = total - sum(split)
    best_of["unknown"] = rest or None
    return total


def _bounds(
    drafts: Sequence[Incident],
    what: str,
    best_of: dict[str, int | None],
    total: int | None,
    standing: Sequence[Statement],
) -> tuple[int | None, int | None]:
    lows = [value for draft in drafts if (value := getattr(draft, f"{what}_low")) is not None]
    highs = [value for draft in drafts if (value := getattr(draft, f"{what}_high")) is not None]
    claimed: dict[str, int] = {}
    accepted: dict[str, int] = {}
    for s in standing:
        claimed[s.side] = max(claimed.get(s.side, 0), s.value)
        if s.kind != _ENEMY:
            accepted[s.side] = min(accepted.get(s.side, s.value), s.value)
    sides = [side for side in ("a", "b", "civ") if best_of[side] is not None]
    if total is None:
        top = max([*highs, sum(claimed[side] for side in ("a", "b", "civ") if side in claimed)], default=0)
        return min(lows, default=None), (top if highs or claimed else None)
    low = sum(accepted.get(side, 0) for side in sides) if sides else accepted.get("unknown", total)
    # "several", "at least": a draft that vouches for less than its own best figure takes as much off the sum
    vague = max(
        (
            best - bottom
            for draft in drafts
            if (bottom := getattr(draft, f"{what}_low")) is not None
            and (best := getattr(draft, f"{what}_best")) is not None
        ),
        default=0,
    )
    low = max(0, min(low, total - vague))
    enemy_or_more = sum(claimed.get(side, 0) for side in ("a", "b", "civ") if side in claimed)
    high = max([total, enemy_or_more, claimed.get("unknown", 0), *_current_highs(drafts, what, standing)])
    return low, high


def _current_highs(drafts: Sequence[Incident], what: str, standing: Sequence[Statement]) -> list[int]:
    """Return the upper bounds of drafts that still have a standing figure; a superseded toll bounds nothing."""
    current = {s.draft for s in standing}
    return [
        value
        for number, draft in enumerate(drafts)
        if number in current and (value := getattr(draft, f"{what}_high")) is not None
    ]


def newest(drafts: Sequence[Incident], column: str) -> int | None:
    """Return the figure of the report with the latest date (the larger of two), None if no report has one."""
    told = [
        (max((source.date for source in draft.sources), default=""), value)
        for draft in drafts
        if (value := getattr(draft, column)) is not None
    ]
    return max(told)[1] if told else None
