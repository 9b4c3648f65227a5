"""The map stands on every page that has one, in both languages, wide and narrow."""

import pytest

from tests.browser.conftest import NARROW, WIDE
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

TITLES = {
    ("overview", "th"): "ภาพรวมจังหวัด",
    ("overview", "en"): "The province at a glance",
    ("gaps", "th"): "ชุมชนใด",
    ("gaps", "en"): "Which communities lack a bus stop",
    ("standards", "th"): "ใช้เกณฑ์ต่างกัน",
    ("standards", "en"): "How much does the definition matter?",
    ("data", "th"): "ข้อมูล",
    ("data", "en"): "Which data is behind the figures?",
}
PATHS = {"overview": "", "gaps": "gaps"}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("tongue", ["th", "en"])
@pytest.mark.parametrize("name", ["overview", "gaps"])
def test_map_is_drawn_with_every_layer(desk: Desk, name: str, tongue: str, size: dict) -> None:
    desk.page.set_viewport_size(size)
    desk.open(PATHS[name], lang=tongue)
    frame = desk.wait_for_map()
    width, height = frame.evaluate("() => [map.getSize().x, map.getSize().y]")
    assert width >= size["width"] * 0.4
    assert height >= 300
    missing = {kind for kind, count in desk.drawn().items() if not count}
    # Neither the internet's tiles nor the many facilities are there unless chosen; zones are
    # filled where a standard is asked, else they have their borders only.
    assert missing == {"tiles", "facilities", "zones" if name == "gaps" else "shares"}
    assert TITLES[name, tongue] in desk.page.locator("h1.ga-title").inner_text()
    assert desk.sideways_px() <= 0


@pytest.mark.parametrize("tongue", ["th", "en"])
@pytest.mark.parametrize("name", ["standards", "data"])
def test_pages_of_tables_fit_a_telephone(desk: Desk, name: str, tongue: str) -> None:
    desk.page.set_viewport_size(NARROW)
    desk.open(name, lang=tongue)
    desk.page.wait_for_selector('[data-testid="stDataFrame"] canvas')
    assert TITLES[name, tongue] in desk.page.locator("h1.ga-title").inner_text()
    assert desk.sideways_px() <= 0


def test_land_is_seen_under_the_layers(desk: Desk) -> None:
    desk.open("gaps")
    frame = desk.wait_for_map()
    land = frame.evaluate(
        """() => {
            let box = null;
            map.eachLayer((layer) => {
                if (layer.options.pane === "base" && layer.options.fillOpacity === 1
                    && layer.getElement) {
                    const at = layer.getElement().getBoundingClientRect();
                    if (!box || at.height > box.height) {
                        box = {height: at.height, width: at.width,
                               fill: getComputedStyle(layer.getElement()).fill};
                    }
                }
            });
            return box;
        }"""
    )
    assert land["height"] > 300
    assert land["fill"] == "rgb(246, 243, 236)"
