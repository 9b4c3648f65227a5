"""Proposals side by side, against figures worked out on paper (see `world.py`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.proposals_compared import MEASURES, compare_proposals, rank_at, ranking_moves
from geo_app.proposals.running.operating import Rates
from tests.proposals.world import plain, proposal, route, stops

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation


@pytest.fixture(scope="module")
def three(baseline: Baseline) -> dict[str, Evaluation]:
    """Return the line of the world, the same twice as seldom, and the end of R1."""
    return {
        "often": evaluate(proposal(), baseline),
        "seldom": evaluate(proposal(route(headway_min=30), *stops()), baseline),
        "none": evaluate(proposal(plain("remove_route", route_id="R1")), baseline),
    }


def test_every_measure_has_its_row(three: dict[str, Evaluation]) -> None:
    table = compare_proposals(three).table
    assert list(table.index) == list(MEASURES)
    assert list(table.columns) == ["often", "seldom", "none"]
    often = table["often"]
    assert often["people_gained"] == 250
    assert often["communities_gained"] == 2
    assert often["population_unknown"] == 1
    assert often["route_length_m"] == pytest.approx(2980, abs=0.1)
    assert often["hazard_length_m"] == pytest.approx(100, abs=0.1)
    assert often["mangrove_length_m"] == pytest.approx(100, abs=0.1)
    assert (often["hazard_stops"], often["mangroves_crossed"]) == (1, 1)
    assert table.loc["people_lost", "none"] == 1000


def test_who_wins_and_who_loses_is_named(three: dict[str, Evaluation]) -> None:
    rows = compare_proposals(three).communities
    assert list(rows.index) == ["C001", "C002", "C003"]
    assert rows.loc["C001", ["often", "none"]].tolist() == ["none", "lost"]
    assert rows.loc["C002", ["often", "seldom"]].tolist() == ["gained", "gained"]


def test_the_cheaper_of_two_that_serve_the_same_comes_first(
    three: dict[str, Evaluation], baseline: Baseline
) -> None:
    ranks = rank_at(three, baseline)
    assert ranks["rank"].to_dict() == {"often": 2, "seldom": 1, "none": 3}
    assert ranks.loc["often", "cost_per_person"] == pytest.approx(12_206.64 * 365 / 250, rel=1e-6)
    assert pd.isna(ranks.loc["none", "cost_per_person"])


def test_free_kilometres_change_the_price_and_not_the_people(
    three: dict[str, Evaluation], baseline: Baseline
) -> None:
    free = rank_at(three, baseline, rates=Rates(vehicle_km_thb=0))
    saved = rank_at(three, baseline)["cost_thb_per_year"] - free["cost_thb_per_year"]
    assert saved["often"] == pytest.approx(339.72 * 12 * 365, rel=1e-6)
    assert free["people_net"].to_dict() == {"often": 250, "seldom": 250, "none": -1000}


def test_with_a_kilometre_on_foot_nobody_gains_and_all_share_the_last_rank(
    three: dict[str, Evaluation], baseline: Baseline
) -> None:
    # C002 walks 900 m to S1 as it is.
    ranks = rank_at(three, baseline, walk_distance_m=1_000.0)
    assert ranks["people_net"].to_dict() == {"often": 0, "seldom": 0, "none": -1250}
    assert set(ranks["rank"]) == {1}


def test_the_moves_hold_every_assumption(three: dict[str, Evaluation], baseline: Baseline) -> None:
    moves = ranking_moves(three, baseline, walk_distances_m=(300.0, 1_000.0), rate_factors=(2.0,))
    assert list(moves.index) == [
        ("as_asked", 500.0),
        ("walk_distance_m", 300.0),
        ("walk_distance_m", 1000.0),
        ("vehicle_hour_thb", 360.0),
        ("vehicle_km_thb", 24.0),
        ("peak_vehicle_thb_per_day", 3000.0),
    ]
    assert moves.loc[("walk_distance_m", 1000.0)].tolist() == [1, 1, 1]


def test_an_unknown_cost_has_no_rank(three: dict[str, Evaluation], baseline: Baseline) -> None:
    unknown = dict.fromkeys(
        ["net_vehicles", "net_vehicle_km_per_day", "net_vehicle_hours_per_day"], None
    )
    often = three["often"]
    vague = replace(often, totals=replace(often.totals, **unknown))
    ranks = rank_at({"vague": vague, "seldom": three["seldom"]}, baseline)
    assert pd.isna(ranks.loc["vague", "rank"])
    assert ranks.loc["seldom", "rank"] == 1


def test_one_or_seven_are_not_compared(three: dict[str, Evaluation]) -> None:
    one = {"often": three["often"]}
    seven = {str(n): three["often"] for n in range(7)}
    for wrong in (one, seven):
        with pytest.raises(ValueError, match="Two to six"):
            compare_proposals(wrong)


def test_only_what_was_asked_alike_is_compared(
    three: dict[str, Evaluation], baseline: Baseline
) -> None:
    dearer = evaluate(proposal(), baseline, rates=Rates(vehicle_km_thb=99))
    with pytest.raises(ValueError, match="one set of rates"):
        compare_proposals({"often": three["often"], "dearer": dearer})
