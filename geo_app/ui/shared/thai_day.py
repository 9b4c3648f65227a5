"""A day chosen as Thai offices write it: day, month, Buddhist year."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_app.ui.shared import language
from geo_app.units import BUDDHIST_ERA_OFFSET_YEARS
from geo_app.words.formats import THAI_MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = ("day", "month", "year")


def render_thai_day(label: str, *, key: str, first: dt.date, last: dt.date) -> dt.date:
    """
    Show three choices for a day; Streamlit's calendar knows neither the months nor the era.

    Parameters
    ----------
    label
        What the day is for, in Thai.
    key
        Under which the day stands in the session; another key cannot be its widget.
    first, last
        Between which days, both included.
    """
    _, chosen = language.words(), st.session_state[key]
    for part in PARTS:
        st.session_state[_key(key, part)] = getattr(chosen, part)
    st.caption(label)
    places = st.columns([2, 4, 3])
    longest = calendar.monthrange(chosen.year, chosen.month)[1]
    options = {
        "day": list(range(1, longest + 1)),
        "month": list(range(1, len(THAI_MONTHS) + 1)),
        "year": list(range(first.year, last.year + 1)),
    }
    titles = {"day": _("Day"), "month": _("Month"), "year": _("Year (B.E.)")}
    written: dict[str, Callable[[Any], str]] = {"day": str, "month": _month, "year": _year}
    for place, part in zip(places, PARTS, strict=True):
        with place:
            st.selectbox(
                titles[part],
                options[part],
                format_func=written[part],
                key=_key(key, part),
                on_change=_take,
                args=(key, first, last),
                label_visibility="collapsed",
            )
    day: dt.date = st.session_state[key]
    return day


def _take(key: str, first: dt.date, last: dt.date) -> None:
    """Put the parts together; a day that the month does not have is its last."""
    day, month, year = (st.session_state[_key(key, part)] for part in PARTS)
    longest = calendar.monthrange(year, month)[1]
    st.session_state[key] = max(first, min(last, dt.date(year, month, min(day, longest))))


def _key(key: str, part: str) -> str:
    return f"{key}_{part}"


def _month(number: int) -> str:
    return THAI_MONTHS[number - 1]


def _year(number: int) -> str:
    return str(number + BUDDHIST_ERA_OFFSET_YEARS)
