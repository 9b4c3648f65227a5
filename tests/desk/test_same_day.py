"""Whoever asks, by page, proposal, command or notebook: a layer runs on the same day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo_app import cli
from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import StandardId
from geo_app.desk.desk import Desk
from geo_app.proposals.proposed_timetable import proposed_timetable, timetable_today
from geo_app.province import open_province
from geo_app.transit.calendar import DayType
from tests.fixtures.province_folder import DAY
from tests.proposals.test_nothing_changes_nothing import write_all_together
from tests.proposals.world import plain, proposal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from geo_app.transit.calendar import ServiceDay

PTAL = Question(standard_id=StandardId.PTAL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write two feeds of which one has lapsed, and drawn lines."""
    return write_all_together(tmp_path_factory.mktemp("days"))


@pytest.fixture(scope="module")
def desk(folder: Path) -> Desk:
    return Desk(open_province(folder))


def dates(days: Mapping[str, ServiceDay]) -> dict[str, dt.date]:
    return {layer_id: chosen.day for layer_id, chosen in days.items()}


@pytest.fixture(scope="module")
def expected(desk: Desk) -> dict[str, dt.date]:
    return dates(desk.timetable(DayType.WEEKDAY, DAY).days)


def test_the_lapsed_feed_keeps_a_day_of_its_own(expected: dict[str, dt.date]) -> None:
    assert expected["transit"].year == 2026
    assert expected["second"].year == 2025
    assert len(expected) == 3


def test_an_answer_rests_on_it(desk: Desk, expected: dict[str, dt.date]) -> None:
    timetable = desk.answer(PTAL, DAY).timetable
    assert timetable is not None
    assert dates(timetable.days) == expected


def test_a_proposal_is_held_against_it(desk: Desk, expected: dict[str, dt.date]) -> None:
    baseline = desk.baseline(DAY)
    assert dates(timetable_today(baseline, DayType.WEEKDAY).days) == expected


def test_what_is_proposed_runs_on_it_too(desk: Desk, expected: dict[str, dt.date]) -> None:
    faster = proposal(plain("change_speed", route_id="R2", speed_kmh=30))
    after = proposed_timetable(faster, desk.baseline(DAY), PTAL)
    assert after is not None
    assert dates(after.days) == expected


def test_the_command_names_it(
    folder: Path,
    expected: dict[str, dt.date],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    call = ["access", "--province", str(folder), "--standard", "ptal", "--on", f"{DAY}"]
    monkeypatch.setattr("sys.argv", ["geo-app", *call, "--format", "json"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    stated = json.loads(capsys.readouterr().out)["timetables"]
    assert {row["layer"]: row["day"] for row in stated} == {
        layer_id: f"{day}" for layer_id, day in expected.items()
    }
