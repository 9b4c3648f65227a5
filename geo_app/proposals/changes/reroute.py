"""Another course of a route: of the stretches on which a line leaves the one of today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import shapely

from geo_app.proposals.changes.kind import Kind, Step
from geo_app.proposals.changes.terms import Drawn
from geo_app.proposals.checks.course_checks import check_course
from geo_app.proposals.checks.line_checks import check_line
from geo_app.proposals.checks.stop_checks import (
    check_drawn_stops,
    check_stops_on_line,
    route_is_known,
)
from geo_app.proposals.courses.rerouting import rerouting_of
from geo_app.proposals.document.writing import line_features
from geo_app.proposals.feed.rerouted_trips import rerouted
from geo_app.proposals.feed.stop_rows import with_stops
from geo_app.proposals.metres import line_in
from geo_app.proposals.network_edits import called_anew, stops_beside, with_line, with_new_stops
from geo_app.proposals.route_history import network_before

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.document.feature_reading import Feature, FeatureReader
    from geo_app.proposals.document.properties import Properties
    from geo_app.proposals.running.run import Run
    from geo_app.transit.network import Network

AS_NEAR_M = 1.0
"""A stop that is at most this much further from the new line than it was is as near as before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reroute(Drawn):
    """
    Another course for a route.

    Its line is held against the course of today that it shares most with; where it
    leaves that one, the trips that run there take the new stretch (`courses.rerouting`).
    """

    kind: ClassVar[str] = "reroute"


def _read(reader: FeatureReader, feature: Feature, row: Properties) -> Reroute | None:
    route_id, line = row.id("route_id"), reader.line(feature, row)
    if route_id is None:
        return None
    return Reroute(
        route_id=route_id,
        line=line,
        stops=reader.stops_of(feature),
        drawn_line=reader.drawn_line(row),
    )


def _check(change: Reroute, network: Network, findings: Findings) -> None:
    is_known = route_is_known(change.route_id, network, findings)
    line = check_line(change.line, change.route_id, findings, today=_today(change, network))
    check_drawn_stops(change, findings)
    if line is not None and is_known:
        check_stops_on_line(change, line, network, findings)
        check_course(change, line, network, findings)


def _today(change: Reroute, network: Network) -> shapely.Geometry | None:
    """Return where the route runs before the change."""
    lines = network.routes.geometry
    return lines[change.route_id] if change.route_id in lines.index else None


def _on_network(change: Reroute, network: Network) -> Network:
    made = rerouting_of(change, network)
    if made.whole is not None:
        line = line_in(network, made.whole)
        stays = _stops_as_near(network, change.route_id, line)
    elif made.changed:
        line = made.lines[0] if len(made.lines) == 1 else shapely.MultiLineString(made.lines)
        called = made.stop_ids
        stays = [stop for stop in network.real_stops_of(change.route_id) if stop in called]
    else:
        return network
    changed = with_new_stops(with_line(network, change.route_id, line), change.stops)
    return called_anew(changed, change, line, stays)


def _stops_as_near(network: Network, route_id: str, line: shapely.Geometry) -> list[str]:
    """Return a route's stops beside another line, and if boarded anywhere those as near as now."""
    beside = set(stops_beside(network, route_id, line))
    ids = network.real_stops_of(route_id)
    if network.is_hailed(route_id):
        places = network.stops.geometry[ids]
        now_m = places.distance(network.routes.geometry[route_id])
        beside |= set(places.index[places.distance(line) <= now_m + AS_NEAR_M])
    return [stop_id for stop_id in ids if stop_id in beside]


def _on_feed(change: Reroute, step: Step) -> dict[str, pd.DataFrame]:
    tables = with_stops(step.tables, change.stops, step.before)
    return rerouted(tables, change, before=step.before, after=step.after)


def _on_run(change: Reroute, run: Run, network: Network) -> Run:
    before = network_before(change, network)
    made = None if before is None else rerouting_of(change, before)
    if made is None or made.whole is not None:
        whole = line_in(network, (made and made.whole) or change.line)
        return replace(run, length_m=float(whole.length))
    return replace(run, length_m=run.length_m + made.longer_m)


KIND = Kind(
    change=Reroute,
    read=_read,
    write=line_features,
    check=_check,
    on_network=_on_network,
    on_feed=_on_feed,
    on_run=_on_run,
)
