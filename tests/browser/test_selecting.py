"""A community is selected on the map, in the list, by its name or by an address."""

import datetime as dt
import json
import subprocess
import sys

import pytest
from playwright.sync_api import Page

from geo_app.analysis.access.question import Question
from geo_app.desk import desk as engine
from geo_app.province import open_province
from tests.browser.conftest import NARROW
from tests.browser.desk import Desk
from tests.browser.server import PHUKET, ROOT

pytestmark = pytest.mark.browser

# A list's rows: a header, then rows of the same height; the name stands after the rank.
ROW_PX = 35
NAME_PX = 120


@pytest.fixture(scope="module")
def communities() -> dict[str, dict]:
    """Phuket's communities as the command line knows them."""
    command = [sys.executable, "-m", "geo_app.cli", "gaps", "--format", "json"]
    printed = subprocess.run(
        [*command, "--province", str(PHUKET)], cwd=ROOT, capture_output=True, check=True
    ).stdout
    return {row["community_id"]: row for row in json.loads(printed)["communities"]}


def popup(desk: Desk) -> str:
    # One that is being replaced fades out for a moment beside the new one, which stands last.
    desk.map.wait_for_selector(".leaflet-popup-content")
    return desk.map.locator(".leaflet-popup-content").last.inner_text()


def test_click_on_the_map_opens_the_card(desk: Desk, communities: dict[str, dict]) -> None:
    desk.open("gaps")
    desk.wait_for_map()
    community_id, x, y = desk.clickable()
    desk.click_on_map(x, y)
    desk.wait_for_card(community_id)
    assert communities[community_id]["name_th"] in desk.page.locator(".ga-card h3").inner_text()
    assert desk.choices()["community"] == community_id
    # The card stands beside the map: a popup would say it twice, over its neighbours.
    assert desk.map.locator(".leaflet-popup-content").count() == 0


def test_another_click_opens_another_card(desk: Desk) -> None:
    desk.open("gaps")
    desk.wait_for_map()
    first, x, y = desk.clickable()
    desk.click_on_map(x, y)
    desk.wait_for_card(first)
    desk.page.wait_for_timeout(500)
    second, x, y = desk.clickable(other_than=first)
    desk.click_on_map(x, y)
    desk.wait_for_card(second)
    assert desk.choices()["community"] == second


def list_on_page(desk: Desk, number: int) -> tuple[float, float]:
    """Return the corner of a list, 0 beside the map, 1 below it, where one scrolls to it."""
    canvas = desk.page.locator('[data-testid="stDataFrame"] canvas[data-testid]').nth(number)
    canvas.wait_for()
    if number:
        canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    # What stands above it may still be filled in.
    while True:
        desk.page.wait_for_timeout(150)
        before, box = box, canvas.bounding_box()
        assert box is not None
        if box == before:
            return box["x"], box["y"]


def click_on_row(desk: Desk, which_list: int, rank: int) -> None:
    """Click the words of a row and wait for its card."""
    x, y = list_on_page(desk, which_list)
    desk.page.mouse.click(x + NAME_PX, y + ROW_PX * (rank + 0.5))
    desk.page.wait_for_selector(".ga-card")
    desk.settle()


def back_to_list(desk: Desk) -> None:
    desk.page.get_by_role("button", name="Back to the list").click()
    desk.page.wait_for_selector(".ga-card", state="detached")
    desk.settle()
    assert "community" not in desk.choices()


def test_click_on_a_row_beside_the_map_puts_the_card_in_its_place(
    desk: Desk, communities: dict[str, dict]
) -> None:
    """On its words, as one clicks, at a laptop's size: nothing scrolls, and a button leads back."""
    desk.page.set_viewport_size({"width": 1280, "height": 800})
    desk.open("gaps", lang="en")
    desk.wait_for_map()
    click_on_row(desk, 0, 2)
    # The second row of the list is the second in rank.
    assert desk.card() == desk.choices()["community"] == list_ids(communities)[1]
    card = desk.page.locator(".ga-card h3").bounding_box()
    assert card is not None
    assert 0 < card["y"] < 800
    assert desk.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    back_to_list(desk)
    # The same row counts again.
    click_on_row(desk, 0, 2)
    assert desk.card() == list_ids(communities)[1]


def test_click_on_a_row_below_the_map_opens_the_card(
    desk: Desk, communities: dict[str, dict]
) -> None:
    desk.open("gaps", lang="en")
    desk.wait_for_map()
    click_on_row(desk, 1, 3)
    assert desk.card() == desk.choices()["community"] == list_ids(communities)[2]
    back_to_list(desk)
    click_on_row(desk, 1, 3)
    assert desk.card() == list_ids(communities)[2]


def list_ids(communities: dict[str, dict]) -> list[str]:
    """Return the ids in the list's order, found by the engine itself."""
    ranked = engine.Desk(open_province(PHUKET)).ranked(Question(), dt.date.today(), ("stop",))
    assert set(ranked.index) == set(communities)
    return list(ranked.index)


@pytest.mark.parametrize("column", ["name_th", "name_en"])
def test_search_finds_a_name_in_either_language(
    desk: Desk, communities: dict[str, dict], column: str
) -> None:
    names = [row[column] for row in communities.values() if row[column]]
    wanted = next(row for row in communities.values() if names.count(row[column]) == 1)
    desk.open("gaps", lang="en")
    desk.wait_for_map()
    search(desk.page, wanted[column])
    desk.wait_for_card(wanted["community_id"])
    assert desk.choices()["community"] == wanted["community_id"]


def search(page: Page, text: str) -> None:
    box = page.locator(".st-key-community input")
    box.click()
    box.fill(text)
    page.wait_for_selector('[role="option"]')
    box.press("Enter")


def test_address_restores_card_choices_and_view(desk: Desk) -> None:
    desk.open("gaps", lang="en", walk_m=800, gap="stop", on="2026-03-01", layers="stops-zones")
    desk.wait_for_map()
    community_id, x, y = desk.clickable()
    desk.click_on_map(x, y)
    desk.wait_for_card(community_id)
    desk.map.evaluate("map.setView([7.9, 98.35], 12, {animate: false})")
    desk.wait_until(lambda: "#map=12/" in desk.page.url)
    counts, view, choices, drawn = desk.counts(), desk.view(), desk.choices(), desk.drawn()
    address = desk.page.url

    # Nothing but the address is left.
    desk.page.evaluate("sessionStorage.clear()")
    desk.page.goto("about:blank")
    desk.page.goto(address)
    desk.settle()
    desk.wait_for_map()
    desk.wait_for_card(community_id)
    assert desk.counts() == counts
    assert desk.choices() == choices
    assert desk.drawn() == drawn
    desk.wait_until(lambda: desk.is_view(view))
    assert desk.page.url.partition("#")[0] == address.partition("#")[0]


def test_reload_keeps_everything(desk: Desk) -> None:
    desk.open("gaps", lang="en", walk_m=1200, community="83010302")
    desk.wait_for_map()
    desk.wait_for_card("83010302")
    desk.wait_for_rest()
    desk.map.evaluate("map.setView([7.95, 98.38], 13, {animate: false})")
    desk.wait_until(lambda: "#map=13/" in desk.page.url)
    counts, view = desk.counts(), desk.view()
    desk.page.reload()
    desk.settle()
    desk.wait_for_map()
    desk.wait_for_card("83010302")
    assert desk.counts() == counts
    desk.wait_until(lambda: desk.is_view(view))


def test_card_opens_by_a_tap_on_a_telephone(desk: Desk, communities: dict[str, dict]) -> None:
    desk.page.set_viewport_size(NARROW)
    desk.open("gaps")
    desk.wait_for_map()
    desk.page.locator('iframe[title*="st_folium"]').scroll_into_view_if_needed()
    community_id, x, y = desk.clickable()
    desk.click_on_map(x, y)
    desk.wait_for_card(community_id)
    # There the card stands above the map, out of sight.
    assert communities[community_id]["name_th"] in popup(desk)
    assert desk.sideways_px() <= 0
