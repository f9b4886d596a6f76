"""A corpus of any size with known truth: seeded, own templates, places out of the gazetteer.

    python benchmarks/scale/corpus.py 100000 reports.jsonl truth.jsonl

Each incident is told by one to four reports that word it differently; the toll of later ones may have grown. About
one report in six tells of none: talks, exercises, sport, anniversaries.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from geomap.gazetteer.store import Gazetteer

# country -> (nation word of its forces, nation word of who attacks them, speaker)
SIDES = {
    "AM": ("Armenian", "Azerbaijani", "Armenia's Defense Ministry"),
    "AZ": ("Azerbaijani", "Armenian", "Azerbaijan's Defense Ministry"),
    "UA": ("Ukrainian", "Russian", "Ukraine's General Staff"),
    "IN": ("Indian", "Pakistani", "the Indian army"),
    "PK": ("Pakistani", "Indian", "the Pakistani military"),
    "SD": ("Sudanese", "South Sudanese", "the Sudanese army"),
    "ET": ("Ethiopian", "Eritrean", "the Ethiopian army"),
    "TH": ("Thai", "Cambodian", "the Thai army"),
    "TJ": ("Tajik", "Kyrgyz", "Tajikistan's border service"),
    "LB": ("Lebanese", "Israeli", "the Lebanese army"),
}
WAYS = {
    "shelling": ("mortar fire", "{att} forces opened mortar fire on {dfn} positions near {place}"),
    "artillery": ("artillery", "{att} artillery shelled {dfn} positions near {place}"),
    "drone": ("a drone", "An {att} drone struck a {dfn} army truck near {place}"),
    "sniper": ("sniper fire", "{att} snipers fired at a {dfn} post near {place}"),
    "mine": ("a mine", "A {dfn} patrol hit a landmine near {place}"),
}
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FILLER = (
    "Residents said they spent the night in their cellars and that the road out of the settlement was closed until noon.",
    "Officials in the capital called on both sides to keep to what had been agreed at the last round of talks.",
    "An aid worker who had visited the area said the school would stay shut and that the clinic was short of fuel.",
    "The two governments have blamed each other for the breakdown of the talks, which mediators hope to take up again.",
    "Farmers in the district have been unable to reach their fields, and prices in the market have risen.",
    "A monitoring mission said that it had asked for access and was still waiting for an answer.",
    "Analysts say that such exchanges have become more frequent, although neither side seems to want a larger fight.",
    "Local television showed broken windows, a burnt-out shed and people sweeping up glass in the yard.",
    "The foreign minister is to travel abroad next week, where he is expected to raise the matter with his colleagues.",
    "Teachers said they would hold their lessons by telephone for as long as the road remained unsafe.",
)
QUIET = (
    (
        "The foreign ministers of the two countries met in {place} to discuss trade and the opening of the road. "
        "They agreed to meet again in the autumn."
    ),
    "The army will hold exercises with live fire near {place} until the end of the month, the ministry announced.",
    "Fans filled the streets of {place} after the home side beat its rivals by two goals in the last minute.",
    "People in {place} laid flowers at the monument to those who fell in the war of thirty years ago.",
)


@dataclass(frozen=True)
class Truth:
    """One incident of the corpus."""

    number: int
    date: str
    place: str
    place_id: str
    lat: float
    lon: float
    killed: int
    injured: int
    reports: list[str]


def places(gazetteer: Gazetteer, many: int, rng: random.Random) -> list[tuple[str, str, float, float, str, str]]:
    """Return (name, id, lat, lon, country, admin1) of settlements with a name of one plain word."""
    out = []
    with sqlite3.connect(f"{gazetteer.path.resolve().as_uri()}?mode=ro", uri=True) as db:
        for country in sorted(SIDES):
            rows = db.execute(
                "SELECT name, place_id, lat, lon, country, admin1 FROM places WHERE country = ? AND admin1 <> '' "
                "AND kind IN ('village', 'town', 'city', 'settlement') ORDER BY place_id",
                (country,),
            ).fetchall()
            found = [row for row in rows if row[0].isascii() and row[0].isalpha() and len(row[0]) > 4]
            rng.shuffle(found)
            out += found[: many // len(SIDES)]
    return out


def corpus(reports: int, gazetteer: Gazetteer, seed: int = 7):
    """Yield (report line, None) and (None, Truth) until there are `reports` reports."""
    rng = random.Random(seed)
    known = places(gazetteer, 3000, rng)
    first = date(2020, 1, 6)
    made, number = 0, 0
    while made < reports:
        name, place_id, lat, lon, country, admin1 = rng.choice(known)
        day = first + timedelta(days=rng.randrange(0, 1400))
        if rng.random() < 0.2:
            yield line(made, day, f"News from {name}", [rng.choice(QUIET).format(place=name)], rng), None
            made += 1
            continue
        number += 1
        way = rng.choice(sorted(WAYS))
        killed, injured = rng.choice((0, 1, 1, 2, 3, 5)), rng.choice((0, 1, 2, 4, 7))
        ids = []
        for _ in range(min(rng.choice((1, 1, 2, 3, 4)), reports - made)):
            title, body = told(way, name, admin1, country, day, killed, injured, rng)
            item = line(made, day + timedelta(days=rng.choice((0, 1))), title, body, rng)
            ids.append(item["id"])
            made += 1
            yield item, None
        yield None, Truth(number, day.isoformat(), name, place_id, lat, lon, killed, injured, ids)


def told(way, name, admin1, country, day, killed, injured, rng):
    """Return title and paragraphs of a report on an incident."""
    dfn, att, speaker = SIDES[country]
    where = rng.choice((name, f"the village of {name}", f"{name} in {admin1} province"))
    lead = WAYS[way][1].format(att=att, dfn=dfn, place=where)
    when = day.strftime("%d %B %Y").lstrip("0")
    on = rng.choice((f"on {when}", f"on {day.strftime('%A')}, {when}"))
    people = lambda n, verb: f"{WORDS[n].capitalize()} {dfn} soldier{'s were' if n > 1 else ' was'} {verb}"  # noqa: E731
    losses = []
    if killed:
        losses.append(people(killed, "killed"))
    if injured:
        losses.append(
            (people(injured, "wounded")[0].lower() + people(injured, "wounded")[1:])
            if losses
            else people(injured, "wounded")
        )
    loss = (" and ".join(losses) or "No one was hurt") + f", {speaker} said."
    body = [f"{lead} {on}. {loss}"] if rng.random() < 0.5 else [f"{loss[:-1]} {on}. {lead}."]
    return f"{WAYS[way][0].capitalize()} near {name}", body


def line(number, published, title, body, rng):
    """Return a report as a line of JSON Lines: the news, then what such reports go on with."""
    rest = rng.sample(FILLER, rng.randrange(3, 7))
    paragraphs = [*body, " ".join(rest[:3]), " ".join(rest[3:])]
    text = "\n\n".join(part for part in paragraphs if part)
    return {
        "id": f"r{number:07d}",
        "title": title,
        "date": published.isoformat(),
        "text": text,
        "publisher": f"paper {rng.randrange(40)}",
    }


def write(reports: int, target: Path, truth: Path, gazetteer: Gazetteer, seed: int = 7) -> None:
    """Write the corpus and what is true of it."""
    with target.open("w", encoding="utf-8") as lines, truth.open("w", encoding="utf-8") as facts:
        for item, fact in corpus(reports, gazetteer, seed):
            if item is not None:
                lines.write(json.dumps(item, ensure_ascii=False) + "\n")
            else:
                facts.write(json.dumps(asdict(fact), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    with Gazetteer.open() as opened:
        write(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), opened)
