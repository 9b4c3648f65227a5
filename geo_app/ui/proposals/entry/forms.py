"""
Fields of a form that stand for a value in the open document.

The document is the truth: before a field is made it is given the document's value, so
that after undo, after a stroke and after a reload it shows what really is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_app.proposals.document.editor_fields import fields_of
from geo_app.ui.proposals import session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo_app.proposals.document.editor_fields import Fields

PREFIX = "proposal_form_"


def fields() -> Fields:
    """Return what the open document carries beside line and stops."""
    return fields_of(session.current())


def change_fields(**values: Any) -> None:
    """
    Change some of the fields.

    Parameters
    ----------
    **values
        By name, as in `Fields`.
    """
    session.change(fields=replace(fields(), **values).written())


def change_route(name: str, value: Any) -> None:
    """
    Change a property of the line that is being edited; None and blank take it away.

    Parameters
    ----------
    name
        Of the property.
    value
        The new one.
    """
    route = dict(fields().route)
    if value is None or value == "":
        route.pop(name, None)
    else:
        route[name] = value
    change_fields(route=route)


def render_text(
    label: str, name: str, value: object, take: Callable[[str, Any], None], **more: Any
) -> None:
    """
    Show a field for a text.

    Parameters
    ----------
    label
        What stands above the field.
    name
        The field's name, with which `take` is called.
    value
        What the document says.
    take
        Called with the name and the new value when somebody changes it.
    **more
        What Streamlit's field takes beside, such as `help`.
    """
    key = _shown(name, "" if value is None else str(value))
    st.text_input(label, key=key, on_change=_take, args=(name, take), **more)


def render_number(
    label: str, name: str, value: object, take: Callable[[str, Any], None], **more: Any
) -> None:
    """
    Show a field for a number that may be left out.

    Parameters
    ----------
    label
        What stands above the field.
    name
        The field's name, with which `take` is called.
    value
        What the document says.
    take
        Called with the name and the new value when somebody changes it.
    **more
        What Streamlit's field takes beside, such as `help`.
    """
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    key = _shown(name, float(value) if is_number else None)  # type: ignore[arg-type]
    st.number_input(
        label, value=None, key=key, format="%g", on_change=_take, args=(name, take), **more
    )


def render_choice(
    label: str,
    name: str,
    value: object,
    options: Sequence[str],
    take: Callable[[str, Any], None],
    **more: Any,
) -> None:
    """
    Show a field for one of some words.

    Parameters
    ----------
    label
        What stands above the field.
    name
        The field's name, with which `take` is called.
    value
        What the document says; the first option stands for anything else.
    options
        What can be chosen.
    take
        Called with the name and the new value when somebody changes it.
    **more
        What Streamlit's field takes beside, such as `help`.
    """
    key = _shown(name, value if value in options else options[0])
    st.selectbox(label, options, key=key, on_change=_take, args=(name, take), **more)


def render_switch(
    label: str, name: str, value: bool, take: Callable[[str, Any], None], **more: Any
) -> None:
    """
    Show a field for yes or no.

    Parameters
    ----------
    label
        What stands above the field.
    name
        The field's name, with which `take` is called.
    value
        What the document says.
    take
        Called with the name and the new value when somebody changes it.
    **more
        What Streamlit's field takes beside, such as `help`.
    """
    st.toggle(label, key=_shown(name, value), on_change=_take, args=(name, take), **more)


def is_open() -> bool:
    """Say whether a document is open, which a click on a stale page may find gone."""
    return session.document() is not None


def _shown(name: str, value: Any) -> str:
    key = PREFIX + name
    st.session_state[key] = value
    return key


def _take(name: str, take: Callable[[str, Any], None]) -> None:
    if is_open():
        take(name, st.session_state[PREFIX + name])
