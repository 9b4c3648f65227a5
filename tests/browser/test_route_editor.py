"""The route editor in a real Chromium: lines and stops by mouse, finger and keyboard."""

import pytest

from tests.browser.conftest import NARROW
from tests.browser.route_editor import BENT, EDITOR, Pen, near

pytest_plugins = ["tests.browser.route_editor_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_HANDLES = 150
SMOOTH_MS = 50
ZOOMED_MS = 400
ZOOM = f"{EDITOR}.map.getZoom()"

# Two taps within one moment, which no network between test and browser could promise.
TAPPED_AT_ONCE = """
(places) => {
    const box = document.querySelector(".ge-map").getBoundingClientRect();
    for (const [x, y] of places) {
        const [clientX, clientY] = [box.x + x, box.y + y];
        const options = { bubbles: true, cancelable: true, detail: 1, clientX, clientY };
        const touched = document.elementFromPoint(clientX, clientY);
        touched.dispatchEvent(new MouseEvent("click", options));
    }
}
"""


def test_a_drawn_line_changes_the_numbers_and_is_edited(pen: Pen, draft: str) -> None:
    pen.open(draft)
    assert "no line yet" in pen.says()
    pen.draw(*BENT)
    doc = pen.agreed()
    assert doc["rev"] == 1
    assert doc["why"] == "line_drawn"
    assert near(pen.places(), [*BENT])
    drawn_km = float(pen.numbers()["km"])
    assert drawn_km > 0

    pen.drag(pen.handle("ends", 1), (0, -60))
    assert pen.agreed()["rev"] == 2
    assert near(pen.places(), [(300, 300), (500, 140), (700, 320)])
    assert float(pen.numbers()["km"]) > drawn_km

    pen.drag(pen.handle("middles", 1), (0, 40))
    assert pen.agreed()["rev"] == 3
    assert near(pen.places(), [(300, 300), (400, 260), (500, 140), (700, 320)])

    pen.press(pen.handle("middles", 3))
    assert len(pen.agreed()["line"]) == 5
    pen.press(pen.handle("ends", 2), button="right")
    doc = pen.agreed()
    assert (doc["rev"], len(doc["line"]), doc["why"]) == (5, 4, "vertex_removed")
    assert pen.is_same_map()


def test_a_double_click_ends_a_line_and_one_point_is_told(pen: Pen, draft: str) -> None:
    pen.open(draft)
    pen.use("draw")
    pen.map.dblclick(position={"x": 300, "y": 300})
    assert "at least two points" in pen.says()
    pen.click((450, 250))
    pen.map.dblclick(position={"x": 600, "y": 300})
    doc = pen.agreed()
    assert len(doc["line"]) == 3
    zoom = pen.page.evaluate(f"{EDITOR}.map.getZoom()")
    pen.use("draw")
    pen.click((200, 200))
    pen.keys("Escape")
    assert "left out" in pen.says()
    assert pen.browser() == pen.agreed() | {"why": "line_drawn"}
    assert pen.page.evaluate(f"{EDITOR}.map.getZoom()") == zoom


def test_a_line_goes_on_from_either_end_and_stops_stay(pen: Pen, draft: str) -> None:
    pen.open(draft)
    pen.draw(*BENT)
    pen.use("stop")
    pen.click((600, 262))
    pen.keys("Escape")
    before = pen.agreed()
    pen.use("continue")
    pen.click((100, 100))
    assert "Click the end" in pen.says()
    pen.click((705, 322), (850, 400))
    pen.use("finish")
    assert near(pen.places(), [*BENT, (850, 400)])
    pen.use("continue")
    pen.press(pen.handle("ends", 0))
    pen.click((200, 380), (150, 420))
    pen.keys("Enter")
    assert near(pen.places(), [(150, 420), (200, 380), *BENT, (850, 400)])
    after = pen.agreed()
    assert after["stops"] == before["stops"]
    assert after["line"][2:5] == before["line"]


def test_stops_are_put_on_the_line_and_keep_their_share(pen: Pen, draft: str) -> None:
    pen.open(draft)
    assert pen.tool("stop").is_disabled()
    pen.draw((300, 300), (700, 300))
    pen.use("stop")
    pen.click((600, 310), (400, 290), (300, 100))
    assert "too far" in pen.says()
    pen.keys("Escape")
    doc = pen.agreed()
    # In the order of the line, not of the clicks.
    assert [stop["name_en"] for stop in doc["stops"]] == ["Stop 2", "Stop 1"]
    assert doc["stops"][0]["lat"] == pytest.approx(doc["line"][0][1], abs=1e-5)
    assert pen.share(0) == pytest.approx(0.25, abs=0.01)

    pen.drag(pen.handle("stop", 1), (-50, 80))
    assert pen.agreed()["stops"][1]["lat"] == pytest.approx(doc["line"][0][1], abs=1e-5)
    assert pen.share(1) == pytest.approx(0.625, abs=0.01)
    pen.drag(pen.handle("ends", 1), (100, -150))
    pen.agreed()
    assert pen.share(0) == pytest.approx(0.25, abs=0.01)
    assert pen.share(1) == pytest.approx(0.625, abs=0.01)

    pen.press(pen.handle("stop", 0), button="right")
    assert [stop["name_en"] for stop in pen.agreed()["stops"]] == ["Stop 1"]
    pen.use("remove")
    pen.press(pen.handle("stop", 0))
    assert pen.agreed()["stops"] == []


def test_a_stop_that_exists_does_not_go_with_the_line(pen: Pen, draft: str) -> None:
    pen.open(draft)
    pen.draw(*BENT)
    pen.agreed()
    pen.page.get_by_role("button", name="Place stops").click()
    pen.wait_until(lambda: len(pen.browser()["stops"]) == 3)
    placed = pen.agreed()
    # The handle of the end stands aside of the stop on it.
    pen.drag(pen.handle("ends", 0), (-100, 80))
    moved = pen.agreed()
    assert moved["line"][0] != placed["line"][0]
    assert moved["stops"] == placed["stops"]
    pen.drag(pen.handle("ends", 1), (0, -60))
    after = pen.agreed()["stops"]
    assert after[0] == placed["stops"][0]
    assert after[1] != placed["stops"][1]
    assert after[2] == placed["stops"][2]
    pen.focus("stop", 0)
    pen.keys("ArrowRight")
    assert "stays where it is" in pen.says()
    pen.keys("Delete")
    assert [stop["id"] for stop in pen.agreed()["stops"]] == ["auto-1", "auto-2"]


def test_stops_stand_on_the_road_that_python_found(pen: Pen, draft: str) -> None:
    pen.open(draft, road=1)
    pen.draw((300, 300), (700, 300))
    line = pen.agreed()["line"]
    pen.page.wait_for_function(f"{EDITOR}.isRoadCurrent")
    pen.use("stop")
    pen.click((500, 300))
    # The road lies 0.002 degrees north of the line.
    assert pen.agreed()["stops"][0]["lat"] == pytest.approx(line[0][1] + 0.002, abs=1e-4)


def test_a_line_by_keyboard(pen: Pen, draft: str) -> None:
    pen.open(draft)
    pen.tool("draw").focus()
    pen.keys("Enter", "Space", "ArrowRight", "ArrowRight")
    pen.page.wait_for_timeout(400)
    pen.keys("Space", "ArrowDown")
    pen.page.wait_for_timeout(400)
    pen.keys("Space", "Backspace", "Space", "Enter")
    assert len(pen.agreed()["line"]) == 3

    pen.focus("ends", 0)
    pen.keys("ArrowRight", "Insert")
    doc = pen.agreed()
    assert len(doc["line"]) == 4
    assert pen.page.evaluate("document.activeElement.ariaLabel") == "Point 3 of 4 of the line"
    pen.keys("Enter", "ArrowUp", "ArrowUp", "Shift+ArrowLeft", "Enter")
    moved = pen.agreed()
    assert moved["rev"] == doc["rev"] + 1
    assert moved["line"][2][1] > doc["line"][2][1]
    assert moved["line"][2][0] < doc["line"][2][0]
    pen.keys("Delete")
    assert len(pen.agreed()["line"]) == 3

    pen.tool("continue").focus()
    pen.keys("Enter", "Home", "Enter", "ArrowUp")
    pen.page.wait_for_timeout(400)
    pen.keys("Space", "Enter")
    assert len(pen.agreed()["line"]) == 4


def test_stops_by_keyboard(pen: Pen, draft: str) -> None:
    pen.open(draft)
    pen.draw((450, 250), (700, 250))
    pen.tool("stop").focus()
    pen.keys("Enter", "Space", "Escape")
    stop = pen.agreed()["stops"][0]
    pen.focus("stop", 0)
    share = pen.share(0)
    pen.keys("ArrowRight", "ArrowRight")
    pen.page.wait_for_timeout(500)
    assert pen.agreed()["stops"][0]["id"] == stop["id"]
    assert pen.share(0) > share
    pen.keys("Delete")
    assert pen.agreed()["stops"] == []


def test_a_finger_draws_and_takes_off(finger: Pen, draft: str) -> None:
    finger.open(draft, lang="th")
    assert finger.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    heights = finger.page.evaluate(
        "[...document.querySelectorAll('.ge-button:not([hidden])')].map((b) => b.offsetHeight)"
    )
    assert min(heights) >= 44
    finger.tool("draw").tap()
    finger.tap((60, 200), (180, 120), (300, 220))
    finger.tool("finish").tap()
    assert len(finger.agreed()["line"]) == 3
    finger.tool("stop").tap()
    finger.tap((120, 160))
    finger.tool("stop").tap()
    assert len(finger.agreed()["stops"]) == 1
    finger.tool("remove").tap()
    finger.page.touchscreen.tap(*finger.handle("ends", 1))
    assert len(finger.agreed()["line"]) == 2
    finger.page.touchscreen.tap(*finger.handle("stop", 0))
    assert finger.agreed()["stops"] == []
    finger.page.touchscreen.tap(*finger.handle("ends", 0))
    assert len(finger.agreed()["line"]) == 2


def test_two_quick_taps_of_a_tool_do_not_zoom(finger: Pen, draft: str) -> None:
    finger.open(draft)
    finger.tool("draw").tap()
    finger.tap((60, 200), (180, 120), (240, 260), (300, 160))
    finger.tool("finish").tap()
    assert len(finger.agreed()["line"]) == 4
    finger.page.wait_for_function(f"{EDITOR}.map.doubleClickZoom.enabled()")
    zoom = finger.page.evaluate(ZOOM)
    finger.tool("stop").tap()
    finger.page.evaluate(TAPPED_AT_ONCE, [[120, 160], [270, 210]])
    assert len(finger.agreed()["stops"]) == 2
    finger.tool("remove").tap()
    finger.page.evaluate(TAPPED_AT_ONCE, [[60, 200], [300, 160]])
    assert len(finger.agreed()["line"]) == 2
    finger.page.wait_for_timeout(ZOOMED_MS)
    assert finger.page.evaluate(ZOOM) == zoom


def test_five_hundred_vertices_stay_smooth(pen: Pen, draft: str) -> None:
    pen.open(draft, vertices=500)
    count = "document.querySelectorAll('.ge-vertex, .ge-middle').length"
    assert pen.page.evaluate(count) <= MOST_HANDLES
    pen.page.evaluate(
        f"{EDITOR}.map.setView([7.9, 98.32], 16, {{animate: false}})"
    )  # Closer in, each vertex in view has its handle.
    index = pen.page.evaluate(f"{EDITOR}.vertices.ends.at(-2).index")
    assert pen.page.evaluate(count) > 10
    pen.page.evaluate(
        f"""() => {{
            const editor = {EDITOR}, preview = editor.preview.bind(editor);
            window.spent = [];
            editor.preview = (line) => {{
                const start = performance.now();
                preview(line);
                window.spent.push(performance.now() - start);
            }};
        }}"""
    )
    before = pen.python()
    pen.drag(pen.handle("ends", index), (10, 60), steps=30)
    after = pen.agreed()
    spent = sorted(pen.page.evaluate("window.spent"))
    assert len(spent) >= 10
    assert spent[len(spent) // 2] < SMOOTH_MS
    different = [i for i in range(500) if after["line"][i] != before["line"][i]]
    assert different == [index]


def test_a_pin_is_sent_and_a_label_is_only_text(pen: Pen, draft: str) -> None:
    pen.open(draft, features=1)
    pen.draw(*BENT)
    pen.agreed()
    pen.use("comment")
    pen.click((400, 400))
    pen.wait_until(lambda: pen.shown()["pin"] is not None)
    lon, lat = pen.page.evaluate(f"{EDITOR}.view.atPixel(400, 400)")
    assert pen.shown()["pin"]["lon"] == pytest.approx(lon, abs=1e-5)
    assert pen.shown()["pin"]["lat"] == pytest.approx(lat, abs=1e-5)
    assert pen.python()["rev"] == 1
    x, y = pen.page.evaluate(
        f"(() => {{ const p = {EDITOR}.view.pixel([98.29, 7.84]); return [p.x, p.y]; }})()"
    )
    pen.click((x, y))
    popup = pen.page.locator(".leaflet-popup .ge-label")
    assert popup.inner_text() == "<img src=x onerror=alert(0)>"


def test_a_read_only_document_has_no_tools(pen: Pen, draft: str) -> None:
    pen.open(draft, vertices=5, read_only=1)
    assert pen.page.locator(".ge-button:visible").count() == 2
    assert pen.page.locator(".ge-vertex").count() == 0
    pen.drag(pen.handle("stop", 0), (50, 50))
    pen.keys("Control+z")
    assert pen.browser()["rev"] == 0
