"""
Drafts are known by the hash of their token, and found by a secret of whoever holds them.

Those that are there open with the token in their address, as before; whoever goes on
with one first holds it.
"""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Put hashes in the place of tokens, and make room for holders."""
    op.drop_index("ix_drafts_owner", "drafts")
    op.execute("ALTER TABLE drafts RENAME COLUMN token TO token_hash")
    op.add_column("drafts", sa.Column("holder_hash", sa.String(64)))
    op.add_column("drafts", sa.Column("sealed_token", sa.Text))
    op.create_index("ix_drafts_holder_hash", "drafts", ["holder_hash"])
    _hash_tokens()


def _hash_tokens() -> None:
    connection = op.get_bind()
    drafts = sa.table("drafts", sa.column("token_hash"), sa.column("document"))
    tokens = connection.execute(sa.select(drafts.c.token_hash)).scalars().all()
    for token in tokens:
        # One at a time: a document may have megabytes.
        is_this = drafts.c.token_hash == token
        text = connection.execute(sa.select(drafts.c.document).where(is_this)).scalar_one()
        digest = hashlib.sha256(f"token {token}".encode()).hexdigest()
        values = {"token_hash": digest, "document": _without_token(text)}
        connection.execute(sa.update(drafts).where(is_this).values(values))


def _without_token(text: str) -> str:
    document = json.loads(text)
    document.pop("token", None)
    return json.dumps(document, ensure_ascii=False)
