"""What stands below the map: the list, the distances, or the zones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo_app.errors import mark
from geo_app.indicators.listing import COUNTED
from geo_app.indicators.plan import PLAN
from geo_app.indicators.stop import STOP
from geo_app.reports.tables import gaps_table
from geo_app.ui.gaps import selection
from geo_app.ui.gaps.by_zone import render_zones
from geo_app.ui.gaps.distances import render_distances
from geo_app.ui.shared import language, state
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.method import asked_words
from geo_app.words import labels
from geo_app.words.indicator_words import gap_text
from geo_app.words.translating import Language

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

    from geo_app.analysis.access.question import Question
    from geo_app.province import Province
    from geo_app.ui.gaps.controls import Choices

RANKING = mark(
    "Most urgent first: both gaps, then one; within these the higher hazard level, "
    "the larger known population, the longer walk."
)
RANKING_BY_STOP = mark(
    "Most urgent first: those without a stop; within these the larger known population, "
    "the longer walk."
)
RANKING_BY_CHOICE = mark(
    "Most urgent first: more of the gaps chosen before fewer; within these the higher hazard "
    "level where plans count, the larger known population, the longer walk to a stop."
)
ABOUT_STOPS = (mark("Walk to a stop (m)"), mark("Straight line (m)"), mark("Nearest stop"))
ABOUT_PLANS = (mark("Plan valid until"), mark("Hazards"))
RANKINGS = {COUNTED: RANKING, (STOP.id,): RANKING_BY_STOP}
VIEW_TITLES = {"list": mark("List"), "distances": mark("Distances"), "zones": mark("By zone")}
FLIPS = {
    "flips_by_distance": mark("400 or 600 m"),
    "flips_by_speed": mark("pace"),
    "flips_by_position": mark("position"),
}


def render_views(province: Province, table: pd.DataFrame, choices: Choices) -> None:
    """
    Show the view that is chosen.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    table
        As `list_table` returns it, indexed by `community_id`.
    choices
        What is chosen on the page.
    """
    _ = language.words()
    view = st.segmented_control(
        _("Below the map"),
        state.VIEWS,
        required=True,
        format_func=lambda key: _(VIEW_TITLES[key]),
        key=state.VIEW,
        persist_state="session",
        label_visibility="collapsed",
    )
    if view == "distances":
        render_distances(province, choices.question)
    elif view == "zones":
        render_zones(province, choices)
    else:
        st.caption(_(RANKINGS.get(choices.counted, RANKING_BY_CHOICE)))
        selection.render_list(table)


def short_table(table: pd.DataFrame, counted: Collection[str] = COUNTED) -> pd.DataFrame:
    """
    Return what fits beside the map: who comes first, and why.

    Parameters
    ----------
    table
        As `list_table` returns it, indexed by `community_id`.
    counted
        Ids of the indicators that are asked about.

    Returns
    -------
    short
        Indexed by `community_id`, as `table`: rank and name; where stops are asked about the
        walk to one in metres, where plans are the plan's status and end and the hazards, where
        both are the gap and the walk; and the zone. Headings keep the mark of their data.
    """
    _ = language.words()
    walk, gap = _("Walk to a stop (m)"), _("Gap")
    by_subject: dict[tuple[str, ...], tuple[str, ...]] = {
        (STOP.id,): (walk,),
        (PLAN.id,): (_(PLAN.title), _("Hazards"), _("Plan valid until")),
    }
    about = by_subject.get(tuple(counted), (gap, walk))
    headings = {_without_mark(str(name)): str(name) for name in table.columns}
    kept = [headings[name] for name in (*about, _("Zone")) if name in headings]
    first, second = _("Name (Thai)"), _("Name (English)")
    if language.current() is Language.ENGLISH:
        first, second = second, first
    names = table[first].fillna(table[second]).fillna(table.index.to_series())
    short = table[[_("Rank"), *kept]].copy()
    short.insert(1, _("Community"), names)
    return short


def _without_mark(heading: str) -> str:
    """Return a heading without the status of its data, which stands in brackets."""
    return heading.partition(" [")[0]


def list_table(
    province: Province,
    shown: gpd.GeoDataFrame,
    question: Question,
    counted: Collection[str] = COUNTED,
) -> pd.DataFrame:
    """
    Lay out ranked communities with what the standard says of them.

    Parameters
    ----------
    province
        Whose communities.
    shown
        As `Desk.ranked` returns them, or some of its rows.
    question
        What was asked.
    counted
        Ids of the indicators that are asked about.

    Returns
    -------
    table
        As `gaps_table`, with columns for the standard's answer, its class and value
        where it has them, and for what the answer hangs on. Columns about what is not
        asked stand last.
    """
    _, standard = language.words(), question.standard
    table = gaps_table(shown, province, desk().buses().stops, language=language.current())
    gap = _("Gap")
    table[gap] = shown["lacks"].map(lambda lacks: gap_text(lacks, standard, _))
    place = list(table.columns).index(gap) + 1
    asked = asked_words(question)
    served = [
        labels.served_words(is_served, _, is_placed=is_placed)
        for is_served, is_placed in zip(shown["has_stop"], shown["is_placed"], strict=True)
    ]
    columns: dict[str, Any] = {asked: served}
    if standard.classes:
        columns[_("Class")] = [labels.class_words(name, _) for name in shown["access_class"]]
    if standard.window is not None:
        columns[_(standard.unit)] = shown["value"].round(1)
    hangs = _hangs_on(shown, question)
    if hangs is not None:
        columns[_("Depends on")] = hangs
    for number, (name, values) in enumerate(columns.items()):
        table.insert(place + number, name, values)
    return table[_asked_first(list(map(str, table.columns)), counted, list(columns))]


def _asked_first(
    headings: list[str], counted: Collection[str], of_standard: list[str]
) -> list[str]:
    """Order headings: those about what is not asked come last."""
    _ = language.words()
    about = {
        STOP.id: {*of_standard, *map(_, ABOUT_STOPS)},
        PLAN.id: {_(PLAN.title), *map(_, ABOUT_PLANS)},
    }
    beside = {name for key, names in about.items() if key not in counted for name in names}
    return sorted(headings, key=lambda heading: _without_mark(heading) in beside)


def _hangs_on(shown: gpd.GeoDataFrame, question: Question) -> pd.Series | None:
    """Return what each answer hangs on in a word or two; empty where on nothing."""
    _, sensitive = language.words(), desk().sensitive(question)
    if sensitive is None:
        return None
    # Without a known accuracy nobody can say what the position decides.
    flips = sensitive.loc[shown.index, list(FLIPS)].fillna(value=False)
    words = [
        ", ".join(_(FLIPS[flip]) for flip, is_so in row.items() if is_so)
        for row in flips.to_dict("records")
    ]
    return pd.Series([word and f"◯ {word}" for word in words], index=shown.index)
