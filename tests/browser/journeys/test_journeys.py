"""What a planner, a disaster officer, a transport officer and a community leader come for."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2
import pytest

from geo_app.store.addresses import url_of_file
from geo_app.store.opening import open_store
from geo_app.store.reports import Inbox
from tests.browser.conftest import NARROW
from tests.browser.desk import Desk
from tests.browser.server import PHUKET, running
from tests.browser.watch import Watch
from tests.fixtures.patience import LIMIT_MS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.server import Server

pytestmark = pytest.mark.browser

ON = "2026-11-23"
EDITOR = "document.querySelector('.ge-root')?.routeEditor"
ROAD_402 = ((98.3354, 8.0434), (98.3487, 7.9997), (98.3705, 7.9697), (98.3953, 7.9383))


class Person:
    """Somebody whose clicks and touches are counted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.desk = Desk(page, address)
        self.clicks = 0

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def tap(self, target: Locator) -> None:
        self.clicks += 1
        target.tap()

    def click_at(self, x: float, y: float, *, times: int = 1) -> None:
        self.clicks += times
        self.page.mouse.click(x, y, click_count=times)

    def download(self, label: str) -> bytes:
        """Press a download button, which is there when the page has come to rest."""
        button = self.page.get_by_role("button", name=label)
        with self.page.expect_download() as coming:
            self.click(button)
        return coming.value.path().read_bytes()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journeys") / "people.sqlite"


@pytest.fixture(scope="module")
def app(database: Path, logs: Path) -> Iterator[Server]:
    environment = {"GEO_APP_DATABASE_URL": url_of_file(database)}
    with running(PHUKET, logs / "journeys.log", environment=environment) as server:
        yield server
        assert "Traceback" not in server.words()


@pytest.fixture
def person(page: Page, app: Server) -> Person:
    page.set_viewport_size({"width": 1280, "height": 800})
    return Person(page, app.address)


@pytest.fixture
def walker(chromium: Browser, app: Server) -> Iterator[Person]:
    """Somebody with a telephone."""
    context = chromium.new_context(viewport=NARROW, has_touch=True, is_mobile=True)
    context.set_default_timeout(LIMIT_MS)
    page = context.new_page()
    watch = Watch(page)
    yield Person(page, app.address)
    problems = list(watch.problems)
    context.close()
    assert not problems


def test_a_planner_takes_the_worst_communities_to_a_meeting(person: Person) -> None:
    person.desk.open("", lang="th")
    person.desk.wait_for_map()
    person.click(person.page.locator("[data-count=without_stop] a"))
    person.desk.wait_for_map()
    pdf = person.download("ใบสรุปสำหรับประชุม (PDF)")
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    assert "ป้ายรถโดยสาร" in document[0].get_textpage().get_text_range()
    document.close()
    assert person.clicks <= 3


def test_a_disaster_officer_takes_a_list_of_those_exposed_without_a_plan(person: Person) -> None:
    person.desk.open("", lang="en")
    person.desk.wait_for_map()
    count = int(person.desk.counts()["exposed"])
    person.click(person.page.locator("[data-count=exposed] a"))
    person.desk.wait_for_map()
    book = openpyxl.load_workbook(io.BytesIO(person.download("Excel")))
    assert book["Communities"].max_row == count + 1
    # What must be done, by whom and until when; how many there are of each.
    heads, first, *_ = book["Work list"].iter_rows(values_only=True)
    assert heads[-3:] == ("Responsible", "By when", "Remarks")
    assert first[0]
    assert book["Work list"].max_row == count + 1
    assert book["Plans and hazards"].max_row == 5
    notes = " ".join(str(cell.value) for row in book["Method"].iter_rows() for cell in row)
    assert "exposed to a hazard and without a valid plan" in notes
    assert person.clicks <= 3


def test_a_transport_officer_sees_what_a_new_line_brings(person: Person) -> None:
    person.desk.open("proposals", lang="en", on=ON)
    person.click(person.page.locator(".st-key-new_proposal button").first)
    person.page.wait_for_function(f"() => {EDITOR}?.doc")
    person.click(person.page.locator("[data-tool=draw]"))
    corner = person.page.locator(".ge-map").bounding_box()
    assert corner is not None
    places = [
        person.page.evaluate(f"place => {EDITOR}.view.pixel(place)", place) for place in ROAD_402
    ]
    for number, place in enumerate(places):
        # The last one is clicked twice, which ends the line.
        times = 2 if number == len(places) - 1 else 1
        person.click_at(corner["x"] + place["x"] + 3, corner["y"] + place["y"] - 3, times=times)
        person.page.wait_for_timeout(450)
    person.desk.wait_until(lambda: person.page.evaluate(f"{EDITOR}.doc.stops.length") > 5)
    person.desk.wait_until(lambda: person.desk.counts().get("people_gained", "–") != "–")
    assert int(person.desk.counts()["people_gained"].replace(",", "")) > 0
    assert person.desk.counts()["people_lost"] == "0"
    assert person.clicks <= 12


def test_a_leader_finds_the_village_on_a_telephone_and_reports(
    walker: Person, database: Path
) -> None:
    walker.desk.open("gaps", lang="th", on=ON)
    walker.desk.wait_for_map()
    search = walker.page.locator(".st-key-community input")
    walker.tap(search)
    search.fill("สะปำ")
    walker.tap(walker.page.get_by_role("option").first)
    walker.desk.wait_for_card("83010301")
    walker.tap(walker.page.get_by_text("แจ้งแก้ไขข้อมูล"))
    text = walker.page.locator("[class*=st-key-report_text] textarea")
    walker.tap(text)
    text.fill("ป้ายรถหน้าโรงเรียนย้ายไปแล้ว")
    walker.tap(walker.page.get_by_role("button", name="ส่งเรื่อง"))
    walker.page.get_by_text("ระบบได้รับเรื่องแล้ว").wait_for()
    with open_store(url_of_file(database)) as store:
        [report] = Inbox(store.database).reports("phuket")
    assert (report.community_id, report.text) == ("83010301", "ป้ายรถหน้าโรงเรียนย้ายไปแล้ว")
    assert walker.clicks <= 6


def pin_of(person: Person) -> tuple[str, str]:
    """Return latitude and longitude as the form has them."""
    fields = person.page.locator(
        "[class*=st-key-report_lat] input, [class*=st-key-report_lon] input"
    )
    return fields.nth(0).input_value(), fields.nth(1).input_value()


def test_the_place_of_a_report_is_clicked_on_a_map_and_dragged(person: Person) -> None:
    person.desk.open("gaps", lang="en", on=ON, community="83010301")
    person.desk.wait_for_card("83010301")
    person.click(person.page.get_by_text("Report a mistake"))
    person.click(person.page.get_by_text("Point at the place on a map"))
    frame = person.page.locator("[class*=st-key-map_frame_report] iframe")
    inside = frame.content_frame
    pin = inside.locator(".ga-report-pin")
    pin.wait_for()
    assert pin_of(person) == ("", "")
    box = frame.bounding_box()
    assert box is not None
    frame.scroll_into_view_if_needed()
    frame.click(position={"x": box["width"] / 2 + 40, "y": box["height"] / 2 + 30})
    person.desk.wait_until(lambda: "" not in pin_of(person))
    first = pin_of(person)
    person.desk.settle()
    assert 7.9 < float(first[0]) < 8.0
    assert 98.3 < float(first[1]) < 98.5
    at = pin.bounding_box()
    assert at is not None
    mouse = person.page.mouse
    mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    mouse.down()
    mouse.move(at["x"] - 40, at["y"], steps=6)
    mouse.up()
    person.desk.wait_until(lambda: pin_of(person) not in {first, ("", "")})
    assert float(pin_of(person)[1]) < float(first[1])
