"""Every standard side by side: bars, reasons, and the communities they disagree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_app.analysis.access.standards import ACCEPTABLE_SHARE, STANDARDS, StandardId
from geo_app.maps.popups import status_badge
from geo_app.network.walking import walking_method
from geo_app.reports import tables
from geo_app.reports.standards_tables import (
    UNCLEAR,
    disagreements_table,
    people_status_of,
    standards_table,
    window_words,
)
from geo_app.ui.shared import language
from geo_app.ui.shared.download_button import EXCEL_TYPE, render_button
from geo_app.ui.shared.feedback import html_text, plain
from geo_app.ui.shared.method import period_notes
from geo_app.ui.shared.summary import walk_mark
from geo_app.words import labels
from geo_app.words.formats import format_date
from geo_app.words.share_words import share_range

if TYPE_CHECKING:
    import datetime as dt

    from geo_app.analysis.access.standards_compared import Comparison
    from geo_app.province import Province
    from geo_app.words.share_words import ShareRange

TICKS = (0, 25, 50, 75, 100)
CLASSED = (StandardId.PTAL, StandardId.DG_REGIO)
"""Standards whose class is shown beside their yes or no."""


def headline(comparison: Comparison) -> str:
    """
    Answer the page's question in a sentence.

    Parameters
    ----------
    comparison
        Every standard, measured on the province.
    """
    _ = language.words()
    shares = comparison.shares
    known = shares["share_served"].dropna()
    if known.empty:
        return _("No number of people is known, so only communities can be compared.")
    unsure = shares.index[shares["population_unclear"] > 0]
    known = known.drop(unsure)
    left_out = ", ".join(_(STANDARDS[StandardId(str(name))].title) for name in unsure)
    if known.empty:
        return _(
            "Nobody knows when buses run, so no share of people is known: {standards}."
        ).format(standards=left_out)
    least, most = (STANDARDS[StandardId(str(name))] for name in (known.idxmin(), known.idxmax()))
    answer = _(
        "From {least:.1%} of people served ({strict}) to {most:.1%} ({lenient}): the same people, "
        "the same buses."
    ).format(least=known.min(), strict=_(least.title), most=known.max(), lenient=_(most.title))
    if not left_out:
        return answer
    return (
        answer
        + " "
        + _("Not compared, since the timetable is not known: {standards}.").format(
            standards=left_out
        )
    )


def notes(province: Province, comparison: Comparison, *, on: dt.date) -> list[str]:
    """
    Say from what the comparison was made.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    comparison
        Every standard, measured on the province.
    on
        The day on which the plans and the timetable are looked up.
    """
    _, tongue = language.words(), language.current()
    least, most = (f"{share:.0%}" for share in ACCEPTABLE_SHARE)
    sentences = [
        _("As of {day}. Walks: {method}.").format(
            day=format_date(on, tongue), method=_(labels.WALKING_METHOD[walking_method(province)])
        ),
        _("Each standard at its own distance and in its own window of a weekday."),
        _(
            "The shaded band is what World Bank / PPIAF calls acceptable: {least} to {most} of "
            "people."
        ).format(least=least, most=most),
    ]
    if comparison.timetable is not None:
        sentences += period_notes(province, comparison.timetable, on=on)
    return sentences


def render_bars(province: Province, comparison: Comparison) -> None:
    """
    Show the share of people by every standard on one axis, with definitions folded.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    comparison
        Every standard, measured on the province.
    """
    _ = language.words()
    status = people_status_of(province)
    marks = walk_mark(province) + ("" if status is None else status_badge(status, _))
    rows = "".join(
        _bar(StandardId(str(name)), row, marks) for name, row in comparison.shares.iterrows()
    )
    ticks = "".join(f'<span style="left:{share}%">{share}%</span>' for share in TICKS)
    st.html(
        f'<div class="ga-standards"><div class="ga-axis"><span>{marks}</span><span>{ticks}</span>'
        f"<span></span></div>{rows}</div>"
    )
    st.caption(_("Open a line to read its definition, why it differs and where it comes from."))


def _bar(standard_id: StandardId, row: pd.Series, marks: str) -> str:
    _, standard = language.words(), STANDARDS[standard_id]
    within = share_range(row)
    least, most = (f"{100 * edge:.0f}%" for edge in ACCEPTABLE_SHARE)
    shown = "?" if within.is_unknown else within.words(_)
    people = _("{served:,.0f} of {known:,.0f} people").format(
        served=row["population_served"], known=row["population_known"]
    )
    if row["population_unclear"] > 0:
        people = _("{note}; of {people:,.0f} it is not known").format(
            note=people, people=row["population_unclear"]
        )
    communities = _("{served} of {all} communities").format(
        served=int(row["communities_served"]), all=int(row["communities"])
    )
    if row["communities_unclear"]:
        communities = _("{communities}, {count} not known").format(
            communities=communities, count=int(row["communities_unclear"])
        )
    asked = _("{metres:,.0f} m").format(metres=standard.walk_distance_m)
    if standard.window is not None:
        asked += f" · {window_words(standard)}"
    source = _("Source") + f": {standard.source}"
    return (
        f'<details class="ga-standard" data-standard="{standard_id.value}"><summary>'
        f"<span><b>{html_text(_(standard.title))}</b> "
        f'<span class="ga-chip">{html_text(asked)}</span></span>'
        f'<span class="ga-bar"><i style="left:{least};right:calc(100% - {most})"></i>'
        f"{_fill(within)}</span>"
        f'<span class="ga-share"><b>{html_text(shown)}</b></span></summary>'
        f"<div>{html_text(people)} · {html_text(communities)} {marks}</div>"
        f"<div>{html_text(_(standard.definition))}</div>"
        f"<div>{html_text(_(standard.differs))}</div>"
        f'<div class="ga-source">{html_text(source)}</div></details>'
    )


def _fill(share: ShareRange) -> str:
    """Fill a bar up to the people served, hatched up to those who may be."""
    if pd.isna(share.least):
        return '<span style="width:0"></span>'
    left, width = 100 * share.least, 100 * (share.most - share.least)
    hatched = f'<em style="left:{left:.2f}%;width:{width:.2f}%"></em>' if share.is_unsure else ""
    return f'<span style="width:{left:.2f}%"></span>{hatched}'


def render_disagreements(province: Province, comparison: Comparison) -> None:
    """
    Show the communities that some standards call served and others do not.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    comparison
        Every standard, measured on the province.
    """
    _ = language.words()
    table = matrix(province, comparison)
    st.subheader(_("Where they disagree"))
    if table.empty:
        st.caption(_("Nowhere: every standard says the same of every community."))
        return
    st.caption(
        plain(
            _(
                "{count} of {all} communities. ✓ served, ✗ not served, ? hangs on an unknown "
                "timetable."
            ).format(count=len(table), all=len(comparison.by_community))
        )
    )
    st.dataframe(table, hide_index=True, height="content", placeholder="–")


def matrix(province: Province, comparison: Comparison) -> pd.DataFrame:
    """
    List the communities on which the standards disagree.

    Parameters
    ----------
    province, comparison
        As for `disagreements_table`.

    Returns
    -------
    table
        That table, by `community_id`, with the class behind the mark where a standard has
        classes.
    """
    _ = language.words()
    table = disagreements_table(province, comparison, language=language.current())
    for standard_id in CLASSED:
        if standard_id.value in comparison.classes:
            heading = _(STANDARDS[standard_id].title)
            values = comparison.classes.loc[table.index, standard_id.value]
            classes = [labels.class_words(value, _) or "" for value in values]
            table[heading] = [
                # What hangs on an unknown timetable has only a lower bound for a class.
                mark if mark == UNCLEAR else f"{mark} {words}"
                for mark, words in zip(table[heading], classes, strict=True)
            ]
    return table


def render_downloads(province: Province, comparison: Comparison) -> None:
    """
    Show what can be taken away.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    comparison
        Every standard, measured on the province.
    """
    _, tongue = language.words(), language.current()
    by_standard = standards_table(province, comparison, language=tongue)
    sheets = {
        _("Standards"): by_standard,
        _("Where they disagree"): matrix(province, comparison),
        _("Sources"): tables.sources_table(province, language=tongue),
    }
    stem = f"{province.spec.province_id}-standards"
    with st.container(horizontal=True):
        render_button("CSV", lambda: tables.to_csv(by_standard), f"{stem}.csv", "text/csv")
        render_button("Excel", lambda: tables.to_excel(sheets), f"{stem}.xlsx", EXCEL_TYPE)
