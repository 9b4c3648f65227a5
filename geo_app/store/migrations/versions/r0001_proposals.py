"""
Proposals, their versions, drafts and the audit trail.

Triggers keep versions and events as they were written. In SQLite a third one a
table refuses INSERT OR REPLACE, which would delete a row without a word to the
trigger that guards deletes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo_app.store.database_tables import UtcDateTime

revision = "0001"
down_revision: str | None = None

APPEND_ONLY = {"versions": "proposal_id = NEW.proposal_id AND number = NEW.number",
               "events": "event_id = NEW.event_id"}  # fmt: skip
"""Table, and what tells in SQLite that a new row would take the place of an old one."""


def upgrade() -> None:
    """Make the tables and their guards."""
    _make_proposals()
    _make_versions()
    _make_drafts()
    _make_events()
    guard = _guard_sqlite if op.get_bind().dialect.name == "sqlite" else _guard_postgres
    guard()


def _make_proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("proposal_id", sa.String(36), primary_key=True),
        sa.Column("province_id", sa.Text, nullable=False),
        sa.Column("title_th", sa.Text),
        sa.Column("title_en", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("head", sa.Integer, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("copied_from_id", sa.String(36)),
        sa.Column("copied_from_version", sa.Integer),
    )
    op.create_index("ix_proposals_province_id", "proposals", ["province_id"])


def _make_versions() -> None:
    op.create_table(
        "versions",
        sa.Column(
            "proposal_id", sa.String(36), sa.ForeignKey("proposals.proposal_id"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("saved_at", UtcDateTime, nullable=False),
        sa.Column("baseline", sa.Text, nullable=False),
    )


def _make_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("token", sa.String(200), primary_key=True),
        sa.Column("province_id", sa.Text, nullable=False),
        sa.Column("proposal_id", sa.String(36)),
        sa.Column("base_version", sa.Integer),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("history", sa.Text, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_drafts_owner", "drafts", ["owner"])


def _make_events() -> None:
    op.create_table(
        "events",
        sa.Column("event_id", sa.Integer, primary_key=True),
        sa.Column(
            "proposal_id", sa.String(36), sa.ForeignKey("proposals.proposal_id"), nullable=False
        ),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("from_state", sa.Text),
        sa.Column("to_state", sa.Text),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_proposal_id", "events", ["proposal_id"])


def _guard_sqlite() -> None:
    for table, is_the_same in APPEND_ONLY.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} are only ever added'); END"
        for change in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {is_the_same}) {refuse}"
        )


def _guard_postgres() -> None:
    op.execute(
        "CREATE FUNCTION geo_app_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% are only ever added', TG_TABLE_NAME "
        "USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION geo_app_refuse_change()"
        )
