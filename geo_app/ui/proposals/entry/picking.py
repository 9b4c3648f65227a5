"""What somebody chose to change by pointing at a route or a stop of today on the map."""

from __future__ import annotations

import streamlit as st

from geo_app.proposals.document.editor_document import route_ids
from geo_app.ui.proposals import kept, session
from geo_app.ui.proposals.entry import changes_form, existing, forms
from geo_app.ui.route_editor.accepting import accepted_pick
from geo_app.ui.route_editor.component import sent_pick
from geo_app.ui.shared import state

OF_STOPS = ("move_stop", "remove_stop")


def take_picked() -> None:
    """
    Put the route on the map, or open the form with what was pointed at filled in.

    A route whose line is in the proposal already leads to the form, which says so. Ids that
    are none of today are not believed.
    """
    seen = st.session_state.get(state.PROPOSAL_PICK, 0)
    pick = accepted_pick(sent_pick(state.ROUTE_EDITOR), seen=seen)
    if pick is None or session.document() is None:
        return
    kind, picked_id, number = pick
    st.session_state[state.PROPOSAL_PICK] = number
    known = existing.stop_names() if kind in OF_STOPS else existing.route_names()
    if picked_id not in known or not forms.is_open():
        return
    if kind == "reroute" and picked_id not in route_ids(forms.fields()):
        path = kept.measured(session.current(), session.opened().made_on).path
        changes_form.put_on_map({"kind": kind, "route_id": picked_id}, path)
        return
    st.session_state[state.PART] = "changes"
    st.session_state[changes_form.KIND] = kind
    field = "stop" if kind in OF_STOPS else "route"
    st.session_state[changes_form.FORM + field] = picked_id
