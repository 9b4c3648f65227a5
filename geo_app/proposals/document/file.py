"""The document of a proposal, written as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_app.proposals.changes.kinds import kind_of

if TYPE_CHECKING:
    from geo_app.proposals.changes.proposal import Proposal


def document_of(proposal: Proposal) -> dict[str, Any]:
    """
    Write a proposal as its document.

    Parameters
    ----------
    proposal
        The proposal.

    Returns
    -------
    document
        Values of JSON; `reading.proposal_of` reads the same proposal from it.
        Coordinates are rounded to a centimetre.
    """
    head = {
        "proposal_id": proposal.proposal_id,
        "name_th": proposal.name_th,
        "name_en": proposal.name_en,
        "author": proposal.author,
        "reason": proposal.reason,
    }
    baseline = {"baseline": dict(proposal.baseline)} if proposal.baseline else {}
    features = [feature for change in proposal.changes for feature in kind_of(change).write(change)]
    stated = {key: value for key, value in head.items() if value}
    return {"type": "FeatureCollection", **stated, **baseline, "features": features}
