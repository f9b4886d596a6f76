"""A run that is killed again and again and resumed leaves the bytes of an undisturbed one.

python benchmarks/scale/bench_kills.py [--kills 20] [--reports 1500]
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus
import psutil

from geomap.gazetteer.store import Gazetteer


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a run with its bytes; the lock is empty."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--reports", type=int, default=1500)
    parser.add_argument("--workers", default="2")
    options = parser.parse_args()
    chance = random.Random(5)
    with tempfile.TemporaryDirectory() as folder, Gazetteer.open() as gazetteer:
        home = Path(folder)
        corpus.write(options.reports, home / "reports.jsonl", home / "truth.jsonl", gazetteer)
        run = [
            sys.executable,
            "-m",
            "geomap",
            "-q",
            "run",
            str(home / "reports.jsonl"),
            "--workers",
            options.workers,
            "-o",
        ]
        begin = time.monotonic()
        subprocess.run([*run, str(home / "whole")], check=True, stdout=subprocess.DEVNULL)
        whole = time.monotonic() - begin
        kills = ends = 0
        while kills < options.kills:
            process = subprocess.Popen(
                [*run, str(home / "killed")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(chance.uniform(0.5, max(whole * 0.4, 4)))
            if process.poll() is not None:  # it got to the end: begin again from nothing, so that kills fall everywhere
                ends += 1
                subprocess.run(["rm", "-rf", str(home / "killed")], check=True)
                continue
            children = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            process.wait()
            _, alive = psutil.wait_procs(children, timeout=30)
            if alive:
                raise SystemExit(f"{len(alive)} workers outlived their parent")
            kills += 1
        subprocess.run([*run, str(home / "killed")], check=True, stdout=subprocess.DEVNULL)
        one, other = files_of(home / "whole"), files_of(home / "killed")
        differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
        print(f"{kills} kills, {ends} runs that came to their end in between, {len(one)} files")
        print("the same bytes" if not differing else f"differing: {', '.join(differing)}")
        sys.exit(bool(differing))


if __name__ == "__main__":
    main()
