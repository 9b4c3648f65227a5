"""A new route, run in both directions along its line; a ring in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from geo_app.errors import mark
from geo_app.proposals.changes.kind import Kind, Step
from geo_app.proposals.changes.terms import Drawn, StopPolicy
from geo_app.proposals.checks.line_checks import check_line
from geo_app.proposals.checks.service_checks import check_running, check_service
from geo_app.proposals.checks.stop_checks import check_drawn_stops, check_stops_on_line
from geo_app.proposals.document.writing import line_features, service_properties
from geo_app.proposals.feed.new_route_rows import with_new_route
from geo_app.proposals.feed.stop_rows import with_stops
from geo_app.proposals.metres import line_in
from geo_app.proposals.network_edits import (
    with_boarding_points,
    with_calls,
    with_line,
    with_new_stops,
)
from geo_app.proposals.running.operating import directions_of
from geo_app.proposals.running.run import Run

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.document.feature_reading import Feature, FeatureReader
    from geo_app.proposals.document.properties import Properties
    from geo_app.proposals.running.service import Service
    from geo_app.transit.network import Network

MIN_STOPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRoute(Drawn):
    """
    A new route, run in both directions along its line.

    Attributes
    ----------
    speed_kmh
        With its stops; None takes the assumed one (`transit.lines.BUS_SPEED_KMH`).
    vehicle
        With what it runs, an id as in `running.vehicles`; nothing is measured by it.
    """

    kind: ClassVar[str] = "route"

    service: Service
    name_th: str | None = None
    name_en: str | None = None
    speed_kmh: float | None = None
    fare_thb: float | None = None
    vehicle: str | None = None
    stop_policy: StopPolicy = StopPolicy.STOPS


def _read(reader: FeatureReader, feature: Feature, row: Properties) -> AddRoute | None:
    route_id, line, service = row.id("route_id"), reader.line(feature, row), row.service()
    if route_id is None:
        return None
    return AddRoute(
        route_id=route_id,
        line=line,
        stops=reader.stops_of(feature),
        service=service,
        name_th=row.text("name_th"),
        name_en=row.text("name_en"),
        drawn_line=reader.drawn_line(row),
        speed_kmh=row.number("speed_kmh"),
        fare_thb=row.number("fare_thb"),
        vehicle=row.text("vehicle"),
        stop_policy=StopPolicy(row.choice("stop_policy", StopPolicy) or StopPolicy.STOPS),
    )


def _write(change: AddRoute) -> list[Feature]:
    stated: dict[str, Any] = {
        "name_th": change.name_th,
        "name_en": change.name_en,
        "speed_kmh": change.speed_kmh,
        "fare_thb": change.fare_thb,
        "vehicle": change.vehicle,
        "stop_policy": change.stop_policy.value,
    }
    known = {key: value for key, value in stated.items() if value is not None}
    return line_features(change, **known, **service_properties(change.service))


def _check(change: AddRoute, network: Network, findings: Findings) -> None:
    subject = change.route_id
    if subject in network.routes.index:
        findings.error(
            "route_exists",
            mark(
                "There is a route '{subject}' already. Give the new one another id, or reroute "
                "that one."
            ),
            subject=subject,
        )
    if not (change.name_th or change.name_en):
        findings.warn("no_name", mark("The route '{subject}' has no name."), subject=subject)
    line = check_line(change.line, subject, findings)
    check_service(change.service, subject, findings)
    check_running(change, findings)
    check_drawn_stops(change, findings)
    _check_number(change, findings)
    if line is not None:
        check_stops_on_line(change, line, network, findings)


def _check_number(change: AddRoute, findings: Findings) -> None:
    """Tell of a route with fewer stops than a bus needs."""
    number = len(set(change.named_stops))
    if change.stop_policy is not StopPolicy.HAIL_AND_RIDE and number < MIN_STOPS:
        findings.error(
            "no_stops",
            mark("'{subject}' has {number} stops; a route needs two, or the policy hail_and_ride."),
            subject=change.route_id,
            number=number,
        )


def _on_network(change: AddRoute, network: Network) -> Network:
    line = line_in(network, change.line)
    names = {"name_th": change.name_th, "name_en": change.name_en}
    changed = with_line(network, change.route_id, line, names)
    changed = with_new_stops(changed, change.stops)
    calls = list(change.named_stops)
    if change.stop_policy is StopPolicy.HAIL_AND_RIDE:
        changed, points = with_boarding_points(changed, change.route_id, line)
        calls += points
    return with_calls(changed, change.route_id, calls)


def _on_feed(change: AddRoute, step: Step) -> dict[str, pd.DataFrame]:
    tables = with_stops(step.tables, change.stops, step.before)
    line = line_in(step.after, change.line)
    return with_new_route(tables, change, line=line, after=step.after, period=step.period)


def _on_run(change: AddRoute, _run: Run, network: Network) -> Run:
    line = line_in(network, change.line)
    return Run(
        length_m=float(line.length),
        service=change.service,
        speed_kmh=change.speed_kmh,
        directions=directions_of(line),
    )


KIND = Kind(
    change=AddRoute,
    read=_read,
    write=_write,
    check=_check,
    on_network=_on_network,
    on_feed=_on_feed,
    on_run=_on_run,
)
