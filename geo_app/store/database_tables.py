"""The tables as the newest migration leaves them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

REVISION_TABLE = "geo_app_revision"
"""Where the database says which migration it has; other apps may have their own."""

LONGEST_ID = 36


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment, aware and in UTC on both sides; SQLite keeps it without the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """
        Hand the moment over in UTC.

        Parameters
        ----------
        value
            A moment with its time zone.
        dialect
            Of the database: SQLite keeps no zones.
        """
        if value is None:
            return None
        in_utc = value.astimezone(dt.UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """
        Return the moment in UTC, whatever zone the server speaks.

        Parameters
        ----------
        value
            A moment as the database returns it.
        dialect
            Of the database: SQLite keeps no zones.
        """
        if value is None:
            return None
        return (
            value.replace(tzinfo=dt.UTC) if dialect.name == "sqlite" else value.astimezone(dt.UTC)
        )


metadata = sa.MetaData()

proposals = sa.Table(
    "proposals",
    metadata,
    sa.Column("proposal_id", sa.String(LONGEST_ID), primary_key=True),
    sa.Column("province_id", sa.Text, nullable=False, index=True),
    sa.Column("title_th", sa.Text),
    sa.Column("title_en", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("head", sa.Integer, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("copied_from_id", sa.String(LONGEST_ID)),
    sa.Column("copied_from_version", sa.Integer),
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column(
        "proposal_id",
        sa.String(LONGEST_ID),
        sa.ForeignKey("proposals.proposal_id"),
        primary_key=True,
    ),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("saved_at", UtcDateTime, nullable=False),
    sa.Column("baseline", sa.Text, nullable=False),
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("token_hash", sa.String(200), primary_key=True),
    sa.Column("province_id", sa.Text, nullable=False),
    sa.Column("proposal_id", sa.String(LONGEST_ID)),
    sa.Column("base_version", sa.Integer),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("rev", sa.Integer, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("history", sa.Text, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Column("holder_hash", sa.String(64), index=True),
    sa.Column("sealed_token", sa.Text),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("event_id", sa.Integer, primary_key=True),
    sa.Column(
        "proposal_id",
        sa.String(LONGEST_ID),
        sa.ForeignKey("proposals.proposal_id"),
        nullable=False,
        index=True,
    ),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("from_state", sa.Text),
    sa.Column("to_state", sa.Text),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("comment_id", sa.String(LONGEST_ID)),
    sqlite_autoincrement=True,
)

comments = sa.Table(
    "comments",
    metadata,
    sa.Column("comment_id", sa.String(LONGEST_ID), primary_key=True),
    sa.Column(
        "proposal_id",
        sa.String(LONGEST_ID),
        sa.ForeignKey("proposals.proposal_id"),
        nullable=False,
        index=True,
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

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("report_id", sa.String(LONGEST_ID), primary_key=True),
    sa.Column("province_id", sa.Text, nullable=False, index=True),
    sa.Column("community_id", sa.Text),
    sa.Column("lon", sa.Float),
    sa.Column("lat", sa.Float),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("contact", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
)

report_steps = sa.Table(
    "report_steps",
    metadata,
    sa.Column("step_id", sa.Integer, primary_key=True),
    sa.Column(
        "report_id",
        sa.String(LONGEST_ID),
        sa.ForeignKey("reports.report_id"),
        nullable=False,
        index=True,
    ),
    sa.Column("from_state", sa.Text),
    sa.Column("to_state", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
