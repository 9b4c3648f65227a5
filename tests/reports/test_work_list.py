"""Who must act for whom: the exposed without a valid plan, and how many there are of each."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from geo_app.reports.handout.work_list import status_by_hazard, work_list
from geo_app.words.translating import Language

DAY = dt.date(2026, 11, 23)
ROWS = {
    "a": ("none", (("flood", "medium"),), "medium", None),
    "b": ("expired", (("tsunami", "high"), ("flood", "low")), "high", "2026-11-01"),
    "c": ("valid", (("tsunami", "high"),), "high", "2027-01-01"),
    "d": ("none", (), None, None),
    "e": ("none", (("tsunami", "high"),), "high", None),
    "f": ("unknown", (("flood", "low"),), "low", None),
}


@pytest.fixture
def ranked() -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(
        ROWS, orient="index", columns=["plan_status", "hazards", "hazard_level", "until"]
    )
    frame.index.name = "community_id"
    names = {"name_th": [f"บ้าน {key}" for key in ROWS], "name_en": None, "zone_id": "z"}
    return frame.assign(plan_valid_until=pd.to_datetime(frame["until"]), population=10.0, **names)


def test_the_highest_hazards_come_first_and_nobody_with_a_plan_or_without_hazard(
    ranked: pd.DataFrame, world
) -> None:
    table = work_list(ranked, world, on=DAY, language=Language.ENGLISH)
    # Of equal hazards, who has no plan at all before whose plan has ended.
    assert table.index.tolist() == ["e", "b", "a"]
    assert table.loc["b", "Days left"] == -22
    assert table["Days left"].isna().tolist() == [True, False, True]
    assert table.loc["b", "Hazards"].startswith("Tsunami")
    assert set(table["Responsible"]) | set(table["By when"]) | set(table["Remarks"]) == {""}
    thai = work_list(ranked, world, on=DAY, language=Language.THAI)
    assert thai["แผน"].tolist() == ["ไม่มีแผน", "หมดอายุ", "ไม่มีแผน"]


@pytest.mark.parametrize("dropped", [["name_en"], ["name_th"], ["name_th", "name_en"]])
def test_names_in_one_language_or_none_serve(
    ranked: pd.DataFrame, world, dropped: list[str]
) -> None:
    rows = ranked.assign(name_en=[f"Ban {key}" for key in ROWS]).drop(columns=dropped)
    table = work_list(rows, world, on=DAY, language=Language.ENGLISH)
    first = {1: {"name_en": "บ้าน e", "name_th": "Ban e"}.get(dropped[0]), 2: "e"}[len(dropped)]
    assert table["Community"].iloc[0] == first


def test_every_community_is_counted_once(ranked: pd.DataFrame) -> None:
    table = status_by_hazard(ranked, language=Language.ENGLISH).set_index("Plan")
    assert table.columns.tolist() == ["high", "medium", "low", "in no known zone"]
    assert table.to_numpy().sum() == len(ROWS)
    assert table.loc["No plan"].tolist() == [1, 1, 0, 1]
    assert table.loc["Expired"].tolist() == [1, 0, 0, 0]
    assert table.loc["Valid"].tolist() == [1, 0, 0, 0]
    assert table.loc["Not known"].tolist() == [0, 0, 1, 0]


def test_whose_position_is_not_known_lies_in_no_zone_that_one_could_say(
    ranked: pd.DataFrame,
) -> None:
    rows = ranked.assign(is_placed=[key != "d" for key in ROWS])
    table = status_by_hazard(rows, language=Language.ENGLISH).set_index("Plan")
    assert table.loc["No plan", ["in no known zone", "position not known"]].tolist() == [0, 1]
    assert table.to_numpy().sum() == len(ROWS)


def test_a_province_without_hazards_has_one_column(ranked: pd.DataFrame) -> None:
    calm = ranked.assign(hazard_level=None)
    table = status_by_hazard(calm, language=Language.ENGLISH)
    assert table.columns.tolist() == ["Plan", "in no known zone"]
