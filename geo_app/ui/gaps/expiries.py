"""When plans end: how many communities lose theirs in each of the next twelve months."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geo_app.indicators.plan import PLAN
from geo_app.ui.shared import language, state, summary
from geo_app.ui.shared.feedback import html_text
from geo_app.units import to_buddhist_year
from geo_app.words.formats import THAI_MONTHS_SHORT
from geo_app.words.translating import Language

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.province import Province
    from geo_app.ui.gaps.controls import Choices

MONTHS = 12
TALLEST_PX = 44


def ends_by_month(ranked: pd.DataFrame, on: dt.date) -> list[tuple[dt.date, int]]:
    """
    Count the communities whose plan is valid on a day and ends within the next twelve months.

    Parameters
    ----------
    ranked
        With `plan_status` and `plan_valid_until`.
    on
        The day from which on; its own month is the first.

    Returns
    -------
    ends
        First day of each month, and how many plans end in it.
    """
    ends = ranked.loc[ranked["plan_status"] == "valid", "plan_valid_until"].dropna()
    counts = ends.dt.to_period("M").value_counts()
    months = []
    for number in range(MONTHS):
        years, month = divmod(on.month - 1 + number, 12)
        first = dt.date(on.year + years, month + 1, 1)
        months.append((first, int(counts.get(f"{first:%Y-%m}", 0))))
    return months


def render_expiries(province: Province, ranked: pd.DataFrame, choices: Choices) -> None:
    """
    Show the strip of months where plans are asked about; a month leads to its end.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    ranked
        As `Desk.ranked` returns them.
    choices
        What is chosen on the page.
    """
    if PLAN.id not in choices.counted or not province.has("disaster_plans"):
        return
    _, months = language.words(), ends_by_month(ranked, choices.day)
    tallest = max((count for _first, count in months), default=0)
    mark = summary.status_mark(province, "disaster_plans")
    title = _("Communities whose plan ends, by month")
    if not tallest:
        text = _("No plan ends within twelve months.")
        st.html(f'<div class="ga-months-none">{html_text(text)} {mark}</div>')
        return
    bars = "".join(_bar(first, count, tallest, choices) for first, count in months)
    st.html(f'<div class="ga-months"><span>{html_text(title)} {mark}</span><div>{bars}</div></div>')


def _bar(first: dt.date, count: int, tallest: int, choices: Choices) -> str:
    """Draw a month; those in which plans end lead to the first day without them."""
    height_px = round(TALLEST_PX * count / tallest) if count else 1
    name = month_name(first, language.current())
    inside = f'<b>{count or ""}</b><i style="height:{height_px}px"></i><small>{name}</small>'
    if not count:
        return f"<span>{inside}</span>"
    after = (first + dt.timedelta(days=31)).replace(day=1)
    query = {
        "lang": language.current().value,
        "counted": "-".join(choices.counted),
        "on": min(after, state.MAX_DAY).isoformat(),
    }
    return f'<a href="gaps?{html_text(urlencode(query))}" target="_self">{inside}</a>'


def month_name(first: dt.date, tongue: Language) -> str:
    """
    Write a month with its year in two digits, the Buddhist year in Thai.

    Parameters
    ----------
    first
        A day of the month.
    tongue
        Of the reader.
    """
    if tongue is Language.THAI:
        return f"{THAI_MONTHS_SHORT[first.month - 1]} {to_buddhist_year(first) % 100:02d}"
    return f"{first:%b %y}"
