"""The histogram of walking distance and the table of minutes: nobody is lost in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo_app.analysis.walks.walk_bins import BIN_M, LAST_M, distance_bins
from geo_app.ui.gaps.distances import histogram
from tests.fixtures.payloads import PAYLOADS
from tests.fixtures.province_folder import rows_of_world, write_province

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open, Page

WORDS = {key: key for key in ("distance", "further", "no_way", "bin", "count")}


def bins_of(walks: list[float], people: list[float]) -> pd.DataFrame:
    return distance_bins(pd.DataFrame({"population": people}), pd.Series(walks, dtype=float))


@pytest.mark.parametrize("text", PAYLOADS[:40])
def test_a_word_in_the_chart_stays_a_word_of_its_expression(text: str) -> None:
    words = WORDS | {"no_way": text}
    chart = histogram(bins_of([1.0], [1.0]), field="origins", limit_m=500, words=words).to_dict()
    expression = chart["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
    assert json.dumps(text) in expression


def test_the_chart_has_a_bar_a_bin_and_a_line_at_the_distance() -> None:
    chart = histogram(bins_of([1.0], [1.0]), field="population", limit_m=640, words=WORDS)
    drawn = chart.to_dict()
    bars, line = (drawn["datasets"][layer["data"]["name"]] for layer in drawn["layer"])
    assert len(bars) == LAST_M // BIN_M + 2
    assert line == [{"limit_m": 640}]


@pytest.fixture
def desk(opened: Open, world_folder: Path) -> Page:
    return opened(world_folder, "gaps", lang="en", view="distances")


def charts(page: Page) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in page.at.get("vega_lite_chart")]


def test_both_histograms_and_the_minutes_are_there(desk: Page) -> None:
    assert len(charts(desk)) == 2
    minutes = desk.tables()[0]
    assert list(minutes["Minutes"]) == [5, 10, 15] * 2
    # C001 walks 300 m: at 0.92 m/s not within five minutes.
    assert list(minutes["People [estimated]"]) == [1000, 1000, 1250, 0, 1000, 1000]
    assert "People [estimated]" in desk.text().replace("**", "")


def test_only_the_view_chosen_is_there(desk: Page) -> None:
    desk.at.button_group(key="view").set_value("list").run()
    assert charts(desk) == []
    assert "Rank" in desk.tables()[0].columns
    desk.at.button_group(key="view").set_value("zones").run()
    assert list(desk.tables()[0]["Zone"]) == ["West", "East"]


def test_places_without_people_are_told(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p", rows={"population": None})
    page = opened(folder, "gaps", lang="en", view="distances")
    assert "1 places without a number of people are in no bar." in page.text()


def test_zones_show_shares_counts_and_unknowns(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", view="zones")
    table = page.tables()[0].set_index("Zone")
    share = next(column for column in table if column.startswith("Share of people"))
    assert share == "Share of people (%): SDG 11.2.1, 500 m [estimated]"
    assert table.loc["West", share] == 80
    assert table.loc["West", "People served"] == 1000
    assert table.loc["West", "People known"] == 1250
    # Nobody lives in the east as far as the layer knows: not known, not zero.
    assert table.isna().loc["East", share]
    labels = {button.proto.label for button in page.at.get("download_button")}
    assert {"Zones (CSV)", "Zones (Excel)"} <= labels


def test_origins_outside_every_zone_have_a_row(opened: Open, tmp_path: Path) -> None:
    rows = [row for row in rows_of_world()["zones"] if row["zone_id"] == "830102"]
    page = opened(
        write_province(tmp_path / "p", rows={"zones": rows}), "gaps", lang="en", view="zones"
    )
    assert "Outside every zone" in set(page.tables()[0]["Zone"])


def test_without_zones_everybody_is_outside(opened: Open, tiny_folder: Path) -> None:
    page = opened(tiny_folder, "gaps", lang="en", view="zones")
    assert page.exceptions() == []
    assert list(page.tables()[0]["Zone"]) == ["Outside every zone"]
