"""The audit trail: written with each change, never changed itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo_app.store.database_tables import events
from geo_app.store.values import Event, EventKind, ProposalState

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection, RowMapping


def write_event(
    connection: Connection,
    kind: EventKind,
    *,
    proposal_id: str,
    version: int,
    author: str,
    at: dt.datetime,
    **details: str | None,
) -> None:
    """
    Add a line; `details` are the columns reason, from_state, to_state and comment_id.

    Parameters
    ----------
    connection
        In a writing transaction.
    kind
        What was done.
    proposal_id
        Of the proposal that it was done to.
    version
        Number of the version that it was done to.
    author
        Who did it.
    at
        When, with its time zone.
    details
        The columns `reason`, `from_state`, `to_state` and `comment_id`, where they apply.
    """
    stated = {
        "kind": kind.value,
        "proposal_id": proposal_id,
        "version": version,
        "author": author,
        "at": at,
    }
    connection.execute(sa.insert(events).values({"reason": "", **details, **stated}))


def read_events(connection: Connection, proposal_id: str) -> list[Event]:
    """
    Return a proposal's lines in the order in which they were written.

    Parameters
    ----------
    connection
        In a transaction of any kind.
    proposal_id
        Of the proposal; one that nobody knows has no lines.
    """
    query = sa.select(events).where(events.c.proposal_id == proposal_id).order_by(events.c.event_id)
    return [_event(row) for row in connection.execute(query).mappings()]


def _event(row: RowMapping) -> Event:
    return Event(
        event_id=row["event_id"],
        proposal_id=row["proposal_id"],
        kind=EventKind(row["kind"]),
        version=row["version"],
        author=row["author"],
        reason=row["reason"],
        at=row["at"],
        from_state=_state(row["from_state"]),
        to_state=_state(row["to_state"]),
        comment_id=row["comment_id"],
    )


def _state(text: str | None) -> ProposalState | None:
    return None if text is None else ProposalState(text)
