"""What must hold when something fails: a sentence for each call, and all as it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_app.errors import StoreError
from tests.store.making import create, document, draft, save

if TYPE_CHECKING:
    from geo_app.store.proposal_store import ProposalStore
    from geo_app.store.values import Document

LARGE = {"t": "x" * 2_000_000}
NOTHING_SAVED = r"^Nothing was saved\. "
NOT_KEPT = r"^What you drew last is not kept on disk yet"


def check_that_nothing_is_saved(
    store: ProposalStore, proposal_id: str, why: str, content: Document | None = None
) -> None:
    """See that a save, a new proposal and a stroke all fail with their sentence."""
    content = content or document(2)
    with pytest.raises(StoreError, match=NOTHING_SAVED + f".*{why}"):
        save(store, proposal_id, 1, document=content)
    with pytest.raises(StoreError, match=NOTHING_SAVED + f".*{why}"):
        create(store, document=content)
    with pytest.raises(StoreError, match=NOT_KEPT + f".*{why}") as raised:
        store.put_draft(draft(2, document=content))
    assert "leave this page open" in str(raised.value)


def check_that_all_is_as_before(store: ProposalStore, proposal_id: str) -> None:
    assert store.open(proposal_id).document == document(1)
    assert [row.proposal_id for row in store.proposals("phuket")] == [proposal_id]
    assert len(store.events(proposal_id)) == 1
    assert store.draft("session-1") == draft(1)
