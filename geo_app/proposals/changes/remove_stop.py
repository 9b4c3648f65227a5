"""A stop at which no route calls any more, or one route does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from geo_app.errors import mark
from geo_app.proposals.changes.kind import Kind, Step
from geo_app.proposals.changes.terms import Change
from geo_app.proposals.checks.stop_checks import stop_is_known
from geo_app.proposals.document.writing import plain_features
from geo_app.proposals.feed.longer_trips import cut_back
from geo_app.proposals.network_edits import with_frames

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.document.feature_reading import Feature, FeatureReader
    from geo_app.proposals.document.properties import Properties
    from geo_app.transit.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveStop(Change):
    """No route calls at a stop any more, or one route (`route_id`) does not."""

    kind: ClassVar[str] = "remove_stop"
    touches_other_routes: ClassVar[bool] = True

    stop_id: str
    route_id: str | None = None

    @property
    def named_routes(self) -> tuple[str, ...]:
        """The route, if only one leaves the stop out."""
        return () if self.route_id is None else (self.route_id,)

    @property
    def named_stops(self) -> tuple[str, ...]:
        """The stop."""
        return (self.stop_id,)


def _read(_reader: FeatureReader, _feature: Feature, row: Properties) -> RemoveStop | None:
    stop_id = row.id("stop_id")
    return None if stop_id is None else RemoveStop(stop_id=stop_id, route_id=row.text("route_id"))


def _write(change: RemoveStop) -> list[Feature]:
    return plain_features(change, route_id=change.route_id, stop_id=change.stop_id)


def _check(change: RemoveStop, network: Network, findings: Findings) -> None:
    if not stop_is_known(change.stop_id, network, findings):
        return
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


def _on_network(change: RemoveStop, network: Network) -> Network:
    calls = network.calls
    gone = calls["stop_id"] == change.stop_id
    if change.route_id is not None:
        gone &= calls["route_id"] == change.route_id
    return with_frames(network, calls=calls[~gone].reset_index(drop=True))


def _on_feed(change: RemoveStop, step: Step) -> dict[str, pd.DataFrame]:
    calls, tables = step.before.calls, step.tables
    routes = calls.loc[calls["stop_id"] == change.stop_id, "route_id"]
    if change.route_id is not None:
        routes = routes[routes == change.route_id]
    for route_id in routes[routes.isin(tables["routes"]["route_id"])]:
        stays = set(tables["stop_times"]["stop_id"]) - {change.stop_id}
        tables = cut_back(tables, route_id, stays, step.before, with_shape=False)
    return tables


KIND = Kind(
    change=RemoveStop,
    read=_read,
    write=_write,
    check=_check,
    on_network=_on_network,
    on_feed=_on_feed,
)
