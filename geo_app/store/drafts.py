"""What people draw, kept stroke by stroke until they save it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from geo_app.store.database_tables import drafts
from geo_app.store.draft_secrets import hash_of_holder, hash_of_token, sealed, unsealed
from geo_app.store.text_limits import (
    AUTHOR,
    LARGEST_INTEGER,
    PROVINCE,
    TOKEN,
    check_moment,
    check_text,
    document_text,
    history_text,
)
from geo_app.store.values import Draft

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, RowMapping

    Values = dict[str, object]

TOKEN_KEY = "token"
"""Where an editor's document names its draft's secret; it is not kept there either."""

HELD = ("holder_hash", "sealed_token")
"""Columns that say whose a draft is, both or neither."""


def draft_values(draft: Draft, holder: str | None) -> Values:
    """
    Check a draft before the database sees it, and return its row.

    Parameters
    ----------
    draft
        What somebody has drawn so far.
    holder
        Secret by which somebody finds it again, None where only its token leads to it.

    Returns
    -------
    values
        A value for each column of the table.
    """
    check_text(draft.token, TOKEN)
    check_text(draft.province_id, PROVINCE)
    check_text(draft.owner, AUTHOR)
    check_moment(draft.updated_at)
    if not 0 <= draft.rev <= LARGEST_INTEGER:
        raise ValueError(f"rev must be a number of strokes, not {draft.rev}.")
    document = {name: part for name, part in draft.document.items() if name != TOKEN_KEY}
    return {
        "token_hash": hash_of_token(draft.token),
        "province_id": draft.province_id,
        "proposal_id": draft.proposal_id,
        "base_version": draft.base_version,
        "owner": draft.owner,
        "rev": draft.rev,
        "document": document_text(document),
        "history": history_text(draft.history),
        "updated_at": draft.updated_at,
        "holder_hash": None if holder is None else hash_of_holder(holder),
        "sealed_token": None if holder is None else sealed(draft.token, holder),
    }


def write_draft(connection: Connection, values: Values) -> bool:
    """
    Keep the draft unless a newer one of its token is kept; tell whether it was.

    Parameters
    ----------
    connection
        In a writing transaction.
    values
        As `draft_values` returns them.
    """
    # One statement, so that two that arrive at once cannot overtake each other.
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(drafts).values(values)
    newer: dict[str, sa.ColumnElement[Any]] = {
        name: statement.excluded[name] for name in values if name != "token_hash"
    }
    # Whoever held it first goes on finding it.
    newer |= {name: sa.func.coalesce(drafts.c[name], newer[name]) for name in HELD}
    statement = statement.on_conflict_do_update(
        index_elements=["token_hash"], set_=newer, where=drafts.c.rev < statement.excluded.rev
    )
    # Only a row that was written comes back.
    return connection.execute(statement.returning(drafts.c.rev)).first() is not None


def read_draft(connection: Connection, token: str) -> Draft | None:
    """
    Return the draft that a secret opens, None where nothing was drawn or it was dropped.

    Parameters
    ----------
    connection
        In a transaction of any kind.
    token
        Of the edit session.
    """
    query = sa.select(drafts).where(drafts.c.token_hash == hash_of_token(token))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _draft(row, token)


def read_drafts(connection: Connection, province_id: str, holder: str) -> list[Draft]:
    """
    Return what somebody has drawn in a province and not saved, newest first.

    Parameters
    ----------
    connection
        In a transaction of any kind.
    province_id
        Of the province that is drawn in.
    holder
        Secret with which they were kept.
    """
    query = (
        sa.select(drafts)
        .where(drafts.c.province_id == province_id, drafts.c.holder_hash == hash_of_holder(holder))
        .order_by(drafts.c.updated_at.desc(), drafts.c.token_hash)
    )
    rows = connection.execute(query).mappings()
    return [_draft(row, unsealed(row["sealed_token"], row["token_hash"], holder)) for row in rows]


def remove_draft(connection: Connection, token: str) -> None:
    """
    Forget a draft; one that is not there is forgotten already.

    Parameters
    ----------
    connection
        In a writing transaction.
    token
        Of the edit session.
    """
    connection.execute(sa.delete(drafts).where(drafts.c.token_hash == hash_of_token(token)))


def _draft(row: RowMapping, token: str) -> Draft:
    values = {name: part for name, part in row.items() if name not in ("token_hash", *HELD)}
    for name in ("document", "history"):
        values[name] = json.loads(values[name])
    return Draft(token=token, **values)
