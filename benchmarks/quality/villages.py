"""Short reports about villages, written by templates of our own: what the gold sets hardly have.

News in LGL and GeoWebNews names towns that its readers know. An incident report names a village once, beside two
nations and a capital; and often the village is in no gazetteer, while a namesake lies in another part of the world.
Without such reports the ranker learns that a small place that is named once is probably another one.

`reports` gives seeded reports over the gazetteer's countries: in four of five the village is the gazetteer's, in one
of five the name is borrowed from another continent and "none of these" is right. No name of a gold set is sought.
"""

from __future__ import annotations

import random
import sqlite3

import gold

from geomap.gazetteer.names import normalise
from geomap.read.reports import clean_text
from geomap.recognise.recognise import recognise_mentions
from geomap.records import Report

SET = "villages"
SEED = 11
BORROWED = 1 / 5
NEAR_KM = 45.0
_SETTLED = "('village', 'town', 'settlement')"
_LEADS = (
    "Two {own} soldiers died when their lorry came under fire {at} on Tuesday, {speaker} said.",
    "{Other} guns have been hitting the outskirts of {place} since the morning, residents told a local radio station.",
    "{speaker} reported an attack on a checkpoint {at}. Three men were hurt.",
    "A shepherd lost a leg to a mine {at}, the third such accident this year.",
    "Gunmen burnt four houses {at} and drove off the cattle, a survivor said by telephone.",
    "Fighting broke out {at} shortly before dawn, {speaker} said, and went on for an hour.",
    "{speaker} accused {other} troops of firing across the line {at}.",
    "Shells fell {at} for a second day. The school there has been closed.",
    "One person was killed and five were wounded by a bomb {at}.",
    "The army retook {place} on Sunday after a week of clashes, according to {speaker}.",
)
_AT = (
    "near {place}", "in {place}", "in the village of {place}", "near the village of {place}", "outside {place}",
    "at {place}, a village in {province}", "in {place}, {province}", "near {place} in {province}",
    "in the direction of {place}", "between {place} and {second}", "in {place} and {second}",
)  # fmt: skip
_SPEAKERS = (
    "{Country}'s defence ministry", "the {own} army", "the government in {capital}", "a spokesman for the {own} police",
    "the {own} border service", "an official in {capital}", "the district head",
)  # fmt: skip
_MORE = (
    "The dead were taken to {town}.",
    "{Other} officials denied it.",
    "Talks between {capital} and its neighbours broke down last month.",
    "People from {second} have left for {town}, the Red Cross said.",
    "Nobody has claimed the attack.",
    "{Country} and its neighbours signed a truce two years ago.",
    "The road is closed; buses turn round at the petrol station.",
)
_CONTINENTS = {
    "Africa": "DZ AO BJ BF BI CM CF TD CD CG CI EG ER ET GM GH GN KE LR LY MG MW ML MR MA MZ NA NE NG RW SN SL SO ZA SD SS TZ TG TN UG ZM ZW",
    "Asia": "AF AM AZ BD BT KH CN GE IN ID IR IQ IL JO KZ KG LA LB MY MM NP PK PH SA LK SY TJ TH TR TM UZ VN YE",
    "Europe": "AL BY BA BG HR CZ EE FI FR DE GR HU IT LV LT MD ME MK PL RO RS RU SK SI ES UA XK",
    "Americas": "AR BO BR CL CO CR CU DO EC SV GT HN HT MX NI PA PY PE VE",
}  # fmt: skip
HOME = {code: land for land, codes in _CONTINENTS.items() for code in codes.split()}


def reports(gazetteer, many: int = 600) -> list[gold.Document]:
    """Return gold documents of the set "villages": the same for the same gazetteer."""
    rng = random.Random(SEED)
    with sqlite3.connect(f"{gazetteer.path.resolve().as_uri()}?mode=ro", uri=True) as db:
        nations = _nations(db, gazetteer)
        villages = {code: _villages(db, code) for code in nations}
    nations = {code: nation for code, nation in nations.items() if len(villages[code]) >= 60}
    codes = sorted(nations)
    out = []
    while len(out) < many:
        made = _report(rng, codes, nations, villages, gazetteer)
        if made is not None:
            text, toponyms = made
            out.append(gold.Document(SET, f"village {len(out)}", text, tuple(toponyms), ()))
    return out


def _nations(db, gazetteer) -> dict[str, tuple[str, str, str]]:
    """Return country code -> (name, adjective, capital) of the countries that have all three."""
    out = {}
    for code in sorted(HOME):
        people = db.execute(
            "SELECT text FROM names JOIN places USING (place_id) WHERE kind = 'country' AND country = ? AND "
            "type IN ('adjective', 'demonym') AND lang IN ('', 'en') ORDER BY type, length(text), text", (code,)
        ).fetchone()  # fmt: skip
        capital = db.execute(
            "SELECT name FROM places WHERE country = ? AND kind = 'capital' ORDER BY population DESC, place_id", (code,)
        ).fetchone()
        if people and capital:
            out[code] = (gazetteer.country_name(code), people[0], capital[0])
    return out


def _villages(db, code: str) -> list[tuple[str, str, float, float]]:
    rows = db.execute(
        f"SELECT name, admin1, lon, lat FROM places WHERE country = ? AND kind IN {_SETTLED} AND admin1 <> '' "
        "ORDER BY place_id", (code,)
    ).fetchall()  # fmt: skip
    return [row for row in rows if row[0][:1].isupper() and not any(c.isdigit() or c in "()/," for c in row[0])]


def _report(rng, codes, nations, villages, gazetteer):
    """Return (text, toponyms) of a report, or None where the dice fell badly."""
    code = rng.choice(codes)
    country, own, capital = nations[code]
    other = nations[rng.choice([c for c in codes if c != code and HOME[c] == HOME[code]])][1]
    name, province, lon, lat = rng.choice(villages[code])
    near = [v for v in rng.sample(villages[code], 60) if _km(v, lon, lat) < NEAR_KM and v[0] != name]
    second = near[0] if near else None
    borrowed = rng.random() < BORROWED
    if borrowed:
        far = rng.choice([c for c in codes if HOME[c] != HOME[code]])
        name = rng.choice(villages[far])[0]
        if any(hit.place.country == code for hit in gazetteer.exact_key(normalise(name))):
            return None
    at = rng.choice([at for at in _AT if second is not None or "{second}" not in at])
    lead = rng.choice(_LEADS)
    more = rng.sample([s for s in _MORE if second is not None or "{second}" not in s], 2)
    town = rng.choice(villages[code])
    words = {
        "Country": country, "own": own, "other": other, "Other": other, "capital": capital, "province": province,
        "place": name, "second": second[0] if second else "", "town": town[0],
    }  # fmt: skip
    words["speaker"] = rng.choice(_SPEAKERS).format(**words)
    words["at"] = at.format(**words)
    text = " ".join([lead, *more]).format(**words)
    text = text[0].upper() + text[1:]
    if not any(word in text for word in (country, own, capital, province)):
        return None  # nothing says where it is
    if rng.random() < 0.4:
        text = f"{capital.upper()}, 3 May - {text}"
    points = {name: (lon, lat), town[0]: town[2:4]}
    if second is not None:
        points.setdefault(second[0], second[2:4])
    toponyms = []
    for word, (x, y) in points.items():
        start = text.find(word)
        if start >= 0:
            toponyms.append({"start": start, "end": start + len(word), "text": word, "lon": x, "lat": y})
    return text, toponyms


def _km(village, lon: float, lat: float) -> float:
    return 111.2 * ((village[3] - lat) ** 2 + (0.8 * (village[2] - lon)) ** 2) ** 0.5


def mentions(documents, gazetteer, nlp):
    """Return the clean texts and the recogniser's mentions of the reports (nothing here was seen when it was fitted)."""
    read = [Report(d.id, d.text, clean_text(d.text)) for d in documents]
    return [report.clean for report in read], list(recognise_mentions(read, gazetteer, nlp=nlp))
