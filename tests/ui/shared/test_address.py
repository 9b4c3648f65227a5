"""The address restores the choices; what is not understood is as if it were not there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open


def test_every_choice_is_restored_from_the_address(opened: Open, world_folder: Path) -> None:
    choices = {
        "lang": "en",
        "standard": "ghsci_30",
        "walk_m": "900",
        "day_type": "saturday",
        "window": "06:00-21:30",
        "on": "2021-06-01",
        "gap": "stop",
        "zone": "830101",
        "layers": "stops-zones",
        "base": "online",
        "community": "C002",
        "stop": "S1",
        "view": "zones",
    }
    page = opened(world_folder, "gaps", **choices)
    at = page.at
    assert at.selectbox(key="standard").value == "ghsci_30"
    assert at.slider(key="walk_m").value == 900
    assert at.button_group(key="day_type").value == "saturday"
    assert at.select_slider[0].value == ("06:00", "21:30")
    assert at.button_group(key="view").value == "zones"
    assert page.stop() == "S1"
    assert at.date_input(key="on").value == dt.date(2021, 6, 1)
    assert at.selectbox(key="gap").value == "stop"
    assert at.selectbox(key="zone").value == "830101"
    assert at.button_group(key="layers").value == ["stops", "zones"]
    assert at.radio(key="base").value == "online"
    assert page.card() == "C002"
    assert page.address() == choices


def test_defaults_do_not_stand_in_the_address(opened: Open, world_folder: Path) -> None:
    assert opened(world_folder, "gaps").address() == {}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("lang", "klingon"),
        ("walk_m", "far"),
        ("walk_m", "500.5"),
        ("walk_m", "９００m"),
        ("walk_m", "9" * 5000),
        ("on", "tomorrow"),
        ("on", "2026-13-45"),
        ("standard", "best"),
        ("standard", "SDG_11_2_1"),
        ("day_type", "holiday"),
        ("window", "19:00-07:00"),
        ("window", "07:00"),
        ("window", "29:00-30:00"),
        ("window", "<b>-</b>"),
        ("window", "07:00-19:00-21:00"),
        ("stop", "S9"),
        ("stop", "<img src=x onerror=alert(1)>"),
        ("view", "chart"),
        ("gap", "everything"),
        ("zone", "no such zone"),
        ("zone", "<script>alert(1)</script>"),
        ("layers", "lava"),
        ("base", "https://example.org"),
        ("community", "C999"),
        ("community", "<img src=x onerror=alert(1)>"),
        ("community", ""),
        ("unknown", "thing"),
    ],
)
def test_garbage_in_the_address_is_ignored(
    opened: Open, world_folder: Path, key: str, text: str
) -> None:
    page = opened(world_folder, "gaps", **{key: text})
    assert page.exceptions() == []
    assert page.errors() == []
    assert page.card() is None
    assert len(page.tables()[0]) == 4
    assert text not in page.html() or not text
    assert page.address() in ({}, {"layers": "none"})


@pytest.mark.parametrize(
    ("text", "metres"), [("1", 100), ("-4", 100), ("99999", 3000), ("520", 500)]
)
def test_walking_distances_off_the_scale_are_put_on_it(
    opened: Open, world_folder: Path, text: str, metres: int
) -> None:
    page = opened(world_folder, "gaps", walk_m=text)
    assert page.at.slider(key="walk_m").value == metres


@pytest.mark.parametrize(
    ("text", "day"), [("1066-10-14", dt.date(2000, 1, 1)), ("9999-12-31", dt.date(2100, 12, 31))]
)
def test_days_off_the_calendar_are_put_on_it(
    opened: Open, world_folder: Path, text: str, day: dt.date
) -> None:
    page = opened(world_folder, "gaps", lang="en", on=text)
    assert page.exceptions() == []
    assert page.at.date_input(key="on").value == day
