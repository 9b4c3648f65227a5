"""Comments, and which comment an event tells of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo_app.store.database_tables import UtcDateTime

revision = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """Add the table of comments and the events' column for them."""
    op.create_table(
        "comments",
        sa.Column("comment_id", sa.String(36), primary_key=True),
        sa.Column(
            "proposal_id", sa.String(36), sa.ForeignKey("proposals.proposal_id"), nullable=False
        ),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("lon", sa.Float),
        sa.Column("lat", sa.Float),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("resolved_by", sa.Text),
        sa.Column("resolved_at", UtcDateTime),
    )
    op.create_index("ix_comments_proposal_id", "comments", ["proposal_id"])
    op.add_column("events", sa.Column("comment_id", sa.String(36)))
