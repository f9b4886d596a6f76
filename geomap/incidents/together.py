"""The incidents of several reports at once: their sentences that need a parse go through the parser together."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from geomap.incidents.extract import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geomap.incidents.structure import Sentence
    from geomap.records import Incident, Report, Resolution
    from geomap.settings import Settings

MOST = 64  # sentences that are parsed together: memory of the model grows with their words


def extract_together(
    reports: Sequence[tuple[Report, Sequence[Resolution]]],
    *,
    gazetteer: Any,
    parse: Callable[[str], Any] | None = None,
    settings: Settings,
) -> list[list[Incident]]:
    """Return the incidents of each report, as `geomap.incidents.extract.extract_incidents` does of one.

    A `parse` with a method ``many`` (of sentences) is asked for all sentences of the reports in few steps.
    """
    many = getattr(parse, "many", None)
    out: list[list[Incident]] = []
    wanted: list[tuple[Reader, Sentence]] = []
    waiting: list[tuple[int, Reader, Iterator[list[Sentence]]]] = []
    for number, (report, resolutions) in enumerate(reports):
        reader = Reader(report, resolutions, gazetteer, parse)
        reading = reader.read(settings)
        sentences = next(reading, []) if many is not None else []
        if sentences:
            wanted += [(reader, sentence) for sentence in sentences]
            waiting.append((number, reader, reading))
        else:
            deque(reading, 0)  # read at once to the end: what was noted of the report is not kept
        out.append(reader.incidents)
    for start in range(0, len(wanted), MOST):
        part = wanted[start : start + MOST]
        docs: list[Any] = many([sentence.text for _, sentence in part]) if many is not None else []
        for (reader, sentence), doc in zip(part, docs, strict=True):
            reader.placer.docs[sentence.index] = doc
    for number, reader, reading in waiting:
        deque(reading, 0)
        out[number] = reader.incidents
    return out
