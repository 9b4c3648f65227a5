"""The one-file map of a proposal, opened from disk: it asks for nothing, and nothing in it runs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from geo_app.maps.proposal_map import proposal_map
from geo_app.province import open_province
from geo_app.words.translating import Language
from tests.browser.hostile import ALL_IN_ONE, OPEN_EVERYTHING, STRANGE_ELEMENTS, TRAP
from tests.browser.server import PHUKET, ROOT
from tests.browser.watch import Watch
from tests.fixtures.patience import LIMIT_MS
from tests.fixtures.proposals import called, held, phuket_proposal, world_proposal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from geo_app.province import Province

pytestmark = pytest.mark.browser

VENDOR = ROOT / "static" / "vendor"
TITLES = {Language.THAI: "รถรับส่งเมืองภูเก็ต", Language.ENGLISH: "Cape Panwa feeder"}
BOUNDS = """
(() => {
    const seen = map.getBounds();
    return [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
})()
"""

# Leaflet remembers how large its box was when it last looked.
FILLS_ITS_BOX = """
(() => {
    const box = map.getContainer(), size = map.getSize();
    return Math.abs(size.x - box.clientWidth) <= 1 && Math.abs(size.y - box.clientHeight) <= 1;
})()
"""
GROW_THE_HEADING = """
(() => {
    const note = document.createElement("p");
    note.style.height = "40px";
    document.querySelector(".ga-head").append(note);
    return map.getSize().y;
})()
"""
# A letter that no font knows looks like any other; two letters of a font differ.
THAI_IN_SYSTEM_FONTS = """
(() => {
    const letters = ["ก", "ฟ"].map((letter) => {
        const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
        pen.font = "40px sans-serif";
        pen.fillText(letter, 10, 50);
        return canvas.toDataURL();
    });
    return letters[0] !== letters[1];
})()
"""


def opened(chromium: Browser, file: Path) -> tuple[Page, Watch]:
    """Open a file from disk without a network; return its page and its watch."""
    page = chromium.new_context(offline=True).new_page()
    page.set_default_timeout(LIMIT_MS)
    watch = Watch(page, own_schemes=("file", "data", "blob"))
    page.add_init_script(TRAP)
    page.goto(file.as_uri())
    page.evaluate("window.map = window[document.querySelector('.folium-map').id]")
    return page, watch


@pytest.mark.parametrize("language", Language)
def test_it_opens_from_disk_and_asks_for_nothing(
    chromium: Browser, tmp_path: Path, language: Language
) -> None:
    evaluation, baseline = held(open_province(PHUKET), phuket_proposal())
    file = tmp_path / "proposal.html"
    text = proposal_map(evaluation, baseline, language=language, vendor=VENDOR)
    file.write_text(text, encoding="utf-8")
    page, watch = opened(chromium, file)
    page.locator(".leaflet-interactive").first.wait_for()
    assert watch.problems == []
    assert watch.requests == [file.as_uri()]
    assert TITLES[language] in page.locator("h1").inner_text()
    assert page.evaluate(
        "document.fonts.ready.then(() => document.fonts.check(\"9px 'Noto Sans Thai'\", 'ก'))"
    )
    page.wait_for_function(FILLS_ITS_BOX)
    assert shows(page, evaluation.proposal.drawn[0].line)
    page.context.close()


def shows(page: Page, line: Sequence[tuple[float, float]]) -> bool:
    west, south, east, north = page.evaluate(BOUNDS)
    return all(west < lon < east and south < lat < north for lon, lat in line)


def test_it_stays_turned_to_the_proposal_until_somebody_moves_it(
    chromium: Browser, tmp_path: Path
) -> None:
    evaluation, baseline = held(open_province(PHUKET), phuket_proposal())
    file = tmp_path / "proposal.html"
    text = proposal_map(evaluation, baseline, language=Language.THAI, vendor=VENDOR)
    file.write_text(text, encoding="utf-8")
    page, watch = opened(chromium, file)
    page.wait_for_function(FILLS_ITS_BOX)
    # As when the heading is set anew in the file's own font.
    height = page.evaluate(GROW_THE_HEADING)
    page.wait_for_function(f"map.getSize().y < {height} && {FILLS_ITS_BOX}")
    assert shows(page, evaluation.proposal.drawn[0].line)
    fitted = page.evaluate("map.getZoom()")
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_function(f"map.getZoom() > {fitted}")
    height = page.evaluate(GROW_THE_HEADING)
    page.wait_for_function(f"map.getSize().y < {height} && {FILLS_ITS_BOX}")
    assert page.evaluate("map.getZoom()") > fitted
    assert watch.problems == []
    page.context.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can hide fonts from one program")
def test_nobody_lends_these_tests_a_thai_font(chromium: Browser) -> None:
    context = chromium.new_context()
    assert not context.new_page().evaluate(THAI_IN_SYSTEM_FONTS)
    context.close()


def test_nothing_that_people_wrote_runs(chromium: Browser, world: Province, tmp_path: Path) -> None:
    evaluation, baseline = held(world, world_proposal())
    file = tmp_path / "hostile.html"
    text = proposal_map(
        called(evaluation, ALL_IN_ONE), baseline, language=Language.ENGLISH, vendor=VENDOR,
        notes=(ALL_IN_ONE,),
    )  # fmt: skip
    file.write_text(text, encoding="utf-8")
    page, watch = opened(chromium, file)
    seen = page.evaluate(OPEN_EVERYTHING)
    assert seen["strange"] == []
    assert len(seen["popups"]) > 10
    assert page.evaluate(STRANGE_ELEMENTS) == []
    assert not page.evaluate("window.gaRan || 0")
    assert watch.problems == []
    assert watch.requests == [file.as_uri()]
    page.context.close()
