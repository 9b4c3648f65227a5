"""
The proposal that is being edited: in the session, and as a draft in the store.

Every stroke and every form ends here. A draft is written before anything is measured,
so a killed process loses at most the stroke in progress; a draft that could not be
written says so, and the session goes on holding it.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_app.errors import GeoAppError, mark
from geo_app.proposals.drawing import editor_of_proposal, new_document
from geo_app.proposals.geojson import proposal_of
from geo_app.store.values import Draft
from geo_app.ui import state
from geo_app.ui.proposals import kept
from geo_app.ui.province import opened as opened_province
from geo_app.ui.route_editor.accepting import (
    MAX_FIELDS_LENGTH,
    accepted,
    accepted_pin,
    changed,
    mirrored,
)
from geo_app.ui.route_editor.component import sent_document, sent_pin

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_app.proposals.changes import Proposal
    from geo_app.store.values import ProposalRow, Saved

Document = dict[str, Any]
SAVED_VERSION = "saved_version"
"""Key of a document that is as that version was saved; the next stroke takes it away."""

DESK = "desk"
"""Owner of drafts that nobody has put a name to: those of this computer's desk."""

TAKEN_OVER = mark(
    "This draft is open in another window too. What you draw here goes on as a draft of its own."
)
OTHER_PROVINCE = mark(
    "This proposal is of another province ({province}). Open it with that province's layers."
)
TOO_MUCH = mark(
    "The proposal's other lines have more points than a draft can hold. Save it, and draw the "
    "rest as another proposal."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """
    What is known of the proposal that is open, beside its document.

    Attributes
    ----------
    proposal_id, base_version
        What is being edited; None for one that was never saved.
    made_on
        Digest by layer of the data it was made on.
    history
        Undo and redo, for a browser that remembers nothing.
    rev
        The document's when it was opened.
    """

    proposal_id: str | None = None
    base_version: int | None = None
    made_on: tuple[tuple[str, str], ...] = ()
    history: Document = field(default_factory=dict)
    rev: int = 0


def document() -> Document | None:
    """Return the document that is open, None where none is."""
    doc: Document | None = st.session_state.get(state.PROPOSAL_DOC)
    return doc


def current() -> Document:
    """Return the document that is open."""
    doc = document()
    assert doc is not None
    return doc


def opened() -> Opened:
    """Return what is known of the proposal that is open."""
    own: Opened = st.session_state[state.PROPOSAL_OPENED]
    return own


def resume() -> None:
    """
    Open what the address names, unless it is open already.

    Raises
    ------
    GeoAppError
        If there is no such proposal, or the store cannot be read.
    """
    token, proposal_id = st.session_state[state.DRAFT], st.session_state[state.PROPOSAL]
    doc = document()
    if doc is not None and doc["token"] == token:
        return
    draft = kept.store().draft(token) if token else None
    if draft is not None and draft.province_id != _province_id():
        # Another province's: what is drawn here must not take its place.
        draft, token = None, None
    if draft is not None:
        open_draft(draft)
    elif proposal_id is not None:
        open_saved(proposal_id, token=token)
    elif token is not None:
        open_new(token=token)
    else:
        close()


def open_new(*, token: str | None = None) -> None:
    """Begin a proposal."""
    _begin(new_document(token or new_token(), taken=_taken()), Opened())


def open_saved(proposal_id: str, *, token: str | None = None, version: int | None = None) -> None:
    """Open a saved proposal; of an older version what it says, to be saved on top."""
    store = kept.store()
    try:
        found, row = store.open(proposal_id, version), store.proposal(proposal_id)
        _require_own_province(row)
        proposal = proposal_of(found.document)
    except GeoAppError:
        close()
        raise
    doc, head = _document_of(proposal, token), row.version
    own = Opened(proposal_id=proposal_id, base_version=head, made_on=proposal.baseline)
    if found.number == head:
        _begin(doc | {SAVED_VERSION: head}, own)
    else:
        _begin(doc, own)
        keep_draft()


def open_draft(draft: Draft) -> None:
    """Go on with a draft, undo and redo included."""
    made_on: tuple[tuple[str, str], ...] = ()
    if draft.proposal_id is not None:
        base = kept.store().open(draft.proposal_id, draft.base_version)
        made_on = proposal_of(base.document).baseline
    own = Opened(
        proposal_id=draft.proposal_id,
        base_version=draft.base_version,
        made_on=made_on,
        history=draft.history,
        rev=draft.rev,
    )
    _begin(dict(draft.document), own)


def open_loaded(proposal: Proposal) -> None:
    """Open a proposal out of a file as a new one."""
    _begin(_document_of(replace(proposal, proposal_id=""), None), Opened(made_on=proposal.baseline))
    keep_draft()


def close() -> None:
    """Leave the proposal; a draft with something unsaved in it stays."""
    for key in (state.PROPOSAL_DOC, state.PROPOSAL_OPENED, state.PROPOSAL_HISTORY):
        st.session_state.pop(key, None)
    _forget_notices()
    st.session_state[state.PROPOSAL] = None
    st.session_state[state.DRAFT] = None


def take_sent() -> None:
    """Take what the browser sent: a later state of the document, or a place pointed at."""
    st.session_state[state.PROPOSAL_BEGUN] = time.perf_counter()
    if document() is None:
        return
    newer = accepted(current(), sent_document(state.ROUTE_EDITOR))
    if newer is not None:
        _replace(newer)
    seen = (st.session_state.get(state.PROPOSAL_PIN) or {}).get("n", 0)
    pin = accepted_pin(sent_pin(state.ROUTE_EDITOR), seen=seen)
    if pin is not None:
        st.session_state[state.PROPOSAL_PIN] = pin
        if st.session_state[state.PART] != "changes":
            # There the place is that of a stop.
            st.session_state[state.PART] = "comments"


def change(**parts: Any) -> None:
    """Change line, stops or fields from a form; undo takes it back like a stroke."""
    doc = current()
    if all(doc[part] == value for part, value in parts.items()):
        return
    newer = changed(doc, **parts)
    newer.pop(SAVED_VERSION, None)
    if len(str(newer["fields"])) > MAX_FIELDS_LENGTH:
        st.session_state[state.PROPOSAL_NOTICE] = GeoAppError(TOO_MUCH)
        return
    _replace(newer)


def keep_draft() -> None:
    """Write the draft; what goes wrong is told on the page."""
    st.session_state[state.PROPOSAL_UNKEPT] = None
    try:
        is_kept = kept.store().put_draft(_draft())
    except GeoAppError as error:
        st.session_state[state.PROPOSAL_UNKEPT] = error
        return
    if not is_kept:
        _go_on_alone()


def attempt(do: Callable[..., object], *args: object) -> None:
    """Do something from a button; what goes wrong is told on the page."""
    st.session_state[state.PROPOSAL_NOTICE] = None
    try:
        do(*args)
    except GeoAppError as error:
        st.session_state[state.PROPOSAL_NOTICE] = error


def is_changed() -> bool:
    """Say whether there is something that is not saved as a version."""
    doc = current()
    if opened().proposal_id is None:
        return bool(doc["rev"])
    return doc.get(SAVED_VERSION) != opened().base_version


def note_saved(saved: Saved, made_on: tuple[tuple[str, str], ...]) -> None:
    """Take note that what is open has been saved; its draft only keeps undo and redo now."""
    doc = current() | {"id": saved.proposal_id, SAVED_VERSION: saved.version}
    st.session_state[state.PROPOSAL_DOC] = doc
    st.session_state[state.PROPOSAL_OPENED] = replace(
        opened(), proposal_id=saved.proposal_id, base_version=saved.version, made_on=made_on
    )
    _forget_notices()
    st.session_state[state.PROPOSAL] = saved.proposal_id
    kept.store().drop_draft(doc["token"])
    keep_draft()


def rest_on(version: int) -> None:
    """Go on as if the work had begun with a newer version, after having seen it."""
    st.session_state[state.PROPOSAL_OPENED] = replace(opened(), base_version=version)
    st.session_state[state.PROPOSAL_CONFLICT] = None
    # One revision later, since only a later one replaces the draft that is kept.
    newer = changed(current())
    newer.pop(SAVED_VERSION, None)
    _replace(newer)


def take_over_data() -> None:
    """Rest on today's data from now on; the next version that is saved says so."""
    st.session_state[state.PROPOSAL_OPENED] = replace(opened(), made_on=kept.digests())
    newer = changed(current())
    newer.pop(SAVED_VERSION, None)
    _replace(newer)


def history_for_browser() -> Document | None:
    """Return undo and redo until the first change after opening, when the browser has them."""
    own = opened()
    return own.history if current()["rev"] == own.rev and own.history else None


def my_drafts() -> list[Draft]:
    """Return what was drawn here and not saved, newest first."""
    owners = dict.fromkeys([author() or DESK, DESK])
    store, province_id = kept.store(), _province_id()
    found = [draft for owner in owners for draft in store.drafts(province_id, owner)]
    # One that is as it was saved only keeps undo and redo for whoever loads the page again.
    found = [own for own in found if own.document.get(SAVED_VERSION) is None]
    return sorted(found, key=lambda draft: draft.updated_at, reverse=True)


def taken_ms() -> float:
    """Return how long ago the last stroke came in; 0 where this run shows none."""
    begun = st.session_state.pop(state.PROPOSAL_BEGUN, None)
    return 0.0 if begun is None else (time.perf_counter() - begun) * 1_000


def author() -> str:
    """Return the name that somebody gave in this session, empty until then."""
    return str(st.session_state.get(state.PROPOSAL_AUTHOR) or "").strip()


def now() -> dt.datetime:
    """Return the moment."""
    return dt.datetime.now(dt.UTC)


def new_token() -> str:
    """Return a name for an edit session that nobody can guess."""
    return secrets.token_hex(16)


def _begin(doc: Document, own: Opened) -> None:
    st.session_state[state.PROPOSAL_DOC] = doc
    st.session_state[state.PROPOSAL_OPENED] = own
    st.session_state[state.PROPOSAL_HISTORY] = own.history
    st.session_state[state.PROPOSAL] = own.proposal_id
    st.session_state[state.DRAFT] = doc["token"]
    _forget_notices()


def _forget_notices() -> None:
    for key in (state.PROPOSAL_UNKEPT, state.PROPOSAL_NOTICE, state.PROPOSAL_CONFLICT):
        st.session_state[key] = None


def _require_own_province(row: ProposalRow) -> None:
    if row.province_id != _province_id():
        raise GeoAppError(OTHER_PROVINCE, province=row.province_id)


def _replace(newer: Document) -> None:
    history = mirrored(st.session_state[state.PROPOSAL_HISTORY], current(), newer)
    st.session_state[state.PROPOSAL_DOC] = newer
    st.session_state[state.PROPOSAL_HISTORY] = history
    st.session_state[state.PROPOSAL_NOTICE] = None
    keep_draft()


def _go_on_alone() -> None:
    """Leave the draft to the other window that writes it, and go on with a copy."""
    doc = current() | {"token": new_token()}
    own = replace(opened(), history=st.session_state[state.PROPOSAL_HISTORY], rev=doc["rev"])
    _begin(doc, own)
    st.session_state[state.PROPOSAL_NOTICE] = GeoAppError(TAKEN_OVER)
    try:
        kept.store().put_draft(_draft())
    except GeoAppError as error:
        st.session_state[state.PROPOSAL_UNKEPT] = error


def _draft() -> Draft:
    doc, own = current(), opened()
    return Draft(
        token=doc["token"],
        province_id=_province_id(),
        owner=author() or DESK,
        rev=doc["rev"],
        document=doc,
        history=st.session_state[state.PROPOSAL_HISTORY],
        updated_at=now(),
        proposal_id=own.proposal_id,
        base_version=own.base_version,
    )


def _document_of(proposal: Proposal, token: str | None) -> Document:
    stops = kept.baseline().network.stops.index
    return editor_of_proposal(
        proposal, token=token or new_token(), known_stops=stops, taken=_taken()
    )


def _taken() -> list[str]:
    return list(kept.baseline().network.routes.index)


def _province_id() -> str:
    return opened_province().spec.province_id
