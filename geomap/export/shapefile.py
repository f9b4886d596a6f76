"""Shapefile, for programs that take nothing else; it loses so much that it says so loudly."""

from __future__ import annotations

import logging
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyogrio

from geomap.errors import OutputError, UsageError
from geomap.export import ogr, tables
from geomap.export.cells import geometries, in_order, joined
from geomap.export.geopackage import Field
from geomap.export.qgz import ZIP_TIME
from geomap.files import atomic_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geomap.records import Run

_log = logging.getLogger(__name__)
_HINT = "is the disk of the temporary folder full? set TMPDIR to another one"
NAME_LENGTH = 10  # of a dBase column
TEXT_LENGTH = 254  # bytes of a dBase text
LEFT_OUT = ("sources", "claims", "matches", "merged_from", "possible_duplicate_of")
_SHORT = {
    "incident_id": "inc_id", "date_start": "date_from", "date_end": "date_to", "event_type": "type",
    "sub_event_type": "subtype", "actor_a_iso3": "a_iso3", "actor_a_sector": "a_sector", "actor_b_iso3": "b_iso3",
    "actor_b_sector": "b_sector", "killed_unknown": "killed_unk", "killed_best": "killed", "killed_low": "killed_lo",
    "killed_high": "killed_hi", "injured_a": "inj_a", "injured_b": "inj_b", "injured_civ": "inj_civ",
    "injured_unknown": "inj_unk", "injured_best": "injured", "injured_low": "inj_lo", "injured_high": "inj_hi",
    "missing_best": "missing", "captured_best": "captured", "casualty_text": "toll_text", "place_relation": "place_rel",
    "admin1_code": "adm1_code", "geo_precision": "geo_prec", "border_side": "brd_side", "border_km": "border_km",
    "confidence": "conf", "confidence_place": "conf_place", "confidence_date": "conf_date",
    "confidence_casualties": "conf_toll", "source_count": "n_sources", "review_status": "review",
}  # fmt: skip


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return a column name of at most ten characters for each name, all different."""
    out: dict[str, str] = {}
    for name in names:
        short = _SHORT.get(name, name)[:NAME_LENGTH]
        number = 2
        while short in out.values():
            short = f"{name[: NAME_LENGTH - len(str(number))]}{number}"
            number += 1
        out[name] = short
    return out


def write(run: Run, path: Path) -> Path:
    """Write the incidents as a zipped Shapefile (``.shp.zip``) and log what it could not hold.

    Column names are cut to ten characters, texts to 254 bytes; claims, sources, matches and merges are left out.

    Raises
    ------
    UsageError
        If `path` names a bare ``.shp``: its parts cannot be replaced as one.
    """
    if path.suffix.casefold() != ".zip":
        raise UsageError(
            f"{path.name}: geomap writes a Shapefile as one zip, so that it is whole or not there",
            hint=f"call it {path.stem}.shp.zip (QGIS and GDAL open that as it is), or choose -f gpkg",
        )
    incidents = in_order(run.incidents)
    fields, columns = tables.frame_table(incidents, without=LEFT_OUT)
    names = short_names(one.name for one in fields)
    cut = 0
    shown: list[list[Any]] = []
    for one, values in zip(fields, columns, strict=True):
        flat = [joined(value) for value in values] if one.kind == "list" else values
        if one.kind in {"str", "list"}:
            clipped = [_fitting(value) for value in values] if one.kind == "list" else [_clip(value) for value in flat]
            cut += sum(before != after for before, after in zip(flat, clipped, strict=True))
            flat = clipped
        shown.append(flat)
    short = [Field(names[one.name], "str" if one.kind in {"list", "json"} else one.kind) for one in fields]
    _log.warning(
        "a Shapefile loses data: %d column names were shortened, %d texts cut to %d bytes, and %s left out; "
        "use gpkg or geojson where you can",
        sum(names[name] != name for name in names),
        cut,
        TEXT_LENGTH,
        ", ".join(LEFT_OUT),
    )
    stem = path.name.split(".")[0]
    with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
        ogr.write_layer(
            Path(folder) / f"{stem}.shp",
            "ESRI Shapefile",
            short,
            shown,
            shapes=geometries(incidents),
            layer=stem,
            options={"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": "2000-01-01"},
        )
        _check(Path(folder) / f"{stem}.shp", path, shown[0], names[fields[0].name])
        with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                entry = zipfile.ZipInfo(part.name, ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, part.read_bytes())
    return path


def _check(written: Path, path: Path, ids: list[Any], column: str) -> None:
    """Read the rows back: GDAL says nothing if the disk is full when it closes a file."""
    try:
        found = pyogrio.read_dataframe(written, columns=[column])[column].tolist() if ids else []
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, RuntimeError, KeyError) as error:
        raise OutputError(f"cannot write {path}: {error}", hint=_HINT) from error
    if list(map(_bare, found)) != list(map(_bare, ids)):
        raise OutputError(f"cannot write {path}: only {len(found)} of {len(ids)} rows were kept", hint=_HINT)


def _bare(text: str | None) -> str:
    """Return a text as a DBF cell holds it: without zero bytes, filled up with spaces."""
    return (text or "").replace("\x00", "").rstrip(" ")


def _fitting(items: Sequence[Any] | None) -> str | None:
    """Return as many items of a list as fit into a cell: JSON that is cut in the middle is no JSON any more."""
    kept = list(items or ())
    while kept and len((joined(kept) or "").encode()) > TEXT_LENGTH:
        kept.pop()
    return joined(kept)


def _clip(text: str | None) -> str | None:
    return None if text is None else text.encode()[:TEXT_LENGTH].decode(errors="ignore")
