"""What the running app keeps in memory, on the page Data: for whoever looks after it."""

from __future__ import annotations

import streamlit as st

from geo_app.reports.memory import statistics_sentences
from geo_app.ui.shared import language
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import plain


def render_memo() -> None:
    """Show how many answers were there, how many were made, and what is held."""
    _ = language.words()
    sentences = statistics_sentences(desk().statistics(), language=language.current())
    with st.expander(_("For administrators: what the app keeps in memory")):
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))
