"""Each control changes what it should, and the figures are the engine's."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from geo_app.analysis import coverage
from tests.fixtures.province_folder import DAY
from tests.ui.conftest import PHUKET

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.province import Province
    from tests.ui.conftest import Open, Page


@pytest.fixture
def desk(opened: Open, world_folder: Path) -> Page:
    return opened(world_folder, "gaps", lang="en", on=DAY.isoformat())


def assert_counts(page: Page, summary: coverage.GapsSummary, *, with_plans: bool = True) -> None:
    counts = page.counts()
    # The share stands in test_standards: it is of the population's points.
    assert counts.pop("share").endswith("%")
    # Where nobody's number is known, no figure adds them up.
    near = f"{summary.population_with_stop:,}" if summary.population_known else None
    assert counts.pop("people", None) == near
    plans = {
        "exposed": f"{summary.exposed_without_plan:,}",
        "no_plan": f"{summary.plan_expired + summary.plan_none:,}",
    }
    assert counts == {
        "without_stop": f"{summary.without_stop:,}",
        "with_stop": f"{summary.with_stop:,}",
        **(plans if with_plans else {}),
    }


@pytest.mark.parametrize("walk_m", [100, 300, 500, 900, 1000, 3000])
def test_walking_distance_gives_the_engines_counts(
    desk: Page, world: Province, walk_m: int
) -> None:
    desk.at.slider(key="walk_m").set_value(walk_m).run()
    gaps = coverage.gaps(world, walk_distance_m=walk_m, on=DAY)
    assert_counts(desk, coverage.summarise(gaps))
    assert list(desk.tables()[0].index) == list(coverage.rank(gaps).index)


@pytest.mark.layers
@pytest.mark.parametrize("walk_m", [500, 1200])
def test_walking_distance_gives_the_engines_counts_on_phuket(
    opened: Open, phuket: Province, walk_m: int
) -> None:
    page = opened(PHUKET, "gaps", lang="en", on=DAY.isoformat())
    page.at.slider(key="walk_m").set_value(walk_m).run()
    summary = coverage.summarise(coverage.gaps(phuket, walk_distance_m=walk_m, on=DAY))
    # Its plans are made up: nobody is asked about them unless somebody wants that.
    assert_counts(page, summary, with_plans=False)
    page.at.button_group(key="subject").set_value("both").run()
    assert_counts(page, summary)


@pytest.mark.parametrize(
    "day", [dt.date(2021, 6, 1), dt.date(2026, 11, 23), dt.date(2028, 6, 1), dt.date(2030, 1, 1)]
)
def test_day_gives_the_engines_plan_counts(desk: Page, world: Province, day: dt.date) -> None:
    desk.at.date_input(key="on").set_value(day).run()
    summary = coverage.summarise(coverage.gaps(world, walk_distance_m=500, on=day))
    assert_counts(desk, summary)
    assert f"{summary.plan_expired} expired, {summary.plan_none} none" in desk.notes()["no_plan"]


@pytest.mark.parametrize(
    ("gap", "ids"),
    [
        ("all", {"C001", "C002", "C003", "C004"}),
        ("stop", {"C002", "C003", "C004"}),
        ("plan", {"C002", "C004"}),
        ("both", {"C002", "C004"}),
        ("none", {"C001"}),
    ],
)
def test_gap_shows_only_those_communities(desk: Page, gap: str, ids: set[str]) -> None:
    counts = desk.counts()
    desk.at.selectbox(key="gap").set_value(gap).run()
    assert set(desk.tables()[0].index) == ids
    assert drawn_communities(desk) == ids
    assert desk.counts() == counts


def test_zone_shows_and_counts_only_its_communities(desk: Page) -> None:
    desk.at.selectbox(key="zone").set_value("830102").run()
    assert set(desk.tables()[0].index) == {"C003"}
    assert drawn_communities(desk) == {"C003"}
    assert desk.counts()["without_stop"] == "1"
    assert "of 1 communities" in desk.notes()["with_stop"]


def test_zones_are_offered_by_name_districts_left_out(desk: Page) -> None:
    assert desk.at.selectbox(key="zone").options == ["Whole province", "East", "West"]


def test_layers_come_and_go(desk: Page) -> None:
    # Filled zones, hazards, mangroves, routes, stops, communities.
    assert drawn_groups(desk) == 6 + is_ringed(desk)
    desk.at.button_group(key="layers").set_value(["stops"]).run()
    assert drawn_groups(desk) == 2 + is_ringed(desk)
    assert drawn_communities(desk) == {"C001", "C002", "C003", "C004"}
    legend = desk.text()
    assert "Bus stops" in legend
    assert "Mangroves" not in legend
    desk.at.button_group(key="layers").set_value([]).run()
    assert desk.address()["layers"] == "none"
    assert drawn_communities(desk) == {"C001", "C002", "C003", "C004"}


def test_online_map_is_only_there_when_chosen(desk: Page) -> None:
    assert "tile.openstreetmap.org" not in json.dumps(desk.maps())
    desk.at.radio(key="base").set_value("online").run()
    assert "tile.openstreetmap.org" in json.dumps(desk.maps())
    assert desk.address()["base"] == "online"


def test_controls_leave_the_maps_script_as_it_is(desk: Page) -> None:
    """The script is the map's identity: another one would load the map anew."""
    script = desk.maps()[0]["script"]
    desk.at.slider(key="walk_m").set_value(900).run()
    desk.at.selectbox(key="gap").set_value("stop").run()
    desk.at.selectbox(key="zone").set_value("830101").run()
    desk.at.button_group(key="layers").set_value(["zones"]).run()
    desk.at.selectbox(key="community").set_value("C002").run()
    desk.at.date_input(key="on").set_value(dt.date(2021, 1, 1)).run()
    desk.at.radio(key="base").set_value("online").run()
    desk.at.selectbox(key="standard").set_value("ptal").run()
    desk.at.button_group(key="day_type").set_value("sunday").run()
    desk.at.button_group(key="view").set_value("zones").run()
    assert desk.maps()[0]["script"] == script


def test_search_offers_both_names_and_opens_the_card(desk: Page) -> None:
    box = desk.at.selectbox(key="community")
    assert "Ban Rim Nam · บ้านริมน้ำ" in box.options
    box.set_value("C002").run()
    assert desk.card() == "C002"
    assert desk.address()["community"] == "C002"


def test_selection_outside_the_chosen_zone_is_dropped(desk: Page) -> None:
    desk.at.selectbox(key="community").set_value("C001").run()
    desk.at.selectbox(key="zone").set_value("830102").run()
    assert desk.card() is None
    assert desk.exceptions() == []


def test_choices_survive_other_pages(desk: Page) -> None:
    desk.at.slider(key="walk_m").set_value(900).run()
    desk.at.selectbox(key="gap").set_value("stop").run()
    desk.at.selectbox(key="community").set_value("C002").run()
    counts = desk.counts()
    page = desk.go("data").go("overview").go("gaps")
    assert page.counts() == counts
    assert page.card() == "C002"
    assert page.at.selectbox(key="gap").value == "stop"


def drawn_groups(page: Page) -> int:
    return page.maps()[0]["feature_group"].count("window.feature_group.push(")


def is_ringed(page: Page) -> bool:
    """Say whether the table names an answer that hangs on a choice, which the map rings."""
    return bool(page.tables()[0]["Depends on"].astype(bool).any())


def drawn_communities(page: Page) -> set[str]:
    """Return the ids of the communities that the browser is told to draw."""
    text = json.dumps(page.maps()[0]["feature_group"])
    return {
        name for name in ("C001", "C002", "C003", "C004") if f'community_id\\": \\"{name}' in text
    }
