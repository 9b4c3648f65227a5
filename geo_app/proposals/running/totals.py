"""A proposal in a few numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.evaluation import RouteEffect, Totals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_app.proposals.running.operating import Operation


def totals_of(routes: Sequence[RouteEffect]) -> Totals:
    """
    Add up what a proposal makes of its routes.

    Parameters
    ----------
    routes
        One a route that is new or changes.

    Returns
    -------
    totals
        Cycle time is the longest of the routes, the rest are sums. The net is against
        today; None where a route that changes runs today nobody knows how often.
    """
    drawn = [route for route in routes if route.new_line is not None]
    after = [route.operation for route in routes if route.operation is not None]
    net = _net(routes)
    return Totals(
        route_length_m=sum(route.new_line.length for route in drawn if route.new_line is not None),
        stops=len({stop for route in routes for stop in route.stops.index}),
        new_stops=len({stop for r in routes for stop in r.stops.index[r.stops["is_new"]]}),
        overlap_m=sum(route.overlap_m for route in drawn),
        cycle_time_min=max((operation.cycle_time_min for operation in after), default=0.0),
        vehicles=sum(operation.vehicles for operation in after),
        spare_vehicles=sum(operation.spare_vehicles for operation in after),
        vehicle_km_per_day=sum(operation.vehicle_km for operation in after),
        vehicle_hours_per_day=sum(operation.vehicle_hours for operation in after),
        operating_cost_thb_per_day=sum(operation.cost_thb_per_day for operation in after),
        operating_cost_thb_per_year=sum(operation.cost_thb_per_year for operation in after),
        net_vehicles=None if net is None else sum(a.vehicles * sign for a, sign in net),
        net_vehicle_km_per_day=None if net is None else sum(a.vehicle_km * s for a, s in net),
        net_vehicle_hours_per_day=None if net is None else sum(a.vehicle_hours * s for a, s in net),
        net_cost_thb_per_day=None if net is None else sum(a.cost_thb_per_day * s for a, s in net),
        net_cost_thb_per_year=None if net is None else sum(a.cost_thb_per_year * s for a, s in net),
    )


def _net(routes: Sequence[RouteEffect]) -> list[tuple[Operation, int]] | None:
    """Pair each operation with 1 as proposed and -1 as it is today."""
    pairs: list[tuple[Operation, int]] = []
    for route in routes:
        is_gone = route.kind == RemoveRoute.kind
        if route.operation is None and not is_gone:
            return None
        if route.operation_before is None and route.kind != "route":
            return None
        pairs += [(operation, 1) for operation in (route.operation,) if operation is not None]
        pairs += [
            (operation, -1) for operation in (route.operation_before,) if operation is not None
        ]
    return pairs
