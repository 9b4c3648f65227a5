"""The open proposal: one fragment, so that a stroke reruns nothing else of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.errors import GeoAppError
from geo_app.proposals.baseline import KINDS_USED
from geo_app.ui.proposals import editor, head, kept, save_part, session
from geo_app.ui.proposals.answers import editor_legend, parts, problems_part, results
from geo_app.ui.shared import feedback, language, opened_province, state, summary
from geo_app.ui.shared.at_desk import same_files

if TYPE_CHECKING:
    from geo_app.store.values import Comment, ProposalRow
    from geo_app.ui.proposals.kept import Measured

BASELINE_CHANGED = "baseline_changed"
"""Code of what the check says where layers have changed since a proposal was made."""


@st.fragment
@feedback.bordered
@same_files()
def render_open() -> None:
    """Show head, map, numbers and what stands below them."""
    if session.document() is None:
        return
    province = opened_province.usable(opened_province.KINDS_MEASURED)
    row, comments = _read()
    measured = kept.measured(session.current(), session.opened().made_on)
    head.render_head(row)
    save_part.render_conflict(measured)
    if row is not None and head.is_read_only(row):
        head.render_read_only(row)
    left, right = st.columns([2, 1])
    # The numbers before the map: they are what a stroke is made for.
    with right, st.container(key="proposal_numbers"):
        if problems_part.is_untouched():
            problems_part.render_first_steps()
        else:
            results.render_numbers(province, measured)
            problems_part.render_problems(measured)
        _render_take_over(measured)
    with left:
        pinned = [comment for comment in comments if comment.resolved_by is None]
        editor.render_editor(measured, comments=pinned, read_only=head.is_read_only(row))
        has_pins = any(comment.lon is not None for comment in pinned)
        editor_legend.render_legend(province, measured, has_pins=has_pins)
        # Beside them the numbers stay in sight, whatever is changed below.
        parts.render_parts(province, measured, row, comments)
    summary.render_marks(province, KINDS_USED)
    state.write_address()
    _render_times(measured)


def _render_take_over(measured: Measured) -> None:
    """Offer to rest on today's data where the proposal was made on other."""
    if any(problem.code == BASELINE_CHANGED for problem in measured.problems):
        st.button(
            language.words()("Take over today's data"),
            icon=":material/sync:",
            key="take_over_data",
            on_click=session.take_over_data,
        )


def _render_times(measured: Measured) -> None:
    """Tell the page's own tests which state it shows, and how long that took."""
    rev, engine_ms = session.current()["rev"], measured.engine_ms
    st.html(
        f'<div hidden data-rev="{rev}" data-engine-ms="{engine_ms:.1f}" '
        f'data-python-ms="{session.taken_ms():.1f}"></div>'
    )


def _read() -> tuple[ProposalRow | None, list[Comment]]:
    """Read what the store says; drawing goes on without it."""
    try:
        row = head.row_of_open()
        return row, [] if row is None else kept.store().comments(row.proposal_id)
    except GeoAppError as error:
        feedback.render_error(error)
        return None, []
