"""Standard, distance, day type and window: what each changes, and what is said of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from geo_app.analysis import coverage
from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import STANDARDS, StandardId
from geo_app.analysis.walks.demand import By
from geo_app.desk.desk import Desk
from geo_app.transit.calendar import DayType
from geo_app.transit.headways import read_window
from tests.fixtures.province_folder import DAY
from tests.ui.conftest import PHUKET

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.province import Province
    from tests.ui.conftest import Open, Page

SERVED = {
    "sdg_11_2_1": {"C001"},
    "straight_line": {"C001", "C002"},
    "ghsci_30": set(),
    "ghsci_20": set(),
    "dg_regio": {"C001"},
    "ptal": set(),
    "ppiaf": {"C001"},
    "tcqsm": {"C001"},
}
"""One bus a day at 08:00: who is served by each standard, found on paper."""


@pytest.fixture
def desk(opened: Open, world_folder: Path) -> Page:
    return opened(world_folder, "gaps", lang="en", on=DAY.isoformat())


def served(page: Page) -> set[str]:
    """Return the communities that the list calls served."""
    table = page.tables()[0]
    column = table.columns[list(table.columns).index("Gap") + 1]
    return set(table.index[table[column] == "Served"])


def test_all_standards_are_offered_and_sdg_is_first(desk: Page) -> None:
    box = desk.at.selectbox(key="standard")
    assert box.value == "sdg_11_2_1"
    assert box.options == [standard.title for standard in STANDARDS.values()]


@pytest.mark.parametrize("name", SERVED)
def test_each_standard_serves_whom_it_serves_on_paper(desk: Page, name: str) -> None:
    desk.at.selectbox(key="standard").set_value(name).run()
    assert desk.errors() == []
    assert served(desk) == SERVED[name]
    assert desk.counts()["with_stop"] == str(len(SERVED[name]))
    assert desk.counts()["without_stop"] == str(4 - len(SERVED[name]))
    assert desk.deviations() == []
    assert STANDARDS[StandardId(name)].definition in desk.text()
    assert STANDARDS[StandardId(name)].source in desk.text()


@pytest.fixture(scope="module")
def called(phuket: Province) -> Desk:
    """Phuket on a desk, as a notebook has it."""
    return Desk(phuket)


@pytest.mark.layers
@pytest.mark.parametrize("name", StandardId)
def test_the_figures_are_those_of_one_call_on_phuket(
    opened: Open, called: Desk, name: StandardId
) -> None:
    page = opened(PHUKET, "gaps", lang="en", on=DAY.isoformat(), standard=name.value)
    communities = called.answer(Question(standard_id=name), DAY).share
    people = called.answer(Question(standard_id=name, by=By.ZONE), DAY).share
    assert page.counts()["with_stop"] == f"{communities['origins_served']:,.0f}"
    assert page.counts()["share"] == f"{people['share_served']:.1%}"
    assert f"{people['population_served']:,.0f} of" in page.notes()["share"]


@pytest.mark.layers
def test_day_type_and_window_are_those_of_one_call(opened: Open, called: Desk) -> None:
    page = opened(
        PHUKET, "gaps", lang="en", on=DAY.isoformat(), standard="dg_regio", day_type="sunday",
        window="20:00-25:00",
    )  # fmt: skip
    question = Question(
        standard_id=StandardId.DG_REGIO,
        by=By.ZONE,
        day=DayType.SUNDAY,
        window=read_window("20:00-25:00"),
    )
    share = called.answer(question, DAY).share
    assert page.counts()["share"] == f"{share['share_served']:.1%}"
    assert len(page.deviations()) == 2


def test_a_standard_that_allows_one_distance_only_shows_it_and_no_slider(desk: Page) -> None:
    desk.at.selectbox(key="standard").set_value("ptal").run()
    slider = desk.at.slider(key="own_walk_m")
    assert slider.value == 640
    assert slider.disabled
    assert not any(widget.key == "walk_m" for widget in desk.at.slider)


def test_another_standard_begins_at_its_own_distance_and_window(desk: Page) -> None:
    desk.at.slider(key="walk_m").set_value(900).run()
    desk.at.selectbox(key="standard").set_value("tcqsm").run()
    assert desk.at.slider(key="walk_m").value == 400
    desk.at.select_slider[0].set_range("06:00", "22:00").run()
    assert desk.address()["window"] == "06:00-22:00"
    desk.at.selectbox(key="standard").set_value("ghsci_30").run()
    assert desk.at.select_slider[0].value == ("07:00", "19:00")
    assert desk.address() == {"lang": "en", "standard": "ghsci_30", "on": DAY.isoformat()} or (
        desk.address() == {"lang": "en", "standard": "ghsci_30"}
    )


def test_a_link_cannot_move_a_standard_that_stands_still(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", standard="dg_regio", walk_m="2000")
    assert page.at.slider(key="own_walk_m").value == 400
    assert served(page) == {"C001"}
    assert "walk_m" not in page.address()


def test_another_distance_is_said_to_be_no_longer_the_standard(desk: Page) -> None:
    desk.at.slider(key="walk_m").set_value(900).run()
    (said,) = desk.deviations()
    assert "900 m is not the standard" in said
    assert "500 m" in said
    assert "no longer SDG 11.2.1 itself" in said
    desk.at.slider(key="walk_m").set_value(500).run()
    assert desk.deviations() == []


def test_window_is_offered_where_the_standard_has_one(desk: Page) -> None:
    assert len(desk.at.select_slider) == 0
    desk.at.selectbox(key="standard").set_value("ptal").run()
    slider = desk.at.select_slider[0]
    assert slider.value == ("08:15", "09:15")
    assert (slider.options[0], slider.options[-1]) == ("00:00", "28:00")
    assert len(slider.options) == 28 * 4 + 1


def test_window_decides_whether_the_bus_of_eight_counts_and_there_is_a_way_back(
    desk: Page,
) -> None:
    desk.at.selectbox(key="standard").set_value("ptal").run()
    assert served(desk) == set()
    desk.at.select_slider[0].set_range("07:30", "08:30").run()
    assert served(desk) == {"C001"}
    assert desk.address()["window"] == "07:30-08:30"
    assert any("08:15–09:15" in said for said in desk.deviations())
    desk.at.button(key="own_window").click().run()
    assert served(desk) == set()
    assert "window" not in desk.address()
    assert desk.deviations() == []


def test_a_window_without_length_is_the_standards_own(desk: Page) -> None:
    desk.at.selectbox(key="standard").set_value("ghsci_30").run()
    desk.at.select_slider[0].set_range("09:00", "09:00").run()
    assert desk.exceptions() == []
    assert desk.at.select_slider[0].value == ("07:00", "19:00")


def test_day_type_is_told_with_the_date_that_stands_for_it(desk: Page) -> None:
    desk.at.selectbox(key="standard").set_value("tcqsm").run()
    assert "Buses of a weekday from 07:00 to 19:00, by the timetable of 23 Nov 2026" in desk.text()
    desk.at.button_group(key="day_type").set_value("sunday").run()
    assert "Buses of a Sunday from 07:00 to 19:00, by the timetable of 29 Nov 2026" in desk.text()
    assert any("looks at weekdays" in said for said in desk.deviations())


def test_a_calendar_that_is_over_is_told(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", standard="tcqsm", on="2028-06-01")
    assert "runs from 1 Jan 2026 to 31 Dec 2027 and does not cover 1 Jun 2028" in page.text()
    assert "by the timetable of" in page.text()


def test_who_asks_when_buses_run_hears_of_service_not_of_stops(desk: Page) -> None:
    assert "Without a stop" in desk.html()
    desk.at.selectbox(key="standard").set_value("ghsci_30").run()
    assert "Without a stop" not in desk.html()
    assert "All not served" in desk.at.selectbox(key="gap").options
    assert set(desk.tables()[0]["Gap"]) <= {
        "Not served and no valid plan", "Not served", "No valid plan", "No known gap",
    }  # fmt: skip


def test_classes_and_values_stand_in_the_list(desk: Page) -> None:
    desk.at.selectbox(key="standard").set_value("dg_regio").run()
    table = desk.tables()[0]
    assert table.loc["C001", "Class"] == "low access"
    assert table.loc["C002", "Class"] == "no access"
    # One bus in fourteen hours.
    assert table.loc["C001", "departures an hour"] == pytest.approx(0.1)


def test_heading_of_the_answer_says_what_was_asked(desk: Page) -> None:
    desk.at.selectbox(key="standard").set_value("ghsci_20").run()
    desk.at.button_group(key="day_type").set_value("saturday").run()
    assert "GHSCI, every 20 minutes, 500 m, a Saturday 07:00–19:00" in desk.tables()[0].columns


def test_share_of_people_is_that_of_the_population_layer(desk: Page, world: Province) -> None:
    assert desk.counts()["share"] == "80.0%"
    assert "1,000 of 1,250 people" in desk.notes()["share"]
    desk.at.slider(key="walk_m").set_value(1000).run()
    assert desk.counts()["share"] == "100.0%"
    assert coverage.summarise(coverage.gaps(world, on=DAY)).population_known == 1290


def test_without_population_the_communities_people_are_counted(
    opened: Open, tiny_folder: Path
) -> None:
    page = opened(tiny_folder, "gaps", lang="en")
    # Without roads the walks are straight x 1.3: C001 at 390 m, C002 at 624 m.
    assert page.counts()["share"] == f"{1000 / 1290:.1%}"


def test_choices_survive_other_pages(desk: Page) -> None:
    desk.at.selectbox(key="standard").set_value("ghsci_30").run()
    desk.at.select_slider[0].set_range("06:00", "09:00").run()
    desk.at.button_group(key="day_type").set_value("saturday").run()
    desk.at.button_group(key="view").set_value("zones").run()
    address = desk.address()
    page = desk.go("standards").go("data").go("gaps")
    assert page.address() == address
    assert page.at.selectbox(key="standard").value == "ghsci_30"
    assert page.at.select_slider[0].value == ("06:00", "09:00")
    assert page.at.button_group(key="view").value == "zones"


def test_day_is_put_on_the_calendar_of_the_timetable_too(desk: Page) -> None:
    desk.at.selectbox(key="standard").set_value("tcqsm").run()
    desk.at.date_input(key="on").set_value(dt.date(2026, 12, 5)).run()
    assert "by the timetable of 7 Dec 2026" in desk.text()
