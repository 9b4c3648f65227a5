"""Every problem of a proposal, found before anything changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.errors import mark
from geo_app.proposals.apply import apply_change
from geo_app.proposals.baseline import changed_layers, layer_digests
from geo_app.proposals.changes import (
    AddRoute,
    AddStop,
    ChangeHeadway,
    CutBack,
    Extend,
    MoveStop,
    RemoveRoute,
    RemoveStop,
    Reroute,
    Stop,
)
from geo_app.proposals.check_lines import check_extension, check_line
from geo_app.proposals.check_service import check_running, check_service
from geo_app.proposals.check_stops import (
    check_own_stops,
    check_place,
    check_removed,
    check_stops_on_line,
)
from geo_app.proposals.findings import Findings
from geo_app.proposals.problems import Problem, ProposalError, Severity, errors_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes import Change, Proposal
    from geo_app.proposals.network import Network

MAX_CHANGES = 1_000
MIN_CALLS = 2
IDS_SHOWN = 12


def check_proposal(proposal: Proposal, baseline: Baseline) -> tuple[Problem, ...]:
    """
    Find everything that is wrong with a proposal, or worth knowing of it.

    Parameters
    ----------
    proposal
        As it was read or drawn.
    baseline
        What it is held against; nothing in it changes.

    Returns
    -------
    problems
        Errors block, warnings show, info tells what is affected; in the order of the
        changes. A change with an error takes no effect on the changes after it.
    """
    findings = Findings(baseline)
    if not proposal.changes:
        findings.error("no_change", mark("The proposal changes nothing: draw a route first."))
    if len(proposal.changes) > MAX_CHANGES:
        findings.error(
            "too_many_changes",
            mark("The proposal has {number} changes, and at most 1,000 are taken."),
            number=len(proposal.changes),
        )
        return findings.problems
    network = baseline.network
    for change in proposal.changes:
        own = Findings(baseline)
        _CHECKS[type(change)](change, network, own)
        findings.extend(own)
        if not errors_of(own.problems):
            network = apply_change(change, network)
    if proposal.changes and not errors_of(findings.problems):
        _check_result(network, baseline, findings)
    _check_baseline(proposal, baseline, findings)
    return findings.problems


def require_sound(proposal: Proposal, baseline: Baseline) -> tuple[Problem, ...]:
    """
    Check a proposal and return its warnings and infos.

    Raises
    ------
    ProposalError
        If it has errors; with all of them.
    """
    problems = check_proposal(proposal, baseline)
    if errors_of(problems):
        raise ProposalError(errors_of(problems))
    return problems


def _add_route(change: AddRoute, network: Network, findings: Findings) -> None:
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
    check_own_stops(change, findings)
    if line is not None:
        check_stops_on_line(change, line, network, findings)


def _reroute(change: Reroute, network: Network, findings: Findings) -> None:
    is_known = _route_is_known(change.route_id, network, findings)
    line = check_line(change.line, change.route_id, findings)
    check_own_stops(change, findings)
    if line is not None and is_known:
        check_stops_on_line(change, line, network, findings)


def _extend(change: Extend, network: Network, findings: Findings) -> None:
    is_known = _route_is_known(change.route_id, network, findings)
    line = check_line(change.line, change.route_id, findings)
    if line is not None and is_known:
        check_extension(line, network.routes.geometry[change.route_id], change.route_id, findings)
        check_own_stops(change, findings)
        check_stops_on_line(change, line, network, findings)


def _cut_back(change: CutBack, network: Network, findings: Findings) -> None:
    if not _route_is_known(change.route_id, network, findings):
        return
    called = network.real_stops_of(change.route_id)
    ends = (change.from_stop_id, change.to_stop_id)
    for stop_id in dict.fromkeys(end for end in ends if end not in called):
        findings.error(
            "stop_not_called",
            mark("The route '{subject}' does not call at the stop '{stop}'."),
            subject=change.route_id,
            stop=stop_id,
        )
    if change.from_stop_id == change.to_stop_id:
        findings.error(
            "no_line_left",
            mark("'{subject}' is cut back to the one stop '{stop}'; a route needs two."),
            subject=change.route_id,
            stop=change.from_stop_id,
        )


def _add_stop(change: AddStop, network: Network, findings: Findings) -> None:
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
        if _route_is_known(route_id, network, findings) and place is not None:
            findings.far_from_line(place, network.routes.geometry[route_id], change.stop)


def _move_stop(change: MoveStop, network: Network, findings: Findings) -> None:
    is_known = _stop_is_known(change.stop_id, network, findings)
    place = check_place(change.lon, change.lat, change.stop_id, findings)
    if is_known and place is not None:
        moved = Stop(stop_id=change.stop_id, lon=change.lon, lat=change.lat)
        for line in network.lines_at(change.stop_id):
            findings.far_from_line(place, line, moved)
        findings.info(
            "stop_moves",
            mark("The stop '{subject}' moves by {metres:,.0f} m."),
            subject=change.stop_id,
            metres=place.distance(network.stops.geometry[change.stop_id]),
        )


def _remove_stop(change: RemoveStop, network: Network, findings: Findings) -> None:
    if _stop_is_known(change.stop_id, network, findings):
        check_removed(change, network, findings)


def _change_headway(change: ChangeHeadway, network: Network, findings: Findings) -> None:
    _route_is_known(change.route_id, network, findings)
    check_service(change.service, change.route_id, findings)


def _remove_route(change: RemoveRoute, network: Network, findings: Findings) -> None:
    if _route_is_known(change.route_id, network, findings):
        others = network.calls[network.calls["route_id"] != change.route_id]["stop_id"]
        alone = set(network.stops_of(change.route_id)) - set(others)
        findings.info(
            "stops_unserved",
            mark("Without the route '{subject}', {number} stops are served by nothing."),
            subject=change.route_id,
            number=len(alone),
        )


_CHECKS: dict[type[Change], Callable[..., None]] = {
    AddRoute: _add_route,
    Reroute: _reroute,
    Extend: _extend,
    CutBack: _cut_back,
    AddStop: _add_stop,
    MoveStop: _move_stop,
    RemoveStop: _remove_stop,
    ChangeHeadway: _change_headway,
    RemoveRoute: _remove_route,
}


def _route_is_known(route_id: str, network: Network, findings: Findings) -> bool:
    if route_id in network.routes.index:
        return True
    known = [str(own) for own in network.routes.index]
    findings.error(
        "unknown_route",
        mark("There is no route '{subject}'. There are: {known}."),
        subject=route_id,
        known=", ".join(known[:IDS_SHOWN]) + (" …" if len(known) > IDS_SHOWN else ""),
    )
    return False


def _stop_is_known(stop_id: str, network: Network, findings: Findings) -> bool:
    # A place where a bus may be stopped by hand is no stop.
    if stop_id in network.stops.index and not network.stops.loc[stop_id, "is_hail_point"]:
        return True
    findings.error(
        "unknown_stop",
        mark("There is no stop '{subject}', so it can be neither moved nor removed."),
        subject=stop_id,
    )
    return False


def _check_result(network: Network, baseline: Baseline, findings: Findings) -> None:
    """Tell of routes that are left with fewer stops than a bus needs."""
    before, after = (n.calls["route_id"].value_counts() for n in (baseline.network, network))
    for route_id in network.routes.index:
        left = int(after.get(route_id, 0))
        if left < MIN_CALLS and left != before.get(route_id, 0):
            findings.warn(
                "route_without_stops",
                mark("The route '{subject}' is left with {number} stops; it cannot run."),
                subject=route_id,
                number=left,
            )


def _check_baseline(proposal: Proposal, baseline: Baseline, findings: Findings) -> None:
    """Tell what has changed since the proposal was made."""
    if not proposal.baseline:
        return
    today = baseline.kept("digests", lambda: layer_digests(baseline.province))
    changed = changed_layers(dict(proposal.baseline), today)
    if changed:
        findings.add(
            Problem(
                code="baseline_changed",
                severity=Severity.WARNING,
                message=mark(
                    "Since this proposal was made these layers have changed: {layers}. The figures "
                    "here are of today's; save it again to take them over."
                ),
                fields={"layers": ", ".join(changed)},
            )
        )
