"""A route that no longer runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from geo_app.errors import mark
from geo_app.proposals.changes.kind import Kind, Step
from geo_app.proposals.changes.terms import OfRoute
from geo_app.proposals.checks.stop_checks import route_is_known
from geo_app.proposals.document.writing import plain_features
from geo_app.proposals.feed.changed_trips import without_trips
from geo_app.proposals.feed.route_rows import without_routes
from geo_app.proposals.feed.stop_rows import without_records
from geo_app.proposals.feed.trip_patterns import trips_of
from geo_app.proposals.network_edits import with_frames

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.document.feature_reading import Feature, FeatureReader
    from geo_app.proposals.document.properties import Properties
    from geo_app.transit.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRoute(OfRoute):
    """A route that no longer runs; stops that only it served are served no more."""

    kind: ClassVar[str] = "remove_route"
    settles: ClassVar[bool] = True


def _read(_reader: FeatureReader, _feature: Feature, row: Properties) -> RemoveRoute | None:
    route_id = row.id("route_id")
    return None if route_id is None else RemoveRoute(route_id=route_id)


def _write(change: RemoveRoute) -> list[Feature]:
    return plain_features(change, route_id=change.route_id)


def _check(change: RemoveRoute, network: Network, findings: Findings) -> None:
    if route_is_known(change.route_id, network, findings):
        others = network.calls[network.calls["route_id"] != change.route_id]["stop_id"]
        alone = set(network.stops_of(change.route_id)) - set(others)
        findings.info(
            "stops_unserved",
            mark("Without the route '{subject}', {number} stops are served by nothing."),
            subject=change.route_id,
            number=len(alone),
        )


def _on_network(change: RemoveRoute, network: Network) -> Network:
    calls = network.calls[network.calls["route_id"] != change.route_id]
    passed = set(network.stops_of(change.route_id)) - set(network.real_stops_of(change.route_id))
    return with_frames(
        network,
        # Its boarding points are no places of their own.
        stops=network.stops[~network.stops.index.isin(passed)],
        routes=network.routes.drop(change.route_id),
        calls=calls.reset_index(drop=True),
    )


def _on_feed(change: RemoveRoute, step: Step) -> dict[str, pd.DataFrame]:
    gone = set(trips_of(step.tables, change.route_id)["trip_id"])
    tables = without_records(step.tables, "trips", gone)
    tables = without_records(tables, "stop_times", gone)
    return without_routes(without_trips(tables, gone), {change.route_id})


KIND = Kind(
    change=RemoveRoute,
    read=_read,
    write=_write,
    check=_check,
    on_network=_on_network,
    on_feed=_on_feed,
)
