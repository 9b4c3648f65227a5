"""The list of saved proposals, and the ways into one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_app.errors import GeoAppError
from geo_app.proposals.document.proposal_reading import proposal_of
from geo_app.ui.proposals import kept, moments, session
from geo_app.ui.proposals.draft_list import render_drafts
from geo_app.ui.proposals.head import STATE_TITLES, title_of
from geo_app.ui.proposals.save_part import render_author
from geo_app.ui.shared import language, state
from geo_app.ui.shared.at_desk import desk, folder
from geo_app.ui.shared.feedback import plain, render_error
from geo_app.ui.shared.map_view import render_map
from geo_app.ui.shared.opened_province import layer_groups

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.store.values import ProposalRow

EXAMPLES = "examples"
"""Folder beside a province's catalogue."""

COMPARE_PAGE = "geo_app/ui/pages/compare.py"
MIN_COMPARED = 2
MAP = "routes_today_map"
TODAY_LAYERS = ("routes", "stops")


def render_list() -> None:
    """Show the saved proposals, the drafts, what can be done with them, and the buses of today."""
    left, right = st.columns([11, 9])
    with left:
        _render_ways_in()
    with right:
        render_map(desk().usable(), layer_groups(TODAY_LAYERS), key=MAP)
        st.caption(plain(language.words()("The routes and stops of today.")))


def _render_ways_in() -> None:
    _ = language.words()
    rows = kept.store().proposals(desk().opened.spec.province_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("New proposal"),
            type="primary",
            icon=":material/add:",
            key="new_proposal",
            on_click=session.open_new,
        )
        st.caption(plain(_("Draw a route, or load one; numbers appear at once.")))
    _render_examples()
    render_drafts()
    if not rows:
        st.info(_("No proposal has been saved yet."))
        return
    st.subheader(_("Saved proposals"))
    chosen = _render_table(rows)
    _render_actions(chosen)


def _render_examples() -> None:
    """Offer the proposals that lie in the province's folder for whoever wants to see one first."""
    _ = language.words()
    for path in sorted((folder() / EXAMPLES).glob("*.geojson")):
        st.button(
            _("Open an example"),
            icon=":material/school:",
            key=f"example_{path.stem}",
            on_click=session.attempt,
            args=(_open_example, path),
        )


def _open_example(path: Path) -> None:
    session.open_loaded(proposal_of(json.loads(path.read_text(encoding="utf-8"))))


def _render_table(rows: list[ProposalRow]) -> list[ProposalRow]:
    """Show the table and return the rows that are ticked."""
    _ = language.words()
    table = pd.DataFrame(
        {
            _("Name"): [title_of(row) for row in rows],
            _("State"): [_(STATE_TITLES[row.state]) for row in rows],
            _("Version"): [row.version for row in rows],
            _("Saved by"): [row.saved_by for row in rows],
            _("Saved"): [moments.written(row.saved_at) for row in rows],
            _("Open comments"): [row.open_comments for row in rows],
        }
    )
    shown = st.dataframe(
        table,
        hide_index=True,
        key=state.PROPOSAL_LIST,
        on_select="rerun",
        selection_mode="multi-row",
        height="content" if len(rows) < 12 else 460,  # noqa: PLR2004 - rows on a screen
    )
    ticked = shown["selection"]["rows"]
    return [rows[number] for number in ticked if number < len(rows)]


def _render_actions(chosen: list[ProposalRow]) -> None:
    """Show what can be done with the rows that are ticked."""
    _ = language.words()
    is_one = len(chosen) == 1
    st.caption(plain(_("Tick one to open or copy it, two to six to compare them.")))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            _("Open"),
            icon=":material/edit:",
            key="open_proposal",
            disabled=not is_one,
            on_click=session.attempt,
            args=(session.open_saved, chosen[0].proposal_id if is_one else ""),
        )
        is_few = MIN_COMPARED <= len(chosen) <= state.MAX_COMPARED
        if st.button(
            _("Compare"), icon=":material/compare:", key="compare_proposals", disabled=not is_few
        ):
            st.session_state[state.COMPARE] = tuple(row.proposal_id for row in chosen)
            st.switch_page(COMPARE_PAGE)
        if is_one:
            with st.popover(_("Copy"), icon=":material/content_copy:"):
                render_author("copy")
                st.button(
                    _("Copy as a new draft"),
                    key="copy_proposal",
                    on_click=session.attempt,
                    args=(_copy, chosen[0].proposal_id),
                )
    _render_notice()


def _copy(proposal_id: str) -> None:
    saved = kept.store().copy(proposal_id, author=session.author(), at=session.now())
    session.open_saved(saved.proposal_id)


def _render_notice() -> None:
    error = st.session_state.get(state.PROPOSAL_NOTICE)
    if isinstance(error, GeoAppError):
        render_error(error)
