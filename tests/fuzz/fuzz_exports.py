"""The fuzzer's target for everything that is written: arbitrary text in every field, out and back by the real reader."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import functools
import json
import re
import sys
import tempfile
import zipfile
from html.parser import HTMLParser
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "export"))  # for `runs`

from geomap import schema
from geomap.export import FORMATS, read_file, write
from geomap.export.cells import xml_text
from geomap.records import Claim, Incident, Run, Source

CSV = ("csv", "csv_wkt", "hxl", "acled", "ucdp")
XML = ("kml", "kmz", "xlsx")
WHOLE = ("geojson", "geojsonseq", "gpkg", "qgz", "flatgeobuf", "geoparquet", "csv", "csv_wkt")
NAMES = (*WHOLE, *XML, "hxl", "acled", "ucdp", "shapefile", "map")
# text that a column of a narrow format gives back as it was; codes and joined cells are coarser there
KEPT = {
    "acled": ("incident_id", "actor_a", "actor_b", "admin1", "admin2", "place_name"),
    "ucdp": ("incident_id", "actor_a", "actor_b", "admin1", "admin2", "place_name", "place_text"),
    "shapefile": ("incident_id",),
    "hxl": tuple(one.name for one in schema.INCIDENT_COLUMNS if one.hxl and one.name not in {"sources", "claims"}),
}
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")
SURROGATES = re.compile("[\ud800-\udfff]")
CARD_TAGS = {"table", "tr", "td"}
PARTS = {"sources": Source, "claims": Claim}


class Tags(HTMLParser):
    """Collects the tags of a page and the attributes that run code."""

    def __init__(self, text):
        super().__init__(convert_charrefs=False)
        self.tags, self.attributes = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


class Draw:
    """Values out of bytes, one after the other; when they are used up they begin again, and none are zeros."""

    def __init__(self, data):
        # half surrogate pairs too: they come out of broken UTF-8 and JSON escapes
        self.texts = data.decode("utf-8", "surrogateescape").split("\x1e")
        self.data, self.at, self.told = data or b"\0", 0, 0

    def byte(self):
        self.at += 1
        return self.data[self.at % len(self.data)]

    def text(self):
        self.told += 1
        return self.texts[self.told % len(self.texts)]

    def number(self, most):
        one = self.byte()
        return None if one % 3 == 0 else (one * 257 + self.byte()) % most

    def share(self):
        one = self.byte()
        return None if one % 3 == 0 else one / 255

    def day(self):
        one = self.byte()
        return None if one % 3 == 0 else dt.date(1900 + one, 1 + one % 12, 1 + one % 28)


def an_incident(draw, number):
    """Return an incident whose every text is the fuzzer's."""
    kinds = {
        "str": draw.text,
        "int": lambda: draw.number(2**31),
        "float": draw.share,
        "date": draw.day,
        "list": lambda: tuple(draw.text() for _ in range(draw.byte() % 3)),
        "json": tuple,
    }
    values = {one.name: kinds[one.type]() for one in schema.INCIDENT_COLUMNS}
    text = draw.text
    values["incident_id"] = f"{number}{text()}"
    values["source_count"] = draw.byte()
    values["geo_precision"] = draw.byte() % 7 + 1
    values["date_prec"] = draw.byte() % 5 + 1
    values["realis"], values["review_status"] = "actual", "auto"
    if draw.byte() % 2:
        values["lon"], values["lat"] = draw.byte() * 180 / 255 - 0.0, draw.byte() * 90 / 255 - 0.0
        values["lon"], values["lat"] = round(values["lon"], 5), round(values["lat"], 5)
    else:
        values["lon"] = values["lat"] = None
    places = {"place_id": text(), "place_name": text()}
    values["sources"] = tuple(
        Source(text(), text(), text(), text(), text(), text(), text(), 0, 5, text()) for _ in range(draw.byte() % 3)
    )
    values["claims"] = tuple(
        Claim(text(), text(), text(), text(), text(), text(), text(), 0, 5, text()) for _ in range(draw.byte() % 2)
    )
    values["matches"] = ({"table": text(), **places},) if draw.byte() % 2 else ()
    if draw.byte() % 2:
        values["event_type"] = schema.EVENT_TYPES[draw.byte() % len(schema.EVENT_TYPES)]
    return Incident(**values)


def a_run(incidents, draw):
    """Return a run of these incidents; its title and the names beside them are the fuzzer's too."""
    import runs

    parts = runs.frames()
    for name, column in (("border", "name"), ("border", "source"), ("admin", "name")):
        parts[name][column] = SURROGATES.sub("\ufffd", draw.text())  # pandas itself refuses half pairs there
    return Run(
        incidents=schema.incidents_to_frame(incidents),
        audit=schema.incidents_to_frame([]),
        title=draw.text(),
        attribution=(draw.text(),),
        **parts,
    )


def exports(data):
    """Write a run in the format that the first byte picks, read it back: the same values, no formula, no script."""
    if not data:
        return
    name = NAMES[data[0] % len(NAMES)]
    draw = Draw(data[1:])
    incidents = [an_incident(draw, number) for number in range(1 + draw.byte() % 2)]
    run = a_run(incidents, draw)
    with tempfile.TemporaryDirectory() as folder:
        if name == "map":
            harmless_page(run, Path(folder) / "a.html")
            return
        path = write(run, Path(folder) / f"a{FORMATS[name].suffix}", format=name)
        harmless(path, name)
        found = {one.incident_id: one for one in (held(back, name) for back in read_file(path, format=name))}
        for one in incidents:
            same(held(one, name), found, name)


def same(wanted, found, name):
    """Complain where what came back is not what was written."""
    if name in {"acled", "ucdp"} and wanted.event_type == "non_conflict":
        return  # accidents are not coded there
    if name == "shapefile" and not SAFE_KEY.fullmatch(wanted.incident_id):
        return  # a DBF cell holds 254 bytes and no control characters
    if wanted.incident_id not in found:
        raise AssertionError(f"{name}: {wanted.incident_id!r} is not among {sorted(found)!r}")
    for column in KEPT.get(name, schema.INCIDENT_NAMES):
        one, other = getattr(wanted, column), getattr(found[wanted.incident_id], column)
        if one != other:
            raise AssertionError(f"{name}: {column} was {one!r} and came back as {other!r}")


SAFE_KEY = re.compile(r"[!-~]{1,60}")


def held(incident, name):
    """Return an incident as far as a format can hold it: no half characters, in XML none that XML has not.

    What was written and what came back are both seen so: JSON inside a cell keeps more than the cell itself.
    """

    def text(value):
        whole = SURROGATES.sub("\ufffd", value)
        if name in XML:
            return xml_text(whole)
        return whole.replace("\x00", "") if name in NO_NUL else whole

    def walk(value):
        if isinstance(value, str):
            return text(value)
        if isinstance(value, tuple | list):
            return type(value)(walk(one) for one in value)
        if isinstance(value, dict):
            return {text(key): walk(one) for key, one in value.items()}
        if dataclasses.is_dataclass(value):
            return type(value)(*(walk(getattr(value, one.name)) for one in dataclasses.fields(value)))
        return value

    whole = walk(incident)
    if name not in (*XML, "acled", "ucdp"):
        return whole
    defaults = {one.name: one.default for one in dataclasses.fields(Incident)}
    empty = {one: defaults[one] for one in schema.INCIDENT_NAMES if getattr(whole, one) == ""}
    return dataclasses.replace(whole, **empty)


NO_NUL = (*CSV, "flatgeobuf")


def harmless(path, name):
    """Complain about a formula or a script in a file."""
    if name in CSV:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.reader(lines):
                for one in row:
                    if one[:1] in tuple("=+-@\t\r\n＝＋－＠") and one and not NUMBER.fullmatch(one):
                        raise AssertionError(f"{name}: the cell {one!r} is a formula")
    elif name == "xlsx":
        from openpyxl import load_workbook

        for sheet in load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                if any(one.data_type == "f" for one in row):
                    raise AssertionError("the workbook holds a formula")
    elif name in {"kml", "kmz"}:
        from defusedxml.ElementTree import fromstring

        data = path.read_bytes() if name == "kml" else zipfile.ZipFile(path).read("doc.kml")
        for one in fromstring(data).iter("{http://www.opengis.net/kml/2.2}description"):
            page = Tags(one.text or "")
            if page.attributes or not set(page.tags) <= CARD_TAGS:
                raise AssertionError(f"{name}: a description holds {page.tags} {page.attributes}")
    elif name == "geojson":
        json.loads(path.read_bytes())
    elif name == "qgz":
        from defusedxml.ElementTree import fromstring

        with zipfile.ZipFile(path) as archive:
            fromstring(archive.read(next(one for one in archive.namelist() if one.endswith(".qgs"))))


@functools.cache
def usual_tags():
    """Return the tags of a harmless page, and its attributes that could run code."""
    import runs

    from geomap.maps.page import write_map

    with tempfile.TemporaryDirectory() as folder:
        calm = [dataclasses.replace(one, title="x") for one in runs.incidents()]
        run = dataclasses.replace(runs.sample_run(), incidents=schema.incidents_to_frame(calm))
        return Tags(write_map(run, Path(folder) / "a.html").read_text("utf-8"))


def harmless_page(run, path):
    """Complain if the words of a run became tags, scripts or handlers of the page."""
    from geomap.maps.page import write_map

    page, usual = Tags(write_map(run, path).read_text("utf-8")), usual_tags()
    if page.tags.count("script") != usual.tags.count("script") or set(page.tags) - set(usual.tags):
        raise AssertionError(f"the page holds other tags: {sorted(set(page.tags) - set(usual.tags))}")
    known = {(tag, name) for tag, name, _ in usual.attributes}
    odd = [one for one in page.attributes if one[:2] not in known]
    if odd:
        raise AssertionError(f"the page holds other attributes: {odd[:3]}")
