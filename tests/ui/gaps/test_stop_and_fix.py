"""The card of a stop, the cheapest fix of a community, and what its answer hangs on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from shapely import LineString, Point

from tests.fixtures.province_folder import DAY, community, rows_of_world, write_province
from tests.ui.test_pages import card_facts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open, Page


@pytest.fixture
def desk(opened: Open, world_folder: Path) -> Page:
    return opened(world_folder, "gaps", lang="en", on=DAY.isoformat(), stop="S1")


def drawn(page: Page) -> str:
    return json.dumps(page.maps()[0]["feature_group"])


def steps(page: Page) -> list[str]:
    """Return the next steps of the card that is open."""
    return boxes(page, "ga-next")


def boxes(page: Page, kind: str) -> list[str]:
    found = []
    for part in page.html().split(f'<div class="{kind}"><b>')[1:]:
        text = part.partition("</div>")[0]
        if "</b>: " in text or ":</b>" in text:
            found.append(text.partition("</b>")[2].lstrip(": "))
    return found


def test_stop_has_its_name_its_departures_and_its_people(desk: Page) -> None:
    assert desk.stop() == "S1"
    facts = card_facts(desk)
    assert facts["Catchment"].startswith("500 m on foot")
    assert facts["Communities in it"] == "1 communities"
    assert facts["People in it"] == "about 1,000 people"
    text = desk.text()
    assert "Bridge" in text
    assert "Departures of a weekday, 07:00–19:00" in text
    assert "East Line" in text
    assert "1 departures" in text
    assert "first 08:00, last 08:00, 0.0 h of service" in text


SIGNS = (
    "route_id,service_id,trip_id,shape_id,trip_headsign,direction_id\n"
    "R1,daily,T1,shape1,ตลาด,0\nR1,daily,T2,shape1,สนามบิน,0\nR1,daily,T3,shape1,สนามบิน,0\n"
    "R1,daily,T4,shape1,สะพาน,1\n"
)
CALLS = "trip_id,stop_id,stop_sequence,arrival_time,departure_time\n" + "".join(
    f"{trip},{stop},{n},{hour}:0{n}:00,{hour}:0{n}:00\n"
    for trip, hour, order in (("T1", "08", ("S1", "S2")), ("T2", "09", ("S1", "S2")),
                              ("T3", "10", ("S1", "S2")), ("T4", "11", ("S2", "S1")))
    for n, stop in enumerate(order)
)  # fmt: skip


def test_buses_that_leave_say_where_to_and_those_that_end_here_do_not(
    opened: Open, tmp_path: Path
) -> None:
    files = {
        "transit/trips.txt": SIGNS,
        "transit/stop_times.txt": CALLS,
        "transit/translations.txt": "table_name,field_name,language,translation,field_value\n"
        "trips,trip_headsign,en,Airport,สนามบิน\n",
    }
    folder = write_province(tmp_path / "p", files=files)
    text = opened(folder, "gaps", lang="en", stop="S1").text()
    assert "to Airport / ตลาด" in text
    assert "สะพาน" not in text.partition("Departures of")[2].partition("Close")[0]
    assert "3 departures" in text


def test_catchment_grows_with_the_walk_and_takes_in_who_lives_there(desk: Page) -> None:
    assert "catchment" in drawn(desk)
    desk.at.slider(key="walk_m").set_value(900).run()
    assert card_facts(desk)["Communities in it"] == "2 communities"
    assert card_facts(desk)["People in it"] == "about 1,250 people"


def test_stop_stays_in_the_address_until_it_is_closed(desk: Page) -> None:
    assert desk.address()["stop"] == "S1"
    desk.at.button(key="close_stop").click().run()
    assert desk.stop() is None
    assert "stop" not in desk.address()
    assert "catchment" not in drawn(desk)


def test_stop_and_community_may_both_be_open(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", stop="S1", community="C002")
    assert page.stop() == "S1"
    assert page.card() == "C002"
    # The popup of the community would hide the stop that was clicked last.
    assert '\\"opens\\": false' in drawn(page)


def test_unknown_people_in_the_catchment_are_counted_apart(opened: Open, tmp_path: Path) -> None:
    rows = [*rows_of_world()["communities"], community("C005", "ก", "A", Point(100, 0))]
    folder = write_province(tmp_path / "p", rows={"communities": rows, "population": None})
    page = opened(folder, "gaps", lang="en", stop="S1")
    assert card_facts(page)["People in it"] == "about 1,000 people; 1 places without a number"


def test_a_timetable_without_service_is_told_on_the_stop_and_nowhere_else(
    opened: Open, tmp_path: Path
) -> None:
    days = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date"
    calendar = f"{days}\ndaily,0,0,0,0,0,1,0,20260101,20271231\n"
    folder = write_province(tmp_path / "p", files={"transit/calendar.txt": calendar})
    page = opened(folder, "gaps", lang="en", stop="S1")
    assert page.errors() == []
    assert page.counts()["with_stop"] == "1"
    assert "no service from Monday to Friday" in page.text()
    page.at.button_group(key="day_type").set_value("saturday").run()
    assert "no service" not in page.text()
    assert "Departures of a Saturday" in page.text()


@pytest.mark.parametrize("metres", [500, 600])
def test_fix_of_a_village_too_far_from_the_line_is_more_line(
    opened: Open, world_folder: Path, metres: int
) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C002", walk_m=str(metres))
    # From (0, 480) over the bridge to the line at (210, 0): 690 m on foot.
    (fix, *_) = steps(page)
    assert fix.startswith(f"About {690 - metres} m of new route: «East Line» passes 690 m away")
    assert "Cheapest single fix" in drawn(page)


def test_fix_of_a_village_near_the_line_is_a_stop_and_says_whom_it_serves(
    opened: Open, world_folder: Path
) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C002", walk_m="700")
    (fix, near, *_) = steps(page)
    assert fix.startswith("A new stop on «East Line», 690 m on foot from here, would serve")
    assert "Ban Rim Nam" in fix
    assert "about 250 people" in fix
    assert "near in a straight line" in near


def test_modelled_people_of_a_fix_are_marked(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p", layers={"population": {"status": "modelled"}})
    page = opened(folder, "gaps", lang="en", community="C002", walk_m="700")
    assert "about 250 people [modelled]" in steps(page)[0]


def test_fix_of_an_island_is_not_known(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C004")
    assert steps(page)[0].startswith("No way on foot is known to any route; «East Line» is nearest")


def test_a_served_village_has_no_fix(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C001")
    assert steps(page) == ["Nothing is missing here today."]
    assert "Cheapest single fix" not in drawn(page)


def test_a_stop_where_too_little_runs_needs_buses_not_a_stop(
    opened: Open, world_folder: Path
) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C001", standard="ghsci_30")
    assert steps(page)[0].startswith("A stop is in reach, but too little runs there")
    assert card_facts(page)["GHSCI, every 30 minutes"].startswith("Not served")


def sensitive_folder(folder: Path) -> Path:
    """A village 450 m from its stop, whose position is known to 200 m."""
    rows = rows_of_world()["communities"]
    rows[0] |= {"geometry": Point(-450, 0), "position_accuracy_m": 200}
    return write_province(folder, rows={"communities": rows})


def test_answers_that_hang_on_a_choice_say_on_which(opened: Open, tmp_path: Path) -> None:
    page = opened(sensitive_folder(tmp_path / "p"), "gaps", lang="en", community="C001")
    found = boxes(page, "ga-hangs")
    assert found[0] == "A stop within 600 m, but none within 400 m."
    assert found[1].startswith("In reach at a normal pace")
    assert "known to about 200 m only" in found[2]
    table = page.tables()[0]
    assert table.loc["C001", "Depends on"] == "◯ 400 or 600 m, pace, position"
    assert table.loc["C004", "Depends on"] == ""
    assert "The answer hangs on distance" in page.html()


def test_standards_that_ask_more_than_a_walk_ring_nobody(opened: Open, tmp_path: Path) -> None:
    folder = sensitive_folder(tmp_path / "p")
    page = opened(folder, "gaps", lang="en", community="C001", standard="dg_regio")
    assert boxes(page, "ga-hangs") == []
    assert "Depends on" not in page.tables()[0].columns


def test_nearest_facilities_stand_on_the_card(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C001")
    assert "School: " in card_facts(page)["Nearest facilities on foot"]
    assert "Ban Rim Thang School" in card_facts(page)["Nearest facilities on foot"]


def test_a_province_without_facilities_has_no_such_line(opened: Open, tiny_folder: Path) -> None:
    page = opened(tiny_folder, "gaps", lang="en", community="C001", stop="S1")
    assert page.exceptions() == []
    assert "Nearest facilities on foot" not in card_facts(page)


HAIL = {"route_id": "H1", "name_th": "สองแถว", "name_en": "Songthaew", "headway_min": 20,
        "stop_policy": "hail_and_ride",
        "geometry": LineString([(-3000, 0), (0, 0), (3000, 0)])}  # fmt: skip


def test_a_line_that_stops_anywhere_has_no_stops_on_the_map(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p", rows={"bus_routes": [HAIL]}, layers={"transit": None})
    page = opened(folder, "gaps", lang="en", stop="H1@3", community="C001")
    assert page.exceptions() == []
    assert page.stop() is None
    assert "stop_id" not in drawn(page)
    assert "Songthaew (board anywhere)" in page.text()
    assert page.counts()["with_stop"] == "2"


RECORD = {
    "record_id": "R1", "hazard_type": "tsunami", "height_m": "4.5", "name_th": "หาด",
    "name_en": "Beach", "note_en": "Surveyed", "geometry": Point(-300, 1_200),
}  # fmt: skip


def test_what_is_on_record_nearby_stands_on_the_card(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p", rows={"hazard_records": [RECORD]})
    for community_id, is_near in (("C001", True), ("C004", False)):
        facts = card_facts(opened(folder, "gaps", lang="en", community=community_id))
        assert ("On record within 2 km" in facts) == is_near
        if is_near:
            assert "Tsunami 4.5 m: Beach, 1.2 km" in facts["On record within 2 km"]


def test_records_can_be_shown_and_are_explained(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p", rows={"hazard_records": [RECORD]})
    hidden = opened(folder, "gaps", lang="en")
    assert "On record: Tsunami" not in hidden.text()
    shown = opened(folder, "gaps", lang="en", layers="records")
    assert shown.exceptions() == []
    assert "On record: Tsunami" in shown.text()
