"""
What people report: a mistake in a layer, or a village that is missing.

A report changes no layer. Somebody of the desk reads it and says what comes of it; each
step is written into a trail that is never changed itself. Nobody needs a name to report,
so how many come in a minute is limited.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import uuid4

import sqlalchemy as sa

from geo_app.errors import StoreError, mark
from geo_app.store.database_tables import report_steps, reports
from geo_app.store.text_limits import (
    AUTHOR,
    CONTACT,
    PROVINCE,
    REASON,
    REPORT,
    check_moment,
    check_place,
    check_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.engine import Connection, RowMapping

    from geo_app.store.database import Database

MOST_A_MINUTE = 10
MINUTE = dt.timedelta(minutes=1)


class ReportState(StrEnum):
    """How far a report has come."""

    NEW = "new"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"


STEPS: Mapping[ReportState, tuple[ReportState, ...]] = {
    ReportState.NEW: (ReportState.ACCEPTED, ReportState.DECLINED),
    ReportState.ACCEPTED: (ReportState.DONE, ReportState.DECLINED),
    ReportState.DECLINED: (ReportState.NEW,),
    ReportState.DONE: (ReportState.NEW,),
}
"""Where a report may go from each state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    What somebody reports.

    Attributes
    ----------
    community_id
        Of whom it speaks; None for a village that is missing.
    lon, lat
        Degrees of the place that it speaks of; None where it names none.
    contact
        How to reach whoever reports; empty without. Not for everybody to read.
    """

    report_id: str
    province_id: str
    text: str
    at: dt.datetime
    state: ReportState = ReportState.NEW
    community_id: str | None = None
    lon: float | None = None
    lat: float | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStep:
    """One line of a report's trail: who said what came of it, when and why."""

    step_id: int
    report_id: str
    from_state: ReportState | None
    to_state: ReportState
    author: str
    reason: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Inbox:
    """
    The reports of every province; each call is one transaction.

    Parameters
    ----------
    database
        As `opening.open_store` opens it.
    """

    database: Database

    def put(
        self,
        province_id: str,
        text: str,
        *,
        at: dt.datetime,
        community_id: str | None = None,
        place: tuple[float, float] | None = None,
        contact: str = "",
    ) -> Report:
        """
        Keep a report.

        Parameters
        ----------
        province_id
            Of which province it speaks.
        text
            Not blank, at most 2,000 characters.
        at
            When, with its time zone.
        community_id
            Of which community; None for a village that is missing.
        place
            (lon, lat) in degrees; None where it names none.
        contact
            How to reach whoever reports; may be empty.

        Raises
        ------
        StoreError
            If a text is blank or too long, or too many reports come in this minute.
        """
        check_text(province_id, PROVINCE)
        check_text(text, REPORT)
        check_text(contact, CONTACT)
        check_moment(at)
        lon, lat = place or (None, None)
        check_place(lon, lat)
        report = Report(
            report_id=str(uuid4()),
            province_id=province_id,
            text=text,
            at=at,
            community_id=community_id,
            lon=lon,
            lat=lat,
            contact=contact,
        )
        with self.database.writing() as connection:
            _require_few(connection, province_id, at)
            values = {name: getattr(report, name) for name in reports.c.keys()}  # noqa: SIM118
            connection.execute(sa.insert(reports).values(values | {"state": report.state.value}))
            _write_step(connection, report.report_id, None, report.state, author="", at=at)
        return report

    def move(
        self, report_id: str, to: ReportState, *, author: str, reason: str, at: dt.datetime
    ) -> Report:
        """
        Say what comes of a report.

        Parameters
        ----------
        report_id
            Of the report.
        to
            Its new state; see `STEPS`.
        author
            Who says so.
        reason
            Why; may be empty.
        at
            When, with its time zone.

        Raises
        ------
        StoreError
            If there is no such report, or it does not go there from where it is.
        """
        check_text(author, AUTHOR)
        check_text(reason, REASON)
        check_moment(at)
        is_this = reports.c.report_id == report_id
        with self.database.writing() as connection:
            row = connection.execute(sa.select(reports).where(is_this).with_for_update())
            report = _report(row.mappings().one_or_none(), report_id)
            if to not in STEPS[report.state]:
                raise StoreError(
                    mark("Nothing was changed. Somebody else was faster: load the page again.")
                )
            connection.execute(sa.update(reports).where(is_this).values(state=to.value))
            _write_step(
                connection, report_id, report.state, to, author=author, at=at, reason=reason
            )
            row = connection.execute(sa.select(reports).where(is_this))
            return _report(row.mappings().one_or_none(), report_id)

    def reports(self, province_id: str) -> list[Report]:
        """
        Return the reports of a province, newest first.

        Parameters
        ----------
        province_id
            Of the province.
        """
        query = (
            sa.select(reports)
            .where(reports.c.province_id == province_id)
            .order_by(reports.c.at.desc(), reports.c.report_id)
        )
        with self.database.reading() as connection:
            return [_report(row) for row in connection.execute(query).mappings()]

    def steps(self, report_ids: Iterable[str]) -> dict[str, list[ReportStep]]:
        """
        Return the trails of some reports, each oldest first.

        Parameters
        ----------
        report_ids
            Of the reports; one that nobody knows has no steps.
        """
        trails: dict[str, list[ReportStep]] = {report_id: [] for report_id in report_ids}
        query = sa.select(report_steps).where(report_steps.c.report_id.in_(list(trails)))
        with self.database.reading() as connection:
            for row in connection.execute(query.order_by(report_steps.c.step_id)).mappings():
                before = row["from_state"]
                states = {
                    "from_state": None if before is None else ReportState(before),
                    "to_state": ReportState(row["to_state"]),
                }
                trails[row["report_id"]].append(ReportStep(**{**row, **states}))
        return trails


def _require_few(connection: Connection, province_id: str, at: dt.datetime) -> None:
    """Refuse more than a person can write: whoever floods an inbox hides what others say."""
    since = sa.and_(reports.c.province_id == province_id, reports.c.at > at - MINUTE)
    count = connection.execute(sa.select(sa.func.count()).where(since)).scalar_one()
    if count >= MOST_A_MINUTE:
        raise StoreError(mark("Many reports are coming in just now. Send yours again in a minute."))


def _write_step(
    connection: Connection,
    report_id: str,
    before: ReportState | None,
    after: ReportState,
    *,
    author: str,
    at: dt.datetime,
    reason: str = "",
) -> None:
    connection.execute(
        sa.insert(report_steps).values(
            report_id=report_id,
            from_state=None if before is None else before.value,
            to_state=after.value,
            author=author,
            reason=reason,
            at=at,
        )
    )


def _report(row: RowMapping | None, report_id: str = "") -> Report:
    if row is None:
        raise StoreError(
            mark("There is no report '{report_id}' in this database. Load the page again."),
            report_id=report_id,
        )
    return Report(**{**row, "state": ReportState(row["state"])})
