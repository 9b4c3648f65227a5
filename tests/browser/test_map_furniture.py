"""Names, layers, the whole window: what stands on a map besides what is drawn of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.desk import MAP_FRAME, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ON = "2026-11-23"
NAMES = "() => [...document.querySelectorAll('.ga-names span')].map(one => one.textContent)"
COLLISIONS = """
() => {
    const boxes = [...document.querySelectorAll('.ga-names span')]
        .map((one) => one.getBoundingClientRect());
    return boxes.filter((a, i) => boxes.slice(i + 1).some((b) =>
        a.left < b.right - 3 && b.left < a.right - 3 && a.top < b.bottom - 3
        && b.top < a.bottom - 3)).length;
}
"""

# Middles of all communities on the map, and whose dot the topmost is there.
MIDDLES = """
() => {
    const found = [], size = map.getSize();
    map.eachLayer((layer) => {
        const own = layer.feature && layer.feature.properties;
        if (!own || own.community_id === undefined || !layer.getRadius) { return; }
        const at = map.latLngToContainerPoint(layer.getLatLng());
        if (at.x < 70 || at.y < 60 || at.x > size.x - 120 || at.y > size.y - 40) { return; }
        found.push([own.community_id, at.x, at.y]);
    });
    return found;
}
"""
TOPMOST = """
([x, y]) => {
    let id = null;
    map.eachLayer((layer) => {
        const own = layer.feature && layer.feature.properties;
        if (own && own.community_id !== undefined && layer.getElement
            && layer.getElement() === document.elementFromPoint(x, y)) { id = own.community_id; }
    });
    return id;
}
"""
SAME_PLACE_PX = 3.0


@pytest.fixture
def gaps(desk: Desk) -> Desk:
    desk.page.set_viewport_size({"width": 1280, "height": 720})
    desk.open("gaps", lang="th", on=ON)
    desk.wait_for_map()
    desk.map.wait_for_function(f"() => ({NAMES})().length > 5")
    return desk


def look_at(desk: Desk, zoom: float, lat: float, lon: float) -> None:
    desk.map.evaluate(f"map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")
    desk.wait_for_rest()
    desk.page.wait_for_timeout(150)


def test_names_come_nearer_and_never_lie_on_each_other(gaps: Desk) -> None:
    assert {"ไม้ขาว", "ป่าคลอก"} <= set(gaps.map.evaluate(NAMES))
    assert not any(name.startswith("บ้าน") for name in gaps.map.evaluate(NAMES))
    assert gaps.map.evaluate(COLLISIONS) == 0
    look_at(gaps, 13, 7.89, 98.37)
    near = gaps.map.evaluate(NAMES)
    assert {"402", "บ้านระเงง"} <= set(near)
    assert gaps.map.evaluate(COLLISIONS) == 0


def test_names_follow_the_language_and_the_map_stays(gaps: Desk) -> None:
    gaps.mark_map()
    gaps.page.get_by_text("English", exact=True).click()
    gaps.map.wait_for_function(f"() => ({NAMES})().includes('Mai Khao')")
    assert gaps.is_same_map()
    assert "ไม้ขาว" not in gaps.map.evaluate(NAMES)


def test_names_take_no_click(gaps: Desk) -> None:
    look_at(gaps, 13, 7.89, 98.37)
    pane = gaps.map.locator(".ga-names")
    assert pane.evaluate("pane => getComputedStyle(pane).pointerEvents") == "none"


def test_a_layer_is_hidden_at_once_and_stays_so(gaps: Desk) -> None:
    button = gaps.map.get_by_role("button", name="ชั้นข้อมูล")
    button.click()
    box = gaps.map.get_by_role("checkbox", name="พื้นที่เสี่ยงภัย")
    assert gaps.drawn()["hazards"] > 0
    box.uncheck()
    gaps.wait_until(lambda: gaps.drawn()["hazards"] == 0)
    # Another choice on the page sends all layers anew.
    gaps.page.get_by_text("แผนและภัย", exact=True).click()
    gaps.page.wait_for_selector("[data-count=no_plan]")
    gaps.settle()
    gaps.wait_until(lambda: gaps.drawn()["hazards"] == 0)
    assert gaps.drawn()["mangroves"] > 0
    gaps.map.get_by_role("checkbox", name="พื้นที่เสี่ยงภัย").check()
    gaps.wait_until(lambda: gaps.drawn()["hazards"] > 0)


def frame_box(page: Page) -> tuple[float, float, float, float]:
    box = page.locator(MAP_FRAME).bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def test_the_map_takes_the_whole_window_and_gives_it_back(gaps: Desk) -> None:
    before = frame_box(gaps.page)
    gaps.map.get_by_role("button", name="แผนที่เต็มหน้าต่าง").click()
    assert frame_box(gaps.page) == (0, 0, 1280, 720)
    gaps.map.wait_for_function("() => map.getSize().x === 1280 && map.getSize().y === 720")
    topmost = "document.elementFromPoint(1200, 20).matches('iframe')"
    assert gaps.page.evaluate(topmost), "The head of the page lies on the map."
    # The page behind does not scroll, so the wheel needs no key.
    zoom = gaps.view()[0]
    gaps.page.mouse.move(640, 400)
    gaps.page.mouse.wheel(0, -200)
    gaps.wait_until(lambda: gaps.view()[0] > zoom)
    gaps.page.keyboard.press("Escape")
    gaps.wait_until(lambda: frame_box(gaps.page) == before)


@pytest.mark.parametrize("size", [(1280, 720), (1280, 900), (1024, 768)])
@pytest.mark.parametrize("path", ["", "gaps"])
def test_the_map_is_whole_in_the_first_window(desk: Desk, path: str, size: tuple[int, int]) -> None:
    desk.page.set_viewport_size({"width": size[0], "height": size[1]})
    desk.open(path, lang="th", on=ON)
    desk.wait_for_map()
    _, top, _, height = frame_box(desk.page)
    assert top + height <= size[1]
    assert height >= 330


def test_a_dot_under_another_can_be_clicked_in_its_middle(gaps: Desk) -> None:
    """Where the whole province is in view, towns are a heap of dots."""
    left, top, *_ = frame_box(gaps.page)
    middles = gaps.map.evaluate(MIDDLES)
    apart = [
        (community_id, x, y)
        for community_id, x, y in middles
        if all(
            other == community_id or abs(x - at_x) + abs(y - at_y) > SAME_PLACE_PX
            for other, at_x, at_y in middles
        )
    ]
    assert len(apart) > 0.8 * len(middles)
    covered = [one for one in apart if gaps.map.evaluate(TOPMOST, one[1:]) != one[0]]
    assert covered, "No dot lies under another: this would test nothing."
    for community_id, x, y in covered:
        gaps.page.mouse.move(left + x, top + y)
        assert gaps.map.evaluate(TOPMOST, [x, y]) == community_id
    community_id, x, y = covered[0]
    gaps.page.mouse.click(left + x, top + y)
    gaps.wait_for_card(community_id)


def test_dots_at_one_place_have_their_turn(gaps: Desk) -> None:
    left, top, *_ = frame_box(gaps.page)
    middles = gaps.map.evaluate(MIDDLES)
    heaps = [
        {other for other, at_x, at_y in middles if abs(x - at_x) + abs(y - at_y) <= 1}
        for _, x, y in middles
    ]
    number = max(range(len(heaps)), key=lambda n: len(heaps[n]))
    assert len(heaps[number]) > 1, "No two communities lie at one place."
    _, x, y = middles[number]
    opened = set()
    for _ in heaps[number]:
        gaps.page.mouse.move(left + x + 1, top + y)
        gaps.page.mouse.click(left + x, top + y)
        gaps.wait_until(lambda: gaps.card() not in {None, *opened})
        opened.add(gaps.card())
        gaps.page.wait_for_timeout(150)
    assert heaps[number] <= opened


def test_a_community_clicked_before_is_looked_for_again_from_the_search(gaps: Desk) -> None:
    left, top, *_ = frame_box(gaps.page)
    first, x, y = gaps.clickable()
    gaps.page.mouse.click(left + x, top + y)
    gaps.wait_for_card(first)
    assert gaps.view()[0] < 12, "A click on the map moves nothing."
    name = gaps.page.locator(".ga-card h3").inner_text()
    for wanted in ("บ้านระเงง", name):
        box = gaps.page.locator(".st-key-community input")
        box.click()
        box.fill(wanted)
        gaps.page.get_by_role("option").first.click()
        gaps.page.get_by_role("heading", name=wanted, exact=True).wait_for()
        gaps.wait_until(lambda: gaps.view()[0] >= 12)
        gaps.map.evaluate("map.setZoom(10, {animate: false})")
        gaps.wait_for_rest()


def test_the_months_of_the_strip_stand_apart_on_a_telephone(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.open("gaps", lang="th", on=ON, counted="plan")
    desk.page.wait_for_selector(".ga-months small")
    overlaps = """() => {
        const boxes = [...document.querySelectorAll(".ga-months small")]
            .map((one) => one.getBoundingClientRect());
        return boxes.filter((box, i) => i && box.left < boxes[i - 1].right - 0.5).length;
    }"""
    assert desk.page.evaluate(overlaps) == 0
    assert desk.sideways_px() <= 0
