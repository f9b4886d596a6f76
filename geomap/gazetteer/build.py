"""Builds the gazetteer file from everything that is installed, shipped and given."""

from __future__ import annotations

import hashlib
import importlib.metadata
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import OutputError
from geomap.files import atomic_path
from geomap.gazetteer import airports, overlay, postal, shapes, worldbase
from geomap.gazetteer import geopackage as gpkg
from geomap.gazetteer.sources import PACKAGES, data_files, find_data, recipe, source_table
from geomap.gazetteer.worldviews import RECOGNISED
from geomap.gazetteer.writer import Writer, as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geomap.records import Rejection

    Progress = Callable[[str, float], None]

log = logging.getLogger(__name__)
# small builds keep areas and lines around the line only
_SMALL_BOX = (38.0, 36.0, 52.0, 45.0)


def build(
    target: str | Path,
    *,
    geonames: Sequence[str | Path] = (),
    alternate_names: Sequence[str | Path] = (),
    countries: Sequence[str] = (),
    user_places: Sequence[str | Path] = (),
    worldview: str = "",
    small: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Build the gazetteer GeoPackage at `target`, whole or not at all, and return what is in it.

    Sources in rising precedence for a place that several have: the installed packages, GeoNames dumps,
    administrative areas, the shipped overlays, the user's own places. The same sources give the same bytes.

    Parameters
    ----------
    target
        Path of the file; an earlier one is replaced when the new one is complete.
    geonames
        GeoNames dumps (``allCountries.txt``, ``XX.txt``, or the zip of one).
    alternate_names
        GeoNames' ``alternateNamesV2.txt`` or its zip.
    countries
        ISO2 codes that the dumps are limited to; empty takes all.
    user_places
        The user's tables or layers (`geomap.gazetteer.user_tables.read_places`); those that
        ``geomap gazetteer add`` remembered beside `target` come first.
    worldview
        Whose view the countries and provinces take: ``recognised`` (the default), ``de-facto``, or the path of a
        polygon layer of the user's that takes their place (`geomap.gazetteer.worldviews`).
    small
        Build the slice that tests and the tutorial need: Armenia, Azerbaijan, Georgia, all countries,
        provinces of a few more and some homonyms.
    progress
        Called with the name of a stage and the share of the whole that is done, 0 to 1.

    Returns
    -------
    summary
        ``path, checksum, counts, keys, rejected`` (list of `Rejection` for broken lines of the user's files).

    Raises
    ------
    InputError
        If a file that was named cannot be used at all.
    OutputError
        If the folder cannot be written to; the hint names ``--gazetteer``.
    """
    say: Progress = progress or (lambda _stage, _share: None)
    path = Path(target)
    rejected: list[Rejection] = []
    if not small:
        from geomap.gazetteer.user_places import remembered

        user_places = [*remembered(path), *user_places]
    try:
        with atomic_path(path) as temporary, gpkg.writing(path):
            writer = Writer(temporary)
            try:
                _fill(
                    writer, say, rejected, geonames=geonames, alternate_names=alternate_names, countries=countries,
                    user_places=user_places, worldview=worldview, small=small,
                )  # fmt: skip
                say("indexing", 0.75)
                writer.meta["recipe"] = recipe()
                writer.meta["own_dumps"] = "yes" if geonames or alternate_names or countries or worldview else ""
                summary = writer.finish()
            except BaseException:
                writer.close()
                raise
    except OutputError as error:
        hint = error.hint or "choose another place with --gazetteer FILE or $GEOMAP_GAZETTEER"
        raise OutputError(error.what, hint=f"{hint}; the gazetteer's place is set by $GEOMAP_GAZETTEER") from error
    say("done", 1.0)
    return {"path": str(path), **summary, "rejected": rejected}


def _fill(
    writer: Writer,
    say: Progress,
    rejected: list[Rejection],
    *,
    geonames: Sequence[str | Path],
    alternate_names: Sequence[str | Path],
    countries: Sequence[str],
    user_places: Sequence[str | Path],
    worldview: str,
    small: bool,
) -> None:
    base = worldbase.Base(small=small)
    for entry in worldbase.continents():
        writer.add(entry)
    for entry, codes in worldbase.countries():
        writer.add(entry)
        writer.meta[f"iso3:{codes['iso2']}"] = codes["iso3"]
        writer.meta[f"iso2:{codes['iso3']}"] = codes["iso2"]
        writer.meta[f"country:{codes['iso2']}"] = entry.place_id
    for entry in base.settlements(lambda share: say("settlements", 0.05 + 0.35 * share)):
        writer.add(entry)
    say("administrative areas", 0.4)
    points, provinces = shapes.add_shapes(writer, clip=_SMALL_BOX if small else None, worldview=worldview)
    for entry in postal.settlements(provinces, small=small):
        writer.add(entry)
    for entry in airports.airports(provinces, small=small):
        writer.add(entry)
    districts = shapes.load_districts(base.middle, small=small)
    if districts is not None:
        points = {**districts.points, **points}
    for entry in base.subdivisions(points):
        writer.add(entry)
    if districts is not None:
        codes_of = overlay.Admin1Codes(writer)
        for entry in districts.entries():
            entry.admin1_code, entry.admin1 = codes_of.find(entry.country, entry.admin1)
            writer.add(entry)
    if geonames or alternate_names:
        from geomap.gazetteer.geonames_dump import add_alternate_names, add_dump

        for dump in geonames:
            say(f"GeoNames dump {Path(dump).name}", 0.5)
            rejected += add_dump(writer, Path(dump), countries=countries)
        for names in alternate_names:
            say(f"alternate names {Path(names).name}", 0.6)
            rejected += add_alternate_names(writer, Path(names))
    say("overlay", 0.65)
    _name_provinces(writer)
    overlay.add_regions(writer)
    overlay.add_overlays(writer)
    overlay.add_short_names(writer)
    overlay.add_region_names(writer)
    if user_places:
        from geomap.gazetteer.user_places import add_user_places

        for table in user_places:
            rejected += add_user_places(writer, Path(table))
    _name_provinces(writer)
    writer.add_sources(_sources(geonames, alternate_names, user_places))
    writer.meta["geomap_version"] = importlib.metadata.version("geomap-incidents")
    writer.meta["worldview"] = Path(worldview).name or RECOGNISED
    writer.meta["small"] = str(small).lower()
    writer.meta["countries"] = as_json(sorted(c.upper() for c in countries))
    writer.meta["user_places"] = as_json([str(Path(p).name) for p in user_places])


def _name_provinces(writer: Writer) -> None:
    """Give every place the usual name of its province, as the province's own row has it."""
    writer.execute(
        "UPDATE temp.stage_places SET admin1 = a.name FROM (SELECT admin1_code, country, min(name) AS name "
        "FROM temp.stage_places WHERE kind = 'admin1' AND admin1_code != '' GROUP BY admin1_code, country) AS a "
        "WHERE a.admin1_code = stage_places.admin1_code AND a.country = stage_places.country "
        "AND stage_places.admin1 != a.name"
    )


def _sources(
    geonames: Sequence[str | Path], alternate_names: Sequence[str | Path], user_places: Sequence[str | Path]
) -> list[dict[str, Any]]:
    """Return the rows of ``sources``: packages with versions, shipped files and user files with checksums."""
    rows: list[dict[str, Any]] = []
    for package, licence, url in PACKAGES:
        version = importlib.metadata.version(package)
        rows.append({"name": package, "version": version, "licence": licence, "url": url, "note": "installed package"})
    told = {str(row.get("file", row.get("name", ""))): row for row in source_table()}
    shipped = [
        *data_files("overlay/*.csv"),
        *(
            p
            for p in map(
                find_data,
                (
                    "regions.csv",
                    "short_names.csv",
                    "country_points.csv",
                    postal.FILE,
                    airports.FILE,
                    "region_names.csv",
                    "spellings.csv",
                    "feature_codes.csv.gz",
                ),
            )
            if p
        ),
    ]
    rows += [dict(row) for row in source_table()]
    names = {str(row.get("file", "")) for row in source_table()}
    for path in shipped:
        name = f"overlay/{path.name}" if path.parent.name == "overlay" else path.name
        if name not in names and name not in told:
            rows.append({"name": name, "checksum": file_checksum(path), "note": "shipped with geomap"})
    for kind, files in (("GeoNames dump", [*geonames, *alternate_names]), ("user's places", user_places)):
        for file in files:
            licence = "CC BY 4.0" if kind == "GeoNames dump" else ""
            note = {"name": Path(file).name, "licence": licence, "checksum": file_checksum(Path(file)), "note": kind}
            rows.append(note)
    return rows


def file_checksum(path: Path) -> str:
    """Return the SHA-256 of a file (hex), or "" for a folder."""
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
