"""
Drafts whose address is lost: found again by whoever runs the desk and reads its database.

Only their secret opens them on the desk, and the store cannot tell it. So one that is
found gets a new one, and is then nobody's until somebody goes on with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo_app.errors import StoreError, mark
from geo_app.store.database_tables import drafts
from geo_app.store.draft_secrets import hash_of_token

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.engine import Connection

    from geo_app.store.values import Document

ID_LETTERS = 12
"""Hexadecimal digits that tell drafts apart and open none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDraft:
    """A draft without the secret that opens it."""

    draft_id: str
    owner: str
    document: Document
    updated_at: dt.datetime


def read_found(connection: Connection, province_id: str) -> list[FoundDraft]:
    """
    Return everybody's drafts of a province, newest first.

    Parameters
    ----------
    connection
        In a transaction of any kind.
    province_id
        Of the province that is drawn in.
    """
    columns = (drafts.c.token_hash, drafts.c.owner, drafts.c.document, drafts.c.updated_at)
    query = (
        sa.select(*columns)
        .where(drafts.c.province_id == province_id)
        .order_by(drafts.c.updated_at.desc(), drafts.c.token_hash)
    )
    return [
        FoundDraft(
            draft_id=row.token_hash[:ID_LETTERS],
            owner=row.owner,
            document=json.loads(row.document),
            updated_at=row.updated_at,
        )
        for row in connection.execute(query)
    ]


def write_secret(connection: Connection, province_id: str, draft_id: str, *, token: str) -> None:
    """
    Give a draft a new secret: the earlier one opens it no more, and no list shows it.

    Parameters
    ----------
    connection
        In a writing transaction.
    province_id
        Of the province that is drawn in.
    draft_id
        As `read_found` has it.
    token
        The new secret.

    Raises
    ------
    StoreError
        If there is no such draft.
    """
    known = drafts.c.token_hash
    is_it = sa.and_(
        drafts.c.province_id == province_id, sa.func.substr(known, 1, ID_LETTERS) == draft_id
    )
    values = {"token_hash": hash_of_token(token), "holder_hash": None, "sealed_token": None}
    done = connection.execute(sa.update(drafts).where(is_it).values(values).returning(known))
    if len(done.all()) != 1:
        raise StoreError(
            mark("There is no draft '{draft_id}' of this province. Choose one from the list."),
            draft_id=draft_id,
        )
