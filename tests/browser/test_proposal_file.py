"""The one-file map of a proposal, opened from disk: it asks for nothing, and nothing in it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_app.maps.proposal import proposal_map
from geo_app.province import open_province
from geo_app.words import Language
from tests.browser.hostile import ALL_IN_ONE, OPEN_EVERYTHING, STRANGE_ELEMENTS, TRAP
from tests.browser.server import PHUKET, ROOT
from tests.browser.watch import Watch
from tests.fixtures.proposals import called, held, phuket_proposal, world_proposal

if TYPE_CHECKING:
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


def opened(chromium: Browser, file: Path) -> tuple[Page, Watch]:
    """Open a file from disk without a network; return its page and its watch."""
    page = chromium.new_context(offline=True).new_page()
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
    west, south, east, north = page.evaluate(BOUNDS)
    for lon, lat in evaluation.proposal.drawn[0].line:
        assert west < lon < east
        assert south < lat < north
    page.context.close()


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
