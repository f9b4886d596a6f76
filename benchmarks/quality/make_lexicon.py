"""Make geomap/recognise/lexicon/en_words.json: ordinary English words, given names and surnames, by how common.

usage: make_lexicon.py LEXEME_PROB FEMALE_FIRST MALE_FIRST ALL_LAST [-o FILE]

LEXEME_PROB   data/en_lexeme_prob.json.gz of the PyPI package spacy-lookups-data 1.0.5 (MIT)
the others    dist.female.first, dist.male.first, dist.all.last of the PyPI package names 0.3.0 (MIT), which are
              the US Census Bureau's name files of 1990 (public domain)

Words: lower case at least as frequent as capitalised; the class is minus the natural logarithm of the
probability, rounded down.  Names: the class is minus the base-10 logarithm of the share of people, rounded down.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections import defaultdict
from pathlib import Path


def words(path: Path) -> dict[str, str]:
    """Return class -> words that are ordinary words more often than names."""
    prob = json.loads(gzip.decompress(path.read_bytes()))
    out: dict[str, list[str]] = defaultdict(list)
    for word, value in prob.items():
        if not (word.islower() and word.isascii() and word.isalpha() and len(word) > 1):
            continue
        title = prob.get(word.title(), -20.0)
        if value > -13.5 and value > title - 0.7:
            out[str(int(-value))].append(word)
    return {key: " ".join(sorted(out[key])) for key in sorted(out, key=int)}


def names(*paths: Path, top: int) -> dict[str, str]:
    """Return class -> the `top` most frequent names."""
    share: dict[str, float] = {}
    for path in paths:
        for line in path.read_text(encoding="ascii").splitlines():
            name, percent = line.split()[:2]
            share[name.lower()] = max(share.get(name.lower(), 0.0), float(percent) / 100)
    best = sorted(share, key=lambda name: (-share[name], name))[:top]
    out: dict[str, list[str]] = defaultdict(list)
    for name in best:
        out[str(int(-math.log10(max(share[name], 1e-6))))].append(name)
    return {key: " ".join(sorted(out[key])) for key in sorted(out, key=int)}


def main() -> None:
    """Read the sources and write the lexicon."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("lexeme_prob", "female_first", "male_first", "all_last"):
        ap.add_argument(name, type=Path)
    home = Path(__file__).parents[2] / "geomap/recognise/lexicon/en_words.json"
    ap.add_argument("-o", "--output", type=Path, default=home)
    args = ap.parse_args()
    data = {
        "about": (
            "Ordinary words (class = minus ln of the probability), given names and surnames (class = minus log10 "
            "of the share of people); made by benchmarks/quality/make_lexicon.py from spacy-lookups-data 1.0.5 (MIT) "
            "and the US Census Bureau's name files of 1990 (public domain) as in names 0.3.0 (MIT)."
        ),
        "words": words(args.lexeme_prob),
        "given": names(args.female_first, args.male_first, top=4000),
        "surnames": names(args.all_last, top=8000),
    }
    args.output.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
