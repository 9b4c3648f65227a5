"""What a proposal makes of each of its routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_app.analysis.line_cuts import cut_by_hazard
from geo_app.analysis.line_hazards import hazard_crossings
from geo_app.analysis.line_mangroves import mangrove_crossings
from geo_app.analysis.line_overlap import build_line_index, overlap_m
from geo_app.proposals.apply import line_in
from geo_app.proposals.changes import (
    AddRoute,
    ChangeHeadway,
    RemoveRoute,
    drawn_of,
    routes_of,
)
from geo_app.proposals.evaluation import RouteEffect
from geo_app.proposals.operating import operation
from geo_app.proposals.roads_reached import roads_reached
from geo_app.proposals.running import Running, one_way_length_m, operation_today, running_of
from geo_app.transit.calendar import DayType
from geo_app.transit.timetable import build_timetable

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.analysis.line_overlap import LineIndex
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes import Change, Drawn, Proposal, Stop
    from geo_app.proposals.network import Network
    from geo_app.proposals.operating import Operation, Rates


def route_effects(
    proposal: Proposal, baseline: Baseline, proposed: Network, rates: Rates, *, near_m: float
) -> tuple[RouteEffect, ...]:
    """
    Measure every route that is new or changes.

    Parameters
    ----------
    proposal
        Without errors.
    baseline, proposed
        The province as it is, and the network as it would be.
    rates
        What running costs.
    near_m
        A mangrove within this distance of the line is near it, in metres.

    Returns
    -------
    routes
        In the order of the changes; of a route that changes more than once, all that
        is drawn counts, and the last headways.
    """
    effects = []
    for route_id in proposal.route_ids():
        own = [change for change in proposal.changes if route_id in routes_of(change)]
        if route_id in baseline.network.routes.index or route_id in proposed.routes.index:
            effects.append(_effect(route_id, own, baseline, proposed, rates, near_m))
    return tuple(effects)


def _effect(
    route_id: str,
    own: list[Change],
    baseline: Baseline,
    proposed: Network,
    rates: Rates,
    near_m: float,
) -> RouteEffect:
    is_gone = route_id not in proposed.routes.index
    line = None if is_gone else proposed.routes.geometry[route_id]
    drawn = [] if is_gone else drawn_of(own)
    new_line = _new_line(drawn, proposed)
    stops = _stops_on(drawn, new_line, baseline, proposed)
    places = proposed.stops.loc[stops.index]
    before = _operation_before(route_id, baseline, rates)
    hazards = None
    if new_line is not None and baseline.hazards is not None:
        hazards = hazard_crossings(new_line, places, baseline.hazards)
    mangroves = None
    if new_line is not None and baseline.mangroves is not None:
        mangroves = mangrove_crossings(new_line, places, baseline.mangroves, near_m=near_m)
    return RouteEffect(
        route_id=route_id,
        kind=RemoveRoute.kind if is_gone else _kind(own),
        line=line,
        new_line=new_line,
        operation=None if line is None else _operation(route_id, own, line, baseline, rates),
        operation_before=before,
        hazards=hazards,
        mangroves=mangroves,
        cuts=None if hazards is None or new_line is None else cut_by_hazard(new_line, hazards),
        overlap_m=0.0 if new_line is None else _overlap_m(new_line, route_id, baseline),
        stops=stops,
    )


def _kind(own: list[Change]) -> str:
    """Name a route by the change that does most to it: the first that draws, else the first."""
    return next((change.kind for change in drawn_of(own)), own[0].kind)


def _new_line(drawn: list[Drawn], proposed: Network) -> shapely.LineString | None:
    """Return all that is drawn of a route as one line or several."""
    lines = [line_in(proposed, change.line) for change in drawn]
    if not lines:
        return None
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def _stops_on(
    drawn: list[Drawn],
    line: shapely.LineString | None,
    baseline: Baseline,
    proposed: Network,
) -> pd.DataFrame:
    """List the stops on what is drawn, in their order along it."""
    own: dict[str, Stop] = {stop.stop_id: stop for change in drawn for stop in change.stops}
    places = proposed.stops.loc[list(own)]
    along = np.array([], dtype=float)
    if line is not None and len(places):
        whole = shapely.LineString(shapely.get_coordinates(line))
        along = shapely.line_locate_point(whole, places.geometry.to_numpy())
    rows = pd.DataFrame(places[["name_th", "name_en"]]).assign(
        along_m=along,
        is_new=~places.index.isin(baseline.network.stops.index),
        **roads_reached(places, baseline),
    )
    rows = rows.sort_values("along_m", kind="stable")
    return rows.assign(to_next_m=-rows["along_m"].diff(-1)).rename_axis("stop_id")


def _operation(
    route_id: str, own: list[Change], line: shapely.Geometry, baseline: Baseline, rates: Rates
) -> Operation | None:
    """Work out how a route would run: by its stated service, else at the times of today."""
    length_m = one_way_length_m(line)
    services = [c.service for c in own if isinstance(c, (AddRoute, ChangeHeadway))]
    running = _running(route_id, baseline)
    added = next((change for change in own if isinstance(change, AddRoute)), None)
    if services:
        speed = added.speed_kmh if added else _speed_kmh(route_id, running, baseline)
        return operation(length_m, services[-1], rates, speed_kmh=speed)
    if running is None:
        return None
    was_m = one_way_length_m(baseline.network.routes.geometry[route_id])
    longer = length_m / was_m if was_m > 0 else 1.0
    at_same_speed = Running(starts_s=running.starts_s, running_min=running.running_min * longer)
    return operation_today(at_same_speed, length_m, rates)


def _operation_before(route_id: str, baseline: Baseline, rates: Rates) -> Operation | None:
    running = _running(route_id, baseline)
    if running is None:
        return None
    length_m = one_way_length_m(baseline.network.routes.geometry[route_id])
    return operation_today(running, length_m, rates)


def _running(route_id: str, baseline: Baseline) -> Running | None:
    """Measure how a route runs on a weekday; None where it does not, or nobody knows."""
    if route_id not in baseline.network.routes.index:
        return None
    day = DayType.WEEKDAY
    timetable = baseline.kept(
        ("timetable", day), lambda: build_timetable(baseline.province, day, on=baseline.on)
    )
    return baseline.kept(("running", route_id), lambda: running_of(timetable, route_id))


def _speed_kmh(route_id: str, running: Running | None, baseline: Baseline) -> float | None:
    if running is None or running.running_min <= 0:
        return None
    length_m = one_way_length_m(baseline.network.routes.geometry[route_id])
    return length_m / running.running_min * 60 / 1_000 or None


def _overlap_m(line: shapely.LineString, route_id: str, baseline: Baseline) -> float:
    return overlap_m(line, _other_lines(route_id, baseline))


def _other_lines(route_id: str, baseline: Baseline) -> LineIndex:
    """Return the routes of today but the one that changes."""
    routes = baseline.network.routes
    if route_id not in routes.index:
        return baseline.lines
    others: gpd.GeoDataFrame = routes.drop(route_id)
    return baseline.kept(("lines", route_id), lambda: build_line_index(others))
