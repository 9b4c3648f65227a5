"""No word of Streamlit's or Leaflet's stays English on a Thai page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_app.ui.shared.own_words import BEGINNINGS, OWN_WORDS

if TYPE_CHECKING:
    from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

# What stands on the page or is read aloud, outside tables that are drawn.
WORDS = """
() => {
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const holder = walker.currentNode.parentElement;
        if (!holder.closest("script,style,iframe")) found.add(walker.currentNode.nodeValue.trim());
    }
    for (const element of document.querySelectorAll("*")) {
        for (const name of ["aria-label", "title", "placeholder"]) {
            if (element.hasAttribute(name)) found.add(element.getAttribute(name).trim());
        }
    }
    return [...found];
}
"""


def words(desk: Desk) -> set[str]:
    return set(desk.page.evaluate(WORDS))


def test_a_search_without_a_find_says_so_in_thai(desk: Desk) -> None:
    desk.open("gaps", lang="th")
    desk.wait_for_map()
    box = desk.page.locator(".st-key-community input")
    box.click()
    box.fill("qqqqqq")
    desk.page.get_by_text("ไม่พบ", exact=True).wait_for()
    assert "No results" not in words(desk)


@pytest.mark.parametrize("path", ["", "gaps", "standards", "proposals", "compare", "data"])
def test_no_known_english_word_is_left(desk: Desk, path: str) -> None:
    desk.open(path, lang="th")
    desk.page.wait_for_timeout(500)
    left = words(desk)
    assert left & set(OWN_WORDS) == set()
    assert not [text for text in left if text.startswith(tuple(BEGINNINGS))]


def test_english_comes_back_with_the_language(desk: Desk) -> None:
    desk.open("gaps", lang="th", community="83030304")
    desk.wait_for_card("83030304")
    clear = '.st-key-community [aria-label="{}"]'
    desk.page.locator(clear.format("ล้างค่า")).wait_for(state="attached")
    desk.page.get_by_text("English", exact=True).click()
    desk.page.locator(clear.format("Clear value")).wait_for(state="attached")
    assert not words(desk) & set(OWN_WORDS.values())


def test_the_maps_own_buttons_are_named_in_the_language(desk: Desk) -> None:
    desk.open("gaps", lang="th")
    desk.wait_for_map()
    desk.map.get_by_role("button", name="ขยาย", exact=True).wait_for()
    desk.page.get_by_text("English", exact=True).click()
    desk.map.get_by_role("button", name="Zoom in", exact=True).wait_for()
