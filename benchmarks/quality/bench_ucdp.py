"""Place words of UCDP events through `geocode_words` with the event's country.

usage: bench_ucdp.py [EVAL] [--gazetteer FILE] [--errors N] [-o RESULT.json]

Prints the share of the events of precision 1 and 2 that are answered within 25 km, and of the answers that claim
precision 1 or 2 the share within 25 km of the event's point (goals .48 and .90); beside them the baseline: the most
prominent place of the country that has the first name's words.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import gold
from geopy.distance import geodesic

from geomap.gazetteer.store import Gazetteer
from geomap.resolve.resolve import geocode_words


def main() -> None:
    """Run and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("eval", nargs="?")
    ap.add_argument("--gazetteer")
    ap.add_argument("--errors", type=int, default=0)
    ap.add_argument("-o", "--output", type=Path)
    args = ap.parse_args()
    text = (gold.folder(args.eval) / "UCDP_GED_sample.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.split("\n") if line.strip()]
    exact = near = claims = right = baseline = baseline_claims = 0
    claimed = Counter()
    wrong = []
    with Gazetteer.open(args.gazetteer) as gazetteer:
        for row in rows:
            found = geocode_words(row["where_text"] or "", gazetteer, country=row["country"], limit=1)
            best = found[0] if found else None
            km = geodesic((row["lat"], row["lon"]), (best.lat, best.lon)).km if best and best.lat is not None else None
            fine = row["geo_precision"] in {1, 2}
            exact += fine
            near += fine and km is not None and km <= 25
            claimed[best.precision if best else None] += 1
            if best and best.precision in {1, 2}:
                claims += 1
                right += km <= 25
                if km > 25:
                    wrong.append((row, best, km))
            elif fine and args.errors:
                wrong.append((row, best, km))
            code = gazetteer.iso2_of(row["country"].split(" (")[0])
            hits = gazetteer.exact((row["where_text"] or "").split(",")[0], countries={code} if code else None)
            if hits:
                baseline_claims += 1
                place = hits[0].place
                baseline += fine and geodesic((row["lat"], row["lon"]), (place.lat, place.lon)).km <= 25
    result = {"events_1_2": exact, "within_25": near / exact, "claims_1_2": claims, "claims_right": right / max(1, claims),
              "baseline_within_25": baseline / exact, "claimed": {str(k): v for k, v in sorted(claimed.items(), key=str)}}  # fmt: skip
    print(f"events of precision 1-2: {exact}; answered within 25 km: {near / exact:.3f} (goal .48)")
    print(f"answers that claim precision 1-2: {claims}; of them within 25 km: {right / max(1, claims):.3f} (goal .90)")
    print(f"baseline, first words looked up: within 25 km {baseline / exact:.3f}")
    print("claimed precision:", dict(sorted(claimed.items(), key=str)))
    for row, best, km in wrong[: args.errors]:
        got = (
            f"{best.place.name}/{best.place.kind}/{best.place.admin1} p{best.precision} {best.score} {best.reasons[:3]}"
            if best
            else None
        )
        print(
            f"  [{row['geo_precision']}] {(row['where_text'] or '')[:90]!r} {row['country']} | {row['place']}, {row['admin1']} | {got} {km and int(km)} km"
        )
    if args.output:
        args.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
