"""Another speed of a route: the same departures, other times on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from geo_app.errors import mark
from geo_app.proposals.changes.kind import Kind, Step
from geo_app.proposals.changes.terms import OfRoute
from geo_app.proposals.checks.service_checks import check_speed
from geo_app.proposals.checks.stop_checks import route_is_known
from geo_app.proposals.document.writing import plain_features
from geo_app.proposals.feed.changed_trips import with_patterns
from geo_app.proposals.feed.trip_patterns import patterns_of

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.document.feature_reading import Feature, FeatureReader
    from geo_app.proposals.document.properties import Properties
    from geo_app.proposals.running.run import Run
    from geo_app.transit.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSpeed(OfRoute):
    """
    Another speed of a route, on every trip, as lanes of their own or fewer waits bring it.

    Attributes
    ----------
    speed_kmh
        The mean with stops, from the first to the last call.
    """

    kind: ClassVar[str] = "change_speed"

    speed_kmh: float


def _read(_reader: FeatureReader, _feature: Feature, row: Properties) -> ChangeSpeed | None:
    route_id, speed_kmh = row.id("route_id"), row.number("speed_kmh")
    if route_id is None:
        return None
    if speed_kmh is None:
        row.tell("no_speed", mark("'{subject}' states no speed: add speed_kmh."))
        return None
    return ChangeSpeed(route_id=route_id, speed_kmh=speed_kmh)


def _write(change: ChangeSpeed) -> list[Feature]:
    return plain_features(change, route_id=change.route_id, speed_kmh=change.speed_kmh)


def _check(change: ChangeSpeed, network: Network, findings: Findings) -> None:
    route_is_known(change.route_id, network, findings)
    check_speed(change.speed_kmh, change.route_id, findings)


def _on_network(change: ChangeSpeed, network: Network) -> Network:
    if change.route_id not in network.routes.index:
        raise KeyError(change.route_id)
    return network


def _on_feed(change: ChangeSpeed, step: Step) -> dict[str, pd.DataFrame]:
    patterns = patterns_of(step.tables, change.route_id, step.before.stops.geometry)
    return with_patterns(step.tables, [one.at_speed(change.speed_kmh) for one in patterns])


def _on_run(change: ChangeSpeed, run: Run, _network: Network) -> Run:
    return replace(run, speed_kmh=change.speed_kmh)


KIND = Kind(
    change=ChangeSpeed,
    read=_read,
    write=_write,
    check=_check,
    on_network=_on_network,
    on_feed=_on_feed,
    on_run=_on_run,
)
