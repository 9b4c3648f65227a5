"""The route editor as somebody handles it: by mouse, finger and keys."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page

from tests.fixtures.patience import LIMIT_S

EDITOR = "document.querySelector('.ge-root').routeEditor"
READY = "() => document.querySelector('.ge-root')?.routeEditor?.doc"
MARK = "testMark"
STEP_MS = 40
TOLERANCE_PX = 2
BENT = ((300, 300), (500, 200), (700, 320))

# A handle counts as there if a press in its middle hits it.
HANDLE = f"""
([kind, index]) => {{
    const editor = {EDITOR};
    const found = kind === "stop"
        ? editor.stops.shown.get(editor.doc.stops[index].id)
        : editor.vertices[kind].find((one) => one.index === index);
    const box = found.element.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}}
"""


@dataclass(frozen=True, slots=True)
class Pen:
    """One tab with the editor's test page."""

    page: Page
    address: str

    def open(self, draft: str, **choices: object) -> None:
        self.page.goto(f"{self.address}/?{urlencode({'draft': draft, **choices})}")
        self.ready()

    def ready(self) -> None:
        self.page.wait_for_function(READY)
        self.page.wait_for_selector("#shown", state="attached")
        self.page.evaluate(f"{EDITOR}.map.{MARK} = true")

    def is_same_map(self) -> bool:
        return bool(self.page.evaluate(f"{EDITOR}.map.{MARK} === true"))

    def python(self) -> dict[str, Any]:
        """Return the document as Python shows it on the page."""
        return self.shown()["doc"]

    def shown(self) -> dict[str, Any]:
        """Return what Python shows: the document, the last pin, how often the page ran."""
        return json.loads(self.page.locator("#shown").last.text_content() or "")

    def numbers(self) -> dict[str, Any]:
        return json.loads(self.page.locator("#numbers").inner_text())

    def browser(self) -> dict[str, Any]:
        """Return the document as the browser has it."""
        return self.page.evaluate(f"{EDITOR}.doc")

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            if is_so():
                return
            self.page.wait_for_timeout(STEP_MS)
        raise AssertionError(f"Python has {self.python()}, the browser {self.browser()}.")

    def agreed(self) -> dict[str, Any]:
        """Wait until Python knows what the browser has drawn, and return it."""
        keys = ("rev", "line", "stops", "fields")
        self.wait_until(
            lambda: [self.python()[key] for key in keys] == [self.browser()[key] for key in keys]
        )
        return self.python()

    def tool(self, name: str) -> Locator:
        return self.page.locator(f'.ge-button[data-tool="{name}"]')

    def use(self, name: str) -> None:
        self.tool(name).click()

    def says(self) -> str:
        return self.page.locator(".ge-status").inner_text()

    @property
    def map(self) -> Locator:
        return self.page.locator(".ge-map")

    def click(self, *places: tuple[int, int]) -> None:
        for x, y in places:
            self.map.click(position={"x": x, "y": y})

    def tap(self, *places: tuple[int, int]) -> None:
        for x, y in places:
            self.map.tap(position={"x": x, "y": y})

    def draw(self, *places: tuple[int, int]) -> None:
        self.use("draw")
        self.click(*places)
        self.use("finish")

    def handle(self, kind: str, index: int) -> tuple[float, float]:
        """Return the middle of a handle; `kind` is ends (vertices), middles or stop."""
        x, y = self.page.evaluate(HANDLE, [kind, index])
        return x, y

    def drag(self, start: tuple[float, float], by: tuple[float, float], *, steps: int = 5) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(start[0] + by[0], start[1] + by[1], steps=steps)
        mouse.up()

    def press(self, start: tuple[float, float], *, button: str = "left") -> None:
        self.page.mouse.click(*start, button=button)

    def focus(self, kind: str, index: int) -> None:
        """Put the keyboard on a handle."""
        if kind == "stop":
            self.page.evaluate(f"(i) => {EDITOR}.stops.focus({EDITOR}.doc.stops[i].id)", index)
        else:
            self.page.evaluate(f"(i) => {EDITOR}.vertices.focus(i)", index)

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def places(self) -> list[list[float]]:
        """Return the line's vertices in the browser, in pixels of the map."""
        return self.page.evaluate(
            f"{EDITOR}.doc.line.map((at) => {{ const p = {EDITOR}.view.pixel(at);"
            " return [Math.round(p.x), Math.round(p.y)]; })"
        )

    def share(self, index: int) -> float:
        """Return how far along the line a stop stands, from 0 to 1 in pixels."""
        return self.page.evaluate(
            f"""(index) => {{
                const editor = {EDITOR}, stop = editor.doc.stops[index];
                const near = editor.view.nearest(editor.doc.line, [stop.lon, stop.lat]);
                let sum = 0;
                editor.doc.line.forEach((at, i, line) => {{
                    if (i) {{ sum += editor.map.distance([line[i-1][1], line[i-1][0]],
                                                         [at[1], at[0]]); }}
                }});
                return near.along / sum;
            }}""",
            index,
        )


def near(found: list[list[float]], wanted: list[tuple[int, int]]) -> bool:
    """Say whether vertices lie where they were put, to a pixel or two."""
    return len(found) == len(wanted) and all(
        max(abs(a - c), abs(b - d)) <= TOLERANCE_PX
        for (a, b), (c, d) in zip(found, wanted, strict=True)
    )
