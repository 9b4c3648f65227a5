"""Main tasks without a mouse: every key is one that somebody presses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.route_editor import EDITOR

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

ON = "2026-11-23"
MOST_TABS = 60


def tabs_to(page: Page, selector: str) -> int:
    """Press Tab until the focus is inside something, and return how often."""
    for count in range(1, MOST_TABS + 1):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => !!document.activeElement?.closest({selector!r})"):
            return count
    raise AssertionError(f"{MOST_TABS} times Tab do not lead to {selector}.")


def search(desk: Desk, name: str) -> None:
    """Go to the search by its link and take the first find."""
    tabs_to(desk.page, ".ga-skip")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type(name)
    desk.page.wait_for_selector('[role="option"]')
    desk.page.keyboard.press("Enter")
    desk.settle()


@pytest.fixture
def gaps(desk: Desk) -> Desk:
    desk.open("gaps", lang="en", on=ON)
    desk.wait_for_map()
    return desk


def test_the_search_is_the_first_stop_of_the_tab_key(gaps: Desk) -> None:
    page = gaps.page
    assert tabs_to(page, ".ga-skip") == 1
    assert page.locator(".ga-skip").inner_text() == "Go to the search"
    box = page.locator(".ga-skip").bounding_box()
    assert box is not None
    assert box["y"] >= 0, "What has the focus must be seen."
    page.keyboard.press("Enter")
    assert page.evaluate("() => !!document.activeElement.closest('.st-key-community')")


def test_a_page_without_a_search_has_a_way_to_its_content(desk: Desk) -> None:
    desk.open("standards", lang="th")
    page = desk.page
    page.wait_for_selector(".ga-standard")
    assert tabs_to(page, ".ga-skip") == 1
    assert page.locator(".ga-skip").inner_text() == "ไปที่เนื้อหา"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.matches('h1.ga-title')")


def test_a_community_is_found_its_card_read_and_left(gaps: Desk) -> None:
    search(gaps, "Ban Pa Sak")
    gaps.page.wait_for_selector(".ga-card")
    assert "Ban Pa Sak" in gaps.page.locator(".ga-card h3").inner_text()
    tabs_to(gaps.page, ".st-key-back_to_list")
    gaps.page.keyboard.press("Enter")
    gaps.page.wait_for_selector(".ga-card", state="detached")


def test_a_proposal_begins_from_a_card(gaps: Desk) -> None:
    search(gaps, "Ban Pa Sak")
    gaps.page.wait_for_selector(".ga-card")
    tabs_to(gaps.page, ".st-key-propose")
    gaps.page.keyboard.press("Enter")
    gaps.page.wait_for_selector(".ge-root .leaflet-container")


def test_another_question_is_asked(gaps: Desk) -> None:
    tabs_to(gaps.page, ".st-key-subject")
    gaps.page.keyboard.press("ArrowRight")
    gaps.page.keyboard.press("Enter")
    gaps.page.wait_for_selector("[data-count=no_plan]")
    # The address is written last.
    gaps.wait_until(lambda: gaps.choices().get("counted") == "plan")


def test_a_walk_is_made_longer(gaps: Desk) -> None:
    before = gaps.counts()
    tabs_to(gaps.page, ".st-key-walk_m input, .st-key-walk_m [role=slider]")
    for _ in range(6):
        gaps.page.keyboard.press("ArrowRight")
    gaps.wait_until(lambda: gaps.choices().get("walk_m") == "800")
    gaps.wait_until(lambda: gaps.counts() != before)


def test_the_language_is_changed(gaps: Desk) -> None:
    tabs_to(gaps.page, ".st-key-lang")
    gaps.page.keyboard.press("Enter")
    gaps.page.get_by_text("ชุมชนใดยังไม่มีป้ายรถโดยสาร").first.wait_for()


def test_a_hand_out_is_taken_home(gaps: Desk) -> None:
    button = gaps.page.get_by_role("button", name="Hand-out (PDF)")
    button.focus()
    with gaps.page.expect_download() as download:
        gaps.page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".pdf")


def test_a_definition_is_opened(desk: Desk) -> None:
    desk.open("standards", lang="en")
    desk.page.wait_for_selector(".ga-standard")
    tabs_to(desk.page, ".ga-standard > summary")
    desk.page.keyboard.press("Enter")
    assert desk.page.locator(".ga-standard[open]").count() == 1
    assert desk.page.locator(".ga-standard[open] .ga-source").is_visible()


def test_a_line_is_drawn(desk: Desk) -> None:
    desk.open("proposals", lang="en", on=ON)
    tabs_to(desk.page, ".st-key-new_proposal")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector(".ge-root .leaflet-container")
    desk.settle()
    tabs_to(desk.page, "[data-tool=draw]")
    desk.page.keyboard.press("Enter")
    for key in ("Space", "ArrowRight", "ArrowRight", "Space", "ArrowDown", "ArrowDown", "Space"):
        desk.page.keyboard.press(key)
        desk.page.wait_for_timeout(400)
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_function(f"() => {EDITOR}.doc.line.length >= 2")


def test_the_map_is_past_in_a_few_steps(gaps: Desk) -> None:
    """Its buttons are stops of the Tab key, its hundreds of shapes are none."""
    page = gaps.page
    page.locator(".st-key-gaps_choices button").last.focus()
    assert tabs_to(page, ".st-key-community") <= 8
