"""A day as Thai offices write it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from geo_app.ui.shared.state import MAX_DAY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open


def test_the_day_is_chosen_in_thai_months_and_the_buddhist_era(
    opened: Open, world_folder: Path
) -> None:
    page = opened(world_folder, "gaps", lang="th", on="2026-11-23")
    at = page.at
    assert "พฤศจิกายน" in at.selectbox(key="on_month").options
    assert "2569" in at.selectbox(key="on_year").options
    at.selectbox(key="on_month").set_value(12).run()
    at.selectbox(key="on_year").set_value(2027).run()
    assert at.session_state["on"] == dt.date(2027, 12, 23)
    assert page.address()["on"] == "2027-12-23"
    assert page.exceptions() == []


@pytest.mark.parametrize(
    ("begun", "part", "value", "day"),
    [
        ("2026-01-31", "month", 2, dt.date(2026, 2, 28)),
        ("2028-01-31", "month", 2, dt.date(2028, 2, 29)),
        ("2028-02-29", "year", 2027, dt.date(2027, 2, 28)),
        ("2100-12-31", "day", 30, dt.date(2100, 12, 30)),
    ],
)
def test_a_day_that_a_month_does_not_have_is_its_last(
    opened: Open, world_folder: Path, begun: str, part: str, value: int, day: dt.date
) -> None:
    page = opened(world_folder, "gaps", lang="th", on=begun)
    page.at.selectbox(key=f"on_{part}").set_value(value).run()
    assert page.at.session_state["on"] == day
    assert day <= MAX_DAY
    assert page.exceptions() == []


def test_a_change_of_language_keeps_the_day(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="th", on="2027-05-01")
    page.at.button_group(key="lang").set_value("en").run()
    assert page.at.date_input(key="on").value == dt.date(2027, 5, 1)
    page.at.button_group(key="lang").set_value("th").run()
    assert page.at.selectbox(key="on_year").value == 2027
    assert page.exceptions() == []
