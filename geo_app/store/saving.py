"""Every save is a new version; nothing that was saved is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import sqlalchemy as sa

from geo_app.errors import StoreError, mark
from geo_app.store.database_tables import proposals, versions
from geo_app.store.events import write_event
from geo_app.store.failures import ConflictError
from geo_app.store.reading import lock_proposal, read_version
from geo_app.store.states import check_move, check_open
from geo_app.store.text_limits import (
    AUTHOR,
    BASELINE,
    PROPOSAL,
    PROVINCE,
    REASON,
    TITLE,
    check_moment,
    check_text,
    document_text,
)
from geo_app.store.values import EventKind, ProposalState, Saved

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection

    from geo_app.store.values import Document, Version

TITLE_KEYS = {"title_th": "name_th", "title_en": "name_en"}
"""Column of the list, and where a document states it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A document with who saves it, why, when, and on what data; checked when it is made."""

    titles: dict[str, str | None]
    text: str
    author: str
    reason: str
    at: dt.datetime
    baseline: str


def work_of(
    document: Document, *, author: str, reason: str, at: dt.datetime, baseline: str
) -> Work:
    """
    Check what somebody wants to save, before the database is asked for anything.

    Parameters
    ----------
    document
        GeoJSON of the proposal, at most 5 MB.
    author, reason
        Who (at most 200 characters) and why (at most 10,000, may be blank).
    at
        When, with its time zone.
    baseline
        Digest of the data that the work was done on.
    """
    check_text(author, AUTHOR)
    check_text(reason, REASON)
    check_text(baseline, BASELINE)
    check_moment(at)
    return Work(
        titles={column: _title(document, key) for column, key in TITLE_KEYS.items()},
        text=document_text(document),
        author=author,
        reason=reason,
        at=at,
        baseline=baseline,
    )


def _title(document: Document, key: str) -> str | None:
    text = document.get(key)
    return check_text(text, TITLE) or None if isinstance(text, str) else None


def write_proposal(
    connection: Connection, work: Work, *, proposal_id: str, province_id: str
) -> Saved:
    """
    Add a proposal with its first version.

    Parameters
    ----------
    connection
        In a writing transaction.
    work
        As `work_of` has checked it.
    proposal_id
        The new proposal's; nobody else's.
    province_id
        Of the province that it is for.
    """
    check_text(province_id, PROVINCE)
    check_text(proposal_id, PROPOSAL)
    known = sa.select(proposals.c.proposal_id).where(proposals.c.proposal_id == proposal_id)
    if connection.execute(known).first() is not None:
        raise StoreError(
            mark(
                "Nothing was saved. There is a proposal '{proposal_id}' already: open it, or save "
                "yours as a new one."
            ),
            proposal_id=proposal_id,
        )
    _add_proposal(connection, work, proposal_id=proposal_id, province_id=province_id)
    _add_version(connection, work, proposal_id=proposal_id, number=1)
    _tell(connection, work, EventKind.CREATED, proposal_id=proposal_id, version=1)
    return Saved(proposal_id=proposal_id, version=1, saved_at=work.at)


def write_version(
    connection: Connection, work: Work, *, proposal_id: str, expected_version: int
) -> Saved:
    """
    Add a version on top of the one that the work began with.

    Parameters
    ----------
    connection
        In a writing transaction.
    work
        As `work_of` has checked it.
    proposal_id
        Of the proposal.
    expected_version
        Number of the version that the work began with.
    """
    state, head = lock_proposal(connection, proposal_id)
    check_open(state)
    if head != expected_version:
        raise ConflictError(read_version(connection, proposal_id, None))
    number = head + 1
    _add_version(connection, work, proposal_id=proposal_id, number=number)
    connection.execute(
        sa.update(proposals)
        .where(proposals.c.proposal_id == proposal_id)
        .values(head=number, **work.titles)
    )
    _tell(connection, work, EventKind.SAVED, proposal_id=proposal_id, version=number)
    return Saved(proposal_id=proposal_id, version=number, saved_at=work.at)


def write_copy(connection: Connection, source: Version, *, author: str, at: dt.datetime) -> Saved:
    """
    Add a draft that begins as a version of another proposal.

    Parameters
    ----------
    connection
        In a writing transaction.
    source
        The version that is copied, with its document.
    author
        Who copies it.
    at
        When, with its time zone.
    """
    proposal_id = str(uuid4())
    document = dict(source.document)
    if "proposal_id" in document:
        document["proposal_id"] = proposal_id
    work = work_of(document, author=author, reason="", at=at, baseline=source.baseline)
    query = sa.select(proposals.c.province_id).where(proposals.c.proposal_id == source.proposal_id)
    _add_proposal(
        connection,
        work,
        proposal_id=proposal_id,
        province_id=connection.execute(query).scalar_one(),
        copied_from_id=source.proposal_id,
        copied_from_version=source.number,
    )
    _add_version(connection, work, proposal_id=proposal_id, number=1)
    _tell(connection, work, EventKind.COPIED, proposal_id=proposal_id, version=1)
    return Saved(proposal_id=proposal_id, version=1, saved_at=at)


def write_move(
    connection: Connection,
    proposal_id: str,
    after: ProposalState,
    *,
    author: str,
    reason: str,
    at: dt.datetime,
) -> None:
    """
    Bring a proposal into another state.

    Parameters
    ----------
    connection
        In a writing transaction.
    proposal_id
        Of the proposal.
    after
        The state that it goes to.
    author, reason
        Who and why; the reason may be blank where none is needed.
    at
        When, with its time zone.
    """
    check_text(author, AUTHOR)
    check_text(reason, REASON)
    check_moment(at)
    before, head = lock_proposal(connection, proposal_id)
    check_move(before, after, reason=reason)
    connection.execute(
        sa.update(proposals).where(proposals.c.proposal_id == proposal_id).values(state=after.value)
    )
    write_event(
        connection,
        EventKind.MOVED,
        proposal_id=proposal_id,
        version=head,
        author=author,
        at=at,
        reason=reason,
        from_state=before.value,
        to_state=after.value,
    )


def _add_proposal(
    connection: Connection,
    work: Work,
    *,
    proposal_id: str,
    province_id: str,
    copied_from_id: str | None = None,
    copied_from_version: int | None = None,
) -> None:
    values = {
        "proposal_id": proposal_id,
        "province_id": province_id,
        "state": ProposalState.DRAFT.value,
        "head": 1,
        "created_by": work.author,
        "created_at": work.at,
        "copied_from_id": copied_from_id,
        "copied_from_version": copied_from_version,
    }
    connection.execute(sa.insert(proposals).values(values | work.titles))


def _add_version(connection: Connection, work: Work, *, proposal_id: str, number: int) -> None:
    values = {
        "proposal_id": proposal_id,
        "number": number,
        "document": work.text,
        "author": work.author,
        "reason": work.reason,
        "saved_at": work.at,
        "baseline": work.baseline,
    }
    connection.execute(sa.insert(versions).values(values))


def _tell(
    connection: Connection, work: Work, kind: EventKind, *, proposal_id: str, version: int
) -> None:
    write_event(
        connection,
        kind,
        proposal_id=proposal_id,
        version=version,
        author=work.author,
        at=work.at,
        reason=work.reason,
    )
