"""The values that go into the store and come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import datetime as dt

Document: TypeAlias = dict[str, Any]


class ProposalState(StrEnum):
    """How far a proposal has come."""

    DRAFT = "draft"
    SHARED = "shared"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    REJECTED = "rejected"


class EventKind(StrEnum):
    """What somebody did to a proposal."""

    CREATED = "created"
    COPIED = "copied"
    SAVED = "saved"
    MOVED = "moved"
    COMMENTED = "commented"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The receipt of a save: what it returns is on the disk."""

    proposal_id: str
    version: int
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """
    One version of a proposal, without its document.

    Attributes
    ----------
    number
        From 1, without gaps.
    baseline
        Digest of the data that the version was made on.
    """

    proposal_id: str
    number: int
    author: str
    reason: str
    saved_at: dt.datetime
    baseline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(VersionRow):
    """One version of a proposal with its document; it never changes."""

    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """
    One proposal in a list.

    Attributes
    ----------
    version
        Number of the newest version; `saved_by` and `saved_at` tell of that one.
    open_comments
        Comments that nobody has resolved.
    copied_from_id, copied_from_version
        What it is a copy of, if it is one.
    """

    proposal_id: str
    province_id: str
    title_th: str | None
    title_en: str | None
    state: ProposalState
    version: int
    created_by: str
    created_at: dt.datetime
    saved_by: str
    saved_at: dt.datetime
    open_comments: int
    copied_from_id: str | None = None
    copied_from_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    What one person is drawing, not yet saved as a version.

    Attributes
    ----------
    token
        Names the edit session, and opens it: whoever has it may go on with the draft.
    owner
        The name under which somebody draws; it opens nothing.
    proposal_id, base_version
        What is being edited; None for a new proposal.
    rev
        Rises with each stroke; only a higher one replaces what is kept.
    history
        What undo and redo need, as JSON.
    """

    token: str
    province_id: str
    owner: str
    rev: int
    document: Document
    history: Document
    updated_at: dt.datetime
    proposal_id: str | None = None
    base_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A remark on a version of a proposal, at a place in degrees or on the whole of it."""

    comment_id: str
    proposal_id: str
    version: int
    author: str
    text: str
    at: dt.datetime
    lon: float | None = None
    lat: float | None = None
    resolved_by: str | None = None
    resolved_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the audit trail: who did what, when and why."""

    event_id: int
    proposal_id: str
    kind: EventKind
    version: int
    author: str
    reason: str
    at: dt.datetime
    from_state: ProposalState | None = None
    to_state: ProposalState | None = None
    comment_id: str | None = None
