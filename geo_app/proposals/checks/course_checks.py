"""What another course makes of a route's trips and stops, told before it is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.errors import mark
from geo_app.proposals.courses.rerouting import rerouting_of
from geo_app.proposals.network_edits import stops_beside

if TYPE_CHECKING:
    import shapely

    from geo_app.proposals.changes.reroute import Reroute
    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.courses.rerouting import Rerouting
    from geo_app.transit.network import Network

MIN_STOPS = 2
IDS_SHOWN = 12


def check_course(
    change: Reroute, line: shapely.LineString, network: Network, findings: Findings
) -> None:
    """
    Tell which trips and stops another course leaves as they are, and which not.

    Parameters
    ----------
    change
        The change.
    line
        Its line in metres.
    network
        The network before it.
    findings
        Where it is told.
    """
    made = rerouting_of(change, network)
    if made.whole is None and not made.changed:
        findings.info(
            "course_as_today",
            mark("The line of '{subject}' is a course of today: nothing of it changes."),
            subject=change.route_id,
        )
        return
    _tell_trips(change, made, network, findings)
    _tell_left_out(change, line, made, network, findings)


def _tell_trips(change: Reroute, made: Rerouting, network: Network, findings: Findings) -> None:
    if made.kept_back:
        findings.info(
            "trips_keep_course",
            mark(
                "{number} trips of '{subject}' begin, end or branch off where the line changes; "
                "they keep to today's course."
            ),
            subject=change.route_id,
            number=made.kept_back,
        )
    if made.whole is not None and not network.is_hailed(change.route_id):
        findings.info(
            "whole_course",
            mark(
                "The new line of '{subject}' has next to nothing in common with today's: every "
                "trip runs the whole of it."
            ),
            subject=change.route_id,
        )


def _tell_left_out(
    change: Reroute,
    line: shapely.LineString,
    made: Rerouting,
    network: Network,
    findings: Findings,
) -> None:
    ids = network.real_stops_of(change.route_id)
    beside = made.stop_ids if made.whole is None else stops_beside(network, change.route_id, line)
    stays = set(ids) & set(beside)
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
            stops=", ".join(left_out[:IDS_SHOWN]) + (" …" if len(left_out) > IDS_SHOWN else ""),
        )
