"""What a click on the map shows, every text escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.catalogue import Status
from geo_app.maps.escape import escape
from geo_app.words.labels import STATUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def popup_html(
    title: str,
    rows: Iterable[tuple[str, str]],
    *,
    status: str,
    translate: Callable[[str], str],
) -> str:
    """
    Lay out a popup: a title, facts in two columns, and the mark of the data's status.

    Parameters
    ----------
    title, rows
        Plain text; rows are (label, value).
    status
        A `Status` value; anything not official or open is marked.
    translate
        From English to the page's language.
    """
    facts = "".join(
        f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>" for label, value in rows
    )
    badge = status_badge(status, translate)
    # What is too long is scrolled, so keys must reach it.
    head = f'<div class="ga-popup" tabindex="0"><b>{escape(title)}</b> {badge}'
    return f"{head}<table>{facts}</table></div>"


def status_badge(status: str, translate: Callable[[str], str]) -> str:
    """
    Return the visible mark of data that is not official or open, else nothing.

    Parameters
    ----------
    status
        A value of `Status`.
    translate
        Function from an English sentence to the reader's language.
    """
    return badge(translate(STATUS[status])) if Status(status).is_marked else ""


def badge(text: str) -> str:
    """
    Return a word of caution as HTML; `text` is plain.

    Parameters
    ----------
    text
        In the reader's language; it is escaped here.
    """
    return f'<span class="ga-mark">{escape(text)}</span>'
