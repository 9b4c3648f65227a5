"""Proposals and drafts for the tests of the store."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from geo_app.store.values import Draft, ProposalState

if TYPE_CHECKING:
    from geo_app.store.proposal_store import ProposalStore
    from geo_app.store.values import Document, Saved

AT = dt.datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=dt.UTC)
DIGEST = "communities:ab12 transit:cd34"
HOSTILE = """O'Brien ชุมชน"; -- DROP TABLE proposals; %s %(x)s :name {brace} \\ \U0001f68c"""

# The shortest way through the states to each of them.
WAYS = {
    ProposalState.DRAFT: (),
    ProposalState.SHARED: ("shared",),
    ProposalState.UNDER_REVIEW: ("shared", "under_review"),
    ProposalState.APPROVED: ("shared", "under_review", "approved"),
    ProposalState.REJECTED: ("shared", "under_review", "rejected"),
}


def later(minutes: float) -> dt.datetime:
    return AT + dt.timedelta(minutes=minutes)


def document(number: int = 1, **more: Any) -> Document:
    """Return a document that tells which one it is."""
    point = {"type": "Point", "coordinates": [98.3923456, 7.8804123]}
    stop = {"type": "Feature", "geometry": point, "properties": {"kind": "stop", "n": number}}
    names = {"name_th": "สายใหม่", "name_en": "New line"}
    return {"type": "FeatureCollection", **names, "features": [stop], **more}


def create(store: ProposalStore, number: int = 1, **changes: Any) -> Saved:
    stated = {"author": "Somchai", "reason": "first", "at": AT, "baseline": DIGEST}
    province_id = changes.pop("province_id", "phuket")
    content = changes.pop("document", None) or document(number)
    return store.create(province_id, content, **(stated | changes))


def save(store: ProposalStore, proposal_id: str, expected: int, **changes: Any) -> Saved:
    stated = {
        "author": "Malee",
        "reason": "better",
        "at": later(min(expected, 99)),
        "baseline": DIGEST,
    }
    content = changes.pop("document", None) or document(expected + 1)
    return store.save(proposal_id, content, expected_version=expected, **(stated | changes))


def bring_to(store: ProposalStore, proposal_id: str, state: ProposalState) -> None:
    """Move a draft to a state, step by step."""
    for step in WAYS[state]:
        store.move(proposal_id, ProposalState(step), author="Somchai", reason="on", at=AT)


def draft(rev: int = 1, **changes: Any) -> Draft:
    stated = {
        "token": "session-1",
        "province_id": "phuket",
        "owner": "Malee",
        "rev": rev,
        "document": document(rev),
        "history": {"undo": [document(rev - 1)], "redo": []},
        "updated_at": AT,
    }
    return Draft(**(stated | changes))
