"""What a model may answer: a JSON object of known shape; everything else in it is left aside."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geomap.llm.endpoint import AnswerError

MAX_INCIDENTS = 40  # of one report
_MAX_CLAIMS = 40
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)


class Quoted(BaseModel):
    """A value and the words of the report that say it."""

    model_config = ConfigDict(extra="ignore", strict=True)

    value: str | int | None = None
    quote: str = Field(default="", max_length=2000)


class ToldClaim(BaseModel):
    """Who says what."""

    model_config = ConfigDict(extra="ignore", strict=True)

    speaker: str = Field(default="", max_length=200)
    speaker_side: str = ""
    verb: str = Field(default="", max_length=60)
    polarity: str = "asserts"
    slot: str = ""
    value: str | int | None = None
    quote: str = Field(default="", max_length=2000)


FIELDS = (
    "realis", "date", "place", "event_type", "sub_event_type", "actor_a", "actor_b", "initiator",
    "killed_a", "killed_b", "killed_civ", "killed_unknown", "injured_a", "injured_b", "injured_civ",
    "injured_unknown", "missing_best", "captured_best",
)  # fmt: skip


class ToldIncident(BaseModel):
    """One incident as told: fields that could be read, and the names of those that could not."""

    model_config = ConfigDict(extra="ignore")

    evidence: str = ""
    fields: dict[str, Quoted] = Field(default_factory=dict)
    weapons: list[Quoted] = Field(default_factory=list)
    claims: list[ToldClaim] = Field(default_factory=list)
    unread: list[str] = Field(default_factory=list)


def read_answer(content: str) -> list[ToldIncident]:
    """Return the incidents of an answer; what has not the right shape is listed in ``unread``.

    Raises
    ------
    AnswerError
        If the answer is no JSON object with a list of incidents.
    """
    fenced = _FENCE.match(content)
    try:
        answer = json.loads(fenced[1] if fenced else content)
    except (ValueError, RecursionError) as error:
        raise AnswerError("the answer is no JSON") from error
    listed = answer.get("incidents") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise AnswerError('the answer has no list "incidents"')
    return [_incident(one) for one in listed[:MAX_INCIDENTS] if isinstance(one, dict)]


def _incident(row: dict[str, Any]) -> ToldIncident:
    evidence = row.get("evidence")
    told = ToldIncident(evidence=evidence if isinstance(evidence, str) else "")
    for name in FIELDS:
        value = row.get(name)
        if value is None:
            continue
        try:
            told.fields[name] = Quoted.model_validate(value)
        except ValidationError:
            told.unread.append(name)
    for name, target, kind in (("weapons", told.weapons, Quoted), ("claims", told.claims, ToldClaim)):
        for one in (row.get(name) or [])[:_MAX_CLAIMS] if isinstance(row.get(name), list) else []:
            try:
                target.append(kind.model_validate(one))  # type: ignore[arg-type]
            except ValidationError:
                told.unread.append(name)
    known = {*FIELDS, "evidence", "weapons", "claims"}
    told.unread += sorted(str(name)[:40] for name in row if name not in known)[:10]
    return told
