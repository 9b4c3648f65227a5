"""The walking network and the timetable on the page Data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from shapely import LineString, Point

from tests.fixtures.province_folder import community, rows_of_world, write_province
from tests.ui.conftest import PHUKET

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open, Page


def figures(page: Page) -> dict[str, str]:
    """Return the lines of the network's report."""
    table = next(t for t in page.tables() if "How much" in t.columns)
    return dict(zip(table["What"], table["How much"], strict=True))


def test_network_is_described_as_it_is_on_paper(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "data", lang="en")
    found = figures(page)
    assert found["Lines in the layer"] == "2"
    assert found["Length"] == "6.7 km"
    assert found["Pieces that no way joins"] == "1"
    assert found["Share of the length in the largest piece"] == "100.0%"
    assert found["Dead ends, and lines that stop short of the next"] == "3"
    assert "walks are estimated along the main roads" in page.text()


def test_communities_off_the_network_are_named(opened: Open, world_folder: Path) -> None:
    text = opened(world_folder, "data", lang="en").text()
    assert "3 of 4 communities are connected" in text
    assert "Not connected: Ban Ko" in text
    assert "100.0% of 1,250 people are connected" in text


def test_network_in_pieces_is_told(opened: Open, tmp_path: Path) -> None:
    ways = [{"geometry": LineString([(-3000, 0), (3000, 0)])},
            {"geometry": LineString([(-500, 900), (500, 900)])}]  # fmt: skip
    folder = write_province(tmp_path / "p", rows={"walk_network": ways})
    page = opened(folder, "data", lang="en")
    assert figures(page)["Pieces that no way joins"] == "2"
    assert figures(page)["Share of the length in the largest piece"] == "85.7%"
    assert "Walks follow the walking network" in page.text()


def test_without_ways_there_is_no_report(opened: Open, tiny_folder: Path) -> None:
    page = opened(tiny_folder, "data", lang="en")
    assert page.exceptions() == []
    assert not any("How much" in table.columns for table in page.tables())
    assert "neither a walking network nor roads" in page.text()


def test_days_that_stand_for_each_day_type_are_told(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "data", lang="en")
    days = next(t for t in page.tables() if "Trips" in t.columns)
    assert list(days["Day of the timetable"]) == ["Weekday", "Saturday", "Sunday"]
    assert list(days["Trips"]) == [1, 1, 1]
    assert "Every row of the timetable is used as it is." in page.text()


def test_rows_set_aside_have_a_sentence_each(opened: Open, tmp_path: Path) -> None:
    calls = (
        "trip_id,stop_id,stop_sequence,arrival_time,departure_time\n"
        "T1,S1,0,08:00:00,08:00:00\nT1,S2,1,08:01:00,08:01:00\nT9,S1,0,09:00:00,09:00:00\n"
    )
    folder = write_province(tmp_path / "p", files={"transit/stop_times.txt": calls})
    page = opened(folder, "data", lang="en")
    table = page.tables()[-1]
    assert len(table) == 1
    assert "T9" in table.iloc[0]["What"]


def test_missing_service_is_a_sentence_a_day(opened: Open, tmp_path: Path) -> None:
    days = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date"
    calendar = f"{days}\ndaily,1,1,1,1,1,0,0,20260101,20271231\n"
    folder = write_province(tmp_path / "p", files={"transit/calendar.txt": calendar})
    page = opened(folder, "data", lang="en")
    assert page.errors() == []
    warnings = [warning.value for warning in page.at.warning]
    assert ["Saturday" in warnings[0], "Sunday" in warnings[1]] == [True, True]


def test_broken_roads_leave_the_straight_line(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p", files={"roads.geojson": "{"})
    page = opened(folder, "data", lang="en")
    assert len(page.errors()) == 1
    assert page.exceptions() == []
    assert "Timetable" in [heading.value for heading in page.at.subheader]


def test_names_of_places_off_the_network_are_plain_text(opened: Open, tmp_path: Path) -> None:
    name = "![x](https://outside.example/a.png)<b>$"
    rows = [*rows_of_world()["communities"], community("C9", name, name, Point(9000, 9000))]
    page = opened(write_province(tmp_path / "p", rows={"communities": rows}), "data", lang="en")
    shown = [element.value for element in page.at.markdown if "Not connected" in element.value]
    assert len(shown) == 1
    assert "![x]" not in shown[0]


@pytest.mark.layers
def test_phuket_names_who_is_off_its_main_roads(opened: Open) -> None:
    text = opened(PHUKET, "data", lang="en").text()
    assert "of 128 communities are connected" in text
    assert "Not connected:" in text


def test_whoever_looks_after_the_app_reads_what_it_keeps(opened: Open, tiny_folder: Path) -> None:
    page = opened(tiny_folder, "data", lang="en")
    found = re.search(r"([\d,]+) answers were there, ([\d,]+) were made, 0 let go", page.text())
    assert found is not None
    assert int(found[2]) > 5
    page.at.run()
    again = re.search(r"([\d,]+) answers were there, ([\d,]+) were made", page.text())
    # Nothing is made anew when the page is shown again.
    assert again is not None
    assert again[2] == found[2]
    assert int(again[1]) > int(found[1])


@pytest.mark.layers
def test_layers_that_are_off_are_named_apart(opened: Open) -> None:
    page = opened(PHUKET, "data", lang="en")
    (off,) = (t for t in page.tables() if "Layer" in t and "Rows in" not in t and "Licence" in t)
    assert off["Layer"].tolist() == ["Ferries between islands (unverified)"]
    assert "write `on = true` in catalogue.toml under `[layers.ferries]`" in page.text()
    on = next(t for t in page.tables() if "Rows in" in t)
    assert not set(off["Layer"]) & set(on["Layer"])
