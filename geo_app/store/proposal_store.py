"""The door to what people make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from geo_app.store import comments, drafts, events, reading, saving
from geo_app.store.failures import NOT_KEPT

if TYPE_CHECKING:
    import datetime as dt

    from geo_app.store.database import Database
    from geo_app.store.values import (
        Comment,
        Document,
        Draft,
        Event,
        ProposalRow,
        ProposalState,
        Saved,
        Version,
        VersionRow,
    )


@dataclass(frozen=True, slots=True)
class ProposalStore:
    """
    Proposals with every version, drafts, comments and the audit trail.

    Each call is one transaction: when it returns, its work is on the disk; when it
    raises `StoreError`, nothing of it was kept and the sentence says so. Moments are
    aware and given by the caller. Usable from several threads and processes.

    Parameters
    ----------
    database
        As `opening.open_store` opens it.
    """

    database: Database

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give back every connection; the store can be used again all the same."""
        self.database.engine.dispose()

    def create(
        self,
        province_id: str,
        document: Document,
        *,
        author: str,
        reason: str,
        at: dt.datetime,
        baseline: str,
        proposal_id: str | None = None,
    ) -> Saved:
        """
        Save a new proposal; it begins as a draft with version 1.

        Parameters
        ----------
        province_id
            Of the province that the proposal is for.
        document
            GeoJSON as `proposals.geojson.document_of` writes it; its `name_th` and
            `name_en` are shown in lists. At most 5 MB.
        author, reason
            Who (at most 200 characters) and why (at most 10,000, may be blank).
        at
            When, with its time zone.
        baseline
            Digest of the data that the proposal was made on.
        proposal_id
            A new one is made by default.

        Raises
        ------
        StoreError
            If nothing was saved, and why.
        """
        work = saving.work_of(document, author=author, reason=reason, at=at, baseline=baseline)
        with self.database.writing() as connection:
            return saving.write_proposal(
                connection, work, proposal_id=proposal_id or str(uuid4()), province_id=province_id
            )

    def save(
        self,
        proposal_id: str,
        document: Document,
        *,
        expected_version: int,
        author: str,
        reason: str,
        at: dt.datetime,
        baseline: str,
    ) -> Saved:
        """
        Save a new version on top of the one that the work began with.

        Parameters
        ----------
        proposal_id
            Of the proposal that was worked on.
        document
            GeoJSON, as for `create`.
        expected_version
            Number of the version that `document` was made from.
        author, reason
            Who and why, as for `create`.
        at
            When, with its time zone.
        baseline
            Digest of the data, as for `create`.

        Raises
        ------
        ConflictError
            If somebody saved in between: `theirs` is the newest version.
        StoreError
            If the proposal is under review or decided, or nothing was saved otherwise.
        """
        work = saving.work_of(document, author=author, reason=reason, at=at, baseline=baseline)
        with self.database.writing() as connection:
            return saving.write_version(
                connection, work, proposal_id=proposal_id, expected_version=expected_version
            )

    def copy(self, proposal_id: str, *, author: str, at: dt.datetime) -> Saved:
        """
        Save the newest version as a new proposal of the same province, a draft.

        Parameters
        ----------
        proposal_id
            Of the proposal that is copied.
        author
            Who copies it, at most 200 characters.
        at
            When, with its time zone.
        """
        with self.database.writing() as connection:
            source = reading.read_version(connection, proposal_id, None)
            return saving.write_copy(connection, source, author=author, at=at)

    def open(self, proposal_id: str, version: int | None = None) -> Version:
        """
        Return a version with its document, the newest without a number.

        Parameters
        ----------
        proposal_id
            Of the proposal.
        version
            Number of the version, from 1; None for the newest.
        """
        with self.database.reading() as connection:
            return reading.read_version(connection, proposal_id, version)

    def proposal(self, proposal_id: str) -> ProposalRow:
        """
        Return a proposal's state, names and newest version, without its document.

        Parameters
        ----------
        proposal_id
            Of the proposal.
        """
        with self.database.reading() as connection:
            return reading.read_proposal(connection, proposal_id)

    def proposals(self, province_id: str) -> list[ProposalRow]:
        """
        Return a province's proposals, the one saved last first.

        Parameters
        ----------
        province_id
            Of the province; one without proposals gives an empty list.
        """
        with self.database.reading() as connection:
            return reading.read_proposals(connection, province_id)

    def versions(self, proposal_id: str) -> list[VersionRow]:
        """
        Return a proposal's versions without their documents, newest first.

        Parameters
        ----------
        proposal_id
            Of the proposal.
        """
        with self.database.reading() as connection:
            return reading.read_versions(connection, proposal_id)

    def move(
        self,
        proposal_id: str,
        state: ProposalState,
        *,
        author: str,
        reason: str,
        at: dt.datetime,
    ) -> ProposalRow:
        """
        Bring a proposal into another state, as `states.MOVES` allows.

        Parameters
        ----------
        proposal_id
            Of the proposal.
        state
            Where it goes.
        author, reason
            Who (at most 200 characters) and why (at most 10,000).
        at
            When, with its time zone.

        Raises
        ------
        StoreError
            If it cannot go there, or if the reason is blank where one approves, rejects
            or reopens.
        """
        with self.database.writing() as connection:
            saving.write_move(connection, proposal_id, state, author=author, reason=reason, at=at)
            return reading.read_proposal(connection, proposal_id)

    def comment(
        self,
        proposal_id: str,
        text: str,
        *,
        author: str,
        at: dt.datetime,
        version: int | None = None,
        place: tuple[float, float] | None = None,
    ) -> Comment:
        """
        Add a comment of at most 10,000 characters.

        Parameters
        ----------
        proposal_id
            Of the proposal that is spoken of.
        text
            Not blank.
        author
            Who, at most 200 characters.
        at
            When, with its time zone.
        version
            What it is about, the newest version by default.
        place
            (lon, lat) in degrees to pin it to, None for the whole proposal.

        Raises
        ------
        StoreError
            If nothing was saved, and why.
        ValueError
            If the place is not on the Earth.
        """
        with self.database.writing() as connection:
            return comments.write_comment(
                connection, proposal_id, text, author=author, at=at, version=version, place=place
            )

    def resolve_comment(self, comment_id: str, *, author: str, at: dt.datetime) -> Comment:
        """
        Mark a comment as dealt with; once only.

        Parameters
        ----------
        comment_id
            Of a comment that nobody has resolved yet.
        author
            Who resolves it, at most 200 characters.
        at
            When, with its time zone.
        """
        with self.database.writing() as connection:
            return comments.write_resolved(connection, comment_id, author=author, at=at)

    def comments(self, proposal_id: str) -> list[Comment]:
        """
        Return a proposal's comments, resolved ones too, oldest first.

        Parameters
        ----------
        proposal_id
            Of the proposal.
        """
        with self.database.reading() as connection:
            return comments.read_comments(connection, proposal_id)

    def events(self, proposal_id: str) -> list[Event]:
        """
        Return who did what to a proposal, in the order in which it happened.

        Parameters
        ----------
        proposal_id
            Of the proposal.
        """
        with self.database.reading() as connection:
            return events.read_events(connection, proposal_id)

    def put_draft(self, draft: Draft, *, holder: str | None = None) -> bool:
        """
        Keep what somebody has drawn so far.

        Parameters
        ----------
        draft
            What is drawn, with the number of its newest stroke.
        holder
            Secret by which whoever draws finds it again with `drafts`; that of a draft's
            first writer stays. Without, only the token leads to it.

        Returns
        -------
        is_kept
            False if the same or a later stroke of this token is kept already.

        Raises
        ------
        StoreError
            If the stroke could not be kept; what was kept before is still there.
        """
        values = drafts.draft_values(draft, holder)
        with self.database.writing(NOT_KEPT) as connection:
            return drafts.write_draft(connection, values)

    def draft(self, token: str) -> Draft | None:
        """
        Return the draft that a secret opens, None where there is none.

        Parameters
        ----------
        token
            Of the edit session; the store itself knows only its hash.
        """
        with self.database.reading() as connection:
            return drafts.read_draft(connection, token)

    def drafts(self, province_id: str, holder: str) -> list[Draft]:
        """
        Return what somebody has drawn in a province and not saved, newest first.

        Parameters
        ----------
        province_id
            Of the province that is drawn in.
        holder
            Secret with which the drafts were kept; a name finds none.
        """
        with self.database.reading() as connection:
            return drafts.read_drafts(connection, province_id, holder)

    def drop_draft(self, token: str) -> None:
        """
        Forget a draft, after it was saved or thrown away.

        Parameters
        ----------
        token
            Of the edit session.
        """
        with self.database.writing() as connection:
            drafts.remove_draft(connection, token)
