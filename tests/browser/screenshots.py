"""
Pictures of every page for people to look at: `python -m tests.browser.screenshots`.

Writes docs/screens/{page}-{th,en}-{1280,390}.png, in few colours; the pages are in `PAGES`,
and `proposal` is one that is open. What is handed over is opened too: both pages of the brief
(brief-{th,en}-{1,2}.png) and the map in one file (proposal-map-{th,en}.png).
"""

import datetime as dt
import io
import json
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from pypdfium2 import PdfDocument

from geo_app.maps.proposal_map import proposal_map
from geo_app.proposals.baseline import build_baseline
from geo_app.proposals.document.file import document_of
from geo_app.proposals.evaluate import evaluate
from geo_app.province import open_province
from geo_app.reports.brief.pdf import brief_pdf
from geo_app.store.addresses import url_of_file
from geo_app.store.opening import open_store
from geo_app.words.translating import Language
from tests.browser.chromium import FLAGS, chromium_path
from tests.browser.desk import Desk
from tests.browser.server import PHUKET, ROOT, Server, running
from tests.fixtures.proposals import phuket_proposal

FOLDER = ROOT / "docs" / "screens"
FONTS = ROOT / "static" / "vendor" / "print-fonts"
PAGES = {
    "overview": "",
    "gaps": "gaps",
    "standards": "standards",
    "proposals": "proposals",
    "proposal": "proposals",
    "compare": "compare",
    "data": "data",
}
WIDTHS_PX = (1280, 390)
HEIGHT_PX = 900
MAX_BYTES = 200_000
COLOURS = (256, 192, 128, 96, 64)
# A community that has something to say in each line of its card.
COMMUNITY = "83030304"
DAY = "2026-11-23"
SAVED_AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
SECOND_HEADWAY_MIN = 40


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as logs, sync_playwright() as playwright:
        database = url_of_file(Path(logs) / "proposals.sqlite")
        ids = _save_proposals(database)
        environment = {"GEO_APP_DATABASE_URL": database}
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        try:
            with running(PHUKET, Path(logs) / "server.log", environment=environment) as server:
                for width_px in WIDTHS_PX:
                    _take_all(browser, server, width_px, ids)
            _take_files(browser, Path(logs))
        finally:
            browser.close()


def _take_files(browser: Browser, folder: Path) -> None:
    """Open the brief and the map in one file as somebody does who got them."""
    baseline = build_baseline(open_province(PHUKET), on=dt.date.fromisoformat(DAY))
    found = evaluate(phuket_proposal(), baseline)
    for tongue in Language:
        brief = brief_pdf(
            found, baseline, language=tongue, version=None, state="draft", fonts=FONTS
        )
        with PdfDocument(brief) as pages:
            for number, sheet in enumerate(pages, start=1):
                picture = io.BytesIO()
                sheet.render(scale=1.5).to_pil().save(picture, format="PNG")
                _write(picture.getvalue(), FOLDER / f"brief-{tongue}-{number}.png")
        file = folder / f"map-{tongue}.html"
        text = proposal_map(found, baseline, language=tongue, vendor=FONTS.parent)
        file.write_text(text, encoding="utf-8")
        page = browser.new_page(viewport={"width": WIDTHS_PX[0], "height": HEIGHT_PX})
        page.goto(file.as_uri())
        page.wait_for_timeout(1_500)
        _write(page.screenshot(), FOLDER / f"proposal-map-{tongue}.png")
        page.close()


def _save_proposals(database: str) -> list[str]:
    """Save a proposal and another that runs less often, and return their ids."""
    often = document_of(phuket_proposal())
    seldom = json.loads(json.dumps(often)) | {"name_th": "ทางเลือกที่สอง", "name_en": "Second option"}
    seldom["features"][0]["properties"]["headway_min"] = SECOND_HEADWAY_MIN
    with open_store(database) as store:
        return [
            store.create(
                "phuket", document, author="สมชาย ใจดี", reason="", at=SAVED_AT, baseline=""
            ).proposal_id
            for document in (often, seldom)
        ]


def _choices(name: str, ids: list[str]) -> dict[str, str]:
    """Return what is chosen on a page besides language and day."""
    own = {
        "gaps": {"community": COMMUNITY},
        "proposal": {"proposal": ids[0]},
        "compare": {"compare": "~".join(ids)},
    }
    return own.get(name, {})


def _take_all(browser: Browser, server: Server, width_px: int, ids: list[str]) -> None:
    context = browser.new_context(viewport={"width": width_px, "height": HEIGHT_PX})
    for name, path in PAGES.items():
        for tongue in ("th", "en"):
            page = context.new_page()
            desk = Desk(page, server.address)
            desk.open(path, lang=tongue, on=DAY, **_choices(name, ids))
            if name == "proposal":
                page.wait_for_function("() => document.querySelector('.ge-root')?.routeEditor?.doc")
            elif name in ("standards", "proposals", "data"):
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
