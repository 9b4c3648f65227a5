"""Every page for everybody: what axe finds by the rules of WCAG 2.2, level AA."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import NARROW, WIDE
from tests.browser.server import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Frame

    from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

ON = "2026-11-23"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN = """
async (rules) => (await axe.run(document, {
    runOnly: rules, iframes: false, resultTypes: ["violations"],
})).violations
"""
COMMUNITY = {"community": "83030304"}
PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "overview": ("", {}),
    "gaps": ("gaps", {}),
    "card": ("gaps", COMMUNITY),
    "standards": ("standards", {}),
    "proposals": ("proposals", {}),
    "compare": ("compare", {}),
    "data": ("data", {}),
}


def violations(frame: Frame) -> list[str]:
    """Return what is wrong in a frame, a line each."""
    frame.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = frame.evaluate(RUN, list(RULES))
    return [
        f"{rule['id']}: {node['html'][:120]}: {node.get('failureSummary', '')[:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("tongue", ["th", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(desk: Desk, name: str, tongue: str, size: dict[str, int]) -> None:
    path, choices = PAGES[name]
    desk.page.set_viewport_size(size)
    desk.open(path, lang=tongue, on=ON, **choices)
    if path in {"", "gaps"}:
        desk.wait_for_map()
    desk.page.wait_for_timeout(600)
    found = {frame.name or "page": violations(frame) for frame in desk.page.frames}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_axe_finds_nothing_about_an_open_proposal(desk: Desk) -> None:
    desk.open("proposals", lang="th", on=ON)
    desk.page.locator(".st-key-new_proposal button").first.click()
    desk.page.wait_for_selector(".ge-root .leaflet-container")
    desk.settle()
    desk.page.wait_for_timeout(600)
    assert violations(desk.page.main_frame) == []


def test_axe_would_find_something(desk: Desk) -> None:
    desk.open("data", lang="th", on=ON)
    desk.page.evaluate(
        "() => document.querySelector('h1').insertAdjacentHTML('afterend', '<button></button>')"
    )
    assert any(line.startswith("button-name") for line in violations(desk.page.main_frame))
