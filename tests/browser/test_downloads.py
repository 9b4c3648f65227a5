"""What is taken away by a click holds the numbers of the page."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2
import pytest

from geo_app.analysis.access.question import Question
from geo_app.desk import desk as engine
from geo_app.province import open_province
from tests.browser.desk import DRAWN, Desk
from tests.browser.server import PHUKET
from tests.browser.watch import Watch
from tests.fixtures.patience import LIMIT_MS
from tests.fixtures.province_folder import DAY

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
WALK_M = 800


@pytest.fixture(scope="module")
def ranked() -> gpd.GeoDataFrame:
    """What the engine says of the communities that the page is asked to show."""
    question = Question(walk_distance_m=WALK_M)
    every = engine.Desk(open_province(PHUKET)).ranked(question, DAY, ("stop",))
    return every[~every["has_stop"].fillna(value=True).astype(bool)]


@pytest.fixture
def wanting(desk: Desk) -> Desk:
    """The coverage page, showing only the communities without a stop."""
    desk.open("gaps", lang="en", walk_m=WALK_M, on=DAY.isoformat(), gap="stop")
    desk.wait_for_map()
    desk.page.wait_for_timeout(500)
    desk.settle()
    return desk


def download(desk: Desk, name: str, folder: Path) -> Path:
    with desk.page.expect_download() as begun:
        desk.page.locator('[data-testid="stDownloadButton"] button', has_text=name).click()
    file = folder / begun.value.suggested_filename
    begun.value.save_as(file)
    assert file.name.startswith(f"phuket-gaps-stop-{DAY.isoformat()}")
    return file


def test_csv_holds_the_rows_in_their_order(
    wanting: Desk, ranked: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    text = download(wanting, "CSV", tmp_path).read_bytes()
    # Without the mark at its head Excel shows no Thai.
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(text.decode("utf-8-sig").splitlines()))
    assert [row["community_id"] for row in rows] == list(ranked.index)
    assert [row["Name (Thai)"] for row in rows] == list(ranked["name_th"])
    walk = next(key for key in rows[0] if key.startswith("Walk to a stop (m)"))
    for row, metres in zip(rows, ranked["walk_distance_m"], strict=True):
        assert row[walk] == "" if metres != metres else float(row[walk]) == round(metres)  # noqa: PLR0124


def test_excel_holds_the_rows_and_the_sources(
    wanting: Desk, ranked: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(download(wanting, "Excel", tmp_path))
    communities, sources = book.worksheets[:2]
    rows = list(communities.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == list(ranked.index)
    assert communities.title == "Communities"
    layers = {row[0] for row in sources.iter_rows(min_row=2, values_only=True)}
    assert layers == set(open_province(PHUKET).catalogue.layers)


def test_geojson_holds_the_places(wanting: Desk, ranked: gpd.GeoDataFrame, tmp_path: Path) -> None:
    document = json.loads(download(wanting, "GeoJSON", tmp_path).read_text(encoding="utf-8"))
    own = {feature["properties"]["community_id"]: feature for feature in document["features"]}
    assert set(own) == set(ranked.index)
    degrees = ranked.to_crs("EPSG:4326").geometry
    for community_id, place in degrees.items():
        assert own[community_id]["geometry"]["coordinates"] == pytest.approx(
            [place.x, place.y], abs=1e-5
        )
        assert own[community_id]["properties"]["has_stop"] is False


def test_html_file_is_a_whole_map_without_a_network(
    wanting: Desk, ranked: gpd.GeoDataFrame, chromium: Browser, tmp_path: Path
) -> None:
    file = download(wanting, "HTML", tmp_path)
    context = chromium.new_context(offline=True, viewport={"width": 1000, "height": 800})
    context.set_default_timeout(LIMIT_MS)
    page = context.new_page()
    watch = Watch(page, own_schemes=("file", "data", "blob"))
    try:
        page.goto(file.as_uri())
        page.evaluate("window.map = window[document.querySelector('.folium-map').id]")
        drawn = page.evaluate(DRAWN)
        assert drawn["communities"] == len(ranked)
        assert all(drawn[kind] for kind in ("land", "stops", "routes", "hazards", "mangroves"))
        assert page.evaluate("map.getSize().y") > 320
        assert "800 m" in page.locator(".ga-head").inner_text()
        assert page.evaluate(
            "document.fonts.load(\"16px 'Noto Sans Thai'\", 'ก').then((found) => found.length)"
        )
        # No file but this one, and nothing in it that is fetched later.
        assert watch.requests == [file.as_uri()]
        assert watch.problems == []
        x, y = page.evaluate(
            """() => {
                const box = map.getContainer().getBoundingClientRect(), found = [];
                map.eachLayer((layer) => {
                    const own = layer.feature && layer.feature.properties;
                    if (!own || own.community_id === undefined) { return; }
                    const at = map.latLngToContainerPoint(layer.getLatLng());
                    const x = box.left + at.x, y = box.top + at.y;
                    if (document.elementFromPoint(x, y) === layer.getElement()) {
                        found.push([x, y]);
                    }
                });
                return found[0];
            }"""
        )
        page.mouse.click(x, y)
        popup = page.locator(".leaflet-popup-content")
        popup.wait_for()
        assert "Walk to the nearest stop" in popup.inner_text()
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Noto Sans')
    finally:
        context.close()


def test_downloads_one_after_the_other_all_come(wanting: Desk, tmp_path: Path) -> None:
    for name in ("CSV", "Hand-out", "Excel", "GeoJSON", "HTML", "CSV"):
        assert download(wanting, name, tmp_path).stat().st_size > 1000


def test_html_file_names_no_other_place_for_scripts_or_styles(
    wanting: Desk, tmp_path: Path
) -> None:
    text = download(wanting, "HTML", tmp_path).read_text(encoding="utf-8")
    assert (
        re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?(?!data:)[^ >]+", text)
        == []
    )
    assert "@import" not in text
    assert text.count("data:font/woff2;base64,") == 4


def test_streamlits_own_csv_which_guards_no_formula_is_not_offered(wanting: Desk) -> None:
    for path in ("gaps", "data"):
        wanting.open(path, lang="en")
        if path == "gaps":
            # Whoever leaves while its map is loading breaks that off.
            wanting.wait_for_map()
        table = wanting.page.locator('[data-testid="stDataFrame"]').first
        table.hover()
        wanting.page.locator('[data-testid="stElementToolbar"]').first.wait_for()
        own = wanting.page.get_by_role("button", name="Download as CSV")
        assert own.count() == 0


@pytest.mark.parametrize("tongue", ["th", "en"])
def test_a_card_is_taken_home_as_a_page(desk: Desk, tmp_path: Path, tongue: str) -> None:
    desk.open("gaps", lang=tongue, on=DAY.isoformat(), community="83030304")
    desk.wait_for_card("83030304")
    name = {"th": "ข้อมูลชุมชนนี้หนึ่งหน้า (PDF)", "en": "This card as a page (PDF)"}[tongue]
    with desk.page.expect_download() as begun:
        desk.page.get_by_role("button", name=name).click()
    assert begun.value.suggested_filename == f"phuket-83030304-{DAY.isoformat()}.pdf"
    file = tmp_path / "card.pdf"
    begun.value.save_as(file)
    with pypdfium2.PdfDocument(file) as document:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_range()
    assert "Ban Pa Sak" in text
    # Nobody else reaches a desk on a loopback address, so no code leads there.
    assert "127.0.0.1" not in text
    if tongue == "th":
        # What readers of PDF make of shaped Thai is not what is seen.
        return
    card = desk.page.locator(".ga-card .ga-next").first.inner_text()
    step = card.partition(":")[2].strip()[:20]
    assert "".join(step.split()) in "".join(text.split()).replace("\u200b", "")
