"""Communities ranked by a standard's answer; what nobody knows is no known gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo_app.analysis import coverage
from geo_app.analysis.ranking import rank
from geo_app.analysis.verdicts import Verdict
from geo_app.indicators.asking import Answers, rank_by_answers
from geo_app.indicators.indicator import Answered
from geo_app.indicators.listing import COUNTED
from geo_app.schema import HAZARD_LEVELS

if TYPE_CHECKING:
    import geopandas as gpd


def ranked_with(gaps: gpd.GeoDataFrame, has_stop: pd.Series) -> gpd.GeoDataFrame:
    """Rank communities by an answer about stops and by their plans."""
    stop = Answered(
        verdict=coverage.stop_verdicts(has_stop),
        value=gaps["walk_distance_m"],
        columns={"has_stop": has_stop},
    )
    plan = Answered(
        verdict=coverage.plan_verdicts(gaps["plan_status"]),
        value=pd.Series(float("nan"), index=gaps.index),
    )
    answers = Answers(by_id={"stop": stop, "plan": plan}, reasons={})
    return rank_by_answers(gaps.drop(columns="has_stop"), answers, counted=COUNTED)


@pytest.fixture
def unclear(world_gaps: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The world's communities; whether C001 is served is not known."""
    has_stop = world_gaps["has_stop"].astype("boolean")
    has_stop["C001"] = pd.NA
    return ranked_with(world_gaps, has_stop)


def test_an_unclear_answer_is_no_known_gap(unclear: gpd.GeoDataFrame) -> None:
    assert unclear.loc["C001", "gap"] == "none"
    assert pd.isna(unclear.loc["C001", "has_stop"])
    assert list(unclear["rank"]) == [1, 2, 3, 4]


def test_an_unclear_answer_is_counted_in_neither_sum(unclear: gpd.GeoDataFrame) -> None:
    summary = coverage.summarise(unclear)
    assert (summary.with_stop, summary.without_stop, summary.communities) == (0, 3, 4)
    assert summary.population_with_stop == 0


def test_without_a_doubt_the_rank_is_that_of_the_plain_question(
    world_gaps: gpd.GeoDataFrame,
) -> None:
    ranked = ranked_with(world_gaps, world_gaps["has_stop"].astype("boolean"))
    plain = coverage.rank(world_gaps)
    assert list(ranked.index) == list(plain.index)
    assert list(ranked["gap"]) == list(plain["gap"])
    assert list(ranked["has_stop"]) == list(plain["has_stop"])


def test_hazards_make_a_missing_plan_urgent_and_no_missing_stop(
    world_gaps: gpd.GeoDataFrame,
) -> None:
    """C001 and C002 lie in hazard zones of different levels, and both have a number of people."""
    verdicts = pd.DataFrame({"stop": Verdict.UNMET, "plan": Verdict.UNMET}, index=world_gaps.index)
    facts = world_gaps.assign(population=1.0, walk_distance_m=[1.0, 2.0, 3.0, 4.0])
    by_stop = rank(facts, verdicts[["stop"]])
    assert list(by_stop.index) == list(facts.index[::-1])
    by_plan = rank(facts, verdicts[["plan"]])
    levels = [HAZARD_LEVELS.index(level) if level else -1 for level in by_plan["hazard_level"]]
    assert levels == sorted(levels, reverse=True)
    assert len(set(levels)) > 1
