"""What a proposal makes of each of its routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_app.analysis.lines.line_cuts import cut_by_hazard
from geo_app.analysis.lines.line_hazards import hazard_crossings
from geo_app.analysis.lines.line_mangroves import mangrove_crossings
from geo_app.analysis.lines.line_overlap import build_line_index, overlap_m
from geo_app.proposals.changes.add_stop import AddStop
from geo_app.proposals.changes.kinds import kind_of
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.proposal import drawn_of
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.changes.reroute import Reroute
from geo_app.proposals.courses.passes import STREET_M
from geo_app.proposals.evaluation import RouteEffect
from geo_app.proposals.feed.headway_rows import is_same_day
from geo_app.proposals.metres import line_in
from geo_app.proposals.proposed_timetable import weekday_today
from geo_app.proposals.roads_reached import roads_reached
from geo_app.proposals.running.operating import (
    DIRECTIONS,
    METRES_PER_KM,
    MINUTES_PER_HOUR,
    directions_of,
    operation,
)
from geo_app.proposals.running.run import Run
from geo_app.proposals.running.running_today import (
    Running,
    one_way_length_m,
    operation_today,
    running_of,
    shape_lengths_m,
)

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.analysis.lines.line_overlap import LineIndex
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.proposals.changes.terms import Change, Drawn
    from geo_app.proposals.running.operating import Operation, Rates
    from geo_app.proposals.running.service import Service
    from geo_app.transit.network import Network


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
        changes = [change for change in proposal.changes if route_id in change.named_routes]
        if route_id in baseline.network.routes.index or route_id in proposed.routes.index:
            effects.append(_effect(route_id, changes, baseline, proposed, rates, near_m))
    return tuple(effects)


def _effect(
    route_id: str,
    changes: list[Change],
    baseline: Baseline,
    proposed: Network,
    rates: Rates,
    near_m: float,
) -> RouteEffect:
    is_gone = route_id not in proposed.routes.index
    line = None if is_gone else proposed.routes.geometry[route_id]
    drawn = [] if is_gone else drawn_of(changes)
    new_line = _new_line(drawn, proposed)
    stops = _stops_on([] if is_gone else changes, route_id, new_line, baseline, proposed)
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
        kind=RemoveRoute.kind if is_gone else _kind(changes),
        line=line,
        new_line=new_line,
        operation=None if is_gone else _operation(route_id, changes, proposed, baseline, rates),
        operation_before=before,
        hazards=hazards,
        mangroves=mangroves,
        cuts=None if hazards is None or new_line is None else cut_by_hazard(new_line, hazards),
        overlap_m=0.0 if new_line is None else _overlap_m(new_line, route_id, baseline),
        stops=stops,
    )


def _kind(changes: list[Change]) -> str:
    """Name a route by the change that does most to it: the first that draws, else the first."""
    return next((change.kind for change in drawn_of(changes)), changes[0].kind)


def _new_line(drawn: list[Drawn], proposed: Network) -> shapely.LineString | None:
    """Return all that is drawn of a route as one line or several."""
    lines = [line_in(proposed, change.line) for change in drawn]
    if not lines:
        return None
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def _stops_on(
    changes: list[Change],
    route_id: str,
    line: shapely.LineString | None,
    baseline: Baseline,
    proposed: Network,
) -> pd.DataFrame:
    """List the stops on what is drawn, in their order along it."""
    places = proposed.stops.loc[_stop_ids(changes, route_id, proposed)]
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


def _stop_ids(changes: list[Change], route_id: str, proposed: Network) -> list[str]:
    """Return the real stops on what is drawn of a route that it calls at in the end."""
    called = proposed.stops.loc[list(dict.fromkeys(proposed.stops_of(route_id)))]
    real = list(called.index[~called["is_hail_point"].astype(bool)])
    if any(isinstance(change, AddRoute) for change in changes):
        return real
    courses = [line_in(proposed, c.line) for c in changes if isinstance(c, Reroute)]
    # A course is drawn as a whole, so what stays of it lies on it as well.
    beside = shapely.dwithin(
        called.loc[real].geometry.to_numpy(), shapely.union_all(courses), STREET_M
    )
    stated = {stop.stop_id for change in drawn_of(changes) for stop in change.stops}
    stated |= {change.stop.stop_id for change in changes if isinstance(change, AddStop)}
    stated |= {stop_id for stop_id, is_near in zip(real, beside, strict=True) if is_near}
    return [stop_id for stop_id in real if stop_id in stated]


def _operation(
    route_id: str, changes: list[Change], proposed: Network, baseline: Baseline, rates: Rates
) -> Operation | None:
    """Work out how a route would run: by its stated service, else at the times of today."""
    running = _running(route_id, baseline)
    run = Run(
        length_m=_length_today_m(route_id, baseline, running),
        directions=_directions_today(route_id, baseline),
    )
    for change in changes:
        run = kind_of(change).on_run(change, run, proposed)
    if running is None:
        if run.service is None:
            return None
        return operation(
            run.length_m,
            run.service,
            rates,
            speed_kmh=run.speed_kmh,
            directions=run.directions,
        )
    longer = running.stretched(run.length_m / running.length_m)
    changed = longer if run.speed_kmh is None else longer.at_speed(run.speed_kmh)
    if run.service is None or _is_today(running, run.service):
        return operation_today(changed, rates)
    speed_kmh = changed.length_m / METRES_PER_KM / changed.running_min * MINUTES_PER_HOUR
    ways = len(changed.directions)
    return operation(changed.length_m, run.service, rates, speed_kmh=speed_kmh, directions=ways)


def _length_today_m(route_id: str, baseline: Baseline, running: Running | None) -> float:
    """Return how long a trip of a route is today, one way; 0 of a new one."""
    if running is not None:
        return running.length_m
    lines = baseline.network.routes.geometry
    return one_way_length_m(lines[route_id]) if route_id in lines.index else 0.0


def _directions_today(route_id: str, baseline: Baseline) -> int:
    """Return in how many directions a route that is drawn runs; a new one says so itself."""
    lines = baseline.network.routes.geometry
    return directions_of(lines[route_id]) if route_id in lines.index else DIRECTIONS


def _is_today(running: Running, service: Service) -> bool:
    """Say whether a proposed service leaves when the buses of today do."""
    return all(is_same_day(way.starts_s, service) for way in running.directions)


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
    part = baseline.feed.part_of(route_id)
    lengths_m = baseline.kept(
        ("shape_lengths", part.layer_id), lambda: shape_lengths_m(part, crs=baseline.feed.crs)
    )
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
