"""Every indicator of the list stands on the page: card, list, filter, colours and address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo_app.analysis.access.question import Question
from geo_app.desk.desk import Desk
from geo_app.indicators.listing import IDS
from geo_app.maps import palette
from geo_app.province import open_province
from geo_app.words.indicator_words import WORDS
from tests.fixtures.clinics import CLINICS
from tests.fixtures.province_folder import DAY, write_province
from tests.ui.test_pages import card_facts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open, Page

THIRD = "clinic_walk"
TITLE = "Clinic or hospital within 30 minutes on foot"


CHOSEN = [("none", []), ("nothing", ["stop", "plan"]), ("stop-x", ["stop"]), (THIRD, [THIRD])]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_province(tmp_path / "clinics", rows={"facilities": CLINICS})


@pytest.fixture
def desk(opened: Open, folder: Path) -> Page:
    return opened(folder, "gaps", lang="en", on=DAY.isoformat())


def test_the_card_says_the_minutes_the_way_and_the_sources(desk: Page) -> None:
    desk.at.selectbox(key="community").set_value("C002").run()
    fact = card_facts(desk)[TITLE]
    assert fact.startswith("Out of reach · 42 min (estimated")
    assert "facilities" in fact
    assert "mobile clinic" not in desk.text()


def test_the_filter_offers_every_indicator_and_shows_who_lacks_it(desk: Page) -> None:
    box = desk.at.selectbox(key="gap")
    assert {WORDS[name].all_without for name in IDS} <= set(box.options)
    box.set_value(THIRD).run()
    assert list(desk.tables()[0].index) == ["C002"]
    # Who is filtered keeps the rank of stop and plan.
    assert list(desk.tables()[0]["Rank"]) == [1]


def test_what_counts_is_stop_and_plan_until_it_is_chosen(desk: Page, folder: Path) -> None:
    pills = desk.at.button_group(key="counted")
    assert list(pills.value) == ["stop", "plan"]
    assert "counted" not in desk.address()
    pills.set_value(["stop", "plan", THIRD]).run()
    assert desk.address()["counted"] == f"stop-plan-{THIRD}"
    ranked = Desk(open_province(folder)).ranked(Question(), DAY, ("stop", "plan", THIRD))
    assert list(desk.tables()[0].index) == list(ranked.index)
    assert WORDS[THIRD].lacks in desk.text()
    assert "More than one gap" in desk.text()


def test_communities_are_coloured_and_advised_by_what_counts(opened: Open, folder: Path) -> None:
    page = opened(folder, "gaps", lang="en", on=DAY.isoformat(), counted=THIRD, community="C002")
    assert palette.GAP[THIRD] in json.dumps(page.maps()[0]["feature_group"])
    assert card_facts(page)["Gap"] == WORDS[THIRD].lacks
    assert "mobile clinic" in page.text()
    assert page.exceptions() == []


@pytest.mark.parametrize(("counted", "kept"), CHOSEN)
def test_an_address_names_what_counts_and_nothing_else(
    opened: Open, folder: Path, counted: str, kept: list[str]
) -> None:
    page = opened(folder, "gaps", lang="en", on=DAY.isoformat(), counted=counted)
    assert list(page.at.button_group(key="counted").value) == kept
    assert page.exceptions() == []


def test_the_popup_of_the_first_page_says_it_too(opened: Open, folder: Path) -> None:
    page = opened(folder, "overview", lang="en")
    assert TITLE in json.dumps(page.maps()[0])
