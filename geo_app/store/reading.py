"""Proposals and versions as they were saved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from geo_app.errors import StoreError, mark
from geo_app.store.database_tables import comments, proposals, versions
from geo_app.store.text_limits import LARGEST_INTEGER
from geo_app.store.values import ProposalRow, ProposalState, Version, VersionRow

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, RowMapping


def read_version(connection: Connection, proposal_id: str, number: int | None) -> Version:
    """
    Return one version with its document; the newest without a number.

    Parameters
    ----------
    connection
        In a transaction of any kind.
    proposal_id
        Of the proposal.
    number
        Of the version, from 1; None for the newest.
    """
    wanted = proposals.c.head if number is None else number
    query = sa.select(versions).select_from(
        versions.join(proposals, proposals.c.proposal_id == versions.c.proposal_id)
    )
    query = query.where(versions.c.proposal_id == proposal_id, versions.c.number == wanted)
    is_possible = number is None or 0 < number <= LARGEST_INTEGER
    row = connection.execute(query).mappings().one_or_none() if is_possible else None
    if row is None:
        raise no_proposal(proposal_id) if number is None else no_version(proposal_id, number)
    return Version(**_version_values(row), document=json.loads(row["document"]))


def read_versions(connection: Connection, proposal_id: str) -> list[VersionRow]:
    """
    Return a proposal's versions without their documents, newest first.

    Parameters
    ----------
    connection
        In a transaction of any kind.
    proposal_id
        Of the proposal.
    """
    without_document = [column for column in versions.c if column is not versions.c.document]
    query = (
        sa.select(*without_document)
        .where(versions.c.proposal_id == proposal_id)
        .order_by(versions.c.number.desc())
    )
    rows = connection.execute(query).mappings().all()
    if not rows:
        raise no_proposal(proposal_id)
    return [VersionRow(**_version_values(row)) for row in rows]


def read_proposals(connection: Connection, province_id: str) -> list[ProposalRow]:
    """
    Return a province's proposals, the one saved last first.

    Parameters
    ----------
    connection
        In a transaction of any kind.
    province_id
        Of the province; one without proposals gives an empty list.
    """
    query = _proposals().where(proposals.c.province_id == province_id)
    query = query.order_by(versions.c.saved_at.desc(), proposals.c.proposal_id)
    return [_proposal_row(row) for row in connection.execute(query).mappings()]


def read_proposal(connection: Connection, proposal_id: str) -> ProposalRow:
    """
    Return one proposal as it stands in the list.

    Parameters
    ----------
    connection
        In a transaction of any kind.
    proposal_id
        Of the proposal.
    """
    query = _proposals().where(proposals.c.proposal_id == proposal_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise no_proposal(proposal_id)
    return _proposal_row(row)


def lock_proposal(connection: Connection, proposal_id: str) -> tuple[ProposalState, int]:
    """
    Return a proposal's state and newest version; both stay until the transaction ends.

    Parameters
    ----------
    connection
        In a writing transaction.
    proposal_id
        Of the proposal.
    """
    # Everybody who changes a proposal takes this row first, so nobody waits in a circle.
    query = (
        sa.select(proposals.c.state, proposals.c.head)
        .where(proposals.c.proposal_id == proposal_id)
        .with_for_update(key_share=True)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise no_proposal(proposal_id)
    return ProposalState(row.state), row.head


def no_proposal(proposal_id: str) -> StoreError:
    """
    Return the error for an id that nobody has.

    Parameters
    ----------
    proposal_id
        As somebody wrote it.
    """
    return StoreError(
        mark("There is no proposal '{proposal_id}' in this database. Choose one from the list."),
        proposal_id=proposal_id,
    )


def no_version(proposal_id: str, number: int) -> StoreError:
    """
    Return the error for a version that was never saved.

    Parameters
    ----------
    proposal_id
        Of a proposal that is there.
    number
        Of the version that is not.
    """
    return StoreError(
        mark("Proposal '{proposal_id}' has no version {number}. Choose one from its list."),
        proposal_id=proposal_id,
        number=number,
    )


def _version_values(row: RowMapping) -> dict[str, Any]:
    names = ("proposal_id", "number", "author", "reason", "saved_at", "baseline")
    return {name: row[name] for name in names}


def _proposals() -> sa.Select[*tuple[Any, ...]]:
    open_comments = (
        sa.select(sa.func.count())
        .where(comments.c.proposal_id == proposals.c.proposal_id, comments.c.resolved_at.is_(None))
        .scalar_subquery()
    )
    is_head = sa.and_(
        versions.c.proposal_id == proposals.c.proposal_id, versions.c.number == proposals.c.head
    )
    query = sa.select(
        *proposals.c,
        versions.c.author.label("saved_by"),
        versions.c.saved_at,
        open_comments.label("open_comments"),
    )
    return query.select_from(proposals.join(versions, is_head))


def _proposal_row(row: RowMapping) -> ProposalRow:
    return ProposalRow(
        proposal_id=row["proposal_id"],
        province_id=row["province_id"],
        title_th=row["title_th"],
        title_en=row["title_en"],
        state=ProposalState(row["state"]),
        version=row["head"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        saved_by=row["saved_by"],
        saved_at=row["saved_at"],
        open_comments=row["open_comments"],
        copied_from_id=row["copied_from_id"],
        copied_from_version=row["copied_from_version"],
    )
