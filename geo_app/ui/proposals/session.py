"""
The proposal that is being edited: in the session, and as a draft in the store.

Every stroke and every form ends here; what becomes of the document is `editing`'s to
know. A draft is written before anything is measured, so a killed process loses at most
the stroke in progress; a draft that could not be written says so, and the session goes
on holding it.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_app.errors import GeoAppError, mark
from geo_app.ui.proposals import draft_tokens, kept
from geo_app.ui.proposals.editing import SAVED_VERSION, Document, EditSession, Ground
from geo_app.ui.proposals.settling import settled
from geo_app.ui.route_editor.accepting import accepted_pin
from geo_app.ui.route_editor.component import sent_document, sent_pin
from geo_app.ui.shared import state
from geo_app.ui.shared.at_desk import desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.store.values import Draft, ProposalRow, Saved
    from geo_app.ui.proposals.editing import Digests

DESK = "desk"
"""Owner of drafts that nobody has put a name to."""

TAKEN_OVER = mark(
    "This draft is open in another window too. What you draw here goes on as a draft of its own."
)
NO_DRAFT = mark(
    "This address opens no draft. A draft opens with its own full address alone, until it is saved "
    "or thrown away. Your drafts are in the list of proposals, in the browser that drew them."
)
OTHER_PROVINCE = mark(
    "This proposal is of another province ({province}). Open it with that province's layers."
)


def document() -> Document | None:
    """Return the document that is open, None where none is."""
    edited: EditSession | None = st.session_state.get(state.PROPOSAL_EDITED)
    return None if edited is None else edited.document


def current() -> Document:
    """Return the document that is open."""
    return opened().document


def opened() -> EditSession:
    """Return the proposal that is open."""
    edited: EditSession = st.session_state[state.PROPOSAL_EDITED]
    return edited


def resume() -> None:
    """
    Open what the address names, unless it is open already.

    Raises
    ------
    GeoAppError
        If it names a draft or a proposal that cannot be opened, or the store cannot be
        read. Nobody learns whether a draft is there that does not open.
    """
    token, proposal_id = st.session_state[state.DRAFT], st.session_state[state.PROPOSAL]
    doc = document()
    if doc is not None and doc["token"] == token:
        return
    draft = kept.store().draft(token) if token else None
    if draft is not None and draft.province_id == _province_id():
        open_draft(draft)
        return
    # A token that somebody else made must not become the name of what is drawn here.
    is_mine = token is not None and draft is None and draft_tokens.is_made_here(token)
    if proposal_id is not None:
        open_saved(proposal_id, token=token if is_mine else None)
    elif is_mine:
        open_new(token=token)
    else:
        close()
    if token is not None and not is_mine:
        raise GeoAppError(NO_DRAFT)


def open_new(*, token: str | None = None) -> None:
    """
    Begin a proposal.

    Parameters
    ----------
    token
        Names the edit session; a new name without.
    """
    _begin(EditSession.new(token or draft_tokens.new_token(), taken=_ground().taken))


def open_saved(proposal_id: str, *, token: str | None = None, version: int | None = None) -> None:
    """
    Open a saved proposal.

    Parameters
    ----------
    proposal_id
        Its name in the store.
    token
        Names the edit session; a new name without.
    version
        Which version; the newest without. An older one is opened to be saved on top.

    Raises
    ------
    GeoAppError
        If it cannot be opened; then nothing is open.
    """
    store = kept.store()
    try:
        chosen, row = store.open(proposal_id, version), store.proposal(proposal_id)
        _require_same_province(row)
        edited = EditSession.of_version(
            chosen,
            proposal_id,
            newest=row.version,
            token=token or draft_tokens.new_token(),
            ground=_ground(),
        )
    except GeoAppError:
        close()
        raise
    _begin(edited)
    if edited.is_changed:
        keep_draft()


def open_draft(draft: Draft) -> None:
    """
    Go on with a draft, undo and redo included.

    Parameters
    ----------
    draft
        As the store keeps it.

    Raises
    ------
    GeoAppError
        If no stroke in it would be taken, then nothing is open; if the store cannot be
        read, what was open stays.
    """
    try:
        edited = EditSession.of_draft(draft)
    except GeoAppError:
        close()
        raise
    if draft.proposal_id is not None:
        edited = edited.begun_with(kept.store().open(draft.proposal_id, draft.base_version))
    _begin(edited)


def open_loaded(proposal: Proposal) -> None:
    """
    Open a proposal out of a file as a new one.

    Parameters
    ----------
    proposal
        As it was read.
    """
    _begin(EditSession.of_file(proposal, token=draft_tokens.new_token(), ground=_ground()))
    keep_draft()


def close() -> None:
    """Leave the proposal; a draft with something unsaved in it stays."""
    st.session_state.pop(state.PROPOSAL_EDITED, None)
    _forget_notices()
    st.session_state[state.PROPOSAL] = None
    st.session_state[state.DRAFT] = None


def take_sent() -> None:
    """Take what the browser sent: a later state of the document, or a place pointed at."""
    st.session_state[state.PROPOSAL_BEGUN] = time.perf_counter()
    before = document()
    if before is None:
        return
    _replace(lambda edited: edited.stroke(sent_document(state.ROUTE_EDITOR)))
    _settle(before)
    seen = (st.session_state.get(state.PROPOSAL_PIN) or {}).get("n", 0)
    pin = accepted_pin(sent_pin(state.ROUTE_EDITOR), seen=seen)
    if pin is not None:
        st.session_state[state.PROPOSAL_PIN] = pin
        if st.session_state[state.PART] != "changes":
            # There the place is that of a stop.
            st.session_state[state.PART] = "comments"


def _settle(before: Document) -> None:
    """Let points lie on roads, and new stops on the line as it runs since a stroke."""
    try:
        parts = settled(before, current())
    except GeoAppError as error:
        st.session_state[state.PROPOSAL_NOTICE] = error
        return
    if parts:
        change(**parts)


def change(**parts: Any) -> None:
    """
    Change the document from a form; undo takes it back like a stroke.

    Parameters
    ----------
    **parts
        The new `line`, `stops` or `fields`.
    """
    _replace(lambda edited: edited.change(**parts))


def keep_draft() -> None:
    """Write the draft; what goes wrong is shown on the page."""
    st.session_state[state.PROPOSAL_UNKEPT] = None
    try:
        is_kept = _put_draft()
    except GeoAppError as error:
        st.session_state[state.PROPOSAL_UNKEPT] = error
        return
    if not is_kept:
        _go_on_alone()


def attempt(do: Callable[..., object], *args: object) -> None:
    """
    Do something from a button; what goes wrong is shown on the page.

    Parameters
    ----------
    do
        What the button does.
    *args
        With what.
    """
    st.session_state[state.PROPOSAL_NOTICE] = None
    try:
        do(*args)
    except GeoAppError as error:
        st.session_state[state.PROPOSAL_NOTICE] = error


def is_changed() -> bool:
    """Say whether there is something that is not saved as a version."""
    return opened().is_changed


def note_saved(saved: Saved, made_on: Digests) -> None:
    """
    Take note that what is open has been saved; its draft only keeps undo and redo now.

    Parameters
    ----------
    saved
        The store's receipt.
    made_on
        Digest by layer of the data that the version rests on.
    """
    edited = opened().saved_as(saved, made_on)
    st.session_state[state.PROPOSAL_EDITED] = edited
    _forget_notices()
    st.session_state[state.PROPOSAL] = saved.proposal_id
    kept.store().drop_draft(edited.token)
    keep_draft()


def rest_on(version: int) -> None:
    """
    Go on as if the work had begun with a newer version, after having seen it.

    Parameters
    ----------
    version
        Its number.
    """
    st.session_state[state.PROPOSAL_CONFLICT] = None
    _replace(lambda edited: edited.on_version(version))


def take_over_data() -> None:
    """Rest on today's data from now on; the next version that is saved says so."""
    digests = kept.digests()
    _replace(lambda edited: edited.on_data(digests))


def history_for_browser() -> Document | None:
    """Return undo and redo until the first change after opening, when the browser has them."""
    return opened().history_for_browser


def my_drafts() -> list[Draft]:
    """Return what was drawn in this browser and not saved, newest first."""
    drafts = kept.store().drafts(_province_id(), draft_tokens.holder())
    # One that is as it was saved only keeps undo and redo for whoever loads the page again.
    return [draft for draft in drafts if draft.document.get(SAVED_VERSION) is None]


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


def _begin(edited: EditSession) -> None:
    st.session_state[state.PROPOSAL_EDITED] = edited
    st.session_state[state.PROPOSAL] = edited.proposal_id
    st.session_state[state.DRAFT] = edited.token
    _forget_notices()


def _forget_notices() -> None:
    for key in (state.PROPOSAL_UNKEPT, state.PROPOSAL_NOTICE, state.PROPOSAL_CONFLICT):
        st.session_state[key] = None


def _require_same_province(row: ProposalRow) -> None:
    if row.province_id != _province_id():
        raise GeoAppError(OTHER_PROVINCE, province=row.province_id)


def _replace(step: Callable[[EditSession], EditSession]) -> None:
    """Take a step with what is open, and write the draft unless it leads nowhere."""
    before = opened()
    try:
        after = step(before)
    except GeoAppError as error:
        st.session_state[state.PROPOSAL_NOTICE] = error
        return
    if after is not before:
        st.session_state[state.PROPOSAL_EDITED] = after
        st.session_state[state.PROPOSAL_NOTICE] = None
        keep_draft()


def _go_on_alone() -> None:
    """Leave the draft to the other window that writes it, and go on with a copy."""
    _begin(opened().apart(draft_tokens.new_token()))
    st.session_state[state.PROPOSAL_NOTICE] = GeoAppError(TAKEN_OVER)
    try:
        _put_draft()
    except GeoAppError as error:
        st.session_state[state.PROPOSAL_UNKEPT] = error


def _put_draft() -> bool:
    draft = opened().draft(_province_id(), owner=author() or DESK, at=now())
    return kept.store().put_draft(draft, holder=draft_tokens.holder())


def _ground() -> Ground:
    network = kept.baseline().network
    return Ground(known_stops=network.stops.index, taken=list(network.routes.index))


def _province_id() -> str:
    return desk().opened.spec.province_id
