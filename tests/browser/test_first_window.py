"""The first answer of every page can be read before anybody scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NARROW

if TYPE_CHECKING:
    from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1280, "height": 720}
ON = "2026-11-23"
# What answers the question of the page.
ANSWERS = {
    "": ".ga-sentences [data-count=without_stop] b",
    "gaps": ".ga-counts [data-count=without_stop] b",
    "standards": ".ga-standard .ga-share b",
    "proposals": ".st-key-new_proposal button",
    # Where nothing is saved a way to draw something, else what to choose from.
    "compare": ":is([data-testid=stAlert], .st-key-compare_choice)",
    "data": "[data-testid=stDataFrame] canvas",
}


@pytest.mark.parametrize("size", [LAPTOP, NARROW], ids=["laptop", "telephone"])
@pytest.mark.parametrize("tongue", ["th", "en"])
@pytest.mark.parametrize("path", ANSWERS)
def test_the_answer_stands_in_the_first_window(
    desk: Desk, path: str, tongue: str, size: dict[str, int]
) -> None:
    desk.page.set_viewport_size(size)
    desk.open(path, lang=tongue, on=ON)
    answer = desk.page.locator(f"[data-testid=stMain] {ANSWERS[path]}").first
    answer.wait_for()
    desk.page.wait_for_timeout(300)
    box = answer.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    # Of a table its first rows.
    assert box["y"] + min(box["height"], 120) <= size["height"]
    assert box["x"] + min(box["width"], 40) <= size["width"]


@pytest.mark.parametrize("tongue", ["th", "en"])
def test_on_a_telephone_counts_search_and_list_come_before_choices(desk: Desk, tongue: str) -> None:
    desk.page.set_viewport_size(NARROW)
    desk.open("gaps", lang=tongue, on=ON)
    desk.wait_for_map()

    def top(selector: str) -> float:
        box = desk.page.locator(selector).first.bounding_box()
        assert box is not None
        return box["y"]

    order = (
        ".st-key-subject",
        "[data-count=without_stop]",
        ".st-key-community",
        "[data-testid=stDataFrame]",
        "[class*=st-key-map_frame]",
        ".st-key-standard",
    )
    tops = [top(selector) for selector in order]
    assert tops == sorted(tops)
    search_ends = tops[2] + 60
    assert search_ends < NARROW["height"], "The search is out of sight."


def test_the_numbers_of_a_proposal_stay_in_sight_below_the_map(desk: Desk) -> None:
    desk.page.set_viewport_size(LAPTOP)
    desk.open("proposals", lang="en", on=ON)
    desk.page.get_by_role("button", name="Open an example").click()
    desk.page.wait_for_selector(".ga-narrow [data-count]")
    desk.settle()
    form = desk.page.get_by_label("Headway (min)").first
    form.scroll_into_view_if_needed()
    desk.page.wait_for_timeout(300)
    box = desk.page.locator(".ga-narrow [data-count]").first.bounding_box()
    field = form.bounding_box()
    assert box is not None
    assert field is not None
    assert 0 <= field["y"] <= LAPTOP["height"]
    assert 0 <= box["y"] <= LAPTOP["height"] - box["height"]


@pytest.mark.parametrize("tongue", ["th", "en"])
@pytest.mark.parametrize("path", ANSWERS)
def test_at_twice_the_size_nothing_is_cut_off_sideways(desk: Desk, path: str, tongue: str) -> None:
    """A laptop of 1280 x 800 at 200 % has 640 x 400 pixels left."""
    desk.page.set_viewport_size({"width": 640, "height": 400})
    desk.open(path, lang=tongue, on=ON)
    answer = desk.page.locator(f"[data-testid=stMain] {ANSWERS[path]}").first
    answer.wait_for()
    desk.page.wait_for_timeout(300)
    wide = """() => {
        const main = document.querySelector('[data-testid=stMain]');
        const within = '.stDataFrame, .ga-wide, [data-baseweb=tab-list], [role=radiogroup]';
        return [...main.querySelectorAll('.stMarkdown, .stHtml, .stButton, iframe, label, input')]
            .filter((own) => own.offsetWidth && !own.closest(within))
            .filter((own) => own.getBoundingClientRect().right > window.innerWidth + 1)
            .map((own) => own.outerHTML.slice(0, 120));
    }"""
    assert desk.page.evaluate(wide) == []
    assert desk.page.evaluate("() => document.documentElement.scrollWidth") <= 640
    answer.scroll_into_view_if_needed()
    box = answer.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 400
