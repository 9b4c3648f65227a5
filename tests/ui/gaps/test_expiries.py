"""The strip of months in which plans end."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo_app.province import open_province
from geo_app.ui.gaps.expiries import MONTHS, ends_by_month, month_name
from geo_app.words.translating import Language
from tests.fixtures.province_folder import DAY, plan, write_province

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open


def ranked(*plans: tuple[str, str | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "plan_status": [status for status, _ in plans],
            "plan_valid_until": pd.to_datetime([until for _, until in plans]),
        }
    )


def test_only_valid_plans_that_end_within_a_year_are_counted():
    rows = ranked(
        ("valid", "2026-11-30"), ("valid", "2027-01-01"), ("valid", "2027-01-31"),
        ("valid", "2027-11-30"), ("valid", None), ("expired", "2026-11-01"), ("none", None),
    )  # fmt: skip
    ends = ends_by_month(rows, dt.date(2026, 11, 23))
    assert len(ends) == MONTHS
    assert [first for first, _ in ends][::11] == [dt.date(2026, 11, 1), dt.date(2027, 10, 1)]
    assert {first: count for first, count in ends if count} == {
        dt.date(2026, 11, 1): 1, dt.date(2027, 1, 1): 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tongue", "name"), [(Language.THAI, "ม.ค. 70"), (Language.ENGLISH, "Jan 27")]
)
def test_a_month_is_written_as_people_write_it(tongue: Language, name: str):
    assert month_name(dt.date(2027, 1, 1), tongue) == name


def test_the_strip_stands_where_plans_are_asked_about(opened: Open, tmp_path: Path) -> None:
    until = (DAY + dt.timedelta(days=70)).isoformat()
    ends = plan("P1", "community", "C001", "2020-01-01", until)
    folder = write_province(tmp_path / "p", rows={"disaster_plans": [ends]})
    page = opened(folder, "gaps", lang="en", on=DAY.isoformat(), counted="stop")
    assert 'class="ga-months"' not in page.html()
    assert "<caption>" not in page.html()
    page.at.button_group(key="subject").set_value("plans").run()
    strip = page.html().partition('class="ga-months"')[2].partition("</div></div>")[0]
    assert strip.count("<b>1</b>") == 1
    assert "on=" in strip
    # Every community stands in one cell of the table of plans and hazards.
    matrix = page.html().partition("<caption>")[2].partition("</table>")[0]
    counts = [int(count) for count in re.findall(r"<td>(\d+)</td>", matrix)]
    assert sum(counts) == len(open_province(folder).communities)
    assert page.exceptions() == []


def test_shares_of_buses_are_left_out_where_only_plans_are_asked_about(
    opened: Open, world_folder: Path
) -> None:
    page = opened(world_folder, "gaps", lang="en", on=DAY.isoformat(), counted="plan")
    assert "Share of people served" not in page.html()
    page.at.button_group(key="subject").set_value("both").run()
    assert "Share of people served" in page.html()
