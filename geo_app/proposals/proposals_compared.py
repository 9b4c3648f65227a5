"""Two to six proposals side by side, and how their order moves with the assumptions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.proposals.evaluate import people_at
from geo_app.proposals.gains import Effect
from geo_app.proposals.running.operating import day_cost_thb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.proposals.running.operating import Rates

MIN_PROPOSALS, MAX_PROPOSALS = 2, 6
WALK_DISTANCES_M = (300.0, 400.0, 500.0, 800.0, 1_000.0)
RATE_FACTORS = (0.5, 2.0)
RATES = ("vehicle_hour_thb", "vehicle_km_thb", "peak_vehicle_thb_per_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalComparison:
    """
    Proposals held against the same baseline by the same question and rates.

    Attributes
    ----------
    table
        A row a measure (`MEASURES`), a column a proposal; NaN is not known.
    communities
        Indexed by `community_id`, those on which some proposal has an effect:
        `name_th`, `name_en`, `zone_id`, `population`, and a column a proposal with
        its effect (`gains.Effect`).
    """

    table: pd.DataFrame
    communities: pd.DataFrame


OPERATION = ("cycle_time_min", "vehicles", "vehicle_km_per_day", "operating_cost_thb_per_day")
MEASURES = (
    "people_gained",
    "people_lost",
    "communities_gained",
    "communities_lost",
    "population_unknown",
    "route_length_m",
    "stops",
    "overlap_m",
    "cycle_time_min",
    "vehicles",
    "vehicle_km_per_day",
    "operating_cost_thb_per_day",
    "net_cost_thb_per_year",
    "cost_thb_per_year_and_person",
    "hazard_length_m",
    "hazard_stops",
    "mangrove_length_m",
    "mangroves_crossed",
    "mangroves_near",
)
"""What a comparison sets side by side. Metres in hazards count a place once a hazard type."""


def compare_proposals(evaluations: Mapping[str, Evaluation]) -> ProposalComparison:
    """
    Set proposals side by side.

    Parameters
    ----------
    evaluations
        Two to six by the name that their column gets, of one baseline.

    Raises
    ------
    ValueError
        If there are fewer than two or more than six, or they were asked differently.
    """
    _require_comparable(evaluations)
    columns = {name: _measures(evaluation) for name, evaluation in evaluations.items()}
    first = next(iter(evaluations.values())).communities
    effects = pd.DataFrame({name: each.communities["effect"] for name, each in evaluations.items()})
    is_touched = (effects != Effect.NONE.value).any(axis=1)
    named = first[["name_th", "name_en", "zone_id", "population"]]
    return ProposalComparison(
        table=pd.DataFrame(columns, index=list(MEASURES)).astype(float),
        communities=pd.concat([named, effects], axis=1)[is_touched],
    )


def rank_at(
    evaluations: Mapping[str, Evaluation],
    baseline: Baseline,
    *,
    walk_distance_m: float | None = None,
    rates: Rates | None = None,
) -> pd.DataFrame:
    """
    Rank proposals by what a newly covered person costs a year.

    Parameters
    ----------
    evaluations, baseline
        As for `compare_proposals`, and what they were held against.
    walk_distance_m
        Another walking distance, where the standard can be adjusted.
    rates
        Other rates.

    Returns
    -------
    ranks
        Indexed by name: `people_net` (persons gained less lost), `cost_thb_per_year`
        (net, NaN not known), `cost_per_person` (NaN where nobody more is covered or
        the cost is not known), `rank` (1 is the cheapest; proposals that cover nobody
        more share the last; missing where the cost is not known).
    """
    rows = {}
    for name, evaluation in evaluations.items():
        question = evaluation.question
        if walk_distance_m is not None:
            question = replace(question, walk_distance_m=walk_distance_m)
        people = (
            evaluation.people
            if question == evaluation.question
            else people_at(evaluation, baseline, question)
        )
        net = people.people_gained - people.people_lost
        cost = _net_cost(evaluation, rates or evaluation.rates)
        rows[name] = {"people_net": net, "cost_thb_per_year": cost}
    table = pd.DataFrame.from_dict(rows, orient="index").astype(float)
    gains = table["people_net"] > 0
    each = (table["cost_thb_per_year"] / table["people_net"]).where(gains)
    # Whoever covers nobody more comes after every price.
    order = each.where(gains, float("inf")).where(table["cost_thb_per_year"].notna())
    return table.assign(cost_per_person=each, rank=order.rank(method="min").astype("Int64"))


def ranking_moves(
    evaluations: Mapping[str, Evaluation],
    baseline: Baseline,
    *,
    walk_distances_m: Sequence[float] = WALK_DISTANCES_M,
    rate_factors: Sequence[float] = RATE_FACTORS,
) -> pd.DataFrame:
    """
    Show how the ranks move with the walking distance and the cost rates.

    Parameters
    ----------
    evaluations, baseline
        As for `rank_at`.
    walk_distances_m
        Walking distances to try, in metres, where the standard can be adjusted.
    rate_factors
        What each cost rate is multiplied by, one rate at a time.

    Returns
    -------
    moves
        Indexed by `assumption` (`as_asked`, `walk_distance_m`, or a rate's name) and
        `value` (metres, or THB): a column a proposal with its rank.
    """
    asked = next(iter(evaluations.values()))
    tries: list[tuple[str, float, pd.Series]] = [
        ("as_asked", asked.question.limit_m, rank_at(evaluations, baseline)["rank"])
    ]
    if asked.question.standard.is_adjustable:
        for metres in walk_distances_m:
            ranks = rank_at(evaluations, baseline, walk_distance_m=metres)["rank"]
            tries.append(("walk_distance_m", metres, ranks))
    for name in RATES:
        for factor in rate_factors:
            value = asdict(asked.rates)[name] * factor
            other = replace(asked.rates, **{name: value})
            ranks = rank_at(evaluations, baseline, rates=other)["rank"]
            tries.append((name, value, ranks))
    index = pd.MultiIndex.from_tuples([t[:2] for t in tries], names=["assumption", "value"])
    return pd.DataFrame([ranks for *_, ranks in tries]).set_index(index)


def _require_comparable(evaluations: Mapping[str, Evaluation]) -> None:
    if not MIN_PROPOSALS <= len(evaluations) <= MAX_PROPOSALS:
        raise ValueError(f"Two to six proposals can be compared, not {len(evaluations)}.")
    if len({(each.question, each.rates) for each in evaluations.values()}) > 1:
        raise ValueError("Proposals are compared by one question and one set of rates.")


def _measures(evaluation: Evaluation) -> dict[str, float | None]:
    totals = asdict(evaluation.totals)
    if any(route.operation is None and route.line is not None for route in evaluation.routes):
        # Nobody knows how often one of them runs.
        totals |= dict.fromkeys(OPERATION)
    measured: dict[str, float | None] = {
        "people_gained": evaluation.people.people_gained,
        "people_lost": evaluation.people.people_lost,
        "communities_gained": len(evaluation.communities_with(Effect.GAINED)),
        "communities_lost": len(evaluation.communities_with(Effect.LOST)),
        "population_unknown": evaluation.population_unknown,
        "cost_thb_per_year_and_person": evaluation.cost_thb_per_year_and_person,
        **_crossed(evaluation),
    }
    return {name: measured[name] if name in measured else totals[name] for name in MEASURES}


def _crossed(evaluation: Evaluation) -> dict[str, float | None]:
    """Measure what is crossed; None without such a layer, 0 where nothing is drawn."""
    drawn = [route for route in evaluation.routes if route.new_line is not None]
    hazards = [route.hazards.levels for route in drawn if route.hazards is not None]
    mangroves = [route.mangroves for route in drawn if route.mangroves is not None]
    crossed: dict[str, float | None] = dict.fromkeys(MEASURES[-5:])
    if len(hazards) == len(drawn):
        stops = {stop for rows in hazards for ids in rows["stop_ids"] for stop in ids}
        crossed["hazard_length_m"] = sum(rows["route_length_m"].sum() for rows in hazards)
        crossed["hazard_stops"] = len(stops)
    if len(mangroves) == len(drawn):
        crossed["mangrove_length_m"] = sum(crossing.route_length_m for crossing in mangroves)
        crossed["mangroves_crossed"] = len(
            {key for crossing in mangroves for key in crossing.mangrove_ids}
        )
        crossed["mangroves_near"] = len(
            {key for crossing in mangroves for key in crossing.near_ids}
        )
    return crossed


def _net_cost(evaluation: Evaluation, rates: Rates) -> float | None:
    totals = evaluation.totals
    hours, kilometres = totals.net_vehicle_hours_per_day, totals.net_vehicle_km_per_day
    if hours is None or kilometres is None or totals.net_vehicles is None:
        return None
    return day_cost_thb(hours, kilometres, totals.net_vehicles, rates) * rates.days_per_year
