"""The stages that read one report: recognise, resolve, extract. The same functions on one machine and on many."""

from __future__ import annotations

import gc
import hashlib
import json
import logging
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.errors import UsageError
from geomap.records import Incident, Rejection, Report, Resolution
from geomap.settings import MODEL_NONE, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from spacy.language import Language
    from spacy.tokens import Doc

    from geomap.gazetteer.store import Gazetteer

_log = logging.getLogger(__name__)
BATCH = 32  # reports that go through the model together; always the same ones, so that a resumed run equals a whole one

# the files whose change changes what is read out of a report
_SHARED = ("records.py", "schema.py", "settings.py", "engine.py", "gazetteer", "work")
_PLACES = (*_SHARED, "recognise", "resolve")
_INCIDENTS = (*_PLACES, "incidents", "llm")


@dataclass(frozen=True, slots=True)
class Told:
    """One report with what was read out of it."""

    report: Report
    resolutions: tuple[Resolution, ...]
    incidents: tuple[Incident, ...]
    notes: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class Keys:
    """What a report's results depend on besides the report: as digests, one a stage.

    ``places`` stands for the gazetteer, the model, the region and the code of recognition and resolution,
    ``incidents`` for these and what extraction needs. Work that was done under the same keys is not done again.
    """

    places: str
    incidents: str


@dataclass(frozen=True, slots=True)
class Engine:
    """What the stages need besides data: the gazetteer, the language model and its parser.

    Open it once and use it for any number of reports::

        with Engine.open(Settings()) as engine:
            for told in engine.tell(reports):
                ...
    """

    gazetteer: Gazetteer
    nlp: Language | None
    parse: Callable[[str], Doc] | None
    settings: Settings

    @classmethod
    @contextmanager
    def open(cls, settings: Settings) -> Iterator[Engine]:
        """Open the gazetteer and load the model named in `settings`.

        Raises
        ------
        GazetteerMissingError, GazetteerOutdatedError
            With the command that mends it.
        ModelMissingError
            With how to install the model, or how to run without one.
        UsageError
            If the gazetteer has no place of a name in `Settings.region`.
        """
        from geomap.gazetteer.store import Gazetteer
        from geomap.recognise.model import load_model, make_parser
        from geomap.resolve.context import unknown_regions

        with Gazetteer.open(settings.gazetteer) as gazetteer:
            lost = unknown_regions(settings.region, gazetteer)
            if lost:
                raise UsageError(
                    f"the gazetteer has no region {lost[0]!r}", hint="name a country or a province, like AM or Syunik"
                )
            nlp = load_model(settings.model)
            # what is loaded stays: going through it for garbage again and again would take a tenth of the time
            gc.freeze()
            try:
                yield cls(gazetteer, nlp, make_parser(nlp), settings)
            finally:
                gc.unfreeze()

    def memory(self) -> AbstractContextManager[object]:
        """Return a block after which the words that the model met in it are forgotten: memory stays flat."""
        if self.nlp is None:
            return nullcontext()
        zone: AbstractContextManager[object] = self.nlp.memory_zone()
        return zone

    def geoparse(self, reports: Iterable[Report]) -> Iterator[tuple[Report, list[Resolution]]]:
        """Yield each report with its resolved mentions, in order, one batch in memory at a time."""
        stream = iter(reports)
        while batch := list(islice(stream, BATCH)):
            with self.memory():
                resolved = self._places(batch)
            yield from zip(batch, resolved, strict=True)

    def _places(self, batch: list[Report]) -> list[list[Resolution]]:
        from geomap.recognise.recognise import recognise_mentions
        from geomap.resolve.resolve import resolve_many

        most, region = self.settings.max_mentions, self.settings.region
        found = recognise_mentions(batch, self.gazetteer, nlp=self.nlp)
        return resolve_many(batch, [mentions[:most] for mentions in found], self.gazetteer, region=region)

    def tell(self, reports: Iterable[Report]) -> Iterator[Told]:
        """Yield each report with its mentions and draft incidents, in order."""
        stream = iter(reports)
        while batch := list(islice(stream, BATCH)):
            yield from self.tell_batch(batch)

    def tell_batch(self, batch: list[Report], known: Sequence[Sequence[Resolution] | None] = ()) -> list[Told]:
        """Return what each report of one batch tells.

        Parameters
        ----------
        batch
            The reports that go through the model together.
        known
            Resolutions of each report that are known already, or None: only its incidents are then read.
        """
        given = list(known) or [None] * len(batch)
        out = []
        with self.memory():
            fresh = iter(self._places([report for report, have in zip(batch, given, strict=True) if have is None]))
            read = [(report, next(fresh) if have is None else have) for report, have in zip(batch, given, strict=True)]
            for (report, resolutions), (incidents, notes) in zip(read, self._incidents(read), strict=True):
                notes = [*notes_on(report, resolutions, self.settings), *notes]  # noqa: PLW2901 - with those of places
                out.append(Told(report, tuple(resolutions), tuple(incidents), tuple(notes)))
        return out

    def _incidents(
        self, reports: Sequence[tuple[Report, Sequence[Resolution]]]
    ) -> list[tuple[list[Incident], list[Rejection]]]:
        """Return the draft incidents of each report, by rules or by the language model that the settings name."""
        from geomap.incidents.together import extract_together
        from geomap.llm import endpoint_of, read_incidents

        door = endpoint_of(self.settings)
        answers: dict[int, tuple[list[Incident], list[Rejection]]] = {}
        for number, (report, resolutions) in enumerate(reports):
            if door is None:
                break
            read = read_incidents(report, resolutions, endpoint=door, gazetteer=self.gazetteer, settings=self.settings)
            if read is not None:
                answers[number] = read
        rest = [number for number in range(len(reports)) if number not in answers]
        by_rules = extract_together(
            [reports[number] for number in rest], gazetteer=self.gazetteer, parse=self.parse, settings=self.settings
        )
        told = "the language model gave no usable answer; the incidents were read by rules"
        for number, incidents in zip(rest, by_rules, strict=True):
            report = reports[number][0]
            silent = [Rejection(report.source, "llm_unanswered", told, report.id, fatal=False)]
            answers[number] = incidents, silent if door is not None else []
        return [answers[number] for number in range(len(reports))]


def notes_on(report: Report, resolutions: Iterable[Resolution], settings: Settings) -> Iterator[Rejection]:
    """Yield what a reader should know about how a report was read."""
    count = sum(1 for _ in resolutions)
    if not count and report.language not in {"", "en"}:
        yield Rejection(
            report.source,
            "language",
            f"no place name was found; the text seems to be in {report.language!r}, "
            "and incidents are read in English only",
            report.id,
            fatal=False,
        )
    if count >= settings.max_mentions:
        yield Rejection(
            report.source,
            "too_many_mentions",
            f"only the first {settings.max_mentions} place mentions were used",
            report.id,
            fatal=False,
        )


def keys_of(settings: Settings, gazetteer: Gazetteer) -> Keys:
    """Return what results depend on, without loading the model."""
    places = _digest(
        [
            _code(_PLACES),
            gazetteer.checksum,
            model_stamp(settings.model),
            sorted(settings.region),
            settings.max_mentions,
        ]
    )
    reader = [settings.extractor, settings.endpoint, settings.llm_model]
    return Keys(places, _digest([places, _code(_INCIDENTS), settings.min_score, *reader]))


def model_stamp(name: str) -> str:
    """Return name and digest of a spaCy pipeline's description (``meta.json``), which tells its version; "none"."""
    found = [path.read_text("utf-8") for path in _descriptions(name)]
    return f"{name or MODEL_NONE} {_digest(found)}"


def model_label(name: str) -> str:
    """Return a spaCy pipeline's own name and version, for people; "none" for no model."""
    for path in _descriptions(name):
        meta = json.loads(path.read_text("utf-8"))
        return f"{meta.get('lang', '')}_{meta.get('name', '')} {meta.get('version', '')}"
    return name or MODEL_NONE


def _descriptions(name: str) -> list[Path]:
    """Return the ``meta.json`` of a pipeline that is a package or a folder."""
    if name in {"", MODEL_NONE}:
        return []
    folder = Path(name)
    if not folder.is_dir():
        spec = find_spec(name) if name.isidentifier() else None
        if spec is None or not spec.submodule_search_locations:
            return []
        folder = Path(next(iter(spec.submodule_search_locations)))
    return sorted(folder.glob("meta.json")) or sorted(folder.glob("*/meta.json"))


def _digest(parts: object) -> str:
    return hashlib.blake2b(json.dumps(parts, ensure_ascii=False).encode(), digest_size=16).hexdigest()


@cache
def _code(rooms: tuple[str, ...]) -> str:
    """Return a digest of the rooms' files: code, weights and word lists."""
    home = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for room in rooms:
        path = home / room
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.suffix in {".py", ".json", ".toml", ".txt", ".csv"}:
                digest.update(file.relative_to(home).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
