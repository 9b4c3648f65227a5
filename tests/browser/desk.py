"""The app as somebody at the desk sees and handles it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Frame, Locator, Page

from bench.browser import CLICKABLE
from tests.fixtures.patience import LIMIT_S

MAP_FRAME = 'iframe[title*="st_folium"]'
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
MARK = "gaTestMark"
MOMENT_S = 0.4

MAP_IS_DRAWN = f"""
() => {{
    const frame = document.querySelector('{MAP_FRAME}');
    const map = frame && frame.contentWindow && frame.contentWindow.map;
    if (!map || !map.getSize || !frame.offsetWidth || !frame.offsetHeight) {{ return false; }}
    const size = map.getSize(), drawn = {{base: 0, communities: 0}};
    map.eachLayer((layer) => {{
        const own = layer.feature && layer.feature.properties;
        if (own && layer.options.pane === "base") {{ drawn.base += 1; }}
        if (own && own.community_id) {{ drawn.communities += 1; }}
    }});
    return size.x > 0 && size.y > 0 && drawn.communities > 0;
}}
"""

# What lies on the map, told apart by what only features of one kind carry.
DRAWN = """
() => {
    const drawn = {land: 0, roads: 0, communities: 0, hazards: 0, routes: 0, stops: 0,
                   facilities: 0, mangroves: 0, zones: 0, shares: 0, tiles: 0};
    map.eachLayer((layer) => {
        const o = layer.options || {}, own = layer.feature && layer.feature.properties;
        if (layer.getTileUrl) { drawn.tiles += 1; }
        if (!own || layer.eachLayer) { return; }
        if (o.pane === "base") { drawn[o.fillOpacity === 1 ? "land" : "roads"] += 1; }
        else if (own.community_id !== undefined) { drawn.communities += 1; }
        else if (["catchment", "fix", "ring"].some((kind) => own[kind] !== undefined)) { return; }
        else if (own.share_class !== undefined) { drawn.shares += 1; }
        else if (own.hazard_type !== undefined) { drawn.hazards += 1; }
        else if (own.colour !== undefined) { drawn.routes += 1; }
        else if (own.stop_id !== undefined) { drawn.stops += 1; }
        else if (layer.getRadius) { drawn.facilities += 1; }
        else if (o.dashArray) { drawn.zones += 1; }
        else { drawn.mangroves += 1; }
    });
    return drawn;
}
"""

# What is drawn for what is selected, and the rings of sensitive communities.
MARKS = """
() => {
    const marks = {catchment: 0, fix: 0, ring: 0};
    map.eachLayer((layer) => {
        const own = layer.feature && layer.feature.properties;
        if (!own || layer.eachLayer) { return; }
        for (const kind in marks) { if (own[kind] !== undefined) { marks[kind] += 1; } }
    });
    return marks;
}
"""

# Ids and pixels of the stops that a click in their middle would hit.
CLICKABLE_STOPS = """
() => {
    const found = [], size = map.getSize();
    map.eachLayer((layer) => {
        const own = layer.feature && layer.feature.properties;
        if (!own || own.stop_id === undefined) { return; }
        const at = map.latLngToContainerPoint(layer.getLatLng());
        if (at.x < 60 || at.y < 60 || at.x > size.x - 60 || at.y > size.y - 60) { return; }
        if (document.elementFromPoint(at.x, at.y) === layer.getElement()) {
            found.push([own.stop_id, at.x, at.y]);
        }
    });
    return found;
}
"""

RESTS = "() => !map._animatingZoom && !(map._panAnim && map._panAnim._inProgress)"
VIEW = "() => [map.getZoom(), +map.getCenter().lat.toFixed(5), +map.getCenter().lng.toFixed(5)]"


@dataclass(frozen=True, slots=True)
class Desk:
    """One browser tab on one app."""

    page: Page
    address: str

    def open(self, path: str = "", **choices: object) -> None:
        """Open a page by its address and wait until it has been drawn."""
        query = f"?{urlencode(choices)}" if choices else ""
        self.page.goto(f"{self.address}/{path}{query}")
        self.settle()

    def settle(self) -> None:
        """Wait until the app has run and rests."""
        self.page.wait_for_selector(DONE)

    def wait_for_map(self) -> Frame:
        """Wait until a map with land and communities stands on the page."""
        self.page.wait_for_function(MAP_IS_DRAWN)
        return self.map

    @property
    def map(self) -> Frame:
        frame = self.page.query_selector(MAP_FRAME)
        assert frame is not None, "There is no map on the page."
        content = frame.content_frame()
        assert content is not None
        return content

    def drawn(self) -> dict[str, int]:
        """Count what lies on the map by kind."""
        return self.map.evaluate(DRAWN)

    def marks(self) -> dict[str, int]:
        """Count what is drawn for what is selected."""
        return self.map.evaluate(MARKS)

    def view(self) -> list[float]:
        """Return the map's zoom, latitude and longitude."""
        return self.map.evaluate(VIEW)

    def is_view(self, view: list[float]) -> bool:
        """Say whether the map shows a view, to the pixel or two that Leaflet rounds by."""
        degrees_a_pixel = 360 / 256 / 2 ** view[0]
        now = self.view()
        moved = max(abs(now[1] - view[1]), abs(now[2] - view[2]))
        return now[0] == view[0] and moved <= 2 * degrees_a_pixel

    def mark_map(self) -> None:
        """Leave a mark that is gone when the map's frame is loaded anew."""
        self.map.evaluate(f"window.{MARK} = true; map.{MARK} = true")

    def is_same_map(self) -> bool:
        return bool(self.map.evaluate(f"window.{MARK} === true && map.{MARK} === true"))

    def counts(self) -> dict[str, str]:
        """Return the counts at the top of the page as they are written."""
        return {
            box.get_attribute("data-count") or "": box.locator("b").inner_text()
            for box in self.page.locator("[data-count]").all()
        }

    def notes(self) -> dict[str, str]:
        """Return what is written small under each count."""
        return {
            box.get_attribute("data-count") or "": box.locator("small").inner_text()
            for box in self.page.locator("[data-count]").all()
        }

    def card(self) -> str | None:
        """Return the id of the community whose card is open."""
        card = self.page.query_selector(".ga-card[data-community]")
        return card.get_attribute("data-community") if card else None

    def wait_for_card(self, community_id: str) -> None:
        self.page.wait_for_selector(f'.ga-card[data-community="{community_id}"]')
        self.settle()

    def choices(self) -> dict[str, str]:
        """Return the choices that stand in the address."""
        return {key: found[0] for key, found in parse_qs(urlsplit(self.page.url).query).items()}

    def map_corner(self) -> tuple[float, float]:
        """Bring the whole map into the window and return where its upper left corner is."""
        self.page.locator(MAP_FRAME).evaluate("frame => frame.scrollIntoView({block: 'center'})")
        box = self.page.locator(MAP_FRAME).bounding_box()
        assert box is not None
        return box["x"], box["y"]

    def clickable(self, kind: str = CLICKABLE, *, other_than: str = "") -> tuple[str, float, float]:
        """Wait until a click would hit something, and return its id and pixels on the map."""
        these = f"({kind})().filter(([own]) => own !== {json.dumps(other_than)})"
        self.map.wait_for_function(f"() => ({RESTS})() && {these}.length > 0")
        clickable_id, x, y = self.map.evaluate(f"() => {these}[0]")
        return clickable_id, x, y

    def click_on_map(self, x: float, y: float) -> None:
        """Click where the map stands; scroll as a person does only for what is out of sight."""
        box = self.page.locator(MAP_FRAME).bounding_box()
        assert box is not None
        left, top = box["x"], box["y"]
        size = self.page.viewport_size
        assert size is not None
        if not 0 < top + y < size["height"]:
            left, top = self.map_corner()
        self.page.mouse.click(left + x, top + y)

    def drag_map(self, dx: float, dy: float) -> None:
        """Pull the map with the mouse from its corner, where nothing lies."""
        left, top = self.map_corner()
        width = self.map.evaluate("map.getSize().x")
        x, y = left + width - 40, top + 60
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx, y + dy, steps=4)
        self.page.mouse.up()
        self.wait_for_rest()

    def wait_for_rest(self) -> None:
        """Wait until the map stands still; a zoom or the glide after a pull begins a frame late."""
        self.page.wait_for_timeout(60)
        self.map.wait_for_function(RESTS)

    def wait_until(self, is_so: Callable[[], Any]) -> None:
        """Wait until something holds; the last look decides."""
        end = time.monotonic() + LIMIT_S
        while not is_so() and time.monotonic() < end:
            self.page.wait_for_timeout(50)
        self.settle()
        assert is_so()

    def soon(self, is_so: Callable[[], Any]) -> bool:
        """Say whether something comes to hold within a moment."""
        end = time.monotonic() + MOMENT_S
        while not (found := is_so()) and time.monotonic() < end:
            self.page.wait_for_timeout(20)
        return bool(found)

    def open_list(self, key: str) -> Locator:
        """Open a select box and return its options; scrolling may shut a list again."""
        box = self.page.locator(f".st-key-{key} input")
        box.scroll_into_view_if_needed()
        options = self.page.get_by_role("option")
        end = time.monotonic() + LIMIT_S
        # A click on an open list shuts it, so the box says whether it has opened.
        while time.monotonic() < end:
            if box.get_attribute("aria-expanded") != "true":
                box.click()
            if self.soon(options.count):
                break
        options.first.wait_for()
        return options

    def choose(self, key: str, label: str) -> None:
        """Take an option of a select box, again where a rerun of the page swallowed the click."""
        box = self.page.locator(f".st-key-{key}")
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            self.open_list(key)
            self.page.get_by_role("option", name=label, exact=True).click()
            if self.soon(lambda: self.is_chosen(box, label)):
                return
        raise AssertionError(f"{label!r} cannot be chosen in {key}.")

    @staticmethod
    def is_chosen(box: Locator, label: str) -> bool:
        return label in box.inner_text() or label == box.locator("input").input_value()

    def press_slider(self, key: str, times: int) -> None:
        slider = self.page.locator(".st-key-walk_m").get_by_role("slider")
        slider.focus()
        for _ in range(times):
            slider.press(key)

    def sideways_px(self) -> int:
        """Return by how much the page is wider than the window."""
        return self.page.evaluate(
            "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        )
