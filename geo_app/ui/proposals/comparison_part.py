"""Two to six saved proposals side by side."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo_app.catalogue import Status
from geo_app.errors import GeoAppError
from geo_app.maps.compared import LOOKS, OUTCOMES, draw_communities, draw_lines
from geo_app.maps.groups import painter_of
from geo_app.maps.legend_drawing import LegendEntry, legend_html
from geo_app.proposals.baseline import KINDS_USED
from geo_app.proposals.proposals_compared import (
    MIN_PROPOSALS,
    RATES,
    ProposalComparison,
    compare_proposals,
    rank_at,
    ranking_moves,
)
from geo_app.reports.proposal_comparison import comparison_excel, comparison_tables
from geo_app.ui.proposals import kept
from geo_app.ui.proposals.answers.communities_part import render_frame
from geo_app.ui.proposals.answers.problems_part import render_problems
from geo_app.ui.proposals.compared_head import (
    measures_of,
    render_measures,
    render_stability,
    written,
)
from geo_app.ui.proposals.head import title_of
from geo_app.ui.shared import language, state, summary
from geo_app.ui.shared.at_desk import desk, same_files
from geo_app.ui.shared.download_button import EXCEL_TYPE, render_button
from geo_app.ui.shared.feedback import bordered, html_text, plain, render_error
from geo_app.ui.shared.fitting import fit_to
from geo_app.ui.shared.map_view import render_map
from geo_app.ui.shared.method import asked_words
from geo_app.ui.shared.opened_province import layer_groups
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.proposals.running.operating import Rates
    from geo_app.province import Province
    from geo_app.store.values import ProposalRow

MAP = "compare_map"
CHOICE = "compare_choice"
DISTANCE = "compare_walk_m"
FACTOR = "compare_factor"
LAYERS = ("hazards", "mangroves")


def render_choice(rows: list[ProposalRow]) -> list[ProposalRow]:
    """
    Show which proposals are compared, and return them in that order.

    Parameters
    ----------
    rows
        The saved proposals.
    """
    _ = language.words()
    known = {row.proposal_id: row for row in rows}
    st.session_state[CHOICE] = [
        proposal_id for proposal_id in st.session_state[state.COMPARE] if proposal_id in known
    ]
    chosen = st.multiselect(
        _("Proposals, two to six"),
        list(known),
        format_func=lambda proposal_id: (
            f"{title_of(known[proposal_id])} (v{known[proposal_id].version})"
        ),
        max_selections=state.MAX_COMPARED,
        key=CHOICE,
        placeholder=_("Choose proposals"),
        on_change=_take,
    )
    return [known[proposal_id] for proposal_id in chosen]


def _take() -> None:
    st.session_state[state.COMPARE] = tuple(st.session_state[CHOICE])


def render_comparison(province: Province, rows: list[ProposalRow]) -> None:
    """
    Show table, map, winners and losers, and how the order moves.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    rows
        The proposals that are chosen, in their order.
    """
    _ = language.words()
    evaluations = _evaluations(rows)
    if len(evaluations) < MIN_PROPOSALS:
        st.info(_("Choose at least two proposals that have numbers."))
        return
    compared = compare_proposals(evaluations)
    moves = ranking_moves(evaluations, kept.baseline())
    tables = comparison_tables(compared, moves, language=language.current())
    asked = next(iter(evaluations.values())).question
    with st.container(key="compare_halves"):
        left, right = st.columns([11, 9])
    with left:
        share = desk().shares(asked, kept.day()).of_all
        people_today = math.nan if share["population_unclear"] > 0 else share["population_served"]
        first = measures_of(evaluations, compared.table, people_today=float(people_today))
        render_measures(list(first), list(evaluations))
        render_stability(moves)
    with right:
        _render_map(province, evaluations, compared)
    _render_all(tables, evaluations)
    st.caption(plain(_("Served by: {standard}.").format(standard=asked_words(asked))))
    summary.render_marks(province, KINDS_USED)
    _render_files(province, compared, moves)


def _render_all(tables: dict[str, pd.DataFrame], evaluations: dict[str, Evaluation]) -> None:
    """Show every measure, who wins and loses, and how the order moves."""
    _ = language.words()
    measures, people, ranking = tables.items()
    with st.expander(_("All measures")):
        _render_measures(measures[1])
    st.subheader(people[0])
    render_frame(people[1])
    st.subheader(ranking[0])
    _render_order(evaluations)
    with st.expander(_("The rank of each when one assumption is another")):
        render_frame(ranking[1])


def _evaluations(rows: list[ProposalRow]) -> dict[str, Evaluation]:
    """Evaluate each; those that cannot be say why and are left out."""
    evaluations: dict[str, Evaluation] = {}
    for letter, row in zip("ABCDEF", rows, strict=False):
        name = f"{letter} {_short(row)}"
        try:
            measured = kept.evaluated(kept.store().open(row.proposal_id).document)
        except GeoAppError as error:
            render_error(error)
            continue
        if measured.evaluation is not None:
            evaluations[name] = measured.evaluation
            continue
        _ = language.words()
        st.markdown(plain(_("«{name}» is left out, it has no numbers:").format(name=name)))
        render_problems(measured)
        if measured.reason is not None:
            render_error(measured.reason)
    return evaluations


def _short(row: ProposalRow) -> str:
    """Return the name in the page's language: it stands above a column."""
    otherwise = language.words()("no name")
    return pick_name(row.title_th, row.title_en, language.current(), otherwise=otherwise)


def _render_map(
    province: Province, evaluations: dict[str, Evaluation], compared: ProposalComparison
) -> None:
    _, tongue = language.words(), language.current()
    painter = painter_of(province, tongue)
    names = list(evaluations)
    points = kept.baseline().communities.origins.geometry
    groups = [
        *layer_groups(LAYERS),
        draw_lines(evaluations, painter),
        draw_communities(compared.communities, names, points, painter),
        *fit_to(_drawn_lines(evaluations)),
    ]
    render_map(province, groups, key=MAP)
    lines = "".join(
        f'<span class="ga-legend-item">{_swatch(number)} {html_text(name)}</span>'
        for number, name in enumerate(names)
    )
    marks = [
        LegendEntry(label=_(text), colour=colour, mark="circle", status=Status.OFFICIAL.value)
        for colour, text in OUTCOMES.values()
    ]
    st.html(f'<div class="ga-legend">{lines}</div>' + legend_html(marks, translate=_))


def _drawn_lines(evaluations: dict[str, Evaluation]) -> gpd.GeoSeries:
    """Return every line that is drawn, in metres."""
    routes = [route for evaluation in evaluations.values() for route in evaluation.routes]
    crs = next(iter(evaluations.values())).proposed.stops.crs
    return gpd.GeoSeries([route.new_line for route in routes if route.new_line], crs=crs)


def _swatch(number: int) -> str:
    """Draw a line's sign in the legend; borders know three patterns, the letter tells the rest."""
    colour, dashes = LOOKS[number]
    pattern = "solid" if dashes is None else "dotted" if dashes.startswith("2") else "dashed"
    style = f"width:26px;height:0;border-top:4px {pattern} {colour}"
    return f'<span class="ga-swatch" style="{style}"></span>'


def _render_measures(table: pd.DataFrame) -> None:
    """Show the measures; numbers of different kinds stand in one column, so they are texts."""
    first, *others = table.columns
    shown = {name: [written(value) for value in table[name].astype(float)] for name in others}
    st.dataframe(pd.DataFrame({first: table[first], **shown}), hide_index=True, height="content")


def _render_files(province: Province, compared: ProposalComparison, moves: pd.DataFrame) -> None:
    tongue = language.current()
    render_button(
        "Excel",
        lambda: comparison_excel(compared, moves, province=province, language=tongue),
        f"{province.spec.province_id}-comparison.xlsx",
        EXCEL_TYPE,
    )


@st.fragment
@bordered
@same_files()
def _render_order(evaluations: dict[str, Evaluation]) -> None:
    """Show ranks by what a person newly served costs, as sliders move the assumptions."""
    _, baseline = language.words(), kept.baseline()
    asked = next(iter(evaluations.values()))
    st.caption(plain(_("Rank 1 costs least a year for each person newly served, net of losses.")))
    first, second = st.columns(2)
    with first:
        metres = st.slider(
            _("Walking distance to a stop (m)"),
            state.MIN_WALK_M,
            state.MAX_WALK_M,
            int(asked.question.limit_m),
            step=state.STEP_WALK_M,
            key=DISTANCE,
            disabled=not asked.question.standard.is_adjustable,
        )
    with second:
        factor = st.slider(_("All rates times"), 0.25, 4.0, 1.0, step=0.25, key=FACTOR)
    is_moved = asked.question.standard.is_adjustable and metres != int(asked.question.limit_m)
    ranks = rank_at(
        evaluations,
        baseline,
        walk_distance_m=float(metres) if is_moved else None,
        rates=_times(asked, factor),
    )
    render_frame(
        pd.DataFrame(
            {
                _("Proposal"): ranks.index,
                _("Rank"): ranks["rank"],
                _("People gained less lost"): ranks["people_net"].round(),
                _("Net cost a year (THB)"): ranks["cost_thb_per_year"].round(),
                _("THB a year and person newly served"): ranks["cost_per_person"].round(),
            }
        )
    )


def _times(asked: Evaluation, factor: float) -> Rates:
    """Return the rates, every amount so many times as high."""
    amounts = asdict(asked.rates)
    stated: dict[str, Any] = {name: amounts[name] * factor for name in RATES}
    return replace(asked.rates, **stated)
