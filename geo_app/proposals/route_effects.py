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
    AddStop,
    ChangeHeadway,
    CutBack,
    Extend,
    RemoveRoute,
    Reroute,
    drawn_of,
    routes_of,
)
from geo_app.proposals.evaluation import RouteEffect
from geo_app.proposals.operating import METRES_PER_KM, MINUTES_PER_HOUR, operation
from geo_app.proposals.roads_reached import roads_reached
from geo_app.proposals.running import (
    Running,
    one_way_length_m,
    operation_today,
    running_of,
    shape_lengths_m,
)
from geo_app.proposals.timetable import feed_today, weekday_today

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.analysis.line_overlap import LineIndex
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes import Change, Drawn, Proposal
    from geo_app.proposals.network import Network
    from geo_app.proposals.operating import Operation, Rates


NO_LINE = shapely.LineString()


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
    stops = _stops_on([] if is_gone else own, route_id, new_line, baseline, proposed)
    places = proposed.stops.loc[stops.index]
    before = _operation_before(route_id, baseline, rates)
    hazards = None
    crossing = new_line if new_line is not None else NO_LINE
    if (new_line is not None or len(places)) and baseline.hazards is not None:
        hazards = hazard_crossings(crossing, places, baseline.hazards)
    mangroves = None
    if (new_line is not None or len(places)) and baseline.mangroves is not None:
        mangroves = mangrove_crossings(crossing, places, baseline.mangroves, near_m=near_m)
    return RouteEffect(
        route_id=route_id,
        kind=RemoveRoute.kind if is_gone else _kind(own),
        line=line,
        new_line=new_line,
        operation=None if is_gone else _operation(route_id, own, proposed, baseline, rates),
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
    own: list[Change],
    route_id: str,
    line: shapely.LineString | None,
    baseline: Baseline,
    proposed: Network,
) -> pd.DataFrame:
    """List the stops on what is drawn, in their order along it."""
    places = proposed.stops.loc[_stop_ids(own, route_id, proposed)]
    along = np.zeros(len(places))
    if line is not None and len(places):
        whole = shapely.LineString(shapely.get_coordinates(line))
        along = shapely.line_locate_point(whole, places.geometry.to_numpy())
    rows = pd.DataFrame(places[["name_th", "name_en"]]).assign(
        along_m=along,
        is_new=~places.index.isin(baseline.network.stops.index),
        **roads_reached(places, baseline),
    )
    rows = rows.sort_values("along_m", kind="stable")
    to_next_m = -rows["along_m"].diff(-1) if line is not None else np.nan
    return rows.assign(to_next_m=to_next_m).rename_axis("stop_id")


def _stop_ids(own: list[Change], route_id: str, proposed: Network) -> list[str]:
    """Return the real stops on what is drawn of a route that it calls at in the end."""
    called = proposed.stops.loc[list(dict.fromkeys(proposed.stops_of(route_id)))]
    real = list(called.index[~called["is_hail_point"].astype(bool)])
    if any(isinstance(change, (AddRoute, Reroute)) for change in own):
        # The line is drawn anew as a whole, so what stays lies on it as well.
        return real
    stated = {stop.stop_id for change in drawn_of(own) for stop in change.stops}
    stated |= {change.stop.stop_id for change in own if isinstance(change, AddStop)}
    return [stop_id for stop_id in real if stop_id in stated]


def _operation(
    route_id: str, own: list[Change], proposed: Network, baseline: Baseline, rates: Rates
) -> Operation | None:
    """Work out how a route would run: by its stated service, else at the times of today."""
    line = proposed.routes.geometry[route_id]
    services = [c.service for c in own if isinstance(c, (AddRoute, ChangeHeadway))]
    added = next((change for change in own if isinstance(change, AddRoute)), None)
    running = _running(route_id, baseline)
    if added is not None:
        length_m = _length_m(own, line, 0.0, proposed)
        return operation(length_m, services[-1], rates, speed_kmh=added.speed_kmh)
    if running is None:
        if not services:
            return None
        return operation(
            _length_m(own, line, one_way_length_m(line), proposed), services[-1], rates
        )
    changed = running.stretched(_length_m(own, line, running.length_m, proposed) / running.length_m)
    if not services:
        return operation_today(changed, rates)
    speed_kmh = changed.length_m / METRES_PER_KM / changed.running_min * MINUTES_PER_HOUR
    ways = len(changed.directions)
    return operation(changed.length_m, services[-1], rates, speed_kmh=speed_kmh, directions=ways)


def _length_m(
    own: list[Change], line: shapely.Geometry, today_m: float, proposed: Network
) -> float:
    """Return how long a trip of a route would be, one way, after its changes."""
    length_m = today_m
    for change in own:
        if isinstance(change, (AddRoute, Reroute)):
            length_m = line_in(proposed, change.line).length
        elif isinstance(change, Extend):
            length_m += line_in(proposed, change.line).length
        elif isinstance(change, CutBack):
            length_m = one_way_length_m(line)
    return length_m


def _operation_before(route_id: str, baseline: Baseline, rates: Rates) -> Operation | None:
    running = _running(route_id, baseline)
    return None if running is None else operation_today(running, rates)


def _running(route_id: str, baseline: Baseline) -> Running | None:
    """Measure how a route runs on a weekday; None where it does not, or nobody knows."""
    if route_id not in baseline.network.routes.index:
        return None
    timetable = weekday_today(baseline)
    if timetable is None:
        return None
    lengths_m = baseline.kept("shape_lengths", lambda: shape_lengths_m(feed_today(baseline)))
    return baseline.kept(("running", route_id), lambda: running_of(timetable, route_id, lengths_m))


def _overlap_m(line: shapely.LineString, route_id: str, baseline: Baseline) -> float:
    return overlap_m(line, _other_lines(route_id, baseline))


def _other_lines(route_id: str, baseline: Baseline) -> LineIndex:
    """Return the routes of today but the one that changes."""
    routes = baseline.network.routes
    if route_id not in routes.index:
        return baseline.lines
    others: gpd.GeoDataFrame = routes.drop(route_id)
    return baseline.kept(("lines", route_id), lambda: build_line_index(others))
