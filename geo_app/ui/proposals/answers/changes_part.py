"""The other changes of a proposal: the list of them, and what each can be done with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.proposals.document.editor_document import draw_new, is_blank, take_up, without_change
from geo_app.proposals.document.editor_fields import is_line
from geo_app.reports.proposal_changes import change_sentences
from geo_app.ui.proposals import kept, session
from geo_app.ui.proposals.entry import forms
from geo_app.ui.proposals.entry.changes_form import render_form
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import plain
from geo_app.words.change_words import CHANGE_WORDS

if TYPE_CHECKING:
    from geo_app.proposals.document.editor_fields import Fields
    from geo_app.ui.proposals.kept import Measured


def render_changes(measured: Measured) -> None:
    """
    Show every change with what can be done with it, and the form for a further one.

    Parameters
    ----------
    measured
        What is known of the drawing.
    """
    _, fields = language.words(), forms.fields()
    words = _words(fields, measured)
    st.caption(plain(_("On the map: {change}").format(change=words[fields.place])))
    for number, group in enumerate(fields.others):
        with st.container(horizontal=True, vertical_alignment="center"):
            if is_line(group):
                st.button(
                    _("Edit on the map"),
                    icon=":material/edit:",
                    key=f"take_up_{number}",
                    on_click=_take_up,
                    args=(number, measured.path),
                )
            st.button(
                _("Remove"),
                icon=":material/delete:",
                key=f"remove_{number}",
                on_click=_remove,
                args=(number,),
            )
            st.markdown(plain(words[number + (number >= fields.place)]))
    st.button(
        _("Draw another new route"),
        icon=":material/add:",
        key="further_route",
        disabled=is_blank(session.current()),
        on_click=_draw_new,
        args=(measured.path,),
    )
    render_form(measured)


def _words(fields: Fields, measured: Measured) -> list[str]:
    """Return a sentence for each change in their order, the drawn one among them."""
    heads = [group[0]["properties"] for group in fields.others]
    heads.insert(fields.place, dict(fields.route) | {"kind": fields.kind})
    plain_words = [_named(head) for head in heads]
    if measured.evaluation is None:
        return plain_words
    sentences = change_sentences(measured.evaluation, kept.baseline(), language=language.current())
    if is_blank(session.current()):
        sentences.insert(fields.place, plain_words[fields.place])
    return sentences


def _named(head: dict) -> str:
    _ = language.words()
    words = CHANGE_WORDS.get(str(head.get("kind")))
    kind = "" if words is None else words.title
    name = head.get("stop_id") or head.get("route_id") or ""
    return f"{_(kind)}: {name}"


def _take_up(number: int, path: list[list[float]] | None) -> None:
    if forms.is_open() and number < len(forms.fields().others):
        known = kept.baseline().network.stops.index
        session.change(**take_up(session.current(), number, known_stops=known, path=path))


def _remove(number: int) -> None:
    if forms.is_open():
        session.change(fields=without_change(session.current(), number))


def _draw_new(path: list[list[float]] | None) -> None:
    if forms.is_open():
        taken = list(kept.baseline().network.routes.index)
        session.change(**draw_new(session.current(), taken=taken, path=path))
