"""The app's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.ui.scripts import FIRST_PAGE, FOLDER
from geo_app.ui.shared.language import words

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

PHONE_LINKS = "phone_links"


def pages() -> list[StreamlitPage]:
    """Return the pages with titles in the page's language."""
    _ = words()
    return [
        st.Page(
            FIRST_PAGE,
            title=_("Overview"),
            icon=":material/dashboard:",
            default=True,
        ),
        st.Page(
            f"{FOLDER}/gaps.py",
            title=_("Coverage gaps"),
            icon=":material/person_pin_circle:",
            url_path="gaps",
        ),
        st.Page(
            f"{FOLDER}/standards.py",
            title=_("Standards"),
            icon=":material/balance:",
            url_path="standards",
        ),
        st.Page(
            f"{FOLDER}/proposals.py",
            title=_("Proposals"),
            icon=":material/route:",
            url_path="proposals",
        ),
        st.Page(
            f"{FOLDER}/compare.py",
            title=_("Compare"),
            icon=":material/compare_arrows:",
            url_path="compare",
        ),
        st.Page(f"{FOLDER}/data.py", title=_("Data"), icon=":material/layers:", url_path="data"),
    ]


def render_phone_links(linked: list[StreamlitPage]) -> None:
    """
    Show the pages on a phone, where Streamlit hides them behind an unlabelled sign.

    Parameters
    ----------
    linked
        All pages, in their order.
    """
    with st.container(key=PHONE_LINKS, horizontal=True, gap="small"):
        for page in linked:
            st.page_link(page)
