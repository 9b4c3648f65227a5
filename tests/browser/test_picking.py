"""What the map says and offers under the mouse: routes and stops of today, the line so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.route_editor import EDITOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

ON = "2026-11-23"
# A point in the middle of a route of today, in pixels of the window; and its id.
ON_ROUTE = f"""
() => {{
    const editor = {EDITOR}, routes = editor.map.routesToday.features;
    const route = routes.find((one) => one.properties.names.en.includes('Airport'));
    const {{type, coordinates}} = route.geometry;
    const line = type === 'LineString' ? coordinates : coordinates.flat();
    const box = editor.map.getContainer().getBoundingClientRect();
    const stops = editor.overlay.layer.getLayers().filter((layer) => layer.getLatLng)
        .map((layer) => editor.map.latLngToContainerPoint(layer.getLatLng()));
    for (const [lon, lat] of line) {{
        const at = editor.map.latLngToContainerPoint([lat, lon]);
        const isFree = stops.every((stop) => stop.distanceTo(at) > 22);
        if (isFree && at.x > 80 && at.y > 60 && at.x < box.width - 40 && at.y < box.height - 40) {{
            return [route.properties.route_id, box.x + at.x, box.y + at.y];
        }}
    }}
    return null;
}}
"""
ON_STOP = f"""
() => {{
    const editor = {EDITOR}, box = editor.map.getContainer().getBoundingClientRect();
    for (const layer of editor.overlay.layer.getLayers().reverse()) {{
        const id = layer.feature.properties.stop_id;
        if (!id) continue;
        const at = editor.map.latLngToContainerPoint(layer.getLatLng());
        if (at.x > 80 && at.y > 60 && at.x < box.width - 40 && at.y < box.height - 40) {{
            return [id, box.x + at.x, box.y + at.y];
        }}
    }}
    return null;
}}
"""


@pytest.fixture
def editing(desk: Desk) -> Iterator[Desk]:
    desk.page.set_viewport_size({"width": 1280, "height": 800})
    desk.open("proposals", lang="en", on=ON)
    desk.page.locator(".st-key-new_proposal button").first.click()
    is_there = EDITOR.replace(").route", ")?.route")
    desk.page.wait_for_function(f"() => {is_there}?.doc && {is_there}?.overlay?.layer")
    desk.settle()
    yield desk


def look_nearer(desk: Desk) -> None:
    desk.page.evaluate(f"void {EDITOR}.map.setView([7.89, 98.31], 13, {{animate: false}})")
    desk.page.wait_for_timeout(300)


def test_a_click_on_a_route_puts_its_course_on_the_map(editing: Desk) -> None:
    page = editing.page
    look_nearer(editing)
    route_id, x, y = page.evaluate(ON_ROUTE)
    page.mouse.click(x, y)
    popup = page.locator(".leaflet-popup-content")
    assert "Phuket Airport" in popup.inner_text()
    popup.locator("[data-act=reroute]").click()
    page.wait_for_function(f"() => {EDITOR}.doc.line.length > 1")
    editing.settle()
    assert page.evaluate(f"{EDITOR}.doc.fields.route.route_id") == route_id
    # Put there and left untouched it changes nobody's access.
    numbers = page.locator(".ga-narrow [data-count] b").all_inner_texts()
    assert numbers
    assert {numbers[0], numbers[1]} == {"0"}


def test_a_click_on_a_stop_leads_to_its_form(editing: Desk) -> None:
    page = editing.page
    look_nearer(editing)
    stop_id, x, y = page.evaluate(ON_STOP)
    page.mouse.click(x, y)
    page.locator(".leaflet-popup-content [data-act=remove_stop]").click()
    page.wait_for_selector(".st-key-proposal_change_stop")
    box = page.locator(".st-key-proposal_change_stop")
    editing.wait_until(lambda: f"({stop_id})" in (box.locator("input").input_value() or "")
                       or f"({stop_id})" in box.inner_text())  # fmt: skip
    assert page.evaluate(f"{EDITOR}.doc.line.length") == 0


def test_while_a_line_is_drawn_a_click_on_a_route_is_a_point_of_the_line(editing: Desk) -> None:
    page = editing.page
    look_nearer(editing)
    page.locator("[data-tool=draw]").click()
    _, x, y = page.evaluate(ON_ROUTE)
    page.mouse.click(x, y)
    assert page.locator(".leaflet-popup-content").count() == 0


def test_the_line_tells_its_length_and_minutes_while_it_is_drawn(editing: Desk) -> None:
    page = editing.page
    look_nearer(editing)
    page.locator("[data-tool=draw]").click()
    box = page.locator(".ge-map").bounding_box()
    assert box is not None
    first, second = (box["x"] + 200, box["y"] + 200), (box["x"] + 420, box["y"] + 330)
    page.mouse.click(*first)
    page.mouse.move(*second, steps=4)
    told = page.locator(".ge-measure")
    told.wait_for()
    metres = page.evaluate(
        f"""([a, b]) => {{
            const map = {EDITOR}.map, box = map.getContainer().getBoundingClientRect();
            const [from, to] = [a, b].map(([x, y]) =>
                map.containerPointToLatLng([x - box.x, y - box.y]));
            return map.distance(from, to);
        }}""",
        [first, second],
    )
    km, minutes = metres / 1_000, metres / 1_000 / 20 * 60
    words = told.inner_text()
    assert f"at least {km:.1f} km" in words
    assert f"{minutes:.0f} min at 20 km/h" in words
    page.keyboard.press("Escape")
    told.wait_for(state="hidden")


def test_a_problem_leads_to_its_place(editing: Desk) -> None:
    page = editing.page
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Open an example").click()
    page.wait_for_selector(".ga-problems [data-at]")
    editing.settle()
    link = page.locator(".ga-problems [data-at]").first
    lon, lat = (float(part) for part in (link.get_attribute("data-at") or "").split(","))
    link.click()
    centre = page.evaluate(f"(({{lat, lng}}) => [lng, lat])({EDITOR}.map.getCenter())")
    assert abs(centre[0] - lon) < 0.001
    assert abs(centre[1] - lat) < 0.001
    assert page.evaluate(f"{EDITOR}.map.getZoom()") >= 15
    assert not page.url.endswith("#")
