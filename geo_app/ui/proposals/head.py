"""What stands above the map: the proposal's names, its state, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.errors import GeoAppError
from geo_app.store.states import OPEN_STATES
from geo_app.store.values import ProposalState
from geo_app.ui.proposals import kept, moments, save_part, session
from geo_app.ui.proposals.entry import forms
from geo_app.ui.proposals.entry.loading_part import render_loading
from geo_app.ui.shared import language, state
from geo_app.ui.shared.feedback import html_text, plain, render_error
from geo_app.words import proposal_labels
from geo_app.words.translating import Language, pick_name

if TYPE_CHECKING:
    from geo_app.store.values import ProposalRow

LONGEST_LABEL = 40
STATE_TITLES = proposal_labels.STATE


def row_of_open() -> ProposalRow | None:
    """
    Return what the store says of the open proposal; None for one that was never saved.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    proposal_id = session.opened().proposal_id
    return None if proposal_id is None else kept.store().proposal(proposal_id)


def is_read_only(row: ProposalRow | None) -> bool:
    """
    Say whether the proposal may not change any more.

    Parameters
    ----------
    row
        The proposal as the store has it; None before it is first saved.
    """
    return row is not None and row.state not in OPEN_STATES


def render_head(row: ProposalRow | None) -> None:
    """
    Show names, state, version and author, and the buttons.

    Parameters
    ----------
    row
        The proposal as the store has it; None before it is first saved.
    """
    _ = language.words()
    status, buttons = st.columns([1, 2], vertical_alignment="center")
    with status:
        _render_status(row)
    with buttons, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        _render_names(is_read_only(row))
        if not is_read_only(row):
            render_loading()
        save_part.render_save(row)
        if st.button(_("Close"), icon=":material/close:", key="close_proposal"):
            session.close()
            st.rerun()
    _render_notices()


def _render_names(is_fixed: bool) -> None:
    """Show the name as a button that opens its fields, so that the map stands higher."""
    _, fields = language.words(), forms.fields()
    name = pick_name(fields.name_th, fields.name_en, language.current(), otherwise="")
    label = plain(name[:LONGEST_LABEL]) if name else _("Name it")
    with st.popover(label, icon=":material/edit:"):
        for key, title, value in (
            ("head_th", _("Name of the proposal (Thai)"), fields.name_th),
            ("head_en", _("Name of the proposal (English)"), fields.name_en),
        ):
            forms.render_text(title, key, value, _take_name, disabled=is_fixed)


def _take_name(name: str, value: str) -> None:
    forms.change_fields(**{name.replace("head", "name"): value})


def _render_status(row: ProposalRow | None) -> None:
    """Say how far the proposal is, and what of it is saved."""
    _ = language.words()
    if row is None:
        parts = [_("New, not saved yet")]
        kind = ProposalState.DRAFT.value
    else:
        kind = row.state.value
        parts = [
            _(STATE_TITLES[row.state]),
            _("version {number}").format(number=row.version),
            _("saved by {author}, {moment}").format(
                author=row.saved_by, moment=moments.written(row.saved_at)
            ),
        ]
        base = session.opened().base_version
        if base is not None and base < row.version:
            parts.append(_("you work on version {number}").format(number=base))
    if session.is_changed():
        parts.append(_("changes kept as a draft, not saved yet"))
    chips = " ".join(f'<span class="ga-chip">{html_text(part)}</span>' for part in parts)
    st.html(f'<div data-proposal-state="{kind}">{chips}</div>')


def _render_notices() -> None:
    """Say loudly what could not be kept."""
    for key in (state.PROPOSAL_UNKEPT, state.PROPOSAL_NOTICE):
        error = st.session_state.get(key)
        if isinstance(error, GeoAppError):
            render_error(error)


def title_of(row: ProposalRow) -> str:
    """
    Return a proposal's name as text, in both languages where it has them.

    Parameters
    ----------
    row
        The proposal as the store has it.
    """
    names = [name for name in (row.title_th, row.title_en) if name]
    if language.current() is Language.ENGLISH:
        names.reverse()
    return " · ".join(names) or language.words()("no name")


def render_read_only(row: ProposalRow) -> None:
    """
    Say why nothing can be changed here.

    Parameters
    ----------
    row
        The proposal as the store has it.
    """
    _ = language.words()
    text = _("This proposal is {state}: it can be read, commented on and copied, not changed.")
    st.info(plain(text.format(state=_(STATE_TITLES[row.state]).lower())))
