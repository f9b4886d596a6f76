"""Write the SHA-256 of every shipped file into ``sources.toml``; run it after any other script here."""

from __future__ import annotations

import hashlib
import re

from common import DATA


def main() -> None:
    path = DATA / "sources.toml"
    text = path.read_text(encoding="utf-8")

    def fill(match: re.Match[str]) -> str:
        digest = hashlib.sha256((DATA / match["file"]).read_bytes()).hexdigest()
        return f'{match["head"]}checksum = "sha256:{digest}"'

    pattern = re.compile(r'(?P<head>file = "(?P<file>[^"]+)"\n(?:(?!\[\[).*\n)*?)checksum = "[^"]*"')
    path.write_text(pattern.sub(fill, text), encoding="utf-8")


if __name__ == "__main__":
    main()
