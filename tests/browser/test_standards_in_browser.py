"""Standards, filled zones, stops, fixes and distances as somebody at the desk sees them."""

from __future__ import annotations

import pytest

from geo_app.maps import palette
from geo_app.maps.choropleth import CLASS_LABELS
from tests.browser.conftest import NARROW, WIDE
from tests.browser.desk import CLICKABLE_STOPS, Desk

pytestmark = pytest.mark.browser
DAY = "2026-11-23"
VILLAGE_WITHOUT_STOP = "83030304"

# Of each filled zone its class and the colour that the browser paints it with.
FILLED = """
() => {
    const found = [];
    map.eachLayer((layer) => {
        const own = layer.feature && layer.feature.properties;
        if (own && own.share_class !== undefined && layer.getElement) {
            found.push([own.share_class, layer.getElement().getAttribute("fill"),
                        layer.getElement().getAttribute("fill-opacity")]);
        }
    });
    return found;
}
"""


@pytest.fixture
def gaps(desk: Desk) -> Desk:
    """The coverage page with the map moved by hand and marked."""
    desk.open("gaps", lang="en", on=DAY)
    desk.wait_for_map()
    desk.page.wait_for_timeout(300)
    desk.drag_map(-60, 40)
    desk.mark_map()
    return desk


def classes(desk: Desk) -> list[int]:
    return sorted(number for number, _, _ in desk.map.evaluate(FILLED))


def test_another_standard_changes_counts_and_zones_and_leaves_the_map(gaps: Desk) -> None:
    view, counts, zones = gaps.view(), gaps.counts(), classes(gaps)
    gaps.choose("standard", "GHSCI, every 30 minutes")
    gaps.wait_until(lambda: gaps.counts() != counts and classes(gaps) != zones)
    assert gaps.choices()["standard"] == "ghsci_30"
    assert gaps.counts()["with_stop"] == "0"
    gaps.wait_for_map()
    assert gaps.is_same_map()
    assert gaps.view() == view
    gaps.choose("standard", "SDG 11.2.1")
    gaps.wait_until(lambda: gaps.counts() == counts and classes(gaps) == zones)
    assert gaps.is_same_map()
    assert "standard" not in gaps.choices()


def test_a_moved_distance_fills_the_zones_anew_and_says_what_it_is_no_longer(gaps: Desk) -> None:
    zones = classes(gaps)
    gaps.press_slider("ArrowRight", 10)
    gaps.wait_until(lambda: gaps.choices().get("walk_m") == "1000" and classes(gaps) != zones)
    assert gaps.is_same_map()
    said = gaps.page.locator(".ga-deviates").inner_text()
    assert "1,000 m is not the standard's own distance" in said


def test_zones_are_painted_by_their_class_and_the_legend_tells_it(gaps: Desk) -> None:
    filled = gaps.map.evaluate(FILLED)
    assert len(filled) == 17
    for number, colour, opacity in filled:
        assert colour == palette.SHARE[number]
        assert float(opacity) == palette.SHARE_OPACITY
    legend = gaps.page.locator(".ga-legend").inner_text()
    assert "Share of people served (SDG 11.2.1): under 10 %" in legend
    assert "modelled" in legend
    assert all(label in legend for label in CLASS_LABELS)


def test_a_standard_that_stands_still_shows_its_distance(desk: Desk) -> None:
    desk.open("gaps", lang="en", standard="ptal")
    desk.wait_for_map()
    slider = desk.page.locator(".st-key-own_walk_m").get_by_role("slider")
    assert slider.input_value() == "640"
    assert desk.page.locator(".st-key-walk_m").count() == 0


def test_window_is_moved_by_keyboard_kept_in_the_address_and_given_back(desk: Desk) -> None:
    desk.open("gaps", lang="en", on=DAY, standard="ghsci_30")
    desk.wait_for_map()
    desk.mark_map()
    said = desk.page.get_by_text("Buses of a ")
    assert "from 07:00 to 19:00" in said.inner_text()
    desk.page.get_by_role("button", name="More choices").click()
    ends = desk.page.locator('[class*="st-key-window_ghsci"]').get_by_role("slider")
    ends.first.focus()
    for _ in range(20):
        ends.first.press("ArrowLeft")
    desk.wait_until(lambda: desk.choices().get("window") == "02:00-19:00")
    desk.wait_until(lambda: "from 02:00 to 19:00" in said.inner_text())
    assert desk.page.locator(".ga-deviates").count() == 1
    desk.page.get_by_role("button", name="Back to 07:00–19:00").click()
    desk.wait_until(lambda: "window" not in desk.choices())
    desk.wait_until(lambda: "from 07:00 to 19:00" in said.inner_text())
    desk.page.get_by_text("Sunday", exact=True).click()
    desk.wait_until(lambda: desk.choices().get("day_type") == "sunday")
    desk.wait_until(lambda: "Buses of a Sunday" in said.inner_text())
    assert desk.is_same_map()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_click_on_a_stop_opens_its_card_and_draws_its_catchment(desk: Desk, size: dict) -> None:
    desk.page.set_viewport_size(size)
    desk.open("gaps", lang="en", on=DAY, gap="both", layers="stops")
    desk.wait_for_map()
    assert desk.marks()["catchment"] == 0
    desk.mark_map()
    stop_id, x, y = desk.clickable(CLICKABLE_STOPS)
    desk.click_on_map(x, y)
    card = desk.page.locator(f'.ga-stop[data-stop="{stop_id}"]')
    card.wait_for()
    desk.wait_until(lambda: desk.marks()["catchment"] == 2)
    assert desk.choices()["stop"] == stop_id
    assert "Departures of a weekday, 07:00–19:00" in card.inner_text()
    assert "People in it" in card.inner_text()
    assert desk.is_same_map()
    assert desk.sideways_px() <= 0
    desk.page.get_by_role("button", name="Close the stop").click()
    desk.wait_until(lambda: desk.marks()["catchment"] == 0 and "stop" not in desk.choices())
    assert card.count() == 0


def test_address_restores_the_stop(desk: Desk) -> None:
    desk.open("gaps", lang="th", layers="stops")
    desk.wait_for_map()
    stop_id, x, y = desk.clickable(CLICKABLE_STOPS)
    desk.click_on_map(x, y)
    desk.page.locator(".ga-stop").wait_for()
    desk.wait_until(lambda: "stop" in desk.choices())
    desk.page.reload()
    desk.settle()
    desk.wait_for_map()
    desk.page.locator(f'.ga-stop[data-stop="{stop_id}"]').wait_for()
    desk.wait_until(lambda: desk.marks()["catchment"] == 2)


def test_fix_is_told_on_the_card_and_drawn_on_the_map(desk: Desk) -> None:
    desk.open("gaps", lang="en", on=DAY, community=VILLAGE_WITHOUT_STOP)
    desk.wait_for_map()
    desk.wait_for_card(VILLAGE_WITHOUT_STOP)
    first = desk.page.locator(".ga-next").first.inner_text()
    assert "A new stop on" in first
    assert "[modelled]" in first
    desk.wait_until(lambda: desk.marks()["fix"] == 2)
    assert desk.marks()["ring"] > 0
    desk.choose("community", "Ban Bang Khu · บ้านบางคู")
    desk.wait_until(lambda: desk.card() != VILLAGE_WITHOUT_STOP)
    assert "of new route" in desk.page.locator(".ga-next").first.inner_text()


@pytest.mark.parametrize("tongue", ["th", "en"])
def test_histograms_stand_on_the_page_in_its_language(desk: Desk, tongue: str) -> None:
    desk.page.set_viewport_size(NARROW if tongue == "th" else WIDE)
    desk.open("gaps", lang=tongue, on=DAY, view="distances")
    desk.wait_for_map()
    charts = desk.page.locator('[data-testid="stVegaLiteChart"]')
    charts.first.scroll_into_view_if_needed()
    desk.wait_until(lambda: charts.locator("canvas, svg.marks").count() == 2)
    for chart in charts.all():
        box = chart.bounding_box()
        assert box is not None
        assert box["height"] > 150
    assert desk.sideways_px() <= 0


def test_views_below_the_map_leave_it(gaps: Desk) -> None:
    for label, key in (("By zone", "zones"), ("Distances", "distances"), ("List", None)):
        gaps.page.get_by_role("radio", name=label).click()
        gaps.wait_until(lambda key=key: gaps.choices().get("view") == key)
        assert gaps.is_same_map()


def test_page_of_standards_has_a_bar_a_standard_as_long_as_its_share(desk: Desk) -> None:
    desk.open("standards", lang="en")
    desk.page.wait_for_selector(".ga-standard")
    bars = desk.page.evaluate(
        """() => [...document.querySelectorAll(".ga-standard")].map((one) => [
            one.querySelector(".ga-bar span").offsetWidth
                / one.querySelector(".ga-bar").offsetWidth,
            parseFloat(one.querySelector(".ga-share b").innerText) / 100])"""
    )
    assert len(bars) == 8
    for drawn, share in bars:
        assert drawn == pytest.approx(share, abs=0.01)
