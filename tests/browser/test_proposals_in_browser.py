"""A route is drawn, changed, saved and found again, in a real browser on Phuket."""

from __future__ import annotations

import datetime as dt
import json
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from geo_app.proposals.document.file import document_of
from geo_app.store.addresses import url_of_file
from geo_app.store.opening import open_store
from tests.browser.desk import Desk
from tests.browser.route_editor import EDITOR, Pen
from tests.browser.server import PHUKET, running
from tests.browser.watch import Watch
from tests.fixtures.patience import LIMIT_MS
from tests.fixtures.proposals import phuket_proposal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from geo_app.store.proposal_store import ProposalStore
    from tests.browser.server import Server

pytestmark = pytest.mark.browser

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
ROAD_402 = ((98.3354, 8.0434), (98.3487, 7.9997), (98.3705, 7.9697), (98.3953, 7.9383))
ROAD_4027 = ((98.4014, 8.03), (98.3913, 7.9995), (98.3641, 7.981))
"""Places on these roads, (lon, lat)."""

TOWN = "[7.885, 98.37], 13"
PLACES = ((100, 150), (250, 250), (400, 250), (500, 400))
FILES = {
    "Proposal (GeoJSON)": (".geojson", b'{"type": "FeatureCollection"'),
    "GTFS with today's routes": ("-gtfs.zip", b"PK"),
    "GTFS of the proposal alone": ("-gtfs-alone.zip", b"PK"),
    "Excel": (".xlsx", b"PK"),
    "Brief (PDF)": ("-en.pdf", b"%PDF"),
    "Map in one file (HTML)": (".html", b"<!DOCTYPE html>"),
}
"""How each file's name ends, and how the file begins."""

DRAGS = 8
MOST_MS = 1_500
"""Far more than it takes: the machine may be busy with other tests. The times are printed."""

# Notes when each new state has reached the page, from the moment the mouse went up.
NOTE_TIMES = """
() => {
    let up = 0, seen = null;
    window.gaTimes = [];
    document.addEventListener("mouseup", () => { up = performance.now(); }, true);
    const look = () => {
        const own = document.querySelector("[data-rev]");
        if (own && own.dataset.rev !== seen) {
            seen = own.dataset.rev;
            window.gaTimes.push([performance.now() - up, +own.dataset.pythonMs,
                                 +own.dataset.engineMs]);
        }
        requestAnimationFrame(look);
    };
    look();
}
"""


@dataclass(frozen=True, slots=True)
class Office(Pen):
    """One tab on the page Proposals."""

    @property
    def desk(self) -> Desk:
        return Desk(self.page, self.address)

    def open_page(self, **choices: object) -> None:
        self.desk.open("proposals", lang="en", on="2026-11-23", **choices)

    def wait_for_map(self) -> None:
        self.page.wait_for_function("() => document.querySelector('.ge-root')?.routeEditor?.doc")
        self.page.evaluate(f"() => {{ {EDITOR}.map.testMark = true; }}")

    def begin(self) -> None:
        """Begin a proposal and look at the town."""
        self.open_page()
        self.page.locator(".st-key-new_proposal button").first.click()
        self.wait_for_map()
        self.page.evaluate(f"() => {{ {EDITOR}.map.setView({TOWN}, {{animate: false}}); }}")

    def is_shown(self) -> bool:
        """Say whether the numbers on the page are those of what is drawn."""
        shown = self.page.locator("[data-rev]").last.get_attribute("data-rev")
        return shown == str(self.page.evaluate(f"{EDITOR}.doc.rev"))

    def settle(self) -> dict[str, str]:
        """Wait for the numbers of the last stroke and return them."""
        self.desk.wait_until(self.is_shown)
        return self.desk.counts()

    def put_stops(self, *places: tuple[int, int]) -> None:
        self.use("stop")
        self.click(*places)
        self.page.keyboard.press("Escape")

    def near(self, place: tuple[float, float]) -> tuple[int, int]:
        """Return where a finger comes down that means a place, (lon, lat): a few pixels off."""
        pixel = self.page.evaluate(f"place => {EDITOR}.view.pixel(place)", place)
        return round(pixel["x"]) + 4, round(pixel["y"]) - 4

    def state(self) -> dict[str, Any]:
        return {key: self.browser()[key] for key in ("line", "stops")}

    def fill(self, key: str, text: str) -> None:
        self.page.locator(f".st-key-{key}").locator("input, textarea").first.fill(text)
        self.page.keyboard.press("Tab")
        self.page.wait_for_timeout(300)
        self.desk.settle()

    def press_button(self, key: str) -> None:
        self.page.locator(f".st-key-{key} button").first.click()
        self.page.wait_for_timeout(300)
        self.desk.settle()

    def save(self, author: str) -> None:
        self.press_button("save_proposal")
        self.fill("proposal_author_field_save", author)
        self.press_button("save_version")
        self.page.keyboard.press("Escape")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("people") / "proposals.sqlite"


@pytest.fixture(scope="module")
def store(database: Path) -> Iterator[ProposalStore]:
    with open_store(url_of_file(database)) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(database: Path, logs: Path) -> Iterator[Server]:
    environment = {"GEO_APP_DATABASE_URL": url_of_file(database)}
    with running(PHUKET, logs / "proposals.log", environment=environment) as server:
        yield server
        assert "Traceback" not in server.words()


@pytest.fixture
def office(page: Page, app: Server) -> Office:
    return Office(page, app.address)


@pytest.fixture
def saved_id(store: ProposalStore) -> str:
    document = document_of(phuket_proposal())
    own = store.create("phuket", document, author="ก", reason="", at=AT, baseline="")
    return own.proposal_id


@pytest.fixture
def other_office(chromium: Browser, app: Server) -> Iterator[Office]:
    """Somebody else's browser, with a profile of its own."""
    context: BrowserContext = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(LIMIT_MS)
    page = context.new_page()
    watch = Watch(page)
    yield Office(page, app.address)
    problems = list(watch.problems)
    context.close()
    assert not problems


def test_route_is_drawn_and_every_stroke_is_kept(office: Office, store: ProposalStore) -> None:
    office.begin()
    office.draw(*PLACES)
    # Stops stand on the line at once, both ends among them.
    assert int(office.settle()["people_gained"].replace(",", "")) > 0
    office.desk.wait_until(lambda: office.state()["stops"])
    assert len(office.state()["stops"]) > 10
    office.use("undo")
    assert office.settle()["people_gained"] == "–"
    office.put_stops((110, 155), (250, 245), (400, 255), (490, 390))
    counts = office.settle()
    assert int(counts["people_gained"].replace(",", "")) > 0
    assert office.is_same_map()
    drawn = office.state()
    draft = store.draft(office.desk.choices()["draft"])
    assert draft is not None
    assert {key: draft.document[key] for key in drawn} == drawn
    # Undo and redo bring the numbers along.
    office.use("undo")
    fewer = office.settle()
    assert len(office.state()["stops"]) == 3
    office.use("redo")
    assert office.settle() == counts
    assert fewer["length"] == counts["length"]
    # The page is loaded again: everything is as it was, undo included.
    office.page.reload()
    office.desk.settle()
    office.wait_for_map()
    assert office.settle() == counts
    assert office.state() == drawn
    office.use("undo")
    assert office.settle() == fewer
    assert len(office.state()["stops"]) == 3


def test_clicks_beside_the_roads_make_a_line_on_them_whose_stops_follow(office: Office) -> None:
    """On the map of the whole province a pixel is 150 m: nobody can click on a road."""
    office.open_page()
    office.page.locator(".st-key-new_proposal button").first.click()
    office.wait_for_map()
    clicked = [office.near(place) for place in ROAD_402]
    office.draw(*clicked)
    office.settle()
    office.desk.wait_until(lambda: office.state()["stops"])
    problems = office.page.locator(".ga-problems")
    for unwanted in ("follow no road", "beside no road"):
        assert unwanted not in problems.inner_text()
    on_road = office.state()
    office.use("undo")
    # Before, they lay where the mouse was, and not where a community's dot lies under it.
    for (x, y), vertex in zip(clicked, office.state()["line"], strict=True):
        drawn = office.page.evaluate(f"place => {EDITOR}.view.pixel(place)", vertex)
        assert (drawn["x"], drawn["y"]) == pytest.approx((x, y), abs=1)
    office.use("redo")
    assert office.state() == on_road
    # Drawn anew elsewhere: the stops come along, none lies off the line.
    office.draw(*map(office.near, ROAD_4027))
    office.settle()
    office.desk.wait_until(lambda: not office.page.locator(".ga-error").count())
    assert "off the line" not in problems.inner_text()


def test_while_one_draws_the_roads_the_minutes_and_the_people_are_seen(office: Office) -> None:
    office.open_page()
    office.page.locator(".st-key-new_proposal button").first.click()
    office.wait_for_map()
    first, *_, last = map(office.near, ROAD_402)
    office.use("draw")
    office.click(first)
    box = office.map.bounding_box()
    office.page.mouse.move(box["x"] + last[0], box["y"] + last[1], steps=4)
    measure = office.page.locator(".ge-measure")
    office.desk.wait_until(lambda: "within 500 m in a straight line" in measure.inner_text())
    way, people = measure.inner_text().splitlines()
    assert not way.startswith("at least")
    assert int(people.split()[0].replace(",", "")) > 1_000
    path, shaded = office.page.evaluate(f"""() => {{
        const {{ path, people }} = {EDITOR}.measuring;
        return [path.getLatLngs().length, people.getLayers().length];
    }}""")
    # The road bends more often than the one stroke, and its people are shaded.
    assert path > 10
    assert shaded > 10
    km_ahead = float(way.split()[0])
    office.click(last)
    office.use("finish")
    counts = office.settle()
    assert float(counts["length"].split()[0]) == pytest.approx(km_ahead, abs=0.3)
    left = f"{EDITOR}.measuring.path.getLatLngs().length"
    assert office.page.evaluate(left) == 0
    # Who comes within a walk of the stops is shaded where they live.
    gained = f"""{EDITOR}.overlay.layer.getLayers().filter(
        (layer) => layer.feature.properties.role === "people_gained").length"""
    office.desk.wait_until(lambda: office.page.evaluate(gained) > 5)


def test_draft_outlives_the_browser(office: Office, other_office: Office) -> None:
    office.begin()
    office.draw(*PLACES)
    office.settle()
    other_office.open_page(draft=office.desk.choices()["draft"])
    other_office.wait_for_map()
    assert other_office.state() == office.state()
    other_office.use("undo")
    other_office.settle()
    assert other_office.state()["stops"] == []
    other_office.use("undo")
    other_office.settle()
    assert other_office.state()["line"] == []


def test_drafts_are_found_again_in_the_browser_that_drew_them(
    office: Office, other_office: Office
) -> None:
    office.begin()
    office.draw(*PLACES)
    office.settle()
    mine = f".st-key-draft_{office.desk.choices()['draft']} button"
    office.open_page()
    office.page.locator(mine).wait_for()
    other_office.open_page()
    other_office.page.locator(".st-key-new_proposal button").wait_for()
    assert other_office.page.locator("[class*=st-key-draft_]").count() == 0
    # No script of the page can read the secret.
    assert "geo_app_browser" not in office.page.evaluate("() => document.cookie")
    office.page.locator(mine).click()
    office.wait_for_map()
    assert len(office.state()["line"]) == len(PLACES)


def test_forms_are_part_of_undo(office: Office, saved_id: str) -> None:
    office.open_page(proposal=saved_id)
    office.wait_for_map()
    before = office.settle()
    office.fill("proposal_form_headway_min", "40")
    after = office.settle()
    assert after["cost_day"] != before["cost_day"]
    assert office.is_same_map()
    office.use("undo")
    assert office.settle() == before
    field = office.page.locator(".st-key-proposal_form_headway_min input")
    office.desk.wait_until(lambda: field.input_value() == "20")


def test_saved_proposal_opens_with_its_line_and_saves_under_its_ids(
    office: Office, store: ProposalStore, saved_id: str
) -> None:
    office.open_page(proposal=saved_id)
    office.wait_for_map()
    before = store.open(saved_id).document
    assert len(office.state()["stops"]) == 12
    office.drag(office.handle("ends", len(office.state()["line"]) - 1), (30, 20))
    office.settle()
    office.save("ข")
    office.desk.wait_until(lambda: store.proposal(saved_id).version == 2)
    after = store.open(saved_id).document
    ids = [[feature["properties"].get("stop_id") for feature in own["features"]]
           for own in (before, after)]  # fmt: skip
    assert ids[0] == ids[1]
    assert before["features"][0]["geometry"] != after["features"][0]["geometry"]
    assert before["features"][0]["properties"]["route_id"] == "sakdidet-panwa"
    assert (
        "changes kept as a draft" not in office.page.locator("[data-proposal-state]").inner_text()
    )


def test_two_browsers_on_one_proposal_overwrite_nothing(
    office: Office, other_office: Office, store: ProposalStore, saved_id: str
) -> None:
    for own in (office, other_office):
        own.open_page(proposal=saved_id)
        own.wait_for_map()
    other_office.fill("proposal_form_headway_min", "30")
    other_office.save("เขา")
    other_office.desk.wait_until(lambda: store.proposal(saved_id).version == 2)
    office.fill("proposal_form_headway_min", "60")
    office.save("ฉัน")
    office.page.get_by_text("เขา saved version 2").first.wait_for()
    assert store.proposal(saved_id).version == 2
    office.press_button("conflict_new")
    office.desk.wait_until(lambda: office.desk.choices().get("proposal") not in (None, saved_id))
    mine = store.open(office.desk.choices()["proposal"]).document
    theirs = store.open(saved_id).document
    headways = [own["features"][0]["properties"]["headway_min"] for own in (mine, theirs)]
    assert headways == [60, 30]


def test_files_are_loaded_or_get_a_sentence(office: Office, tmp_path: Path) -> None:
    office.begin()
    office.draw(*PLACES)
    office.settle()
    drawn = office.state()
    office.page.get_by_role("button", name="Load a file").click()
    chooser = office.page.locator('input[type="file"]')
    wrong = tmp_path / "route.gpx"
    wrong.write_text("Dear office, here is our route.", encoding="utf-8")
    chooser.set_input_files(wrong)
    office.page.get_by_text("'route.gpx' is none of GeoJSON, KML").wait_for()
    assert office.state() == drawn
    office.page.get_by_role("button", name="Remove route.gpx").click()
    line = {"type": "LineString", "coordinates": [[98.38, 7.88], [98.39, 7.87], [98.4, 7.86]]}
    right = tmp_path / "route.geojson"
    right.write_text(json.dumps(line), encoding="utf-8")
    chooser.set_input_files(right)
    office.page.locator(".st-key-put_loaded button").first.click()
    office.desk.wait_until(lambda: office.state()["line"] == line["coordinates"])
    office.page.keyboard.press("Escape")
    office.use("undo")
    office.settle()
    assert office.state() == drawn


def test_whole_proposal_is_opened_out_of_its_file(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "proposal.geojson"
    file.write_text(json.dumps(document_of(phuket_proposal())), encoding="utf-8")
    office.begin()
    office.page.get_by_role("button", name="Load a file").click()
    office.page.locator('input[type="file"]').set_input_files(file)
    office.page.locator(".st-key-open_loaded button").first.click()
    office.desk.wait_until(lambda: len(office.state()["stops"]) == 12)
    assert office.settle()["length"] == "12.7 km"
    assert "proposal" not in office.desk.choices()


def test_every_file_is_what_its_name_says(office: Office, saved_id: str) -> None:
    office.open_page(proposal=saved_id, part="hand_over")
    office.wait_for_map()
    for label, (ending, beginning) in FILES.items():
        button = office.page.get_by_role("button", name=label, exact=True)
        with office.page.expect_download() as coming:
            button.click()
        assert coming.value.suggested_filename.endswith(ending)
        content = coming.value.path().read_bytes()
        assert content.startswith(beginning), label


def test_numbers_follow_the_mouse(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.begin()
    office.draw(*PLACES)
    office.put_stops((110, 155), (250, 245), (400, 255), (490, 390))
    office.settle()
    office.page.evaluate(NOTE_TIMES)
    office.page.evaluate("() => { window.gaTimes.length = 0; }")
    for turn in range(DRAGS):
        office.drag(office.handle("ends", 1), (12 if turn % 2 else -12, 8))
        office.settle()
    times = office.page.evaluate("() => window.gaTimes")
    whole, python, engine = (statistics.median(column) for column in zip(*times, strict=True))
    split = {
        "mouse-up to numbers": whole,
        "browser and socket": whole - python,
        "Streamlit and page": python - engine,
        "engine": engine,
    }
    with capsys.disabled():
        print("\n" + json.dumps({name: f"{ms:.0f} ms" for name, ms in split.items()}))
    assert len(times) >= DRAGS
    assert whole < MOST_MS
    assert office.is_same_map()


def test_the_map_of_a_comparison_begins_with_what_is_compared(
    office: Office, store: ProposalStore, saved_id: str
) -> None:
    document = document_of(phuket_proposal())
    own = store.create("phuket", document, author="ข", reason="", at=AT, baseline="")
    office.desk.open("compare", lang="en", on="2026-11-23", compare=f"{saved_id}~{own.proposal_id}")
    office.desk.wait_for_map()
    seen = """() => {
        const box = map.getBounds();
        return [box.getSouth(), box.getWest(), box.getNorth(), box.getEast()];
    }"""
    south, west, north, east = office.desk.map.evaluate(seen)
    lon, lat = zip(*document["features"][0]["geometry"]["coordinates"], strict=True)
    assert west < min(lon) < max(lon) < east
    assert south < min(lat) < max(lat) < north
    # The whole island takes 0.4 degrees from north to south.
    assert north - south < 0.3
