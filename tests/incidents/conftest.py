"""Reports in our own words, read with places looked up in the small real gazetteer."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from geomap.gazetteer.store import Gazetteer
from geomap.incidents.extract import extract_incidents
from geomap.read.clean import clean_text
from geomap.records import Mention, Report, Resolution
from geomap.schema import KIND_PRECISION
from geomap.settings import Settings

NATIONS = r"Armenians?|Azerbaijanis?|Russians?|Georgians?|Turkish"


@pytest.fixture(scope="session")
def gazetteer(tiny_gazetteer):
    with Gazetteer.open(tiny_gazetteer) as opened:
        yield opened


def resolutions(text, gazetteer, places):
    """Return every place of `places` and every nation word in `text`, resolved to the first exact hit."""
    out = []
    for name in places:
        for match in re.finditer(rf"\b{re.escape(name)}\b", text):
            place = gazetteer.exact(name)[0].place
            out.append(
                Resolution(
                    Mention(*match.span(), name), place, 0.9, lon=place.lon, lat=place.lat,
                    radius_m=place.radius_m, precision=KIND_PRECISION.get(place.kind, 1),
                )
            )  # fmt: skip
    for match in re.finditer(NATIONS, text):
        code = gazetteer.iso2_of(match.group()) or gazetteer.iso2_of(match.group().removesuffix("s"))
        place = gazetteer.get(
            next(h.place.place_id for h in gazetteer.exact(gazetteer.country_name(code), kinds={"country"}))
        )
        out.append(Resolution(Mention(*match.span(), match.group(), "demonym"), place, 0.9, precision=6))
    return sorted(out, key=lambda r: r.mention.start)


@pytest.fixture
def tell(gazetteer):
    """Return a function: text, publication day, place names -> incidents of every realis."""

    def read(text, day="2023-05-13", *, places=(), parse=None):
        date = dt.date.fromisoformat(day) if day else None
        report = Report("r1", text, clean_text(text), date=date)
        found = resolutions(text, gazetteer, places)
        return extract_incidents(report, found, gazetteer=gazetteer, parse=parse, settings=Settings())

    return read


@pytest.fixture
def actual(tell):
    """Return a function like `tell` that gives only what happened."""

    def read(*args, **kwargs):
        return [incident for incident in tell(*args, **kwargs) if incident.realis == "actual"]

    return read
