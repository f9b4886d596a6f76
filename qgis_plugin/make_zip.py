"""Zip the plugin for QGIS's "Install from ZIP", with the licence and the same bytes each time.

python qgis_plugin/make_zip.py dist/geomap_processing.zip
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME = "geomap_processing"


def main(target: Path) -> None:
    """Write the zip."""
    files = {path.relative_to(HERE).as_posix(): path for path in (HERE / NAME).iterdir() if path.is_file()}
    files[f"{NAME}/LICENSE"] = HERE.parent / "LICENSE"
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name].read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
