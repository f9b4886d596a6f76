"""Coverage-guided fuzzing of what touches hostile input (needs `pip install atheris`).

    python benchmarks/fuzz/fuzz.py TARGET CORPUS_FOLDER -max_total_time=600 -rss_limit_mb=3000 -timeout=60

Targets: reports (every reader of reports, by suffix), tables, dates, counts, story (recognition to merge), exports
(every writer, the map too, and back by its reader). What is found becomes a small file in tests/fuzz/corpus, which `tests/fuzz` goes through at every run.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "fuzz"))

ROOMS = {"exports": ("export", "maps")}
OTHERS = ("read", "recognise", "resolve", "incidents", "merge", "work")

with atheris.instrument_imports(include=["geomap"]):
    import fuzz_targets

    for room in ROOMS.get(sys.argv[1], OTHERS):  # the targets import late; what is to be watched must be imported here
        package = importlib.import_module(f"geomap.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"geomap.{room}."):
            importlib.import_module(module.name)

if __name__ == "__main__":
    name = sys.argv.pop(1)
    target = fuzz_targets.open_target(name, os.environ.get("GEOMAP_GAZETTEER"))
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
