"""What can be wrong with the stops of a proposal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import shapely

from geo_app import limits
from geo_app.errors import mark
from geo_app.proposals.checks.check_findings import OFF_LINE_M

if TYPE_CHECKING:
    from geo_app.proposals.changes.terms import Drawn
    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.transit.network import Network

IDS_SHOWN = 12
TOO_NEAR_M = 20.0
"""Two stops nearer than this are one that was drawn twice."""


def check_drawn_stops(change: Drawn, findings: Findings) -> None:
    """
    Find what is wrong with the number and the ids of a line's stops.

    Parameters
    ----------
    change
        The change with the line.
    findings
        Where it is told.
    """
    ids = Counter(stop.stop_id for stop in change.stops)
    for stop_id in [stop_id for stop_id, number in ids.items() if number > 1]:
        findings.error(
            "stop_doubled",
            mark("The stop '{subject}' stands there twice. Give each its own id."),
            subject=stop_id,
        )
    if len(change.stops) > limits.STOPS:
        findings.error(
            "too_many_stops",
            mark("'{subject}' has {number:,} stops, and at most {most:,} are taken."),
            subject=change.route_id,
            number=len(change.stops),
            most=limits.STOPS,
        )


def check_stops_on_line(
    change: Drawn, line: shapely.LineString, network: Network, findings: Findings
) -> None:
    """
    Find stops off the line, on top of each other, or known under the same id.

    Parameters
    ----------
    change
        The change with the line.
    line
        Its line, in metres.
    network
        The network before it.
    findings
        Where it is told.
    """
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


def check_place(lon: float, lat: float, subject: str, findings: Findings) -> shapely.Point | None:
    """
    Return a place in metres; None, with a sentence, outside the province.

    Parameters
    ----------
    lon, lat
        In degrees.
    subject
        What stands there.
    findings
        Where it is told.
    """
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


def route_is_known(route_id: str, network: Network, findings: Findings) -> bool:
    """
    Say whether there is a route; where there is none, it is told.

    Parameters
    ----------
    route_id
        The route.
    network
        The network before the change that names it.
    findings
        Where it is told.
    """
    if route_id in network.routes.index:
        return True
    known = [str(known_id) for known_id in network.routes.index]
    findings.error(
        "unknown_route",
        mark("There is no route '{subject}'. There are: {known}."),
        subject=route_id,
        known=", ".join(known[:IDS_SHOWN]) + (" …" if len(known) > IDS_SHOWN else ""),
    )
    return False


def stop_is_known(stop_id: str, network: Network, findings: Findings) -> bool:
    """
    Say whether there is a stop; where there is none, it is told.

    Parameters
    ----------
    stop_id
        The stop. A place where a bus may be stopped by hand is none.
    network
        The network before the change that names it.
    findings
        Where it is told.
    """
    if stop_id in network.stops.index and not network.stops.loc[stop_id, "is_hail_point"]:
        return True
    findings.error(
        "unknown_stop",
        mark("There is no stop '{subject}', so it can be neither moved nor removed."),
        subject=stop_id,
    )
    return False


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
