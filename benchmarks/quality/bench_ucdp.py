"""Place words of UCDP events through `geocode_words` with the event's country.

usage: bench_ucdp.py [EVAL] [--gazetteer FILE] [--dump-base FILE] [--errors N] [-o RESULT.json]

Prints the share of the events of precision 1 and 2 that are answered within 25 km, and of the answers that claim
precision 1 or 2 the share within 25 km of the event's point (goals .48 and .90), for all events and for each of five
folds over countries: nothing here is fitted, so the folds only tell how much the figure moves from land to land. Beside
them the baseline: the most prominent place of the country that has the first name's words.

With --dump the gazetteer is built again with a user's GeoNames dump (``geomap gazetteer build --geonames``): the villages
of a seeded half of the events (`place` and point of the event) among 100,000 rows of noise. Printed are the same figures
for the half whose villages the dump has and for the other half. --dump-base takes a dump build that is there already.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import gold
from geopy.distance import geodesic

from geomap.gazetteer.build import build
from geomap.gazetteer.store import Gazetteer
from geomap.resolve.resolve import geocode_words

NEAR_KM = 25
NOISE = 100_000
FIRST_ID = 90_000_000


def answers(rows, path):
    """Return for each row (best answer or None, km or None, km of the baseline or None)."""
    out = []
    with Gazetteer.open(path) as gazetteer:
        for row in rows:
            found = geocode_words(row["where_text"] or "", gazetteer, country=row["country"], limit=1)
            best = found[0] if found else None
            point = (row["lat"], row["lon"])
            km = geodesic(point, (best.lat, best.lon)).km if best and best.lat is not None else None
            code = gazetteer.iso2_of(row["country"].split(" (")[0])
            hits = gazetteer.exact((row["where_text"] or "").split(",")[0], countries={code} if code else None)
            base = geodesic(point, (hits[0].place.lat, hits[0].place.lon)).km if hits else None
            out.append((best, km, base))
    return out


def figures(rows, told):
    """Return the counts and shares of some rows."""
    exact = near = baseline = claims = right = 0
    for row, (best, km, base) in zip(rows, told, strict=True):
        fine = row["geo_precision"] in {1, 2}
        exact += fine
        near += fine and km is not None and km <= NEAR_KM
        baseline += fine and base is not None and base <= NEAR_KM
        if best and best.precision in {1, 2}:
            claims += 1
            right += km <= NEAR_KM
    return {"events_1_2": exact, "within_25": near / max(1, exact), "claims_1_2": claims,
            "claims_right": right / max(1, claims), "baseline_within_25": baseline / max(1, exact)}  # fmt: skip


def show(name, result):
    print(f"{name:34}{result['events_1_2']:7}{result['within_25']:9.3f}{result['claims_1_2']:8}"
          f"{result['claims_right']:9.3f}{result['baseline_within_25']:10.3f}")  # fmt: skip


def fold(text):
    return int(hashlib.blake2b(text.encode(), digest_size=4).hexdigest(), 16)


def write_dump(path, rows, gazetteer):
    """Write a dump in GeoNames' format: the events' villages among seeded noise over the same countries."""
    random.seed(20)
    lines = []
    for number, row in enumerate(rows):
        code = gazetteer.iso2_of(row["country"].split(" (")[0])
        words = (row["place"] or "").removesuffix(" village").removesuffix(" town").strip()
        if code and words:
            lines.append((FIRST_ID + number, words, row["lat"], row["lon"], code))
    codes = sorted({line[4] for line in lines})
    parts = [consonant + vowel for consonant in "bdgklmnrstw" for vowel in "aeou"]
    for number in range(NOISE):
        name = "".join(random.choices(parts, k=random.randint(2, 4))).capitalize()
        lat, lon = round(random.uniform(-35, 60), 5), round(random.uniform(-18, 140), 5)
        lines.append((FIRST_ID + 1_000_000 + number, name, lat, lon, random.choice(codes)))
    with path.open("w", encoding="utf-8") as stream:
        for number, name, lat, lon, code in lines:
            blank = [""] * 9
            fields = [number, name, name, "", lat, lon, "P", "PPL", code, *blank, "2024-01-01"]
            fields[14] = 0
            stream.write("\t".join(map(str, fields)) + "\n")


def main() -> None:
    """Run and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("eval", nargs="?")
    ap.add_argument("--gazetteer")
    ap.add_argument("--dump", action="store_true", help="also with a generated user's dump (builds a gazetteer)")
    ap.add_argument("--dump-base", type=Path, help="the gazetteer with the dump: taken if it is there, else written")
    ap.add_argument("--errors", type=int, default=0)
    ap.add_argument("-o", "--output", type=Path)
    args = ap.parse_args()
    text = (gold.folder(args.eval) / "UCDP_GED_sample.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.split("\n") if line.strip()]
    told = answers(rows, args.gazetteer)
    result = {"all": figures(rows, told), "folds": {}}
    print(f"{'':34}{'events':>7}{'<=25 km':>9}{'claims':>8}{'right':>9}{'baseline':>10}")
    print(f"{'goal':34}{'':7}{0.48:9.3f}{'':8}{0.9:9.3f}")
    show("all", result["all"])
    groups = defaultdict(list)
    for index, row in enumerate(rows):
        groups[fold(row["country"]) % gold.FOLDS].append(index)
    for number, indexes in sorted(groups.items()):
        part = figures([rows[i] for i in indexes], [told[i] for i in indexes])
        lands = sorted({rows[i]["country"].split(" (")[0] for i in indexes})
        result["folds"][number] = part
        show(f"countries of fold {number} ({len(lands)})", part)
    if args.dump or args.dump_base:
        have = [fold(str(row["id"]) if "id" in row else row["where_text"] or "") % 2 == 0 for row in rows]
        with tempfile.TemporaryDirectory() as folder:
            target = args.dump_base or Path(folder) / "dump.gpkg"
            if not target.exists():
                dump = Path(folder) / "user.txt"
                with Gazetteer.open(args.gazetteer) as gazetteer:
                    write_dump(dump, [row for row, yes in zip(rows, have, strict=True) if yes], gazetteer)
                build(target, geonames=[dump])
            again = answers(rows, target)
        for name, wanted in (("dump's half", True), ("other half", False)):
            indexes = [i for i, yes in enumerate(have) if yes is wanted]
            some = [rows[i] for i in indexes]
            for label, source in (("without", told), ("with a dump", again)):
                part = figures(some, [source[i] for i in indexes])
                result[f"{name}, {label}"] = part
                show(f"{name}, {label}", part)
    claimed = Counter(str(best.precision if best else None) for best, _, _ in told)
    print("claimed precision:", dict(sorted(claimed.items())))
    wrong = [(row, best, km) for row, (best, km, _) in zip(rows, told, strict=True) if best and best.precision in {1, 2}
             and km > NEAR_KM]  # fmt: skip
    for row, best, km in wrong[: args.errors]:
        got = (
            f"{best.place.name}/{best.place.kind}/{best.place.admin1} p{best.precision} {best.score} {best.reasons[:3]}"
        )
        print(f"  [{row['geo_precision']}] {(row['where_text'] or '')[:90]!r} {row['country']} | {row['place']}, "
              f"{row['admin1']} | {got} {int(km)} km")  # fmt: skip
    if args.output:
        args.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
