"""What was read out of a report, as small bytes and back: what workers send home and the store of work keeps.

JSON in zlib, never pickle: a folder of results may come from somebody else.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.records import Incident, Mention, Rejection, Report, Resolution, Rival

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geomap.engine import Told
    from geomap.records import Place

PlaceOf = "Callable[[str], Place | None]"
_MENTION = tuple(field.name for field in fields(Mention))
_EVIDENCE = _MENTION.index("evidence")
_LEVEL = 1  # the rest of zlib's levels saves a tenth of the space for several times the time


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one report gave, ready to be stored.

    Attributes
    ----------
    key
        Digest of the report: `report_key`.
    places
        Packed resolutions.
    drafts
        (`day_key`, packed draft) each, in the report's order.
    notes
        Packed rejections and notes about the report.
    mentions, resolved
        Counts.
    given_up
        It could not be read; the next run tries again.
    """

    key: str
    places: bytes
    drafts: tuple[tuple[str, bytes], ...]
    notes: bytes
    mentions: int
    resolved: int
    given_up: bool = False


def report_key(report: Report) -> str:
    """Return a digest of everything in a report that results depend on (`clean` follows from the text)."""
    parts = (
        report.id, report.text, report.title, report.date.isoformat() if report.date else "", report.date_basis,
        report.publisher, report.language, report.source, report.url,
    )  # fmt: skip
    return hashlib.blake2b(json.dumps(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def pack(value: Any) -> bytes:
    """Return a JSON value as small bytes; the same value gives the same bytes."""
    return zlib.compress(schema.to_json(value).encode(), _LEVEL)


def unpack(data: bytes) -> Any:
    """Return the value of `pack`."""
    return json.loads(zlib.decompress(data))


def pack_outcome(key: str, told: Told, places: bytes | None = None) -> Outcome:
    """Return the outcome of a report; `places` saves packing resolutions that came packed."""
    return Outcome(
        key=key,
        places=places if places is not None else pack_resolutions(told.resolutions),
        drafts=tuple((day_key(one), pack(schema.incident_to_row(one))) for one in told.incidents),
        notes=pack_notes(told.notes),
        mentions=len(told.resolutions),
        resolved=sum(one.place is not None for one in told.resolutions),
    )


def day_key(draft: Incident) -> str:
    """Return text that sorts drafts as `geomap.merge.merge_stream` wants them: by first day, undated last by place."""
    return draft.date_start.isoformat() if draft.date_start else f"~{draft.place_id}"


def pack_notes(notes: Iterable[Rejection]) -> bytes:
    """Return rejections as small bytes."""
    return pack([astuple(note) for note in notes])


def unpack_notes(data: bytes) -> list[Rejection]:
    """Return the rejections of `pack_notes`."""
    return [Rejection(*values) for values in unpack(data)]


def unpack_draft(data: bytes) -> Incident:
    """Return a draft incident."""
    return schema.row_to_incident(unpack(data))


def pack_resolutions(resolutions: Iterable[Resolution]) -> bytes:
    """Return resolutions as small bytes; places go by their id."""
    return pack(
        [
            [
                [getattr(one.mention, name) for name in _MENTION],
                one.place.place_id if one.place else None,
                one.score,
                one.reasons,
                [[rival.place.place_id, rival.score] for rival in one.rivals],
                one.lon,
                one.lat,
                one.radius_m,
                one.precision,
            ]
            for one in resolutions
        ]
    )


def unpack_resolutions(data: bytes, place_of: Callable[[str], Place | None]) -> list[Resolution]:
    """Return the resolutions of `pack_resolutions`.

    Parameters
    ----------
    place_of
        `Gazetteer.get` of the gazetteer they were made with.
    """
    out = []
    for mention, place, score, reasons, rivals, lon, lat, radius_m, precision in unpack(data):
        named = [(place_of(place_id), points) for place_id, points in rivals]
        out.append(
            Resolution(
                mention=_mention(mention),
                place=place_of(place) if place else None,
                score=score,
                reasons=tuple(reasons),
                rivals=tuple(Rival(found, points) for found, points in named if found is not None),
                lon=lon,
                lat=lat,
                radius_m=radius_m,
                precision=precision,
            )
        )
    return out


def _mention(values: list[Any]) -> Mention:
    values[_EVIDENCE] = tuple(values[_EVIDENCE])
    return Mention(*values)
