"""Reports of mistakes and of missing villages, and what was done about each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo_app.store.database_tables import UtcDateTime

revision = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Add the tables of reports and of their steps."""
    op.create_table(
        "reports",
        sa.Column("report_id", sa.String(36), primary_key=True),
        sa.Column("province_id", sa.Text, nullable=False),
        sa.Column("community_id", sa.Text),
        sa.Column("lon", sa.Float),
        sa.Column("lat", sa.Float),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("ix_reports_province_id", "reports", ["province_id"])
    op.create_table(
        "report_steps",
        sa.Column("step_id", sa.Integer, primary_key=True),
        sa.Column("report_id", sa.String(36), sa.ForeignKey("reports.report_id"), nullable=False),
        sa.Column("from_state", sa.Text),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_report_steps_report_id", "report_steps", ["report_id"])
