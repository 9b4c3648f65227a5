"""What hangs on a timetable that is not known is not known: never yes, never no."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from shapely import LineString, Point

from tests.fixtures.province_folder import write_province
from tests.ui.gaps.test_stop_and_fix import steps
from tests.ui.test_pages import card_facts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open, Page

LINES = (
    {"route_id": "B1", "name_th": "สาย 1", "name_en": "Line 1", "headway_min": None,
     "geometry": LineString([(-1000, 0), (2000, 0)])},
    {"route_id": "B2", "name_th": "สาย 2", "name_en": "Line 2", "headway_min": 10,
     "geometry": LineString([(-1000, 2900), (2000, 2900)])},
)  # fmt: skip
STOPS = (
    {"stop_id": "S1", "name_th": "ป้าย", "name_en": "Stop", "geometry": Point(0, 0)},
    {"stop_id": "S2", "name_th": "ไกล", "name_en": "Far", "geometry": Point(2500, 300)},
    {"stop_id": "S3", "name_th": "เหนือ", "name_en": "North", "geometry": Point(0, 2900)},
    {"stop_id": "S4", "name_th": "ปลาย", "name_en": "End", "geometry": Point(1900, 0)},
    {"stop_id": "S5", "name_th": "ปลาย", "name_en": "End", "geometry": Point(1500, 2900)},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A line without a headway, a stop whose lines nobody knows, and a known line far away."""
    return write_province(
        tmp_path / "p",
        rows={"bus_routes": LINES, "bus_stops": STOPS},
        layers={"transit": None},
    )


@pytest.fixture
def desk(opened: Open, folder: Path) -> Page:
    return opened(folder, "gaps", lang="en", standard="ghsci_30")


def test_who_is_near_is_known_without_a_timetable(opened: Open, folder: Path) -> None:
    page = opened(folder, "gaps", lang="en")
    assert page.errors() == []
    assert page.counts()["with_stop"] == "2"


def test_unclear_communities_are_in_neither_count(desk: Page) -> None:
    assert desk.errors() == []
    assert desk.counts()["with_stop"] == "0"
    assert desk.counts()["without_stop"] == "2"
    assert "of 4 communities; 2 hang on an unknown timetable" in desk.notes()["with_stop"]


def test_list_card_legend_and_map_say_not_known(desk: Page) -> None:
    table = desk.tables()[0]
    heading = table.columns[list(table.columns).index("Gap") + 1]
    assert table.loc["C001", heading] == "Not known: the timetable is not known"
    assert table.loc["C004", heading] == "Not served"
    assert "Not known whether served" in desk.html()
    assert '\\"unknown\\": \\"stop\\"' in json.dumps(desk.maps()[0]["feature_group"])
    desk.at.selectbox(key="community").set_value("C001").run()
    assert card_facts(desk)["GHSCI, every 30 minutes"].startswith("Not known")
    assert steps(desk)[0].startswith("Find out when buses run")


def test_people_of_whom_it_is_not_known_are_told_beside_the_share(desk: Page) -> None:
    assert desk.counts()["share"] == "0.0–80.0%"
    assert "of 1,000 it is not known" in desk.notes()["share"]


def test_all_gaps_still_filter(desk: Page) -> None:
    for gap in ("stop", "plan", "both", "none", "all"):
        desk.at.selectbox(key="gap").set_value(gap).run()
        assert desk.exceptions() == []
        assert desk.errors() == []
    desk.at.selectbox(key="gap").set_value("stop").run()
    assert "C001" not in desk.tables()[0].index


def test_stop_card_says_how_often_is_not_known(opened: Open, folder: Path) -> None:
    page = opened(folder, "gaps", lang="en", stop="S1")
    assert "how often is not known" in page.text()
    page = opened(folder, "gaps", lang="en", stop="S2")
    assert "no line is linked to this stop" in page.text()


def test_standards_page_asks_what_can_be_asked(opened: Open, folder: Path) -> None:
    page = opened(folder, "standards", lang="en")
    assert page.exceptions() == []
    assert "2 not known" in page.text()
