"""Remarks on a proposal, pinned to its map or on the whole of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import sqlalchemy as sa

from geo_app.errors import StoreError, mark
from geo_app.store.database_tables import comments
from geo_app.store.events import write_event
from geo_app.store.reading import lock_proposal, no_version
from geo_app.store.text_limits import AUTHOR, COMMENT, check_moment, check_place, check_text
from geo_app.store.values import Comment, EventKind

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection


def write_comment(
    connection: Connection,
    proposal_id: str,
    text: str,
    *,
    author: str,
    at: dt.datetime,
    version: int | None,
    place: tuple[float, float] | None,
) -> Comment:
    """
    Add a comment on a version, the newest without a number.

    Parameters
    ----------
    connection
        In a writing transaction.
    proposal_id
        Of the proposal that is spoken of.
    text
        Not blank, at most 10,000 characters.
    author
        Who, at most 200 characters.
    at
        When, with its time zone.
    version
        Number of a version, None for the newest.
    place
        (lon, lat) in degrees to pin it to, None for the whole proposal.
    """
    check_text(author, AUTHOR)
    check_moment(at)
    check_text(text, COMMENT)
    lon, lat = place or (None, None)
    check_place(lon, lat)
    _, head = lock_proposal(connection, proposal_id)
    if version is not None and not 0 < version <= head:
        raise no_version(proposal_id, version)
    comment = Comment(
        comment_id=str(uuid4()),
        proposal_id=proposal_id,
        version=version or head,
        author=author,
        text=text,
        at=at,
        lon=lon,
        lat=lat,
    )
    values = {name: getattr(comment, name) for name in comments.c.keys()}  # noqa: SIM118 - columns
    connection.execute(sa.insert(comments).values(values))
    _tell(connection, comment, EventKind.COMMENTED, author=author, at=at)
    return comment


def write_resolved(
    connection: Connection, comment_id: str, *, author: str, at: dt.datetime
) -> Comment:
    """
    Mark a comment as dealt with.

    Parameters
    ----------
    connection
        In a writing transaction.
    comment_id
        Of a comment that nobody has resolved yet.
    author
        Who resolves it, at most 200 characters.
    at
        When, with its time zone.
    """
    check_text(author, AUTHOR)
    check_moment(at)
    comment = _find(connection, comment_id)
    lock_proposal(connection, comment.proposal_id)
    # Read again: somebody else may have been faster while this waited.
    comment = _find(connection, comment_id)
    if comment.resolved_by is not None:
        raise StoreError(
            mark("Nothing was changed. {author} has resolved this comment already."),
            author=comment.resolved_by,
        )
    connection.execute(
        sa.update(comments)
        .where(comments.c.comment_id == comment_id)
        .values(resolved_by=author, resolved_at=at)
    )
    _tell(connection, comment, EventKind.RESOLVED, author=author, at=at)
    return _find(connection, comment_id)


def read_comments(connection: Connection, proposal_id: str) -> list[Comment]:
    """
    Return a proposal's comments, oldest first.

    Parameters
    ----------
    connection
        In a transaction of any kind.
    proposal_id
        Of the proposal; one that nobody knows has no comments.
    """
    query = (
        sa.select(comments)
        .where(comments.c.proposal_id == proposal_id)
        .order_by(comments.c.at, comments.c.comment_id)
    )
    return [Comment(**row) for row in connection.execute(query).mappings()]


def _find(connection: Connection, comment_id: str) -> Comment:
    query = sa.select(comments).where(comments.c.comment_id == comment_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise StoreError(
            mark("There is no comment '{comment_id}' in this database. Load the page again."),
            comment_id=comment_id,
        )
    return Comment(**row)


def _tell(
    connection: Connection, comment: Comment, kind: EventKind, *, author: str, at: dt.datetime
) -> None:
    write_event(
        connection,
        kind,
        proposal_id=comment.proposal_id,
        version=comment.version,
        author=author,
        at=at,
        comment_id=comment.comment_id,
    )
