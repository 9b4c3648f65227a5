"""Both databases, and a store on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_app.store.opening import open_store
from tests.fixtures.databases import postgres_server, store_url
from tests.store.making import create, draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_app.store.proposal_store import ProposalStore

__all__ = ["postgres_server", "store", "store_url"]


@pytest.fixture
def store(store_url: str) -> Iterator[ProposalStore]:
    """Return an empty store, on a file and then on a server."""
    with open_store(store_url) as opened:
        yield opened


@pytest.fixture
def proposal_id(store: ProposalStore) -> str:
    """Save a proposal and a stroke, which must outlive what fails afterwards."""
    store.put_draft(draft(1))
    return create(store).proposal_id
