"""An Excel workbook: incidents, claims, sources and places as sheets, with real dates and no formulas.

The sheets are written row by row into the zip, and not with a library: a workbook of any length takes little memory,
and the same run gives the same bytes. A text that begins with "=" stays a text: the cell is typed so.

References
----------
.. [1] ECMA-376, "Office Open XML File Formats", part 1, chapter 18 (SpreadsheetML).
"""

from __future__ import annotations

import datetime as dt
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from geomap.errors import OutputError
from geomap.export import tables
from geomap.export.cells import cells, in_order, joined, pieces, xml_text
from geomap.export.qgz import ZIP_TIME
from geomap.files import atomic_path
from geomap.schema import to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from geomap.export.geopackage import Field
    from geomap.records import Run

CELL_LENGTH = 32_767  # characters that Excel takes in a cell
ROWS = 1_048_576  # rows that it takes in a sheet
_WIDTHS = {"title": 50, "sentence": 60, "text": 40, "names": 40}
_DAY_0 = dt.date(1899, 12, 30)
_FIRST_DAY = dt.date(1900, 3, 1)  # before it, spreadsheets disagree: 1900 was no leap year, Excel says it was
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DATE_STYLE, _HEAD_STYLE = 1, 2
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/>'
    '<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/>'
    '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write(run: Run, path: Path) -> Path:
    """Write the workbook; the first row of each sheet is frozen and filtered.

    Raises
    ------
    OutputError
        If a table has more rows than a sheet takes, or the file cannot be written.
    """
    incidents = in_order(run.incidents)
    fields = tables.frame_fields(incidents, without=tables.NESTED_ELSEWHERE)
    names = ("incidents", "claims", "sources", "places", "about")
    counts = {"incidents": len(incidents), "places": len(run.places)}
    for name in tables.NESTED_ELSEWHERE:
        counts[name] = sum(len(items) for items in incidents[name] if items is not None)
    for name, count in counts.items():
        if count + 1 > ROWS:
            told = f"{count} {name} are more than a spreadsheet takes ({ROWS - 1})"
            raise OutputError(told, hint="choose -f csv or gpkg")

    def incident_parts() -> Iterator[Sequence[Sequence[Any]]]:
        for piece in pieces(incidents):
            yield tables.frame_table(piece, without=tables.NESTED_ELSEWHERE)[1]

    def child_parts(name: str) -> Iterator[Sequence[Sequence[Any]]]:
        for piece in pieces(incidents):
            yield tables.child_table(cells(piece, only=(tables.CHILD_KEY, name)), name)[1]

    place_fields, place_columns = tables.place_table(run)
    sheets: dict[str, Iterable[str]] = {
        "incidents": _sheet(list(fields.values()), incident_parts(), counts["incidents"]),
        "claims": _sheet(tables.child_fields("claims"), child_parts("claims"), counts["claims"]),
        "sources": _sheet(tables.child_fields("sources"), child_parts("sources"), counts["sources"]),
        "places": _sheet(place_fields, [place_columns], counts["places"]),
        "about": _about(run),
    }
    with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts(names).items():
            archive.writestr(_entry(name), text)
        for number, name in enumerate(names, start=1):
            large = counts.get(name, 0) > ROWS // 4  # its XML may pass 2 GB
            with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=large) as out:
                for text in sheets[name]:
                    out.write(text.encode("utf-8"))
    return path


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _parts(names: Sequence[str]) -> dict[str, str]:
    """Return the parts of the package that tell what the sheets are."""
    numbered = list(enumerate(names, start=1))
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n, _ in numbered
    )
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered
    )
    styles = f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    return {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
            f'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}{styles}</Relationships>'
        ),
        "xl/styles.xml": _STYLES,
    }


def letters(number: int) -> str:
    """Return a column's letters: 1 is A, 27 is AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _sheet(fields: Sequence[Field], parts: Iterable[Sequence[Sequence[Any]]], count: int) -> Iterator[str]:
    """Yield a sheet's XML: heads, then the rows of each part."""
    columns = [letters(number) for number in range(1, len(fields) + 1)]
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/></sheetView>'
    yield "</sheetViews><cols>"
    for number, one in enumerate(fields, start=1):
        yield f'<col min="{number}" max="{number}" width="{_WIDTHS.get(one.name, 14)}" customWidth="1"/>'
    yield '</cols><sheetData><row r="1">'
    for letter, one in zip(columns, fields, strict=True):
        yield f'<c r="{letter}1" s="{_HEAD_STYLE}" t="inlineStr"><is><t>{one.name}</t></is></c>'
    yield "</row>"
    number = 1
    for values in parts:
        shown = [_cells(one.kind, column) for one, column in zip(fields, values, strict=True)]
        for row in zip(*shown, strict=True):
            number += 1
            yield f'<row r="{number}">'
            yield "".join(
                f'<c r="{letter}{number}"{cell}' for letter, cell in zip(columns, row, strict=True) if cell is not None
            )
            yield "</row>"
    yield f'</sheetData><autoFilter ref="A1:{columns[-1]}{count + 1}"/></worksheet>'


def _about(run: Run) -> Iterator[str]:
    lines = [run.title, "Extracted by geomap from reports by a machine: check before use.", *run.attribution]
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'
    for number, line in enumerate(lines, start=1):
        yield f'<row r="{number}"><c r="A{number}"{_text(line)}</row>'
    yield "</sheetData></worksheet>"


def _cells(kind: str, values: Sequence[Any]) -> list[str | None]:
    """Return a column's cells from their attributes on; None where nothing is told."""
    if kind == "list":
        return [None if not value else _text(str(joined(value))) for value in values]
    if kind == "json":
        return [_text(value if isinstance(value, str) else to_json(value)) if value else None for value in values]
    return [None if value is None or value == "" else _cell(type(value), value) for value in values]


@cache
def _day(day: dt.date) -> str:
    if day < _FIRST_DAY:
        return _text(day.isoformat())
    return f' s="{_DATE_STYLE}"><v>{(day - _DAY_0).days}</v></c>'


def _cell(kind: type, value: Any) -> str:
    if kind is bool:
        return f' t="b"><v>{int(value)}</v></c>'
    if kind in {int, float}:
        return f"><v>{value!r}</v></c>"
    return _day(value) if kind is dt.date else _text(str(value))


def _text(text: str) -> str:
    clean = xml_text(text)
    if len(clean) > CELL_LENGTH:
        clean = clean[: CELL_LENGTH - 1] + "…"
    told = escape(clean, {"\r": "&#13;"})
    return f' t="inlineStr"><is><t xml:space="preserve">{told}</t></is></c>'
