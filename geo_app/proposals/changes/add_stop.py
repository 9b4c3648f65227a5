"""A new stop of routes that exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from geo_app.errors import mark
from geo_app.proposals.changes.kind import Kind, Step
from geo_app.proposals.changes.terms import Change, Stop
from geo_app.proposals.checks.stop_checks import check_place, route_is_known
from geo_app.proposals.document.writing import stop_feature
from geo_app.proposals.feed.longer_trips import with_stop_added
from geo_app.proposals.feed.stop_rows import with_stops
from geo_app.proposals.network_edits import with_calls, with_new_stops

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.document.feature_reading import Feature, FeatureReader
    from geo_app.proposals.document.properties import Properties
    from geo_app.transit.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStop(Change):
    """A new stop of routes that exist."""

    kind: ClassVar[str] = "add_stop"
    has_place: ClassVar[bool] = True

    stop: Stop
    route_ids: tuple[str, ...]

    @property
    def named_routes(self) -> tuple[str, ...]:
        """The routes that call there."""
        return self.route_ids

    @property
    def named_stops(self) -> tuple[str, ...]:
        """The stop."""
        return (self.stop.stop_id,)


def _read(reader: FeatureReader, feature: Feature, row: Properties) -> AddStop | None:
    stop = reader.stop(feature, row)
    return None if stop is None else AddStop(stop=stop, route_ids=row.ids("route_ids"))


def _write(change: AddStop) -> list[Feature]:
    return [stop_feature(change.stop, kind=change.kind, route_ids=list(change.route_ids))]


def _check(change: AddStop, network: Network, findings: Findings) -> None:
    subject = change.stop.stop_id
    if not change.route_ids:
        findings.error(
            "stop_of_no_route",
            mark("The stop '{subject}' names no route that calls there: add route_ids."),
            subject=subject,
        )
    if subject in network.stops.index:
        findings.error(
            "stop_exists",
            mark("There is a stop '{subject}' already. Give the new one another id."),
            subject=subject,
        )
    place = check_place(change.stop.lon, change.stop.lat, subject, findings)
    for route_id in change.route_ids:
        if route_is_known(route_id, network, findings) and place is not None:
            findings.far_from_line(place, network.routes.geometry[route_id], change.stop)


def _on_network(change: AddStop, network: Network) -> Network:
    changed = with_new_stops(network, [change.stop])
    for route_id in change.route_ids:
        changed = with_calls(changed, route_id, [change.stop.stop_id])
    return changed


def _on_feed(change: AddStop, step: Step) -> dict[str, pd.DataFrame]:
    tables = with_stops(step.tables, [change.stop], step.before)
    for route_id in change.route_ids:
        tables = with_stop_added(tables, route_id, change.stop.stop_id, step.after)
    return tables


KIND = Kind(
    change=AddStop,
    read=_read,
    write=_write,
    check=_check,
    on_network=_on_network,
    on_feed=_on_feed,
)
