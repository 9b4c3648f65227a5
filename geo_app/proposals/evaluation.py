"""What a proposal would do, always against the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import shapely

    from geo_app.analysis.access.incremental import Change as PeopleChange
    from geo_app.analysis.access.question import Question
    from geo_app.analysis.lines.line_hazards import HazardCrossings
    from geo_app.analysis.lines.line_mangroves import MangroveCrossings
    from geo_app.findings import Finding
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.proposals.running.operating import Operation, Rates
    from geo_app.transit.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteEffect:
    """
    What a proposal makes of one route.

    Attributes
    ----------
    route_id, kind
        Which route, and the `kind` of the change that made it what it is.
    line
        Its course as proposed, in metres; None if the route goes.
    new_line
        What of it is new: the drawn line; None where nothing is drawn.
    operation, operation_before
        How it would run, and runs today; None where it does not run or nobody knows
        how often.
    hazards, mangroves
        What the new line and the stops on it cross; None without such a layer.
    cuts
        As `line_cuts.cut_by_hazard`: what of the whole line a hazard leaves.
    overlap_m
        Metres of the new line within 30 m of routes that run today (itself apart).
    stops
        Stops on the new line in their order, indexed by `stop_id`: `name_th`,
        `name_en`, `along_m`, `to_next_m` (NaN at the last), `is_new`, `road_name_th`,
        `road_name_en`, `highway`, `road_distance_m` (NaN without roads).
    """

    route_id: str
    kind: str
    line: shapely.Geometry | None
    new_line: shapely.LineString | None
    operation: Operation | None
    operation_before: Operation | None
    hazards: HazardCrossings | None
    mangroves: MangroveCrossings | None
    cuts: pd.DataFrame | None
    overlap_m: float
    stops: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """
    A proposal in a few numbers.

    Lengths in metres of what is drawn; operation of the routes that are new or change,
    as they would run; `net_…` against how they run today, None where nobody knows that.
    """

    route_length_m: float
    stops: int
    new_stops: int
    overlap_m: float
    cycle_time_min: float
    vehicles: int
    spare_vehicles: int
    vehicle_km_per_day: float
    vehicle_hours_per_day: float
    operating_cost_thb_per_day: float
    operating_cost_thb_per_year: float
    net_vehicles: int | None
    net_vehicle_km_per_day: float | None
    net_vehicle_hours_per_day: float | None
    net_cost_thb_per_day: float | None
    net_cost_thb_per_year: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """
    Everything that a proposal tells.

    Attributes
    ----------
    proposal, question, rates, near_m
        What was asked: by which standard, at what rates, and how far from a mangrove
        counts as near it.
    problems
        Warnings and infos of the check.
    proposed
        The network as it would be.
    communities
        Indexed by `community_id`, every community: `name_th`, `name_en`, `zone_id`,
        `population` (persons, NaN unknown), `effect` (`gains.Effect`), `served_before`,
        `served_after` (boolean, missing where unclear), `walk_before_m`,
        `walk_after_m` (NaN where no walk leads to a stop), `stop_before_id`,
        `stop_after_id`.
    people
        Who gains and loses where people are counted (`people_by` says where), with
        `by_zone`.
    people_by
        `population` or `communities`.
    groups
        As `gains.group_changes`, of `people`'s origins.
    routes
        One a route that is new or changes, in the order of the changes.
    totals
        In a few numbers.
    """

    proposal: Proposal
    question: Question
    rates: Rates
    near_m: float
    problems: tuple[Finding, ...]
    proposed: Network
    communities: pd.DataFrame
    people: PeopleChange
    people_by: str
    groups: pd.DataFrame
    routes: tuple[RouteEffect, ...]
    totals: Totals

    def communities_with(self, effect: str) -> pd.DataFrame:
        """
        Return the communities on which the proposal has an effect, largest first.

        Parameters
        ----------
        effect
            One of `gains.Effect`, such as `gained`.

        Returns
        -------
        rows
            The columns of `communities`; those of an unknown `population` last.
        """
        rows = self.communities[self.communities["effect"] == effect]
        return rows.sort_values("population", ascending=False, na_position="last", kind="stable")

    @property
    def population_gained(self) -> float:
        """Persons of the communities that gain, where known."""
        return float(self.communities_with("gained")["population"].sum())

    @property
    def population_lost(self) -> float:
        """Persons of the communities that lose, where known."""
        return float(self.communities_with("lost")["population"].sum())

    @property
    def population_unknown(self) -> int:
        """How many of the communities that gain or lose have no known population."""
        moved = self.communities["effect"].isin(["gained", "lost"])
        return int(self.communities.loc[moved, "population"].isna().sum())

    @property
    def cost_thb_per_year_and_person(self) -> float | None:
        """
        Net cost a year of each person newly covered, people lost taken off.

        None where nobody more is covered, or what runs today is not known.
        """
        persons = self.people.people_gained - self.people.people_lost
        cost = self.totals.net_cost_thb_per_year
        return None if cost is None or persons <= 0 else cost / persons
