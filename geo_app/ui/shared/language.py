"""The language of the page, chosen in the frame and kept in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.ui.shared import state
from geo_app.words.translating import Language, translator

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = {Language.THAI: "ไทย", Language.ENGLISH: "English"}


def current() -> Language:
    """Return the language chosen on this page; Thai until somebody chooses."""
    return Language(st.session_state.get(state.LANGUAGE) or Language.THAI)


def words() -> Callable[[str], str]:
    """Return the function that puts an English sentence into the page's language."""
    return translator(current())


def render_choice() -> None:
    """Show the language switch."""
    st.segmented_control(
        "ภาษา · Language",
        options=[language.value for language in Language],
        required=True,
        format_func=lambda code: NAMES[Language(code)],
        key=state.LANGUAGE,
        persist_state="session",
        label_visibility="collapsed",
    )
