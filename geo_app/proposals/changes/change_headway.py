"""Another service of a route, in both directions, on the days on which it runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from geo_app.proposals.changes.kind import Kind, Step
from geo_app.proposals.changes.terms import OfRoute
from geo_app.proposals.checks.service_checks import check_service
from geo_app.proposals.checks.stop_checks import route_is_known
from geo_app.proposals.document.writing import plain_features, service_properties
from geo_app.proposals.feed.headway_rows import runs_so, with_service

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.document.feature_reading import Feature, FeatureReader
    from geo_app.proposals.document.properties import Properties
    from geo_app.proposals.running.run import Run
    from geo_app.proposals.running.service import Service
    from geo_app.transit.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeHeadway(OfRoute):
    """Another service of a route, in both directions, on the days on which it runs."""

    kind: ClassVar[str] = "change_headway"
    settles: ClassVar[bool] = True

    service: Service


def _read(_reader: FeatureReader, _feature: Feature, row: Properties) -> ChangeHeadway | None:
    route_id, service = row.id("route_id"), row.service()
    return None if route_id is None else ChangeHeadway(route_id=route_id, service=service)


def _write(change: ChangeHeadway) -> list[Feature]:
    return plain_features(change, route_id=change.route_id, **service_properties(change.service))


def _check(change: ChangeHeadway, network: Network, findings: Findings) -> None:
    route_is_known(change.route_id, network, findings)
    check_service(change.service, change.route_id, findings)


def _on_network(change: ChangeHeadway, network: Network) -> Network:
    if change.route_id not in network.routes.index:
        raise KeyError(change.route_id)
    return network


def _on_feed(change: ChangeHeadway, step: Step) -> dict[str, pd.DataFrame]:
    if runs_so(step.tables, change.route_id, change.service):
        return step.tables
    return with_service(step.tables, change.route_id, change.service, step.before.stops.geometry)


def _on_run(change: ChangeHeadway, run: Run, _network: Network) -> Run:
    return replace(run, service=change.service)


KIND = Kind(
    change=ChangeHeadway,
    read=_read,
    write=_write,
    check=_check,
    on_network=_on_network,
    on_feed=_on_feed,
    on_run=_on_run,
)
