"""A proposal handed on: into its next state with who and why, and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.store.states import MOVES, needs_reason
from geo_app.store.values import ProposalState
from geo_app.ui.proposals import kept, session
from geo_app.ui.proposals.files_part import render_files
from geo_app.ui.proposals.head import STATE_TITLES
from geo_app.ui.proposals.save_part import render_author
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import plain

if TYPE_CHECKING:
    from geo_app.store.values import ProposalRow
    from geo_app.ui.proposals.kept import Measured

NEXT = "proposal_next_state"
WHY = "proposal_move_reason"
NEEDS_NUMBERS = (ProposalState.UNDER_REVIEW, ProposalState.APPROVED)


def render_hand_over(row: ProposalRow | None, measured: Measured) -> None:
    """
    Show where the proposal may go from here, and its files.

    Parameters
    ----------
    row
        The proposal as the store has it; None before it is first saved.
    measured
        What is known of the drawing.
    """
    left, right = st.columns(2)
    with left:
        _render_move(row, measured)
    with right:
        render_files(row, measured)


def _render_move(row: ProposalRow | None, measured: Measured) -> None:
    _ = language.words()
    st.subheader(_("Next state"))
    if row is None:
        st.info(_("Save the proposal first; then it can be shared and decided on."))
        return
    st.markdown(plain(_("Now: {state}").format(state=_(STATE_TITLES[row.state]))))
    if session.is_changed():
        st.warning(_("What you drew since the last save is not part of it: save it first."))
    after: ProposalState = st.segmented_control(
        _("Move it to"),
        list(MOVES[row.state]),
        required=True,
        default=MOVES[row.state][-1],
        format_func=lambda name: _(STATE_TITLES[name]),
        key=f"{NEXT}_{row.state.value}",
    )
    render_author("move")
    is_unsound = measured.evaluation is None and after in NEEDS_NUMBERS
    if is_unsound:
        st.warning(_("A proposal without numbers can be neither reviewed nor approved."))
    label = _("Why") if after and needs_reason(row.state, after) else _("Why (may be left out)")
    st.text_area(label, key=WHY, height=90)
    st.button(
        _("Move on"),
        type="primary",
        icon=":material/arrow_forward:",
        key="move_proposal",
        disabled=is_unsound,
        on_click=session.attempt,
        args=(_move, row.proposal_id, after),
    )


def _move(proposal_id: str, after: ProposalState) -> None:
    kept.store().move(
        proposal_id,
        after,
        author=session.author(),
        reason=st.session_state.get(WHY, ""),
        at=session.now(),
    )
    st.session_state[WHY] = ""
