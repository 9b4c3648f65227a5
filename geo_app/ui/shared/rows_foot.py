"""The line at the foot of each page: how many rows its answers rest on, and where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis.rows_used import rests_on
from geo_app.reports.rows_told import row_notices, titles_of
from geo_app.ui.shared import language
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import plain

if TYPE_CHECKING:
    from collections.abc import Iterable


def render_rows(kinds: Iterable[str]) -> None:
    """
    Say how many rows of the layers behind a page are used, with a link to the page Data.

    Parameters
    ----------
    kinds
        Of the layers that the page rests on.
    """
    text = plain(rows_sentence(kinds))
    st.page_link("geo_app/ui/pages/data.py", label=text, icon=":material/database:")


def rows_sentence(kinds: Iterable[str]) -> str:
    """
    Say in the page's language which rows of some layers are not used, or that all are.

    Parameters
    ----------
    kinds
        Of the layers.
    """
    _, tongue = language.words(), language.current()
    counts = desk().rows_used(rests_on(desk().opened, kinds))
    notices = row_notices(counts, language=tongue, titles=titles_of(desk().opened, tongue))
    if not notices:
        return _("Data: all {count:,} rows of the layers behind this page are used.").format(
            count=int(counts["rows_in"].sum())
        )
    return _("Data: {notices}").format(notices="; ".join(notices))
