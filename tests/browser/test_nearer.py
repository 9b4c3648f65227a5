"""A city's thousands of stops and streets show from nearer; a province's few always do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo_app.maps.basemap import base_of
from geo_app.maps.groups import painter_of
from geo_app.maps.handling import nearer
from geo_app.maps.onefile import Heading, one_file_map
from geo_app.transit.buses import build_bus_network
from geo_app.words.translating import Language

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from geo_app.province import Province

pytestmark = pytest.mark.browser

SHOWN = """
() => {
    const map = Object.values(window).find((own) => own instanceof L.Map);
    const dots = [...document.querySelectorAll(".leaflet-overlay-pane path")];
    const streets = document.querySelector(".leaflet-streets-pane");
    return [dots.filter((dot) => getComputedStyle(dot).display !== "none").length,
            streets ? getComputedStyle(streets).display !== "none" : null,
            document.querySelectorAll(".leaflet-base-pane path").length, map.getZoom()];
}
"""
ZOOM = """
(zoom) => Object.values(window).find((own) => own instanceof L.Map)
    .setZoom(zoom, {animate: false})
"""


@pytest.fixture
def open_map(chromium: Browser, phuket: Province, repository: Path, tmp_path: Path):
    """Return a way to open a map of Phuket whose every second road is a small street."""
    buses = build_bus_network(phuket)
    context = chromium.new_context(offline=True)
    page = context.new_page()

    def opened() -> Page:
        base = base_of(phuket)
        classes = ["residential" if n % 2 else "primary_link" for n in range(len(base.roads))]
        base = replace(base, roads=base.roads.assign(highway=classes))
        groups = [painter_of(phuket, Language.ENGLISH).stops(buses)]
        heading = Heading(title="", notes=(), legend="", language="en")
        file = tmp_path / "map.html"
        vendor = repository / "static" / "vendor"
        file.write_text(one_file_map(groups, base, heading, vendor=vendor), encoding="utf-8")
        page.goto(file.as_uri())
        page.wait_for_selector(".leaflet-overlay-pane path", state="attached")
        return page

    yield opened
    context.close()


def test_stops_and_streets_of_a_city_show_from_nearer(open_map, monkeypatch) -> None:
    monkeypatch.setattr(nearer, "MANY_STOPS", 50)
    monkeypatch.setattr(nearer, "MANY_STREETS", 30)
    page = open_map()
    page.evaluate(ZOOM, 10)
    stops, streets, main, _ = page.evaluate(SHOWN)
    assert (stops, streets) == (0, False)
    assert main > 40
    page.evaluate(ZOOM, 12.5)
    stops, streets, *_ = page.evaluate(SHOWN)
    assert stops > 50
    assert streets is False
    page.evaluate(ZOOM, 13)
    assert page.evaluate(SHOWN)[1] is True
    page.evaluate(ZOOM, 11)
    assert page.evaluate(SHOWN)[:2] == [0, False]


def test_a_province_of_few_shows_them_always(open_map) -> None:
    page = open_map()
    page.evaluate(ZOOM, 9)
    stops, streets, *_ = page.evaluate(SHOWN)
    assert stops > 50
    assert streets is None
