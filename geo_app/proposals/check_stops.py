"""What can be wrong with the stops of a proposal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import shapely

from geo_app.errors import mark
from geo_app.proposals.apply import stops_beside
from geo_app.proposals.changes import AddRoute, Reroute, StopPolicy
from geo_app.proposals.findings import OFF_LINE_M

if TYPE_CHECKING:
    from geo_app.proposals.changes import Drawn, RemoveStop
    from geo_app.proposals.findings import Findings
    from geo_app.proposals.network import Network

MIN_STOPS = 2
MAX_STOPS = 1_000
TOO_NEAR_M = 20.0
"""Two stops nearer than this are one that was drawn twice."""


def check_own_stops(change: Drawn, findings: Findings) -> None:
    """Find what is wrong with the number and the ids of a line's stops."""
    ids = Counter(stop.stop_id for stop in change.stops)
    for stop_id in [stop_id for stop_id, number in ids.items() if number > 1]:
        findings.error(
            "stop_doubled",
            mark("The stop '{subject}' stands there twice. Give each its own id."),
            subject=stop_id,
        )
    if len(change.stops) > MAX_STOPS:
        findings.error(
            "too_many_stops",
            mark("'{subject}' has {number:,} stops, and at most 1,000 are taken."),
            subject=change.route_id,
            number=len(change.stops),
        )
    is_hailed = isinstance(change, AddRoute) and change.stop_policy is StopPolicy.HAIL_AND_RIDE
    if isinstance(change, AddRoute) and not is_hailed and len(ids) < MIN_STOPS:
        findings.error(
            "no_stops",
            mark("'{subject}' has {number} stops; a route needs two, or the policy hail_and_ride."),
            subject=change.route_id,
            number=len(ids),
        )


def check_stops_on_line(
    change: Drawn, line: shapely.LineString, network: Network, findings: Findings
) -> None:
    """Find stops off the line, on top of each other, or known under the same id."""
    places = shapely.points(findings.in_metres((s.lon, s.lat) for s in change.stops))
    for stop, place in zip(change.stops, places, strict=True):
        if stop.stop_id not in network.stops.index:
            check_place(stop.lon, stop.lat, stop.stop_id, findings)
            findings.far_from_line(place, line, stop)
            continue
        known = network.stops.geometry[stop.stop_id]
        findings.far_from_line(known, line, stop)
        if place.distance(known) > OFF_LINE_M:
            findings.warn(
                "stop_stays",
                mark(
                    "The stop '{subject}' exists {metres:,.0f} m from where it is drawn; it counts "
                    "where it stands. To move it, use move_stop."
                ),
                subject=stop.stop_id,
                metres=place.distance(known),
                place=(stop.lon, stop.lat),
            )
    _check_near_twins(change, places, findings)
    if isinstance(change, Reroute):
        _tell_left_out(change, line, network, findings)


def check_place(lon: float, lat: float, subject: str, findings: Findings) -> shapely.Point | None:
    """Return a place in metres; None, with a sentence, outside the province."""
    place = shapely.Point(findings.in_metres([(lon, lat)])[0])
    if place.intersects(shapely.box(*findings.baseline.extent)):
        return place
    findings.error(
        "outside_province",
        mark("The stop '{subject}' lies outside the province."),
        subject=subject,
        place=(lon, lat),
    )
    return None


def check_removed(change: RemoveStop, network: Network, findings: Findings) -> None:
    """Tell which routes no longer call at a stop."""
    calls = network.calls[network.calls["stop_id"] == change.stop_id]["route_id"]
    if change.route_id is not None and change.route_id not in set(calls):
        findings.error(
            "stop_not_called",
            mark("The route '{subject}' does not call at the stop '{stop}'."),
            subject=change.route_id,
            stop=change.stop_id,
        )
        return
    routes = [change.route_id] if change.route_id else [route for route in calls if route]
    findings.info(
        "stop_removed",
        mark("No bus of {routes} calls at the stop '{subject}' any more."),
        subject=change.stop_id,
        routes=", ".join(routes) or "–",
    )


def _check_near_twins(change: Drawn, places: list[shapely.Point], findings: Findings) -> None:
    if not len(places):
        return
    first, second = shapely.STRtree(places).query(places, predicate="dwithin", distance=TOO_NEAR_M)
    for a, b in zip(first, second, strict=True):
        one, other = change.stops[a], change.stops[b]
        if a < b and one.stop_id != other.stop_id:
            findings.warn(
                "stops_too_near",
                mark("The stops '{subject}' and '{other}' lie within 20 m of each other."),
                subject=one.stop_id,
                other=other.stop_id,
                place=(one.lon, one.lat),
            )


def _tell_left_out(
    change: Reroute, line: shapely.LineString, network: Network, findings: Findings
) -> None:
    stays = set(stops_beside(network, change.route_id, line))
    ids = network.real_stops_of(change.route_id)
    left_out = [stop_id for stop_id in ids if stop_id not in stays]
    if len(stays) + len(change.stops) < MIN_STOPS and not network.is_hailed(change.route_id):
        findings.error(
            "no_stops",
            mark("'{subject}' has {number} stops; a route needs two, or the policy hail_and_ride."),
            subject=change.route_id,
            number=len(stays) + len(change.stops),
        )
    if left_out:
        findings.info(
            "stops_left_out",
            mark("{number} stops of '{subject}' are not on the new line: {stops}"),
            subject=change.route_id,
            number=len(left_out),
            stops=", ".join(left_out[:12]) + (" …" if len(left_out) > 12 else ""),  # noqa: PLR2004
        )
