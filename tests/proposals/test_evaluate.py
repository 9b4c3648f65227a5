"""What a proposal would do, against figures worked out on paper (see `world.py`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import BY_WALK, StandardId
from geo_app.proposals.dependence import stop_dependence
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.gains import Effect, access_of, change_between, reach_with
from geo_app.proposals.problems import ProposalError
from geo_app.province import open_province
from tests.fixtures.digests import network_digest
from tests.fixtures.province_folder import community, rows_of_world, write_province
from tests.proposals.world import baseline_of, plain, point, proposal, route, stops

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.province import Province


def effects_of(made: Proposal, baseline: Baseline, question: Question | None = None) -> dict:
    return evaluate(made, baseline, question).communities["effect"].to_dict()


def test_the_new_line_brings_who_stands_at_its_stops(baseline: Baseline) -> None:
    found = evaluate(proposal(), baseline)
    assert list(found.communities_with(Effect.GAINED).index) == ["C002", "C003"]
    assert found.communities_with(Effect.LOST).empty
    assert (found.population_gained, found.population_lost) == (250, 0)
    assert found.population_unknown == 1


def test_people_are_counted_where_the_population_layer_has_them(baseline: Baseline) -> None:
    found = evaluate(proposal(), baseline)
    assert (found.people.people_gained, found.people.people_lost) == (250, 0)
    assert found.people_by == "population"


def test_walks_are_given_before_and_after(baseline: Baseline) -> None:
    row = evaluate(proposal(), baseline).communities.loc["C002"]
    assert row["walk_before_m"] == pytest.approx(900, abs=0.1)
    assert row["walk_after_m"] == pytest.approx(0, abs=0.1)
    assert (row["stop_before_id"], row["stop_after_id"]) == ("S1", "N1")


def test_lengths_in_hazards_and_mangroves_are_right_to_a_tenth_of_a_metre(
    baseline: Baseline,
) -> None:
    (own,) = evaluate(proposal(), baseline).routes
    assert own.hazards is not None
    assert own.mangroves is not None
    (row,) = own.hazards.levels.to_dict("records")
    assert (row["hazard_type"], row["hazard_level"], row["stops"]) == ("tsunami", "low", 1)
    assert row["route_length_m"] == pytest.approx(100, abs=0.1)
    assert own.mangroves.route_length_m == pytest.approx(100, abs=0.1)
    assert tuple(own.mangroves.mangrove_ids) == ("M1",)
    assert tuple(own.mangroves.stop_ids) == ("N2",)
    assert own.overlap_m == pytest.approx(1350, abs=0.1)


def test_time_vehicles_and_cost_are_those_of_the_paper(baseline: Baseline) -> None:
    totals = evaluate(proposal(), baseline).totals
    assert totals.route_length_m == pytest.approx(2980, abs=0.1)
    assert (totals.cycle_time_min, totals.vehicles, totals.stops) == (20, 2, 2)
    assert totals.vehicle_km_per_day == pytest.approx(339.72, abs=0.01)
    assert totals.operating_cost_thb_per_day == pytest.approx(12_206.64, abs=0.1)
    assert totals.net_cost_thb_per_year == pytest.approx(12_206.64 * 365, abs=40)


def test_stops_tell_their_road_and_the_way_to_the_next(baseline: Baseline) -> None:
    (own,) = evaluate(proposal(), baseline).routes
    assert list(own.stops["road_name_th"]) == ["ถนนสะพาน", "ถนนใหญ่"]
    assert own.stops["to_next_m"].iloc[0] == pytest.approx(2980, abs=0.1)
    assert np.isnan(own.stops["to_next_m"].iloc[1])


def test_who_depends_on_a_stop_alone_is_named(baseline: Baseline) -> None:
    # N3 stands 10 m from S1, where C001 has a stop already.
    places = {"N1": (0, 480), "N3": (220, 0), "N2": (2500, 0)}
    alone = stop_dependence(evaluate(proposal(route(), *stops(places)), baseline), baseline)
    assert alone["communities_alone"].to_dict() == {"N1": ("C002",), "N3": (), "N2": ("C003",)}
    assert alone.loc["N1", "people_alone"] == 250


def test_a_route_that_goes_takes_access_with_it(baseline: Baseline) -> None:
    found = evaluate(proposal(plain("remove_route", route_id="R1")), baseline)
    assert list(found.communities_with(Effect.LOST).index) == ["C001"]
    assert (found.population_lost, found.people.people_lost) == (1000, 1000)
    # One trip a day of 1.5 km with one vehicle is saved.
    assert found.totals.net_vehicle_km_per_day == pytest.approx(-1.5, abs=0.01)
    assert found.totals.net_vehicles == -1


def test_a_removed_stop_sends_people_further(baseline: Baseline) -> None:
    found = effects_of(proposal(plain("remove_stop", stop_id="S1")), baseline)
    # R1 is left with S2 alone, so no bus runs to anybody.
    assert found == {"C001": "lost", "C002": "further", "C003": "further", "C004": "none"}


def test_a_moved_stop_is_measured_where_it_goes(baseline: Baseline) -> None:
    moved = evaluate(proposal(point("move_stop", (-80, 0), stop_id="S1")), baseline)
    row = moved.communities.loc["C001"]
    assert row["effect"] == Effect.NEARER
    assert row["walk_after_m"] == pytest.approx(220, abs=0.1)


def test_what_is_removed_and_put_back_at_its_place_changes_nothing(baseline: Baseline) -> None:
    made = proposal(
        plain("remove_stop", stop_id="S1"),
        point("add_stop", (0, 0), stop_id="S1b", name_th="ที่เดิม", route_ids=["R1"]),
    )
    found = evaluate(made, baseline)
    assert set(found.communities["effect"]) == {"none"}
    assert (found.people.people_gained, found.people.people_lost) == (0, 0)


def test_another_walking_distance_moves_the_answer(baseline: Baseline) -> None:
    # 900 m along the road to S1: within a kilometre C002 has a stop already.
    question = Question(walk_distance_m=1_000)
    assert effects_of(proposal(), baseline, question)["C002"] == Effect.NEARER


@pytest.mark.parametrize("standard", list(StandardId))
def test_every_standard_can_be_asked(baseline: Baseline, standard: StandardId) -> None:
    found = evaluate(proposal(), baseline, Question(standard_id=standard))
    assert found.communities.loc["C004", "effect"] == Effect.NONE
    if standard is not StandardId.STRAIGHT_LINE:
        assert found.communities.loc["C003", "effect"] == Effect.GAINED


@pytest.mark.parametrize("standard", BY_WALK)
def test_the_quick_count_of_people_is_that_of_measuring_anew(
    baseline: Baseline, standard: StandardId
) -> None:
    question = Question(standard_id=standard)
    made = proposal(route(), *stops(), plain("remove_stop", stop_id="S1"))
    found = evaluate(made, baseline, question)
    before = access_of(baseline.people, question, None)
    after = access_of(reach_with(baseline.people, found.proposed.served_stops), question, None)
    anew = change_between(before, after, baseline.people.origins)
    assert found.people.people_gained == pytest.approx(anew.people_gained, abs=1e-6)
    assert found.people.people_lost == pytest.approx(anew.people_lost, abs=1e-6)
    assert (anew.people_gained, anew.people_lost) == (250, 1000)


def test_groups_are_counted_where_a_layer_has_them(tmp_path: Path) -> None:
    rows = rows_of_world()
    communities = [{**row, "population_60_plus": 40} for row in rows["communities"]]
    communities[2]["population_60_plus"] = None
    folder = write_province(tmp_path, rows={"communities": communities, "population": None})
    found = evaluate(proposal(), baseline_of(open_province(folder)))
    assert found.people_by == "communities"
    assert found.groups.loc["population_60_plus"].to_dict() == {
        "gained": 40.0,
        "lost": 0.0,
        "unknown": 1,
    }


def test_without_hazards_mangroves_and_roads_the_rest_is_still_told(tmp_path: Path) -> None:
    missing = dict.fromkeys(["hazard_zones", "mangroves", "roads", "zones", "land", "population"])
    found = evaluate(proposal(), baseline_of(open_province(write_province(tmp_path, rows=missing))))
    (own,) = found.routes
    assert (own.hazards, own.mangroves, own.cuts) == (None, None, None)
    assert own.stops["road_name_th"].isna().all()
    assert list(found.communities_with(Effect.GAINED).index) == ["C002", "C003"]


def test_an_unknown_population_is_counted_apart_and_never_as_zero(tmp_path: Path) -> None:
    homes = rows_of_world()["communities"]
    homes[1] = community("C002", "บ้าน", None, homes[1]["geometry"], population=None)
    folder = write_province(tmp_path, rows={"communities": homes, "population": None})
    found = evaluate(proposal(), baseline_of(open_province(folder)))
    assert (found.population_gained, found.population_unknown) == (0, 2)
    assert found.people.unknown_gained == 2
    assert found.cost_thb_per_year_and_person is None


def test_errors_stop_an_evaluation(baseline: Baseline) -> None:
    with pytest.raises(ProposalError, match="headway of 0"):
        evaluate(proposal(route(headway_min=0), *stops()), baseline)


def test_nothing_of_the_baseline_changes(world: Province) -> None:
    baseline = baseline_of(world)
    before = network_digest(baseline.network)
    walks = baseline.people.nearest.copy()
    made = proposal(route(), *stops(), plain("remove_route", route_id="R1"))
    evaluate(made, baseline)
    assert network_digest(baseline.network) == before
    pd.testing.assert_frame_equal(baseline.people.nearest, walks)


def test_more_stops_never_serve_fewer(baseline: Baseline) -> None:
    few = evaluate(proposal(route(), *stops()), baseline)
    places = {"N1": (0, 480), "N3": (210, 200), "N4": (1200, 0), "N2": (2500, 0)}
    more = evaluate(proposal(route(), *stops(places)), baseline)
    assert more.people.people_gained >= few.people.people_gained
    gained = few.communities_with(Effect.GAINED).index
    assert gained.isin(more.communities_with(Effect.GAINED).index).all()


def test_the_question_and_the_rates_stay_with_the_answer(baseline: Baseline) -> None:
    found = evaluate(proposal(), baseline)
    other = evaluate(proposal(), baseline, rates=replace(found.rates, vehicle_km_thb=24.0))
    assert other.totals.operating_cost_thb_per_day - found.totals.operating_cost_thb_per_day == (
        pytest.approx(339.72 * 12, abs=0.1)
    )
