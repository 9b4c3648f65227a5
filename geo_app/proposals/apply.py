"""A proposal put into effect on a copy of the network; the baseline stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_app.proposals.changes.kinds import kind_of
from geo_app.proposals.network_edits import with_frames
from geo_app.proposals.route_history import RememberedNetwork
from geo_app.transit.network import UNKNOWN_ROUTE, Network

if TYPE_CHECKING:
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.proposals.changes.terms import Change


def apply_proposal(proposal: Proposal, network: Network) -> Network:
    """
    Return the network as it would be.

    Parameters
    ----------
    proposal
        Its changes take effect one after the other; `check_proposal` found no error.
    network
        The baseline; nothing in it is changed.

    Returns
    -------
    proposed
        New frames. Stops that nothing serves any more stay among `stops`; a route left
        with one stop calls nowhere.

    Raises
    ------
    KeyError
        If a change names what is not there, which `check_proposal` tells first.
    """
    proposed = network
    for change in proposal.changes:
        proposed = apply_change(change, proposed)
    return without_single_calls(proposed, network)


def without_single_calls(proposed: Network, today: Network) -> Network:
    """
    Leave out the calls of routes that are left with one stop: no bus runs to itself.

    Parameters
    ----------
    proposed
        The network after all changes.
    today
        The network before them; a route that had one stop already keeps it.
    """
    counts = proposed.calls["route_id"].value_counts()
    alone = counts.index[counts == 1]
    kept_so = today.calls["route_id"].value_counts().reindex(alone) == 1
    gone = proposed.calls["route_id"].isin(alone[~kept_so.to_numpy()])
    gone &= proposed.calls["route_id"] != UNKNOWN_ROUTE
    return with_frames(proposed, calls=proposed.calls[~gone].reset_index(drop=True))


def apply_change(change: Change, network: Network) -> Network:
    """
    Return the network after one change.

    Parameters
    ----------
    change
        The change.
    network
        The network before it; nothing in it is changed.

    Raises
    ------
    KeyError
        If the change names what is not there.
    """
    changed: Network = kind_of(change).on_network(change, network)
    if isinstance(changed, RememberedNetwork):
        return replace(changed, history=changed.history.after(change, network))
    return changed
