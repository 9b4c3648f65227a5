"""What was drawn and not saved: to go on with, or to throw away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.proposals.document.editor_fields import fields_of
from geo_app.ui.proposals import kept, moments, session
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import plain
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from geo_app.store.values import Draft

MAX_SHOWN = 5


def render_drafts() -> None:
    """Show the newest drafts, if there are any."""
    _ = language.words()
    drafts = session.my_drafts()
    if not drafts:
        return
    st.subheader(_("Drawn and not saved yet"))
    for draft in drafts[:MAX_SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                _("Continue my draft"),
                icon=":material/draw:",
                key=f"draft_{draft.token}",
                on_click=session.attempt,
                args=(session.open_draft, draft),
            )
            st.button(
                _("Throw away"),
                icon=":material/delete:",
                key=f"drop_{draft.token}",
                on_click=session.attempt,
                args=(kept.store().drop_draft, draft.token),
            )
            st.caption(plain(_line(draft)))
    left = len(drafts) - MAX_SHOWN
    if left > 0:
        st.caption(plain(_("{count} older drafts are kept too.").format(count=left)))


def _line(draft: Draft) -> str:
    _, fields = language.words(), fields_of(draft.document)
    name = pick_name(fields.name_th, fields.name_en, language.current(), otherwise=_("no name"))
    count = len(draft.document.get("stops") or [])
    return _("{name}: {count} stops, drawn {moment}").format(
        name=name, count=count, moment=moments.written(draft.updated_at)
    )
