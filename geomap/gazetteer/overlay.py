"""Shipped tables over the base: the overlay of places, regions and waters, short names of countries and states."""

from __future__ import annotations

import csv
import logging
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.gazetteer.entries import Entry, NameRow
from geomap.gazetteer.letters import (
    armenian_to_azerbaijani,
    armenian_to_russian,
    azerbaijani_to_armenian,
    azerbaijani_to_russian,
)
from geomap.gazetteer.names import normalise, script_of, strip_generic
from geomap.gazetteer.sources import data_files, find_data
from geomap.schema import NAME_TYPES, PLACE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geomap.gazetteer.writer import Writer

log = logging.getLogger(__name__)
_PARTY_LANG = {"AM": {"Armn": "hy"}, "AZ": {"Latn": "az"}}
_COMMON_LANG = {"Cyrl": "ru", "Armn": "hy", "Geor": "ka"}


def read_csv(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of a UTF-8 CSV file with blanks trimmed and missing cells as ""."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        for row in reader:
            yield reader.line_num, {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}


def number(text: str, *, path: Path, line: int, column: str) -> float | None:
    """Return a cell as a number, or None if it is empty.

    Raises
    ------
    InputError
        If it is no number; file, line and column are named.
    """
    if not text:
        return None
    try:
        return float(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not a number", file=path.name, line=line, column=column) from error


def split_names(text: str) -> list[str]:
    """Return the names of a list cell, which are parted by ";"."""
    return [part.strip() for part in text.split(";") if part.strip()]


def overlay_names(row: dict[str, str]) -> list[NameRow]:
    """Return the names of an overlay row with type, language and the party that uses them."""
    out: list[NameRow] = []
    for column, party in (("names_am", "AM"), ("names_az", "AZ"), ("names_other", "")):
        for text in split_names(row.get(column, "")):
            script = script_of(text)
            lang = _PARTY_LANG.get(party, {}).get(script) or _COMMON_LANG.get(script, "")
            if party == "AZ" and script == "Latn" and not set("əğışçöüx") & set(text.lower()):
                lang = ""  # an English spelling
            out.append((text, "alternate", lang, party))
    for text in split_names(row.get("former_names", "")):
        out.append((text, "former", _COMMON_LANG.get(script_of(text), ""), ""))
    return out + _made_names(out)


def _made_names(names: list[NameRow]) -> list[NameRow]:
    """Return spellings by rule in the alphabets of Armenian, Azerbaijani and Russian that a place has no name in."""
    have = {lang: text for text, _, lang, _ in reversed(names) if lang in {"hy", "az", "ru"}}
    out: list[NameRow] = []
    armenian, azerbaijani = have.get("hy", ""), have.get("az", "")
    if not azerbaijani:
        # a name of the party in plain letters is Azerbaijani spelling as it is
        azerbaijani = next((t for t, _, lang, party in names if party == "AZ" and not lang and t.isascii()), "")
    if not armenian and azerbaijani:
        out.append((azerbaijani_to_armenian(azerbaijani), "alternate", "hy", ""))
    if "az" not in have and armenian:
        out.append((armenian_to_azerbaijani(armenian), "alternate", "az", ""))
    if "ru" not in have:
        if armenian:
            out.append((armenian_to_russian(armenian), "alternate", "ru", ""))
        if azerbaijani:
            out.append((azerbaijani_to_russian(azerbaijani), "alternate", "ru", ""))
    return out


def box(row: dict[str, str], *, path: Path, line: int) -> tuple[float, float, float, float] | None:
    """Return (west, south, east, north) of a row, or None unless all four are given."""
    sides = [number(row.get(c, ""), path=path, line=line, column=c) for c in ("west", "south", "east", "north")]
    west, south, east, north = sides
    if west is None or south is None or east is None or north is None:
        return None
    return (west, south, east, north)


class Admin1Codes:
    """Finds the code and usual name of a province by any of its names, among what is staged already."""

    def __init__(self, writer: Writer) -> None:
        self._by_name: dict[tuple[str, str], tuple[str, str]] = {}
        rows = writer.query(
            "SELECT p.country, n.key, p.admin1_code, p.name FROM temp.stage_places p "
            "JOIN temp.stage_names n ON n.place_id = p.place_id WHERE p.kind = 'admin1' "
            "ORDER BY p.place_id, n.type = 'usual', n.key"
        )
        for country, key, code, name in rows:
            self._by_name[country, key] = (code, name)

    def find(self, country: str, name: str) -> tuple[str, str]:
        """Return (code, usual name); ("", `name`) if the province is not known."""
        return self._by_name.get((country, normalise(name)), ("", name)) if name else ("", "")


def add_overlays(writer: Writer) -> int:
    """Add every ``overlay/*.csv`` and return how many rows were used."""
    used = 0
    for path in data_files("overlay/*.csv"):
        codes = Admin1Codes(writer)
        for line, row in read_csv(path):
            used += _add_overlay_row(writer, row, codes, path=path, line=line)
    if not used:
        log.warning("no overlay tables were found: the places along the line are missing")
    return used


def _add_overlay_row(writer: Writer, row: dict[str, str], codes: Admin1Codes, *, path: Path, line: int) -> bool:
    kind = row.get("kind", "")
    if kind not in PLACE_KINDS:
        raise InputError(f"unknown kind {kind!r}", file=path.name, line=line)
    geonameid = row.get("base_geonameid", "")
    place_id = f"geonames:{geonameid}" if geonameid else row["place_id"]
    base = writer.fields(place_id) if geonameid else None
    lon = number(row["lon"], path=path, line=line, column="lon")
    lat = number(row["lat"], path=path, line=line, column="lat")
    if lon is None or lat is None:
        if base is None:
            log.warning("%s, line %d: %s has no coordinates and is left out", path.name, line, row["name"])
            return False
        lon, lat = base["lon"], base["lat"]
    population = number(row.get("population", ""), path=path, line=line, column="population")
    if population is None:
        population = base["population"] if base else 0
    radius = number(row.get("radius_m", ""), path=path, line=line, column="radius_m")
    if radius is None and base:
        radius = base["radius_m"]
    country = row.get("country", "")
    code, admin1 = codes.find(country, row.get("admin1", ""))
    name, names = row["name"], overlay_names(row)
    if kind == "admin1":
        code = base["admin1_code"] if base else code
        if base and normalise(strip_generic(name)[0]) == normalise(base["name"]):
            # "Lachin District" beside the polygon's "Lachin": one word for the province everywhere
            names.append((name, "alternate", "en", ""))
            name = base["name"]
        admin1 = name
    # an overlay may call a capital a city; the base knows better
    if base and base["kind"] == "capital" and kind == "city":
        kind = "capital"
    writer.add(
        Entry(
            place_id,
            name,
            kind,
            lon,
            lat,
            country=country,
            admin1=admin1,
            admin1_code=code,
            admin2=row.get("admin2", "") or (base["admin2"] if base else ""),
            population=int(population),
            radius_m=radius,
            geonameid=int(geonameid) if geonameid else None,
            source=f"overlay/{path.stem}",
            bbox=_base_box(base),
            names=names,
        )
    )
    if base and base["name"] != name:
        writer.execute(
            "UPDATE temp.stage_names SET type = 'alternate' WHERE place_id = ? AND type = 'usual' AND text = ?",
            (place_id, base["name"]),
        )
    return True


def _base_box(base: dict[str, Any] | None) -> tuple[float, float, float, float] | None:
    if base is None or base["west"] is None:
        return None
    return (base["west"], base["south"], base["east"], base["north"])


def add_regions(writer: Writer) -> int:
    """Add ``regions.csv`` (continents, large regions, waters, ranges …) and return how many rows were used."""
    path = find_data("regions.csv")
    if path is None:
        log.warning("regions.csv is missing: no seas, rivers, ranges and large regions")
        return 0
    used = 0
    for line, row in read_csv(path):
        kind = row["kind"]
        if kind not in PLACE_KINDS:
            raise InputError(f"unknown kind {kind!r}", file=path.name, line=line)
        lon = number(row["lon"], path=path, line=line, column="lon")
        lat = number(row["lat"], path=path, line=line, column="lat")
        geonameid = row.get("geonameid", "")
        place_id = f"geonames:{geonameid}" if geonameid else row["region_id"]
        if ":" not in place_id:
            place_id = f"region:{place_id}"
        names: list[NameRow] = [
            (text, "alternate", _COMMON_LANG.get(script_of(text), ""), "") for text in split_names(row.get("names", ""))
        ]
        known = writer.fields(place_id) if geonameid else None
        if known is not None:
            # the base's point follows GeoNames; the table adds names and the extent
            writer.add_names(place_id, [(row["name"], "alternate", "en", ""), *names], country=known["country"])
            extent = box(row, path=path, line=line)
            if extent is not None and known["west"] is None:
                writer.execute(
                    "UPDATE temp.stage_places SET west = ?, south = ?, east = ?, north = ? WHERE place_id = ?",
                    (*extent, place_id),
                )
            used += 1
            continue
        if lon is None or lat is None:
            log.warning("%s, line %d: %s has no coordinates and is left out", path.name, line, row["name"])
            continue
        lands = split_names(row.get("countries", ""))
        writer.add(
            Entry(
                place_id,
                row["name"],
                kind,
                lon,
                lat,
                country=lands[0] if len(lands) == 1 else "",
                radius_m=number(row.get("radius_m", ""), path=path, line=line, column="radius_m"),
                bbox=box(row, path=path, line=line),
                geonameid=int(geonameid) if geonameid else None,
                source="regions",
                name_lang="en",
                names=names,
            )
        )
        used += 1
    return used


def add_short_names(writer: Writer) -> int:
    """Attach ``short_names.csv`` (abbreviations, demonyms, short forms) and return how many were attached."""
    path = find_data("short_names.csv")
    if path is None:
        log.warning("short_names.csv is missing: no abbreviations of countries and states")
        return 0
    lands = dict(
        writer.query(
            "SELECT country, place_id FROM temp.stage_places WHERE kind IN ('country', 'territory') ORDER BY kind DESC"
        )
    )
    states = dict(
        writer.query("SELECT admin1_code, place_id FROM temp.stage_places WHERE kind = 'admin1' ORDER BY place_id DESC")
    )
    used = 0
    for line, row in read_csv(path):
        country, code = row["country"].upper(), row.get("admin1_code", "")
        kind = row["type"]
        if kind not in NAME_TYPES:
            raise InputError(f"unknown name type {kind!r}", file=path.name, line=line)
        if code:
            tries = (code, f"{country}-{code}", code.replace(".", "-"), f"{country}.{code}")
            place_id = next((states[c] for c in tries if c in states), None)
        else:
            place_id = lands.get(country)
        if place_id is None:
            log.debug("%s, line %d: no place for %s %s", path.name, line, country, code)
            continue
        writer.add_names(place_id, [(row["name"], kind, row.get("lang", ""), "")], country=country)
        used += 1
    return used


def _region_rows() -> Iterator[dict[str, str]]:
    path = find_data("regions.csv")
    if path is not None:
        yield from (row for _, row in read_csv(path))


def add_region_names(writer: Writer) -> int:
    """Attach further names to known places and return how many fitted.

    ``region_names.csv`` has the adjectives and peoples of continents and regions, ``spellings.csv`` the spellings of
    English-language news where GeoNames romanises otherwise.
    """
    # a region that GeoNames has is a place of its own number
    numbered = {row["region_id"]: f"geonames:{row['geonameid']}" for row in _region_rows() if row.get("geonameid")}
    used = 0
    for path in filter(None, map(find_data, ("region_names.csv", "spellings.csv"))):
        rows = [(numbered.get(row["place_id"], row["place_id"]), row) for _, row in read_csv(path)]
        wanted = sorted({place_id for place_id, _ in rows})
        marks = ",".join("?" * len(wanted))
        known = {
            row[0]: row[1]
            for row in writer.query(
                f"SELECT place_id, country FROM temp.stage_places WHERE place_id IN ({marks})", wanted
            )
        }
        for place_id, row in rows:
            if place_id not in known:
                log.debug("%s: no place %s", path.name, place_id)
                continue
            writer.add_names(place_id, [(row["name"], row["type"], row["lang"], "")], country=known[place_id])
            used += 1
    return used
