"""How far people walk to a stop: a histogram, and who is there within minutes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

from geo_app.analysis.walks.demand import By
from geo_app.analysis.walks.walk_bins import BIN_M, FURTHER_M, LAST_M, NO_WAY_M, distance_bins
from geo_app.reports.standards_page import minutes_table
from geo_app.reports.standards_tables import estimated, people_status_of
from geo_app.ui.shared import language
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import plain
from geo_app.words import labels

if TYPE_CHECKING:
    from geo_app.analysis.access.question import Question
    from geo_app.province import Province

BAR_COLOUR, OTHER_COLOUR, LINE_COLOUR = "#0f766e", "#9ca3af", "#b45309"
HEIGHT_PX = 230


def render_distances(province: Province, question: Question) -> None:
    """
    Show both histograms and the table of minutes, for the whole province.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    question
        By which definition access counts.
    """
    _ = language.words()
    people, communities = desk().reach(By.ZONE), desk().reach(By.COMMUNITY)
    st.caption(
        plain(
            _(
                "Walk to the nearest stop, whatever runs there, in the whole province. The line "
                "is the distance chosen. Each bar holds {metres} m."
            ).format(metres=BIN_M)
        )
    )
    status = people_status_of(province)
    left, right = st.columns(2)
    with left:
        _render_chart(
            distance_bins(people.origins, people.nearest["walk_distance_m"]),
            labels.marked(estimated(province, _("People"), _), status, _),
            field="population",
            limit_m=question.limit_m,
        )
        _render_unknown(int(people.origins["population"].isna().sum()))
    with right:
        _render_chart(
            distance_bins(communities.origins, communities.nearest["walk_distance_m"]),
            estimated(province, _("Communities"), _),
            field="origins",
            limit_m=question.limit_m,
        )
    table = minutes_table(province, desk().reach(By.ZONE), language=language.current())
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        placeholder="–",
        column_config={
            str(column): st.column_config.NumberColumn(format="localized")
            for column in table.select_dtypes("number")
        },
    )


def _render_unknown(count: int) -> None:
    _ = language.words()
    if count:
        st.caption(
            plain(_("{count} places without a number of people are in no bar.").format(count=count))
        )


def _render_chart(bins: pd.DataFrame, title: str, *, field: str, limit_m: float) -> None:
    _ = language.words()
    st.markdown(f"**{plain(title)}**")
    st.altair_chart(
        histogram(bins, field=field, limit_m=limit_m, words=_axis_words()),
        alt=_("{title} by walking distance to the nearest stop").format(title=title),
    )


def _axis_words() -> dict[str, str]:
    _ = language.words()
    return {
        "distance": _("Walk to the nearest stop (m)"),
        "further": _("further"),
        "no_way": _("no way known"),
        "bin": _("Distance"),
        "count": _("Number"),
    }


def histogram(
    bins: pd.DataFrame, *, field: str, limit_m: float, words: dict[str, str]
) -> alt.LayerChart:
    """
    Draw a histogram of walking distance with a line at the distance chosen.

    Parameters
    ----------
    bins
        As `distance_bins` returns them.
    field
        `population` or `origins`.
    limit_m
        Where the line stands.
    words
        Of axes and bars: `distance`, `further`, `no_way`, `bin`, `count`.
    """
    named = bins.assign(
        label=[
            words[str(row.kind)] if row.kind != "bin" else f"{row.start_m:,}–{row.end_m:,}"
            for row in bins.itertuples()
        ]
    )
    axis: dict[str, Any] = {
        "values": [*range(0, LAST_M, 1_000), *(at + BIN_M for at in (FURTHER_M, NO_WAY_M))],
        # On a line of its own: on a telephone it would run into its neighbour.
        "labelExpr": f"datum.value > {NO_WAY_M} ? ['', {json.dumps(words['no_way'])}] : "
        f"datum.value > {LAST_M} ? '> {LAST_M:,}' : format(datum.value, ',')",
        "labelOverlap": False,
        "grid": False,
    }
    bars = (
        alt.Chart(named)
        .mark_bar(stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=alt.X(
                "start_m:Q",
                title=words["distance"],
                axis=alt.Axis(**axis),
                scale=alt.Scale(domain=[0, NO_WAY_M + 5 * BIN_M], nice=False),
            ),
            x2="end_m:Q",
            y2=alt.datum(0),
            y=alt.Y(f"{field}:Q", title=None, axis=alt.Axis(format=",d", tickMinStep=1)),
            color=alt.condition(
                "datum.kind == 'bin'", alt.value(BAR_COLOUR), alt.value(OTHER_COLOUR)
            ),
            tooltip=[
                alt.Tooltip("label:N", title=words["bin"]),
                alt.Tooltip(f"{field}:Q", title=words["count"], format=",.0f"),
            ],
        )
    )
    line = (
        alt.Chart(pd.DataFrame({"limit_m": [limit_m]}))
        .mark_rule(color=LINE_COLOUR, strokeWidth=2, strokeDash=[5, 3])
        .encode(x="limit_m:Q")
    )
    return (bars + line).properties(height=HEIGHT_PX)
