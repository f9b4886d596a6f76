"""Make the pictures of the documentation (docs/img) from a finished run: ``python docs/screenshots.py outputs``.

Whole, one card open, table, phone width, dark, and as it is printed; with no network. Needs Playwright and Chromium.
The static figure (``map-figure.svg``) needs neither.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from geomap.maps.picture import find_browser

TARGET = Path(__file__).parent / "img"
# name: width, height, what comes after the # (CARD: the incident that most sources tell of), scheme
SHOTS = {
    "map": (1600, 1000, "", "light"),
    "map-card": (1600, 1000, "i=CARD", "light"),
    "map-table": (1600, 1000, "t=1", "light"),
    "map-dark": (1600, 1000, "i=CARD", "dark"),
    "map-phone": (390, 844, "", "light"),
    "map-phone-card": (390, 844, "i=CARD", "light"),
    "map-print": (1120, 790, "", "light"),
}
CARD = """() => {
  const cards = JSON.parse(document.getElementById('geomap-cards').textContent);
  const main = JSON.parse(document.getElementById('geomap-data').textContent);
  const sizes = Array.isArray(cards.claims.size) ? cards.claims.size : [];
  return main.inc.id[Math.max(0, sizes.indexOf(Math.max(...sizes)))];
}"""


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="folder of a run, or its map.html")
    parser.add_argument("--card", default="", help="id of the incident whose card is shown; default: most claims")
    parser.add_argument("-o", "--output", type=Path, default=TARGET)
    options = parser.parse_args()
    page_path = options.run / "map.html" if options.run.is_dir() else options.run
    options.output.mkdir(parents=True, exist_ok=True)
    if options.run.is_dir():
        from geomap.export import read_run
        from geomap.maps.figure import write_svg

        write_svg(read_run(options.run), options.output / "map-figure.svg", size=(1400, 900))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(find_browser()), args=["--no-sandbox", "--disable-gpu"])
        card = options.card
        for name, (width, height, fragment, scheme) in SHOTS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                offline=True,
                reduced_motion="reduce",
            )
            page = context.new_page()
            if "CARD" in fragment and not card:
                page.goto(page_path.resolve().as_uri())
                card = page.evaluate(CARD)
            page.goto(page_path.resolve().as_uri() + ("#" + fragment.replace("CARD", card) if fragment else ""))
            page.wait_for_selector("body.gm-ready", state="attached")
            if name.endswith("print"):
                page.emulate_media(media="print")
            page.wait_for_timeout(600)
            page.screenshot(path=str(options.output / f"{name}.png"))
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
