"""A hundred payloads in every place where text is printed, in Chromium: none runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from geo_app.analysis import coverage
from geo_app.maps import features, popups
from geo_app.maps.basemap import base_of
from geo_app.maps.onefile import Heading, one_file_map
from geo_app.maps.subjects import Painter
from geo_app.province import open_province
from geo_app.schema import KINDS
from geo_app.words.translating import Language
from tests.browser.conftest import NARROW
from tests.browser.desk import Desk
from tests.browser.hostile import (
    ALL_IN_ONE,
    OPEN_EVERYTHING,
    STRANGE_ELEMENTS,
    TRAP,
    shown,
    write_hostile_province,
)
from tests.browser.server import ROOT, Server, running
from tests.browser.watch import Watch
from tests.fixtures.payloads import PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

# Payloads that stand for their kinds where each look costs a rerun.
CHOSEN = (0, 4, 10, 28, 55, 66, 87, 106, 118, len(PAYLOADS))


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_hostile_province(tmp_path_factory.mktemp("hostile") / "province")


@pytest.fixture(scope="session")
def hostile_app(hostile_folder: Path, logs: Path) -> Iterator[Server]:
    with running(hostile_folder, logs / "hostile.log") as server:
        yield server
        assert "Traceback" not in server.words()


@pytest.fixture
def desk(page: Page, hostile_app: Server) -> Desk:
    page.add_init_script(TRAP)
    return Desk(page, hostile_app.address)


@pytest.fixture
def layers() -> str:
    return "share-stops-routes-hazards-mangroves-facilities"


def assert_nothing_ran(page: Page) -> None:
    for frame in page.frames:
        assert not frame.evaluate("window.gaRan || 0"), frame.url
        assert frame.evaluate(STRANGE_ELEMENTS) == [], frame.url


def assert_map_is_safe(page: Page, seen: dict) -> None:
    assert seen["strange"] == []
    names = {text for kind, text in seen["tooltips"] if kind == "community"}
    assert {shown(text) for text in PAYLOADS} <= names
    # Filled zones, hazards, mangroves, facilities, lines, stops, communities: all payloads.
    assert len(seen["tooltips"]) == len(seen["popups"]) > 5 * len(PAYLOADS)
    popups_text = "\n".join(text for _, text in seen["popups"])
    for text in PAYLOADS:
        assert shown(text) in popups_text
    assert_nothing_ran(page)


def test_nothing_on_the_coverage_map_runs(desk: Desk, layers: str) -> None:
    """In Thai; the overview and the exported file show the English names."""
    desk.page.set_viewport_size(NARROW)
    desk.open("gaps", lang="th", layers=layers)
    frame = desk.wait_for_map()
    assert_map_is_safe(desk.page, frame.evaluate(OPEN_EVERYTHING))


def test_nothing_on_the_overview_runs(desk: Desk) -> None:
    desk.open("", lang="en")
    frame = desk.wait_for_map()
    seen = frame.evaluate(OPEN_EVERYTHING)
    assert seen["strange"] == []
    assert len(seen["popups"]) > 4 * len(PAYLOADS)
    assert_nothing_ran(desk.page)


@pytest.mark.parametrize("tongue", ["th", "en"])
def test_nothing_on_the_data_page_runs(desk: Desk, tongue: str) -> None:
    desk.open("data", lang=tongue)
    desk.page.wait_for_selector('[data-testid="stDataFrame"] canvas')
    desk.page.locator("summary").nth(1).wait_for()  # A table to look up, and the method.
    for folded in desk.page.locator("summary").all():
        folded.click()
    desk.page.get_by_role("heading", name="Method", exact=True).wait_for()
    desk.page.wait_for_timeout(300)
    assert_nothing_ran(desk.page)


@pytest.mark.parametrize("number", CHOSEN)
def test_no_selected_community_runs(desk: Desk, number: int) -> None:
    """The card, and the popup that opens by itself where no card stands beside the map."""
    desk.page.set_viewport_size(NARROW)
    texts = [*PAYLOADS, ALL_IN_ONE]
    desk.open("gaps", lang="en", layers="none", community=f"{texts[number].strip()} {number}")
    desk.wait_for_map()
    card = desk.page.locator(".ga-card")
    card.wait_for()
    english = texts[(number + 1) % len(texts)]
    assert shown(card.locator("h3").evaluate("e => e.textContent")) == shown(english)
    made = card.evaluate("e => [...e.querySelectorAll('*')].map((part) => part.tagName)")
    assert set(made) <= {"H3", "P", "SPAN", "DIV", "B", "TABLE", "TBODY", "TR", "TH", "TD"}
    desk.map.wait_for_selector(".leaflet-popup-content")
    desk.page.wait_for_timeout(200)
    assert_nothing_ran(desk.page)


def test_click_on_a_hostile_community_shows_its_texts(desk: Desk) -> None:
    desk.page.set_viewport_size(NARROW)
    desk.open("gaps", lang="en", layers="none")
    frame = desk.wait_for_map()
    # Every payload stands in the credits, which so cover the map.
    frame.evaluate("document.querySelector('.leaflet-control-attribution').remove()")
    _, x, y = desk.clickable()
    desk.click_on_map(x, y)
    desk.page.wait_for_selector(".ga-card")
    desk.map.wait_for_selector(".leaflet-popup-content")
    assert_nothing_ran(desk.page)


def test_no_name_in_the_search_box_runs(desk: Desk) -> None:
    desk.open("gaps", lang="en", layers="none")
    desk.wait_for_map()
    options = desk.open_list("community")
    read = set(options.all_inner_texts())
    for _ in range(len(PAYLOADS)):
        desk.page.keyboard.press("ArrowDown")
        options.first.wait_for()
        read |= set(options.all_inner_texts())
    assert len(read) > 100
    assert_nothing_ran(desk.page)


def test_zone_and_layer_names_do_not_run(desk: Desk) -> None:
    desk.open("gaps", lang="th", layers="zones")
    desk.wait_for_map()
    desk.page.get_by_role("button", name="ตัวเลือกเพิ่มเติม").click()
    desk.open_list("zone")
    assert_nothing_ran(desk.page)


def test_no_selected_stop_runs(desk: Desk) -> None:
    """Its card has the stop's, the lines' and the layer's names."""
    for number in (0, 55, len(PAYLOADS)):
        text = [*PAYLOADS, ALL_IN_ONE][number]
        stop_id = f"{text.strip()} {number}".replace("\x00", "0")
        desk.open("gaps", lang="en", layers="stops", stop=stop_id)
        desk.wait_for_map()
        card = desk.page.locator(".ga-stop")
        card.wait_for()
        made = card.evaluate("e => [...e.querySelectorAll('*')].map((part) => part.tagName)")
        assert set(made) <= {"H3", "P", "SPAN", "DIV", "B", "TABLE", "TBODY", "TR", "TH", "TD"}
        assert_nothing_ran(desk.page)


@pytest.mark.parametrize("view", ["distances", "zones"])
def test_nothing_below_the_map_runs(desk: Desk, view: str) -> None:
    """A standard with a window: what was asked stands in headings, too."""
    desk.open("gaps", lang="th", layers="none", view=view, standard="dg_regio")
    desk.wait_for_map()
    # The first table is the list beside the map.
    desk.page.locator('[data-testid="stDataFrame"]').nth(1).locator("canvas").first.wait_for()
    desk.page.wait_for_timeout(300)
    assert_nothing_ran(desk.page)


def test_nothing_on_the_page_of_standards_runs(desk: Desk) -> None:
    desk.open("standards", lang="en")
    desk.page.wait_for_selector('[data-testid="stDataFrame"] canvas')
    desk.page.wait_for_timeout(300)
    assert_nothing_ran(desk.page)


def test_exported_file_opened_from_disk_does_not_run(
    desk: Desk, chromium: Browser, layers: str, tmp_path: Path
) -> None:
    desk.open("gaps", lang="en", layers=layers)
    desk.wait_for_map()
    # Streamlit forgets a file to be made when the page reruns just then.
    desk.page.wait_for_timeout(500)
    desk.settle()
    with desk.page.expect_download() as begun:
        desk.page.get_by_role("button", name="HTML").click()
    file = tmp_path / "map.html"
    begun.value.save_as(file)
    assert "/" not in begun.value.suggested_filename
    context = chromium.new_context(offline=True)
    page = context.new_page()
    watch = Watch(page, own_schemes=("file", "data", "blob"))
    page.add_init_script(TRAP)
    try:
        page.goto(file.as_uri())
        page.evaluate("window.map = window[document.querySelector('.folium-map').id]")
        assert_map_is_safe(page, page.evaluate(OPEN_EVERYTHING))
        assert watch.problems == []
        assert watch.requests == [file.as_uri()]
        assert shown(ALL_IN_ONE)[:60] in page.locator("h1").evaluate("e => e.textContent")
    finally:
        context.close()


def unescaped(text: object) -> str:
    """Return a text as it is, but for the braces that Folium's own templates would choke on."""
    return re.sub(r"\{(?=[{%#])", "{ ", str(text))


def test_without_escaping_the_payloads_do_run(
    hostile_folder: Path, chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The traps work: the same province, drawn by the same code with escaping off."""
    for module in (features, popups):
        monkeypatch.setattr(module, "escape", unescaped)
    province = open_province(hostile_folder)
    province = province.without(province.broken_layers(KINDS))
    ranked = coverage.rank(coverage.gaps(province))
    groups = [Painter(Language.ENGLISH).communities(ranked)]
    base = base_of(province)
    heading = Heading(title="Escaping is off", notes=(), legend="", language="en")
    vendor = ROOT / "static" / "vendor"
    file = tmp_path / "unsafe.html"
    file.write_text(one_file_map(groups, base, heading, vendor=vendor), encoding="utf-8")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.add_init_script(TRAP)
    page.on("dialog", lambda dialog: dialog.dismiss())
    try:
        page.goto(file.as_uri())
        page.evaluate("window.map = window[document.querySelector('.folium-map').id]")
        seen = page.evaluate(OPEN_EVERYTHING)
        assert page.evaluate("window.gaRan") > 20
        assert len(seen["strange"]) > 50
    finally:
        context.close()
