"""Make ``spellings.csv``: how English-language news spells places whose names GeoNames romanises otherwise.

Names only: the points stay GeoNames'. The table ``tables/spellings.txt`` is written by hand from general knowledge; a
line is the place's id and name in the gazetteer, then the spellings.
"""

from __future__ import annotations

from common import DATA, HERE, write_csv


def main() -> None:
    rows = []
    for line in (HERE / "tables" / "spellings.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        place_id, _, names = line.split("|")
        rows += [
            {"place_id": place_id, "name": name.strip(), "type": "alternate", "lang": "en"} for name in names.split(",")
        ]
    write_csv(DATA / "spellings.csv", sorted(rows, key=lambda row: (row["place_id"], row["name"])))


if __name__ == "__main__":
    main()
