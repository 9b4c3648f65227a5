"""What people say of a proposal, pinned to the map or on the whole of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.ui.proposals import kept, moments, session
from geo_app.ui.proposals.save_part import render_author
from geo_app.ui.shared import language, state
from geo_app.ui.shared.feedback import html_text

if TYPE_CHECKING:
    from geo_app.store.values import Comment, ProposalRow

TEXT = "proposal_comment"


def render_comments(row: ProposalRow | None, comments: list[Comment]) -> None:
    """
    Show the comments, newest first, and the form for another.

    Parameters
    ----------
    row
        The proposal as the store has it; None before it is first saved.
    comments
        Oldest first.
    """
    _ = language.words()
    if row is None:
        st.info(_("Save the proposal first; then it can be commented on."))
        return
    _render_form(row)
    if not comments:
        st.caption(_("Nobody has said anything yet."))
    for comment in reversed(comments):
        _render_comment(comment)


def _render_form(row: ProposalRow) -> None:
    _ = language.words()
    pin = st.session_state.get(state.PROPOSAL_PIN)
    render_author("comment")
    st.text_area(_("Comment"), key=TEXT, height=90, max_chars=10_000)
    if pin is None:
        st.caption(_("To pin it to a place, press «Pin a comment» above the map."))
    with st.container(horizontal=True):
        if pin is not None:
            st.button(
                _("Comment on the marked place"),
                type="primary",
                icon=":material/location_on:",
                key="comment_place",
                on_click=session.attempt,
                args=(_comment, row.proposal_id, (pin["lon"], pin["lat"])),
            )
        st.button(
            _("Comment on the whole proposal"),
            icon=":material/comment:",
            key="comment_whole",
            on_click=session.attempt,
            args=(_comment, row.proposal_id, None),
        )


def _comment(proposal_id: str, place: tuple[float, float] | None) -> None:
    kept.store().comment(
        proposal_id,
        st.session_state[TEXT],
        author=session.author(),
        at=session.now(),
        place=place,
    )
    st.session_state[TEXT] = ""


def _render_comment(comment: Comment) -> None:
    _ = language.words()
    is_done = comment.resolved_by is not None
    about = _("version {number}").format(number=comment.version)
    parts = [comment.author, moments.written(comment.at), about]
    parts += [_("pinned to the map")] if comment.lon is not None else []
    if is_done and comment.resolved_at is not None:
        parts.append(
            _("settled by {author}, {moment}").format(
                author=comment.resolved_by, moment=moments.written(comment.resolved_at)
            )
        )
    chips = " ".join(f'<span class="ga-chip">{html_text(part)}</span>' for part in parts)
    kind = "ga-talk ga-done" if is_done else "ga-talk"
    st.html(f'<div class="{kind}">{html_text(comment.text)}</div><div>{chips}</div>')
    if not is_done:
        st.button(
            _("Settled"),
            icon=":material/check:",
            key=f"resolve_{comment.comment_id}",
            on_click=session.attempt,
            args=(_resolve, comment.comment_id),
        )


def _resolve(comment_id: str) -> None:
    kept.store().resolve_comment(comment_id, author=session.author(), at=session.now())
