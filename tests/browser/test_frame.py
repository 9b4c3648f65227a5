"""What stands around every page: its title, its language, and numbers that lead on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

TITLES = {"th": ("ภาพรวม", "ช่องว่างบริการ"), "en": ("Overview", "Coverage gaps")}


@pytest.mark.parametrize("tongue", ["th", "en"])
def test_a_number_leads_to_its_communities(desk: Desk, tongue: str) -> None:
    desk.open("", lang=tongue)
    desk.wait_for_map()
    first, second = TITLES[tongue]
    assert desk.page.title() == f"{first} · Geo App"
    assert desk.page.evaluate("document.documentElement.lang") == tongue
    count = desk.counts()["exposed"]
    desk.page.locator("[data-count=exposed] a").click()
    desk.wait_for_map()
    desk.wait_until(lambda: desk.page.title() == f"{second} · Geo App")
    assert desk.choices()["gap"] == "exposed"
    assert desk.counts()["exposed"] == count
    assert desk.drawn()["communities"] == int(count)
    assert len(desk.page.context.pages) == 1
