"""What a process does until it is killed: it saves, and tells of each save that returned."""

from __future__ import annotations

import itertools
import zlib
from typing import TYPE_CHECKING, Any

from geo_app.store.failures import ConflictError
from geo_app.store.opening import open_store
from tests.store.making import AT, draft, save

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from geo_app.store.proposal_store import ProposalStore

TOKEN = "killed"


def sealed(number: int) -> dict[str, Any]:
    """Return a document that shows whether all of it is there."""
    filler = f"{number} ชุมชน " * (1 + number * 7919 % 3_000)
    return {"number": number, "filler": filler, "seal": zlib.crc32(filler.encode())}


def is_whole(document: dict[str, Any]) -> bool:
    return bool(zlib.crc32(document["filler"].encode()) == document["seal"])


def save_until_killed(url: str, proposal_id: str, acknowledge: Connection) -> None:
    """Save versions, comments and strokes in turn; send the name and number of each."""
    with open_store(url) as store:
        found = store.draft(TOKEN)
        for rev in itertools.count(found.rev + 1 if found else 1):
            acknowledge.send(("version", _save(store, proposal_id)))
            store.put_draft(draft(rev, token=TOKEN, document=sealed(rev)))
            acknowledge.send(("draft", rev))
            made = store.comment(proposal_id, str(rev), author="Malee", at=AT)
            acknowledge.send(("comment", made.comment_id))


def _save(store: ProposalStore, proposal_id: str) -> int:
    expected = store.proposal(proposal_id).version
    while True:
        try:
            return save(store, proposal_id, expected, document=sealed(expected + 1)).version
        except ConflictError as conflict:
            # A server may finish what a killed process had asked of it.
            expected = conflict.theirs.number


def open_once(url: str, acknowledge: Connection) -> None:
    """Open a store, which migrates it; tell before and after."""
    acknowledge.send("opening")
    open_store(url).close()
    acknowledge.send("opened")
