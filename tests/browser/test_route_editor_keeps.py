"""What the route editor keeps: every stroke, its undo and its map, whatever the page does."""

import random

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.route_editor import BENT, EDITOR, Pen, near
from tests.browser.server import Server

pytest_plugins = ["tests.browser.route_editor_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLOW_S = 1.5
ACTIONS = 50


def test_undo_covers_strokes_and_python_and_a_reload(pen: Pen, draft: str) -> None:
    pen.open(draft)
    pen.draw(*BENT)
    drawn = pen.agreed()
    pen.page.get_by_role("button", name="Form").click()
    pen.wait_until(lambda: pen.browser()["fields"] == {"headway_min": 25})
    pen.drag(pen.handle("ends", 0), (-50, 0))
    moved = pen.agreed()
    assert moved["fields"] == {"headway_min": 25}

    pen.page.reload()
    pen.ready()
    assert pen.agreed()["line"] == moved["line"]
    pen.use("undo")
    assert pen.agreed()["line"] == drawn["line"]
    pen.keys("Control+z")
    assert pen.agreed()["fields"] == {"headway_min": 20}
    pen.keys("Control+z")
    assert pen.agreed()["line"] == []
    assert pen.tool("undo").is_disabled()
    pen.keys("Control+y", "Control+Shift+Z")
    assert pen.agreed()["fields"] == {"headway_min": 25}
    pen.use("redo")
    assert pen.agreed()["line"] == moved["line"]
    assert pen.tool("redo").is_disabled()
    pen.use("clear")
    assert pen.agreed()["line"] == []
    pen.keys("Control+z")
    assert pen.agreed()["line"] == moved["line"]


def test_undo_is_left_alone_while_somebody_types(pen: Pen, draft: str) -> None:
    pen.open(draft)
    pen.draw(*BENT)
    pen.page.get_by_role("textbox").click()
    pen.page.keyboard.type("abc")
    pen.keys("Control+z")
    assert pen.agreed()["rev"] == 1


def test_another_tab_finds_the_undo_that_python_kept(pen: Pen, draft: str) -> None:
    pen.open(draft)
    pen.draw(*BENT)
    pen.drag(pen.handle("ends", 0), (-50, 0))
    moved = pen.agreed()
    pen.page.evaluate("sessionStorage.clear()")
    pen.page.reload()
    pen.ready()
    pen.use("undo")
    assert len(pen.agreed()["line"]) == 3
    pen.use("undo")
    assert pen.agreed()["line"] == []
    pen.use("redo")
    pen.use("redo")
    assert pen.agreed()["line"] == moved["line"]


def test_strokes_are_kept_while_python_is_slow(pen: Pen, draft: str) -> None:
    pen.open(draft, slow=SLOW_S)
    pen.draw(*BENT)
    for _ in range(4):
        pen.drag(pen.handle("ends", 1), (10, -5), steps=2)
    pen.page.get_by_role("button", name="Form").click()
    pen.drag(pen.handle("ends", 0), (-20, 0), steps=2)
    pen.drag(pen.handle("ends", 2), (20, 0), steps=2)
    pen.wait_until(lambda: pen.browser()["fields"] == {"headway_min": 25})
    doc = pen.agreed()
    assert near(pen.places(), [(280, 300), (540, 180), (720, 320)])
    assert doc["fields"] == {"headway_min": 25}
    assert pen.is_same_map()

    # Sent, but not yet taken by Python when the tab goes away: the next page sends it again.
    pen.page.get_by_text("More above").click()
    pen.drag(pen.handle("ends", 0), (-30, 0), steps=2)
    last = pen.browser()
    pen.page.reload()
    pen.ready()
    assert pen.browser()["line"] == last["line"]
    assert pen.agreed()["line"] == last["line"]


def test_a_rerun_in_the_middle_of_a_stroke_changes_nothing_of_it(pen: Pen, draft: str) -> None:
    pen.open(draft)
    pen.draw(*BENT)
    pen.agreed()
    mouse, (x, y) = pen.page.mouse, pen.handle("ends", 1)
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, y + 40, steps=3)
    pen.page.evaluate("document.querySelector('.st-key-form button').click()")
    pen.wait_until(lambda: pen.python()["fields"] == {"headway_min": 25})
    assert pen.browser()["fields"] == {"headway_min": 20}
    mouse.move(x, y + 80, steps=3)
    mouse.up()
    doc = pen.agreed()
    assert doc["fields"] == {"headway_min": 25}
    assert near(pen.places(), [(300, 300), (500, 280), (700, 320)])

    pen.use("continue")
    pen.press(pen.handle("ends", 2))
    pen.click((800, 250))
    pen.page.evaluate("document.querySelector('.st-key-more input').click()")
    pen.page.get_by_text("Inserted above 2").wait_for()
    pen.click((850, 200))
    pen.use("finish")
    assert len(pen.agreed()["line"]) == 5
    assert pen.is_same_map()


def test_panning_never_runs_the_page(pen: Pen, draft: str) -> None:
    pen.open(draft, vertices=20)
    runs = pen.shown()["runs"]
    start = pen.page.evaluate(f"{EDITOR}.map.getCenter().lng")
    pen.drag((900, 500), (-100, -60))
    pen.page.keyboard.down("Control")
    pen.page.mouse.wheel(0, -300)
    pen.page.keyboard.up("Control")
    pen.page.wait_for_timeout(700)
    assert pen.page.evaluate(f"{EDITOR}.map.getCenter().lng") != pytest.approx(start)
    assert pen.shown()["runs"] == runs
    view = pen.page.evaluate(f"{EDITOR}.map.getCenter().lng")
    pen.page.get_by_text("Another page").click()
    pen.page.locator(".ge-root").wait_for(state="detached")
    pen.page.get_by_text("Another page").click()
    pen.ready()
    assert pen.page.evaluate(f"{EDITOR}.map.getCenter().lng") == pytest.approx(view)
    pen.wait_until(lambda: pen.shown()["runs"] == runs + 2)


def test_without_its_files_the_editor_says_so(context: BrowserContext, editor_app: Server) -> None:
    page = context.new_page()
    page.route("**/leaflet-geoman.min.js", lambda route: route.abort())
    page.goto(f"{editor_app.address}/?draft=missing")
    assert "not installed" in page.get_by_role("alert").inner_text()
    page.close()


class Player:
    """Fifty actions in a random order that is the same on every run."""

    def __init__(self, pen: Pen, seed: int) -> None:
        self.pen = pen
        self.random = random.Random(seed)

    def play(self) -> None:
        actions = [self.vertex, self.middle, self.stop, self.stop_moved, self.removed, self.undo,
                   self.redo, self.form, self.placed, self.more, self.go_on]  # fmt: skip
        for _ in range(ACTIONS):
            self.random.choice(actions)()

    def by(self) -> tuple[int, int]:
        return self.random.randint(-30, 30), self.random.randint(-30, 30)

    def some(self, kind: str) -> int | None:
        indices = self.pen.page.evaluate(f"{EDITOR}.vertices.{kind}.map((one) => one.index)")
        return self.random.choice(indices) if indices else None

    def vertex(self) -> None:
        self.pen.drag(self.pen.handle("ends", self.some("ends")), self.by(), steps=2)

    def middle(self) -> None:
        if (index := self.some("middles")) is not None:
            self.pen.drag(self.pen.handle("middles", index), self.by(), steps=2)

    def stop(self) -> None:
        x, y = self.random.choice(self.pen.places())
        self.pen.use("stop")
        self.pen.click((x + 9, y + 22))
        self.pen.keys("Escape")

    def stop_moved(self) -> None:
        if count := len(self.pen.browser()["stops"]):
            self.pen.drag(self.pen.handle("stop", self.random.randrange(count)), self.by(), steps=2)

    def removed(self) -> None:
        self.pen.press(self.pen.handle("ends", self.some("ends")), button="right")

    def undo(self) -> None:
        self.pen.keys("Control+z")

    def redo(self) -> None:
        self.pen.keys("Control+y")

    def form(self) -> None:
        self.pen.page.get_by_role("button", name="Form").click()

    def placed(self) -> None:
        self.pen.page.get_by_role("button", name="Place stops").click()

    def more(self) -> None:
        self.pen.page.get_by_text("More above").click()

    def go_on(self) -> None:
        # What is not in view has no handle.
        self.pen.use("fit")
        x, y = self.pen.places()[-1]
        self.pen.use("continue")
        self.pen.press(self.pen.handle("ends", len(self.pen.places()) - 1))
        self.pen.click((min(max(x + 40, 60), 1000), min(max(y - 30, 60), 400)))
        self.pen.keys("Enter", "Escape")


def test_fifty_mixed_actions_lose_nothing(pen: Pen, draft: str) -> None:
    pen.open(draft)
    pen.draw(*BENT)
    Player(pen, seed=4).play()
    doc = pen.agreed()
    assert doc["rev"] >= ACTIONS // 2
    assert pen.is_same_map()
    assert float(pen.numbers()["km"]) > 0
