"""Which communities lack a bus stop, a valid disaster plan, or both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo_app import thai_time
from geo_app.analysis.areas.conservation import mangrove_distances
from geo_app.analysis.areas.exposure import hazards_at
from geo_app.analysis.areas.positions import is_placed, placed_rows
from geo_app.analysis.areas.zoning import home_zones
from geo_app.analysis.plans import PlanStatus, plan_statuses
from geo_app.analysis.ranking import rank as rank_by
from geo_app.analysis.rows_used import is_whole
from geo_app.analysis.verdicts import Verdict, verdicts_of
from geo_app.analysis.walks.nearest_stops import ROUNDING_M, walking_distances
from geo_app.network.walking import walking_of
from geo_app.transit.buses import build_bus_network

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from geo_app.network.walking import Walking
    from geo_app.province import Province
    from geo_app.transit.network import Network

WALK_DISTANCE_M = 500.0
"""Walking distance to a low-capacity stop (SDG 11.2.1, UN-Habitat metadata 2021)."""

OPTIONAL_KINDS = ("zones", "disaster_plans", "hazard_zones", "mangroves")
"""Kinds without which the question is answered in part; what is missing is told."""

KINDS_USED = (
    "communities",
    "transit",
    "bus_routes",
    "bus_stops",
    "walk_network",
    "roads",
    *OPTIONAL_KINDS,
)
"""Every kind that an answer may rest on."""


NO_PLAN = (PlanStatus.EXPIRED, PlanStatus.NONE)
"""Plan statuses that are a known gap; an unknown plan is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsSummary:
    """
    A province's communities counted; people only where their number is known.

    `without_stop` includes the `unconnected`: communities from which no walk
    leads to a stop. Of those without a position (`position_unknown`) neither is known, as
    of those whose answer hangs on an unknown timetable. `population_known`,
    `population_with_stop` and `population_unclear`
    (of communities of which it is not known whether they have a stop) are persons.
    `exposed_without_plan` lie in a hazard zone and have no valid plan,
    `exposed_plan_unknown` lie in one, and of their plan nothing is known.
    """

    communities: int
    with_stop: int
    without_stop: int
    unconnected: int
    population_known: int
    population_with_stop: int
    communities_population_unknown: int
    plan_valid: int
    plan_expired: int
    plan_none: int
    plan_unknown: int
    population_unclear: int = 0
    position_unknown: int = 0
    exposed_without_plan: int = 0
    exposed_plan_unknown: int = 0

    @property
    def timetable_unknown(self) -> int:
        """Communities whose stop hangs on a timetable that nobody knows."""
        answered = self.with_stop + self.without_stop + self.position_unknown
        return self.communities - answered


def gaps(
    province: Province, *, walk_distance_m: float = WALK_DISTANCE_M, on: dt.date | None = None
) -> gpd.GeoDataFrame:
    """
    Find what each community lacks.

    Parameters
    ----------
    province
        Its `communities` and its buses; `zones`, `disaster_plans`,
        `hazard_zones` and `mangroves` where it has them.
    walk_distance_m
        A stop further than this on foot is no stop, in metres, above 0.
    on
        The day for which plans are looked up; today if left out.

    Returns
    -------
    gaps
        The columns of `community_facts` and `has_stop` (missing without a position).

    Raises
    ------
    LayerError
        If a layer that is declared cannot be used.
    ValueError
        If `walk_distance_m` is not positive.

    Examples
    --------
    >>> from geo_app.province import open_province
    >>> gaps(open_province("layers/phuket"), walk_distance_m=500)  # doctest: +SKIP
    """
    return mark_stops(
        community_facts(province, on=on or thai_time.today()),
        walk_distance_m=walk_distance_m,
    )


def community_facts(
    province: Province,
    *,
    on: dt.date,
    buses: Network | None = None,
    walking: Walking | None = None,
) -> gpd.GeoDataFrame:
    """
    Measure everything about each community that needs no threshold.

    Parameters
    ----------
    province
        As for `gaps`.
    on
        The day for which plans are looked up.
    buses
        The province's bus network, if somebody has built it already.
    walking
        The province's walking network, if somebody has built it already.

    Returns
    -------
    facts
        The communities, same index and order, with `zone_id`, `is_placed` (its position is
        known), `nearest_stop_id`, `walk_distance_m` and `straight_distance_m` (metres, NaN
        if unknown), `is_connected` (a walk leads to a stop), `plan_status`,
        `plan_id`, `plan_valid_until`, `hazards` (tuple of (type, level), None
        without a hazard layer or a position), `hazards_complete` (there is such a layer, all
        its rows are used, and the position is known), `mangrove_id`, `mangrove_distance_m`
        (NaN without a mangrove layer or a position).
    """
    communities = province.communities
    parts: dict[str, gpd.GeoDataFrame | None] = {
        kind: province.of_kind(kind) if province.has(kind) else None for kind in OPTIONAL_KINDS
    }
    zones, hazard_zones, mangroves = parts["zones"], parts["hazard_zones"], parts["mangroves"]
    stops = (buses or build_bus_network(province)).served_stops
    distances = walking_distances(communities, stops, walking or walking_of(province), is_kept=True)
    is_complete = is_whole(province, "disaster_plans")
    plans = plan_statuses(
        communities, parts["disaster_plans"], zones, on=on, is_complete=is_complete
    )
    placed = is_placed(communities)
    facts = communities.assign(zone_id=home_zones(communities, zones), is_placed=placed)
    facts = facts.assign(**distances, **plans)
    is_hazard_known = hazard_zones is not None and is_whole(province, "hazard_zones")
    facts = facts.assign(
        hazards=_hazard_tuples(communities, hazard_zones).where(placed, None),
        hazards_complete=placed & is_hazard_known,
    )
    if mangroves is None:
        return facts.assign(mangrove_id=None, mangrove_distance_m=float("nan"))
    return facts.assign(**mangrove_distances(communities, mangroves))


def mark_stops(facts: gpd.GeoDataFrame, *, walk_distance_m: float) -> gpd.GeoDataFrame:
    """
    Decide which communities have a stop within a walking distance.

    Parameters
    ----------
    facts
        As `community_facts` returns them.
    walk_distance_m
        In metres, above 0; a stop at exactly this distance counts.

    Returns
    -------
    gaps
        A copy with the column `has_stop`: bool, or boolean with some missing where the
        position of some communities is not known.

    Raises
    ------
    ValueError
        If `walk_distance_m` is not positive.
    """
    if not walk_distance_m > 0:
        raise ValueError(f"walk_distance_m must be positive, not {walk_distance_m}.")
    has_stop = facts["walk_distance_m"] <= walk_distance_m + ROUNDING_M
    if not (placed := placed_rows(facts)).all():
        has_stop = has_stop.astype("boolean").where(placed)
    return facts.assign(has_stop=has_stop)


def stop_verdicts(has_stop: pd.Series) -> pd.Series:
    """
    Say who has a stop.

    Parameters
    ----------
    has_stop
        Yes, no, or missing where the answer hangs on a timetable that nobody knows.

    Returns
    -------
    verdicts
        Values of `Verdict`, same index.
    """
    return verdicts_of(has_stop)


def plan_verdicts(plan_status: pd.Series) -> pd.Series:
    """
    Say who stands under a valid plan.

    Parameters
    ----------
    plan_status
        As `plan_statuses` returns it.

    Returns
    -------
    verdicts
        Values of `Verdict`, same index: a plan that expired is no plan.
    """
    words = {PlanStatus.VALID: Verdict.MET.value} | dict.fromkeys(NO_PLAN, Verdict.UNMET.value)
    verdicts = [words.get(status, Verdict.UNKNOWN.value) for status in plan_status]
    return pd.Series(verdicts, index=plan_status.index, dtype=object)


def rank(gaps: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Put the communities in order of urgency by stop and plan, as `ranking.rank` does.

    `Desk.ranked` ranks by any of the indicators.

    Parameters
    ----------
    gaps
        As `gaps` returns them.

    Returns
    -------
    ranked
        As `ranking.rank` returns them, with `stop_verdict` and `plan_verdict`.
    """
    stop, plan = stop_verdicts(gaps["has_stop"]), plan_verdicts(gaps["plan_status"])
    judged = gaps.assign(stop_verdict=stop, plan_verdict=plan)
    return rank_by(judged, pd.DataFrame({"stop": stop, "plan": plan}))


def exposed_communities(facts: pd.DataFrame) -> int:
    """
    Count the communities that lie in at least one hazard zone.

    Parameters
    ----------
    facts
        As `community_facts` returns them; hazards that are not known count as none.
    """
    return sum(1 for hazards in facts["hazards"] if hazards)


def are_exposed_without_plan(facts: pd.DataFrame) -> pd.Series:
    """
    Say which communities lie in a hazard zone and are known to have no valid plan.

    Parameters
    ----------
    facts
        As `community_facts` returns them.

    Returns
    -------
    are_exposed
        A bool for each community, indexed like `facts`; hazards that are not known count as none.
    """
    return _are_exposed(facts) & facts["plan_status"].isin(list(NO_PLAN))


def _are_exposed(facts: pd.DataFrame) -> pd.Series:
    return pd.Series([bool(hazards) for hazards in facts["hazards"]], index=facts.index)


def summarise(gaps: pd.DataFrame) -> GapsSummary:
    """
    Count the communities of `gaps`.

    Parameters
    ----------
    gaps
        As `gaps` returns them, or some of its rows.

    Returns
    -------
    summary
        Counts of communities, and of persons where they are known.
    """
    population = gaps.get("population", pd.Series(float("nan"), index=gaps.index))
    plans = gaps["plan_status"].value_counts()
    is_unknown = gaps["plan_status"] == PlanStatus.UNKNOWN
    return GapsSummary(
        communities=len(gaps),
        with_stop=int(gaps["has_stop"].sum()),
        without_stop=int((~gaps["has_stop"]).sum()),
        unconnected=int((~gaps["is_connected"] & placed_rows(gaps)).sum()),
        population_known=int(population.sum()),
        population_with_stop=int(population[gaps["has_stop"].fillna(False).astype(bool)].sum()),
        communities_population_unknown=int(population.isna().sum()),
        plan_valid=int(plans.get(PlanStatus.VALID, 0)),
        plan_expired=int(plans.get(PlanStatus.EXPIRED, 0)),
        plan_none=int(plans.get(PlanStatus.NONE, 0)),
        plan_unknown=int(plans.get(PlanStatus.UNKNOWN, 0)),
        population_unclear=int(population[gaps["has_stop"].isna()].sum()),
        position_unknown=int((~placed_rows(gaps)).sum()),
        exposed_without_plan=int(are_exposed_without_plan(gaps).sum()),
        exposed_plan_unknown=int((_are_exposed(gaps) & is_unknown).sum()),
    )


def _hazard_tuples(
    communities: gpd.GeoDataFrame, hazard_zones: gpd.GeoDataFrame | None
) -> pd.Series:
    if hazard_zones is None:
        return pd.Series([None] * len(communities), index=communities.index, dtype=object)
    hazards = hazards_at(communities, hazard_zones)
    by_community = {
        key: tuple(zip(rows["hazard_type"], rows["hazard_level"], strict=True))
        for key, rows in hazards.groupby("community_id")
    }
    return pd.Series(
        [by_community.get(key, ()) for key in communities.index],
        index=communities.index,
        dtype=object,
    )
