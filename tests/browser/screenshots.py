"""
Pictures of every page for people to look at: `python -m tests.browser.screenshots`.

Writes docs/screens/{overview,gaps,standards,data}-{th,en}-{1280,390}.png, in few colours.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import FLAGS, chromium_path
from tests.browser.desk import Desk
from tests.browser.server import PHUKET, ROOT, Server, running

FOLDER = ROOT / "docs" / "screens"
PAGES = {"overview": "", "gaps": "gaps", "standards": "standards", "data": "data"}
WIDTHS_PX = (1280, 390)
HEIGHT_PX = 900
MAX_BYTES = 200_000
COLOURS = (256, 192, 128, 96, 64)
# A community that has something to say in each line of its card.
COMMUNITY = "C002"
DAY = "2026-11-23"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as logs,
        running(PHUKET, Path(logs) / "server.log") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        try:
            for width_px in WIDTHS_PX:
                _take_all(browser, server, width_px)
        finally:
            browser.close()


def _take_all(browser: Browser, server: Server, width_px: int) -> None:
    context = browser.new_context(viewport={"width": width_px, "height": HEIGHT_PX})
    for name, path in PAGES.items():
        for tongue in ("th", "en"):
            page = context.new_page()
            desk = Desk(page, server.address)
            choices = {"community": COMMUNITY} if name == "gaps" else {}
            desk.open(path, lang=tongue, on=DAY, **choices)
            if name in ("standards", "data"):
                page.wait_for_selector('[data-testid="stDataFrame"] canvas')
            else:
                desk.wait_for_map()
            page.evaluate("document.fonts.ready")
            page.wait_for_timeout(1_500)
            # Streamlit scrolls inside its own box, so the window is made as tall as the page.
            tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
            page.set_viewport_size({"width": width_px, "height": int(tall)})
            page.wait_for_timeout(700)
            file = FOLDER / f"{name}-{tongue}-{width_px}.png"
            _write(page.screenshot(), file)
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes", file=sys.stderr)
            page.close()
    context.close()


def _write(picture: bytes, file: Path) -> None:
    """Write with as many colours as fit."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in COLOURS:
        # By coverage, as by frequency the few coloured pixels of the map turn grey; then
        # by nearness, as by coverage the many pale ones do.
        few = image.quantize(
            colours, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
        )
        few.save(file, optimize=True)
        if file.stat().st_size < MAX_BYTES:
            return
    raise SystemExit(f"{file.name} does not fit in {MAX_BYTES:,} bytes.")


if __name__ == "__main__":
    main()
