"""The first click counts, the wheel and one finger scroll the page, two fingers move the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NARROW
from tests.browser.desk import CLICKABLE, MAP_FRAME, RESTS, Desk
from tests.browser.watch import Watch
from tests.fixtures.patience import LIMIT_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, CDPSession

    from tests.browser.server import Server

pytestmark = pytest.mark.browser

SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
"""Streamlit scrolls inside its own box."""

HINT = ".ga-hint.ga-shown"
ON = "2026-11-23"


@pytest.fixture
def phone(chromium: Browser, phuket_app: Server) -> Iterator[Desk]:
    """A telephone on Phuket."""
    context = chromium.new_context(viewport=NARROW, has_touch=True, is_mobile=True)
    context.set_default_timeout(LIMIT_MS)
    try:
        page = context.new_page()
        watch = Watch(page)
        yield Desk(page, phuket_app.address)
        assert watch.problems == []
    finally:
        context.close()


def scrolled(desk: Desk) -> float:
    return desk.page.evaluate(SCROLLED)


def in_sight(desk: Desk, height_px: int) -> tuple[str, float, float]:
    """Return a community on the part of the map that is in the window, and where on the page."""
    box = desk.page.locator(MAP_FRAME).bounding_box()
    assert box is not None
    seen = f"({CLICKABLE})().filter(([, , y]) => {box['y']} + y < {height_px - 20})"
    desk.map.wait_for_function(f"() => ({RESTS})() && {seen}.length > 0")
    community_id, x, y = desk.map.evaluate(f"() => {seen}[0]")
    return community_id, box["x"] + x, box["y"] + y


@pytest.mark.parametrize("height_px", [720, 800, 900, 1_000])
def test_the_first_click_opens_the_card_and_the_page_stays(desk: Desk, height_px: int) -> None:
    desk.page.set_viewport_size({"width": 1280, "height": height_px})
    desk.open("gaps", on=ON)
    desk.wait_for_map()
    community_id, x, y = in_sight(desk, height_px)
    desk.page.mouse.click(x, y)
    desk.wait_for_card(community_id)
    assert scrolled(desk) == 0


@pytest.mark.parametrize("height_px", [720, 900])
def test_the_first_click_on_the_overview_opens_the_popup(desk: Desk, height_px: int) -> None:
    desk.page.set_viewport_size({"width": 1280, "height": height_px})
    desk.open("", on=ON)
    desk.wait_for_map()
    box = desk.page.locator(MAP_FRAME).bounding_box()
    assert box is not None
    if box["y"] + 100 > height_px:
        desk.page.mouse.wheel(0, 300)
    _, x, y = in_sight(desk, height_px)
    before = scrolled(desk)
    desk.page.mouse.click(x, y)
    desk.map.wait_for_selector(".leaflet-popup-content")
    assert scrolled(desk) == before


def test_the_wheel_scrolls_the_page_and_with_ctrl_zooms_half_a_level(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 1280, "height": 720})
    desk.open("gaps", lang="en", on=ON)
    desk.wait_for_map()
    desk.wait_for_rest()
    view = desk.view()
    box = desk.page.locator(MAP_FRAME).bounding_box()
    assert box is not None
    desk.page.mouse.move(box["x"] + 300, box["y"] + 150)
    desk.page.mouse.wheel(0, 100)
    desk.map.wait_for_selector(HINT)
    assert desk.map.locator(HINT).inner_text() == "Ctrl + wheel zooms the map"
    desk.wait_until(lambda: scrolled(desk) > 0)
    assert desk.view() == view
    desk.page.keyboard.down("Control")
    desk.page.mouse.wheel(0, -100)
    desk.page.keyboard.up("Control")
    desk.wait_until(lambda: desk.view()[0] == view[0] + 0.5)


def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    """Put fingers where they are said to be."""
    places = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


def swipe_up(desk: Desk, session: CDPSession, x: float, y: float) -> None:
    """Move one finger up by 300 px, as fast as a thumb does."""
    touch(session, "touchStart", (x, y))
    for step in range(1, 16):
        touch(session, "touchMove", (x, y - 20 * step))
        desk.page.wait_for_timeout(16)
    touch(session, "touchEnd")


@pytest.fixture
def fingers(phone: Desk) -> CDPSession:
    """Fingers on a telephone whose screen the map fills."""
    phone.open("gaps", on=ON)
    phone.wait_for_map()
    phone.map_corner()
    phone.wait_for_rest()
    return phone.page.context.new_cdp_session(phone.page)


def test_one_finger_scrolls_the_page_past_the_map(phone: Desk, fingers: CDPSession) -> None:
    view, before = phone.view(), scrolled(phone)
    swipe_up(phone, fingers, 200, 600)
    phone.wait_until(lambda: scrolled(phone) > before + 200)
    assert phone.view() == view


def test_two_fingers_move_and_zoom_the_map_and_one_is_told(
    phone: Desk, fingers: CDPSession
) -> None:
    view, before = phone.view(), scrolled(phone)
    touch(fingers, "touchStart", (150, 400), (250, 400))
    for step in range(1, 9):
        touch(
            fingers, "touchMove", (150 - 8 * step, 400 + 5 * step), (250 + 8 * step, 400 + 5 * step)
        )
        phone.page.wait_for_timeout(20)
    touch(fingers, "touchEnd")
    phone.wait_for_rest()
    zoom, lat, _ = phone.view()
    assert zoom > view[0]
    assert lat > view[1]
    assert scrolled(phone) == before
    touch(fingers, "touchStart", (200, 420))
    touch(fingers, "touchMove", (200, 440))
    phone.map.wait_for_selector(HINT)
    assert phone.map.locator(HINT).inner_text() == "ใช้สองนิ้วเลื่อนแผนที่"
    touch(fingers, "touchEnd")


def test_the_map_cannot_be_lost_and_a_button_leads_home(desk: Desk) -> None:
    desk.open("gaps", lang="en", on=ON)
    desk.wait_for_map()
    desk.wait_for_rest()
    home = desk.view()
    desk.drag_map(-500, -300)
    desk.map.evaluate("map.setZoom(1, {animate: false})")
    desk.wait_for_rest()
    zoom, lat, lon = desk.view()
    assert zoom >= home[0] - 1.5
    assert abs(lat - home[1]) < 0.7
    assert abs(lon - home[2]) < 0.7
    desk.map.get_by_role("button", name="Show the whole province").click()
    desk.wait_for_rest()
    desk.wait_until(lambda: desk.is_view(home))


@pytest.mark.parametrize("path", ["", "gaps"])
def test_tab_leads_past_the_map_in_a_few_steps(desk: Desk, path: str) -> None:
    desk.open(path, lang="en", on=ON)
    desk.wait_for_map()
    desk.wait_for_rest()
    desk.page.wait_for_timeout(200)
    desk.map.locator(".leaflet-control-zoom-in").focus()
    steps = 0
    while desk.page.evaluate("document.activeElement.tagName") == "IFRAME":
        desk.page.keyboard.press("Tab")
        steps += 1
        assert steps < 8
    # Zoom in, zoom out, home, the map, its credit.
    assert steps >= 3


EDITOR = "document.querySelector('.ge-root')?.routeEditor"
EDITOR_VIEW = f"(() => {{ const c = {EDITOR}.map.getCenter(); return [c.lat, c.lng]; }})()"


@pytest.fixture
def drawer(phone: Desk) -> CDPSession:
    """Fingers on a telephone with a line that has just been drawn."""
    phone.open("proposals", lang="th", on=ON)
    phone.page.locator(".st-key-new_proposal button").first.click()
    phone.page.wait_for_function(f"() => {EDITOR}?.doc")
    phone.page.locator(".ge-map").evaluate("box => box.scrollIntoView({block: 'center'})")
    phone.page.wait_for_timeout(300)
    return phone.page.context.new_cdp_session(phone.page)


def test_one_finger_scrolls_past_the_map_of_a_route_and_draws_on_it(
    phone: Desk, drawer: CDPSession
) -> None:
    view, before = phone.page.evaluate(EDITOR_VIEW), scrolled(phone)
    swipe_up(phone, drawer, 200, 500)
    phone.wait_until(lambda: scrolled(phone) > before + 150)
    assert phone.page.evaluate(EDITOR_VIEW) == pytest.approx(view)
    phone.page.locator(".ge-map").evaluate("box => box.scrollIntoView({block: 'center'})")
    phone.page.locator("[data-tool=draw]").tap()
    phone.page.locator(".ge-map").evaluate("box => box.scrollIntoView({block: 'center'})")
    box = phone.page.locator(".ge-map").bounding_box()
    assert box is not None
    for x, y in ((150, 120), (200, 170), (230, 240)):
        phone.page.touchscreen.tap(box["x"] + x, box["y"] + y)
        phone.page.wait_for_timeout(400)
    phone.page.evaluate(f"{EDITOR}.use('finish')")
    line = phone.page.evaluate(f"{EDITOR}.doc.line")
    assert len(line) == 3
    phone.wait_until(lambda: phone.page.evaluate(f"{EDITOR}.doc.stops.length"))
    # A point of the line is still dragged by one finger.
    settled = phone.page.evaluate(f"{EDITOR}.doc.line")
    x, y = phone.page.evaluate(
        f"() => {{ const p = {EDITOR}.view.pixel({EDITOR}.doc.line[0]);"
        " const b = document.querySelector('.ge-map').getBoundingClientRect();"
        " return [b.x + p.x, b.y + p.y]; }"
    )
    touch(drawer, "touchStart", (x, y))
    for step in range(1, 9):
        touch(drawer, "touchMove", (x - 5 * step, y - 5 * step))
        phone.page.wait_for_timeout(20)
    touch(drawer, "touchEnd")
    phone.wait_until(lambda: phone.page.evaluate(f"{EDITOR}.doc.line[0]") != settled[0])


def test_the_wheel_over_the_map_of_a_route_scrolls_the_page(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 1280, "height": 720})
    desk.open("proposals", lang="en", on=ON)
    desk.page.locator(".st-key-new_proposal button").first.click()
    desk.page.wait_for_function(f"() => {EDITOR}?.doc")
    zoom = desk.page.evaluate(f"{EDITOR}.map.getZoom()")
    box = desk.page.locator(".ge-map").bounding_box()
    assert box is not None
    desk.page.mouse.move(box["x"] + 300, box["y"] + 150)
    desk.page.mouse.wheel(0, 100)
    desk.wait_until(lambda: scrolled(desk) > 0)
    assert desk.page.evaluate(f"{EDITOR}.map.getZoom()") == zoom
    assert "Ctrl + wheel zooms the map" in desk.page.locator(".ge-status").inner_text()
    desk.page.keyboard.down("Control")
    desk.page.mouse.wheel(0, -100)
    desk.page.keyboard.up("Control")
    desk.wait_until(lambda: desk.page.evaluate(f"{EDITOR}.map.getZoom()") > zoom)
