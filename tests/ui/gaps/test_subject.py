"""Stops, plans or both: made-up or rough data order and colour a list only when asked to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo_app.analysis import coverage
from geo_app.analysis.access.question import Question
from geo_app.desk.desk import Desk
from geo_app.indicators.listing import COUNTED, counted_unasked
from geo_app.maps import palette
from geo_app.province import open_province
from geo_app.ui.shared.summary import no_plan
from tests.fixtures.province_folder import DAY, rows_of_world, write_province
from tests.ui.conftest import PHUKET

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open

NO_PLANS = {"disaster_plans": None}
BOTH = palette.GAP["both"]
WALK = "Walk to a stop (m) [estimated]"


@pytest.mark.parametrize(
    ("plans", "feed", "counted"),
    [
        ("official", "open", COUNTED),
        ("synthetic", "open", ("stop",)),
        ("indicative", "official", ("stop",)),
        ("official", "indicative", COUNTED),
        ("synthetic", "modelled", ("stop",)),
    ],
)
def test_sound_data_count_unasked(
    tmp_path: Path, plans: str, feed: str, counted: tuple[str, ...]
) -> None:
    layers = {"disaster_plans": {"status": plans}, "transit": {"status": feed}}
    province = open_province(write_province(tmp_path / "p", layers=layers))
    assert counted_unasked(province) == counted


def test_made_up_plans_order_and_colour_only_when_asked(opened: Open, tmp_path: Path) -> None:
    layers = {"disaster_plans": {"status": "synthetic"}}
    folder = write_province(tmp_path / "p", layers=layers)
    desk = Desk(open_province(folder))
    page = opened(folder, "gaps", lang="en", on=DAY.isoformat())
    assert page.at.button_group(key="subject").value == "stops"
    assert "counted" not in page.address()
    assert list(page.tables()[0].index) == list(desk.ranked(Question(), DAY, ("stop",)).index)
    assert BOTH not in json.dumps(page.maps()[0]["feature_group"])
    assert "those without a stop" in page.text()
    assert set(page.counts()) == {"without_stop", "with_stop", "people", "share"}
    assert list(page.short_list().columns) == ["Rank", "Community", WALK, "Zone"]
    page.at.button_group(key="subject").set_value("both").run()
    assert page.address()["counted"] == "stop-plan"
    assert list(page.tables()[0].index) == list(desk.ranked(Question(), DAY).index)
    assert BOTH in json.dumps(page.maps()[0]["feature_group"])
    assert {"without_stop", "exposed", "no_plan"} < set(page.counts())
    assert list(page.short_list().columns) == ["Rank", "Community", "Gap", WALK, "Zone"]
    page.at.button_group(key="subject").set_value("plans").run()
    assert list(page.tables()[0].index) == list(desk.ranked(Question(), DAY, ("plan",)).index)
    assert set(page.counts()) == {"exposed", "no_plan"}
    assert "example data" in page.html()
    assert [name.partition(" [")[0] for name in page.short_list().columns] == [
        "Rank", "Community", "Disaster plan", "Hazards", "Plan valid until", "Zone",
    ]  # fmt: skip


@pytest.mark.parametrize("tongue", ["th", "en"])
def test_the_list_beside_the_map_names_the_communities(
    opened: Open, tmp_path: Path, tongue: str
) -> None:
    communities = rows_of_world()["communities"]
    communities[0]["name_en"], communities[1]["name_th"] = None, None
    folder = write_province(tmp_path / "p", rows={"communities": communities})
    page = opened(folder, "gaps", lang=tongue, on=DAY.isoformat())
    names = page.short_list().iloc[:, 1]
    asked, otherwise = ("name_th", "name_en") if tongue == "th" else ("name_en", "name_th")
    for row in communities:
        assert names[row["community_id"]] == (row[asked] or row[otherwise])


def test_exposed_without_a_plan_is_a_count_and_a_list(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p")
    ranked = Desk(open_province(folder)).ranked(Question(), DAY)
    page = opened(folder, "gaps", lang="en", on=DAY.isoformat(), gap="exposed")
    shown = page.tables()[0]
    assert page.counts()["exposed"] == str(len(shown))
    assert 0 < len(shown) < len(ranked)
    for community_id, row in ranked.iterrows():
        is_listed = bool(row["hazards"]) and row["plan_status"] in ("none", "expired")
        assert (community_id in shown.index) == is_listed


def test_what_is_chosen_one_by_one_is_no_subject(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p")
    page = opened(folder, "gaps", lang="en", counted="stop-clinic_walk")
    assert page.at.button_group(key="subject").value is None
    page.at.button_group(key="subject").set_value("stops").run()
    assert page.address()["counted"] == "stop"


@pytest.mark.layers
def test_phukets_list_is_ordered_by_stops(opened: Open) -> None:
    """Its plans are made up and its hazards drawn by rule."""
    page = opened(PHUKET, "gaps", lang="en", on=DAY.isoformat())
    ranked = Desk(open_province(PHUKET)).ranked(Question(), DAY, ("stop",))
    assert list(page.tables()[0].index) == list(ranked.index)
    assert list(page.short_list().index) == list(ranked.index)
    without = ranked[~ranked["has_stop"].fillna(value=True).astype(bool)]
    walks_m = without["walk_distance_m"].fillna(float("inf"))
    assert walks_m.is_monotonic_decreasing


def test_an_address_that_asks_for_both_gaps_asks_for_both(opened: Open, tmp_path: Path) -> None:
    layers = {"disaster_plans": {"status": "synthetic"}}
    folder = write_province(tmp_path / "p", layers=layers)
    page = opened(folder, "gaps", lang="en", on=DAY.isoformat(), gap="both")
    assert page.at.button_group(key="subject").value == "both"
    assert len(page.tables()[0])
    # With one thing that counts nobody lacks two: the choice is not offered, nor kept.
    page.at.button_group(key="subject").set_value("stops").run()
    assert page.at.selectbox(key="gap").value == "all"
    assert "Those without both" not in page.at.selectbox(key="gap").options
    assert len(page.tables()[0]) == 4


def test_a_hand_out_does_not_count_plans_that_nobody_knows(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p", rows={"disaster_plans": None}, layers=NO_PLANS)
    page = opened(folder, "gaps", lang="en", on=DAY.isoformat(), counted="plan")
    assert not page.exceptions()
    assert (page.counts()["no_plan"], page.counts()["exposed"]) == ("?", "?")
    summary = coverage.summarise(Desk(open_province(folder)).ranked(Question(), DAY))
    assert no_plan(summary) is None


@pytest.mark.parametrize(
    ("subject", "first", "last"),
    [("stops", "Walk to a stop (m)", "Disaster plan"), ("plans", "Disaster plan", "Nearest stop")],
)
def test_columns_about_what_is_not_asked_stand_last(
    opened: Open, tmp_path: Path, subject: str, first: str, last: str
) -> None:
    page = opened(write_province(tmp_path / "p"), "gaps", lang="en", on=DAY.isoformat())
    page.at.button_group(key="subject").set_value(subject).run()
    columns = [str(name).partition(" [")[0] for name in page.tables()[0].columns]
    assert columns.index(first) < columns.index("Zone") < columns.index(last)
