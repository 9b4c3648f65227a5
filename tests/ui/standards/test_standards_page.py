"""The page of all standards: shares, reasons, and where they disagree."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import TYPE_CHECKING

import pytest
from shapely import LineString, Point

from geo_app.analysis.access.standards import STANDARDS
from geo_app.desk.desk import Desk
from tests.fixtures.province_folder import rows_of_world, write_province
from tests.ui.conftest import PHUKET

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.province import Province
    from tests.ui.conftest import Open, Page


@pytest.fixture
def page(opened: Open, world_folder: Path) -> Page:
    return opened(world_folder, "standards", lang="en")


def test_every_standard_has_its_share_reason_and_source(page: Page) -> None:
    assert page.shares() == {
        "sdg_11_2_1": "80.0%",
        "straight_line": "100.0%",
        "ghsci_30": "0.0%",
        "ghsci_20": "0.0%",
        "dg_regio": "80.0%",
        "ptal": "0.0%",
        "ppiaf": "80.0%",
        "tcqsm": "80.0%",
    }
    text = page.text()
    for standard in STANDARDS.values():
        for words in (standard.title, standard.definition, standard.differs, standard.source):
            assert words in text
        assert f"{standard.walk_distance_m:,.0f} m" in text
    assert "75% to 90% of people" in text
    assert "08:15–09:15" in text


@pytest.mark.layers
def test_shares_are_those_of_one_call_on_phuket(opened: Open, phuket: Province) -> None:
    found = Desk(phuket).comparison(dt.date.today()).shares["share_served"]
    page = opened(PHUKET, "standards", lang="en")
    assert page.shares() == {name: f"{share:.1%}" for name, share in found.items()}


def test_people_are_marked_by_how_far_their_number_can_be_trusted(
    opened: Open, tmp_path: Path
) -> None:
    folder = write_province(tmp_path / "p", layers={"population": {"status": "modelled"}})
    html = opened(folder, "standards", lang="en").html()
    assert html.count("modelled") >= len(STANDARDS)
    assert html.count("estimated") >= len(STANDARDS)


def test_communities_on_which_they_disagree_have_a_mark_a_standard(page: Page) -> None:
    table = page.tables()[0].set_index("Community")
    assert set(table.index) == {"Ban Rim Thang", "Ban Rim Nam"}
    assert table.loc["Ban Rim Nam", "Straight line (upper bound)"] == "✓"
    assert table.loc["Ban Rim Nam", "SDG 11.2.1"] == "✗"
    assert table.loc["Ban Rim Thang", "PTAL"] == "✗ 0"
    assert table.loc["Ban Rim Thang", "EU DG REGIO classes"] == "✓ low access"
    assert "2 of 4 communities" in page.text()


def test_headline_names_the_strictest_and_the_most_lenient(page: Page) -> None:
    assert "From 0.0% of people served" in page.text()
    assert "to 100.0% (Straight line (upper bound))" in page.text()


def test_standards_can_be_taken_away(page: Page) -> None:
    assert [b.proto.label for b in page.at.get("download_button")] == ["CSV", "Excel"]


def test_without_a_timetable_the_others_are_still_compared(opened: Open, tmp_path: Path) -> None:
    days = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date"
    calendar = f"{days}\ndaily,0,0,0,0,0,1,1,20260101,20271231\n"
    folder = write_province(tmp_path / "p", files={"transit/calendar.txt": calendar})
    page = opened(folder, "standards", lang="en")
    assert page.exceptions() == []
    (sentence,) = page.errors()
    assert "no service from Monday to Friday" in sentence
    assert set(page.shares()) == {"sdg_11_2_1", "straight_line", "ppiaf"}


def test_a_window_standard_without_service_is_one_sentence_and_the_controls_stay(
    opened: Open, tmp_path: Path
) -> None:
    days = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date"
    calendar = f"{days}\ndaily,0,0,0,0,0,1,1,20260101,20271231\n"
    folder = write_province(tmp_path / "p", files={"transit/calendar.txt": calendar})
    page = opened(folder, "gaps", lang="en", standard="ptal")
    (sentence,) = page.errors()
    assert "no service from Monday to Friday" in sentence
    assert page.counts() == {}
    page.at.button_group(key="day_type").set_value("sunday").run()
    assert page.errors() == []
    assert page.counts()["with_stop"] == "0"
    page.at.button_group(key="day_type").set_value("weekday").run()
    page.at.selectbox(key="standard").set_value("sdg_11_2_1").run()
    assert page.errors() == []
    assert page.counts()["with_stop"] == "1"


def test_nobody_known_is_a_question_mark(opened: Open, tmp_path: Path) -> None:
    rows = [row | {"population": None} for row in rows_of_world()["communities"]]
    folder = write_province(tmp_path / "p", rows={"communities": rows, "population": None})
    page = opened(folder, "standards", lang="en")
    assert set(page.shares().values()) == {"?"}
    assert "No number of people is known" in page.text()


def test_no_name_runs_on_the_page(opened: Open, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)>"
    rows = [row | {"name_th": name, "name_en": name} for row in rows_of_world()["communities"]]
    page = opened(write_province(tmp_path / "p", rows={"communities": rows}), "standards")
    assert name not in page.html()
    assert escape(name) not in page.html()
    assert name in set(page.tables()[0].iloc[:, 0])


def test_what_nobody_knows_is_no_share_and_not_in_the_headline(
    opened: Open, tmp_path: Path
) -> None:
    line = {"route_id": "B1", "name_en": "Line 1", "headway_min": None,
            "geometry": LineString([(-1000, 0), (2000, 0)])}  # fmt: skip
    stops = [
        {"stop_id": f"S{x}", "name_en": "Stop", "route_ids": "B1", "geometry": Point(x, 0)}
        for x in (0, 1900)
    ]
    folder = write_province(
        tmp_path / "p",
        rows={"bus_routes": [line], "bus_stops": stops},
        layers={"transit": None},
    )
    page = opened(folder, "standards", lang="en")
    shares = page.shares()
    assert shares["sdg_11_2_1"] == "80.0%"
    assert shares["ghsci_30"] == "0.0–80.0%"
    assert "From 0.0% of people served" not in page.text()
    assert "Not compared, since the timetable is not known: GHSCI, every 30 minutes" in page.text()
    assert '<em style="left:0.00%;width:80.00%">' in page.html()
