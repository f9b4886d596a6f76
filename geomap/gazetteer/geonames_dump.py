"""Reads the GeoNames dumps that users download themselves, line by line: memory does not grow with the file.

The format is that of https://download.geonames.org/export/dump/readme.txt: nineteen tab-parted columns for
places, ten for ``alternateNamesV2``.
"""

from __future__ import annotations

import io
import logging
import zipfile
import zlib
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.errors import InputError, InputMissingError
from geomap.gazetteer.entries import UNCOUNTED, NameRow, prominence, settlement_kind
from geomap.gazetteer.worldbase import SOURCE, province_codes, written_names
from geomap.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geomap.gazetteer.writer import Writer

log = logging.getLogger(__name__)
_PLACE_COLUMNS = 19
_NAME_COLUMNS = 10
_MAX_REPORTED = 1000
_WHOLE = 1 << 53
_AREA_KINDS = {
    "PCLI": "country", "PCLS": "territory", "PCLD": "territory", "PCLF": "country", "PCLIX": "territory",
    "PCL": "territory", "TERR": "territory", "ADM1": "admin1", "ADM2": "admin2", "ADM3": "admin3", "ADM4": "admin3",
    "ADM5": "admin3", "ADMD": "admin3",
}  # fmt: skip
_FEATURE_KINDS = {
    "CONT": "continent", "RGN": "region", "RGNE": "region", "AREA": "region",
    "SEA": "sea", "OCN": "sea", "GULF": "gulf",
    "BAY": "gulf", "STRT": "strait", "CHN": "strait", "STM": "river", "STMI": "river", "STMS": "river", "CNL": "river",
    "LK": "lake", "LKS": "lake", "RSV": "lake", "ISL": "island", "ISLS": "island", "MT": "mountain", "MTS": "mountains",
    "HLL": "mountain", "HLLS": "mountains", "PK": "mountain", "PLAT": "mountains", "DSRT": "desert", "VAL": "valley",
    "VALS": "valley", "PEN": "peninsula", "PASS": "mountain", "BDG": "bridge", "INSM": "base", "AIRB": "base",
    "PSTB": "post", "PSTC": "crossing", "RD": "road", "PPLX": "quarter", "AIRP": "facility", "MNE": "facility",
    "DAM": "facility",
}  # fmt: skip
_CLASS_KINDS = {"H": "river", "L": "region", "R": "road", "S": "site", "T": "mountain", "U": "sea", "V": "other"}
# alternateNamesV2 uses these in its language column for things that are no names
_NO_LANGUAGE = frozenset({"link", "wkdt", "post", "iata", "icao", "faac", "tcid", "unlc", "phon", "piny"})


def kind_of(feature_class: str, feature_code: str, population: int) -> str:
    """Return the place kind of a GeoNames feature."""
    if feature_class == "A":
        return _AREA_KINDS.get(feature_code, "admin3" if feature_code.startswith("ADM") else "other")
    if feature_class == "P":
        return settlement_kind(feature_code, population)
    return _FEATURE_KINDS.get(feature_code) or _CLASS_KINDS.get(feature_class, "other")


@contextmanager
def open_lines(path: Path) -> Iterator[Iterator[str]]:
    """Yield the lines of a text file or of the one text file in a zip.

    Raises
    ------
    InputMissingError
        If there is no such file.
    InputError
        If the zip is damaged or cut short, or holds no text file.
    """
    if not path.exists():
        raise InputMissingError(f"there is no file {path}", hint="download it from download.geonames.org/export/dump/")
    if path.suffix.lower() != ".zip":
        with path.open(encoding="utf-8", errors="replace", newline="\n") as stream:
            yield iter(stream)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [
                i for i in archive.infolist() if i.filename.endswith(".txt") and "readme" not in i.filename.lower()
            ]
            if not inside:
                raise InputError(f"no .txt file in {path.name}", file=path)
            biggest = max(inside, key=lambda item: (item.file_size, item.filename))
            with (
                archive.open(biggest) as raw,
                io.TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="\n") as stream,
            ):
                yield iter(stream)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise InputError(
            f"the zip {path.name} is damaged or cut short: {error}", hint="download it again", file=path
        ) from error


class _Faults:
    """Collects broken lines, the first thousand in full."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0
        self.rows: list[Rejection] = []

    def add(self, line: int, reason: str, detail: str) -> None:
        self.count += 1
        if self.count <= _MAX_REPORTED:
            self.rows.append(Rejection(str(self.path), reason, detail, where=f"line {line}"))

    def done(self) -> list[Rejection]:
        if self.count > _MAX_REPORTED:
            more = self.count - _MAX_REPORTED
            self.rows.append(Rejection(str(self.path), "more", f"{more} more broken lines are not listed"))
        if self.count:
            log.warning("%s: %d broken lines were left out", self.path.name, self.count)
        return self.rows


def add_dump(writer: Writer, path: Path, *, countries: Sequence[str] = ()) -> list[Rejection]:
    """Add the places of a GeoNames dump to the writer; return the lines that could not be used.

    A place that the base has already keeps its id; the dump's fields win. Of countries and provinces only the
    point and the names are taken, since the base knows their ISO codes.

    Parameters
    ----------
    writer
        Where the places go.
    path
        ``allCountries.txt``, ``XX.txt`` or the zip of one.
    countries
        ISO2 codes to keep; empty keeps all.
    """
    wanted = {code.upper() for code in countries}
    faults = _Faults(path)
    codes = province_codes()
    areas = {
        row[0]
        for row in writer.query(
            "SELECT place_id FROM temp.stage_places "
            "WHERE kind IN ('country', 'territory', 'admin1', 'admin2', 'continent')"
        )
    }
    used = 0
    with open_lines(path) as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != _PLACE_COLUMNS:
                if line.strip():
                    faults.add(number, "bad_row", f"{len(cells)} columns instead of {_PLACE_COLUMNS}")
                continue
            if wanted and cells[8] not in wanted:
                continue
            row = _row(cells, codes, faults, number)
            if row is None:
                continue
            used += 1
            place_id, usual, country = row[0], row[1], row[4]
            names = _names(cells, usual)
            if place_id in areas:
                writer.execute(
                    "UPDATE temp.stage_places SET lon = ?, lat = ? WHERE place_id = ?", (row[8], row[9], place_id)
                )
                writer.add_names(place_id, [(usual, "alternate", "", ""), *names], country=country)
            else:
                writer.add_row(row)
                writer.add_names(place_id, [(usual, "usual", "", ""), *names], country=country)
    if not used and faults.count:
        raise InputError(
            f"no line of {path.name} is a GeoNames place",
            hint=f"{_PLACE_COLUMNS} tab-parted columns are needed",
            file=path,
        )
    return faults.done()


def _row(cells: list[str], codes: dict[str, tuple[str, str]], faults: _Faults, number: int) -> tuple[Any, ...] | None:
    """Return a line's place in the order of `geopackage.PLACE_FIELDS`, or None (and the fault told)."""
    try:
        geonameid, lat, lon = int(cells[0]), float(cells[4]), float(cells[5])
        population = int(cells[14] or 0)
    except ValueError as error:
        faults.add(number, "bad_row", f"not a number: {error}")
        return None
    if not (0 < geonameid < _WHOLE and 0 <= population < _WHOLE):
        faults.add(number, "bad_row", f"geonameid {geonameid}, population {population}: out of range")
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        faults.add(number, "bad_coordinates", f"lat {lat}, lon {lon} is not on Earth")
        return None
    name, country = cells[1], cells[8]
    if not name.strip():
        faults.add(number, "bad_row", "no name")
        return None
    code, province = codes.get(f"{country}.{cells[10]}", ("", "")) if cells[10] else ("", "")
    kind, weight = _kind_and_weight(cells[6], cells[7], population)
    return (
        f"geonames:{geonameid}", name, kind, cells[6] or "L", country, province, code, "", round(lon, 6), round(lat, 6),
        population, None, None, None, None, None, weight, geonameid, SOURCE,
    )  # fmt: skip


@lru_cache(maxsize=1 << 14)
def _kind_and_weight(feature_class: str, feature_code: str, population: int) -> tuple[str, float]:
    kind = kind_of(feature_class, feature_code, population)
    # a creek or a hill nobody counted is seldom meant by a bare name
    uncounted = feature_class not in "AP" and not population
    return kind, UNCOUNTED if uncounted else prominence(kind, population)


def _names(cells: list[str], usual: str) -> list[NameRow]:
    names = written_names([text for text in cells[3].split(",") if text], usual) if cells[3] else []
    if cells[2] and cells[2] != usual:
        names.append((cells[2], "alternate", "", ""))
    return names


def add_alternate_names(writer: Writer, path: Path) -> list[Rejection]:
    """Add names with their languages from ``alternateNamesV2``; return the lines that could not be used.

    Names of places that the gazetteer does not have are passed over.
    """
    faults = _Faults(path)
    # two arrays, not a dict: a whole dump has thirteen million places
    where = "FROM temp.stage_places WHERE geonameid NOT NULL ORDER BY geonameid, place_id"
    ids = np.fromiter((row[0] for row in writer.stream(f"SELECT geonameid {where}")), dtype=np.int64)
    lands = np.fromiter((row[0] for row in writer.stream(f"SELECT country {where}")), dtype="U2")
    with open_lines(path) as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("\t")
            if not 4 <= len(cells) <= _NAME_COLUMNS:
                if line.strip():
                    faults.add(number, "bad_row", f"{len(cells)} columns instead of {_NAME_COLUMNS}")
                continue
            try:
                geonameid = int(cells[1])
            except ValueError:
                faults.add(number, "bad_row", f"{cells[1]!r} is no geonameid")
                continue
            lang, text = cells[2], cells[3]
            if lang in _NO_LANGUAGE or not text:
                continue
            at = int(np.searchsorted(ids, geonameid))
            if at == len(ids) or ids[at] != geonameid:
                continue
            country = str(lands[at])
            writer.add_names(f"geonames:{geonameid}", [_name(cells, lang, text)], country=country)
    return faults.done()


def _name(cells: list[str], lang: str, text: str) -> NameRow:
    flags: list[Any] = [cell == "1" for cell in cells[4:8]] + [False] * 4
    preferred, short, _colloquial, historic = flags[:4]
    kind = "former" if historic else "short" if short else "usual" if preferred else "alternate"
    if lang == "abbr":
        return (text, "abbreviation", "", "")
    return (text, kind, lang, "")
