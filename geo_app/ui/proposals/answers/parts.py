"""What stands below the map of an open proposal, one part at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.errors import mark
from geo_app.ui.proposals import hand_over
from geo_app.ui.proposals.answers import (
    changes_part,
    comments_part,
    communities_part,
    crossings_part,
    history_part,
    stops_part,
)
from geo_app.ui.proposals.entry import rates_form, service_form
from geo_app.ui.shared import language, state

if TYPE_CHECKING:
    from geo_app.province import Province
    from geo_app.store.values import Comment, ProposalRow
    from geo_app.ui.proposals.kept import Measured

TITLES = {
    "service": mark("Service"),
    "stops": mark("Stops"),
    "communities": mark("Communities"),
    "crossings": mark("Hazards and mangroves"),
    "changes": mark("Other changes"),
    "rates": mark("Standard and rates"),
    "comments": mark("Comments"),
    "history": mark("History"),
    "hand_over": mark("Hand over"),
}
NEEDS_NUMBERS = ("communities", "crossings")


def render_parts(
    province: Province, measured: Measured, row: ProposalRow | None, comments: list[Comment]
) -> None:
    """
    Show the choice of a part and the part that is chosen.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    measured
        What is known of the drawing.
    row
        The proposal as the store has it; None before it is first saved.
    comments
        Those on the proposal, oldest first.
    """
    _ = language.words()
    part = st.segmented_control(
        _("Below the map"),
        state.PROPOSAL_PARTS,
        required=True,
        format_func=lambda key: _(TITLES[key]),
        key=state.PART,
        persist_state="session",
        label_visibility="collapsed",
    )
    if part in NEEDS_NUMBERS and measured.evaluation is None:
        st.info(_("This needs numbers; the list beside the map says why there are none."))
        return
    _render(str(part), province, measured, row, comments)


def _render(
    part: str,
    province: Province,
    measured: Measured,
    row: ProposalRow | None,
    comments: list[Comment],
) -> None:
    evaluation = measured.evaluation
    if part == "service":
        service_form.render_service()
    elif part == "stops":
        stops_part.render_stops(measured)
    elif part == "communities" and evaluation is not None:
        communities_part.render_communities(province, evaluation)
    elif part == "crossings" and evaluation is not None:
        crossings_part.render_crossings(province, evaluation)
    elif part == "changes":
        changes_part.render_changes(measured)
    elif part == "rates":
        rates_form.render_rates()
    elif part == "comments":
        comments_part.render_comments(row, comments)
    elif part == "history":
        history_part.render_history(row)
    elif part == "hand_over":
        hand_over.render_hand_over(row, measured)
