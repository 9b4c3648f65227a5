"""A button that makes a file and gives it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def render_button(label: str, make: Callable[[], bytes], file_name: str, media_type: str) -> None:
    """
    Show a button that makes a file and gives it away.

    Parameters
    ----------
    label
        What stands on the button.
    make
        Makes the file when somebody presses it, outside the page.
    file_name
        What the file is called.
    media_type
        What it is.
    """
    # A rerun after each download would replace the other files just when somebody
    # clicks the next one, and that click would bring nothing.
    st.download_button(label, make, file_name, media_type, on_click="ignore")
