"""
The proposal that is being edited, as a value: what is drawn, what it rests on, and undo.

Every method returns a new value and leaves the old one as it was. What is shown on the
page, and what is written into the store, is for `session`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from geo_app.proposals.document.editor_document import editor_of_proposal, new_document
from geo_app.proposals.document.proposal_reading import proposal_of
from geo_app.store.values import Draft
from geo_app.ui.route_editor.accepting import (
    accepted,
    changed,
    mirrored,
    refused,
    require_editable,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.store.values import Saved, Version

Document = dict[str, Any]
Digests = tuple[tuple[str, str], ...]
"""Digest by layer."""

SAVED_VERSION = "saved_version"
"""Key of a document that is as that version was saved; the next stroke takes it away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """
    What an opened document stands on.

    Attributes
    ----------
    known_stops
        Ids of the stops that exist: they stay where they stand.
    taken
        Ids of the routes that exist.
    """

    known_stops: Collection[str]
    taken: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditSession:
    """
    A proposal that is open, and how it came to be as it is.

    Attributes
    ----------
    document
        What the browser edits, with `token`, `rev`, `line`, `stops` and `fields`.
    proposal_id, base_version
        What is being edited; None for one that was never saved.
    made_on
        Digest by layer of the data it was made on.
    history
        Undo and redo as the browser has them, for one that remembers nothing.
    opened_rev
        The document's revision when it was opened.
    """

    document: Document
    proposal_id: str | None = None
    base_version: int | None = None
    made_on: Digests = ()
    history: Document = field(default_factory=dict)
    opened_rev: int = 0

    @classmethod
    def new(cls, token: str, *, taken: Collection[str]) -> EditSession:
        """
        Begin a proposal.

        Parameters
        ----------
        token
            Names the edit session.
        taken
            Ids of the routes that exist.
        """
        return cls(document=new_document(token, taken=taken))

    @classmethod
    def of_version(
        cls, version: Version, proposal_id: str, *, newest: int, token: str, ground: Ground
    ) -> EditSession:
        """
        Open a saved version, to be saved on top of the newest one.

        Parameters
        ----------
        version
            The one that is opened.
        proposal_id
            Whose version it is.
        newest
            Number of the proposal's newest version.
        token
            Names the edit session.
        ground
            The stops and routes that exist.

        Raises
        ------
        GeoAppError
            If it cannot be read, or no stroke in it would be taken.
        """
        proposal = proposal_of(version.document)
        document = _document_of(proposal, token, ground)
        if version.number == newest:
            document |= {SAVED_VERSION: newest}
        return cls(
            document=document,
            proposal_id=proposal_id,
            base_version=newest,
            made_on=proposal.baseline,
        )

    @classmethod
    def of_draft(cls, draft: Draft) -> EditSession:
        """
        Go on with a draft, undo and redo included.

        Parameters
        ----------
        draft
            As it was kept.

        Raises
        ------
        GeoAppError
            If no stroke in it would be taken.
        """
        require_editable(draft.document)
        return cls(
            # The store keeps a draft's secret in no document.
            document=draft.document | {"token": draft.token},
            proposal_id=draft.proposal_id,
            base_version=draft.base_version,
            history=draft.history,
            opened_rev=draft.rev,
        )

    @classmethod
    def of_file(cls, proposal: Proposal, *, token: str, ground: Ground) -> EditSession:
        """
        Open a proposal out of a file as a new one.

        Parameters
        ----------
        proposal
            As it was read.
        token
            Names the edit session.
        ground
            The stops and routes that exist.

        Raises
        ------
        GeoAppError
            If no stroke in it would be taken.
        """
        document = _document_of(replace(proposal, proposal_id=""), token, ground)
        return cls(document=document, made_on=proposal.baseline)

    @property
    def token(self) -> str:
        """Return the name of the edit session."""
        token: str = self.document["token"]
        return token

    @property
    def rev(self) -> int:
        """Return the document's revision; each change has a higher one."""
        rev: int = self.document["rev"]
        return rev

    @property
    def is_changed(self) -> bool:
        """Say whether there is something that is not saved as a version."""
        if self.proposal_id is None:
            return bool(self.rev)
        return self.document.get(SAVED_VERSION) != self.base_version

    @property
    def history_for_browser(self) -> Document | None:
        """Return undo and redo until the first change after opening, when the browser has them."""
        return self.history if self.rev == self.opened_rev and self.history else None

    def stroke(self, sent: object) -> EditSession:
        """
        Take what the browser sent; the state before a stroke counts as its undo.

        Parameters
        ----------
        sent
            A document from the browser; anything at all.

        Returns
        -------
        edited
            With the later state; the same object where it is no later one.

        Raises
        ------
        GeoAppError
            If it is a later state that is not taken.
        """
        newer = accepted(self.document, sent)
        if newer is not None:
            return self._followed_by(newer)
        reason = refused(self.document, sent)
        if reason is not None:
            raise reason
        return self

    def change(self, **parts: Any) -> EditSession:
        """
        Change it by a form; undo takes that back like a stroke.

        Parameters
        ----------
        **parts
            The new `line`, `stops` or `fields`.

        Returns
        -------
        edited
            One revision later; the same object where all is as it was.

        Raises
        ------
        GeoAppError
            If no stroke in it would be taken.
        """
        if all(self.document[part] == value for part, value in parts.items()):
            return self
        newer = _unsaved(self.document, parts)
        require_editable(newer)
        return self._followed_by(newer)

    def saved_as(self, saved: Saved, made_on: Digests) -> EditSession:
        """
        Return what is open after it has been saved as a version.

        Parameters
        ----------
        saved
            The store's receipt.
        made_on
            Digest by layer of the data that the version rests on.
        """
        return replace(
            self,
            document=self.document | {"id": saved.proposal_id, SAVED_VERSION: saved.version},
            proposal_id=saved.proposal_id,
            base_version=saved.version,
            made_on=made_on,
        )

    def begun_with(self, version: Version) -> EditSession:
        """
        Rest on the data of the version that a draft began with.

        Parameters
        ----------
        version
            As it was saved.

        Raises
        ------
        ProposalError
            If it cannot be read.
        """
        return replace(self, made_on=proposal_of(version.document).baseline)

    def on_version(self, version: int) -> EditSession:
        """
        Go on as if the work had begun with another version.

        Parameters
        ----------
        version
            Its number.
        """
        # One revision later, since only a later one replaces the draft that is kept.
        return replace(self, base_version=version)._followed_by(_unsaved(self.document, {}))

    def on_data(self, made_on: Digests) -> EditSession:
        """
        Rest on other data; the next version that is saved says so.

        Parameters
        ----------
        made_on
            Digest by layer of that data.
        """
        return replace(self, made_on=made_on)._followed_by(_unsaved(self.document, {}))

    def apart(self, token: str) -> EditSession:
        """
        Go on with a copy of its own, and leave the draft to whoever else writes it.

        Parameters
        ----------
        token
            Names the new edit session.
        """
        return replace(self, document=self.document | {"token": token}, opened_rev=self.rev)

    def draft(self, province_id: str, *, owner: str, at: dt.datetime) -> Draft:
        """
        Return what the store keeps of it until it is saved.

        Parameters
        ----------
        province_id
            Of which province it is.
        owner
            Who draws.
        at
            The moment.
        """
        return Draft(
            token=self.token,
            province_id=province_id,
            owner=owner,
            rev=self.rev,
            document=self.document,
            history=self.history,
            updated_at=at,
            proposal_id=self.proposal_id,
            base_version=self.base_version,
        )

    def _followed_by(self, newer: Document) -> EditSession:
        history = mirrored(self.history, self.document, newer)
        return replace(self, document=newer, history=history)


def _unsaved(document: Document, parts: Mapping[str, Any]) -> Document:
    newer = changed(document, **parts)
    newer.pop(SAVED_VERSION, None)
    return newer


def _document_of(proposal: Proposal, token: str, ground: Ground) -> Document:
    document = editor_of_proposal(
        proposal, token=token, known_stops=ground.known_stops, taken=ground.taken
    )
    require_editable(document)
    return document
