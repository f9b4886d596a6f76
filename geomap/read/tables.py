"""The user's own tables of incidents as rows with our columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Field, ValidationError, create_model

from geomap.read.cells import MAX_COUNT, CellError, is_null, slug, to_count, to_date, to_degrees, to_list, to_text
from geomap.read.coordinates import coordinate_fault
from geomap.read.dates import ParsedDate, compile_format, is_numeric, numeric_order
from geomap.read.mapping import ColumnMap, map_columns, parse_mapping
from geomap.read.presets import PRESETS, detect_preset, translate
from geomap.read.sheets import RawRow, RawTable, open_table
from geomap.records import Rejection, Row
from geomap.schema import (
    DATE_PRECISION,
    EVENT_TYPES,
    GEO_PRECISION,
    INCIDENT_COLUMNS,
    INITIATORS,
    NESTED,
    REVIEW_STATUSES,
    SECTORS,
    SUB_EVENT_TYPES,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["PRESETS", "detect_preset", "parse_mapping", "read_table"]

_ROW_FIELDS = frozenset({
    "id", "place", "date", "date_end", "date_prec", "admin1", "admin2", "country", "lat", "lon", "geo_precision",
})  # fmt: skip
_COUNTS = frozenset(
    column.name
    for column in INCIDENT_COLUMNS
    if column.type == "int" and column.name not in {"date_prec", "geo_precision", "source_count"}
)
_VOCABULARIES: dict[str, tuple[str, ...]] = {
    "event_type": EVENT_TYPES,
    "sub_event_type": tuple(dict.fromkeys(sub for subs in SUB_EVENT_TYPES.values() for sub in subs)),
    "initiator": INITIATORS,
    "review_status": REVIEW_STATUSES,
}
_ORDER_SAMPLE = 100_000  # rows looked through for a date that shows the order of the column


def _value_model() -> Any:
    """Return the pydantic model of `Row.values`: the limits of every column, from the schema."""
    fields: dict[str, Any] = dict.fromkeys(("notes", "source", "url"), (str | None, None))
    for column in INCIDENT_COLUMNS:
        kind: Any = str
        if column.name in _COUNTS or column.name == "source_count":
            kind = Annotated[int, Field(ge=0, le=MAX_COUNT)]
        elif column.name in _VOCABULARIES:
            kind = Literal[_VOCABULARIES[column.name]]
        elif column.name.endswith("_sector"):
            kind = Literal[SECTORS]
        elif column.name.startswith("confidence"):
            kind = Annotated[float, Field(ge=0, le=1)]
        elif column.type == "float":
            kind = Annotated[float, Field(ge=0, allow_inf_nan=False)]
        elif column.type in {"list", "json"}:
            kind = list[str]
        fields[column.name] = (kind | None, None)
    return create_model("RowValues", __config__=ConfigDict(extra="forbid"), **fields)


_VALUES = _value_model()


def read_table(
    path: str | Path,
    *,
    mapping: Mapping[str, str] | None = None,
    preset: str | None = None,
    layer: str | None = None,
    date_format: str | None = None,
) -> Iterator[Row | Rejection]:
    """Return the rows of a table, mapped to our columns, with a rejection for each value that cannot be used.

    Parameters
    ----------
    path
        CSV, TSV, XLSX, GeoJSON, GeoPackage or another layer; see `geomap.read.sheets.open_table`.
    mapping
        Our column to the table's, as from `parse_mapping`. Columns that it does not name are found by HXL tags, by
        a preset, or by plain names ("village", "fatalities").
    preset
        "acled" or "ucdp"; None looks at the column names.
    layer
        Sheet or layer, where there are several.
    date_format
        How all-numeric dates are written: "dmy", "mdy", "%d/%m/%Y", "DD/MM/YYYY". Without it a date such as
        03/04/2023 is used only if the other dates of the table show the order, and otherwise left out
        (``ambiguous_date``, not fatal).

    Returns
    -------
    rows
        An iterator; the table is opened, and its columns are checked, before this function returns. Coordinates are
        degrees in EPSG:4326, kept as they are; impossible or swapped ones are left out of `Row.lon`, `Row.lat` with
        a rejection (``bad_coordinates``, ``swapped_coordinates``) and stay in `Row.raw`. No value is None, 0 is 0.

    Raises
    ------
    InputMissingError, InputError
        If there is no table, or nothing in it.
    SchemaError
        If a mapped column is not there; the hint lists those that are.
    UsageError
        If the preset, a column of ours or the date format is not known.
    """
    pattern = compile_format(date_format) if date_format else ""
    table = open_table(path, layer=layer)
    columns, used_preset = map_columns(
        table.columns,
        told=mapping,
        preset=preset,
        tags=table.tags,
        table=table.name,
        has_geometry=table.has_geometry,
    )
    reader = _Reader(table, columns, used_preset)
    if pattern in {"dmy", "mdy"}:
        reader.order = pattern
    elif pattern:
        reader.pattern = pattern
    return reader.read()


class _Reader:
    """Turns the raw rows of one table into rows."""

    def __init__(self, table: RawTable, columns: ColumnMap, preset: str) -> None:
        self.table, self.columns, self.preset = table, columns, preset
        self.order: str | None = None  # not yet looked for
        self.pattern = ""
        self.ids: set[str] = set()
        self.told: set[tuple[str, str]] = set()  # words that no vocabulary has, said once each

    def read(self) -> Iterator[Row | Rejection]:
        yield from self.table.notes
        count = 0
        for raw in self.table.rows():
            if isinstance(raw, Rejection):
                yield raw
                continue
            count += 1
            notes: list[Rejection] = []
            row = self._row(raw, notes)
            yield from notes
            yield row
        if not count:
            yield Rejection(self.table.name, "empty", "the table has a header and no rows")

    def _row(self, raw: RawRow, notes: list[Rejection]) -> Row:
        where = f"row {raw.number}"

        def note(reason: str, detail: str) -> None:
            notes.append(Rejection(self.table.name, reason, detail, where, fatal=False))

        wanted = to_text(self._cell(raw, "id"))[:200] or where
        row_id, number = wanted, 2
        while row_id in self.ids:
            row_id, number = f"{wanted}#{number}", number + 1
        if row_id != wanted:
            note("duplicate_id", f"the id {wanted!r} was there before; this row is called {row_id!r}")
        self.ids.add(row_id)
        start, end, precision = self._dates(raw, note)
        lon, lat, geo_precision = self._coordinates(raw, note)
        words = {name: to_text(self._cell(raw, name)) for name in ("place", "admin2", "admin1", "country")}
        if not any(words.values()) and lon is None:
            note("no_place", "the row has neither place words nor coordinates that can be used")
        return Row(
            table=self.table.name,
            row_id=row_id,
            place=words["place"],
            date_start=start,
            date_end=end,
            date_prec=precision,
            admin2=words["admin2"],
            admin1=words["admin1"],
            country=words["country"],
            lon=lon,
            lat=lat,
            geo_precision=geo_precision,
            values=self._values(raw, note),
            raw={name: _plain(value) for name, value in raw.cells.items()},
        )

    def _cell(self, raw: RawRow, target: str) -> Any:
        """Return the first cell that says something among the columns for `target`, in our codes."""
        for column in self.columns.get(target, ()):
            value = raw.cells.get(column)
            if not is_null(value):
                return translate(self.preset, target, value)
        return None

    # --------------------------------------------------------------------------------------------- dates

    def _dates(self, raw: RawRow, note: Any) -> tuple[dt.date | None, dt.date | None, int | None]:
        begin = self._date(raw, "date", note)
        finish = self._date(raw, "date_end", note)
        start = begin.start if begin else None
        end = finish.end if finish else (begin.end if begin else None)
        if start is not None and end is not None and end < start:
            note("bad_date", f"the end {end} is before the start {start}; the end was left out")
            end = begin.end if begin else start
        precision = self._small_int(raw, "date_prec", DATE_PRECISION, note)
        if precision is None and start is not None and end is not None:
            if begin is not None and end == begin.end:
                precision = begin.precision
            else:
                days = (end - start).days
                precision = 1 if days == 0 else 2 if days < 6 else 3 if days < 8 else 4 if days < 32 else 5
        return start, end, precision if start is not None else None

    def _date(self, raw: RawRow, target: str, note: Any) -> ParsedDate | None:
        value = self._cell(raw, target)
        if value is None:
            return None
        order = self.order or ""
        if not self.pattern and self.order is None and isinstance(value, str) and is_numeric(value):
            order = self.order = self._column_order()
        parsed = to_date(value, order=order, pattern=self.pattern)
        if parsed is None or parsed.fault:
            detail = parsed.detail if parsed else ""
            if parsed and parsed.fault == "ambiguous_date":
                detail += "; say which with --date-format"
            note(parsed.fault if parsed else "bad_date", f"{self.columns[target][0]}: {detail}")
            return None
        return parsed

    def _column_order(self) -> str:
        """Return the order that the table's other dates show, "" for none, for both and where the formats are mixed."""
        orders = set()
        for number, raw in enumerate(self.table.rows()):
            if number >= _ORDER_SAMPLE:
                break
            if isinstance(raw, RawRow):
                for target in ("date", "date_end"):
                    value = self._cell(raw, target)
                    if isinstance(value, str) and value.strip():
                        orders.add(numeric_order(value))
                        if not is_numeric(value):
                            return ""  # a column of several formats came from several hands: the user must say
        orders.discard("")
        return orders.pop() if len(orders) == 1 else ""

    # --------------------------------------------------------------------------------------- coordinates

    def _coordinates(self, raw: RawRow, note: Any) -> tuple[float | None, float | None, int | None]:
        precision = self._small_int(raw, "geo_precision", GEO_PRECISION, note)
        lon, lat = raw.lon, raw.lat
        if lon is not None:
            precision = precision or raw.precision
        else:
            try:
                lon, lat = to_degrees(self._cell(raw, "lon")), to_degrees(self._cell(raw, "lat"))
            except CellError as error:
                note(error.reason, f"{error.detail}; the place is looked for by its words")
                return None, None, precision
        if lon is None and lat is None:
            return None, None, precision
        fault = coordinate_fault(lon, lat, to_text(self._cell(raw, "country")))
        if fault:
            note(fault[0], f"{fault[1]}; the place is looked for by its words")
            return None, None, precision
        return lon, lat, precision

    # -------------------------------------------------------------------------------------------- values

    def _values(self, raw: RawRow, note: Any) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for target in self.columns:
            if target in _ROW_FIELDS:
                continue
            value = self._cell(raw, target)
            if value is None:
                continue
            try:
                values |= self._value(target, value, note)
            except CellError as error:
                note(error.reason, f"{self.columns[target][0]}: {error.detail}; it was left out")
                if target in _COUNTS and any(letter.isalpha() for letter in to_text(value)):
                    values.setdefault("casualty_text", to_text(value)[:500])
        try:
            _VALUES(**values)
        except ValidationError as error:
            for fault in error.errors():
                name = str(fault["loc"][0])
                if name in values:
                    note("bad_value", f"{name}: {to_text(values.pop(name))[:60]!r}: {fault['msg'].lower()}")
        low, high = values.get("killed_low"), values.get("killed_high")
        if low is not None and high is not None and low > high:
            note("bad_number", f"killed_low {low} is more than killed_high {high}; both were left out")
            del values["killed_low"], values["killed_high"]
        return values

    def _value(self, target: str, value: Any, note: Any) -> dict[str, Any]:
        if target in _COUNTS:
            count = to_count(value)
            out: dict[str, Any] = {target: count.best}
            if target in {"killed_best", "injured_best"}:
                stem = target.removesuffix("_best")
                bounds = {f"{stem}_low": count.low, f"{stem}_high": count.high}
                mapped = self.columns.keys()
                out |= {name: bound for name, bound in bounds.items() if bound is not None and name not in mapped}
            if count.words:
                out["casualty_text"] = count.words
            return out
        if target in {"event_type", "sub_event_type"}:
            return self._event(target, to_text(value), note)
        if target in _VOCABULARIES:
            return {target: slug(to_text(value))}
        if target in NESTED:
            return {target: to_list(value)}
        column = next((column for column in INCIDENT_COLUMNS if column.name == target), None)
        if column is not None and column.type in {"int", "float"}:
            number = to_degrees(value)
            return {target: int(number) if column.type == "int" and number is not None else number}
        text = str(value).strip() if target == "notes" else to_text(value)
        return {target: text}

    def _event(self, target: str, words: str, note: Any) -> dict[str, Any]:
        """Return type and sub-type; words that are neither are said once and stay in the raw row."""
        code = slug(words)
        if code in _VOCABULARIES[target]:
            if target == "event_type":
                one_sided = self.preset == "ucdp" and code == "violence_against_civilians"
                return {target: code, "sub_event_type": "attack"} if one_sided else {target: code}
            return {target: code} | _type_of(code, self.columns)
        if target == "event_type" and code in _VOCABULARIES["sub_event_type"]:
            return {"sub_event_type": code} | _type_of(code, {})
        if (target, code) not in self.told:
            self.told.add((target, code))
            note("unknown_type", f"{words[:60]!r} is no {target} of ACLED's; it stays in the row's own columns")
        return {}

    def _small_int(self, raw: RawRow, target: str, allowed: Mapping[int, str], note: Any) -> int | None:
        value = self._cell(raw, target)
        if value is None:
            return None
        text = to_text(value)
        if text.isdecimal() and int(text) in allowed:
            return int(text)
        note("bad_value", f"{target}: {text[:40]!r} is not one of {min(allowed)} to {max(allowed)}")
        return None


def _type_of(sub_type: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the type that a sub-type belongs to, if it is one only and the table has no column for it."""
    types = [name for name, subs in SUB_EVENT_TYPES.items() if sub_type in subs]
    return {"event_type": types[0]} if len(types) == 1 and "event_type" not in columns else {}


def _plain(value: Any) -> Any:
    """Return a cell as JSON can hold it."""
    if is_null(value) and not isinstance(value, str):
        return None
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "item"):
        return _plain(value.item())
    return to_text(value)
