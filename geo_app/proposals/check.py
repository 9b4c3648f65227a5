"""Every problem of a proposal, found before anything changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app import limits
from geo_app.errors import mark
from geo_app.findings import Finding, Severity, errors_of
from geo_app.proposals.apply import apply_change
from geo_app.proposals.baseline import changed_layers, layer_digests
from geo_app.proposals.changes.kinds import kind_of
from geo_app.proposals.checks.check_findings import Findings
from geo_app.proposals.problems import ProposalError

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.transit.network import Network

MIN_CALLS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """
    A proposal that has been checked, and put into effect while it was.

    Attributes
    ----------
    problems
        Errors block, warnings show, info tells what is affected; in the order of the
        changes.
    network
        The network after all changes that have no error.
    """

    problems: tuple[Finding, ...]
    network: Network

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The problems that block."""
        return errors_of(self.problems)


def checked(proposal: Proposal, baseline: Baseline) -> Checked:
    """
    Check a proposal, each change on the network that those before it leave.

    Parameters
    ----------
    proposal
        As it was read or drawn.
    baseline
        What it is held against; nothing in it changes.

    Returns
    -------
    checked
        A change with an error takes no effect on the changes after it.
    """
    findings, network = Findings(baseline), baseline.network
    if not proposal.changes:
        findings.error("no_change", mark("The proposal changes nothing: draw a route first."))
    if len(proposal.changes) > limits.CHANGES:
        findings.error(
            "too_many_changes",
            mark("The proposal has {number} changes, and at most {most:,} are taken."),
            number=len(proposal.changes),
            most=limits.CHANGES,
        )
        return Checked(problems=findings.problems, network=network)
    for change in proposal.changes:
        of_change = Findings(baseline)
        kind_of(change).check(change, network, of_change)
        findings.extend(of_change)
        if not errors_of(of_change.problems):
            network = apply_change(change, network)
    if proposal.changes and not errors_of(findings.problems):
        _check_result(network, baseline, findings)
    _check_baseline(proposal, baseline, findings)
    return Checked(problems=findings.problems, network=network)


def check_proposal(proposal: Proposal, baseline: Baseline) -> tuple[Finding, ...]:
    """
    Find everything that is wrong with a proposal, or worth knowing of it.

    Parameters
    ----------
    proposal, baseline
        As for `checked`.

    Returns
    -------
    problems
        As `Checked.problems`.
    """
    return checked(proposal, baseline).problems


def require_sound(proposal: Proposal, baseline: Baseline) -> Checked:
    """
    Check a proposal that must have no error.

    Parameters
    ----------
    proposal, baseline
        As for `checked`.

    Raises
    ------
    ProposalError
        If it has errors; with all of them.
    """
    sound = checked(proposal, baseline)
    if sound.errors:
        raise ProposalError(sound.errors)
    return sound


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
            Finding(
                code="baseline_changed",
                severity=Severity.WARNING,
                message=mark(
                    "Since this proposal was made these layers have changed: {layers}. The figures "
                    "here are of today's; save it again to take them over."
                ),
                fields={"layers": ", ".join(changed)},
            )
        )
