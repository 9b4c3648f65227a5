"""Saving a proposal: who and why, and what happens when somebody else was faster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo_app.errors import GeoAppError
from geo_app.proposals.document.editor_document import proposal_of_editor
from geo_app.proposals.document.file import document_of
from geo_app.store.failures import ConflictError
from geo_app.ui.proposals import kept, moments, session
from geo_app.ui.proposals.answers.results import baht
from geo_app.ui.shared import language, state
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import plain, render_error

if TYPE_CHECKING:
    from geo_app.store.values import ProposalRow, Saved, Version
    from geo_app.ui.proposals.kept import Measured

REASON = "proposal_reason"
AUTHOR_FIELD = "proposal_author_field"


def render_save(row: ProposalRow | None) -> None:
    """
    Show the button that saves, with who and why.

    Parameters
    ----------
    row
        The proposal as the store has it; None before it is first saved.
    """
    _ = language.words()
    with st.popover(_("Save"), icon=":material/save:", key="save_proposal"):
        render_author("save")
        st.text_area(_("What is new, and why"), key=REASON, height=90)
        with st.container(horizontal=True):
            may_save = row is None or row.state.value in ("draft", "shared")
            if may_save and st.button(
                _("Save as a version"), type="primary", key="save_version", on_click=_save
            ):
                st.rerun()
            if row is not None and st.button(
                _("Save as a new proposal"), key="save_as_new", on_click=save_as_new
            ):
                st.rerun()


def render_author(place: str) -> None:
    """
    Show the field for the name of who does it, kept for the session; once a `place`.

    Parameters
    ----------
    place
        Where on the page it stands: names the field.
    """
    # The field's own key goes when the field does; the name must not.
    key = f"{AUTHOR_FIELD}_{place}"
    st.session_state[key] = session.author()
    st.text_input(
        language.words()("Your name"), key=key, max_chars=200, on_change=_take_author, args=(key,)
    )


def _take_author(key: str) -> None:
    st.session_state[state.PROPOSAL_AUTHOR] = st.session_state[key]


def save_as_new() -> None:
    """Save what is open as a proposal of its own."""
    _keep(lambda document, more: kept.store().create(_province_id(), document, **more), new=True)


def _save() -> None:
    edited = session.opened()
    if edited.proposal_id is None or edited.base_version is None:
        save_as_new()
        return
    proposal_id, expected = edited.proposal_id, edited.base_version
    _keep(
        lambda document, more: kept.store().save(
            proposal_id, document, expected_version=expected, **more
        )
    )


def _keep(write: Any, *, new: bool = False) -> None:
    """Save what is open; a conflict and a failure are told on the page, nothing is lost."""
    st.session_state[state.PROPOSAL_NOTICE] = None
    made_on = kept.digests()
    try:
        document = _document(made_on, is_new=new)
        more = {
            "author": session.author(),
            "reason": st.session_state.get(REASON, ""),
            "at": session.now(),
            "baseline": _digest_text(made_on),
        }
        saved: Saved = write(document, more)
    except ConflictError as error:
        st.session_state[state.PROPOSAL_CONFLICT] = error.theirs.number
        return
    except GeoAppError as error:
        st.session_state[state.PROPOSAL_NOTICE] = error
        return
    session.note_saved(saved, made_on)
    st.session_state[REASON] = ""


def _document(made_on: tuple[tuple[str, str], ...], *, is_new: bool) -> dict[str, Any]:
    doc = session.current()
    measured = kept.measured(doc, session.opened().made_on)
    proposal = proposal_of_editor(
        doc,
        path=measured.path,
        proposal_id="" if is_new else session.opened().proposal_id or "",
        author=session.author(),
        reason=st.session_state.get(REASON, ""),
        baseline=made_on,
    )
    return document_of(proposal)


def _digest_text(made_on: tuple[tuple[str, str], ...]) -> str:
    return " ".join(f"{layer}={digest}" for layer, digest in made_on)


def _province_id() -> str:
    return desk().opened.spec.province_id


def render_conflict(mine: Measured) -> None:
    """
    Show theirs and mine side by side, and the ways on; nothing is overwritten.

    Parameters
    ----------
    mine
        What is known of the drawing on this page.
    """
    _ = language.words()
    number = st.session_state.get(state.PROPOSAL_CONFLICT)
    proposal_id = session.opened().proposal_id
    if number is None or proposal_id is None:
        return
    theirs = kept.store().open(proposal_id, number)
    render_error(ConflictError(theirs))
    st.dataframe(_side_by_side(theirs, mine), placeholder="–")
    if theirs.reason:
        st.caption(plain(_("They say: {reason}").format(reason=theirs.reason)))
    with st.container(horizontal=True):
        st.button(
            _("Save mine as a new proposal"),
            type="primary",
            key="conflict_new",
            on_click=save_as_new,
        )
        st.button(
            _("Open theirs (my draft stays)"),
            key="conflict_theirs",
            on_click=session.attempt,
            args=(session.open_saved, proposal_id),
        )
        st.button(
            _("Go on with mine on top of theirs"),
            key="conflict_on_top",
            on_click=session.rest_on,
            args=(number,),
        )


def _side_by_side(theirs: Version, mine: Measured) -> pd.DataFrame:
    _ = language.words()
    title = _("Theirs: version {number}, {author}, {moment}").format(
        number=theirs.number, author=theirs.author, moment=moments.written(theirs.saved_at)
    )
    return pd.DataFrame(
        {title: _figures(kept.evaluated(theirs.document)), _("Mine"): _figures(mine)}
    )


def _figures(measured: Measured) -> dict[str, str]:
    _, evaluation = language.words(), measured.evaluation
    if evaluation is None:
        return {_("Errors"): str(len(measured.problems))}
    return {
        _("People gained"): f"{evaluation.people.people_gained:,.0f}",
        _("People lost"): f"{evaluation.people.people_lost:,.0f}",
        _("Length (m)"): f"{evaluation.totals.route_length_m:,.0f}",
        _("Stops"): f"{evaluation.totals.stops:,}",
        _("Vehicles"): f"{evaluation.totals.vehicles:,}",
        _("Cost a day"): baht(evaluation.totals.operating_cost_thb_per_day),
    }
